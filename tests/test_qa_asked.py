"""Which clause of a question asks, and for what kind of thing."""

import pytest

from qa.asked import Asked, find_asked
from qa.limits import MAX_QUESTION


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("The red lamp went out on Monday. Who mends it?", "Who mends it?"),
        ("Who mends the lamp? It went out on Monday.", "Who mends the lamp?"),
        ("Gov. Ada Lunde of the U.S. Virgin Islands spoke. What is it called?", "What is it called?"),
        ("The ferry of Kvitnes will stop in July, says Dr. Lunde. For how long?", "For how long?"),
        ("The lamp is lit for the first time since:", "The lamp is lit for the first time since:"),
        ("It went out. The lamp is dark.", "The lamp is dark."),
        ("lamp keeper", "lamp keeper"),
        (" ", " "),
    ],
)
def test_the_clause_that_asks_is_the_last_one_with_a_word_that_asks(question: str, clause: str) -> None:
    assert find_asked(question).clause == clause


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which role did she play, who died at the age of 89?", None),
        ("An actress died at the age of 89. Which role was hers?", None),
        ("Which airline will pay passengers who were held up?", Asked.NAME),
        ("Dr. Lunde, who led the school, studied at which university?", Asked.NAME),
        ("A growing number of people leave the island. Where do they go?", Asked.PLACE),
        ("Which cinema chain wants to price tickets by the seat?", Asked.NAME),
        ("The court took up which of President Lunde’s key programs?", Asked.TITLE),
        ("When she died, the keeper left four dogs. Who will take care of them?", Asked.PERSON),
        ("According to the keeper, who put out the lamp?", Asked.PERSON),
        ("whos mending the lamp", Asked.PERSON),
        ("The memoir of who was put off?", Asked.PERSON),
        ("Which Hollywood star mended the lamp?", Asked.PERSON),
        ("Which of these senators voted for it?", Asked.PERSON),
        ("Which minister’s car was hit?", Asked.TITLE),
        ("The lamp was lit in which South Asian country?", Asked.COUNTRY),
        ("Which nation lit the lamp?", Asked.COUNTRY),
        ("Which country hosts the games?", Asked.COUNTRY),
        ("Which show stars the keeper?", Asked.TITLE),
        ("Which town painting was stolen?", Asked.TITLE),
        ("Which Gulf state lit the lamp?", Asked.COUNTRY),
        ("Which U.S. state lit the lamp?", Asked.STATE),
        ("In which harbour town is the lamp?", Asked.PLACE),
        ("By what year will it be lit?", Asked.YEAR),
        ("The lamp was lit this week for the first time since:", Asked.YEAR),
        ("On which day was it lit?", Asked.TIME),
        ("The lamp will be dark from when?", Asked.TIME),
        ("How soon will it be lit?", Asked.TIME),
        ("The lamp has been dark for how long?", Asked.DURATION),
        ("The ferry is back after how many weeks?", Asked.DURATION),
        ("The ferry is back, with how many passengers?", Asked.NUMBER),
        ("What is the latest figure for people hurt on the pier?", Asked.NUMBER),
        ("Which figure of the party resigned?", Asked.PERSON),
        ("What is the depth of the harbour?", Asked.QUANTITY),
        ("What is the current price of the lamp?", Asked.MONEY),
        ("What did the lamp cost?", Asked.MONEY),
        ("The price of the lamp is kept. How much is it?", Asked.QUANTITY),
        ("The lamp will cost the town how much?", Asked.MONEY),
        ("What is the rate of interest?", Asked.SHARE),
        ("What was the name of the keeper’s brother?", Asked.PERSON),
        ("What was the name of the keeper’s dog?", Asked.NAME),
        ("What is the lamp called?", Asked.TITLE),
        ("The keeper has a new song, titled:", Asked.TITLE),
        ("Which song did the keeper sing?", Asked.TITLE),
        ("What was the cause of the fire?", Asked.REASON),
        ("What triggered the fire?", Asked.REASON),
        ("Did the keeper say who lit the lamp?", None),
        ("Is the lamp lit?", None),
        ("What did the keeper of the lamp say to the board?", Asked.SPEECH),
        ("What did the keeper eat?", None),
        ("age of the keeper", Asked.AGE),
        ("What breed is the dog?", None),
    ],
)
def test_what_is_asked_for_is_told_by_the_word_that_asks_and_the_noun_behind_it(
    question: str, kind: Asked | None
) -> None:
    assert find_asked(question).kind is kind


@pytest.mark.parametrize(
    "piece", ["how much ", "which ", ", who ", "A. ", "what is the ", "is the a-", "since:", '("', "x" * 99]
)
def test_a_question_that_repeats_what_patterns_look_for_is_read_all_the_same(piece: str) -> None:
    text = (piece * MAX_QUESTION)[:MAX_QUESTION]
    assert find_asked(text).clause in text
