"""Two runs side by side, as tables for the terminal."""

from rich.console import Console

from evals.compare import ALPHA, Change, Compared
from evals.metrics import Measure, estimate
from evals.report import new_table, print_line, shown
from evals.rows import Row
from evals.saved import SavedRun
from qa.terminal import printable

_PASSAGES = 3
"""Passages of each run that are shown of a question."""

_EXCERPT = 160


def print_changes(
    out: Console,
    compared: Compared,
    chosen: Measure,
    runs: tuple[SavedRun, SavedRun],
    rankings: tuple[str, str],
    show: int,
) -> None:
    """Each measure before and now, and the questions that got worse and better by `chosen`, `show` of each (0: all) with their passages."""
    if not out.is_terminal:
        out.width = 160
    table = new_table(
        "measure", ">before", ">now", ">difference", ">95 % interval", ">p", ">better", ">worse", ">of", ""
    )
    changes = {}
    for one in compared.comparisons:
        same = one.questions - len(one.better) - len(one.worse)
        differences = [change.now - change.before for change in (*one.better, *one.worse)] + [0.0] * same
        spread = estimate(differences)
        assert spread is not None
        counts = str(len(one.better)), str(len(one.worse)), str(one.questions)
        interval = f"{spread.low:+.3f} to {spread.high:+.3f}"
        verdict = "" if one.p >= ALPHA else "worse" if one.is_worse else "better"
        table.add_row(
            one.measure.name,
            shown(one.before),
            shown(one.now),
            f"{one.difference:+.3f}",
            interval,
            shown(one.p),
            *counts,
            verdict,
        )
        if one.measure == chosen:
            changes = {"worse": one.worse, "better": one.better}
    out.print(table)
    rows = tuple({row.id: row for row in run.rows} for run in runs)
    for heading, moved in changes.items():
        ordered = sorted(moved, key=lambda change: (-abs(change.now - change.before), change.id))
        if ordered:
            some = ordered[: show or None]
            of = f", {len(some)} shown" if len(some) < len(ordered) else ""
            print_line(out, f"\n{heading} by {chosen.name} ({len(ordered)} questions{of}):")
            for change in some:
                _print_question(out, change, (rows[0][change.id], rows[1][change.id]), rankings)
    for when, ids in (("BEFORE", compared.only_before), ("NOW", compared.only_now)):
        if ids:
            print_line(out, f"\nonly in {when}, and not compared: {len(ids)} questions")


def _print_question(out: Console, change: Change, rows: tuple[Row, Row], rankings: tuple[str, str]) -> None:
    row = rows[0]
    print_line(
        out,
        f"\n  {printable(row.id)}  {change.before:.3g} → {change.now:.3g}  {printable(row.question)}  ({row.asked_on})",
    )
    words = {
        (one.source, one.start): one.text
        for row in rows
        for ranking in row.rankings.values()
        for one in ranking.passages
        if one.text
    }
    for when, of, name in zip(("before", "now"), rows, rankings, strict=True):
        passages = of.rankings[name].passages
        first = of.rankings[name].rank
        state = f"first right passage {first}." if first else "no right passage"
        said = f"; {'declined' if of.declined else 'said'}: {printable(_cut(of.said))}" if of.said else ""
        print_line(out, f"    {when}: {state}{said if rankings[0] == rankings[1] else ''}")
        for rank, one in enumerate(passages[:_PASSAGES], 1):
            mark = "*" if one.relevant else " "
            text = _cut(words.get((one.source, one.start), ""))
            print_line(out, f"     {mark}{rank}. {printable(one.source)}:{one.start}-{one.end}  {printable(text)}")


def _cut(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _EXCERPT else folded[: _EXCERPT - 1] + "…"
