"""Where a question's words stand in texts, and near what."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.split import SplitSettings
from index.sync import sync
from index.words import term_number
from qa.matching import Lengths, Numbers, Terms
from qa.question import parse_question

Taken = Callable[[str], Terms]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Iterator[Library]:
    """One article, so that its words weigh alike."""
    folder = tmp_path_factory.mktemp("matching")
    (folder / "lamp.txt").write_text("Red lamp goes dark\n\nThe lamp stands on the pier of Kvitnes.\n")
    sync(folder, folder / ".pressmark", embedder)
    with closing(Library.open(folder / ".pressmark", embedder, settings=SplitSettings())) as library:
        yield library


@pytest.fixture(scope="module")
def terms(library: Library) -> Taken:
    return lambda question: Terms(library, parse_question(question))


def numbers(texts: Sequence[Sequence[str]]) -> tuple[Numbers, Lengths]:
    return np.array([term_number(term) for text in texts for term in text], np.uint32), np.array([*map(len, texts)])


def of(*words: str) -> list[int]:
    return [term_number(word) for word in words]


FAR = ["x"] * 8


def test_what_stands_within_eight_terms_of_a_thing_is_near_it(terms: Taken) -> None:
    texts = [["lamp", "x", "41000"], ["lamp", *FAR[1:], "41000"], ["lamp", *FAR, "41000"], ["41000"], ["lamp"], []]
    near = terms("lamp pier").near(*numbers(texts), [of("41000")] * len(texts))
    assert near.tolist() == [0.5, 0.5, 0.0, 0.0, 0.0, 0.0]


def test_the_thing_that_has_the_most_of_the_question_near_it_counts(terms: Taken) -> None:
    texts = [["lamp", "pier", "nine", *FAR, "ten", "lamp"], ["nine", *FAR, "lamp", "ten", "pier"]]
    assert terms("lamp pier").near(*numbers(texts), [of("nine", "ten")] * 2).tolist() == [1.0, 1.0]
    assert terms("lamp pier").near(*numbers(texts), [of("ten"), of("nine")]).tolist() == [0.5, 0.0]


def test_no_thing_reaches_into_another_text(terms: Taken) -> None:
    assert terms("lamp").near(*numbers([["nine"], ["lamp"], ["nine"]]), [of("nine")] * 3).tolist() == [0.0, 0.0, 0.0]


def test_what_the_question_says_itself_is_no_thing(terms: Taken) -> None:
    assert terms("lamp 41,000").near(*numbers([["lamp", "41000"]]), [of("41000")]).tolist() == [0.0]


def test_any_other_term_is_a_thing_where_none_are_told(terms: Taken) -> None:
    assert terms("lamp pier").near(*numbers([["lamp", "x"], ["lamp", "pier"]]), None).tolist() == [0.5, 0.0]


words = st.lists(st.sampled_from(["lamp", "pier", "nine", "x", "y"]), max_size=30)


@given(st.lists(words, min_size=1, max_size=6), st.sampled_from([None, of("nine"), of("x", "y")]))
@settings(max_examples=200, deadline=None)
def test_no_more_is_near_a_thing_than_is_in_the_text(
    terms: Taken, texts: list[list[str]], things: list[int] | None
) -> None:
    question = terms("lamp pier")
    packed = numbers(texts)
    near = question.near(*packed, None if things is None else [things] * len(texts))
    in_text = question.share(question.among(*packed))
    assert (near <= in_text).all()
    for text, nearest in zip(texts, near.tolist(), strict=True):
        is_thing = [word not in ("lamp", "pier") if things is None else term_number(word) in things for word in text]
        best = max(
            (
                len({word for word in text[max(at - 8, 0) : at + 9] if word in ("lamp", "pier")}) / 2
                for at, there in enumerate(is_thing)
                if there
            ),
            default=0.0,
        )
        assert nearest == pytest.approx(best)


def test_the_clause_that_asks_has_a_share_of_its_own(terms: Taken) -> None:
    told = terms("The lamp of Kvitnes went dark. Which pier stands red?")
    texts = [["lamp", "pier"], ["pier", "red"], ["pier", "stand", "red"], ["lamp"]]
    has = told.among(*numbers(texts))
    shares = told.share_of_clause(has)
    assert shares[[2, 3]].tolist() == [1.0, 0.0]
    assert 0.0 < shares[0] < shares[1] < 1.0
    assert told.share(has)[2] < 1.0
    assert terms("?").share_of_clause(np.zeros((2, 0), dtype=bool)).tolist() == [0.0, 0.0]
