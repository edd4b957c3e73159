"""What a run is made of: a row for each question, with the rankings that were looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evals.datasets.dataset import Span
from qa.reply import LibraryState

WITHOUT = "-without"
"""What the id of a question has behind it that was asked without the articles that answer it."""

SWAPPED = "-swapped"
"""What the id of a question has behind it in which something is swapped, so that nothing answers it (`evals.datasets.near_misses`)."""

WORDED = 5
"""Passages of a ranking whose words a row holds."""

REPLY = "reply"
"""The ranking that a reply shows; others are those of the stages before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSpan:
    """Where a ranked passage stands, its grade (0 where it does not answer), and, of the first `WORDED`, its words."""

    source: str
    start: int
    end: int
    score: float
    grade: int
    text: str = ""

    @property
    def relevant(self) -> bool:
        return self.grade > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Passages, the best first; where articles are judged, the best of each."""

    passages: tuple[RankedSpan, ...]
    missed: tuple[int, ...] | None = None
    """Grades of what is relevant and not among the passages: passages of the library (and answers' places that none holds)
    or articles. None where it is not known, as by answer string."""

    @property
    def rank(self) -> int | None:
        """Of the first relevant passage, from 1; None where there is none."""
        return next((rank for rank, one in enumerate(self.passages, 1) if one.relevant), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one question."""

    id: str
    question: str
    kind: str
    asked_on: date
    answerable: bool
    declined: bool
    said: str | None
    """The answer, also one that was held back because its confidence was too low; None where there is none."""
    said_right: bool
    """Whether that holds the answer, or has a statement where it stands."""
    sentences: int
    """Of what was said."""
    confidence: float
    citations: int
    """Citations of passages and statements that were checked against the files …"""
    citations_held: int
    """… and how many of them hold."""
    took_ms: float
    rankings: Mapping[str, Ranking]
    """Of the reply, and of the stages that were looked at."""
    places: tuple[Span, ...] = ()
    """Where the answers stand, for a question that is judged by place."""
    without: int = 0
    """Articles that hold an answer and were taken away before asking: then nothing answers any more."""
    cited: tuple[Span, ...] = ()
    """What the statements of what was said cite."""

    @property
    def swapped(self) -> bool:
        """Whether it is a near miss: another question with something swapped, which nothing answers."""
        return self.id.endswith(SWAPPED)

    @property
    def answered_right(self) -> bool:
        return self.said_right and not self.declined

    @property
    def words(self) -> int:
        """Of what was said."""
        return len((self.said or "").split())

    @property
    def passages(self) -> tuple[RankedSpan, ...]:
        return self.rankings[REPLY].passages

    @property
    def rank(self) -> int | None:
        return self.rankings[REPLY].rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row for each question, and what was asked: the state of the library, and the passages asked for."""

    library: LibraryState
    k: int
    rows: tuple[Row, ...]
