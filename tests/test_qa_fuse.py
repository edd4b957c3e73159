"""Fusion: hand-worked cases, and what holds for any lists."""

import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Scored
from qa.fuse import fuse, normalised

HALVES = {"dense": 0.5, "bm25": 0.5}

scores = st.floats(-1e6, 1e6, allow_nan=False)
ranked = st.dictionaries(st.integers(1, 30), scores, max_size=20)
weights = st.floats(0.01, 10)


def _list(found: dict[int, float]) -> list[Scored]:
    return [Scored(id, score) for id, score in found.items()]


def test_scores_are_brought_to_0_and_1_by_their_least_and_greatest() -> None:
    assert normalised([2.0, 4.0, 3.0, 2.5]) == [0.0, 1.0, 0.5, 0.25]
    assert normalised([-1.0, 1.0]) == [0.0, 1.0]


@pytest.mark.parametrize("alike", [[], [7.0], [3.0, 3.0, 3.0], [0.0, -0.0]])
def test_scores_that_are_alike_are_each_1(alike: list[float]) -> None:
    assert normalised(alike) == [1.0] * len(alike)


def test_a_passage_gets_its_share_of_each_retriever_and_0_from_one_that_missed_it() -> None:
    fused = fuse(
        {"dense": _list({1: 0.9, 2: 0.5, 3: 0.1}), "bm25": _list({2: 20.0, 4: 10.0})}, {"dense": 0.75, "bm25": 0.25}
    )
    assert fused == {1: 0.75, 2: 0.625, 3: 0.0, 4: 0.0}


def test_a_retriever_that_found_nothing_leaves_the_whole_weight_to_the_other() -> None:
    assert fuse({"dense": _list({1: 0.9, 2: 0.5}), "bm25": []}, HALVES) == {1: 1.0, 2: 0.0}
    assert fuse({"dense": [], "bm25": []}, HALVES) == {}


def test_weights_that_sum_to_a_hair_more_than_1_do_not_carry_a_score_past_it() -> None:
    assert 0.07 / (0.07 + 0.62) + 0.62 / (0.07 + 0.62) > 1.0
    assert fuse({"dense": _list({1: 0.9}), "bm25": _list({1: 9.0})}, {"dense": 0.07, "bm25": 0.62}) == {1: 1.0}


@given(st.lists(scores, min_size=1))
def test_normalised_scores_lie_between_0_and_1_and_keep_their_order(raw: list[float]) -> None:
    brought = normalised(raw)
    assert all(0.0 <= score <= 1.0 for score in brought)
    assert max(brought) == 1.0
    assert [a <= b for a, b in _pairs(raw) if a <= b] == [x <= y for (a, b), (x, y) in _zip(raw, brought) if a <= b]


def _pairs(values: Sequence[float]) -> list[tuple[float, float]]:
    return [(a, b) for a in values for b in values]


def _zip(raw: Sequence[float], brought: Sequence[float]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(_pairs(raw), _pairs(brought), strict=True))


@given(ranked, ranked, weights, weights)
def test_fused_scores_lie_between_0_and_1_and_all_that_was_found_has_one(
    dense: dict[int, float], bm25: dict[int, float], one: float, other: float
) -> None:
    fused = fuse({"dense": _list(dense), "bm25": _list(bm25)}, {"dense": one, "bm25": other})
    assert fused.keys() == dense.keys() | bm25.keys()
    assert all(0.0 <= score <= 1.0 for score in fused.values())


@given(ranked, ranked, st.randoms(use_true_random=False))
def test_the_order_in_which_passages_come_does_not_matter(
    dense: dict[int, float], bm25: dict[int, float], random: Random
) -> None:
    shuffled = {
        name: random.sample(found, len(found)) for name, found in (("bm25", _list(bm25)), ("dense", _list(dense)))
    }
    assert fuse(shuffled, HALVES) == fuse({"dense": _list(dense), "bm25": _list(bm25)}, HALVES)


@given(ranked.filter(bool), ranked, st.data(), st.floats(0, 1e6))
def test_a_passage_that_a_retriever_scores_higher_is_not_fused_lower(
    dense: dict[int, float], bm25: dict[int, float], data: st.DataObject, more: float
) -> None:
    id = data.draw(st.sampled_from(sorted(dense)))
    before = fuse({"dense": _list(dense), "bm25": _list(bm25)}, HALVES)[id]
    after = fuse({"dense": _list(dense | {id: dense[id] + more}), "bm25": _list(bm25)}, HALVES)[id]
    # Alone in its list a passage has 1 already, and the one that was the least of equals can only rise.
    assert after >= before or math.isclose(after, before) or len(set(dense.values())) == 1
