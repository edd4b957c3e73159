"""Whole runs, with the real model over the samples: rows, the command, its exit codes and what it prints."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.folder import find_files
from corpus.read import read_article
from evals.cases import AnswerSpan, Case, read_cases
from evals.command import app
from evals.datasets.dataset import LabelledQuestion, Span, Spans
from evals.metrics import measure
from evals.rows import REPLY, Run
from evals.run import run
from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.service import Service

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
QUESTIONS = ROOT / "evals" / "questions.jsonl"
CASES = read_cases(QUESTIONS, SAMPLES).questions
TEXTS = {file.source: read_article(file).text for file in find_files(SAMPLES).files}
WIRE = ("harbour/isles today ferry.txt", "harbour/lowland-ledger-ferry.txt")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Path:
    path = tmp_path_factory.mktemp("evals") / "library"
    sync(SAMPLES, path, embedder)
    return path


@pytest.fixture(scope="module")
def service(library: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Service]:
    with Service.open(SAMPLES, library=library, embedder=embedder) as service:
        yield service


@pytest.fixture(scope="module")
def whole(service: Service) -> Run:
    return run(service, CASES)


def span(source: str, quote: str) -> Span:
    text = (SAMPLES / source).read_bytes().decode()
    start = text.index(quote)
    return Span(source, start, start + len(quote))


def ask_for(id: str, question: str, *spans: Span) -> LabelledQuestion:
    return LabelledQuestion(id=id, text=question, relevance=Spans(spans=spans))


def spans_of(case: LabelledQuestion) -> tuple[Span, ...]:
    assert isinstance(case.relevance, Spans)
    return case.relevance.spans


# rows


def test_every_question_has_a_row_and_all_citations_hold(whole: Run) -> None:
    assert [row.id for row in whole.rows] == [case.id for case in CASES]
    assert (whole.library.articles, whole.k) == (19, 10)
    assert [row.id for row in whole.rows if row.citations_held != row.citations] == []
    assert all(row.citations >= len(row.passages) for row in whole.rows)
    assert max(len(row.passages) for row in whole.rows) == 10


def test_a_row_says_what_its_passages_say(whole: Run) -> None:
    for case, row in zip(CASES, whole.rows, strict=True):
        ranks = [rank for rank, passage in enumerate(row.passages, 1) if passage.relevant]
        assert row.rank == (ranks[0] if ranks else None)
        assert row.answerable is case.answerable
        missed = row.rankings[REPLY].missed
        assert missed is not None
        assert (len(ranks) + len(missed) > 0) is row.answerable
        assert not (row.declined and row.answered_right)
        for passage in row.passages:
            place = Span(passage.source, passage.start, passage.end)
            overlaps = any(answer.overlaps(place) for answer in spans_of(case))
            assert passage.relevant >= overlaps
            # Only a print of the same words elsewhere makes a passage relevant that holds no answer itself.
            assert overlaps or not passage.relevant or any(answer.source != passage.source for answer in spans_of(case))


def test_a_question_is_asked_on_its_day_or_on_that_of_the_newest_article(whole: Run, service: Service) -> None:
    newest = max(stored.article.published for stored in service.articles() if stored.article.published)
    assert [row.asked_on for row in whole.rows] == [case.asked_on or newest for case in CASES]
    assert len({row.asked_on for row in whole.rows}) > 1


def test_two_runs_are_alike_but_for_the_time_they_took(service: Service, whole: Run) -> None:
    told: list[tuple[int, int]] = []
    again = run(service, CASES[:40], progress=lambda done, total: told.append((done, total)))
    assert [replace(row, took_ms=0) for row in again.rows] == [replace(row, took_ms=0) for row in whole.rows[:40]]
    assert told == [(n, 40) for n in range(1, 41)]


def test_a_print_of_the_same_words_counts_as_found_with_the_passage_that_stands_for_it(service: Service) -> None:
    answers = tuple(span(source, "injuring 14 of them, three seriously") for source in WIRE)
    question = "injuring 14 of them, three seriously, police and the operator said"
    both, one, other = (
        ask_for(id, question, *of) for id, of in (("both", answers), ("one", answers[:1]), ("other", answers[1:]))
    )
    rows = run(service, [both, one, other]).rows
    assert [row.rank for row in rows] == [1, 1, 1]
    assert [row.rankings[REPLY].missed for row in rows] == [(), (), ()]
    assert measure(rows)["R@1"] == {"both": 1, "one": 1, "other": 1}


def test_an_answer_that_no_passage_holds_counts_as_one_that_was_not_found(service: Service) -> None:
    title = next(stored.article for stored in service.articles() if stored.article.title)
    assert title.title is not None
    at = title.text.index(title.title)
    place = Span(title.source, at, at + len(title.title))
    (row,) = run(service, [ask_for("q", title.title, place)]).rows
    assert (row.rank, row.rankings[REPLY].missed) == (None, (1,))
    assert measure([row])["nDCG@10"] == {"q": 0}


def test_citations_are_checked_against_the_files_as_they_are(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for source in WIRE:
        shutil.copy(SAMPLES / source, folder)
    sync(folder, tmp_path / "library", embedder)
    changed = folder / "lowland-ledger-ferry.txt"
    changed.write_text("A ferry. " + changed.read_text(encoding="utf-8"), encoding="utf-8")
    with Service.open(folder, library=tmp_path / "library", embedder=embedder) as service:
        (row,) = run(service, [ask_for("q", "How many were hurt on the ferry?")]).rows
    assert 0 <= row.citations_held < row.citations


# the command


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def write(path: Path, cases: Sequence[Case]) -> Path:
    path.write_text("".join(f"{case.model_dump_json()}\n" for case in cases), encoding="utf-8")
    return path


def quoting(place: Span) -> AnswerSpan:
    quote = TEXTS[place.source][place.start : place.end]
    return AnswerSpan(source=place.source, start=place.start, end=place.end, quote=quote)


def quoted() -> list[Case]:
    """Questions that any retriever must answer: the very words of seven answers. The last is in no article."""
    answers = [quoting(spans_of(case)[0]) for case in CASES if case.answerable and spans_of(case)[0].source not in WIRE]
    answers = [one for one in answers if len(one.quote.split()) >= 8][::10][:7]
    found = [Case(id=f"words-{n}", question=one.quote, answers=(one,)) for n, one in enumerate(answers)]
    return [*found, Case(id="cup", question="Who won the 2022 World Cup?", answers=())]


def spoiled() -> list[Case]:
    """The same questions, with an answer that is somewhere else."""
    elsewhere = quoting(span(WIRE[1], "injuring 14 of them"))
    return [case.model_copy(update={"answers": (elsewhere,)}) if case.answers else case for case in quoted()]


def test_a_run_prints_its_figures_writes_json_and_passes(tmp_path: Path, library: Path) -> None:
    questions = write(tmp_path / "questions.jsonl", quoted())
    result = ask("--questions", questions, "--library", library, "--json", tmp_path / "run.json")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("8 questions, 1 of them unanswerable; 19 articles, ")
    table = {line[:18].strip(): line[18:].split() for line in lines}
    assert table["MRR@10"][:5] == ["1.000", "0.646", "to", "1.000", "7"]
    assert table["rightly declined"][4] == "1"
    assert table["citations hold"][:5] == ["1.000", "0.676", "to", "1.000", "8"]  # Wilson's, of eight of eight
    assert "\x1b" not in result.stdout
    assert result.stderr == "compared with no baseline; save this run as one with --save-baseline FILE\n"
    report = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert list(report) == ["version", "kind", "dataset", "library", "settings", "figures", "rows"]
    printed = ask("--questions", questions, "--library", library, "--json", "-")
    assert {**json.loads(printed.stdout), "rows": 0} == {**report, "rows": 0}
    compared = ask("compare", tmp_path / "run.json", tmp_path / "run.json")
    assert (compared.exit_code, compared.stderr) == (0, "")
    assert report["figures"]["MRR@10"] == {
        "mean": 1.0,
        "low": pytest.approx(0.6457, abs=1e-4),
        "high": 1.0,
        "questions": 7,
    }
    assert [row["id"] for row in report["rows"]] == [case.id for case in quoted()]
    assert report["rows"][0]["rankings"]["reply"]["passages"][0]["grade"] == 1


def test_a_worse_run_fails_says_which_figures_fell_and_which_questions(tmp_path: Path, library: Path) -> None:
    baseline = tmp_path / "baseline.json"
    good, bad = write(tmp_path / "good.jsonl", quoted()), write(tmp_path / "bad.jsonl", spoiled())
    assert ask("--questions", good, "--library", library, "--save-baseline", baseline).exit_code == 0
    same = ask("--questions", good, "--library", library, "--baseline", baseline)
    assert (same.exit_code, same.stderr) == (0, "")
    assert "WORSE" not in same.stdout

    result = ask("--questions", bad, "--library", library, "--baseline", baseline)
    assert result.exit_code == 1
    assert "WORSE: Success@1 fell from 1.000 to 0.000 (p = 0.008)" in result.stdout.splitlines()
    assert "WORSE: rightly declined" not in result.stdout
    assert "worse (7 questions):" in result.stdout
    assert "  words-0  Success@1 1 → 0, " in result.stdout
    assert "the questions have changed since the baseline was saved" in result.stderr

    accepted = ask("--questions", bad, "--library", library, "--baseline", baseline, "--save-baseline", baseline)
    assert accepted.exit_code == 0
    assert "worse, p < 0.05" in accepted.stdout
    assert ask("--questions", bad, "--library", library, "--baseline", baseline).exit_code == 0


def test_questions_of_one_run_only_are_named_and_not_compared(tmp_path: Path, library: Path) -> None:
    baseline = tmp_path / "baseline.json"
    ask("--questions", write(tmp_path / "a.jsonl", quoted()[1:]), "--library", library, "--save-baseline", baseline)
    result = ask(
        "--questions", write(tmp_path / "b.jsonl", quoted()[:-1]), "--library", library, "--baseline", baseline
    )
    assert result.exit_code == 0
    assert "only in the baseline, and not compared (1): cup" in result.stdout
    assert "only in this run, and not compared (1): words-0" in result.stdout


def test_a_lost_pinned_question_fails_and_says_what_came_instead(tmp_path: Path, library: Path) -> None:
    pinned = tmp_path / "pinned.txt"
    pinned.write_text("words-2\ncup # a refusal\n")
    bad = write(tmp_path / "bad.jsonl", [*quoted()[:2], *spoiled()[2:]])
    result = ask("--questions", bad, "--library", library, "--pinned", pinned)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index("pinned questions lost (1):")
    lost = quoted()[2]
    assert lost.answers
    first = lost.answers[0]
    assert lines[at + 1] == f"  words-2  {lost.question}"
    assert f"first came {first.source}:" in lines[at + 2]
    assert "WORSE: pinned questions are lost: words-2" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--questions", "{tmp}/none.jsonl"], "none.jsonl' can't be read: No such file or directory"),
        (["--questions", "{tmp}/bad.jsonl"], "bad.jsonl:1: Invalid JSON"),
        (["--folder", "{tmp}/nowhere"], "nowhere' does not exist"),
        (["--baseline", "{tmp}/bad.jsonl"], "bad.jsonl' is no baseline of this version of pressmark"),
        (["--pinned", "{tmp}/bad.jsonl"], "bad.jsonl:1: no question has the id '{'"),
        (["--json", "{tmp}/nowhere/run.json"], "run.json' can't be written: there is no folder"),
        (["-k", "5"], "Invalid value for '-k'"),
    ],
)
def test_bad_input_is_named_with_exit_code_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "bad.jsonl").write_text("{")
    result = ask(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


def test_a_library_that_can_not_be_used_gives_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"no database" * 1000)
    questions = write(tmp_path / "questions.jsonl", quoted())
    result = ask("--questions", questions, "--library", tmp_path)
    assert result.exit_code == 3
    assert f"pressmark: library '{tmp_path}'" in result.stderr


def test_progress_is_shown_on_standard_error_when_it_is_a_terminal(tmp_path: Path, library: Path) -> None:
    questions = write(tmp_path / "questions.jsonl", quoted())
    ours, theirs = os.openpty()
    code = "import sys; from evals.command import app; app(sys.argv[1:])"
    command = [sys.executable, "-c", code, "--questions", str(questions), "--library", str(library)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        os.close(ours)
        assert process.stdout is not None
        printed = process.stdout.read()
    assert process.returncode == 0, shown.decode()
    assert b"asking" in shown
    assert b"asking" not in printed
    assert b"\x1b" not in printed


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so where the other end of a terminal is closed.
        return b""


def test_help_has_examples() -> None:
    result = ask("--help")
    assert result.exit_code == 0
    assert "pressmark eval --save-baseline evals/baseline.json" in result.stdout
