"""What of a passage does not depend on the question: its sentences, and the words of each that may be alike to others.

A question reads a dozen passages of which most are new to it, so that reading one has to be quick, and what was read is kept.
Out of scope: the terms of a passage, which its row holds (`index.passage_terms`).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.recent import Recent
from index.rows import Excerpt
from index.stop import STOP

_PASSAGES = 1 << 12
"""Of how many passages, at least, what was read is kept: some 4 KB each, 16 to 32 MB when full."""

_ASKS = re.compile(r"\?[\"'”’)]*(?:\[\d{1,3}\])*$")

_COMMON_WORD = re.compile(r"\b[a-zß-öø-ÿ]{3,}")
"""Words without a capital: names of one kind are alike to the model (`Friday` and `Saturday`), and to nobody else."""


class Reading(NamedTuple):
    """The sentences of a text, in order, and what they are made of."""

    spans: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    asks: tuple[bool, ...]
    """Whether a sentence is itself a question."""
    words: tuple[tuple[str, ...], ...]
    """Of each sentence its distinct common words that carry information."""


def read(excerpt: Excerpt) -> Reading:
    """The reading of a passage."""
    text = excerpt.text
    try:
        return _readings[text]
    except KeyError:
        reading = _read(text, excerpt.terms.lengths_and_ends()[1].tolist())
        _readings.keep(text, reading)
        return reading


_readings: Recent[str, Reading] = Recent(_PASSAGES)
"""By text."""


def _read(text: str, ends: Sequence[int]) -> Reading:
    texts = [text[begins:end].lstrip() for begins, end in zip((0, *ends), ends, strict=False)]
    return Reading(
        tuple([(end - len(one), end) for one, end in zip(texts, ends, strict=True)]),
        tuple(texts),
        tuple(["?" in one and _ASKS.search(one) is not None for one in texts]),
        tuple([tuple(dict.fromkeys([w for w in _COMMON_WORD.findall(one) if w not in STOP])) for one in texts]),
    )
