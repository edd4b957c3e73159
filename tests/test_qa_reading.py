"""What is read of a passage whatever is asked: sentences, terms, words and names."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.passage_terms import read_terms, terms_row
from index.rows import Excerpt
from index.stop import STOP
from qa.reading import Reading, read


def reading(text: str) -> Reading:
    excerpt = Excerpt(
        id=1, article=1, source="a.txt", start=0, end=len(text), text=text, title=None, outlet=None, published=None,
        vector=1, terms=read_terms(terms_row(text)),
    )  # fmt: skip
    return read(excerpt)


def test_a_passage_is_read_as_its_sentences_with_their_common_words() -> None:
    text = "Divers will mend the cable. What does it cost? The board pays 41,000 crowns, said Odd Lunde."
    found = reading(text)
    assert found.texts == (
        "Divers will mend the cable.",
        "What does it cost?",
        "The board pays 41,000 crowns, said Odd Lunde.",
    )
    assert found.asks == (False, True, False)
    assert found.words == (("mend", "cable"), ("does", "cost"), ("board", "pays", "crowns"))
    assert reading(text) is found


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_a_reading_holds_the_sentences_of_the_text_in_order_and_words_of_each(text: str) -> None:
    found = reading(text)
    assert [text[start:end] for start, end in found.spans] == [*found.texts]
    assert all(one <= two for (_, one), (two, _) in pairwise(found.spans))
    assert len(found.texts) == len(found.asks) == len(found.words)
    for one, words in zip(found.texts, found.words, strict=True):
        assert all(word in one and word not in STOP for word in words)
