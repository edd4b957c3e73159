"""`pressmark eval compare`. Exit codes: 0 no figure is worse; 1 one is; 2 usage or bad input.

Out of scope: the test itself (`evals.compare`), and how it is shown (`evals.compare_tables`).
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.console import naming_bad_input
from qa.console import failing, printing, say, stop

if TYPE_CHECKING:
    from evals.compare import Compared
    from evals.metrics import Measure, Values
    from evals.saved import SavedRun

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)

_NAMED = 3
"""Ids that are named where all are counted."""


@app.command(
    "compare",
    epilog="Examples:\n\n    pressmark eval retrieval data/realtimeqa --json before.json\n\n"
    "    pressmark eval compare before.json after.json\n\n    pressmark eval compare before.json after.json --ranking dense --show 0\n\n"
    "    pressmark eval compare run.json run.json --ranking fused --with reply\n\n"
    "    pressmark eval compare before.json after.json --json - | jq '.comparisons[0].worse'",
)
def compare_runs(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="A run that --json saved.")],
    now: Annotated[Path, typer.Argument(metavar="NOW", help="Another one, of the same questions.")],
    ranking: Annotated[
        str, typer.Option("--ranking", metavar="NAME", help="Which ranking is compared: reply, dense, bm25 or fused.")
    ] = "reply",
    other: Annotated[
        str | None,
        typer.Option("--with", metavar="NAME", help="Which ranking of NOW, where it is another.", show_default=False),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="MEASURE",
            help="By which measure questions are better or worse; else the first that differs.",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        int,
        typer.Option(
            "--show", min=0, metavar="N", help="How many questions are listed as better, and as worse; 0 for all."
        ),
    ] = 10,
    json_file: Annotated[
        str | None,
        typer.Option(
            "--json",
            metavar="FILE",
            help="Write the comparison to this file; `-` prints it in place of the tables.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare two saved runs question by question: which got better and worse, with their passages, and whether by chance.

    p is that of a two-sided paired randomisation test. Exit code 1: a figure of NOW is worse with p < .05.
    """
    with failing(), naming_bad_input():
        from evals.compare import compare
        from evals.compare_tables import print_changes
        from evals.metrics import ANSWERS, RETRIEVAL
        from evals.saved import read_saved

        runs = _same_questions(read_saved(before), read_saved(now))
        for one, path, name in zip(runs, (before, now), (ranking, other or ranking), strict=True):
            there = list(dict.fromkeys(name for row in one.rows for name in row.rankings))
            if name not in there:
                stop(2, f"{str(path)!r} has no ranking {name!r}; it has {', '.join(there)}")
        if runs[0].dataset != runs[1].dataset:
            say(
                f"the runs are of different data sets, {runs[0].dataset!r} and {runs[1].dataset!r}; what has the same id is compared"
            )
        if unlike := _unlike(*runs):
            say(f"the runs differ in more than their replies: {'; '.join(unlike)}")
        measures = (*RETRIEVAL, *(ANSWERS if all(one.kind == "answers" for one in runs) else ()))
        values = _values(runs[0], ranking), _values(runs[1], other or ranking)
        compared = compare(*values, measures, two_sided=True)
        if not compared.comparisons:
            stop(2, f"no question of {str(before)!r} is in {str(now)!r}, so that nothing can be compared")
        chosen = _choose(compared, by)
        if json_file:
            _write_json(json_file, compared)
        if json_file != "-":
            with printing() as out:
                print_changes(out, compared, chosen, runs, (ranking, other or ranking), show)
        raise typer.Exit(1 if compared.worse else 0)


def _same_questions(before: "SavedRun", now: "SavedRun") -> "tuple[SavedRun, SavedRun]":
    """Both runs without the questions that have the same id and are not the same."""
    asked = [{row.id: row.question for row in run.rows} for run in (before, now)]
    other = sorted(id for id in asked[0].keys() & asked[1].keys() if asked[0][id] != asked[1][id])
    if not other:
        return before, now
    some = ", ".join(other[:_NAMED]) + (" …" if len(other) > _NAMED else "")
    say(f"not compared, since NOW asks something else by the same id: {len(other)} questions ({some})")
    left, still = (replace(run, rows=tuple(row for row in run.rows if row.id not in other)) for run in (before, now))
    return left, still


def _unlike(before: "SavedRun", now: "SavedRun") -> list[str]:
    """What else than the program may be why figures differ, in words."""
    told = [
        {"articles": run.library.articles, "passages": run.library.passages, "model": run.library.model, **run.settings}
        for run in (before, now)
    ]
    return [f"{name} {old} → {new}" for name in told[0] if (old := told[0][name]) != (new := told[1].get(name, old))]


def _values(saved: "SavedRun", ranking: str) -> "Values":
    from evals.metrics import measure_answers, measure_ranking

    return {**measure_ranking(saved.rows, ranking), **(measure_answers(saved.rows) if saved.kind == "answers" else {})}


def _choose(compared: "Compared", by: str | None) -> "Measure":
    """The measure by which questions are called better or worse."""
    names = [one.measure.name for one in compared.comparisons]
    if by is not None and by not in names:
        stop(2, f"no measure is called {by!r}; there are {', '.join(names)}")
    differing = [one for one in compared.comparisons if one.better or one.worse]
    if by is None:
        # MRR and nDCG tell more apart than whether there is a hit.
        finer = [one for one in differing if one.measure.name in ("nDCG@10", "MRR@10")]
        by = (finer or differing or compared.comparisons)[-1 if finer else 0].measure.name
    return next(one.measure for one in compared.comparisons if one.measure.name == by)


def _write_json(path: str, compared: "Compared") -> None:
    import json
    from dataclasses import asdict

    from evals.files import write_file

    told: dict[str, Any] = asdict(compared)
    for one in told["comparisons"]:
        one["measure"] = one["measure"]["name"]
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if path == "-":
        with printing() as out:
            out.file.write(text)
    else:
        write_file(Path(path), text)
