"""Which files a folder holds, and what is said of those that can't be read."""

import os
import socket
import stat
from pathlib import Path

import pytest

from corpus.errors import FolderUnusable
from corpus.folder import Listing, find_files

as_root = getattr(os, "geteuid", lambda: 1)() == 0


def _write(path: Path, text: str = "Rain fell on the town.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _reasons(listing: Listing) -> dict[str, str]:
    return {refusal.source: refusal.reason for refusal in listing.refused}


def test_files_are_found_at_any_depth_in_order_of_source(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", "a b/ä ö.txt"):
        _write(tmp_path / name)
    listing = find_files(tmp_path)
    assert [file.source for file in listing.files] == ["a b/ä ö.txt", "a/b/c.TXT", "a/z.md", "b.txt"]
    assert listing.refused == ()


def test_a_found_file_carries_its_size_and_time(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", "four")
    os.utime(path, ns=(5, 7_000_000_001))
    (found,) = find_files(tmp_path).files
    assert (found.size, found.mtime_ns, found.path) == (4, 7_000_000_001, str(path.resolve()))


def test_names_with_a_leading_dot_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path / ".pressmark" / "a.txt")
    _write(tmp_path / ".hidden.txt")
    assert find_files(tmp_path) == Listing(files=(), refused=())


def test_a_file_of_another_kind_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    for name in ("a.docx", "README", "dump.sql.gz", "b.txt.bak"):
        _write(tmp_path / name)
    read = (
        "articles are read from .txt, .md, .html, .pdf, .json, .jsonl, .csv and .warc files, .gz of them, "
        "and .zip and .tar archives"
    )
    assert _reasons(find_files(tmp_path)) == {
        "README": f"has no suffix; {read}",
        "a.docx": f"has the suffix '.docx'; {read}",
        "b.txt.bak": f"has the suffix '.bak'; {read}",
        "dump.sql.gz": f"has the suffix '.sql.gz'; {read}",
    }


def test_files_of_every_format_and_packed_ones_are_found(tmp_path: Path) -> None:
    names = [
        *("a.HTM", "a.csv", "a.html", "a.json", "a.jsonl", "a.jsonl.gz", "a.md", "a.ndjson.xz", "a.pdf", "a.tar"),
        *("a.tar.bz2", "a.tgz", "a.tsv", "a.txt", "a.txt.gz", "a.warc", "a.warc.gz", "a.zip", "unnamed.gz"),
    ]
    for name in names:
        _write(tmp_path / name)
    listing = find_files(tmp_path)
    assert [file.source for file in listing.files] == names
    assert listing.refused == ()


def test_a_folder_that_reads_as_an_archive_is_refused(tmp_path: Path) -> None:
    _write(tmp_path / "saved.zip!" / "a.txt")
    _write(tmp_path / "Yahoo!" / "a.txt")
    listing = find_files(tmp_path)
    assert [file.source for file in listing.files] == ["Yahoo!/a.txt"]
    assert _reasons(listing) == {"saved.zip!/": "what is in it would read as what is in 'saved.zip': rename it"}


def test_symbolic_links_are_never_followed_and_each_says_why(tmp_path: Path) -> None:
    outside = _write(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "folder"
    _write(folder / "sub" / "a.txt")
    (folder / "out.txt").symlink_to(outside)
    (folder / "inside.txt").symlink_to(folder / "sub" / "a.txt")
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "round.txt").symlink_to(folder / "round.txt")
    (folder / "gone.txt").symlink_to(folder / "missing.txt")
    listing = find_files(folder)
    assert [file.source for file in listing.files] == ["sub/a.txt"]
    assert _reasons(listing) == {
        "gone.txt": "is a symbolic link to nothing",
        "inside.txt": "is a symbolic link to 'sub/a.txt', which is read under its own name only",
        "out.txt": "is a symbolic link that leads out of the folder: copy the file into it to have it read",
        "round.txt": "is a symbolic link that leads round in a circle or can't be followed",
        "sub/up": "is a symbolic link to a folder that it is in, which would never end",
    }


def test_a_folder_named_by_a_link_is_read(tmp_path: Path) -> None:
    _write(tmp_path / "folder" / "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert [file.source for file in find_files(tmp_path / "link").files] == ["a.txt"]


def test_pipes_sockets_and_devices_are_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket.txt")
        assert _reasons(find_files(tmp_path)) == {
            "pipe.txt": "is a named pipe, not a file",
            "socket.txt": "is a socket, not a file",
        }


def test_a_name_that_is_not_utf8_is_refused_in_a_form_that_can_be_printed(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Rain.")
    except OSError:
        pytest.skip("this file system takes no such name")
    reasons = _reasons(find_files(tmp_path))
    assert reasons == {"caf\\xe9.txt": "its name is not valid UTF-8, so no citation could name it: rename it"}


@pytest.mark.skipif(as_root, reason="root may read everything")
def test_a_folder_inside_that_cannot_be_read_is_refused_as_transient(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt")
    _write(tmp_path / "locked" / "b.txt")
    (tmp_path / "locked").chmod(0)
    try:
        listing = find_files(tmp_path)
    finally:
        (tmp_path / "locked").chmod(stat.S_IRWXU)
    assert [file.source for file in listing.files] == ["a.txt"]
    (refusal,) = listing.refused
    assert (refusal.source, refusal.transient) == ("locked/", True)
    assert refusal.reason == "this folder can't be read: Permission denied"


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(
        FolderUnusable, match=r"/nowhere' does not exist\. Name a folder of articles: \.txt, \.md, \.html, \.pdf"
    ):
        find_files(tmp_path / "nowhere")


def test_a_file_in_the_place_of_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable, match=r"is not a folder\. Name the folder that the articles are in"):
        find_files(_write(tmp_path / "a.txt"))


def test_a_path_that_no_system_takes_says_so() -> None:
    with pytest.raises(FolderUnusable, match="can't be read: embedded null"):
        find_files(Path("a\0b"))


def test_a_very_deep_folder_is_walked_without_recursion(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 300)
    _write(deep / "a.txt")
    assert [file.source for file in find_files(tmp_path).files] == ["d/" * 300 + "a.txt"]
