"""The days that a passage speaks of."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.time.events import find_events

PUBLISHED = date(2023, 6, 20)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("They met on June 18.", [("2023-06-18", "2023-06-18")]),
        ("They met on June 18th, and left.", [("2023-06-18", "2023-06-18")]),
        ("They met on June 18, 2021, in Oslo.", [("2021-06-18", "2021-06-18")]),
        ("They met on 18 June.", [("2023-06-18", "2023-06-18")]),
        ("They met on the 18th of June 2021.", [("2021-06-18", "2021-06-18")]),
        ("They met on Jan. 8 and on Sept. 9.", [("2023-01-08", "2023-01-08"), ("2023-09-09", "2023-09-09")]),
        ("They met on 2021-06-18.", [("2021-06-18", "2021-06-18")]),
        ("They met in June 2021.", [("2021-06-01", "2021-06-30")]),
        ("They met in February.", [("2023-02-01", "2023-02-28")]),
        ("They met in mid-May.", [("2023-05-01", "2023-05-31")]),
        ("They met on Sunday, again.", [("2023-06-18", "2023-06-18")]),
        ("They met on Tuesday.", [("2023-06-20", "2023-06-20")]),
        ("On Friday and Friday they met.", [("2023-06-16", "2023-06-16")]),
        ("June 18 they met", [("2023-06-18", "2023-06-18")]),
    ],
)
def test_a_passage_of_an_article_of_20_june_2023_speaks_of(text: str, days: list[tuple[str, str]]) -> None:
    found = find_events(text, PUBLISHED.toordinal())
    assert [(str(date.fromordinal(first)), str(date.fromordinal(last))) for first, last in found] == days


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May resigned.",
        "They may march.",
        "The Marching Band of Mayfield met Augustus, Julia and Octavia.",
        "June Squibb and April are 31.",
        "It was sold on June 31.",
        "It was June 99 days ago.",
        "It was 1999-99-99.",
        "SunSunday is no day, nor is Sundays.",
        "",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert find_events(text, PUBLISHED.toordinal()) == ()


def test_an_undated_article_speaks_only_of_days_that_it_writes_out() -> None:
    text = "On Sunday, June 18, and in May, they met as on 18 June 2021 and in May 2020."
    found = find_events(text, 0)
    assert [str(date.fromordinal(first)) for first, _ in found] == ["2021-06-18", "2020-05-01"]


PIECES = "Jan. January 31 31st of June May in 2022 , . - 2022-02-30 Sunday Feb 29 Mar Sep t 0"
pieces = st.sampled_from(PIECES.split())


@given(
    st.one_of(
        st.text(max_size=200), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=12).map("".join)
    ),
    st.one_of(st.just(0), st.integers(1, date.max.toordinal())),
)
@settings(max_examples=300, deadline=None)
def test_any_text_of_any_day_speaks_of_days_that_do_not_run_backwards(text: str, published: int) -> None:
    assert all(1 <= first <= last <= date.max.toordinal() for first, last in find_events(text, published))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(-150, 150))
@settings(max_examples=200, deadline=None)
def test_a_day_without_a_year_is_the_one_nearest_to_the_article(published: date, distance: int) -> None:
    day = published + timedelta(distance)
    found = find_events(f"They met on {day:%B %d}.", published.toordinal())
    assert found == ((day.toordinal(), day.toordinal()),)
