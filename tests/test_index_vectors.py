"""The vector index: exact search, and no sentinel of FAISS's past the wrapper."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import unit_rows
from index.likeness import Vectors
from index.recall import StandIns
from index.vector_writer import build_vectors, extend_vectors, may_extend
from index.vectors import BASE, DELTA, FACTS, GONE, QUICK, Ids, VectorIndex


def rows_of(count: int, dim: int = 8, seed: int = 1) -> Vectors:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, dim)))


def an_index(folder: Path, rows: Vectors, *, ids: list[int] | None = None) -> VectorIndex:
    """Of ids from 1 on, unless others are given."""
    numbers = np.array(ids or range(1, len(rows) + 1), dtype=np.int64)
    build_vectors(folder / "vectors-1", rows.shape[1], numbers, lambda some: rows[np.searchsorted(numbers, some)])
    return VectorIndex(folder / "vectors-1")


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
    assert len(found) == len(set(found)) >= min(count, k)


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


# what has come and gone since


def grown(folder: Path, before: int, rows: Vectors, removed: list[int], added: Ids) -> VectorIndex:
    """The index of the generation after `before`, where id n has row n - 1."""
    new = folder / f"vectors-{before + 1}"
    extend_vectors(
        new, folder / f"vectors-{before}", np.array(removed, dtype=np.int64), added, lambda ids: rows[ids - 1]
    )
    return VectorIndex(new)


def test_what_came_is_found_and_what_went_is_not_while_the_base_stays_the_same_file(tmp_path: Path) -> None:
    rows = rows_of(1040)
    an_index(tmp_path, rows[:1000])
    inode = (tmp_path / "vectors-1" / BASE).stat().st_ino
    best = by_hand(rows[:1000], rows[0])[:20]
    second = grown(tmp_path, 1, rows, best[:10], np.arange(1001, 1021))
    third = grown(tmp_path, 2, rows, [*best[10:], 1001, 1002], np.arange(1021, 1041))
    assert [(len(index), index.facts.added, index.facts.gone) for index in (second, third)] == [
        (1010, 20, 10),
        (1018, 38, 20),
    ]
    assert {(tmp_path / f"vectors-{number}" / BASE).stat().st_ino for number in (2, 3)} == {inode}
    present = sorted({*range(1, 1041)} - {*best, 1001, 1002})
    for question in (rows[0], rows[1000], rows[1030]):
        ranked = [id for id in by_hand(rows, question) if id in present]
        found = third.search(question, 30)
        assert set(ranked[:30]) <= set(found) <= set(present)
        assert sorted(third.search(question, 2000)) == present
        among = np.array([5, 700, 1003, 1040])
        assert set(third.search(question, 4, among[np.isin(among, present)])) == {5, 700, 1003, 1040} & set(present)


@pytest.mark.parametrize("exact", [1000, 20], ids=["small", "large"])
@settings(max_examples=30, deadline=None)
@given(st.data(), st.integers(0, 60), st.integers(0, 1000))
def test_whatever_comes_and_goes_the_nearest_of_what_is_there_are_found(
    exact: int, data: st.DataObject, count: int, seed: int
) -> None:
    rows = rows_of(200, seed=seed)
    present, last = set(range(1, count + 1)), count
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.vector_writer._EXACT", exact)
        patch.setattr("index.vector_writer._PROPOSED", 1)
        patch.setattr("index.vectors._FEW", 15)
        folder = Path(name)
        index = an_index(folder, rows[:count])
        assert index.facts.is_exact == (count <= exact)
        for generation in range(1, 6):
            removed = data.draw(st.sets(st.sampled_from(sorted(present)), max_size=10) if present else st.just(set()))
            added = np.arange(last + 1, last + 1 + data.draw(st.integers(0, 25)))
            index = grown(folder, generation, rows, sorted(removed), added)
            present, last = (present - removed) | set(added.tolist()), last + len(added)
            assert len(index) == len(present)
            ranked = [id for id in by_hand(rows, rows[generation]) if id in present]
            some = ranked[::3]
            among = np.array(sorted(some), dtype=np.int64)
            assert sorted(index.search(rows[generation], 200)) == sorted(present)
            assert sorted(index.search(rows[generation], 200, among)) == sorted(some)
            found = [index.search(rows[generation], 10), index.search(rows[generation], 5, among)]
            assert set(found[0]) <= present
            assert set(found[1]) <= set(some)
            if index.facts.is_exact:
                assert set(ranked[:10]) <= set(found[0])
                assert set(some[:5]) <= set(found[1])


def test_a_base_serves_until_a_twentieth_of_it_has_come_or_gone(tmp_path: Path) -> None:
    rows = rows_of(1100)
    an_index(tmp_path, rows[:1000])
    assert may_extend(tmp_path / "vectors-1", 20, 30)
    assert not may_extend(tmp_path / "vectors-1", 21, 30)
    grown(tmp_path, 1, rows, [1, 2, 3], np.arange(1001, 1021))
    assert may_extend(tmp_path / "vectors-2", 20, 7)
    assert not may_extend(tmp_path / "vectors-2", 20, 8)
    (tmp_path / "vectors-2" / "facts.json").write_text('{"passages": 1000}')
    assert not may_extend(tmp_path / "vectors-2", 0, 0)


def test_where_links_are_not_to_be_had_the_base_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    rows = rows_of(50)
    an_index(tmp_path, rows[:49])
    index = grown(tmp_path, 1, rows, [], np.array([50]))
    assert index.search(rows[49], 1)[0] == 50
    assert (tmp_path / "vectors-1" / BASE).stat().st_nlink == 1


def test_passages_score_alike_in_eight_bits_to_six_deviations(tmp_path: Path) -> None:
    rows, questions = rows_of(3000, 384), rows_of(20, 384, seed=2)
    index = an_index(tmp_path, rows)
    for question in questions:
        assert set(by_hand(rows, question)[:100]) <= set(index.search(question, 100))
        assert 0.001 < index._margin(question) < 0.01


# quick codes


def gathered(count: int, dim: int = 32, seed: int = 1) -> Vectors:
    """Rows around a hundred points, as news gathers around events."""
    chance = np.random.default_rng(seed)
    points = chance.normal(size=(100, dim))
    return unit_rows(points[chance.integers(0, 100, count)] + 0.6 * chance.normal(size=(count, dim)))


def stand_ins(rows: Vectors) -> Vectors:
    """Those that an index of `rows` is measured with."""
    return StandIns(rows[np.random.default_rng(1).permutation(len(rows))[:800]]).rows


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has small indexes be as large ones are."""
    monkeypatch.setattr("index.vector_writer._EXACT", 1000)
    monkeypatch.setattr("index.vector_writer._PROPOSED", 4)
    monkeypatch.setattr("index.vectors._FEW", 200)


@pytest.mark.usefixtures("quick")
def test_a_large_index_has_quick_codes_and_tells_the_recall_that_a_count_by_hand_gives(tmp_path: Path) -> None:
    rows = gathered(6000)
    index = an_index(tmp_path, rows)
    facts = index.facts
    assert (facts.passages, facts.last, facts.questions, facts.is_exact) == (6000, 6000, 400, False)
    questions = stand_ins(rows)
    for k, recall in ((10, facts.recall_at_10), (100, facts.recall_at_100)):
        shares = [len(set(by_hand(rows, row)[:k]) & set(index.search(row, k))) / k for row in questions]
        assert recall == pytest.approx(sum(shares) / len(questions), abs=0.001)  # a tie in float16 now and then
    assert facts.recall_at_10 >= 0.99
    assert VectorIndex(tmp_path / "vectors-1").facts == facts


@pytest.mark.usefixtures("quick")
def test_as_many_are_proposed_as_the_recall_that_is_wanted_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vector_writer._PROPOSED", 1)
    rows = gathered(6000, dim=64)
    index = an_index(tmp_path, rows)
    assert index.facts.proposed > 1
    index.facts = replace(index.facts, proposed=index.facts.proposed // 2)
    questions = stand_ins(rows)
    found = [len(set(by_hand(rows, row)[:10]) & set(index.search(row, 10))) for row in questions]
    assert sum(found) / len(questions) / 10 < 0.99


def test_the_passages_nearest_to_a_stand_in_are_the_same_however_many_are_shown_at_a_time() -> None:
    rows, ids = gathered(700), np.arange(1, 701)
    scores = StandIns(rows[:40]).rows.astype(np.float64) @ rows.astype(np.float64).T
    every = [[int(place) + 1 for place in np.argsort(-one, kind="stable")[:100]] for one in scores]
    for size in (7, 64, 350, 700):
        some = StandIns(rows[:40])
        for at in range(0, 700, size):
            some.show(ids[at : at + size], rows[at : at + size])
        assert some.nearest.tolist() == every


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("dim", [3, 8, 25, 31])
def test_rows_of_any_length_have_quick_codes(tmp_path: Path, dim: int) -> None:
    index = an_index(tmp_path, gathered(1200, dim))
    assert not index.facts.is_exact
    assert index.facts.recall_at_10 >= 0.99


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("where", ["anywhere", "far away"])
@pytest.mark.parametrize("kept", [3, 30, 300, 1500, 2900])
def test_the_nearest_of_those_that_a_filter_leaves_are_found_by_quick_codes(
    tmp_path: Path, kept: int, where: str
) -> None:
    rows = gathered(3000)
    index = an_index(tmp_path, rows)
    shares = []
    for number in range(20):
        ranked = by_hand(rows, rows[number])
        allowed = ranked[-kept:]
        if where == "anywhere":
            some = set(np.random.default_rng(number).permutation(ranked)[:kept].tolist())
            allowed = [id for id in ranked if id in some]
        found = index.search(rows[number], 10, np.array(sorted(allowed)))
        assert set(found) <= set(allowed)
        shares.append(len(set(allowed[:10]) & set(found)) / min(kept, 10))
        assert sorted(index.search(rows[number], kept, np.array(sorted(allowed)))) == sorted(allowed)
    assert sum(shares) / len(shares) > (0.999 if kept <= 200 else 0.95 if where == "anywhere" else 0.7)


@pytest.mark.usefixtures("quick")
def test_what_came_and_went_since_is_told_from_what_quick_codes_propose(tmp_path: Path) -> None:
    rows = gathered(2200)
    an_index(tmp_path, rows[:2000])
    index = grown(tmp_path, 1, rows, list(range(1, 51)), np.arange(2001, 2051))
    assert (index.facts.added, index.facts.gone, index.facts.passages) == (50, 50, 2000)
    assert [index.search(rows[id - 1], 1)[0] for id in range(2001, 2051)] == list(range(2001, 2051))
    assert all(min(index.search(rows[id - 1], 20)) > 50 for id in range(1, 51))
    among = np.arange(1001, 2051)
    assert [index.search(rows[id - 1], 1, among)[0] for id in range(2001, 2051)] == list(range(2001, 2051))
    assert sorted(index.search(rows[0], 2000)) == list(range(51, 2051))


@pytest.mark.usefixtures("quick")
def test_all_that_tie_are_found_by_quick_codes(tmp_path: Path) -> None:
    rows = np.repeat(gathered(20), 100, axis=0)
    assert set(range(1, 101)) <= set(an_index(tmp_path, rows).search(rows[0], 10))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("count", [900, 2000], ids=["small", "large"])
def test_many_threads_find_what_one_finds(tmp_path: Path, count: int) -> None:
    rows = gathered(2100)
    an_index(tmp_path, rows[:count])
    index = grown(tmp_path, 1, rows, [1, 2, 3], np.arange(count + 1, count + 31))
    for among in (None, np.arange(4, count, 2)):
        wanted = [index.search(row, 100, among) for row in rows]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(partial(index.search, k=100, among=among), rows)) == wanted


@pytest.mark.usefixtures("quick")
def test_the_same_passages_make_the_same_index(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    one, other = an_index(tmp_path, gathered(2000)), an_index(tmp_path / "again", gathered(2000))
    assert one.facts == other.facts
    for row in gathered(50, seed=2):
        assert one.search(row, 100) == other.search(row, 100)


@pytest.mark.usefixtures("quick")
def test_building_leaves_the_number_of_threads_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import faiss

    set_to: list[int] = []
    own = faiss.omp_set_num_threads

    def note(number: int) -> None:
        set_to.append(number)
        own(number)

    monkeypatch.setattr(faiss, "omp_set_num_threads", note)
    own(3)
    build_vectors(tmp_path / "vectors-1", 32, np.arange(1, 901), lambda ids: gathered(900)[ids - 1])
    assert (set_to[1:], faiss.omp_get_max_threads()) == ([3], 3)


def test_building_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = rows_of(9000)
    build_vectors(tmp_path / "new", 8, np.arange(1, 9001), lambda ids: rows[ids - 1], lambda *it: told.append(it))
    assert told == [(4096, 9000), (8192, 9000), (9000, 9000)]


# files


@pytest.mark.parametrize("data", [b"", b"IwSq", b"not an index at all" * 100])
@pytest.mark.parametrize("name", [BASE, DELTA])
def test_what_is_no_index_is_not_opened(tmp_path: Path, name: str, data: bytes) -> None:
    an_index(tmp_path, rows_of(10))
    (tmp_path / "vectors-1" / name).unlink()
    (tmp_path / "vectors-1" / name).write_bytes(data)
    with pytest.raises(RuntimeError, match="Error in"):
        VectorIndex(tmp_path / "vectors-1")


@pytest.mark.parametrize("name", [BASE, DELTA])
def test_an_index_cut_short_is_not_opened(tmp_path: Path, name: str) -> None:
    an_index(tmp_path, rows_of(100))
    path = tmp_path / "vectors-1" / name
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(RuntimeError, match="Error in"):
        VectorIndex(tmp_path / "vectors-1")


def test_an_index_of_another_kind_is_not_opened(tmp_path: Path) -> None:
    import faiss

    an_index(tmp_path, rows_of(10))
    faiss.write_index(faiss.IndexFlatIP(8), str(tmp_path / "vectors-1" / BASE))
    with pytest.raises(ValueError, match=r"base\.faiss is an index of another kind"):
        VectorIndex(tmp_path / "vectors-1")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", [BASE, QUICK, DELTA, GONE, FACTS])
def test_files_of_different_generations_are_not_opened(tmp_path: Path, name: str) -> None:
    rows = gathered(1300)
    (tmp_path / "other").mkdir()
    an_index(tmp_path, rows[:1100])
    an_index(tmp_path / "other", rows[:1200])
    grown(tmp_path / "other", 1, rows, [1, 2], np.array([1201]))
    path = tmp_path / "vectors-1" / name
    path.write_bytes((tmp_path / "other" / "vectors-2" / name).read_bytes())
    with pytest.raises(ValueError, match=r"its files hold .* passages, where facts\.json tells of"):
        VectorIndex(tmp_path / "vectors-1")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (GONE, b"", r"gone\.json does not hold ids"),
        (GONE, b'["x"]', r"gone\.json does not hold ids"),
        (GONE, b"[1, 2]", r"its files hold .* passages, where facts\.json tells of"),
        (FACTS, b"", "Expecting value"),
        (FACTS, b"[1, 2]", "facts.json does not tell"),
        (FACTS, b'{"passages": 10}', "facts.json does not tell"),
    ],
)
def test_what_does_not_tell_what_is_gone_or_how_it_was_built_is_not_opened(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    an_index(tmp_path, rows_of(10))
    (tmp_path / "vectors-1" / name).write_bytes(data)
    with pytest.raises(ValueError, match=reason):
        VectorIndex(tmp_path / "vectors-1")
