"""JSON into values: a whole text, or item by item a list that may be larger than memory.

Lenient where nothing is lost by it: `NaN` and infinities, which some programs write for what is missing, are null; a string
may hold a line break; a comma after the last item, or none between two, is let pass.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from corpus.decode import Undecodable
from corpus.exports.record_lines import LineDecoder, read_chunks
from corpus.limits import MAX_BYTES
from corpus.pages.json_ld import Json


class NotJson(ValueError):
    """Some characters are no JSON, or none that is read; the message is the reason, in words for the user."""


class Doubled(dict[str, Json]):
    """An object that gives a field, `name`, twice with different values; which of them counts is anyone's guess."""

    name = ""


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        for key, held in pairs:
            if value[key] != held:
                doubled = Doubled(value)
                doubled.name = key
                return doubled
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=lambda _: None, strict=False)
_SPACE = re.compile(r"[ \t\r\n]*")
_OPENING = re.compile(r"[ \t\r\n]*\[[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,]*")


def parse_json(text: str) -> Json:
    """The value of a JSON text. Raises `NotJson`."""
    try:
        value: Json
        value, end = _DECODER.raw_decode(text, _end(_SPACE, text, 0))
        if (after := _end(_SPACE, text, end)) < len(text):
            raise json.JSONDecodeError("something after its end", text, after)
    except (RecursionError, ValueError) as error:
        _raise_not_json(error, 1)
    return value


def read_items(stream: BinaryIO) -> Iterator[Json | Undecodable]:
    """The items of a list one by one. Raises `NotJson` where it breaks off, or where an item is too long to be read as one article."""
    chunks = _texts(stream)
    decoder = LineDecoder()
    text, at, lines, ended = next(chunks, ""), 0, 1, False
    at = _end(_OPENING, text, 0)
    while True:
        start = _end(_BETWEEN, text, at)
        if text[start : start + 1] == "]":
            break
        try:
            value, after = _DECODER.raw_decode(text, start)
        except (RecursionError, ValueError) as error:
            if ended or len(text) - start > MAX_BYTES:
                _raise_not_json(error, lines + text.count("\n", 0, start) if ended else None)
            lines += text.count("\n", 0, start)
            # As much again as was read of the item in vain, so that long ones are not tried at every chunk.
            parts = [text[start:]]
            wanted = 2 * len(parts[0])
            while sum(map(len, parts)) <= wanted and not ended:
                parts.append(more := next(chunks, ""))
                ended = not more
            text, at = "".join(parts), 0
            continue
        yield _decoded(value, text[start:after], decoder)
        at = after
    if text[start + 1 :].strip() or any(more.strip() for more in chunks):
        raise NotJson("goes on after its list has ended")


def _texts(stream: BinaryIO) -> Iterator[str]:
    """Pieces of a text, none of them empty. Bytes that are no UTF-8 pass as surrogates, so that only the item that holds them is lost."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape").decode
    for chunk in read_chunks(stream):
        if text := decode(chunk):
            yield text
    if text := decode(b"", True):
        yield text


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _decoded(value: Json, raw: str, decoder: LineDecoder) -> Json | Undecodable:
    """The value of the text of an item; another where that was in an old encoding."""
    if raw.isascii():
        return value
    try:
        text = decoder.decode(raw.encode(errors="surrogateescape"))
        return value if text == raw else parse_json(text)
    except (Undecodable, NotJson) as error:
        return Undecodable(str(error))


def _raise_not_json(error: RecursionError | ValueError, first_line: int | None) -> NoReturn:
    """`first_line` is the number of the text's first line, None where more of it was not read."""
    if isinstance(error, RecursionError):
        raise NotJson("is JSON with values inside one another too deep to be read") from None
    if first_line is None:
        raise NotJson(
            f"holds an item of more than {MAX_BYTES / 1e6:,.0f} MB, the most that is read as one article"
        ) from None
    if not isinstance(error, json.JSONDecodeError):  # a number of thousands of figures
        raise NotJson(f"is JSON that can't be read: {error}") from None
    line = first_line + error.lineno - 1
    if error.pos >= len(error.doc) or error.msg.startswith("Unterminated"):
        raise NotJson("is JSON that breaks off" + (f" in line {line:,}" if line > 1 else "")) from None
    where = f"line {line:,}, column {error.colno:,}" if line > 1 else f"column {error.colno:,}"
    raise NotJson(f"is no JSON: {error.msg[0].lower()}{error.msg[1:]}, {where}") from None
