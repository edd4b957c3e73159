"""The two regressions of `qa.evidence`, fitted to questions with known answers.

Of the order: the log of how likely it is that a sentence of a question is one that answers, by a softmax over all of them; and,
`PASSAGES` times, the log of the rank of the first passage that answers, by its likeliest sentence, smoothed (a passage is
ahead of another with the probability that the logistic function gives). A softmax over passages would try hardest where the
answer is hopelessly far behind: there it often is no answer, and only holds the same string. What is found is
scaled by a logistic regression of whether a passage answers, so that its score is a probability.

Of the trust: a logistic regression of whether the answer that this order gives holds what was asked for.

Both have a quadratic penalty, on evidence divided by its standard deviation. Evidence that is the same for all sentences of
every question has no weight in the order, nor has what is looked for once it is made. What the words of a question tell about the
kind of its answer (`qa.weigh.TELLS`) is counted, with a prior. No weight of evidence is set by hand; `PASSAGES`, the penalties and
what a data set counts were chosen by the figures in folds.

The order and the answer are made by `qa` itself (`evals.fit_replay`). Out of scope: the figures (`evals.fit_figures`).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals.fit_questions import Asked, Bools, Floats, Kind
from qa.asked import Asked as AskedFor
from qa.evidence import BIAS, TRUST, TRUST_BIAS, WEIGHTS, Evidence
from qa.weigh import TELLS

PASSAGES = 4.0
"""What the order of passages counts against that of sentences: readers see passages, and answers are made of sentences."""

_PENALTY_ORDER, _PENALTY_TRUST = 0.3, 0.5
_DIGITS = 2
_PRIOR = 1.0
"""Questions of its kind that say what is usual: of sentences that answer .7 have what is asked for, of others .35."""
_USUAL = (0.7, 0.35)

_AFTER = ("near",)
"""Evidence that is looked for when the order is made, in what is shown of it (`qa.weigh`): it can't count in it."""

KIND = "kind"
"""The evidence that `TELLS` gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that is fitted."""

    order: Evidence
    order_bias: float
    trust: Evidence
    trust_bias: float
    tells: Mapping[AskedFor, tuple[float, float]]

    def evidence(self, asked: Asked) -> Floats:
        """The evidence of a question's sentences, with what these weights think of kinds `(sentences, fields)`."""
        kind = _told(asked)
        if kind is None or KIND not in Evidence._fields:
            return asked.evidence
        column = Evidence._fields.index(KIND)
        told = asked.evidence.copy()
        told[:, column] = np.where(told[:, column] > 0, *self.tells[kind])
        return told


def _told(asked: Asked) -> AskedFor | None:
    """What kind of thing `qa.weigh` looks for: where a question asks who or what something is, words that tell."""
    return AskedFor.NATURE if asked.question.target else asked.question.asked


def current() -> Weights:
    """Those that the code has."""
    return Weights(order=WEIGHTS, order_bias=BIAS, trust=TRUST, trust_bias=TRUST_BIAS, tells=TELLS)


_AS_ONE = 64
"""Of so many questions each counts one."""


def weight_of(asked: Sequence[Asked]) -> list[float]:
    """What each question counts: a data set as a whole counts as the root of how many questions it has, lest the largest drown the rest."""
    questions: dict[str, set[str]] = defaultdict(set)
    for one in asked:
        questions[one.dataset].add(one.key)
    return [math.sqrt(_AS_ONE / len(questions[one.dataset])) for one in asked]


Replay = Callable[[Asked, Weights], "tuple[Evidence, bool] | None"]
"""Gives the evidence of the sentence that an order puts first, and whether the answer is right; None where there can't be one."""


def fit(asked: Sequence[Asked], replay: Replay, *, keep_order: bool = False) -> Weights:
    """The weights for some questions; with `keep_order` those of the order, and what kinds tell, stay as the code has them."""
    counts = dict(zip(map(id, asked), weight_of(asked), strict=True))
    ordered = current() if keep_order else _ordered(asked, counts)
    judged = [(played, counts[id(one)]) for one in asked if one.judged and (played := replay(one, ordered))]
    trust, trust_bias = _logistic(
        np.array([evidence for (evidence, _), _ in judged], dtype=np.float64),
        np.array([right for (_, right), _ in judged]),
        np.array([count for _, count in judged]),
        _PENALTY_TRUST,
    )
    return replace(
        ordered,
        trust=Evidence._make(round(float(value), _DIGITS) for value in trust),
        trust_bias=round(trust_bias, _DIGITS),
    )


def _ordered(asked: Sequence[Asked], counts: Mapping[int, float]) -> Weights:
    """Weights with a fitted order, that trust nothing yet."""
    blank = Evidence._make([0.0] * len(Evidence._fields))
    start = Weights(order=blank, order_bias=0.0, trust=blank, trust_bias=0.0, tells=_tells(asked))
    full = [one for one in asked if one.kind is Kind.FULL]
    direction = _fit_order(start, full, [counts[id(one)] for one in full])
    slope, bias = _scale(start, asked, direction, counts)
    order = Evidence._make(round(float(value), _DIGITS) for value in direction * slope)
    return replace(start, order=order, order_bias=round(bias, _DIGITS))


def _tells(asked: Sequence[Asked]) -> Mapping[AskedFor, tuple[float, float]]:
    if KIND not in Evidence._fields:
        return TELLS
    column = Evidence._fields.index(KIND)
    sums = {kind: np.zeros(3) for kind in TELLS}
    for one in asked:
        kind = _told(one)
        if kind in sums and one.answers.any() and not one.answers.all():
            has = one.evidence[:, column] > 0
            sums[kind] += [has[one.answers].mean(), has[~one.answers].mean(), 1.0]
    found = {}
    for kind, (answering, others, number) in sums.items():
        does, otherwise = (
            (share + _PRIOR * usual) / (number + _PRIOR)
            for share, usual in zip((answering, others), _USUAL, strict=True)
        )
        found[kind] = (
            round(math.log(does / otherwise), _DIGITS),
            round(math.log((1 - does) / (1 - otherwise)), _DIGITS),
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stacked:
    """The sentences of many questions, one behind another."""

    evidence: Floats
    may_answer: Bools
    answers: Bools
    """Sentences that answer."""
    relevant: Bools
    """Passages that do."""
    questions: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """Where the sentences of each question begin."""
    passages: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """Where those of each passage begin."""
    first: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """Where the passages of each question begin."""


def _stack(weights: Weights, asked: Sequence[Asked]) -> _Stacked:
    counts = [len(passage) for one in asked for passage in one.passages]
    return _Stacked(
        evidence=np.concatenate([weights.evidence(one) for one in asked]),
        may_answer=np.array([not one.evidence.asks for some in asked for p in some.passages for one in p]),
        answers=np.concatenate([one.answers for one in asked]),
        relevant=np.concatenate([one.relevant for one in asked]),
        questions=np.cumsum([0, *(len(one.evidence) for one in asked[:-1])]),
        passages=np.cumsum([0, *counts[:-1]]),
        first=np.cumsum([0, *(len(one.passages) for one in asked[:-1])]),
    )


_NEVER = -1e9


def _best_sentences(stacked: _Stacked, scores: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Which sentence of each passage is the likeliest of those that may answer, the first of like ones; where all ask, any."""
    scores = np.where(stacked.may_answer, scores, _NEVER)
    of = np.repeat(np.arange(len(stacked.passages)), np.diff([*stacked.passages, len(scores)]))
    is_best = np.flatnonzero(scores == np.maximum.reduceat(scores, stacked.passages)[of])
    _, first = np.unique(of[is_best], return_index=True)
    best: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = is_best[first]
    return best


def _softmax_loss(
    evidence: Floats, good: Bools, begins: np.ndarray[tuple[int, ...], np.dtype[np.int64]], counts: Floats, v: Floats
) -> tuple[float, Floats]:
    """The negative log probability of what is good within each group, and its gradient; groups without any count nothing."""
    of = np.repeat(np.arange(len(begins)), np.diff([*begins, len(evidence)]))
    has = np.logical_or.reduceat(good, begins)
    scores = (evidence * v).sum(axis=1)
    likely = np.exp(scores - np.maximum.reduceat(scores, begins)[of])
    every = np.add.reduceat(likely, begins)
    # Where all that is good is far behind, its likelihood is below what floats hold.
    fine = np.maximum(np.add.reduceat(likely * good, begins), 1e-300)
    counted = counts * has
    loss = float((counted * np.log(every / fine)).sum())
    pull = counted[of] * (likely / every[of] - likely * good / fine[of])
    gradient: Floats = (pull[:, None] * evidence).sum(axis=0)
    return loss, gradient


def _rank_loss(
    evidence: Floats, good: Bools, begins: np.ndarray[tuple[int, ...], np.dtype[np.int64]], counts: Floats, v: Floats
) -> tuple[float, Floats]:
    """The log of the smoothed rank of what is good within each group, and its gradient; groups without any count nothing."""
    of = np.repeat(np.arange(len(begins)), np.diff([*begins, len(evidence)]))
    has = np.logical_or.reduceat(good, begins)
    scores = (evidence * v).sum(axis=1)
    # Of several that are good, the smoothed maximum.
    top = np.where(has, np.maximum.reduceat(np.where(good, scores, _NEVER), begins), 0.0)
    likely = np.exp(np.minimum(scores - top[of], 0.0)) * good
    every = np.maximum(np.add.reduceat(likely, begins), 1e-300)
    behind = np.clip((top + np.log(every))[of] - scores, -50.0, 50.0)
    ahead = ~good / (1 + np.exp(behind))
    ranks = 1 + np.add.reduceat(ahead, begins)
    counted = counts * has
    loss = float((counted * np.log(ranks)).sum())
    slope = (counted / ranks)[of] * ahead * (1 - ahead)
    pull = slope - np.add.reduceat(slope, begins)[of] * likely / every[of]
    gradient: Floats = (pull[:, None] * evidence).sum(axis=0)
    return loss, gradient


def _fit_order(weights: Weights, asked: Sequence[Asked], counts: Sequence[float]) -> Floats:
    from scipy.optimize import minimize

    stacked, of = _stack(weights, asked), np.array(counts)
    mean = np.add.reduceat(stacked.evidence, stacked.questions) / np.diff(
        [*stacked.questions, len(stacked.evidence)]
    ).reshape(-1, 1)
    spread = stacked.evidence - np.repeat(mean, np.diff([*stacked.questions, len(stacked.evidence)]), axis=0)
    varies = (np.abs(spread).max(axis=0) > 1e-9) & [field not in _AFTER for field in Evidence._fields]
    deviation = np.where(varies, stacked.evidence.std(axis=0), 1.0)
    scaled = stacked.evidence / deviation * varies

    def loss(v: Floats) -> tuple[float, Floats]:
        total, gradient = _softmax_loss(scaled, stacked.answers, stacked.questions, of, v)
        best = _best_sentences(stacked, (scaled * v).sum(axis=1))
        more, pull = _rank_loss(scaled[best], stacked.relevant, stacked.first, of, v)
        penalty = float(_PENALTY_ORDER * (v * v).sum())
        return total + PASSAGES * more + penalty, gradient + PASSAGES * pull + 2 * _PENALTY_ORDER * v

    found = minimize(loss, np.zeros(len(deviation)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    fitted: Floats = found.x / deviation * varies
    return fitted


_SHOWN = 5
"""Passages of a question whose scores are made probabilities."""


def _scale(weights: Weights, asked: Sequence[Asked], order: Floats, counts: Mapping[int, float]) -> tuple[float, float]:
    """The slope and the intercept that make a probability of what the order gives."""
    some = [one for one in asked if one.judged and one.kind is not Kind.SWAPPED]
    stacked = _stack(weights, some)
    scores = (stacked.evidence * order).sum(axis=1)
    best = np.where(stacked.may_answer, scores, _NEVER)[_best_sentences(stacked, scores)]
    shown = np.zeros(len(best), dtype=bool)
    for first, one in zip(stacked.first.tolist(), some, strict=True):
        of_one = best[first : first + len(one.passages)]
        shown[first + np.argsort(-of_one, kind="stable")[:_SHOWN]] = True
    shown &= best > _NEVER
    of = np.repeat([counts[id(one)] for one in some], [len(one.passages) for one in some])
    slope, bias = _logistic(best[shown][:, None], stacked.relevant[shown], of[shown], 0.0)
    return float(slope[0]), bias


def _logistic(evidence: Floats, good: Bools, counts: Floats, penalty: float) -> tuple[Floats, float]:
    """The weights and the bias of a logistic regression."""
    from scipy.optimize import minimize

    centre, deviation = evidence.mean(axis=0), evidence.std(axis=0)
    varies = deviation > 1e-9
    scaled = (evidence - centre) / np.where(varies, deviation, 1.0) * varies

    def loss(v: Floats) -> tuple[float, Floats]:
        logits = (scaled * v[:-1]).sum(axis=1) + v[-1]
        total = float((counts * (np.logaddexp(0.0, logits) - good * logits)).sum() + penalty * (v[:-1] ** 2).sum())
        pull = counts * (1 / (1 + np.exp(-logits)) - good)
        return total, np.append((pull[:, None] * scaled).sum(axis=0) + 2 * penalty * v[:-1], pull.sum())

    found = minimize(loss, np.zeros(scaled.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    fitted: Floats = found.x[:-1] / np.where(varies, deviation, 1.0) * varies
    return fitted, float(found.x[-1] - (fitted * centre).sum())
