"""Tables as spreadsheets, databases and programs write them, and rows that are none."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import Refused
from corpus.exports.complaints import SHOWN
from corpus.exports.csv_rows import BadRow, CsvRow, read_rows
from corpus.exports.csv_way import NoTable
from corpus.exports.fields import Fields
from corpus.exports.records import read_csv
from corpus.limits import MAX_BYTES
from corpus.origin import Origin

ORIGIN = Origin(source="export.csv", file="export.csv", sha256="ab")
TEXT = 'The council of Harbour Town voted on Monday to build a "new" bridge; it will cost 40,000 dollars|euros.'
HEADER = ("id", "title", "text", "date")


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, **dialect: Any) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, **{"lineterminator": "\n", **dialect})
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()


def rows_of(data: bytes) -> list[CsvRow | BadRow]:
    return list(read_rows(io.BytesIO(data), lambda header: "text" in header))


def read(data: bytes, fields: Fields | None = None) -> list[Article | Refused]:
    return list(read_csv(io.BytesIO(data), ORIGIN, fields))


def told(data: bytes) -> list[str]:
    """Sources of articles, and of refusals with their reasons."""
    return [one.source if isinstance(one, Article) else f"{one.source} {one.reason}" for one in read(data)]


ROWS = [("1", "One", f"{TEXT}\n\nIt was\tsaid.", "2024-06-03"), ("2", "Two", TEXT, "2024-06-04")]


@pytest.mark.parametrize(
    "dialect",
    [
        {},
        {"delimiter": "\t"},
        {"delimiter": ";"},
        {"delimiter": "|"},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\r\n"},
        {"doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL},
        {"delimiter": "\t", "doublequote": False, "escapechar": "\\"},
    ],
)
def test_cells_come_out_as_they_went_in_whatever_parts_and_quotes_them(dialect: dict[str, Any]) -> None:
    assert rows_of(table(ROWS, **dialect)) == [
        CsvRow(2, {"id": "1", "title": "One", "text": ROWS[0][2], "date": "2024-06-03"}),
        CsvRow(5, {"id": "2", "title": "Two", "text": TEXT, "date": "2024-06-04"}),
    ]


def test_quotation_marks_of_a_table_without_quoting_are_words() -> None:
    data = '\t'.join(HEADER) + '\n1\tOne\t"Yes," he said.\t2024-06-03\n2\tTwo\tThe "new" bridge\t2024-06-04\n'  # fmt: skip
    assert [row.cells["text"] for row in rows_of(data.encode()) if isinstance(row, CsvRow)] == ['"Yes," he said.', 'The "new" bridge']  # fmt: skip


def test_an_article_of_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    one, two = read(table(ROWS))
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.source, one.container, one.text) == ("export.csv:2", "export.csv", f"One\n\n{ROWS[0][2]}")
    assert (two.source, str(two.published), two.title) == ("export.csv:5", "2024-06-04", "Two")


def test_a_line_for_a_spreadsheet_a_mark_and_blank_rows_are_passed_by() -> None:
    data = b"\xef\xbb\xbfsep=;\n\n" + table([ROWS[1], ("", "", "", ""), (), ROWS[1]], delimiter=";")
    assert told(data) == ["export.csv:4", "export.csv:7"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_in_another_encoding_is_read(encoding: str) -> None:
    rows = [("1", "Café", f"“{TEXT}” – Zoë", "2024-06-03")]
    (one,) = read(table(rows).decode().encode(encoding))
    assert isinstance(one, Article)
    assert one.text == f"Café\n\n“{TEXT}” – Zoë"


def test_a_row_that_is_ragged_is_named_and_the_rest_is_read() -> None:
    data = table([ROWS[1], ("2", "short"), ("3", "long", TEXT, "2024-06-03", "", "x"), (*ROWS[1], "", ""), ROWS[1]])
    assert told(data) == [
        "export.csv:2",
        "export.csv:3 has 2 cells where the table has 4 columns",
        "export.csv:4 has 6 cells where the table has 4 columns",
        "export.csv:5",
        "export.csv:6",
    ]


def test_a_mark_that_is_never_closed_costs_no_other_row() -> None:
    data = table([ROWS[0]]) + b'2,"Two,never closed,2024-06-04\n' + table([ROWS[0], ROWS[1]])[len(table([])) :]
    assert told(data) == [
        "export.csv:2",
        "export.csv:5 is not quoted as cells are: ',' expected after '\"' (lines 5 to 6)",
        "export.csv:6",
        "export.csv:9",
    ]
    end = table(ROWS) + b'3,Three,"never closed,2024-06-04\n\nand on\n4,Four,The bridge was opened in May.,2024-06-05\n'
    assert told(end) == [
        "export.csv:2",
        "export.csv:5",
        "export.csv:6 opens a quotation mark that is never closed (lines 6 to 9); the row after it is not whole either and passed over",
        "export.csv:9",
    ]


def test_what_is_left_of_a_broken_row_is_not_taken_for_a_row() -> None:
    rest = b'2,Two,"He said "no" to it.\n\nThe bridge, he said, was, in a word, old.\n\nSo it, he said, was not, he felt\n",2024-06-04\n'
    data = table([ROWS[1]]) + rest + table([ROWS[1]])[len(table([])) :]
    assert told(data) == [
        "export.csv:2",
        "export.csv:3 is not quoted as cells are: ',' expected after '\"'; the 3 rows after it are not whole either and passed over",
        "export.csv:9",
    ]


def test_bytes_that_are_no_text_cost_their_row_only() -> None:
    rows = [("1", "Café", TEXT, "2024-06-03"), ("2", "Two", TEXT, "2024-06-04")]
    data = table(rows) + b"3,T\xff\xfe,words,2024-06-05\n" + table([ROWS[1]])[len(table([])) :]
    assert told(data) == [
        "export.csv:2",
        "export.csv:3",
        "export.csv:4 holds bytes that are not UTF-8, as what is before it is",
        "export.csv:5",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"a,b\n1,2\n", "names no column that is known to hold an article's text; its first line is 'a,b'"),
        (b"title,text\rOne,The bridge.\r", "ends its lines with carriage returns alone: save it with line feeds"),
    ],
)
def test_what_is_no_table_of_articles_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NoTable, match=reason):
        rows_of(data)
    (one,) = read(data)
    assert isinstance(one, Refused)
    assert one.source == "export.csv"


def test_a_column_that_a_user_names_makes_it_one() -> None:
    (one,) = read(table([ROWS[1]], ("id", "Titel", "Inhalt", "Tag")), Fields.parse(["text=inhalt", "title=titel"]))
    assert isinstance(one, Article)
    assert one.text == f"Two\n\n{TEXT}"


def test_thousands_of_bad_rows_are_counted() -> None:
    out = told(table([("1",)] * 500 + [("1", "nan", "N/A", "")] * 30))
    assert len(out) == 2 * SHOWN + 1
    assert out[-1] == "export.csv and 480 more rows that can't be read, 10 more rows without text to cite"


def test_huge_cells_are_read_and_longer_lines_named() -> None:
    huge = "word " * 60_000
    (row,) = rows_of(table([("1", "x", huge, "")]))
    assert row == CsvRow(2, {"id": "1", "title": "x", "text": huge})
    long = table([ROWS[1]]) + b"x" * (MAX_BYTES + 1) + b"\n" + table([ROWS[1]])[len(table([])) :]
    assert told(long) == [
        "export.csv:2",
        "export.csv:3 has a line of more than 20 MB, the most that is read as one article",
        "export.csv:4",
    ]


@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r")),
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r")),
        ),
        max_size=6,
    ),
    step=st.integers(1, 50),
)
def test_rows_are_the_same_however_their_bytes_come(rows: list[tuple[str, str]], step: int) -> None:
    data = table(rows, ("title", "text"), quoting=csv.QUOTE_ALL)
    whole = rows_of(data)
    assert list(read_rows(Slow(data, step), lambda header: "text" in header)) == whole
    kept = [row.cells.get("text", "") for row in whole if isinstance(row, CsvRow)]
    given_ = [text for title, text in rows if title or text]
    assert len(kept) == len(given_)
    assert all(cell == text or (not cell and len(text) <= 4) for cell, text in zip(kept, given_, strict=True))


class Slow(io.BytesIO):
    """Some bytes that come a few at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._step if size is None or size < 0 else min(size, self._step))


@pytest.mark.parametrize(
    "build",
    [
        lambda n: b"text\n" + b'"' * n,
        lambda n: b"text\n" + b'"a\n' * (n // 3),
        lambda n: b'id,text\n' + b'1,"a\n' * (n // 5),
        lambda n: b"id,text\n" + b"1,x\n" * 5 + b'2,"a" b\n' * (n // 8),
        lambda n: b"text," * (n // 5) + b"\n" + b"," * n,
        lambda n: b"text\n" + b"\\" * n,
    ],
)  # fmt: skip
def test_lines_that_are_made_to_cost_time_are_read_a_few_times_at_most(build: Callable[[int], bytes]) -> None:
    data = build(300_000)
    again = Counted(data)
    list(read_rows(again, lambda header: "text" in header))
    assert again.taken <= len(data) + 1


class Counted(io.BytesIO):
    """Some bytes, and how many of them were taken."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data
