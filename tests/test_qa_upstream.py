"""What an article gives as its source for some of its words, of every kind, with the characters that name it."""

from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article, Form
from corpus.document import read_document
from corpus.origin import Origin
from qa.reply import Upstream
from qa.upstream import find_agency_behind, find_upstream

PAGE = Path(__file__).parent / "pages" / "lock-report.html"
TEXT = """---
title: Lock to stay shut
publisher: Fenland Post
---

TARN, April 12 (Northwire) - The lower lock will stay shut until the autumn, the canal board said on Friday.[1] Boats must turn back at the upper one, the AP reported, and so did Reuters.

Silt has bent its gate, [the Tarn Herald reported](https://tarn.example/silt). A new one is made in the yard, the BBC says, citing the AP, and [a letter says the same](https://www.bbc.co.uk/news/silt-1). https://board.example/letter

References

[1] “Minutes” Kvitnes Gazette, 11 April 2024, https://gazette.example/minutes
"""


def _read(data: bytes, name: str) -> Article:
    form = Form.EXTRACTED if name.endswith("html") else Form.FILE
    return read_document(data, name, Origin(source=name, file=name, sha256="0" * 64), form)


def _of(article: Article, first: str, last: str) -> list[tuple[str, str, str | None, str | None]]:
    start = article.text.index(first)
    end = article.text.index(last, start) + len(last)
    found = find_upstream(article, start, end)
    assert [one.start for one in found] == sorted(one.start for one in found)
    return [(one.kind, article.text[one.start : one.end], one.publisher, one.url) for one in found]


def test_a_sentence_s_sources_are_those_that_its_own_characters_name() -> None:
    article = _read(TEXT.encode(), "a.md")
    assert _of(article, "The lower", "Friday.[1]") == [
        ("footnote", "[1]", "Kvitnes Gazette", "https://gazette.example/minutes")
    ]
    assert _of(article, "Boats", "Reuters.") == [("attribution", "the AP reported", "Associated Press", None)]
    assert _of(article, "The lower", "Friday") == []


def test_a_link_to_the_outlet_that_its_words_name_is_one_source_and_a_publisher_is_known_by_its_site() -> None:
    article = _read(TEXT.encode(), "a.md")
    assert _of(article, "Silt has", "silt).") == [
        ("link", "the Tarn Herald reported", "Tarn Herald", "https://tarn.example/silt")
    ]
    assert _of(article, "A new one", "silt-1).") == [
        ("attribution", "the BBC says", "BBC", None),
        ("attribution", "citing the AP", "Associated Press", None),
        ("link", "a letter says the same", "BBC", "https://www.bbc.co.uk/news/silt-1"),
        ("link", "https://board.example/letter", None, "https://board.example/letter"),
    ]


def test_each_source_stands_once_where_it_is_named_first() -> None:
    article = _read(TEXT.encode(), "a.md")
    found = _of(article, "Boats", "silt-1).")
    assert [publisher for kind, _, publisher, _ in found if kind == "attribution"] == ["Associated Press", "BBC"]


def test_a_note_s_entry_is_given_whole() -> None:
    article = _read(TEXT.encode(), "a.md")
    at = article.text.index("[1]")
    assert find_upstream(article, at - 10, at) == (
        Upstream(
            kind="footnote",
            start=at,
            end=at + 3,
            marker="1",
            publisher="Kvitnes Gazette",
            title="Minutes",
            published=date(2024, 4, 11),
            url="https://gazette.example/minutes",
        ),
    )


def test_the_agency_in_the_dateline_stands_behind_the_article() -> None:
    article = _read(TEXT.encode(), "a.md")
    at = article.text.index("Northwire")
    assert find_agency_behind(article) == (Upstream(kind="agency", start=at, end=at + 9, publisher="Northwire"),)
    assert find_agency_behind(_read(TEXT.replace(" (Northwire)", "").encode(), "a.md")) == ()


def test_on_a_page_all_kinds_are_found_together() -> None:
    article = _read(PAGE.read_bytes(), "lock-report.html")
    assert _of(article, "The gate", "on Friday.") == [
        ("link", "a report by the engineers Boulder & Rook", None, "https://boulder.example/papers/lower-lock-2024.pdf"),
        ("footnote", "¹", "Kvitnes Gazette", "https://gazette.example/minutes/april"),
        ("link", "Tarn Herald reported", "Tarn Herald", "https://tarn.example/2019/11/divers-warn-of-silt"),
        ("footnote", "²", "Tarn Herald", "https://tarn.example/2019/11/divers-warn-of-silt"),
        ("link", "reported last month", None, "https://fenland.example/2024/03/02/board-asks-for-money.html"),
        ("link", "BBC", "BBC", "https://www.bbc.co.uk/news/uk-england-12345678"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ('(<a href="https://tarn.example/silt">Source</a>)', ["Source"]),
        ('<a href="https://tarn.example/silt">[Link]</a>', []),
        ('<a href="https://tarn.example/silt">https://tarn.example/silt</a>', ["https://tarn.example/silt"]),
        ('<a href="https://tarn.example/silt">The Post has seen it</a> as well.', []),
        ('Boats wait. <a href="https://tarn.example/silt">Source</a>', []),
    ],
)
def test_a_link_behind_a_sentence_is_its_source_where_it_says_no_more_than_that(behind: str, found: list[str]) -> None:
    said = "The lower lock will stay shut until the autumn, the canal board said on Friday, and boats must turn back."
    page = f"<html><body><article><h1>Lock shut</h1><p>{said} {behind}</p><p>{said.replace('lower', 'upper')}</p></article></body></html>"
    article = _read(page.encode(), "a.html")
    start = article.text.index(said)
    found_there = find_upstream(article, start, start + len(said))
    assert [article.text[one.start : one.end] for one in found_there] == found
