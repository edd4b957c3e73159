"""What the rows of a library's database are in Python, and back.

Every `read_…` raises `ValueError` or `TypeError` where a row is not one that was written here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

import numpy as np

from corpus.article import FACTS, Article, Footnote, Form, How, Link, Provenance, Region, RegionKind
from index.database import Row
from index.embed import embedded_text
from index.likeness import Vectors
from index.passage_terms import PassageTerms, read_terms


class Stamp(NamedTuple):
    """Which version of a file a library holds: its row id, and what the file looked like when it was read."""

    id: int
    size: int
    mtime_ns: int
    read_ns: int
    """When it was read (nanoseconds since 1970): a file changed in the same moment is read again."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as the library holds it, and what its file looked like when it was read."""

    id: int
    article: Article
    size: int
    mtime_ns: int
    read_ns: int
    """When it was read (nanoseconds since 1970): a file changed in the same moment is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage's row: its id, its article's id, and its offsets."""

    id: int
    article: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What scoring needs of a passage, without loading its article."""

    id: int
    article: int
    source: str
    start: int
    end: int
    text: str
    title: str | None
    outlet: str | None
    """The publisher of its article, or the host of its address."""
    published: date | None
    vector: int
    """The row id of its vector: passages with the same words share one."""
    terms: PassageTerms
    number: int = 0
    """Of the passages of its article, the first being 0."""


ARTICLE_COLUMNS = "file, digest, source, title, byline, publisher, published, updated, url, language, form, footnotes, links, pages, provenance, regions, outlet"
FILE_COLUMNS = "f.size, f.mtime_ns, f.read_ns, f.source, f.sha256"
PASSAGE_COLUMNS = 'p.id, p.article, p."start", p."end"'
EXCERPT_COLUMNS = (
    f'{PASSAGE_COLUMNS}, p.id - a.first, a.source, a.title, a.outlet, a.published, p.text, p.vector, p.terms, p."check"'
)
STAMP_COLUMNS = "f.source, f.id, f.size, f.mtime_ns, f.read_ns, f.sha256"


def vector_key(text: str) -> bytes:
    """The key of a text's vector: 16 bytes of the sha256 of what is embedded of it."""
    return sha256(embedded_text(text).encode()).digest()[:16]


def checksum(text: str) -> int:
    """What tells a garbled passage from what was written."""
    return crc32(text.encode())


def remainder(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """What of an article's text is in none of its passages `[start, end)`, which are in order and don't overlap."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges), "passages overlap"
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _put_together(rest: str, passages: Sequence[Row]) -> str:
    """An article's text, of its `remainder` and the starts and texts of its passages, in order."""
    parts, used, at = list[str](), 0, 0
    for start, passage in passages:
        gap = _int(start) - at
        parts += [rest[used : used + gap], str(passage)]
        used += gap
        at += gap + len(parts[-1])
    return "".join((*parts, rest[used:]))


def article_row(article: Article, file: int) -> Row:
    """Values for `ARTICLE_COLUMNS`; `file` is the row id of its file."""
    values = (
        article.source, article.title, article.byline, article.publisher, _iso(article.published), _iso(article.updated),
        article.url, article.language, article.of.value,
        json.dumps([_footnote_row(footnote) for footnote in article.footnotes]),
        json.dumps([(link.start, link.end, link.url) for link in article.links]),
        json.dumps(article.pages),
        json.dumps({name: how for name in FACTS if (how := getattr(article.provenance, name)) is not None}),
        json.dumps([(region.kind, region.start, region.end) for region in article.regions]),
        article.outlet,
    )  # fmt: skip
    return file, _digest((*values, article.file, article.sha256, article.text)), *values


def read_article_row(row: Row, passages: Sequence[Row]) -> StoredArticle:
    """Of an id, `FILE_COLUMNS`, `ARTICLE_COLUMNS`, the `remainder`, and the starts and texts of all its passages, in order."""
    id, size, mtime_ns, read_ns, path, sha, _, digest, *values, rest = row
    text = _put_together(str(rest), passages)
    source, title, byline, publisher, published, updated, url, language, form, *more, _ = values
    # SQLite checks how its pages hang together, not what is written on them; a quote must not come from a garbled one.
    if _digest((*values, path, sha, text)) != digest:
        raise ValueError(f"article {source!r} is not as it was written")
    footnotes, links, pages, provenance, regions = (json.loads(str(value)) for value in more)
    article = Article(
        source=str(source),
        text=text,
        sha256=str(sha),
        regions=tuple(Region(kind=RegionKind(kind), start=start, end=end) for kind, start, end in regions),
        title=_text(title),
        byline=_text(byline),
        publisher=_text(publisher),
        published=_date(published),
        updated=_date(updated),
        url=_text(url),
        language=_text(language),
        provenance=Provenance(**{name: How(how) for name, how in provenance.items()}),
        footnotes=tuple(_footnote(values) for values in footnotes),
        links=tuple(Link(start=start, end=end, url=url) for start, end, url in links),
        pages=tuple(pages),
        of=Form(str(form)),
        container=str(path) if path != source else None,
    )
    return StoredArticle(id=_int(id), article=article, size=_int(size), mtime_ns=_int(mtime_ns), read_ns=_int(read_ns))


def _digest(values: Sequence[object]) -> bytes:
    return sha256("\0".join("" if value is None else str(value) for value in values).encode()).digest()[:16]


def read_stamp(row: Row) -> tuple[str, Stamp]:
    source, id, size, mtime_ns, read_ns, digest = row
    stamp = Stamp(
        id=_int(id), size=_int(size), mtime_ns=_int(mtime_ns), read_ns=_int(read_ns), sha256=str(digest)
    )  # fmt: skip
    return str(source), stamp


def read_passage(row: Row) -> StoredPassage:
    id, article, start, end = row
    return StoredPassage(id=_int(id), article=_int(article), start=_int(start), end=_int(end))


def read_excerpt(row: Row) -> Excerpt:
    id, article, start, end, number, source, title, outlet, published, text, vector, packed, check = row
    if checksum(str(text)) != check:
        raise ValueError(f"a passage of {source!r} is not as it was written")
    return Excerpt(
        id=_int(id),
        article=_int(article),
        source=str(source),
        start=_int(start),
        end=_int(end),
        text=str(text),
        title=_text(title),
        outlet=_text(outlet),
        published=_date(published),
        vector=_int(vector),
        terms=read_terms(_bytes(packed)),
        number=_int(number),
    )


def vector_row(row: Vectors) -> bytes:
    """Float16: half the size, and the order of a search's results is the same but for ties."""
    return row.astype(np.float16).tobytes()


def read_pair(row: Row) -> tuple[int, int]:
    one, other = row
    return _int(one), _int(other)


def read_blob(row: Row) -> tuple[int, bytes]:
    id, blob = row
    return _int(id), _bytes(blob)


def read_vectors(blobs: Sequence[bytes], dim: int) -> Vectors:
    """The rows `(n, dim)` of blobs in float32."""
    joined = b"".join(blobs)
    if len(joined) != 2 * dim * len(blobs):
        raise ValueError("a vector is not as it was written")
    rows = np.frombuffer(joined, dtype=np.float16).reshape(len(blobs), dim).astype(np.float32)
    if not (np.abs(np.einsum("ij,ij->i", rows, rows) - 1) < 0.01).all():
        raise ValueError("a vector is not as it was written")
    return rows


def _footnote_row(footnote: Footnote) -> Row:
    day = _iso(footnote.published)
    return footnote.marker, footnote.start, footnote.end, footnote.title, footnote.publisher, day, footnote.url


def _footnote(values: Sequence[object]) -> Footnote:
    marker, start, end, title, publisher, published, url = values
    return Footnote(
        marker=str(marker),
        start=_int(start),
        end=_int(end),
        title=_text(title),
        publisher=_text(publisher),
        published=_date(published),
        url=_text(url),
    )


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a number")
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} is not a key")
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
