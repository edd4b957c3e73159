"""Questions that must not be lost: answered from the right passage, ranked first, or rightly declined."""

from collections.abc import Sequence
from pathlib import Path

from evals.errors import BadLines
from evals.files import read_file
from evals.rows import Row


def read_pinned(path: Path, known: Sequence[str]) -> tuple[str, ...]:
    """The ids in `path`, one a line, `#` before a comment; each must be among `known`. Raises `BadFile` or `BadLines`."""
    found: dict[str, int] = {}
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(read_file(path).decode(errors="replace").split("\n"), 1):
        id = line.partition("#")[0].strip()
        if id in found:
            faults.append((number, f"{id!r} is on line {found[id]} already"))
        elif id and id not in known:
            faults.append((number, f"no question has the id {id!r}; correct it, or take the line out"))
        elif id:
            found[id] = number
    if faults:
        raise BadLines(path, faults)
    return tuple(found)


def is_kept(row: Row) -> bool:
    """Whether a question is rightly declined, or answered where the answer is with a relevant passage ranked first."""
    return (row.answered_right and row.rank == 1) if row.answerable else row.declined


def what_came(row: Row) -> str:
    """What a question got, where that was not what it should be."""
    first = row.passages[0] if row.passages else None
    top = f"{first.source}:{first.start}-{first.end}" if first else "no passage"
    if not row.answerable:
        return f"answered (confidence {row.confidence:.2f}), though the articles do not say; first came {top}"
    said = "declined" if row.declined else "answered right" if row.answered_right else "answered something else"
    if row.rank == 1:
        place = f"the right passage came first ({top})"
    else:
        right = f"the first right passage came {row.rank}." if row.rank else "no right passage came"
        place = f"first came {top}, {right}"
    return f"{said} (confidence {row.confidence:.2f}); {place}"
