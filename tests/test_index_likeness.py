"""Likeness of words by a small table: what is kept of them changes no cosine."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from index.likeness import WordVectors

WORDS = ["pier", "quay", "lamp", "light", "boat", "[UNK]"]
TABLE = np.random.default_rng(3).normal(size=(len(WORDS), 8)).astype(np.float32)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer


def _cosine(one: str, other: str) -> float:
    rows = [sum(TABLE[WORDS.index(piece)] for piece in word.split()) for word in (one, other)]
    return float(rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1]))


def test_likeness_is_the_cosine_of_the_sums_of_the_pieces(tokenizer: Tokenizer) -> None:
    vectors = WordVectors(TABLE, tokenizer)
    left, right = ["pier", "lamp light"], ["quay", "boat", "pier"]
    expected = [[_cosine(one, other) for other in right] for one in left]
    assert vectors.likeness(left, right) == pytest.approx(np.array(expected), abs=1e-6)


def test_without_a_table_no_words_are_alike_and_without_words_there_is_nothing(tokenizer: Tokenizer) -> None:
    assert WordVectors(None, None).likeness(["pier", "quay"], ["lamp"]).tolist() == [[0.0], [0.0]]
    assert WordVectors(TABLE, tokenizer).likeness(["pier"], []).shape == (1, 0)


words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=8))
@settings(deadline=None)
def test_the_cosine_of_two_words_is_the_same_to_the_last_bit_in_any_company(
    tokenizer: Tokenizer, some: list[list[str]]
) -> None:
    vectors = WordVectors(TABLE, tokenizer)
    for right in some:
        together = vectors.likeness(["pier", "lamp"], right)
        alone = [WordVectors(TABLE, tokenizer).likeness(["lamp"], [word]).item() for word in right]
        assert together[1].tolist() == alone


def test_more_words_than_are_kept_are_likened_all_the_same(tokenizer: Tokenizer) -> None:
    vectors = WordVectors(TABLE, tokenizer)
    before = vectors.likeness(["pier"], ["quay"]).item()
    for start in range(0, 70_000, 5_000):
        vectors.likeness(["pier"], [f"boat {number}" for number in range(start, start + 5_000)])
    assert vectors.likeness(["pier"], ["quay"]).item() == before
