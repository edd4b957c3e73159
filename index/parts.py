"""The derived parts of a generation: written, checked against their manifest, mended, and cleared away.

`vectors-G.faiss` and `words-G/` follow from the store; they are never changed once generation `G` is named, and are
made again from the store when they are missing or damaged.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.likeness import Vectors
from index.store import Store, StoredPassage
from index.vectors import Ids, write_vectors
from index.words import Words, write_words

_BATCH = 4096
"""Passages held in memory at once while parts are written."""


def vectors_path(library: Path, generation: int) -> Path:
    return library / f"vectors-{generation}.faiss"


def words_path(library: Path, generation: int) -> Path:
    return library / f"words-{generation}"


def write_parts(store: Store, generation: int, dim: int, *, before: int | None) -> str:
    """Writes the parts of `generation` and brings them safely to disk; returns their manifest.

    With `before`, the word index starts from that generation's, which must be whole.
    """
    library = store.folder
    passages = store.passages(generation)
    _clear(vectors_path(library, generation), words_path(library, generation))
    write_vectors(vectors_path(library, generation), dim, _rows(store, passages))
    kept = {passage.id for passage in passages}
    known = {passage.id for passage in store.passages(before)} if before is not None else set[int]()
    write_words(
        words_path(library, generation),
        words_path(library, before) if before is not None else None,
        sorted(known - kept),
        _words(store, [passage for passage in passages if passage.id not in known]),
    )
    files = _files(library, generation)
    for file in files:
        _sync(file)
    _sync(words_path(library, generation))
    _sync(library)
    return json.dumps({str(file.relative_to(library)): _fingerprint(file) for file in files})


def parts_are_whole(library: Path, generation: int, manifest: str) -> bool:
    """Whether every file of the manifest is there as it was written."""
    wanted: dict[str, str] = json.loads(manifest)
    if any(not file.startswith((f"vectors-{generation}.", f"words-{generation}/")) for file in wanted):
        return False
    try:
        return all(_fingerprint(library / file) == fingerprint for file, fingerprint in wanted.items())
    except OSError:
        return False


def clear_other_parts(library: Path, keep: Collection[int]) -> None:
    """Removes the parts and locks of every generation that is not in `keep`."""
    for path in library.iterdir():
        stem, _, rest = path.name.partition("-")
        number = rest.partition(".")[0]
        if stem in ("vectors", "words", "generation") and number.isdecimal() and int(number) not in keep:
            _clear(path)


def _clear(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _rows(store: Store, passages: Sequence[StoredPassage]) -> Iterator[tuple[Ids, Vectors]]:
    for at in range(0, len(passages), _BATCH):
        batch = passages[at : at + _BATCH]
        vectors = store.vectors(passage.vector for passage in batch)
        yield np.array([passage.id for passage in batch]), np.stack([vectors[passage.vector] for passage in batch])


def _words(store: Store, passages: Sequence[StoredPassage]) -> Iterator[Words]:
    loaded = None
    for passage in passages:
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


def _files(library: Path, generation: int) -> list[Path]:
    words = sorted(file for file in words_path(library, generation).iterdir() if not file.name.endswith(".lock"))
    return [vectors_path(library, generation), *words]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
