"""`pressmark eval retrieval` and `pressmark eval answers`. Exit codes: 0 measured; 2 usage or bad input; 3 the library can't be used.

Out of scope: what is measured (`evals.metrics`, `evals.refusals`) and how it is shown (`evals.tables`, `evals.page`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.console import Progress, naming_bad_input
from evals.console import progress as progress_bar
from qa.console import failing, printing, say, stop

if TYPE_CHECKING:
    from evals.datasets.dataset import DataSet
    from evals.removal import ReducedService
    from evals.saved import Figures, SavedRun
    from index.embed import Embedder

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)

_SHOWN = 10
"""Faults that are named on the terminal; all are counted."""

_DOCUMENTS = 30
"""Passages that are asked for where articles are ranked: several may be of one."""


def _file(flag: str, says: str) -> Any:
    return typer.Option(flag, metavar="FILE", help=says, show_default=False)


Data = Annotated[
    Path | None,
    typer.Argument(
        metavar="DATA",
        help="A file of questions in JSON Lines, or the folder of a data set; pressmark's own questions when not given.",
        show_default=False,
    ),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="LAYOUT", help="realtimeqa, chunking, beir, trec or lines, where it can't be told."),
]
FolderOption = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="The articles that a file of questions is about.")
]
From = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Only questions asked on that day or later.",
        show_default=False,
    ),
]
To = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Only questions asked on that day or before.",
        show_default=False,
    ),
]
AskedOn = Annotated[
    str | None,
    typer.Option(
        "--asked-on",
        metavar="DATE",
        help="Ask all on that day, or on `today`; when not given, each on its own day, or on that of the newest article.",
    ),
]
Work = Annotated[
    Path | None,
    typer.Option("--work", metavar="DIR", help="Where libraries and embeddings are kept; in the cache when not given."),
]
Reranker = Annotated[
    str | None,
    typer.Option("--reranker", metavar="NAME", help="A cross-encoder that looks again, by hub name or folder."),
]
Json = Annotated[str | None, _file("--json", "Save the run to this file; `-` prints it in place of the tables.")]
Html = Annotated[Path | None, _file("--html", "Write a report with plots to this file.")]
RunFile = Annotated[Path | None, _file("--trec", "Write the reply's ranking as a TREC run file.")]
K = Annotated[
    int | None,
    typer.Option(
        "-k",
        min=1,
        max=100,
        metavar="N",
        help="Passages asked for: 10, or 30 where articles are ranked.",
        show_default=False,
    ),
]

_EXAMPLES = (
    "Examples:\n\n    pressmark eval {0}\n\n    pressmark eval {0} questions.jsonl --folder news\n\n"
    "    pressmark eval {0} data/realtimeqa --from 2023-07-01 --json run.json --html run.html\n\n"
    "    pressmark eval {0} data/scifact --trec run.txt\n\n"
    "A line of questions.jsonl is a question and what answers it: words, a quote, or an article.\n\n"
    '    {{"question": "Who opened the bridge?", "answer": "Ada Quill"}}\n\n'
    '    {{"question": "What was said of the price?", "quote": "too dear by half", "asked_on": "2024-06-01"}}\n\n'
    '    {{"question": "Where is the strike reported?", "source": "harbour/port-strike.txt", "kind": "where"}}'
)


@app.command("retrieval", epilog=_EXAMPLES.format("retrieval"))
def retrieval(
    data: Data = None,
    layout: As = None,
    folder: FolderOption = None,
    k: K = None,
    since: From = None,
    until: To = None,
    asked_on: AskedOn = None,
    stages: Annotated[bool, typer.Option(help="Measure each retriever by itself, and both together, too.")] = True,
    reranker: Reranker = None,
    work: Work = None,
    json_file: Json = None,
    html_file: Html = None,
    run_file: RunFile = None,
) -> None:
    """Measure the ranking: of the reply, and of the stages before it."""
    asked = _Asked(data, layout, folder, k, since, until, asked_on, reranker, work, json_file, html_file, run_file)
    with failing(), naming_bad_input(), asked.opened() as opened:
        from evals.metrics import estimates, measure_ranking
        from evals.run import REPLY, run
        from evals.saved import as_saved
        from evals.stages import DEPTH, DOCUMENTS, STAGES, stages_of
        from evals.tables import print_rankings

        depth = DOCUMENTS if opened.dataset.ranks_documents else DEPTH
        ran = run(
            opened.service,
            opened.dataset.questions,
            k=opened.k,
            asked_on=opened.asked_on,
            stages=stages_of(opened.service, opened.embedder, depth) if stages else None,
            progress=lambda done, total: opened.progress("asking", done, total),
        )
        names = (REPLY, *(STAGES if stages else ()))
        figures = {name: estimates(measure_ranking(ran.rows, name)) for name in names}
        saved = as_saved("retrieval", opened.dataset, ran, opened.settings)
        asked.write(opened, saved, figures)
        if json_file != "-":
            with printing() as out:
                print_rankings(out, saved, figures)


@app.command("answers", epilog=_EXAMPLES.format("answers"))
def answers(
    data: Data = None,
    layout: As = None,
    folder: FolderOption = None,
    k: K = None,
    since: From = None,
    until: To = None,
    asked_on: AskedOn = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            min=0,
            max=1,
            metavar="P",
            help="Confidence below which it is declined; the product's when not given.",
            show_default=False,
        ),
    ] = None,
    removal: Annotated[
        bool, typer.Option(help="Ask each question once more without the articles that hold its answer.")
    ] = True,
    reranker: Reranker = None,
    work: Work = None,
    json_file: Json = None,
    html_file: Html = None,
    run_file: RunFile = None,
) -> None:
    """Measure the answers: whether they hold what was asked for, their citations, and what is declined."""
    asked = _Asked(data, layout, folder, k, since, until, asked_on, reranker, work, json_file, html_file, run_file)
    with failing(), naming_bad_input(), asked.opened() as opened:
        from evals.metrics import estimates, measure_answers
        from evals.refusals import refusal_figures
        from evals.removal import find_holders
        from evals.run import run
        from evals.saved import as_saved
        from evals.tables import print_answers
        from qa.compose import THRESHOLD

        limit = THRESHOLD if threshold is None else threshold
        questions = opened.dataset.questions
        opened.progress("finding the articles that hold answers", 0, 1)
        holders = find_holders(opened.service, [one for one in questions if one.answerable]) if removal else {}
        ran = run(
            opened.service,
            questions,
            k=opened.k,
            asked_on=opened.asked_on,
            threshold=limit,
            holders=holders,
            progress=lambda done, total: opened.progress("asking", done, total),
        )
        figures = {"answers": estimates(measure_answers(ran.rows)), "refusals": refusal_figures(ran.rows)}
        saved = as_saved("answers", opened.dataset, ran, {**opened.settings, "threshold": limit})
        asked.write(opened, saved, figures)
        if json_file != "-":
            with printing() as out:
                print_answers(out, saved, figures)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both commands are given."""

    data: Path | None
    layout: str | None
    folder: Path | None
    k: int | None
    since: datetime | None
    until: datetime | None
    asked_on: str | None
    reranker: str | None
    work: Path | None
    json_file: str | None
    html_file: Path | None
    run_file: Path | None

    @contextmanager
    def opened(self) -> Iterator["_Opened"]:
        """The data set with an open service; what is wrong with it is said. Raises what reading, indexing and opening do."""
        from evals.datasets.find import Layout, find_dataset
        from evals.library import open_articles
        from evals.removal import ReducedService
        from index.compilations import cache_folder
        from index.embedders import open_embedder

        if self.layout is not None and self.layout not in list(Layout):
            stop(2, f"there is no layout {self.layout!r}; there are {', '.join(Layout)}")
        day = _day(self.asked_on)
        for path in (self.json_file if self.json_file != "-" else None, self.html_file, self.run_file):
            if path and not Path(path).absolute().parent.is_dir():
                stop(2, f"{str(path)!r} can't be written: there is no folder {str(Path(path).parent)!r}")
        work = (self.work or cache_folder() / "eval").absolute()
        with progress_bar() as progress:
            progress("reading the data set", 0, 1)
            layout = Layout(self.layout) if self.layout else None
            dataset = find_dataset(self.data, layout=layout, folder=self.folder)
            _tell_faults(dataset)
            dataset = self._between(dataset)
            try:
                work.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                stop(2, f"{str(work)!r} can't be made: {error.strerror}; name another folder with --work DIR")
            embedder = open_embedder(say=say)
            embedder.question("warm")  # What runs the model is known once it does.
            placed = open_articles(dataset.articles, work, embedder, embedder.runtime, progress)
            with ReducedService.open(
                placed.articles, library=placed.path, embedder=embedder, reranker=self.reranker, threshold=0.0
            ) as service:
                assert isinstance(service, ReducedService)
                k = self.k or (_DOCUMENTS if dataset.ranks_documents else 10)
                yield _Opened(dataset, service, embedder, k, day, progress, self._settings(embedder.runtime))

    def _between(self, dataset: "DataSet") -> "DataSet":
        since = self.since.date() if self.since else date.min
        until = self.until.date() if self.until else date.max
        if not self.since and not self.until:
            return dataset
        kept = tuple(one for one in dataset.questions if one.asked_on and since <= one.asked_on <= until)
        if not kept:
            days = [one.asked_on for one in dataset.questions if one.asked_on]
            there = f"they were asked from {min(days)} to {max(days)}" if days else "none has a day"
            stop(2, f"no question of {dataset.name!r} was asked in that time: {there}")
        return replace(dataset, questions=kept)

    def _settings(self, runtime: str) -> dict[str, str | int | float | None]:
        return {
            "asked_on": self.asked_on,
            "from": self.since.date().isoformat() if self.since else None,
            "to": self.until.date().isoformat() if self.until else None,
            "reranker": self.reranker,
            "runtime": runtime,
        }

    def write(self, opened: "_Opened", saved: "SavedRun", figures: "Figures") -> None:
        """Writes the files that were asked for."""
        from evals.files import write_file
        from evals.saved import to_json

        if self.json_file:
            text = to_json(saved, figures, len(opened.dataset.faults))
            if self.json_file == "-":
                with printing() as out:
                    out.file.write(text)
            else:
                write_file(Path(self.json_file), text)
        if self.html_file:
            from evals.page import to_html

            write_file(self.html_file, to_html(saved, figures))
        if self.run_file:
            from evals.trec_run import to_run

            write_file(self.run_file, to_run(saved, opened.dataset))


@dataclass(frozen=True, slots=True)
class _Opened:
    dataset: "DataSet"
    service: "ReducedService"
    embedder: "Embedder"
    k: int
    asked_on: date | None
    progress: Progress
    settings: dict[str, str | int | float | None]


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.today() if given == "today" else date.fromisoformat(given)
    except ValueError:
        stop(2, f"--asked-on {given!r} is no day; give one as 2023-06-18, or `today`")


def _tell_faults(dataset: "DataSet") -> None:
    for fault in dataset.faults[:_SHOWN]:
        say(str(fault))
    if dataset.faults:
        more = len(dataset.faults) - _SHOWN
        rest = f" ({more:,} more are not shown)" if more > 0 else ""
        say(
            f"{len(dataset.faults):,} lines of {dataset.name!r} are left out{rest}; {len(dataset.questions):,} questions are asked"
        )
