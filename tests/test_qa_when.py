"""What a question says about time, reckoned from the day on which it is asked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.time.days import Bearing, Span
from qa.time.when import Order, When, parse_when

FRIDAY = date(2023, 6, 16)

SAID: list[tuple[str, str]] = [
    # days
    ("What happened on 18 June 2023?", "18 June 2023"),
    ("What happened on the 18th of June, 2023?", "18 June 2023"),
    ("What happened on June 18, 2023?", "18 June 2023"),
    ("What happened on Jan. 8, 2023?", "8 January 2023"),
    ("What happened on June 3?", "3 June 2023"),
    ("What happened on June 21st?", "21 June 2023"),
    ("What happened on July 15?", "15 July 2022"),
    ("What will open on June 30?", "30 June 2023"),
    ("What happened on Dec. 24?", "24 December 2022"),
    ("what happened on 2 may 2023", "2 May 2023"),
    ("What was said on Feb 29?", "29 February 2020"),
    ("What was said on 31 February 2023?", "February 2023"),
    ("Who resigned on 2023-06-14?", "14 June 2023"),
    ("Who resigned on 14/06/2023?", "14 June 2023"),
    ("Who resigned on 06/14/2023?", "14 June 2023"),
    ("Who resigned on 5.6.2023?", "5 June 2023"),
    ("Who was hurt in the fire of June 12-14?", "12 June 2023 to 14 June 2023"),
    ("What was closed from 12 to 14 June 2023?", "12 June 2023 to 14 June 2023"),
    ("What was closed from June 12 to July 2, 2022?", "12 June 2022 to 2 July 2022"),
    # months
    ("What did the court decide in June 2023?", "June 2023"),
    ("What did the court decide in March?", "March 2023"),
    ("What did the court decide in November?", "November 2022"),
    ("What will the court decide in November?", "November 2023"),
    ("What did the court decide in may 2023?", "May 2023"),
    ("What did the court decide in May?", "May 2023"),
    ("What did the court decide last May?", "May 2023"),
    ("What did the court decide last June?", "June 2022"),
    ("What does the court decide next June?", "June 2024"),
    ("What did the court decide in Sept. 2022?", "September 2022"),
    ("What did the court decide in early June 2023?", "1 June 2023 to 10 June 2023"),
    ("What did the court decide in mid-June 2023?", "11 June 2023 to 20 June 2023"),
    ("What did the court decide at the end of May 2023?", "21 May 2023 to 31 May 2023"),
    ("What did the court decide at the end of May?", "21 May 2023 to 31 May 2023"),
    ("What was built between May and July 2021?", "May 2021 to July 2021"),
    ("What was built between November and January 2021?", "November 2020 to January 2021"),
    ("What was built from May to July?", "May 2022 to July 2022"),
    ("What has changed since March?", "1 March 2023 to 16 June 2023"),
    # years and more
    ("How many drowned in 2022?", "2022"),
    ("How many drowned in 2022, and where?", "2022"),
    ("What was 2022's wettest month?", "2022"),
    ("Who won the 2022 World Cup?", "2022"),
    ("Who won Eurovision 2023?", "2023"),
    ("What did the bank do before the 2008 crisis?", "before 2008"),
    ("Who was minister before the election of 2022?", "before 2022"),
    ("Who was minister before 2022?", "before 2022"),
    ("Who ruled after the coup in February 2021?", "after February 2021"),
    ("What was leaked between 2013 and 2017?", "2013 to 2017"),
    ("What was leaked from 2013-2017?", "2013 to 2017"),
    ("Who won the 2021-22 season?", "2021 to 2022"),
    ("What has been lost since 2020?", "1 January 2020 to 16 June 2023"),
    ("What was popular in the 1990s?", "1990 to 1999"),
    ("What was popular in the ’90s?", "1990 to 1999"),
    ("What was built in the 19th century?", "1800 to 1899"),
    ("What did it earn in Q3 2022?", "July 2022 to September 2022"),
    ("What did it earn in the third quarter of 2022?", "July 2022 to September 2022"),
    ("What did it earn in the first half of 2022?", "January 2022 to June 2022"),
    ("What did it earn in Q1?", "January 2023 to March 2023"),
    # seasons and holidays
    ("What burned last summer?", "June 2022 to August 2022"),
    ("What burned last spring?", "March 2023 to May 2023"),
    ("What opens this summer?", "June 2023 to August 2023"),
    ("What burned in the summer of 2021?", "June 2021 to August 2021"),
    ("What froze in the winter of 2022?", "December 2022 to February 2023"),
    ("What was stolen at Christmas 2022?", "24 December 2022 to 26 December 2022"),
    ("What was shut over Easter?", "7 April 2023 to 10 April 2023"),
    ("What was shut on New Year’s Eve?", "31 December 2022"),
    ("Who fell ill at Thanksgiving 2022?", "24 November 2022"),
    # relative words
    ("Which automaker recalled vans this week?", "10 June 2023 to 18 June 2023"),
    ("Who was this week’s winner?", "10 June 2023 to 18 June 2023"),
    ("What was earlier this week’s news?", "10 June 2023 to 18 June 2023"),
    ("Who won last week?", "5 June 2023 to 11 June 2023"),
    ("Who won last month?", "May 2023"),
    ("Who won last year?", "2022"),
    ("How much has it grown over the past year?", "16 June 2022 to 16 June 2023"),
    ("How much will it grow this year?", "2023"),
    ("Who won in the past two weeks?", "2 June 2023 to 16 June 2023"),
    ("Who won in the last 10 days?", "6 June 2023 to 16 June 2023"),
    ("Who won in the last few weeks?", "26 May 2023 to 16 June 2023"),
    ("Who was robbed in recent days?", "11 June 2023 to 16 June 2023, the newest"),
    ("Who was hurt two weeks ago?", "30 May 2023 to 5 June 2023"),
    ("Who was hurt a month ago?", "2 May 2023 to 1 June 2023"),
    ("Who was hurt 3 days ago?", "13 June 2023"),
    ("Who was hurt yesterday?", "15 June 2023"),
    ("Who was hurt last night?", "15 June 2023"),
    ("Who was hurt this morning?", "16 June 2023"),
    ("Who speaks today?", "16 June 2023"),
    ("Who was hurt on Monday?", "12 June 2023"),
    ("Who was hurt last Friday?", "9 June 2023"),
    ("Who was hurt Sunday?", "11 June 2023"),
    ("Who will speak on Sunday?", "18 June 2023"),
    ("Who speaks next Tuesday?", "20 June 2023"),
    ("Which museum opens this weekend?", "17 June 2023 to 18 June 2023"),
    ("Who won last weekend?", "10 June 2023 to 11 June 2023"),
    ("What is due by the end of the year?", "before September 2023 to December 2023"),
    # parts, lists and years in words
    ("Who won in the last three months of 2022?", "3 October 2022 to 31 December 2022"),
    ("Who won in the first week of June 2023?", "1 June 2023 to 7 June 2023"),
    ("Who won in the last week of May?", "25 May 2023 to 31 May 2023"),
    ("Who won in the 2022/23 season?", "2022 to 2023"),
    ("Who won in June, July and August 2022?", "June 2022, July 2022, August 2022"),
    ("Who won in June of last year?", "June 2022"),
    ("Who won in June last year?", "June 2022"),
    ("Who won in the spring of last year?", "March 2022 to May 2022"),
    ("Who won on 4 March this year?", "4 March 2023"),
    ("Who won on Sunday night?", "11 June 2023"),
    ("Who won the day before yesterday?", "14 June 2023"),
    ("Who won a decade ago?", "16 December 2012 to 15 December 2013"),
    # order
    ("What is the latest on the strike?", "the newest"),
    ("What is the most recent figure?", "the newest"),
    ("Where is he now?", "the newest"),
    ("Who is currently in charge?", "the newest"),
    ("Who is in charge at the moment?", "the newest"),
    ("What were the first reports of the fire?", "the earliest"),
    ("What did the firm first say about the leak?", "the earliest"),
    ("When was it first announced?", "the earliest"),
    ("What is the earliest report of the leak?", "the earliest"),
    ("What was the latest poll in May 2023?", "May 2023, the newest"),
]


@pytest.mark.parametrize(("question", "said"), SAID)
def test_a_question_asked_on_a_friday_in_june_2023_speaks_of(question: str, said: str) -> None:
    assert str(parse_when(question, FRIDAY)) == said


@pytest.mark.parametrize(
    "question",
    [
        "What did Theresa May promise?",
        "What may the court decide?",
        "Who replaced May as prime minister?",
        "Why did they march on Washington?",
        "Who organised the March for Our Lives?",
        "What did the Sunday Times report?",
        "Who stars in Friday Night Lights?",
        "What was sold on Black Friday?",
        "Who stars in Wednesday?",
        "Who wrote 1984?",
        "What is “1984” about?",
        "How much of $2023 was left?",
        "How did 2000 people escape?",
        "Where did the 1,984 go?",
        "Who is the first lady?",
        "What did the first minister say?",
        "Which country is the first to ban it?",
        "Who made The Last of Us?",
        "How many seconds did it take?",
        "Who came second?",
        "Which restaurant in Palm Springs burned?",
        "When did Kabul fall?",
        "Who won gold at the Winter Olympics?",
        "What did USA Today print?",
        "Who directed Apocalypse Now?",
        "What did August Wilson write?",
        "Who played April in the film?",
        "How did Christmas begin?",
        "What is Covid-19?",
        "Which Boeing 737 crashed?",
        "What is the ocean current called?",
        "When must it be paid at the latest?",
        "How fast was it at the moment it struck?",
        "Who is it?",
        "Wer hat gewonnen?",
        "?",
        "",
    ],
)
def test_words_that_only_look_like_time_say_nothing(question: str) -> None:
    assert parse_when(question, FRIDAY) == When(asked_on=FRIDAY)


@pytest.mark.parametrize(
    ("asked_on", "question", "said"),
    [
        (date(2023, 1, 5), "What happened in December?", "December 2022"),
        (date(2023, 1, 5), "What happened in January?", "January 2023"),
        (date(2023, 1, 5), "What happened last month?", "December 2022"),
        (date(2023, 1, 5), "What happened last quarter?", "October 2022 to December 2022"),
        (date(2023, 1, 5), "What happened last winter?", "December 2021 to February 2022"),
        (date(2023, 1, 5), "What happened this winter?", "December 2022 to February 2023"),
        (date(2023, 1, 5), "What happened over Christmas?", "24 December 2022 to 26 December 2022"),
        (date(2023, 3, 31), "What changes this fall?", "September 2023 to November 2023"),
        (date(2023, 3, 31), "What changes this May?", "May 2023"),
        (date(2023, 3, 31), "What froze this winter?", "December 2022 to February 2023"),
        (date(2023, 6, 19), "What happened on Monday?", "19 June 2023"),
        (date(2023, 6, 19), "What happened over the past weekend?", "17 June 2023 to 18 June 2023"),
        (date(2023, 6, 19), "What happened this weekend?", "17 June 2023 to 18 June 2023"),
        (date(2023, 6, 18), "What happened last weekend?", "10 June 2023 to 11 June 2023"),
        (date(1, 1, 1), "What happened last year?", ""),
        (date(9999, 12, 31), "What happens next week?", ""),
    ],
)
def test_the_same_words_mean_another_time_on_another_day(asked_on: date, question: str, said: str) -> None:
    assert str(parse_when(question, asked_on)) == said


def test_a_span_says_where_what_is_asked_for_lies() -> None:
    (span,) = parse_when("Who led the party before the election of 2022?", FRIDAY).spans
    assert span == Span(start=date(2022, 1, 1), end=date(2022, 12, 31), bearing=Bearing.BEFORE)


def test_what_was_understood_is_said_in_words() -> None:
    assert parse_when("What is the latest on the strike of March 2022?", FRIDAY).said == ("March 2022", "the newest")
    assert parse_when("Who struck?", FRIDAY).said == ()


def test_each_time_is_named_once_in_the_order_of_the_question() -> None:
    when = parse_when("Did it rain in May 2023 or on Monday, as in May 2023?", FRIDAY)
    assert [str(span) for span in when.spans] == ["May 2023", "12 June 2023"]


def test_a_question_that_looks_for_the_newest_and_the_first_is_after_the_newest() -> None:
    assert parse_when("What is the latest on the first reports?", FRIDAY).order is Order.NEWEST


PIECES = """in on the last this next past two 18 31 2022 June may March Monday summer weekend week’s quarter of before since
between and to - – , . / ’ 's Q3 1990s 20th century ago early mid end first latest Christmas Easter 0 00 9999 ² ٣ a"""
pieces = st.sampled_from(PIECES.split())
any_day = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


@given(
    st.one_of(
        st.text(max_size=200), st.lists(pieces, max_size=14).map(" ".join), st.lists(pieces, max_size=14).map("".join)
    ),
    any_day,
)
@settings(max_examples=500, deadline=None)
def test_any_text_on_any_day_is_read_alike_twice_into_spans_that_do_not_run_backwards(
    text: str, asked_on: date
) -> None:
    when = parse_when(text, asked_on)
    assert when == parse_when(text, asked_on)
    assert all(span.start <= span.end for span in when.spans)
    assert bool(str(when)) == bool(when.spans or when.order)


@pytest.mark.parametrize(
    "piece", ["1-", "1/", "2022-", "June 12-", "mid-", "end of the ", "between May and ", "last ", "1st of ", "a week "]
)
def test_a_question_that_repeats_what_times_are_made_of_is_read_to_its_end(piece: str) -> None:
    assert parse_when(piece * (10_000 // len(piece)), FRIDAY).asked_on == FRIDAY


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_a_day_that_is_written_out_is_that_day_however_it_is_written(day: date) -> None:
    for form in ("%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y", "%dth of %B, %Y"):
        (span,) = parse_when(f"What happened on {day.strftime(form)}?", FRIDAY).spans
        assert (span.start, span.end) == (day, day)


@given(any_day, st.integers(1, 90))
@settings(max_examples=200, deadline=None)
def test_the_past_days_end_today(asked_on: date, count: int) -> None:
    spans = parse_when(f"What happened in the past {count} days?", asked_on).spans
    assert all((span.end, (span.end - span.start).days) == (asked_on, count) for span in spans)
    assert spans or asked_on.toordinal() <= count
