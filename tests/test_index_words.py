"""The word index: its terms, what it finds, and that deleted passages leave no trace."""

import math
import random
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.store import Filters
from index.words import WordIndex, Words, _analyzer, _normalised, _pieces, may_build_upon, terms, write_words


def words(id: int, body: str, source: str = "a.txt", *, title: str | None = None, **known: object) -> Words:
    return Words(id=id, body=body, title=title, published=None, publisher=None, source=source) if not known else Words(
        id=id, body=body, title=title, source=source,
        published=known.get("published"), publisher=known.get("publisher"),  # type: ignore[arg-type]
    )  # fmt: skip


def search(index: WordIndex, text: str, k: int = 100, filters: Filters | None = None) -> list[int]:
    return index.search(dict.fromkeys(terms(text), 1.0), k, filters)


# terms


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The U.S. counted 1,200 bees", ["the", "us", "count", "1200", "bee"]),
        ("The bridge³ was shut for km² around", ["the", "bridg", "was", "shut", "for", "km2", "around"]),
        ("U.S.’s and Xi’s and Xi's", ["us", "and", "xi", "and", "xi"]),
        ("Café MÜNCHEN naïve", ["cafe", "munchen", "naiv"]),
        ("1,2,3 and 12,34", ["1", "2", "3", "and", "12", "34"]),
        ("“Why?”[5] AND NOT (mill) OR title:x* ~2 ^3", ["whi", "5", "and", "not", "mill", "or", "titl", "x", "2", "3"]),
        ("mills milled milling mill", ["mill"] * 4),
        ("", []),
        ("x" * 65, []),
        ("中文", ["中文"]),
    ],
)
def test_a_text_is_taken_apart_into_terms(text: str, wanted: list[str]) -> None:
    assert terms(text) == wanted


@given(st.text())
def test_any_text_has_terms_and_they_are_those_that_the_index_holds(text: str) -> None:
    assert all(isinstance(term, str) and term for term in terms(text))


TROUBLE = "aéßſİ中٣²½ⅷⒶ़ा0123 \t\n\r\x0b\x1c\x85\xa0\u1680\u2003\u2028\u202f\u3000\u200b\ufeff.,'’s-_US$[]"


@given(st.one_of(st.text(), st.text(TROUBLE), st.text(st.characters(categories=["Z", "Cc", "Cf", "N", "M", "Lo"]))))
def test_terms_are_those_that_tantivy_makes_of_the_whole_text(text: str) -> None:
    assert terms(text) == terms(text) == _analyzer().analyze(_normalised(text))


def test_pieces_that_are_forgotten_are_taken_apart_again() -> None:
    for number in range(40_000):
        assert terms(f"word{number} mills") == [f"word{number}", "mill"]
    assert len(_pieces) <= 1 << 14
    assert terms("word0 " + "x" * 63 + "/" * 1000) == ["word0", "x" * 63]
    assert not any(len(piece) > 64 for piece in _pieces)


# finding


def test_the_word_in_the_passage_counts_more_than_the_word_in_the_title(tmp_path: Path) -> None:
    passages = [words(1, "rye", title="mill"), words(2, "mill", title="rye"), words(3, "fog", title="fog")]
    write_words(tmp_path / "w", None, [], passages)
    assert search(WordIndex(tmp_path / "w"), "mill") == [2, 1]


def test_words_of_a_question_are_never_read_as_a_query(tmp_path: Path) -> None:
    write_words(tmp_path / "w", None, [], [words(1, "and not or title mill"), words(2, "rye")])
    index = WordIndex(tmp_path / "w")
    assert search(index, "mill AND NOT rye") == [1, 2]
    assert search(index, "body:rye -rye *") == [2]
    assert search(index, "") == search(index, "zzz") == index.search({"mill": 0.0}, 5) == []


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_words(tmp_path / "w", None, [], [])
    index = WordIndex(tmp_path / "w")
    assert (len(index), search(index, "mill"), index.frequency("mill")) == (0, [], 0)


def test_all_that_tie_with_the_last_come_along(tmp_path: Path) -> None:
    write_words(tmp_path / "w", None, [], [words(id, "mill and rye") for id in range(1, 201)])
    assert sorted(search(WordIndex(tmp_path / "w"), "mill", 5)) == list(range(1, 201))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [1, 2, 3, 4]),
        (Filters(published_from=date(2023, 6, 1)), [2, 3]),
        (Filters(published_to=date(2023, 6, 1)), [1, 2]),
        (Filters(published_from=date(2023, 6, 1), published_to=date(2023, 6, 1)), [2]),
        (Filters(publishers=("ÉCHO DE VARN", "nobody")), [1]),
        (Filters(publishers=("echo de varn",)), []),
        (Filters(publishers=("100% \"Post\" 'x' \\ _ * OR",)), [3]),
        (Filters(publishers=("*",)), []),
        (Filters(sources=("desk",)), [1, 2]),
        (Filters(sources=("desk/b/",)), [2]),
        (Filters(sources=("des",)), []),
        (Filters(sources=("desk/a.txt", "d")), [1]),
        (Filters(sources=("\ud800", "\0", "desks.txt")), [3]),
        (Filters(publishers=("\ud800",)), []),
        (Filters(publishers=("Écho de Varn",), sources=("desk/b",)), []),
    ],
    ids=lambda value: None if isinstance(value, list) else "filters",
)
def test_a_filter_leaves_what_it_says_and_its_words_are_never_read_as_a_query(
    tmp_path: Path, filters: Filters, found: list[int]
) -> None:
    write_words(
        tmp_path / "w",
        None,
        [],
        [
            words(1, "mill", "desk/a.txt", published=date(2020, 1, 1), publisher="Écho de Varn"),
            words(2, "mill", "desk/b/c.txt", published=date(2023, 6, 1), publisher="Coast Herald"),
            words(3, "mill", "desks.txt", published=date(2024, 1, 1), publisher="100% \"Post\" 'x' \\ _ * OR"),
            words(4, "mill", "e.txt"),
            words(5, "rye", "desk/b/c.txt", published=date(2023, 6, 1), publisher="Coast Herald"),
        ],
    )
    assert sorted(search(WordIndex(tmp_path / "w"), "mill", 10, filters)) == found


# generations


def test_an_index_built_upon_another_finds_what_was_added_and_not_what_was_removed(tmp_path: Path) -> None:
    write_words(tmp_path / "1", None, [], [words(id, f"mill number{id}") for id in range(1, 101)])
    write_words(tmp_path / "2", tmp_path / "1", [(7, "mill number7")], [words(101, "mill number101")])
    old, new = WordIndex(tmp_path / "1"), WordIndex(tmp_path / "2")
    assert (len(old), len(new)) == (100, 100)
    assert (search(old, "number7"), search(old, "number101")) == ([7], [])
    assert (search(new, "number7"), search(new, "number101")) == ([], [101])
    assert (new.frequency("mill"), new.frequency("number7"), new.frequency("rye")) == (100, 0, 0)


def test_segments_that_did_not_change_are_the_same_files_on_disk(tmp_path: Path) -> None:
    write_words(tmp_path / "1", None, [], [words(id, "mill") for id in range(1, 101)])
    write_words(tmp_path / "2", tmp_path / "1", [(7, "mill")], [words(101, "mill")])
    old = {file.name: file.stat().st_ino for file in (tmp_path / "1").glob("*.idx")}
    new = {file.name: file.stat().st_ino for file in (tmp_path / "2").glob("*.idx")}
    assert old.items() <= new.items()
    assert len(new) == 2


def test_an_index_with_more_than_two_in_a_hundred_deleted_is_not_built_upon(tmp_path: Path) -> None:
    write_words(tmp_path / "1", None, [], [words(id, "mill") for id in range(1, 101)])
    assert may_build_upon(tmp_path / "1", 2)
    assert not may_build_upon(tmp_path / "1", 3)
    write_words(tmp_path / "2", tmp_path / "1", [(1, "mill")], [])
    assert may_build_upon(tmp_path / "2", 1)
    assert not may_build_upon(tmp_path / "2", 2)


def test_deleted_passages_do_not_weigh_on_those_that_are_left(tmp_path: Path) -> None:
    chance = random.Random(1)
    vocabulary = [f"word{number}" for number in range(60)]
    passages = [words(id, " ".join(chance.choices(vocabulary, k=chance.randint(5, 80)))) for id in range(1, 1501)]
    # All that is deleted has one word, which is rare in what is left.
    gone = {passage.id: passage.body for passage in passages if "word7 " in passage.body}
    gone = dict([*gone.items()][:30])
    left = [passage for passage in passages if passage.id not in gone]
    write_words(tmp_path / "1", None, [], passages)
    write_words(tmp_path / "2", tmp_path / "1", gone.items(), [])
    write_words(tmp_path / "3", None, [], left)
    worn, fresh = WordIndex(tmp_path / "2"), WordIndex(tmp_path / "3")
    for _ in range(30):
        chosen = [*chance.sample(vocabulary, 3), "word7"]
        weights = {word: math.log(len(fresh) / fresh.frequency(word)) for word in chosen}
        assert {word: worn.frequency(word) for word in chosen} == {word: fresh.frequency(word) for word in chosen}
        assert set(fresh.search(weights, 100)[:100]) <= set(worn.search(weights, 100))


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_deleted_passages_are_counted_in_no_term_however_an_index_came_to_be(data: st.DataObject) -> None:
    some_words = st.lists(st.sampled_from(["Mills", "U.S.", "1,200", "rye", "Xi’s", "a-b"]), min_size=1, max_size=6)
    with TemporaryDirectory() as folder:
        path, alive, last, before = Path(folder), dict[int, str](), 0, None
        for generation in range(data.draw(st.integers(1, 12))):
            removed = {id: alive.pop(id) for id in data.draw(st.sets(st.sampled_from([*alive])))} if alive else {}
            bodies = data.draw(st.lists(some_words.map(" ".join), min_size=not alive, max_size=4))
            added = dict(enumerate(bodies, last + 1))
            last += len(bodies)
            alive |= added
            after = path / str(generation)
            write_words(after, before, removed.items(), [words(id, body) for id, body in added.items()])
            before, index = after, WordIndex(after)
            for term in ("mill", "us", "1200", "rye", "xi", "a", "b", "fog"):
                there = sum(term in terms(body) for body in alive.values())
                assert (index.frequency(term), index.counted(term)) == (there, there)


def test_an_index_that_does_not_say_what_was_deleted_is_counted_and_those_built_upon_it(tmp_path: Path) -> None:
    write_words(tmp_path / "1", None, [], [words(id, f"mill number{id}") for id in range(1, 101)])
    write_words(tmp_path / "2", tmp_path / "1", [(7, "mill number7")], [])
    (tmp_path / "2" / "gone.json").unlink()
    write_words(tmp_path / "3", tmp_path / "2", [(8, "mill number8")], [])
    assert not (tmp_path / "3" / "gone.json").exists()
    assert [WordIndex(tmp_path / name).frequency("mill") for name in "123"] == [100, 99, 98]


def test_no_lock_of_tantivys_is_left_behind(tmp_path: Path) -> None:
    write_words(tmp_path / "1", None, [], [words(1, "mill")])
    assert list((tmp_path / "1").glob(".*.lock")) == []


@pytest.mark.parametrize("file", ["meta.json", ".managed.json"])
def test_what_is_no_index_is_not_opened(tmp_path: Path, file: str) -> None:
    write_words(tmp_path / "w", None, [], [words(1, "mill")])
    (tmp_path / "w" / file).write_text("{")
    with pytest.raises(ValueError, match=r"\S"):
        WordIndex(tmp_path / "w")
