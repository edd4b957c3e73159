"""Figures of a run: a value for each question, and the mean of each measure with a 95 % bootstrap interval.

**Which passages count as relevant (the qrels).** All passages of the library that share a character with an answer's
place, with relevance 1, by two rules. A ranked passage and the prints of the same words that it stands for (`also_in`)
are one: the reply shows them as one, and finding a wire story once is finding it. And an answer's place that no passage
holds counts as a relevant passage that was not found, so that a reader that loses a sentence is not rewarded.

`R@k` is recall as TREC has it: the share of the relevant passages that are among the first k; a question answered in five
places can't reach 1 at k = 1. `Success@k` is what others call recall@k or hit@k: whether any is among the first k.

The ranking measures come from ir-measures (trec_eval's own code); a question without any relevant passage found is 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from evals.run import Row

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


MEASURES = (
    *(
        Measure(
            name=f"Success@{k}", says=f"hit@{k}: a relevant passage is {'first' if k == 1 else f'in the first {k}'}"
        )
        for k in (1, 5, 10)
    ),
    *(Measure(name=f"R@{k}", says=f"recall: share of the relevant passages in the first {k}") for k in (1, 5, 10)),
    Measure(name="MRR@10", says="1 / rank of the first relevant passage"),
    Measure(name="nDCG@10", says="relevant passages stand before others"),
    Measure(name="answered right", says="a statement of the answer stands where the answer is"),
    Measure(name="wrongly declined", says="declined though the articles say", higher_is_better=False),
    Measure(name="rightly declined", says="declined, and the articles do not say", of="unanswerable"),
    Measure(name="citations hold", says="share of a reply's citations that the files bear out", of="all"),
)
"""In the order in which they are reported. `nDCG@10` has the gain 1 and the discount log2(rank + 1) (Järvelin and Kekäläinen 2002)."""

_RANKING = {measure.name: measure.name for measure in MEASURES if "@" in measure.name} | {"MRR@10": "RR@10"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over `questions` questions, and where it would fall in 95 of 100 samples of as many questions."""

    mean: float
    low: float
    high: float
    questions: int


def measure(rows: Sequence[Row]) -> Values:
    """The value of every measure for every question that it is about, rounded to four digits as a baseline keeps them."""
    found: dict[str, dict[str, float]] = {one.name: {} for one in MEASURES}
    for name, id, value in _rank_values([row for row in rows if row.answerable]):
        found[name][id] = round(value, 4)
    for row in rows:
        if row.answerable:
            found["answered right"][row.id] = float(row.answered_right)
            found["wrongly declined"][row.id] = float(row.declined)
        else:
            found["rightly declined"][row.id] = float(row.declined)
        if row.citations:
            found["citations hold"][row.id] = round(row.citations_held / row.citations, 4)
    return found


def _rank_values(rows: Sequence[Row]) -> list[tuple[str, str, float]]:
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    if not rows:
        return []
    names = {ir_measures.parse_measure(theirs): ours for ours, theirs in _RANKING.items()}
    # A passage is called by its rank; what was missed needs a name of its own.
    relevant = {
        row.id: [*(str(rank) for rank, one in enumerate(row.passages, 1) if one.relevant)]
        + [f"missed {n}" for n in range(row.missed)]
        for row in rows
    }
    qrels = [Qrel(id, name, 1) for id, named in relevant.items() for name in named]
    # trec_eval sorts by score and breaks ties by name: the rank itself is the score, so that the reply's order stands.
    scored = [ScoredDoc(row.id, str(rank), -rank) for row in rows for rank in range(1, len(row.passages) + 1)]
    return [
        (names[one.measure], one.query_id, float(one.value))
        for one in ir_measures.iter_calc(list(names), qrels, scored)
    ]


def estimate(values: Sequence[float]) -> Estimate | None:
    """The mean and its interval by the percentile bootstrap over questions (Efron 1979); None where there are no values.

    Percentiles rather than BCa, which has no value where all questions score alike, as those of citations should. Then,
    as with a single question, the interval is the mean itself: that says nothing of questions not asked.
    """
    if not values:
        return None
    mean = fmean(values)
    if min(values) == max(values):
        return Estimate(mean=mean, low=mean, high=mean, questions=len(values))
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


def estimates(values: Values) -> dict[str, Estimate]:
    """The estimate of each measure that any question has a value of."""
    return {name: one for name, of in values.items() if (one := estimate(list(of.values())))}
