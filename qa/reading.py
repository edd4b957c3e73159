"""What of a passage does not depend on the question: its sentences, their terms, and the words that may be alike to others.

A question reads a dozen passages of which most are new to it, so that reading one has to be quick, and what was read is kept.
"""

import re
from collections.abc import Collection, Iterable
from itertools import chain, compress
from typing import NamedTuple

from index.passage_terms import Numbers, PassageTerms, named_terms, numbers_in, read_terms, terms_row
from index.recent import Recent
from index.rows import Excerpt
from index.stop import STOP

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
    """Of all terms that carry information, in order."""
    lengths: tuple[int, ...]
    """How many of these each sentence has."""
    words: tuple[tuple[str, ...], ...]
    """Of each sentence its distinct common words that carry information."""
    names: tuple[frozenset[int], ...]
    """Of each sentence the terms that are written as names or figures, as their numbers."""


def read(excerpt: Excerpt, *, every: bool = False) -> Reading:
    """The reading of a passage; of `every` term, where a question has none that carries information."""
    text = excerpt.text
    if every:
        return _read(text, read_terms(terms_row(text, every=True)))
    try:
        return _readings[text]
    except KeyError:
        reading = _read(text, excerpt.terms)
        _readings.keep(text, reading)
        return reading


_readings: Recent[str, Reading] = Recent(_PASSAGES)
"""By text."""


def _read(text: str, terms: PassageTerms) -> Reading:
    spans, texts, names = [], [], []
    begins = at = 0
    places = terms.every()
    numbers = numbers_in([terms.numbers])[places >> 1]
    lengths, ends = (of_each.tolist() for of_each in terms.lengths_and_ends())
    in_order, named = numbers.tolist(), (places & 1).tolist()
    for end, length in zip(ends, lengths, strict=True):
        one = text[begins:end].lstrip()
        spans.append((end - len(one), end))
        texts.append(one)
        begins = end
        upto = at + length
        names.append(frozenset(compress(in_order[at:upto], named[at:upto])))
        at = upto
    return Reading(
        tuple(spans),
        tuple(texts),
        tuple(["?" in one and _ASKS.search(one) is not None for one in texts]),
        numbers.tobytes(),
        tuple(lengths),
        tuple(
            [tuple(dict.fromkeys([word for word in _COMMON_WORD.findall(one) if word not in STOP])) for one in texts]
        ),
        tuple(names),
    )


def spelt(names: Collection[int], passages: Iterable[Reading]) -> dict[int, str]:
    """The terms that some numbers stand for, all of which are names in `passages`."""
    lacking = {name for name in names if name not in _spelt}
    for passage in passages if lacking else ():
        if not lacking.isdisjoint(chain.from_iterable(passage.names)):
            for number, term in named_terms(" ".join(passage.texts)).items():
                _spelt.keep(number, term)
                lacking.discard(number)
    return {name: _spelt[name] for name in names}


_spelt: Recent[int, str] = Recent(1 << 14)
