"""BM25 over candidates, in float64 and from the passages themselves.

A passage's score is the same to the last bit whichever others it is scored with.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.rows import Excerpt
from index.words import TITLE_WEIGHT, term_numbers

K1 = 1.2
B = 0.75
"""BM25's saturation and length normalisation (Robertson and Zaragoza 2009); Lucene's and Tantivy's defaults."""

Numbers = npt.NDArray[np.int64]


class PassageTerms(NamedTuple):
    """What BM25 needs of a passage; its terms are their numbers (`term_numbers`)."""

    body: Numbers
    """`(n,)`, each term as often as it occurs."""
    title: Numbers
    """`(m,)`, each term once."""
    characters: int


def count_terms(excerpt: Excerpt) -> PassageTerms:
    return PassageTerms(
        np.fromiter(term_numbers(excerpt.text), np.int64),
        _title_terms(excerpt.title) if excerpt.title else _NONE,
        excerpt.end - excerpt.start,
    )


_NONE = np.zeros(0, dtype=np.int64)


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> Numbers:
    return np.fromiter({*term_numbers(title)}, np.int64)


def bm25(passages: Sequence[PassageTerms], weights: Mapping[str, float], mean: float) -> npt.NDArray[np.float64]:
    """The scores `(n,)` of passages that have `mean` characters on average; `weights` gives each term its own.

    A word in the title counts as `TITLE_WEIGHT` of one in the passage (BM25F with one saturation for both).
    """
    scores = np.zeros(len(passages))
    if not passages:
        return scores
    norm = 1 - B + B * np.array([one.characters for one in passages]) / mean
    bodies, in_body = _joined([one.body for one in passages])
    titles, in_title = _joined([one.title for one in passages])
    for word, weight in weights.items():
        number = hash(word)
        in_bodies = np.bincount(in_body[np.flatnonzero(bodies == number)], minlength=len(passages))
        in_titles = np.bincount(in_title[np.flatnonzero(titles == number)], minlength=len(passages))
        frequency = in_bodies / norm + TITLE_WEIGHT * in_titles
        scores += weight * frequency * (K1 + 1) / (frequency + K1)
    return scores


def _joined(lists: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """All of them one after another, and for each number which list it is from."""
    return np.concatenate(lists), np.repeat(np.arange(len(lists)), [len(one) for one in lists])
