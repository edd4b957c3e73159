"""What a measurement gives: named figures with their units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Tell = Callable[[str], None]
"""Told of each step, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that was measured."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one command found at one size."""

    what: str
    passages: int
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """What has to be known to read the figures, a sentence each."""

    def __getitem__(self, name: str) -> float:
        return next(figure.value for figure in self.figures if figure.name == name)


def percentiles(name: str, values: Sequence[float], unit: str, *, of: Sequence[int] = (50, 95, 99)) -> list[Figure]:
    """The percentiles `of` some values, which `unit` they are in; linear between neighbours."""
    found = np.percentile(np.asarray(values, dtype=np.float64), list(of))
    return [
        Figure(name=f"{name} p{percent}", value=float(value), unit=unit)
        for percent, value in zip(of, found, strict=True)
    ]


def middle(name: str, values: Sequence[float], unit: str) -> Figure:
    """The median."""
    return Figure(name=name, value=float(np.median(np.asarray(values, dtype=np.float64))), unit=unit)
