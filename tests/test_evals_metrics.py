"""Figures: worked by hand, and checked against ir-measures and against the formulas written out once more."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from random import Random

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import Qrel, ScoredDoc

from evals.metrics import MEASURES, estimate, estimates, measure
from evals.rows import REPLY, RankedSpan, Ranking, Row


def row(
    id: str,
    relevant: Sequence[int] = (),
    *,
    ranked: int = 10,
    missed: int = 0,
    answerable: bool = True,
    declined: bool = False,
    right: bool = False,
    citations: int = 10,
    held: int = 10,
) -> Row:
    """A row with `ranked` passages, of which those at the ranks `relevant` are."""
    passages = tuple(
        RankedSpan(source="a.txt", start=100 * rank, end=100 * rank + 90, score=1 / rank, grade=int(rank in relevant))
        for rank in range(1, ranked + 1)
    )
    return Row(
        id=id,
        question=f"{id}?",
        kind="what",
        asked_on=date(2024, 6, 20),
        answerable=answerable,
        declined=declined,
        said_right=right,
        confidence=0.5,
        citations=citations,
        citations_held=held,
        took_ms=1.0,
        said="It was." if not declined else None,
        sentences=0 if declined else 1,
        rankings={REPLY: Ranking(passages=passages, missed=(1,) * missed)},
    )


def test_ranking_measures_of_a_question_worked_by_hand() -> None:
    values = measure([row("q", [2, 4], missed=1)])
    assert {name: of["q"] for name, of in values.items() if "@" in name} == {
        "Success@1": 0,
        "Success@5": 1,
        "Success@10": 1,
        "R@1": 0,
        "R@5": 0.6667,  # two of the three there are
        "R@10": 0.6667,
        "MRR@10": 0.5,
        "nDCG@10": 0.4982,  # (1/log2 3 + 1/log2 5) / (1/log2 2 + 1/log2 3 + 1/log2 4) = 1.0616 / 2.1309
    }


def test_only_the_first_ten_count_and_the_first_of_several_can_not_recall_all() -> None:
    values = measure([row("late", [11], ranked=12), row("first", [1, 6])])
    assert {name: values[name]["late"] for name in ("Success@10", "R@10", "MRR@10", "nDCG@10")} == {
        "Success@10": 0,
        "R@10": 0,
        "MRR@10": 0,
        "nDCG@10": 0,
    }
    assert [values[name]["first"] for name in ("R@1", "R@5", "R@10", "MRR@10")] == [0.5, 0.5, 1, 1]


def test_the_order_of_the_reply_counts_past_rank_nine() -> None:
    # By name "10" sorts before "2": the order must come from the rank and not from a tie.
    assert measure([row("q", [10])])["MRR@10"]["q"] == 0.1


def test_a_question_for_which_nothing_was_found_or_ranked_is_zero_and_not_left_out() -> None:
    values = measure([row("unfound", [], missed=2), row("empty", [], ranked=0, missed=1, citations=0, held=0)])
    for name in ("Success@1", "R@10", "MRR@10", "nDCG@10"):
        assert values[name] == {"unfound": 0, "empty": 0}
    assert values["citations hold"] == {"unfound": 1}


def test_answers_and_refusals_are_counted_over_the_questions_that_they_are_about() -> None:
    values = measure(
        [
            row("right", [1], right=True),
            row("wrong", [1]),
            row("silent", [1], declined=True),
            row("rightly silent", answerable=False, declined=True),
            row("made up", answerable=False, held=9, citations=12),
        ]
    )
    assert values["answered right"] == {"right": 1, "wrong": 0, "silent": 0}
    assert values["wrongly declined"] == {"right": 0, "wrong": 0, "silent": 1}
    assert values["rightly declined"] == {"rightly silent": 1, "made up": 0}
    assert values["citations hold"] == {"right": 1, "wrong": 1, "silent": 1, "rightly silent": 1, "made up": 0.75}
    assert values["MRR@10"].keys() == {"right", "wrong", "silent"}


def test_every_measure_is_there_even_for_no_rows() -> None:
    assert measure([]) == {one.name: {} for one in MEASURES}
    assert estimates(measure([])) == {}


@given(
    st.lists(
        st.tuples(st.sets(st.integers(1, 12)), st.integers(0, 4)).filter(lambda q: q[0] or q[1]), min_size=1, max_size=6
    )
)
def test_ranking_measures_equal_their_formulas_written_out(questions: list[tuple[set[int], int]]) -> None:
    values = measure(
        [row(f"q{n}", sorted(ranks), ranked=12, missed=missed) for n, (ranks, missed) in enumerate(questions)]
    )
    for n, (ranks, missed) in enumerate(questions):
        total = len(ranks) + missed
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, 10) + 1))
        gained = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
        first = min(ranks, default=99)
        expected = {"MRR@10": 1 / first if first <= 10 else 0.0, "nDCG@10": gained / ideal}
        for k in (1, 5, 10):
            inside = sum(rank <= k for rank in ranks)
            expected |= {f"Success@{k}": float(inside > 0), f"R@{k}": inside / total}
        assert {name: values[name][f"q{n}"] for name in expected} == pytest.approx(expected, abs=5e-5)


def test_means_equal_those_of_ir_measures_on_the_same_run() -> None:
    rows = [row("a", [3, 7], missed=1), row("b", [1]), row("c", [], missed=2), row("d", [2, 3, 10])]
    qrels = [Qrel(one.id, str(rank), 1) for one in rows for rank, p in enumerate(one.passages, 1) if p.relevant]
    qrels += [Qrel("a", "x", 1), Qrel("c", "x", 1), Qrel("c", "y", 1)]
    run = [ScoredDoc(one.id, str(rank), 1 / rank) for one in rows for rank in range(1, 11)]
    wanted = {name: ir_measures.parse_measure(name) for name in ("Success@1", "Success@5", "R@5", "R@10", "nDCG@10")}
    wanted["MRR@10"] = ir_measures.parse_measure("RR@10")
    theirs = ir_measures.calc_aggregate(list(wanted.values()), qrels, run)
    ours = estimates(measure(rows))
    assert {name: ours[name].mean for name in wanted} == pytest.approx(
        {name: theirs[one] for name, one in wanted.items()}, abs=5e-5
    )
    # And by hand: (1/3 + 1 + 0 + 1/2) / 4.
    assert ours["MRR@10"].mean == pytest.approx(0.4583, abs=5e-5)


@given(st.lists(st.integers(0, 10_000).map(lambda tenthousandth: tenthousandth / 10_000), min_size=2, max_size=30))
def test_the_bootstrap_interval_brackets_the_mean_and_repeats(values: list[float]) -> None:
    one = estimate(values)
    assert one is not None
    assert one.questions == len(values)
    assert one.mean == pytest.approx(sum(values) / len(values))
    edges = (min(values), one.low, one.mean, one.high, max(values))
    assert all(left <= right + 1e-9 for left, right in pairwise(edges))
    assert estimate(values) == one


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    one = estimate([1.0] * 80 + [0.0] * 20)
    assert one is not None
    # 1.96 standard errors of sqrt(.8 × .2 / 100) = .04 on each side.
    assert one.mean == 0.8
    assert [one.low, one.high] == pytest.approx([0.72, 0.88], abs=0.015)


def test_values_that_are_all_alike_have_an_interval_without_width_and_none_have_none() -> None:
    one = estimate([1.0, 1.0, 1.0])
    assert one is not None
    assert (one.mean, one.low, one.high, one.questions) == (1, 1, 1, 3)
    assert estimate([]) is None


def test_shares_that_are_all_one_or_none_have_the_interval_of_wilson() -> None:
    all_good, none_good = (estimate([value] * 10, shares=True) for value in (1.0, 0.0))
    assert all_good is not None
    assert none_good is not None
    # 1.96² / (10 + 1.96²) = .278 remains open.
    assert [all_good.mean, all_good.low, all_good.high] == pytest.approx([1, 1 - 0.2775, 1], abs=1e-4)
    assert [none_good.mean, none_good.low, none_good.high] == pytest.approx([0, 0, 0.2775], abs=1e-4)
    counts = estimates({"sentences": {"a": 1, "b": 1}, "citations hold": {"a": 1, "b": 1}})
    assert (counts["sentences"].low, counts["sentences"].high) == (1, 1)
    assert counts["citations hold"].low < 0.5


@pytest.mark.parametrize(
    ("values", "weights"), [((1.0, 0.5, 1 / 3, 0.1, 0.0), (22, 10, 6, 5, 57)), ((1.0, 0.0), (97, 3))]
)
def test_intervals_hold_the_mean_of_the_population_about_as_often_as_they_say(
    values: Sequence[float], weights: Sequence[int]
) -> None:
    random = Random(5)
    mean = sum(value * weight for value, weight in zip(values, weights, strict=True)) / 100
    drawn = [estimate(random.choices(values, weights, k=60), shares=True) for _ in range(100)]
    held = sum(one is not None and one.low <= mean <= one.high for one in drawn)
    assert held >= 86  # 99.9 % of the binomial of 100 and .95
