"""Runs as tables for the terminal, and for whatever reads a pipe."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, median

from rich.console import Console

from evals.metrics import ANSWERS, RETRIEVAL, Estimate, Values, measure_answers, measure_ranking
from evals.refusals import SAYS
from evals.report import new_table, print_line, shown
from evals.rows import REPLY, Row
from evals.saved import Figures, SavedRun
from qa.terminal import printable


def print_rankings(out: Console, saved: SavedRun, figures: Figures) -> None:
    """Each measure of each ranking, and how each kind of question fared in the reply."""
    _print_head(out, saved)
    table = new_table("measure", *(f">{printable(name)}" for name in figures), ">95 % interval", ">questions", "")
    for measure in RETRIEVAL:
        found = [of.get(measure.name) for of in figures.values()]
        if any(found):
            reply = figures[REPLY].get(measure.name)
            table.add_row(measure.name, *map(_mean, found), *_sure(reply), measure.says)
    out.print(table)
    print_line(out, f"\nthe interval is that of the {REPLY}")
    kinds = ("Success@1", "Success@5", "MRR@10", "nDCG@10", "span recall@5", "span IoU@5")
    _print_kinds(out, saved.rows, measure_ranking(saved.rows, REPLY), kinds)


def print_answers(out: Console, saved: SavedRun, figures: Figures) -> None:
    """Each measure of the answers and the refusals, and how each kind of question fared."""
    _print_head(out, saved)
    says = {one.name: one.says if one.higher_is_better else f"{one.says} (lower is better)" for one in ANSWERS}
    table = new_table("measure", ">mean", ">95 % interval", ">questions", "")
    for name, one in {**figures["answers"], **figures["refusals"]}.items():
        table.add_row(name, _mean(one), *_sure(one), {**says, **SAYS}[name])
    out.print(table)
    kinds = ("answered right", "right where found", "wrongly declined", "rightly declined")
    _print_kinds(out, saved.rows, measure_answers(saved.rows), kinds)


def _print_head(out: Console, saved: SavedRun) -> None:
    if not out.is_terminal:
        out.width = 160  # A pipe has no width of its own, and a table cut to 80 columns can't be read back.
    took = median(row.took_ms for row in saved.rows)
    held, checked = sum(row.citations_held for row in saved.rows), sum(row.citations for row in saved.rows)
    print_line(
        out,
        f"{printable(saved.dataset)}: {printable(saved.asked)}; "
        f"{took:.1f} ms a question (median); {held:,} of {checked:,} citations hold\n",
    )


def _print_kinds(out: Console, rows: Sequence[Row], values: Values, names: Sequence[str]) -> None:
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    if len(kinds) < 2:
        return
    print_line(out, "")
    names = [name for name in names if values.get(name)]
    table = new_table("kind", ">questions", *(f">{name}" for name in names))
    for kind, of in sorted(kinds.items()):
        means = ([values[name][row.id] for row in of if row.id in values[name]] for name in names)
        table.add_row(printable(kind), str(len(of)), *(shown(fmean(some)) if some else "" for some in means))
    out.print(table)


def _mean(one: Estimate | None) -> str:
    return shown(one.mean) if one else ""


def _sure(one: Estimate | None) -> tuple[str, str]:
    """The interval, and over how many questions."""
    return (f"{shown(one.low)} to {shown(one.high)}", str(one.questions)) if one else ("", "")
