"""How well the times of candidates suit a question."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.time.closeness import FRESH, IN_ORDER, IN_SPAN, SPOKEN_OF, UNSAID, closeness, needs_events, staleness
from qa.time.events import find_events
from qa.time.when import When, parse_when

ASKED = date(2023, 6, 16)


def added(question: str, *published: str, relevance: Sequence[float] = (), asked_on: date = ASKED) -> list[float]:
    """What articles of these days get; an empty one is undated."""
    ordinals = np.array([date.fromisoformat(day).toordinal() if day else 0 for day in published], dtype=np.int64)
    scores = np.array(relevance or [0.5] * len(published))
    return [float(value) for value in closeness(parse_when(question, asked_on), ordinals, scores)]


@pytest.mark.parametrize(("question", "fresh"), [("Who resigned?", UNSAID), ("Who resigned this week?", FRESH)])
def test_what_was_published_shortly_before_the_question_is_lifted(question: str, fresh: float) -> None:
    spanned = IN_SPAN if fresh == FRESH else 0.0
    today, month_old, old = added(question, "2023-06-16", "2023-05-17", "2013-06-16")
    assert today - old == pytest.approx(fresh + spanned, abs=0.01)
    assert today - month_old > (today - old) / 2


def test_what_was_published_after_the_question_is_lifted_no_more_than_what_is_old() -> None:
    tomorrow, later, old = added("Who resigned?", "2023-06-17", "2023-06-18", "1923-06-16")
    assert tomorrow - later == pytest.approx(UNSAID)
    assert old == pytest.approx(later, abs=0.001)


def test_a_folder_of_old_articles_stays_as_it_is_when_it_is_asked_today() -> None:
    values = added("Who resigned?", "2016-02-01", "2018-07-20", "2017-11-11", asked_on=date(2026, 11, 22))
    assert values == pytest.approx([0, 0, 0], abs=0.003)


@pytest.mark.parametrize("question", ["Who resigned this week?", "Who resigned yesterday?", "Who resigned on Monday?"])
def test_a_word_reckoned_from_today_does_not_stir_a_folder_of_old_articles_either(question: str) -> None:
    values = added(question, "2016-02-01", "2018-07-20", "2017-11-11", asked_on=date(2026, 11, 22))
    assert values == pytest.approx([0, 0, 0], abs=0.006)


def test_articles_of_one_day_are_left_as_they_are() -> None:
    assert added("What is the latest in June 2021?", "2021-03-01", "2021-03-01", "2021-03-01") == pytest.approx([0] * 3)


@pytest.mark.parametrize(
    "question", ["Who resigned?", "Who resigned in May 2023?", "Who resigned last?", "The latest?"]
)
def test_an_undated_article_gets_nothing_and_the_dated_ones_get_nothing_on_average(question: str) -> None:
    *dated, undated = added(question, "2023-06-16", "2023-05-17", "2022-06-16", "2013-06-16", "")
    assert undated == 0.0
    assert sum(dated) == pytest.approx(0)
    assert max(dated) > 0 > min(dated)


def test_undated_articles_alone_are_left_as_they_are() -> None:
    assert added("Who resigned in May 2023?", "", "") == [0, 0]
    assert added("Who resigned in May 2023?") == []


def test_a_span_lifts_what_was_published_in_it_and_less_what_was_published_near_it() -> None:
    early, inside, late, far = added(
        "Who resigned in March 2021?", "2021-02-25", "2021-03-31", "2021-05-07", "2009-01-01"
    )
    assert inside - far == pytest.approx(IN_SPAN, abs=0.02)
    assert inside - late == pytest.approx(IN_SPAN / 2, abs=0.02)
    assert inside > early > late


def test_who_asks_about_a_time_long_ago_does_not_mean_this_week() -> None:
    of_then, of_now = added("Who resigned in March 2013?", "2013-03-05", "2023-06-15")
    assert of_then - of_now > 0.9 * IN_SPAN
    neither, also = added("Who resigned in 1803?", "2013-03-05", "2023-06-15")
    assert abs(neither - also) < 0.02


def test_before_a_year_lies_before_it_and_after_it_up_to_the_question() -> None:
    before, at, behind = added("Who led them before 2021?", "2019-05-01", "2021-01-01", "2022-12-31")
    assert before == pytest.approx(at, abs=0.01)
    assert before > behind
    before, at, behind = added("Who led them after the election of 2021?", "2019-05-01", "2021-01-01", "2022-12-31")
    assert before < at < behind + FRESH


@pytest.mark.parametrize("shift", [0, 4000])
def test_the_newest_and_the_earliest_are_told_by_the_relevant_candidates_whatever_the_day(shift: int) -> None:
    days = [str(date(2023, 1, 1) - timedelta(shift + age)) for age in (0, 30, 60, 2000)]
    values = added("What is the latest?", *days, relevance=(0.01, 0.9, 0.8, 0.01), asked_on=date(2033, 1, 1))
    assert values[1] - values[2] == pytest.approx(IN_ORDER / 2, abs=0.01)
    values = added("What were the first reports?", *days, relevance=(0.01, 0.9, 0.8, 0.01), asked_on=date(2033, 1, 1))
    assert values[2] - values[1] == pytest.approx(IN_ORDER / 2, abs=0.01)


def test_the_newest_is_not_what_was_published_after_the_question() -> None:
    newest, later = added("What is the latest?", "2023-06-01", "2023-08-01")
    assert newest > later


def test_a_passage_that_speaks_of_the_day_is_lifted_whenever_it_was_published() -> None:
    when = parse_when("What happened on 2 May 2021?", ASKED)
    assert needs_events(when)
    day = date(2021, 11, 1).toordinal()
    published = np.array([day, day, 0], dtype=np.int64)
    texts = ["It burned down on May 2.", "It burned down.", "It burned down on May 2, 2021."]
    events = [find_events(text, at) for text, at in zip(texts, published.tolist(), strict=True)]
    values = closeness(when, published, np.array([0.5, 0.5, 0.5]), events)
    assert values.tolist() == pytest.approx([SPOKEN_OF, 0, SPOKEN_OF])


@pytest.mark.parametrize("question", ["Who won in 2021?", "Who won?", "What is the latest?"])
def test_days_that_a_passage_speaks_of_do_not_count_for_a_long_span_or_for_none(question: str) -> None:
    when = parse_when(question, ASKED)
    assert not needs_events(when)
    day = np.array([date(2021, 5, 1).toordinal()] * 2, dtype=np.int64)
    assert closeness(when, day, np.ones(2), [((1, 1),), ((day[0], day[0]),)]).tolist() == pytest.approx([0, 0])


ordinals = st.one_of(st.just(0), st.integers(1, date.max.toordinal()))
candidates = st.lists(
    st.tuples(ordinals, st.floats(0, 1), st.lists(st.tuples(ordinals, ordinals), max_size=3)), max_size=30
)
questions = st.sampled_from(
    [
        "Who won?",
        "Who won in 2022?",
        "What is the latest?",
        "The first reports of May 2021?",
        "since May before 2020 after Monday",
    ]
)


@given(candidates, questions, st.dates(min_value=date(1900, 1, 1)), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_what_a_candidate_gets_is_bounded_and_the_same_to_the_last_bit_in_any_order(
    some: list[tuple[int, float, list[tuple[int, int]]]], question: str, asked_on: date, random: Random
) -> None:
    when = parse_when(question, asked_on)

    def values(these: list[tuple[int, float, list[tuple[int, int]]]]) -> list[float]:
        published = np.array([day for day, _, _ in these], dtype=np.int64)
        events = [[(min(event), max(event)) for event in found] for _, _, found in these]
        return [float(one) for one in closeness(when, published, np.array([score for _, score, _ in these]), events)]

    order = list(range(len(some)))
    random.shuffle(order)
    straight, shuffled = values(some), values([some[at] for at in order])
    assert [straight[at] for at in order] == shuffled
    assert all(abs(value) <= FRESH + IN_SPAN + SPOKEN_OF + IN_ORDER for value in straight)


def test_candidates_of_one_day_get_the_same_to_the_last_bit_in_any_order() -> None:
    some = [(day, relevance) for day in (738_000, 738_001, 738_001, 738_002) for relevance in (0.1, 0.7, 0.3, 0.9)]
    when = parse_when("What is the latest?", ASKED)
    found = set()
    for seed in range(50):
        Random(seed).shuffle(some)
        values = closeness(when, np.array([day for day, _ in some]), np.array([relevance for _, relevance in some]))
        found.add(tuple(sorted(zip(some, values.tolist(), strict=True))))
    assert len(found) == 1


def test_a_question_without_words_of_time_says_only_when_it_is_asked() -> None:
    assert parse_when("Who won?", ASKED) == When(asked_on=ASKED)


def stale(question: str, *published: str, newest: str = "2023-06-16", asked_on: date = ASKED) -> list[float]:
    """How stale articles of these days are; an empty one is undated."""
    ordinals = np.array([date.fromisoformat(day).toordinal() if day else 0 for day in published], dtype=np.int64)
    last = date.fromisoformat(newest).toordinal() if newest else 0
    return [float(value) for value in staleness(parse_when(question, asked_on), ordinals, last)]


def test_of_days_just_past_what_was_published_a_week_before_or_behind_them_is_half_stale() -> None:
    # Yesterday, a week before and a week behind it.
    assert stale("Who resigned yesterday?", "2023-06-15", "2023-06-08", "2023-06-22") == [0.0, 0.5, 0.5]
    assert stale("Who resigned this week?", "2023-06-14", "2023-06-16") == [0.0, 0.0]
    old, older = stale("Who resigned this week?", "2023-03-14", "2013-06-14")
    assert 0.9 < old < older < 1.0


def test_nothing_is_stale_that_has_no_day() -> None:
    assert stale("Who resigned yesterday?", "", "2022-06-08")[0] == 0.0


@pytest.mark.parametrize(
    "question", ["Who resigned?", "Who resigned in 2021?", "Who resigned in May 2023?", "Who resigned after Monday?"]
)
def test_nothing_is_stale_for_a_question_that_speaks_of_no_days_just_past(question: str) -> None:
    assert stale(question, "2023-06-16", "2022-06-08", "") == [0.0, 0.0, 0.0]


def test_a_library_that_ends_before_these_days_has_nothing_held_against_it_as_far_as_it_ends_before() -> None:
    ends = stale("Who resigned yesterday?", "2016-02-01", "2018-07-20", newest="2018-07-20")
    assert ends == pytest.approx([0.0, 0.0], abs=0.004)
    assert stale("Who resigned yesterday?", "2023-06-01", newest="2023-06-08") == pytest.approx([14 / 21 - 0.5])
    assert stale("Who resigned yesterday?", "2016-02-01", newest="") == [0.0]
    # One that goes on behind them does not.
    assert stale("Who resigned yesterday?", "2023-06-08", newest="2023-12-31") == [0.5]
