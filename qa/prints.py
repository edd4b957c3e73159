"""Which passages carry the same words: prints of one text in several articles.

Another article carries a passage's words where both hold four fifths of the runs of five words of the shorter, case and
punctuation apart, and it does not say otherwise: no stretch of a few words has another figure, another day, or a negation more or
less. What says otherwise is a hit of its own, and never named as the same words.

Out of scope: how prints are found among millions (`index.origins`), and what stands behind a sentence (`qa.origins`).
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

from corpus.facts.calendar import MONTHS, WEEKDAYS
from index.passage_terms import numbers_in
from index.recent import Recent
from index.store import Excerpt
from qa.figures import PUNCTUATION, figures_in, negates

RUN = 5
SAME = 0.8
"""Share of the shorter passage's runs of words that the other must hold."""

_STRETCH = 12
"""Words of a stretch that is compared for what it says; of a longer one, a sentence more or less, the passages differ in extent."""
_WORD_OR_TWO = 4

_DAYS = frozenset(name.casefold() for name in (*WEEKDAYS, *MONTHS))

Run = str
"""Words that follow on each other, put together: of many strings Python's collector of garbage has nothing to go through."""


def find_prints(of: Excerpt, others: Sequence[Excerpt]) -> list[Excerpt]:
    """The stretches of `others` that carry the words of the passage `of`, or whose words it carries; by source and start.

    `others` are passages that share a sentence with it, by source and start. Where they are cut elsewhere, several of an article
    may hold its words only together.
    """
    found: list[Excerpt] = []
    alike = [*_by_article(of, others)] if others else []
    words = runs(of.text) if alike else frozenset[Run]()
    for passages in alike:
        shared = [words & runs(one.text) for one in passages]
        whole = len(frozenset().union(*shared)) >= SAME * len(words)
        carried = [
            (one, part)
            for one, part in zip(passages, shared, strict=True)
            if part and (whole or len(part) >= SAME * len(runs(one.text)))
        ]
        if carried and not says_otherwise(of.text, " ".join(one.text for one, _ in carried)):
            found += [cut_to(one, part) for one, part in carried]
    return found


def _by_article(of: Excerpt, others: Sequence[Excerpt]) -> Iterator[list[Excerpt]]:
    """The passages of each other article that may carry the words of `of`, told from the terms that they share."""
    theirs = [one.terms.numbers for one in others]
    there = np.zeros(_BUCKETS, dtype=bool)
    there[numbers_in([of.terms.numbers]) % _BUCKETS] = True
    shared = np.append(0, np.cumsum(there[numbers_in(theirs) % _BUCKETS]))
    ends = np.cumsum([0, *(len(numbers) // 4 for numbers in theirs)])
    counts, lengths = np.diff(shared[ends]).tolist(), np.diff(ends).tolist()
    least = _SHARED * (len(of.terms.numbers) // 4)
    for article, some in groupby(range(len(others)), lambda at: others[at].article):
        at = [*some]
        # Its passages may hold the words together, or one of them be part of `of`.
        if article != of.article and (
            sum(counts[one] for one in at) >= least or any(counts[one] >= _SHARED * lengths[one] for one in at)
        ):
            yield [others[one] for one in at]


_SHARED = 0.5
"""Share of the distinct terms that passages with the same words have in common: of 937 all but one had .71 and more, and that, half
of it function words, .54."""
_BUCKETS = 1 << 16


@lru_cache(maxsize=512)
def runs(text: str) -> frozenset[Run]:
    """The distinct runs of five words of `text`; a shorter text is one."""
    return frozenset(_in_order(text))


def cut_to(excerpt: Excerpt, shared: Set[Run]) -> Excerpt:
    """The stretch of `excerpt` from the first to the last of the `shared` runs."""
    every, text = _in_order(excerpt.text), excerpt.text
    first = next(at for at, run in enumerate(every) if run in shared)
    last = len(every) - 1 - next(at for at, run in enumerate(reversed(every)) if run in shared)
    start, end = _start_of(text, first), len(text[: _start_of(text, last + RUN)].rstrip())
    return replace(excerpt, start=excerpt.start + start, end=excerpt.start + end, text=text[start:end])


def _start_of(text: str, word: int) -> int:
    """Where the word of that number begins, the first being 0; the end of a text that has fewer."""
    pieces = text.split(None, word)
    return len(text) - len(pieces[word]) if len(pieces) > word else len(text)


def says_otherwise(text: str, other: str) -> bool:
    """Whether some words of `other` are those of `text` but for a figure, a day or a negation."""
    (left, told), (right, also_told) = _said(text), _said(other)
    if left == right or told == also_told:
        return False
    from difflib import SequenceMatcher  # which only texts need that are alike and not the same

    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal" or max(b - a, d - c) > _STRETCH:
            continue
        one, two = _telling(left[a:b]), _telling(right[c:d])
        if what == "replace" and (one.figures != two.figures or one.negations != two.negations):
            return True
        if what == "replace" and one.days and two.days and one.days != two.days:
            return True
        if what != "replace" and max(b - a, d - c) <= _WORD_OR_TWO and one.negations != two.negations:
            return True
    return False


@lru_cache(maxsize=64)
def _said(text: str) -> "tuple[list[str], _Telling]":
    words = _words(text)
    return words, _telling(words)


class _Telling(NamedTuple):
    """What of some words must be the same where the same is said, in order."""

    figures: tuple[str, ...]
    negations: int
    days: tuple[str, ...]


def _telling(words: Sequence[str]) -> _Telling:
    told = [of_word for word in words if (of_word := _told[word]) is not _NOTHING]
    return _Telling(
        tuple(chain.from_iterable(one.figures for one in told)),
        sum(one.negations for one in told),
        tuple(chain.from_iterable(one.days for one in told)),
    )


def _tell(word: str) -> _Telling:
    figures = tuple(figures_in(word.partition("[")[0]))
    told = _Telling(figures, int(negates(word)), (word,) if word in _DAYS else ())
    return _NOTHING if told == _NOTHING else told


_NOTHING = _Telling((), 0, ())
_told: Recent[str, _Telling] = Recent(1 << 14, _tell)
"""By word, of which most tell nothing; some 100 bytes each."""


def _words(text: str) -> list[str]:
    return [word.strip(PUNCTUATION) for word in text.casefold().split()]


@lru_cache(maxsize=64)
def _in_order(text: str) -> tuple[Run, ...]:
    words = _words(text)
    return tuple(map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False))) or (" ".join(words),)
