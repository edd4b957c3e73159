"""Taking a question apart: its terms, its names, the kind of thing it asks for, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.stop import STOP
from index.words import terms
from qa.asked import Asked
from qa.errors import QuestionRefused
from qa.question import parse_question
from qa.schema import MAX_QUESTION


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How long did the hearing go on?", Asked.DURATION),
        ("For how many weeks will the pier be shut?", Asked.DURATION),
        ("How long is the bridge?", Asked.QUANTITY),
        ("How old is the captain?", Asked.AGE),
        ("How much will the repair cost?", Asked.MONEY),
        ("What is the price of the submarines?", Asked.MONEY),
        ("What share of the town voted?", Asked.SHARE),
        ("How many were injured?", Asked.NUMBER),
        ("ferry injured how many", Asked.NUMBER),
        ("How fast was the ferry?", Asked.QUANTITY),
        ("When did Blinken visit Moscow?", Asked.TIME),
        ("In which year was the dam built?", Asked.YEAR),
        ("Where were the travellers put up?", Asked.PLACE),
        ("From which country was it reported?", Asked.COUNTRY),
        ("Whom did Xi meet on Friday?", Asked.PERSON),
        ("Which company owns the ferry?", Asked.NAME),
        ("What is the name of the ferry?", Asked.NAME),
        ("What is the name of the lorry driver?", Asked.PERSON),
        ("Which senator voted for it?", Asked.PERSON),
        ("Why was the trip put off?", Asked.REASON),
        ("What led to the accident?", Asked.REASON),
        ("What did Xi say of the objectives?", Asked.SPEECH),
        ("When did Xi say so?", Asked.TIME),
        ("What were the three main objectives?", None),
        ("Did the dam hold?", None),
    ],
)
def test_the_words_of_a_question_tell_what_kind_of_thing_would_answer_it(question: str, asked: Asked | None) -> None:
    assert parse_question(question).asked is asked


def test_whom_a_question_asks_about_who_asks_what_was_said() -> None:
    assert parse_question("What did Xi say to Blinken about the island?").speaker == ("xi",)
    assert parse_question("What has the keeper of the lamp told the board?").speaker == ("keeper", "lamp")
    assert parse_question("What did he say?").speaker == parse_question("Who said so?").speaker == ()


def test_the_terms_of_the_clause_that_asks_are_told_apart_where_there_are_two() -> None:
    question = parse_question("The lamp of Kvitnes went dark. Who mends the red lamp?")
    assert question.asking == ("lamp", "mend", "red")
    assert parse_question("The lamp of Kvitnes went dark. Who mends it?").asking == (
        "lamp",
        "kvitn",
        "went",
        "dark",
        "mend",
    )
    assert parse_question("Who mends it?").asking == ("mend",)
    assert parse_question("who is it").asking == parse_question("who is it").terms


def test_terms_are_the_distinct_words_that_carry_information_in_order() -> None:
    question = parse_question("What did the U.S. say about Xi’s meeting, and about the meeting’s 1,200 guests?")
    assert question.terms == ("us", "xi", "meet", "1200", "guest")
    assert question.text == "What did the U.S. say about Xi’s meeting, and about the meeting’s 1,200 guests?"


@pytest.mark.parametrize("question", ["who is it", "What is that?", "a", "THE"])
def test_a_question_of_function_words_keeps_them_for_want_of_better(question: str) -> None:
    parsed = parse_question(question)
    assert parsed.terms == tuple(dict.fromkeys(terms(question)))
    assert STOP.issuperset(parsed.terms)


@pytest.mark.parametrize("question", ["?", '"', "*", "%", "🦆🔥", "\0", "\u200b", "x" * 10_000])
def test_a_question_without_a_word_has_no_terms(question: str) -> None:
    parsed = parse_question(question)
    assert (parsed.terms, parsed.names, parsed.words) == ((), (), ())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who won the 2022 World Cup?", ("2022", "world", "cup")),
        ("When did Blinken visit Moscow?", ("blinken", "moscow")),
        ("2023 budget?", ("2023",)),
        ("when did blinken visit moscow?", ()),
        ("Ferry stopped?", ()),
        ("What is it? Ferries stopped?", ()),
        ("Which U.S. senator spoke?", ("us",)),
        ("WHEN DID BLINKEN VISIT MOSCOW IN 2023?", ("2023",)),
        ("When Did Blinken Visit Moscow in 2023?", ("2023",)),
        ("Does NATO agree?", ("nato",)),
        ("NATO 2%?", ("2",)),
    ],
)
def test_names_are_what_is_written_as_a_name_or_number_unless_every_word_has_a_capital(
    question: str, names: tuple[str, ...]
) -> None:
    assert parse_question(question).names == names


@pytest.mark.parametrize("question", ["", " ", "\n\t \u00a0\u3000"])
def test_an_empty_question_is_refused_with_an_example(question: str) -> None:
    with pytest.raises(
        QuestionRefused, match=r"^the question is empty; ask something, such as: Who won the election\?$"
    ):
        parse_question(question)


def test_a_question_is_refused_one_character_past_the_limit_and_not_before() -> None:
    assert len(parse_question("ab " * 3333 + "x").text) == MAX_QUESTION == 10_000
    with pytest.raises(
        QuestionRefused, match=r"^the question has 10,001 characters, more than 10,000; ask for one thing"
    ):
        parse_question("ab " * 3333 + "xx")
    with pytest.raises(QuestionRefused, match=r"has 100,000 characters, more than 10,000"):
        parse_question("x" * 100_000)


def test_half_of_a_surrogate_pair_is_refused_by_its_place() -> None:
    with pytest.raises(QuestionRefused, match=r"not valid Unicode: character 5 is half of a pair"):
        parse_question("who \ud800 won")


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("How many moons does Pluto have?", ("moon",)),
        ("how many light years away is it", ("light", "year")),
        ("How many of the injured went home?", ("injur", "went")),
        ("How many were hurt?", ()),
        ("How much does it cost?", ()),
        ("ferry injured how many", ()),
    ],
)
def test_what_is_asked_the_number_of_is_told(text: str, counted: tuple[str, ...]) -> None:
    assert parse_question(text).counted == counted


@pytest.mark.parametrize(
    "piece", ["price ", "how much ", "number of ", "what which ", "Is A", "1.,:", "when ", "\n", "A.b.", "((", "'s "]
)
def test_a_question_that_repeats_what_patterns_look_for_is_taken_apart_all_the_same(piece: str) -> None:
    text = (piece * MAX_QUESTION)[: MAX_QUESTION - 1] + "z"
    assert parse_question(text).text == text


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.strip() != "")
)
@settings(max_examples=200, deadline=None)
def test_terms_and_names_are_distinct_terms_of_the_question_whatever_it_is(text: str) -> None:
    question = parse_question(text)
    every = terms(text)
    assert len(set(question.terms)) == len(question.terms)
    assert set(question.terms) <= set(every)
    assert set(question.names) <= set(question.terms) or not set(question.terms) - STOP
    assert {term for _, term in question.words} <= set(question.terms)
    assert bool(question.terms) == bool(every)


@pytest.mark.parametrize("anybody", ["the articles", "these reports", "other newspapers", "the media"])
def test_what_the_articles_say_is_not_asked_of_a_speaker(anybody: str) -> None:
    question = parse_question(f"What do {anybody} say about the pier?")
    assert (question.asked, question.speaker, question.terms) == (None, (), ("pier",))


def test_what_takes_place_is_not_asked_for_a_place_that_is_taken() -> None:
    assert parse_question("Where did the talks take place?").terms == ("talk",)
    assert parse_question("Which place did she take?").terms == ("place", "take")
    assert parse_question("Take place").terms == ("take", "place")
