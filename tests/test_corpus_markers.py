"""Numbers in the text that cite a note: in square brackets, raised, and in round brackets where an article has that habit."""

import pytest

from corpus.article import Article, Footnote, Form, Region, RegionKind
from corpus.document import read_document
from corpus.origin import Origin
from corpus.sources.markers import find_markers


def _article(text: str, *markers: str) -> Article:
    return Article(
        source="a.txt",
        text=text,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(text)),),
        footnotes=tuple(Footnote(marker=marker, start=0, end=1) for marker in markers),
    )


def _found(text: str, *markers: str) -> list[tuple[str, str]]:
    return [(one.number, text[one.start : one.end]) for one in find_markers(_article(text, *markers), 0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is shut.[0] It leaks.[2][1]", [("0", "[0]"), ("2", "[2]"), ("1", "[1]")]),
        ("It is shut.[^2]", [("2", "[^2]")]),
        ("It is shut.[1, 2]", [("1", "[1, 2]"), ("2", "[1, 2]")]),
        ("It is shut.[0–2]", [("0", "[0–2]"), ("1", "[0–2]"), ("2", "[0–2]")]),
        ("It is shut.² It leaks¹ too.", [("2", "²"), ("1", "¹")]),
        ("It was shut in 2019.¹ It leaked in 2020²", [("1", "¹"), ("2", "²")]),
        ("All 4 km² of it, 12 m² and 10² besides; E=mc².", []),
        ("It is shut.[7] It leaks.[12]", []),
        ("It is shut. [2] Boats wait.", [("2", "[2]")]),
    ],
)
def test_a_number_cites_the_entry_that_bears_it(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text, "0", "1", "2") == found


def test_round_brackets_cite_where_most_entries_are_cited_so() -> None:
    text = "It is shut (1). It leaks, says Ann Lee (62), who lives there.(2) Two things: (1) it is old, (2) it is bent."
    assert _found(text, "1", "2") == [("1", "(1)"), ("2", "(2)")]


def test_a_clause_of_a_law_is_no_marker() -> None:
    text = "It is shut (1). It leaks (2). Under section 501(c)(2) nobody pays."
    assert _found(text, "1", "2") == [("1", "(1)"), ("2", "(2)")]


@pytest.mark.parametrize(
    "text",
    [
        "It is shut.[1] Its keeper (2) is away.",
        "Under section 501(c)(2) it is shut. So says Ann Lee (62).",
        "The keeper’s son (1) is ill.",
    ],
)
def test_round_brackets_are_no_marker_where_another_sort_is_or_few_entries_are_cited(text: str) -> None:
    assert [number for number, words in _found(text, "1", "2", "3", "4") if words.startswith("(")] == []


def test_a_marker_directly_behind_the_words_counts_and_half_a_marker_does_not() -> None:
    text = "It is shut. [1] It leaks.[2]"
    article = _article(text, "1", "2")
    assert [one.number for one in find_markers(article, 0, 11)] == ["1"]
    assert [one.number for one in find_markers(article, 0, 13)] == []
    assert [one.number for one in find_markers(article, 16, 25)] == ["2"]


@pytest.mark.parametrize(
    ("marker", "entry"),
    [("[{}]", "[{}] "), ("[^{}]", "[^{}]: "), ("({})", "({}) "), ("{}", "{} "), ("[{}]", "{}. "), ("{}", "{}. ")],
)
def test_each_sort_of_marker_is_resolved_in_a_plain_text_with_its_sort_of_entry(marker: str, entry: str) -> None:
    raised = str.maketrans("123", "¹²³")
    cite = [marker.format(n) if "(" in marker or "[" in marker else str(n).translate(raised) for n in (1, 2, 3)]
    head = [entry.format(n) if entry != "{} " else f"{str(n).translate(raised)} " for n in (1, 2, 3)]
    text = (
        f"Town plans bridge\n\nThe town will build a bridge over the river in May, the mayor said on Monday.{cite[0]} It will cost ten million,"
        f" far more than was planned.{cite[1]}\n\nWork starts when the river is low, which is in the spring of every year, as engineers wrote.{cite[2]}\n\n"
        f"Notes\n\n{head[0]}“Mayor names the day” Courier, 16 June 2023, https://c.example/a\n{head[1]}“The bill” Ledger, 17 June 2023,"
        f" https://l.example/b\n{head[2]}“Low water” Tide, 18 June 2023, https://t.example/c\n"
    )
    article = read_document(text.encode(), "a.txt", Origin(source="a.txt", file="a.txt", sha256="0" * 64), Form.FILE)
    assert [note.publisher for note in article.footnotes] == ["Courier", "Ledger", "Tide"]
    body = [region for region in article.regions if region.kind is RegionKind.BODY]
    found = [one for region in body for one in find_markers(article, region.start, region.end)]
    assert [(one.number, article.text[one.start : one.end]) for one in found] == [*zip("123", cite, strict=True)]
