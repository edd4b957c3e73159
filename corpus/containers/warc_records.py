"""The records of a WARC file, one after another, whatever lengths they give.

Boundaries are found here and not by fastwarc, whose iterator ends where one record gives a wrong length, or gives out the
beginning of the next record as part of it: here that record alone is broken, and reading goes on where the next begins.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastwarc.warc import HeaderMap

from corpus.containers.streams import CHUNK, Damaged, Meter, Stream
from corpus.limits import MAX_BYTES, MAX_RECORD_HEAD

_BEGINS = re.compile(rb"\nWARC/1\.\d\r?\n(?=[\w-]+:)")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LONGEST = MAX_BYTES + MAX_RECORD_HEAD
_OVERLAP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record. Of a very long one `block` is the beginning only."""

    headers: HeaderMap
    block: bytes
    length: int

    @property
    def left_out(self) -> bool:
        return len(self.block) < self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record that can't be told from what follows it; `reason` says why, after its name."""

    reason: str


def read_records(stream: Stream, meter: Meter) -> Iterator[Record | BrokenRecord]:
    """Each record in order. Raises `Damaged` where the stream breaks off.

    What is read again since a length was wrong counts in `meter`: else a file of nothing but wrong lengths would take hours.
    """
    while _at_record(stream):
        head = stream.peek(MAX_RECORD_HEAD)
        given = None
        try:
            headers, start = read_headers(head)
            given = headers.get("Content-Length") or ""
            if not head.startswith(b"WARC/1.") or not re.fullmatch(r"[0-9]{1,18}", given):
                raise ValueError
        except ValueError:
            if not _to_next(stream, 1) and not head.startswith(b"WARC/1."):
                raise Damaged("is damaged: it goes on with what is no WARC record") from None
            why = f"gives its length as {given[:40]!r}" if given else "has a damaged header, or gives no length"
            yield BrokenRecord(reason=f"{why}: it was passed by, up to the next record")
            continue
        stream.read(start)
        length = int(given)
        yield _short(stream, meter, headers, length) if length <= _LONGEST else _long(stream, headers, length)


def read_headers(data: bytes) -> tuple[HeaderMap, int]:
    """The header that `data` starts with, of a record or of HTTP, and where what it is of begins. Raises `ValueError`."""
    if (end := _BLANK_LINE.search(data)) is None:
        raise ValueError("no blank line ends the header")
    headers = HeaderMap()
    try:
        headers.parse(io.BytesIO(re.sub(rb"\r?\n", b"\r\n", data[: end.end()])), has_status_line=True)
    except OSError as error:
        raise ValueError(str(error)) from None
    return headers, end.end()


def _at_record(stream: Stream) -> bool:
    """Go past the line breaks between records; false at the end. Raises `Damaged`."""
    while (ahead := stream.peek(4)) and ahead[:1] in b"\r\n":
        stream.read(len(ahead) - len(ahead.lstrip(b"\r\n")))
    return bool(ahead or stream.read(1))


def _short(stream: Stream, meter: Meter, headers: HeaderMap, length: int) -> Record | BrokenRecord:
    block = stream.read(length) if length and stream.peek() else b""
    behind = stream.peek(64).lstrip(b"\r\n")
    # Damage right behind a record in a gzip of its own is that of its checksum.
    at_end = not behind and not stream.breaks_off
    if len(block) == length and (at_end or behind.startswith(b"WARC/1.")):
        return Record(headers=headers, block=block, length=length)
    meter.count(len(block))
    stream.unread(block)
    passed = _to_next(stream, 0)
    if passed is None:
        if stream.breaks_off:
            return BrokenRecord(reason="is damaged, or breaks off; what is whole behind it is read")
        return BrokenRecord(reason=f"breaks off, or gives a wrong length: {length:,} bytes, and no record follows them")
    return BrokenRecord(
        reason=f"gives a wrong length: {length:,} bytes, but the next record begins after {passed:,}; it was passed by"
    )


def _long(stream: Stream, headers: HeaderMap, length: int) -> Record | BrokenRecord:
    """Past what is too long to be an article, without holding it."""
    block = stream.peek(MAX_RECORD_HEAD)
    start = stream.tell()
    passed = _to_next(stream, 0, length)
    if passed is not None and passed < length:
        return BrokenRecord(
            reason=f"gives a wrong length: {length:,} bytes, but the next record begins after {passed:,}; it was passed by"
        )
    if stream.tell() - start < length:
        return BrokenRecord(reason=f"breaks off, or gives a wrong length: {length:,} bytes, and no record follows them")
    return Record(headers=headers, block=block, length=length)


def _to_next(stream: Stream, least: int, most: int | None = None) -> int | None:
    """Go to where the next record begins, at least `least` bytes on, and no further than `most`; how far that was, or None."""
    passed = len(stream.read(least)) if least else 0
    while ahead := stream.peek(CHUNK if most is None else min(CHUNK, most - passed + _OVERLAP)):
        found = _BEGINS.search(ahead)
        if found and (most is None or passed + found.start() < most):
            stream.read(found.start() + 1)
            return passed + found.start() + 1
        step = max(1, len(ahead) - _OVERLAP) if len(ahead) > _OVERLAP else len(ahead)
        if most is not None and passed + step >= most:
            stream.read(most - passed)
            return None
        passed += len(stream.read(step))
    return None
