"""A saved run to compare later ones with: its figures and its value for each question, and no text of any article."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.errors import BadFile
from evals.files import read_file, write_file
from evals.metrics import Estimate, Values
from evals.rows import Run
from qa.schema import LibraryState

VERSION = 1


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Record):
    """The mean of a measure, its 95 % interval, and over how many questions."""

    mean: float
    low: float
    high: float
    questions: int


class Baseline(_Record):
    """What the file holds. `values` has one row a question, in the order of `measures`; null where one is not about it."""

    version: Literal[1]
    questions_sha256: str
    k: int
    library: LibraryState
    figures: Mapping[str, Figure]
    measures: tuple[str, ...]
    values: Mapping[str, tuple[float | None, ...]]

    @model_validator(mode="after")
    def _rows_are_whole(self) -> "Baseline":
        for id, row in self.values.items():
            if len(row) != len(self.measures):
                raise ValueError(f"question {id!r} has {len(row)} values for {len(self.measures)} measures")
        return self

    def by_measure(self) -> Values:
        return {
            name: {id: value for id, row in self.values.items() if (value := row[at]) is not None}
            for at, name in enumerate(self.measures)
        }


def read_baseline(path: Path, *, k: int) -> Baseline:
    """A saved baseline of runs with `k` passages a question. Raises `BadFile`."""
    again = "save another with: pressmark eval --save-baseline FILE"
    try:
        baseline = Baseline.model_validate_json(read_file(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole of it"
        raise BadFile(path, f"is no baseline of this version of pressmark: {where}: {first['msg']}; {again}") from None
    if baseline.k != k:
        raise BadFile(path, f"was saved with -k {baseline.k}; this run asks with -k {k}. Ask with the same, or {again}")
    return baseline


def write_baseline(
    path: Path, run: Run, figures: Mapping[str, Estimate], values: Values, questions_sha256: str
) -> None:
    """Saves a run, a line for each question, so that a change of the file shows which. Raises `BadFile`."""
    saved = {
        name: {"mean": _round(one.mean), "low": _round(one.low), "high": _round(one.high), "questions": one.questions}
        for name, one in figures.items()
    }
    head = {
        "version": VERSION,
        "questions_sha256": questions_sha256,
        "k": run.k,
        "library": run.library.model_dump(),
    }
    lines = [f"{json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    lines += ['"figures": {', *_lines(saved), "},", f'"measures": {json.dumps(list(values))},', '"values": {']
    rows = {row.id: [values[name].get(row.id) for name in values] for row in run.rows}
    write_file(path, "\n".join(["{", *lines, *_lines(rows), "}", "}", ""]))


def _lines(entries: Mapping[str, object]) -> list[str]:
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in entries.items()]
    return [f"{line}," for line in lines[:-1]] + lines[-1:]


def _round(value: float) -> float:
    return round(value, 4)
