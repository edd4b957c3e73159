"""The derived parts of a generation: written, checked against their manifest, and opened.

`vectors-G/` and `words-G/` follow from the store; they are never changed once generation `G` is named, and are
made again from the store when they are missing or damaged.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path

from index.errors import LibraryUnwritable, writes_to
from index.generations import remove, vectors_path, words_path
from index.likeness import Vectors
from index.store import Store
from index.vectors import Ids, VectorIndex
from index.words import WordIndex, Words, may_build_upon, write_words

_BATCH = 4096
"""Passages whose vectors are held in memory at once while parts are written."""


class PartsDamaged(Exception):
    """A derived part is whole by its manifest, and yet can't be opened. Never leaves this package: it is made again."""


def write_parts(
    store: Store,
    generation: int,
    dim: int,
    *,
    before: int | None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> str:
    """Writes the parts of `generation` and brings them safely to disk; returns their manifest.

    With `before`, they start from that generation's, which must be whole. `progress` is told of how many passages'
    vectors are indexed, and of how many, where that is done anew. Raises `LibraryUnwritable`.
    """
    library = store.folder
    vectors, words = vectors_path(library, generation), words_path(library, generation)
    with writes_to(library):
        remove(vectors)
        remove(words)
    try:
        _write_vectors(store, vectors, generation, dim, before, progress)
        _write_words(store, words, generation, before)
        files = sorted(file for part in (vectors, words) for file in part.iterdir() if file.suffix != ".lock")
        for path in (*files, vectors, words, library):
            sync_to_disk(path)
        return json.dumps({str(file.relative_to(library)): _fingerprint(file) for file in files})
    except (OSError, RuntimeError, ValueError) as error:  # FAISS raises the second, Tantivy the third
        raise LibraryUnwritable(
            library, f"can't be written ({_reason(error)}); what was indexed before is still there"
        ) from error


def parts_are_whole(library: Path, generation: int, manifest: str) -> bool:
    """Whether every file of the manifest is there as it was written."""
    try:
        wanted: dict[str, str] = json.loads(manifest)
        if any(not file.startswith((f"vectors-{generation}/", f"words-{generation}/")) for file in wanted):
            return False
        return all(_fingerprint(library / file) == fingerprint for file, fingerprint in wanted.items())
    except (OSError, ValueError):
        return False


def open_parts(library: Path, generation: int) -> tuple[VectorIndex, WordIndex]:
    """The two indexes of a generation. Raises `PartsDamaged`."""
    try:
        return VectorIndex(vectors_path(library, generation)), WordIndex(words_path(library, generation))
    except (OSError, RuntimeError, ValueError) as error:
        raise PartsDamaged(str(error)) from error


def sync_to_disk(path: Path) -> None:
    """Waits until a file, or what a folder lists, is on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_vectors(
    store: Store, folder: Path, generation: int, dim: int, before: int | None, progress: Callable[[int, int], None]
) -> None:
    from index.vector_writer import build_vectors, extend_vectors, may_extend

    def rows(ids: Ids) -> Vectors:
        return store.vectors(ids.tolist(), dim)

    if before is not None:
        removed, added = store.ended_ids(before, generation), store.passage_ids(generation, after=before)
        base = vectors_path(store.folder, before)
        if may_extend(base, len(removed), len(added)):
            extend_vectors(folder, base, removed, added, rows)
            return
    build_vectors(folder, dim, store.passage_ids(generation), rows, progress)


def _write_words(store: Store, folder: Path, generation: int, before: int | None) -> None:
    if before is not None:
        removed = store.ended_ids(before, generation).tolist()
        base = words_path(store.folder, before)
        if may_build_upon(base, len(removed)):
            write_words(folder, base, _texts(store, removed), _words(store, generation, after=before))
            return
    write_words(folder, None, [], _words(store, generation, after=0))


def _texts(store: Store, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    for at in range(0, len(ids), _BATCH):
        yield from store.texts(ids[at : at + _BATCH])


def _words(store: Store, generation: int, *, after: int) -> Iterator[Words]:
    loaded = None
    ids = store.passage_ids(generation, after=after)
    batches = (store.passages(ids[at : at + _BATCH]) for at in range(0, len(ids), _BATCH))
    for passage in chain.from_iterable(batches):
        if loaded is None or loaded.id != passage.article:
            loaded = store.article(passage.article)
        article = loaded.article
        yield Words(
            id=passage.id,
            body=article.text[passage.start : passage.end],
            title=article.title,
            published=article.published,
            publisher=article.publisher,
            source=article.source,
        )


def _reason(error: Exception) -> str:
    full = os.strerror(errno.ENOSPC)
    if full in str(error):
        return full
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


_BLOCK = 1 << 16
_BLOCKS = 256
"""A file of up to 16 MB is hashed whole; of a larger one, as many blocks spread over it, so that opening stays quick.
What they miss can't put a wrong score into a reply: passages are scored again from the database."""


def _fingerprint(path: Path) -> str:
    size = path.stat().st_size
    digest = sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= _BLOCK * _BLOCKS:
            digest.update(file.read())
        else:
            for number in range(_BLOCKS):
                file.seek((size - _BLOCK) * number // (_BLOCKS - 1))
                digest.update(file.read(_BLOCK))
    return digest.hexdigest()
