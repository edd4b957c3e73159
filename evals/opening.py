"""What `pressmark eval retrieval` and `pressmark eval answers` are given, opened: a data set, its library and a service; and what they write.

Raises what reading a data set, indexing and opening do.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from evals.citations import Check, check_against_files, check_against_library
from evals.console import Progress
from evals.console import progress as progress_bar
from evals.datasets.dataset import DataSet, Fault, Folder, Layout
from evals.datasets.find import find_dataset
from evals.files import write_file
from evals.library import open_articles
from evals.removal import ReducedService
from evals.run import corpus_digest
from evals.saved import Figures, SavedRun, to_json
from index.compilations import cache_folder
from index.embed import Embedder
from index.embedders import open_embedder
from index.split import SplitSettings
from qa.console import printing, say, stop

_SHOWN = 10
"""Faults that are named on the terminal; all are counted."""

_PASSAGES, _DOCUMENTS = 10, 30
"""Passages that are asked for; more where articles are ranked, several of which may be of one."""

Settings = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A data set, and what it is asked of."""

    dataset: DataSet
    service: ReducedService
    embedder: Embedder
    check: Check
    k: int
    asked_on: date | None
    progress: Progress
    settings: Settings

    def tell(self, done: int, total: int) -> None:
        """How many questions are asked."""
        self.progress("asking", done, total)


@contextmanager
def opened(
    data: Path | None,
    layout: Layout | None,
    folder: Path | None,
    *,
    since: datetime | None,
    until: datetime | None,
    k: int | None,
    asked_on: str | None,
    reranker: str | None,
    work: Path | None,
    words: int | None = None,
) -> Iterator[Opened]:
    """The data set at `data`, less the questions asked before `since` or after `until`, with an open service; what is wrong with it is said.

    Its passages have at most `words` words; as many as any library's when not given.
    """
    day = _day(asked_on)
    place = (work or cache_folder() / "eval").absolute()
    with progress_bar() as progress:
        progress("reading the data set", 0, 1)
        dataset = find_dataset(data, layout=layout, folder=folder)
        tell_faults(dataset.faults)
        if dataset.faults:
            say(f"what is named above is left out of {dataset.name!r}; {len(dataset.questions):,} questions are asked")
        dataset = _between(dataset, since.date() if since else date.min, until.date() if until else date.max)
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            stop(2, f"{str(place)!r} can't be made: {error.strerror}; name another folder with --work DIR")
        embedder = open_embedder(say=say)
        embedder.question("warm")  # What runs the model is known once it does.
        split = SplitSettings(max_words=words) if words else SplitSettings()
        placed = open_articles(dataset.articles, place, embedder, embedder.runtime, progress, say, settings=split)
        settings: Settings = {
            "asked_on": day.isoformat() if day else None,
            "from": since.date().isoformat() if since else None,
            "to": until.date().isoformat() if until else None,
            "reranker": reranker,
            "words": split.max_words,
            "runtime": embedder.runtime,
        }
        with ReducedService.open(
            placed.articles, library=placed.path, embedder=embedder, reranker=reranker, threshold=0.0, split=split
        ) as service:
            assert isinstance(service, ReducedService)
            settings["corpus"] = corpus_digest(service)
            yield Opened(
                dataset=dataset,
                service=service,
                embedder=embedder,
                check=check_against_files(service)
                if isinstance(dataset.articles, Folder)
                else check_against_library(service),
                k=k or (_DOCUMENTS if dataset.ranks_documents else _PASSAGES),
                asked_on=day,
                progress=progress,
                settings=settings,
            )


def _between(dataset: DataSet, since: date, until: date) -> DataSet:
    if (since, until) == (date.min, date.max):
        return dataset
    kept = tuple(one for one in dataset.questions if one.asked_on and since <= one.asked_on <= until)
    if not kept:
        days = [one.asked_on for one in dataset.questions if one.asked_on]
        there = f"they were asked from {min(days)} to {max(days)}" if days else "none has a day"
        stop(2, f"no question of {dataset.name!r} was asked in that time: {there}")
    return replace(dataset, questions=kept)


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.today() if given == "today" else date.fromisoformat(given)
    except ValueError:
        stop(2, f"--asked-on {given!r} is no day; give one as 2023-06-18, or `today`")


def tell_faults(faults: Sequence[Fault]) -> None:
    """Names the first faults, and says how many there are."""
    for fault in faults[:_SHOWN]:
        say(str(fault))
    if len(faults) > _SHOWN:
        say(f"and {len(faults) - _SHOWN:,} more; {len(faults):,} in all")


def check_writable(*paths: Path | str | None) -> None:
    """Ends the command where there is no folder to write one of the files into: before all is asked, and not after."""
    for path in paths:
        if path and path != "-" and not Path(path).absolute().parent.is_dir():
            stop(2, f"{str(path)!r} can't be written: there is no folder {str(Path(path).parent)!r}")


def write_files(
    saved: SavedRun,
    figures: Figures,
    dataset: DataSet,
    *,
    json_file: str | None,
    html_file: Path | None,
    run_file: Path | None,
    qrels_file: Path | None,
    topics_file: Path | None,
) -> None:
    """Writes the files that were asked for. Raises `BadFile`."""
    from evals.trec_run import to_qrels, to_run, to_topics

    if json_file:
        text = to_json(saved, figures)
        if json_file == "-":
            with printing() as out:
                out.file.write(text)
        else:
            write_file(Path(json_file), text)
    if html_file:
        from evals.page import to_html

        write_file(html_file, to_html(saved, figures))
    if run_file:
        write_file(run_file, to_run(saved, dataset))
    if qrels_file:
        write_file(qrels_file, to_qrels(saved, dataset))
    if topics_file:
        write_file(topics_file, to_topics(saved))
