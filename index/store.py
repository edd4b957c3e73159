"""The tables of a library, `library.db`: the truth, from which the vector and the word index are derived.

Rows of `articles` and `refusals` carry the generations that they live in: `since <= G and (until is null or until > G)`.
A run writes rows of the coming generation in batches, invisible until one commit raises `meta.generation`. Passages live
as long as their article's row; ids are never used twice. Vectors are keyed by the hash of the text that was embedded.

Out of scope: what belongs into the next generation (`index.run`), the derived files (`index.parts`), SQLite's own
errors (`index.database`), and what a row is in Python (`index.rows`).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, TypeVar

from corpus.article import Article
from index.database import NAME, Database, Parameters, Row
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
    article_row,
    read_article_row,
    read_excerpt,
    read_passage,
    read_stamp,
    read_vector,
    vector_key,
    vector_row,
)

__all__ = ["FORMAT", "Excerpt", "Filters", "Stamp", "Store", "StoredArticle", "StoredPassage", "vector_key"]

FORMAT = 1
"""Raised whenever a library written before can't be read any more, or would hold other regions or passages now."""

# Long columns stand last: SQLite walks through a row's pages to reach what stands behind them.
_SCHEMA = """
create table meta (key text primary key, value text not null) strict, without rowid;
create table articles (
    id integer primary key autoincrement, source text not null, since integer not null, until integer,
    size integer not null, mtime_ns integer not null, read_ns integer not null, digest blob not null,
    sha256 text not null, title text, byline text, publisher text, published text, url text,
    footnotes text not null, regions text not null, text text not null
) strict;
create index articles_source on articles (source);
create table passages (
    id integer primary key autoincrement, article integer not null references articles (id),
    "start" integer not null, "end" integer not null, vector blob not null
) strict;
create index passages_article on passages (article);
create index passages_vector on passages (vector);
create table vectors (hash blob primary key, vector blob not null) strict, without rowid;
create table refusals (source text not null, reason text not null, since integer not null, until integer) strict;
"""

_LIVES = "a.since <= :generation and (a.until is null or a.until > :generation)"
_PASSAGES = "passages p join articles a on a.id = p.article"

_KEYS = 1000
"""Keys looked up by one statement."""

T = TypeVar("T")


class Store:
    """One open `library.db`. Safe to share between threads.

    Every method raises what `Database` does, and `LibraryDamaged` for a row that is not as it was written.
    """

    def __init__(self, folder: Path, *, create: bool = False, write: bool = False, wait_s: float = 30) -> None:
        """Waits up to `wait_s` seconds for another program's lock. Raises `LibraryMissing`, unless one is to be made."""
        self.folder = folder
        existed = (folder / NAME).is_file()
        if not existed and not create:
            raise LibraryMissing(folder, "does not exist; make it with: pressmark index FOLDER")
        mode: Literal["create", "write", "read"] = "create" if create else "write" if write else "read"
        self._database = Database(folder, mode, wait_s=wait_s)
        try:
            if not self._database.all("select 1 from sqlite_master limit 1"):
                self._begin(existed, create)
        except BaseException:
            self.close()
            raise

    def _begin(self, existed: bool, create: bool) -> None:
        # A run killed in its first moments leaves an empty file too, but no index made from it.
        if existed and any(self.folder.glob("vectors-*.faiss")):
            raise self._database.damaged("it is empty")
        if not create:
            raise LibraryMissing(self.folder, "was never finished; finish it with: pressmark index FOLDER")
        self._database.script(_SCHEMA)

    def close(self) -> None:
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is committed together, or not at all."""
        return self._database.transaction()

    def check(self) -> None:
        """Reads the whole database once; raises `LibraryDamaged` where it does not hold together."""
        self._database.check()

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the database, so that the file alone is whole."""
        self._database.checkpoint()

    def _read(self, make: Callable[[Row], T], sql: str, parameters: Parameters = ()) -> list[T]:
        rows = self._database.all(sql, parameters)
        try:
            return [make(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise self._database.damaged(str(error)) from error

    # meta

    def meta(self) -> dict[str, str]:
        return {str(key): str(value) for key, value in self._database.all("select key, value from meta")}

    def set_meta(self, values: dict[str, str]) -> None:
        self._database.run_each("insert or replace into meta values (?, ?)", values.items())

    @property
    def generation(self) -> int:
        """The newest generation; 0 before the first is named."""
        rows = self._read(_number, "select value from meta where key = 'generation'")
        return rows[0] if rows else 0

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

    # writing, inside a transaction or each committed by itself

    def add_vectors(self, rows: Iterable[tuple[bytes, Vectors]]) -> None:
        self._database.run_each(
            "insert or replace into vectors values (?, ?)", ((key, vector_row(row)) for key, row in rows)
        )

    def drop_vectors(self) -> None:
        """Forgets every vector: they were made by a model that is not the library's."""
        self._database.run("delete from vectors")

    def add_article(
        self,
        article: Article,
        passages: Iterable[tuple[int, int]],
        *,
        size: int,
        mtime_ns: int,
        read_ns: int,
        since: int,
    ) -> int:
        """Adds an article and its passages, visible from generation `since` on; returns its row id."""
        values = (*article_row(article, size=size, mtime_ns=mtime_ns, read_ns=read_ns), since)
        columns = f"{ARTICLE_COLUMNS.removeprefix('id, ')}, since"
        id = self._database.run(
            f"insert into articles ({columns}) values ({','.join('?' * len(values))})", values
        ).lastrowid
        assert id is not None
        self._database.run_each(
            'insert into passages (article, "start", "end", vector) values (?, ?, ?, ?)',
            ((id, start, end, vector_key(article.text[start:end])) for start, end in passages),
        )
        return id

    def end_articles(self, ids: Iterable[int], *, until: int) -> None:
        self._database.run_each("update articles set until = ? where id = ?", ((until, id) for id in ids))

    def touch_article(self, id: int, *, size: int, mtime_ns: int, read_ns: int) -> None:
        """Notes that the file of an unchanged article has another time now."""
        self._database.run(
            "update articles set size = ?, mtime_ns = ?, read_ns = ? where id = ?", (size, mtime_ns, read_ns, id)
        )

    def set_refusals(self, refusals: Iterable[tuple[str, str]], *, since: int) -> None:
        """Replaces the list of refused files from generation `since` on."""
        self._database.run("update refusals set until = ? where until is null", (since,))
        self._database.run_each(
            "insert into refusals (source, reason, since) values (?, ?, ?)", ((s, r, since) for s, r in refusals)
        )

    def count_ids_from(self, last: Mapping[str, int]) -> None:
        """Has the ids of `articles` and `passages` go on from those of an earlier database."""
        self._database.run_each("insert into sqlite_sequence (name, seq) values (?, ?)", last.items())

    def last_ids(self) -> dict[str, int]:
        """The highest id ever given to a row of `articles` and of `passages`."""
        rows = self._database.all("select name, seq from sqlite_sequence")
        return {str(name): int(str(last)) for name, last in rows}

    def drop_unfinished(self, generation: int) -> None:
        """Forgets what a killed run wrote for a generation that never came to be. Vectors stay: they are right whoever made them."""
        live = {"generation": generation}
        with self.transaction():
            self._database.run(
                "delete from passages where article in (select id from articles where since > :generation)", live
            )
            for table in ("articles", "refusals"):
                self._database.run(f"delete from {table} where since > :generation", live)
                self._database.run(f"update {table} set until = null where until > :generation", live)

    def drop_before(self, generation: int) -> None:
        """Forgets rows that ended at or before `generation`, and vectors that no passage uses any more."""
        live = {"generation": generation}
        with self.transaction():
            self._database.run(
                "delete from passages where article in (select id from articles where until <= :generation)", live
            )
            dropped = self._database.run("delete from articles where until <= :generation", live).rowcount
            self._database.run("delete from refusals where until <= :generation", live)
            if dropped:
                self._database.run("delete from vectors where hash not in (select vector from passages)")


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
