"""The command line: `pressmark index|ask|show|verify|serve|status`.

Exit codes: 0 done; 1 no answer, or a false citation; 2 usage or bad input; 3 the library can't be used; 4 an error of
ours; 130 interrupted. What is asked for goes to standard output, everything else to standard error.

Out of scope: how things look (`qa.terminal`), and `pressmark eval` (`evals.command`).
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from corpus.errors import CorpusError, FolderUnusable
from index.errors import IndexingError, LibraryBusy, LibraryUnwritable, ModelUnusable

if TYPE_CHECKING:
    from index.sync import SyncReport
    from qa.service import Service

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask a folder of news articles a question; get an answer in sentences quoted from named files.",
)


def parse_day(text: str) -> date:
    """A day written as in `2023-06-18`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2023-06-18") from None


Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of articles.", show_default=False)]
LibraryDir = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", help="Keep the library here instead of in FOLDER/.pressmark.")
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A sentence-transformers model, by hub name or folder, instead of the library's own.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
From = Annotated[
    date | None,
    typer.Option(
        "--from",
        metavar="DATE",
        parser=parse_day,
        help="Only articles published on or after this day.",
        show_default=False,
    ),
]
To = Annotated[
    date | None,
    typer.Option(
        "--to",
        metavar="DATE",
        parser=parse_day,
        help="Only articles published on or before this day.",
        show_default=False,
    ),
]
AskedOn = Annotated[
    date | None,
    typer.Option(
        "--asked-on",
        metavar="DATE",
        parser=parse_day,
        help="The day the question is asked on; today when not given.",
        show_default=False,
    ),
]


@app.command(
    epilog="Examples:\n\n    pressmark index news\n\n    pressmark index news --library ~/libraries/news\n\n    pressmark index news --rebuild"
)
def index(
    folder: Folder,
    library: LibraryDir = None,
    model: Model = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the library anew; the old one is used until the new one is whole.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the library of FOLDER up to date: read what is new or changed, drop what is gone."""
    with _failing(model):
        began = time.perf_counter()
        report = _sync(folder, library, model, rebuild=rebuild)
        took = time.perf_counter() - began
        if as_json:
            print(json.dumps({**_as_dict(report), "took_s": round(took, 3)}, ensure_ascii=False, indent=2))
        else:
            _print_report(report, took)


@app.command(
    epilog='Examples:\n\n    pressmark ask news "Why was the trip put off?"\n\n'
    '    pressmark ask news "Who won?" --from 2023-06-01 --publisher Newser -k 3\n\n'
    '    pressmark ask news "Who won?" --json | jq -r .answer.text'
)
def ask(
    folder: Folder,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="In quotes; - reads it from standard input.", show_default=False)
    ],
    k: Annotated[int, typer.Option("-k", min=1, max=100, metavar="N", help="How many passages to show.")] = 5,
    published_from: From = None,
    published_to: To = None,
    publisher: Annotated[
        list[str] | None,
        typer.Option("--publisher", metavar="NAME", help="Only articles of this publisher; may be repeated."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="PATH", help="Only this file or folder inside FOLDER; may be repeated."),
    ] = None,
    asked_on: AskedOn = None,
    library: LibraryDir = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Answer QUESTION in sentences quoted from the articles in FOLDER, each with its citation.

    The library is brought up to date first. Exit code 1 means that the articles do not say.
    """
    from qa.question import parse_question
    from qa.schema import FilterSpec
    from qa.terminal import print_reply

    with _failing(model):
        text = sys.stdin.read().strip() if question == "-" else question
        parse_question(text)  # Refused before anything is loaded for it.
        filters = FilterSpec(
            published_from=published_from,
            published_to=published_to,
            publishers=tuple(publisher or ()),
            sources=tuple(source or ()),
        )
        with _up_to_date(folder, library, model) as service, _waiting("thinking"):
            reply = service.ask(text, k=k, filters=filters, asked_on=asked_on)
        if as_json:
            print(reply.model_dump_json(indent=2))
        else:
            print_reply(Console(), reply)
    if reply.answer is None:
        raise typer.Exit(1)


@app.command(epilog="Example:\n\n    pressmark show news desk/blinken.txt:812-901")
def show(
    folder: Folder,
    place: Annotated[str, typer.Argument(metavar="SOURCE:START-END", help="As in a citation.", show_default=False)],
    around: Annotated[int, typer.Option("--around", min=0, metavar="N", help="Lines to show before and after.")] = 3,
    library: LibraryDir = None,
) -> None:
    """Print the quoted words marked in their article, with what stands around them."""
    from index.place import find_place
    from index.store import Store
    from qa.terminal import print_excerpt
    from qa.verify import why_stale

    with _failing(None):
        source, _, span = place.rpartition(":")
        first, dash, last = span.partition("-")
        if not (source and dash and first.isdecimal() and last.isdecimal() and int(first) < int(last)):
            _stop(2, f"{place!r} is not a place; it should look like desk/blinken.txt:812-901")
        store = Store(find_place(folder, library).path)
        try:
            stored = store.find(source)
        finally:
            store.close()
        if stored is None:
            _stop(
                2, f"the library has no article {source!r}; `pressmark status {folder}` lists what is behind or refused"
            )
        text = stored.article.text
        if int(last) > len(text):
            _stop(2, f"{source!r} has {len(text):,} characters, so nothing stands at {first}-{last}")
        if reason := why_stale(folder, stored):
            _say(f"Warning: {source}: {reason}; this is the text that was indexed")
        print_excerpt(Console(), text, int(first), int(last), around=around)


@app.command(
    epilog='Examples:\n\n    pressmark ask news "Who won?" --json > reply.json\n\n    pressmark verify news reply.json'
)
def verify(
    folder: Folder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="A saved reply; - reads standard input.", show_default=False)
    ],
    library: LibraryDir = None,
    as_json: AsJson = False,
) -> None:
    """Check every citation of a saved reply against the files, each read again. Exit code 1 when one is false."""
    from pydantic import ValidationError

    from index.place import find_place
    from index.store import Store
    from qa.schema import Reply
    from qa.terminal import print_checks
    from qa.verify import verify_reply

    with _failing(None):
        try:
            reply = Reply.model_validate_json(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
        except OSError as error:
            _stop(2, f"{str(file)!r} can't be read: {error.strerror}")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the whole of it"
            _stop(2, f"{str(file)!r} is not a reply of `pressmark ask --json`: {where}: {first['msg']}")
        store = Store(find_place(folder, library).path)
        try:
            sources = store.stamps(store.generation).keys()
        finally:
            store.close()
        checks = verify_reply(reply, folder, sources)
        if as_json:
            print(checks.model_dump_json(indent=2))
        else:
            print_checks(Console(), checks)
    if not checks.holds:
        raise typer.Exit(1)


@app.command(epilog="Examples:\n\n    pressmark serve news\n\n    pressmark serve news --port 8080")
def serve(
    folder: Folder,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="The port; 0 takes a free one.")
    ] = 8000,
    library: LibraryDir = None,
    model: Model = None,
) -> None:
    """Answer questions over HTTP, and show the page at `/`. Stop with Ctrl+C."""
    from qa.serve import PortInUse
    from qa.serve import serve as run

    with _failing(model):
        try:
            run(lambda: _up_to_date_service(folder, library, model), host=host, port=port)
        except PortInUse as error:
            _stop(2, str(error))


@app.command(epilog="Example:\n\n    pressmark status news")
def status(folder: Folder, library: LibraryDir = None, as_json: AsJson = False) -> None:
    """Say what is in the library of FOLDER, what is behind, and what was refused."""
    from corpus.folder import find_files
    from index.place import find_place
    from index.store import Store
    from index.sync import find_pending

    with _failing(None):
        listing = find_files(folder)
        place = find_place(folder, library)
        store = Store(place.path)
        try:
            meta, generation = store.meta(), store.generation
            articles, passages = store.counts(generation)
            refused = store.refusals(generation)
            out_of_reach = tuple(refusal.source for refusal in listing.refused if refusal.transient)
            pending = find_pending(listing.files, store.stamps(generation), out_of_reach)
        finally:
            store.close()
        behind = {
            "new": [file.source for file in pending.added if file.source not in dict(refused)],
            "changed": [file.source for file in pending.changed],
            "gone": list(pending.dropped),
        }
        size = sum(path.stat().st_size for path in place.path.rglob("*") if path.is_file())
        if as_json:
            facts = {
                "library": str(place.path),
                "generation": generation,
                "model": meta.get("model"),
                "articles": articles,
            }
            facts |= {
                "passages": passages,
                "bytes": size,
                "behind": behind,
                "refused": [{"source": s, "reason": r} for s, r in refused],
            }
            print(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            _print_status(place.path, place.note, meta, generation, articles, passages, size, behind, refused)


def _sync(folder: Path, library: Path | None, model: str | None, *, rebuild: bool = False) -> "SyncReport":
    from corpus.folder import find_files

    find_files(folder)  # A folder that can't be read is said before a model is loaded for it.
    from index.embed import SentenceTransformerEmbedder
    from index.model import DEFAULT_MODEL
    from index.place import find_place
    from index.sync import sync
    from qa.service import library_model

    place = find_place(folder, library)
    if place.note:
        _say(place.note)
    embedder = SentenceTransformerEmbedder(model or (DEFAULT_MODEL if rebuild else library_model(place.path)))
    with _progress() as progress:
        return sync(folder, place.path, embedder, rebuild=rebuild, progress=progress, say=_say)


@contextmanager
def _up_to_date(folder: Path, library: Path | None, model: str | None) -> Iterator["Service"]:
    service = _up_to_date_service(folder, library, model)
    with service:
        yield service


def _up_to_date_service(folder: Path, library: Path | None, model: str | None) -> "Service":
    from corpus.folder import find_files
    from index.embed import SentenceTransformerEmbedder
    from index.place import find_place
    from index.store import Store
    from index.sync import find_pending, sync
    from qa.service import Service, library_model

    listing = find_files(folder)
    place = find_place(folder, library)
    if place.note:
        _say(place.note)
    embedder = SentenceTransformerEmbedder(model or library_model(place.path))
    stamps = {}
    refused = set()
    if (place.path / "library.db").is_file():
        store = Store(place.path)
        try:
            stamps = store.stamps(store.generation)
            refused = {source for source, _ in store.refusals(store.generation)}
        finally:
            store.close()
    out_of_reach = tuple(refusal.source for refusal in listing.refused if refusal.transient)
    pending = find_pending(
        [file for file in listing.files if file.source not in refused or file.source in stamps], stamps, out_of_reach
    )
    if pending or not stamps:
        try:
            with _progress() as progress:
                report = sync(folder, place.path, embedder, progress=progress, say=_say)
            changes = [f"{len(sources)} {word}" for word, sources in _changes(report) if sources]
            if changes:
                _say(f"indexed first: {', '.join(changes)}")
        except (LibraryBusy, LibraryUnwritable, FolderUnusable) as error:
            if not stamps:
                raise
            _say(f"Warning: {error}. Answering from what was indexed before.")
    return Service.open(folder, library=place.path, embedder=embedder)


def _changes(report: "SyncReport") -> list[tuple[str, tuple[str, ...]]]:
    return [("new", report.added), ("changed", report.changed), ("gone", report.dropped)]


def _print_report(report: "SyncReport", took_s: float) -> None:
    from qa.terminal import print_list

    out = Console()
    counted = ", ".join(f"{len(sources)} {word}" for word, sources in _changes(report))
    out.print(
        f"{counted}, {report.unchanged} unchanged; {report.passages} passages cut, {report.embedded} embedded; {took_s:.1f} s",
        highlight=False,
    )
    for word, sources in _changes(report):
        print_list(out, word, ((source, "") for source in sources))
    print_list(out, "refused", report.refused)


def _print_status(
    path: Path,
    note: str | None,
    meta: dict[str, str],
    generation: int,
    articles: int,
    passages: int,
    size: int,
    behind: dict[str, list[str]],
    refused: list[tuple[str, str]],
) -> None:
    from qa.terminal import print_list, printable

    out = Console()
    if note:
        _say(note)
    lines = [
        f"library {printable(str(path))}, generation {generation}, {size / 1e6:.1f} MB",
        f"{articles} articles, {passages} passages, model {printable(meta.get('model', 'none'))}",
        "up to date" if not any(behind.values()) else "behind; bring it up to date with: pressmark index FOLDER",
    ]
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    for word, sources in behind.items():
        print_list(out, word, ((source, "") for source in sources))
    print_list(out, "refused", refused, most=100)


def _as_dict(report: "SyncReport") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(report), "refused": [{"source": source, "reason": reason} for source, reason in report.refused]}


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error where that is a terminal; nothing otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading the folder and loading the model", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"indexing {what}", completed=done, total=total)

        yield show


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def _failing(model: str | None) -> Iterator[None]:
    """Turns what can go wrong into a sentence on standard error and an exit code."""
    from qa.errors import QuestionError

    try:
        yield
    except (CorpusError, QuestionError) as error:
        _stop(2, str(error))
    except ModelUnusable as error:
        _stop(2 if model else 3, str(error))
    except IndexingError as error:
        _stop(3, str(error))
    except KeyboardInterrupt:
        _stop(130, "interrupted; what was indexed before is still there")
    except BrokenPipeError:
        # The reader of the pipe has seen enough; closing standard output again at exit would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except typer.Exit:
        raise
    except Exception as error:
        if os.environ.get("PRESSMARK_DEBUG"):
            raise
        _stop(4, f"an error of pressmark itself: {type(error).__name__}: {error}. Set PRESSMARK_DEBUG=1 to see where")


def _stop(code: int, sentence: str) -> NoReturn:
    _say(f"pressmark: {sentence}")
    raise typer.Exit(code)


def _say(sentence: str) -> None:
    from qa.terminal import printable

    Console(stderr=True).print(escape(printable(sentence)), highlight=False, soft_wrap=True)
