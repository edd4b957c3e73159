"""What a question says about time and outlets orders what it gets, and leaves nothing out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.reply import Reply
from qa.service import Service

REPORTS = {
    "old": (
        "Fenland Post",
        "2021-06-04",
        "A castle of sand with five towers, made by the bakers of Kvitnes, won the sandcastle contest. Rain took half of it.",
    ),
    "middle": (
        "Tarn Herald",
        "2022-06-17",
        "This time the sandcastle contest was won by two sisters, whose castle had a moat. Forty families had entered.",
    ),
    "new": (
        "Kvitnes Gazette",
        "2023-06-16",
        "The sandcastle contest went to pupils from Osier, and the castle that won was as tall as their teacher.",
    ),
}
REPORT = """---
title: The contest on the beach
publisher: {}
published: {}
---

{}
"""
OTHERS = """---
title: {title}
published: 2023-06-01
---

{title} was the subject of a long meeting of the board, which put it off until the autumn.
"""


@pytest.fixture(scope="module")
def contest(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("contest")
    for name, report in REPORTS.items():
        (folder / f"{name}.txt").write_text(REPORT.format(*report), encoding="utf-8")
    undated = "Dogs are welcome at the sandcastle contest, and a castle that won has been eaten by one."
    (folder / "undated.txt").write_text(f"{undated}\n", encoding="utf-8")
    for title in ("The ferry to the isles", "Paint for the lower gate", "A kiosk at the pier"):
        (folder / f"{title.split()[-1]}.txt").write_text(OTHERS.format(title=title), encoding="utf-8")
    sync(folder, folder / ".pressmark", embedder)
    with Service.open(folder, embedder=embedder) as service:
        yield service


WON = "Which castle won the sandcastle contest{}?"


def sources(reply: Reply) -> list[str]:
    return [passage.citation.source for passage in reply.passages]


@pytest.mark.parametrize(
    ("said", "asked_on", "first"),
    [
        (" in June 2021", None, "old.txt"),
        (" in 2022", None, "middle.txt"),
        (" last summer", date(2022, 2, 1), "old.txt"),
        (" this week", date(2022, 6, 19), "middle.txt"),
        ("", date(2022, 6, 19), "middle.txt"),
        ("", date(2023, 6, 19), "new.txt"),
        (", according to the Tarn Herald", date(2023, 6, 19), "middle.txt"),
        (" that the Fenland Post reported on", None, "old.txt"),
    ],
)
def test_the_report_of_the_time_or_the_outlet_that_is_asked_for_comes_first(
    contest: Service, said: str, asked_on: date | None, first: str
) -> None:
    reply = contest.ask(WON.format(said), asked_on=asked_on)
    assert sources(reply)[0] == first
    # Nothing is a filter.
    assert {*sources(reply)} >= {"old.txt", "middle.txt", "new.txt", "undated.txt"}


def test_the_latest_report_comes_first_where_it_is_asked_for(contest: Service) -> None:
    assert sources(contest.ask("Which castle won the latest sandcastle contest?"))[0] == "new.txt"


def test_each_of_two_outlets_has_a_passage_among_the_first(contest: Service) -> None:
    reply = contest.ask("How do the Fenland Post and the Tarn Herald report on the sandcastle contest?", k=2)
    assert {*sources(reply)} == {"old.txt", "middle.txt"}


def test_what_was_understood_is_told(contest: Service) -> None:
    reply = contest.ask("Which castle won in June 2022, according to the Tarn Herald?", explain=True)
    assert reply.explanation is not None
    assert reply.explanation.question.times == ("June 2022",)
    assert reply.explanation.question.outlets == ("by Tarn Herald",)


@pytest.mark.parametrize(
    "question",
    [
        "According to the Tarn Herald, who won the sandcastle contest?",
        "Who won the sandcastle contest in June 2022?",
        "Who won the sandcastle contest on 17 June 2022?",
    ],
)
def test_an_outlet_or_a_day_above_an_article_counts_as_said_by_it(contest: Service, question: str) -> None:
    named, plain = contest.ask(question, explain=True), contest.ask("Who won the sandcastle contest?", explain=True)
    assert named.answer is not None
    assert "won by two sisters" in named.answer.text
    assert sources(named)[0] == "middle.txt"
    assert named.explanation is not None
    assert plain.explanation is not None
    missing = [
        {part.name: part.value for part in reply.explanation.passages[sources(reply).index("middle.txt")].evidence}[
            "missing_names"
        ]
        for reply in (named, plain)
        if reply.explanation
    ]
    assert missing == [0, 0]


def test_what_an_outlet_says_is_what_its_articles_say(contest: Service) -> None:
    reply = contest.ask("What did the Tarn Herald say about the sandcastle contest?", explain=True)
    assert reply.explanation is not None
    kinds = [{part.name: part.value for part in one.evidence}["kind"] for one in reply.explanation.passages]
    assert {source for source, kind in zip(sources(reply), kinds, strict=True) if kind > 0} == {"middle.txt"}
    assert sources(reply)[0] == "middle.txt"
    assert reply.answer is not None


def test_an_outlet_known_by_its_domain_is_told_by_its_name_when_nothing_else_is_asked(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    for name, publisher in {"one": "cnn.com", "two": "Tarn Herald"}.items():
        (tmp_path / f"{name}.txt").write_text(REPORT.format(publisher, "2023-06-01", REPORTS["new"][2]))
    sync(tmp_path, tmp_path / ".pressmark", embedder)
    with Service.open(tmp_path, embedder=embedder) as service:
        reply = service.ask("CNN")
    assert sources(reply) == ["one.txt"]
    assert reply.no_answer
    assert reply.no_answer.reason == "the question names an outlet, and not what it is about"
