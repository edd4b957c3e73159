"""`pressmark eval reading`. Exit codes: 0 measured; 2 usage or bad input.

Out of scope: what is measured (`evals.reading`).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.console import naming_bad_input
from evals.console import progress as progress_bar
from qa.console import failing, print_json, printing

if TYPE_CHECKING:
    from rich.console import Console

    from evals.reading import Reading, Score

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)

_SHOWN = 10


@app.command(
    "reading",
    epilog="Examples:\n\n    pressmark eval reading article-extraction-benchmark\n\n"
    "    pressmark eval reading article-extraction-benchmark --json > reading.json",
)
def reading(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="The article extraction benchmark (ground-truth.json and html/), texts with listed pairs (articles_N.train and "
            ".truth), RealTime QA (articles.jsonl.gz), or the folder that these stand in.",
            show_default=False,
        ),
    ],
    json: Annotated[
        bool, typer.Option("--json", help="Print figures and every page as JSON, and nothing else.")
    ] = False,
) -> None:
    """Read saved web pages whose article was marked by hand, and print how much of it was read and how much else.

    Of texts with listed pairs, and of reprints that it makes of RealTime QA's articles, how many prints of the same words are found.
    And how many of those articles are read in a second, in how much memory.

    The benchmark is at https://github.com/scrapinghub/article-extraction-benchmark (MIT): 181 pages of news sites and blogs.
    """
    with failing(), naming_bad_input():
        from evals.neardup_report import has_neardup, measure_neardup, neardup_as_json, print_neardup
        from evals.reading import BODY, PAGES, SUBHEADINGS, TRUTH, find_pages, read_pages, score
        from evals.reading_speed import measure_reading, print_reading, reading_as_json

        marked = next((place for place in (folder / PAGES, folder) if (place / TRUTH).is_file()), None)
        pages = [] if marked is None and has_neardup(folder) else find_pages(marked or folder)
        with progress_bar() as progress:
            read = read_pages(pages, lambda done, total: progress("reading", done, total))
            progress("reading articles", 0, 0)
            speed = measure_reading(folder)
            prints = measure_neardup(folder, progress)
        scores = {name: score([page.found[name] for page in read.pages]) for name in (BODY, SUBHEADINGS)}
        if json:
            print_json(_as_json(read, scores, speed=reading_as_json(speed), prints=neardup_as_json(prints)))
        else:
            with printing() as out:
                if not out.is_terminal:
                    out.width = 160
                if pages:
                    _print(out, read, scores)
                if speed:
                    print_reading(out, speed)
                if prints:
                    print_neardup(out, prints)


def _as_json(read: "Reading", scores: dict[str, "Score"], **parts: object) -> str:
    from pydantic import TypeAdapter

    from evals.reading import Found, Score

    found, figures = TypeAdapter(Found), TypeAdapter(Score)
    value = {
        "figures": {name: figures.dump_python(one, mode="json") for name, one in scores.items()},
        "pages_per_second": round(len(read.pages) / read.seconds, 1) if read.pages else None,
        "pages": [
            {
                "id": one.page.id,
                "url": one.page.url,
                "refused": one.refused,
                **{name: found.dump_python(of, mode="json") for name, of in one.found.items()},
                "missed": one.missed,
                "added": one.added,
            }
            for one in read.pages
        ],
        **parts,
    }
    return TypeAdapter(dict[str, object]).dump_json(value, indent=2).decode()


def _print(out: "Console", read: "Reading", scores: dict[str, "Score"]) -> None:
    from evals.reading import SUBHEADINGS
    from evals.report import new_table, print_line
    from qa.terminal import printable

    count = len(read.pages)
    print_line(out, f"{count} page{'s' * (count != 1)}, {count / read.seconds:,.1f} a second of one core's time\n")
    table = new_table("what counts as read", ">precision", ">95 %", ">recall", ">95 %", ">F1", ">95 %")
    for name, mean in scores.items():
        figures = zip((mean.precision, mean.recall, mean.f1), mean.intervals, strict=True)
        table.add_row(name, *(shown for value, (low, high) in figures for shown in (f"{value:.3f}", f"{low:.3f}-{high:.3f}")))  # fmt: skip
    out.print(table)
    worst = sorted(read.pages, key=lambda one: (one.found[SUBHEADINGS].both, one.page.id))[:_SHOWN]
    print_line(out, f"\nthe {len(worst)} worst, with the longest stretch that was missed or added:")
    for one in worst:
        of = one.found[SUBHEADINGS]
        print_line(out, f"\n{printable(one.page.url or one.page.id)}: precision {of.precision:.2f}, recall {of.recall:.2f}")  # fmt: skip
        for sign, words in (("refused", one.refused), ("missed", one.missed), ("added", one.added)):
            if words:
                cut = words if len(words) <= 120 else f"{words[:117]}..."
                print_line(out, f"  {sign}: {printable(cut)}")
