"""What confidence tells apart: figures worked by hand, and checked against scikit-learn and against counting one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from evals.metrics import measure_answers
from evals.refusals import (
    Confidences,
    asked_in_pairs,
    calibration_error,
    draws,
    of_rows,
    refusal_figures,
    reliability,
    rightly_declined,
    risk_area,
    risk_coverage,
    roc_area,
    roc_curve,
)
from evals.rows import REPLY, SWAPPED, WITHOUT, RankedSpan, Ranking, Row

JUDGED = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=2, max_size=40)


def row(id: str, confidence: float, *, answerable: bool = True, right: bool = False, rank: int | None = 1) -> Row:
    passages = tuple(
        RankedSpan(source="a.txt", start=n, end=n + 1, score=1, grade=int(n == rank)) for n in range(1, 11)
    )
    return Row(
        id=id,
        question="?",
        kind="",
        asked_on=date(2024, 1, 1),
        answerable=answerable,
        declined=False,
        said="x",
        said_right=right,
        sentences=1,
        confidence=confidence,
        citations=0,
        citations_held=0,
        took_ms=1,
        rankings={REPLY: Ranking(passages=passages)},
    )


def judged(pairs: Sequence[tuple[float, bool]]) -> Confidences:
    return of_rows(
        [row(f"q{n}", one, answerable=good) for n, (one, good) in enumerate(pairs)], lambda of: of.answerable
    )


def once(of: Confidences) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.ones((1, len(of)))


def test_figures_of_four_questions_worked_by_hand() -> None:
    of = judged([(0.9, True), (0.8, False), (0.4, True), (0.1, False)])
    # Of the four pairs of a good and another one, only .4 and .8 are the wrong way round.
    assert roc_area(of, once(of)) == pytest.approx([0.75])
    assert risk_coverage(of) == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert risk_area(of, once(of)) == pytest.approx([(0 + 1 / 2 + 1 / 3 + 1 / 2) / 4])
    assert calibration_error(of, once(of)) == pytest.approx([(0.1 + 0.8 + 0.6 + 0.1) / 4])
    assert roc_curve(of) == [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]
    # No good one may be declined of two: the threshold is the .4, below which one of the two others lies.
    assert rightly_declined(of, once(of)) == pytest.approx([0.5])


def test_ten_percent_of_the_good_may_be_declined_and_not_one_more() -> None:
    good = [(n / 100, True) for n in range(10, 30)]
    of = judged([*good, (0.05, False), (0.105, False), (0.115, False), (0.125, False), (0.9, False)])
    # Two of twenty good ones, .10 and .11, lie below .12: so do three of the five others.
    assert rightly_declined(of, once(of)) == pytest.approx([0.6])


def test_calibration_is_judged_by_bins_of_equal_width() -> None:
    of = judged([(0.31, True), (0.33, False), (0.95, True), (1.0, True)])
    assert [bin[1:] for bin in reliability(of)] == [(0.5, 2), (1.0, 2)]
    assert [bin[0] for bin in reliability(of)] == pytest.approx([0.32, 0.975])
    assert calibration_error(of, once(of)) == pytest.approx([(2 * 0.18 + 2 * 0.025) / 4])


@given(JUDGED)
def test_the_roc_area_is_that_of_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    of = judged(pairs)
    if of.is_good.any() and not of.is_good.all():
        assert roc_area(of, once(of)) == pytest.approx([roc_auc_score(of.is_good, of.confidence)])


@given(JUDGED, st.lists(st.integers(0, 3), min_size=40, max_size=40))
def test_a_question_drawn_twice_counts_as_if_it_stood_there_twice(
    pairs: list[tuple[float, bool]], drawn: list[int]
) -> None:
    pairs = sorted(pairs)
    of, times = judged(pairs), drawn[: len(pairs)]
    again = judged([pair for pair, often in zip(pairs, times, strict=True) for _ in range(often)])
    if len(again) and again.is_good.any() and not again.is_good.all():
        weights = np.array([[float(often) for often in times]])
        for figure in (roc_area, rightly_declined, risk_area, calibration_error):
            assert figure(of, weights) == pytest.approx(figure(again, once(again)))


@given(JUDGED)
def test_the_share_declined_is_the_best_of_all_thresholds(pairs: list[tuple[float, bool]]) -> None:
    good, bad = [one for one, is_good in pairs if is_good], [one for one, is_good in pairs if not is_good]
    if good and bad:
        allowed = [at for at, _ in pairs if sum(one < at for one in good) <= 0.1 * len(good)]
        expected = max(sum(one < at for one in bad) / len(bad) for at in allowed)
        of = judged(pairs)
        assert rightly_declined(of, once(of)) == pytest.approx([expected])


def test_only_questions_asked_both_ways_and_those_nothing_answers_are_judged() -> None:
    twin = replace(row(f"a{WITHOUT}", 0.2, answerable=False), without=3)
    rows = [row("a", 0.8), row("b", 0.7), row("c", 0.1, answerable=False), twin]
    assert [one.id for one in asked_in_pairs(rows)] == ["a", "c", f"a{WITHOUT}"]
    assert [one.id for one in asked_in_pairs(rows[:3])] == ["a", "b", "c"]
    empty = replace(rows[2], rankings={REPLY: Ranking(passages=())})
    assert asked_in_pairs([empty]) == []


def test_figures_name_how_many_they_are_of_and_leave_out_what_has_only_one_side() -> None:
    rows = [
        *(row(f"g{n}", 0.6 + n / 100, right=True, rank=1 if n % 2 else 9) for n in range(20)),
        *(row(f"b{n}", 0.3 + n / 100, answerable=False) for n in range(10)),
    ]
    figures = refusal_figures(rows)
    assert (figures["ROC area"].mean, figures["ROC area"].low, figures["ROC area"].questions) == (1.0, 1.0, 30)
    assert figures["ROC area, found in 5"].questions == 20
    assert figures["declined at 10 %"].mean == 1.0
    assert figures["calibration error"].low < figures["calibration error"].mean < figures["calibration error"].high
    assert refusal_figures(rows[:20]) == {}
    assert refusal_figures(rows) == figures


def test_both_rows_of_a_question_are_drawn_together() -> None:
    rows = [row("a", 0.8), replace(row(f"a{WITHOUT}", 0.2, answerable=False), without=1), row("b", 0.5)]
    of = of_rows(rows, lambda one: one.answerable)
    assert of.confidence.tolist() == [0.2, 0.5, 0.8]
    assert of.group[0] == of.group[2] != of.group[1]
    drawn = draws(of)
    assert np.array_equal(drawn[:, 0], drawn[:, 2])
    assert set(map(tuple, drawn[:, :2].tolist())) == {(0, 2), (1, 1), (2, 0)}


def test_near_misses_are_told_apart_by_figures_of_their_own() -> None:
    rows = [row("a", 0.8), row("b", 0.4), row("c", 0.3, answerable=False)]
    near = [row(f"a{SWAPPED}", 0.5, answerable=False), row(f"b{SWAPPED}", 0.1, answerable=False)]
    figures = refusal_figures([*rows, *near])
    # Of the four pairs only .4 and .5 are the wrong way round; neither of two answerable ones may be declined.
    assert figures["ROC area, near misses"].mean == 0.75
    assert figures["near misses at 10 %"].mean == 0.5
    assert figures["ROC area"] == refusal_figures(rows)["ROC area"]
    assert {one.id for one in asked_in_pairs([*rows, *near])} == {"a", "b", "c"}
    declined = measure_answers([*rows, *(replace(one, declined=one.confidence < 0.25) for one in near)])
    assert declined["near misses declined"] == {f"a{SWAPPED}": 0.0, f"b{SWAPPED}": 1.0}
    assert declined["rightly declined"] == {"c": 0.0}
    of = of_rows([rows[0], near[0], rows[1]], lambda one: one.answerable)
    assert of.group[1] == of.group[2] != of.group[0]  # by confidence: b, a-swapped, a
