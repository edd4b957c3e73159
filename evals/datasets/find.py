"""Which data set is meant: by the layout of a folder or file, or by the name that the user gives it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.cases import read_cases
from evals.datasets.beir import is_beir, read_beir
from evals.datasets.chunking import is_chunking, read_chunking
from evals.datasets.dataset import DataSet, Layout
from evals.datasets.realtimeqa import is_realtimeqa, read_realtimeqa
from evals.datasets.trec import is_trec, read_trec
from evals.errors import BadFile
from evals.own import QUESTIONS, SAMPLES

_FOLDERS: Mapping[Layout, tuple[Callable[[Path], bool], Callable[[Path], DataSet], str]] = {
    Layout.REALTIMEQA: (is_realtimeqa, read_realtimeqa, "articles.jsonl.gz and questions.jsonl"),
    Layout.CHUNKING: (is_chunking, read_chunking, "questions_df.csv and corpora/"),
    Layout.BEIR: (is_beir, read_beir, "corpus.jsonl, queries.jsonl and qrels/"),
    Layout.TREC: (is_trec, read_trec, "topics.txt, qrels.txt, and corpus.jsonl or articles/"),
}


def find_dataset(path: Path | None, *, layout: Layout | None = None, folder: Path | None = None) -> DataSet:
    """The data set at `path`; pressmark's own questions where None.

    `folder` holds the articles that a file of questions is about. Raises `BadFile`, `BadLines` or
    `corpus.errors.FolderUnusable`.
    """
    if path is None:
        return read_cases(QUESTIONS, folder or SAMPLES)
    if not path.exists():
        raise BadFile(path, f"does not exist; {_expected()}")
    if layout is None:
        layout = _recognise(path)
    if layout is Layout.LINES:
        if not path.is_file():
            raise BadFile(
                path, "is a folder; name the file of questions, and the folder of their articles with --folder DIR"
            )
        if folder is None:
            raise BadFile(path, "has questions about articles; name the folder that these are in with --folder DIR")
        return read_cases(path, folder)
    if folder is not None:
        raise BadFile(path, f"is read as {layout} data, which brings its own articles; leave --folder away")
    return _FOLDERS[layout][1](path.parent if path.is_file() else path)


def _recognise(path: Path) -> Layout:
    if path.is_file():
        if path.suffix == ".jsonl":
            return Layout.LINES
        raise BadFile(path, f"is no data set that is known by its name; {_expected()}, or say which it is with --as")
    found = [layout for layout, (holds, _, _) in _FOLDERS.items() if holds(path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadFile(path, f"could be {' or '.join(found)} data; say which with --as {found[0]}")
    raise BadFile(path, f"holds no data set that is known; {_expected()}")


def _expected() -> str:
    folders = "; ".join(f"{layout}: {files}" for layout, (_, _, files) in _FOLDERS.items())
    return f"name a file of questions (.jsonl), or a folder that holds ({folders})"
