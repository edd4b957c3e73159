"""Errors over HTTP: RFC 9457 problem documents, and which status each kind of error has.

Out of scope: what is refused before any handler sees it, and errors that nobody foresaw (`qa.guard`).
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from index.errors import IndexingError
from qa.errors import QuestionRefused, RerankerUnusable
from qa.exports.references import CitationMissing
from qa.schema import Problem

MEDIA_TYPE = "application/problem+json"


class UnknownArticle(Exception):
    """The library has no article of that id."""

    def __init__(self, id: int) -> None:
        super().__init__(f"the library has no article {id}; GET /v1/articles lists those it has")
        self.id = id


class NotReady(Exception):
    """The service can't answer yet."""


STATUS: Mapping[type[Exception], HTTPStatus] = {
    RequestValidationError: HTTPStatus.UNPROCESSABLE_ENTITY,
    QuestionRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    CitationMissing: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownArticle: HTTPStatus.NOT_FOUND,
    RerankerUnusable: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexingError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each kind of error that a handler raises. An `HTTPException` brings its own."""


async def answer_error(request: Request, error: Exception) -> Response:
    """The problem document for an error of `STATUS`, or for an `HTTPException`."""
    if isinstance(error, HTTPException):
        return problem_response(error.status_code, _why(request, error), error.headers)
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    detail = _invalid(error) if isinstance(error, RequestValidationError) else str(error)
    return problem_response(status, detail)


def problem_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A problem document of that status; its title is the status's own phrase, as its type is `about:blank`."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return Response(problem.model_dump_json(), status, headers, MEDIA_TYPE)


def _why(request: Request, error: HTTPException) -> str:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return f"there is nothing at {request.url.path!r}; /openapi.json says what there is"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = Headers(error.headers).get("allow", "another method")
        return f"{request.url.path!r} does not take {request.method}; it takes {allowed}"
    return error.detail


def _invalid(error: RequestValidationError) -> str:
    """Which fields are wrong and why. What was sent is not repeated: it may be long, or no text."""
    said = []
    for one in error.errors():
        where, *inside = one["loc"]
        if where == "body" and not inside:
            said.append("the body: send a JSON object, with the header Content-Type: application/json")
        else:
            said.append(f"{'.'.join(map(str, inside))}: {one['msg']}")
    return "; ".join(said)
