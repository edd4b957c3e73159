"""A library, open for reading: one generation of articles and passages, and the two ways to find passages in it.

Nothing outside this package knows that SQLite, FAISS and Tantivy are behind it. Scores are computed here, in float64 and
from the database, so that the same library gives the same scores whatever the number of threads and however its derived
parts were built.
"""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.beside import Beside
from index.database import NAME as DATABASE
from index.embed import Embedder
from index.errors import LibraryDamaged
from index.filters import Filters
from index.generations import GenerationLock
from index.likeness import Vectors
from index.meta import REBUILD, check_meta, fields_in
from index.parts import PartsDamaged, open_parts, parts_are_whole, write_parts
from index.passage import Passage
from index.passage_terms import Numbers, read_terms, terms_row
from index.place import Place, readable_place
from index.recent import Recent
from index.rows import Excerpt, StoredArticle
from index.shingles import Hashes, minhashes, shingles
from index.split import SplitSettings
from index.store import Store
from index.vectors import VectorIndex
from index.weighing import bm25, title_numbers
from index.words import WordIndex

Scores = npt.NDArray[np.float64]

_PASSAGES = 1 << 14
"""Of how many passages, at least, what scoring needs is kept: once read, a library of that size is scored from memory. Text,
terms and vector are about 3 KB, so that it is 50 to 100 MB when full."""

_AT_ONCE = 256
"""Passages that are read ahead in one go: some 10 ms, in which no question is answered."""

_ARTICLES = 1 << 11
"""Of how many articles the text, and what else a citation tells, is kept: some 10 to 25 KB each."""

_PRINTS = 1 << 8
"""Of how many articles, at least, the shingles are kept: some 8 KB each."""

_MENTIONS = 1 << 11
"""Of how many articles, at least, the numbers of all terms are kept: some 5 KB each, 10 to 20 MB when full."""


_LARGE = 50_000
"""Passages of a library from which on looking for words, and reading what is found, is worth handing to another thread."""


class Scored(NamedTuple):
    """A passage found by one retriever, and its score there: an inner product of unit rows, or BM25."""

    id: int
    score: float


class Candidates(NamedTuple):
    """Passages found in either of two ways, in no order, and the scores of each in both."""

    passages: Sequence[Excerpt]
    dense: Sequence[float]
    bm25: Sequence[float]
    nearest: Sequence[int]
    """Ids of the best by the first score, the best first."""
    matching: Sequence[int]
    """… by the second."""


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
        self._database = f"{place.path / DATABASE}"
        self.notes = tuple(notes)
        """What the user should know about how the library was opened, a sentence each."""
        self.generation = int(meta["generation"])
        self.model = meta["model"]
        self.fields = fields_in(meta)
        """The fields of exports that the user named when it was made."""
        self.article_count = int(meta["articles"])
        self.passage_count = int(meta["passages"])
        self._dim = int(meta["dim"])
        self._mean_length = float(meta["mean_length"])
        self.article: Callable[[int], StoredArticle] = lru_cache(maxsize=_ARTICLES)(store.article)
        """The article of a row id."""
        # What is read of a passage never changes, and ids are never used twice.
        self._excerpts: Recent[int, Excerpt] = Recent(_PASSAGES)
        self._beside = Beside()
        self._rows: Recent[int, bytes] = Recent(_PASSAGES)
        self._mentions: Recent[int, Numbers] = Recent(_MENTIONS, self._mentions_of)
        self._hashes: Recent[int, Sequence[int]] = Recent(_PASSAGES)
        self._shingles: Recent[int, Hashes] = Recent(_PRINTS, self._shingles_of)
        self._weight: Callable[[str], float] = lru_cache(maxsize=65536)(self._weigh)

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
            database = f"{place.path / DATABASE}"
            inode = _inode(database)
            with ExitStack() as held:
                store = Store(place.path)
                held.callback(store.close)
                meta = store.meta()
                check_meta(path, meta, embedder, settings)
                generation = int(meta["generation"])
                lock = GenerationLock(place.path, generation)
                held.callback(lock.release)
                if store.generation != generation or _inode(database) != inode:
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
        self._beside.close()
        self._lock.release()
        self._store.close()

    def read_ahead(self) -> None:
        """Reads what questions need of passages and articles, where all of it is kept once it is read; else nothing."""
        if self.passage_count > _PASSAGES:
            return
        ids = self._store.passage_ids(self.generation).tolist()
        articles: dict[int, None] = {}
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            self._rows.find(some, self._read_rows)
            passages = [*self.excerpts(some).values()]
            self._hashes.find(some, partial(_hashed, passages))
            articles |= dict.fromkeys(one.article for one in passages)
        if len(articles) <= _ARTICLES:
            for article in articles:
                self.article(article)

    def go_on_from(self, before: "Library") -> None:
        """Keeps what `before` has read, where that is an earlier generation of the same database."""
        if before._inode == self._inode:
            self._excerpts, self._rows, self._hashes = before._excerpts, before._rows, before._hashes

    def is_behind(self) -> bool:
        """Whether there is a newer generation on disk than the one held open."""
        return (
            _inode(self._database) != self._inode
            or self._store.generation != self.generation
            or self._place.is_out_of_date()
        )

    # what is in it

    def articles(self, filters: Filters | None = None, *, limit: int = -1, offset: int = 0) -> list[StoredArticle]:
        """Articles that pass `filters`, by source."""
        return self._store.articles(self.generation, filters or Filters(), limit=limit, offset=offset)

    def find_article(self, source: str) -> StoredArticle | None:
        """The article of exactly that source."""
        id = self._store.article_id(self.generation, source)
        return self.article(id) if id else None

    def has_article(self, id: int) -> bool:
        """Whether the article of that row id is in this generation."""
        return self._store.lives(self.generation, id)

    def refusals(self) -> list[tuple[str, str]]:
        """Source and reason of each file that could not be read when the folder was last indexed."""
        return self._store.refusals(self.generation)

    def files(self, sources: Iterable[str] | None = None) -> dict[str, str]:
        """The source of the file of each article, by the article's own; of those `sources` if they are given."""
        return self._store.files(self.generation, sources)

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets of its articles, that of the most articles first: publishers, or hosts of addresses."""
        return tuple(self._store.outlets(self.generation))

    @cached_property
    def newest_day(self) -> date | None:
        """On which its newest article was published, where any has a day."""
        return self._store.newest_day(self.generation)

    def excerpts(self, ids: Iterable[int]) -> dict[int, Excerpt]:
        """The passages of those ids that there are."""
        return self._excerpts.find(ids, lambda lacking: ((one.id, one) for one in self._store.excerpts(lacking)))

    def excerpt(self, id: int) -> Excerpt:
        """The passage of that id, which must exist."""
        return self.excerpts([id])[id]

    def passage(self, excerpt: Excerpt) -> Passage:
        """The passage of an excerpt, on its article."""
        return Passage(article=self.article(excerpt.article).article, start=excerpt.start, end=excerpt.end)

    def sharing(self, of: Sequence[Excerpt], filters: Filters | None = None) -> list[list[Excerpt]]:
        """For each passage the others that may have a sentence in common with it and pass `filters`, by source and start.

        Sentences that stand in more than `index.origins.MOST` passages don't count.
        """
        hashes = self._hashes.find([one.id for one in of], lambda lacking: _hashed(of, lacking))
        found = self._store.sharing({hash for some in hashes.values() for hash in some})
        others = [{id for hash in hashes[one.id] for id in found[hash]} - {one.id} for one in of]
        excerpts = self.excerpts({id for ids in others for id in ids})
        articles = {one.article for one in excerpts.values()}
        passing = {*self._store.passing(self.generation, articles, filters or Filters())} if articles else set()
        return [
            sorted(
                (excerpts[id] for id in ids if id in excerpts and excerpts[id].article in passing),
                key=lambda one: (one.source, one.start),
            )
            for ids in others
        ]

    def shingles(self, article: int) -> Hashes:
        """The shingles of the passages of the article of that row id (`index.shingles`)."""
        return self._shingles[article]

    def _shingles_of(self, article: int) -> Hashes:
        return shingles("\n".join(self._store.texts_of(article)))

    def mentions(self, articles: Sequence[int]) -> list[Numbers]:
        """The informative terms in the title and the passages of each of the articles of those row ids."""
        return [self._mentions[article] for article in articles]

    def _mentions_of(self, article: int) -> Numbers:
        title, passages = self._store.terms(article)
        return title_numbers[title or ""] + passages

    # finding

    def dense(self, question: Vectors, k: int, filters: Filters | None = None) -> list[Scored]:
        """The `k` passages nearest to a question's unit row `(dim,)`, the nearest first; ties by source and start."""
        found = self.excerpts(self._nearest(question, k, filters))
        return _best([*found.values()], self._cosines(question, [*found]), k)

    def _nearest(self, question: Vectors, k: int, filters: Filters | None) -> list[int]:
        among = self._store.passage_ids(self.generation, filters) if filters else None
        return self._vectors.search(question, k, among)

    def _cosines(self, question: Vectors, ids: Sequence[int]) -> Scores:
        # Float16 rows are a hair longer or shorter than 1, and rounding passes 1.0.
        rows, exact = self._vectors_of(ids).astype(np.float64), question.astype(np.float64)
        # Not a matrix product: in that, how a row's sum is rounded depends on where the row stands.
        scores: Scores = np.einsum("ij,j->i", rows, exact).clip(max=1.0)
        return scores

    def _vectors_of(self, ids: Sequence[int]) -> Vectors:
        rows = self._rows.find(ids, self._read_rows)
        return np.frombuffer(b"".join([rows[id] for id in ids]), dtype=np.float32).reshape(-1, self._dim)

    def _read_rows(self, ids: list[int]) -> Iterator[tuple[int, bytes]]:
        wanted = {id: one.vector for id, one in self.excerpts(ids).items()}
        blobs = dict(self._store.vector_blobs({*wanted.values()}))
        rows = self._store.unpacked([blobs[row] for row in wanted.values()], self._dim)
        return ((id, row.tobytes()) for id, row in zip(wanted, rows, strict=True))

    def lexical(self, words: Sequence[str], k: int, filters: Filters | None = None) -> list[Scored]:
        """The `k` passages that match the terms `words` best by BM25, the best first; ties by source and start.

        A word in the title counts as `TITLE_WEIGHT` of one in the passage (BM25F with one saturation for both).
        """
        weights = self.weights(words)
        passages = [*self.excerpts(self._words.search(weights, k, filters)).values()]
        return _best(passages, self._bm25(passages, weights), k)

    def _bm25(self, passages: Sequence[Excerpt], weights: Mapping[str, float]) -> Scores:
        from index.stop import STOP  # which takes words apart as it is made

        if not STOP.isdisjoint(weights):
            passages = [replace(one, terms=read_terms(terms_row(one.text, every=True))) for one in passages]
        return bm25(passages, weights, self._mean_length)

    def candidates(
        self,
        question: Vectors | Callable[[], Vectors],
        weights: Mapping[str, float],
        k: int,
        filters: Filters | None = None,
    ) -> Candidates:
        """The `k` best by `dense` and the `k` best by `lexical`, where each term has its weight of `weights`.

        Where the question's row is yet to be made, and the library is large, words are looked for meanwhile.
        """
        match = partial(self._match, weights, k, filters)
        begun = self._beside.begin(match) if callable(question) and self.passage_count > _LARGE else None
        row = question() if callable(question) else question
        nearest = self._nearest(row, k, filters)
        found = self.excerpts((*nearest, *(begun.result() if begun else match())))
        passages, cosines = [*found.values()], self._cosines(row, [*found])
        scores = self._bm25(passages, weights)
        first = in_order(passages, cosines)[:k]
        some = np.flatnonzero(scores).tolist()
        matching = [some[at] for at in in_order([passages[at] for at in some], scores[some])[:k]]
        # The indexes may propose more, which depends on how they came to be.
        kept = [*dict.fromkeys((*first, *matching))]
        return Candidates(
            passages=[passages[at] for at in kept],
            dense=cosines[kept].tolist(),
            bm25=scores[kept].tolist(),
            nearest=[passages[at].id for at in first],
            matching=[passages[at].id for at in matching],
        )

    def _match(self, weights: Mapping[str, float], k: int, filters: Filters | None) -> list[int]:
        ids = self._words.search(weights, k, filters)
        self._rows.find(ids, self._read_rows)  # what scoring them takes
        return ids

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of each distinct term: log(1 + (N - n + .5) / (n + .5)); the highest for unknown ones."""
        return {word: self._weight(word) for word in dict.fromkeys(words)}

    def _weigh(self, word: str) -> float:
        occurs_in = self._words.frequency(word)
        return math.log(1 + (self.passage_count - occurs_in + 0.5) / (occurs_in + 0.5))


def in_order(passages: Sequence[Excerpt], scores: Scores) -> list[int]:
    """Where in `passages` those with the highest scores `(n,)` are, the best first; ties by source and start."""
    order = np.argsort(-scores, kind="stable")
    ranked, places = scores[order], list[int](order.tolist())
    alike = np.concatenate(([False], ranked[1:] == ranked[:-1], [False]))
    # Few score alike, and only of these it matters where they stand.
    for begin, end in np.flatnonzero(alike[1:] != alike[:-1]).reshape(-1, 2).tolist():
        places[begin : end + 1] = sorted(
            places[begin : end + 1], key=lambda at: (passages[at].source, passages[at].start)
        )
    return places


def _best(passages: Sequence[Excerpt], scores: Scores, k: int) -> list[Scored]:
    return [Scored(passages[at].id, float(scores[at])) for at in in_order(passages, scores)[:k]]


def _hashed(passages: Sequence[Excerpt], ids: list[int]) -> Iterator[tuple[int, Sequence[int]]]:
    texts = {one.id: one.text for one in passages}
    return zip(ids, minhashes([texts[id] for id in ids]), strict=True)


def _whole_parts(path: Path, generation: int, manifest: str) -> tuple[VectorIndex, WordIndex]:
    if not parts_are_whole(path, generation, manifest):
        raise PartsDamaged("a file is missing, or not as it was written")
    return open_parts(path, generation)


def _mend(path: Path, generation: int, dim: int) -> None:
    from index.locks import writing
    from index.writer import StoreWriter

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


def _inode(database: str) -> int:
    try:
        return os.stat(database).st_ino
    except FileNotFoundError:
        return 0
