"""The days on which a page was published and changed, as it states them in JSON-LD, in `<meta>` and in marked elements.

A day of publication is never made of less than a day that the page calls so: not of the day of a change, of a year of
copyright, or of an address.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from corpus.article import How
from corpus.facts.dates import find_dates
from corpus.facts.facts import Fact
from corpus.pages.json_ld import Json, one_line
from corpus.pages.metas import stated_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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
_DAY_OF_ADDRESS = re.compile(r"/((?:19|20)\d\d)([/-])(\d\d?|[a-z]{3})\2(\d\d?)(?:[/_-]|$)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def find_day(
    tree: "HtmlElement", metas: Mapping[str, str], article: Mapping[str, Json], url: Fact[str] | None
) -> Fact[date] | None:
    """The day of publication."""
    return where_published(next(_days(tree, metas, article), None) or _day_in_meta(tree), url)


def find_day_of_change(tree: "HtmlElement", metas: Mapping[str, str], article: Mapping[str, Json]) -> Fact[date] | None:
    """The day of the last change."""
    return next(_days_of_change(tree, metas, article), None)


def _day(value: str | None) -> date | None:
    return next((found.day for found in find_dates(value or "")), None)


def _days(tree: "HtmlElement", metas: Mapping[str, str], article: Mapping[str, Json]) -> Iterator[Fact[date]]:
    """The days that the page calls the day of publication, the likeliest first."""
    if day := _day(one_line(article.get("datePublished"))):
        yield Fact(day, How.JSON_LD)
    yield from _stated_days(metas, _PUBLISHED)
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        if day := _marked_day(element):
            yield Fact(day, How.MICRODATA if element.get("itemprop") else How.TIME_ELEMENT)


def _days_of_change(tree: "HtmlElement", metas: Mapping[str, str], article: Mapping[str, Json]) -> Iterator[Fact[date]]:
    """The days that the page calls the day of its last change, the likeliest first."""
    if day := _day(one_line(article.get("dateModified"))):
        yield Fact(day, How.JSON_LD)
    yield from _stated_days(metas, _UPDATED)
    for element in tree.xpath("//*[@itemprop='dateModified']"):
        if day := _marked_day(element):
            yield Fact(day, How.MICRODATA)


def _stated_days(metas: Mapping[str, str], names: Sequence[str]) -> Iterator[Fact[date]]:
    for stated in stated_in(metas, names):
        if day := _day(stated.value):
            yield Fact(day, stated.how)


def _marked_day(element: "HtmlElement") -> date | None:
    """The day that an element stands for: as machines read it, or as readers do."""
    return _day(element.get("datetime")) or _day(element.get("content")) or _day(" ".join(element.itertext())[:200])


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
