"""Whether a question says what it is about."""

import pytest

from qa.question import parse_question
from qa.subject import lacking

OUTLETS = ("The Week", "Calder Courier", "Ukraine Today", "习报", "The")


@pytest.mark.parametrize(
    "question",
    ["Who won?", "May Day parade", "What did The Week say of Osier?", "Ukraine", "Courier", "plan B", "习", "3 men"],
)
def test_a_question_with_a_word_that_is_no_time_and_no_outlet_is_about_something(question: str) -> None:
    assert lacking(parse_question(question), OUTLETS) is None


@pytest.mark.parametrize("question", ["a", "B?", "£5?", "é", "7", "", "who is it", "A. B. C.", "习" * 90, "May 7"])
def test_a_question_without_a_word_says_nothing(question: str) -> None:
    assert lacking(parse_question(question or "?"), OUTLETS) == "the question has no word that says what it is about"


@pytest.mark.parametrize(
    "question",
    [
        "2024-03-12",
        "on 12 March 2024",
        "12.3.2024",
        "Yesterday",
        "last week?",
        "Saturdays",
        "What is the latest?",
        "9th",
    ],
)
def test_a_question_of_a_time_says_only_when(question: str) -> None:
    assert lacking(parse_question(question)) == "the question says when, and not what it is about"


@pytest.mark.parametrize(
    "question",
    [
        "Calder Courier",
        "calder courier?",
        "according to The Calder Courier",
        "What did Ukraine Today say last week?",
        "习报",
    ],
)
def test_a_question_of_an_outlet_names_only_that(question: str) -> None:
    says = "the question names an outlet, and not what it is about"
    assert lacking(parse_question(question), OUTLETS) == says
    assert lacking(parse_question(question)) is None
