"""The command line: what it prints where, and its exit codes. In this process where it can be, and in real ones where not."""

import json
import os
import pty
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.compilations import cache_folder
from index.embed import Embedder
from index.embedders import open_embedder
from index.locks import writing
from qa.cli import app
from qa.compose import THRESHOLD
from qa.exports.csl import HOUSE_STYLE
from qa.exports.formats import ExportFormat
from qa.schema import FilterSpec, Reply
from qa.service import Service

COMMAND = [sys.executable, "-c", "from evals.cli import main; main()"]
COMMANDS = ["index", "ask", "show", "verify", "cite", "serve", "status"]

BEES = "Bees move in\n\nForty hives of black bees stand on the roof of the town hall of Tarn.\n"
QUESTION = "How many weeks will the red lamp on the east pier be switched off?"
UNKNOWN = "Who won the 2022 World Cup?"


@pytest.fixture(scope="module", autouse=True)
def compiled_model() -> Embedder:
    """The model as the commands run it, loaded beforehand: the first command on a machine says that it compiles it."""
    embedder = open_embedder()
    assert embedder.dim == 384
    return embedder


def run(*words: object, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


@pytest.fixture
def folder(tmp_path: Path, news: Path) -> Path:
    """A copy of an indexed folder that the test may change; its name needs quotes."""
    return shutil.copytree(news, tmp_path / "näws of 'today'")


def assert_refused(result: Result, code: int, *says: str) -> None:
    """One sentence on standard error, nothing on standard output."""
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("pressmark: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    for words in says:
        assert words in result.stderr


# help


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_has_an_example_of_it(name: str) -> None:
    result = run(name, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"pressmark {name} {'reply.json' if name == 'cite' else 'news'}" in result.stdout
    assert run(name, "-h").stdout == result.stdout


def test_there_are_just_the_commands_whose_help_is_tested() -> None:
    assert {command.callback.__name__ for command in app.registered_commands if command.callback} == set(COMMANDS)


@pytest.mark.parametrize("words", [["bogus"], ["ask"], ["ask", "news"], ["index"], ["ask", "news", "Who?", "--bogus"]])
def test_a_command_that_does_not_parse_ends_with_2(words: list[str]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr


# index


def test_indexing_says_what_was_added_and_refused_and_a_second_time_that_nothing_was(
    tmp_path: Path, folder: Path
) -> None:
    shutil.rmtree(folder / ".pressmark")
    (folder / "scan.docx").write_bytes(b"%PDF-1.7")
    (folder / "empty.txt").write_bytes(b"")
    first = run("index", folder)
    assert (first.exit_code, first.stderr) == (0, "")
    lines = first.stdout.splitlines()
    assert lines[0].startswith("4 new, 0 changed, 0 gone, 0 unchanged; 4 passages cut, 4 embedded; ")
    assert lines[1:] == [
        "new (4):",
        "  canal/fenland.txt",
        "  canal/herald.txt",
        "  harbour/hostile.txt",
        "  harbour/lamp.txt",
        "refused (2):",
        "  empty.txt: is empty",
        "  scan.docx: has the suffix '.docx'; articles are read from .txt, .md, .html, .pdf, .json, .jsonl, .csv and .warc files, .gz of them, and .zip and .tar archives",
    ]
    second = run("index", folder, "--json")
    assert (second.exit_code, second.stderr) == (0, "")
    report = json.loads(second.stdout)
    assert (report["generation"], report["added"], report["unchanged"], report["embedded"]) == (1, [], 4, 0)
    assert report["refused"][0] == {"source": "empty.txt", "reason": "is empty"}


@pytest.mark.parametrize("name", ["index", "ask", "status", "serve", "show", "verify"])
def test_a_folder_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "reply.json").write_text("{}")
    more = {"ask": ["Who?"], "show": ["a.txt:0-1"], "verify": ["-"]}.get(name, [])
    typed = _REPLY.model_dump_json() if name == "verify" else None
    assert_refused(
        run(name, tmp_path / "none", *more, typed=typed), 2, f"'{tmp_path}/none' does not exist. Name a folder"
    )


@pytest.mark.parametrize("name", ["index", "ask", "status"])
def test_a_file_in_place_of_a_folder_and_a_folder_without_articles_are_named(name: str, tmp_path: Path) -> None:
    more = ["Who?"] if name == "ask" else []
    (tmp_path / "a.txt").write_text(BEES)
    assert_refused(
        run(name, tmp_path / "a.txt", *more), 2, "a.txt' is not a folder. Name the folder that the articles are in"
    )
    (tmp_path / "empty").mkdir()
    assert_refused(run(name, tmp_path / "empty", *more), 2, "empty' holds no article (.txt, .md, .html, .pdf, ")
    assert list((tmp_path / "empty").iterdir()) == []


def test_an_empty_name_is_not_taken_for_the_folder_that_one_is_in() -> None:
    for words in (["index", ""], ["ask", " ", "Who?"], ["index", "news", "--library", ""]):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "the name is empty" in result.stderr


def test_a_folder_of_refused_files_is_indexed_and_asked_without_an_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1")
    result = run("index", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "refused (1):\n  a.txt: is binary" in result.stdout
    asked = run("ask", tmp_path, "Who won?")
    assert asked.exit_code == 1
    assert asked.stdout.startswith("No answer: there is no passage to answer from")
    assert (
        asked.stderr
        == f"the library holds no article; what was refused, and why, is listed by: pressmark status {tmp_path}\n"
    )


# ask


def test_an_answer_is_printed_with_its_citation_and_nothing_on_standard_error(folder: Path) -> None:
    result = run("ask", folder, QUESTION, "-k", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].endswith("the red lamp on the east pier will be switched off for nine weeks. [1]")
    assert lines[4] == (
        "[1] “Red lamp on the east pier goes dark.” Ines Arvo. 2 March 2024. harbour/lamp.txt, lines 6–8."
    )
    assert (
        "source named by the article: [1] “Minutes of the harbour board”, Kvitnes Gazette, 28 February 2024"
        in result.stdout
    )


def test_the_json_is_the_reply_that_python_gives_and_nothing_else_is_printed(
    folder: Path, compiled_model: Embedder
) -> None:
    words = ["--publisher", "tarn herald", "--from", "2024-01-01", "--to", "2024-12-31", "--source", "canal"]
    result = run("ask", folder, "What bent the gate?", "--json", "-k", 3, *words, "--asked-on", "2024-05-01")
    assert (result.exit_code, result.stderr) == (0, "")
    filters = FilterSpec(
        published_from=date(2024, 1, 1),
        published_to=date(2024, 12, 31),
        publishers=("tarn herald",),
        sources=("canal",),
    )
    with Service.open(folder, embedder=compiled_model) as service:
        here = service.ask("What bent the gate?", k=3, filters=filters, asked_on=date(2024, 5, 1))
    there = Reply.model_validate_json(result.stdout)
    assert there.model_copy(update={"took_ms": here.took_ms}) == here
    assert json.loads(result.stdout)["asked_on"] == "2024-05-01"
    assert result.stdout.endswith("}\n")


def test_that_the_articles_do_not_say_is_exit_code_1_with_the_whole_reply(folder: Path) -> None:
    result = run("ask", folder, UNKNOWN, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    reply = Reply.model_validate_json(result.stdout)
    assert reply.answer is None
    assert reply.passages
    text = run("ask", folder, UNKNOWN)
    assert text.exit_code == 1
    assert text.stdout.startswith("No answer: the passages that come nearest")


def test_asking_indexes_first_what_is_behind_and_says_so_on_standard_error(folder: Path) -> None:
    (folder / "bees.txt").write_text(BEES)
    (folder / "canal" / "fenland.txt").unlink()
    result = run("ask", folder, "How many hives of bees stand on the roof?", "--json")
    assert (result.exit_code, result.stderr) == (0, "indexed first: 1 new, 1 gone\n")
    assert Reply.model_validate_json(result.stdout).passages[0].citation.source == "bees.txt"
    os.utime(folder / "bees.txt")
    again = run("ask", folder, "How many hives of bees stand on the roof?", "--json")
    assert (again.exit_code, again.stderr) == (0, "")


def test_asking_makes_the_library_that_is_missing(folder: Path, tmp_path: Path) -> None:
    result = run("ask", folder, QUESTION, "--library", tmp_path / "elsewhere")
    assert (result.exit_code, result.stderr) == (0, "indexed first: 4 new\n")
    assert (tmp_path / "elsewhere" / "library.db").is_file()


def test_a_refused_file_that_has_been_mended_is_found_when_asked(folder: Path) -> None:
    (folder / "bees.txt").write_bytes(b"\0")
    assert run("index", folder).exit_code == 0
    (folder / "bees.txt").write_text(BEES)
    result = run("ask", folder, "How many hives of bees stand on the roof?")
    assert (result.exit_code, result.stderr) == (0, "indexed first: 1 new\n")
    assert "Forty hives" in result.stdout.splitlines()[0]


def test_an_emptied_folder_is_answered_from_what_was_indexed_and_each_citation_is_stale(folder: Path) -> None:
    for name in ("canal", "harbour"):
        shutil.rmtree(folder / name)
    result = run("ask", folder, QUESTION, "--json")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: ")
    assert "holds no article" in result.stderr
    assert result.stderr.endswith("Answering from what was indexed before\n")
    reply = Reply.model_validate_json(result.stdout)
    assert all(passage.citation.stale for passage in reply.passages)
    assert {warning.reason for warning in reply.warnings} == {"the file is gone since it was indexed"}
    assert "STALE: the file is not what was indexed" in run("ask", folder, QUESTION).stdout


@pytest.mark.parametrize("question", ["--lamp on the east pier: how many weeks?", "-how many weeks is the lamp off?"])
def test_a_question_that_starts_with_a_dash_stands_behind_two(folder: Path, question: str) -> None:
    result = run("ask", folder, "--json", "--", question)
    assert Reply.model_validate_json(result.stdout).question == question


def test_a_dash_reads_the_question_from_standard_input(folder: Path) -> None:
    result = run("ask", folder, "-", "--json", typed=QUESTION + "\n")
    assert (result.exit_code, Reply.model_validate_json(result.stdout).question) == (0, QUESTION)


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("", None, "the question is empty; ask something, such as: "),
        (" \n", None, "the question is empty"),
        ("x" * 100_000, None, "the question has 100,000 characters, more than 10,000; ask for one thing"),
        ("who \udcff met", None, "the question is not valid Unicode: character 5"),
        ("-", "", "the question is empty"),
        ("-", "x" * 10_001, "the question has 10,001 characters"),
        ("-", "x" * 1_000_001, "standard input holds more than the 10,000 characters of a question"),
        ("-", b"who \xff met", "standard input is not UTF-8: byte 4 can't be read"),
    ],
)
def test_what_is_no_question_is_refused_before_anything_is_loaded(
    tmp_path: Path, question: str, typed: str | bytes | None, says: str
) -> None:
    assert_refused(run("ask", tmp_path / "none", question, typed=typed), 2, says)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-k", "0"], "Invalid value for '-k'"),
        (["-k", "101"], "Invalid value for '-k'"),
        (["-k", "many"], "Invalid value for '-k'"),
        (["--from", "2023-13-01"], "'2023-13-01' is not a day; write it as"),
        (["--asked-on", "yesterday"], "'yesterday' is not a day"),
        (["--threshold", "1.5"], "'1.5' is not a number from 0 to 1"),
        (["--threshold", "nan"], "'nan' is not a number from 0 to 1"),
        (["--candidates", "0"], "Invalid value for '--candidates'"),
        (["--from", "2024-03-02", "--to", "2024-03-01"], "--from 2024-03-02 is after --to 2024-03-01"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(folder: Path, words: list[str], says: str) -> None:
    result = run("ask", folder, QUESTION, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_filters_that_leave_nothing_are_told_with_what_there_is(folder: Path) -> None:
    result = run("ask", folder, QUESTION, "--publisher", "Tran Herald")
    assert (result.exit_code, result.stderr) == (
        1,
        "no article is by Tran Herald; there are some by: Fenland Post, Tarn Herald\n",
    )
    late = run("ask", folder, QUESTION, "--from", "2030-01-01")
    assert (late.exit_code, late.stderr) == (1, "no article is inside those dates and sources\n")


def test_the_threshold_is_where_declining_begins_and_its_help_says_where_that_is(folder: Path) -> None:
    codes = [run("ask", folder, QUESTION, "--threshold", threshold).exit_code for threshold in ("0", "0.5", "1")]
    assert codes == [0, 0, 1]
    for command in ("ask", "serve"):
        shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "300"}).stdout
        assert f"below which the articles are said not to answer; {THRESHOLD} when not given." in " ".join(
            shown.split()
        )


def test_a_model_that_can_not_be_had_is_the_user_s_mistake(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    assert_refused(
        run("ask", folder, QUESTION, "--model", tmp_path / "model"), 2, "there are no weights (*.safetensors)"
    )


# text of articles


def test_text_of_an_article_is_printed_as_characters_whatever_it_holds(folder: Path) -> None:
    (folder / "markup.txt").write_text(
        "Markup [bold]here[/bold]\n\nThe kiosk of Kvitnes sells [red]{0} %s %n[/red] ice :smile: at \\[5] crowns, it says.\n"
    )
    asked = run("ask", folder, "What does the ferry kiosk at Kvitnes sell?")
    shown = run("show", folder, "harbour/hostile.txt:32-60", "--around", "9")
    assert (asked.exit_code, shown.exit_code) == (0, 0)
    for result in (asked, shown):
        text = result.stdout + result.stderr
        assert {c for c in text if unicodedata.category(c) in ("Cc", "Cf")} == {"\n"}
        assert '<script>document.title = "owned"</script> 300 pancakes' in text
        assert "\\u202eOdd Lunde\\u202c" in text
        assert "\\x1b[31mThursday\\x1b[0m" in text
    assert "sells [red]{0} %s %n[/red] ice :smile: at \\[5] crowns" in asked.stdout


# show


def test_the_quoted_words_are_shown_in_their_lines_with_those_around(folder: Path) -> None:
    (quoted,) = Reply.model_validate_json(run("ask", folder, QUESTION, "--json", "-k", "1").stdout).passages
    citation = quoted.citation
    result = run("show", folder, f"{citation.source}:{citation.start}-{citation.end}", "--around", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    numbered = [line.partition("  ") for line in result.stdout.splitlines()]
    assert [number.strip() for number, _, _ in numbered] == ["4", "6", "7", "8", "10"]
    assert "\n".join(line for _, _, line in numbered[1:4]) == citation.quote.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("harbour/lamp.txt", "'harbour/lamp.txt' is not a place; it should look like desk/blinken.txt:812-901"),
        ("harbour/lamp.txt:9", "is not a place"),
        ("harbour/lamp.txt:9-5", "is not a place"),
        ("harbour/lamp.txt:9-9", "is not a place"),
        ("harbour/lamp.txt:-5-9", "is not a place"),
        ("harbour/lamp.txt:a-b", "is not a place"),
        ("harbour/lamp.txt:٣-٩", "is not a place"),
        (f"harbour/lamp.txt:0-{'9' * 5000}", "is not a place"),
        (":0-9", "is not a place"),
        ("harbour/lamp.txt:0-9999", "'harbour/lamp.txt' has 423 characters, so nothing stands at 0-9999"),
        (
            "harbour/lump.txt:0-9",
            "no article 'harbour/lump.txt'; what is behind or refused is listed by: pressmark status '",
        ),
        ("../lamp.txt:0-9", "no article '../lamp.txt'"),
        ("/etc/passwd:0-9", "no article '/etc/passwd'"),
    ],
)
def test_a_place_that_is_none_is_named(folder: Path, place: str, says: str) -> None:
    result = run("show", folder, place)
    assert_refused(result, 2, says)
    assert len(result.stderr) < 400


ABOUT = """\
title      Red lamp on the east pier goes dark  (headline)
byline     Ines Arvo  (byline)
publisher  -
published  2024-03-02  (dateline)
updated    -
url        -
language   en  (words)
"""


def test_what_is_known_of_an_article_is_shown_with_how_it_was_found(folder: Path) -> None:
    result = run("show", folder, "harbour/lamp.txt", "--about")
    assert (result.exit_code, result.stdout, result.stderr) == (0, ABOUT, "")
    excerpt = run("show", folder, "harbour/lamp.txt:1-9", "--around", "0").stdout
    assert run("show", folder, "harbour/lamp.txt:1-9", "--around", "0", "--about").stdout == ABOUT + excerpt
    assert_refused(run("show", folder, "harbour/lamp.txt:9-5", "--about"), 2, "is not a place")
    assert_refused(run("show", folder, "harbour/lump.txt", "--about"), 2, "no article 'harbour/lump.txt'")


def test_the_text_that_was_indexed_is_shown_with_a_warning_where_the_file_has_changed(folder: Path) -> None:
    (folder / "harbour" / "lamp.txt").write_text(BEES)
    result = run("show", folder, "harbour/lamp.txt:1-9", "--around", "0")
    assert (result.exit_code, result.stdout) == (0, "1  \\ufeffRed lamp on the east pier goes dark\n")
    assert result.stderr == (
        "Warning: harbour/lamp.txt: the file has changed since it was indexed; this is the text that was indexed\n"
    )


# ask --format, and cite

LAMP = ["arvo2024-", "Red lamp on the east pier goes dark", "2024", "harbour/lamp.txt, line 6"]
"""What every format has of the article that answers `QUESTION`."""


@pytest.mark.parametrize("form", list(ExportFormat))
def test_the_citations_of_an_answer_are_printed_in_a_format_and_nothing_else(folder: Path, form: str) -> None:
    result = run("ask", folder, QUESTION, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [words for words in LAMP if words not in result.stdout] == (["arvo2024-"] if form == "bibliography" else [])
    assert "canal" not in result.stdout
    saved = run("ask", folder, QUESTION, "--json").stdout
    cited = run("cite", "-", "--format", form, typed=saved)
    assert (cited.exit_code, cited.stdout, cited.stderr) == (0, result.stdout, "")


def test_where_there_is_no_answer_nothing_is_cited_and_standard_error_says_so(folder: Path) -> None:
    said = r"No answer, so nothing is cited: the passages that come nearest .*\.\n"
    for result in (
        run("ask", folder, UNKNOWN, "--format", "bibtex"),
        run("cite", "-", "--format", "bibtex", typed=run("ask", folder, UNKNOWN, "--json").stdout),
    ):
        assert (result.exit_code, result.stdout) == (1, "")
        assert re.fullmatch(said, result.stderr)


def test_a_citation_of_a_changed_file_is_warned_of(folder: Path) -> None:
    shutil.rmtree(folder / "harbour")
    shutil.rmtree(folder / "canal")
    result = run("ask", folder, QUESTION, "--format", "ris")
    assert "Warning: harbour/lamp.txt: the file is gone since it was indexed" in result.stderr
    assert "; the file is no longer what was indexed\n" in result.stdout


def test_a_bibliography_is_written_in_the_style_that_is_named(folder: Path, tmp_path: Path) -> None:
    saved = run("ask", folder, QUESTION, "--json").stdout
    house = "Ines Arvo, “Red lamp on the east pier goes dark”, 2 March 2024, harbour/lamp.txt, line 6.\n"
    assert run("cite", "-", typed=saved).stdout == house
    style = tmp_path / "plain.csl"
    style.write_text(
        HOUSE_STYLE.read_text().replace('<text variable="title" quotes="true"/>', '<text variable="title"/>')
    )
    assert run("cite", "-", "--style", style, typed=saved).stdout == house.replace("“", "").replace("”", "")
    style.write_text("no style")
    assert_refused(run("cite", "-", "--style", style, typed=saved), 2, "plain.csl' is no CSL style: ")
    assert_refused(
        run("cite", "-", "--style", style, "--format", "ris", typed=saved),
        2,
        "--style is for a bibliography; ris has none",
    )


def test_formats_that_contradict_or_are_not_known_are_refused(folder: Path) -> None:
    both = run("ask", folder, QUESTION, "--json", "--format", "ris")
    assert_refused(both, 2, "--json prints the reply, and --format the citations of its answer; give one of them")
    unknown = run("ask", folder, QUESTION, "--format", "endnote")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    for form in ExportFormat:
        assert form in unknown.stderr


def test_a_reply_whose_statement_cites_what_it_has_not_is_refused(folder: Path) -> None:
    saved = json.loads(run("ask", folder, QUESTION, "--json").stdout)
    saved["passages"] = []
    assert_refused(
        run("cite", "-", typed=json.dumps(saved)), 2, "a statement cites passage 1, which the reply does not have"
    )


# verify


@pytest.fixture
def reply(folder: Path, tmp_path: Path) -> Path:
    """A saved reply about `folder`."""
    path = tmp_path / "reply.json"
    path.write_text(run("ask", folder, QUESTION, "--json", "-k", "2").stdout, encoding="utf-8")
    return path


_REPLY = Reply.model_validate(
    {
        "question": "?",
        "asked_on": "2024-01-01",
        "answer": None,
        "no_answer": {"reason": "none"},
        "confidence": 0,
        "passages": [],
        "library": {"generation": 1, "articles": 0, "passages": 0, "model": "none"},
        "took_ms": 1,
    }
)


def test_a_saved_reply_is_verified_from_a_file_and_from_standard_input(folder: Path, reply: Path) -> None:
    result = run("verify", folder, reply)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("all citations hold\n")
    piped = run("verify", folder, "-", "--json", typed=reply.read_bytes())
    assert (piped.exit_code, piped.stderr) == (0, "")
    assert json.loads(piped.stdout)["holds"] is True


def test_a_false_citation_is_exit_code_1_and_says_where_the_words_stand_now(folder: Path, reply: Path) -> None:
    path = folder / "harbour" / "lamp.txt"
    path.write_bytes(path.read_bytes().replace(b"By Ines Arvo\r\n", b"By Ines Arvo\r\nKvitnes\r\n"))
    result = run("verify", folder, reply)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "[1] FALSE  harbour/lamp.txt: these words stand at characters " in result.stdout
    assert ", lines 7-9, and not where they are cited" in result.stdout
    assert result.stdout.endswith(" failed\n")
    assert json.loads(run("verify", folder, reply, "--json").stdout)["holds"] is False


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "Invalid JSON"),
        ("not json", "Invalid JSON"),
        ("[]", "Input should be an object"),
        ("null", "Input should be an object"),
        ('{"question": 1}', "question: Input should be a valid string"),
        ("[" * 100_000, "Invalid JSON"),
        ('{"question": "\\ud800"}', ""),
        ("\0", "Invalid JSON"),
    ],
)
def test_json_that_is_no_reply_is_refused_with_the_place_of_the_fault(
    folder: Path, tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    assert_refused(run("verify", folder, path), 2, "bad.json' is not a reply of `pressmark ask --json`: ", says)
    assert_refused(run("verify", folder, "-", typed=content), 2, "pressmark: standard input is not a reply of ")


def test_a_reply_that_can_not_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    assert_refused(
        run("verify", folder, tmp_path / "none.json"), 2, "none.json' can't be read: No such file or directory"
    )
    assert_refused(run("verify", folder, tmp_path), 2, "can't be read: Is a directory")


# status


def test_status_says_plainly_that_there_is_no_library_yet_and_how_to_make_it(folder: Path) -> None:
    shutil.rmtree(folder / ".pressmark")
    quoted = str(folder).replace("'", "'\"'\"'")
    assert_refused(run("status", folder), 3, f"does not exist; make it with: pressmark index '{quoted}'\n")
    assert not (folder / ".pressmark").exists()
    elsewhere = run("status", folder, "--library", "no/where")
    assert_refused(
        elsewhere,
        3,
        f"library 'no/where' does not exist; make it with: pressmark index '{quoted}' --library no/where\n",
    )


def test_status_names_what_is_in_the_library_what_is_behind_and_what_is_refused(folder: Path) -> None:
    result = run("status", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"library {folder}/.pressmark, generation 1, 0.")
    assert lines[1] == "4 articles, 4 passages, model all-MiniLM-L6-v2"
    assert lines[2].startswith("run by ")
    assert lines[3:] == ["vectors are searched exactly", "up to date"]

    (folder / "bees.txt").write_text(BEES)
    (folder / "canal" / "herald.txt").unlink()
    (folder / "canal" / "fenland.txt").write_text(BEES)
    (folder / "scan.docx").write_bytes(b"%PDF-")
    os.utime(folder / "harbour" / "lamp.txt")
    behind = run("status", folder)
    assert behind.exit_code == 0
    assert behind.stdout.splitlines()[4].startswith("behind; bring it up to date with: pressmark index '")
    assert behind.stdout.splitlines()[5:] == [
        "new (1):",
        "  bees.txt",
        "changed (1):",
        "  canal/fenland.txt",
        "gone (1):",
        "  canal/herald.txt",
        "refused (1):",
        "  scan.docx: has the suffix '.docx'; articles are read from .txt, .md, .html, .pdf, .json, .jsonl, .csv and .warc files, .gz of them, and .zip and .tar archives",
    ]
    facts = json.loads(run("status", folder, "--json").stdout)
    assert facts["behind"] == {"new": ["bees.txt"], "changed": ["canal/fenland.txt"], "gone": ["canal/herald.txt"]}
    assert [refusal["source"] for refusal in facts["refused"]] == ["scan.docx"]
    assert (facts["generation"], facts["articles"], facts["passages"]) == (1, 4, 4)
    assert (facts["vectors"]["passages"], facts["vectors"]["recall_at_10"]) == (4, 1.0)


def test_status_says_how_well_vectors_are_found(folder: Path) -> None:
    index = folder / ".pressmark" / "vectors-1" / "facts.json"
    facts = json.loads(index.read_text())
    index.write_text(
        json.dumps(facts | {"proposed": 20, "questions": 400, "recall_at_10": 0.9971, "recall_at_100": 0.981})
    )
    assert run("status", folder).stdout.splitlines()[3] == (
        "vectors are found by quick codes: recall@10 0.997, recall@100 0.981 against exact search, "
        "measured on 400 stand-ins for questions"
    )
    index.write_text(json.dumps(facts | {"added": 2, "gone": 1}))
    assert run("status", folder).stdout.splitlines()[3] == (
        "vectors are searched exactly; 2 added and 1 gone since their index was built"
    )
    index.unlink()
    assert run("status", folder).stdout.splitlines()[3].startswith("vectors are not indexed: the index is missing")
    assert json.loads(run("status", folder, "--json").stdout)["vectors"] is None


# libraries that can't be used


def _set_meta(folder: Path, key: str, value: str) -> None:
    with closing(sqlite3.connect(folder / ".pressmark" / "library.db")) as database, database:
        assert database.execute("update meta set value = ? where key = ?", (value, key)).rowcount == 1


def test_a_library_of_another_model_or_format_is_not_asked_and_the_way_out_is_named(folder: Path) -> None:
    _set_meta(folder, "model_digest", "0" * 64)
    assert_refused(
        run("ask", folder, QUESTION), 3, "was built with model 'all-MiniLM-L6-v2' (digest 000000000000)", "--rebuild"
    )
    _set_meta(folder, "format", "99")
    for words in (
        ["ask", folder, QUESTION],
        ["status", folder],
        ["index", folder],
        ["show", folder, "harbour/lamp.txt:1-9"],
    ):
        assert_refused(run(*words), 3, "has format 99; this version of pressmark reads format ", "--rebuild")


@pytest.mark.parametrize("command", ["index", "ask"])
def test_a_library_of_an_earlier_version_is_built_anew_by_itself(folder: Path, command: str) -> None:
    asked = ["ask", folder, QUESTION, "--json"]
    before = json.loads(run(*asked).stdout)
    _set_meta(folder, "format", "1")
    assert_refused(
        run("status", folder), 3, "is of an earlier version of pressmark; build it anew with: pressmark index "
    )
    assert_refused(run("show", folder, "harbour/lamp.txt:1-9"), 3, "It is built anew by: pressmark index ")
    result = run(*(asked if command == "ask" else ["index", folder]))
    assert result.exit_code == 0
    assert result.stderr.count(" is of an earlier version (format 1, now ") == 1
    after = json.loads(run(*asked).stdout)
    assert after["library"]["generation"] == before["library"]["generation"] + 1
    assert after["answer"] == before["answer"]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_a_damaged_library_is_named_with_the_command_that_mends_it_and_that_mends_it(
    folder: Path, content: bytes
) -> None:
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (folder / ".pressmark" / name).unlink(missing_ok=True)
    (folder / ".pressmark" / "library.db").write_bytes(content)
    quoted = str(folder).replace("'", "'\"'\"'")
    for words in (
        ["ask", folder, QUESTION],
        ["status", folder],
        ["index", folder],
        ["show", folder, "harbour/lamp.txt:1-9"],
    ):
        assert_refused(
            run(*words), 3, "is damaged: library.db can't be read", f"pressmark index '{quoted}' --rebuild\n"
        )
    assert run("index", folder, "--rebuild").exit_code == 0
    assert run("ask", folder, QUESTION).exit_code == 0


def test_a_library_is_not_taken_for_that_of_another_folder(folder: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert run("index", folder, "--library", library).exit_code == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "bees.txt").write_text(BEES)
    assert_refused(
        run("ask", tmp_path / "other", "How many hives?", "--library", library), 3, "was built for the articles in"
    )
    assert run("ask", folder, QUESTION, "--library", library).exit_code == 0


def test_while_another_process_writes_the_library_questions_are_answered_from_what_was_there(folder: Path) -> None:
    (folder / "bees.txt").write_text(BEES)
    with writing(folder / ".pressmark", wait_s=0):
        result = run("ask", folder, QUESTION)
    assert result.exit_code == 0
    waiting, warning = result.stderr.splitlines()
    library = str(folder / ".pressmark")
    assert waiting == f"waiting for process {os.getpid()}, which is writing {library!r}"
    assert warning.startswith("Warning: library ")
    assert warning.endswith("; try again when that is done. Answering from what was indexed before")
    assert "nine weeks" in result.stdout


# real processes


def _start(*words: object, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *(str(word) for word in words)], stdout=subprocess.PIPE, stderr=stderr)


def test_a_reader_that_has_seen_enough_ends_the_command_quietly_with_its_own_exit_code(
    folder: Path, reply: Path
) -> None:
    for changes, code in ((False, 0), (True, 1)):
        if changes:
            (folder / "harbour" / "lamp.txt").unlink()
        process = _start("verify", folder, reply)
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate()
        assert (process.returncode, err) == (code, b"")


def test_ctrl_c_ends_a_command_with_130_and_one_sentence(folder: Path) -> None:
    (folder / "bees.txt").write_text(BEES)
    with writing(folder / ".pressmark", wait_s=0):
        process = _start("index", folder)
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"waiting for process ")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert err == b"pressmark: interrupted; what was indexed before is still there\n"


@pytest.mark.parametrize(
    ("module", "words", "says"),
    [
        ("qa.ask", ["ask", "Who?"], b""),
        ("qa.cli", ["status"], b""),
        ("index.library", ["ask", "Who?"], b"pressmark: interrupted; what was indexed before is still there\n"),
        ("faiss", ["ask", "Who?"], b"pressmark: interrupted; what was indexed before is still there\n"),
    ],
)
def test_ctrl_c_while_a_command_is_loaded_ends_it_with_130_and_no_traceback(
    news: Path, module: str, words: list[str], says: bytes
) -> None:
    interrupt = (
        "import os, signal, sys\n"
        f"when = lambda event, given: event == 'import' and given[0] == {module!r}\n"
        "sys.addaudithook(lambda *heard: when(*heard) and os.kill(os.getpid(), signal.SIGINT))\n"
    )
    name, *rest = words
    code = interrupt + COMMAND[-1]
    done = subprocess.run([sys.executable, "-c", code, name, str(news), *rest], capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", says)


def test_streams_that_are_closed_or_full_end_no_command_in_a_traceback(news: Path) -> None:
    status = shlex.join([*COMMAND, "status", str(news)])
    closed = subprocess.run(["sh", "-c", f"{status} >&- 2>&-"], capture_output=True)
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, b"", b"")
    if Path("/dev/full").exists():
        full = subprocess.run(["sh", "-c", f"{status} > /dev/full"], capture_output=True)
        assert (full.returncode, full.stderr) == (
            2,
            b"pressmark: standard output can't be written: No space left on device\n",
        )


def test_what_the_terminal_s_encoding_lacks_is_escaped_and_json_is_utf_8_all_the_same(news: Path) -> None:
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    place = "harbour/lamp.txt:110-160"
    text = subprocess.run([*COMMAND, "show", str(news), place], capture_output=True, env=ascii_only, check=True)
    assert b"The harbour board \\U0001f6df of Kvitnes" in text.stdout
    named = subprocess.run([*COMMAND, "status", str(news), "--json"], capture_output=True, env=ascii_only, check=True)
    assert json.loads(named.stdout.decode("utf-8"))["library"] == str(news / ".pressmark")


def test_progress_is_shown_on_a_terminal_s_standard_error_only(folder: Path) -> None:
    shutil.rmtree(folder / ".pressmark")
    ours, theirs = pty.openpty()
    process = _start("index", folder, stderr=theirs)
    os.close(theirs)
    shown = b"".join(_read(ours))
    out, _ = process.communicate()
    assert process.returncode == 0
    assert re.search(r"indexing (articles|vectors) .*4/4", shown.decode())
    assert out.startswith(b"4 new, 0 changed, 0 gone, 0 unchanged")
    assert b"\x1b" not in out


def _read(descriptor: int) -> Iterator[bytes]:
    try:
        while data := os.read(descriptor, 65536):
            yield data
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(descriptor)


_AS_NOBODY_SPECIAL = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # what lets root read and write whatever the permissions: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability)
os.execv(sys.argv[1], sys.argv[1:])
"""


@contextmanager
def _read_only(*folders: Path) -> Iterator[None]:
    every = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in every:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_articles_and_a_library_that_can_not_be_written_are_used_all_the_same(folder: Path, tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    home |= {"PRESSMARK_CACHE": str(cache_folder())}
    library = tmp_path / "library"
    for path in folder.rglob("*.txt"):
        os.utime(path)
    shutil.rmtree(folder / ".pressmark")
    assert run("index", folder, "--library", library).exit_code == 0

    def command(*words: object) -> tuple[int, str, str]:
        whole = [sys.executable, "-c", _AS_NOBODY_SPECIAL, *COMMAND, *(str(word) for word in words)]
        done = subprocess.run(whole, capture_output=True, text=True, env=os.environ | home)
        return done.returncode, done.stdout, done.stderr

    with _read_only(folder, library):
        code, out, err = command("status", folder, "--library", library)
        assert (code, err) == (0, "")
        assert (code, out.splitlines()[1]) == (0, "4 articles, 4 passages, model all-MiniLM-L6-v2")
        assert out.endswith("\nup to date\n")
        code, out, err = command("ask", folder, QUESTION, "--library", library, "--json")
        reply = Reply.model_validate_json(out)
        assert (code, err) == (0, "")  # though the files look as if they might have changed just after they were read
        assert reply.answer is not None
        assert "nine weeks" in reply.answer.text
        assert [
            f"library {str(library)!r} can't be written; reading a copy of it in" in w.reason for w in reply.warnings
        ] == [True]
        code, out, err = command("status", folder)
        assert (code, out) == (3, "")
        assert "can't be written, so its library is kept in" in err
        code, out, err = command("index", folder, "--library", library / "inside")
        assert (code, out) == (3, "")
        assert "can't be written" in err
        assert "Traceback" not in err
