"""Links in a page's markup, from the element to the place of its words in the text.

Out of scope: which of them may be a source for the article's words (`corpus.sources.links`).
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from corpus.article import Link, RegionKind
from corpus.pages.hints import hint_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_SOURCE = frozenset({RegionKind.NAVIGATION, RegionKind.BYLINE, RegionKind.FOOTER})
UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")
"""Where a word may be broken: search and quotes are to find the word whole."""


class Anchor(NamedTuple):
    """A link, and from which to which of a block's pieces its words are."""

    url: str
    first: int
    last: int


def may_be_source(element: "HtmlElement", url: str) -> bool:
    """Whether a link by its markup leads out of the page, and to no author, tag, licence or advertiser."""
    relation = (element.get("rel") or "").lower().split()
    hint = hint_of(element)
    return (
        not url.startswith(("#", "javascript:", "mailto:", "tel:"))
        and not {"author", "tag", "license", "sponsored"} & {*relation}
        and (hint is None or hint.kind not in _NO_SOURCE)
    )


def place_anchors(anchors: Sequence[Anchor], pieces: Sequence[str], text: str) -> list[Link]:
    """Anchors at places of `text`, which has all characters of the `pieces` but blanks and what is unseen."""
    before = [0, *accumulate(sum(map(len, UNSEEN.sub("", piece).split())) for piece in pieces)]
    places = [at for at, character in enumerate(text) if not character.isspace()]
    return [
        Link(start=places[before[first]], end=places[before[last] - 1] + 1, url=url)
        for url, first, last in anchors
        if before[first] < before[last]
    ]
