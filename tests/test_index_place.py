"""Where a library stands, and the copy of one that can't be written."""

import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from index.embed import Embedder
from index.errors import LibraryUnwritable
from index.library import Library
from index.place import find_place, readable_place
from index.sync import sync
from index.words import terms

Writer = Callable[..., None]


class Shelf:
    """A folder that can be closed to writing for everybody, root too, and opened again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounted = False

    def close(self) -> None:
        if os.geteuid() != 0:
            self._allow("a-w")
            return
        folder = str(self.folder)
        for arguments in (["--bind", folder, folder], ["-o", "remount,ro,bind", folder]):
            if subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode:
                self.open()
                pytest.skip("runs as root, whom no permission binds, and may not mount")
            self._mounted = True

    def open(self) -> None:
        if os.geteuid() != 0:
            self._allow("u+w")
        elif self._mounted:
            subprocess.run(["umount", self.folder], check=True)
            self._mounted = False

    def _allow(self, mode: str) -> None:
        subprocess.run(["chmod", "-R", mode, self.folder], check=True)


@pytest.fixture
def shelf(meadow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """The folder of articles; the user's folders are elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    shelf = Shelf(meadow)
    yield shelf
    shelf.open()


def test_a_library_stands_beside_its_articles_or_where_it_is_told_to(tmp_path: Path) -> None:
    assert find_place(tmp_path).path == tmp_path / ".pressmark"
    assert find_place(tmp_path, tmp_path / "x").path == tmp_path / "x"
    assert find_place(tmp_path).note is None


def test_the_library_of_a_closed_folder_stands_in_the_user_s_own(shelf: Shelf, word_embedder: Embedder) -> None:
    shelf.close()
    place = find_place(shelf.folder)
    assert place.note == f"'{shelf.folder}' can't be written, so its library is kept in '{place.path}'"
    assert place.path.name.startswith("news-")
    assert not place.path.is_relative_to(shelf.folder)
    assert sync(shelf.folder, place.path, word_embedder).embedded == 3
    assert find_place(shelf.folder).path == place.path


def test_a_library_that_can_not_be_written_is_read_from_a_copy(
    shelf: Shelf, write: Writer, word_embedder: Embedder
) -> None:
    path = shelf.folder / ".pressmark"
    sync(shelf.folder, path, word_embedder)
    path.chmod(0o555)
    shelf.close()
    with pytest.raises(LibraryUnwritable, match=r"can't be written \("):
        sync(shelf.folder, path, word_embedder)
    with closing(Library.open(path, word_embedder)) as library:
        (note,) = library.notes
        assert note == f"library '{path}' can't be written; reading a copy of it in '{library.path}'"
        assert not library.path.is_relative_to(shelf.folder)
        assert library.path.stat().st_mode & 0o700 == 0o700
        assert len(library.lexical(terms("skerries"), 5)) == 1
        assert not library.is_behind()
        assert readable_place(path).path == library.path

        shelf.open()
        path.chmod(0o755)
        write(shelf.folder, {"coast/seals.md": "The seals left the bay.\n"}, age_s=60)
        sync(shelf.folder, path, word_embedder)
        path.chmod(0o555)
        shelf.close()
        assert library.is_behind()
        assert len(library.lexical(terms("skerries"), 5)) == 1
        with closing(Library.open(path, word_embedder)) as newer:
            assert (newer.generation, newer.lexical(terms("skerries"), 5)) == (2, [])
            assert library.path.is_dir()  # somebody reads it
    readable_place(path)
    assert [copy.name for copy in newer.path.parent.iterdir()] == [newer.path.name]


def test_eight_readers_at_once_share_a_copy(shelf: Shelf, word_embedder: Embedder) -> None:
    path = shelf.folder / ".pressmark"
    sync(shelf.folder, path, word_embedder)
    shelf.close()
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(lambda _: Library.open(path, word_embedder), range(16)))
    assert len({library.path for library in libraries}) == 1
    for library in libraries:
        assert len(library.dense(word_embedder.question("grey seals"), 5)) == 3
        library.close()


def test_the_indexes_of_a_library_that_can_not_be_written_are_mended_in_the_copy(
    shelf: Shelf, word_embedder: Embedder
) -> None:
    path = shelf.folder / ".pressmark"
    sync(shelf.folder, path, word_embedder)
    (path / "vectors-1" / "base.faiss").unlink()
    shelf.close()
    with closing(Library.open(path, word_embedder)) as library:
        assert len(library.notes) == 2
        assert len(library.dense(word_embedder.question("grey seals"), 5)) == 3


def test_a_library_that_can_be_neither_written_nor_copied_says_so(
    shelf: Shelf, tmp_path: Path, word_embedder: Embedder
) -> None:
    path = shelf.folder / ".pressmark"
    sync(shelf.folder, path, word_embedder)
    (tmp_path / "cache").touch()
    shelf.close()
    with pytest.raises(
        LibraryUnwritable,
        match=r"can't be written where it stands, nor copied to '.*' \(Not a directory\); copy it by hand",
    ):
        Library.open(path, word_embedder)
