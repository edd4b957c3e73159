"""What of a folder is not in its library, told without a model."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import FolderUnusable
from index.embed import Embedder
from index.errors import LibraryDamaged, LibraryMismatch, LibraryMissing
from index.sync import sync
from qa.state import FolderState, look, open_store

SEALS, BEES, MILL = "coast/seals.md", "valley/bees.txt", "valley/mill.txt"


@pytest.fixture
def indexed(meadow: Path, word_embedder: Embedder) -> Path:
    """Three articles and two files that can't be read, all in their library or its list of what was refused."""
    (meadow / "broken.txt").write_bytes(b"\0\0")
    (meadow / "scan.docx").write_bytes(b"%PDF-")
    sync(meadow, meadow / ".pressmark", word_embedder)
    return meadow


def _pending(state: FolderState) -> tuple[list[str], list[str], list[str]]:
    return [file.source for file in state.pending.added], state.changed(), list(state.pending.dropped)


def _refused(state: FolderState) -> list[str]:
    return [source for source, _ in state.refused]


def test_a_folder_that_is_as_it_was_indexed_has_nothing_pending(indexed: Path) -> None:
    state = look(indexed)
    assert _pending(state) == ([], [], [])
    assert not state.pending
    assert (state.generation, state.articles, state.passages, state.meta["model"]) == (1, 3, 3, "words")
    assert dict(state.refused) == {
        "broken.txt": "is binary: byte 0 is NUL",
        "scan.docx": "has the suffix '.docx'; articles are read from .txt, .md, .html, .pdf, .json, .jsonl, .csv and .warc files, .gz of them, and .zip and .tar archives",
    }


def test_what_is_new_changed_or_gone_is_named(indexed: Path) -> None:
    (indexed / "new.txt").write_text("New\n\nA heron nests on the roof of the mill, the miller said.\n")
    (indexed / BEES).write_text("Bees\n\nThe bees of the Osk valley have left, the keepers said.\n")
    (indexed / MILL).unlink()
    assert _pending(look(indexed)) == (["new.txt"], [BEES], [MILL])
    assert look(indexed).is_behind()


def test_a_file_that_was_touched_is_pending_but_has_not_changed(indexed: Path) -> None:
    os.utime(indexed / BEES)
    state = look(indexed)
    assert [file.source for file in state.pending.changed] == [BEES]
    assert _pending(state) == ([], [], [])
    assert not state.is_behind()


def test_a_file_that_was_just_written_when_it_was_indexed_has_not_changed(
    indexed: Path, word_embedder: Embedder
) -> None:
    (indexed / "new.txt").write_text("New\n\nA heron nests on the roof of the mill, the miller said.\n")
    sync(indexed, indexed / ".pressmark", word_embedder)
    assert _pending(look(indexed)) == ([], [], [])


def test_a_refused_file_that_has_been_mended_is_new_and_refused_no_more(indexed: Path) -> None:
    # Long ago, as of a file copied with its time: that it was written just now shows all the same.
    (indexed / "broken.txt").write_text("Mended\n\nThe file was saved as text, the reporter said on Monday.\n")
    os.utime(indexed / "broken.txt", (1, 1))
    state = look(indexed)
    assert _pending(state) == (["broken.txt"], [], [])
    assert _refused(state) == ["scan.docx"]


def test_files_refused_by_name_are_listed_as_they_are_now(indexed: Path) -> None:
    (indexed / "scan.docx").unlink()
    (indexed / "photo.jpg").write_bytes(b"")
    (indexed / "away.txt").symlink_to("/etc/hostname")
    state = look(indexed)
    assert _refused(state) == ["away.txt", "broken.txt", "photo.jpg"]
    assert _pending(state) == ([], [], [])


def test_a_refused_file_that_is_gone_is_not_listed(indexed: Path) -> None:
    (indexed / "broken.txt").unlink()
    assert _refused(look(indexed)) == ["scan.docx"]


def test_a_folder_that_was_never_indexed_is_all_new(meadow: Path) -> None:
    state = look(meadow)
    assert (state.generation, state.articles, state.place.path) == (0, 0, meadow / ".pressmark")
    assert _pending(state) == ([SEALS, BEES, MILL], [], [])
    assert not (meadow / ".pressmark").exists()


def test_a_folder_with_neither_article_nor_library_says_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable, match=r"holds no article \(\.txt, .* archives\)$"):
        look(tmp_path)
    for name in ("a.docx", "b.docx", "c.docx"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(FolderUnusable, match=r"\); 'a\.docx' has the suffix '\.docx'.*, and 2 more are refused$"):
        look(tmp_path)


def test_a_library_of_another_format_is_not_read(indexed: Path) -> None:
    with closing(sqlite3.connect(indexed / ".pressmark" / "library.db")) as database, database:
        database.execute("update meta set value = '99' where key = 'format'")
        database.execute("alter table articles rename to stories")
    with pytest.raises(
        LibraryMismatch, match=r"has format 99; this version of pressmark reads format \d+\. .* --rebuild"
    ):
        look(indexed)


def test_a_damaged_library_and_a_missing_one_are_told_apart(indexed: Path) -> None:
    (indexed / ".pressmark" / "library.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(LibraryDamaged, match=r"is damaged: library\.db can't be read"):
        look(indexed)
    (indexed / ".pressmark" / "library.db").unlink()
    assert look(indexed).generation == 0
    with pytest.raises(LibraryMissing, match="does not exist; make it with"), open_store(indexed / ".pressmark"):
        pass
