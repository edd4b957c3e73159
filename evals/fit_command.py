"""`pressmark eval fit`. Exit codes: 0 fitted; 2 usage or bad input; 3 the library can't be used."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.console import naming_bad_input
from evals.console import progress as progress_bar
from evals.options import FolderOption, Json, Work
from qa.console import failing, printing, say, stop

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)


@app.command(
    "fit",
    epilog="Examples:\n\n    pressmark eval fit data/realtimeqa\n\n"
    "    pressmark eval fit data/realtimeqa --to 2022-12-31 --json fit.json\n\n"
    "    pressmark eval fit data/realtimeqa questions.jsonl --folder news",
)
def fit(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA…", help="Folders of data sets, or files of questions; pressmark's own are fitted to as well."
        ),
    ],
    folder: FolderOption = None,
    until: Annotated[
        datetime,
        typer.Option(
            "--to",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Fit to questions asked on that day or before; later ones are held out.",
        ),
    ] = datetime(2023, 6, 30),
    keep_order: Annotated[
        bool, typer.Option("--keep-order", help="Fit only whether to answer, to the order that the code has.")
    ] = False,
    work: Work = None,
    json_file: Json = None,
) -> None:
    """Fit the weights of evidence to questions with known answers, and compare them with those in the code.

    Each question is asked as it stands, without the articles that hold its answer, and with a name, place, year or month
    swapped. Prints figures in folds and on what is held out, `current -> fitted`, and the weights as code.
    """
    with failing(), naming_bad_input():
        from evals.files import write_file
        from evals.fit_data import gather
        from evals.fit_figures import cross_validate
        from evals.fit_report import print_fit, to_json
        from evals.opening import check_writable
        from index.compilations import cache_folder
        from index.embedders import open_embedder

        check_writable(json_file)
        place = (work or cache_folder() / "eval").absolute()
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            stop(2, f"{str(place)!r} can't be made: {error.strerror}; name another folder with --work DIR")
        day = until.date()
        with progress_bar() as progress:
            embedder = open_embedder(say=say)
            embedder.question("warm")  # What runs the model is known once it does.
            asked = gather(
                data, folder, until=day, work=place, embedder=embedder, label=embedder.runtime, progress=progress
            )
            found = cross_validate(asked, lambda done, of: progress("fitting", done, of), keep_order=keep_order)
        text = to_json(found, day)
        if json_file and json_file != "-":
            write_file(Path(json_file), text)
        with printing() as out:
            if json_file == "-":
                out.file.write(text)
            else:
                print_fit(out, found, day)
