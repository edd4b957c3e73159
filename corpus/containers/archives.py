"""The members of ZIP and tar archives, one after another; nothing is ever written to disk.

Left out without a word, as in folders: names with a part that starts with a dot, and `__MACOSX/`, where macOS keeps what
belongs to other members. What no article is read from (pictures, style sheets) is counted, and refused in one sentence.
Out of scope: what the members are read as (`corpus.read`).
"""

import io
import re
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from corpus.containers.streams import CHUNK, Damaged, Meter, Stream
from corpus.errors import Refused
from corpus.folder import reads_as_archive, unread_suffix
from corpus.limits import MAX_DIRECTORY, MAX_MEMBERS
from corpus.origin import Origin

Wanted = Callable[[str], bool]
"""Whether an article that is asked for may have this source, or one that starts with it."""

_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive, which must be read before the next is asked for."""

    name: str
    """As `corpus.containers.formats` wants it, for its suffix."""
    origin: Origin
    stream: Stream


class _Names:
    """Which members of an archive are read. A source stands once: of several under one name the first is read."""

    def __init__(self, origin: Origin, wanted: Wanted) -> None:
        self._origin = origin
        self._wanted = wanted
        self._seen: set[str] = set()
        self._unread: Counter[str] = Counter()
        self._any = False

    def look_at(self, name: str) -> Origin | None:
        """What names a member, or None where it is passed by. Raises `Refused`."""
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
            raise self.refused(shown, "its name is not valid UTF-8, so no citation could name it: rename it") from None
        # GNU tar writes `./wire.html`; two names that differ in that alone are one.
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:[/\\]", name):
            self._any = True
            raise self.refused(name, "its name leads out of the archive")
        if not parts or any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX":
            return None
        self._any = True
        if any(map(reads_as_archive, parts)):
            raise self.refused(name, "its name reads as that of a member of another archive: rename it")
        if (suffix := unread_suffix(parts[-1])) is not None:
            self._unread[suffix.lower() or "without a suffix"] += 1
            return None
        member = self._origin.inside("/".join(parts))
        if member.source in self._seen:
            raise Refused(member.source, "stands in its archive more than once; the first is read")
        if len(self._seen) >= MAX_MEMBERS:
            raise Damaged(
                f"holds more than {MAX_MEMBERS:,} members that could be articles: split it; no more were read"
            )
        self._seen.add(member.source)
        return member if self._wanted(member.source) else None

    def refused(self, name: str, reason: str) -> Refused:
        return Refused(self._origin.inside(name).source, reason)

    def summary(self) -> Iterator[Refused]:
        """What is to be said when all members were looked at, and not one of them was asked for."""
        if not self._wanted(self._origin.inside("").source):
            return
        if self._unread:
            yield Refused(self._origin.source, f"holds files that no article is read from: {counted(self._unread)}")
        elif not self._any:
            yield Refused(self._origin.source, "is an archive without a file in it")


def counted(kinds: Counter[str]) -> str:
    """In words: `700 × .jpg, 12 × .css`, the most frequent first."""
    return ", ".join([f"{count:,} × {kind}" for kind, count in kinds.most_common(6)] + ["others"] * (len(kinds) > 6))


def zip_members(file: BinaryIO, origin: Origin, meter: Meter, wanted: Wanted) -> Iterator[Member | Refused]:
    """The members of a ZIP in the order of its table of contents. Raises `Damaged`."""
    names = _Names(origin, wanted)
    try:
        archive = zipfile.ZipFile(_Directory(file))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OverflowError, struct.error) as error:
        raise Damaged(f"is a truncated or damaged ZIP: its table of contents can't be read ({error})") from None
    if "[Content_Types].xml" in archive.NameToInfo:
        raise Damaged("is an Office document (.docx or the like), which is not read: save it as PDF, HTML or text")
    for info in archive.infolist():
        if info.is_dir():
            continue
        name = _zip_name(info)
        try:
            member = names.look_at(name)
            if member is None:
                continue
            if info.flag_bits & _ENCRYPTED:
                raise Refused(member.source, "is encrypted: unpack it with its password, and put it beside the archive")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                method = _METHODS.get(info.compress_type, f"method {info.compress_type}")
                raise Refused(member.source, f"is packed by {method}, which is not read: pack it anew, or unpack it")
        except Refused as refusal:
            yield refusal
        else:
            yield Member(name=name, origin=member, stream=Stream(_zip_chunks(archive, info, meter)))
    yield from names.summary()


class _Directory:
    """A ZIP as `zipfile` wants it, which reads its table of contents in one piece, however long it says that is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.tell = file.tell

    def seekable(self) -> bool:
        return True

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        if to < 0 and whence == io.SEEK_SET:
            raise zipfile.BadZipFile("it points in front of the file")
        return self._file.seek(to, whence)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, MAX_DIRECTORY + 1) if size >= 0 else MAX_DIRECTORY + 1)
        if len(data) > MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"it is longer than {MAX_DIRECTORY:,} bytes: split the archive")
        return data


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name: many programs write UTF-8 without saying so, and some put `\\` between the parts."""
    name = info.filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        with suppress(UnicodeError):  # Then it is in the encoding that the format's rules give.
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> Iterator[bytes]:
    try:
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                meter.count(len(chunk))
                yield chunk
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
    ) as error:
        raise Damaged(f"is damaged in its archive ({error})") from None


def tar_members(stream: Stream, origin: Origin, wanted: Wanted) -> Iterator[Member | Refused]:
    """The members of a tar archive in its order. Raises `Damaged`."""
    names, broken = _Names(origin, wanted), 0

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
            try:
                return super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError:
                nonlocal broken
                broken += bool(buf.strip(b"\0"))
                raise

    try:
        # Past zeros and what is no header, since another member may follow.
        with tarfile.open(
            fileobj=stream, mode="r:", tarinfo=Header, ignore_zeros=True, encoding="utf-8", errors="surrogateescape"
        ) as archive:  # fmt: skip
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # or it keeps them all
                if info.isdir():
                    continue
                try:
                    if (member := names.look_at(info.name)) is None:
                        continue
                    if not info.isreg() or info.issparse():
                        raise Refused(member.source, f"is {_kind_of(info)}, not a plain file")
                except Refused as refusal:
                    yield refusal
                else:
                    yield Member(name=info.name, origin=member, stream=Stream(_tar_chunks(stream, info.size)))
    except (tarfile.TarError, ValueError, EOFError, OverflowError, RecursionError) as error:
        raise Damaged(f"is a truncated or damaged tar archive past byte {stream.tell():,} ({error})") from None
    if broken:
        yield Refused(
            origin.source,
            f"is damaged: {broken:,} blocks of 512 bytes that should start a member do not, and were not read",
        )
    yield from names.summary()


def _tar_chunks(stream: Stream, size: int) -> Iterator[bytes]:
    left = size
    while left:
        if not (chunk := stream.read(min(CHUNK, left))):
            raise Damaged(f"is truncated: {size - left:,} of its {size:,} bytes are in the archive")
        left -= len(chunk)
        yield chunk


def _kind_of(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return f"a link to {info.linkname!r}"
    if info.isfifo():
        return "a named pipe"
    return "a sparse file" if info.issparse() else "a device" if info.isdev() else "of a kind that is not known"
