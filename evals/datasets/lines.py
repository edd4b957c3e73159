"""Lines of a data set's files: what can be used of them, and the rest as faults by file and line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.datasets.dataset import Fault, LabelledQuestion
from evals.errors import BadFile
from evals.files import read_lines
from qa.limits import MAX_QUESTION

_Record = TypeVar("_Record", bound=BaseModel)

_NO_WORD = r"String should match pattern '\w'"
_NO_FIELD = "there is no such field; correct its name, or take it out"


def read_records(path: Path, kind: type[_Record], faults: list[Fault]) -> Iterator[tuple[int, _Record]]:
    """Number and record of each line of a JSON Lines file; adds the others to `faults`. Raises `BadFile`."""
    for number, line in read_lines(path):
        try:
            yield number, kind.model_validate_json(line)
        except ValidationError as error:
            faults += [Fault(path, number, reason) for reason in _reasons(error)]


def _reasons(error: ValidationError) -> list[str]:
    """What is wrong with a line: of a field that may be several things, once, and none of which it is."""
    found: dict[tuple[int | str, ...], list[str]] = defaultdict(list)
    for one in error.errors():
        field, *inside = one["loc"] or ("",)
        # Behind such a field pydantic names what was tried, and behind a list the number in it.
        place = (field,) if inside and isinstance(inside[0], str) else one["loc"]
        found[place].append(one["msg"].replace(_NO_WORD, "there is no word in it"))
    return [what_is_wrong(place, ", or: ".join(dict.fromkeys(messages))) for place, messages in found.items()]


def what_is_wrong(place: tuple[int | str, ...], message: str) -> str:
    """A sentence of pydantic's for one line."""
    # The parser is given one line at a time, so that it always speaks of line 1.
    message = message.replace(" at line 1 column", " at column").replace("Extra inputs are not permitted", _NO_FIELD)
    return f"{'.'.join(map(str, place))}: {message}" if place else message


class Columns:
    """A file of columns, with tabs between them, or white space where a line has no tab."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self._path = path
        self._faults = faults

    def rows(self, *counts: int) -> Iterator[tuple[int, list[str]]]:
        """Number and columns of each line that has as many as one of `counts`; adds the others to the faults. Raises `BadFile`."""
        for number, line in read_lines(self._path):
            try:
                text = line.decode().strip()
            except UnicodeDecodeError:
                self.fault(number, "is not UTF-8")
                continue
            columns = text.split("\t") if "\t" in text else text.split()
            if len(columns) in counts:
                yield number, columns
            else:
                self.fault(number, f"has {len(columns)} columns and not {' or '.join(map(str, counts))}")

    def whole_number(self, line: int, text: str, what: str) -> int | None:
        """The number that `text` tells; None, and a fault, where it tells none."""
        try:
            return int(text)
        except ValueError:
            self.fault(line, f"{what} is {text!r} and not a whole number")
            return None

    def fault(self, line: int, reason: str) -> None:
        self._faults.append(Fault(self._path, line, reason))


class Ids:
    """Ids of one file, each of which may stand there once."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self._path = path
        self._faults = faults
        self._lines: dict[str, int] = {}

    def is_new(self, id: str, line: int, what: str | None = None) -> bool:
        """Whether `id` came on no earlier line; else that is a fault of `what`."""
        first = self._lines.setdefault(id, line)
        if first != line:
            self._faults.append(
                Fault(
                    self._path, line, f"{what or f'the id {id!r}'} is that of line {first} too; the first one is used"
                )
            )
        return first == line

    def __contains__(self, id: str) -> bool:
        return id in self._lines


def why_unaskable(text: str) -> str | None:
    """What keeps a question from being asked, or None."""
    if not text.strip():
        return "the question is empty"
    if len(text) > MAX_QUESTION:
        return f"the question has {len(text):,} characters, more than {MAX_QUESTION:,}"
    return None


def check_any(path: Path, questions: Sequence[LabelledQuestion], faults: Sequence[Fault], of: str) -> None:
    """Raises `BadFile` where no question is left to be asked; `of` says what a usable one has."""
    if not questions:
        why = f"; the first line that can't be used: {faults[0]}" if faults else ""
        raise BadFile(path, f"holds no question that can be asked: {of}{why}")
