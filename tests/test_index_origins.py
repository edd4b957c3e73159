"""The sentences of a library's passages by their hashes: written with a generation, found, and gone with their passages."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.database import Database
from index.embed import Embedder
from index.library import Library
from index.origins import MOST, SCHEMA, add_minhashes, drop_minhashes, find_sharing
from index.store import Filters
from index.sync import sync

MILL = "The mill at Osier Basin will grind again from June, its keeper told the council after a winter of frost."
LAMP = "A red lamp on the east pier of Kvitnes was lit on Sunday by the oldest of the pilots, who is ninety."
GOAT = "Two goats that had strayed on to the line held up the morning train to Sedge for almost an hour."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path, "create")) as database:
        database.script(SCHEMA)
        yield database


def test_passages_are_found_by_the_hashes_of_their_sentences_until_they_are_dropped(database: Database) -> None:
    add_minhashes(database, [(7, [1, -2]), (3, [-2, 5]), (9, [])])
    add_minhashes(database, [(7, [1])])
    assert find_sharing(database, [-2, 1, 4]) == {-2: [3, 7], 1: [7], 4: []}
    drop_minhashes(database, [(7, [1, -2])])
    assert find_sharing(database, [-2, 1]) == {-2: [3], 1: []}


def test_what_stands_in_too_many_passages_is_a_form_of_words(database: Database) -> None:
    add_minhashes(database, ((id, [1]) for id in range(MOST)))
    assert find_sharing(database, [1]) == {1: [*range(MOST)]}
    add_minhashes(database, [(MOST, [1])])
    assert find_sharing(database, [1]) == {1: []}


def _rows(folder: Path) -> int:
    with closing(sqlite3.connect(folder / ".pressmark" / "library.db")) as connection:
        return int(connection.execute("select count(*) from minhashes").fetchone()[0])


def test_sentences_come_with_the_generation_of_their_article_and_go_with_it(
    tmp_path: Path, word_embedder: Embedder
) -> None:
    for source, text in {"a.txt": f"{MILL} {LAMP}", "b.txt": LAMP}.items():
        (tmp_path / source).write_text(f"Title\n\n{text}\n")
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    assert _rows(tmp_path) == 3
    with closing(Library.open(tmp_path / ".pressmark", word_embedder)) as held:
        (tmp_path / "b.txt").write_text(f"Title\n\n{GOAT} {LAMP} {MILL}\n")
        sync(tmp_path, tmp_path / ".pressmark", word_embedder)
        assert _rows(tmp_path) == 6
        (mill,) = held.excerpts([1]).values()
        # The generation that is held open has the words as they were.
        assert [one.text for (some) in held.sharing([mill]) for one in some] == [LAMP]
        assert held.sharing([mill], Filters(sources=("a.txt",))) == [[]]
    (tmp_path / "c.txt").write_text(f"Title\n\n{GOAT}\n")
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    assert _rows(tmp_path) == 6
    (tmp_path / "b.txt").unlink()
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    assert _rows(tmp_path) == 3


def test_an_article_s_shingles_are_those_of_its_passages_together(tmp_path: Path, word_embedder: Embedder) -> None:
    (tmp_path / "a.txt").write_text(f"Title\n\n{MILL} {LAMP}\n")
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    with closing(Library.open(tmp_path / ".pressmark", word_embedder)) as library:
        (one,) = library.articles()
        assert len(library.shingles(one.id)) == len(f"{MILL} {LAMP}".split()) - 3
