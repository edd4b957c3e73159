"""Reading pending files in batches: each article read, compared with the version that is held, and cut into passages.

Out of scope: embedding and writing what was read (`index.run`).
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.read import read_article
from index.passage import Passage
from index.rows import Stamp

_ARTICLES = 64
_BYTES = 16_000_000
"""Articles, and bytes of files, that are read before their passages are embedded and written together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article that is new, or not as the library holds it, and its passages."""

    file: FoundFile
    article: Article
    passages: Sequence[Passage]
    read_ns: int
    """When it was read (nanoseconds since 1970)."""
    replaces: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SameArticle:
    """A file that was read again and holds what the library has."""

    file: FoundFile
    stamp: Stamp
    read_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What some files gave."""

    files: int
    read: Sequence[ReadArticle]
    same: Sequence[SameArticle]
    refused: Sequence[Refused]


def read_batches(
    files: Iterable[FoundFile], stamps: Mapping[str, Stamp], cut: Callable[[Article], Sequence[Passage]]
) -> Generator[Batch]:
    """Reads `files`, of which those that the library holds have `stamps`, and cuts what is new or changed with `cut`."""
    for some in _some_at_once(files):
        read: list[ReadArticle] = []
        same: list[SameArticle] = []
        refused: list[Refused] = []
        for file in some:
            read_ns = time.time_ns()
            try:
                article = read_article(file)
            except Refused as refusal:
                refused.append(refusal)
                continue
            stamp = stamps.get(file.source)
            if stamp and stamp.sha256 == article.sha256:
                same.append(SameArticle(file=file, stamp=stamp, read_ns=read_ns))
            else:
                read.append(
                    ReadArticle(file=file, article=article, passages=cut(article), read_ns=read_ns, replaces=stamp)
                )
        yield Batch(files=len(some), read=read, same=same, refused=refused)


def ahead(items: Generator[T]) -> Generator[T]:
    """`items`, each made in a thread of its own while its user is busy with the one before. Closing it closes `items`."""
    with closing(items), ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _some_at_once(files: Iterable[FoundFile]) -> Iterator[list[FoundFile]]:
    some: list[FoundFile] = []
    size = 0
    for file in files:
        if len(some) == _ARTICLES or size > _BYTES:
            yield some
            some, size = [], 0
        some.append(file)
        size += file.size
    if some:
        yield some
