"""Embeddings kept in a work folder by content, so that a second run embeds nothing that a first one has.

Two files that only grow: keys of 16 bytes, and float32 rows in the same order. A row whose key is missing, as a killed run
leaves it, is written over.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from evals.console import Progress
from index.embed import Embedder, ForwardingEmbedder, embedded_text
from index.likeness import Vectors
from index.locks import writing
from index.rows import vector_key

_BATCH = 256
_KEY = 16


class EmbeddingCache:
    """The embeddings of passages by one embedder, whose `label` says all that its vectors depend on."""

    def __init__(self, work: Path, embedder: Embedder, label: str) -> None:
        self._embedder = embedder
        folder = work / "embeddings"
        folder.mkdir(parents=True, exist_ok=True)
        name = sha256(f"{embedder.digest} {label}".encode()).hexdigest()[:12]
        self._keys = folder / f"{name}.keys"
        self._rows = folder / f"{name}.rows"
        self._width = 4 * embedder.dim
        self._at: dict[bytes, int] = {}
        if count := self._count():
            keys = self._keys.read_bytes()
            self._at = {keys[n * _KEY : (n + 1) * _KEY]: n for n in range(count)}

    def __len__(self) -> int:
        return len(self._at)

    def rows(self, texts: Sequence[str], progress: Progress = lambda *_: None) -> Vectors:
        """Unit rows `(len(texts), dim)`; those not kept yet are embedded."""
        keys = [vector_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._at}
        wanted = list(missing.items())
        for at in range(0, len(wanted), _BATCH):
            progress("embedding passages", at, len(wanted))
            self._add(wanted[at : at + _BATCH])
        if not keys:
            return np.zeros((0, self._embedder.dim), dtype=np.float32)
        kept = np.memmap(self._rows, dtype=np.float32, mode="r").reshape(-1, self._embedder.dim)
        found: Vectors = np.array(kept[[self._at[key] for key in keys]])
        return found

    def _count(self) -> int:
        """How many rows there are with their keys."""
        if not (self._keys.is_file() and self._rows.is_file()):
            return 0
        return min(self._keys.stat().st_size // _KEY, self._rows.stat().st_size // self._width)

    def _add(self, batch: Sequence[tuple[bytes, str]]) -> None:
        rows = self._embedder.passages([embedded_text(text) for _, text in batch])
        with writing(self._keys.parent, wait_s=60):
            first = self._count()  # Another run may have added some of its own.
            # Rows before keys: what a key stands for is always there.
            for path, width, data in (
                (self._rows, self._width, rows.tobytes()),
                (self._keys, _KEY, b"".join(key for key, _ in batch)),
            ):
                with path.open("r+b" if path.exists() else "w+b") as file:
                    file.seek(first * width)
                    file.write(data)
                    file.truncate()
        self._at.update((key, first + n) for n, (key, _) in enumerate(batch))


class KeptEmbedder(ForwardingEmbedder):
    """An `Embedder` whose passages are embedded once, ever."""

    def __init__(self, embedder: Embedder, kept: EmbeddingCache) -> None:
        self._by = embedder
        self._kept = kept
        self.name = embedder.name
        self.digest = embedder.digest

    @property
    def _embedder(self) -> Embedder:
        return self._by

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._kept.rows(texts)
