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
    from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, StrMethodFormatter

    panels = [(heading, lines) for heading, names in PANELS if (lines := _lines(measurements, names))]
    if not panels:
        raise CantMeasure("nothing that was measured has a size to be plotted against")
    # The same figures give the same file: ids are salted, and the day is left out.
    with rc_context({"svg.hashsalt": "pressmark", "svg.fonttype": "none"}):
        drawing = Drawing(figsize=(4.5 * len(panels), 4.5), layout="constrained")
        for axes, (heading, lines) in zip(drawing.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            for label, points in lines.items():
                axes.plot(*zip(*points, strict=True), marker="o", label=label)
            points = [point for line in lines.values() for point in line]
            values = [value for _, value in points]
            # Twice as far as the figures go, so that each axis has a number on it.
            limits = min(values) / 2, max(values) * 2
            axes.set(xscale="log", yscale="log", ylim=limits, xlabel="passages", title=heading)
            axes.xaxis.set_major_locator(FixedLocator(sorted({size for size, _ in points})))
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_minor_locator(NullLocator())
                axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
            axes.grid(visible=True, alpha=0.3)
            axes.legend(frameon=False, fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.15))
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
