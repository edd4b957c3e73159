"""Saved runs: what is written is read back, what can't be compared is named, and the committed one fits the questions."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from evals.baseline import read_baseline, write_baseline
from evals.cases import read_all_cases
from evals.errors import BadFile
from evals.metrics import MEASURES, estimates, measure
from evals.pinned import read_pinned
from evals.rows import REPLY, RankedSpan, Ranking, Row, Run
from qa.schema import LibraryState

EVALS = Path(__file__).parents[1] / "evals"
STATE = LibraryState(generation=1, articles=2, passages=9, model="some-model")


def make_row(id: str, rank: int | None, *, answerable: bool = True) -> Row:
    passages = tuple(
        RankedSpan(source="a.txt", start=n, end=n + 1, score=0.5, grade=int(n == rank)) for n in range(1, 11)
    )
    return Row(
        id=id,
        question="Who said “no” to whom?",
        kind="who",
        asked_on=date(2024, 6, 20),
        answerable=answerable,
        declined=False,
        said_right=rank == 1,
        confidence=0.5,
        citations=10,
        citations_held=10,
        took_ms=3.5,
        said="“No”, said the warden.",
        sentences=1,
        rankings={REPLY: Ranking(passages=passages, missed=(1,) * (answerable and rank is None))},
    )


def save(path: Path) -> Run:
    run = Run(
        library=STATE, k=10, rows=(make_row("q1", 2), make_row("q2", None), make_row("q3", None, answerable=False))
    )
    values = measure(run.rows)
    write_baseline(path, run, estimates(values), values, "ab" * 32)
    return run


def test_a_saved_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = save(tmp_path / "baseline.json")
    baseline = read_baseline(tmp_path / "baseline.json", k=10)
    assert baseline.by_measure() == measure(run.rows)
    assert (baseline.library, baseline.k, baseline.questions_sha256) == (STATE, 10, "ab" * 32)
    assert baseline.figures["MRR@10"].mean == 0.25  # (1/2 + 0) / 2
    assert baseline.figures["MRR@10"].questions == 2


def test_a_saved_run_has_a_line_for_each_question_and_neither_words_nor_times_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    save(path)
    text = path.read_text(encoding="utf-8")
    assert [line[:6] for line in text.splitlines() if line.startswith('  "q')] == ['  "q1"', '  "q2"', '  "q3"']
    assert "whom" not in text
    assert "a.txt" not in text
    assert "3.5" not in text
    save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.json", "baseline.json"]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"version": 2}, "is no baseline of this version of pressmark: version: Input should be 1"),
        ({"rows": []}, "is no baseline of this version of pressmark: rows: Extra inputs are not permitted"),
        ({"values": {"q1": [1.0]}}, "question 'q1' has 1 values for 12 measures"),
    ],
)
def test_a_baseline_that_does_not_fit_is_refused(tmp_path: Path, edit: dict[str, object], reason: str) -> None:
    path = tmp_path / "baseline.json"
    save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | edit))
    with pytest.raises(BadFile, match=re.escape(reason)):
        read_baseline(path, k=10)


def test_a_baseline_of_another_k_a_broken_one_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    save(path)
    with pytest.raises(BadFile, match="was saved with -k 10; this run asks with -k 20"):
        read_baseline(path, k=20)
    path.write_text('{"version": 1,')
    with pytest.raises(BadFile, match="the whole of it: Invalid JSON"):
        read_baseline(path, k=10)
    with pytest.raises(BadFile, match=r"none\.json' can't be read: No such file"):
        read_baseline(tmp_path / "none.json", k=10)


def test_a_baseline_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"baseline\.json' can't be written: No such file or directory"):
        save(tmp_path / "nowhere" / "baseline.json")


def test_the_committed_baseline_is_small_and_has_every_question_and_measure() -> None:
    path = EVALS / "baseline.json"
    cases = read_all_cases(EVALS / "questions.jsonl", EVALS.parent / "corpus" / "samples").questions
    baseline = read_baseline(path, k=10)
    assert path.stat().st_size < 40_000
    assert list(baseline.values) == [case.id for case in cases]
    assert baseline.measures == tuple(one.name for one in MEASURES)
    values = baseline.by_measure()
    assert values["MRR@10"].keys() == {case.id for case in cases if case.answerable}
    assert values["rightly declined"].keys() == {case.id for case in cases if not case.answerable}


def test_at_least_thirty_questions_are_pinned_eight_of_them_unanswerable() -> None:
    cases = read_all_cases(EVALS / "questions.jsonl", EVALS.parent / "corpus" / "samples").questions
    pinned = read_pinned(EVALS / "pinned.txt", [case.id for case in cases])
    assert len(pinned) >= 30
    assert len({case.id for case in cases if not case.answerable} & set(pinned)) >= 8
