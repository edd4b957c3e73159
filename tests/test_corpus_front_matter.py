"""The facts above saved articles, as the programs that save them write them."""

from collections.abc import Callable

import pytest

from corpus.facts.front_matter import front_matter_end, read_front_matter
from corpus.facts.metadata import find_metadata
from corpus.plain.regions import find_regions

BODY = "\nThe council of Harbour Town voted on Monday to build a new bridge across the river Lune, ending a dispute of nine years.\n"
ALL = {
    "title": "Council votes: a bridge",
    "byline": "Jane Roe and Bob Stone",
    "publisher": "The Harbour Times",
    "published": "2024-06-03",
    "updated": "2024-06-05",
    "url": "https://harbour.example/a",
    "language": "en",
}

YAML = """---
title: "Council votes: a bridge"
authors: [Jane Roe, Bob Stone]
source: {name: The Harbour Times, id: 7}
date: 2024-06-03 07:53:00 +02:00
lastmod: 2024-06-05
canonical_url: https://harbour.example/a
lang: en
tags:
  - bridges
draft: false
---
"""
NESTED = """---
Title: >
  Council votes:
  a bridge
Author:
  - name: Jane Roe
    role: reporter
  - name: Bob Stone
publisher:
  name: The Harbour Times
published_at: Mon, 3 June 2024
last_modified_at: June 5, 2024
link: https://harbour.example/a
language: en
description: |
  A bridge.

  It was voted on.
---
"""
TOML = """+++
title = "Council votes: a bridge"
authors = ["Jane Roe", "Bob Stone"]
publisher = "The Harbour Times"
date = 2024-06-03T07:53:00Z
lastmod = 2024-06-05
url = "https://harbour.example/a"
lang = 'en'
[menu]
weight = 1
+++
"""
UNQUOTED = """---
title: Council votes: a bridge
authors:
- Jane Roe
- Bob Stone
publisher: The Harbour Times
# saved by hand
date: 2024-06-03
updated: 2024-06-05
url: https://harbour.example/a
lang: en
---
"""
PLAIN = """Title: Council votes: a bridge
By: Jane Roe and Bob Stone

Publication: The Harbour Times
Date: 3 June 2024
Last updated: 5 June 2024
URL: https://harbour.example/a
Language: en
"""


@pytest.mark.parametrize("head", [YAML, NESTED, TOML, UNQUOTED, PLAIN, YAML.replace("\n", "\r\n"), "\ufeff" + YAML])
def test_what_a_head_says_is_read_whatever_its_language(head: str) -> None:
    assert read_front_matter(head + BODY) == ALL
    assert front_matter_end(head + BODY) == len(head)
    regions = find_regions(head + BODY)
    text = head + BODY
    assert text[regions[-1].start : regions[-1].end] == BODY.lstrip()
    known = find_metadata(text, regions)
    assert (known.title, known.byline, known.publisher, str(known.published)) == tuple(ALL.values())[:4]
    assert (str(known.updated), known.url) == ("2024-06-05", ALL["url"])


def test_a_clipping_of_a_note_taking_program_has_its_address_as_its_source() -> None:
    head = (
        '---\ntitle: "Council votes"\nsource: "https://harbour.example/a"\nauthor:\n  - "[[Jane Roe]]"\n'
        'published: 2024-06-03\ncreated: 2024-07-01\ntags:\n  - "clippings"\n---\n'
    )
    assert read_front_matter(head + BODY) == {
        "title": "Council votes",
        "byline": "Jane Roe",
        "published": "2024-06-03",
        "url": "https://harbour.example/a",
    }


@pytest.mark.parametrize("written", ["2023-02-31", "18/6/23", "3/4/2023", "2023", "June 2023", "yesterday", "[2023-06-01, 2023-06-02]", "~"])  # fmt: skip
def test_a_day_that_is_none_or_could_be_two_is_left_out(written: str) -> None:
    assert read_front_matter(f"---\ntitle: A bridge of stone\ndate: {written}\n---\n") == {"title": "A bridge of stone"}


BOMB = "---\na: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "head",
    [
        "---\n\nThe council voted.\n\n---\n",
        "---\njust words\n---\n",
        "---\n- a\n- list\n---\n",
        "---\ntitle: never closed\n",
        "---\n---\n",
        "+++\nnot toml\n+++\n",
        "---\n" + "a: b\n" * 300 + "---\n",
        "Title: one line is no head\n",
        " ---\ntitle: A bridge of stone\n---\n",
    ],
)
def test_what_is_no_front_matter_says_nothing(head: str) -> None:
    assert read_front_matter(head + BODY) == {}
    assert front_matter_end(head + BODY) == 0


@pytest.mark.parametrize(
    "head",
    [BOMB + "---\n", "---\ntitle: " + "[" * 10_000 + "\n---\n", "---\ntitle: !!python/object/apply:os.system [true\n---\n"],
)  # fmt: skip
def test_front_matter_that_is_made_to_do_harm_says_nothing(head: str) -> None:
    assert read_front_matter(head + BODY) == {}
    assert front_matter_end(head + BODY) == len(head)


def test_anchors_are_refused_and_the_lines_read_as_they_are_written() -> None:
    assert read_front_matter(BOMB + "title: A bridge of stone\nauthors: *d\n---\n" + BODY) == {
        "title": "A bridge of stone"
    }


def test_a_head_that_asks_for_objects_gets_words() -> None:
    head = "---\ntitle: !!python/object/apply:os.system ['echo a bridge']\nurl: !!python/name:os.system https://a.example/b\n---\n"
    assert read_front_matter(head + BODY) == {"title": "echo a bridge", "url": "https://a.example/b"}


@pytest.mark.parametrize(
    "build", [lambda n: "---\n" + "a: [\n" * n, lambda n: "\n" * n, lambda n: "Title: a\n" * n, lambda n: "---\n" * n, lambda n: "+++\n" + "[a]\n" * n]
)  # fmt: skip
def test_no_more_than_a_head_is_looked_at(build: Callable[[int], str]) -> None:
    assert front_matter_end(build(200_000)) <= 20_000
