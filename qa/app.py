"""The HTTP service: questions, articles, verification, citations, health, metrics, and the page.

Out of scope: which format a request wants (`qa.exports.accept`), how errors become problem documents (`qa.problems`), what surrounds
every request (`qa.guard`), and addresses and signals (`qa.serve`).
"""

from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from index.store import StoredArticle
from qa import problems
from qa.exports.accept import VARY, export_response, negotiate_export, negotiate_reply
from qa.exports.formats import MEDIA_TYPES, ExportFormat
from qa.guard import LOOPBACK_HOSTS, Guard
from qa.metrics import MEDIA_TYPE, Metrics
from qa.problems import NotReady, UnknownArticle
from qa.schema import (
    ArticleList,
    ArticleProvenance,
    ArticleQuery,
    ArticleSummary,
    AskRequest,
    FilterSpec,
    Health,
    Problem,
    RefusedFile,
    Reply,
    VerifyReply,
)
from qa.service import Service

PAGE = Path(__file__).parent / "page"

_PROBLEM: dict[str, Any] = {
    "description": "Problem",
    "content": {problems.MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
}
_EXPORTS: dict[str, Any] = {
    media_type: {
        "schema": {"type": "array", "items": {"type": "object"}} if media_type.endswith("json") else {"type": "string"}
    }
    for media_type in MEDIA_TYPES.values()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the handlers share."""

    service: Service
    warming: Future[None]
    """Done when the model is loaded, or with what kept it from loading."""
    reading: Future[None]
    """Comes next: what is read ahead, for which no question waits."""
    metrics: Metrics


def create_app(service_factory: Callable[[], Service], *, hosts: Collection[str] | None = LOOPBACK_HOSTS) -> FastAPI:
    """The service as an ASGI app, which answers to the names `hosts` (None: to any).

    Starting up opens the service and begins to load its model, while requests are already taken: what needs the model
    waits for it, and `/readyz` says when it is there.
    """
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with await run_in_threadpool(service_factory) as service, ThreadPoolExecutor(1) as pool:
            warming, reading = pool.submit(service.warm), pool.submit(service.read_ahead)
            app.state.desk = Desk(service=service, warming=warming, reading=reading, metrics=metrics)
            yield

    app = FastAPI(
        title="Pressmark",
        version="1",
        description="Ask a folder of news articles a question; get an answer in sentences quoted from named files.",
        lifespan=lifespan,
        # Both load their scripts from another server.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": _PROBLEM, "5XX": _PROBLEM},
        exception_handlers=dict.fromkeys((*problems.STATUS, HTTPException), problems.answer_error),
    )
    app.add_middleware(Guard, hosts=hosts, metrics=metrics)
    app.include_router(_router)
    app.mount("/page", StaticFiles(directory=PAGE))
    return app


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


_Desk = Annotated[Desk, Depends(_desk)]


class _JsonRequest(Request):
    async def json(self) -> object:
        # Python's own parser takes NaN, and half of a surrogate pair, which is no text; and it gives up on deep nesting.
        try:
            return from_json(await self.body(), allow_inf_nan=False)
        except ValueError as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}") from error


class _JsonRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def parse_and_handle(request: Request) -> Response:
            return await handle(_JsonRequest(request.scope, request.receive))

        return parse_and_handle


_router = APIRouter(route_class=_JsonRoute)


@_router.post("/v1/ask", response_model=Reply, responses={200: {"content": _EXPORTS}})
def ask(
    asked: AskRequest,
    desk: _Desk,
    response: Response,
    form: Annotated[ExportFormat | None, Depends(negotiate_reply)],
) -> Reply | Response:
    """The answer, or that the articles do not say, with the ranked passages either way.

    By the header Accept, the articles that the answer cites instead, as a reference manager reads them; none where it is declined.
    """
    desk.warming.result()
    reply = desk.service.ask(
        asked.question, k=asked.k, filters=asked.filters, asked_on=asked.asked_on, explain=asked.explain
    )
    desk.metrics.count_reply(reply)
    if form:
        return export_response(reply, form)
    response.headers.update(VARY)
    return reply


@_router.get("/v1/articles")
def list_articles(query: Annotated[ArticleQuery, Query()], desk: _Desk) -> ArticleList:
    """The articles of the library, by source, and the files that could not be read."""
    filters = FilterSpec(
        published_from=query.published_from,
        published_to=query.published_to,
        publishers=query.publisher,
        sources=query.source,
    )
    found = desk.service.articles(filters, limit=query.limit + 1, offset=query.offset)
    return ArticleList(
        articles=tuple(_summary(stored) for stored in found[: query.limit]),
        next_offset=query.offset + query.limit if len(found) > query.limit else None,
        refused=tuple(RefusedFile(source=source, reason=reason) for source, reason in desk.service.refusals()),
    )


@_router.get("/v1/articles/{id}")
def show_article(id: int, desk: _Desk) -> ArticleSummary:
    """What is known of an article."""
    return _summary(_find(desk, id))


@_router.get("/v1/articles/{id}/text", response_class=PlainTextResponse)
def show_text(id: int, desk: _Desk) -> str:
    """The exact text of an article, in UTF-8: the text that offsets and lines count in."""
    return _find(desk, id).article.text


@_router.post("/v1/verify")
def verify(reply: Reply, desk: _Desk) -> VerifyReply:
    """Whether each citation of a saved reply holds against the files as they are now."""
    return desk.service.verify(reply)


@_router.post("/v1/cite", response_class=Response, responses={200: {"content": _EXPORTS}})
def cite(reply: Reply, form: Annotated[ExportFormat, Depends(negotiate_export)]) -> Response:
    """The articles that the answer of a saved reply cites, in a format chosen by the header Accept; a bibliography when not chosen."""
    return export_response(reply, form)


@_router.get("/healthz")
async def is_alive() -> Health:
    """Whether the server runs."""
    return Health(status="alive")


@_router.get("/readyz")
def is_ready(desk: _Desk) -> Health:
    """Whether questions are answered at once: the library is open and the model loaded."""
    if not desk.warming.done():
        raise NotReady("the model is still being loaded; ask again in a few seconds")
    desk.warming.result()
    return Health(status="ready", library=desk.service.state())


@_router.get("/metrics", response_class=PlainTextResponse)
def show_metrics(desk: _Desk) -> Response:
    """Counters in Prometheus' text format."""
    return Response(desk.metrics.as_text(), media_type=MEDIA_TYPE)


@_router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
def show_page() -> FileResponse:
    return FileResponse(PAGE / "index.html")


def _find(desk: Desk, id: int) -> StoredArticle:
    stored = desk.service.article(id)
    if stored is None:
        raise UnknownArticle(id)
    return stored


def _summary(stored: StoredArticle) -> ArticleSummary:
    article = stored.article
    return ArticleSummary(
        id=stored.id,
        source=article.source,
        title=article.title,
        byline=article.byline,
        publisher=article.publisher,
        published=article.published,
        updated=article.updated,
        url=article.url,
        language=article.language,
        provenance=ArticleProvenance(**asdict(article.provenance)),
        sha256=article.sha256,
        text_sha256=article.text_sha256,
        characters=len(article.text),
    )
