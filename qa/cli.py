"""The command line: `pressmark index|ask|show|verify|cite|serve|status`.

Exit codes: 0 done; 1 no answer, or a false citation; 2 usage or bad input; 3 the library can't be used; 4 an error of
ours; 130 interrupted. What is asked for goes to standard output, everything else to standard error.

Out of scope: their parameters (`qa.parameters`), streams and exit codes (`qa.console`), how things look (`qa.terminal`,
`qa.reporting`), answering (`qa.ask`, which a plain command line reaches without all this, by `qa.arguments`), and
`pressmark eval` (`evals.command`).
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.console import command_line, failing, print_json, progress, say, stop, writing
from qa.exports.formats import ExportFormat
from qa.parameters import AsJson, AskedOn, Candidates, Folder, Format, From, LibraryDir, Model, Reranker, Threshold, To
from qa.reporting import print_report, print_state, report_as_dict, state_as_dict
from qa.terminal import print_about, print_checks, print_excerpt

if TYPE_CHECKING:
    from qa.reply import Reply
    from qa.service import Service

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask a folder of news articles a question; get an answer in sentences quoted from named files.",
)


@app.command(
    epilog="Examples:\n\n    pressmark index news\n\n    pressmark index news --library ~/libraries/news\n\n    pressmark index news --rebuild --field text=Volltext --field published=Datum"
)
def index(
    folder: Folder,
    library: LibraryDir = None,
    model: Model = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the library anew; the old one is used until the new one is whole.")
    ] = False,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="FACT=NAME",
            help="In which field of JSON or CSV exports a fact stands, before the usual names are tried: text, title, byline, "
            "publisher, published, updated, url or language. The library remembers it. May be repeated.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring the library of FOLDER up to date: read what is new or changed, drop what is gone."""
    with failing(model=model, index_command=command_line("index", folder, library)):
        from corpus.exports.fields import Fields
        from index.embedders import open_embedder
        from index.sync import sync

        began = time.perf_counter()
        Fields.parse(fields or ())  # A mistake is told before anything is loaded.
        path, built_with = _find_library(folder, library, rebuild=rebuild)
        embedder = open_embedder(model or (None if rebuild else built_with), say=say)
        with progress() as shown:
            report = sync(folder, path, embedder, rebuild=rebuild, fields=fields, progress=shown, say=say)
        took_s = time.perf_counter() - began
        if as_json:
            print_json(json.dumps({**report_as_dict(report), "took_s": round(took_s, 3)}, ensure_ascii=False, indent=2))
        else:
            print_report(report, took_s)


@app.command(
    epilog='Examples:\n\n    pressmark ask news "Why was the trip put off?"\n\n'
    '    pressmark ask news "Who won?" --from 2023-06-01 --publisher Newser -k 3\n\n'
    '    pressmark ask news "Who won?" --json | jq -r .answer.text\n\n'
    '    pressmark ask news "Who won?" --format bibtex > won.bib'
)
def ask(
    folder: Folder,
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help="In quotes, and behind -- where it starts with a dash; - reads it from standard input.",
            show_default=False,
        ),
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
    reranker: Reranker = None,
    candidates: Candidates = None,
    threshold: Threshold = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what each stage made of the question and of each passage.")
    ] = False,
    as_json: AsJson = False,
    format: Format = None,
) -> None:
    """Answer QUESTION in sentences quoted from the articles in FOLDER, each with its citation.

    The library is brought up to date first. Exit code 1 means that the articles do not say.
    """
    from qa.ask import AskOptions
    from qa.ask import ask as answer

    code = answer(
        AskOptions(
            folder=folder,
            question=question,
            k=k,
            published_from=published_from,
            published_to=published_to,
            publishers=tuple(publisher or ()),
            sources=tuple(source or ()),
            asked_on=asked_on,
            library=library,
            model=model,
            reranker=reranker,
            candidates=candidates,
            threshold=threshold,
            explain=explain,
            as_json=as_json,
            format=format,
        )
    )
    raise typer.Exit(code)


@app.command(
    epilog="Examples:\n\n    pressmark show news desk/blinken.txt:812-901\n\n    pressmark show news desk/blinken.txt --about"
)
def show(
    folder: Folder,
    place: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE:START-END", help="As in a citation; with --about, SOURCE is enough.", show_default=False
        ),
    ],
    around: Annotated[int, typer.Option("--around", min=0, metavar="N", help="Lines to show before and after.")] = 3,
    about: Annotated[
        bool, typer.Option("--about", help="First what is known of the article, and how each fact was found.")
    ] = False,
    library: LibraryDir = None,
) -> None:
    """Print the quoted words marked in their article, with what stands around them."""
    with failing(index_command=command_line("index", folder, library)):
        from index.place import find_place
        from qa.state import open_store
        from qa.verify import why_stale

        found = re.fullmatch(r"(.+):([0-9]{1,15})-([0-9]{1,15})", place, re.DOTALL)
        source, start, end = (found[1], int(found[2]), int(found[3])) if found else (place, 0, 0)
        if start >= end and (found or not about):
            stop(2, f"{place[-80:]!r} is not a place; it should look like desk/blinken.txt:812-901")
        _check_folder(folder)
        with open_store(find_place(folder, library).path) as store:
            stored = store.find(source)
        if stored is None:
            listed = command_line("status", folder, library)
            stop(2, f"the library has no article {source!r}; what is behind or refused is listed by: {listed}")
        text = stored.article.text
        if end > len(text):
            stop(2, f"{source!r} has {len(text):,} characters, so nothing stands at {start}-{end}")
        if reason := why_stale(folder, stored):
            say(f"Warning: {source}: {reason}; this is the text that was indexed")
        with writing() as out:
            if about:
                print_about(out, stored.article)
            if found:
                print_excerpt(out, text, start, end, around=around)


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
    with failing(index_command=command_line("index", folder, library)):
        from index.meta import fields_in
        from index.place import find_place
        from qa.state import open_store
        from qa.verify import verify_reply

        reply = _read_reply(file)
        _check_folder(folder)
        with open_store(find_place(folder, library).path) as store:
            files = store.files(store.generation, (one.citation.source for one in reply.passages))
            fields = fields_in(store.meta())
        checks = verify_reply(reply, folder, files, fields=fields)
        if as_json:
            print_json(checks.model_dump_json(indent=2))
        else:
            with writing() as out:
                print_checks(out, checks)
        if not checks.holds:
            raise typer.Exit(1)


@app.command(
    epilog='Examples:\n\n    pressmark ask news "Who won?" --json > reply.json\n\n    pressmark cite reply.json --format ris > won.ris'
)
def cite(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="A saved reply; - reads standard input.", show_default=False)
    ],
    format: Annotated[
        ExportFormat, typer.Option("--format", help="What to write; a bibliography is a list to read.")
    ] = ExportFormat.BIBLIOGRAPHY,
    style: Annotated[
        Path | None,
        typer.Option(
            "--style",
            metavar="FILE.csl",
            help="The CSL style of the bibliography (citationstyles.org has thousands) instead of the house's own.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the articles that the answer of a saved reply cites, for a reference manager, LaTeX or a reader. Exit code 1 when there is no answer."""
    with failing():
        from qa.ask import print_citations
        from qa.exports.csl import StyleUnusable
        from qa.exports.references import CitationMissing

        reply = _read_reply(file)
        if style and format is not ExportFormat.BIBLIOGRAPHY:
            stop(2, f"--style is for a bibliography; {format} has none")
        try:
            print_citations(reply, format, style)
        except (CitationMissing, StyleUnusable) as error:
            stop(2, str(error))
        if not reply.answer:
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
    reranker: Reranker = None,
    candidates: Candidates = None,
    threshold: Threshold = None,
) -> None:
    """Answer questions over HTTP, and show the page at `/`. Stop with Ctrl+C."""
    with failing(model=model, index_command=command_line("index", folder, library)):
        from qa.opening import open_up_to_date
        from qa.serve import ServeError
        from qa.serve import serve as run

        def open_service() -> "Service":
            return open_up_to_date(
                folder, library, model, reranker=reranker, candidates=candidates, threshold=threshold
            )

        try:
            run(open_service, host=host, port=port)
        except ServeError as error:
            stop(2, str(error))


@app.command(epilog="Example:\n\n    pressmark status news")
def status(folder: Folder, library: LibraryDir = None, as_json: AsJson = False) -> None:
    """Say what is in the library of FOLDER, what is behind, and what was refused."""
    index_command = command_line("index", folder, library)
    with failing(index_command=index_command):
        from index.errors import LibraryMissing
        from qa.state import look

        state = look(folder, library)
        if state.place.note:
            say(state.place.note)
        if not state.generation:
            started = (state.place.path / "library.db").is_file()
            why = "was never finished; finish it with" if started else "does not exist; make it with"
            if state.outdated:
                why = "is of an earlier version of pressmark; build it anew with"
            raise LibraryMissing(state.place.path, f"{why}: {index_command}")
        behind = {
            "new": [file.source for file in state.pending.added],
            "changed": state.changed(),
            "gone": list(state.pending.dropped),
        }
        size = sum(path.stat().st_size for path in state.place.path.rglob("*") if path.is_file())
        if as_json:
            print_json(json.dumps(state_as_dict(state, behind, size), ensure_ascii=False, indent=2))
        else:
            print_state(state, behind, size, index_command)


def _find_library(folder: Path, library: Path | None, *, rebuild: bool) -> tuple[Path, str | None]:
    """Where the library stands or will stand, and its model. A folder without articles is said before a model is loaded for it."""
    from corpus.folder import find_files
    from index.place import find_place
    from qa.state import look

    # What stands in the way of looking (a damaged library) is what a rebuild is for.
    if rebuild and find_files(folder).files:
        place, built_with = find_place(folder, library), None
    else:
        state = look(folder, library)
        place, built_with = state.place, state.meta.get("model")
    if place.note:
        say(place.note)
    return place.path, built_with


def _check_folder(folder: Path) -> None:
    from corpus.folder import find_files

    if not folder.is_dir():
        find_files(folder)  # Says what is wrong with it.


def _read_reply(file: Path) -> "Reply":
    from pydantic import ValidationError

    from qa.reply import Reply

    try:
        return Reply.model_validate_json(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except OSError as error:
        stop(2, f"{str(file)!r} can't be read: {error.strerror}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        named = "standard input" if str(file) == "-" else repr(str(file))
        stop(2, f"{named} is not a reply of `pressmark ask --json`: {where + ': ' if where else ''}{first['msg']}")
