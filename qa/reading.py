"""What of a passage does not depend on the question: its sentences, their terms, and the words that may be alike to others.

A question reads a dozen passages of which most are new to it, so that reading one has to be quick, and what was read is kept.
"""

import re
from typing import NamedTuple

import numpy as np

from index.recent import Recent
from index.rows import Numbers
from index.sentences import find_sentences
from index.stop import STOP
from index.words import term_number, terms
from qa.days import MONTHS, WEEKDAYS

_PASSAGES = 1 << 12
"""Of how many passages, at least, what was read is kept: some 5 KB each, 20 to 40 MB when full."""

_ASKS = re.compile(r"\?[\"'”’)]*(?:\[\d{1,3}\])*$")

_COMMON_WORD = re.compile(r"\b[a-zß-öø-ÿ]{3,}")
"""Words without a capital: names of one kind are alike to the model (`Friday` and `Saturday`), and to nobody else."""


class Reading(NamedTuple):
    """The sentences of a text, in order, and what they are made of."""

    spans: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    asks: tuple[bool, ...]
    """Whether a sentence is itself a question."""
    numbers: Numbers
    """Of all terms, in order."""
    lengths: tuple[int, ...]
    """How many of these each sentence has."""
    words: tuple[tuple[str, ...], ...]
    """Of each sentence its distinct common words that carry information."""
    names: tuple[tuple[str, ...], ...]
    """Of each sentence the distinct terms that are written as names or figures."""


def _read(text: str) -> Reading:
    spans = find_sentences(text, 0, len(text))
    texts = [text[start:end] for start, end in spans]
    numbers: list[int] = []
    lengths = []
    words, names = [], []
    for one in texts:
        before = len(numbers)
        common: list[str] = []
        named: list[str] = []
        pieces = one.split()
        for of_piece, word, name in map(_pieces.__getitem__, pieces):
            numbers += of_piece
            if word:
                common += word
            if name:
                named += name
        opening = _pieces[pieces[0]].names
        if opening and not (len(pieces) > 1 and (_pieces[pieces[1]].names or pieces[1] in _VERBS)):
            # Any word has a capital at the beginning of a sentence.
            named = named[len(opening) :]
        lengths.append(len(numbers) - before)
        words.append(tuple(dict.fromkeys(common)))
        names.append(tuple(dict.fromkeys(named)))
    return Reading(
        tuple(spans),
        tuple(texts),
        tuple(["?" in one and _ASKS.search(one) is not None for one in texts]),
        np.array(numbers, dtype=np.uint32),
        tuple(lengths),
        tuple(words),
        tuple(names),
    )


class _Piece(NamedTuple):
    """What stands between white space, which neither terms nor words reach across."""

    numbers: tuple[int, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]


def _take_apart(piece: str) -> _Piece:
    found = terms(piece)
    return _Piece(
        tuple(map(term_number, found)),
        tuple([word for word in _COMMON_WORD.findall(piece) if word not in STOP]),
        tuple([term for term in found if term not in _NAMES_NOTHING]) if _NAME.match(piece) else (),
    )


_NAME = re.compile(r"[\"'“‘(\[$£€]*[A-ZÀ-Þ0-9]")
_SHORT = "Jan Feb Mar Apr Aug Sept Oct Nov Dec"
_NAMES_NOTHING = STOP | {*terms(" ".join((*WEEKDAYS, *MONTHS, _SHORT)))} - {*terms("May")}
"""Days and months stand in every article; the one that is a verb is a name, too."""
_VERBS = frozenset(
    {"said", "says", "told", "announced", "confirmed", "wrote", "was", "is", "has", "had", "will", "won"}
)
"""What follows upon a name that opens a sentence."""

_pieces = Recent(1 << 16, _take_apart)
"""Some 400 bytes each, 26 to 52 MB when full."""

readings = Recent(_PASSAGES, _read)
"""By text."""
