"""One file into an article, and every way in which it can't be."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.article import Article, RegionKind
from corpus.errors import Refused
from corpus.folder import FoundFile, find_files
from corpus.limits import MAX_BYTES, MAX_LINES
from corpus.read import read_article

STORY = "Bridge to open in May\r\n\r\nBy Ann Lee\r\n\r\nThe bridge over the Lune will open in May, the town said on Monday.\r\n"


def _found(path: Path) -> FoundFile:
    (file,) = [file for file in find_files(path.parent).files if file.source == path.name]
    return file


def _read(tmp_path: Path, data: bytes) -> Article:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    return read_article(_found(path))


def test_the_text_is_exactly_the_file_and_lines_can_be_counted_in_it(tmp_path: Path) -> None:
    article = _read(tmp_path, STORY.encode())
    assert article.text == STORY
    assert article.sha256 == sha256(STORY.encode()).hexdigest()
    (body,) = [region for region in article.regions if region.kind is RegionKind.BODY]
    assert (
        article.text[body.start : body.end].rstrip()
        == "The bridge over the Lune will open in May, the town said on Monday."
    )
    assert article.lines(body.start, body.end - 2) == (5, 5)
    assert (article.source, article.title, article.byline) == ("a.txt", "Bridge to open in May", "Ann Lee")


def test_a_byte_order_mark_is_a_region_of_its_own_and_not_of_the_title(tmp_path: Path) -> None:
    article = _read(tmp_path, b"\xef\xbb\xbf" + STORY.encode())
    first, second = article.regions[:2]
    assert (first.kind, first.start, first.end) == (RegionKind.NAVIGATION, 0, 1)
    assert (second.kind, second.start) == (RegionKind.TITLE, 1)
    assert article.title == "Bridge to open in May"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "'a.txt': is empty$"),
        (b" \r\n\t\n", "is empty but for spaces"),
        ("\ufeff\u200b \u00a0".encode(), "is empty but for spaces"),
        (b"\x7fELF\0\0", "is binary: byte 4 is NUL"),
        (b"Home\nLog in\nShare on Facebook\n", "has no sentence to cite: only menu lines"),
    ],
)
def test_a_file_with_nothing_to_cite_is_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        _read(tmp_path, data)
    assert not refusal.value.transient


def test_a_file_past_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(Refused, match=r"holds 200\.0 MB; at most 20 MB are read as one article: split it"):
        read_article(_found(path))


def test_a_file_that_grew_since_it_was_found_is_held_to_the_limit_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain fell on the town.")
    found = _found(path)
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(Refused, match=r"at most 20 MB"):
        read_article(found)


def test_a_file_of_too_many_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"has 100,001 lines; at most 100,000 are read as one article"):
        _read(tmp_path, b"a\n" * (MAX_LINES + 1))


def test_a_file_that_is_gone_is_refused_as_transient(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain fell on the town.")
    found = _found(path)
    path.unlink()
    with pytest.raises(Refused, match="can't be read: No such file") as refusal:
        read_article(found)
    assert refusal.value.transient


def test_a_link_put_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.txt"
    path.parent.mkdir()
    path.write_text("Rain fell on the town.")
    (tmp_path / "secret.txt").write_text("The key is under the mat.")
    found = _found(path)
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Refused, match="can't be read: Too many levels of symbolic links"):
        read_article(found)


def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain fell on the town.")
    found = _found(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Refused, match="is no longer a file"):
        read_article(found)


def test_terminal_escapes_bidirectional_marks_and_markup_stay_what_they_are(tmp_path: Path) -> None:
    text = "The \x1b[31mred\x1b[0m \u202edaer\u202c word <script>alert(1)</script> was printed in the paper on Monday."
    article = _read(tmp_path, text.encode())
    assert article.text == text
    assert [region.kind for region in article.regions] == [RegionKind.BODY]


def test_a_text_without_whole_sentences_is_body_rather_than_lost(tmp_path: Path) -> None:
    article = _read(tmp_path, b"roses are red\nviolets are blue")
    assert [region.kind for region in article.regions] == [RegionKind.BODY]
