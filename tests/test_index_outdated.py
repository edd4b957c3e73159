"""A library in a format of earlier versions: the next run builds it anew, and until that is whole nothing is read of it."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.embed import Embedder
from index.errors import LibraryBusy, LibraryMismatch
from index.library import Library
from index.locks import writing
from index.store import FORMAT
from index.sync import SyncReport, sync
from qa.state import look

Writer = Callable[..., None]


@pytest.fixture
def old(meadow: Path, word_embedder: Embedder) -> Path:
    """A folder whose library an earlier version wrote, into tables of its own."""
    sync(meadow, meadow / ".pressmark", word_embedder, fields=["title=Headline"])
    return outdate(meadow)


def outdate(folder: Path, format: int = FORMAT - 1) -> Path:
    with closing(sqlite3.connect(folder / ".pressmark" / "library.db")) as database, database:
        database.execute("update meta set value = ? where key = 'format'", (format,))
        database.execute("alter table passages rename to paragraphs")
        database.execute("alter table articles rename to stories")
    return folder


def update(folder: Path, embedder: Embedder, **options: object) -> tuple[SyncReport, list[str]]:
    said: list[str] = []
    return sync(folder, folder / ".pressmark", embedder, say=said.append, **options), said  # type: ignore[arg-type]


def interrupt(what: str, *_: object) -> None:
    """Comes when all passages are embedded."""
    if what == "vectors":
        raise KeyboardInterrupt


def test_a_library_of_an_earlier_format_is_built_anew_and_that_is_said_once(old: Path, word_embedder: Embedder) -> None:
    says = f"library '{old}/.pressmark' is of an earlier version (format {FORMAT - 1}, now {FORMAT}): it is built anew from the articles"
    report, said = update(old, word_embedder)
    assert said == [says]
    assert (len(report.added), report.unchanged, report.generation) == (3, 0, 2)
    with closing(Library.open(old / ".pressmark", word_embedder)) as library:
        assert (library.article_count, library.fields) == (3, ["title=Headline"])
    again, said = update(old, word_embedder)
    assert (again.unchanged, again.generation, said) == (3, 2, [])


def test_nothing_is_read_of_it_until_then(old: Path, word_embedder: Embedder) -> None:
    with pytest.raises(
        LibraryMismatch, match=rf"has format {FORMAT - 1};.* It is built anew by: pressmark index FOLDER$"
    ):
        Library.open(old / ".pressmark", word_embedder)
    state = look(old)
    assert (state.outdated, state.generation, state.articles, len(state.pending.added)) == (True, 0, 0, 3)
    assert state.meta["model"] == word_embedder.name


def test_who_asks_while_another_builds_it_anew_waits_and_is_told(old: Path, word_embedder: Embedder) -> None:
    with (
        writing(old / ".pressmark", wait_s=0),
        pytest.raises(LibraryBusy, match=rf"is being written by process {os.getpid()}; try again"),
    ):
        update(old, word_embedder, wait_s=0)
    assert look(old).outdated


@pytest.mark.parametrize("format", [FORMAT + 1, "5a", ""])
def test_a_format_that_is_newer_or_none_at_all_is_refused_and_kept(
    meadow: Path, word_embedder: Embedder, format: object
) -> None:
    update(meadow, word_embedder)
    outdate(meadow, format)  # type: ignore[arg-type]
    before = (meadow / ".pressmark" / "library.db").read_bytes()
    with pytest.raises(LibraryMismatch, match=rf"has format {format}; this version .* --rebuild$"):
        update(meadow, word_embedder)
    assert (meadow / ".pressmark" / "library.db").read_bytes() == before


def test_a_library_of_another_folder_is_not_replaced(
    old: Path, tmp_path: Path, write: Writer, word_embedder: Embedder
) -> None:
    (old / ".pressmark").rename(tmp_path / "library")
    other = tmp_path / "other"
    write(other, {"a.txt": "Larks sing over the hill.\n"})
    with pytest.raises(
        LibraryMismatch, match=r"was built for the articles in the folder that it stood in; this run is about"
    ):
        sync(other, tmp_path / "library", word_embedder)
    assert (tmp_path / "library" / "library.db").is_file()


def test_what_fails_leaves_it_as_it_was_and_what_was_embedded_is_not_embedded_again(
    old: Path, word_embedder: Embedder
) -> None:
    before = (old / ".pressmark" / "library.db").read_bytes()

    with pytest.raises(KeyboardInterrupt):
        update(old, word_embedder, progress=interrupt)
    assert (old / ".pressmark" / "library.db").read_bytes() == before
    report, said = update(old, word_embedder)
    assert (len(report.added), report.embedded, len(said)) == (3, 0, 1)
    assert not (old / ".pressmark" / "rebuild").exists()


def test_a_killed_run_leaves_it_as_it_was_and_the_next_goes_on(old: Path, word_embedder: Embedder) -> None:
    before = (old / ".pressmark" / "library.db").read_bytes()

    def kill(what: str, *_: object) -> None:
        if what == "vectors":
            os.kill(os.getpid(), signal.SIGKILL)

    if (pid := os.fork()) == 0:
        try:
            update(old, word_embedder, progress=kill)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert (old / ".pressmark" / "library.db").read_bytes() == before
    assert look(old).outdated
    report, _ = update(old, word_embedder)
    assert (len(report.added), report.embedded) == (3, 0)
    assert not look(old).outdated
    assert not (old / ".pressmark" / "rebuild").exists()


def test_what_was_begun_for_another_end_is_not_gone_on_with(old: Path, word_embedder: Embedder) -> None:
    with pytest.raises(KeyboardInterrupt):
        update(old, word_embedder, progress=interrupt)
    report, _ = update(old, word_embedder, fields=["title=Titel"])
    assert report.embedded == 3
    with closing(Library.open(old / ".pressmark", word_embedder)) as library:
        assert library.fields == ["title=Titel"]
