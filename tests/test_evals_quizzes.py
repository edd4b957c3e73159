"""Data sets made of RealTime QA: of a made one, and of the real one where it is there."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from evals.datasets.dataset import Records, Spans, Strings
from evals.datasets.quizzes import Quizzes
from evals.errors import BadFile
from evals.library import article_of

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "realtimeqa"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """20 questions of a sample, five a week, and six earlier ones, each with three articles of its own and one of all."""
    questions, articles = [], []
    for n in range(26):
        day = date(2023, 1, 6) + timedelta(weeks=n // 5) if n < 20 else date(2022, 8, 5)
        urls = [f"https://news.example.com/{n}/{at}" for at in range(3)]
        questions.append(
            {
                "id": f"q{n:02}",
                "question": f"Who opened bridge {n}?",
                "date": day.isoformat(),
                "choices": ["Ada", "Bea"],
                "answers": ["Ada"],
                "search_results": [*urls, "https://news.example.com/all", "https://news.example.com/gone"],
            }
        )
        articles += [{"url": url, "title": f"Bridge {n}", "text": f"Ada opened bridge {n}."} for url in urls]
    articles.append({"url": "https://news.example.com/all", "title": "All", "text": "All bridges."})
    questions.append({**questions[25], "id": "yes", "choices": ["Yes", "No"], "answers": ["Yes"]})
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions))
    with gzip.open(tmp_path / "articles.jsonl.gz", "wt") as file:
        file.writelines(json.dumps({"authors": [], "published": None, **one}) + "\n" for one in articles)
    sample = {
        "questions": [f"q{n:02}" for n in range(20)],
        "articles": [f"https://news.example.com/{n}/{at}" for n in range(20) for at in range(3)],
    }
    (tmp_path / "sample.json").write_text(json.dumps(sample))
    return tmp_path


def test_further_quizzes_are_those_before_the_sample_that_can_be_judged_by_words(made: Path) -> None:
    further = Quizzes(made).further()
    assert {one.id for one in further.questions} == {f"q{n}" for n in range(20, 26)}
    assert further.questions == Quizzes(made).further().questions
    assert all(one.relevance == Strings(answers=("Ada",)) for one in further.questions)
    assert isinstance(further.articles, Records)
    assert further.articles.count == len([*further.articles.read()]) == 6 * 3 + 1


def test_a_small_folder_has_eight_questions_in_turn_and_the_articles_found_for_them(made: Path) -> None:
    folders = [*Quizzes(made).small_folders()]
    ids = [[one.id for one in folder.questions] for folder in folders]
    assert ids == [
        [f"q{n:02}" for n in range(8)],
        [f"q{n:02}" for n in range(8, 16)],
        [f"q{n}" for n in range(16, 20)],
        [f"q{n}" for n in range(20, 26)],
    ]
    counts = [folder.articles.count for folder in folders if isinstance(folder.articles, Records)]
    assert counts == [8 * 3 + 1, 8 * 3 + 1, 4 * 3 + 1, 6 * 3 + 1]
    assert len({folder.articles.stamp for folder in folders if isinstance(folder.articles, Records)}) == 4


def test_folders_are_asked_by_hand_only_where_all_of_their_articles_are_there(made: Path) -> None:
    assert [*Quizzes(made).asked_by_hand()] == []


def test_without_a_sample_nothing_is_made(made: Path) -> None:
    (made / "sample.json").unlink()
    with pytest.raises(BadFile, match=r"sample\.json' does not exist; name the folder of the RealTime QA data"):
        Quizzes(made)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no RealTime QA data at {SHARED}")
def test_the_places_of_answers_asked_by_hand_are_words_of_the_articles() -> None:
    quizzes = Quizzes(SHARED)
    folders = [*quizzes.asked_by_hand()]
    assert [len(folder.questions) for folder in folders] == [159, 140]
    assert sum(not one.answerable for folder in folders for one in folder.questions) == 130
    for folder in folders:
        assert isinstance(folder.articles, Records)
        assert folder.articles.count == 40
        texts = {record.source: article_of(record).text for record in folder.articles.read()}
        for question in folder.questions:
            assert isinstance(question.relevance, Spans)
            for source, start, end in question.relevance.spans:
                before, words, after = texts[source][start - 1], texts[source][start:end], texts[source][end]
                assert words == words.strip()
                assert not (before.isalnum() and words[0].isalnum()), question.id
                assert not (after.isalnum() and words[-1].isalnum()), question.id
    assert (len(quizzes.further().questions), len([*quizzes.small_folders()])) == (400, 111)
