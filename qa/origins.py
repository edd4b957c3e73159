"""How many articles stand behind a sentence, and how many origins: one story that ten papers print is one origin.

Out of scope: which passages carry the same words (`qa.prints`), and what the article itself gives as its source (`qa.upstream`).
"""

from collections.abc import Sequence, Set
from typing import NamedTuple

from index.library import Library
from index.sentences import FOOTNOTE
from index.shingles import LEAST_WORDS, have_one_origin
from index.store import Excerpt

_QUOTES = str.maketrans(dict.fromkeys('“”„‟«»"‘’‚‛‹›', "'"))


class Backing(NamedTuple):
    """What stands behind a sentence."""

    articles: int
    """That carry it word for word, the one that is cited among them."""
    origins: int
    """Sets of them that print the same words for the most part."""


ALONE = Backing(articles=1, origins=1)


def count_backing(
    library: Library, sentence: str, of: Excerpt, sharing: Sequence[Excerpt], prints: Set[int] = frozenset()
) -> Backing:
    """What stands behind a sentence of the passage `of`, which shares sentences with the passages `sharing`.

    `prints` are the row ids of the articles that are known to carry the passage's words: they are of its origin. Another is where
    its article and the cited one, or an earlier one of that origin, hold two fifths of the shorter's runs of words. White space,
    footnote numbers and the form of quotation marks make no difference to a sentence; anything else does. A short one, which
    may be anybody's, counts in `prints` alone.
    """
    wanted = _plain(sentence)
    is_short = len(wanted.split()) < LEAST_WORDS
    others = (one for one in sharing if one.article in prints or not (is_short or one.article == of.article))
    carrying = {one.article: one.source for one in others if wanted in _plain(one.text)}
    first = [of.article]
    for article in sorted(carrying.keys() - prints, key=carrying.__getitem__):
        shingles = library.shingles(article)
        if not any(have_one_origin(shingles, library.shingles(earlier)) for earlier in first):
            first.append(article)
    return Backing(articles=1 + len(carrying), origins=len(first))


def _plain(text: str) -> str:
    return " ".join(FOOTNOTE.sub("", text).translate(_QUOTES).split())
