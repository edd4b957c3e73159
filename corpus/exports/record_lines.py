"""The lines of an export of any size, as bytes, in memory that does not grow with it."""

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus.decode import MARKS, Undecodable, detect_encoding
from corpus.limits import MAX_BYTES

_CHUNK = 1 << 18

_WITHOUT_MARK = (
    (re.compile(rb"[\t\n\r -~]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\t\n\r -~]"), "utf-32-be"),
    (re.compile(rb"[\t\n\r -~]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[\t\n\r -~]"), "utf-16-be"),
)
"""Encodings without a byte order mark, told by the first character, which in an export is ASCII (RFC 4627, section 3)."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A line without its line break, numbered from 1. `data` is in UTF-8, as far as the file is; None where it is too long."""

    number: int
    data: bytes | None


def read_record_lines(stream: BinaryIO, limit: int = MAX_BYTES) -> Iterator[RecordLine]:
    """The lines of a stream, `\\n` only breaking them; of one longer than `limit` bytes no more than that is held."""
    number = 1
    held: list[bytes] = []
    size = 0
    for chunk in read_chunks(stream):
        for index, piece in enumerate(chunk.split(b"\n")):
            if index:
                yield RecordLine(number, b"".join(held) if size <= limit else None)
                number, size, held = number + 1, 0, []
            size += len(piece)
            if size <= limit:
                held.append(piece)
            else:
                held.clear()
    if size:
        yield RecordLine(number, b"".join(held) if size <= limit else None)


def read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What is in a stream, without a byte order mark; UTF-16 and UTF-32 as UTF-8, what is none of them as bytes that are no UTF-8."""
    head = stream.read(_CHUNK)
    encoding, mark = _encoding(head)
    chunks = itertools.chain([head[len(mark) :]], iter(lambda: stream.read(_CHUNK), b""))
    if encoding == "utf-8":
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="surrogatepass")
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode(errors="surrogatepass")
        yield decoder.decode(b"", True).encode(errors="surrogatepass")
    except UnicodeDecodeError:
        yield b"\xff"


def _encoding(head: bytes) -> tuple[str, bytes]:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, mark
    return next((encoding for shape, encoding in _WITHOUT_MARK if shape.match(head)), "utf-8"), b""


class LineDecoder:
    """The text of one line after another: UTF-8 or, where none before was UTF-8 beyond ASCII, the old encoding that is detected."""

    def __init__(self) -> None:
        self._is_utf8 = False
        self._encoding: str | None = None

    def decode(self, line: bytes) -> str:
        """The text of a line. Raises `Undecodable`."""
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            if self._is_utf8:
                raise Undecodable(f"is not UTF-8, as what is before it is: byte {error.start + 1:,}") from None
            return self._in_old_encoding(line, error)
        self._is_utf8 = self._is_utf8 or not text.isascii()
        return text

    def _in_old_encoding(self, line: bytes, error: UnicodeDecodeError) -> str:
        if self._encoding is None:
            self._encoding = detect_encoding(line, error)
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError as other:
            raise Undecodable(
                f"is neither UTF-8 nor {self._encoding}, as what is before it is: byte {other.start + 1:,}"
            ) from None
