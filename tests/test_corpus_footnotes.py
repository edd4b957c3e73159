"""Reference lists taken apart: one entry to a line, over several lines, several on a line."""

from datetime import date

from corpus.article import Footnote, RegionKind
from corpus.plain.regions import find_regions
from corpus.sources.footnotes import find_footnotes

STORY = (
    "Town plans bridge\n\nThe town will build a bridge over the river in May, the mayor said on Monday.[0] It will cost ten million, far more than"
    " was planned.[1]\n\nWork starts when the river is low, which is in the spring of every year, the engineers told the council.[2]\n\n"
)


def _notes(references: str) -> tuple[Footnote, ...]:
    text = STORY + references
    return find_footnotes(text, find_regions(text))


def test_an_entry_gives_title_publisher_date_and_address_and_numbers_may_start_at_zero() -> None:
    notes = _notes(
        "0. “Mayor names the day” Calder Courier, 16 Jun. 2023, https://courier.example/a.html\n\n"
        "1. “Bridge: the bill, and who pays” The Lowland Ledger, 18 Jun. 2023, https://ledger.example/b\n"
    )
    assert [(note.marker, note.title, note.publisher, note.published, note.url) for note in notes] == [
        ("0", "Mayor names the day", "Calder Courier", date(2023, 6, 16), "https://courier.example/a.html"),
        ("1", "Bridge: the bill, and who pays", "The Lowland Ledger", date(2023, 6, 18), "https://ledger.example/b"),
    ]


def test_an_entry_over_several_lines_is_one_footnote() -> None:
    notes = _notes(
        "References\n\n[1] “Mayor names the day”\nCalder Courier, June 16, 2023\nhttps://courier.example/a\n\n[2] “The bill”\nThe Ledger\nhttps://ledger.example/b\n"
    )
    assert [(note.marker, note.publisher, note.published, note.url) for note in notes] == [
        ("1", "Calder Courier", date(2023, 6, 16), "https://courier.example/a"),
        ("2", "The Ledger", None, "https://ledger.example/b"),
    ]


def test_several_entries_on_one_line_are_several_footnotes() -> None:
    notes = _notes(
        "0. “Mayor names the day” Courier, 16 Jun. 2023, https://c.example/a 1. “The bill” Ledger, 17 Jun. 2023, https://l.example/b 2. “Low water” Tide, 18 Jun. 2023, https://t.example/c"
    )
    assert [(note.marker, note.title, note.url) for note in notes] == [
        ("0", "Mayor names the day", "https://c.example/a"),
        ("1", "The bill", "https://l.example/b"),
        ("2", "Low water", "https://t.example/c"),
    ]


def test_an_entry_stands_at_its_offsets() -> None:
    text = STORY + "Sources:\n1. “Mayor names the day” Courier, 16 Jun. 2023, https://c.example/a\n"
    (note,) = find_footnotes(text, find_regions(text))
    assert text[note.start : note.end] == "1. “Mayor names the day” Courier, 16 Jun. 2023, https://c.example/a"


def test_an_entry_without_a_title_in_quotation_marks_keeps_its_address() -> None:
    (note,) = _notes("Sources\n1. https://c.example/a.\n")
    assert (note.marker, note.title, note.publisher, note.published, note.url) == (
        "1",
        None,
        None,
        None,
        "https://c.example/a",
    )


def test_numbered_sentences_of_an_article_are_no_references() -> None:
    text = STORY + "1. The first demand is that prices fall.\n\n2. The second is that wages rise.\n"
    regions = find_regions(text)
    assert RegionKind.REFERENCES not in {region.kind for region in regions}
    assert find_footnotes(text, regions) == ()


def test_plain_entries_whose_numbers_the_text_cites_are_references_without_any_heading() -> None:
    notes = _notes("0. Calder Courier\n1. Lowland Ledger, 18 June 2023\n2. The council\n\n© 2024 The Town News\n")
    assert [(note.marker, note.published) for note in notes] == [("0", None), ("1", date(2023, 6, 18)), ("2", None)]


def test_entries_without_numbers_under_a_heading_are_references_and_not_body() -> None:
    text = STORY + "Sources:\n“The bill and who pays for it.” Lowland Ledger, 18 June 2023.\nhttps://ledger.example/b\n"
    body = [text[region.start : region.end] for region in find_regions(text) if region.kind is RegionKind.BODY]
    assert body[-1].rstrip().endswith("told the council.[2]")
