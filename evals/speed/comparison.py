"""Peers in turn with ours: the same articles, model, questions and cores, a round of all systems after the other.

Peers are given the passages that ours cuts, so that they read and split nothing; ours is given the articles.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.text import Text

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.environments import OURS, RUNNER, Environment
from evals.speed.figures import Tell
from evals.speed.indexing import copy_articles
from evals.speed.material import Material
from evals.speed.report import new_table, shown
from index.compiled import cores
from index.embed import Embedder, embedded_text
from index.model import find_model
from index.split import passages_of
from qa.terminal import printable

ARTICLES = 2_000
QUESTIONS = 110
COLD_ROUNDS, WARM_ROUNDS = 5, 3
_FEW = 500
"""Up to so many articles are indexed in three rounds, more in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What all systems are given: a folder with `articles/` and `passages.jsonl`."""

    folder: Path
    articles: int
    passages: int
    words: int
    """Of the passages."""


@dataclass(slots=True, kw_only=True)
class Times:
    """What one system took, a value for each round or question."""

    index_s: list[float] = field(default_factory=list)
    index_cpu_s: list[float] = field(default_factory=list)
    cold_s: list[float] = field(default_factory=list)
    warm_ms: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    """For each mode, a list for each round."""
    first: dict[str, list[str]] = field(default_factory=dict)
    """For each mode the first passage found for each question."""
    disk: int = 0


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What has been measured so far, which an interruption or a system that fails leaves as it is."""

    times: dict[str, Times] = field(default_factory=lambda: defaultdict(Times))
    failed: dict[str, str] = field(default_factory=dict)
    """Why a system is not asked any more."""

    @contextmanager
    def going_on(self, name: str, tell: Tell) -> Iterator[None]:
        """Around a step of one system: when that fails, the others go on without it."""
        try:
            yield
        except CantMeasure as error:
            self.failed[name] = str(error)
            tell(f"{name} failed, and is left out from here on: {error}")


def write_corpus(material: Material, count: int, work: Path, embedder: Embedder) -> Corpus:
    """The first `count` articles, and the passages that ours cuts them into. Raises `CantMeasure`."""
    stamp = sha256(f"1 {material.folder.resolve()} {count} {embedder.digest}".encode()).hexdigest()[:8]
    folder = work / "peers" / f"corpus-{count}-{stamp}"
    shutil.rmtree(folder, ignore_errors=True)
    _, articles = copy_articles(material, count, folder / "articles")
    passages = words = 0
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for article in islice(Material(name="", folder=folder / "articles", questions=()).articles(), count):
            for passage in passages_of(article, embedder):
                text = embedded_text(passage.text)
                record = {"id": f"{article.source}:{passage.start}", "text": text}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                passages += 1
                words += len(text.split())
    if not passages:
        raise CantMeasure(f"{material.name} holds no passage; name other articles with --articles DIR")
    return Corpus(folder=folder, articles=articles, passages=passages, words=words)


def measure_peers(
    systems: Sequence[Environment],
    corpus: Corpus,
    questions: Sequence[str],
    model: str,
    tell: Tell,
    found: Comparison,
) -> None:
    """Adds each system's times to `found`; every round goes through all that have not failed."""
    quiet = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true", "OMP_NUM_THREADS": str(cores())}
    name = str(find_model(model).folder)
    file = corpus.folder / "questions.json"
    file.write_text(json.dumps(list(questions)), encoding="utf-8")

    def run(system: Environment, what: str, *arguments: Path | str) -> fresh.Ran:
        given = model if system.peer is OURS else name
        command = [str(system.python), str(RUNNER), str(system.peer.script), what, given, *map(str, arguments)]
        return fresh.run(command, environment={**quiet, "PYTHONPATH": str(fresh.ROOT) if system.peer is OURS else ""})

    def index_with(system: Environment) -> None:
        index = corpus.folder / f"index-{system.peer.name}"
        shutil.rmtree(index, ignore_errors=True)
        took = fresh.last_json(run(system, "index", corpus.folder, index).out)
        if took["passages"] != corpus.passages:
            raise CantMeasure(f"{system.peer.name} indexed {took['passages']} passages of {corpus.passages}")
        times = found.times[system.peer.name]
        times.index_s.append(took["wall_s"])
        times.index_cpu_s.append(took["cpu_s"])
        times.disk = sum(one.stat().st_size for one in index.rglob("*") if one.is_file())

    def ask_cold(system: Environment, number: int) -> None:
        index, question = corpus.folder / f"index-{system.peer.name}", questions[number % len(questions)]
        if system.peer is OURS:
            where = (str(corpus.folder / "articles"), "--library", str(index))
            ran = fresh.run((*fresh.PRESSMARK, "ask", *where, question), codes=(0, 1))
        else:
            ran = run(system, "ask", index, question)
        if number:  # the first reads the disk
            found.times[system.peer.name].cold_s.append(ran.wall_s)

    def ask_warm(system: Environment) -> None:
        out = run(system, "warm", corpus.folder / f"index-{system.peer.name}", file).out
        times = found.times[system.peer.name]
        for mode, took in fresh.last_json(out).items():
            times.warm_ms[mode].append(took["ms"])
            times.first[mode] = [ids[0] if ids else "" for ids in took["found"]]

    rounds = 3 if corpus.articles <= _FEW else 1
    steps: tuple[tuple[str, Callable[[Environment], None]], ...] = (
        *((f"indexing with {{}}, round {number + 1} of {rounds}", index_with) for number in range(rounds)),
        *(
            (f"a cold question to {{}}, round {number} of {COLD_ROUNDS}", partial(ask_cold, number=number))
            for number in range(COLD_ROUNDS + 1)
        ),
        *((f"warm questions to {{}}, round {number + 1} of {WARM_ROUNDS}", ask_warm) for number in range(WARM_ROUNDS)),
    )
    for said, step in steps:
        for system in systems:
            if system.peer.name not in found.failed:
                tell(said.format(system.peer.name))
                with found.going_on(system.peer.name, tell):
                    step(system)


def summarise(
    systems: Sequence[Environment], times: Mapping[str, Times], corpus: Corpus
) -> dict[str, dict[str, float]]:
    """For each system that gave any its figures, medians over the rounds."""
    found = {}
    ours = times[OURS.name].first if OURS.name in times else {}
    for system in systems:
        if system.peer.name not in times:
            continue
        one = times[system.peer.name]
        figures = {
            "indexing, words/s": corpus.words / float(np.median(one.index_s)),
            "indexing, CPU ms a passage": 1000 * float(np.median(one.index_cpu_s)) / corpus.passages,
        }
        if one.cold_s:
            figures["cold ask, s"] = float(np.median(one.cold_s))
        for mode, rounds in one.warm_ms.items():
            for percent in (50, 95):
                each = [float(np.percentile(took, percent)) for took in rounds]
                figures[f"warm ask, {mode}, p{percent}, ms"] = float(np.median(each))
        if "dense" in ours and "dense" in one.first:
            same = [a == b for a, b in zip(one.first["dense"], ours["dense"], strict=True)]
            figures["same first passage as ours, dense"] = sum(same) / len(same)
        figures["index, MB"] = one.disk / 1e6
        figures["installed, MB"] = system.bytes / 1e6
        found[system.peer.name] = figures
    return found


def print_peers(
    out: Console, figures: Mapping[str, Mapping[str, float]], failed: Mapping[str, str], corpus: Corpus
) -> None:
    """A row for each figure: every system's, and how often ours goes into each peer's; then who failed, and why."""
    out.print(
        f"{corpus.articles:,} articles, {corpus.passages:,} passages, {corpus.words:,} words; "
        "peers are given the passages, ours reads and cuts the articles\n",
        soft_wrap=not out.is_terminal,
    )
    ours = figures.get(OURS.name, {})
    peers = [name for name in figures if name != OURS.name]
    table = new_table("", *(f">{name}" for name in figures), *(f">{peer} / {OURS.name}" for peer in peers if ours))
    for row in dict.fromkeys(row for one in figures.values() for row in one):
        values = [one.get(row) for one in figures.values()]
        ratios = [
            f"{figures[peer][row] / ours[row]:.2f}" if row in figures[peer] and ours.get(row) else ""
            for peer in peers
            if ours
        ]
        table.add_row(row, *("" if value is None else shown(value) for value in values), *ratios)
    out.print(table)
    for name, why in failed.items():
        out.print(Text(f"  {name} failed: {printable(why)}"), soft_wrap=not out.is_terminal)
