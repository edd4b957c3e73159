"""The block of facts that stands above some saved articles: YAML between `---`, TOML between `+++`, or plain `Key: value` lines.

Its fields go by the names that records' have (`corpus.exports.fields`). Values of YAML stay the words that are written: nothing is made of
them, and anchors are refused.
"""

import re
import tomllib
from datetime import date

from corpus.errors import CorpusError
from corpus.exports.field_values import address_of, day_of, line_of, people_in
from corpus.exports.fields import FACTS, Fields, bare
from corpus.pages.json_ld import Json

_FIELDS = Fields()
_KNOWN = frozenset(bare(name) for fact in FACTS if fact != "text" for name in _FIELDS.names(fact))
_MOST_PLAIN = 60
_MOST_LINES = 200
_MOST = 20_000
"""Characters between the marks."""
_DEPTH = 8

_OPENING = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {"---": re.compile(r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"), "+++": re.compile(r"\+\+\+[ \t]*(?:\r?\n|\Z)")}
_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)\s*[:=]\s*(?P<value>.*)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")


class _NotRead(CorpusError):
    """Not YAML, or more than front matter needs."""


def front_matter_end(text: str) -> int:
    """Where front matter ends in a text that begins with it; 0 where there is none.

    Without marks around them, at least two lines must have keys that are known, and no other line stand between.
    """
    return _read(text)[0]


def read_front_matter(text: str) -> dict[str, str]:
    """What the front matter of a text says, under `title`, `byline`, `publisher`, `published`, `updated`, `url` and `language`.

    Days are in ISO's form; one that names no day is left out. Several names are one line, as newspapers print them.
    """
    found = _FIELDS.find(_read(text)[1])
    source = found.get("publisher")
    published, updated = day_of(found.get("published")), day_of(found.get("updated"))
    # Clippings have the address of their page as their source.
    facts = {
        "title": line_of(found.get("title")),
        "byline": _in_a_line(people_in(_unlinked(found.get("byline")))),
        "publisher": None if address_of(source) else line_of(_unlinked(source)),
        "published": published.isoformat() if published else None,
        "updated": updated.isoformat() if updated else None,
        "url": address_of(found.get("url")) or address_of(source),
        "language": line_of(found.get("language")),
    }
    return {name: value for name, value in facts.items() if value}


def _in_a_line(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _unlinked(value: Json) -> Json:
    """A value without the brackets in which note-taking programs link names: `[[Jane Roe]]`."""
    if isinstance(value, list):
        return [_unlinked(item) for item in value]
    return _WIKI_LINK.sub(r"\1", value) if isinstance(value, str) else value


def _read(text: str) -> tuple[int, dict[str, Json]]:
    opening = _OPENING.match(text)
    if opening is None:
        return _plain(text)
    at, mark = opening.end(), opening[1]
    for _ in range(_MOST_LINES):
        if closing := _CLOSING[mark].match(text, at):
            values = _parsed(text[opening.end() : at], mark)
            return (closing.end(), values) if values else (0, {})
        at = text.find("\n", at) + 1
        if not 0 < at <= opening.end() + _MOST:
            break
    return 0, {}


def _plain(text: str) -> tuple[int, dict[str, Json]]:
    values: dict[str, Json] = {}
    at = end = count = 0
    while at < len(text) and count < _MOST_PLAIN:
        after = text.find("\n", at) + 1 or len(text)
        line = text[at:after].strip("\ufeff \t\r\n") if after - at < 400 else "-"
        found = _LINE.fullmatch(line)
        if line and (found is None or bare(found["key"]) not in _KNOWN):
            break
        if found:
            values.setdefault(found["key"], _unquoted(found["value"]))
            count, end = count + 1, after
        at = after
    return (end, values) if count >= 2 else (0, {})


def _parsed(block: str, mark: str) -> dict[str, Json]:
    """The fields of a block, empty where it is none; one that breaks the rules of its language is read line by line."""
    try:
        return _of_toml(block) if mark == "+++" else _of_yaml(block)
    except _NotRead:
        return _of_lines(block)


def _of_yaml(block: str) -> dict[str, Json]:
    import yaml

    # The base loader makes strings of all that is written: no dates, no objects.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(block, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _DEPTH:
                raise _NotRead
        value = yaml.load(block, Loader=loader)  # noqa: S506
    except (yaml.YAMLError, ValueError):
        raise _NotRead from None
    if not isinstance(value, dict):
        raise _NotRead
    return {name: held for name, held in value.items() if isinstance(name, str)}


def _of_toml(block: str) -> dict[str, Json]:
    try:
        value = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise _NotRead from None
    return {name: _plainly(held) for name, held in value.items()}


def _plainly(value: object) -> Json:
    """A value of TOML as one of JSON: days as they are written."""
    if isinstance(value, dict):
        return {name: _plainly(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_plainly(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _of_lines(block: str) -> dict[str, Json]:
    values: dict[str, Json] = {}
    key = ""
    for line in map(str.strip, block.splitlines()):
        if found := _LINE.fullmatch(line):
            key = found["key"]
            values.setdefault(key, _unquoted(found["value"]))
        elif line.startswith("- ") and key:
            held = values[key]
            values[key] = [*(held if isinstance(held, list) else []), _unquoted(line[2:])]
        elif line and not line.startswith("#"):
            return {}
    return values


def _unquoted(value: str) -> Json:
    """A value as it is written, without its quotes; nothing of what only YAML could read."""
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]" and value.count("[") == 1:
        return [_unquoted(item) for item in value[1:-1].split(",")]
    return None if value[:1] in tuple("[{&*!|>") else value.strip("\"'").strip()
