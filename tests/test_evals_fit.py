"""Weights fitted to questions with known answers: to real libraries, asked by the service's own retrieval."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from typer.testing import CliRunner

from evals.cases import read_cases
from evals.command import app
from evals.datasets.dataset import DataSet
from evals.errors import CantMeasure
from evals.fit_figures import ALL, HELD_OUT, IN_FOLDS, Fit, cross_validate, fold_of
from evals.fit_questions import Asked, Kind, ask_all
from evals.fit_replay import _reply, replay
from evals.fit_report import to_code, to_json
from evals.fit_weights import _logistic, _rank_loss, _softmax_loss, current
from evals.own import QUESTIONS, SAMPLES
from evals.removal import ReducedService
from evals.run import run
from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.asked import Asked as AskedFor
from qa.evidence import Evidence

UNTIL = date(2023, 9, 30)

PEOPLE = (
    "David Rowe",
    "Karen Hill",
    "Laura Finch",
    "Peter Dunn",
    "Emma Stroud",
    "Colin Marsh",
    "Ruth Vane",
    "Ian Frost",
)
PLACES = ("Norway", "Sweden", "Denmark", "Finland", "Poland", "Spain", "Italy", "Greece", "Turkmenistan", "Chile")
STEMS = ("bor", "kel", "mun", "tas", "vir", "lod", "gan", "pek")
ENDS = ("dar", "lig", "nop", "rus", "sem")
THINGS = ("crane", "oven", "organ", "mill")


def quiet(*_: object) -> None:
    return None


@pytest.fixture(scope="module")
def own(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[tuple[ReducedService, DataSet]]:
    library = tmp_path_factory.mktemp("own")
    sync(SAMPLES, library, embedder)
    with ReducedService(SAMPLES, library, embedder, threshold=0.0) as service:
        yield service, read_cases(QUESTIONS, SAMPLES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 160 short articles, and a question about each, some of them asked after the day that is fitted to."""
    home = tmp_path_factory.mktemp("made")
    (home / "news").mkdir()
    lines = []
    for n in range(160):
        person, place, thing = (
            PEOPLE[n % 8],
            PLACES[n // 8 % 10],
            f"{STEMS[n % 8]}{ENDS[n // 8 % 5]}{STEMS[n // 40]} {THINGS[n % 4]}",
        )
        day = date(2023, 1, 1) + timedelta(days=2 * n)
        (home / "news" / f"{n:03}.txt").write_text(
            f"A {thing} for {place}\n\nPublished {day.day} {day:%B %Y}\n\n{person} went to {place} to see to the {thing}. "
            f"It cost {1000 + 37 * n} crowns, more than was thought. Nobody else was asked.\n\n"
            f"The old one from {1950 + n % 60} had been sold for scrap by {PEOPLE[(n + 3) % 8]}.\n"
        )
        lines.append(
            {
                "id": f"m{n}",
                "question": f"How much did the {thing} of {person} in {place} cost?",
                "answer": f"{1000 + 37 * n} crowns",
                "asked_on": day.isoformat(),
            }
        )
    (home / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return home


@pytest.fixture(scope="module")
def asked(made: Path, tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> list[Asked]:
    library = tmp_path_factory.mktemp("library")
    sync(made / "news", library, embedder)
    with ReducedService(made / "news", library, embedder, threshold=0.0) as service:
        questions = read_cases(made / "questions.jsonl", made / "news").questions
        return [*ask_all("made", service, embedder, questions, until=UNTIL, progress=quiet)]


@pytest.fixture(scope="module")
def fitted(asked: list[Asked]) -> Fit:
    return cross_validate(asked, quiet)


def test_with_the_weights_of_the_code_a_question_comes_to_what_the_service_replies(
    own: tuple[ReducedService, DataSet], embedder: SentenceTransformerEmbedder
) -> None:
    service, dataset = own
    some = dataset.questions[::4]
    rows = {row.id: row for row in run(service, some, threshold=0.0).rows}
    kept = [one for one in ask_all("own", service, embedder, some, until=UNTIL, progress=quiet) if one.id in rows]
    assert len(kept) >= 40
    for one in kept:
        outcome, row = replay(one, current()), rows[one.id]
        assert (round(outcome.confidence, 4), outcome.right) == (row.confidence, row.said_right), one.id
        assert outcome.rank == row.rank, one.id
        ranked, _, _ = _reply(one, current())
        places = [(some[0].hit.excerpt.source, some[0].hit.excerpt.start) for some in ranked]
        assert places == [(passage.source, passage.start) for passage in row.passages], one.id


def test_each_question_is_asked_in_every_way_that_it_can_be(asked: list[Asked]) -> None:
    by_kind = {kind: [one for one in asked if one.kind is kind] for kind in Kind}
    assert len(by_kind[Kind.FULL]) == len(by_kind[Kind.REMOVED]) == 160
    assert by_kind[Kind.UNANSWERABLE] == []
    assert len(by_kind[Kind.SWAPPED]) > 100
    assert all(one.answers.any() and one.relevant.any() for one in by_kind[Kind.FULL][:20])
    assert not any(one.answers.any() for kind in (Kind.REMOVED, Kind.SWAPPED) for one in by_kind[kind])
    assert {one.held_out for one in asked if one.key == "m136"} == {False}
    assert {one.held_out for one in asked if one.key == "m137"} == {True}


def test_all_ways_in_which_a_question_was_asked_are_in_one_fold(asked: list[Asked]) -> None:
    folds: dict[str, set[int]] = {}
    for one in asked:
        folds.setdefault(one.key, set()).add(fold_of(one))
    assert {len(some) for some in folds.values()} == {1}
    assert {next(iter(some)) for some in folds.values()} == {0, 1, 2, 3, 4}


def test_a_fit_tells_apart_what_is_made_to_be_told_apart(fitted: Fit) -> None:
    (of_all,) = [one for one in fitted.compared if (one.dataset, one.part, one.fold) == (ALL, IN_FOLDS, None)]
    assert of_all.fitted["ROC area, removed"] > 0.9
    assert of_all.fitted["ROC area, swapped"] > 0.9
    assert of_all.fitted["MRR@10"] > 0.9
    assert fitted.weights.trust.missing_names <= 0.0
    # What is the same for all sentences of a question puts none of them first.
    assert fitted.weights.order.terms == fitted.weights.order.size == fitted.weights.order.open == 0.0
    assert fitted.weights.order.asks == 0.0  # no article asks
    assert fitted.weights.order.near == 0.0  # looked for when the order is made


def test_figures_are_given_by_fold_and_of_what_is_held_out(fitted: Fit) -> None:
    parts = [(one.dataset, one.part, one.fold) for one in fitted.compared]
    assert parts == [
        *(("made", IN_FOLDS, fold) for fold in (None, 0, 1, 2, 3, 4)),
        *((ALL, IN_FOLDS, fold) for fold in (None, 0, 1, 2, 3, 4)),
        ("made", HELD_OUT, None),
        (ALL, HELD_OUT, None),
    ]
    whole, *folds = fitted.compared[:6]
    for kind in Kind:
        assert sum(one.questions[kind] for one in folds) == whole.questions[kind]


def test_the_same_questions_give_the_same_fit(asked: list[Asked], fitted: Fit) -> None:
    again = cross_validate([*asked], quiet)
    assert to_json(again, UNTIL) == to_json(fitted, UNTIL)


def test_with_the_order_kept_only_whether_to_answer_is_fitted(asked: list[Asked]) -> None:
    found = cross_validate(asked, quiet, keep_order=True)
    kept = replace(found.weights, trust=current().trust, trust_bias=current().trust_bias)
    assert kept == current()
    assert found.weights.trust != current().trust
    for one in found.compared:
        assert one.fitted["MRR@10"] == one.current["MRR@10"]
        assert one.fitted["right where found"] == one.current["right where found"]


def test_weights_are_printed_as_code_that_runs(fitted: Fit) -> None:
    found: dict[str, object] = {}
    exec(to_code(fitted.weights), {"Evidence": Evidence, "Asked": AskedFor}, found)
    assert found["WEIGHTS"] == fitted.weights.order
    assert (found["TRUST"], found["TRUST_BIAS"]) == (fitted.weights.trust, fitted.weights.trust_bias)
    assert (found["BIAS"], found["TELLS"]) == (fitted.weights.order_bias, fitted.weights.tells)


@pytest.mark.parametrize("loss", [_softmax_loss, _rank_loss])
def test_the_gradient_of_the_order_is_its_slope(loss: Callable[..., tuple[float, np.ndarray[Any, Any]]]) -> None:
    draw = np.random.default_rng(5)
    evidence, good = draw.normal(size=(30, 4)), draw.random(30) < 0.3
    begins, counts, v = np.array([0, 9, 10, 21]), np.array([1.0, 0.5, 2.0, 1.0]), draw.normal(size=4)
    _, gradient = loss(evidence, good, begins, counts, v)
    for at in range(4):
        step = np.eye(4)[at] * 1e-6
        above, below = (loss(evidence, good, begins, counts, v + way * step)[0] for way in (1, -1))
        assert gradient[at] == pytest.approx((above - below) / 2e-6, abs=1e-5)


def test_the_smoothed_rank_is_the_rank_where_passages_are_far_apart() -> None:
    evidence, good = np.array([[90.0], [60.0], [30.0], [0.0]]), np.array([False, False, True, True])
    loss, _ = _rank_loss(evidence, good, np.array([0]), np.array([2.0]), np.array([1.0]))
    assert loss == pytest.approx(2 * np.log(3))


def test_the_trust_is_that_of_scikit_learn_s_logistic_regression() -> None:
    draw = np.random.default_rng(6)
    evidence = draw.normal(size=(200, 3)) * [1.0, 5.0, 0.2]
    good = draw.random(200) < 1 / (1 + np.exp(-(evidence @ [1.0, -0.3, 2.0] + 0.5)))
    counts = draw.choice([0.5, 1.0], size=200)
    weights, bias = _logistic(evidence, good, counts, 0.5)
    spread = evidence.std(axis=0)
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000).fit(
        (evidence - evidence.mean(axis=0)) / spread, good, sample_weight=counts
    )
    assert weights == pytest.approx(theirs.coef_[0] / spread, abs=1e-3)
    assert bias == pytest.approx(
        theirs.intercept_[0] - (theirs.coef_[0] / spread * evidence.mean(axis=0)).sum(), abs=1e-3
    )


def test_too_few_questions_of_a_kind_are_said(asked: list[Asked]) -> None:
    with pytest.raises(CantMeasure, match=r"^0 questions of the kind swapped, and at least 20 are needed"):
        cross_validate([one for one in asked if one.kind is not Kind.SWAPPED], quiet)
    with pytest.raises(CantMeasure, match=r"asked as they stand with an answer among what was found, and at least 100"):
        cross_validate([one for one in asked if not one.held_out and one.kind is Kind.FULL][:20], quiet)


def evaluate(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["fit", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_what_there_is_not_and_what_has_no_answers_is_said(tmp_path: Path) -> None:
    code, _, error = evaluate(tmp_path / "nowhere", "--work", tmp_path / "work")
    assert (code, "does not exist" in error) == (2, True)
    (tmp_path / "beir" / "qrels").mkdir(parents=True)
    (tmp_path / "beir" / "corpus.jsonl").write_text('{"_id": "d1", "title": "", "text": "Bread is dear."}\n')
    (tmp_path / "beir" / "queries.jsonl").write_text('{"_id": "q1", "text": "What is dear?"}\n')
    (tmp_path / "beir" / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    code, _, error = evaluate(tmp_path / "beir", "--work", tmp_path / "work")
    assert (code, "says which articles answer, and not what in them" in error) == (2, True)
    assert evaluate(tmp_path, "--json", tmp_path / "no" / "fit.json")[0] == 2


def test_the_command_prints_figures_and_code(made: Path, tmp_path: Path) -> None:
    arguments = (made / "questions.jsonl", "--folder", made / "news", "--work", tmp_path / "work")
    code, out, error = evaluate(*arguments, "--to", "2023-12-31", "--json", tmp_path / "fit.json")
    assert (code, error) == (0, "")
    assert "current -> fitted; fitted to what was asked to 2023-12-31, in 5 folds by question" in out
    assert "nothing was asked after 2023-12-31" in out
    assert "WEIGHTS = Evidence(\n    cosine=" in out
    saved = json.loads((tmp_path / "fit.json").read_text())
    assert set(saved) == {"until", "folds", "weights", "figures"}
    assert {one["dataset"] for one in saved["figures"]} == {"own", "questions", "all"}
    assert [*saved["weights"]["order"]] == [*Evidence._fields]
