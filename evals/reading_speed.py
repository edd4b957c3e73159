"""How fast articles are read, and in how much memory: a file of many, in a process of its own, as a part of `pressmark eval reading`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.datasets.realtimeqa import ARTICLES
from evals.neardup import find_archive

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSpeed:
    """What one process took to read a file to its end, embedding nothing."""

    articles: int
    refused: int
    characters: int
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float | None
    """The most memory that was resident, Python and libraries included; None where the system does not say."""

    @property
    def articles_per_second(self) -> float:
        """Of one core's time."""
        return self.articles / self.cpu_seconds


def measure_reading(folder: Path) -> ReadingSpeed | None:
    """Of the articles of RealTime QA, where they are in `folder` or below it. Raises `CantMeasure`."""
    from evals.speed.fresh import probe

    if (archive := find_archive(folder)) is None:
        return None
    found = probe("reading", (archive / ARTICLES).resolve())
    peak = found["peak_rss"] / 1e6
    return ReadingSpeed(
        articles=int(found["articles"]),
        refused=int(found["refused"]),
        characters=int(found["characters"]),
        wall_seconds=found["wall_s"],
        cpu_seconds=found["cpu_s"],
        peak_mb=peak if peak > 0 else None,
    )


def print_reading(out: "Console", speed: ReadingSpeed) -> None:
    """A line of the figures."""
    from evals.report import print_line

    memory = "" if speed.peak_mb is None else f", in {speed.peak_mb:,.0f} MB"
    print_line(
        out,
        f"\n{speed.articles:,} articles of {speed.characters / 1e6:,.1f} million characters read ({speed.refused:,} refused): "
        f"{speed.articles_per_second:,.0f} a second of one core's time, {speed.articles / speed.wall_seconds:,.0f} by the clock{memory}",
    )


def reading_as_json(speed: ReadingSpeed | None) -> dict[str, float | None] | None:
    if speed is None:
        return None
    return {
        "articles": speed.articles,
        "refused": speed.refused,
        "characters": speed.characters,
        "articles_per_second": round(speed.articles_per_second, 1),
        "cpu_seconds": round(speed.cpu_seconds, 2),
        "wall_seconds": round(speed.wall_seconds, 2),
        "peak_mb": None if speed.peak_mb is None else round(speed.peak_mb, 1),
    }
