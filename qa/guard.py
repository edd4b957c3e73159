"""What stands around every request: who may be asked for, how much may be sent, and what no handler foresaw.

A browser that visits a hostile page can be made to send requests to a server on its own machine under a name of the
page's choosing (DNS rebinding); so a service on a loopback address answers to that address's names only.
"""

import logging
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.metrics import Metrics
from qa.problems import problem_response

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

BODY_LIMIT = 1_000_000
"""Bytes of a request's body."""
_BODY_LIMITS = dict.fromkeys(("/v1/cite", "/v1/verify"), 10_000_000)
"""… of the body of a saved reply, which carries every quote."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

_log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware; `hosts` are the names that requests may be addressed to, None for any."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] | None, metrics: Metrics) -> None:
        self._app = app
        self._hosts = hosts
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_HEADERS)
                if message["status"] >= HTTPStatus.BAD_REQUEST:
                    self._metrics.count_problem(message["status"])
            await send(message)

        response = self._refuse(scope)
        if response is None:
            limit = _BODY_LIMITS.get(scope["path"], BODY_LIMIT)
            try:
                await self._app(scope, _limited(receive, limit), send_guarded)
                return
            except Exception as error:
                if started:
                    raise
                response = _unforeseen(scope, error)
        await response(scope, receive, send_guarded)

    def _refuse(self, scope: Scope) -> Response | None:
        host = Headers(scope=scope).get("host", "")
        if self._hosts is None or _name(host) in self._hosts:
            return None
        detail = f"this service does not answer to the name {host!r}; ask it by {', '.join(sorted(self._hosts))}"
        return problem_response(HTTPStatus.MISDIRECTED_REQUEST, detail)


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive`, until more than `limit` bytes have come, whatever length the body is said to have."""
    total = 0

    async def receive_limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            # FastAPI lets nothing but an HTTPException through from where it reads the body.
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {limit:,} bytes")
        return message

    return receive_limited


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _unforeseen(scope: Scope, error: Exception) -> Response:
    """Says nothing of the error but where it is written: its text may hold paths, or words of an article."""
    id = uuid4().hex[:12]
    _log.error("problem %s: %s %r", id, scope["method"], scope["path"], exc_info=error)
    detail = f"an error of the service itself; its log on standard error says more under {id}"
    return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
