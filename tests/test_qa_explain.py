"""What `--explain` tells: sums that add up, of the numbers that the reply itself was made of, wherever it is asked for."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from index.embed import SentenceTransformerEmbedder
from qa.cli import app
from qa.client import Client
from qa.evidence import Evidence
from qa.fuse import Signals
from qa.schema import Contribution, PassageReading, Reply
from qa.service import Service

QUESTION = "How many weeks will the red lamp on the east pier at Kvitnes be switched off?"

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def desk(news: Path, embedder: SentenceTransformerEmbedder) -> Iterator[Service]:
    with Service.open(news, embedder=embedder) as service:
        yield service


@pytest.fixture(scope="module")
def reply(desk: Service) -> Reply:
    return desk.ask(QUESTION, explain=True)


def readings(reply: Reply) -> Sequence[PassageReading]:
    assert reply.explanation is not None
    return reply.explanation.passages


def total(parts: Sequence[Contribution]) -> float:
    return sum(part.adds for part in parts)


def test_the_question_is_told_as_it_was_read(reply: Reply) -> None:
    assert reply.explanation is not None
    read = reply.explanation.question
    assert list(read.terms) == ["week", "red", "lamp", "east", "pier", "kvitn", "switch"]
    assert all(0 < weight < 3 for weight in read.terms.values())
    assert read.names == ("kvitn",)
    assert read.asked == "a length of time"


def test_each_passage_has_its_reading_by_rank(reply: Reply) -> None:
    assert [one.rank for one in readings(reply)] == [one.rank for one in reply.passages] == [1, 2, 3]
    for reading, passage in zip(readings(reply), reply.passages, strict=True):
        assert reading.confidence == passage.score
        assert passage.citation.start <= reading.start < reading.end <= passage.citation.end


def test_the_likeliest_sentence_is_the_one_that_is_given(reply: Reply) -> None:
    assert reply.answer is not None
    place = reply.answer.statements[0].citations[0]
    first = readings(reply)[0]
    assert (place.number, place.start, place.end) == (1, first.start, first.end)
    # Which passage comes first is weighed apart from whether to answer.
    assert first.confidence == reply.passages[0].score < reply.confidence


def test_evidence_adds_up_to_the_log_odds(reply: Reply) -> None:
    for reading in readings(reply):
        assert [part.name for part in reading.evidence] == [*Evidence._fields, "bias"]
        assert total(reading.evidence) == pytest.approx(reading.log_odds, abs=0.001)
        assert all(part.adds == pytest.approx(part.value * part.weight, abs=0.001) for part in reading.evidence)
        assert all(part.rank is None and part.score is None for part in reading.evidence)


def test_passages_stand_in_the_order_that_is_told(reply: Reply) -> None:
    order = [total(reading.order) for reading in readings(reply)]
    assert order == sorted(order, reverse=True)


def test_a_time_that_is_asked_about_is_told_and_what_it_adds_to_the_order(desk: Service) -> None:
    reply = desk.ask("What was said of the red lamp and the lock on 12 April 2024?", explain=True)
    assert reply.explanation is not None
    assert reply.explanation.question.times == ("12 April 2024",)
    for reading in readings(reply):
        favour = {part.name: part.value for part in reading.fusion}["favour"]
        assert {part.name: part.value for part in reading.evidence}["favour"] == favour
    order = [total(reading.order) for reading in readings(reply)]
    assert order == sorted(order, reverse=True)


def test_the_fused_score_is_that_of_its_parts(reply: Reply) -> None:
    for reading, passage in zip(readings(reply), reply.passages, strict=True):
        parts = {part.name: part for part in reading.fusion}
        assert list(parts) == [*Signals._fields, "favour"]
        assert total(reading.fusion) == pytest.approx(reading.fused, abs=0.001)
        for name, retriever in (("dense", passage.retrievers.dense), ("bm25", passage.retrievers.bm25)):
            assert parts[name].rank == (retriever.rank if retriever else None)
            assert retriever is None or parts[name].score == retriever.score
            assert 0 <= parts[name].value <= 1


def test_a_reply_is_otherwise_the_same_and_says_nothing_unasked(desk: Service, reply: Reply) -> None:
    plain = desk.ask(QUESTION)
    assert plain.explanation is None
    same = {"took_ms": 0.0, "explanation": None}
    assert reply.model_copy(update=same) == plain.model_copy(update=same)


def test_where_nothing_is_found_the_question_is_explained_all_the_same(desk: Service) -> None:
    from index.filters import Filters

    told = desk.ask(QUESTION, filters=Filters(publishers=("nobody",)), explain=True).explanation
    assert told is not None
    assert told.passages == ()
    assert told.question.names == ("kvitn",)


def test_over_http_and_in_the_client_it_is_a_field_that_is_asked_for(news_url: str, reply: Reply) -> None:
    with Client(news_url) as client:
        there = client.ask(QUESTION, explain=True)
        assert there.explanation == reply.explanation
        assert client.ask(QUESTION).explanation is None
    refused = httpx.post(f"{news_url}/v1/ask", json={"question": QUESTION, "explain": "maybe"})
    assert refused.status_code == 422
    assert "explain: Input should be a valid boolean" in refused.json()["detail"]


def test_a_saved_explanation_is_read_back_and_verified_like_any_reply(reply: Reply, tmp_path: Path, news: Path) -> None:
    assert Reply.model_validate_json(reply.model_dump_json()) == reply
    saved = tmp_path / "reply.json"
    saved.write_text(reply.model_dump_json())
    assert CliRunner().invoke(app, ["verify", str(news), str(saved)]).exit_code == 0


def test_on_the_command_line_it_is_tables_that_can_be_read(news: Path) -> None:
    words = ["ask", str(news), QUESTION, "--explain", "--asked-on", "2024-03-05"]
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stderr) == (0, "")
    reply = Reply.model_validate_json(CliRunner().invoke(app, [*words, "--json"]).stdout)
    lines = result.stdout.splitlines()
    assert "    asks for: a length of time" in lines
    assert "    asked on: 2024-03-05" in lines
    first = readings(reply)[0]
    cosine = first.evidence[0]
    assert f"      cosine        {cosine.value:8.3f} × {cosine.weight:7.3f} {cosine.adds:8.3f}" in lines
    assert sum(line.startswith("    best sentence: ") for line in lines) == 3
    (log_odds, *_) = [line for line in lines if line.startswith("      log odds ")]
    assert log_odds.endswith(f"{first.log_odds:8.3f}, a confidence of {first.confidence:.0%}")
    # Numbers stand below one another.
    assert len({match.end() for line in lines if (match := re.match(r" {6}\S.* × +\S+ +\S+", line))}) == 1


def test_as_json_the_explanation_comes_with_the_reply(news: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(news), QUESTION, "--explain", "--json"])
    told = json.loads(result.stdout)["explanation"]
    assert told["question"]["asked"] == "a length of time"
    assert [one["rank"] for one in told["passages"]] == [1, 2, 3]
