"""What every data set is read as: questions, what answers each of them, and the articles that it is looked for in.

Out of scope: how a layout is read (a module each), and whether a passage answers (`evals.relevance`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_PLAIN = re.compile(r"\w[\w.-]{0,99}(?<![.])", re.ASCII)
"""Ids that are a file's name anywhere."""

_OTHER = re.compile(r"[^\w]+", re.ASCII)


class Layout(StrEnum):
    """The layouts of data sets that are read."""

    REALTIMEQA = "realtimeqa"
    CHUNKING = "chunking"
    BEIR = "beir"
    TREC = "trec"
    LINES = "lines"


class Span(NamedTuple):
    """Characters `[start, end)` of the article called `source`."""

    source: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether both share a character."""
        return other.source == self.source and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """The places that answer; none of them says that nothing does."""

    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """What a passage holds that answers, as whole words; where `sources` are given, only in those articles."""

    answers: tuple[str, ...]
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Articles that answer, by source, and how well: 1 or more, as qrels grade them."""

    grades: Mapping[str, int]


Relevance = Spans | Strings | Documents


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question, and what answers it."""

    id: str
    text: str
    relevance: Relevance
    asked_on: date | None = None
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the data set says that something answers."""
        return self.relevance != Spans()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article that comes as a line of a file, and not as a file; all of `text` is body."""

    source: str
    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Articles as files, which are read as a user's are."""

    path: Path
    ids: Mapping[str, str] = field(default_factory=dict)
    """What the data set calls the article of a source; one that is not here is called by its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Articles as records. `read` gives them in order, each source once; `stamp` is another when they are others."""

    stamp: str
    count: int
    read: Callable[[], Iterator[ArticleRecord]]
    ids: Mapping[str, str]
    """As a `Folder` has them."""


class Fault(NamedTuple):
    """A line of a file that can't be used, from 1, and why."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set as far as it can be used, and the faults of what can't."""

    name: str
    questions: tuple[LabelledQuestion, ...]
    articles: Folder | Records
    faults: tuple[Fault, ...] = ()

    @property
    def ranks_documents(self) -> bool:
        """Whether what is judged are articles, and not passages."""
        return any(isinstance(one.relevance, Documents) for one in self.questions)


def source_of(id: str) -> str:
    """The source of the article that a data set calls `id`: a file's name that tells it, in one of 256 folders."""
    digest = sha256(id.encode()).hexdigest()
    if _PLAIN.fullmatch(id):
        return f"{digest[:2]}/{id}.txt"
    # Of an address the last part says most.
    slug = _OTHER.sub("-", id.rstrip("/").rpartition("/")[2]).strip("-")[:60]
    return f"{digest[:2]}/{slug}-{digest[2:10]}.txt"


def stamp_of(*paths: Path) -> str:
    """Another whenever one of the files has changed."""
    stats = [(path.resolve(), path.stat()) for path in paths]
    told = "".join(f"{path} {stat.st_size} {stat.st_mtime_ns}\n" for path, stat in stats)
    return sha256(told.encode()).hexdigest()[:16]
