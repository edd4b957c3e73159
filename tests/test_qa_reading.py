"""What is read of a passage whatever is asked: sentences, terms, words and names."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stop import STOP
from index.words import term_number, terms
from qa.reading import readings


def test_a_passage_is_read_as_its_sentences_with_their_terms_words_and_names() -> None:
    read = readings["Divers will mend the cable. What does it cost? The board pays 41,000 crowns, said Odd Lunde."]
    assert read.texts == (
        "Divers will mend the cable.",
        "What does it cost?",
        "The board pays 41,000 crowns, said Odd Lunde.",
    )
    assert read.asks == (False, True, False)
    assert read.lengths == (5, 4, 8)
    assert read.numbers.tolist()[:5] == [*map(term_number, ["diver", "will", "mend", "the", "cabl"])]
    assert read.words == (("mend", "cable"), ("does", "cost"), ("board", "pays", "crowns"))
    assert read.names == (("diver",), (), ("41000", "odd", "lund"))


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Amazon said so.", ("amazon",)),
        ("Amazon workers met.", ()),
        ("Kevin McCarthy lost.", ("kevin", "mccarthi")),
        ("On Monday in May the U.S. Senate met.", ("us", "senat")),
        ("“Jaws” is old.", ("jaw",)),
        ("Prices rose by $4.25.", ("4", "25")),
        ("they met", ()),
    ],
)
def test_a_name_is_what_has_a_capital_that_the_beginning_of_a_sentence_does_not_give(
    sentence: str, names: tuple[str, ...]
) -> None:
    assert readings[sentence].names == (names,)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_a_reading_holds_all_terms_of_the_text_in_order_and_its_sentences(text: str) -> None:
    read = readings[text]
    assert [text[start:end] for start, end in read.spans] == [*read.texts]
    assert all(one <= two for (_, one), (two, _) in pairwise(read.spans))
    assert len(read.texts) == len(read.asks) == len(read.lengths) == len(read.words) == len(read.names)
    assert read.numbers.tolist() == [term_number(term) for one in read.texts for term in terms(one)]
    assert sum(read.lengths) == len(read.numbers)
    for one, words, names in zip(read.texts, read.words, read.names, strict=True):
        assert set(names) <= set(terms(one)) - STOP
        assert all(word in one and word not in STOP for word in words)
