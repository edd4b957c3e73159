"""ZIP and tar archives: which members are read, and what is said of those that are not."""

import io
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.containers.archives import Member, tar_members, zip_members
from corpus.containers.streams import Exhausted, Meter, Stream, chunks_of
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.limits import MAX_BYTES, MAX_UNPACKED
from corpus.origin import Origin
from corpus.read import read_articles, read_one

STORY = b"Bridge to open\n\nThe bridge over the Lune will open in May, the town said on Monday.\n"


ORIGIN = Origin(source="a", file="a", sha256="ab")


def read(folder: Path, name: str, data: bytes) -> Iterator[Article | Refused]:
    path = folder / name
    path.write_bytes(data)
    return read_articles(FoundFile(source=name, path=str(path), size=len(data), mtime_ns=0))


def told(items: Iterator[Article | Refused]) -> list[str]:
    """What was read, as `source` or `source: reason`."""
    return [f"{one.source}: {one.reason}" if isinstance(one, Refused) else one.source for one in items]


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content, method)
    return data.getvalue()


def tarred(*members: tuple[str | tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form, errors="surrogateescape") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize(("archive", "pack"), [("a.zip", zipped), ("a.tar", tarred)])
def test_members_are_read_and_what_no_article_is_read_from_is_counted(
    tmp_path: Path, archive: str, pack: Callable[..., bytes]
) -> None:
    pictures = [(f"img/{n}.JPG", b"\xff\xd8") for n in range(3)]
    data = pack(("desk/b.txt", STORY), *pictures, ("a.md", STORY), ("style.css", b""), ("LICENSE", b"Mine"))
    assert told(read(tmp_path, archive, data)) == [
        f"{archive}!/desk/b.txt",
        f"{archive}!/a.md",
        f"{archive}: holds files that no article is read from: 3 × .jpg, 1 × .css, 1 × without a suffix",
    ]


@pytest.mark.parametrize(("archive", "pack"), [("a.zip", zipped), ("a.tar", tarred)])
def test_hidden_members_are_left_out_as_in_folders(tmp_path: Path, archive: str, pack: Callable[..., bytes]) -> None:
    hidden = [
        (name, STORY) for name in (".DS_Store", ".git/a.txt", "desk/.b.txt", "__MACOSX/c.txt", "__MACOSX/._c.txt")
    ]
    assert told(read(tmp_path, archive, pack(*hidden, ("c.txt", STORY)))) == [f"{archive}!/c.txt"]
    assert told(read(tmp_path, archive, pack(*hidden))) == [f"{archive}: is an archive without a file in it"]


@pytest.mark.parametrize(("archive", "pack"), [("a.zip", zipped), ("a.tar", tarred)])
def test_names_that_lead_out_of_the_archive_are_refused(
    tmp_path: Path, archive: str, pack: Callable[..., bytes]
) -> None:
    names = ["../up.txt", "/etc/abs.txt", "desk/../../up.txt", "C:/win.txt"]
    items = told(read(tmp_path, archive, pack(*[(name, STORY) for name in names], ("./here//a.txt", STORY))))
    assert items == [
        *(f"{archive}!/{name}: its name leads out of the archive" for name in names),
        f"{archive}!/here/a.txt",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [archive]


def test_a_source_stands_once_and_the_first_is_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.txt", STORY), ("a.txt", STORY + b"Second."), ("./a.txt", STORY))
    again = "a.zip!/a.txt: stands in its archive more than once; the first is read"
    first, *rest = read(tmp_path, "a.zip", data)
    assert isinstance(first, Article)
    assert first.text.encode() == STORY
    assert told(iter(rest)) == [again, again]


def test_a_name_that_reads_as_a_member_of_another_archive_is_refused(tmp_path: Path) -> None:
    assert told(read(tmp_path, "a.tar", tarred(("b.zip!/c.txt", STORY), ("Yahoo!/c.txt", STORY)))) == [
        "a.tar!/b.zip!/c.txt: its name reads as that of a member of another archive: rename it",
        "a.tar!/Yahoo!/c.txt",
    ]


# ZIP


def test_names_of_a_zip_are_read_in_utf8_where_they_are_that_and_else_as_its_rules_say(tmp_path: Path) -> None:
    data = zipped(("cafe-1.txt", STORY), ("cafe-2.txt", STORY), ("back\\slash.txt", STORY))
    data = data.replace(b"cafe-1.txt", "caf\u00e9-.txt".encode()).replace(b"cafe-2.txt", b"caf\x82-2.txt")
    assert told(read(tmp_path, "a.zip", data)) == ["a.zip!/café-.txt", "a.zip!/café-2.txt", "a.zip!/back/slash.txt"]


def _flagged(data: bytes, name: bytes, *, flag: int | None = None, method: int | None = None) -> bytes:
    """A ZIP with the flags or the method of a member changed in its table of contents."""
    changed = bytearray(data)
    at = data.rindex(name) - 46
    assert changed[at : at + 4] == b"PK\x01\x02"
    if flag is not None:
        struct.pack_into("<H", changed, at + 8, flag)
    if method is not None:
        struct.pack_into("<H", changed, at + 10, method)
    return bytes(changed)


def test_members_that_are_encrypted_or_packed_otherwise_are_named_and_the_rest_read(tmp_path: Path) -> None:
    data = zipped(("locked.txt", STORY), ("odd.txt", STORY), ("b.txt", STORY))
    data = _flagged(_flagged(data, b"locked.txt", flag=1), b"odd.txt", method=9)
    assert told(read(tmp_path, "a.zip", data)) == [
        "a.zip!/locked.txt: is encrypted: unpack it with its password, and put it beside the archive",
        "a.zip!/odd.txt: is packed by Deflate64, which is not read: pack it anew, or unpack it",
        "a.zip!/b.txt",
    ]


def test_a_damaged_member_is_named_and_the_rest_read(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY), ("c.txt", STORY), method=zipfile.ZIP_STORED))
    data[data.index(b"b.txt") + 30] ^= 1
    assert told(read(tmp_path, "a.zip", bytes(data))) == [
        "a.zip!/a.txt",
        "a.zip!/b.txt: is damaged in its archive (Bad CRC-32 for file 'b.txt')",
        "a.zip!/c.txt",
    ]


def test_a_member_is_held_to_the_limit_whatever_its_header_says_of_its_size(tmp_path: Path) -> None:
    bomb = b"a" * (3 * MAX_BYTES)
    data = bytearray(zipped(("bomb.txt", bomb), ("b.txt", STORY)))
    assert told(read(tmp_path, "a.zip", bytes(data))) == [
        "a.zip!/bomb.txt: holds more than 20 MB; no more are read as one article: split it",
        "a.zip!/b.txt",
    ]
    at = data.rindex(b"bomb.txt") - 46
    struct.pack_into("<I", data, at + 24, 1000)
    assert told(read(tmp_path, "a.zip", bytes(data))) == [
        "a.zip!/bomb.txt: is damaged in its archive (Bad CRC-32 for file 'bomb.txt')",
        "a.zip!/b.txt",
    ]


def test_what_the_members_of_a_zip_unpack_to_is_counted(tmp_path: Path) -> None:
    meter = Meter(1000)
    meter.count(MAX_UNPACKED - 1000)
    members = zip_members(
        io.BytesIO(zipped(("a.txt", b"a" * 900), ("b.txt", b"b" * 900))), ORIGIN, meter, lambda _: True
    )
    first = next(members)
    assert isinstance(first, Member)
    assert first.stream.read() == b"a" * 900
    second = next(members)
    assert isinstance(second, Member)
    with pytest.raises(Exhausted, match="unpacks to more than"):
        second.stream.read()


def test_a_zip_without_its_table_of_contents_is_refused(tmp_path: Path) -> None:
    data = zipped(("a.txt", STORY), ("b.txt", STORY))
    (refused,) = told(read(tmp_path, "a.zip", data[:-30]))
    assert refused.startswith("a.zip: is a truncated or damaged ZIP: its table of contents can't be read (")


def test_a_table_of_contents_longer_than_is_read_is_refused(tmp_path: Path) -> None:
    entry = (
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, crc32(b""), 0, 0, 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    )
    count = 450_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, count * len(entry), 0, 0)
    (refused,) = told(read(tmp_path, "a.zip", b"PK\x03\x04" + entry * count + end))
    assert refused.endswith("(it is longer than 20,000,000 bytes: split the archive)")


def test_an_office_document_is_not_taken_for_an_archive_of_articles(tmp_path: Path) -> None:
    data = zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"), ("a.txt", STORY))
    assert told(read(tmp_path, "a.zip", data)) == [
        "a.zip: is an Office document (.docx or the like), which is not read: save it as PDF, HTML or text"
    ]


def test_empty_archives_hold_no_article(tmp_path: Path) -> None:
    assert told(read(tmp_path, "a.zip", zipped())) == ["a.zip: is an archive without a file in it"]
    assert told(read(tmp_path, "a.tar", tarred())) == ["a.tar: is an archive without a file in it"]
    (refused,) = told(read(tmp_path, "b.tar", b""))
    assert refused == "b.tar: is a truncated or damaged tar archive past byte 0 (empty file)"


# tar


def test_links_devices_and_sparse_files_of_a_tar_are_refused(tmp_path: Path) -> None:
    members: list[tuple[str | tarfile.TarInfo, bytes]] = []
    for name, kind in (("l.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE), ("d.txt", tarfile.CHRTYPE), ("p.txt", tarfile.FIFOTYPE)):  # fmt: skip
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        members.append((info, b""))
    folder = tarfile.TarInfo("folder.txt")
    folder.type = tarfile.DIRTYPE
    assert told(read(tmp_path, "a.tar", tarred(*members, (folder, b""), ("a.txt", STORY)))) == [
        "a.tar!/l.txt: is a link to '/etc/passwd', not a plain file",
        "a.tar!/h.txt: is a link to '/etc/passwd', not a plain file",
        "a.tar!/d.txt: is a device, not a plain file",
        "a.tar!/p.txt: is a named pipe, not a plain file",
        "a.tar!/a.txt",
    ]


def test_a_sparse_file_is_refused_since_its_holes_would_be_made_up(tmp_path: Path) -> None:
    info = tarfile.TarInfo("s.txt")
    info.type = tarfile.GNUTYPE_SPARSE
    data = tarred((info, b""), ("a.txt", STORY), form=tarfile.GNU_FORMAT)
    assert told(read(tmp_path, "a.tar", data)) == ["a.tar!/s.txt: is a sparse file, not a plain file", "a.tar!/a.txt"]


def test_memory_does_not_grow_with_the_members_of_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(*[(f"{n}.jpg", b"") for n in range(8_000)]))
    members = tar_members(Stream(chunks_of(io.BytesIO(path.read_bytes()))), ORIGIN, lambda _: True)
    tracemalloc.start()
    (refused,) = members
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(refused, Refused)
    assert refused.reason == "holds files that no article is read from: 8,000 × .jpg"
    assert peak < 3_000_000


def test_a_name_of_a_tar_that_is_not_utf8_is_refused_in_a_form_that_can_be_printed(tmp_path: Path) -> None:
    data = tarred(("caf\udce9.txt", STORY), ("a.txt", STORY), form=tarfile.GNU_FORMAT)
    assert told(read(tmp_path, "a.tar", data)) == [
        "a.tar!/caf\\xe9.txt: its name is not valid UTF-8, so no citation could name it: rename it",
        "a.tar!/a.txt",
    ]


def test_a_truncated_tar_is_read_up_to_the_break(tmp_path: Path) -> None:
    data = tarred(("a.txt", STORY), ("b.txt", STORY))
    assert told(read(tmp_path, "a.tar", data[:1600])) == [
        "a.tar!/a.txt",
        "a.tar!/b.txt: is truncated: 64 of its 84 bytes are in the archive",
        "a.tar: is a truncated or damaged tar archive past byte 1,600 (unexpected end of data)",
    ]


def test_a_damaged_header_of_a_tar_is_said_and_what_follows_is_read(tmp_path: Path) -> None:
    data = bytearray(tarred(("a.txt", STORY), ("b.txt", STORY), ("c.txt", STORY)))
    data[1024 + 100] ^= 0xFF
    assert told(read(tmp_path, "a.tar", bytes(data))) == [
        "a.tar!/a.txt",
        "a.tar!/c.txt",
        "a.tar: is damaged: 2 blocks of 512 bytes that should start a member do not, and were not read",
    ]


def test_a_header_that_claims_gigabytes_is_not_believed(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 5_000_000_000
    items = told(read(tmp_path, "a.tar", info.tobuf(tarfile.GNU_FORMAT) + STORY))
    assert items == ["a.tar: is damaged: a header in it claims 5,000,000,000 bytes"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([zipped(("a.txt", STORY), ("b/c.txt", STORY), ("d.jpg", b"x")), tarred(("a.txt", STORY), ("b/c.txt", STORY))]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
    st.floats(0.2, 1),
)  # fmt: skip
def test_whatever_is_damaged_something_is_said_and_a_source_stands_once(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, changes: list[tuple[float, int]], kept: float
) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    damaged = damaged[: int(kept * len(damaged))]
    items = list(read(tmp_path_factory.mktemp("fuzz"), "a.zip" if data[:2] == b"PK" else "a.tar", bytes(damaged)))
    sources = [one.source for one in items if isinstance(one, Article)]
    assert items
    assert len(sources) == len(set(sources))
    assert not any(one.transient for one in items if isinstance(one, Refused))


def test_a_member_of_a_zip_is_read_without_those_before_it(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY), method=zipfile.ZIP_STORED))
    data[data.index(b"a.txt") + 30] ^= 1
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    file = FoundFile(source="a.zip", path=str(path), size=len(data), mtime_ns=0)
    assert read_one(file, "a.zip!/b.txt").text.encode() == STORY
    with pytest.raises(Refused, match=r"'a\.zip!/a\.txt': is damaged in its archive"):
        read_one(file, "a.zip!/a.txt")
