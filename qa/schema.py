"""The schema on the wire: what is asked, and what comes back but for the reply itself (`qa.reply`).

Requests refuse fields that they don't know.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa.limits import MAX_NAMES, MAX_PASSAGES, MAX_QUESTION
from qa.reply import (
    Answer,
    Citation,
    Contribution,
    Disagreement,
    Explanation,
    Figure,
    LibraryState,
    NoAnswer,
    Notice,
    PassageReading,
    Print,
    QuestionReading,
    RankedPassage,
    Record,
    Reply,
    Retriever,
    Retrievers,
    Statement,
    StatementCitation,
    Upstream,
)

__all__ = [
    "MAX_NAMES",
    "MAX_PASSAGES",
    "MAX_QUESTION",
    "Answer",
    "ArticleList",
    "ArticleProvenance",
    "ArticleQuery",
    "ArticleSummary",
    "AskRequest",
    "Citation",
    "CitationCheck",
    "Contribution",
    "Disagreement",
    "Explanation",
    "Figure",
    "FilterSpec",
    "Health",
    "LibraryState",
    "NoAnswer",
    "Notice",
    "PassageReading",
    "Print",
    "Problem",
    "QuestionReading",
    "RankedPassage",
    "RefusedFile",
    "Reply",
    "Retriever",
    "Retrievers",
    "Statement",
    "StatementCitation",
    "Upstream",
    "VerifyReply",
]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Dated(_Request):
    published_from: date | None = None
    published_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise ValueError(
                f"published_from {self.published_from} is after published_to {self.published_to}, "
                "so that no article could be between them"
            )
        return self


class FilterSpec(_Dated):
    """Which articles are asked; an article without a date is outside every range."""

    publishers: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    sources: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    """Paths in the corpus: of a file, or of a folder and all below it."""


class AskRequest(_Request):
    """A question: `POST /v1/ask`."""

    # Told to readers of the schema only: `qa.question` refuses, in a sentence that says what to do.
    question: Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION})]
    k: Annotated[int, Field(ge=1, le=MAX_PASSAGES)] = 5
    """How many passages come with the answer."""
    filters: FilterSpec = FilterSpec()
    asked_on: date | None = None
    """The day that the question is asked on: today when not given."""
    explain: bool = False
    """Whether the reply is to say how it came to be."""


class ArticleQuery(_Dated):
    """Which articles are listed: `GET /v1/articles`. `publisher` and `source` may be given several times."""

    publisher: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    source: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, lt=2**53)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Record):
    """An error over HTTP: an RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleProvenance(Record):
    """How each fact about an article was found (`json-ld`, `dateline`, `file name` …); null where nothing is known."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary(Record):
    """An article of the library, without its text."""

    id: int
    source: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    language: str | None = None
    provenance: ArticleProvenance = ArticleProvenance()
    sha256: str
    text_sha256: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(Record):
    """That the server runs (`GET /healthz`), or that it can answer (`GET /readyz`, which says of what)."""

    status: Literal["alive", "ready"]
    library: LibraryState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile(Record):
    """A file that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleList(Record):
    """A page of the library's articles, by source; `next_offset` is None on the last."""

    articles: tuple[ArticleSummary, ...]
    next_offset: int | None = None
    refused: tuple[RefusedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationCheck(Record):
    """Whether a citation holds, and what is wrong where it does not."""

    number: int
    source: str
    holds: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReply(Record):
    """The citations of a saved reply, checked against the files one by one."""

    holds: bool
    checks: tuple[CitationCheck, ...]
