"""What a page states of its article in its own head: JSON-LD, Open Graph, `<meta>`, the canonical link; and which of them did.

A statement that can't be read, or reads two ways, is left out. Out of scope: the days (`corpus.pages.stated_days`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import How
from corpus.facts.bylines import without_dates
from corpus.facts.facts import Fact
from corpus.facts.language import language_of_tag
from corpus.facts.titles import is_alike, same_words, without_outlet
from corpus.pages.json_ld import Json, find_article, names_in, one_line
from corpus.pages.metas import read_metas, stated_in
from corpus.pages.stated_days import find_day, find_day_of_change

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_AUTHOR = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author", "article.author")  # fmt: skip
_PUBLISHER = ("og:site_name", "application-name", "publisher", "dc.publisher", "citation_publisher", "article:publisher", "twitter:app:name:iphone")  # fmt: skip
_TITLE = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "citation_title")
_LANGUAGE = ("og:locale", "content-language", "language", "dc.language", "dcterms.language", "inlanguage")
_ROLE = re.compile(r"^\W*(?:\w+ ){0,2}by:?\s+", re.IGNORECASE)
"""`By`, `Written by`, `Analysis by`."""

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
    metas = read_metas(tree)
    shared = [*stated_in(metas, _TITLE), *_facts([one_line(tree.findtext(".//title"))], How.TITLE_ELEMENT)]
    article, organisation = find_article(tree, [title.value for title in shared])
    titles = [*_facts([one_line(article.get("headline"))], How.JSON_LD), *shared]
    publisher = _publisher(metas, article, organisation, titles)
    outlet = publisher.value if publisher else None
    url = _address(tree, metas, article, text)
    return Statements(
        titles=tuple({title.value: title for title in reversed(titles)}.values())[::-1],
        byline=_byline(names_in(article.get("author")), outlet, How.JSON_LD)
        or next(
            (byline for name in stated_in(metas, _AUTHOR) if (byline := _byline([name.value], outlet, name.how))), None
        )
        or _byline(_visible_authors(tree), outlet, How.MICRODATA),
        publisher=publisher,
        published=find_day(tree, metas, article, url),
        updated=find_day_of_change(tree, metas, article),
        url=url,
        language=next(_languages(tree, metas, article), None),
    )


def _facts(values: Sequence[str | None], how: How) -> list[Fact[str]]:
    return [Fact(value, how) for value in values if value]


def _publisher(
    metas: dict[str, str], article: dict[str, Json], organisation: str | None, titles: Sequence[Fact[str]]
) -> Fact[str] | None:
    named = [*_facts(names_in(article.get("publisher"))[:1], How.JSON_LD), *stated_in(metas, _PUBLISHER)][:1]
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


def is_host(publisher: str | None, url: str | None) -> bool:
    """Whether an address is of a site of that name; a name that stands on a page may also be an agency's."""
    letters = re.sub(r"[\W_]", "", publisher or "").lower()
    return bool(letters) and letters in re.sub(r"[\W_]", "", urlsplit(url or "").netloc.lower())


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


def _languages(tree: "HtmlElement", metas: dict[str, str], article: dict[str, Json]) -> Iterator[Fact[str]]:
    """The languages that the page says it is in, the likeliest first."""
    stated = _facts([one_line(article.get("inLanguage"))], How.JSON_LD)
    stated += _facts([tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")], How.HTML_LANG)
    for tag in (*stated, *stated_in(metas, _LANGUAGE)):
        if language := language_of_tag(tag.value, tag.how):
            yield language


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
