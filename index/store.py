"""What is in a library's database, `library.db`: the truth, from which the vector and the word index are derived.

Rows of `files`, `articles` and `refusals` carry the generations that they live in: `since <= G and (until is null or until > G)`.
A run writes rows of the coming generation in batches, invisible until one commit raises `meta.generation`. Passages live
as long as their article's row; those of one article have ids that follow one another, and ids are never used twice.
Vectors are found by the hash of the text that was embedded, and shared by the passages with that text. A passage's row
holds its text, and an article's the rest: a passage is read in one short row, and no text is kept twice.

Out of scope: how it is written (`index.writer`), the derived files (`index.parts`), SQLite's own errors
(`index.database`), and what a row is in Python (`index.rows`).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.database import NAME, Database, Mode, Parameters, Row
from index.errors import LibraryMissing
from index.filters import Filters, where
from index.likeness import Vectors
from index.origins import find_sharing
from index.passage_terms import Numbers, read_numbers
from index.rows import (
    ARTICLE_COLUMNS,
    EXCERPT_COLUMNS,
    FILE_COLUMNS,
    PASSAGE_COLUMNS,
    STAMP_COLUMNS,
    Excerpt,
    Stamp,
    StoredArticle,
    StoredPassage,
    read_article_row,
    read_blob,
    read_excerpt,
    read_pair,
    read_passage,
    read_stamp,
    read_vectors,
    vector_key,
)
from index.vectors import Ids

__all__ = ["FORMAT", "Excerpt", "Filters", "Stamp", "Store", "StoredArticle", "StoredPassage", "vector_key"]

FORMAT = 5
"""Raised whenever a library written before can't be read any more, or would hold other regions or passages now."""

_LIVES = "a.since <= :generation and (a.until is null or a.until > :generation)"
_FILE_LIVES = "f.since <= :generation and (f.until is null or f.until > :generation)"
_PASSAGES = "passages p join articles a on a.id = p.article"
_OF_ARTICLE = (
    "articles a join passages p on p.id >= a.first and p.id < a.first + a.passages where a.id = ? order by p.id"
)
"""In order; found by where they stand, side by side, and not one by one."""

_KEYS = 1000
"""Keys looked up by one statement."""

T = TypeVar("T")
R = TypeVar("R")


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
                if existed and any(folder.glob("vectors-*")):
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
        return self._checked(lambda rows: [*map(make, rows)], self._database.all(sql, parameters))

    def _checked(self, make: Callable[[R], T], rows: R) -> T:
        try:
            return make(rows)
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
        articles, passages, _ = self._sums(generation)
        return articles, passages

    def mean_length(self, generation: int) -> float:
        """Characters of a passage, on average; 1 where there is none."""
        _, passages, characters = self._sums(generation)
        return characters / passages if passages else 1.0

    def _sums(self, generation: int) -> tuple[int, int, int]:
        sql = f"select count(*), total(passages), total(characters) from articles a where {_LIVES}"
        articles, passages, characters = self._database.all(sql, {"generation": generation})[0]
        return int(str(articles)), int(float(str(passages))), int(float(str(characters)))

    def stamps(self, generation: int) -> dict[str, Stamp]:
        """Which version of each file is in `generation`, by the file's source."""
        sql = f"select {STAMP_COLUMNS} from files f where {_FILE_LIVES}"
        return dict(self._read(read_stamp, sql, {"generation": generation}))

    def files(self, generation: int, sources: Iterable[str] | None = None) -> dict[str, str]:
        """The source of the file of each article in `generation`, by the article's own; of those `sources` if they are given."""
        sql = f"select a.source, f.source from articles a join files f on f.id = a.file where {_LIVES}"
        parameters: dict[str, object] = {"generation": generation}
        if sources is not None:
            sql += " and a.source in (select value from json_each(:sources))"
            parameters["sources"] = json.dumps([*sources])
        return {str(source): str(file) for source, file in self._database.all(sql, parameters)}

    def article_id(self, generation: int, source: str) -> int | None:
        """The row id of the article of exactly that source in `generation`, if any."""
        sql = f"select a.id from articles a where a.source = :source and {_LIVES} order by a.id limit 1"
        found = self._read(_number, sql, {"source": source, "generation": generation})
        return found[0] if found else None

    def lives(self, generation: int, id: int) -> bool:
        """Whether the article of that row id is in `generation`."""
        sql = f"select a.id from articles a where a.id = :id and {_LIVES}"
        # SQLite counts to 2**63.
        return abs(id) < 1 << 63 and bool(self._database.all(sql, {"id": id, "generation": generation}))

    def article(self, id: int) -> StoredArticle:
        """The article of that row id, which must exist."""
        passages = self._database.all(f'select p."start", p.text from {_OF_ARTICLE}', (id,))
        columns = ", ".join(f"a.{column}" for column in ARTICLE_COLUMNS.split(", "))
        tables = "articles a join files f on f.id = a.file join remainders r on r.article = a.id"
        sql = f"select a.id, {FILE_COLUMNS}, {columns}, r.text from {tables} where a.id = ?"
        return self._read(lambda row: read_article_row(row, passages), sql, (id,))[0]

    def find(self, source: str) -> StoredArticle | None:
        """The article of exactly that source in the newest generation."""
        id = self.article_id(self.generation, source)
        return self.article(id) if id else None

    def articles(self, generation: int, filters: Filters, *, limit: int = -1, offset: int = 0) -> list[StoredArticle]:
        """Articles that pass `filters`, by source."""
        lives, parameters = _passing(generation, filters)
        sql = f"select id from articles a where {lives} order by source limit :limit offset :offset"
        return [self.article(id) for id in self._read(_number, sql, {**parameters, "limit": limit, "offset": offset})]

    def outlets(self, generation: int) -> list[str]:
        """The outlets of its articles, that of the most articles first; ties by name."""
        sql = f"select outlet from articles a where outlet is not null and {_LIVES} group by outlet order by count(*) desc, outlet"
        return [str(name) for (name,) in self._database.all(sql, {"generation": generation})]

    def newest_day(self, generation: int) -> date | None:
        """On which the newest of its articles was published, where any has a day."""
        sql = f"select max(published) from articles a where {_LIVES}"
        return self._read(
            lambda row: None if row[0] is None else date.fromisoformat(str(row[0])), sql, {"generation": generation}
        )[0]

    def terms(self, article: int) -> tuple[str | None, Numbers]:
        """An article's title, and the numbers of the informative terms of its passages."""
        title = self._database.all("select title from articles where id = ?", (article,))[0][0]
        rows = self._read(_blob, f"select p.terms from {_OF_ARTICLE}", (article,))
        return None if title is None else str(title), self._checked(read_numbers, rows)

    def passages(self, ids: Ids) -> list[StoredPassage]:
        """The passages of those ids, by id."""
        sql = f"select {PASSAGE_COLUMNS} from passages p where p.id in (select value from json_each(?)) order by p.id"
        return self._read(read_passage, sql, (json.dumps(ids.tolist()),))

    def passage_ids(self, generation: int, filters: Filters | None = None, *, after: int = 0) -> Ids:
        """Ids `(n,)` of the passages that pass `filters`, and whose articles came after generation `after`; ascending."""
        lives, parameters = _passing(generation, filters or Filters())
        return self._ids(f"a.since > :after and {lives}", {**parameters, "after": after})

    def ended_ids(self, before: int, generation: int) -> Ids:
        """Ids `(n,)` of the passages that are in generation `before` and no more in the later `generation`; ascending."""
        ended = "a.since <= :before and a.until > :before and a.until <= :generation"
        return self._ids(ended, {"before": before, "generation": generation})

    def _ids(self, condition: str, parameters: dict[str, object]) -> Ids:
        sql = f"select first, passages from articles a where {condition} order by first"
        spans = np.array(self._database.all(sql, parameters), dtype=np.int64).reshape(-1, 2)
        counts = spans[:, 1]
        # Each article's first id as often as it has passages, and how far each is from it.
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        ids: Ids = np.repeat(spans[:, 0], counts) + within
        return ids

    def excerpts(self, ids: Iterable[int]) -> list[Excerpt]:
        """The passages of those ids, in no order."""
        sql = f"select {EXCERPT_COLUMNS} from {_PASSAGES} where p.id in (select value from json_each(:ids))"
        return self._read(read_excerpt, sql, {"ids": json.dumps(list(ids))})

    def sharing(self, hashes: Iterable[int]) -> dict[int, list[int]]:
        """For each hash of a sentence the ids of all passages that have it, of any generation (`index.origins`)."""
        try:
            return find_sharing(self._database, hashes)
        except ValueError as error:
            raise self._database.damaged(str(error)) from error

    def passing(self, generation: int, ids: Iterable[int], filters: Filters) -> list[int]:
        """Those of the articles of those row ids that are in `generation` and pass `filters`."""
        lives, parameters = _passing(generation, filters)
        sql = f"select a.id from articles a where a.id in (select value from json_each(:ids)) and {lives}"
        return self._read(_number, sql, {**parameters, "ids": json.dumps(list(ids))})

    def texts_of(self, article: int) -> list[str]:
        """The texts of the passages of the article of that row id, in order."""
        return [str(text) for (text,) in self._database.all(f"select p.text from {_OF_ARTICLE}", (article,))]

    def texts(self, ids: Iterable[int]) -> list[tuple[int, str]]:
        """The passages of those ids, each by its id and its text."""
        sql = "select id, text from passages where id in (select value from json_each(?)) order by id"
        return [(int(str(id)), str(text)) for id, text in self._database.all(sql, (json.dumps(list(ids)),))]

    def vectors(self, ids: Sequence[int], dim: int) -> Vectors:
        """The unit rows `(n, dim)` in float32 of the passages of those ids, all of which must be there. They are kept in float16."""
        sql = "select id, vector from passages where id in (select value from json_each(?))"
        rows = dict(self._read(read_pair, sql, (json.dumps(list(ids)),)))
        if len(rows) < len({*ids}):
            raise self._database.damaged(f"passage {next(iter({*ids} - rows.keys()))} is missing")
        blobs = dict(self.vector_blobs({*rows.values()}))
        return self.unpacked([blobs[rows[id]] for id in ids], dim)

    def vector_blobs(self, ids: Iterable[int]) -> list[tuple[int, bytes]]:
        """The vectors of those row ids, all of which must be there, as they are kept; each with its id."""
        wanted = list(ids)
        sql = "select id, vector from vectors where id in (select value from json_each(?))"
        found = self._read(read_blob, sql, (json.dumps(wanted),))
        if len(found) < len({*wanted}):
            raise self._database.damaged(f"vector {next(iter({*wanted} - {id for id, _ in found}))} is missing")
        return found

    def unpacked(self, blobs: Sequence[bytes], dim: int) -> Vectors:
        """The unit rows `(n, dim)` in float32 of vectors as they are kept."""
        return self._checked(lambda some: read_vectors(some, dim), blobs)

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of `keys`, the hashes of texts, have a vector."""
        wanted, found = list(keys), set[bytes]()
        for at in range(0, len(wanted), _KEYS):
            batch = wanted[at : at + _KEYS]
            marks = ",".join("?" * len(batch))
            found.update(self._read(_blob, f"select hash from vectors where hash in ({marks})", batch))
        return found

    def refusals(self, generation: int) -> list[tuple[str, str]]:
        """Source and reason of all that could not be read, by source: of files, and of what is in them."""
        return [(source, reason) for _, source, reason in self.refusals_by_file(generation)]

    def refusals_by_file(self, generation: int) -> list[tuple[str, str, str]]:
        """The file, source and reason of all that could not be read, by source."""
        sql = f"select file, source, reason from refusals a where {_LIVES} order by source, reason"
        rows = self._database.all(sql, {"generation": generation})
        return [(str(file), str(source), str(reason)) for file, source, reason in rows]


def _passing(generation: int, filters: Filters) -> tuple[str, dict[str, object]]:
    conditions, parameters = where(filters)
    return " and ".join((_LIVES, *conditions)), {"generation": generation, **parameters}


def _number(row: Row) -> int:
    return int(str(row[0]))


def _blob(row: Row) -> bytes:
    (key,) = row
    if not isinstance(key, bytes):
        raise TypeError(f"{key!r} is not a key")
    return key
