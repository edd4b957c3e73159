"""Bytes that are read once from front to back, unpacked on the way, in memory that does not grow with them.

Out of scope: what the bytes are (`corpus.containers.formats`), and the members of archives (`corpus.containers.archives`).
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from corpus.containers.formats import Format
from corpus.limits import MAX_BREAKS, MAX_RATIO, MAX_UNPACKED, MAX_WHOLE, MAX_XZ_MEMORY

CHUNK = 1 << 18


class Damaged(Exception):
    """Bytes break off or are not what they should be; the message says so after the name of what they are of."""

    def __init__(self, message: str, *, begun: bool = True) -> None:
        super().__init__(message)
        self.begun = begun
        """Whether the bytes right before it are of what is damaged, and so can't be relied on."""


class Exhausted(Damaged):
    """A file unpacks to more than is read of any."""


class Meter:
    """What a file of `packed` bytes has been unpacked to so far, over all that is packed in it."""

    def __init__(self, packed: int) -> None:
        self._packed = packed
        self._most = max(MAX_UNPACKED, MAX_RATIO * packed)
        self._unpacked = 0

    def count(self, size: int) -> None:
        """Raises `Exhausted` once too much was unpacked."""
        self._unpacked += size
        if self._unpacked > self._most:
            raise Exhausted(
                f"unpacks to more than {self._most / 1e9:,.1f} GB, {self._most // max(1, self._packed):,} times its own size: "
                "it is a bomb, or must be split; nothing after that was read"
            )


class Stream(io.BufferedIOBase):
    """Chunks of bytes as a file that is read forward only.

    What came before damage is given out first, and only the next read raises `Damaged`; a read comes out short then. Where
    the chunks go on behind damage, so does the stream after `go_on`.
    """

    def __init__(self, chunks: Iterator[bytes | Damaged]) -> None:
        self._chunks = chunks
        self._held = b""
        self._at = 0
        self._passed = 0
        """Bytes that stood before `_held`."""
        self._damage: Damaged | None = None

    def readable(self) -> bool:
        return True

    def peek(self, size: int = 1) -> bytes:
        """The next `size` bytes, or those that there are, which stay to be read."""
        while len(self._held) - self._at < size and (chunk := self._pull()):
            self.unread(chunk, pulled=True)
        return self._held[self._at : self._at + size]

    def read(self, size: int | None = -1) -> bytes:
        """Raises `Damaged` also for more at once than any caller needs: some header claims that."""
        most = MAX_WHOLE + 1 if size is None or size < 0 else size
        if most > MAX_WHOLE + 1:
            raise Damaged(f"is damaged: a header in it claims {most:,} bytes")
        data = self._held[self._at : self._at + most]
        self._at += len(data)
        if len(data) < most:
            data = self._read_on(data, most)
        if not data and most and self._damage:
            raise self._damage
        return data

    def read1(self, size: int = -1) -> bytes:
        held = len(self._held) - self._at
        return self.read(min(size, held) if size >= 0 and held else size if size >= 0 else held or CHUNK)

    def tell(self) -> int:
        return self._passed + self._at

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        """Forward only, and no further than the bytes go."""
        assert whence == io.SEEK_SET
        if to < self.tell():
            raise Damaged("is damaged: a header in it gives a length below zero")
        while (left := to - self.tell()) > 0 and self.read(min(left, CHUNK)):
            pass
        return self.tell()

    def unread(self, data: bytes, *, pulled: bool = False) -> None:
        """Put `data` back, to be read next; where it was just `pulled`, behind what is held."""
        rest = self._held[self._at :]
        self._passed += self._at - (0 if pulled else len(data))
        self._held, self._at = (rest + data if pulled else data + rest), 0

    def _read_on(self, data: bytes, most: int) -> bytes:
        pieces, size = [data], len(data)
        while size < most and (chunk := self._pull()):
            self._passed += len(self._held)
            self._held, self._at = chunk, min(len(chunk), most - size)
            pieces.append(chunk[: self._at])
            size += self._at
        return b"".join(pieces)

    @property
    def breaks_off(self) -> bool:
        """Whether what was looked at ends in damage of its own."""
        return self._damage is not None and self._damage.begun

    def go_on(self) -> bool:
        """Go past damage to where bytes are whole again; false where there are no more."""
        while self._damage:
            self._damage = None
            if chunk := self._pull():
                self.unread(chunk, pulled=True)
                return True
        return False

    def _pull(self) -> bytes:
        if self._damage:
            return b""
        try:
            chunk = next(self._chunks, b"")
        except Damaged as damage:
            chunk = damage
        if isinstance(chunk, Damaged):
            self._damage = chunk
            return b""
        return chunk


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def chunks_of(file: _Readable) -> Iterator[bytes]:
    """What is in a file from where it stands."""
    while chunk := file.read(CHUNK):
        yield chunk


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Gunzip:
    """zlib's decompressor of gzip with the interface of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self.pending = b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self.pending = self._zlib.unconsumed_tail + data
        return self._zlib.decompress(self.pending, max_length)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data


_DECOMPRESSORS: dict[Format, tuple[str, Callable[[], _Decompressor]]] = {
    Format.GZIP: ("gzip", _Gunzip),
    Format.BZIP2: ("bzip2", bz2.BZ2Decompressor),
    Format.XZ: ("xz", lambda: lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY)),
}
_GZIP = b"\x1f\x8b\x08"


def unpack(packed: Iterator[bytes], by: Format, meter: Meter) -> Iterator[bytes | Damaged]:
    """What chunks packed by gzip, bzip2 or xz unpack to, several streams one behind another as one. Raises `Exhausted`.

    Behind damage in a gzip it goes on where the next stream in it begins, as each record of a WARC is one.
    """
    name, make = _DECOMPRESSORS[by]
    decompressor, begun, given, unpacked, breaks = make(), False, False, 0, 0
    lost: bytes | None = None
    for data in packed:
        while data or (begun and not decompressor.needs_input):
            if lost is not None:
                data, lost = lost + data, None
                if (at := data.find(_GZIP)) < 0:
                    lost = data[1 - len(_GZIP) :]  # it may begin in this chunk and end in the next
                    break
                data = data[at:]
            if not begun and not (data := data.lstrip(b"\0")):  # tapes and disks are filled up with zeros
                break
            begun = True
            try:
                chunk = decompressor.decompress(data, CHUNK)
            except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
                why = f"is damaged: its {name} data can't be unpacked past byte {unpacked:,} of the text ({error})"
                yield Damaged(why, begun=given)
                breaks += 1
                if not isinstance(decompressor, _Gunzip) or breaks == MAX_BREAKS:
                    return
                lost, data = b"", decompressor.pending[1:]
                decompressor, begun, given = make(), False, False
                continue
            data = decompressor.unused_data if decompressor.eof else b""
            if chunk:
                unpacked += len(chunk)
                meter.count(len(chunk))
                given = True
                yield chunk
            if decompressor.eof:
                decompressor, begun, given = make(), False, False
    if begun:
        yield Damaged(f"is truncated: its {name} data breaks off after {unpacked:,} bytes of text", begun=given)
