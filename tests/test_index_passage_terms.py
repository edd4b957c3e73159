"""The terms of a passage: written into its row and read from it again."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passage_terms import (
    PassageTerms,
    in_order,
    numbers_in,
    occurrences,
    read_numbers,
    read_terms,
    terms_row,
)
from index.sentences import find_sentences
from index.stop import STOP
from index.words import term_number, terms

WORDS = [
    "mill",
    "mills",
    "lamp",
    "U.S.",
    "1,200",
    "the",
    "x" * 70,
    "café",
    "Skerri",
    "said.",
    "Why?",
    "\n",
    "“Odd",
    "May",
]
texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def terms_of(read: PassageTerms) -> list[int]:
    numbers = numbers_in([read.numbers])
    return [int(numbers[place >> 1]) for place in read.every().tolist()]


@given(texts | any_text)
def test_the_informative_terms_of_a_passage_are_read_in_order_with_their_sentences(text: str) -> None:
    read = read_terms(terms_row(text))
    spans = find_sentences(text, 0, len(text))
    by_sentence = [[term_number(term) for term in terms(text[start:end]) if term not in STOP] for start, end in spans]
    assert terms_of(read) == [number for sentence in by_sentence for number in sentence]
    lengths, ends = read.lengths_and_ends()
    assert lengths.tolist() == [*map(len, by_sentence)]
    assert ends.tolist() == [end for _, end in spans]
    assert numbers_in([read.numbers]).tolist() == [*dict.fromkeys(terms_of(read))]


@given(any_text)
def test_a_sentence_begins_with_the_first_character_behind_the_one_before_that_is_no_white_space(text: str) -> None:
    _, ends = read_terms(terms_row(text)).lengths_and_ends()
    begins = [end - len(text[before:end].lstrip()) for before, end in pairwise([0, *ends.tolist()])]
    assert [*zip(begins, ends.tolist(), strict=True)] == find_sentences(text, 0, len(text))


def test_every_term_is_read_where_it_is_asked_for() -> None:
    every = terms_of(read_terms(terms_row("The mills of the island", every=True)))
    assert every == [*map(term_number, ["the", "mill", "of", "the", "island"])]


@given(st.lists(texts, max_size=6))
def test_how_often_each_term_occurs_is_told_of_many_passages_at_once(several: list[str]) -> None:
    passages = [read_terms(terms_row(text)) for text in several]
    counted = [Counter(term_number(term) for term in terms(text) if term not in STOP) for text in several]
    expected = [(number, count) for one in counted for number, count in one.items()]
    numbers = numbers_in(one.numbers for one in passages).tolist()
    assert [*zip(numbers, occurrences(passages).tolist(), strict=True)] == expected
    assert numbers_in([read_numbers(map(terms_row, several))]).tolist() == numbers


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word{number}" for number in range(128)),
        " ".join(f"word{number}" for number in range(129)),
        " ".join(f"word{number}" for number in range(70_000)),
        "mill " * 256,
        "Mills turn. " * 256,
        "x" * 70_000 + " mill",
    ],
)
def test_a_passage_may_have_more_terms_or_sentences_than_a_byte_counts(text: str) -> None:
    read, usual = read_terms(terms_row(text)), read_terms(terms_row("The mill of Skerri"))
    assert terms_of(read) == [term_number(term) for term in terms(text) if term not in STOP]
    assert read.lengths_and_ends()[1].tolist() == [end for _, end in find_sentences(text, 0, len(text))]
    assert occurrences([usual, read]).tolist() == [1, 1, *Counter(terms_of(read)).values()]


def test_a_usual_passage_takes_a_byte_for_each_word() -> None:
    assert {read_terms(terms_row(f"{'mill ' * 127}{more}")).width for more in ("", "lamp " * 128)} == {1}
    assert read_terms(terms_row("mill " * 256)).width == 4


def named_terms(text: str) -> dict[int, str]:
    """The terms, by number, of all that may be written as a name or a figure in `text`."""
    pieces = re.findall(r"(?<!\S)[\"'“‘(\[$£€]*[A-ZÀ-Þ0-9]\S*", text)
    return {term_number(term): term for piece in pieces for term in terms(piece)}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Amazon said so.", ["amazon"]),
        ("Amazon workers met.", []),
        ("Kevin McCarthy lost.", ["kevin", "mccarthi"]),
        ("On Monday in May the U.S. Senate met.", ["us", "senat"]),
        ("“Jaws” is old.", ["jaw"]),
        ("Prices rose by $4.25.", ["4", "25"]),
        ("they met", []),
    ],
)
def test_a_name_is_what_has_a_capital_that_the_beginning_of_a_sentence_does_not_give(
    sentence: str, names: list[str]
) -> None:
    read = read_terms(terms_row(sentence))
    named = [number for number, place in zip(terms_of(read), read.every().tolist(), strict=True) if place & 1]
    assert named == [*map(term_number, names)]
    assert [named_terms(sentence)[number] for number in named] == names


@given(texts | any_text)
def test_whatever_is_told_to_be_a_name_can_be_spelt(text: str) -> None:
    read = read_terms(terms_row(text))
    named = {number for number, place in zip(terms_of(read), read.every().tolist(), strict=True) if place & 1}
    assert named <= named_terms(text).keys()
    assert all(term_number(term) == number for number, term in named_terms(text).items())


@given(st.lists(texts | st.just(" ".join(f"word{number}" for number in range(200))), max_size=4))
def test_the_terms_of_several_passages_are_those_of_each_one_after_another(several: list[str]) -> None:
    read = [read_terms(terms_row(text)) for text in several]
    together = in_order(read)
    assert together.numbers.tolist() == [number for one in read for number in terms_of(one)]
    assert together.named.tolist() == [bool(place & 1) for one in read for place in one.every().tolist()]
    assert together.lengths.tolist() == [length for one in read for length in one.lengths_and_ends()[0].tolist()]


@given(texts, st.data())
def test_terms_of_which_a_bit_has_flipped_are_no_terms(text: str, data: st.DataObject) -> None:
    row = bytearray(terms_row(text))
    row[data.draw(st.integers(0, len(row) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for read in (read_terms, lambda one: read_numbers([one])):
        with pytest.raises(ValueError, match="the terms of a passage are not as they were written"):
            read(bytes(row))


def test_a_row_that_was_cut_short_is_none() -> None:
    for length in (0, 3, 4):
        with pytest.raises(ValueError, match="the terms of a passage are not as they were written"):
            read_terms(terms_row("The mills of Skerri")[:length])
