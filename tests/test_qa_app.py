"""The HTTP service, asked over real sockets, with the real model and a real library."""

import json
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from index.embed import SentenceTransformerEmbedder
from index.errors import ModelUnusable
from index.likeness import Vectors
from index.sync import sync
from qa.schema import FilterSpec, Reply
from qa.service import Service

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]

QUESTIONS = {
    "How many weeks will the red lamp on the east pier be switched off?": "nine weeks",
    "How much will the work on the lamp cost?": "41,000 crowns",
    "How many pancakes does the kiosk sell a day?": "300 pancakes",
    "What has bent the lower gate of the lock?": "a boulder",
    "Where can boats that are longer than twelve metres turn?": "Osier Basin",
}
"""Each with words of its answer."""


@pytest.fixture
def http(news_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=news_url, timeout=30) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path, make_library: Callable[[Path], Path]) -> Path:
    """An indexed folder of articles that the test may change."""
    return make_library(tmp_path / "news")


def ask(http: httpx.Client, question: str, **more: object) -> Reply:
    response = http.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return Reply.model_validate_json(response.content)


def assert_problem(response: httpx.Response, status: int, detail: str) -> None:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    problem = response.json()
    assert list(problem) == ["type", "title", "status", "detail"]
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert detail in problem["detail"]


# asking


@pytest.mark.parametrize(("question", "words"), QUESTIONS.items())
def test_a_question_is_answered_in_words_of_an_article(http: httpx.Client, question: str, words: str) -> None:
    reply = ask(http, question)
    assert reply.answer is not None
    assert words in reply.answer.text
    assert reply.no_answer is None


def test_the_reply_is_the_one_that_python_gives_without_a_server(
    http: httpx.Client, news: Path, embedder: SentenceTransformerEmbedder
) -> None:
    question = "When will the lock at Tarn Mill open?"
    with Service.open(news, embedder=embedder) as service:
        here = service.ask(question, k=3, filters=FilterSpec(publishers=("tarn herald",)), asked_on=date(2024, 5, 1))
    there = ask(http, question, k=3, filters={"publishers": ["tarn herald"]}, asked_on="2024-05-01")
    assert there.model_copy(update={"took_ms": here.took_ms}) == here


def test_declining_is_a_reply_like_any_other(http: httpx.Client) -> None:
    response = http.post("/v1/ask", json={"question": "Who won the 2022 World Cup?"})
    assert response.status_code == 200
    assert response.json()["answer"] is None
    assert response.json()["no_answer"]["reason"]


def test_filters_exclude(http: httpx.Client) -> None:
    reply = ask(http, "When will the lock at Tarn Mill open?", filters={"published_from": "2024-04-13"})
    assert {passage.citation.source for passage in reply.passages} == {"canal/fenland.txt"}


def test_eight_threads_at_once_get_each_their_own_answers(http: httpx.Client) -> None:
    questions = list(QUESTIONS) * 8
    alone = {question: ask(http, question) for question in QUESTIONS}
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda question: ask(http, question), questions))
    assert [reply.question for reply in replies] == questions
    for reply in replies:
        assert reply.model_copy(update={"took_ms": 0.0}) == alone[reply.question].model_copy(update={"took_ms": 0.0})


def test_a_library_indexed_anew_is_followed_without_a_dropped_request(
    folder: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    with serving(lambda: Service.open(folder, embedder=embedder)) as url, httpx.Client(base_url=url) as http:
        done = threading.Event()

        def keep_asking() -> list[int]:
            generations = []
            while not done.is_set():
                generations.append(ask(http, "Who repairs the swing bridge?").library.generation)
            return generations

        with ThreadPoolExecutor(3) as pool:
            asking = [pool.submit(keep_asking) for _ in range(3)]
            for number in range(3):
                (folder / f"bridge-{number}.txt").write_text(f"Bridge\n\nAda Holm repairs swing bridge {number}.\n")
                sync(folder, folder / ".pressmark", embedder)
            done.set()
            seen = {generation for one in asking for generation in one.result()}
        assert ask(http, "Who repairs the swing bridge?").library.generation == 4
        assert seen <= {1, 2, 3, 4}
        assert ask(http, "Who repairs swing bridge 2?", filters={"sources": ["bridge-2.txt"]}).answer is not None


def test_a_changed_file_makes_its_citation_stale(
    folder: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    with serving(lambda: Service.open(folder, embedder=embedder)) as url, httpx.Client(base_url=url) as http:
        (folder / "harbour/lamp.txt").write_text("Nothing\n\nThere is nothing here.\n")
        reply = ask(http, "How much will the work on the lamp cost?", k=1)
        checked = http.post("/v1/verify", content=reply.model_dump_json(), headers={"Content-Type": "application/json"})
    assert reply.passages[0].citation.stale
    assert [(notice.source, notice.reason) for notice in reply.warnings] == [
        ("harbour/lamp.txt", "the file has changed since it was indexed")
    ]
    assert checked.json()["holds"] is False


# articles


def test_articles_are_listed_by_source_and_in_pages(http: httpx.Client) -> None:
    first = http.get("/v1/articles", params={"limit": 3}).json()
    second = http.get("/v1/articles", params={"limit": 3, "offset": first["next_offset"]}).json()
    assert [one["source"] for one in first["articles"] + second["articles"]] == [
        "canal/fenland.txt",
        "canal/herald.txt",
        "harbour/hostile.txt",
        "harbour/lamp.txt",
    ]
    assert (first["next_offset"], second["next_offset"]) == (3, None)


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ({"source": "canal"}, ["canal/fenland.txt", "canal/herald.txt"]),
        ({"source": ["harbour/lamp.txt", "canal/herald.txt"]}, ["canal/herald.txt", "harbour/lamp.txt"]),
        ({"publisher": "TARN HERALD"}, ["canal/herald.txt"]),
        ({"published_from": "2024-04-01", "published_to": "2024-04-12"}, ["canal/herald.txt"]),
        ({"publisher": "nobody"}, []),
    ],
)
def test_articles_are_filtered(http: httpx.Client, query: dict[str, str | list[str]], sources: list[str]) -> None:
    listed = http.get("/v1/articles", params=query).json()
    assert [one["source"] for one in listed["articles"]] == sources


def test_refused_files_are_listed_with_their_reason(
    folder: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 40)
    sync(folder, folder / ".pressmark", embedder)
    with serving(lambda: Service.open(folder, embedder=embedder)) as url:
        refused = httpx.get(f"{url}/v1/articles").json()["refused"]
    assert [one["source"] for one in refused] == ["picture.txt"]
    assert refused[0]["reason"]


def test_an_article_is_described_and_its_text_is_the_file_s(http: httpx.Client, news: Path) -> None:
    (listed,) = http.get("/v1/articles", params={"source": "harbour/lamp.txt"}).json()["articles"]
    described = http.get(f"/v1/articles/{listed['id']}").json()
    text = http.get(f"/v1/articles/{listed['id']}/text")
    assert described == listed
    assert {key: described[key] for key in ("source", "byline", "published", "publisher", "url")} == {
        "source": "harbour/lamp.txt",
        "byline": "Ines Arvo",
        "published": "2024-03-02",
        "publisher": None,
        "url": None,
    }
    assert (described["updated"], described["language"]) == (None, "en")
    assert described["provenance"] == {
        "title": "headline",
        "byline": "byline",
        "publisher": None,
        "published": "dateline",
        "updated": None,
        "url": None,
        "language": "words",
    }
    assert text.content == (news / "harbour/lamp.txt").read_bytes()
    assert described["characters"] == len(text.content.decode())
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/v1/articles/999", "/v1/articles/999/text", f"/v1/articles/{10**30}"])
def test_an_unknown_article_is_a_problem(http: httpx.Client, path: str) -> None:
    assert_problem(http.get(path), 404, f"the library has no article {path.split('/')[3]}")


def test_an_article_of_an_earlier_generation_is_gone(
    folder: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    with serving(lambda: Service.open(folder, embedder=embedder)) as url, httpx.Client(base_url=url) as http:
        (before,) = http.get("/v1/articles", params={"source": "harbour/lamp.txt"}).json()["articles"]
        (folder / "harbour/lamp.txt").write_text("Lamp\n\nThe lamp burns again.\n")
        sync(folder, folder / ".pressmark", embedder)
        assert_problem(http.get(f"/v1/articles/{before['id']}/text"), 404, "has no article")


# verifying


def test_a_saved_reply_is_verified_citation_by_citation(http: httpx.Client) -> None:
    saved = http.post("/v1/ask", json={"question": "What has bent the lower gate of the lock?"}).json()
    assert http.post("/v1/verify", json=saved).json()["holds"] is True
    saved["passages"][0]["citation"]["quote"] = "The lock was never shut."
    checked = http.post("/v1/verify", json=saved).json()
    assert checked["holds"] is False
    assert {check["number"]: check["holds"] for check in checked["checks"]}[1] is False


def test_verify_opens_no_file_that_the_library_does_not_name(http: httpx.Client) -> None:
    saved = http.post("/v1/ask", json={"question": "What has bent the lower gate of the lock?", "k": 1}).json()
    saved["passages"][0]["citation"]["source"] = "../../../etc/passwd"
    (check,) = (one for one in http.post("/v1/verify", json=saved).json()["checks"] if one["number"] == 1)
    assert "the library has no article of that name" in check["reason"]


# citing

LAMP = "How many weeks will the red lamp on the east pier be switched off?"
BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"
CSL = "application/vnd.citationstyles.csl+json"
LIST = "text/x-bibliography"


@pytest.mark.parametrize(
    ("accept", "kind", "begins"),
    [
        (BIBTEX, f"{BIBTEX}; charset=utf-8", "@misc{arvo2024-"),
        (RIS, f"{RIS}; charset=utf-8", "TY  - NEWS\nID  - arvo2024-"),
        (CSL, CSL, '[\n  {\n    "id": "arvo2024-'),
        (LIST, f"{LIST}; charset=utf-8", "Ines Arvo, “Red lamp on the east pier goes dark”, 2 March 2024, "),
        ("*/*", "application/json", '{"question":'),
        ("", "application/json", '{"question":'),
        ("application/*", "application/json", '{"question":'),
        ("text/*", f"{LIST}; charset=utf-8", "Ines Arvo"),
        ("text/html, application/json;q=0.9, */*;q=0.1", "application/json", '{"question":'),
        (f"{BIBTEX};q=0.5, {RIS};q=0.8", f"{RIS}; charset=utf-8", "TY  - NEWS"),
        (f"{BIBTEX}, */*;q=0.1", f"{BIBTEX}; charset=utf-8", "@misc{arvo2024-"),
        ("APPLICATION/X-BIBTEX", f"{BIBTEX}; charset=utf-8", "@misc{arvo2024-"),
        ("application/json; charset=utf-8", "application/json", '{"question":'),
        (f"application/json;q=0, {BIBTEX};q=0.1", f"{BIBTEX}; charset=utf-8", "@misc{arvo2024-"),
    ],
)
def test_the_header_accept_chooses_the_reply_or_its_citations(
    http: httpx.Client, accept: str, kind: str, begins: str
) -> None:
    response = http.post("/v1/ask", json={"question": LAMP}, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    assert response.text.startswith(begins)
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*", "nonsense", ";;,"])
def test_what_can_not_be_given_as_it_is_wanted_is_a_problem_that_names_what_can(
    http: httpx.Client, accept: str
) -> None:
    response = http.post("/v1/ask", json={"question": LAMP}, headers={"Accept": accept})
    assert_problem(response, 406, f"it comes as application/json, {LIST}, {BIBTEX}, {RIS}, {CSL}")
    assert response.headers["vary"] == "Accept"
    saved = http.post("/v1/ask", json={"question": LAMP}).json()
    cited = http.post("/v1/cite", json=saved, headers={"Accept": "application/json"})
    assert_problem(cited, 406, f"it comes as {LIST}, {BIBTEX}, {RIS}, {CSL}")


def test_a_saved_reply_is_cited_as_its_question_was(http: httpx.Client) -> None:
    saved = http.post("/v1/ask", json={"question": LAMP}).json()
    for accept in (BIBTEX, RIS, CSL, LIST):
        asked = http.post("/v1/ask", json={"question": LAMP}, headers={"Accept": accept})
        assert http.post("/v1/cite", json=saved, headers={"Accept": accept}).text == asked.text
    assert http.post("/v1/cite", json=saved).text.startswith("Ines Arvo, ")
    saved["passages"] = []
    assert_problem(http.post("/v1/cite", json=saved), 422, "cites passage 1, which the reply does not have")


def test_where_it_is_declined_nothing_is_cited(http: httpx.Client) -> None:
    question = {"question": "Who won the 2022 World Cup?"}
    assert http.post("/v1/ask", json=question, headers={"Accept": BIBTEX}).text == ""
    assert http.post("/v1/ask", json=question, headers={"Accept": CSL}).json() == []


# what is wrong with a request


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"question": " \n"}, "the question is empty"),
        ({"question": "x" * 100_000}, "the question has 100,000 characters, more than 10,000"),
        ({}, "question: Field required"),
        ({"question": "Why?", "k": 0}, "k: Input should be greater than or equal to 1"),
        ({"question": "Why?", "k": 101, "kk": 1}, "kk: Extra inputs are not permitted"),
        ({"question": "Why?", "filters": {"published_from": "June"}}, "filters.published_from: Input should be a valid date"),
        ({"question": "Why?", "filters": {"sources": ["a"] * 101}}, "filters.sources: Tuple should have at most 100 items"),
        ([], "send a JSON object"),
    ],
)  # fmt: skip
def test_a_request_that_is_wrong_is_told_which_field_and_why(
    http: httpx.Client, body: dict[str, object], detail: str
) -> None:
    assert_problem(http.post("/v1/ask", json=body), 422, detail)


@pytest.mark.parametrize(
    "body",
    [b'{"question": ', b'{"question": "\xff"}', b'{"question": "\\ud800"}', b"[" * 100_000, b'{"question": NaN}'],
)
def test_what_is_not_json_is_a_problem(http: httpx.Client, body: bytes) -> None:
    response = http.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert_problem(response, 400, "the body is not JSON: ")


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_body_that_is_not_said_to_be_json_is_not_read(http: httpx.Client, headers: dict[str, str]) -> None:
    # A page of another site can send text/plain without asking first; application/json it can't.
    response = http.post("/v1/ask", content=b'{"question": "Why?"}', headers=headers)
    assert_problem(response, 422, "with the header Content-Type: application/json")


def test_queries_refuse_what_they_do_not_know(http: httpx.Client) -> None:
    response = http.get("/v1/articles", params={"lmit": 3, "offset": -1, "published_to": "soon"})
    for detail in (
        "lmit: Extra inputs",
        "offset: Input should be greater",
        "published_to: Input should be a valid date",
    ):
        assert_problem(response, 422, detail)


@pytest.mark.parametrize("path", ["/nowhere", "/v1/articles/", "/page/..%2fapp.py", "/page/nothing.js", "/docs"])
def test_an_unknown_path_is_a_problem(http: httpx.Client, path: str) -> None:
    assert_problem(http.get(path), 404, "there is nothing at '/")


def test_a_wrong_method_is_a_problem_that_names_the_right_one(http: httpx.Client) -> None:
    response = http.get("/v1/ask")
    assert_problem(response, 405, "'/v1/ask' does not take GET; it takes POST")
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("path", "limit"), [("/v1/ask", 1_000_000), ("/v1/verify", 10_000_000), ("/v1/cite", 10_000_000)]
)
@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
def test_too_large_a_body_is_refused(http: httpx.Client, path: str, limit: int, chunked: bool) -> None:
    def body(size: int) -> bytes | Iterator[bytes]:
        whole = b'{"question": "' + b"x" * (size - 16) + b'"}'
        return iter([whole[at : at + 65536] for at in range(0, size, 65536)]) if chunked else whole

    headers = {"Content-Type": "application/json"}
    assert_problem(http.post(path, content=body(limit + 1), headers=headers), 413, f"larger than {limit:,} bytes")
    assert http.post(path, content=body(limit), headers=headers).status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "127.0.0.1.evil.example", "[::1"])
def test_a_service_on_loopback_answers_to_no_other_name(http: httpx.Client, host: str) -> None:
    assert_problem(http.get("/v1/articles", headers={"Host": host}), 421, f"does not answer to the name {host!r}")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_a_service_on_loopback_answers_to_its_own_names(http: httpx.Client, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).status_code == 200


# what is wrong with the library, or with us


def test_a_library_that_breaks_under_the_service_is_said_and_one_that_is_mended_is_used(
    folder: Path, serving: Serving, embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    database = folder / ".pressmark/library.db"
    whole = tmp_path / "whole.db"
    shutil.copyfile(database, whole)
    other = tmp_path / "other.db"
    shutil.copyfile(database, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("update meta set value = '0' where key = 'format'")
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"no database" * 1000)
    with serving(lambda: Service.open(folder, embedder=embedder)) as url, httpx.Client(base_url=url) as http:

        def response() -> httpx.Response:
            return http.post("/v1/ask", json={"question": "How much will the work on the lamp cost?"})

        assert response().status_code == 200
        garbage.replace(database)
        assert_problem(response(), 503, "is damaged: library.db can't be read")
        assert_problem(http.get("/readyz"), 503, "build it again with: pressmark index FOLDER --rebuild")
        other.replace(database)
        assert_problem(response(), 503, "has format 0")
        database.unlink()
        assert_problem(response(), 503, "does not exist; make it with: pressmark index FOLDER")
        assert http.get("/healthz").status_code == 200
        whole.replace(database)
        assert response().status_code == 200
        assert http.get("/readyz").status_code == 200


class _Held(SentenceTransformerEmbedder):
    """A model that is not loaded before `gate` opens."""

    def __init__(self, gate: threading.Event, failure: Exception | None = None) -> None:
        super().__init__()
        self._gate = gate
        self._failure = failure
        self.asked: list[str] = []

    def question(self, text: str) -> Vectors:
        self.asked.append(text)
        self._gate.wait(30)
        if self._failure:
            raise self._failure
        return super().question(text)


def test_the_service_is_alive_at_once_ready_with_its_model_and_a_question_waits_for_it(
    news: Path, serving: Serving
) -> None:
    gate = threading.Event()
    held = _Held(gate)
    with (
        serving(lambda: Service.open(news, embedder=held)) as url,
        httpx.Client(base_url=url, timeout=60) as http,
        ThreadPoolExecutor(1) as pool,
    ):
        early = pool.submit(ask, http, "How much will the work on the lamp cost?")
        assert http.get("/healthz").json()["status"] == "alive"
        assert_problem(http.get("/readyz"), 503, "the model is still being loaded; ask again in a few seconds")
        time.sleep(0.3)
        # Two threads that both find no model would both load it.
        assert held.asked == ["warm"]
        assert not early.done()
        gate.set()
        assert early.result().answer is not None
        assert http.get("/readyz").json() == {
            "status": "ready",
            "library": {"generation": 1, "articles": 4, "passages": 4, "model": "all-MiniLM-L6-v2"},
        }


def test_a_model_that_can_not_be_loaded_is_said(news: Path, serving: Serving) -> None:
    gate = threading.Event()
    gate.set()
    broken = _Held(gate, ModelUnusable("minilm", "it is not what it was"))
    with serving(lambda: Service.open(news, embedder=broken)) as url:
        for response in (httpx.get(f"{url}/readyz"), httpx.post(f"{url}/v1/ask", json={"question": "Why?"})):
            assert_problem(response, 503, "model 'minilm' can't be used: it is not what it was")


class _Faulty(Service):
    def ask(self, *_args: object, **_more: object) -> Reply:
        raise RuntimeError("the words of an article, in /secret/folder")


def test_an_error_of_ours_says_nothing_but_where_it_is_written(
    news: Path, serving: Serving, embedder: SentenceTransformerEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.ERROR),
        serving(lambda: _Faulty.open(news, embedder=embedder)) as url,
        httpx.Client(base_url=url) as http,
    ):
        response = http.post("/v1/ask", json={"question": "Why?"})
        assert_problem(response, 500, "an error of the service itself; its log on standard error says more under ")
        assert "secret" not in response.text
        assert 'pressmark_problems_total{status="500"} 1.0' in http.get("/metrics").text
    (record,) = caplog.records
    assert response.json()["detail"].split()[-1] in record.getMessage()
    assert record.exc_info is not None
    assert "/secret/folder" in str(record.exc_info[1])


# the rest


def test_metrics_count_replies_by_outcome_their_time_and_problems(
    news: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    with serving(lambda: Service.open(news, embedder=embedder)) as url, httpx.Client(base_url=url) as http:
        ask(http, "How much will the work on the lamp cost?")
        ask(http, "Who won the 2022 World Cup?")
        ask(http, "Who won the 2022 World Cup?")
        http.get("/nowhere")
        response = http.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    lines = response.text.splitlines()
    for line in (
        'pressmark_questions_total{outcome="answered"} 1.0',
        'pressmark_questions_total{outcome="declined"} 2.0',
        "pressmark_question_seconds_count 3.0",
        'pressmark_problems_total{status="404"} 1.0',
    ):
        assert line in lines


def test_openapi_names_every_endpoint_and_problems_as_what_they_are(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    assert {path: sorted(operations) for path, operations in described["paths"].items()} == {
        "/v1/ask": ["post"],
        "/v1/articles": ["get"],
        "/v1/articles/{id}": ["get"],
        "/v1/articles/{id}/text": ["get"],
        "/v1/verify": ["post"],
        "/v1/cite": ["post"],
        "/healthz": ["get"],
        "/readyz": ["get"],
        "/metrics": ["get"],
    }
    told = described["paths"]["/v1/ask"]["post"]["responses"]["200"]["content"]
    assert told.keys() == {"application/json", LIST, BIBTEX, RIS, CSL}
    assert told["application/json"] == {"schema": {"$ref": "#/components/schemas/Reply"}}
    assert described["paths"]["/v1/cite"]["post"]["responses"]["200"]["content"].keys() == {LIST, BIBTEX, RIS, CSL}
    assert list(described["paths"]["/v1/ask"]["post"]["responses"]["4XX"]["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in json.dumps(described)
    assert described["components"]["schemas"]["AskRequest"]["properties"]["question"]["maxLength"] == 10_000


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/v1/articles", "/nowhere"])
def test_every_response_carries_the_headers_that_keep_it_inert(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/page/page.css", "text/css"),
        ("/page/page.js", "text/javascript"),
        ("/page/icon.svg", "image/svg+xml"),
    ],
)
def test_the_page_and_what_it_loads_are_served(http: httpx.Client, path: str, kind: str) -> None:
    response = http.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == kind
    assert http.head(path).status_code == 200
