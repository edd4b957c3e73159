"""Exports of articles, record by record: JSON Lines, JSON documents and tables.

Out of scope: what a record says (`corpus.record`), and files and archives around an export (`corpus.read`).
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.article import Article
from corpus.complaints import Complaints
from corpus.decode import Undecodable
from corpus.errors import Refused
from corpus.fields import Fields
from corpus.json_ld import Json
from corpus.limits import MAX_BYTES
from corpus.origin import Origin
from corpus.record import WithoutText, read_record
from corpus.record_lines import LineDecoder, read_record_lines

_BLANK = b" \t\r\n\v\f"


class NotJson(ValueError):
    """Some characters are no JSON, or none that is read; the message is the reason, in words for the user."""


def read_json_lines(stream: BinaryIO, origin: Origin, fields: Fields | None = None) -> Iterator[Article | Refused]:
    """The article of each line, in memory that does not grow with the file, and what of it can't be read as one.

    Blank lines are passed by.
    """
    fields = fields or Fields()
    complaints = Complaints(origin)
    decoder = LineDecoder()
    for line in read_record_lines(stream):
        at = origin.line(line.number)
        if line.data is None:
            yield from complaints.of(
                "lines that are too long",
                Refused(at.source, f"is longer than {MAX_BYTES / 1e6:,.0f} MB, the most that is read as one article"),
            )
        elif line.data.strip(_BLANK):
            try:
                record = parse_json(decoder.decode(line.data))
                if not isinstance(record, dict):
                    raise NotJson("is no object with fields, which a line of JSON Lines should be")
                yield read_record(record, at, fields)
            except (NotJson, Undecodable) as error:
                yield from complaints.of("lines that are not such JSON", Refused(at.source, str(error)))
            except WithoutText as refusal:
                yield from complaints.of("lines without text to cite", refusal)
            except Refused as refusal:
                yield from complaints.of("lines that hold no article", refusal)
    yield from complaints.rest()


def parse_json(text: str) -> Json:
    """The value of a JSON text. Raises `NotJson`. `NaN` and infinities, which some programs write for what is missing, are null."""
    try:
        value: Json = json.loads(text, object_pairs_hook=_object, parse_constant=lambda _: None, strict=False)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno:,}" if error.lineno > 1 else f"column {error.colno:,}"
        raise NotJson(f"is no JSON: {error.msg[0].lower()}{error.msg[1:]} at {where}") from None
    except RecursionError:
        raise NotJson("is JSON with values inside one another too deep to be read") from None
    except NotJson:
        raise
    except ValueError as error:  # a number of thousands of figures
        raise NotJson(f"is JSON that can't be read: {error}") from None
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        for key, first in reversed(pairs):
            if value[key] != first:
                raise NotJson(f"has the field {key[:60]!r} twice with different values")
    return value
