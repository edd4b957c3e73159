"""How figures grow with the number of passages, as an SVG."""

from collections.abc import Sequence
from pathlib import Path

from evals.errors import BadFile, CantMeasure
from evals.speed.figures import Measurement

PANELS = (
    ("a question, warm (ms)", (("warm", "ask p50"), ("warm", "ask p95"))),
    ("from a fresh process (s)", (("cold", "ask"), ("opening", "open"), ("indexing", "again, one changed"))),
    ("memory after 100 questions (MB)", (("memory", "resident, asked"), ("memory", "not page cache, asked"))),
    ("disk (bytes a passage)", (("disk", "in all"), ("disk", "database"), ("disk", "vectors"), ("disk", "words"))),
)
"""A panel's heading, and the lines in it: a command and the name of its figure."""


def check_plotting() -> None:
    """Raises `CantMeasure` where there is nothing to plot with."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise CantMeasure("matplotlib is not installed; install it with: pip install 'pressmark[eval]'") from None


def write_plot(path: Path, measurements: Sequence[Measurement]) -> None:
    """One panel for each of `PANELS` that has a figure, both axes logarithmic. Raises `BadFile` or `CantMeasure`."""
    check_plotting()
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Drawing

    panels = [(heading, lines) for heading, names in PANELS if (lines := _lines(measurements, names))]
    if not panels:
        raise CantMeasure("nothing that was measured has a size to be plotted against")
    # The same figures give the same file: ids are salted, and the day is left out.
    with rc_context({"svg.hashsalt": "pressmark", "svg.fonttype": "none"}):
        drawing = Drawing(figsize=(4.5 * len(panels), 3.8), layout="constrained")
        for axes, (heading, lines) in zip(drawing.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            for label, points in lines.items():
                axes.plot(*zip(*points, strict=True), marker="o", label=label)
            axes.set(xscale="log", yscale="log", xlabel="passages", title=heading)
            axes.grid(visible=True, which="major", alpha=0.3)
            axes.legend(frameon=False, fontsize="small")
        try:
            drawing.savefig(path, format="svg", metadata={"Date": None})
        except OSError as error:
            raise BadFile(path, f"can't be written: {error.strerror or error}") from None


def _lines(measurements: Sequence[Measurement], names: Sequence[tuple[str, str]]) -> dict[str, list[tuple[int, float]]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for what, name in names:
        points = [
            (one.passages, figure.value)
            for one in measurements
            for figure in one.figures
            if (one.what, figure.name) == (what, name) and figure.value > 0
        ]
        if points:
            found[f"{what}: {name}"] = sorted(points)
    return found
