"""Reading pending files in batches: each article read, compared with the version of its file that is held, and cut into passages.

Out of scope: embedding and writing what was read (`index.run`).
"""

import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from corpus.article import Article
from corpus.errors import Refused
from corpus.exports.fields import Fields
from corpus.folder import FoundFile
from corpus.read import read_articles
from index.passage import Passage
from index.rows import Stamp

_ARTICLES = 64
_CHARACTERS = 16_000_000
"""Articles, and characters of text, that are read before their passages are embedded and written together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file that is new, or not as the library holds it."""

    file: FoundFile
    read_ns: int
    """When reading it began (nanoseconds since 1970)."""
    replaces: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article of such a file, and its passages."""

    of: ReadFile
    article: Article
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFile:
    """A file that was read again and holds what the library has."""

    file: FoundFile
    stamp: Stamp
    read_ns: int


@dataclass(slots=True, kw_only=True)
class Batch:
    """What was read of some files, one of which may go on in the next batch."""

    files: int = 0
    """How many were read to their end."""
    part: float = 0.0
    """How far that was read which goes on in the next batch, from 0 to 1."""
    read: list[ReadArticle] = field(default_factory=list)
    same: list[SameFile] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)
    """Each with the source of the file that it is about."""
    broken: list[ReadFile] = field(default_factory=list)
    """Files that could not be read to their end now: nothing of them counts."""


def read_batches(
    files: Iterable[FoundFile],
    stamps: Mapping[str, Stamp],
    cut: Callable[[Article], Sequence[Passage]],
    fields: Fields | None = None,
) -> Generator[Batch]:
    """Reads `files`, of which those that the library holds have `stamps`, and cuts what is new or changed with `cut`."""
    batch, characters = Batch(), 0
    for file in files:
        of = ReadFile(file=file, read_ns=time.time_ns(), replaces=stamps.get(file.source))
        begun = False
        refused: list[Refused] = []
        reached = [0.0]
        with closing(read_articles(file, fields, reached.append)) as articles:
            for one in articles:
                if isinstance(one, Refused):
                    refused.append(one)
                    if one.transient and begun:
                        batch.broken.append(of)
                        break
                    continue
                if not begun and of.replaces and of.replaces.sha256 == one.sha256:
                    # What was refused of it before is so still.
                    refused.clear()
                    batch.same.append(SameFile(file=file, stamp=of.replaces, read_ns=of.read_ns))
                    break
                begun = True
                if len(batch.read) >= _ARTICLES or characters > _CHARACTERS:
                    batch.part = reached[-1]
                    del reached[:-1]
                    yield batch
                    batch, characters = Batch(), 0
                batch.read.append(ReadArticle(of=of, article=one, passages=cut(one)))
                characters += len(one.text)
        batch.refused += ((file.source, refusal) for refusal in refused)
        batch.files += 1
        if batch.files >= _ARTICLES or characters > _CHARACTERS:
            yield batch
            batch, characters = Batch(), 0
    if batch != Batch():
        yield batch


def ahead(items: Generator[T]) -> Generator[T]:
    """`items`, each made in a thread of its own while its user is busy with the one before. Closing it closes `items`."""
    with closing(items), ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item
