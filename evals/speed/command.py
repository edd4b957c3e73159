"""`pressmark eval speed`. Exit codes: 0 measured; 2 usage, or what is needed is not there; 3 the library can't be used.

Out of scope: what is measured (a module each), and how it is shown (`evals.speed.report`).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evals.console import naming_bad_input, progress
from qa.console import failing, say, stop

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)


class What(StrEnum):
    """What can be measured; all but `QUALITY` where nothing is named."""

    EMBEDDING = "embedding"
    INDEXING = "indexing"
    OPENING = "opening"
    COLD = "cold"
    WARM = "warm"
    HTTP = "http"
    MEMORY = "memory"
    DISK = "disk"
    QUALITY = "quality"


@app.command(
    "speed",
    epilog="Examples:\n\n    pressmark eval speed\n\n    pressmark eval speed warm cold --passages 10000 --articles news\n\n"
    "    pressmark eval speed --passages 1000 --passages 100000 --json speed.json --plot speed.svg\n\n"
    "    pressmark eval speed quality --articles realtimeqa\n\n    pressmark eval speed --peers --articles news",
)
def measure(
    what: Annotated[
        list[What] | None,
        typer.Argument(metavar="WHAT", help=f"{', '.join(What)}; all but quality when not given.", show_default=False),
    ] = None,
    passages: Annotated[
        list[int] | None,
        typer.Option("--passages", min=10, metavar="N", help="Size of the library; may be repeated. [default: 1000]"),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(
            "--articles",
            metavar="DIR",
            help="Real articles to measure with: a folder of them, or of the RealTime QA data; the samples when not given.",
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("--count", min=1, metavar="N", help="How many articles are indexed anew: 120, with --peers 2000."),
    ] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="Measure txtai, Haystack and LangChain in turn with ours, and print ratios.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help="Write all figures to this file.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.svg", dir_okay=False, help="Draw how figures grow with the passages."),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", metavar="DIR", help="Where libraries are built and kept; in the cache when not given."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="For what is drawn by chance.")] = 0,
) -> None:
    """Measure how fast pressmark is and how much room it takes, on this machine.

    Real passages come first; where there are fewer than asked for, others are made of them. What is built is kept, and used again.
    """
    with failing(), naming_bad_input():
        from index.compilations import cache_folder

        for path in (json_file, plot):
            if path and not path.absolute().parent.is_dir():
                stop(2, f"{str(path)!r} can't be written: there is no folder {str(path.parent)!r}")
        place = (work or cache_folder() / "speed").absolute()
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            stop(2, f"{str(place)!r} can't be made: {error.strerror}; name another folder with --work DIR")
        from evals.speed.run import Run

        with progress() as shown:
            run = Run(articles=articles, work=place, seed=seed, count=count, plot=plot, tell=say, progress=shown)
            if peers:
                if what or passages or plot:
                    stop(2, "--peers measures them all in its own way; name neither WHAT, nor --passages, nor --plot")
                run.compare(json_file)
            else:
                wanted = tuple(what or (one for one in What if one is not What.QUALITY))
                run.measure(tuple(str(one) for one in wanted), tuple(passages or (1000,)), json_file)
