"""WARC files (ISO 28500:2017) as crawlers write them: each page that a site sent into an `Article`.

Cited by the number of its record, 1-based over all records: `crawl.warc.gz!/17`. Of its own address a page's word counts;
where it says none, the address that it was fetched from. The day of the crawl is never taken for that of publication.
What a crawl holds beside pages (pictures, redirects, robots.txt) is counted, and refused in one sentence.
Out of scope: where one record ends and the next begins (`corpus.containers.warc_records`).
"""

import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import HeaderMap

from corpus.article import Article, Form, How
from corpus.containers.archives import counted
from corpus.containers.streams import CHUNK, Damaged, Exhausted, Meter, Stream
from corpus.containers.warc_records import BrokenRecord, Record, read_headers, read_records
from corpus.document import read_document
from corpus.errors import Refused
from corpus.exports.complaints import Complaints
from corpus.facts.facts import Fact, known
from corpus.limits import MAX_BYTES, MAX_RECORD_HEAD
from corpus.origin import Origin
from corpus.pages.markup import may_be_page

_HOLDING = frozenset({"response", "resource", "conversion", "revisit"})
"""The types of records that hold what a site sent; the others say how it was fetched."""

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_FOR_PROGRAMS = frozenset({"/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/security.txt", "/llms.txt"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Deflated:
    """What HTTP calls `deflate`: with zlib's header by its rules, and without from some servers."""

    def __init__(self, packed: bytes) -> None:
        with_header = (
            len(packed) > 1 and packed[0] & 15 == 8 and int.from_bytes(packed[:2]) % 31 == 0
        )  # RFC 1950, section 2.2
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS)
        self._packed = packed

    def read(self, size: int, /) -> bytes:
        try:
            data = self._zlib.decompress(self._packed, size)
        except zlib.error as error:
            raise OSError(str(error)) from None
        self._packed = self._zlib.unconsumed_tail
        return data


_UNPACKING: dict[str, Callable[[io.BytesIO], _Reader]] = {
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": lambda packed: _Deflated(packed.read()),
    "br": BrotliReader,
    "zstd": ZstdReader,
    "chunked": ChunkedReader,
}


class _PassedBy(Exception):
    """A record that is no page; the message says what it is."""


def read_warc(
    stream: Stream, origin: Origin, meter: Meter, wanted: Callable[[str], bool]
) -> Iterator[Article | Refused]:
    """The articles of those records whose source is `wanted`. Raises `Damaged` where the stream breaks off."""
    passed: Counter[str] = Counter()
    complaints = Complaints(origin)
    pages = False
    for number, record in enumerate(_past_damage(stream, meter), start=1):
        at = origin.inside(str(number))
        if not wanted(at.source):
            continue
        elif isinstance(record, BrokenRecord):
            pages = True
            yield from complaints.of("records that can't be read", Refused(at.source, record.reason))
        else:
            try:
                article = _article(record, at, meter)
            except _PassedBy as what:
                passed[str(what)] += 1
            except Refused as refusal:
                pages = True
                yield from complaints.of("pages that hold no article", refusal)
            else:
                if article is not None:
                    pages = True
                    yield article
    yield from complaints.rest()
    # Not where one record was asked for.
    if passed and wanted(origin.inside("").source):
        yield Refused(origin.source, f"holds records that are no pages: {counted(passed)}")
    elif not pages and wanted(origin.inside("").source):
        yield Refused(origin.source, "is a WARC file without a page in it")


def _past_damage(stream: Stream, meter: Meter) -> Iterator[Record | BrokenRecord]:
    """The records of a stream; one that damage has taken keeps its number."""
    broken = False
    while True:
        try:
            for record in read_records(stream, meter):
                broken = isinstance(record, BrokenRecord)
                yield record
        except Exhausted:
            raise
        except Damaged as damage:
            if not stream.go_on():
                raise
            if not broken:
                yield BrokenRecord(reason=f"{damage}; what is whole behind it is read")
        else:
            return


def _article(record: Record, origin: Origin, meter: Meter) -> Article | None:
    """The article of a record; None for one that only says how another was fetched. Raises `_PassedBy` or `Refused`."""
    kind = (record.headers.get("WARC-Type") or "").lower()
    if kind not in _HOLDING:
        return None
    if kind == "revisit":
        raise _PassedBy("unchanged since another visit")
    sent, start = record.headers, 0
    if (record.headers.get("Content-Type") or "").replace(" ", "").lower().startswith("application/http"):
        try:
            sent, start = read_headers(record.block[:MAX_RECORD_HEAD])
        except ValueError:
            raise _PassedBy("without an HTTP header that can be read") from None
        _check_status(sent.status_code)
    address = _address(record.headers)
    if address and urlsplit(address).path in _FOR_PROGRAMS:
        raise _PassedBy("robots.txt or the like")
    media, _, parameters = (sent.get("Content-Type") or "").partition(";")
    media = media.strip().lower()
    if media and media not in _PAGES:
        raise _PassedBy(media[:60])
    if record.left_out:
        raise Refused(origin.source, f"holds {record.length / 1e6:,.1f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read as one article")  # fmt: skip
    data = _body(sent, record.block[start:], meter)
    if not media and not may_be_page(data, ""):
        raise _PassedBy("without a type")
    if len(data) > MAX_BYTES:
        raise Refused(origin.source, f"unpacks to more than {MAX_BYTES / 1e6:,.0f} MB, the most that are read as one article")  # fmt: skip
    charset = _CHARSET.search(parameters)
    return read_document(
        data,
        "page.html" if media.endswith("html") else "",
        origin,
        Form.EXTRACTED,
        charset[1] if charset else None,
        known(url=Fact(address, How.CRAWL) if address else None),
    )


def _address(headers: HeaderMap) -> str | None:
    """Where a record was fetched from, if that is an address of the web."""
    address = (headers.get("WARC-Target-URI") or "").strip("<> ")  # some writers put it in brackets
    try:
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _check_status(status: int | None) -> None:
    if status is None:
        raise _PassedBy("without an HTTP header that can be read")
    if 300 <= status < 400:
        raise _PassedBy("redirect")
    if status != 200:
        raise _PassedBy("error of the site" if status >= 400 else "answer without a page")


def _body(sent: HeaderMap, data: bytes, meter: Meter) -> bytes:
    """What was sent, at most a byte more than is read, unpacked as far as it is packed.

    A crawler that has unpacked it may have left the header that says how it was packed.
    """
    for header in ("Transfer-Encoding", "Content-Encoding"):
        for name in reversed((sent.get(header) or "").lower().replace(" ", "").split(",")):
            if name in _UNPACKING:
                with suppress(OSError):
                    data = _unpacked(_UNPACKING[name](io.BytesIO(data)), meter)
    return data


def _unpacked(reader: _Reader, meter: Meter) -> bytes:
    pieces: list[bytes] = []
    left = MAX_BYTES + 1
    while left and (piece := reader.read(min(left, CHUNK))):
        meter.count(len(piece))
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
