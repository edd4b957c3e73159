"""The HTTP service under load: one `pressmark serve`, and clients that ask without a pause."""

import http.client
import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.figures import Figure, Measurement, percentiles
from evals.speed.libraries import BuiltLibrary

CLIENTS = (1, 4, 16)
QUESTIONS = 200
_START_S = 60


def measure_load(library: BuiltLibrary, questions: Sequence[str]) -> Measurement:
    """Requests a second and how long each took, with 1, 4 and 16 clients at once."""
    asked = list(questions[:QUESTIONS])
    figures: list[Figure] = []
    with serving(library) as (host, port):
        _ask_all(host, port, asked[:20], 2)
        for clients in CLIENTS:
            began = time.perf_counter()
            took, errors = _ask_all(host, port, asked, clients)
            wall = time.perf_counter() - began
            who = f"{clients} client{'s' if clients > 1 else ''}"
            figures.append(Figure(name=f"{who}, requests", value=len(asked) / wall, unit="/s"))
            figures += percentiles(who, took, "ms")
            figures.append(Figure(name=f"{who}, errors", value=errors, unit="requests"))
    return Measurement(
        what="http",
        passages=library.passages,
        figures=tuple(figures),
        notes=(
            f"{len(asked)} questions for each number of clients, on connections kept open; clients share the cores",
        ),
    )


@contextmanager
def serving(library: BuiltLibrary) -> Iterator[tuple[str, int]]:
    """Host and port of a `pressmark serve` that is ready, as long as the block lasts. Raises `CantMeasure`."""
    command = [*fresh.PRESSMARK, "serve", str(library.articles), "--library", str(library.path), "--port", "0"]
    said: list[str] = []
    with ExitStack() as stack:
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=fresh.ROOT)  # noqa: S603
        assert process.stderr is not None
        stack.enter_context(process)
        stack.callback(process.terminate)
        for line in process.stderr:
            said.append(line.strip())
            if found := re.search(r"http://([\d.]+):(\d+)/", line):
                break
        else:
            raise CantMeasure(f"{' '.join(command)!r} ended before it answered: {' '.join(said[-1:])}")
        host, port = found[1], int(found[2])
        # What it says from now on must not fill the pipe and stop it.
        draining = threading.Thread(target=process.stderr.read)
        draining.start()
        stack.callback(draining.join)
        stack.callback(process.terminate)
        _wait_until_ready(host, port)
        yield host, port


def _wait_until_ready(host: str, port: int) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(host, port, timeout=_START_S)
        connection.request("GET", "/readyz")
        ready = connection.getresponse().status == http.client.OK
        connection.close()
        if ready:
            return
        time.sleep(0.05)
    raise CantMeasure(f"the service at {host}:{port} is not ready after {_START_S} s")


def _ask_all(host: str, port: int, questions: Sequence[str], clients: int) -> tuple[list[float], int]:
    """How long each request took (milliseconds), and how many failed."""
    with ThreadPoolExecutor(clients) as pool:
        lots = pool.map(lambda client: _ask(host, port, questions[client::clients]), range(clients))
        found = [one for lot in lots for one in lot]
    return [took for took, _ in found], sum(not right for _, right in found)


def _ask(host: str, port: int, questions: Sequence[str]) -> list[tuple[float, bool]]:
    found = []
    connection = http.client.HTTPConnection(host, port, timeout=_START_S)
    for question in questions:
        body = json.dumps({"question": question})
        began = time.perf_counter()
        try:
            connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            right = response.status == http.client.OK
        except (OSError, http.client.HTTPException):
            connection.close()
            right = False
        found.append((1000 * (time.perf_counter() - began), right))
    connection.close()
    return found
