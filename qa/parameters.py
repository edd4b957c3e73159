"""What commands take: their parameters, each with its name, help and check. Out of scope: the commands (`qa.cli`)."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qa.arguments import probability
from qa.exports.formats import ExportFormat
from qa.limits import MAX_PASSAGES


def parse_day(text: str) -> date:
    """A day written as in `2023-06-18`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2023-06-18") from None


def parse_folder(text: str) -> Path:
    """A path; an empty one, as an unset variable leaves it, would mean the folder that one is in."""
    if not text.strip():
        raise typer.BadParameter("the name is empty; for the folder that you are in, write .")
    return Path(text)


def parse_probability(text: str) -> float:
    """A number from 0 to 1."""
    try:
        return probability(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a number from 0 to 1") from None


Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", parser=parse_folder, help="The folder of articles.", show_default=False)
]
LibraryDir = Annotated[
    Path | None,
    typer.Option(
        "--library", metavar="DIR", parser=parse_folder, help="Keep the library here instead of in FOLDER/.pressmark."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A sentence-transformers model, by hub name or folder, instead of the library's own.",
    ),
]
Reranker = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        metavar="NAME",
        help="Let a cross-encoder, by hub name or folder, look at the first passages again; none when not given. It takes "
        "longer than all the rest.",
    ),
]
Candidates = Annotated[
    int | None,
    typer.Option(
        "--candidates",
        metavar="N",
        min=1,
        max=MAX_PASSAGES,
        help="How many passages the reranker reads; 20 when not given.",
        show_default=False,
    ),
]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold",
        metavar="P",
        parser=parse_probability,
        help="The confidence, 0 to 1, below which the articles are said not to answer; 0.25 when not given. Lower, more "
        "questions are answered and more of them wrongly; higher, more are declined that the articles do answer.",
        show_default=False,
    ),
]
Format = Annotated[
    ExportFormat | None,
    typer.Option(
        "--format",
        help="Print the articles that the answer cites in this format, and nothing else, on standard output.",
        show_default=False,
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
