"""How fast passages and questions become vectors, and how long the first takes to come."""

import time
from collections.abc import Sequence

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.figures import Measurement, middle, percentiles
from index.embed import Embedder

PASSAGES, QUESTIONS, REPEATS, STARTS = 256, 200, 3, 5


def measure_embedding(
    texts: Sequence[str], questions: Sequence[str], embedder: Embedder, runtime: str, *, starts: int = STARTS
) -> Measurement:
    """Up to `REPEATS` lots of `PASSAGES` different passages, and questions one by one."""
    lots = [texts[at : at + PASSAGES] for at in range(0, min(len(texts), REPEATS * PASSAGES), PASSAGES)]
    lots = [lot for lot in lots if len(lot) == len(lots[0])]
    if not lots:
        raise CantMeasure("there is no passage to embed; name articles with --articles DIR")
    embedder.passages(["warm"])
    passage_rates, word_rates, cpus = [], [], []
    for lot in lots:
        began, cpu = time.perf_counter(), time.process_time()
        embedder.passages(lot)
        wall = time.perf_counter() - began
        cpus.append(1000 * (time.process_time() - cpu) / len(lot))
        passage_rates.append(len(lot) / wall)
        word_rates.append(sum(len(text.split()) for text in lot) / wall)
    embedder.question("warm")
    each = []
    for question in questions[:QUESTIONS]:
        began = time.perf_counter()
        embedder.question(question)
        each.append(1000 * (time.perf_counter() - began))
    started = [fresh.probe("embedding") for _ in range(starts)]
    words = sum(len(text.split()) for lot in lots for text in lot) / sum(map(len, lots))
    return Measurement(
        what="embedding",
        passages=sum(map(len, lots)),
        figures=(
            middle("passages", passage_rates, "/s"),
            middle("words", word_rates, "/s"),
            middle("CPU a passage", cpus, "ms"),
            *percentiles("question", each, "ms", of=(50, 95)),
            middle("start to first", [one["process_s"] for one in started], "s"),
            middle("peak memory", [one["peak_rss"] / 1e6 for one in started], "MB"),
        ),
        notes=(
            f"run by {runtime}",
            f"{len(lots)} {'lots' if len(lots) > 1 else 'lot'} of {len(lots[0])} real passages of {words:.0f} words, all cores; "
            f"{len(each)} questions one by one; medians of {starts} fresh processes to the first vector",
        ),
    )
