"""Citations: how one reads, and what the article itself gives as the source of the words."""

from datetime import date

import pytest

from corpus.article import Article, Footnote, Region, RegionKind
from index.passage import Passage
from qa.cite import find_upstream, format_citation

TEXT = (
    "Engineers were asked.[0] The dam holds, they say.[2][9]\nNo one measured all 4 km².[1] It was rebuilt¹² twice.\n"
)


def _article(
    title: str | None = None,
    byline: str | None = None,
    publisher: str | None = None,
    published: date | None = None,
    footnotes: tuple[Footnote, ...] = (),
) -> Article:
    return Article(
        source="county/dam.txt",
        text=TEXT,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(TEXT)),),
        title=title,
        byline=byline,
        publisher=publisher,
        published=published,
        footnotes=footnotes,
    )


def _footnotes(*markers: str) -> tuple[Footnote, ...]:
    return tuple(
        Footnote(
            marker=marker,
            start=0,
            end=1,
            title=f"Title {marker}",
            publisher=f"Paper {marker}",
            published=date(2024, 4, 1),
            url=f"https://example.com/{marker}",
        )
        for marker in markers
    )


@pytest.mark.parametrize(
    ("article", "start", "end", "reads"),
    [
        (
            _article(title="Dam to stay", byline="Ann Lee", publisher="Tarn Herald", published=date(2024, 4, 2)),
            0,
            24,
            "“Dam to stay.” Ann Lee. Tarn Herald, 2 April 2024. county/dam.txt, line 1.",
        ),
        (
            _article(title="Will it hold?", byline="A. Lee Jr."),
            0,
            60,
            "“Will it hold?” A. Lee Jr. county/dam.txt, lines 1–2.",
        ),
        (_article(publisher="Tarn Herald"), 56, 60, "Tarn Herald. county/dam.txt, line 2."),
        (_article(published=date(2023, 12, 31)), 0, 56, "31 December 2023. county/dam.txt, line 1."),
        (_article(), 0, 57, "county/dam.txt, lines 1–2."),
    ],
)
def test_a_citation_reads_as_what_is_known_and_where_the_words_stand(
    article: Article, start: int, end: int, reads: str
) -> None:
    assert format_citation(Passage(article=article, start=start, end=end)) == reads


def test_footnote_numbers_give_their_entries_in_the_order_of_the_text_each_once() -> None:
    article = _article(footnotes=_footnotes("0", "1", "2", "12"))
    found = find_upstream(article, 0, len(TEXT))
    assert [one.marker for one in found] == ["0", "2", "1", "12"]
    assert (found[1].title, found[1].publisher, found[1].published, found[1].url) == (
        "Title 2",
        "Paper 2",
        date(2024, 4, 1),
        "https://example.com/2",
    )


def test_a_number_without_an_entry_and_the_square_of_a_kilometre_are_no_source() -> None:
    article = _article(footnotes=_footnotes("2"))
    assert [one.marker for one in find_upstream(article, 0, len(TEXT))] == ["2"]
    at = TEXT.index("km²")
    assert find_upstream(article, at, at + 4) == ()


@pytest.mark.parametrize(("start", "end", "markers"), [(0, 24, ["0"]), (0, 23, []), (25, 55, ["2"]), (24, 25, [])])
def test_only_numbers_that_stand_whole_inside_the_words_count(start: int, end: int, markers: list[str]) -> None:
    article = _article(footnotes=_footnotes("0", "1", "2"))
    assert [one.marker for one in find_upstream(article, start, end)] == markers
