"""Fusion: hand-worked cases, and what holds for any candidates."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.fuse import WEIGHTS, Signals, fuse, normalised, signals

scores = st.floats(-1e6, 1e6, allow_nan=False)
passages = st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 200), st.integers(0, 400)), min_size=1, max_size=20)


def fused(*found: tuple[float, float, int]) -> list[float]:
    """Of passages by their cosine, BM25 and number in their article."""
    cosines, bm25, numbers = zip(*found, strict=True)
    of_all: list[float] = fuse(signals(cosines, bm25, numbers)).tolist()
    return of_all


def test_scores_count_by_their_share_of_the_highest_and_a_passage_by_how_early_it_stands() -> None:
    found = signals([0.5, 0.25, -0.1], [20.0, 0.0, 5.0], [0, 2, 6])
    assert [Signals(*one) for one in found.T.tolist()] == [
        Signals(dense=1.0, bm25=1.0, lead=1.0),
        Signals(dense=0.5, bm25=0.0, lead=0.5),
        Signals(dense=0.0, bm25=0.25, lead=0.25),
    ]


def test_a_fused_score_is_the_sum_of_the_signals_by_their_weights() -> None:
    assert sum(WEIGHTS) == pytest.approx(1.0)
    assert fused((0.5, 20.0, 0), (0.25, 0.0, 2), (-0.1, 5.0, 6)) == pytest.approx(
        [1.0, WEIGHTS.dense / 2 + WEIGHTS.lead / 2, WEIGHTS.bm25 / 4 + WEIGHTS.lead / 4]
    )


def test_where_no_word_matches_or_nothing_is_near_the_other_signals_stay() -> None:
    assert fused((0.4, 0.0, 0), (0.2, 0.0, 0)) == pytest.approx(
        [WEIGHTS.dense + WEIGHTS.lead, WEIGHTS.dense / 2 + WEIGHTS.lead]
    )
    assert fused((-0.1, 4.0, 0), (-0.2, 2.0, 0)) == pytest.approx(
        [WEIGHTS.bm25 + WEIGHTS.lead, WEIGHTS.bm25 / 2 + WEIGHTS.lead]
    )


def test_no_passages_have_no_scores() -> None:
    assert fuse(signals([], [], [])).tolist() == []


@given(passages)
def test_fused_scores_lie_between_0_and_1(found: list[tuple[float, float, int]]) -> None:
    assert all(0.0 <= score <= 1.0 for score in fused(*found))


@given(passages, st.randoms(use_true_random=False))
def test_the_order_in_which_passages_come_does_not_matter_to_the_last_bit(
    found: list[tuple[float, float, int]], random: Random
) -> None:
    shuffled = random.sample(range(len(found)), len(found))
    scores = fused(*found)
    assert fused(*(found[at] for at in shuffled)) == [scores[at] for at in shuffled]


@given(passages, st.data())
def test_a_score_hangs_on_the_best_alone_and_not_on_how_many_others_there_are(
    found: list[tuple[float, float, int]], data: st.DataObject
) -> None:
    best = [max(found, key=lambda one: one[0]), max(found, key=lambda one: one[1])]
    one = data.draw(st.sampled_from(found))
    assert fused(*best, one)[-1] == fused(*found, one)[-1]


@given(passages, st.data(), st.floats(0, 1), st.floats(0, 50), st.integers(0, 20))
def test_a_passage_with_higher_scores_or_nearer_the_beginning_is_not_fused_lower(
    found: list[tuple[float, float, int]], data: st.DataObject, cosine: float, bm25: float, earlier: int
) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    better = (found[at][0] + cosine, found[at][1] + bm25, max(0, found[at][2] - earlier))
    after = fused(*found[:at], better, *found[at + 1 :])
    assert after[at] >= fused(*found)[at] - 1e-12


def test_scores_are_brought_to_0_and_1_by_their_least_and_greatest() -> None:
    assert normalised([2.0, 4.0, 3.0, 2.5]) == [0.0, 1.0, 0.5, 0.25]
    assert normalised([-1.0, 1.0]) == [0.0, 1.0]


@pytest.mark.parametrize("alike", [[], [7.0], [3.0, 3.0, 3.0], [0.0, -0.0]])
def test_scores_that_are_alike_are_each_1(alike: list[float]) -> None:
    assert normalised(alike) == [1.0] * len(alike)


@given(st.lists(scores, min_size=1))
def test_normalised_scores_lie_between_0_and_1_and_keep_their_order(raw: list[float]) -> None:
    brought = normalised(raw)
    assert all(0.0 <= score <= 1.0 for score in brought)
    assert max(brought) == 1.0
    assert all(x <= y for a, x in zip(raw, brought, strict=True) for b, y in zip(raw, brought, strict=True) if a <= b)
