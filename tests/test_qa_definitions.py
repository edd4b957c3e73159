"""Who somebody is and what something is: which questions ask it, and which sentences tell."""

import pytest

from qa.asked import Asked
from qa.definitions import Target, defines, target_of
from qa.question import parse_question


@pytest.mark.parametrize(
    ("question", "target"),
    [
        ("Who is Mira Oduya?", "Mira Oduya"),
        ("And who was Jean-Luc de la Tour?", "Jean-Luc de la Tour"),
        ("Who are the Net Menders?", "Net Menders"),
        ("Who’s Oduya", "Oduya"),
        ("What is naloxone?", "naloxone"),
        ("What's a windfall tax?", "windfall tax"),
        ("What are grace periods?", "grace periods"),
        ("What is the Calder Trust?", "Calder Trust"),
        ("what is ai?", "ai"),
    ],
)
def test_a_question_of_nothing_but_a_name_or_a_thing_asks_what_it_is(question: str, target: str) -> None:
    asked = target_of(question)
    assert asked
    assert asked.name == target
    assert asked.is_person is ("who" in question.lower())
    assert parse_question(question).asked is Asked.NATURE


@pytest.mark.parametrize(
    "question",
    [
        "Who is the harbour master at Port Calder?",
        "Who is in charge?",
        "Who is to blame?",
        "What is it?",
        "What is new?",
        "What is happening?",
        "What is the verdict?",
        "What is Abigail Renfro’s salary?",
        "What is the speed limit in Port Calder harbour?",
        "What is odd about the newly found snail?",
        "What was stolen from the harbour office at night?",
        "Where is Port Calder?",
        "naloxone",
    ],
)
def test_a_question_after_a_name_a_figure_or_news_does_not(question: str) -> None:
    assert target_of(question) is None
    assert parse_question(question).asked is not Asked.NATURE


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("She met the council’s chief engineer Mira Oduya on Monday.", "Mira Oduya"),
        ("Mira Oduya, the council’s chief engineer, disagreed.", "Mira Oduya"),
        ("Oduya, 52, a former diver, disagreed.", "Mira Oduya"),
        ("The council’s chief engineer, Mira Oduya, said no.", "Mira Oduya"),
        ("Harbour Minister Mira Oduya resigned.", "Mira Oduya"),
        ("Mira Oduya is the first woman in the post.", "Mira Oduya"),
        ("Naloxone is a medicine.", "naloxone"),
        ("Medicines such as naloxone were handed out.", "naloxone"),
        ("A grace period is the time in which nothing is due.", "grace periods"),
        ("The charity Calder Trust paid for it.", "Calder Trust"),
        ("The CTA (Calder Transport Authority) was known as the CTB, an agency.", "CTB"),
    ],
)
def test_words_that_say_who_or_what_something_is_are_told(sentence: str, target: str) -> None:
    assert defines(sentence, Target(target, is_person=target == "Mira Oduya"))


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("Mira Oduya said that the pier would close.", "Mira Oduya"),
        ("After Mira Oduya left, the mayor, who stayed, spoke.", "Mira Oduya"),
        ("Talks on naloxone supplies stalled.", "naloxone"),
        ("They met at the Calder Trust.", "Calder Trust"),
        ("Never Oduya, always somebody else.", "Mira Oduya"),
    ],
)
def test_a_mere_mention_tells_nothing(sentence: str, target: str) -> None:
    assert not defines(sentence, Target(target, is_person=target == "Mira Oduya"))


@pytest.mark.parametrize("piece", ["Mira Oduya ", "the ", "Mira Oduya, ", "a ", "S.", "(", ", "])
def test_a_sentence_that_repeats_what_is_looked_for_is_read_to_its_end(piece: str) -> None:
    assert defines(piece * 4_000 + "Mira Oduya is a diver.", Target("Mira Oduya", is_person=True))
