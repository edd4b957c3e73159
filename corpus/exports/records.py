"""Exports of articles, record by record: JSON Lines, JSON documents and tables.

Out of scope: what a record says (`corpus.exports.record`), and files and archives around an export (`corpus.read`).
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

from corpus.article import Article
from corpus.decode import Undecodable, decode
from corpus.errors import Refused
from corpus.exports.complaints import Complaints
from corpus.exports.csv_rows import CsvRow, read_rows
from corpus.exports.csv_way import NoTable
from corpus.exports.fields import Fields
from corpus.exports.json_items import NotJson, parse_json, read_items
from corpus.exports.record import WithoutText, has_text, read_record
from corpus.exports.record_lines import LineDecoder, read_record_lines
from corpus.limits import MAX_BYTES
from corpus.origin import Origin
from corpus.pages.json_ld import Json

Wanted = Callable[[str], bool]
"""Whether the article of that source is asked for; what is not is passed by as quickly as can be."""

_BLANK = b" \t\r\n\v\f"
_LISTS = (
    *("articles", "items", "docs", "documents", "results", "records"),
    *("entries", "stories", "posts", "news", "hits", "data"),
)
"""Where an object that holds articles has them, before it is looked for anywhere else."""


def read_json_lines(
    stream: BinaryIO, origin: Origin, fields: Fields | None = None, wanted: Wanted = lambda _: True
) -> Iterator[Article | Refused]:
    """The article of each line, in memory that does not grow with the file, and what of it can't be read as one.

    Blank lines are passed by.
    """
    told = _Told(origin, fields, "lines", wanted)
    decoder = LineDecoder()
    for line in read_record_lines(stream):
        at = origin.line(line.number)
        if line.data is None:
            yield from told.broken(
                at, f"is longer than {MAX_BYTES / 1e6:,.0f} MB, the most that is read as one article"
            )
        elif line.data.strip(_BLANK):
            try:
                # Also of a line that is not wanted: it tells the encoding of those below.
                text = decoder.decode(line.data)
                if wanted(at.source):
                    yield from told.record(parse_json(text), at)
            except (NotJson, Undecodable) as error:
                yield from told.broken(at, str(error))
    yield from told.rest()


def read_json(
    data: bytes, origin: Origin, fields: Fields | None = None, wanted: Wanted = lambda _: True
) -> Iterator[Article | Refused]:
    """The article that a JSON document is, or those of the list that it is or holds, numbered from 1: `export.json!/3`."""
    if data.lstrip(_BLANK + b"\xef\xbb\xbf").startswith(b"["):
        yield from read_json_array(BytesIO(data), origin, fields, wanted)
        return
    try:
        document = parse_json(decode(data).removeprefix("\ufeff"))
    except (NotJson, Undecodable) as error:
        if _is_record(data.lstrip(_BLANK).partition(b"\n")[0]):
            yield from read_json_lines(BytesIO(data), origin, fields, wanted)
        else:
            yield Refused(origin.source, str(error))
        return
    told = _Told(origin, fields, "records", wanted)
    if isinstance(document, list):
        held: list[Json] | None = document  # in UTF-16
    else:
        held = _articles_in(document, told.fields)
    if held is None:
        yield from told.record(document, origin)
        return
    for number, record in enumerate(held, start=1):
        yield from told.record(record, origin.inside(str(number)))
    yield from told.rest()


def _is_record(line: bytes) -> bool:
    """Whether a line is an object by itself, as in JSON Lines."""
    try:
        return isinstance(parse_json(line.decode()), dict)
    except (UnicodeDecodeError, NotJson):
        return False


def read_json_array(
    stream: BinaryIO, origin: Origin, fields: Fields | None = None, wanted: Wanted = lambda _: True
) -> Iterator[Article | Refused]:
    """The articles of a JSON document that is a list, as `read_json` gives them, in memory that does not grow with it.

    Where it breaks off, those before are read.
    """
    told = _Told(origin, fields, "records", wanted)
    number = 0
    try:
        for number, record in enumerate(read_items(stream), start=1):
            at = origin.inside(str(number))
            if isinstance(record, Undecodable):
                yield from told.broken(at, str(record))
            else:
                yield from told.record(record, at)
        if not number:
            yield Refused(origin.source, "is an empty list")
    except NotJson as error:
        after = f"; what follows record {number:,} is not read" if number else ""
        yield Refused(origin.source, f"{error}{after}")
    yield from told.rest()


def read_csv(
    stream: BinaryIO, origin: Origin, fields: Fields | None = None, wanted: Wanted = lambda _: True
) -> Iterator[Article | Refused]:
    """The article of each row of a table, whose first row names its columns, in memory that does not grow with it.

    A row is named by the line of the file on which it begins.
    """
    told = _Told(origin, fields, "rows", wanted)
    try:
        for row in read_rows(stream, lambda header: has_text(dict.fromkeys(header, "text"), told.fields)):
            at = origin.line(row.line)
            if isinstance(row, CsvRow):
                yield from told.record(row.cells, at)
            else:
                yield from told.broken(at, row.reason)
    except NoTable as error:
        yield Refused(origin.source, str(error))
    yield from told.rest()


class _Told:
    """What is read of one file: articles, and refusals that are counted once there are many of a kind."""

    def __init__(self, origin: Origin, fields: Fields | None, records: str, wanted: Wanted) -> None:
        self.fields = fields or Fields()
        self.wanted = wanted
        self._complaints = Complaints(origin)
        self._records = records
        self.rest = self._complaints.rest

    def record(self, record: Json, at: Origin) -> list[Article | Refused]:
        if not self.wanted(at.source):
            return []
        if not isinstance(record, dict):
            return self.broken(at, "is no object with fields")
        try:
            return [read_record(record, at, self.fields)]
        except WithoutText as refusal:
            return [*self._complaints.of(f"{self._records} without text to cite", refusal)]
        except Refused as refusal:
            return [*self._complaints.of(f"{self._records} that hold no article", refusal)]

    def broken(self, at: Origin, reason: str) -> list[Article | Refused]:
        if not self.wanted(at.source):
            return []
        return [*self._complaints.of(f"{self._records} that can't be read", Refused(at.source, reason))]


def _holds_articles(document: dict[str, Json], fields: Fields) -> bool:
    """Whether what is in the place of a text is a list of articles, each with a title, rather than of paragraphs."""
    value = fields.find(document).get("text")
    return isinstance(value, list) and any(
        isinstance(one, dict) and "title" in (found := fields.find(one)) and "text" in found for one in value[:20]
    )


def _articles_in(document: Json, fields: Fields) -> list[Json] | None:
    """The articles of an object that holds some, None of one that is an article, or nothing of the kind."""
    if not isinstance(document, dict):
        return None
    if has_text(document, fields) and fields.find(document).get("title") and not _holds_articles(document, fields):
        return None
    level: list[dict[str, Json]] = [{"": document}]
    for _ in range(4):
        for value in level:
            named = [value[name] for name in _LISTS if name in value]
            for held in [*named, *value.values()]:
                if isinstance(held, dict) and len(held) > 1 and all(isinstance(one, dict) for one in held.values()):
                    held = list(held.values())
                if isinstance(held, list) and any(isinstance(one, dict) and has_text(one, fields) for one in held[:20]):
                    return held
        level = [held for value in level for held in value.values() if isinstance(held, dict)]
    return None
