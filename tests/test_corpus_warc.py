"""WARC files: which records are pages, how they were sent, and records that lie about their length."""

import gzip
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Form, How
from corpus.containers.streams import Exhausted, Meter, Stream
from corpus.containers.warc_records import read_records
from corpus.errors import Refused
from corpus.exports.complaints import SHOWN
from corpus.folder import FoundFile
from corpus.limits import MAX_UNPACKED
from corpus.read import read_articles, read_one

INFO = "application/warc-fields"
HTTP = "application/http; msgtype=response"


def page(number: int, head: str = "") -> bytes:
    return (
        f"<html><head>{head}</head><body><h1>Bridge {number} to open</h1>"
        f"<p>Bridge {number} over the Lune will open in May, the town said on Monday, and the café with it.</p></body></html>"
    ).encode()


def record(
    kind: str, block: bytes, *, uri: str = "https://a.example/1", media: str = HTTP, length: object = None
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:8f2e7c4e-0d1c-4c1a-9a35-8c2a1d3f5b77>\r\n"
        f"WARC-Date: 2024-03-01T00:00:00Z\r\nWARC-Target-URI: {uri}\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html; charset=utf-8",)), "", ""]
    return "\r\n".join(lines).encode() + body


def response(number: int, *headers: str, length: object = None) -> bytes:
    return record("response", answer(page(number), *headers), uri=f"https://a.example/{number}", length=length)


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:30], body[30:])) + b"0\r\n\r\n"


def found(folder: Path, data: bytes, name: str = "c.warc") -> FoundFile:
    path = folder / name
    path.write_bytes(data)
    return FoundFile(source=name, path=str(path), size=len(data), mtime_ns=0)


def told(items: Iterator[Article | Refused]) -> list[str]:
    """What was read, as `source: title` or `source: reason`."""
    return [f"{one.source}: {one.reason if isinstance(one, Refused) else one.title}" for one in items]


def read(folder: Path, *records: bytes) -> list[str]:
    return told(read_articles(found(folder, b"".join(records))))


CRAWL = (
    record("warcinfo", b"software: test\r\n", media=INFO),
    record("request", b"GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n", media="application/http; msgtype=request"),
    response(1),
    record("metadata", b"fetchTimeMs: 12\r\n", media=INFO),
    record("response", answer(b"\xff\xd8", "Content-Type: image/jpeg")),
    record("response", answer(b"", "Location: /1", status="301 Moved Permanently")),
    record("response", answer(page(9), status="404 Not Found")),
    record("response", answer(b"User-agent: *", "Content-Type: text/plain"), uri="https://a.example/robots.txt"),
    record("revisit", answer(b"")),
    record("response", b"no HTTP at all"),
    record("response", b"a.example. 600 IN A 192.0.2.1", media="text/dns", uri="dns:a.example"),
    response(2),
)


def test_pages_are_read_by_the_number_of_their_record_and_the_rest_is_counted(tmp_path: Path) -> None:
    expected = [
        "!/3: Bridge 1 to open",
        "!/12: Bridge 2 to open",
        ": holds records that are no pages: 1 × image/jpeg, 1 × redirect, 1 × error of the site, 1 × robots.txt or the like, "
        "1 × unchanged since another visit, 1 × without an HTTP header that can be read, others",
    ]
    assert read(tmp_path, *CRAWL) == [f"c.warc{item}" for item in expected]
    for name, data in {
        "by-record.warc.gz": b"".join(map(gzip.compress, CRAWL)),
        "whole.warc.gz": gzip.compress(b"".join(CRAWL)),
        "named-wrongly.gz": gzip.compress(b"".join(CRAWL)),
        "unix.warc": b"".join(CRAWL).replace(b"\r\n\r\nWARC", b"\nWARC"),
    }.items():
        assert told(read_articles(found(tmp_path, data, name))) == [f"{name}{item}" for item in expected]


def test_an_article_of_a_crawl_says_where_it_lies_and_how_its_address_was_found(tmp_path: Path) -> None:
    canonical = record("response", answer(page(2, '<link rel="canonical" href="https://a.example/two">')))
    file = found(tmp_path, response(1) + canonical)
    first, second = read_articles(file)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.file, first.container, first.of) == ("c.warc", "c.warc", Form.EXTRACTED)
    assert (first.url, first.provenance.url, first.published) == ("https://a.example/1", How.CRAWL, None)
    assert (second.url, second.provenance.url) == ("https://a.example/two", How.CANONICAL_LINK)
    assert read_one(file, "c.warc!/2") == second
    with pytest.raises(Refused, match=r"'c\.warc!/3': is no article of its file any more"):
        read_one(file, "c.warc!/3")


DEFLATED = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page(1)), ["Transfer-Encoding: chunked"]),
        (page(1), ["Transfer-Encoding: chunked"]),
        (gzip.compress(page(1)), ["Content-Encoding: gzip"]),
        (page(1), ["Content-Encoding: gzip"]),
        (chunked(gzip.compress(page(1))), ["Transfer-Encoding: Chunked", "content-encoding: x-gzip"]),
        (zlib.compress(page(1)), ["Content-Encoding: deflate"]),
        (DEFLATED.compress(page(1)) + DEFLATED.flush(), ["Content-Encoding: deflate"]),
        (brotli.compress(page(1)), ["Content-Encoding: br"]),
        (brotli.compress(gzip.compress(page(1))), ["Content-Encoding: gzip, br"]),
        (page(1), ["Content-Encoding: identity"]),
    ],
)
def test_bodies_are_unpacked_whether_or_not_the_crawler_did(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    (article,) = read_articles(found(tmp_path, record("response", answer(body, "Content-Type: text/html", *headers))))
    assert isinstance(article, Article)
    assert article.text == "Bridge 1 to open\n\nBridge 1 over the Lune will open in May, the town said on Monday, and the café with it."  # fmt: skip


def test_a_body_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = record(
        "response", answer(brotli.compress(b"a" * 30_000_000), "Content-Type: text/html", "Content-Encoding: br")
    )
    assert read(tmp_path, bomb, response(1)) == [
        "c.warc!/1: unpacks to more than 20 MB, the most that are read as one article",
        "c.warc!/2: Bridge 1 to open",
    ]


@pytest.mark.parametrize(
    ("body", "media", "text"),
    [
        ("Das Café öffnet am Montag wieder, sagte die Stadt.".encode("cp1252"), "text/plain; charset=ISO-8859-1", "Café öffnet"),
        ("Кафе снова откроется в понедельник, сообщил город.".encode("koi8-r"), 'text/plain; charset="KOI8-R"', "Кафе снова"),
        ("Das Café öffnet am Montag wieder, sagte die Stadt.".encode(), "text/plain; charset=ISO-8859-1", "Café öffnet"),
        ("<h1>Die Brücke</h1><p>Die Brücke über die Lune wird im Mai geöffnet, sagte die Stadt am Montag.</p>".encode("cp1252"), "text/html; charset=latin1", "Die Brücke über"),
    ],
)  # fmt: skip
def test_the_charset_of_the_answer_counts_where_the_bytes_are_not_utf8(
    tmp_path: Path, body: bytes, media: str, text: str
) -> None:
    (article,) = read_articles(found(tmp_path, record("response", answer(body, f"Content-Type: {media}"))))
    assert isinstance(article, Article)
    assert text in article.text


@pytest.mark.parametrize("length", [60, 200, 500, 100_000, 50_000_000])
def test_a_record_of_a_wrong_length_is_named_and_the_next_are_read(tmp_path: Path, length: int) -> None:
    true = len(answer(page(1)))
    assert length != true
    assert read(tmp_path, response(1, length=length), response(2), response(3)) == [
        f"c.warc!/1: gives a wrong length: {length:,} bytes, but the next record begins after {true + 4:,}; it was passed by",
        "c.warc!/2: Bridge 2 to open",
        "c.warc!/3: Bridge 3 to open",
    ]
    assert read(tmp_path, response(1), response(2, length=length))[0] == "c.warc!/1: Bridge 1 to open"


@pytest.mark.parametrize(
    ("length", "says"),
    [
        ("-5", "gives its length as '-5'"),
        ("many", "gives its length as 'many'"),
        ("9" * 5_000, f"gives its length as '{'9' * 40}'"),
        ("", "has a damaged header, or gives no length"),
    ],
)
def test_a_record_without_a_length_is_named_and_the_next_are_read(tmp_path: Path, length: str, says: str) -> None:
    assert read(tmp_path, response(1, length=length), response(2)) == [
        f"c.warc!/1: {says}: it was passed by, up to the next record",
        "c.warc!/2: Bridge 2 to open",
    ]


def test_a_long_film_is_passed_without_being_held_and_a_long_page_refused(tmp_path: Path) -> None:
    film = record("response", answer(b"\0" * 25_000_000, "Content-Type: video/mp4"))
    long = record("response", answer(b"a" * 25_000_000, "Content-Type: text/html"))
    assert read(tmp_path, film, long, response(1)) == [
        "c.warc!/2: holds 25.0 MB; at most 20 MB are read as one article",
        "c.warc!/3: Bridge 1 to open",
        "c.warc: holds records that are no pages: 1 × video/mp4",
    ]


def test_a_truncated_crawl_is_read_up_to_the_break(tmp_path: Path) -> None:
    plain = response(1) + response(2)
    length = len(answer(page(2)))
    broken = f"breaks off, or gives a wrong length: {length} bytes, and no record follows them"
    assert read(tmp_path, plain[:-100]) == ["c.warc!/1: Bridge 1 to open", f"c.warc!/2: {broken}"]
    packed = gzip.compress(response(1)) + gzip.compress(response(2))
    first, second, last = told(read_articles(found(tmp_path, packed[:-60], "c.warc.gz")))
    assert first == "c.warc.gz!/1: Bridge 1 to open"
    assert second == "c.warc.gz!/2: is damaged, or breaks off; what is whole behind it is read"
    assert last.startswith("c.warc.gz: is truncated: its gzip data breaks off after ")


def test_behind_a_damaged_record_of_a_packed_crawl_the_next_are_read(tmp_path: Path) -> None:
    packed = [bytearray(gzip.compress(response(number))) for number in (1, 2, 3)]
    packed[1][60] ^= 0xFF
    first, damaged, *rest = told(read_articles(found(tmp_path, b"".join(packed), "c.warc.gz")))
    assert first == "c.warc.gz!/1: Bridge 1 to open"
    assert damaged.startswith("c.warc.gz!/2: is damaged: its gzip data can't be unpacked past byte ")
    assert damaged.endswith("; what is whole behind it is read")
    assert rest == ["c.warc.gz!/3: Bridge 3 to open"]


def test_a_long_record_that_is_damaged_is_named_once_and_keeps_its_number(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(400_000).hex().encode()
    long = bytearray(gzip.compress(record("response", answer(page(2) + b"<!--" + noise + b"-->"))))
    whole = gzip.compress(response(3))
    for place in (len(long) // 2, len(long) - 6):  # in the text, and in the checksum
        damaged = bytearray(long)
        damaged[place] ^= 0xFF
        assert told(read_articles(found(tmp_path, gzip.compress(response(1)) + damaged + whole, "c.warc.gz"))) == [
            "c.warc.gz!/1: Bridge 1 to open",
            "c.warc.gz!/2: is damaged, or breaks off; what is whole behind it is read",
            "c.warc.gz!/3: Bridge 3 to open",
        ]


def test_a_film_that_breaks_off_is_named(tmp_path: Path) -> None:
    film = record("response", answer(b"\0" * 25_000_000, "Content-Type: video/mp4"), length=60_000_000)
    assert read(tmp_path, response(1), film) == [
        "c.warc!/1: Bridge 1 to open",
        "c.warc!/2: breaks off, or gives a wrong length: 60,000,000 bytes, and no record follows them",
    ]


def test_what_is_read_again_since_a_length_was_wrong_is_counted() -> None:
    meter = Meter(1000)
    meter.count(MAX_UNPACKED - 500)
    stream = Stream(iter([response(1, length=600) + response(2) + response(3)]))
    with pytest.raises(Exhausted, match="unpacks to more than"):
        next(read_records(stream, meter))


def test_a_crawl_without_pages_and_what_is_no_crawl_are_refused(tmp_path: Path) -> None:
    nothing = ["c.warc: is a WARC file without a page in it"]
    assert read(tmp_path, CRAWL[0]) == nothing
    assert read(tmp_path, b"") == nothing
    assert read(tmp_path, b"hello\n" * 20) == ["c.warc: is damaged: it goes on with what is no WARC record"]


def test_pages_without_an_article_are_named_and_past_some_of_them_counted(tmp_path: Path) -> None:
    menu = record("response", answer(b"<html><body><ul><li><a href='/'>Home</a></li></ul></body></html>"))
    items = read(tmp_path, *[menu] * (SHOWN + 5), response(1))
    assert len(items) == SHOWN + 2
    assert items[0].startswith("c.warc!/1: ")
    assert items[-2:] == [
        f"c.warc!/{SHOWN + 6}: Bridge 1 to open",
        "c.warc: and 5 more pages that hold no article",
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6),
    st.floats(0.3, 1),
    st.booleans(),
)
def test_whatever_is_damaged_something_is_said_and_a_source_stands_once(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]], kept: float, packed: bool
) -> None:
    records = [response(1, "Content-Type: text/plain"), CRAWL[4], CRAWL[7]]
    damaged = bytearray(b"".join(map(gzip.compress, records) if packed else records))
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    damaged = damaged[: int(kept * len(damaged))]
    items = list(read_articles(found(tmp_path_factory.mktemp("fuzz"), bytes(damaged), "c.warc")))
    sources = [one.source for one in items if isinstance(one, Article)]
    assert items
    assert len(sources) == len(set(sources))
    assert not any(one.transient for one in items if isinstance(one, Refused))
