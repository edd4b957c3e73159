"""Which documents answer which questions, as BEIR and TREC write it, and the runs of a retriever.

A line of TREC's qrels is `question iteration document grade`, of BEIR's `question document grade` under a heading, of a run
`question Q0 document rank score name`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from evals.datasets.dataset import Documents, Fault, LabelledQuestion
from evals.datasets.lines import Columns
from evals.errors import BadFile

Qrels = Mapping[str, Mapping[str, int]]
"""The grade of each document, by its id, for each question, by its id."""


def read_qrels(
    path: Path, knows_question: Callable[[str], bool], knows_document: Callable[[str], bool], faults: list[Fault]
) -> Qrels:
    """The qrels in `path`; adds lines that can't be used, or that name what there is not, to `faults`. Raises `BadFile`."""
    columns = Columns(path, faults)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for number, row in columns.rows(3, 4):
        question, document, told = row[0], row[-2], row[-1]
        if number == 1 and told.lower() in ("score", "grade", "relevance", "rel"):
            continue
        grade = columns.whole_number(number, told, "the grade")
        if grade is None:
            continue
        if not knows_question(question):
            columns.fault(number, f"names the question {question!r}, which there is not")
        elif not knows_document(document):
            columns.fault(number, f"names the document {document!r}, which there is not")
        elif document in found[question]:
            columns.fault(number, f"grades {document!r} for {question!r} once more; the first grade is used")
        else:
            found[question][document] = grade
    return found


def label(
    questions: Iterable[tuple[Path, int, LabelledQuestion]],
    qrels: Qrels,
    source: Callable[[str], str],
    faults: list[Fault],
) -> list[LabelledQuestion]:
    """The questions that a document answers, with these; the others, with the file and line they stand on, become faults."""
    labelled = []
    for path, line, question in questions:
        grades = {source(id): grade for id, grade in qrels.get(question.id, {}).items() if grade > 0}
        if grades:
            labelled.append(replace(question, relevance=Documents(grades=grades)))
        else:
            faults.append(Fault(path, line, f"no qrels name a document that answers {question.id!r}"))
    return labelled


def read_run(
    path: Path, knows_document: Callable[[str], bool], faults: list[Fault]
) -> dict[str, list[tuple[str, float]]]:
    """The documents of each question and their scores, the best first; ties by id from the last, as trec_eval has them. Raises `BadFile`."""
    before = len(faults)
    columns = Columns(path, faults)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, (question, _, document, _, told, _) in columns.rows(6):
        try:
            score = float(told)
        except ValueError:
            columns.fault(number, f"the score is {told!r} and not a number")
            continue
        if not knows_document(document):
            columns.fault(number, f"ranks the document {document!r}, which there is not")
        elif document in found.get(question, ()):
            columns.fault(number, f"ranks {document!r} for {question!r} once more; the first score is used")
        else:
            found[question][document] = score
    if not found:
        why = f"; the first line that can't be used: {faults[before]}" if faults[before:] else ""
        raise BadFile(path, f"holds no line of a run: question Q0 document rank score name{why}")
    return {
        question: sorted(scores.items(), key=lambda one: (one[1], one[0]), reverse=True)
        for question, scores in found.items()
    }
