"""What a page states of its article in its own head: JSON-LD, Open Graph, `<meta>`, the canonical link.

A statement that can't be read, or reads two ways, is left out. A date is never made of less than a day that the page
calls the day of publication: not of the day of a change, of a year of copyright, or of an address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.bylines import without_dates
from corpus.dates import find_dates
from corpus.json_ld import Json, find_article, names_in, one_line
from corpus.titles import is_alike, same_words, without_outlet

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_AUTHOR = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author", "article.author")  # fmt: skip
_PUBLISHER = ("og:site_name", "application-name", "publisher", "dc.publisher", "citation_publisher", "article:publisher", "twitter:app:name:iphone")  # fmt: skip
_TITLE = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "citation_title")
_PUBLISHED = (
    "article:published_time", "article:published", "datepublished", "og:published_time", "og:article:published_time", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "date_published", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "date", "article_date_original", "article.published", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "citation_publication_date", "citation_date", "displaydate", "pdate", "ptime",
)  # fmt: skip
_ROLE = re.compile(r"^\W*(?:\w+ ){0,2}by:?\s+", re.IGNORECASE)
"""`By`, `Written by`, `Analysis by`."""

_DAY_OF_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d?)/(\d\d?)/")
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^(?:admin|administrator|editor|staff|user|unknown|null|none|undefined|guest)$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page states of its article; None where it states nothing that can be relied on."""

    titles: tuple[str, ...]
    """The likeliest first; outlets' names are still in them."""
    byline: str | None
    publisher: str | None
    published: date | None
    url: str | None


def read_statements(tree: "HtmlElement", text: str) -> Statements:
    """Read what the page says of itself; `text` is the page's code, for what browsers note when they save a page."""
    metas = _metas(tree)
    shared = [*(metas.get(name) for name in _TITLE), one_line(tree.findtext(".//title"))]
    article, organisation = find_article(tree, [title for title in shared if title])
    titles = [one_line(article.get("headline")), *shared]
    publisher = next(iter(names_in(article.get("publisher"))), None) or next(
        (metas[name] for name in _PUBLISHER if name in metas), None
    )
    publisher = publisher if publisher and not _NO_NAME.search(publisher) else organisation
    publisher = publisher or next((outlet for title in titles if title and (outlet := without_outlet(title)[1])), None)
    url = _address(tree, metas, article, text)
    published = (
        _day(one_line(article.get("datePublished")))
        or next((day for name in _PUBLISHED if (day := _day(metas.get(name)))), None)
        or _marked_day(tree)
        or _day_in_words(tree)
    )
    return Statements(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        byline=byline_of(names_in(article.get("author")), publisher)
        or byline_of([metas[name] for name in _AUTHOR if name in metas][:1], publisher)
        or byline_of(_visible_authors(tree), publisher),
        publisher=publisher,
        published=_where_published(published, url),
        url=url,
    )


def choose_page_title(stated: Sequence[str], headings: Sequence[str], publisher: str | None) -> str | None:
    """The headline: as the page shows it, where a main heading takes up what is stated; else as it is stated first.

    What a page states is often cut short, or put in other words for another audience.
    """
    bare = [_without_publisher(title, publisher) for title in stated]
    for heading in headings:
        if any(same_words(heading, title) for title in bare):
            return heading
    for heading in headings:
        if any(is_alike(heading, title) for title in bare):
            return heading
    return bare[0] if bare else headings[0] if len(headings) == 1 else None


def _without_publisher(title: str, publisher: str | None) -> str:
    """A title without the outlet's name at its end, or at its head."""
    if publisher:
        name = re.escape(publisher)
        title = re.sub(rf"\s*(?:[|·•»:–—-]+\s*{name}|\({name}\))\s*$", "", title, flags=re.IGNORECASE)
        title = re.sub(rf"^{name}\s*[|·•»:–—-]+\s+", "", title, flags=re.IGNORECASE)
    return without_outlet(title)[0].strip()


def _metas(tree: "HtmlElement") -> dict[str, str]:
    """Contents of `<meta>` by name, property or itemprop in lower case; the first of equal names counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and (content := one_line(meta.get("content"))):
            found.setdefault(name.lower(), content)
    return found


def byline_of(names: Sequence[str], publisher: str | None) -> str | None:
    """Persons' names in a line, as a newspaper prints them."""
    bare = (_ROLE.sub("", without_dates(name).partition(" | ")[0], count=1).strip(" ,;|") for name in names)
    kept = [name for name in dict.fromkeys(bare) if len(name) <= 200 and not _NO_NAME.search(name)]
    kept = [name for name in kept if publisher is None or not same_words(name, publisher)]
    return " and ".join([", ".join(kept[:-1]), kept[-1]] if len(kept) > 1 else kept) or None


def _visible_authors(tree: "HtmlElement") -> list[str]:
    """Links to authors' pages, where the page marks them so, once each."""
    found = tree.xpath("//a[@rel='author'] | //*[@itemprop='author']")
    names = (one_line(" ".join(element.itertext())) for element in found)
    return list(dict.fromkeys(name for name in names if name and len(name) <= 60))[:4]


def _day(value: str | None) -> date | None:
    return next((found.day for found in find_dates(value or "")), None)


def _where_published(day: date | None, url: str | None) -> date | None:
    """`day`, or the day beside it that the address bears: a time in UTC is often of the next day where it was written."""
    if day is not None and (found := _DAY_OF_ADDRESS.search(url or "")):
        try:
            written = date(*map(int, found.groups()))
        except ValueError:
            return day
        return written if abs((written - day).days) == 1 else day
    return day


def _marked_day(tree: "HtmlElement") -> date | None:
    """The day of an element that is marked as the date of publication."""
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        day = _day(element.get("datetime")) or _day(element.get("content")) or _day(" ".join(element.itertext())[:200])
        if day:
            return day
    return None


def _day_in_words(tree: "HtmlElement") -> date | None:
    """The day in a `<meta>` of publication that is written in another language than English, as htmldate reads it."""
    from htmldate import find_date
    from lxml.html import Element

    # Only what states a publication: given the whole page, it would guess.
    head = Element("html")
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in _PUBLISHED and re.search(r"[^\W\d_]{3}", meta.get("content") or ""):
            head.append(Element("meta", name=name, content=meta.get("content") or ""))
    if not len(head):
        return None
    # Bounds are given since today is the default: what is read would change from day to day.
    found = find_date(head, extensive_search=False, original_date=True, min_date="1900-01-01", max_date="2100-01-01")
    return date.fromisoformat(found) if found else None


def _address(
    tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json], text: str
) -> str | None:  # fmt: skip
    canonical = next((link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None)  # fmt: skip
    page = article.get("mainEntityOfPage")
    saved = re.search(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url: )(\S+)", text[:4096])
    stated = (canonical, metas.get("og:url"), page.get("@id") if isinstance(page, dict) else page, article.get("url"))
    for value in (*stated, saved[1] if saved else None):
        address = value.strip() if isinstance(value, str) else ""
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        # The front page is what careless pages give for all of theirs.
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return address
    return None
