"""TREC's files: `topics.txt` (or `.xml`), `qrels.txt`, and the documents as `corpus.jsonl` (as BEIR has it) or files in `articles/`.

A topic is `<top>` with `<num>` and `<title>`, as the tracks write it, with or without closing tags; or a line with an id,
a tab and the question. A document that is a file is called by its path in `articles/`, or by its name without the ending.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.folder import find_files
from evals.datasets.beir import CORPUS, read_corpus
from evals.datasets.dataset import DataSet, Fault, Folder, LabelledQuestion, Records, Spans
from evals.datasets.lines import Ids, check_any, why_unaskable
from evals.datasets.qrels import Qrels, label, read_qrels
from evals.errors import BadFile
from evals.files import read_file

ARTICLES = "articles"

_TOP = re.compile(r"<top>(.*?)(?=<top>|\Z)", re.DOTALL | re.IGNORECASE)
_TOPIC = re.compile(r"<topic[^>]*?number=\"([^\"]+)\"[^>]*>(.*?)</topic>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*([^\s<]+)", re.IGNORECASE)
_TITLE = re.compile(r"<(title|query)>\s*(?:Topic:)?(.*?)(?=<|\Z)", re.DOTALL | re.IGNORECASE)


def is_trec(folder: Path) -> bool:
    """Whether `folder` holds such data."""
    return _find(folder, "topics") is not None and _find(folder, "qrels") is not None


def read_trec(folder: Path) -> DataSet:
    """The topics that a document answers, and the documents. Raises `BadFile` or `corpus.errors.FolderUnusable`."""
    topics, qrels_path = _find(folder, "topics"), _find(folder, "qrels")
    if topics is None or qrels_path is None:
        raise BadFile(folder, "does not hold both topics.txt and qrels.txt")
    faults: list[Fault] = []
    documents, sources = _documents(folder, faults)
    ids = Ids(topics, faults)
    questions: list[tuple[Path, int, LabelledQuestion]] = []
    for number, id, text in read_topics(topics, faults):
        if not ids.is_new(id, number):
            continue
        if reason := why_unaskable(text):
            faults.append(Fault(topics, number, reason))
        else:
            questions.append((topics, number, LabelledQuestion(id=id, text=text, relevance=Spans())))
    qrels = read_qrels(qrels_path, ids.__contains__, sources.__contains__, faults)
    labelled = label(questions, qrels, sources.__getitem__, faults)
    check_any(qrels_path, labelled, faults, "a line is topic, 0, document and grade")
    articles = documents if isinstance(documents, Records) else replace(documents, ids=_called(sources, qrels))
    return DataSet(name=folder.resolve().name, questions=tuple(labelled), articles=articles, faults=tuple(faults))


def _called(sources: Mapping[str, str], qrels: Qrels) -> dict[str, str]:
    """What each file that has a name besides its path is called in a run: by its path only where the qrels do so."""
    judged = {document for grades in qrels.values() for document in grades}
    return {source: name for name, source in sources.items() if name != source and source not in judged}


def _documents(folder: Path, faults: list[Fault]) -> tuple[Folder | Records, dict[str, str]]:
    """The documents, and the source of each id that the qrels may call it by."""
    if (folder / CORPUS).is_file():
        records, _ = read_corpus(folder / CORPUS, faults)
        return records, {id: source for source, id in records.ids.items()}
    if not (folder / ARTICLES).is_dir():
        raise BadFile(folder, f"holds no documents: neither {CORPUS} nor {ARTICLES}/")
    sources: dict[str, str] = {}
    for file in find_files(folder / ARTICLES).files:
        sources.setdefault(Path(file.source).stem, file.source)
        sources[file.source] = file.source
    return Folder(path=folder / ARTICLES), sources


def read_topics(path: Path, faults: list[Fault]) -> Iterator[tuple[int, str, str]]:
    """Line, id and text of each topic. Raises `BadFile`."""
    text = read_file(path).decode(errors="replace")
    tagged = [*_tagged(text, path, faults)] if "<top" in text.lower() else None
    if tagged is not None:
        yield from tagged
        return
    for number, line in enumerate(text.splitlines(), 1):
        id, tab, question = line.strip().partition("\t")
        if tab:
            yield number, id.strip(), question.strip()
        elif id:
            faults.append(Fault(path, number, "is no topic: an id, a tab and the question"))


def _tagged(text: str, path: Path, faults: list[Fault]) -> Iterator[tuple[int, str, str]]:
    for match in [*_TOP.finditer(text), *_TOPIC.finditer(text)]:
        line = text.count("\n", 0, match.start()) + 1
        body = match[match.lastindex or 1]
        number = match[1] if match.lastindex == 2 else (found[1] if (found := _NUMBER.search(body)) else None)
        title = _TITLE.search(body)
        if number is None or title is None:
            faults.append(Fault(path, line, "the topic has no <num> or no <title>"))
        else:
            yield line, number, html.unescape(" ".join(title[2].split()))


def _find(folder: Path, name: str) -> Path | None:
    """`topics.txt`, `topics.xml` and the like; None where there is none."""
    return next((path for path in sorted(folder.glob(f"{name}.*")) if path.suffix in (".txt", ".xml", ".tsv")), None)
