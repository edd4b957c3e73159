"""The database of a library: rows out as they went in, filters as data, and SQLite's errors under our names."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Footnote, How, Link, Provenance, Region, RegionKind
from index.errors import LibraryBusy, LibraryDamaged, LibraryMissing
from index.store import Filters, Store, vector_key
from index.writer import StoreWriter

UNIT = np.array([0.6, 0.8, 0], dtype=np.float32)
TEXT = "Bees return.\nIt rained in Osk. 🛟 It cleared.\r\n"


def an_article(source: str = "a.txt", text: str = TEXT, **known: object) -> Article:
    region = Region(kind=RegionKind.BODY, start=0, end=len(text))
    digest = sha256(text.encode()).hexdigest()
    return Article(source=source, text=text, sha256=digest, regions=(region,), **known)  # type: ignore[arg-type]


def add(store: StoreWriter, article: Article, *spans: tuple[int, int], since: int = 1) -> int:
    keys = [vector_key(article.text[start:end]) for start, end in spans]
    store.add_vectors((key, UNIT) for key in keys)
    file = store.add_file(article.file, size=1, mtime_ns=2, read_ns=3, sha256=article.sha256, since=since)
    return store.add_article(article, spans, file=file, since=since)


def end(store: StoreWriter, *articles: int, until: int) -> None:
    """Ends the files of articles that are the only ones of theirs."""
    store.end_files([store.stamps(until - 1)[store.article(id).article.file].id for id in articles], until=until)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreWriter]:
    with closing(StoreWriter(tmp_path, create=True)) as store:
        yield store


def spoil(folder: Path, statement: str) -> None:
    """Changes the database behind the program's back."""
    with closing(sqlite3.connect(folder / "library.db")) as connection, connection:
        connection.execute(statement)


# rows


def test_an_article_comes_out_as_it_went_in(store: StoreWriter) -> None:
    article = Article(
        source="dir é/a b.zip!/Ü.txt",
        container="dir é/a b.zip",
        text=TEXT,
        sha256="0f" * 32,
        regions=(
            Region(kind=RegionKind.TITLE, start=0, end=13),
            Region(kind=RegionKind.BODY, start=13, end=len(TEXT)),
        ),
        title="Bees return",
        byline="Lena Ruud",
        publisher="Valley Post",
        published=date(2024, 5, 4),
        updated=date(2024, 5, 5),
        url="https://valley.example/bees",
        language="en",
        provenance=Provenance(title=How.JSON_LD, language=How.JSON_LD),
        links=(Link(start=13, end=16, url="https://pilots.example/two"),),
        pages=(0, 13),
        footnotes=(
            Footnote(marker="0", start=1, end=2),
            Footnote(
                marker="3", start=3, end=5, title="t", publisher="p", published=date(2023, 6, 16), url="https://x.example"
            ),
        ),
    )  # fmt: skip
    store.add_vectors((vector_key(TEXT[start:end]), UNIT) for start, end in [(13, 29), (32, 43)])
    file = store.add_file("dir é/a b.zip", size=51, mtime_ns=2**62, read_ns=7, sha256="0f" * 32, since=1)
    id = store.add_article(article, [(13, 29), (32, 43)], file=file, since=1)
    store.set_meta({"generation": "1"})
    stored = store.article(id)
    assert stored.article == article
    assert (stored.id, stored.size, stored.mtime_ns, stored.read_ns) == (id, 51, 2**62, 7)
    assert store.stamps(1) == {"dir é/a b.zip": (file, 51, 2**62, 7, "0f" * 32)}
    assert store.files(1) == store.files(1, [article.source, "b"]) == {article.source: "dir é/a b.zip"}
    assert store.files(1, ["dir é/a b.zip"]) == {}
    assert store.find("dir é/a b.zip!/Ü.txt") == stored
    assert store.find("dir é/a b.zip") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_an_excerpt_is_the_text_between_its_offsets_whatever_the_characters(store: StoreWriter, text: str) -> None:
    half = len(text) // 2
    id = add(store, an_article(text=text), (0, half), (half, len(text)))
    excerpts = sorted(
        (one for one in store.excerpts(range(1, 10_000)) if one.article == id), key=lambda one: (one.start, one.end)
    )
    assert [one.text for one in excerpts] == [text[:half], text[half:]]
    assert store.article(id).article.text == text


def test_vectors_are_kept_in_float16_under_the_hash_of_their_text(store: StoreWriter) -> None:
    row = np.array([0.1, -0.7, 0.70710678], dtype=np.float32)
    store.add_vectors([(vector_key("It rained."), row)])
    add(store, an_article(text="Bees. It\r\nrained. It rained."), (6, 17), (18, 28))
    kept, same = store.vectors([2, 1], 3)
    assert kept.tolist() == same.tolist()
    assert kept.dtype == np.float32
    assert kept.tolist() == row.astype(np.float16).astype(np.float32).tolist()
    assert store.known_vectors([vector_key("It rained."), vector_key("It cleared.")]) == {vector_key("It rained.")}


def test_a_hundred_thousand_keys_and_ids_are_looked_up_past_every_limit_on_variables(store: StoreWriter) -> None:
    id = add(store, an_article(), (0, 5))
    keys = [vector_key(str(number)) for number in range(100_000)]
    assert store.known_vectors([*keys, vector_key("Bees")]) == {vector_key("Bees")}
    assert [one.article for one in store.excerpts(range(100_000))] == [id]


def test_ids_are_never_used_twice(store: StoreWriter) -> None:
    first = add(store, an_article(), (0, 4), (5, 11), since=1)
    store.drop_unfinished(0)
    second = add(store, an_article(), (0, 4), since=1)
    assert (first, second) == (1, 2)
    assert store.passage_ids(1).tolist() == [3]


# generations


def test_rows_of_a_coming_generation_are_not_seen_in_the_one_before(store: StoreWriter) -> None:
    old = add(store, an_article("a.txt"), (0, 4), since=1)
    add(store, an_article("b.txt"), (0, 4), since=1)
    add(store, an_article("a.txt", "Newer.\n"), (0, 6), since=2)
    end(store, old, until=2)
    store.set_refusals([("c.txt", "c.txt", "is empty")], since=2)
    assert (store.counts(1), store.counts(2)) == ((2, 2), (2, 2))
    assert store.article_id(1, "a.txt") == old
    assert store.article_id(2, "a.txt") not in (old, None)
    assert set(store.stamps(1)) == set(store.stamps(2)) == {"a.txt", "b.txt"}
    assert (store.refusals(1), store.refusals(2)) == ([], [("c.txt", "is empty")])
    assert (store.mean_length(1), store.mean_length(2), store.mean_length(0)) == (4.0, 5.0, 1.0)


def test_what_a_killed_run_wrote_is_forgotten_but_its_vectors(store: StoreWriter) -> None:
    old = add(store, an_article("a.txt"), (0, 4), since=1)
    store.set_refusals([("c.txt", "c.txt", "is empty")], since=1)
    store.add_vectors([(vector_key("Bees"), np.ones(3, dtype=np.float32))])
    add(store, an_article("b.txt"), (0, 4), since=2)
    end(store, old, until=2)
    store.set_refusals([("d.txt", "d.txt", "is empty")], since=2)
    store.drop_unfinished(1)
    assert list(store.stamps(1)) == list(store.stamps(2)) == ["a.txt"]
    assert store.refusals(1) == store.refusals(2) == [("c.txt", "is empty")]
    assert store.known_vectors([vector_key("Bees")])


def test_what_ended_is_dropped_with_the_vectors_that_nothing_uses_any_more(store: StoreWriter) -> None:
    old = add(store, an_article("a.txt"), (0, 4), (5, 11), since=1)
    add(store, an_article("b.txt"), (0, 4), since=2)
    end(store, old, until=2)
    store.drop_before(1)
    assert store.counts(1) == (1, 2)
    store.drop_before(2)
    assert (store.counts(1), store.counts(2)) == ((0, 0), (1, 1))
    assert store.known_vectors([vector_key("Bees"), vector_key("return")]) == {vector_key("Bees")}


# filters


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), "abcde"),
        (Filters(published_from=date(2023, 6, 1)), "bc"),
        (Filters(published_to=date(2023, 6, 1)), "ab"),
        (Filters(published_from=date(2023, 6, 1), published_to=date(2023, 6, 1)), "b"),
        (Filters(publishers=("ÉCHO DE VARN",)), "a"),
        (Filters(publishers=("écho de varn", "coast herald")), "ab"),
        (Filters(publishers=("100% \"Post\" 'x' \\ _",)), "c"),
        (Filters(publishers=("%",)), ""),
        (Filters(publishers=("x') or 1=1 --",)), ""),
        (Filters(sources=("desk",)), "ab"),
        (Filters(sources=("desk/",)), "ab"),
        (Filters(sources=("des",)), ""),
        (Filters(sources=("desk/a.txt", "it's 100%_\\\"")), "ad"),
        (Filters(sources=("Desk",)), ""),
        (Filters(sources=("",)), ""),
        (Filters(sources=("\ud800", "\0", "e")), "e"),
        (Filters(sources=(*(f"no/{n}.txt" for n in range(50_000)), "e")), "e"),
        (Filters(publishers=("Coast Herald",), sources=("desk/a.txt",)), ""),
    ],
    ids=lambda value: None if isinstance(value, str) else "filters",
)
def test_a_filter_leaves_what_it_says_and_its_words_are_never_read_as_sql(
    store: StoreWriter, filters: Filters, found: str
) -> None:
    rows = {
        "a": an_article("desk/a.txt", published=date(2020, 1, 1), publisher="Écho de Varn"),
        "b": an_article("desk/b/c.txt", published=date(2023, 6, 1), publisher="Coast Herald"),
        "c": an_article("desks.txt", published=date(2024, 1, 1), publisher="100% \"Post\" 'x' \\ _"),
        "d": an_article("it's 100%_\\\"/é.txt"),
        "e": an_article("e", publisher="Mill"),
    }
    ids = {add(store, article, (0, 4)): name for name, article in rows.items()}
    by_article = {passage.id: ids[passage.article] for passage in store.passages(store.passage_ids(1))}
    assert "".join(by_article[id] for id in store.passage_ids(1, filters).tolist()) == found
    assert sorted(ids[one.id] for one in store.articles(1, filters)) == list(found)


def test_articles_come_by_source_a_page_at_a_time(store: StoreWriter) -> None:
    for source in ("b.txt", "c.txt", "a.txt"):
        add(store, an_article(source))
    pages = [store.articles(1, Filters(), limit=2, offset=offset) for offset in (0, 2)]
    assert [[one.article.source for one in page] for page in pages] == [["a.txt", "b.txt"], ["c.txt"]]


# damage


@pytest.mark.parametrize(
    "statement",
    [
        "update remainders set text = replace(text, 'rained', 'snowed')",
        "update remainders set text = cast(x'ff41' as text)",
        "update passages set text = 'Seals'",
        "update passages set start = 1",
        "update articles set publisher = 'Fenland Post'",
        "update articles set title = 'Seals'",
        "update articles set regions = '[[\"body\", 0]]'",
        "update articles set regions = '[[\"sidebar\", 0, 3]]'",
        "update articles set published = 'yesterday'",
        "update articles set footnotes = '[['",
        "update articles set form = 'papyrus'",
    ],
)
def test_an_article_that_is_not_as_it_was_written_is_not_given_out(tmp_path: Path, statement: str) -> None:
    with closing(StoreWriter(tmp_path, create=True)) as store:
        add(store, an_article(published=date(2024, 5, 4)), (0, 4))
    spoil(tmp_path, statement)
    with (
        closing(Store(tmp_path)) as store,
        pytest.raises(LibraryDamaged, match=r"The articles are untouched; build it again with: pressmark index FOLDER"),
    ):
        store.article(1)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("delete from vectors", "vector 1 is missing"),
        ("update vectors set vector = x'003c'", "a vector is not as it was written"),
        ("update vectors set vector = x'a5a5a5a5a5a5'", "a vector is not as it was written"),
    ],
)
def test_a_vector_that_is_gone_cut_short_or_garbled_is_damage(tmp_path: Path, statement: str, why: str) -> None:
    with closing(StoreWriter(tmp_path, create=True)) as store:
        add(store, an_article(), (0, 4))
    spoil(tmp_path, statement)
    with closing(Store(tmp_path)) as store, pytest.raises(LibraryDamaged, match=rf"can't be read \({why}\)"):
        store.vectors([1], 3)


def test_the_ids_of_passages_are_told_from_their_articles_alone(store: StoreWriter) -> None:
    old = add(store, an_article("a.txt"), (0, 4), (5, 11), since=1)
    add(store, an_article("none.txt"), since=1)
    add(store, an_article("b.txt"), (0, 4), since=1)
    end(store, old, until=3)
    add(store, an_article("a.txt", "Newer news.\n"), (0, 5), (6, 10), since=3)
    add(store, an_article("c.txt"), (5, 11), since=4)
    assert [store.passage_ids(generation).tolist() for generation in (0, 1, 2, 3, 4)] == [
        [],
        [1, 2, 3],
        [1, 2, 3],
        [3, 4, 5],
        [3, 4, 5, 6],
    ]
    assert store.passage_ids(4, after=2).tolist() == [4, 5, 6]
    assert store.passage_ids(4, after=4).tolist() == []
    assert [store.ended_ids(before, 4).tolist() for before in (1, 2, 3)] == [[1, 2], [1, 2], []]
    assert [(one.id, one.start, one.end) for one in store.passages(store.passage_ids(3))] == [
        (3, 0, 4),
        (4, 0, 5),
        (5, 6, 10),
    ]


def test_vectors_are_dropped_only_with_the_last_passage_that_uses_them(store: StoreWriter) -> None:
    first = add(store, an_article("a.txt"), (0, 4), (5, 11), since=1)
    second = add(store, an_article("b.txt"), (0, 4), since=1)
    end(store, first, until=2)
    store.drop_before(2)
    assert store.known_vectors([vector_key("Bees"), vector_key("return")]) == {vector_key("Bees")}
    end(store, second, until=3)
    store.drop_before(3)
    assert store.known_vectors([vector_key("Bees")]) == set()


def test_a_passage_that_is_garbled_is_damage(tmp_path: Path) -> None:
    with closing(StoreWriter(tmp_path, create=True)) as store:
        add(store, an_article(), (0, 12))
    spoil(tmp_path, "update passages set text = replace(text, 'return', 'depart')")
    with closing(Store(tmp_path)) as store, pytest.raises(LibraryDamaged, match=r"a passage of 'a\.txt' is not as it"):
        store.excerpts([1])


def test_a_database_of_something_else_is_not_a_library(tmp_path: Path) -> None:
    spoil(tmp_path, "create table photos (id)")
    with (
        closing(StoreWriter(tmp_path, create=True)) as store,
        pytest.raises(LibraryDamaged, match=r"library\.db can't be read \(no such table: meta\)"),
    ):
        store.meta()


def test_there_is_no_library_where_there_is_no_file_or_one_that_a_run_left_empty(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match=r"^library '.*' does not exist; make it with: pressmark index FOLDER$"):
        Store(tmp_path)
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryMissing, match="was never finished; finish it with: pressmark index FOLDER"):
        Store(tmp_path)
    StoreWriter(tmp_path, create=True).close()
    with closing(Store(tmp_path)) as store:
        assert (store.generation, store.meta()) == (0, {})


def test_an_empty_file_beside_the_indexes_made_from_it_is_damage(tmp_path: Path) -> None:
    (tmp_path / "library.db").touch()
    (tmp_path / "vectors-3").mkdir()
    for create in (False, True):
        with pytest.raises(LibraryDamaged, match=r"library\.db can't be read \(it is empty\)"):
            StoreWriter(tmp_path, create=create)


# transactions and errors


def test_a_transaction_is_kept_whole_or_not_at_all(store: StoreWriter) -> None:
    with suppress(KeyError), store.transaction():
        store.set_meta({"generation": "1"})
        raise KeyError
    assert store.meta() == {}
    with store.transaction():
        store.set_meta({"generation": "1"})
    assert store.generation == 1


def test_a_reader_can_not_write(store: StoreWriter, tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as reader, pytest.raises(Exception, match="attempt to write a readonly database"):
        reader._database.run("insert into meta values ('generation', '9')")
    assert store.meta() == {}


def test_a_database_that_another_program_holds_is_busy_and_not_damaged(tmp_path: Path) -> None:
    StoreWriter(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as other:
        other.execute("pragma locking_mode = exclusive")
        other.execute("begin exclusive")
        with pytest.raises(LibraryBusy, match=r"is held by another program \(database is locked\); try again when"):
            StoreWriter(tmp_path, create=True, wait_s=0.1)


def test_a_store_used_after_it_was_closed_is_a_mistake_of_ours_and_not_damage(store: StoreWriter) -> None:
    store.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        store.meta()
