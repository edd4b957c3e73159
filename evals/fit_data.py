"""The data sets that weights are fitted to, opened one after another and asked.

Of RealTime QA its sample, further quizzes, small folders made of both, and folders asked by hand (`evals.datasets.quizzes`); of
any other data set the questions that say what answers them by words or by place; and pressmark's own questions, always.
What was asked after a day is held out: fitted to never, and shown apart.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from evals.console import Progress
from evals.datasets.dataset import DataSet, Documents
from evals.datasets.find import find_dataset
from evals.datasets.quizzes import Quizzes
from evals.datasets.realtimeqa import SAMPLE, is_realtimeqa
from evals.errors import BadFile
from evals.fit_questions import Asked, ask_all
from evals.library import open_articles
from evals.opening import tell_faults
from evals.removal import ReducedService
from index.embed import Embedder

OWN = "own"


def datasets(paths: Sequence[Path], folder: Path | None) -> Iterator[DataSet]:
    """The data sets at `paths`, what is made of them, and our own. Raises what reading them does, and `BadFile` where one has no answers."""
    own = find_dataset(None)
    yield DataSet(name=OWN, questions=own.questions, articles=own.articles)
    for path in paths:
        dataset = find_dataset(path, folder=folder if path.is_file() else None)
        tell_faults(dataset.faults)
        if dataset.ranks_documents or not any(one.answerable for one in dataset.questions):
            has = "which articles answer, and not what in them" if dataset.ranks_documents else "no answers"
            raise BadFile(path, f"says {has}: weights are fitted to sentences that answer; leave it away")
        yield dataset
        if is_realtimeqa(path) and (path / SAMPLE).is_file():
            quizzes = Quizzes(path)
            yield quizzes.further()
            yield from quizzes.asked_by_hand()
            yield from quizzes.small_folders()


def gather(
    paths: Sequence[Path],
    folder: Path | None,
    *,
    until: date,
    work: Path,
    embedder: Embedder,
    label: str,
    progress: Progress,
) -> list[Asked]:
    """Every question of the data sets, in every way that it can be asked; `label` says all that the embedder's vectors depend on."""
    asked: list[Asked] = []
    for dataset in datasets(paths, folder):
        questions = [one for one in dataset.questions if not isinstance(one.relevance, Documents)]
        placed = open_articles(dataset.articles, work, embedder, label, progress)
        with ReducedService(placed.articles, placed.path, embedder, threshold=0.0) as service:
            # Our own are there to be fitted to, whenever their people ask.
            day = date.max if dataset.name == OWN else until
            asked += ask_all(dataset.name, service, embedder, questions, until=day, progress=progress)
    return asked
