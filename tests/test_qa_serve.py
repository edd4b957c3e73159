"""`pressmark serve` as a process: how it starts, where it listens, and how it stops."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from index.embed import SentenceTransformerEmbedder
from index.errors import LibraryMissing, ModelUnusable
from index.likeness import Vectors
from qa.serve import AddressUnusable, PortInUse, serve
from qa.service import Service

COMMAND = [sys.executable, "-c", "from evals.cli import main; main()", "serve"]
QUESTION = b'{"question": "How much will the work on the lamp cost?", "k": 1}'


@contextmanager
def running(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """The command on a free port: its process, its port, and what it said when it listened."""
    process = subprocess.Popen(
        [*COMMAND, str(folder), "--port", "0", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        said = ""
        while "answers at" not in said and (line := process.stderr.readline()):
            said += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        yield process, int(found[1]), said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def half_asked(port: int) -> Iterator[Callable[[], bytes]]:
    """A question of which half is sent; calling sends the rest, and gives the response."""
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        head = f"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(QUESTION)}\r\n\r\n"
        connection.sendall(head.encode() + QUESTION[:20])

        def finish() -> bytes:
            connection.sendall(QUESTION[20:])
            # The connection is closed behind the response, as the service is about to stop.
            return b"".join(iter(lambda: connection.recv(65536), b""))

        yield finish


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be so")


def is_closed(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"])
def test_told_to_stop_it_finishes_the_question_under_way(news: Path, number: signal.Signals, code: int) -> None:
    with running(news) as (process, port, said):
        assert f"Pressmark answers at http://127.0.0.1:{port}/ (4 articles, 4 passages). Stop with Ctrl+C.\n" in said
        wait_until(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200)
        with half_asked(port) as finish:
            # Answered on another connection, so the one before is being read by now.
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
            process.send_signal(number)
            wait_until(lambda: is_closed(port))
            response = finish()
        assert response.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"41,000 crowns" in response
        stdout, stderr = process.communicate(timeout=60)
        assert (process.returncode, stdout) == (code, "")
        assert "Traceback" not in stderr


def test_the_threshold_is_set_when_it_starts(news: Path) -> None:
    with running(news, "--threshold", "1") as (_, port, _):
        reply = httpx.post(
            f"http://127.0.0.1:{port}/v1/ask",
            content=QUESTION,
            headers={"Content-Type": "application/json"},
            timeout=60,
        ).json()
    assert reply["answer"] is None
    assert 0.5 < reply["confidence"] < 1


def test_a_port_in_use_is_named_with_the_next_step_and_nothing_is_opened(news: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(
            PortInUse, match=rf"port {port} of 127\.0\.0\.1 is in use; name another with --port"
        ) as caught:
            serve(_never, port=port)
        done = subprocess.run([*COMMAND, str(news), "--port", str(port)], capture_output=True, text=True)
    assert (caught.value.host, caught.value.port) == ("127.0.0.1", port)
    assert done.returncode == 2
    assert f"port {port} of 127.0.0.1 is in use" in " ".join(done.stderr.split())


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "::2"])
def test_an_address_that_is_not_this_machine_s_is_named(host: str) -> None:
    with pytest.raises(AddressUnusable, match=rf"{re.escape(host)}.*name another with --"):
        serve(_never, host=host, port=0)


def test_what_opening_the_library_raises_comes_through(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(LibraryMissing, match="does not exist; make it with: pressmark index FOLDER"):
        serve(lambda: Service.open(tmp_path), port=0)
    assert signal.getsignal(signal.SIGTERM) is before


class _Broken(SentenceTransformerEmbedder):
    def question(self, text: str) -> Vectors:
        raise ModelUnusable(self.name, "its weights are not what they were")


def test_a_model_that_can_not_be_loaded_stops_the_service(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelUnusable, match="its weights are not what they were"):
        serve(lambda: Service.open(news, embedder=_Broken()), port=0)
    assert "Pressmark answers at http://127.0.0.1:" in capsys.readouterr().err


def _never() -> Service:
    raise AssertionError("the service was opened")
