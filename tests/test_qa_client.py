"""The Python client, against the service, and against servers that are none."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from index.embed import SentenceTransformerEmbedder
from qa import client
from qa.client import Client, ClientError, ReplyUnreadable, ServiceProblem, ServiceUnreachable
from qa.exports.exports import export
from qa.exports.formats import ExportFormat
from qa.schema import FilterSpec
from qa.service import Service

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]


@pytest.fixture
def desk(news_url: str) -> Iterator[Client]:
    with Client(news_url) as desk:
        yield desk


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[str]:
    """A server that answers anything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


# asking


def test_a_reply_over_http_is_the_one_given_without_a_server(
    desk: Client, news: Path, embedder: SentenceTransformerEmbedder
) -> None:
    question = "How much will the work on the lamp cost?"
    filters = FilterSpec(published_from=date(2024, 3, 1), sources=("harbour",))
    there = desk.ask(question, k=2, filters=filters, asked_on=date(2024, 3, 3))
    with Service.open(news, embedder=embedder) as service:
        here = service.ask(question, k=2, filters=filters, asked_on=date(2024, 3, 3))
    assert there.model_copy(update={"took_ms": here.took_ms}) == here
    assert there.answer is not None
    assert there.answer.text == "The board expects the work to cost 41,000 crowns.[1]"
    assert there.passages[0].citation.source == "harbour/lamp.txt"
    assert there.passages[0].citation.upstream[0].publisher == "Kvitnes Gazette"


def test_a_quote_is_where_its_citation_says_in_the_text_that_the_client_fetches(desk: Client) -> None:
    citation = desk.ask("How many weeks will the red lamp on the east pier be switched off?").passages[0].citation
    (listed,) = desk.articles(FilterSpec(sources=(citation.source,))).articles
    text = desk.text(listed.id)
    assert text.startswith("\ufeff")
    assert text[citation.start : citation.end] == citation.quote
    assert text.count("\n", 0, citation.start) + 1 == citation.lines[0]
    assert desk.article(listed.id) == listed


def test_articles_come_in_pages(desk: Client) -> None:
    first = desk.articles(limit=1)
    second = desk.articles(limit=1, offset=1)
    assert [one.source for one in (*first.articles, *second.articles)] == ["canal/fenland.txt", "canal/herald.txt"]
    assert first.next_offset == 1
    assert desk.articles(FilterSpec(publishers=("Fenland Post",))).next_offset is None


def test_a_reply_is_verified(desk: Client) -> None:
    reply = desk.ask("What has bent the lower gate of the lock?")
    assert desk.verify(reply).holds
    moved = reply.model_copy(update={"passages": ()})
    assert not desk.verify(moved).holds


def test_the_citations_of_a_reply_are_exported(desk: Client) -> None:
    reply = desk.ask("What has bent the lower gate of the lock?")
    assert desk.cite(reply, ExportFormat.BIBTEX) == export(reply, ExportFormat.BIBTEX)
    assert desk.cite(reply) == export(reply, ExportFormat.BIBLIOGRAPHY)
    with pytest.raises(
        ServiceProblem, match=r"422 Unprocessable .*: a statement cites passage 1, which the reply does not"
    ):
        desk.cite(reply.model_copy(update={"passages": ()}))


def test_fields_that_this_version_does_not_know_are_ignored(desk: Client) -> None:
    reply = desk.ask("What has bent the lower gate of the lock?")
    later = json.loads(reply.model_dump_json())
    later["mood"] = "hopeful"
    later["passages"][0]["citation"]["weather"] = {"wind": 3}
    with answering(200, "application/json", json.dumps(later).encode()) as url, Client(url) as other:
        assert other.ask("?") == reply


# what can go wrong


def test_every_error_is_a_client_error_drawn_in_the_docstring() -> None:
    drawn = {line.split()[1] for line in (client.__doc__ or "").splitlines() if line.startswith(("├──", "└──"))}
    assert drawn == {kind.__name__ for kind in ClientError.__subclasses__()}


def test_a_problem_of_the_service_is_raised_with_its_fields(desk: Client) -> None:
    with pytest.raises(ServiceProblem, match=r"422 Unprocessable .*: the question is empty; ask something") as caught:
        desk.ask("")
    assert (caught.value.status, caught.value.detail.partition(";")[0]) == (422, "the question is empty")
    with pytest.raises(ServiceProblem, match="k: Input should be greater than or equal to 1"):
        desk.ask("Why?", k=0)
    with pytest.raises(ServiceProblem, match="404 Not Found: the library has no article 77; "):
        desk.text(77)


def test_where_nothing_listens_the_address_and_the_next_step_are_named() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with (
        Client(f"http://127.0.0.1:{port}") as desk,
        pytest.raises(ServiceUnreachable, match=rf"127\.0\.0\.1:{port} .*start it with: pressmark serve FOLDER"),
    ):
        desk.ask("Why?")


def test_a_service_that_does_not_answer_in_time_is_unreachable() -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        Client(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_s=0.1) as desk,
        pytest.raises(ServiceUnreachable, match=r"did not answer within 0\.1 seconds"),
    ):
        desk.ask("Why?")


def test_a_page_of_something_else_is_no_reply() -> None:
    with (
        answering(200, "text/html", b"<h1>It works!</h1>") as url,
        Client(url) as desk,
        pytest.raises(ReplyUnreadable, match=r"/v1/ask did not send a Reply .*; is that a Pressmark service\?"),
    ):
        desk.ask("Why?")


def test_an_error_of_something_on_the_way_is_a_problem_too() -> None:
    with (
        answering(502, "text/html", b"<h1>Bad gateway</h1>") as url,
        Client(url) as desk,
        pytest.raises(ServiceProblem, match="502 Bad Gateway: <h1>Bad gateway</h1>"),
    ):
        desk.ask("Why?")


def test_a_proxy_for_the_web_is_not_asked_for_this_machine(news_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Client(news_url) as desk:
        assert desk.articles().articles


# what it loads


def test_the_client_loads_the_schema_and_nothing_else_of_ours() -> None:
    script = "import sys, qa.client; print(*sorted(sys.modules), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.partition(".")[0] in {"corpus", "index", "qa", "evals"}} == {
        "qa",
        "qa.exports",
        "qa.exports.formats",
        "qa.limits",
        "qa.reply",
        "qa.schema",
        "qa.client",
    }
    heavy = {"torch", "faiss", "tantivy", "fastapi", "sentence_transformers", "transformers", "numpy", "uvicorn"}
    assert loaded & heavy == set()
