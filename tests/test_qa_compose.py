"""The answer out of weighed sentences, and when there is none."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Footnote, Region, RegionKind
from index.passage_terms import read_terms, terms_row
from index.rows import Excerpt
from qa.compose import MAX_STATEMENTS, MAX_WORDS, THRESHOLD, compose
from qa.evidence import Evidence, Sentence, confidence
from qa.question import parse_question
from qa.retrieve import Hit
from qa.schema import Answer, NoAnswer

QUESTION = parse_question("How much will the lamp on the pier cost?")


@cache
def _weights() -> tuple[float, float]:
    """The logit of no evidence, and what a cosine of 1 adds to it."""
    nothing = _evidence(0.0).logit
    return nothing, _evidence(1.0).logit - nothing


def _sure(logit: float) -> float:
    """The confidence of an answer whose best sentence has that logit, by its cosine alone."""
    nothing, step = _weights()
    return confidence(_evidence((logit - nothing) / step).trust)


def _evidence(cosine: float, **more: float) -> Evidence:
    return Evidence(**(dict.fromkeys(Evidence._fields, 0.0) | {"cosine": cosine} | more))


def _passages(*passages: Sequence[tuple[str, float]], **more: float) -> tuple[list[list[Sentence]], dict[int, Article]]:
    """Passages of one article each, made of texts and the logits they shall have; `?` at the end makes a question of one."""
    ranked, articles = [], {}
    nothing, step = _weights()
    for number, passage in enumerate(passages, 1):
        text = "Title\n\n" + " ".join(sentence for sentence, _ in passage) + "\n"
        end = len(text) - 1
        articles[number] = Article(
            source=f"{number}.txt",
            text=text,
            sha256="0" * 64,
            regions=(Region(kind=RegionKind.BODY, start=7, end=end),),
            footnotes=(Footnote(marker="1", start=0, end=1, publisher="Kvitnes Gazette"),),
        )
        excerpt = Excerpt(
            id=number,
            article=number,
            source=f"{number}.txt",
            start=7,
            end=end,
            text=text[7:end],
            title=None,
            outlet=None,
            published=None,
            vector=number,
            terms=read_terms(terms_row(text[7:end])),
        )
        hit = Hit(excerpt=excerpt, score=1.0, dense=None, bm25=None)
        at, sentences = 7, []
        for sentence, logit in passage:
            evidence = _evidence((logit - nothing) / step, **({"asks": float(sentence.endswith("?"))} | more))
            end_at = at + len(sentence)
            sentences.append(
                Sentence(hit=hit, start=at, end=end_at, text=sentence, evidence=evidence, logit=evidence.logit)
            )
            at += len(sentence) + 1
        ranked.append(sentences)
    return ranked, articles


def _answer(*passages: Sequence[tuple[str, float]]) -> list[tuple[str, int]]:
    """The statements of the answer, each with the number that it cites."""
    answer, _ = compose(QUESTION, *_passages(*passages))
    assert isinstance(answer, Answer), answer
    assert answer.text == " ".join(statement.text for statement in answer.statements)
    return [(statement.text, statement.citations[0].number) for statement in answer.statements]


LAMP = "The work on the lamp costs 41,000 crowns."


def test_the_likeliest_sentence_answers_and_says_where_it_stands() -> None:
    ranked, articles = _passages([("The lamp is red.", -9.0), (LAMP + "[1]", 9.0)])
    answer, sure = compose(QUESTION, ranked, articles)
    assert isinstance(answer, Answer)
    (statement,) = answer.statements
    (place,) = statement.citations
    assert (statement.text, place.number, place.start, place.end, place.lines) == (LAMP + "[1]", 1, 24, 68, (3, 3))
    assert articles[1].text[place.start : place.end] == statement.text
    assert [one.publisher for one in place.upstream] == ["Kvitnes Gazette"]
    assert sure == pytest.approx(_sure(9.0))


def test_a_sentence_much_less_likely_than_the_best_is_left_out_and_one_near_it_given() -> None:
    assert _answer([(LAMP, 9.0), ("The board meets.", 1.0)], [("The cable costs 900.", 8.9)]) == [
        (LAMP, 1),
        ("The cable costs 900.", 2),
    ]


def test_the_passage_of_the_likeliest_sentence_comes_first_and_its_sentences_keep_their_order() -> None:
    assert _answer([("Nobody knows.", 8.8)], [("The board pays.", 8.9), (LAMP, 9.0)]) == [
        ("The board pays.", 2),
        (LAMP, 2),
        ("Nobody knows.", 1),
    ]


@pytest.mark.parametrize("opening", ["It", "They", "“He", "This", "Its", "Both", "The latter", "These"])
def test_a_sentence_that_opens_by_pointing_back_brings_the_one_before_it(opening: str) -> None:
    leaning = f"{opening} will cost 41,000 crowns."
    assert _answer([("The board will mend the lamp.", -9.0), (leaning, 9.0)]) == [
        ("The board will mend the lamp.", 1),
        (leaning, 1),
    ]


@pytest.mark.parametrize("opening", ["Italy", "Hens", "Theirs", "Bothwell", "Thistles", "The lamp"])
def test_a_word_that_only_begins_like_a_pronoun_brings_nothing(opening: str) -> None:
    sentence = f"{opening} will cost 41,000 crowns."
    assert _answer([("The board will mend the lamp.", -9.0), (sentence, 9.0)]) == [(sentence, 1)]


@pytest.mark.parametrize("opening", ["But the cable", "However, the lamp", "Meanwhile the cable", "And it"])
def test_a_sentence_that_opens_with_a_connective_brings_the_one_before_it(opening: str) -> None:
    leaning = f"{opening} will cost 41,000 crowns."
    assert _answer([("The board will mend the lamp.", -9.0), (leaning, 9.0)]) == [
        ("The board will mend the lamp.", 1),
        (leaning, 1),
    ]


def test_what_is_brought_along_brings_what_it_needs_itself_as_far_as_there_is_room() -> None:
    said = [("The keeper is Odd Lunde.", -9.0), ("He has a boat.", -9.0), ("It costs 41,000 crowns.", 9.0)]
    assert _answer(said) == [(text, 1) for text, _ in said]
    assert _answer(
        [("Nobody knows.", -9.0), *[(text.replace("The keeper", "She"), logit) for text, logit in said]]
    ) == [
        ("She is Odd Lunde.", 1),
        ("He has a boat.", 1),
        ("It costs 41,000 crowns.", 1),
    ]


QUOTED = "“The lamp will cost us 41,000 crowns.”"


def test_a_bare_quotation_brings_the_sentence_that_says_whose_it_is() -> None:
    before = "“We are glad,” said Odd Lunde."
    assert _answer([(before, -9.0), (QUOTED, 9.0)]) == [(before, 1), (QUOTED, 1)]
    behind = "Odd Lunde said so on Friday."
    assert _answer([(QUOTED, 9.0), (behind, -9.0)]) == [(QUOTED, 1), (behind, 1)]
    assert _answer([(QUOTED, 9.0), ("The pier is long.", -9.0)]) == [(QUOTED, 1)]


def test_a_quotation_that_says_whose_it_is_brings_nothing() -> None:
    whole = "“The lamp will cost us 41,000 crowns,” said Odd Lunde."
    assert _answer([("“We are glad,” said Ines Arvo.", -9.0), (whole, 9.0)]) == [(whole, 1)]


def test_a_question_is_neither_the_answer_nor_brought_along() -> None:
    assert _answer([("What does the lamp cost?", 30.0), ("It costs 41,000 crowns.", 9.0)]) == [
        ("It costs 41,000 crowns.", 1)
    ]
    answer, sure = compose(QUESTION, *_passages([("What does the lamp cost?", 30.0)]))
    assert (answer, sure) == (NoAnswer(reason="the passages that come nearest only ask questions"), 0.0)


@pytest.mark.parametrize(
    "again",
    [
        LAMP,
        LAMP.upper(),
        LAMP.removesuffix(".") + "[2]",
        "“The work on the lamp costs 41,000 crowns”!",
        "41,000 crowns.",
    ],
)
def test_what_has_been_said_is_not_said_again(again: str) -> None:
    assert _answer([(LAMP, 9.0)], [(again, 8.9)]) == [(LAMP, 1)]


@pytest.mark.parametrize(
    ("again", "is_said"),
    [
        ("The lamp on the old pier at Calder will cost the council a lot of public money.", False),
        ("The lamp on the old pier at Calder will cost the council a heap of money.", False),
        ("The lamp on the old pier at Calder will cost the council 300 crowns.", True),
        ("The lamp on the old pier at Calder will cost the council nothing.", True),
        ("The lamp on the old pier at Hurn will cost the council money.", True),
        ("The lamp on the old pier at Calder will cost the council “a heap of money”.", True),
        ("The lamp on the old pier will be red, the mayor told reporters at Calder.", True),
    ],
)
def test_the_same_in_other_words_is_not_said_again_unless_a_name_a_figure_or_a_negation_is_new(
    again: str, is_said: bool
) -> None:
    said = "The lamp on the old pier at Calder will cost the council a lot of money."
    answered = _answer([(said, 4.0)], [(again, 3.9)])
    assert answered == [(said, 1), (again, 2)][: 1 + is_said]


def test_a_long_sentence_answers_alone_and_nothing_is_put_to_it() -> None:
    long = " ".join(["word"] * (MAX_WORDS + 20)) + "."
    assert _answer([(long, 9.0), ("The cable costs 900.", 8.9)]) == [(long, 1)]
    before = " ".join(["board"] * MAX_WORDS) + "."
    assert _answer([(before, -9.0), ("It costs 41,000 crowns.", 9.0)]) == [("It costs 41,000 crowns.", 1)]


def test_a_shorter_sentence_is_given_where_a_longer_one_does_not_fit() -> None:
    long = " ".join(f"word{number}" for number in range(MAX_WORDS)) + "."
    assert _answer([(LAMP, 9.0), (long, 8.95), ("The cable costs 900.", 8.9)]) == [
        (LAMP, 1),
        ("The cable costs 900.", 1),
    ]


def test_there_is_no_answer_below_the_threshold_and_one_at_it() -> None:
    low, high = -20.0, 20.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (low, middle) if _sure(middle) >= THRESHOLD else (middle, high)
    below, sure_below = compose(QUESTION, *_passages([(LAMP, low - 1e-6)]))
    above, sure_above = compose(QUESTION, *_passages([(LAMP, high + 1e-6)]))
    assert isinstance(below, NoAnswer)
    assert isinstance(above, Answer)
    assert sure_below == pytest.approx(THRESHOLD, abs=1e-5) == sure_above
    assert sure_below < THRESHOLD <= sure_above


@pytest.mark.parametrize(
    ("more", "question", "reason"),
    [
        ({"missing_names": 0.4, "kind": -1.0}, "Who won?", "do not mention all that the question names"),
        ({"kind": -1.0}, "What is the price?", "do not give an amount of money"),
        ({"kind": -1.0}, "How long did it last?", "do not give a length of time"),
        ({"kind": -1.0}, "Who won?", "do not give a person"),
        ({"kind": 1.0}, "Who won?", "do not say"),
        ({}, "Which is it, the lamp?", "do not say"),
    ],
)
def test_why_there_is_no_answer_is_said(more: dict[str, float], question: str, reason: str) -> None:
    ranked, articles = _passages([("The lamp is red.", -40.0)], **more)
    answer, sure = compose(parse_question(question), ranked, articles)
    assert answer == NoAnswer(reason=f"the passages that come nearest {reason}")
    assert 0.0 <= sure < THRESHOLD


def test_a_library_without_passages_and_a_question_without_words_have_no_answer() -> None:
    empty = "there is no passage to answer from: the library, or what the filters leave of it, is empty"
    assert compose(QUESTION, [], {}) == (NoAnswer(reason=empty), 0.0)
    for question in ("who is it", "a", "?", "🦆"):
        about_nothing = "the question has no word that says what it is about"
        answer = compose(parse_question(question), *_passages([(LAMP, 20.0)]))
        assert answer == (NoAnswer(reason=about_nothing), 0.0)


words = st.sampled_from(["It", "He", "The", "lamp", "pier", "costs", "41,000", "crowns", "Why", "board", "both"])
sentence = st.tuples(
    st.builds(lambda some, end: " ".join(some) + end, st.lists(words, min_size=1, max_size=40), st.sampled_from(".!?")),
    st.floats(-12, 12),
)


@given(st.lists(st.lists(sentence, min_size=1, max_size=5), max_size=5))
@settings(max_examples=300, deadline=None)
def test_an_answer_is_a_few_verbatim_sentences_of_which_one_is_the_likeliest(
    passages: list[list[tuple[str, float]]],
) -> None:
    ranked, articles = _passages(*passages)
    answer, sure = compose(QUESTION, ranked, articles)
    assert 0.0 <= sure <= 1.0
    assert isinstance(answer, Answer) == (sure >= THRESHOLD)
    assert (answer, sure) == compose(QUESTION, ranked, articles)
    if isinstance(answer, NoAnswer):
        return
    said = [statement.text for statement in answer.statements]
    assert 1 <= len(said) <= MAX_STATEMENTS
    assert len(set(said)) == len(said)
    assert not any(text.endswith("?") for text in said)
    assert len(said) == 1 or len(answer.text.split()) <= MAX_WORDS
    likeliest = max(logit for passage in passages for text, logit in passage if not text.endswith("?"))
    assert any((one.text in said) and one.logit == pytest.approx(likeliest) for some in ranked for one in some)
    for statement in answer.statements:
        (place,) = statement.citations
        article = articles[place.number]
        assert article.text[place.start : place.end] == statement.text
        assert place.lines == (3, 3)
