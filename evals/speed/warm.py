"""Questions to an open library, one after another in one process."""

import time
from collections.abc import Sequence
from datetime import date

from evals.speed.figures import Figure, Measurement, middle, percentiles
from evals.speed.libraries import BuiltLibrary, asked
from evals.speed.stages import Spent, timing
from index.embed import Embedder
from qa.service import Service

QUESTIONS, WARM_UP = 500, 30

_DAY = date(2024, 1, 1)


def measure_warm(library: BuiltLibrary, questions: Sequence[str], embedder: Embedder) -> Measurement:
    """Each of up to `QUESTIONS` different questions asked once, after `WARM_UP` others; in all, and by stage."""
    first, timed = asked(questions, QUESTIONS, warm_up=min(WARM_UP, len(questions) // 3))
    walls: list[float] = []
    cpus: list[float] = []
    answered = 0
    with (
        Service.open(library.articles, library=library.path, embedder=embedder) as service,
        timing() as (times, stages),
    ):
        service.read_ahead()  # as a server does
        for question in first:
            service.ask(question, asked_on=_DAY)
        times.take()
        spent: dict[str, list[Spent]] = {stage: [] for stage in (*stages, "the rest")}
        for question in timed:
            began, cpu = time.perf_counter(), time.process_time()
            reply = service.ask(question, asked_on=_DAY)
            whole = Spent(time.perf_counter() - began, time.process_time() - cpu)
            walls.append(1000 * whole.wall)
            cpus.append(1000 * whole.cpu)
            answered += reply.answer is not None
            took = times.take()
            for stage in stages:
                spent[stage].append(took.get(stage, Spent()))
            inside = sum(one.wall for one in took.values()), sum(one.cpu for one in took.values())
            spent["the rest"].append(Spent(max(0.0, whole.wall - inside[0]), max(0.0, whole.cpu - inside[1])))
    figures = [*percentiles("ask", walls, "ms"), middle("ask, CPU p50", cpus, "ms")]
    for stage, each in spent.items():
        figures += percentiles(stage, [1000 * one.wall for one in each], "ms", of=(50, 95))
        figures.append(middle(f"{stage}, CPU p50", [1000 * one.cpu for one in each], "ms"))
    figures.append(Figure(name="answered", value=answered / len(timed), unit="of 1"))
    return Measurement(
        what="warm",
        passages=library.passages,
        figures=tuple(figures),
        notes=(
            f"{len(timed)} different questions, asked once each, after {len(first)} others",
            "a library of some thousand passages is read ahead, as a server does",
            "the time of a stage leaves out the stages inside it; stages' medians need not add up to that of the whole",
        ),
    )
