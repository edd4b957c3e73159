"""What a page states of its article in its own head: JSON-LD, Open Graph, `<meta>`, the canonical link; and which of them did.

A statement that can't be read, or reads two ways, is left out. A day of publication is never made of less than a day that the
page calls so: not of the day of a change, of a year of copyright, or of an address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import How
from corpus.bylines import without_dates
from corpus.dates import find_dates
from corpus.facts import Fact
from corpus.json_ld import Json, find_article, names_in, one_line
from corpus.language import language_of_tag
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
_UPDATED = (
    "article:modified_time", "article:modified", "datemodified", "og:updated_time", "og:modified_time", "lastmod", "last_modified",
    "lastmodified", "modified_date", "dc.date.modified", "dcterms.modified", "article.updated", "parsely-modified", "utime", "revision_date",
)  # fmt: skip
_LANGUAGE = ("og:locale", "content-language", "language", "dc.language", "dcterms.language", "inlanguage")
_OPEN_GRAPH = ("og:", "article:")
_ROLE = re.compile(r"^\W*(?:\w+ ){0,2}by:?\s+", re.IGNORECASE)
"""`By`, `Written by`, `Analysis by`."""

_DAY_OF_ADDRESS = re.compile(r"/((?:19|20)\d\d)([/-])(\d\d?|[a-z]{3})\2(\d\d?)(?:[/_-]|$)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^(?:admin|administrator|editor|staff|user|unknown|null|none|undefined|guest)$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page states of its article; None where it states nothing that can be relied on."""

    titles: tuple[Fact[str], ...]
    """The likeliest first; outlets' names are still in them."""
    byline: Fact[str] | None
    publisher: Fact[str] | None
    published: Fact[date] | None
    updated: Fact[date] | None
    url: Fact[str] | None
    language: Fact[str] | None


def read_statements(tree: "HtmlElement", text: str) -> Statements:
    """Read what the page says of itself; `text` is the page's code, for what browsers note when they save a page."""
    metas = _metas(tree)
    shared = [*_stated(metas, _TITLE), *_facts([one_line(tree.findtext(".//title"))], How.TITLE_ELEMENT)]
    article, organisation = find_article(tree, [title.value for title in shared])
    titles = [*_facts([one_line(article.get("headline"))], How.JSON_LD), *shared]
    publisher = _publisher(metas, article, organisation, titles)
    outlet = publisher.value if publisher else None
    url = _address(tree, metas, article, text)
    return Statements(
        titles=tuple({title.value: title for title in reversed(titles)}.values())[::-1],
        byline=_byline(names_in(article.get("author")), outlet, How.JSON_LD)
        or next(
            (byline for name in _stated(metas, _AUTHOR) if (byline := _byline([name.value], outlet, name.how))), None
        )
        or _byline(_visible_authors(tree), outlet, How.MICRODATA),
        publisher=publisher,
        published=where_published(next(_days(tree, metas, article), None) or _day_in_meta(tree), url),
        updated=next(_days_of_change(tree, metas, article), None),
        url=url,
        language=next(_languages(tree, metas, article), None),
    )


def _facts(values: Sequence[str | None], how: How) -> list[Fact[str]]:
    return [Fact(value, how) for value in values if value]


def _stated(metas: dict[str, str], names: Sequence[str]) -> Iterator[Fact[str]]:
    """What stands in the `<meta>` of these names, in their order."""
    for name in names:
        if name in metas:
            yield Fact(metas[name], How.OPEN_GRAPH if name.startswith(_OPEN_GRAPH) else How.META)


def _publisher(
    metas: dict[str, str], article: dict[str, Json], organisation: str | None, titles: Sequence[Fact[str]]
) -> Fact[str] | None:
    named = [*_facts(names_in(article.get("publisher"))[:1], How.JSON_LD), *_stated(metas, _PUBLISHER)][:1]
    named = [name for name in named if not _NO_NAME.search(name.value)]
    of_titles = (Fact(outlet, title.how) for title in titles if (outlet := without_outlet(title.value)[1]))
    return next(chain(named, _facts([organisation], How.JSON_LD), of_titles), None)


def _byline(names: Sequence[str], publisher: str | None, how: How) -> Fact[str] | None:
    byline = byline_of(names, publisher)
    return Fact(byline, how) if byline else None


def choose_page_title(stated: Sequence[Fact[str]], headings: Sequence[str], publisher: str | None) -> Fact[str] | None:
    """The headline: as the page shows it, where a main heading takes up what is stated; else as it is stated first.

    What a page states is often cut short, or put in other words for another audience.
    """
    bare = [Fact(_without_publisher(title.value, publisher), title.how) for title in stated]
    for alike in (same_words, is_alike):
        for heading in headings:
            if any(alike(heading, title.value) for title in bare):
                return Fact(heading, How.HEADLINE)
    return bare[0] if bare else Fact(headings[0], How.HEADLINE) if len(headings) == 1 else None


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
        if name is None and (meta.get("http-equiv") or "").lower() == "content-language":
            name = "content-language"
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


def _days(tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json]) -> Iterator[Fact[date]]:
    """The days that the page calls the day of publication, the likeliest first."""
    if day := _day(one_line(article.get("datePublished"))):
        yield Fact(day, How.JSON_LD)
    yield from _stated_days(metas, _PUBLISHED)
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        if day := _marked_day(element):
            yield Fact(day, How.MICRODATA if element.get("itemprop") else How.TIME_ELEMENT)


def _days_of_change(tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json]) -> Iterator[Fact[date]]:
    """The days that the page calls the day of its last change, the likeliest first."""
    if day := _day(one_line(article.get("dateModified"))):
        yield Fact(day, How.JSON_LD)
    yield from _stated_days(metas, _UPDATED)
    for element in tree.xpath("//*[@itemprop='dateModified']"):
        if day := _marked_day(element):
            yield Fact(day, How.MICRODATA)


def _stated_days(metas: dict[str, str], names: Sequence[str]) -> Iterator[Fact[date]]:
    for stated in _stated(metas, names):
        if day := _day(stated.value):
            yield Fact(day, stated.how)


def _marked_day(element: "HtmlElement") -> date | None:
    """The day that an element stands for: as machines read it, or as readers do."""
    return _day(element.get("datetime")) or _day(element.get("content")) or _day(" ".join(element.itertext())[:200])


def _languages(tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json]) -> Iterator[Fact[str]]:
    """The languages that the page says it is in, the likeliest first."""
    stated = _facts([one_line(article.get("inLanguage"))], How.JSON_LD)
    stated += _facts([tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")], How.HTML_LANG)
    for tag in (*stated, *_stated(metas, _LANGUAGE)):
        if language := language_of_tag(tag.value, tag.how):
            yield language


def where_published(stated: Fact[date] | None, url: Fact[str] | None) -> Fact[date] | None:
    """The stated day, or the day beside it that the address bears: a time in UTC is often of the next day where it was written."""
    written = _day_of_address(url.value) if url else None
    if stated is not None and written is not None and abs((written - stated.value).days) == 1:
        return Fact(written, How.ADDRESS)
    return stated


def _day_of_address(url: str) -> date | None:
    """The day in the folders of an address: `/2019/11/20/`, `/2019-11-20/`, `/2019/nov/20/`."""
    if (found := _DAY_OF_ADDRESS.search(url)) is None:
        return None
    year, _, month, day = found.groups()
    if not month.isdecimal() and month.lower() not in _MONTHS:
        return None
    try:
        return date(int(year), int(month) if month.isdecimal() else _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None


def _day_in_meta(tree: "HtmlElement") -> Fact[date] | None:
    """The day in a `<meta>` of publication that is written in another language than English."""
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in _PUBLISHED and (day := day_in_words(meta.get("content") or "")):
            return Fact(day, How.META)
    return None


def day_in_words(line: str) -> date | None:
    """The day in a line of another language than English, as htmldate reads it; None where figures alone could say it."""
    if not re.search(r"[^\W\d_]{3}.*(?:19|20)\d\d", line, re.DOTALL) or next(find_dates(line), None) is not None:
        return None
    from htmldate import find_date
    from lxml.html import Element

    # Only what states a publication: given the whole page, it would guess.
    head = Element("html")
    head.append(Element("meta", name="date", content=line[:200]))
    # Bounds are given since today is the default: what is read would change from day to day.
    try:
        found = find_date(
            head, extensive_search=False, original_date=True, min_date="1900-01-01", max_date="2100-01-01"
        )
    except (ValueError, OverflowError):  # `7 2024-13-45` is read as an offset from UTC that there is not
        return None
    return date.fromisoformat(found) if found else None


def _address(tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json], text: str) -> Fact[str] | None:
    canonical = next((link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None)  # fmt: skip
    page = article.get("mainEntityOfPage")
    saved = re.search(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url: )(\S+)", text[:4096])
    stated = (
        (canonical, How.CANONICAL_LINK),
        (metas.get("og:url"), How.OPEN_GRAPH),
        (page.get("@id") if isinstance(page, dict) else page, How.JSON_LD),
        (article.get("url"), How.JSON_LD),
        (saved[1] if saved else None, How.SAVED_FROM),
    )
    for value, how in stated:
        address = value.strip() if isinstance(value, str) else ""
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        # The front page is what careless pages give for all of theirs.
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query):
            return Fact(address, how)
    return None
