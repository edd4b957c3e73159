"""Which passages carry the same words, and which say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passage_terms import read_terms, terms_row
from index.store import Excerpt
from qa.prints import cut_to, find_prints, runs, says_otherwise

LOCK = "The lock at Tarn Mill will stay shut until the ninth of May, the canal trust said, because a boulder has bent its gate."
CRANE = "A crane that can lift it is on its way by water from the yard at Sedge, where it has lain idle since the floods of March."
BOATS = "Boats that are longer than twelve metres can turn at Osier Basin, and the keeper there has laid out mooring posts for them."
PAINT = "The lock below is being painted this week, and the painters have asked for four dry days before they let the water in again."


def excerpt(text: str, article: int, start: int = 0) -> Excerpt:
    return Excerpt(
        id=article * 100 + start,
        article=article,
        source=f"{article}.txt",
        start=start,
        end=start + len(text),
        text=text,
        title=None,
        outlet=None,
        published=None,
        vector=1,
        terms=read_terms(terms_row("")),
    )


def prints(of: str, *others: Excerpt) -> list[tuple[str, int, str]]:
    return [(one.source, one.start, one.text) for one in find_prints(excerpt(of, 1), others)]


def test_the_stretch_that_carries_the_words_is_what_is_named() -> None:
    other = excerpt(f"Closed. {LOCK} {CRANE} {BOATS}", 2, start=40)
    assert prints(f"{LOCK} {CRANE}", other) == [("2.txt", 48, f"{LOCK} {CRANE}")]


def test_a_passage_of_the_same_article_is_no_other_print() -> None:
    assert prints(LOCK, excerpt(LOCK, 1, start=500)) == []


def test_words_that_another_article_holds_in_two_passages_are_carried_by_both() -> None:
    first, second = excerpt(f"{PAINT} {LOCK}", 2), excerpt(f"{CRANE} {BOATS}", 2, start=300)
    assert prints(f"{LOCK} {CRANE}", first, second) == [
        ("2.txt", len(PAINT) + 1, LOCK),
        ("2.txt", 300, CRANE),
    ]
    assert prints(f"{LOCK} {CRANE}", first) == []


def test_one_sentence_of_several_is_not_the_same_words() -> None:
    assert prints(f"{LOCK} {CRANE}", excerpt(f"{LOCK} {BOATS} {PAINT}", 2)) == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("twelve metres", "fourteen metres"),
        ("twelve metres", "120 metres"),
        ("four dry days", "several dry days"),
        ("has bent its gate", "has not bent its gate"),
        ("will stay shut", "won't stay shut"),
        ("ninth of May", "ninth of June"),
        ("can turn", "can no longer turn"),
        ("floods of March", "floods of 2019"),
    ],
)
def test_another_figure_day_or_negation_is_not_the_same_words(said: str, instead: str) -> None:
    text = f"{LOCK} {CRANE} {BOATS} {PAINT}"
    assert said in text
    assert says_otherwise(text, text.replace(said, instead))
    assert says_otherwise(text.replace(said, instead), text)
    assert prints(text, excerpt(text.replace(said, instead), 2)) == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("twelve metres", "12 metres"),
        ("the canal trust said", "the trust that runs the canal told reporters"),
        ("four dry days", "“four dry days”"),
        ("Boats that", "Vessels that"),
        ("painted this week", "painted[12] this week"),
        ("on its way", "under way"),
        (CRANE, ""),
        (
            PAINT,
            f"{PAINT} None of the 30 boatmen who signed a letter about it was there, and nobody from the county came.",
        ),
    ],
)
def test_other_words_for_it_and_a_sentence_more_or_less_leave_it_the_same(said: str, instead: str) -> None:
    text = f"{LOCK} {CRANE} {BOATS} {PAINT}"
    assert said in text
    assert not says_otherwise(text, text.replace(said, instead))


def test_figures_that_trade_places_say_otherwise() -> None:
    assert says_otherwise("It hurt 19 men and freed 21 of the women.", "It hurt 21 men and freed 19 of the women.")


def test_a_text_shorter_than_a_run_is_one() -> None:
    assert runs("Only three words.") == {"only three words"}


SENTENCES = st.lists(st.sampled_from([LOCK, CRANE, BOATS, PAINT]), min_size=1, max_size=4, unique=True)


@given(SENTENCES, SENTENCES)
def test_a_print_is_cut_out_of_its_passage_and_holds_what_is_shared(mine: list[str], others: list[str]) -> None:
    other = excerpt(" ".join(others), 2, start=7)
    for found in find_prints(excerpt(" ".join(mine), 1), [other]):
        assert found.text == other.text[found.start - 7 : found.end - 7]
        assert {*mine} & {*others}


@given(st.text(max_size=80), st.integers(0, 70))
def test_a_stretch_of_any_text_is_its_own_characters(text: str, first: int) -> None:
    whole = excerpt(f"{LOCK} {text}", 2, start=3)
    cut = cut_to(whole, {next(iter(sorted(runs(LOCK))))})
    assert cut.text == whole.text[cut.start - 3 : cut.end - 3]
