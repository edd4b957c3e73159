"""`pressmark eval`, and the commands below it. Exit codes: 0 fine; 1 worse; 2 usage or bad input; 3 the library can't be used.

Out of scope: what is measured (`evals.metrics`) and how it is shown (`evals.report`).
"""

from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.compare_command import app as comparing
from evals.console import naming_bad_input
from evals.console import progress as progress_bar
from evals.fit_command import app as fitting
from evals.measure_command import app as measuring
from evals.own import QUESTIONS, SAMPLES
from evals.reading_command import app as reading
from evals.speed.command import app as speed
from qa.console import failing, printing, say, stop

if TYPE_CHECKING:
    from evals.baseline import Baseline
    from evals.datasets.dataset import LabelledQuestion
    from evals.rows import Run

app = typer.Typer(name="eval", add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
app.add_typer(measuring)
app.add_typer(comparing)
app.add_typer(reading)
app.add_typer(fitting)
app.add_typer(speed)

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
PINNED = HERE / "pinned.txt"


def _file(flag: str, says: str) -> Any:
    return typer.Option(flag, metavar="FILE", dir_okay=False, help=says, show_default=False)


@app.callback(
    invoke_without_command=True,
    epilog="Examples:\n\n    pressmark eval\n\n    pressmark eval --json run.json\n\n"
    "    pressmark eval --save-baseline evals/baseline.json\n\n"
    "    pressmark eval --folder news --questions mine.jsonl --save-baseline mine.json\n\n"
    "    pressmark eval --folder news --questions mine.jsonl --baseline mine.json",
)
def evaluate(
    context: typer.Context,
    questions: Annotated[
        Path | None, _file("--questions", "Questions in JSON Lines; pressmark's own when not given.")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="The articles that they are about; the samples when not given."),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(
            "--library",
            metavar="DIR",
            help="Use this library, brought up to date first; when not given, a new one is built for the run.",
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=10, max=100, metavar="N", help="How many passages to ask for.")] = 10,
    json_file: Annotated[
        Path | None, _file("--json", "Write figures and rows to this file; `-` prints them in place of the tables.")
    ] = None,
    baseline: Annotated[
        Path | None,
        _file(
            "--baseline", "Compare with this saved run; for pressmark's own questions and -k 10, evals/baseline.json."
        ),
    ] = None,
    pinned: Annotated[
        Path | None,
        _file("--pinned", "Ids of questions that must not be lost; for pressmark's own questions, evals/pinned.txt."),
    ] = None,
    save_baseline: Annotated[
        Path | None,
        _file("--save-baseline", "Save this run to compare later ones with; it may then be worse than the last."),
    ] = None,
) -> None:
    """Ask questions with known answers and print how well they were answered, each figure with a 95 % interval.

    Exit code 1: a figure is worse than the baseline's (paired randomisation test, p < .05), a pinned question is lost, or a
    citation does not hold.
    """
    if context.invoked_subcommand:
        return
    questions, folder = questions or QUESTIONS, folder or SAMPLES
    own = (questions.resolve(), folder.resolve()) == (QUESTIONS.resolve(), SAMPLES.resolve())
    with failing(), naming_bad_input():
        from evals.baseline import write_baseline
        from evals.cases import read_all_cases
        from evals.compare import compare
        from evals.files import read_file, write_file
        from evals.metrics import estimates, measure
        from evals.pinned import is_kept, read_pinned
        from evals.report import find_faults, print_comparison, print_lost, print_run, print_verdict, to_json

        # All that was given is read before anything is loaded and asked for it. Where pressmark's own files are missing,
        # that is said: a check without them would always pass.
        cases = read_all_cases(questions, folder).questions
        digest = sha256(read_file(questions)).hexdigest()
        before = _read_baseline(baseline, k, own=own, replacing=save_baseline is not None)
        pinned = pinned or (PINNED if own else None)
        pins = read_pinned(pinned, [case.id for case in cases]) if pinned else ()
        for path in (json_file, save_baseline):
            if path and not path.absolute().parent.is_dir():
                stop(2, f"{str(path)!r} can't be written: there is no folder {str(path.parent)!r}")

        ran = _run(cases, folder, library, k)
        values = measure(ran.rows)
        figures = estimates(values)
        compared = compare(before.by_measure(), values) if before else None
        rows = {row.id: row for row in ran.rows}
        lost = [rows[id] for id in pins if not is_kept(rows[id])]
        # A run that is saved as the new baseline may be worse than the old one: that is what saving it says.
        faults = find_faults(ran.rows, None if save_baseline else compared, lost)

        if before and before.questions_sha256 != digest:
            say(
                "the questions have changed since the baseline was saved; those that kept their id are compared all the same"
            )
        if not before and not save_baseline:
            say("compared with no baseline; save this run as one with --save-baseline FILE")
        told = to_json(questions.stem, ran, figures, digest) if json_file else ""
        if json_file and str(json_file) != "-":
            write_file(json_file, told)
        if save_baseline:
            write_baseline(save_baseline, ran, figures, values, digest)
        with printing() as out:
            if str(json_file) == "-":
                out.file.write(told)
                raise typer.Exit(1 if faults else 0)
            if not out.is_terminal:
                out.width = 120  # A pipe has no width of its own, and a table cut to 80 columns can't be read back.
            print_run(out, ran, figures)
            if compared:
                print_comparison(out, compared)
            print_lost(out, lost)
            print_verdict(out, faults)
        raise typer.Exit(1 if faults else 0)


def _read_baseline(given: Path | None, k: int, *, own: bool, replacing: bool) -> "Baseline | None":
    from evals.baseline import read_baseline
    from evals.errors import BadFile

    if given:
        return read_baseline(given, k=k)
    if not own or k != 10:
        return None
    try:
        return read_baseline(BASELINE, k=k)
    except BadFile as error:
        if not replacing:
            raise
        say(f"not compared: {error}")
        return None


def _run(cases: Sequence["LabelledQuestion"], folder: Path, library: Path | None, k: int) -> "Run":
    from evals.run import run
    from index.embedders import open_embedder
    from index.sync import sync
    from qa.service import Service, library_model

    with ExitStack() as stack:
        place = library or Path(stack.enter_context(TemporaryDirectory(prefix="pressmark-eval-")))
        progress = stack.enter_context(progress_bar())
        embedder = open_embedder(library_model(place), say=say)
        sync(
            folder,
            place,
            embedder,
            progress=lambda what, done, total, _: progress(f"indexing {what}", done, total),
            say=say,
        )
        service = stack.enter_context(Service.open(folder, library=place, embedder=embedder))
        return run(service, cases, k=k, progress=lambda done, total: progress("asking", done, total))
