"""How a citation reads in the house's style."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.article import Article, Form, Region, RegionKind
from index.passage import Passage
from qa.exports.house_style import format_citation

TEXT = (
    "Engineers were asked.[0] The dam holds, they say.[2][9]\nNo one measured all 4 km².[1] It was rebuilt¹² twice.\n"
)

PLAIN = Article(
    source="county/dam.txt",
    text=TEXT,
    sha256="0" * 64,
    regions=(Region(kind=RegionKind.BODY, start=0, end=len(TEXT)),),
)
NAMED = replace(PLAIN, title="Dam to stay", byline="Ann Lee", publisher="Tarn Herald", published=date(2024, 4, 2))


def reads(article: Article, start: int, end: int) -> str:
    return format_citation(Passage(article=article, start=start, end=end))


@pytest.mark.parametrize(
    ("article", "start", "end", "says"),
    [
        (NAMED, 0, 24, "“Dam to stay.” Ann Lee. Tarn Herald, 2 April 2024. county/dam.txt, line 1."),
        (
            replace(PLAIN, title="Will it hold?", byline="A. Lee Jr."),
            0,
            60,
            "“Will it hold?” A. Lee Jr. county/dam.txt, lines 1–2.",
        ),
        (replace(PLAIN, publisher="Tarn Herald"), 56, 60, "Tarn Herald. county/dam.txt, line 2."),
        (replace(PLAIN, published=date(2023, 12, 31)), 0, 56, "31 December 2023. county/dam.txt, line 1."),
        (PLAIN, 0, 57, "county/dam.txt, lines 1–2."),
    ],
)
def test_a_citation_reads_as_what_is_known_and_where_the_words_stand(
    article: Article, start: int, end: int, says: str
) -> None:
    assert reads(article, start, end) == says


def test_the_day_of_a_change_is_told_beside_the_day_of_publication_and_only_where_it_is_another() -> None:
    updated = replace(NAMED, updated=date(2024, 4, 5))
    assert reads(updated, 0, 24).startswith(
        "“Dam to stay.” Ann Lee. Tarn Herald, 2 April 2024, updated 5 April 2024. county"
    )
    assert reads(replace(NAMED, updated=NAMED.published), 0, 24) == reads(NAMED, 0, 24)
    assert reads(replace(PLAIN, updated=date(2024, 4, 5)), 0, 24) == "updated 5 April 2024. county/dam.txt, line 1."


def test_the_page_of_a_pdf_and_the_member_of_an_archive_are_told() -> None:
    pages = replace(PLAIN, source="report.pdf", of=Form.EXTRACTED, pages=(0, 56))
    assert reads(pages, 0, 24) == "report.pdf, page 1, line 1 of its extracted text."
    assert reads(pages, 56, 60) == "report.pdf, page 2, line 2 of its extracted text."
    record = replace(PLAIN, source="export.jsonl:204", of=Form.EXTRACTED)
    assert reads(record, 0, 24) == "export.jsonl:204, line 1 of its extracted text."
    assert reads(replace(PLAIN, source="saved.zip!/desk/dam.txt"), 0, 24) == "saved.zip!/desk/dam.txt, line 1."
