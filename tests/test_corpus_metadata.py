"""What a page states of its article, and None for what it does not state."""

from datetime import date

import pytest

from corpus.article import RegionKind
from corpus.facts.metadata import find_metadata
from corpus.plain.regions import find_regions

BODY = """The council of Harbour Town voted on Monday to build a new bridge across the river Lune, ending a dispute of nine years.

The bridge will cost 40 million dollars and be finished in three years, the engineers told the council on June 1, 2024.

Residents had opposed the plan because of the noise, but most of them have changed their minds since the flood of 2019.
"""
TITLE = "Harbour Town council votes to build new bridge"

Stated = tuple[str | None, str | None, str | None, str | None]
"""Title, byline, publisher, published."""

PAGES: tuple[tuple[str, Stated], ...] = (
    (f"{TITLE}\n\nBy Jane Roe\nJune 3, 2024\n\n{BODY}", (TITLE, "Jane Roe", None, "2024-06-03")),
    (f"{TITLE}\nBy Jane Roe, Reuters\n3 June 2024\n\n{BODY}", (TITLE, "Jane Roe", "Reuters", "2024-06-03")),
    (f"{TITLE}\n\nJane Roe | The Paper | 3 May 2024\n\n{BODY}", (TITLE, "Jane Roe", "The Paper", "2024-05-03")),
    (
        f"{TITLE} | The Harbour Times\n\nBy Jane Roe\nPublished 3 June 2024\n\n{BODY}",
        (TITLE, "Jane Roe", "The Harbour Times", "2024-06-03"),
    ),
    (f"{TITLE} - The Harbour Times\n\n{BODY}", (TITLE, None, "The Harbour Times", None)),
    (
        f"{TITLE}\nUpdated: June 5, 2024 9:00 AM\nPublished: June 3, 2024 7:53 AM\n\n{BODY}",
        (TITLE, None, None, "2024-06-03"),
    ),
    (f"{TITLE}\nPublished: June 3, 2024 7:53 AM | Updated: June 5, 2024\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\nUpdated 3:15 PM EDT, Mon June 3, 2024\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\nLast modified on Mon 3 Jun 2024 12.00 BST\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n2024-06-03T07:53:00Z\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n2024/06/03\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n18/06/2024\n\n{BODY}", (TITLE, None, None, "2024-06-18")),
    (f"{TITLE}\n06/18/2024\n\n{BODY}", (TITLE, None, None, "2024-06-18")),
    (f"{TITLE}\n05/06/2024\n\n{BODY}", (TITLE, None, None, None)),
    (f"{TITLE}\n05.06.2024\n\n{BODY}", (TITLE, None, None, "2024-06-05")),
    (f"{TITLE}\nMonday, June 3, 2024\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\nMon 3 June 2024 07.53 BST\n\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n31 Feb 2024\n\n{BODY}", (TITLE, None, None, None)),
    (f"{TITLE}\n\n{BODY}", (TITLE, None, None, None)),
    (f"Home\nNews\nSport\nMonday, June 10, 2024\n{TITLE}\nJune 3, 2024\n{BODY}", (TITLE, None, None, "2024-06-03")),
    (BODY, (None, None, None, None)),
    (f"{TITLE}\n\nHARBOUR TOWN, June 3, 2024 (Reuters) - {BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n\nHARBOUR TOWN, June 3 (Reuters) - {BODY}", (TITLE, None, None, None)),
    (f"{TITLE}\n\nHARBOUR TOWN (AP) — {BODY}", (TITLE, None, None, None)),
    (f"June 3, 2024 {TITLE}The council " + BODY[12:], (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}June 3, 2024{BODY}", (TITLE, None, None, "2024-06-03")),
    (f"{TITLE}\n\nBy Jane RoeJune 3, 2024\n\n{BODY}", (TITLE, "Jane Roe", None, "2024-06-03")),
    (f"{TITLE}\n\n{BODY}\n© 2024 The Harbour Times. All rights reserved.", (TITLE, None, "The Harbour Times", None)),
    (f"{TITLE}\n\n{BODY}\n4 Comments\n\nBob June 4, 2024 at 3:00 pm\n\nGood.\n\nReply", (TITLE, None, None, None)),
    (f"{TITLE}\n\n{BODY}\nPublished June 3, 2024", (TITLE, None, None, "2024-06-03")),
    (
        f'---\ntitle: "{TITLE}"\nauthor: Jane Roe\ndate: 2024-06-03\npublisher: The Paper\nurl: https://example.com/a\n---\n\n{BODY}',
        (TITLE, "Jane Roe", "The Paper", "2024-06-03"),
    ),
    (f"# {TITLE}\n\n*By Jane Roe*, 3 June 2024\n\n{BODY}", (TITLE, "Jane Roe", None, "2024-06-03")),
    (
        f"Title: {TITLE}\nAuthor: Jane Roe\nDate: June 3, 2024\nSource: The Paper\nURL: https://example.com/a\n\n{BODY}",
        (TITLE, "Jane Roe", "The Paper", "2024-06-03"),
    ),
    (
        f"The Harbour Times\n\n{TITLE}\n\nJane Roe\nJune 3, 2024 · 5 min read\n\n{BODY}",
        (TITLE, "Jane Roe", None, "2024-06-03"),
    ),
    (
        f"{TITLE}\nBy Jane Roe and Bob Stone\nPosted on June 3, 2024 by admin\n\n{BODY}",
        (TITLE, "Jane Roe and Bob Stone", None, "2024-06-03"),
    ),
    (
        f"{TITLE}\nBy JANE ROE and BOB STONE Associated Press\nJun. 3, 2024 7:53 AM CDT\n\n{BODY}",
        (TITLE, "JANE ROE and BOB STONE Associated Press", None, "2024-06-03"),
    ),
    (
        f"{TITLE}\n\nOne resident called the vote the best day of her life\n\nJane Roe in Harbour Town\nMon 3 Jun 2024 07.53 BST\n\n{BODY}",
        (TITLE, "Jane Roe", None, "2024-06-03"),
    ),
    (f"{TITLE}\nThe Harbour Times\n3rd June 2024\n{BODY}", (TITLE, None, "The Harbour Times", "2024-06-03")),
    (f"BREAKING: {TITLE}\nPublished on 03-06-2024\n{BODY}", ("BREAKING: " + TITLE, None, None, None)),
    (f"{TITLE}\nJune 3, 2024 | by Jane Roe\n\n{BODY}", (TITLE, "Jane Roe", None, "2024-06-03")),
    (f"{TITLE}\n13 hours ago\nJane Roe\n\n{BODY}", (TITLE, None, None, None)),
)


@pytest.mark.parametrize(("text", "stated"), PAGES)
def test_what_a_page_states_is_read_and_nothing_else(text: str, stated: Stated) -> None:
    known = find_metadata(text, find_regions(text))
    assert (known.title, known.byline, known.publisher, known.published and known.published.isoformat()) == stated


@pytest.mark.parametrize("text", [text for text, _ in PAGES])
def test_no_sentence_is_lost_to_what_stands_above_it(text: str) -> None:
    body = [text[region.start : region.end] for region in find_regions(text) if region.kind is RegionKind.BODY]
    assert "The council of Harbour Town" in body[-1]
    assert body[-1].rstrip().endswith("the flood of 2019.")


def test_an_address_is_read_from_front_matter_only() -> None:
    text = f"---\ntitle: A\nsource: https://example.com/a\nurl: https://example.com/b\n---\n\n{BODY}"
    known = find_metadata(text, find_regions(text))
    assert (known.title, known.url, known.publisher) == ("A", "https://example.com/b", None)


@pytest.mark.parametrize(
    ("footer", "publisher"),
    [
        ("© 2024 The Harbour Times. All rights reserved.", "The Harbour Times"),
        ("Copyright 2019-2024 Lune Media Group, LLC", "Lune Media Group"),
        ("© The Larkfield Leader | Advertise", "The Larkfield Leader"),
        ("Copyright © 2024 by Calder Courier.", "Calder Courier"),
        ("All rights reserved.", None),
    ],
)
def test_who_holds_the_copyright_is_the_publisher_where_nothing_else_names_one(
    footer: str, publisher: str | None
) -> None:
    text = f"{TITLE}\n\n{BODY}\n{footer}\n"
    assert find_metadata(text, find_regions(text)).publisher == publisher


Days = tuple[str | None, str | None, str | None, str | None]
"""Published, how that was found; updated, how that was found."""


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ("Published 3 June 2024\nUpdated 5 June 2024", ("2024-06-03", "dateline", "2024-06-05", "update line")),
        ("Updated 5 June 2024\nPublished 3 June 2024", ("2024-06-03", "dateline", "2024-06-05", "update line")),
        ("3 June 2024\nLast modified 5 June 2024", ("2024-06-03", "dateline", "2024-06-05", "update line")),
        ("Jane Roe | The Paper | 3 May 2024", ("2024-05-03", "byline", None, None)),
        ("Updated 5:04 PM EDT, Mon June 3, 2024", ("2024-06-03", "update line", "2024-06-03", "update line")),
        ("Updated June 5, 2024\nUpdated June 7, 2024", ("2024-06-05", "update line", "2024-06-07", "update line")),
        ("Published 5 June 2024\nUpdated 3 June 2024", ("2024-06-05", "dateline", None, None)),
        ("Published 2 days ago", (None, None, None, None)),
        ("Posted yesterday at 9:00 AM", (None, None, None, None)),
        ("Published 18/6/24", (None, None, None, None)),
        ("Published Tuesday 18/6/24", ("2024-06-18", "dateline", None, None)),
        ("Published 31 Feb 2024\nUpdated 5 June 2024", ("2024-06-05", "update line", "2024-06-05", "update line")),
    ],
)
def test_the_days_of_publication_and_of_change_are_told_apart(lines: str, days: Days) -> None:
    known = find_metadata(f"{TITLE}\n{lines}\n\n{BODY}", find_regions(f"{TITLE}\n{lines}\n\n{BODY}"))
    how = known.provenance
    stated = (known.published, how.published, known.updated, how.updated)
    assert tuple(None if fact is None else str(fact) for fact in stated) == days


@pytest.mark.parametrize(
    "line",
    [
        "The Harbour Bridge: June 3, 1987",
        "BORN: Nov. 29, 1996",
        "7/24/1987: Leave of Absence",
        "6/16/1987 - 9/27/1988, Assistant, Harbour Town",
        "Dec. 25, 1931:",
    ],
)
def test_a_line_that_says_when_something_was_gives_no_day_of_publication(line: str) -> None:
    text = f"{TITLE}\n\n{line}\n\n{BODY}"
    assert find_metadata(text, find_regions(text)).published is None


def test_a_day_above_the_headline_counts_only_right_above_it() -> None:
    menu = "Home\nNews\nSport\nOpinion\nTides"
    for head, published in (
        (f"{menu}\nMonday, June 3, 2024", date(2024, 6, 3)),
        (f"Monday, June 3, 2024\n{menu}", None),
    ):
        text = f"{head}\n{TITLE}\n3 days ago\n\n{BODY}"
        assert find_metadata(text, find_regions(text)).published == published


def test_the_first_entry_of_a_diary_gives_no_day_of_publication() -> None:
    entries = "\n".join(f"THURSDAY, MAY {day}, 2016\n\n{BODY}" for day in (19, 12, 5))
    for text, published in (
        (f"{TITLE}\n\n{entries}", None),
        (f"{TITLE}\nPublished May 20, 2016\n\n{entries}", date(2016, 5, 20)),
        (f"{TITLE}\n\nTHURSDAY, MAY 19, 2016\n\n{BODY}", date(2016, 5, 19)),
        (f"{TITLE}\n\nMay 20, 2016 6:40 PM\n\n{entries}", date(2016, 5, 20)),
        (f"{TITLE}\n\nBy Jane Roe | May 20, 2016\n\n{entries}", date(2016, 5, 20)),
    ):
        assert find_metadata(text, find_regions(text)).published == published


def test_a_first_line_that_ends_in_the_outlet_is_the_title_and_a_menu_is_not() -> None:
    text = f"Ten Things You Need to Know Today: 3 June 2024 | The Week UK\n\n{BODY}"
    known = find_metadata(text, find_regions(text))
    assert (known.title, known.publisher) == ("Ten Things You Need to Know Today: 3 June 2024", "The Week UK")
    text = f"Politics | Congress | White House | Opinion\n{TITLE}\n\n{BODY}"
    assert find_metadata(text, find_regions(text)).title == TITLE


def test_front_matter_gives_days_and_language_too() -> None:
    text = "---\ntitle: A\ndate: 2024-06-03\nupdated: 2024-06-05T10:00Z\nlang: en-GB\n---\n\nThe bridge opens.\n"
    known = find_metadata(text, find_regions(text))
    how = known.provenance
    assert (known.published, known.updated, known.language) == (date(2024, 6, 3), date(2024, 6, 5), "en")
    assert (how.published, how.updated, how.language) == ("front matter", "front matter", "front matter")
    assert find_metadata(text + BODY, find_regions(text + BODY)).provenance.language == "words"


def test_the_name_of_the_file_gives_the_day_only_where_the_text_does_not() -> None:
    plain, dated = f"{TITLE}\n\n{BODY}", f"{TITLE}\nJune 3, 2024\n\n{BODY}"
    known = find_metadata(plain, find_regions(plain), "desk/2024-06-05-bridge.txt")
    assert (known.published, known.provenance.published) == (date(2024, 6, 5), "file name")
    known = find_metadata(dated, find_regions(dated), "desk/2024-06-05-bridge.txt")
    assert (known.published, known.provenance.published) == (date(2024, 6, 3), "dateline")
    for name in ("desk/05-06-2024-bridge.txt", "desk/bridge-of-2024-06-05-reopens.txt"):
        assert find_metadata(plain, find_regions(plain), name).published is None


def test_a_label_a_time_zone_or_a_request_is_no_byline() -> None:
    for line in ("November 20, 2019 - 11:28 AMT", "Updated :[ 2018-08-25 15:24 ]"):
        text = f"{TITLE}\n{line}\n\n{BODY}"
        assert find_metadata(text, find_regions(text)).byline is None
    text = f"{TITLE}\nBy Jane Roe on Monday, June 3, 2024 at 11:04 a.m.\n\n{BODY}"
    assert find_metadata(text, find_regions(text)).byline == "Jane Roe"


@pytest.mark.parametrize(
    "line",
    [
        "The Harbour Times’ Jane Roe contributed to this report.",
        "(With reporting by Harbour News)",
        "Reporter loses tooth on live TV",
        "“Best day ever” — Jane (@janeroe) June 3, 2024",
        "© Harbour TV is a partner of this paper and offers commentary",
        "© 2024 —",
    ],
)
def test_a_line_with_a_verb_or_a_post_names_no_outlet_and_no_author(line: str) -> None:
    for text in (f"{TITLE}\n{line}\n\n{BODY}", f"{TITLE}\n\n{BODY}\n{line}\n"):
        known = find_metadata(text, find_regions(text))
        assert (known.byline, known.publisher) == (None, None)


def test_a_date_in_a_timeline_or_of_a_teaser_is_no_publication_date() -> None:
    text = (
        f"{TITLE}\n\n{BODY}\nJune 3, 2023\n\nThe town bought the land for it.\n\nJune 4, 2023\n\nIt sold the land again for less.\n\n{BODY}\n"
        "You may also like\n\nGulls of the town\nJune 9, 2024\n"
    )
    assert find_metadata(text, find_regions(text)).published is None
