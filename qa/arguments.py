"""The plain case of `pressmark ask`, read without Typer, which takes longer to load than a question to answer.

Out of scope: help, mistakes and rare spellings (`-k5`, `--json=…`), all of which are left to `qa.cli`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qa.ask import AskOptions
from qa.exports.formats import ExportFormat
from qa.limits import MAX_PASSAGES


def read_plainly(words: Sequence[str]) -> AskOptions | None:
    """What the words behind `pressmark` say, or None where Typer is to look at them."""
    if not words or words[0] != "ask":
        return None
    given: dict[str, Any] = {}
    places: list[str] = []
    rest = iter(words[1:])
    for word in rest:
        if word == "--":
            places += rest
        elif flag := _FLAGS.get(word):
            given[flag] = True
        elif option := _OPTIONS.get(word):
            name, read = option
            value = next(rest, "-")
            try:
                read_value = None if value.startswith("-") else read(value)
            except ValueError:
                return None
            if read_value is None:
                return None
            given[name] = (*given.get(name, ()), *read_value) if isinstance(read_value, tuple) else read_value
        elif word.startswith("-") and word != "-":
            return None
        else:
            places.append(word)
    if len(places) != 2 or not places[0].strip():
        return None
    return AskOptions(folder=Path(places[0]), question=places[1], **given)


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 1 <= int(text) <= MAX_PASSAGES else None


def probability(text: str) -> float:
    """A number from 0 to 1. Raises `ValueError`."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(f"{text!r} is not between 0 and 1")
    return number


def _path(text: str) -> Path | None:
    return Path(text) if text.strip() else None


def _name(text: str) -> tuple[str]:
    return (text,)


_FLAGS = {"--json": "as_json", "--explain": "explain"}

_OPTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "-k": ("k", _count),
    "--from": ("published_from", date.fromisoformat),
    "--to": ("published_to", date.fromisoformat),
    "--asked-on": ("asked_on", date.fromisoformat),
    "--publisher": ("publishers", _name),
    "--source": ("sources", _name),
    "--library": ("library", _path),
    "--model": ("model", str),
    "--reranker": ("reranker", str),
    "--candidates": ("candidates", _count),
    "--threshold": ("threshold", probability),
    "--format": ("format", ExportFormat),
}
