"""What a run is reported as: why it may not pass, tables that a pipe can read, and words that stay inert."""

import io
from dataclasses import replace
from datetime import date

from rich.console import Console

from evals.compare import compare
from evals.metrics import estimates, measure
from evals.report import find_faults, print_comparison, print_lost, print_run
from evals.rows import REPLY, RankedSpan, Ranking, Row, Run
from qa.schema import LibraryState

ROW = Row(
    id="q1",
    question="Who rang the \x1b[31mbell\u202e?",
    kind="who",
    asked_on=date(2024, 6, 20),
    answerable=True,
    declined=True,
    said_right=False,
    confidence=0.25,
    citations=3,
    citations_held=3,
    took_ms=4.0,
    said=None,
    sentences=0,
    rankings={REPLY: Ranking(passages=(), missed=(1,))},
)
FOUND = RankedSpan(source="a.txt", start=0, end=9, score=0.5, grade=1)
STATE = LibraryState(generation=1, articles=2, passages=9, model="some-model")


def console() -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, width=120), stream


def test_a_citation_that_does_not_hold_is_a_fault_without_any_baseline() -> None:
    rows = [ROW, replace(ROW, id="q2", citations_held=2)]
    assert find_faults(rows, None, []) == ("citations do not hold in the replies to: q2",)
    assert find_faults([ROW], None, []) == ()


def test_lost_questions_and_figures_that_fell_are_faults() -> None:
    compared = compare({"MRR@10": {f"q{n}": 1.0 for n in range(6)}}, {"MRR@10": {f"q{n}": 0.25 for n in range(6)}})
    assert find_faults([ROW], compared, [ROW]) == (
        "MRR@10 fell from 1.000 to 0.250 (p = 0.016)",
        "pinned questions are lost: q1",
    )
    more = compare({"wrongly declined": dict.fromkeys("abcde", 0.0)}, {"wrongly declined": dict.fromkeys("abcde", 1.0)})
    assert find_faults([ROW], more, []) == ("wrongly declined rose from 0.000 to 1.000 (p = 0.031)",)


def test_a_comparison_counts_and_names_the_questions_that_moved() -> None:
    out, stream = console()
    print_comparison(
        out, compare({"MRR@10": {"a": 1.0, "b": 0.0, "c": 1.0}}, {"MRR@10": {"a": 0.5, "b": 1.0, "d": 1.0}})
    )
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert "MRR@10    0.500  0.750      +0.250  0.750       1      1" in lines
    assert lines[lines.index("worse (1 questions):") + 1] == "  a  MRR@10 1 → 0.5"
    assert lines[lines.index("better (1 questions):") + 1] == "  b  MRR@10 0 → 1"
    assert "only in the baseline, and not compared (1): c" in lines
    assert "only in this run, and not compared (1): d" in lines


def test_each_kind_of_question_has_its_line() -> None:
    rows = (
        ROW,
        replace(ROW, id="q2", declined=False, said_right=True, rankings={REPLY: Ranking(passages=(FOUND,))}),
        replace(ROW, id="q3", kind="why", answerable=False),
    )
    out, stream = console()
    print_run(out, Run(library=STATE, k=10, rows=rows), estimates(measure(rows)))
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert ["who", "2", "1", "1", "1"] in lines
    assert ["why", "1", "1"] in lines
    assert "3 questions, 1 of them unanswerable; 2 articles, 9 passages, model some-model; 4 ms" in stream.getvalue()
    assert "9 of 9 citations hold" in stream.getvalue()


def test_escapes_and_direction_marks_of_a_question_are_printed_as_characters() -> None:
    out, stream = console()
    print_lost(out, [ROW])
    assert "  q1  Who rang the \\x1b[31mbell\\u202e?\n" in stream.getvalue()
