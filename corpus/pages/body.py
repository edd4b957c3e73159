"""Which blocks of a page are the body of its article: as trafilatura reads the page, found again block by block.

trafilatura gives a text of its own, put together anew; ours is the page's, and does not change with a library's version.
A block is of the body when most of its runs of four words are in what trafilatura gave.
Out of scope: what the blocks are by their markup and words (`corpus.pages.page_regions`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.pages.anchors import UNSEEN
from corpus.pages.blocks import Block

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_WORD = re.compile(r"\w+")
_RUN = 4
_SHARE = 0.5
_NEAR = 3
"""Within how many blocks of a longer one a block of one to three words must stand to be of the body."""

_ADDED = 250
"""From how many characters on what trafilatura found where no reader sees it (in JSON-LD) is taken for the article."""

_PARAGRAPHS = frozenset(["body", "cell", "code", "div", "head", "item", "lb", "list", "p", "quote", "row", "table"])
"""What opens a paragraph in trafilatura's trees."""

Words = tuple[str, ...]


def find_body(tree: "HtmlElement", blocks: Sequence[Block]) -> tuple[list[bool], list[str]]:
    """Which of `blocks` are of the body, and paragraphs of the body that are in none of them: of an article that is in the
    page for search engines only, and that a script would have shown. The tree is left as it was.
    """
    texts = _extract(tree)
    lines = [_words(text) for text in texts]
    words = [_words(block.text) for block in blocks]
    found = _find_long(words, [word for line in lines for word in line])
    _add_short(found, words, Counter(line for line in lines if len(line) < _RUN))
    seen = sum(len(of) for of, is_body in zip(words, found, strict=True) if is_body)
    if 3 * seen < sum(map(len, lines)) and sum(map(len, texts)) >= _ADDED:
        shown = {run for of in words for run in _runs(of)}
        return found, [
            text for text, line in zip(texts, lines, strict=True) if not any(run in shown for run in _runs(line))
        ]
    return found, []


def _extract(tree: "HtmlElement") -> list[str]:
    """The paragraphs, headings, items and cells of the body, as trafilatura finds it."""
    import logging

    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    # What it has to say of a page without an article is said by what comes of that.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    document = bare_extraction(tree, options=Extractor(comments=False, precision=False))
    if document is None or isinstance(document, dict):
        return []
    return [text for line in "".join(_text_of(document.body)).split("\n") if (text := line.strip())]


def _text_of(body: "_Element") -> Iterator[str]:
    from lxml.etree import iterwalk

    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in _PARAGRAPHS:
            yield "\n"
        yield ((element.text if event == "start" else element.tail) or "").replace("\n", " ")


def _words(text: str) -> Words:
    return tuple(_WORD.findall(UNSEEN.sub("", text)))


def _runs(words: Sequence[str]) -> Iterator[Words]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _find_long(words: Sequence[Words], extracted: Sequence[str]) -> list[bool]:
    """Which blocks of four words or more stand in `extracted`.

    Each place there is one block's: of blocks that say the same (a teaser, the standfirst again) that one is taken which
    more of stands there, then which is nearer to the middle of all.
    """
    places = Counter(_runs(extracted))
    shares = [sum(run in places for run in _runs(of)) / max(1, len(of) - _RUN + 1) for of in words]
    likely = [index for index, share in enumerate(shares) if share >= _SHARE]
    middle = likely[len(likely) // 2] if likely else 0
    found = [False] * len(words)
    for index in sorted(likely, key=lambda index: (-shares[index], abs(index - middle))):
        runs = list(_runs(words[index]))
        free = [run for run in runs if places[run] > 0]
        if len(free) >= _SHARE * len(runs):
            found[index] = True
            places.subtract(free)
    return found


def _add_short(found: list[bool], words: Sequence[Words], short: Counter[Words]) -> None:
    long = list(found)
    for index, of in enumerate(words):
        if 0 < len(of) < _RUN and short[of] and any(long[max(0, index - _NEAR) : index + _NEAR + 1]):
            found[index] = True
            short[of] -= 1
