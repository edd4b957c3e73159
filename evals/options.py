"""The options that `pressmark eval retrieval` and `pressmark eval answers` share."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.datasets.dataset import Layout


def file_option(flag: str, says: str) -> Any:
    """An option that names a file."""
    return typer.Option(flag, metavar="FILE", help=says, show_default=False)


Data = Annotated[
    Path | None,
    typer.Argument(
        metavar="DATA",
        help="A file of questions in JSON Lines, or the folder of a data set; pressmark's own questions when not given.",
        show_default=False,
    ),
]
As = Annotated[Layout | None, typer.Option("--as", help="The layout of the data, where it can't be told.")]
FolderOption = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="The articles that a file of questions is about.")
]
From = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Only questions asked on that day or later.",
        show_default=False,
    ),
]
To = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Only questions asked on that day or before.",
        show_default=False,
    ),
]
AskedOn = Annotated[
    str | None,
    typer.Option(
        "--asked-on",
        metavar="DATE",
        help="Ask all on that day, or on `today`; when not given, each on its own day, or on that of the newest article.",
    ),
]
Work = Annotated[
    Path | None,
    typer.Option("--work", metavar="DIR", help="Where libraries and embeddings are kept; in the cache when not given."),
]
Reranker = Annotated[
    str | None,
    typer.Option("--reranker", metavar="NAME", help="A cross-encoder that looks again, by hub name or folder."),
]
Json = Annotated[str | None, file_option("--json", "Save the run to this file; `-` prints it in place of the tables.")]
Html = Annotated[Path | None, file_option("--html", "Write a report with plots to this file.")]
RunFile = Annotated[Path | None, file_option("--trec", "Write the reply's ranking as a TREC run file.")]
Words = Annotated[
    int | None,
    typer.Option(
        "--words",
        min=10,
        max=1000,
        metavar="N",
        help="Cut passages of whole sentences of at most N words, to compare sizes; 100 when not given, as in any library.",
        show_default=False,
    ),
]
QrelsFile = Annotated[
    Path | None,
    file_option("--qrels", "Write what is relevant as TREC qrels, by which other tools measure that run alike."),
]
TopicsFile = Annotated[Path | None, file_option("--topics", "Write the questions as TREC topics, a line each.")]
K = Annotated[
    int | None,
    typer.Option(
        "-k",
        min=1,
        max=100,
        metavar="N",
        help="Passages asked for: 10, or 30 where articles are ranked.",
        show_default=False,
    ),
]

Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold",
        min=0,
        max=1,
        metavar="P",
        help="Confidence below which it is declined; the product's when not given.",
        show_default=False,
    ),
]
RunIn = Annotated[Path | None, file_option("--run", "Measure this TREC run of another system, too.")]
EXAMPLES = (
    "Examples:\n\n    pressmark eval {0}\n\n    pressmark eval {0} questions.jsonl --folder news\n\n"
    "    pressmark eval {0} data/realtimeqa --from 2023-07-01 --json run.json --html run.html\n\n"
    "    pressmark eval {0} data/scifact --trec run.txt --qrels qrels.txt\n\n"
    "A line of questions.jsonl is a question and what answers it: words, a quote, or an article.\n\n"
    '    {{"question": "Who opened the bridge?", "answer": "Ada Quill"}}\n\n'
    '    {{"question": "What was said of the price?", "quote": "too dear by half", "asked_on": "2024-06-01"}}\n\n'
    '    {{"question": "Where is the strike reported?", "source": "harbour/port-strike.txt", "kind": "where"}}'
)
