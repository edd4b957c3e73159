"""Whether one run is worse than another, question by question: a paired randomisation test for each measure.

The test (Fisher 1935; for retrieval, Smucker, Allan and Carterette 2007) asks how often the difference would be as bad as
it is if it were chance which of a question's two values came from which run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.metrics import MEASURES, RESAMPLES, SEED, Measure, Values

ALPHA = 0.05
"""Below this p a fall counts. Each measure is tested by itself: a false alarm costs a look, a fall let through stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A question whose value differs."""

    id: str
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One measure over the questions that both runs have a value of."""

    measure: Measure
    before: float
    now: float
    questions: int
    p: float
    """One-sided, for worse, where what is asked is whether the newer run may go ahead, and no gain stops it. (Two-sided, five
    questions lost and none won, p = 1/16, would pass.) Two-sided where two runs are set side by side."""
    better: tuple[Change, ...]
    worse: tuple[Change, ...]

    @property
    def difference(self) -> float:
        return self.now - self.before

    @property
    def is_worse(self) -> bool:
        down = self.difference if self.measure.higher_is_better else -self.difference
        return down < 0 and self.p < ALPHA


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two runs compared, and the questions that only one of them was asked."""

    comparisons: tuple[Comparison, ...]
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]

    @property
    def worse(self) -> tuple[Comparison, ...]:
        return tuple(one for one in self.comparisons if one.is_worse)


def compare(
    before: Values, now: Values, measures: Sequence[Measure] = MEASURES, *, two_sided: bool = False
) -> Compared:
    """Compares measure by measure on the questions common to both; measures that share none are left out."""
    comparisons = []
    for measure in measures:
        old, new = before.get(measure.name, {}), now.get(measure.name, {})
        if common := sorted(old.keys() & new.keys()):
            pairs = [Change(id=id, before=old[id], now=new[id]) for id in common]
            comparisons.append(_compare(measure, pairs, two_sided=two_sided))
    asked_before, asked_now = ({id for of in values.values() for id in of} for values in (before, now))
    return Compared(
        comparisons=tuple(comparisons),
        only_before=tuple(sorted(asked_before - asked_now)),
        only_now=tuple(sorted(asked_now - asked_before)),
    )


def _compare(measure: Measure, pairs: Sequence[Change], *, two_sided: bool) -> Comparison:
    sign = 1 if measure.higher_is_better else -1
    gains = [sign * (pair.now - pair.before) for pair in pairs]
    return Comparison(
        measure=measure,
        before=sum(pair.before for pair in pairs) / len(pairs),
        now=sum(pair.now for pair in pairs) / len(pairs),
        questions=len(pairs),
        p=p_different(gains) if two_sided else p_worse(gains),
        better=tuple(pair for pair, gain in zip(pairs, gains, strict=True) if gain > 0),
        worse=tuple(pair for pair, gain in zip(pairs, gains, strict=True) if gain < 0),
    )


def p_worse(gains: Sequence[float]) -> float:
    """How likely it is that the sum of `gains` (per question, negative is worse) would be as low by chance."""
    return _p(gains, "less")


def p_different(gains: Sequence[float]) -> float:
    """How likely it is that the sum of `gains` would be as far from 0 by chance."""
    return _p(gains, "two-sided")


def _p(gains: Sequence[float], alternative: Literal["less", "two-sided"]) -> float:
    import numpy as np
    from scipy.stats import permutation_test

    # A question without a change adds nothing whichever way it is turned; without those, up to 13 are tested exactly.
    changed = np.array([gain for gain in gains if gain])
    if not changed.size:
        return 1.0
    if changed.size == 1:  # SciPy wants two at least.
        return 0.5 if changed[0] < 0 and alternative == "less" else 1.0
    result = permutation_test(
        (changed, np.zeros_like(changed)),
        lambda one, other, axis: np.sum(one - other, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        alternative=alternative,
        rng=np.random.default_rng(SEED),
    )
    return float(result.pvalue)
