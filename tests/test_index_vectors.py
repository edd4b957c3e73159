"""The vector index: exact search, and no sentinel of FAISS's past the wrapper."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import unit_rows
from index.likeness import Vectors
from index.vectors import VectorIndex, write_vectors


def rows_of(count: int, dim: int = 8, seed: int = 1) -> Vectors:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, dim)))


def an_index(folder: Path, rows: Vectors, *, ids: list[int] | None = None) -> VectorIndex:
    path = folder / "vectors-1.faiss"
    write_vectors(path, rows.shape[1], [(np.array(ids or range(1, len(rows) + 1)), rows)] if len(rows) else [])
    return VectorIndex(path)


def by_hand(rows: Vectors, question: Vectors) -> list[int]:
    """Ids from 1 on, the nearest first, in float64 of the float16 rows."""
    scores = rows.astype(np.float16).astype(np.float64) @ question.astype(np.float64)
    return [int(place) + 1 for place in np.argsort(-scores, kind="stable")]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.integers(1, 40), st.integers(0, 1000))
def test_the_nearest_passages_come_whatever_their_number(count: int, k: int, seed: int) -> None:
    rows = rows_of(count, seed=seed)
    question = rows_of(1, seed=seed + 1)[0]
    with tempfile.TemporaryDirectory() as folder:
        found = an_index(Path(folder), rows).search(question, k)
    assert set(by_hand(rows, question)[:k]) <= set(found)
    assert len(found) == len(set(found)) == min(count, k + 16)


def test_three_passages_of_five_thousand_are_found_when_a_filter_leaves_only_these(tmp_path: Path) -> None:
    rows = rows_of(5000)
    index = an_index(tmp_path, rows)
    allowed = by_hand(rows, rows[0])[-3:]  # the farthest of all
    assert sorted(index.search(rows[0], 100, np.array(allowed))) == sorted(allowed)
    assert sorted(index.search(rows[0], 2, np.array(allowed))) == sorted(allowed)


def test_many_filters_after_one_another_each_find_their_own(tmp_path: Path) -> None:
    rows = rows_of(500)
    index = an_index(tmp_path, rows)
    for number in range(200):
        allowed = np.arange(number, number + 20) + 1
        assert set(index.search(rows[number], 20, allowed)) == set(allowed.tolist())


def test_no_padding_of_faiss_comes_out_as_a_passage(tmp_path: Path) -> None:
    index = an_index(tmp_path, rows_of(3), ids=[7, 8, 9])
    assert sorted(index.search(rows_of(1)[0], 100)) == [7, 8, 9]
    assert sorted(index.search(rows_of(1)[0], 100, np.array([8, 1234]))) == [8]
    assert index.search(rows_of(1)[0], 100, np.array([], dtype=np.int64)) == []
    assert index.search(rows_of(1)[0], 0) == []


def test_all_that_tie_with_the_last_come_along(tmp_path: Path) -> None:
    rows = np.repeat(rows_of(2), 200, axis=0)
    assert set(range(1, 201)) <= set(an_index(tmp_path, rows).search(rows[0], 10))


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = an_index(tmp_path, np.zeros((0, 8), dtype=np.float32))
    assert len(index) == 0
    assert index.search(rows_of(1)[0], 10) == []


@pytest.mark.parametrize("data", [b"", b"IxMp", b"not an index at all" * 100])
def test_what_is_no_index_is_not_opened(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "vectors-1.faiss").write_bytes(data)
    with pytest.raises(RuntimeError, match="Error in"):
        VectorIndex(tmp_path / "vectors-1.faiss")


def test_an_index_cut_short_is_not_opened(tmp_path: Path) -> None:
    an_index(tmp_path, rows_of(100))
    path = tmp_path / "vectors-1.faiss"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(RuntimeError, match="Error in"):
        VectorIndex(path)
