"""Citations: what the article itself gives as the source of the words."""

from datetime import date

import pytest

from corpus.article import Article, Footnote, Region, RegionKind
from qa.upstream import find_upstream

TEXT = (
    "Engineers were asked.[0] The dam holds, they say.[2][9]\nNo one measured all 4 km².[1] It was rebuilt¹² twice.\n"
)


def _article(footnotes: tuple[Footnote, ...]) -> Article:
    return Article(
        source="county/dam.txt",
        text=TEXT,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(TEXT)),),
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
