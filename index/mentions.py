"""Which of a few terms occur in a long text, found without taking all of it apart: a sixth of the time."""

import re
from collections.abc import Iterable
from functools import lru_cache

from index.words import terms

_MAY_FOLD = re.compile(
    rb"\xc2[\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe]|[\xc3-\xe1\xe3-\xf4]|\xe2(?!\x80)"
)  # all letters and numerals beyond ASCII, in UTF-8, and more; not the dashes and quotes that news is full of


def mentioned(text: str, wanted: Iterable[str]) -> set[str]:
    """Those of the terms `wanted` that are among `terms(text)`."""
    data = text.encode()
    lower = data.lower()
    # Letters that are folded to others may be anywhere in a word: such words are looked at whatever they begin with.
    folding = {term for piece in _pieces(data, lower, _MAY_FOLD) for term in terms(piece)}
    return {
        term
        for term in wanted
        if term in folding or any(term in terms(piece) for piece in _pieces(data, lower, _opening(term)))
    }


def _pieces(data: bytes, lower: bytes, pattern: re.Pattern[bytes]) -> Iterable[str]:
    """The stretches between ASCII white space in which `pattern` is found."""
    end = -1
    for match in pattern.finditer(lower):
        if match.start() >= end:
            start, end = match.start(), match.end()
            while start and data[start - 1] > 32:
                start -= 1
            while end < len(data) and data[end] > 32:
                end += 1
            yield data[start:end].decode()


@lru_cache(maxsize=1024)
def _opening(term: str) -> re.Pattern[bytes]:
    """What a word that may give `term` begins with, in lower case: dots and commas in `U.S.` and `1,200` are no part of it."""
    # A stem opens as its word does, but for its last letter; `die` is that of `dying`.
    opening = term[:1] if term[1:] == "ie" else term[:-1] if term[-1] in "eiyl" else term
    first, *others = (re.escape(letter.encode()) for letter in opening or term)
    gap = rb"(?:(?:'|\xe2\x80\x99)s)?[.,]?"
    # The letter comes before the look behind it, so that the search leaps from one such letter to the next.
    return re.compile(gap.join([first + rb"(?<![a-z0-9]" + first + rb")", *others]))
