"""`pressmark ask`, once its words are taken apart: from options to what is printed and the exit code.

What it imports is held by a test: a question is answered in less time than most libraries take to load.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qa.console import command_line, failing, print_json, print_whole, say, stop, waiting, writing
from qa.exports.formats import ExportFormat
from qa.limits import MAX_NAMES, MAX_QUESTION
from qa.terminal import print_reply

if TYPE_CHECKING:
    from index.filters import Filters
    from qa.reply import Reply
    from qa.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """What `pressmark ask` was told; a question `-` is read from standard input."""

    folder: Path
    question: str
    k: int = 5
    published_from: date | None = None
    published_to: date | None = None
    publishers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    asked_on: date | None = None
    library: Path | None = None
    model: str | None = None
    reranker: str | None = None
    candidates: int | None = None
    threshold: float | None = None
    explain: bool = False
    as_json: bool = False
    format: ExportFormat | None = None
    """Of the answer's citations, printed in place of the reply."""


def ask(asked: AskOptions) -> int:
    """Prints the reply; the exit code: 1 where the articles do not say, and `SystemExit` where something went wrong."""
    with failing(model=asked.model, index_command=command_line("index", asked.folder, asked.library)):
        from index.filters import Filters
        from qa.question import parse_question

        text = _read_question() if asked.question == "-" else asked.question
        parse_question(text)  # Refused before anything is loaded for it.
        if asked.published_from and asked.published_to and asked.published_from > asked.published_to:
            says = f"--from {asked.published_from} is after --to {asked.published_to}"
            stop(2, f"{says}, so that no article could be between them")
        if max(len(asked.publishers), len(asked.sources)) > MAX_NAMES:
            stop(2, f"more than {MAX_NAMES} of --publisher or --source are too many; ask in several questions")
        if asked.as_json and asked.format:
            stop(2, "--json prints the reply, and --format the citations of its answer; give one of them")
        filters = Filters(
            published_from=asked.published_from,
            published_to=asked.published_to,
            publishers=asked.publishers,
            sources=asked.sources,
        )
        from qa.opening import open_up_to_date

        with open_up_to_date(
            asked.folder,
            asked.library,
            asked.model,
            reranker=asked.reranker,
            candidates=asked.candidates,
            threshold=asked.threshold,
        ) as service:
            with waiting("thinking"):
                reply = service.ask(text, k=asked.k, filters=filters, asked_on=asked.asked_on, explain=asked.explain)
            if not reply.passages:
                _say_why_nothing(service, reply, filters, command_line("status", asked.folder, asked.library))
        if asked.format:
            print_citations(reply, asked.format)
        elif asked.as_json:
            print_json(reply.model_dump_json(indent=2))
        else:
            with writing() as out:
                print_reply(out, reply)
    return 0 if reply.answer else 1


def print_citations(reply: "Reply", form: ExportFormat, style: Path | None = None) -> None:
    """The citations of the answer in that format; what else the reply says goes to standard error.

    Raises `qa.exports.references.CitationMissing` and `qa.exports.csl.StyleUnusable`.
    """
    from qa.exports.exports import export

    print_whole(export(reply, form, style))
    for warning in reply.warnings:
        say(f"Warning: {f'{warning.source}: ' if warning.source else ''}{warning.reason}")
    if reply.no_answer:
        say(f"No answer, so nothing is cited: {reply.no_answer.reason}.")


_MOST_READ = 1_000_000
"""Bytes of standard input read for a question: many times what is admitted, and less than what a mistake may pipe in."""


def _read_question() -> str:
    data = sys.stdin.buffer.read(_MOST_READ)
    if len(data) == _MOST_READ:
        stop(2, f"standard input holds more than the {MAX_QUESTION:,} characters of a question")
    try:
        return data.decode().strip()
    except UnicodeDecodeError as error:
        stop(2, f"standard input is not UTF-8: byte {error.start:,} can't be read")


def _say_why_nothing(service: "Service", reply: "Reply", filters: "Filters", status_command: str) -> None:
    if not reply.library.articles:
        say(f"the library holds no article; what was refused, and why, is listed by: {status_command}")
    elif filters.publishers:
        others = replace(filters, publishers=())
        known = {stored.article.publisher for stored in service.articles(others, limit=10_000)}
        named = sorted(name for name in known if name)
        say(f"no article is by {_listed(filters.publishers)}; there are some by: {_listed(named) or 'nobody named'}")
    elif filters:
        say("no article is inside those dates and sources")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
