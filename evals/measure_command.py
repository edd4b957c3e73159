"""`pressmark eval retrieval` and `pressmark eval answers`. Exit codes: 0 measured; 2 usage or bad input; 3 the library can't be used.

Out of scope: what is measured (`evals.metrics`, `evals.refusals`) and how it is shown (`evals.tables`, `evals.page`).
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from evals.console import naming_bad_input
from evals.datasets.dataset import Fault, LabelledQuestion
from evals.options import (
    EXAMPLES,
    As,
    AskedOn,
    Data,
    FolderOption,
    From,
    Html,
    Json,
    K,
    QrelsFile,
    Reranker,
    RunFile,
    RunIn,
    Threshold,
    To,
    TopicsFile,
    Words,
    Work,
)
from qa.console import failing, printing, say

app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)


@app.command("retrieval", epilog=EXAMPLES.format("retrieval"))
def retrieval(
    data: Data = None,
    layout: As = None,
    folder: FolderOption = None,
    k: K = None,
    since: From = None,
    until: To = None,
    asked_on: AskedOn = None,
    stages: Annotated[bool, typer.Option(help="Measure each retriever by itself, and both together, too.")] = True,
    run_in: RunIn = None,
    reranker: Reranker = None,
    words: Words = None,
    work: Work = None,
    json_file: Json = None,
    html_file: Html = None,
    run_file: RunFile = None,
    qrels_file: QrelsFile = None,
    topics_file: TopicsFile = None,
) -> None:
    """Measure the ranking: of the reply, and of the stages before it."""
    with failing(), naming_bad_input():
        from evals.metrics import estimates, measure_ranking
        from evals.opening import check_writable, opened, tell_faults, write_files
        from evals.run import Found, run
        from evals.saved import as_saved
        from evals.stages import DEPTH, DOCUMENTS, stages_of
        from evals.tables import print_rankings

        check_writable(json_file, html_file, run_file, qrels_file, topics_file)
        with opened(
            data,
            layout,
            folder,
            since=since,
            until=until,
            k=k,
            asked_on=asked_on,
            reranker=reranker,
            work=work,
            words=words,
        ) as of:
            depth = DOCUMENTS if of.dataset.ranks_documents else DEPTH
            others = [stages_of(of.service, of.embedder, depth)] if stages else []
            if run_in:
                from evals.trec_run import read_rankings

                faults: list[Fault] = []
                found = read_rankings(run_in, of.dataset, of.service, faults)
                tell_faults(faults)
                others.append(lambda question: {run_in.name: found.get(question.id, [])})

            def find(question: LabelledQuestion) -> Mapping[str, Sequence[Found]]:
                return {name: ranked for other in others for name, ranked in other(question).items()}

            questions = of.dataset.questions
            ran = run(
                of.service, questions, k=of.k, asked_on=of.asked_on, stages=find, check=of.check, progress=of.tell
            )
        names = dict.fromkeys(name for row in ran.rows for name in row.rankings)
        figures = {name: estimates(measure_ranking(ran.rows, name)) for name in names}
        saved = as_saved("retrieval", of.dataset, ran, of.settings)
        write_files(
            saved,
            figures,
            of.dataset,
            json_file=json_file,
            html_file=html_file,
            run_file=run_file,
            qrels_file=qrels_file,
            topics_file=topics_file,
        )
        if json_file != "-":
            with printing() as out:
                print_rankings(out, saved, figures)


@app.command("answers", epilog=EXAMPLES.format("answers"))
def answers(
    data: Data = None,
    layout: As = None,
    folder: FolderOption = None,
    k: K = None,
    since: From = None,
    until: To = None,
    asked_on: AskedOn = None,
    threshold: Threshold = None,
    removal: Annotated[
        bool, typer.Option(help="Ask each question once more without the articles that hold its answer.")
    ] = True,
    swaps: Annotated[
        bool,
        typer.Option(
            "--near-misses/--no-near-misses",
            help="Ask each question that can be so once more with a name, place, year or month swapped, which nothing answers.",
        ),
    ] = True,
    reranker: Reranker = None,
    work: Work = None,
    json_file: Json = None,
    html_file: Html = None,
    run_file: RunFile = None,
    qrels_file: QrelsFile = None,
    topics_file: TopicsFile = None,
) -> None:
    """Measure the answers: whether they hold what was asked for, their citations, and what is declined."""
    with failing(), naming_bad_input():
        from evals.datasets.near_misses import near_misses
        from evals.metrics import estimates, measure_answers
        from evals.opening import check_writable, opened, write_files
        from evals.refusals import refusal_figures
        from evals.removal import find_holders
        from evals.run import run
        from evals.saved import as_saved
        from evals.tables import print_answers
        from qa.compose import THRESHOLD

        check_writable(json_file, html_file, run_file, qrels_file, topics_file)
        limit = THRESHOLD if threshold is None else threshold
        with opened(
            data, layout, folder, since=since, until=until, k=k, asked_on=asked_on, reranker=reranker, work=work
        ) as of:
            questions = of.dataset.questions
            of.progress("finding the articles that hold answers", 0, 1)
            holders = find_holders(of.service, [one for one in questions if one.answerable]) if removal else {}
            if removal and not holders:
                say(
                    "no question can be made unanswerable: the answers stand in no article, or in more than 5 % of them"
                )
            ran = run(
                of.service,
                questions,
                k=of.k,
                asked_on=of.asked_on,
                threshold=limit,
                holders=holders,
                near_misses=near_misses(of.service, questions) if swaps else (),
                check=of.check,
                progress=of.tell,
            )
        figures = {"answers": estimates(measure_answers(ran.rows)), "refusals": refusal_figures(ran.rows)}
        saved = as_saved("answers", of.dataset, ran, {**of.settings, "threshold": limit})
        write_files(
            saved,
            figures,
            of.dataset,
            json_file=json_file,
            html_file=html_file,
            run_file=run_file,
            qrels_file=qrels_file,
            topics_file=topics_file,
        )
        if json_file != "-":
            with printing() as out:
                print_answers(out, saved, figures)
