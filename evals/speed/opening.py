"""From nothing to an open library, and to an answer: each in a fresh process."""

from collections.abc import Sequence

from evals.speed import fresh
from evals.speed.figures import Figure, Measurement, middle
from evals.speed.libraries import BuiltLibrary

OPENINGS, ASKS = 7, 9


def measure_opening(library: BuiltLibrary, *, repeats: int = OPENINGS) -> Measurement:
    """What importing and what opening takes, the files being in the page cache."""
    fresh.probe("opening", library.path)
    found = [fresh.probe("opening", library.path) for _ in range(repeats)]
    return Measurement(
        what="opening",
        passages=library.passages,
        figures=(
            middle("open", [one["open_s"] for one in found], "s"),
            middle("open, CPU", [one["open_cpu_s"] for one in found], "s"),
            middle("imports", [one["import_s"] for one in found], "s"),
            middle("whole process", [one["process_s"] for one in found], "s"),
        ),
        notes=(f"medians of {repeats} fresh processes, after one that is not counted",),
    )


def measure_cold(library: BuiltLibrary, questions: Sequence[str]) -> Measurement:
    """`pressmark ask` from its start to its end, a question each; the first is not counted."""
    where = (str(library.articles), "--library", str(library.path))
    ran = [fresh.run((*fresh.PRESSMARK, "ask", *where, one), codes=(0, 1)) for one in questions[: ASKS + 1]][1:]
    walls = [one.wall_s for one in ran]
    return Measurement(
        what="cold",
        passages=library.passages,
        figures=(
            middle("ask", walls, "s"),
            middle("ask, CPU", [one.cpu_s for one in ran], "s"),
            Figure(name="slowest", value=max(walls), unit="s"),
        ),
        notes=(f"medians of {len(ran)} processes `pressmark ask`, a question each, after one that is not counted",),
    )
