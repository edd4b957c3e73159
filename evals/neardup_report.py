"""Near-duplicates as a part of `pressmark eval reading`: measured where the folder has texts for it, printed and as JSON.

Out of scope: what is measured (`evals.neardup`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.console import Progress
from evals.neardup import EDITED, Measured, find_archive, find_listed, measure_listed, measure_reprints, read_archive

if TYPE_CHECKING:
    from rich.console import Console


def has_neardup(folder: Path) -> bool:
    """Whether there is anything to measure in `folder`, or in its folders of the data sets' names."""
    return bool(find_listed(folder)) or find_archive(folder) is not None


def measure_neardup(folder: Path, progress: Progress) -> list[Measured]:
    """All of it that there is. Raises `BadFile`."""
    measured = [measure_listed(path) for path in find_listed(folder)]
    if archive := find_archive(folder):
        texts = read_archive(archive)
        for share in EDITED:
            measured.append(measure_reprints(texts, share, lambda done, of: progress("looking for reprints", done, of)))
    return measured


def print_neardup(out: "Console", measured: Sequence[Measured]) -> None:
    """A table of the figures."""
    from evals.report import new_table, print_line

    print_line(out, "\nprints of the same words:")
    table = new_table("among", ">texts", ">pairs", ">found", ">others found", ">F1", ">95 %", ">CPU s")
    for one in measured:
        interval = "" if one.interval is None else f"{one.interval[0]:.3f}-{one.interval[1]:.3f}"
        counts = (f"{number:,}" for number in (one.texts, one.pairs.true, one.pairs.found, one.pairs.false))
        table.add_row(one.what, *counts, f"{one.pairs.f1:.3f}", interval, f"{one.seconds:.1f}")
    out.print(table)


def neardup_as_json(measured: Sequence[Measured]) -> list[dict[str, object]]:
    return [
        {
            "what": one.what,
            "texts": one.texts,
            "pairs": one.pairs.true,
            "found": one.pairs.found,
            "others_found": one.pairs.false,
            "precision": one.pairs.precision,
            "recall": one.pairs.recall,
            "f1": one.pairs.f1,
            "interval": one.interval,
            "cpu_seconds": round(one.seconds, 2),
        }
        for one in measured
    ]
