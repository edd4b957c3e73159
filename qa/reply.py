"""What comes back, over HTTP, with `--json`, in the client and on the page: frozen dataclasses.

A reply is made without pydantic, which takes longer to load than a question to answer. pydantic checks what is read, and
what leaves over HTTP; it does not mind fields that it does not know, so that replies can grow.
Out of scope: what is asked, and what else comes back (`qa.schema`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Record:
    """JSON in and out, under the names that pydantic's models have for it."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # A dataclass's docstring may be its signature, so that pydantic leaves it out.
        cls.__pydantic_config__ = {"json_schema_extra": {"description": cls.__doc__}}  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, value: object) -> Self:
        """The record that dictionaries and lists tell; raises pydantic's `ValidationError`."""
        checked: Self = _adapter(cls).validate_python(value)
        return checked

    @classmethod
    def model_validate_json(cls, data: str | bytes) -> Self:
        """The record that is written in JSON; raises pydantic's `ValidationError`."""
        checked: Self = _adapter(cls).validate_json(data)
        return checked

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        return _adapter(cls).json_schema()

    def model_dump(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    def model_dump_json(self, *, indent: int | None = None) -> str:
        separators = (",", ":") if indent is None else (",", ": ")
        return json.dumps(
            self.model_dump(), ensure_ascii=False, indent=indent, separators=separators, default=date.isoformat
        )

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        return replace(self, **update)  # type: ignore[type-var]


_ADAPTERS: dict[type[Any], "TypeAdapter[Any]"] = {}


def _adapter(cls: type[Any]) -> "TypeAdapter[Any]":
    if cls not in _ADAPTERS:
        from pydantic import TypeAdapter

        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream(Record):
    """What the article itself gives as its source for the words, and the characters of its text that name it.

    A `footnote` is named by its marker; a `link` by its words; an `attribution` by `reports the AP`; an `agency` in the dateline or byline, which
    stands behind words that name no other source.
    """

    kind: Literal["footnote", "link", "attribution", "agency"]
    start: int
    end: int
    marker: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Print(Record):
    """Another article that carries the same words."""

    source: str
    start: int
    end: int
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Record):
    """Where words stand: file, lines and characters, and what is known of the article. The fields are described in the README."""

    number: int
    id: str
    source: str
    of: Literal["file", "extracted text"] = "file"
    start: int
    end: int
    lines: tuple[int, int]
    page: int | None = None
    quote: str
    sha256: str
    text_sha256: str
    stale: bool = False
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    language: str | None = None
    url: str | None = None
    deep_link: str | None = None
    upstream: tuple[Upstream, ...] = ()
    also_in: tuple[Print, ...] = ()
    also_in_articles: int = 0
    formatted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCitation(Record):
    """The exact place of a statement inside the passage of that `number`."""

    number: int
    start: int
    end: int
    lines: tuple[int, int]
    page: int | None = None
    deep_link: str | None = None
    upstream: tuple[Upstream, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """A sentence of the answer, verbatim; how many articles carry it word for word, and of how many origins these are: prints of one story are of one."""

    text: str
    citations: tuple[StatementCitation, ...]
    articles: int = 1
    origins: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """The answer: its statements, and their texts put together."""

    text: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer(Record):
    """That the articles do not say, and why it is thought so."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retriever(Record):
    """What one retriever made of a passage."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrievers(Record):
    """None where the retriever did not find the passage among its candidates."""

    dense: Retriever | None = None
    bm25: Retriever | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPassage(Record):
    """A passage; its text is its citation's quote."""

    rank: int
    score: float
    retrievers: Retrievers
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """Something the reader should know; `source` is the file that it is about."""

    source: str | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState(Record):
    """What was asked: the generation of the library and what is in it."""

    generation: int
    articles: int
    passages: int
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Record):
    """A figure, in the words of the first of the passages that give it, and where it stands in each, maybe in other words."""

    text: str
    citations: tuple[StatementCitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement(Record):
    """Different figures for the same thing. `about` is the words around the one that is given first, with `…` in its place."""

    about: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Record):
    """What one measure adds to a sum: its value times its weight. A ranking's has also the rank, and the score before normalising."""

    name: str
    rank: int | None = None
    score: float | None = None
    value: float
    weight: float
    adds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReading(Record):
    """What a question was taken to mean: its terms with the information in each, names, the kind of thing asked for, times, outlets."""

    terms: dict[str, float]
    names: tuple[str, ...]
    asked: str | None
    times: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageReading(Record):
    """What each stage made of the passage of that `rank`: parts of the fused score, of the log odds that its sentence `[start, end)` answers, and of the order."""

    rank: int
    fused: float
    fusion: tuple[Contribution, ...]
    start: int
    end: int
    log_odds: float
    evidence: tuple[Contribution, ...]
    confidence: float
    order: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Record):
    """How a reply came to be; passages by rank."""

    question: QuestionReading
    passages: tuple[PassageReading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Record):
    """An answer or that there is none, with the ranked passages either way. `answer` is None exactly when `no_answer` is not."""

    question: str
    asked_on: date
    answer: Answer | None
    no_answer: NoAnswer | None
    confidence: float
    passages: tuple[RankedPassage, ...]
    disagreements: tuple[Disagreement, ...] = ()
    warnings: tuple[Notice, ...] = ()
    library: LibraryState
    took_ms: float
    explanation: Explanation | None = None
