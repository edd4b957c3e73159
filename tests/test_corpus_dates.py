"""Dates as newspapers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts.dates import day_of_name, find_dates

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
    [
        ("05/06/2024", None),
        ("5-6-2024", None),
        ("05.06.2024", date(2024, 6, 5)),
        ("06/06/2024", date(2024, 6, 6)),
        ("18/6/23", None),  # or 23 June 2018
        ("3/4/23", None),
        ("6/6/23", None),
        ("6/18/23", date(2023, 6, 18)),
        ("11/19/19", date(2019, 11, 19)),
        ("18/6/99", date(1999, 6, 18)),
        ("31/12/69", date(1969, 12, 31)),
        ("31/12/68", date(2068, 12, 31)),
        ("31/2/99", None),
        ("13/14/99", None),
    ],
)
def test_figures_that_could_name_two_days_name_none(written: str, day: date | None) -> None:
    assert [found.day for found in find_dates(written)] == [day]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Sunday 18/6/23", date(2023, 6, 18)),
        ("Sat, 18/6/23", date(2018, 6, 23)),
        ("Mon. 18/6/23", None),
        ("Monday, 3/4/2023", date(2023, 4, 3)),
        ("Saturday 3/4/2023", date(2023, 3, 4)),
        ("Sunday 3/4/2023", None),
        ("Sunday at noon, 3/4/2023", None),
        ("Sun 06/18/2023", date(2023, 6, 18)),
        ("Friday 06/18/2023", date(2023, 6, 18)),
    ],
)
def test_the_day_of_the_week_beside_figures_tells_which_of_two_days_they_name(written: str, day: date | None) -> None:
    assert [found.day for found in find_dates(written)] == [day]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2023-06-18-blinken.txt", THE_18TH),
        ("20230618_blinken.txt", THE_18TH),
        ("desk/2023/2023_06_18 Blinken in Beijing.html", THE_18TH),
        ("blinken-2023-06-18.md", THE_18TH),
        ("blinken.2023-06-18.txt", THE_18TH),
        ("20230618.txt", THE_18TH),
        ("2023.06.18.txt", THE_18TH),
        ("2023-06-18T07-53-00Z-blinken.txt", THE_18TH),
        ("saved.zip!/desk/20230618T075300-blinken.html", THE_18TH),
        ("18-06-2023-blinken.txt", None),
        ("06-18-2023.txt", None),
        ("18-6-23.txt", None),
        ("2023-06-blinken.txt", None),
        ("2023-06-31-blinken.txt", None),
        ("2023-13-01.txt", None),
        ("talks-of-2023-06-18-in-beijing.txt", None),
        ("2023-06-18-to-2023-06-19.txt", None),
        ("202306180753.txt", THE_18TH),
        ("000_20230618a1b2.txt", None),
        ("1120230618.txt", None),
        ("desk/2023-06-18/blinken.txt", None),
        ("blinken.txt", None),
        ("", None),
    ],
)
def test_a_file_s_name_gives_a_day_only_year_first_and_at_an_end(name: str, day: date | None) -> None:
    assert day_of_name(name) == day


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
