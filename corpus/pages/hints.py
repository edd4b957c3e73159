"""What an element of a page is by its tag and the names that its makers gave it (`class`, `id`, `role`, `itemprop`).

The names are words that occur on pages of many makers; no publisher's own are listed. A hint can be wrong (a `comment`
page's whole text): `corpus.pages.page_regions` drops one that would take the greater part of an article away.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.article import RegionKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CAPTION, COMMENT, EMBED = RegionKind.CAPTION, RegionKind.COMMENT, RegionKind.EMBED
NAVIGATION, FOOTER = RegionKind.NAVIGATION, RegionKind.FOOTER
BYLINE, DATELINE = RegionKind.BYLINE, RegionKind.DATELINE


@dataclass(frozen=True, slots=True)
class Hint:
    """What elements of a name seem to be. Alike for all elements of that name."""

    kind: RegionKind
    strong: bool
    """Whether it means the same wherever it stands. A weak one (`paywall`, `social`) is also given to elements that an
    article's paragraphs stand in, and tells only what the body does not claim."""
    name: str


_STRONG = (
    (COMMENT, r"comments?|commentlist|comment (?:list|section|area|body|content|text|thread|wrap(?:per)?)|disqus(?: thread)?|(?:user|reader|facebook|fb) comments?"),
    (CAPTION, r"(?:(?:photo|image|picture|media|video|img|figure|gallery|wp) ?)?captions?(?: text)?|figcaption|(?:photo|image|picture|media) ?(?:credits?|desc(?:ription)?|legend)|cutline"),
    (EMBED, r"twitter tweet|tweet|twitter (?:video|timeline)|instagram media|fb (?:post|video)|tiktok embed|reddit (?:card|embed)|bluesky embed"),
    (NAVIGATION, r"(?:\w+ )?breadcrumbs?|related ?(?:articles?|posts?|content|stories|story|links?|news|topics?|items?|reading|box|list|container)?|recirc(?:ulation)?|recommend(?:ed|ations?)(?: \w+)?|more (?:stories|news|articles)|most (?:read|popular|viewed)|newsletter ?(?:sign ?up|form|box|promo|widget)?|outbrain|taboola|(?:share|sharing|social) ?(?:bar|buttons?|tools?|links?|icons?|list)"),
)  # fmt: skip
_WEAK = (
    (NAVIGATION, r"nav|navbar|navigation|menu|side ?bar|share|sharing|social(?: media)?|follow us|read ?(?:more|next|also)|also read|popular|trending|latest|sign ?up|subscribe|subscription|paywall|promos?|promoted|sponsored|adverts?|advertisement|advertising|ad|ads|teasers?|tags?|toolbar|pagination|pager|cookies?|gdpr|consent|popup|modal|skip link|screen reader text|visually hidden|sr only"),
    (COMMENT, r"respond|replies|livefyre|discussion"),
    (FOOTER, r"(?:site |page |global )?footer|colophon|copyright|legal"),
    (BYLINE, r"byline|authors?|author ?(?:name|info|line|bio|box|byline)|vcard|written by|contributors?"),
    (DATELINE, r"dateline|date|date ?time|(?:date|published|pub|publish|post|entry|article) ?(?:date|published|time|on|at)|published|time ?stamp|posted on|updated"),
)  # fmt: skip


def _patterns(
    table: tuple[tuple[RegionKind, str], ...], *, whole: bool
) -> tuple[tuple[RegionKind, re.Pattern[str]], ...]:
    """A strong name stands at the end of a name (`article caption`), a weak one anywhere in it; hashes may follow."""
    ending = r"(?: [a-z0-9]*\d[a-z0-9]*| sc| css| styles?| container| wrapper| module| block| widget| section)*$" if whole else r"(?![a-z0-9])"  # fmt: skip
    return tuple((kind, re.compile(rf"(?<![a-z0-9])(?:{pattern}){ending}")) for kind, pattern in table)


_NAMES = (
    *((kind, True, pattern) for kind, pattern in _patterns(_STRONG, whole=True)),
    *((kind, False, pattern) for kind, pattern in _patterns(_WEAK, whole=False)),
)
_BY_TAG = {
    "nav": (NAVIGATION, True),
    "aside": (NAVIGATION, True),
    "footer": (FOOTER, True),
    "figcaption": (CAPTION, True),
    "figure": (CAPTION, False),
    "address": (BYLINE, False),
    "time": (DATELINE, False),
}
_BY_ROLE = {
    "navigation": (NAVIGATION, True),
    "menu": (NAVIGATION, True),
    "complementary": (NAVIGATION, True),
    "dialog": (NAVIGATION, False),
    "search": (NAVIGATION, True),
    "contentinfo": (FOOTER, True),
}
_BY_PROPERTY = {
    **dict.fromkeys(("author", "creator", "editor"), (BYLINE, False)),
    **dict.fromkeys(("datepublished", "datecreated", "datemodified"), (DATELINE, False)),
    **dict.fromkeys(("caption", "image", "thumbnail"), (CAPTION, True)),
    **dict.fromkeys(("keywords", "publisher", "logo", "wordcount"), (NAVIGATION, True)),
    "comment": (COMMENT, True),
}
"""https://schema.org/NewsArticle"""

# Their names say of what sort the page is ("comments open"), not what stands in them.
_WHOLE = frozenset({"html", "body", "main", "article", "h1"})
_NOT = re.compile(r"(?:has|have|no|not|with|without|hide|hidden|show|is|enable\w*|disable\w*|js)(?![a-z])")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 80


def hint_of(element: "HtmlElement") -> Hint | None:
    """What `element` is by its own markup, if that says anything."""
    get = element.get
    names = f"{get('class') or ''} {get('id') or ''}"
    return _hint(element.tag, names, get("role") or "", get("itemprop") or "", get("rel") or "")


@lru_cache(maxsize=4096)
def _hint(tag: str, names: str, role: str, itemprop: str, rel: str) -> Hint | None:
    if tag in _WHOLE:
        return None
    said = (BYLINE, False) if "author" in rel.split() else _BY_PROPERTY.get(itemprop.lower())
    said = said or _BY_ROLE.get(role.lower())
    if said is None:
        said = _BY_TAG.get(tag)
        if said is None or not said[1]:
            said = _by_name(names) or said
    return Hint(*said, f"{tag} {names}") if said else None


def _by_name(names: str) -> tuple[RegionKind, bool] | None:
    # Each name by itself: what stands in two names does not belong together.
    spoken = [_SEPARATORS.sub(" ", _HUMP.sub(" ", name)).lower().strip() for name in names.split()]
    spoken = [words for words in spoken if 0 < len(words) <= _LONGEST and not _NOT.match(words)]
    for kind, strong, pattern in _NAMES:
        if any(pattern.search(words) for words in spoken):
            return kind, strong
    return None
