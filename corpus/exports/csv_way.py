"""How the cells of a table are parted and quoted, judged by its first rows: the way in which most have as many cells as the
first, which names the columns. (`csv.Sniffer` judges by letters, of which an article has many.)
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.exports.record_lines import RecordLine


class NoTable(ValueError):
    """A file is no table of articles; the message is the reason, in words for the user."""


@dataclass(frozen=True, slots=True)
class CsvWay:
    """What parts cells, what quotes them, and what goes before a mark that is a word of a cell."""

    delimiter: str
    quoting: Literal[0, 3]
    escape: str | None

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The rows of some lines. Raises `csv.Error` for one whose quotation marks go wrong."""
        return csv.reader(
            lines, delimiter=self.delimiter, quoting=self.quoting, escapechar=self.escape, doublequote=self.escape is None, strict=True,
        )  # fmt: skip


_PARTED = (",", "\t", ";", "|")
_WAYS = (
    *(CsvWay(delimiter, csv.QUOTE_MINIMAL, None) for delimiter in _PARTED),
    *(CsvWay(delimiter, csv.QUOTE_MINIMAL, "\\") for delimiter in _PARTED),
    *(CsvWay(delimiter, csv.QUOTE_NONE, None) for delimiter in _PARTED),
)


def judge_way(sample: Sequence[RecordLine], is_header: Callable[[Sequence[str]], bool]) -> CsvWay:
    """The way of a table that begins with these lines. Raises `NoTable` where its first row is no header in any."""
    texts = [(line.data or b"").decode("utf-8", "replace") + "\n" for line in sample]
    begins = next((text.strip() for text in texts if text.strip()), None)
    if begins is None:
        raise NoTable("is empty")
    best, best_share = None, -1.0
    escapes = any('\\"' in text for text in texts)
    for way in _WAYS:
        # A reader with an escape lets pass what is no quoting; it is tried where there is something to escape.
        rows = _sample_rows(way, texts) if escapes or not way.escape else []
        if rows and is_header([name.strip() for name in rows[0]]):
            share = sum(len(row) == len(rows[0]) for row in rows[1:]) / max(1, len(rows) - 1)
            if share > best_share:
                best, best_share = way, share
    if best is not None:
        return best
    if "\r" in begins:
        raise NoTable("ends its lines with carriage returns alone: save it with line feeds")
    raise NoTable(
        f"names no column that is known to hold an article's text; its first line is {begins[:120]!r}: "
        "name the right one with --field text=NAME"
    )


def _sample_rows(way: CsvWay, texts: Sequence[str]) -> list[list[str]]:
    """The rows of some lines, an empty one for what is no row; the last may be cut off."""
    rows: list[list[str]] = []
    reader = way.reader(iter(texts))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            row = []
        if row or rows:
            rows.append(row)
