"""What a run is reported as: tables for the terminal, and JSON for programs."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.compare import ALPHA, Compared
from evals.metrics import LEVEL, MEASURES, RESAMPLES, SEED, Estimate
from evals.pinned import what_came
from evals.rows import Row, Run
from evals.saved import VERSION
from qa.terminal import printable


def to_json(name: str, run: Run, figures: Mapping[str, Estimate], questions_sha256: str) -> str:
    """Figures and rows, which `pressmark eval compare` reads. The same library and questions give the same, `took_ms` apart."""
    report = {
        "version": VERSION,
        "kind": "answers",
        "dataset": name,
        "library": run.library.model_dump(),
        "settings": {
            "k": run.k,
            "questions_sha256": questions_sha256,
            "level": LEVEL,
            "resamples": RESAMPLES,
            "seed": SEED,
        },
        "figures": {name: asdict(one) for name, one in figures.items()},
        "rows": [
            asdict(row) | {"asked_on": row.asked_on.isoformat(), "rank": row.rank, "answered_right": row.answered_right}
            for row in run.rows
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def print_run(out: Console, run: Run, figures: Mapping[str, Estimate]) -> None:
    """What was asked, every figure with its interval, and how each kind of question fared."""
    unanswerable = sum(not row.answerable for row in run.rows)
    state = run.library
    print_line(
        out,
        f"{len(run.rows)} questions, {unanswerable} of them unanswerable; {state.articles} articles, "
        f"{state.passages} passages, model {state.model}; "
        f"{median(row.took_ms for row in run.rows):.0f} ms a question (median)\n",
    )
    table = new_table("measure", ">mean", ">95 % interval", ">questions", "")
    for one in MEASURES:
        if found := figures.get(one.name):
            interval = f"{shown(found.low)} to {shown(found.high)}"
            says = one.says if one.higher_is_better else f"{one.says} (lower is better)"
            table.add_row(one.name, shown(found.mean), interval, str(found.questions), says)
    out.print(table)
    held, checked = sum(row.citations_held for row in run.rows), sum(row.citations for row in run.rows)
    print_line(out, f"\n{held:,} of {checked:,} citations hold\n")
    _print_kinds(out, run.rows)


def _print_kinds(out: Console, rows: Sequence[Row]) -> None:
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    if set(kinds) == {""}:
        return
    table = new_table("kind", ">questions", ">a right passage first", ">answered right", ">declined")
    for kind, of in sorted(kinds.items()):
        answerable = [row for row in of if row.answerable]
        first = str(sum(row.rank == 1 for row in answerable)) if answerable else ""
        right = str(sum(row.answered_right for row in answerable)) if answerable else ""
        table.add_row(printable(kind), str(len(of)), first, right, str(sum(row.declined for row in of)))
    out.print(table)


def print_comparison(out: Console, compared: Compared) -> None:
    """Each measure then and now, and the questions whose values differ."""
    if compared.comparisons:
        print_line(out, "\nagainst the baseline (p: one-sided paired randomisation test for worse)\n")
        table = new_table("measure", ">before", ">now", ">difference", ">p", ">better", ">worse", "")
        for one in compared.comparisons:
            numbers = (shown(one.before), shown(one.now), f"{one.difference:+.3f}", shown(one.p))
            changed = str(len(one.better)), str(len(one.worse))
            table.add_row(one.measure.name, *numbers, *changed, f"worse, p < {ALPHA}" if one.is_worse else "")
        out.print(table)
    for heading, moved in (("worse", _moved(compared, worse=True)), ("better", _moved(compared, worse=False))):
        if moved:
            print_line(out, f"\n{heading} ({len(moved)} questions):")
        for id, changes in moved.items():
            print_line(out, f"  {printable(id)}  {', '.join(changes)}")
    for when, ids in (("the baseline", compared.only_before), ("this run", compared.only_now)):
        if ids:
            print_line(out, f"\nonly in {when}, and not compared ({len(ids)}): {printable(', '.join(ids))}")


def _moved(compared: Compared, *, worse: bool) -> dict[str, list[str]]:
    moved: dict[str, list[str]] = defaultdict(list)
    for one in compared.comparisons:
        for change in one.worse if worse else one.better:
            moved[change.id].append(f"{one.measure.name} {change.before:.3g} → {change.now:.3g}")
    return dict(sorted(moved.items()))


def print_lost(out: Console, lost: Sequence[Row]) -> None:
    """The pinned questions that are lost, and what came instead."""
    if lost:
        print_line(out, f"\npinned questions lost ({len(lost)}):")
    for row in lost:
        print_line(out, f"  {printable(row.id)}  {printable(row.question)}\n      {printable(what_came(row))}")


def find_faults(rows: Sequence[Row], compared: Compared | None, lost: Sequence[Row]) -> tuple[str, ...]:
    """Why a run must not pass, a sentence each; none where it may."""
    faults = []
    for one in compared.worse if compared else ():
        moved = "fell" if one.difference < 0 else "rose"
        faults.append(f"{one.measure.name} {moved} from {shown(one.before)} to {shown(one.now)} (p = {shown(one.p)})")
    if lost:
        faults.append(f"pinned questions are lost: {', '.join(row.id for row in lost)}")
    if false := [row.id for row in rows if row.citations_held < row.citations]:
        faults.append(f"citations do not hold in the replies to: {', '.join(false)}")
    return tuple(faults)


def print_verdict(out: Console, faults: Sequence[str]) -> None:
    for fault in faults:
        print_line(out, f"\nWORSE: {printable(fault)}")


def new_table(*headings: str) -> Table:
    """A table without a box; a heading behind `>` has its column to the right."""
    # No box: it would be drawn in characters that a pipe's reader has to take out again.
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        right = heading.startswith(">")
        table.add_column(Text(heading.removeprefix(">")), justify="right" if right else "left", no_wrap=bool(heading))
    return table


def shown(value: float) -> str:
    """Three digits behind the point."""
    return f"{value:.3f}"


def print_line(out: Console, text: str) -> None:
    """Prints text in which nothing is markup; a pipe gets it unbroken."""
    out.print(Text(text), soft_wrap=not out.is_terminal)
