"""What can go wrong with the input of an evaluation.

EvaluationError
├── BadFile        a file as a whole can't be used: missing, unreadable, of another version
├── BadLines       lines of a file can't be used; all of them are named
└── CantMeasure    what a measurement needs is not there: articles, disk, a program that runs
"""

from collections.abc import Sequence
from pathlib import Path


class EvaluationError(Exception):
    """The base of what this package raises."""


class BadFile(EvaluationError):
    """`path` can't be used: `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{str(path)!r} {reason}")
        self.path = path
        self.reason = reason


class BadLines(EvaluationError):
    """Lines of `path` can't be used: `faults` are line numbers, from 1, and reasons. The message has one line for each."""

    def __init__(self, path: Path, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{path}:{line}: {reason}" for line, reason in faults))
        self.path = path
        self.faults = tuple(faults)


class CantMeasure(EvaluationError):
    """A measurement can't be made; the message says what it lacks, and the next step."""
