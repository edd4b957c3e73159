"""Whether a sentence holds the kind of thing that is asked for, the question's own words apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.words import term_number, terms
from qa.asked import Asked
from qa.kinds import find_things, gives_number, speakers

NOTHING = frozenset[str]()


def holds_kind(sentence: str, asked: Asked, question_terms: frozenset[str]) -> bool:
    return find_things(sentence, asked).hold_more(question_terms)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked.DURATION, "The talks went on for five hours and 20 minutes."),
        (Asked.DURATION, "It was a five-and-a-half-hour-long meeting."),
        (Asked.DURATION, "The pier is shut for twelve weeks."),
        (Asked.DURATION, "She has worked there since 2019."),
        (Asked.AGE, "Winifred Chase, 83, spent the day in the hall."),
        (Asked.AGE, "The 94-year-old dam is safe."),
        (Asked.MONEY, "Mending it will take £2.3 million."),
        (Asked.MONEY, "It paid 41,000 euros."),
        (Asked.MONEY, "Children ride free of charge."),
        (Asked.MONEY, "İzmir PAID THEM 41,000 EUROS."),
        (Asked.SHARE, "Some 62 percent were against."),
        (Asked.SHARE, "Two-thirds of them stayed away."),
        (Asked.QUANTITY, "The limit inside the harbour is four knots."),
        (Asked.NUMBER, "Fourteen people were hurt."),
        (Asked.NUMBER, "Nobody was hurt and none was missing."),
        (Asked.TIME, "It struck the pier at 7:42 a.m. and sank."),
        (Asked.TIME, "They meet again on Tuesday."),
        (Asked.TIME, "They met in March."),
        (Asked.TIME, "THEY MET IN MARCH."),
        (Asked.TIME, "That was three years ago."),
        (Asked.PLACE, "He flew in from Antwerp."),
        (Asked.PLACE, "They slept in the sports hall."),
        (Asked.PERSON, "The inquiry is led by Helen Marchbanks."),
        (Asked.PERSON, "Marchbanks said that it was too early."),
        (Asked.PERSON, "It fell to President Lunde."),
        (Asked.PERSON, "Lunde’s wife has the key."),
        (Asked.PERSON, "J. Lunde has the key."),
        (Asked.NAME, "The ship belongs to the UN."),
        (Asked.NAME, "It lies in Kvitnes."),
        (Asked.YEAR, "It was lit in 1984."),
        (Asked.COUNTRY, "Russian voters were asked."),
        (Asked.COUNTRY, "It came from the Czech Republic."),
        (Asked.COUNTRY, "The U.S. was asked, too."),
        (Asked.STATE, "It was seen off North Carolina."),
        (Asked.STATE, "It was seen in Kerala."),
        (Asked.TITLE, "It was “The lamp of the keeper”."),
        (Asked.TITLE, "the film was Casablanca"),
        (Asked.REASON, "It was put off because a part was late."),
        (Asked.REASON, "It was put off due to rain."),
    ],
)
def test_a_sentence_holds_the_kind(asked: Asked, sentence: str) -> None:
    assert holds_kind(sentence, asked, NOTHING)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked.DURATION, "The talks were held on Monday."),
        (Asked.AGE, "She is old."),
        (Asked.AGE, "The record is 16-1 with her."),
        (Asked.MONEY, "The submarines carry 24 missiles."),
        (Asked.SHARE, "The town voted against it."),
        (Asked.QUANTITY, "The harbour is deep."),
        (Asked.NUMBER, "Many people were hurt."),
        (Asked.TIME, "They will meet again."),
        (Asked.PLACE, "they slept little"),
        (Asked.PERSON, "it was the harbour master."),
        (Asked.PERSON, "The ship belongs to the UN."),
        (Asked.PERSON, "It was stolen in Brest, near Port Calder, by night."),
        (Asked.PERSON, "He told the Harbour Council in New York."),
        (Asked.NAME, "it was the harbour master."),
        (Asked.YEAR, "It was lit on 14 May at 19:84."),
        (Asked.COUNTRY, "It was seen in Indianapolis and in Malibu."),
        (Asked.STATE, "It was seen in Paris."),
        (Asked.TITLE, "it was a film of “the lamp”"),
        (Asked.REASON, "the trip is put off"),
    ],
)
def test_a_sentence_without_the_kind_does_not_hold_it(asked: Asked, sentence: str) -> None:
    assert not holds_kind(sentence, asked, NOTHING)


@pytest.mark.parametrize(
    ("question", "asked", "sentence"),
    [
        ("Who won the 2022 World Cup?", Asked.NAME, "It was said of the World Cup."),
        ("Who beat Odd Lunde?", Asked.PERSON, "It was said of Odd Lunde."),
        ("When was the 2022 summit?", Asked.TIME, "The summit of 2022 was held."),
        ("Where in Moscow was it held?", Asked.PLACE, "It was held in Moscow."),
        ("How many of the 14 injured went home?", Asked.NUMBER, "The 14 injured rest."),
        ("Who paid the $5 that were owed?", Asked.MONEY, "They owed $5 at most."),
    ],
)
def test_what_the_question_says_itself_does_not_answer_it(question: str, asked: Asked, sentence: str) -> None:
    assert holds_kind(sentence, asked, NOTHING)
    assert not holds_kind(sentence, asked, frozenset(terms(question)))


@pytest.mark.parametrize("word", ["Monday", "May", "The", "On", "Her"])
def test_a_weekday_a_month_or_a_function_word_is_nobody(word: str) -> None:
    assert not holds_kind(f"they met; {word} it rained", Asked.PERSON, NOTHING)
    assert not holds_kind(f"they met; {word} it rained", Asked.NAME, NOTHING)


TITLES = """
president minister secretary senator sen. rep. gov. governor mayor judge justice king queen prince princess duke pope captain
coach actor actress singer director chief ceo founder author dr. mr mr. mrs mrs. ms ms. sir lord lady professor prof. detective
officer sheriff general gen.
"""


@pytest.mark.parametrize("title", TITLES.split())
def test_a_name_behind_a_title_is_a_person_however_the_title_is_written(title: str) -> None:
    assert find_things(f"it fell to {title} Lunde", Asked.PERSON).each == (frozenset({"lund"}),)
    for written in (title.title(), title.upper()):
        assert "lund" in frozenset().union(*find_things(f"it fell to {written} Lunde", Asked.PERSON).each)


def test_what_is_found_is_told_in_its_own_words_behind_a_capital_of_two_characters() -> None:
    things = find_things("İİ went in May 14 and paid $5.", Asked.MONEY)
    assert things.each == (frozenset({"5"}),)


def test_the_words_of_what_was_found_are_told_as_their_numbers() -> None:
    things = find_things("The pier is shut for twelve weeks, to 3 May.", Asked.DURATION)
    assert things.each == (frozenset({"twelv", "week"}),)
    assert set(things.numbers) == {term_number("twelv"), term_number("week")}
    assert find_things("It was put off because a part was late.", Asked.REASON).numbers == (term_number(""),)


@pytest.mark.parametrize(
    ("sentence", "counted", "gives"),
    [
        ("There are 12 moons.", ("moon",), True),
        ("Twelve newly discovered moons go round it.", ("moon",), True),
        ("Twelve of these dark, cold, unknown and nameless moons go round it.", ("moon",), False),
        ("The moons number 12.", ("moon",), False),
        ("Moons, moons, moons.", ("moon",), False),
        ("It is 55 million light-years away.", ("light", "year"), True),
        ("Seven died.", ("peopl", "die"), True),
    ],
)
def test_a_number_is_given_of_what_is_counted_where_it_stands_before_it(
    sentence: str, counted: tuple[str, ...], gives: bool
) -> None:
    assert gives_number(sentence, counted) is gives


words = [
    "five",
    "14",
    "$5",
    "Monday",
    "May",
    "2022",
    "percent",
    "hours",
    "Moscow",
    "Xi",
    "years",
    "old",
    "said",
    "in",
    "the",
    "half",
    "of",
    "dozen",
    "a.m.",
    "aged",
]


@given(
    st.sampled_from(sorted(set(Asked) - {Asked.REASON, Asked.SPEECH, Asked.NATURE})),
    st.lists(st.sampled_from(words), max_size=12),
)
@settings(max_examples=200, deadline=None)
def test_a_question_that_holds_every_word_of_a_sentence_is_not_answered_by_it(asked: Asked, some: list[str]) -> None:
    sentence = " ".join(some)
    assert not holds_kind(sentence, asked, frozenset(terms(sentence)))


@pytest.mark.parametrize("piece", ["one ", "1-", "a-", "in the A", "Aa ", "ern ", "last past ", "1,", "$ ", "January "])
@pytest.mark.parametrize("asked", sorted(set(Asked) - {Asked.NATURE}))
def test_a_sentence_that_repeats_what_patterns_look_for_is_read_to_its_end(asked: Asked, piece: str) -> None:
    assert holds_kind(piece * (4000 // len(piece)), asked, NOTHING) in (True, False)


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Odd Lunde said that the lamp is red.", {"odd", "lund"}),
        ("“It is red,” said Odd Lunde, who mends it.", {"odd", "lund"}),
        ("“It is red,” Lunde told Ines Arvo.", {"lund"}),
        ("Arvo and Lunde met for talks on the lamp, Vik said on Friday.", {"vik"}),
        ("Lunde hinted at more in a meeting with the keeper Ines Arvo, saying that the lamp is red.", {"lund"}),
        ("According to the keeper Ines Arvo it is red.", {"ine", "arvo"}),
        ("After talks with Ines Arvo, Lunde warned of the dark.", {"lund"}),
        ("Lunde had “candid talks” with Ines Arvo.", {"lund"}),
        ("“It is red,” she said.", {""}),
        ("“It is red.”", set()),
    ],
)
def test_who_says_something_is_told_from_who_is_only_named(sentence: str, who: set[str]) -> None:
    assert speakers(sentence) == who


@pytest.mark.parametrize("piece", ["said ", "“A,” said A ", "Aa ", "with the a-a ", "said a a a ", "he a a "])
def test_a_sentence_that_repeats_what_speech_is_told_by_is_read_to_its_end(piece: str) -> None:
    assert len(speakers(piece * (4000 // len(piece)))) <= 3


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("Fourteen were hurt on 12 March, when 2,000 cows were let out.", [{"fourteen"}, {"2000"}]),
        ("Put off in February 2023, it was the first visit in five years.", []),
        ("At 5 p.m. on May 4, 2021, half of the 30% had left within 12 hours, by 18:30.", [{"half"}]),
        ("The vote was 52-48.", [{"52"}, {"48"}]),
    ],
)
def test_days_years_hours_lengths_of_time_and_shares_are_no_number_of_things(
    sentence: str, counts: list[set[str]]
) -> None:
    assert [*map(set, find_things(sentence, Asked.NUMBER).each)] == counts
