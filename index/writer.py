"""Writing a library's database: rows of a coming generation, the commit that names it, and what is cleared away.

Out of scope: what belongs into the next generation (`index.run`), and the lock that keeps writers apart (`index.locks`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from corpus.article import Article
from index.likeness import Vectors
from index.origins import SCHEMA, add_minhashes, drop_minhashes
from index.passage_terms import terms_row
from index.rows import ARTICLE_COLUMNS, article_row, checksum, read_pair, remainder, vector_key, vector_row
from index.shingles import minhashes
from index.store import Store

# What is long stands in tables of its own, so that articles and passages are scanned and looked up in small rows.
_SCHEMA = """
create table meta (key text primary key, value text not null) strict, without rowid;
create table files (
    id integer primary key autoincrement, source text not null, since integer not null, until integer,
    size integer not null, mtime_ns integer not null, read_ns integer not null, sha256 text not null
) strict;
create index files_source on files (source);
create table articles (
    id integer primary key autoincrement, file integer not null references files (id), source text not null,
    since integer not null, until integer, first integer not null, passages integer not null, characters integer not null,
    digest blob not null, title text, byline text, publisher text, published text, updated text, url text, language text,
    form text not null, outlet text, footnotes text not null, links text not null, pages text not null,
    provenance text not null, regions text not null
) strict;
create index articles_file on articles (file);
create index articles_source on articles (source);
create index articles_outlet on articles (outlet, since, until);
create index articles_since on articles (since);
create index articles_until on articles (until) where until is not null;
create table remainders (article integer primary key references articles (id), text text not null) strict;
create table vectors (id integer primary key, hash blob not null unique, vector blob not null) strict;
create table passages (
    id integer primary key autoincrement, article integer not null,
    "start" integer not null, "end" integer not null, vector integer not null references vectors (id),
    "check" integer not null, terms blob not null, text text not null
) strict;
create index passages_vector on passages (vector);
create table refusals (
    file text not null, source text not null, reason text not null, since integer not null, until integer
) strict;
"""

_AT_ONCE = 256
"""Passages whose sentences are hashed together."""

_NEXT_PASSAGE = "coalesce((select seq from sqlite_sequence where name = 'passages'), 0) + 1"


class StoreWriter(Store):
    """A store that is also written: inside a transaction, or each statement committed by itself."""

    def __init__(self, folder: Path, *, create: bool = False, wait_s: float = 30) -> None:
        """With `create`, makes the database where there is none."""
        self._create = create
        super().__init__(folder, "create" if create else "write", wait_s=wait_s)

    def _begin(self) -> None:
        if self._create:
            self._database.script(_SCHEMA + SCHEMA)
        else:
            super()._begin()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is committed together, or not at all."""
        return self._database.transaction()

    def check(self) -> None:
        """Reads the whole database once; raises `LibraryDamaged` where it does not hold together."""
        self._database.check()

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the database, so that the file alone is whole."""
        self._database.checkpoint()

    def set_meta(self, values: dict[str, str]) -> None:
        self._database.run_each("insert or replace into meta values (?, ?)", values.items())

    def add_vectors(self, rows: Iterable[tuple[bytes, Vectors]]) -> None:
        self._database.run_each(
            "insert or ignore into vectors (hash, vector) values (?, ?)", ((key, vector_row(row)) for key, row in rows)
        )

    def drop_vectors(self) -> None:
        """Forgets every vector: they were made by a model that is not the library's."""
        self._database.run("delete from vectors")

    def add_file(self, source: str, *, size: int, mtime_ns: int, read_ns: int, sha256: str, since: int) -> int:
        """Adds a file, visible from generation `since` on; returns its row id."""
        sql = "insert into files (source, size, mtime_ns, read_ns, sha256, since) values (?, ?, ?, ?, ?, ?)"
        id = self._database.run(sql, (source, size, mtime_ns, read_ns, sha256, since)).lastrowid
        assert id is not None
        return id

    def add_article(self, article: Article, passages: Iterable[tuple[int, int]], *, file: int, since: int) -> int:
        """Adds an article of the file of that row id, and its passages, visible from generation `since` on; returns its row id.

        `passages` are in order and don't overlap; the vectors of their texts must be there.
        """
        spans = list(passages)
        values = (*article_row(article, file), len(spans), sum(end - start for start, end in spans), since)
        sql = f"insert into articles ({ARTICLE_COLUMNS}, passages, characters, since, first) values ({'?,' * len(values)} {_NEXT_PASSAGE})"  # noqa: S608
        id = self._database.run(sql, values).lastrowid
        assert id is not None
        self._database.run("insert into remainders values (?, ?)", (id, remainder(article.text, spans)))
        texts = [article.text[start:end] for start, end in spans]
        self._database.run_each(
            'insert into passages (article, "start", "end", vector, "check", terms, text)'
            " values (?, ?, ?, (select id from vectors where hash = ?), ?, ?, ?)",
            (
                (id, start, end, vector_key(text), checksum(text), terms_row(text), text)
                for (start, end), text in zip(spans, texts, strict=True)
            ),
        )
        return id

    def add_sentences(self, generation: int) -> None:
        """Adds the sentences of the passages that came after the generation that is named now, up to `generation`."""
        ids = self.passage_ids(generation, after=self.generation).tolist()
        add_minhashes(self._database, self._sentences(ids))

    def _sentences(self, ids: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
        for at in range(0, len(ids), _AT_ONCE):
            passages = self.texts(ids[at : at + _AT_ONCE])
            yield from zip((id for id, _ in passages), minhashes([text for _, text in passages]), strict=True)

    def end_files(self, ids: Iterable[int], *, until: int) -> None:
        """Ends files and their articles with generation `until`."""
        ended = [(until, id) for id in ids]
        self._database.run_each("update files set until = ? where id = ?", ended)
        self._database.run_each("update articles set until = ? where file = ?", ended)

    def drop_file(self, id: int) -> None:
        """Forgets a file of a coming generation, and what was written of it."""
        with self.transaction():
            self._drop_articles("file = :file", {"file": id})
            self._database.run("delete from files where id = ?", (id,))

    def touch_file(self, id: int, *, size: int, mtime_ns: int, read_ns: int) -> None:
        """Notes that an unchanged file has another time now."""
        sql = "update files set size = ?, mtime_ns = ?, read_ns = ? where id = ?"
        self._database.run(sql, (size, mtime_ns, read_ns, id))

    def set_refusals(self, refusals: Iterable[tuple[str, str, str]], *, since: int) -> None:
        """Replaces the list of what was refused from generation `since` on: file, source and reason of each."""
        self._database.run("update refusals set until = ? where until is null", (since,))
        self._database.run_each(
            "insert into refusals (file, source, reason, since) values (?, ?, ?, ?)",
            ((*refusal, since) for refusal in refusals),
        )

    def count_ids_from(self, last: Mapping[str, int]) -> None:
        """Has the ids of `articles` and `passages` go on from those of an earlier database."""
        self._database.run_each("insert into sqlite_sequence (name, seq) values (?, ?)", last.items())

    def drop_unfinished(self, generation: int) -> None:
        """Forgets what a killed run wrote for a generation that never came to be. Vectors stay: they are right whoever made them."""
        live = {"generation": generation}
        with self.transaction():
            self._drop_articles("since > :generation", live)
            for table in ("files", "refusals"):
                self._database.run(f"delete from {table} where since > :generation", live)  # noqa: S608
            for table in ("articles", "files", "refusals"):
                self._database.run(f"update {table} set until = null where until > :generation", live)  # noqa: S608

    def drop_before(self, generation: int) -> None:
        """Forgets rows that ended at or before `generation`, and vectors that no passage uses any more."""
        live = {"generation": generation}
        with self.transaction():
            ended = self._read(
                read_pair,
                "select p.id, p.vector from articles a join passages p on p.id >= a.first and p.id < a.first + a.passages"
                " where a.until <= :generation",
                live,
            )
            drop_minhashes(self._database, self._sentences([id for id, _ in ended]))
            self._drop_articles("until <= :generation", live)
            for table in ("files", "refusals"):
                self._database.run(f"delete from {table} where until <= :generation", live)  # noqa: S608
            self._database.run_each(
                "delete from vectors where id = :id and not exists (select 1 from passages where vector = :id)",
                ({"id": vector} for vector in {vector for _, vector in ended}),
            )

    def _drop_articles(self, condition: str, parameters: Mapping[str, object]) -> None:
        # Those of an article stand side by side: to find them by an index on it would take 12 bytes a passage.
        spans = self._database.all(f"select first, first + passages from articles where {condition}", parameters)  # noqa: S608
        self._database.run_each("delete from passages where id >= ? and id < ?", spans)
        sql = f"delete from remainders where article in (select id from articles where {condition})"  # noqa: S608
        self._database.run(sql, parameters)
        self._database.run(f"delete from articles where {condition}", parameters)  # noqa: S608
