"""Asking a Pressmark service over HTTP from Python; of our own code it loads the schema and nothing else.

ClientError
├── ServiceUnreachable    nothing answers at that address, or not in time
├── ServiceProblem        the service answers with a problem document, or with a status that is an error
└── ReplyUnreadable       what answers is not a Pressmark service, or one of another major version

    with Client("http://127.0.0.1:8000") as desk:
        reply = desk.ask("Why was the February trip put off?", k=3)

Fields that this version does not know are ignored, so that replies can grow.
"""

from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import ValidationError

from qa.exports.formats import MEDIA_TYPES, ExportFormat
from qa.reply import Record
from qa.schema import ArticleList, ArticleQuery, ArticleSummary, AskRequest, FilterSpec, Problem, Reply, VerifyReply

_Record = TypeVar("_Record", bound=Record)


class ClientError(Exception):
    """The base of what this module raises."""


class ServiceUnreachable(ClientError):
    """Nothing answered."""


class ServiceProblem(ClientError):
    """The service answered with an error: the fields of its problem document."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail


class ReplyUnreadable(ClientError):
    """The answer is not what a Pressmark service sends."""


class Client:
    """A connection to the service at `base_url`. Safe to share between threads; a context manager, or `close` it."""

    def __init__(self, base_url: str = "http://127.0.0.1:8000", *, timeout_s: float = 30) -> None:
        url = httpx.URL(base_url)
        # A proxy for the web has no way to this machine's own loopback.
        local = url.host in {"localhost", "127.0.0.1", "::1"}
        self._http = httpx.Client(base_url=url, timeout=timeout_s, trust_env=not local)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def ask(
        self,
        question: str,
        *,
        k: int = 5,
        filters: FilterSpec | None = None,
        asked_on: date | None = None,
        explain: bool = False,
    ) -> Reply:
        """The answer, or that the articles do not say, with at most `k` passages either way."""
        # Not validated here: what is wrong with a request is for the service to say.
        asked = AskRequest.model_construct(
            question=question, k=k, filters=filters or FilterSpec(), asked_on=asked_on, explain=explain
        )
        return self._post("v1/ask", asked, Reply)

    def articles(self, filters: FilterSpec | None = None, *, limit: int = 100, offset: int = 0) -> ArticleList:
        """A page of the library's articles, by source, and the files that could not be read."""
        wanted = filters or FilterSpec()
        query = ArticleQuery.model_construct(
            published_from=wanted.published_from,
            published_to=wanted.published_to,
            publisher=wanted.publishers,
            source=wanted.sources,
            limit=limit,
            offset=offset,
        )
        return _read(
            self._send("GET", "v1/articles", params=query.model_dump(mode="json", exclude_none=True)), ArticleList
        )

    def article(self, id: int) -> ArticleSummary:
        """What is known of the article of that id."""
        return _read(self._send("GET", f"v1/articles/{id}"), ArticleSummary)

    def text(self, id: int) -> str:
        """The exact text of the article of that id: the text that offsets and lines count in."""
        return self._send("GET", f"v1/articles/{id}/text").content.decode()

    def verify(self, reply: Reply) -> VerifyReply:
        """Whether each citation of a reply holds against the files as they are now."""
        return self._post("v1/verify", reply, VerifyReply)

    def cite(self, reply: Reply, form: ExportFormat = ExportFormat.BIBLIOGRAPHY) -> str:
        """The articles that the answer of a reply cites, as a reference manager or LaTeX reads them; none where there is no answer."""
        headers = {"Content-Type": "application/json", "Accept": MEDIA_TYPES[form]}
        return self._send("POST", "v1/cite", content=reply.model_dump_json(), headers=headers).content.decode()

    def _post(self, path: str, body: AskRequest | Reply, model: type[_Record]) -> _Record:
        headers = {"Content-Type": "application/json"}
        return _read(self._send("POST", path, content=body.model_dump_json(), headers=headers), model)

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int | list[str]] | None = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = self._http.request(method, path, params=params, content=content, headers=headers)
        except httpx.TimeoutException as error:
            seconds = self._http.timeout.read
            raise ServiceUnreachable(f"{self._http.base_url} did not answer within {seconds} seconds") from error
        except httpx.RequestError as error:
            reason = str(error) or type(error).__name__
            raise ServiceUnreachable(
                f"nothing answers at {self._http.base_url} ({reason}); start it with: pressmark serve FOLDER"
            ) from error
        if not response.is_success:
            raise _problem(response)
        return response


def _problem(response: httpx.Response) -> ServiceProblem:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        # Something else answers here, a proxy on the way say.
        return ServiceProblem(response.status_code, response.reason_phrase, response.text[:200])
    return ServiceProblem(response.status_code, problem.title, problem.detail)


def _read(response: httpx.Response, model: type[_Record]) -> _Record:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise ReplyUnreadable(
            f"{response.url} did not send a {model.__name__} as this version of pressmark knows it; is that a Pressmark service?"
        ) from error
