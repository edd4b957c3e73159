"""Figures of a run: a value for each question, and the mean of each measure with a 95 % bootstrap interval.

**Which passages count as relevant (the qrels).** Where answers are places, all passages of the library that share a character
with one, with relevance 1, by two rules. A ranked passage and the prints of the same words that it stands for (`also_in`)
are one: the reply shows them as one, and finding a wire story once is finding it. And an answer's place that no passage
holds counts as a relevant passage that was not found, so that a reader that loses a sentence is not rewarded. Where articles
are judged, they are ranked by their best passage, with the grades of the qrels. By answer string it is not known how many
passages are relevant: recall and nDCG have no value.

`R@k` is recall as TREC has it: the share of the relevant passages that are among the first k; a question answered in five
places can't reach 1 at k = 1. `Success@k` is what others call recall@k or hit@k: whether any is among the first k.

The ranking measures come from ir-measures (trec_eval's own code); a question without any relevant passage found is 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from evals.datasets.dataset import Span
from evals.rows import REPLY, RankedSpan, Ranking, Row

SEED = 20230618
RESAMPLES = 9_999
LEVEL = 0.95

Values = Mapping[str, Mapping[str, float]]
"""For each measure, by name, the value of each question, by id. A question that a measure is not about has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure: what it is called, what it says, and which way is better."""

    name: str
    says: str
    of: Literal["answerable", "unanswerable", "all"] = "answerable"
    higher_is_better: bool = True


def _success(k: int) -> Measure:
    return Measure(
        name=f"Success@{k}", says=f"hit@{k}: a relevant passage is {'first' if k == 1 else f'in the first {k}'}"
    )


def _recall(k: int) -> Measure:
    return Measure(name=f"R@{k}", says=f"recall: share of the relevant passages in the first {k}")


_MRR = Measure(name="MRR@10", says="1 / rank of the first relevant passage")
_NDCG = Measure(name="nDCG@10", says="relevant passages stand before others")
_RIGHT = Measure(name="answered right", says="the answer holds what is asked for, or stands where it is")
_DECLINED = (
    Measure(name="wrongly declined", says="declined though the articles say", higher_is_better=False),
    Measure(name="rightly declined", says="declined, and the articles do not say", of="unanswerable"),
)
_NEAR_MISSES = Measure(
    name="near misses declined", says="declined, and something in the question is swapped", of="unanswerable"
)
_HOLD = Measure(name="citations hold", says="share of a reply's citations that the files bear out", of="all")

MEASURES = (*map(_success, (1, 5, 10)), *map(_recall, (1, 5, 10)), _MRR, _NDCG, _RIGHT, *_DECLINED, _HOLD)
"""Of `pressmark eval`, in the order in which they are reported. `nDCG@10` has the grade as gain and the discount log2(rank + 1)
(Järvelin and Kekäläinen 2002)."""

RETRIEVAL = (
    *map(_success, (1, 5, 10, 20)),
    _MRR,
    _NDCG,
    *map(_recall, (10, 100)),
    Measure(name="span recall@5", says="share of the answers' characters that the first 5 passages hold"),
    Measure(name="span precision@5", says="share of the first 5 passages' characters that are the answers'"),
    Measure(name="span IoU@5", says="characters that both have, by those that either has"),
)
"""Of `pressmark eval retrieval`. Those by span are Chroma's (Smith and Troynikov 2024)."""

FOUND = 5
"""How many of a reply's passages a question's answer is looked for in, before the answer is held to it."""

ANSWERS = (
    _RIGHT,
    Measure(name="right where found", says=f"the same, of the questions with a relevant passage in the first {FOUND}"),
    Measure(name="said right", says="the same as answered right, had nothing been declined"),
    Measure(name="said right where found", says=f"the same, of those with a relevant passage in the first {FOUND}"),
    Measure(name="words", says="of an answer", of="all", higher_is_better=False),
    Measure(name="sentences", says="of an answer", of="all", higher_is_better=False),
    *_DECLINED,
    _NEAR_MISSES,
    _HOLD,
)
"""Of `pressmark eval answers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over `questions` questions, and where it would fall in 95 of 100 samples of as many questions."""

    mean: float
    low: float
    high: float
    questions: int


def measure(rows: Sequence[Row]) -> Values:
    """The value of each of `MEASURES` for every question that it is about, rounded to four digits as a baseline keeps them."""
    found = {**measure_ranking(rows, REPLY, MEASURES), **measure_answers(rows)}
    return {one.name: found.get(one.name, {}) for one in MEASURES}


def measure_ranking(rows: Sequence[Row], ranking: str, measures: Sequence[Measure] = RETRIEVAL) -> Values:
    """The values of the ranking called `ranking`, of the answerable questions; of `measures`, those that it goes deep enough for."""
    found: dict[str, dict[str, float]] = {}
    judged = {row.id: row.rankings[ranking] for row in rows if row.answerable and ranking in row.rankings}
    for name, id, value in _rank_values(judged, [one.name for one in measures if "@" in one.name]):
        found.setdefault(name, {})[id] = round(value, 4)
    for row in rows:
        if row.places and row.id in judged:
            for name, value in _span_values(row.places, judged[row.id].passages[:_SPAN_DEPTH]).items():
                found.setdefault(name, {})[row.id] = round(value, 4)
    return {one.name: found[one.name] for one in measures if one.name in found}


def measure_answers(rows: Sequence[Row]) -> Values:
    """The values of `ANSWERS`."""
    found: dict[str, dict[str, float]] = {one.name: {} for one in ANSWERS}
    for row in rows:
        if row.answerable:
            found["answered right"][row.id] = float(row.answered_right)
            found["said right"][row.id] = float(row.said_right)
            found["wrongly declined"][row.id] = float(row.declined)
            if row.rank is not None and row.rank <= FOUND:
                found["right where found"][row.id] = float(row.answered_right)
                found["said right where found"][row.id] = float(row.said_right)
        elif row.swapped:
            found["near misses declined"][row.id] = float(row.declined)
        else:
            found["rightly declined"][row.id] = float(row.declined)
        if not row.declined:
            found["words"][row.id] = row.words
            found["sentences"][row.id] = row.sentences
        if row.citations:
            found["citations hold"][row.id] = round(row.citations_held / row.citations, 4)
    return found


_THEIRS = {"MRR@10": "RR@10"}
_BY_STRING = ("Success", "MRR")
"""What needs no knowledge of what was missed."""


def _rank_values(rankings: Mapping[str, Ranking], names: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    if not rankings:
        return
    depth = max(len(ranking.passages) for ranking in rankings.values())
    measures = {
        ir_measures.parse_measure(_THEIRS.get(name, name)): name
        for name in names
        if not name.startswith("span ") and int(name.partition("@")[2]) <= max(depth, 10)
    }
    # A passage is called by its rank; what was missed needs a name of its own.
    qrels = [
        Qrel(id, name, grade)
        for id, ranking in rankings.items()
        for name, grade in [
            *((str(rank), one.grade) for rank, one in enumerate(ranking.passages, 1) if one.relevant),
            *((f"missed {n}", grade) for n, grade in enumerate((1,) if ranking.missed is None else ranking.missed)),
        ]
    ]
    # trec_eval sorts by score and breaks ties by name: the rank itself is the score, so that the given order stands.
    scored = [
        ScoredDoc(id, str(rank), -rank)
        for id, ranking in rankings.items()
        for rank in range(1, len(ranking.passages) + 1)
    ]
    for one in ir_measures.iter_calc(list(measures), qrels, scored):
        name = measures[one.measure]
        if rankings[one.query_id].missed is not None or name.startswith(_BY_STRING):
            yield name, one.query_id, float(one.value)


_SPAN_DEPTH = 5


def _span_values(places: Sequence[Span], passages: Sequence[RankedSpan]) -> dict[str, float]:
    """Recall, precision and intersection over union of characters; one that stands in two passages was retrieved twice."""
    wanted = _characters((place.source, place.start, place.end) for place in places)
    found = _characters((one.source, one.start, one.end) for one in passages)
    shared = len(wanted & found)
    retrieved = sum(one.end - one.start for one in passages)
    return {
        "span recall@5": shared / len(wanted),
        "span precision@5": shared / retrieved if retrieved else 0.0,
        "span IoU@5": shared / (retrieved + len(wanted) - shared),
    }


def _characters(spans: Iterable[tuple[str, int, int]]) -> set[tuple[str, int]]:
    return {(source, at) for source, start, end in spans for at in range(start, end)}


def estimate(values: Sequence[float], *, shares: bool = False) -> Estimate | None:
    """The mean and its interval by the percentile bootstrap over questions (Efron 1979); None where there are no values.

    Percentiles rather than BCa, which has no value where all questions score alike. There the bootstrap's interval is the
    mean itself, which says nothing of questions not asked: of `shares`, values between 0 and 1, that are all the least or
    all the most, it is Wilson's (1927) instead.
    """
    if not values:
        return None
    mean = fmean(values)
    if min(values) == max(values):
        low, high = _wilson(round(mean) * len(values), len(values)) if shares and mean in (0, 1) else (mean, mean)
        return Estimate(mean=mean, low=low, high=high, questions=len(values))
    import numpy as np
    from scipy.stats import bootstrap

    result = bootstrap(
        (np.array(values),),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    low, high = result.confidence_interval
    return Estimate(mean=mean, low=float(low), high=float(high), questions=len(values))


def _wilson(good: int, of: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    interval = binomtest(good, of).proportion_ci(LEVEL, method="wilson")
    return float(interval.low), float(interval.high)


_COUNTS = ("words", "sentences")
"""Measures that are no shares."""


def estimates(values: Values) -> dict[str, Estimate]:
    """The estimate of each measure that any question has a value of."""
    return {
        name: one for name, of in values.items() if (one := estimate(list(of.values()), shares=name not in _COUNTS))
    }
