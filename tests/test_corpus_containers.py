"""Files that hold several articles, packed ones, and what says which format a file is."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.article import Article, Form
from corpus.containers.formats import Format, format_of, unpacked_name
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.limits import MAX_BYTES
from corpus.read import read_article, read_articles, read_one, read_some

STORY = "Bridge to open in May\n\nBy Ann Lee\n\nThe bridge over the Lune will open in May, the town said on Monday.\n"
PAGE = "<html><body><h1>Mill to close</h1><p>The mill at Weir End will close in the spring, its owners said on Friday.</p></body></html>"


def story(number: int) -> str:
    return f"Bridge {number} to open\n\nBridge {number} over the Lune will open in May, the town said on Monday.\n"


def found(path: Path) -> FoundFile:
    status = path.stat()
    return FoundFile(source=path.name, path=str(path), size=status.st_size, mtime_ns=status.st_mtime_ns)


def write(path: Path, data: bytes) -> FoundFile:
    path.write_bytes(data)
    return found(path)


def told(items: Iterator[Article | Refused]) -> list[str]:
    """What was read, as `source: title` or `source: reason`."""
    return [f"{one.source}: {one.reason if isinstance(one, Refused) else one.title}" for one in items]


def zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def lines(count: int) -> bytes:
    return b"".join(
        json.dumps({"title": f"Bridge {n}", "text": story(n)}).encode() + b"\n" for n in range(1, count + 1)
    )


# packed


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_a_packed_text_is_that_one_article(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(STORY.encode())
    file = write(tmp_path / f"story.txt{suffix}", data)
    article = read_article(file)
    assert (article.source, article.file, article.container) == (file.source, file.source, None)
    assert (article.text, article.title, article.of) == (STORY, "Bridge to open in May", Form.EXTRACTED)
    assert article.sha256 == sha256(data).hexdigest()


def test_a_packed_page_is_read_as_the_page(tmp_path: Path) -> None:
    article = read_article(write(tmp_path / "mill.html.gz", gzip.compress(PAGE.encode())))
    assert (article.title, article.text.startswith("Mill to close\n")) == ("Mill to close", True)


def test_a_gzip_of_several_streams_and_zeros_behind_them_is_one_text(tmp_path: Path) -> None:
    data = gzip.compress(STORY[:50].encode()) + gzip.compress(STORY[50:].encode()) + b"\0" * 700
    assert read_article(write(tmp_path / "story.txt.gz", data)).text == STORY


def test_a_file_that_was_unpacked_but_kept_its_name_is_read_as_it_is(tmp_path: Path) -> None:
    assert read_article(write(tmp_path / "story.txt.gz", STORY.encode())).text == STORY


def test_a_truncated_text_is_refused_rather_than_cited_in_part(tmp_path: Path) -> None:
    file = write(tmp_path / "story.txt.gz", gzip.compress(STORY.encode())[:-12])
    with pytest.raises(
        Refused, match=r"'story\.txt\.gz': is truncated: its gzip data breaks off after \d+ bytes of text$"
    ):
        read_article(file)


def test_a_gzip_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(STORY.encode()))
    data[-6] ^= 1
    with pytest.raises(
        Refused, match=r"its gzip data can't be unpacked past byte \d+ of the text \(.*incorrect data check"
    ):
        read_article(write(tmp_path / "story.txt.gz", bytes(data)))


def test_records_before_a_break_are_read_and_the_break_is_named(tmp_path: Path) -> None:
    chance = random.Random(1)
    noise = [json.dumps({"text": story(n), "id": chance.random()}) for n in range(1, 2_001)]
    data = gzip.compress("\n".join(noise).encode())
    items = told(read_articles(write(tmp_path / "export.jsonl.gz", data[: len(data) // 2])))
    assert items[0] == "export.jsonl.gz:1: Bridge 1 to open"
    assert len(items) > 700
    assert [item.partition(":")[2].partition(":")[0] for item in items[:-1]] == [str(n) for n in range(1, len(items))]
    assert items[-1].startswith("export.jsonl.gz: is truncated: its gzip data breaks off after ")


def test_a_text_that_unpacks_to_too_much_is_refused_whatever_its_size(tmp_path: Path) -> None:
    file = write(tmp_path / "bomb.txt.gz", gzip.compress(b"a" * 60_000_000))
    assert file.size < 100_000
    with pytest.raises(Refused, match="holds more than 20 MB; no more are read as one article: split it"):
        read_article(file)


def test_an_xz_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    packer = lzma.LZMACompressor(filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}])
    data = packer.compress(STORY.encode()) + packer.flush()
    with pytest.raises(Refused, match=r"its xz data can't be unpacked past byte 0 of the text \(Memory usage limit"):
        read_article(write(tmp_path / "story.txt.xz", data))


def test_packing_upon_packing_is_read_to_a_depth(tmp_path: Path) -> None:
    data = STORY.encode()
    for _ in range(4):
        data = gzip.compress(data)
    assert read_article(write(tmp_path / "a.txt.gz.gz.gz.gz", data)).text == STORY
    with pytest.raises(Refused, match="is packed more than 3 times over"):
        read_article(write(tmp_path / "a.txt.gz", gzip.compress(data)))


# several articles in one file


def test_records_of_an_export_are_named_by_their_lines(tmp_path: Path) -> None:
    data = gzip.compress(lines(3))
    items = list(read_articles(write(tmp_path / "export.jsonl.gz", data)))
    assert [one.source for one in items] == [f"export.jsonl.gz:{n}" for n in (1, 2, 3)]
    assert {(one.file, one.container, one.sha256) for one in items if isinstance(one, Article)} == {
        ("export.jsonl.gz", "export.jsonl.gz", sha256(data).hexdigest())
    }


def test_archives_hold_every_format_and_each_other(tmp_path: Path) -> None:
    inner = tarred({"export.jsonl": lines(2), "wire.html.gz": gzip.compress(PAGE.encode())})
    data = zipped(
        {
            "desk/story.txt": STORY.encode(),
            "desk/mill.html": PAGE.encode(),
            "table.csv": b"title,text\nBridge,The bridge over the Lune will open in May.\n",
            "deep/inner.tar.xz": lzma.compress(inner),
        }
    )
    items = list(read_articles(write(tmp_path / "saved.zip", data)))
    assert told(iter(items)) == [
        "saved.zip!/desk/story.txt: Bridge to open in May",
        "saved.zip!/desk/mill.html: Mill to close",
        "saved.zip!/table.csv:2: Bridge",
        "saved.zip!/deep/inner.tar.xz!/export.jsonl:1: Bridge 1",
        "saved.zip!/deep/inner.tar.xz!/export.jsonl:2: Bridge 2",
        "saved.zip!/deep/inner.tar.xz!/wire.html.gz: Mill to close",
    ]
    assert {one.file for one in items if isinstance(one, Article)} == {"saved.zip"}
    assert {one.sha256 for one in items if isinstance(one, Article)} == {sha256(data).hexdigest()}
    for one in items:
        assert read_one(found(tmp_path / "saved.zip"), one.source) == one


def test_an_archive_too_deep_in_others_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    data = STORY.encode()
    for depth in range(4, 0, -1):
        data = zipped({f"{depth}.txt": story(depth).encode(), f"{depth}.zip": data} if depth < 4 else {"4.txt": data})
    assert told(read_articles(write(tmp_path / "a.zip", data))) == [
        "a.zip!/1.txt: Bridge 1 to open",
        "a.zip!/1.zip!/2.txt: Bridge 2 to open",
        "a.zip!/1.zip!/2.zip!/3.txt: Bridge 3 to open",
        "a.zip!/1.zip!/2.zip!/3.zip: is an archive in 3 others; no more than 3 inside one another are read: unpack it",
    ]


def test_a_file_of_several_is_no_article_itself(tmp_path: Path) -> None:
    file = write(tmp_path / "export.jsonl", lines(2))
    with pytest.raises(Refused, match=r"'export\.jsonl': holds articles, and is not one itself"):
        read_article(file)
    with pytest.raises(Refused, match=r"'export\.jsonl:3': is no article of its file any more"):
        read_one(file, "export.jsonl:3")
    assert read_one(file, "export.jsonl:2").title == "Bridge 2"


def test_one_article_is_read_without_what_comes_behind_it(tmp_path: Path) -> None:
    packed = gzip.compress(lines(100))
    file = write(tmp_path / "export.jsonl.gz", packed[:-20])
    assert read_one(file, "export.jsonl.gz:7").title == "Bridge 7"
    with pytest.raises(
        Refused, match=r"'export\.jsonl\.gz:101': is no article of its file any more, which is truncated"
    ):
        read_one(file, "export.jsonl.gz:101")


def test_several_articles_are_found_again_in_one_pass(tmp_path: Path) -> None:
    data = zipped({"a.jsonl": lines(9), "b.txt": STORY.encode(), "c.txt": b"", "d.jpg": b"x"})
    file = write(tmp_path / "saved.zip", data)
    wanted = [f"saved.zip!/{name}" for name in ("b.txt", "c.txt", "a.jsonl:3", "a.jsonl:99", "gone.txt")]
    assert told(read_some(file, [*wanted, "saved.zip"])) == [
        "saved.zip!/a.jsonl:3: Bridge 3",
        "saved.zip!/b.txt: Bridge to open in May",
        "saved.zip!/c.txt: is empty",
        "saved.zip!/a.jsonl:99: is no article of its file any more",
        "saved.zip!/gone.txt: is no article of its file any more",
        "saved.zip: holds articles, and is not one itself",
    ]
    assert told(read_some(file, [])) == []


@pytest.mark.parametrize("name", ["big.jsonl.gz", "big.tar.gz"])
def test_memory_does_not_grow_with_a_file(tmp_path: Path, name: str) -> None:
    chance = random.Random(3)
    filling = chance.randbytes(200_000).hex()
    records = {
        f"{n}.json": json.dumps({"title": f"Bridge {n}", "text": story(n), "x": filling}).encode() for n in range(90)
    }
    data = tarred(records) if name == "big.tar.gz" else b"\n".join(records.values())
    assert len(data) > 36_000_000
    file = write(tmp_path / name, gzip.compress(data, compresslevel=1))
    del data, records
    assert file.size < MAX_BYTES * 1.5
    count = 0
    next(items := read_articles(file))
    tracemalloc.start()
    for one in items:
        count += isinstance(one, Article)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 89
    assert peak < 12_000_000


# changed, too large, gone


def test_a_large_file_is_hashed_and_then_streamed(tmp_path: Path) -> None:
    chance = random.Random(2)
    data = b"\n".join(json.dumps({"text": story(n), "x": chance.randbytes(4000).hex()}).encode() for n in range(3_000))
    file = write(tmp_path / "big.jsonl", data)
    assert file.size > MAX_BYTES
    items = read_articles(file)
    first = next(items)
    assert isinstance(first, Article)
    assert (first.source, first.sha256) == ("big.jsonl:1", sha256(data).hexdigest())
    items.close()


def test_a_large_file_that_is_changed_while_it_is_read_is_said_at_the_end(tmp_path: Path) -> None:
    chance = random.Random(2)
    data = b"\n".join(json.dumps({"text": story(n), "x": chance.randbytes(40_000).hex()}).encode() for n in range(300))
    path = tmp_path / "big.jsonl"
    items = read_articles(write(path, data))
    assert isinstance(next(items), Article)
    os.utime(path, ns=(5, 5))
    *_, last = items
    assert isinstance(last, Refused)
    assert (last.source, last.reason, last.transient) == ("big.jsonl", "was changed while it was read: run the command again", True)  # fmt: skip


def test_a_text_too_large_is_refused_before_it_is_read_though_archives_of_that_size_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(30_000_000)
    with pytest.raises(Refused, match=r"holds 30\.0 MB; at most 20 MB are read as one article: split it"):
        read_article(found(path))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("story.txt", STORY)
        archive.writestr("film.mp4", b"\0" * 30_000_000)
    assert told(read_articles(write(tmp_path / "saved.zip", data.getvalue()))) == [
        "saved.zip!/story.txt: Bridge to open in May",
        "saved.zip: holds files that no article is read from: 1 × .mp4",
    ]


# formats


@pytest.mark.parametrize(
    ("head", "name", "form"),
    [
        (STORY.encode(), "a.txt", Format.DOCUMENT),
        (gzip.compress(b"x"), "a.txt", Format.GZIP),
        (bz2.compress(b"x"), "a", Format.BZIP2),
        (b"BZh, said the bee, and flew away over the hill.", "a.txt", Format.DOCUMENT),
        (lzma.compress(b"x"), "a", Format.XZ),
        (zipped({"a": b""}), "a.txt", Format.ZIP),
        (zipped({}), "a.txt", Format.ZIP),
        (tarred({"a": b""}), "a.txt", Format.TAR),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a.txt", Format.WARC),
        (b"%PDF-1.7", "a.txt", Format.PDF),
        (b"\n%PDF-1.7", "a.pdf", Format.PDF),
        (STORY.encode(), "a.pdf", Format.DOCUMENT),
        (b"<!doctype html><html>", "a.csv", Format.DOCUMENT),
        (b"title,text\n", "a.csv", Format.CSV),
        (b'{"title": "a"}\n{"title": "b"}\n', "a.txt", Format.JSON_LINES),
        (b'{"title": "a"}\n{"title": "b"}\n', "a.json", Format.JSON_LINES),
        (b'\xef\xbb\xbf{"title": "a"}\r\n{"title": "b"}\r\n', "a.json", Format.JSON_LINES),
        (b'{"title": "a"}\n', "a.jsonl", Format.JSON_LINES),
        (b'{"title": "a"}\n', "a.json", Format.JSON),
        (b'{"title": "a"}\n', "a.txt", Format.JSON),
        (b'{"title": "a"}\nand some text', "a.txt", Format.DOCUMENT),
        (b'{"title": "a",,}\n{"title": "b"}\n', "a.jsonl", Format.JSON_LINES),
        (b'{\n "title": "a"\n}\n', "a.json", Format.JSON),
        (b'{\n "title": "a"\n}\n', "a.jsonl", Format.JSON),
        (b'[{"title": "a"}]', "a.json", Format.JSON_LIST),
        (b'[\n{"title": "a"}]', "a.jsonl", Format.JSON_LIST),
        (b"", "a.json", Format.JSON),
        (b"", "a.tar", Format.TAR),
    ],
)
def test_a_format_is_told_by_content_and_then_by_name(head: bytes, name: str, form: Format) -> None:
    assert format_of(head, name) is form


def test_a_json_document_under_the_name_of_a_text_is_read_as_that(tmp_path: Path) -> None:
    data = json.dumps([{"title": "Bridge", "text": STORY}], indent=1).encode()
    assert told(read_articles(write(tmp_path / "a.txt", data))) == ["a.txt!/1: Bridge"]


@pytest.mark.parametrize(
    ("name", "unpacked"),
    [
        ("a.txt.gz", "a.txt"),
        ("a.TGZ", "a.tar"),
        ("a.tar.xz", "a.tar"),
        ("a.tbz2", "a.tar"),
        ("a", "a"),
        ("a.dat", "a.dat"),
    ],
)
def test_what_is_in_a_packed_file_has_its_name_without_the_packing(name: str, unpacked: str) -> None:
    assert unpacked_name(name) == unpacked
