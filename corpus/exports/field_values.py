"""What a field of an exported record says: words, names, a day, an address. What it does not say, or says in two ways, is None."""

import json
import re
from datetime import UTC, date, datetime

from corpus.facts.dates import find_dates
from corpus.pages.json_ld import Json, one_line

_HOLDS_WORDS = (
    "rendered",
    "text",
    "content",
    "value",
    "#text",
    "$t",
    "__text",
    "_",
    "main",
    "name",
    "body",
    "html",
    "href",
    "original",
)
"""Where an object keeps the words that it stands for: WordPress's `{"rendered": …}`, XML turned into JSON, `{"name": …}`."""  # fmt: skip

_NO_PARAGRAPH = re.compile(r"title|byline|kicker|date|image|video|gallery|caption|author|link|pullquote|tweet|deck", re.IGNORECASE)  # fmt: skip
"""Kinds of an article's parts that are not its paragraphs, where a part says its kind."""

_DEPTH = 4


def words_of(value: Json, depth: int = 0) -> str | None:
    """The text of a value: of a string itself, of a list its paragraphs with blank lines between them; nothing is trimmed."""
    if isinstance(value, str):
        return value
    if depth > _DEPTH:
        return None
    if isinstance(value, list):
        parts = [words_of(part, depth + 1) for part in value if _is_paragraph(part)]
        return "\n\n".join(part for part in parts if part and not part.isspace())
    if isinstance(value, dict):
        return next((words for key in _HOLDS_WORDS if (words := words_of(value.get(key), depth + 1))), None)
    return None


def _is_paragraph(part: Json) -> bool:
    return not isinstance(part, dict) or not _NO_PARAGRAPH.search(str(part.get("subtype") or part.get("type") or ""))


def line_of(value: Json) -> str | None:
    """A value's words on one line, HTML taken out."""
    if not (words := words_of(value)):
        return None
    return one_line(re.sub(r"</?[A-Za-z][^<>]*>", "", words) if "<" in words else words)


def people_in(value: Json, depth: int = 0) -> list[str]:
    """Names of persons given as a string, an object, a list of these, or a list written down in a string (`['A B', 'C']`)."""
    if depth > _DEPTH:
        return []
    if isinstance(value, list):
        return [name for item in value[:50] for name in people_in(item, depth + 1)]
    if isinstance(value, dict):
        if "name" in value:
            return people_in(value["name"], depth + 1)
        parts = [one_line(value.get(key)) for key in ("firstname", "first_name", "lastname", "last_name")]
        names = [one_line(value.get("original")) or " ".join(part for part in parts if part)]
        return [name for name in names if name]
    if isinstance(value, str) and value[:1] == "[" and value.rstrip()[-1:] == "]":
        inside = re.findall(r"'([^']*)'|\"([^\"]*)\"", value)
        return [name for single, double in inside if (name := one_line(single or double))]
    return [name] if (name := one_line(value)) else []


_ISO = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d.*)?\s*$", re.DOTALL)
_PACKED = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{6}Z?)?\s*$")
_SECONDS = re.compile(r"\s*\d{9,10}(?:\d{3})?(?:\.\d+)?\s*$")
_YEARS = range(1990, 2101)


def day_of(value: Json) -> date | None:
    """The day that a field of a date names: in ISO's order, as newspapers write it, or in Unix seconds or milliseconds (UTC).

    None where it names no day (31 Feb), two (3/4/2023, or one day and another), or the first of Unix time, which stands for none.
    """
    for _ in range(2):
        if isinstance(value, dict):
            inner = value.get("$date", value.get("$numberLong"))
            value = int(inner) if isinstance(inner, str) and inner.isdecimal() and len(inner) < 20 else inner
    if isinstance(value, bool | list | dict) or value is None:
        return None
    if isinstance(value, int | float):
        return _day_of_unix(value)
    if found := _ISO.match(value) or _PACKED.match(value):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            return None
        return day if day != date(1970, 1, 1) else None
    if _SECONDS.match(value):
        return _day_of_unix(float(value))
    days = {written.day for written in find_dates(value[:200])}
    return days.pop() if len(days) == 1 else None


def _day_of_unix(number: float) -> date | None:
    try:
        seconds = number / 1000 if number >= 1e11 else number
        day = datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if day.year in _YEARS else None


_ADDRESS = re.compile(r"https?://[^\s/<>\"]+\.[^\s<>\"]+", re.IGNORECASE)


def address_of(value: Json) -> str | None:
    """An address of the web."""
    words = (words_of(value) or "").strip()
    return words if len(words) <= 2000 and _ADDRESS.fullmatch(words) else None


def written_json(value: str) -> Json:
    """The object that a string holds in JSON, as cells of a table do; else the string."""
    if value[:1] in ("{", "[") and len(value) < 100_000:
        try:
            parsed: Json = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return parsed
    return value
