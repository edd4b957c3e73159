"""Putting what speaks for a passage into one score: a convex combination of signals between 0 and 1.

Scores of the retrievers are divided by the highest, which is min–max normalisation with the least that there can be in
place of the list's own (Bruch, Gai and Ingber 2023, arXiv 2210.11934): BM25 gives no less than 0, and that is the cosine
of texts that have nothing in common. So a score does not hang on how many candidates were looked at.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


class Signals(NamedTuple):
    """What speaks for a passage, each between 0 and 1; the names of the fields are those of the weights."""

    dense: float = 0.0
    """Its cosine by the highest; 0 for a negative one."""
    bm25: float = 0.0
    """Its BM25 by the highest."""
    lead: float = 0.0
    """How near it stands to the beginning of its article, where news says what is new: 1 for the first passage, a half for the one
    `_LEAD` further on."""


NO_SIGNALS = Signals()

WEIGHTS = Signals(dense=0.45, bm25=0.45, lead=0.1)

_LEAD = 2


def signals(cosines: Sequence[float], bm25: Sequence[float], numbers: Sequence[int]) -> Values:
    """The signals `(3, n)` of `n` passages: their scores, and which of its article each is, the first being 0."""
    return np.array([_by_highest(cosines), _by_highest(bm25), _LEAD / (_LEAD + np.array(numbers, dtype=np.float64))])


def fuse(found: Values) -> Values:
    """The fused scores `(n,)` of signals `(3, n)`, between 0 and 1."""
    scores = np.zeros(found.shape[1])
    # One after another: how a matrix product rounds depends on how many passages there are.
    for weight, of_signal in zip(WEIGHTS, found, strict=True):
        scores += weight * of_signal
    return scores.clip(max=1.0)  # weights that sum to 1 may add up to a hair more


def _by_highest(scores: Sequence[float]) -> Values:
    values = np.array(scores, dtype=np.float64).clip(min=0.0)
    highest = values.max(initial=0.0)
    return values / highest if highest else values


def normalised(scores: Sequence[float]) -> list[float]:
    """`scores` brought to 0…1 by their least and greatest; all 1 where they are alike."""
    if not scores:
        return []
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]
