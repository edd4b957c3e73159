"""One run: every question asked of a `Service`, and what came back set against the places that answer it.

A passage is *relevant* when it shares a character with an answer's place, or when one of the prints that it stands for
(`also_in`) does. What the figures are made of it is said in `evals.metrics`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evals.cases import Case
from index.store import Store
from qa.schema import Citation, LibraryState, Print, RankedPassage, Reply
from qa.service import Service

DEPTH = 10
"""Passages asked for: the figures go to rank 10."""

Span = tuple[str, int, int]
"""A source, and `[start, end)` in characters of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSpan:
    """Where a ranked passage stands, the best first in a row's `passages`."""

    source: str
    start: int
    end: int
    score: float
    relevant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one question."""

    id: str
    question: str
    kind: str
    asked_on: date
    answerable: bool
    declined: bool
    answered_right: bool
    """A statement of the answer shares a character with an answer's place."""
    confidence: float
    rank: int | None
    """Of the first relevant passage, from 1; None where none is among those asked for."""
    citations: int
    """Citations of passages and statements that were checked against the files …"""
    citations_held: int
    """… and how many of them hold."""
    missed: int
    """Relevant passages of the library that the reply does not carry, and answers' places that no passage holds."""
    took_ms: float
    passages: tuple[RankedSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row for each question, and what was asked: the state of the library, and the passages asked for."""

    library: LibraryState
    k: int
    rows: tuple[Row, ...]


Progress = Callable[[int, int], None]
"""Told how many questions are asked, and of how many."""


def run(service: Service, cases: Sequence[Case], *, k: int = DEPTH, progress: Progress = lambda *_: None) -> Run:
    """Asks every question, at least one. A question without a day is asked on that of the newest article, so that runs repeat."""
    places = _passages(service)
    dates = [stored.article.published for stored in service.articles() if stored.article.published]
    day = max(dates, default=date.today())
    rows = []
    for case in cases:
        reply = service.ask(case.question, k=k, asked_on=case.asked_on or day)
        rows.append(_row(service, case, reply, places))
        progress(len(rows), len(cases))
    return Run(library=reply.library, k=k, rows=tuple(rows))


def _passages(service: Service) -> Mapping[str, Sequence[Span]]:
    """Where every passage of the library stands, by source."""
    found: dict[str, list[Span]] = defaultdict(list)
    with service.library() as library:
        store = Store(library.path)
        try:
            rows = store.passages(store.passage_ids(library.generation))
        finally:
            store.close()
        for row in rows:
            source = library.article(row.article).article.source
            found[source].append((source, row.start, row.end))
    return found


def _row(service: Service, case: Case, reply: Reply, places: Mapping[str, Sequence[Span]]) -> Row:
    checks = service.verify(reply).checks
    ranked = tuple(
        RankedSpan(
            source=passage.citation.source,
            start=passage.citation.start,
            end=passage.citation.end,
            score=passage.score,
            relevant=any(_answers(case, span) for span in _carried(passage)),
        )
        for passage in reply.passages
    )
    carried = {span for passage in reply.passages for span in _carried(passage)}
    return Row(
        id=case.id,
        question=case.question,
        kind=case.kind,
        asked_on=reply.asked_on,
        answerable=case.answerable,
        declined=reply.answer is None,
        answered_right=any(_answers(case, span) for span in _stated(reply)),
        confidence=reply.confidence,
        rank=next((rank for rank, span in enumerate(ranked, 1) if span.relevant), None),
        citations=len(checks),
        citations_held=sum(check.holds for check in checks),
        missed=_missed(case, carried, places),
        took_ms=reply.took_ms,
        passages=ranked,
    )


def _answers(case: Case, span: Span) -> bool:
    return any(answer.overlaps(*span) for answer in case.answers)


def _carried(passage: RankedPassage) -> list[Span]:
    """The passage and the prints of the same words that it stands for."""
    prints: tuple[Citation | Print, ...] = (passage.citation, *passage.citation.also_in)
    return [(one.source, one.start, one.end) for one in prints]


def _stated(reply: Reply) -> list[Span]:
    sources = {passage.citation.number: passage.citation.source for passage in reply.passages}
    return [
        (sources[citation.number], citation.start, citation.end)
        for statement in (reply.answer.statements if reply.answer else ())
        for citation in statement.citations
    ]


def _missed(case: Case, carried: set[Span], places: Mapping[str, Sequence[Span]]) -> int:
    relevant: set[Span] = set()
    nowhere = 0
    for answer in case.answers:
        holding = [span for span in places.get(answer.source, ()) if answer.overlaps(*span)]
        relevant.update(holding)
        nowhere += not holding
    return len(relevant - carried) + nowhere
