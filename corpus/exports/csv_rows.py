"""The rows of a table in CSV or TSV of any size, each with the line of the file on which it begins.

After a row whose quotation marks go wrong, the first is taken for one again that has all its cells, with numbers, days and
addresses in the columns that had them. Out of scope: how cells are parted (`corpus.exports.csv_way`).
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from corpus.decode import Undecodable
from corpus.exports.csv_way import CsvWay, judge_way
from corpus.exports.record_lines import LineDecoder, RecordLine, read_record_lines
from corpus.limits import MAX_BYTES
from corpus.pages.json_ld import Json


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row that has a cell for each column; `cells` without the empty ones."""

    line: int
    cells: dict[str, Json]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be read, and why."""

    line: int
    reason: str


_SAMPLE = 100
_SAMPLE_BYTES = 1 << 18
_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "na", "\\n"))
"""What stands in a cell that holds nothing."""

_MOST_AGAIN = 10 * MAX_BYTES
"""Bytes of a file that are read again after quotation marks went wrong."""

_TOO_LONG = f"has a line of more than {MAX_BYTES / 1e6:,.0f} MB, the most that is read as one article"


def read_rows(stream: BinaryIO, is_header: Callable[[Sequence[str]], bool]) -> Iterator[CsvRow | BadRow]:
    """The rows below the header. Raises `NoTable` where the first row is none by `is_header`. Blank rows are passed by."""
    lines = read_record_lines(stream)
    sample = _sample(lines)
    way = judge_way(sample, is_header)
    feed = _Feed(chain(sample, lines))
    header: list[str] = []
    shapes = _Shapes()
    broken: BadRow | None = None
    remains = 0
    for first, row in _attempts(way, feed, shapes):
        if isinstance(row, list):
            if not any(row):
                continue
            if not header:
                header = [name.strip() for name in row]
                continue
            while len(row) > len(header) and not row[-1]:
                row.pop()
        if isinstance(row, list) and len(row) == len(header) and (not broken or shapes.fit(row)):
            if broken:
                yield _counted(broken, remains)
                broken = None
            shapes.learn(row)
            named = zip(reversed(header), reversed(row), strict=True)  # of columns of one name the first counts
            yield CsvRow(first, {name: cell for name, cell in named if len(cell) > 4 or cell.strip().lower() not in _NOTHING})  # fmt: skip
        elif broken:
            remains += 1
        elif isinstance(row, list):
            yield BadRow(first, f"has {len(row):,} cells where the table has {len(header):,} columns")
        else:
            broken, remains = BadRow(first, row), 0
    if broken:
        yield _counted(broken, remains)


def _counted(broken: BadRow, remains: int) -> BadRow:
    after = f"; the {remains:,} rows after it are not whole either and passed over" if remains > 1 else ""
    after = "; the row after it is not whole either and passed over" if remains == 1 else after
    return BadRow(broken.line, broken.reason + after)


def _attempts(way: CsvWay, feed: "_Feed", shapes: "_Shapes") -> Iterator[tuple[int, list[str] | str]]:
    """Each row with its first line; for what is none, why. What that took up of later lines is read once more."""
    csv.field_size_limit(MAX_BYTES)
    reader = way.reader(feed)
    while True:
        feed.begin()
        try:
            row = next(reader)
        except StopIteration:
            return
        except _LineTooLong:
            yield feed.first, _TOO_LONG
        except csv.Error as error:
            yield feed.first, _said(error, feed)
            if shapes.known:
                feed.back()
        else:
            yield feed.first, row
            continue
        reader = way.reader(feed)


def _said(error: csv.Error, feed: "_Feed") -> str:
    lines = f" (lines {feed.first:,} to {feed.last:,})" if feed.last > feed.first else ""
    if "unexpected end" in str(error) or "field limit" in str(error):
        return f"opens a quotation mark that is never closed{lines}"
    return f"is not quoted as cells are: {error}{lines}"


class _LineTooLong(ValueError):
    """A line is longer than is read."""


class _Feed:
    """The lines of a table for a reader, with those of the row that it is at, so that they can be gone back to."""

    def __init__(self, lines: Iterator[RecordLine]) -> None:
        self._lines = lines
        self._decoder = LineDecoder()
        self._row: list[RecordLine] = []
        self._again = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._row.append(line)
        if line.data is None:
            raise _LineTooLong
        try:
            text = self._decoder.decode(line.data)
        except Undecodable:
            text = line.data.decode(errors="surrogateescape")  # is refused with its row
        return text + "\n"

    def begin(self) -> None:
        """The next line begins a row."""
        self._row = []

    @property
    def first(self) -> int:
        """The number of the row's first line."""
        return self._row[0].number

    @property
    def last(self) -> int:
        """The number of the last of its lines that was read."""
        return self._row[-1].number

    def back(self) -> None:
        """Go back to the row's second line, if there is one and that was not done too often."""
        later = self._row[1:]
        self._again += sum(len(line.data or b"") + 1 for line in later)
        if later and self._again <= _MOST_AGAIN:
            self._lines = chain(later, self._lines)


class _Shapes:
    """Which columns hold numbers, days or addresses in every row so far."""

    _LOOKS = (re.compile(r"\d+"), re.compile(r"(?:19|20)\d\d-\d\d-\d\d.*", re.DOTALL), re.compile(r"https?://\S+"))

    def __init__(self) -> None:
        self._looks: dict[int, re.Pattern[str]] | None = None

    @property
    def known(self) -> bool:
        return bool(self._looks)

    def learn(self, row: Sequence[str]) -> None:
        if self._looks is None:
            found = {at: [look for look in self._LOOKS if look.fullmatch(cell)] for at, cell in enumerate(row)}
            self._looks = {at: looks[0] for at, looks in found.items() if looks}
        elif self._looks and not self.fit(row):
            self._looks = {at: look for at, look in self._looks.items() if look.fullmatch(row[at])}

    def fit(self, row: Sequence[str]) -> bool:
        return all(look.fullmatch(row[at]) for at, look in (self._looks or {}).items())


def _sample(lines: Iterator[RecordLine]) -> list[RecordLine]:
    sample: list[RecordLine] = []
    size = 0
    for line in lines:
        sample.append(line)
        size += len(line.data or b"")
        if len(sample) >= _SAMPLE or size > _SAMPLE_BYTES:
            break
    stated = (sample[0].data or b"").strip() if sample else b""
    if len(stated) == 5 and stated[:4].lower() == b"sep=":  # for Excel
        del sample[0]
    return sample
