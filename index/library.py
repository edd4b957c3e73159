"""A library, open for reading: one generation of articles and passages, and the two ways to find passages in it.

Nothing outside this package knows that SQLite, FAISS and Tantivy are behind it. Scores are computed here, in float64 and
from the database, so that the same library gives the same scores whatever the number of threads and however its derived
parts were built.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.database import NAME as DATABASE
from index.embed import Embedder
from index.errors import LibraryDamaged
from index.filters import Filters
from index.generations import GenerationLock
from index.likeness import Vectors
from index.locks import writing
from index.meta import REBUILD, check_meta
from index.parts import PartsDamaged, open_parts, parts_are_whole, write_parts
from index.passage import Passage
from index.place import Place, readable_place
from index.rows import Excerpt, Stamp, StoredArticle
from index.split import SplitSettings
from index.store import Store
from index.vectors import VectorIndex
from index.words import TITLE_WEIGHT, WordIndex, terms
from index.writer import StoreWriter

K1 = 1.2
B = 0.75
"""BM25's saturation and length normalisation (Robertson and Zaragoza 2009); Lucene's and Tantivy's defaults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage found by one retriever, and its score there: an inner product of unit rows, or BM25."""

    excerpt: Excerpt
    score: float

    @property
    def id(self) -> int:
        return self.excerpt.id


class Library:
    """One generation of a library on disk, held open. Safe to share between threads."""

    def __init__(
        self,
        place: Place,
        inode: int,
        store: Store,
        lock: GenerationLock,
        meta: dict[str, str],
        parts: tuple[VectorIndex, WordIndex],
        notes: Sequence[str],
    ) -> None:
        self._place = place
        self._inode = inode
        self._store = store
        self._lock = lock
        self._vectors, self._words = parts
        self.path = place.path
        self.notes = tuple(notes)
        """What the user should know about how the library was opened, a sentence each."""
        self.generation = int(meta["generation"])
        self.model = meta["model"]
        self.article_count = int(meta["articles"])
        self.passage_count = int(meta["passages"])
        self._dim = int(meta["dim"])
        self._mean_length = float(meta["mean_length"])
        self.article: Callable[[int], StoredArticle] = lru_cache(maxsize=256)(store.article)
        """The article of a row id."""
        self._frequency: Callable[[str], int] = lru_cache(maxsize=65536)(self._words.frequency)

    @classmethod
    def open(cls, path: Path, embedder: Embedder, *, settings: SplitSettings | None = None) -> "Library":
        """Opens the newest generation of the library at `path`.

        Raises `LibraryMissing`, `LibraryMismatch` (another format, model or split settings) or `LibraryDamaged`. Damaged
        derived parts are made again from the database first, which needs the writer's lock and may raise what that does.
        """
        place = readable_place(path)
        mended = 0
        while True:
            # Between reading the number and taking the lock, a writer may have gone on and cleared the generation away.
            inode = _inode(place.path)
            with ExitStack() as held:
                store = Store(place.path)
                held.callback(store.close)
                meta = store.meta()
                check_meta(path, meta, embedder, settings)
                generation = int(meta["generation"])
                lock = GenerationLock(place.path, generation)
                held.callback(lock.release)
                if store.generation != generation or _inode(place.path) != inode:
                    continue
                try:
                    parts = _whole_parts(place.path, generation, meta["parts"])
                except PartsDamaged as error:
                    if mended == 2:
                        raise LibraryDamaged(path, f"has indexes that can't be mended ({error}). {REBUILD}") from error
                    _mend(place.path, generation, int(meta["dim"]))
                    mended += 1
                    continue
                library = cls(place, inode, store, lock, meta, parts, [*_notes(path, place, mended)])
                held.pop_all()
                return library

    def close(self) -> None:
        self._lock.release()
        self._store.close()

    def is_behind(self) -> bool:
        """Whether there is a newer generation on disk than the one held open."""
        return (
            _inode(self.path) != self._inode
            or self._store.generation != self.generation
            or self._place.is_out_of_date()
        )

    # what is in it

    def articles(self, filters: Filters | None = None, *, limit: int = -1, offset: int = 0) -> list[StoredArticle]:
        """Articles that pass `filters`, by source."""
        return self._store.articles(self.generation, filters or Filters(), limit=limit, offset=offset)

    def find_article(self, source: str) -> StoredArticle | None:
        """The article of exactly that source."""
        stamp = self._store.stamp(self.generation, source)
        return self.article(stamp.id) if stamp else None

    def refusals(self) -> list[tuple[str, str]]:
        """Source and reason of each file that could not be read when the folder was last indexed."""
        return self._store.refusals(self.generation)

    def stamps(self) -> dict[str, Stamp]:
        """Which version of each source it holds."""
        return self._store.stamps(self.generation)

    def passage(self, excerpt: Excerpt) -> Passage:
        """The passage of an excerpt, on its article."""
        return Passage(article=self.article(excerpt.article).article, start=excerpt.start, end=excerpt.end)

    def copies(self, excerpt: Excerpt) -> list[Excerpt]:
        """The other passages of the library with the same words, by source and start."""
        return [copy for copy in self._store.same_text(self.generation, excerpt.vector) if copy.id != excerpt.id]

    # finding

    def dense(self, question: Vectors, k: int, filters: Filters | None = None) -> list[Scored]:
        """The `k` passages nearest to a question's unit row `(dim,)`, the nearest first; ties by source and start."""
        among = None
        if filters:
            among = self._store.passage_ids(self.generation, filters)
        ids = self._vectors.search(question, k, among)
        # Float16 rows are a hair longer or shorter than 1, and rounding passes 1.0.
        rows, exact = self._store.vectors(ids, self._dim).astype(np.float64), question.astype(np.float64)
        # Not a matrix product: in that, how a row's sum is rounded depends on where the row stands.
        scores = np.einsum("ij,j->i", rows, exact).clip(max=1.0)
        score = dict(zip(ids, scores.tolist(), strict=True))
        return _best((Scored(excerpt=one, score=score[one.id]) for one in self._store.excerpts(ids)), k)

    def lexical(self, words: Sequence[str], k: int, filters: Filters | None = None) -> list[Scored]:
        """The `k` passages that match the terms `words` best by BM25, the best first; ties by source and start.

        A word in the title counts as `TITLE_WEIGHT` of one in the passage (BM25F with one saturation for both).
        """
        weights = self.weights(words)
        excerpts = self._store.excerpts(self._words.search(weights, k, filters))
        return _best((Scored(excerpt=excerpt, score=self._bm25(excerpt, weights)) for excerpt in excerpts), k)

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each distinct term: log(1 + (N - n + .5) / (n + .5)); the highest for unknown ones."""
        return {
            word: math.log(1 + (self.passage_count - n + 0.5) / (n + 0.5))
            for word in dict.fromkeys(words)
            for n in [self._frequency(word)]
        }

    def _bm25(self, excerpt: Excerpt, weights: dict[str, float]) -> float:
        body = _term_counts(excerpt.text)
        title = _title_terms(excerpt.title) if excerpt.title else frozenset[str]()
        norm = 1 - B + B * (excerpt.end - excerpt.start) / self._mean_length
        score = 0.0
        for word, weight in weights.items():
            frequency = body[word] / norm + TITLE_WEIGHT * (word in title)
            score += weight * frequency * (K1 + 1) / (frequency + K1)
        return score


def _whole_parts(path: Path, generation: int, manifest: str) -> tuple[VectorIndex, WordIndex]:
    if not parts_are_whole(path, generation, manifest):
        raise PartsDamaged("a file is missing, or not as it was written")
    return open_parts(path, generation)


def _mend(path: Path, generation: int, dim: int) -> None:
    with writing(path, wait_s=60):
        store = StoreWriter(path)
        try:
            meta = store.meta()
            # A writer may have gone on, and another reader may have mended them, while this one waited.
            if store.generation == generation:
                try:
                    _whole_parts(path, generation, meta["parts"])
                except PartsDamaged:
                    store.set_meta({"parts": write_parts(store, generation, dim, before=None)})
                    store.checkpoint()
        finally:
            store.close()


def _notes(path: Path, place: Place, mended: int) -> Iterator[str]:
    if place.note:
        yield place.note
    if mended:
        yield f"the indexes of library {str(path)!r} were missing or damaged; they were made again from its database"


def _inode(path: Path) -> int:
    try:
        return (path / DATABASE).stat().st_ino
    except FileNotFoundError:
        return 0


# The same passages come up again and again; a few thousand of them are a few megabytes.
@lru_cache(maxsize=4096)
def _term_counts(text: str) -> Counter[str]:
    return Counter(terms(text))


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))


def _best(found: Iterable[Scored], k: int) -> list[Scored]:
    return sorted(found, key=lambda one: (-one.score, one.excerpt.source, one.excerpt.start))[:k]
