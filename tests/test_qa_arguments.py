"""The plain reading of `pressmark ask`: what it takes, Typer takes for the same; all else is left to Typer."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from qa.arguments import read_plainly
from qa.ask import AskOptions
from qa.cli import app
from qa.exports.formats import ExportFormat

ASK = get_command(app).commands["ask"]  # type: ignore[attr-defined]

NAMES = {"publishers": "publisher", "sources": "source"}
"""Options that are called otherwise where they are parsed one by one."""


def read_by_typer(words: list[str]) -> dict[str, Any]:
    """The parameters that Typer gives the command; raises where it refuses the words."""
    assert words[0] == "ask"
    parsed: dict[str, Any] = ASK.make_context("ask", words[1:]).params
    return parsed


def options(parsed: dict[str, Any]) -> AskOptions:
    fields = {name: parsed[NAMES.get(name, name)] for name in AskOptions.__dataclass_fields__}
    return AskOptions(**fields | {name: tuple(fields[name] or ()) for name in NAMES})


def test_every_option_is_read_as_typer_reads_it() -> None:
    words = ["ask", "news", "Who won?", "-k", "3", "--from", "2023-06-01", "--to", "2023-06-30", "--json"]
    words += ["--publisher", "A", "--source", "desk", "--publisher", "B C", "--asked-on", "2023-07-01"]
    words += ["--library", "lib", "--model", "m", "--reranker", "r", "--candidates", "30", "--threshold", "0.4"]
    words += ["--explain", "--format", "ris"]
    wanted = AskOptions(
        folder=Path("news"),
        question="Who won?",
        k=3,
        published_from=date(2023, 6, 1),
        published_to=date(2023, 6, 30),
        publishers=("A", "B C"),
        sources=("desk",),
        asked_on=date(2023, 7, 1),
        library=Path("lib"),
        model="m",
        reranker="r",
        candidates=30,
        threshold=0.4,
        explain=True,
        as_json=True,
        format=ExportFormat.RIS,
    )
    assert read_plainly(words) == wanted == options(read_by_typer(words))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--help"],
        ["index", "news"],
        ["ask"],
        ["ask", "news"],
        ["ask", "", "Who?"],
        ["ask", "news", "Who?", "more"],
        ["ask", "news", "Who?", "--help"],
        ["ask", "news", "Who?", "--bogus"],
        ["ask", "news", "Who?", "-k"],
        ["ask", "news", "Who?", "-k", "0"],
        ["ask", "news", "Who?", "-k", "101"],
        ["ask", "news", "Who?", "-k", "٣"],
        ["ask", "news", "Who?", "-k3"],
        ["ask", "news", "Who?", "--from", "2023-13-01"],
        ["ask", "news", "Who?", "--from=2023-12-01"],
        ["ask", "news", "Who?", "--library", " "],
        ["ask", "news", "Who?", "--threshold", "1.5"],
        ["ask", "news", "Who?", "--threshold", "nan"],
        ["ask", "news", "Who?", "--threshold", "half"],
        ["ask", "news", "Who?", "--candidates", "0"],
        ["ask", "news", "Who?", "--format", "endnote"],
        ["ask", "news", "--who?"],
    ],
)
def test_help_mistakes_and_rare_spellings_are_left_to_typer(words: list[str]) -> None:
    assert read_plainly(words) is None


OPTIONS = ["--", "--json", "-k", "--from", "--to", "--asked-on", "--publisher", "--source", "--library", "--model"]
OPTIONS += ["--explain", "--reranker", "--candidates", "--threshold", "--format"]
VALUES = ["news", "Who?", "", " ", "-", "7", "007", "0", "-1", "2024-02-29", "2023-02-29", "20240301", "\udcff", "²"]
VALUES += ["0.5", ".5", "1e-1", " 1 ", "1_0", "nan", "inf", "1.0001", "٠", "bibtex", "BibTeX", "csl-json"]
WORDS = st.sampled_from([*OPTIONS, *VALUES, "-h", "--mod", "-kj"])


@given(st.lists(WORDS, max_size=8))
def test_whatever_is_read_plainly_typer_reads_alike(words: list[str]) -> None:
    words = ["ask", "news", *words]
    if (plain := read_plainly(words)) is not None:
        assert plain == options(read_by_typer(words))


def test_the_plain_reading_knows_every_option_of_the_command() -> None:
    names = {NAMES.get(name, name) for name in AskOptions.__dataclass_fields__}
    assert {parameter.name for parameter in ASK.params} == names
