"""What a process holds in memory, and what a library takes on disk."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.figures import Figure, Measurement
from evals.speed.libraries import BuiltLibrary

QUESTIONS = 100


def measure_memory(library: BuiltLibrary, questions: Sequence[str]) -> Measurement:
    """A fresh process after opening the library and loading the model, and after `QUESTIONS` questions."""
    if not Path("/proc/self/status").is_file():
        raise CantMeasure("memory is read from /proc, which Linux has and this system has not")
    with tempfile.TemporaryDirectory(prefix="pressmark-speed-") as folder:
        file = Path(folder) / "questions.json"
        file.write_text(json.dumps(list(questions[:QUESTIONS])), encoding="utf-8")
        found = fresh.probe("memory", library.articles, library.path, file)
    named = {
        "resident, opened": "opened_rss",
        "not page cache, opened": "opened_anonymous",
        "resident, asked": "asked_rss",
        "not page cache, asked": "asked_anonymous",
        "peak": "asked_peak_rss",
    }
    return Measurement(
        what="memory",
        passages=library.passages,
        figures=tuple(Figure(name=name, value=found[key] / 1e6, unit="MB") for name, key in named.items()),
        notes=(
            f"a fresh process with the model loaded; asked: after {found['questions']:.0f} questions",
            "resident counts what of mapped files is in memory, which other processes share and the system may drop",
        ),
    )


def measure_disk(library: BuiltLibrary) -> Measurement:
    """Bytes by part, for each passage; articles are not counted, which were there before."""
    sizes = bytes_by_part(library.path)
    total = sum(sizes.values())
    figures = [
        Figure(name=part, value=size / library.passages, unit="bytes/passage") for part, size in sorted(sizes.items())
    ]
    figures.append(Figure(name="in all", value=total / library.passages, unit="bytes/passage"))
    figures.append(Figure(name="library", value=total / 1e6, unit="MB"))
    return Measurement(what="disk", passages=library.passages, figures=tuple(figures))


def bytes_by_part(path: Path) -> dict[str, int]:
    """The bytes of all files of a library: the database with its log, the vectors, the words, and the rest."""
    sizes = dict.fromkeys(("database", "vectors", "words", "rest"), 0)
    for file in path.rglob("*"):
        if file.is_file():
            first = file.relative_to(path).parts[0]
            part = {"library": "database", "vectors": "vectors", "words": "words"}.get(
                first.replace("-", ".").split(".")[0], "rest"
            )
            sizes[part] += file.stat().st_size
    return sizes
