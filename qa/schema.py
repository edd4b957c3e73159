"""The schema on the wire: what is asked and what comes back, over HTTP, with `--json`, in the client and on the page.

Requests refuse fields they don't know; replies are read without regard to them (`reading`), so that replies can grow.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_QUESTION = 10_000
"""Characters of a question: a long pasted article fits, a file dropped by mistake does not."""

MAX_PASSAGES = 100

MAX_NAMES = 100
"""Publishers or sources of one filter: each is a term of the query."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FilterSpec(_Request):
    """Which articles are asked; an article without a date is outside every range."""

    published_from: date | None = None
    published_to: date | None = None
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


class ArticleQuery(_Request):
    """Which articles are listed: `GET /v1/articles`. `publisher` and `source` may be given several times."""

    published_from: date | None = None
    published_to: date | None = None
    publisher: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    source: Annotated[tuple[str, ...], Field(max_length=MAX_NAMES)] = ()
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    offset: Annotated[int, Field(ge=0, lt=2**53)] = 0


class Upstream(_Model):
    """What the article itself gives as its source for the words."""

    marker: str | None = None
    publisher: str | None = None
    title: str | None = None
    published: date | None = None
    url: str | None = None


class Print(_Model):
    """Another article that carries the same words."""

    source: str
    start: int
    end: int
    publisher: str | None = None


class Citation(_Model):
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
    url: str | None = None
    upstream: tuple[Upstream, ...] = ()
    also_in: tuple[Print, ...] = ()
    formatted: str


class StatementCitation(_Model):
    """The exact place of a statement inside the passage of that `number`."""

    number: int
    start: int
    end: int
    lines: tuple[int, int]
    upstream: tuple[Upstream, ...] = ()


class Statement(_Model):
    """A sentence of the answer, verbatim."""

    text: str
    citations: tuple[StatementCitation, ...]


class Answer(_Model):
    """The answer: its statements, and their texts put together."""

    text: str
    statements: tuple[Statement, ...]


class NoAnswer(_Model):
    """That the articles do not say, and why it is thought so."""

    reason: str


class Retriever(_Model):
    """What one retriever made of a passage."""

    rank: int
    score: float


class Retrievers(_Model):
    """None where the retriever did not find the passage among its candidates."""

    dense: Retriever | None = None
    bm25: Retriever | None = None


class RankedPassage(_Model):
    """A passage; its text is its citation's quote."""

    rank: int
    score: float
    retrievers: Retrievers
    citation: Citation


class Notice(_Model):
    """Something the reader should know; `source` is the file that it is about."""

    source: str | None = None
    reason: str


class LibraryState(_Model):
    """What was asked: the generation of the library and what is in it."""

    generation: int
    articles: int
    passages: int
    model: str


class Disagreement(_Model):
    """Different figures for the same thing, each with the numbers of the citations that give it."""

    about: str
    figures: tuple[str, ...]


class Reply(_Model):
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


class Problem(_Model):
    """An error over HTTP: an RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ArticleSummary(_Model):
    """An article of the library, without its text."""

    id: int
    source: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    sha256: str
    text_sha256: str
    characters: int


class Health(_Model):
    """That the server runs (`GET /healthz`), or that it can answer (`GET /readyz`, which says of what)."""

    status: Literal["alive", "ready"]
    library: LibraryState | None = None


class RefusedFile(_Model):
    """A file that could not be read, and why."""

    source: str
    reason: str


class ArticleList(_Model):
    """A page of the library's articles, by source; `next_offset` is None on the last."""

    articles: tuple[ArticleSummary, ...]
    next_offset: int | None = None
    refused: tuple[RefusedFile, ...] = ()


class CitationCheck(_Model):
    """Whether a citation holds, and what is wrong where it does not."""

    number: int
    source: str
    holds: bool
    reason: str | None = None


class VerifyReply(_Model):
    """The citations of a saved reply, checked against the files one by one."""

    holds: bool
    checks: tuple[CitationCheck, ...]
