"""Links of an article's own words that may lead to their source: in pages, in Markdown, and addresses as they are.

What counts leads to a document: not to a front page, an author, a topic, an account, a shop or a form to share something, not
to another place of the same page; and it stands in a sentence, not by itself. Pages of the article's own site are mostly linked
for reading on: one counts where it looks like an article and the words say more than what it is about.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from corpus.article import Link, Region, RegionKind

_MARKDOWN = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]\n]{1,300})\]\((?P<url>https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)(?: +\"[^\"\n]*\")?\)"
)
_BARE = re.compile(r"https?://[^\s<>\"“”\[\]{}|\\^`]+", re.IGNORECASE)
_BESIDE = 400
"""Within how many characters of a link there are words, if it stands in a sentence."""
_TRAILING = ".,;:!?'’*_"

_LISTS = frozenset([
    *("author", "authors", "byline", "contributor", "contributors", "journalist", "journalists", "people", "person", "profile", "profiles"),
    *("reporter", "reporters", "staff", "team", "user", "users", "writer", "writers", "tag", "tags", "topic", "topics", "category"),
    *("categories", "hashtag", "keyword", "keywords", "search", "section", "sections", "subject", "archives", "newsletter", "newsletters"),
    *("subscribe", "subscription", "subscriptions", "login", "signin", "sign-in", "signup", "sign-up", "register", "account", "donate"),
    *("player", "players", "playerpage", "company", "companies", "organization", "quote", "quotes", "stocks", "symbol", "dp", "programmes"),
    *("about", "about-us", "contact", "contact-us", "privacy", "terms", "help", "advertise", "shop", "jobs", "careers", "feed", "rss"),
])  # fmt: skip
"""Names in the path of pages that list, sell or present, and report nothing."""
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|reddit|pinterest|tiktok|threads|youtube|telegram|whatsapp|tumblr|bsky)\.(?:com|net|me|org|app)$|(?:^|\.)(?:t\.me|wa\.me)$"
)
_SHARE = re.compile(r"/(?:sharer|share|sharearticle|intent|submit|pin/create|send|dialog)\b", re.IGNORECASE)
_SHOP = re.compile(
    r"(?:^|\.)(?:amazon\.[a-z.]+|amzn\.to|ebay\.[a-z.]+|etsy\.com|walmart\.com|bestbuy\.com|apps\.apple\.com|itunes\.apple\.com|play\.google\.com|anrdoezrs\.net|awin1\.com|shareasale\.com|redirectingat\.com|skimresources\.com|linksynergy\.com|jdoqocy\.com|tkqlhce\.com|dpbolvw\.net|kqzyfj\.com)$"
)
_QUERY = re.compile(r"(?:^|&)(?:tag|q|s|search|query|affid|aff_id)=", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:report\w*|sa(?:id|ys)|told|wrote|writ\w+|noted?|announce\w*|reveal\w*|found|established|study|interview\w*|survey|poll|investigation|statement|earlier|previously|last (?:week|month|year))\b",
    re.IGNORECASE,
)
"""Words that say that something was said; others are linked for what they name."""
_ARTICLE = re.compile(r"\d{4}|\.(?:s?html?|pdf|aspx?|php)$|[^-_/]+(?:[-_][^-_/]+){3,}$", re.IGNORECASE)
"""In a path: a number or date, a file, or the words of a headline."""


def find_links(text: str, regions: Sequence[Region], url: str | None, anchors: Sequence[Link] = ()) -> tuple[Link, ...]:
    """The links of the body, in order. `anchors` are those of a page as its markup has them, their addresses not yet resolved."""
    found = list(resolve(anchors, url))
    if "://" in text:
        found += _written(text, anchors)
    body = [region for region in regions if region.kind is RegionKind.BODY]
    starts = [region.start for region in body]
    own = _split(url or "")
    return tuple(
        link
        for link in sorted(found, key=lambda link: (link.start, link.end))
        if (at := bisect_right(starts, link.start))
        and link.end <= body[at - 1].end
        and _is_document(link.url, own, text[link.start : link.end])
        and not _stands_alone(text, link)
    )


def resolve(anchors: Iterable[Link], url: str | None) -> Iterator[Link]:
    """The anchors that lead to another page by http or https, with whole addresses."""
    for link in anchors:
        try:
            address = urljoin(url or "", link.url.strip())
        except ValueError:
            continue
        elsewhere = not url or urldefrag(address)[0].rstrip("/") != urldefrag(url)[0].rstrip("/")
        if (
            elsewhere
            and (parts := _split(address))
            and parts.scheme in ("http", "https")
            and "." in (parts.hostname or "")
        ):
            yield Link(start=link.start, end=link.end, url=address)


def _written(text: str, anchors: Sequence[Link]) -> Iterator[Link]:
    """Markdown's links, and addresses that stand in the text and are no anchor's."""
    starts = [anchor.start for anchor in anchors]
    taken = 0
    for match in re.finditer(f"{_MARKDOWN.pattern}|(?i:{_BARE.pattern})", text):
        if match["url"]:
            yield Link(start=match.start("words"), end=match.end("words"), url=match["url"])
        elif match.start() >= taken:
            at = bisect_right(starts, match.start())
            if at and anchors[at - 1].end > match.start():
                continue
            yield Link(start=match.start(), end=match.start() + len(_trimmed(match[0])), url=_trimmed(match[0]))
        taken = match.end()


def _trimmed(address: str) -> str:
    """An address without the marks of the sentence that it stands in."""
    trimmed = address.rstrip(_TRAILING)
    while trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
        trimmed = trimmed[:-1].rstrip(_TRAILING)
    return trimmed


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.hostname else None
    except ValueError:
        return None


def _stands_alone(text: str, link: Link) -> bool:
    """Whether it is all of its paragraph: a teaser, or a place in a list."""
    before = text[max(0, link.start - _BESIDE) : link.start].rpartition("\n")[2]
    behind = text[link.end : link.end + _BESIDE].partition("\n")[0]
    return not re.search(r"\w", before) and not re.search(r"\w", re.sub(r"^\]\(\S+\)", "", behind))


def _is_document(address: str, own: SplitResult | None, words: str) -> bool:
    parts = _split(address)
    if parts is None:
        return False
    host, path = parts.hostname or "", parts.path.rstrip("/")
    names = path.lower().split("/")[1:]
    if not (names or parts.query) or not _LISTS.isdisjoint(names) or _SHOP.search(host) or _QUERY.search(parts.query):
        return False
    if _SOCIAL.search(host):
        # A post, not who posts.
        return len(names) > 1 and not _SHARE.match(path)
    if own is not None and _is_same_site(host, own.hostname or ""):
        says = words.count(" ") > 1 or _SAID.search(words) is not None
        return says and _ARTICLE.search(path) is not None
    return True


def _is_same_site(host: str, own: str) -> bool:
    host, own = (re.sub(r"^(?:www|m|amp|edition)\.", "", name) for name in (host, own))
    return host == own or host.endswith(f".{own}") or own.endswith(f".{host}")
