"""What is read of a passage whatever is asked: sentences, terms, words and names."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.passage_terms import numbers_in, read_terms, terms_row
from index.rows import Excerpt
from index.stop import STOP
from index.words import term_number, terms
from qa.reading import Reading, read, spelt


def reading(text: str, *, every: bool = False) -> Reading:
    excerpt = Excerpt(
        id=1, article=1, source="a.txt", start=0, end=len(text), text=text, title=None, outlet=None, published=None,
        vector=1, terms=read_terms(terms_row(text)),
    )  # fmt: skip
    return read(excerpt, every=every)


def test_a_passage_is_read_as_its_sentences_with_their_terms_words_and_names() -> None:
    text = "Divers will mend the cable. What does it cost? The board pays 41,000 crowns, said Odd Lunde."
    found = reading(text)
    assert found.texts == (
        "Divers will mend the cable.",
        "What does it cost?",
        "The board pays 41,000 crowns, said Odd Lunde.",
    )
    assert found.asks == (False, True, False)
    assert found.lengths == (3, 1, 6)
    informative = ["diver", "mend", "cabl", "cost", "board", "pay", "41000", "crown", "odd", "lund"]
    assert numbers_in([found.numbers]).tolist() == [*map(term_number, informative)]
    assert found.words == (("mend", "cable"), ("does", "cost"), ("board", "pays", "crowns"))
    assert found.names == (
        frozenset({term_number("diver")}),
        frozenset(),
        frozenset(map(term_number, ("41000", "odd", "lund"))),
    )
    assert reading(text) is found
    assert reading(text, every=True).lengths == (5, 4, 8)


def test_names_are_spelt_as_terms() -> None:
    passages = [reading("The board met Odd Lunde."), reading("They saw “Jaws” and the U.S. Senate.")]
    wanted = ["lund", "jaw", "us"]
    for _ in range(2):
        assert spelt([*map(term_number, wanted)], passages) == {term_number(term): term for term in wanted}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_a_reading_holds_all_terms_of_the_text_in_order_and_its_sentences(text: str) -> None:
    found = reading(text, every=True)
    assert [text[start:end] for start, end in found.spans] == [*found.texts]
    assert all(one <= two for (_, one), (two, _) in pairwise(found.spans))
    assert len(found.texts) == len(found.asks) == len(found.lengths) == len(found.words) == len(found.names)
    in_order = numbers_in([found.numbers]).tolist()
    assert in_order == [term_number(term) for one in found.texts for term in terms(one)]
    assert sum(found.lengths) == len(in_order)
    for one, words, names in zip(found.texts, found.words, found.names, strict=True):
        assert names <= set(map(term_number, set(terms(one)) - STOP))
        assert all(word in one and word not in STOP for word in words)
    assert spelt(frozenset().union(*found.names), [found]).keys() == frozenset().union(*found.names)
