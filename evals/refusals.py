"""How well confidence tells what can be answered from what can't, and whether it means what it says.

Figures of a whole run, with 95 % bootstrap intervals over questions: one that was asked with and without its articles is drawn
with both. Equal confidences count as one step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.metrics import FOUND, LEVEL, SEED, Estimate
from evals.rows import SWAPPED, WITHOUT, Row

RESAMPLES = 1_999
BINS = 10
"""Of equal width, for the reliability plot and the expected calibration error (Naeini et al. 2015)."""

WRONGLY = 0.1
"""The share of the answerable that may be declined, where it is measured how many of the unanswerable are."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidences:
    """Questions with the confidence of their replies, by confidence from low to high."""

    confidence: Floats
    is_good: npt.NDArray[np.bool_]
    """What confidence is to tell: answerable, or answered right."""
    group: npt.NDArray[np.int64]
    """Which of them are drawn together."""

    def __len__(self) -> int:
        return len(self.confidence)

    def steps(self) -> npt.NDArray[np.int64]:
        """Where each run of equal confidences begins."""
        return np.flatnonzero(np.diff(self.confidence, prepend=-1.0))


def of_rows(rows: Sequence[Row], is_good: Callable[[Row], bool]) -> Confidences:
    """The confidences of rows, of which those are good that `is_good` says."""
    ordered = sorted(rows, key=lambda row: row.confidence)
    groups: dict[str, int] = {}
    return Confidences(
        confidence=np.array([row.confidence for row in ordered]),
        is_good=np.array([is_good(row) for row in ordered], dtype=bool),
        group=np.array(
            [groups.setdefault(row.id.removesuffix(WITHOUT).removesuffix(SWAPPED), len(groups)) for row in ordered],
            dtype=np.int64,
        ),
    )


def asked_in_pairs(rows: Sequence[Row]) -> list[Row]:
    """The rows that refusals are judged by.

    Where questions were asked once more without the articles that answer them, those that were not are left out: else a
    question that can't be made unanswerable, or whose answer the articles say in other words only, would count on one side.
    Near misses are another kind of unanswerable question, and are told apart by figures of their own.
    """
    twice = {row.id.removesuffix(WITHOUT) for row in rows if row.without}
    asked = [row for row in rows if row.passages and not row.swapped]
    return [row for row in asked if row.id in twice or not row.answerable or not twice]


def refusal_figures(rows: Sequence[Row]) -> dict[str, Estimate]:
    """Every figure that the rows allow: those of telling apart need both kinds."""
    asked = asked_in_pairs(rows)
    found = [row for row in asked if not row.answerable or (row.rank is not None and row.rank <= FOUND)]
    answerable, right = of_rows(asked, lambda row: row.answerable), of_rows(asked, lambda row: row.said_right)
    of_found = of_rows(found, lambda row: row.answerable)
    swapped = [row for row in rows if row.passages and row.swapped]
    near = of_rows([*(row for row in found if row.answerable), *swapped], lambda row: row.answerable)
    figures = {}
    for name, of, figure in (
        ("ROC area", answerable, roc_area),
        (f"ROC area, found in {FOUND}", of_found, roc_area),
        ("ROC area, said right", right, roc_area),
        ("declined at 10 %", answerable, rightly_declined),
        (f"declined at 10 %, found in {FOUND}", of_found, rightly_declined),
        ("ROC area, near misses", near, roc_area),
        ("near misses at 10 %", near, rightly_declined),
        ("risk-coverage area", right, risk_area),
        ("calibration error", right, calibration_error),
        ("calibration error, found", of_found, calibration_error),
    ):
        if of.is_good.any() and not of.is_good.all():
            figures[name] = _estimate(of, figure)
    return figures


SAYS = {
    "ROC area": "an answerable question has more confidence than an unanswerable one",
    f"ROC area, found in {FOUND}": f"the same, of answerable ones with a relevant passage in the first {FOUND}",
    "ROC area, said right": "a right answer has more confidence than another",
    "declined at 10 %": "share of the unanswerable declined where 10 % of the answerable are",
    f"declined at 10 %, found in {FOUND}": f"the same, of answerable ones with a relevant passage in the first {FOUND}",
    "ROC area, near misses": f"an answerable question with a relevant passage in the first {FOUND} has more confidence than a near miss",
    "near misses at 10 %": "share of the near misses declined where 10 % of these are",
    "risk-coverage area": "share of wrong answers, over all shares that may be answered (lower is better)",
    "calibration error": "expected difference between confidence and the share said right (lower is better)",
    "calibration error, found": f"the same, and the share whose passages answer (relevant in the first {FOUND})",
}
"""What each figure says."""

Figure = Callable[[Confidences, Floats], Floats]
"""The value `(draws,)` of a figure, given how often each question is drawn `(draws, questions)`."""


def draws(of: Confidences) -> Floats:
    """How often each question counts in each of the bootstrap's samples `(RESAMPLES, questions)`: as often as its group is drawn."""
    groups = int(of.group.max()) + 1
    drawn = np.random.default_rng(SEED).multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)
    return drawn[:, of.group].astype(np.float64)


def _estimate(of: Confidences, figure: Figure) -> Estimate:
    values = figure(of, draws(of))
    low, high = np.nanquantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    (mean,) = figure(of, np.ones((1, len(of))))
    return Estimate(mean=float(mean), low=float(low), high=float(high), questions=len(of))


def _by_step(of: Confidences, weights: Floats) -> tuple[Floats, Floats]:
    """How many good and how many other questions each step of confidence has `(draws, steps)`."""
    steps = of.steps()
    good = np.add.reduceat(weights * of.is_good, steps, axis=1)
    return good, np.add.reduceat(weights, steps, axis=1) - good


def roc_area(of: Confidences, weights: Floats) -> Floats:
    """The probability that a good one has more confidence than another, ties counted half (Hanley and McNeil 1982)."""
    good, bad = _by_step(of, weights)
    below = bad.cumsum(axis=1) - bad
    pairs = good.sum(axis=1) * bad.sum(axis=1)
    area: Floats = np.divide(
        (good * (below + bad / 2)).sum(axis=1), pairs, out=np.full(len(pairs), np.nan), where=pairs > 0
    )
    return area


def rightly_declined(of: Confidences, weights: Floats) -> Floats:
    """The share of the others declined at the highest threshold that declines at most `WRONGLY` of the good."""
    good, bad = _by_step(of, weights)
    below_good, below_bad = good.cumsum(axis=1) - good, bad.cumsum(axis=1) - bad
    allowed = below_good <= WRONGLY * good.sum(axis=1, keepdims=True)
    total = bad.sum(axis=1)
    most = np.where(allowed, below_bad, 0.0).max(axis=1)
    share: Floats = np.divide(most, total, out=np.full(len(total), np.nan), where=total > 0)
    return share


def risk_area(of: Confidences, weights: Floats) -> Floats:
    """The area under the risk-coverage curve (Geifman and El-Yaniv 2017): the mean risk over all coverages."""
    coverage, risk = _curve(of, weights)
    area: Floats = (np.diff(coverage, axis=1, prepend=0.0) * risk).sum(axis=1)
    return area


def risk_coverage(of: Confidences) -> list[tuple[float, float]]:
    """Coverage and risk at each step of confidence, the most confident first."""
    coverage, risk = _curve(of, np.ones((1, len(of))))
    return list(zip(coverage[0].tolist(), risk[0].tolist(), strict=True))


def _curve(of: Confidences, weights: Floats) -> tuple[Floats, Floats]:
    good, bad = (each[:, ::-1].cumsum(axis=1) for each in _by_step(of, weights))
    answered = good + bad
    risk: Floats = np.divide(bad, answered, out=np.zeros_like(bad), where=answered > 0)
    return answered / answered[:, -1:], risk


def roc_curve(of: Confidences) -> list[tuple[float, float]]:
    """The shares of the good and of the others that each threshold declines."""
    good, bad = (each[0].cumsum() / each.sum() for each in _by_step(of, np.ones((1, len(of)))))
    return [(0.0, 0.0), *zip(good.tolist(), bad.tolist(), strict=True)]


def calibration_error(of: Confidences, weights: Floats) -> Floats:
    """The expected calibration error: |confidence - share of good ones| of each bin, by how many are in it."""
    in_bin = (np.arange(BINS) == _bins(of)[:, None]).astype(np.float64)
    gaps = np.abs((weights * (of.confidence - of.is_good)) @ in_bin).sum(axis=1)
    error: Floats = gaps / weights.sum(axis=1)
    return error


def reliability(of: Confidences) -> list[tuple[float, float, int]]:
    """Mean confidence, share of good ones and number of questions of each bin that has any."""
    bins = _bins(of)
    return [
        (float(of.confidence[there].mean()), float(of.is_good[there].mean()), int(there.sum()))
        for number in range(BINS)
        if (there := bins == number).any()
    ]


def _bins(of: Confidences) -> npt.NDArray[np.int64]:
    return np.minimum((of.confidence * BINS).astype(np.int64), BINS - 1)
