"""Running the HTTP service: an address to listen on, and graceful start and stop.

ServeError
└── AddressUnusable    the host or port can't be had
    └── PortInUse      another program listens there
"""

import errno
import gc
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from types import FrameType

import uvicorn

from qa.app import Desk, create_app
from qa.guard import LOOPBACK_HOSTS
from qa.reply import LibraryState
from qa.service import Service

STOPPING_S = 10
"""Seconds that requests under way get to finish, once the service is told to stop."""

_KEEP_ALIVE_S = 30
"""Longer than clients keep an idle connection (httpx: 5 seconds), so that none is closed while a request is on its way."""


class ServeError(Exception):
    """The base of what running the service raises."""


class AddressUnusable(ServeError):
    """The service can't listen there; the message says why and what to name instead."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(reason)
        self.host = host
        self.port = port


class PortInUse(AddressUnusable):
    """Another program listens on that port."""


def serve(service_factory: Callable[[], Service], *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answers questions over HTTP until the process is told to stop; port 0 takes a free one.

    SIGTERM ends it as a matter of course, SIGINT with `KeyboardInterrupt`; either way requests under way are finished
    first, for up to `STOPPING_S` seconds. Raises `AddressUnusable` before the service is opened, and whatever opening it
    or loading its model raises.
    """
    with _ending_quietly(), closing(_listen(host, port)) as listener:
        service = service_factory()
        app = create_app(lambda: service, hosts=LOOPBACK_HOSTS if _is_loopback(listener) else None)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOPPING_S,
        )
        server = _Server(config, lambda: app.state.desk, f"http://{_url_host(host)}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])
        if server.failure:
            raise server.failure


class _Server(uvicorn.Server):
    """Says when it listens, and stops when the model can't be loaded."""

    def __init__(self, config: uvicorn.Config, desk: Callable[[], Desk], url: str) -> None:
        super().__init__(config)
        self._desk = desk
        self._url = url
        self.failure: BaseException | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            desk = self._desk()
            desk.warming.add_done_callback(self._note_warmed)
            # What is loaded by then stays: looking through all of it for garbage would make one question in some hundred wait.
            desk.reading.add_done_callback(lambda _: gc.freeze())
            print(
                f"Pressmark answers at {self._url} ({_in_words(desk.service.state())}). Stop with Ctrl+C.",
                file=sys.stderr,
                flush=True,
            )

    def _note_warmed(self, warming: Future[None]) -> None:
        self.failure = warming.exception()
        if self.failure:
            self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
        # Asyncio does this only for sockets made with a protocol; without it a reply's second packet waits for an acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except socket.gaierror as error:
        reason = f"{host!r} is no address of this machine ({error.strerror}); name another with --host"
        raise AddressUnusable(host, port, reason) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} of {host} is in use; name another with --port, or take a free one with --port 0"
            raise PortInUse(host, port, reason) from error
        reason = f"port {port} of {host} can't be had ({error.strerror}); name another with --port or --host"
        raise AddressUnusable(host, port, reason) from error


def _is_loopback(listener: socket.socket) -> bool:
    return ipaddress.ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def _url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _in_words(state: LibraryState) -> str:
    articles = f"{state.articles:,} article{'s' if state.articles != 1 else ''}"
    return f"{articles}, {state.passages:,} passage{'s' if state.passages != 1 else ''}"


@contextmanager
def _ending_quietly() -> Iterator[None]:
    """SIGTERM leaves the block as if its end were reached; uvicorn raises the signal again once it has shut down."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except _Terminated:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


class _Terminated(BaseException):
    """SIGTERM came."""
