"""Passages: whole sentences of the body, none twice, none lost, none longer than the model reads."""

import math
import re
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import combinations, pairwise
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Region, RegionKind
from corpus.folder import find_files
from corpus.read import read_article
from index.embed import SentenceTransformerEmbedder, embedded_text
from index.sentences import find_sentences
from index.split import SplitSettings, split

SETTINGS = SplitSettings()
SMALL = SplitSettings(max_words=12, max_tokens=20)
SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"

SENTENCES = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(st.sampled_from(["mill", "Osk", "U.S.", "“rye”", "ferry;", "tide,", "1,140", "naïve", "中文", "a\x1cb", "[5]"]), min_size=1, max_size=40),
    st.sampled_from([".", "?", "!", ".”", ".[7]", "", "…"]),
)  # fmt: skip
GAPS = st.sampled_from([" ", "\n", "\r\n", "\n\n", " \n ", "\t"])
STRETCHES = st.tuples(
    st.sampled_from([RegionKind.BODY, RegionKind.BODY, RegionKind.CAPTION, RegionKind.COMMENT]),
    st.lists(st.tuples(SENTENCES, GAPS), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs)),
)


def an_article(*stretches: tuple[RegionKind, str]) -> Article:
    regions, at = [], 0
    for kind, text in stretches:
        regions.append(Region(kind=kind, start=at, end=at + len(text)))
        at += len(text)
    text = "".join(text for _, text in stretches)
    return Article(source="a.txt", text=text, sha256=sha256(text.encode()).hexdigest(), regions=tuple(regions))


def body(text: str) -> Article:
    return an_article((RegionKind.BODY, text))


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def texts(article: Article, chosen: SplitSettings = SETTINGS) -> list[str]:
    return [passage.text for passage in split(article, count_words, chosen)]


def assert_passages_are_whole(
    article: Article, count: Callable[[Sequence[str]], Sequence[int]], chosen: SplitSettings
) -> None:
    passages = split(article, count, chosen)
    bodies = [region for region in article.regions if region.kind is RegionKind.BODY]
    sentences = [span for region in bodies for span in find_sentences(article.text, region.start, region.end)]
    assert all(before.end <= after.start for before, after in pairwise(passages))
    for passage in passages:
        assert any(region.start <= passage.start < passage.end <= region.end for region in bodies)
        (tokens,) = count([passage.text])
        assert tokens <= chosen.max_tokens
    for start, end in sentences:
        (tokens,) = count([article.text[start:end]])
        holders = [passage for passage in passages if passage.start < end and start < passage.end]
        if tokens <= chosen.max_tokens:
            assert [passage.start <= start and end <= passage.end for passage in holders] == [True]
    held = "".join("".join(passage.text.split()) for passage in passages)
    assert held == "".join("".join(article.text[start:end].split()) for start, end in sentences)


@given(st.lists(STRETCHES, max_size=4))
def test_passages_are_whole_sentences_of_the_body_none_cut_none_twice_none_lost(
    stretches: list[tuple[RegionKind, str]],
) -> None:
    assert_passages_are_whole(an_article(*stretches), count_words, SMALL)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STRETCHES, min_size=1, max_size=3))
def test_the_model_reads_every_passage_to_its_end(
    embedder: SentenceTransformerEmbedder, stretches: list[tuple[RegionKind, str]]
) -> None:
    def count(texts: Sequence[str]) -> Sequence[int]:
        return embedder.count_tokens([embedded_text(text) for text in texts])

    assert_passages_are_whole(an_article(*stretches), count, SETTINGS)


@pytest.mark.parametrize("source", [file.source for file in find_files(SAMPLES).files])
def test_passages_of_a_sample_hold_its_body_and_fit_the_model(
    embedder: SentenceTransformerEmbedder, source: str
) -> None:
    (file,) = [file for file in find_files(SAMPLES).files if file.source == source]
    assert_passages_are_whole(read_article(file), embedder.count_tokens, SETTINGS)


def test_a_caption_between_two_paragraphs_parts_them() -> None:
    article = an_article(
        (RegionKind.BODY, "It rained.\n"), (RegionKind.CAPTION, "Rain. Photo: A.\n"), (RegionKind.BODY, "It cleared.\n")
    )
    assert texts(article) == ["It rained.", "It cleared."]


def test_short_paragraphs_are_put_together_while_they_fit_whole() -> None:
    article = body("One two three four.\n\nFive six seven eight.\n\nNine ten eleven twelve thirteen.\n")
    assert texts(article, SMALL) == ["One two three four.\n\nFive six seven eight.", "Nine ten eleven twelve thirteen."]


def test_a_long_paragraph_is_cut_into_parts_of_like_length() -> None:
    article = body(" ".join(f"Number {n} has five words." for n in "abcdefghi") + "\n")
    assert [len(text.split()) for text in texts(article, SplitSettings(max_words=20))] == [15, 15, 15]


def test_passages_are_filled_across_the_end_of_a_paragraph_where_parting_it_leaves_less_room_empty() -> None:
    article = body(" ".join(f"Five words of number {n}." for n in "abcde") + "\n\nFour words it has.\n")
    wide = SplitSettings(max_words=30)
    assert [len(text.split()) for text in texts(article, wide)] == [29]
    long = " ".join(f"Number {n} has five words." for n in "abcdefgh")
    article = body(f"A short one stands first.\n\n{long}\n\n{long}\n")
    assert [len(text.split()) for text in texts(article, wide)] == [30, 30, 25]


def test_a_cut_falls_between_paragraphs_where_that_costs_little_room() -> None:
    first, second = (" ".join(f"Number {n} has five words." for n in letters) for letters in ("abcde", "fghijk"))
    assert texts(body(f"{first}\n\n{second}\n"), SplitSettings(max_words=30)) == [first, second]


def test_no_cut_of_the_same_sentences_is_fuller_without_parting_more_paragraphs() -> None:
    """Against every way to cut a body of nine sentences in three paragraphs."""
    lengths = [[3, 9, 4], [7, 2], [5, 5, 6, 2]]
    lines = [" ".join(" ".join(["word"] * (n - 1)) + " end." for n in line) for line in lengths]
    flat = [n for line in lengths for n in line]
    opening = {0, 3, 5}

    def cost(cuts: Sequence[int]) -> float:
        edges = [0, *cuts, len(flat)]
        words = [sum(flat[a:b]) for a, b in pairwise(edges)]
        if max(words) > 12:
            return math.inf
        return sum((1 - n / 12) ** 2 for n in words) + 0.25 * sum(cut not in opening for cut in cuts)

    ways = [cuts for n in range(len(flat)) for cuts in combinations(range(1, len(flat)), n)]
    best = min(ways, key=cost)
    words = [len(text.split()) for text in texts(body("\n".join(lines) + "\n"), SplitSettings(max_words=12))]
    assert words == [sum(flat[a:b]) for a, b in pairwise([0, *best, len(flat)])]
    assert [cost(way) for way in ways].count(cost(best)) == 1


def test_a_question_on_its_own_line_opens_a_passage_with_its_answer() -> None:
    article = body("It began in May.\nWhen will it end?\nIn June.\nWho pays?\nThe county.\n")
    assert texts(article) == ["It began in May.", "When will it end?\nIn June.", "Who pays?\nThe county."]


def test_a_question_stays_with_the_first_sentence_of_an_answer_too_long_for_one_passage() -> None:
    answer = " ".join(f"Sentence {n} of the answer has ten words in all." for n in "abcd")
    article = body(f"It began in May.\nWhy did the two boards take so very long for it?\n{answer}\n")
    assert texts(article, SMALL) == [
        "It began in May.",
        "Why did the two boards take so very long for it?",
        *[f"Sentence {n} of the answer has ten words in all." for n in "abcd"],
    ]
    wide = SplitSettings(max_words=12, max_tokens=60)
    assert texts(article, wide)[1] == (
        "Why did the two boards take so very long for it?\nSentence a of the answer has ten words in all."
    )


def test_a_question_inside_a_paragraph_opens_nothing() -> None:
    article = body("It began in May. Who knew?\nNobody did.\n")
    assert texts(article) == ["It began in May. Who knew?\nNobody did."]


def test_windows_line_ends_part_paragraphs_and_stay_in_the_text() -> None:
    article = body("When will it end?\r\nIn June.\r\n\r\nWho pays?\r\nThe county.\r\n")
    assert texts(article) == ["When will it end?\r\nIn June.", "Who pays?\r\nThe county."]


def test_a_sentence_too_long_for_the_model_is_cut_at_a_semicolon_before_a_comma_before_a_space() -> None:
    first, second, third = ("one two three, four five six", "seven eight nine ten eleven", "twelve thirteen")
    tight = SplitSettings(max_words=100, max_tokens=14)
    assert texts(body(f"{first}; {second} {third}."), tight) == [f"{first};", f"{second} {third}."]
    assert texts(body(f"{first} {second}, {third} fourteen."), tight) == [
        "one two three, four five six seven eight nine ten eleven,",
        "twelve thirteen fourteen.",
    ]
    assert texts(body("a b c d e f g h i j k l m n o p."), tight) == ["a b c d e f g h i j k l m", "n o p."]


def test_a_better_boundary_is_not_taken_where_it_would_leave_a_stub() -> None:
    tight = SplitSettings(max_words=100, max_tokens=14)
    assert texts(body("one; two three four five six seven eight nine ten eleven twelve thirteen fourteen."), tight) == [
        "one; two three four five six seven eight nine ten eleven twelve",
        "thirteen fourteen.",
    ]


def test_a_sentence_of_300_words_fits_the_model_in_clauses(embedder: SentenceTransformerEmbedder) -> None:
    clauses = [f"the {n}th keeper of the lamp counted {n} ships that night" for n in range(1, 31)]
    article = body("It was said that " + "; ".join(clauses) + ".\n")
    passages = split(article, embedder.count_tokens, SETTINGS)
    assert len(article.text.split()) > 300
    assert all(passage.text.endswith((";", ".")) for passage in passages)
    assert max(embedder.count_tokens([passage.text for passage in passages])) <= 254
    assert " ".join(passage.text for passage in passages) == article.text.strip()


@pytest.mark.parametrize("line", ["a" * 100_000, "ab," * 33_333, "!" * 100_000, "中" * 100_000, "a " * 50_000])
def test_a_line_of_100_000_characters_is_cut_into_passages_that_fit(
    embedder: SentenceTransformerEmbedder, line: str
) -> None:
    assert_passages_are_whole(body(line), embedder.count_tokens, SETTINGS)


@pytest.mark.parametrize(
    "unit", ["a", "!", "word ", "word, ", "It rained. ", "It rained.\n", "Who knew?\n", "it rained; ", "中"]
)
def test_splitting_takes_work_in_proportion_to_the_text(unit: str) -> None:
    def work(length: int) -> tuple[int, int]:
        """Characters tokenised, and Python calls made."""
        characters = calls = 0

        def count(texts: Sequence[str]) -> list[int]:
            nonlocal characters
            characters += sum(len(text) for text in texts)
            return count_words(texts)

        def profile(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            split(body(unit * (length // len(unit))), count, SETTINGS)
        finally:
            sys.setprofile(before)
        return characters, calls

    once, tenfold = work(10_000), work(100_000)
    assert once[0] <= 60 * 10_000
    assert tenfold[0] <= 11 * once[0]
    assert tenfold[1] <= 11 * once[1]
