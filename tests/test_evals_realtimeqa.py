"""The RealTime QA data: read as it comes, named where it is missing, and the measure of hits checked by hand."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from evals.datasets.realtimeqa import (
    QuizQuestion,
    read_articles,
    read_questions,
    read_sample,
    reciprocal_ranks,
)
from evals.errors import BadFile, BadLines, CantMeasure
from evals.relevance import contains, folded
from evals.speed.quality import compare, measure_quality, search
from index.embedders import open_embedder

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "realtimeqa"

ARTICLES = [
    ("https://www.osk.example.com/bees", "Bees return", "Beekeepers in the Osk valley counted 312 hives this spring."),
    ("http://varn.example.org/seals", "Seals", "Two pilots counted 1,140 grey seals on the skerries off Varn."),
    ("https://kvitnes.example.com/lamp", None, "Divers will mend the cable that feeds the red lamp in Kvitnes."),
]
QUESTIONS = [
    ("q1", "Where did beekeepers count hives?", ["Osk valley", "Varn"], ["Osk valley"]),
    ("q2", "What did pilots count off Varn?", ["Grey seals", "Hives"], ["Grey seals"]),
    ("q3", "Is the lamp red?", ["Yes", "No"], ["Yes"]),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "realtimeqa"
    folder.mkdir()
    with gzip.open(folder / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        for url, title, text in ARTICLES:
            record: dict[str, object] = {
                "url": url,
                "title": title,
                "authors": [],
                "published": "2023-05-04",
                "text": text,
            }
            file.write(json.dumps(record) + "\n")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for id, question, choices, answers in [*QUESTIONS, QUESTIONS[0]]:
            record = {"id": id, "question": question, "date": "2023-05-05", "choices": choices, "answers": answers}
            file.write(json.dumps({**record, "quiz": "CNN", "evidence": "", "search_results": []}) + "\n")
    sample = {"questions": ["q1", "q2", "q3"], "articles": [url for url, *_ in ARTICLES]}
    (folder / "sample.json").write_text(json.dumps(sample))
    return folder


def test_articles_questions_and_sample_are_read_and_a_question_that_stands_twice_counts_once(data: Path) -> None:
    articles = list(read_articles(data))
    assert [article.publisher for article in articles] == ["osk.example.com", "varn.example.org", "kvitnes.example.com"]
    assert (articles[0].published, articles[2].title) == (date(2023, 5, 4), None)
    questions = read_questions(data)
    assert [(one.id, one.is_yes_or_no) for one in questions] == [("q1", False), ("q2", False), ("q3", True)]
    assert read_sample(data).questions == ("q1", "q2", "q3")


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (lambda folder: list(read_articles(folder)), "articles.jsonl.gz"),
        (read_questions, "questions.jsonl"),
        (read_sample, "sample.json"),
    ],
)
def test_a_file_that_is_not_there_is_named_with_what_to_name_instead(
    tmp_path: Path, read: Callable[[Path], object], name: str
) -> None:
    with pytest.raises(BadFile, match=rf"{name}' does not exist; name the folder of the RealTime QA data"):
        read(tmp_path)


def test_a_line_that_is_no_article_is_named(data: Path) -> None:
    with gzip.open(data / "articles.jsonl.gz", "at", encoding="utf-8") as file:
        file.write('{"url": "u"}\n')
    with pytest.raises(BadLines, match=r"articles\.jsonl\.gz:4: title: Field required"):
        list(read_articles(data))


def test_an_articles_file_that_is_cut_short_is_named(data: Path) -> None:
    whole = (data / "articles.jsonl.gz").read_bytes()
    (data / "articles.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match=r"articles\.jsonl\.gz' can't be read"):
        list(read_articles(data))


def test_an_answer_counts_as_whole_words_whatever_the_case_and_punctuation() -> None:
    assert folded("“Squid-Game!” is  back") == " squid game is back "
    assert contains(folded("Netflix: SQUID GAME, again"), [folded("“Squid Game”")])
    assert not contains(folded("squid games"), [folded("Squid Game")])


def test_reciprocal_ranks_are_those_worked_out_by_hand() -> None:
    ranked = {"a": [" x ", " right ", " right "], "b": [" x "] * 10 + [" right "], "c": [" right "], "d": []}
    answers = {id: [" right "] for id in ranked}
    assert reciprocal_ranks(ranked, answers) == {"a": 0.5, "b": 0.0, "c": 1.0, "d": 0.0}


def test_search_gives_the_nearest_first_and_ties_by_place() -> None:
    passages = np.array([[0, 1], [1, 0], [0.6, 0.8], [1, 0]], dtype=np.float32)
    questions = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert search(questions, passages, 3).tolist() == [[1, 3, 2], [0, 2, 1]]
    alike = np.tile(passages[:2], (50, 1))
    assert search(questions, alike, 40).tolist() == [list(range(1, 80, 2)), list(range(0, 80, 2))]


def test_the_verdict_is_that_of_the_lower_bound() -> None:
    original = {f"q{n}": 0.5 for n in range(40)}
    nearest = np.tile(np.arange(10), (40, 1))
    worse = {**original, "q0": 0.0}
    same = compare(original, original, nearest, nearest, 100, "x")
    assert [same[name] for name in ("difference", "difference, low", "same first", "first ten shared")] == [0, 0, 1, 1]
    assert same.notes[1].startswith("good enough")
    found = compare(worse, original, nearest[:, ::-1], nearest, 100, "x")
    assert found["difference"] == pytest.approx(-2.5)
    assert found["difference, low"] < -2.5
    assert (found["same first"], found["first ten shared"]) == (0.0, 1.0)
    assert found.notes[1].startswith("NOT good enough")


def test_quality_is_measured_on_the_labelled_questions_and_embeds_nothing_twice(data: Path, tmp_path: Path) -> None:
    embedder = open_embedder()
    embedder.question("warm")
    told: list[str] = []
    done: list[int] = []

    def measure() -> object:
        return measure_quality(
            data, tmp_path, embedder, embedder.runtime, lambda *step: done.append(step[2]), told.append
        )

    first = measure()
    assert len(done) == 2  # a batch for each embedder
    assert measure() == first
    assert len(done) == 2
    assert getattr(first, "passages") == 3  # noqa: B009 - of any measurement
    assert told[0].startswith("embedding 3 passages with ")


def test_quality_without_the_data_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(CantMeasure, match="name the folder of the RealTime QA data with --articles DIR"):
        measure_quality(None, tmp_path, open_embedder(), "", lambda *_: None, lambda _: None)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"there is no RealTime QA data at {SHARED}")
def test_the_data_has_the_numbers_of_its_description() -> None:
    questions = read_questions(SHARED)
    sample = read_sample(SHARED)
    assert (len(sample.questions), len(sample.articles)) == (500, 2525)
    assert {one.id for one in questions} >= set(sample.questions)
    assert all(isinstance(one, QuizQuestion) and one.answers for one in questions)
    first = next(read_articles(SHARED))
    assert first.publisher == "usatoday.com"
