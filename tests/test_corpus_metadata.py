"""What a page states of its article, and None for what it does not state."""

import pytest

from corpus.article import RegionKind
from corpus.metadata import find_metadata
from corpus.regions import find_regions

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


def test_a_date_in_a_timeline_or_of_a_teaser_is_no_publication_date() -> None:
    text = (
        f"{TITLE}\n\n{BODY}\nJune 3, 2023\n\nThe town bought the land for it.\n\nJune 4, 2023\n\nIt sold the land again for less.\n\n{BODY}\n"
        "You may also like\n\nGulls of the town\nJune 9, 2024\n"
    )
    assert find_metadata(text, find_regions(text)).published is None
