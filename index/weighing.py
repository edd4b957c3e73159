"""BM25 over candidates, in float64 and from the passages themselves.

A passage's score is the same to the last bit whichever others it is scored with.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.recent import Recent
from index.rows import Excerpt, Numbers
from index.words import TITLE_WEIGHT, term_number, term_numbers

K1 = 1.2
B = 0.75
"""BM25's saturation and length normalisation (Robertson and Zaragoza 2009); Lucene's and Tantivy's defaults."""


def bm25(passages: Sequence[Excerpt], weights: Mapping[str, float], mean: float) -> npt.NDArray[np.float64]:
    """The scores `(n,)` of passages that have `mean` characters on average; `weights` gives each term its own.

    A word in the title counts as `TITLE_WEIGHT` of one in the passage (BM25F with one saturation for both).
    """
    scores = np.zeros(len(passages))
    if not passages or not weights:
        return scores
    norm = 1 - B + B * np.array([one.end - one.start for one in passages]) / mean
    bodies = [one.terms.numbers for one in passages]
    titles = [title_numbers[one.title or ""] for one in passages]
    numbers, ends = np.concatenate(bodies + titles), np.cumsum([*map(len, bodies), *map(len, titles)])
    counts = np.ones(len(numbers), dtype=np.uint8)
    np.concatenate([one.terms.counts for one in passages], out=counts[: ends[len(bodies) - 1]])
    for word, weight in weights.items():
        at = np.flatnonzero(numbers == term_number(word))
        occurrences = np.zeros(len(ends))
        occurrences[np.searchsorted(ends, at, side="right")] = counts[at]
        frequency = occurrences[: len(bodies)] / norm + TITLE_WEIGHT * occurrences[len(bodies) :]
        scores += weight * frequency * (K1 + 1) / (frequency + K1)
    return scores


def _read_title(title: str) -> Numbers:
    return np.fromiter({*term_numbers(title)}, np.uint32)


title_numbers: Recent[str, Numbers] = Recent(1 << 12, _read_title)
"""The distinct terms of a title; some 300 bytes each."""
