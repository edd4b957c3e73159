"""The database of a library, `library.db`: the truth, from which the vector and the word index are derived.

Rows of `articles` and `refusals` carry the generations that they live in: `since <= G and (until is null or until > G)`.
A run writes rows of the coming generation in batches, invisible until one commit raises `meta.generation`. Passages live
as long as their article's row; ids are never used twice. Vectors are keyed by the hash of the text that was embedded.

Out of scope: what belongs into the next generation (`index.sync`), and the derived files (`index.vectors`, `index.words`).
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np

from corpus.article import Article, Footnote, Region, RegionKind
from index.embed import embedded_text
from index.errors import LibraryDamaged, LibraryMissing
from index.likeness import Vectors

FORMAT = 1
"""Raised whenever a library written before can't be read any more."""

_SCHEMA = """
create table meta (key text primary key, value text not null) strict, without rowid;
create table articles (
    id integer primary key autoincrement, source text not null, text text not null, sha256 text not null,
    size integer not null, mtime_ns integer not null, read_ns integer not null,
    title text, byline text, publisher text, published text, url text,
    regions text not null, footnotes text not null, since integer not null, until integer
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

_LIVES = "{0}.since <= :generation and ({0}.until is null or {0}.until > :generation)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles a question is asked of. All that are given must hold; an empty field restricts nothing.

    An article without a date is outside every range of dates.
    """

    published_from: date | None = None
    published_to: date | None = None
    publishers: tuple[str, ...] = ()
    """Compared without regard to case."""
    sources: tuple[str, ...] = ()
    """Paths in the corpus: of a file, or of a folder and all below it."""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as the library holds it, and what its file looked like when it was read."""

    id: int
    article: Article
    size: int
    mtime_ns: int
    read_ns: int
    """When it was read (nanoseconds since 1970): a file changed in the same moment is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage's row: its id, its article's id, its offsets, and the hash that its vector is kept under."""

    id: int
    article: int
    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What scoring needs of a passage, without loading its article."""

    id: int
    article: int
    source: str
    start: int
    end: int
    text: str
    title: str | None
    vector: bytes


def vector_key(text: str) -> bytes:
    """The key of a text's vector: 16 bytes of the sha256 of what is embedded of it."""
    return sha256(embedded_text(text).encode()).digest()[:16]


class Store:
    """One open `library.db`. Safe to share between threads: one statement runs at a time.

    Every method raises `LibraryDamaged` where SQLite can't read the file.
    """

    def __init__(self, folder: Path, *, create: bool = False, write: bool = False) -> None:
        self.folder = folder
        path = folder / "library.db"
        if not create and not path.is_file():
            raise LibraryMissing(folder, "does not exist; make it with: pressmark index FOLDER")
        mode = "rwc" if create else "rw" if write else "ro"
        self._lock = threading.RLock()
        with self._guard():
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                timeout=30,
            )
        try:
            with self._guard():
                self._connection.create_function("casefold", 1, _casefold, deterministic=True)
                if write or create:
                    self._connection.execute("pragma journal_mode = wal")
                    self._connection.execute("pragma synchronous = full")
                    self._connection.execute("pragma foreign_keys = on")
                if create and not self._connection.execute("select 1 from sqlite_master").fetchone():
                    self._connection.executescript(f"begin;{_SCHEMA}commit;")
                self._connection.execute("select count(*) from meta").fetchone()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.OperationalError as error:
            if "disk is full" in str(error) or "readonly" in str(error):
                raise
            raise self._damaged(error) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.DatabaseError) -> LibraryDamaged:
        return LibraryDamaged(
            self.folder,
            f"is damaged: library.db can't be read ({error}). The articles are untouched; build it again with: pressmark index FOLDER --rebuild",
        )

    def _all(self, sql: str, parameters: dict[str, object] | Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._guard():
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed together, or not at all."""
        with self._guard():
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def check(self) -> None:
        """Reads the whole database once; raises `LibraryDamaged` where it does not hold together."""
        (found,) = self._all("pragma quick_check(1)")[0]
        if found != "ok":
            raise self._damaged(sqlite3.DatabaseError(str(found)))

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the database, so that the file alone is whole."""
        self._all("pragma wal_checkpoint(truncate)")

    # meta

    def meta(self) -> dict[str, str]:
        return {str(key): str(value) for key, value in self._all("select key, value from meta")}

    def set_meta(self, values: dict[str, str]) -> None:
        with self._guard():
            self._connection.executemany("insert or replace into meta values (?, ?)", values.items())

    @property
    def generation(self) -> int:
        rows = self._all("select value from meta where key = 'generation'")
        return int(str(rows[0][0])) if rows else 0

    # reading

    def counts(self, generation: int) -> tuple[int, int]:
        """How many articles and passages live in `generation`."""
        lives = _LIVES.format("a")
        sql = (
            f"select (select count(*) from articles a where {lives}),"
            f" (select count(*) from passages p join articles a on a.id = p.article where {lives})"
        )
        articles, passages = self._all(sql, {"generation": generation})[0]
        return int(str(articles)), int(str(passages))

    def stamps(self, generation: int) -> dict[str, tuple[int, int, int, int, str]]:
        """For each source: row id, size, mtime_ns, read_ns and sha256."""
        rows = self._all(
            f"select source, id, size, mtime_ns, read_ns, sha256 from articles a where {_LIVES.format('a')}",
            {"generation": generation},
        )
        return {str(row[0]): (_int(row[1]), _int(row[2]), _int(row[3]), _int(row[4]), str(row[5])) for row in rows}

    def article(self, id: int) -> StoredArticle:
        """The article of that row id, which must exist."""
        rows = self._all(f"select {_COLUMNS} from articles where id = ?", (id,))
        return _stored_article(rows[0])

    def find(self, source: str) -> StoredArticle | None:
        """The article of exactly that source in the newest generation."""
        sql = f"select {_COLUMNS} from articles a where source = :source and {_LIVES.format('a')}"
        rows = self._all(sql, {"source": source, "generation": self.generation})
        return _stored_article(rows[0]) if rows else None

    def articles(self, generation: int, filters: Filters, *, limit: int = -1, offset: int = 0) -> list[StoredArticle]:
        """Articles that pass `filters`, by source."""
        where, parameters = _where(generation, filters)
        sql = f"select {_COLUMNS} from articles a where {where} order by source limit :limit offset :offset"
        return [_stored_article(row) for row in self._all(sql, {**parameters, "limit": limit, "offset": offset})]

    def passages(self, generation: int, filters: Filters | None = None) -> list[StoredPassage]:
        """Passages that pass `filters`, by id."""
        where, parameters = _where(generation, filters or Filters())
        sql = (
            'select p.id, p.article, p."start", p."end", p.vector from passages p'
            f" join articles a on a.id = p.article where {where} order by p.id"
        )
        return [_stored_passage(row) for row in self._all(sql, parameters)]

    def passage_ids(self, generation: int, filters: Filters) -> list[int]:
        """Ids of the passages that pass `filters`, ascending."""
        where, parameters = _where(generation, filters)
        rows = self._all(
            f"select p.id from passages p join articles a on a.id = p.article where {where} order by p.id", parameters
        )
        return [_int(row[0]) for row in rows]

    def excerpts(self, ids: Iterable[int]) -> list[Excerpt]:
        """The passages of those ids, in no order."""
        return self._excerpts("p.id in (select value from json_each(:ids))", {"ids": json.dumps(list(ids))})

    def same_text(self, generation: int, vector: bytes) -> list[Excerpt]:
        """The passages of `generation` whose embedded text has that key, by source and start."""
        found = self._excerpts(
            f"p.vector = :vector and {_LIVES.format('a')}", {"vector": vector, "generation": generation}
        )
        return sorted(found, key=lambda excerpt: (excerpt.source, excerpt.start))

    def _excerpts(self, where: str, parameters: dict[str, object]) -> list[Excerpt]:
        sql = (
            'select p.id, p.article, a.source, p."start", p."end", substr(a.text, p."start" + 1, p."end" - p."start"), a.title, p.vector'
            f" from passages p join articles a on a.id = p.article where {where}"
        )
        return [_excerpt(row) for row in self._all(sql, parameters)]

    def mean_length(self, generation: int) -> float:
        """Characters of a passage, on average; 1 where there is none."""
        sql = f'select avg(p."end" - p."start") from passages p join articles a on a.id = p.article where {_LIVES.format("a")}'
        mean = self._all(sql, {"generation": generation})[0][0]
        return float(str(mean)) if mean else 1.0

    def vectors(self, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Rows `(dim,)` in float32 by key; a key that is not there is left out. They are kept in float16."""
        found: dict[bytes, Vectors] = {}
        wanted = list(dict.fromkeys(keys))
        for at in range(0, len(wanted), 500):
            batch = wanted[at : at + 500]
            marks = ",".join("?" * len(batch))
            for key, blob in self._all(f"select hash, vector from vectors where hash in ({marks})", batch):
                assert isinstance(key, bytes)
                assert isinstance(blob, bytes)
                found[key] = np.frombuffer(blob, dtype=np.float16).astype(np.float32)
        return found

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of `keys` have a vector."""
        known: set[bytes] = set()
        wanted = list(keys)
        for at in range(0, len(wanted), 500):
            batch = wanted[at : at + 500]
            for (key,) in self._all(f"select hash from vectors where hash in ({','.join('?' * len(batch))})", batch):
                assert isinstance(key, bytes)
                known.add(key)
        return known

    def refusals(self, generation: int) -> list[tuple[str, str]]:
        """Source and reason of each file that could not be read, by source."""
        sql = f"select source, reason from refusals a where {_LIVES.format('a')} order by source"
        return [(str(source), str(reason)) for source, reason in self._all(sql, {"generation": generation})]

    # writing, inside a transaction or each committed by itself

    def add_vectors(self, rows: Iterable[tuple[bytes, Vectors]]) -> None:
        with self._guard():
            self._connection.executemany(
                "insert or replace into vectors values (?, ?)",
                ((key, row.astype(np.float16).tobytes()) for key, row in rows),
            )

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
        values = (
            article.source, article.text, article.sha256, size, mtime_ns, read_ns, article.title, article.byline, article.publisher,
            article.published.isoformat() if article.published else None, article.url,
            json.dumps([(region.kind, region.start, region.end) for region in article.regions]),
            json.dumps([_footnote_row(footnote) for footnote in article.footnotes]), since,
        )  # fmt: skip
        with self._guard():
            cursor = self._connection.execute(
                "insert into articles (source, text, sha256, size, mtime_ns, read_ns, title, byline, publisher, published, url, regions,"
                " footnotes, since) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            id = cursor.lastrowid
            assert id is not None
            self._connection.executemany(
                'insert into passages (article, "start", "end", vector) values (?, ?, ?, ?)',
                ((id, start, end, vector_key(article.text[start:end])) for start, end in passages),
            )
        return id

    def end_articles(self, ids: Iterable[int], *, until: int) -> None:
        with self._guard():
            self._connection.executemany("update articles set until = ? where id = ?", ((until, id) for id in ids))

    def touch_article(self, id: int, *, size: int, mtime_ns: int, read_ns: int) -> None:
        """Notes that the file of an unchanged article has another time now."""
        with self._guard():
            self._connection.execute(
                "update articles set size = ?, mtime_ns = ?, read_ns = ? where id = ?", (size, mtime_ns, read_ns, id)
            )

    def set_refusals(self, refusals: Iterable[tuple[str, str]], *, since: int) -> None:
        """Replaces the list of refused files from generation `since` on."""
        with self._guard():
            self._connection.execute("update refusals set until = ? where until is null", (since,))
            self._connection.executemany(
                "insert into refusals (source, reason, since) values (?, ?, ?)", ((s, r, since) for s, r in refusals)
            )

    def drop_unfinished(self, generation: int) -> None:
        """Forgets what a killed run wrote for a generation that never came to be. Vectors stay: they are right whoever made them."""
        with self.transaction():
            parameters = {"generation": generation}
            self._connection.execute(
                "delete from passages where article in (select id from articles where since > :generation)", parameters
            )
            self._connection.execute("delete from articles where since > :generation", parameters)
            self._connection.execute("update articles set until = null where until > :generation", parameters)
            self._connection.execute("delete from refusals where since > :generation", parameters)
            self._connection.execute("update refusals set until = null where until > :generation", parameters)

    def drop_before(self, generation: int) -> None:
        """Forgets rows that ended at or before `generation`, and vectors that no passage uses any more."""
        with self.transaction():
            parameters = {"generation": generation}
            self._connection.execute(
                "delete from passages where article in (select id from articles where until <= :generation)", parameters
            )
            dropped = self._connection.execute("delete from articles where until <= :generation", parameters).rowcount
            self._connection.execute("delete from refusals where until <= :generation", parameters)
            if dropped:
                self._connection.execute("delete from vectors where hash not in (select vector from passages)")


_COLUMNS = (
    "id, source, text, sha256, size, mtime_ns, read_ns, title, byline, publisher, published, url, regions, footnotes"
)


def _where(generation: int, filters: Filters) -> tuple[str, dict[str, object]]:
    clauses = [_LIVES.format("a")]
    parameters: dict[str, object] = {"generation": generation}
    if filters.published_from:
        clauses.append("a.published >= :published_from")
        parameters["published_from"] = filters.published_from.isoformat()
    if filters.published_to:
        clauses.append("a.published <= :published_to")
        parameters["published_to"] = filters.published_to.isoformat()
    if filters.publishers:
        # SQLite's own lower() knows ASCII only.
        clauses.append("casefold(a.publisher) in (select value from json_each(:publishers))")
        parameters["publishers"] = json.dumps([publisher.casefold() for publisher in filters.publishers])
    if filters.sources:
        parts = []
        for number, source in enumerate(filters.sources):
            folder = source.rstrip("/")
            parts.append(f"a.source = :source{number} or substr(a.source, 1, :length{number}) = :folder{number}")
            parameters |= {
                f"source{number}": folder,
                f"folder{number}": folder + "/",
                f"length{number}": len(folder) + 1,
            }
        clauses.append("(" + " or ".join(parts) + ")")
    return " and ".join(clauses), parameters


def _stored_article(row: tuple[object, ...]) -> StoredArticle:
    id, source, text, digest, size, mtime_ns, read_ns, title, byline, publisher, published, url, regions, footnotes = (
        row
    )
    article = Article(
        source=str(source),
        text=str(text),
        sha256=str(digest),
        regions=tuple(
            Region(kind=RegionKind(kind), start=start, end=end) for kind, start, end in json.loads(str(regions))
        ),
        title=_text(title),
        byline=_text(byline),
        publisher=_text(publisher),
        published=_date(published),
        url=_text(url),
        footnotes=tuple(_footnote(values) for values in json.loads(str(footnotes))),
    )
    return StoredArticle(id=_int(id), article=article, size=_int(size), mtime_ns=_int(mtime_ns), read_ns=_int(read_ns))


def _stored_passage(row: tuple[object, ...]) -> StoredPassage:
    id, article, start, end, vector = row
    assert isinstance(vector, bytes)
    return StoredPassage(id=_int(id), article=_int(article), start=_int(start), end=_int(end), vector=vector)


def _excerpt(row: tuple[object, ...]) -> Excerpt:
    id, article, source, start, end, text, title, vector = row
    assert isinstance(vector, bytes)
    return Excerpt(
        id=_int(id),
        article=_int(article),
        source=str(source),
        start=_int(start),
        end=_int(end),
        text=str(text),
        title=_text(title),
        vector=vector,
    )


def _footnote_row(footnote: Footnote) -> tuple[object, ...]:
    published = footnote.published.isoformat() if footnote.published else None
    return footnote.marker, footnote.start, footnote.end, footnote.title, footnote.publisher, published, footnote.url


def _footnote(values: Sequence[object]) -> Footnote:
    marker, start, end, title, publisher, published, url = values
    return Footnote(
        marker=str(marker),
        start=_int(start),
        end=_int(end),
        title=_text(title),
        publisher=_text(publisher),
        published=_date(published),
        url=_text(url),
    )


def _casefold(value: str | None) -> str | None:
    return value.casefold() if value is not None else None


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
