"""Dates as newspapers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import find_dates

THE_18TH = date(2023, 6, 18)


@pytest.mark.parametrize(
    "written",
    [
        "June 18, 2023",
        "Jun. 18, 2023",
        "Jun 18 2023",
        "JUNE 18, 2023",
        "June 18th, 2023",
        "18 June 2023",
        "18 Jun. 2023",
        "18th of June 2023",
        "18-Jun-2023",
        "2023-06-18",
        "2023/06/18",
        "2023.06.18",
        "2023-06-18T07:53:00Z",
        "2023-06-18T07:53:00.000+02:00",
        "18-6-2023",
        "18/06/2023",
        "18.06.2023",
        "06/18/2023",
        "6-18-2023",
    ],
)
def test_a_day_is_read_in_every_common_form_with_words_around_it(written: str) -> None:
    (found,) = find_dates(f"Posted Sunday, {written} 7:53 AM CDT")
    assert found.day == THE_18TH
    assert f"Posted Sunday, {written}".endswith(f"Posted Sunday, {written}"[found.start : found.end])


@pytest.mark.parametrize(
    ("written", "day"),
    [("05/06/2024", None), ("5-6-2024", None), ("05.06.2024", date(2024, 6, 5)), ("06/06/2024", date(2024, 6, 6))],
)
def test_figures_that_could_name_two_days_name_none(written: str, day: date | None) -> None:
    assert [found.day for found in find_dates(written)] == [day]


@pytest.mark.parametrize(
    "written", ["31 Feb 2023", "February 30, 2023", "31/04/2023", "2023-02-29", "29 February 2023"]
)
def test_a_day_that_is_in_no_calendar_is_none(written: str) -> None:
    assert [found.day for found in find_dates(written)] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "June 2023",
        "18 June",
        "on 18-6",
        "2023",
        "call 555-06-2023",
        "v1.2.2023.4",
        "/2023/06/18/story",
        "The May 5000 metres",
        "",
    ],
)
def test_what_is_no_day_of_a_year_is_not_found(line: str) -> None:
    assert list(find_dates(line)) == []


def test_a_date_glued_to_the_words_around_it_is_found() -> None:
    line = "By Jane RoeJune 3, 2024The council"
    (found,) = find_dates(line)
    assert line[found.start : found.end] == "June 3, 2024"


def test_several_dates_are_found_in_order() -> None:
    days = [found.day for found in find_dates("Published 3 June 2024, updated 2024-06-05T10:00Z and June 6, 2024")]
    assert days == [date(2024, 6, 3), date(2024, 6, 5), date(2024, 6, 6)]


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"]),
)
def test_every_day_written_out_comes_back(day: date, form: str) -> None:
    assert [found.day for found in find_dates(day.strftime(form))] == [day]


@given(st.text(max_size=60))
def test_spans_lie_in_the_line_and_do_not_overlap(line: str) -> None:
    spans = [(found.start, found.end) for found in find_dates(line)]
    assert all(0 <= start < end <= len(line) for start, end in spans)
    assert spans == sorted(spans)
