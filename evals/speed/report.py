"""What was measured, as tables for the terminal and as JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.files import write_file
from evals.speed.figures import Measurement
from evals.speed.machine import describe_machine
from qa.terminal import printable

VERSION = 1


def print_measurements(out: Console, measurements: Sequence[Measurement]) -> None:
    """One table for a command: a row for each figure, a column for each size."""
    first = measurements[0]
    names = list(dict.fromkeys(figure.name for one in measurements for figure in one.figures))
    table = new_table(first.what, *(f">{one.passages:,} passages" for one in measurements), "")
    for name in names:
        found = [next((figure for figure in one.figures if figure.name == name), None) for one in measurements]
        unit = next(figure.unit for figure in found if figure)
        table.add_row(name, *(shown(figure.value) if figure else "" for figure in found), unit)
    out.print(table)
    for note in dict.fromkeys(note for one in measurements for note in one.notes):
        out.print(Text(f"  {printable(note)}", style="dim"), soft_wrap=not out.is_terminal)
    out.print()


def new_table(*headings: str) -> Table:
    """A table without a box, as a pipe's reader wants it; a heading behind `>` has its column to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(
            Text(heading.removeprefix(">")), justify="right" if heading.startswith(">") else "left", no_wrap=True
        )
    return table


def shown(value: float) -> str:
    """Three digits that count, and all before the point."""
    if value != value:
        return "-"
    if abs(value) >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.{2 if abs(value) >= 1 else 3}f}" if abs(value) < 10 else f"{value:.1f}"


def write_json(
    path: Path, measurements: Sequence[Measurement], settings: Mapping[str, str | int | None], **more: object
) -> None:
    """Everything that was measured, and on what. Raises `BadFile`."""
    report = {
        "version": VERSION,
        "machine": describe_machine(),
        "settings": dict(settings),
        "measurements": [
            {
                "what": one.what,
                "passages": one.passages,
                "figures": {
                    figure.name: {"value": figure.value if figure.value == figure.value else None, "unit": figure.unit}
                    for figure in one.figures
                },
                "notes": list(one.notes),
            }
            for one in measurements
        ],
        **more,
    }
    write_file(path, json.dumps(report, ensure_ascii=False, indent=1) + "\n")
