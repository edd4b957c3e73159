"""Which passages carry the same words: prints of one text in several articles.

Another article carries a passage's words where both hold four fifths of the runs of five words of the shorter, case and
punctuation apart, and it does not say otherwise: no stretch of a few words has another figure, another day, or a negation more or
less. What says otherwise is a hit of its own, and never named as the same words.

Out of scope: how prints are found among millions (`index.origins`), and what stands behind a sentence (`qa.origins`).
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

from corpus.calendar import MONTHS, WEEKDAYS
from index.store import Excerpt
from qa.figures import figures_in, negates

RUN = 5
SAME = 0.8
"""Share of the shorter passage's runs of words that the other must hold."""

_STRETCH = 12
"""Words of a stretch that is compared for what it says; of a longer one, a sentence more or less, the passages differ in extent."""
_WORD_OR_TWO = 4

_WORD = re.compile(r"\S+")
_DAYS = frozenset(name.casefold() for name in (*WEEKDAYS, *MONTHS))

Run = tuple[str, ...]


def find_prints(of: Excerpt, others: Iterable[Excerpt]) -> list[Excerpt]:
    """The stretches of `others` that carry the words of the passage `of`, or whose words it carries; by source and start.

    `others` are passages that share a sentence with it, by source and start. Where they are cut elsewhere, several of an article
    may hold its words only together.
    """
    found: list[Excerpt] = []
    for article, some in groupby(others, lambda one: one.article):
        passages = [*some]
        if article == of.article:
            continue
        words = runs(of.text)
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


@lru_cache(maxsize=256)
def runs(text: str) -> frozenset[Run]:
    """The distinct runs of five words of `text`; a shorter text is one."""
    return frozenset(_in_order(text))


def cut_to(excerpt: Excerpt, shared: Set[Run]) -> Excerpt:
    """The stretch of `excerpt` from the first to the last of the `shared` runs."""
    words = list(_WORD.finditer(excerpt.text))
    found = [at for at, run in enumerate(_in_order(excerpt.text)) if run in shared]
    start, end = words[found[0]].start(), words[min(found[-1] + RUN, len(words)) - 1].end()
    return replace(excerpt, start=excerpt.start + start, end=excerpt.start + end, text=excerpt.text[start:end])


def says_otherwise(text: str, other: str) -> bool:
    """Whether some words of `other` are those of `text` but for a figure, a day or a negation."""
    left, right = _words(text), _words(other)
    if left == right or _telling(left) == _telling(right):
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


class _Telling(NamedTuple):
    """What of some words must be the same where the same is said, in order."""

    figures: tuple[str, ...]
    negations: int
    days: tuple[str, ...]


def _telling(words: Sequence[str]) -> _Telling:
    return _Telling(
        tuple(chain.from_iterable(figures_in(word.partition("[")[0]) for word in words)),
        sum(map(negates, words)),
        tuple(word for word in words if word in _DAYS),
    )


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?\"'“”‘’()") for word in text.casefold().split()]


def _in_order(text: str) -> list[Run]:
    words = _words(text)
    return [*zip(*(words[at:] for at in range(RUN)), strict=False)] or [tuple(words)]
