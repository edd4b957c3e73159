"""What is in a library's database, `library.db`: the truth, from which the vector and the word index are derived.

Rows of `articles` and `refusals` carry the generations that they live in: `since <= G and (until is null or until > G)`.
A run writes rows of the coming generation in batches, invisible until one commit raises `meta.generation`. Passages live
as long as their article's row; ids are never used twice. Vectors are keyed by the hash of the text that was embedded.

Out of scope: how it is written (`index.writer`), the derived files (`index.parts`), SQLite's own errors
(`index.database`), and what a row is in Python (`index.rows`).
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from index.database import NAME, Database, Mode, Parameters, Row
from index.errors import LibraryMissing
from index.filters import Filters, where
from index.likeness import Vectors
from index.rows import (
    ARTICLE_COLUMNS,
    EXCERPT_COLUMNS,
    PASSAGE_COLUMNS,
    STAMP_COLUMNS,
    Excerpt,
    Stamp,
    StoredArticle,
    StoredPassage,
    read_article_row,
    read_excerpt,
    read_passage,
    read_stamp,
    read_vector,
    vector_key,
)

__all__ = ["FORMAT", "Excerpt", "Filters", "Stamp", "Store", "StoredArticle", "StoredPassage", "vector_key"]

FORMAT = 1
"""Raised whenever a library written before can't be read any more, or would hold other regions or passages now."""

_LIVES = "a.since <= :generation and (a.until is null or a.until > :generation)"
_PASSAGES = "passages p join articles a on a.id = p.article"

_KEYS = 1000
"""Keys looked up by one statement."""

T = TypeVar("T")


class Store:
    """One open `library.db`, to be read. Safe to share between threads.

    Every method raises what `Database` does, and `LibraryDamaged` for a row that is not as it was written.
    """

    def __init__(self, folder: Path, mode: Mode = "read", *, wait_s: float = 30) -> None:
        """Waits up to `wait_s` seconds for another program's lock. Raises `LibraryMissing`, unless one is to be made."""
        self.folder = folder
        existed = (folder / NAME).is_file()
        if not existed and mode != "create":
            raise LibraryMissing(folder, "does not exist; make it with: pressmark index FOLDER")
        self._database = Database(folder, mode, wait_s=wait_s)
        try:
            if not self._database.all("select 1 from sqlite_master limit 1"):
                # A run killed in its first moments leaves an empty file too, but no index made from it.
                if existed and any(folder.glob("vectors-*.faiss")):
                    raise self._database.damaged("it is empty")
                self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        """What is done about a database without tables."""
        raise LibraryMissing(self.folder, "was never finished; finish it with: pressmark index FOLDER")

    def close(self) -> None:
        self._database.close()

    def _read(self, make: Callable[[Row], T], sql: str, parameters: Parameters = ()) -> list[T]:
        rows = self._database.all(sql, parameters)
        try:
            return [make(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise self._database.damaged(str(error)) from error

    # meta

    def meta(self) -> dict[str, str]:
        return {str(key): str(value) for key, value in self._database.all("select key, value from meta")}

    @property
    def generation(self) -> int:
        """The newest generation; 0 before the first is named."""
        rows = self._read(_number, "select value from meta where key = 'generation'")
        return rows[0] if rows else 0

    def last_ids(self) -> dict[str, int]:
        """The highest id ever given to a row of `articles` and of `passages`."""
        rows = self._database.all("select name, seq from sqlite_sequence")
        return {str(name): int(str(last)) for name, last in rows}

    # reading

    def counts(self, generation: int) -> tuple[int, int]:
        """How many articles and passages live in `generation`."""
        live = {"generation": generation}
        (articles,) = self._read(_number, f"select count(*) from articles a where {_LIVES}", live)
        (passages,) = self._read(_number, f"select count(*) from {_PASSAGES} where {_LIVES}", live)
        return articles, passages

    def stamps(self, generation: int) -> dict[str, Stamp]:
        """Which version of each source is in `generation`."""
        sql = f"select {STAMP_COLUMNS} from articles a where {_LIVES}"
        return dict(self._read(read_stamp, sql, {"generation": generation}))

    def stamp(self, generation: int, source: str) -> Stamp | None:
        """Which version of a source is in `generation`, if any."""
        sql = f"select {STAMP_COLUMNS} from articles a where a.source = :source and {_LIVES}"
        found = self._read(read_stamp, sql, {"source": source, "generation": generation})
        return found[0][1] if found else None

    def article(self, id: int) -> StoredArticle:
        """The article of that row id, which must exist."""
        return self._read(read_article_row, f"select {ARTICLE_COLUMNS} from articles where id = ?", (id,))[0]

    def find(self, source: str) -> StoredArticle | None:
        """The article of exactly that source in the newest generation."""
        stamp = self.stamp(self.generation, source)
        return self.article(stamp.id) if stamp else None

    def articles(self, generation: int, filters: Filters, *, limit: int = -1, offset: int = 0) -> list[StoredArticle]:
        """Articles that pass `filters`, by source."""
        lives, parameters = _passing(generation, filters)
        sql = f"select {ARTICLE_COLUMNS} from articles a where {lives} order by source limit :limit offset :offset"
        return self._read(read_article_row, sql, {**parameters, "limit": limit, "offset": offset})

    def passages(self, generation: int) -> list[StoredPassage]:
        """Every passage of `generation`, by id."""
        sql = f"select {PASSAGE_COLUMNS} from {_PASSAGES} where {_LIVES} order by p.id"
        return self._read(read_passage, sql, {"generation": generation})

    def passage_ids(self, generation: int, filters: Filters) -> list[int]:
        """Ids of the passages that pass `filters`, ascending."""
        lives, parameters = _passing(generation, filters)
        return self._read(_number, f"select p.id from {_PASSAGES} where {lives} order by p.id", parameters)

    def excerpts(self, ids: Iterable[int]) -> list[Excerpt]:
        """The passages of those ids, in no order."""
        sql = f"select {EXCERPT_COLUMNS} from {_PASSAGES} where p.id in (select value from json_each(:ids))"
        return self._read(read_excerpt, sql, {"ids": json.dumps(list(ids))})

    def same_text(self, generation: int, vector: bytes) -> list[Excerpt]:
        """The passages of `generation` whose embedded text has that key, by source and start."""
        sql = f"select {EXCERPT_COLUMNS} from {_PASSAGES} where p.vector = :vector and {_LIVES}"
        found = self._read(read_excerpt, sql, {"vector": vector, "generation": generation})
        return sorted(found, key=lambda excerpt: (excerpt.source, excerpt.start))

    def mean_length(self, generation: int) -> float:
        """Characters of a passage, on average; 1 where there is none."""
        sql = f'select avg(p."end" - p."start") from {_PASSAGES} where {_LIVES}'
        mean = self._database.all(sql, {"generation": generation})[0][0]
        return float(str(mean)) if mean else 1.0

    def vectors(self, keys: Iterable[bytes], dim: int) -> dict[bytes, Vectors]:
        """The row `(dim,)` in float32 of each key, all of which must be there. They are kept in float16."""
        wanted = set(keys)
        found = dict(self._read_keyed(read_vector, "hash, vector", wanted))
        if len(found) < len(wanted) or any(row.shape != (dim,) for row in found.values()):
            raise self._database.damaged("it lacks vectors")
        return found

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of `keys` have a vector."""
        return set(self._read_keyed(_key, "hash", keys))

    def _read_keyed(self, make: Callable[[Row], T], columns: str, keys: Iterable[bytes]) -> list[T]:
        wanted, found = list(keys), list[T]()
        for at in range(0, len(wanted), _KEYS):
            batch = wanted[at : at + _KEYS]
            marks = ",".join("?" * len(batch))
            found += self._read(make, f"select {columns} from vectors where hash in ({marks})", batch)
        return found

    def refusals(self, generation: int) -> list[tuple[str, str]]:
        """Source and reason of each file that could not be read, by source."""
        sql = f"select source, reason from refusals a where {_LIVES} order by source"
        return [(str(source), str(reason)) for source, reason in self._database.all(sql, {"generation": generation})]


def _passing(generation: int, filters: Filters) -> tuple[str, dict[str, object]]:
    conditions, parameters = where(filters)
    return " and ".join((_LIVES, *conditions)), {"generation": generation, **parameters}


def _number(row: Row) -> int:
    return int(str(row[0]))


def _key(row: Row) -> bytes:
    (key,) = row
    if not isinstance(key, bytes):
        raise TypeError(f"{key!r} is not a key")
    return key
