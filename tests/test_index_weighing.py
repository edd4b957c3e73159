"""BM25 over candidates: the formula to the last bit, in whatever company."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from index.passage_terms import read_terms, terms_row
from index.rows import Excerpt
from index.weighing import bm25
from index.words import terms

VOCABULARY = ["mill", "mills", "lamp", "U.S.", "1,200", "the", "x" * 70, "café"]
texts = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(texts)
    return Excerpt(
        id=draw(st.integers(1)),
        article=1,
        source="a.txt",
        start=3,
        end=draw(st.integers(4, 900)),
        text=text,
        title=draw(st.none() | texts),
        outlet=None,
        published=None,
        vector=1,
        terms=read_terms(terms_row(text, every=True)),
    )


weights = st.dictionaries(st.sampled_from(["mill", "lamp", "us", "1200", "the", "cafe", "rye"]), st.floats(0.01, 15))


def by_hand(excerpt: Excerpt, weights: dict[str, float], mean: float) -> float:
    body, title = Counter(terms(excerpt.text)), terms(excerpt.title or "")
    norm = 1 - 0.75 + 0.75 * (excerpt.end - excerpt.start) / mean
    score = 0.0
    for word, weight in weights.items():
        frequency = body[word] / norm + 0.5 * (word in title)
        score += weight * frequency * (1.2 + 1) / (frequency + 1.2)
    return score


@given(st.lists(excerpts(), max_size=8), weights, st.floats(1, 2000))
def test_each_score_is_that_of_the_formula_to_the_last_bit(
    found: list[Excerpt], weights: dict[str, float], mean: float
) -> None:
    scores = bm25(found, weights, mean).tolist()
    assert scores == [by_hand(one, weights, mean) for one in found]
    assert scores[::-1] == bm25(found[::-1], weights, mean).tolist()
    assert scores == [bm25([one], weights, mean).tolist()[0] for one in found]
