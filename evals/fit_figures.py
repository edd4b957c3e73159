"""How weights do on questions: those that the code has, and fitted ones, by data set, by fold, and on what was held out.

Folds are by question: all the ways in which one was asked are in the same. Those fitted are judged by weights that saw no
question of the fold; what was held out, by weights fitted to all the rest. The weights in the code may have been fitted to
these very questions: where they are better in folds and worse on what was held out, that is why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from evals.errors import CantMeasure
from evals.fit_questions import Asked, Kind
from evals.fit_replay import Outcome, replay, trusted
from evals.fit_weights import Weights, current, fit
from evals.metrics import FOUND
from evals.refusals import Confidences, calibration_error, rightly_declined, roc_area
from evals.run import DEPTH

FOLDS = 5

FEWEST = {Kind.FULL: 100, Kind.REMOVED: 50, Kind.SWAPPED: 20}
"""Questions of each kind, at least: with fewer, what is fitted is chance."""

_SIDE = 10
"""Questions on each side of what is told apart, at least, for a figure."""

ALL = "all"
IN_FOLDS, HELD_OUT = "in folds", "held out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The figures of some questions, by the weights that the code has and by those that were fitted."""

    dataset: str
    part: str
    fold: int | None
    """None for all folds together."""
    questions: Mapping[Kind, int]
    current: Mapping[str, float]
    fitted: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a fit came to."""

    weights: Weights
    compared: Sequence[Compared]


def cross_validate(asked: Sequence[Asked], tell: Callable[[int, int], None], *, keep_order: bool = False) -> Fit:
    """Fits in folds and to all (with `keep_order` only whether to answer), and compares. Raises `CantMeasure` where there are too few questions of a kind."""
    ours = [one for one in asked if not one.held_out]
    _check(ours)
    folds = [fold_of(one) for one in ours]
    before = {id(one): replay(one, current()) for one in asked}
    after: dict[int, Outcome] = {}
    for fold in range(FOLDS):
        tell(fold, FOLDS + 1)
        weights = fit([one for one, at in zip(ours, folds, strict=True) if at != fold], trusted, keep_order=keep_order)
        after |= {id(one): replay(one, weights) for one, at in zip(ours, folds, strict=True) if at == fold}
    tell(FOLDS, FOLDS + 1)
    weights = fit(ours, trusted, keep_order=keep_order)
    after |= {id(one): replay(one, weights) for one in asked if one.held_out}
    compared = []
    for part, some in ((IN_FOLDS, ours), (HELD_OUT, [one for one in asked if one.held_out])):
        for dataset in dict.fromkeys([*(one.dataset for one in some), ALL] if some else ()):
            of = [one for one in some if dataset in (one.dataset, ALL)]
            for fold in (None, *range(FOLDS)) if part is IN_FOLDS else (None,):
                there = [one for one in of if fold is None or fold_of(one) == fold]
                compared.append(
                    Compared(
                        dataset=dataset,
                        part=part,
                        fold=fold,
                        questions={kind: sum(one.kind is kind for one in there) for kind in Kind},
                        current=figures(there, before),
                        fitted=figures(there, after),
                    )
                )
    return Fit(weights=weights, compared=compared)


def fold_of(one: Asked) -> int:
    """Which fold a question is in, whichever others there are."""
    return int.from_bytes(sha256(one.key.encode()).digest()[:8]) % FOLDS


def _check(asked: Sequence[Asked]) -> None:
    for kind, fewest in FEWEST.items():
        number = sum(one.kind is kind and (kind is not Kind.FULL or bool(one.answers.any())) for one in asked)
        if number < fewest:
            what = (
                "asked as they stand with an answer among what was found"
                if kind is Kind.FULL
                else f"of the kind {kind}"
            )
            raise CantMeasure(
                f"{number} questions {what}, and at least {fewest} are needed to fit weights; name more data sets, "
                "or a later day with --to"
            )


def figures(asked: Sequence[Asked], outcomes: Mapping[int, Outcome]) -> dict[str, float]:
    """Every figure that the questions allow, by name."""
    pairs = [(one, outcomes[id(one)]) for one in asked]
    full = [outcome for one, outcome in pairs if one.kind is Kind.FULL]
    found = [outcome for outcome in full if outcome.rank is not None and outcome.rank <= FOUND]
    judged = [(one, outcome) for one, outcome in pairs if one.judged and one.kind is not Kind.SWAPPED]
    good = [
        outcome.confidence
        for one, outcome in judged
        if one.kind is Kind.FULL and outcome.rank is not None and outcome.rank <= FOUND
    ]
    told: dict[str, float] = {}
    if len(full) >= _SIDE:
        told[f"MRR@{DEPTH}"] = float(np.mean([1 / outcome.rank if outcome.rank else 0.0 for outcome in full]))
    if len(found) >= _SIDE:
        told["right where found"] = float(np.mean([outcome.right for outcome in found]))
    for kind in (Kind.REMOVED, Kind.UNANSWERABLE, Kind.SWAPPED):
        bad = [outcome.confidence for one, outcome in pairs if one.kind is kind]
        if min(len(good), len(bad)) >= _SIDE:
            of = _confidences([*good, *bad], [True] * len(good) + [False] * len(bad))
            once = np.ones((1, len(of)))
            told[f"ROC area, {kind}"] = float(roc_area(of, once)[0])
            told[f"at 10 %, {kind}"] = float(rightly_declined(of, once)[0])
    if len(judged) >= _SIDE:
        of = _confidences([outcome.confidence for _, outcome in judged], [outcome.right for _, outcome in judged])
        told["calibration error"] = float(calibration_error(of, np.ones((1, len(of))))[0])
    return told


def _confidences(confidence: Sequence[float], is_good: Sequence[bool]) -> Confidences:
    order = np.argsort(np.array(confidence), kind="stable")
    return Confidences(
        confidence=np.array(confidence)[order], is_good=np.array(is_good)[order], group=np.arange(len(order))
    )
