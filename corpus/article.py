"""What a saved news article is, once read: its exact text, its regions, and what is known of it.

Offsets are Unicode code points of the decoded file, without newline translation: a byte order mark is
character 0, and `\r\n` is two characters. Lines count `\n` only, from 1, as `sed` and `git` do. Of a file that is not
plain text they are those of the text that was extracted from it (`Form`).

Out of scope: how a file becomes an `Article` (`corpus.read`), and how an article is cut into passages (`index.split`).
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256


class RegionKind(StrEnum):
    """What a stretch of a saved page is. Only `BODY` is ever cut into passages."""

    BODY = "body"
    """Sentences of the article itself, its standfirst and its FAQ included."""
    TITLE = "title"
    """The headline, wherever the page repeats it."""
    HEADING = "heading"
    """A subheading between paragraphs."""
    BYLINE = "byline"
    DATELINE = "dateline"
    """Where and when: `(BEIJING)`, `Posted Jun 18, 2023 7:53 AM CDT`, a section and date glued to the first sentence."""
    NAVIGATION = "navigation"
    """Menus, share buttons, `story continues below`, teasers of other articles."""
    CAPTION = "caption"
    EMBED = "embed"
    """A post of a social network shown inside the article."""
    COMMENT = "comment"
    REFERENCES = "references"
    """The entries that numbered footnotes point to."""
    FOOTER = "footer"


class Form(StrEnum):
    """What an article's text is, and so what its offsets and lines count in."""

    FILE = "file"
    """The decoded file itself."""
    EXTRACTED = "extracted text"
    """Text taken out of a file of another format; extracting again gives the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch `[start, end)` of an article's text, and what it is."""

    kind: RegionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A numbered entry of an article's reference list, at `[start, end)` of its text, taken apart."""

    marker: str
    """As it stands between the brackets in the text: `3` for `[3]`. Numbering may start at 0."""
    start: int
    end: int
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page: its words `[start, end)` of the text lead to `url`."""

    start: int
    end: int
    url: str


class How(StrEnum):
    """How a fact about an article was found, so that a wrong one can be explained."""

    JSON_LD = "json-ld"
    """The page's JSON-LD object of the article (https://schema.org/NewsArticle)."""
    FIELD = "field"
    """A field of an exported record."""
    PDF_INFORMATION = "pdf information"
    """What a PDF states of itself, in its document information or XMP."""
    OPEN_GRAPH = "open graph"
    """A `<meta>` of Open Graph (https://ogp.me): `og:title`, `article:published_time` …"""
    META = "meta"
    """Another `<meta>` of the page."""
    MICRODATA = "microdata"
    """An element that is marked by `itemprop`, or as an author's page by `rel`."""
    TIME_ELEMENT = "time element"
    """A `<time>` of the page that its readers see."""
    TITLE_ELEMENT = "title element"
    """The page's `<title>`: what a browser shows above it."""
    CANONICAL_LINK = "canonical link"
    SAVED_FROM = "saved from"
    """What a browser noted in the page when it saved it."""
    HTML_LANG = "html lang"
    ADDRESS = "address"
    """The day in the article's address, which stands beside a time in UTC that the page states; or the address's host."""
    FRONT_MATTER = "front matter"
    HEADLINE = "headline"
    """The headline as it stands above the article."""
    BYLINE = "byline"
    DATELINE = "dateline"
    """A line that says when: `Posted Jun 18, 2023`, `18-6-2023 (BEIJING)`."""
    UPDATE_LINE = "update line"
    """A line that says when it was changed. As the day of publication: no other is given, and it is that day or one before."""
    COPYRIGHT_LINE = "copyright line"
    CRAWL = "crawl"
    """The address that a crawler fetched the page from (`WARC-Target-URI`)."""
    FILE_NAME = "file name"
    """The day that the file's name begins or ends with: `2023-06-18-blinken.txt`."""
    WORDS = "words"
    """The language that the body's words are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How each of these facts was found; None where nothing is known."""

    title: How | None = None
    byline: How | None = None
    publisher: How | None = None
    published: How | None = None
    updated: How | None = None
    url: How | None = None
    language: How | None = None


FACTS = tuple(fact.name for fact in fields(Provenance))
"""The names of these facts, under which an article holds them too."""


_HOST = re.compile(r"https?://([^/:?#\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One saved article. `regions` are in order and cover `text` exactly once."""

    source: str
    """What names it in the corpus: the path of its file inside the folder, with `/` between the parts; for one of several
    articles in a file the member or line as well (`crawl.warc.gz!/17`, `saved.zip!/desk/wire.html`, `export.jsonl:204`)."""
    text: str
    sha256: str
    """Of the bytes of the file on disk, in hexadecimal."""
    regions: tuple[Region, ...]
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    """The day of the last change that the article itself gives."""
    url: str | None = None
    language: str | None = None
    """ISO 639-1: `en`."""
    provenance: Provenance = Provenance()
    footnotes: tuple[Footnote, ...] = ()
    links: tuple[Link, ...] = ()
    """In order, those of the body's own words."""
    pages: tuple[int, ...] = ()
    """Where each page of a PDF begins in the text."""
    of: Form = Form.FILE
    container: str | None = None
    """The path of the file on disk that holds it among others; None where it is a file of its own."""
    _line_starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "_line_starts", starts)

    @property
    def file(self) -> str:
        """The path, inside the corpus folder, of the file on disk that it was read from."""
        return self.container or self.source

    def page(self, at: int) -> int | None:
        """The page, 1-based, that a character stands on; None where there are no pages."""
        return bisect_right(self.pages, at) or None

    @property
    def outlet(self) -> str | None:
        """What is known of who published it: the name, or else the host of its address."""
        host = _HOST.match(self.url or "")
        return self.publisher or (host[1].lower() if host else None)

    @property
    def text_sha256(self) -> str:
        """Of the text in UTF-8 (lone surrogates, which no decoder yields, would raise), in hexadecimal."""
        return sha256(self.text.encode()).hexdigest()

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """The first and last line, 1-based and inclusive, that `[start, end)` stands on; an empty stretch stands on one."""
        first = bisect_right(self._line_starts, start)
        return first, bisect_right(self._line_starts, max(start, end - 1))
