"""Lines of pages put together, whatever program set them."""

import re
from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus.pdfs.pdf_edges import find_edges
from corpus.pdfs.pdf_lines import PdfLine
from corpus.pdfs.pdf_text import PdfText, compose_text
from corpus.pdfs.pdf_words import Words

FULL = "the council of the town said that a bridge of stone would cost more money now"


def page(*lines: str | tuple[float, str], size: float = 10, top: float = 100, step: float = 12) -> list[PdfLine]:
    """Lines one below the other; a number before one is how far it is set in."""
    placed = [(0.0, line) if isinstance(line, str) else line for line in lines]
    return [PdfLine(text, 50 + x, top + at * step, size) for at, (x, text) in enumerate(placed)]


def composed(*pages: Sequence[PdfLine]) -> PdfText:
    return compose_text(pages, [800.0] * len(pages))


def test_a_line_that_is_set_in_begins_a_paragraph_also_below_a_full_one() -> None:
    text = composed(page((12, FULL), FULL, FULL, (12, FULL), FULL)).text
    assert text == f"{FULL} {FULL} {FULL}\n{FULL} {FULL}"


def test_short_lines_are_lines_of_their_own() -> None:
    assert composed(page("Home", "World news", "Sport", "Log in", FULL, FULL)).text == f"Home\nWorld news\nSport\nLog in\n{FULL} {FULL}"  # fmt: skip


def test_a_line_that_ends_early_ends_a_paragraph() -> None:
    assert composed(page(FULL, "and so it was.", FULL, FULL)).text == f"{FULL} and so it was.\n{FULL} {FULL}"


def test_items_of_a_list_stay_apart_and_their_lines_together() -> None:
    text = composed(page(f"• {FULL}", (8, FULL), f"• {FULL}", f"1. {FULL}", FULL)).text
    assert text == f"• {FULL} {FULL}\n• {FULL}\n1. {FULL} {FULL}"


def test_a_wider_distance_parts_paragraphs_by_a_blank_line() -> None:
    lines = [*page(FULL, FULL, FULL, FULL), *page(FULL, FULL, top=100 + 4 * 12 + 8)]
    assert composed(lines).text == f"{FULL} {FULL} {FULL} {FULL}\n\n{FULL} {FULL}"


def test_text_that_runs_around_a_picture_stays_together() -> None:
    narrow = FULL[: len(FULL) // 2]
    lines = [*page((190, narrow), (190, narrow), (190, narrow)), *page(FULL, FULL, top=136)]
    assert composed(lines).text == f"{narrow} {narrow} {narrow} {FULL} {FULL}"


def test_what_is_set_largest_on_the_first_page_is_the_title_and_what_is_larger_a_heading() -> None:
    head = [PdfLine("The Times", 50, 40, 12), PdfLine("A bridge of stone", 50, 60, 24)]
    read = composed([*head, *page(FULL, FULL), PdfLine("What it costs", 50, 140, 13), *page(FULL, FULL, top=160)])
    assert read.title is not None
    assert read.text[read.title :].startswith("A bridge of stone\n")
    assert [read.text[at:].partition("\n")[0] for at in read.headings] == ["The Times", "What it costs"]


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    read = composed([], page(FULL), [], page("Another bridge was of wood."), [])
    second = read.text.index("Another")
    assert read.pages == (0, 0, second, second, len(read.text))


def test_a_number_in_the_middle_of_a_page_is_no_page_number() -> None:
    middle = [PdfLine("12", 300, 400, 10)]
    edge = [PdfLine("12", 300, 780, 10)]
    assert find_edges([[*page(FULL), *middle], [*page("on the", "next page"), *edge]], [800, 800]) == [set(), {2}]


def test_what_lies_over_each_page_is_of_its_edges() -> None:
    asked = [PdfLine("We use cookies.", 300, 400, 10)]
    assert find_edges([[*page(FULL), *asked], [*page("on the", "next page"), *asked]], [800, 800]) == [{1}, {2}]


def test_words_are_joined_as_the_text_writes_them_elsewhere() -> None:
    words = Words(["a co-operation", "the constituency", FULL, f"{FULL} consti-", f"{FULL} co-"])
    assert words.join("the consti-", "tuency") == ("the consti", "")
    assert words.join("his co-", "operation") == ("his co-", "")
    assert words.join("Anglo-", "American") == ("Anglo-", "")
    assert words.join("COVID-", "19") == ("COVID-", "")
    assert words.join("his ex-", "minister") == ("his ex-", "")
    assert words.join("a mile-", "wide river") == ("a mile-", "")
    assert words.join("one-mile-", "long") == ("one-mile-", "")
    assert words.join("a Stadt\xad", "rat") == ("a Stadt", "")
    assert words.join("it was —", "so") == ("it was —", " ")
    assert words.join("it was—", "so") == ("it was—", "")
    assert words.join("it", "was") == ("it", " ")


def test_where_words_are_not_parted_a_hyphen_is_one() -> None:
    assert Words([FULL] * 60 + [f"{FULL} syl-"]).join("a syl-", "lable") == ("a syl-", "")
    assert Words([FULL] * 20 + [f"{FULL} syl-"]).join("a syl-", "lable") == ("a syl", "")


LINES = st.builds(
    PdfLine,
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=30),
    st.floats(0, 500),
    st.floats(0, 800),
    st.sampled_from([8.0, 10.0, 20.0]),
)


@given(st.lists(st.lists(LINES, max_size=8), max_size=5))
def test_no_letter_is_lost_and_pages_follow_each_other(pages: list[list[PdfLine]]) -> None:
    read = composed(*pages)
    written = Counter("".join(line.text for lines in pages for line in lines))
    kept = Counter(re.sub(r"\s", "", read.text))
    written["-"] = kept["-"] = 0
    assert +kept == +written
    assert read.pages[:1] in ((), (0,))
    assert list(read.pages) == sorted(read.pages)
    assert all(at <= len(read.text) for at in read.pages)
    assert 0 <= read.edges <= len(read.text)
    for at in (*read.headings, *([read.title] if read.title is not None else [])):
        assert at == 0 or read.text[at - 1] == "\n"
