"""Runs in JSON: all that was asked, what came of it, and the figures, so that two of them can be compared later.

A saved run holds words of the articles; it is the user's, as the articles are.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from evals.datasets.dataset import DataSet
from evals.errors import BadFile
from evals.files import read_file
from evals.metrics import LEVEL, RESAMPLES, SEED, Estimate
from evals.rows import Row, Run
from qa.reply import LibraryState

VERSION = 2

Kind = Literal["retrieval", "answers"]

Figures = Mapping[str, Mapping[str, Estimate]]
"""For each ranking, or group of figures, the estimates by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """What a run's file holds, less its figures, which are made of the rows again."""

    version: Literal[2]
    kind: Kind
    dataset: str
    library: LibraryState
    settings: Mapping[str, str | int | float | None]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    """Lines of the data set that can't be used, each with its file and the reason."""

    @property
    def asked(self) -> str:
        """How many questions were asked of what, in words."""
        again = sum(row.without > 0 for row in self.rows)
        twice = f", {again:,} of them once more without the articles that hold the answer" if again else ""
        swapped = sum(row.swapped for row in self.rows)
        twice += f", {swapped:,} with something swapped" if swapped else ""
        state = self.library
        return (
            f"{len(self.rows) - again - swapped:,} questions{twice}; {state.articles:,} articles, {state.passages:,} passages, "
            f"model {state.model}"
        )


_ADAPTER = TypeAdapter(SavedRun)


def as_saved(kind: Kind, dataset: DataSet, run: Run, settings: Mapping[str, str | int | float | None]) -> SavedRun:
    """A run as it is saved."""
    told = {**settings, "k": run.k, "level": LEVEL, "resamples": RESAMPLES, "seed": SEED}
    return SavedRun(
        version=2,
        kind=kind,
        dataset=dataset.name,
        library=run.library,
        settings=told,
        rows=run.rows,
        left_out=tuple(map(str, dataset.faults)),
    )


def to_json(saved: SavedRun, figures: Figures) -> str:
    """The file's text: the same library and questions give the same, `took_ms` apart."""
    head: dict[str, Any] = {
        "version": saved.version,
        "kind": saved.kind,
        "dataset": saved.dataset,
        "library": saved.library.model_dump(),
        "settings": dict(saved.settings),
        "left_out": saved.left_out,
        "figures": {group: {name: asdict(one) for name, one in of.items()} for group, of in figures.items()},
    }
    rows = [
        {**asdict(row), "asked_on": row.asked_on.isoformat(), "rank": row.rank, "answered_right": row.answered_right}
        for row in saved.rows
    ]
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in head.items()]
    # A line a question, so that what changed between two files can be seen, and searched.
    told = [json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join(["{", *lines, '"rows": [', ",\n".join(told), "]", "}", ""])


def read_saved(path: Path) -> SavedRun:
    """A run from its file. Raises `BadFile`."""
    try:
        return _ADAPTER.validate_json(read_file(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole of it"
        raise BadFile(
            path,
            f"is no run of this version of pressmark: {where}: {first['msg']}; "
            "save one with: pressmark eval retrieval --json FILE (or eval answers)",
        ) from None
