"""One run of `pressmark eval speed`: what is asked for, at each size, printed as soon as it is measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path

from evals.console import Progress
from evals.errors import CantMeasure
from evals.speed import comparison, embedding, indexing, load, memory, opening, quality, warm
from evals.speed.environments import OURS, PEERS, Environment, make_environment
from evals.speed.figures import Measurement, Tell
from evals.speed.libraries import BuiltLibrary, Recipe, build_library
from evals.speed.material import Material, open_material, spread
from evals.speed.plot import check_plotting, write_plot
from evals.speed.pool import cut, open_pool
from evals.speed.report import print_measurements, write_json
from index.embedders import ChosenEmbedder, open_embedder
from qa.console import printing

_WITHOUT_SIZE = ("embedding", "quality")
"""What is measured once, whatever the sizes."""


@dataclass(kw_only=True)
class Run:
    """What the command line asked for, and what is opened for it."""

    articles: Path | None
    work: Path
    seed: int
    count: int | None
    plot: Path | None
    tell: Tell
    progress: Progress
    _libraries: dict[int, BuiltLibrary] = field(default_factory=dict, init=False)

    def measure(self, wanted: Sequence[str], sizes: Sequence[int], json_file: Path | None) -> None:
        """Measures `wanted` at each of `sizes`. Raises what `evals.errors` has."""
        if self.plot:
            check_plotting()
        sizes = sorted(set(sizes))
        measured: list[Measurement] = []
        settings: dict[str, str | int | None] = {
            "articles": self.material.name,
            "seed": self.seed,
            "model": self.embedder.name,
            "runtime": self.runtime,
        }
        for what in wanted:
            found = []
            for size in [None] if what in _WITHOUT_SIZE else sizes:
                self.tell(f"measuring {what}" + (f" at {size:,} passages" if size else ""))
                found.append(self._measure(what, size or 0))
            measured += found
            with printing() as out:
                if not out.is_terminal:
                    out.width = 160
                print_measurements(out, found)
            # After each, so that a run that is ended early leaves what it had.
            if json_file:
                write_json(json_file, measured, settings)
        if self.plot:
            write_plot(self.plot, measured)

    def compare(self, json_file: Path | None) -> None:
        """Measures the peers in turn with ours. Raises what `evals.errors` has."""
        corpus = comparison.write_corpus(self.material, self.count or comparison.ARTICLES, self.work, self.embedder)
        found, systems = comparison.Comparison(), []
        questions = self._questions(comparison.QUESTIONS)
        try:
            for peer in (OURS, *PEERS):
                with found.going_on(peer.name, self.tell):
                    systems.append(make_environment(peer, self.work, self.tell))
            comparison.measure_peers(systems, corpus, questions, self.embedder.name, self.tell, found)
        finally:  # What there is counts, whoever failed and whenever it is interrupted.
            figures = comparison.summarise(systems, found.times, corpus)
            if figures:
                self._report(corpus, systems, figures, found.failed, json_file)
        if not figures:
            raise CantMeasure("; ".join(f"{name} failed: {why}" for name, why in found.failed.items()))

    def _report(
        self,
        corpus: comparison.Corpus,
        systems: Sequence[Environment],
        figures: dict[str, dict[str, float]],
        failed: dict[str, str],
        json_file: Path | None,
    ) -> None:
        with printing() as out:
            if not out.is_terminal:
                out.width = 160
            comparison.print_peers(out, figures, failed, corpus)
        if json_file:
            settings = {"articles": self.material.name, "model": self.embedder.name, "runtime": self.runtime}
            counts = {"articles": corpus.articles, "passages": corpus.passages, "words": corpus.words}
            versions = {system.peer.name: system.versions for system in systems}
            write_json(json_file, (), settings, corpus=counts, systems=figures, failed=failed, versions=versions)

    def _measure(self, what: str, size: int) -> Measurement:
        if what == "quality":
            return quality.measure_quality(
                self.articles, self.work, self.embedder, self.runtime, self.progress, self.tell
            )
        if what == "embedding":
            most = embedding.PASSAGES * embedding.REPEATS
            cut_texts = chain.from_iterable(texts for _, texts in cut(self.material, self.embedder))
            texts = list(islice(dict.fromkeys(cut_texts), most))
            return embedding.measure_embedding(texts, self._questions(embedding.QUESTIONS), self.embedder, self.runtime)
        library = self._library(size)
        if what == "indexing":
            count = self.count or indexing.ARTICLES
            return indexing.measure_indexing(self.material, count, library, self.work, self.embedder, self.tell)
        ways: dict[str, Callable[[], Measurement]] = {
            "opening": lambda: opening.measure_opening(library),
            "cold": lambda: opening.measure_cold(library, self._questions(opening.ASKS + 1)),
            "warm": lambda: warm.measure_warm(library, self._questions(warm.QUESTIONS + warm.WARM_UP), self.embedder),
            "http": lambda: load.measure_load(library, self._questions(load.QUESTIONS)),
            "memory": lambda: memory.measure_memory(library, self._questions(memory.QUESTIONS)),
            "disk": lambda: memory.measure_disk(library),
        }
        measured = ways[what]()
        return Measurement(what=what, passages=size, figures=measured.figures, notes=(library.note, *measured.notes))

    def _library(self, size: int) -> BuiltLibrary:
        if size not in self._libraries:
            recipe = Recipe(passages=size, seed=self.seed, articles=self.material.stamp(), model=self.embedder.digest)
            pool = partial(open_pool, self.material, size, self.work, self.embedder, self.runtime, self.progress)
            self._libraries[size] = build_library(recipe, pool, self.work, self.embedder, self.progress)
        return self._libraries[size]

    def _questions(self, count: int) -> list[str]:
        return spread(self.material.questions, count)

    @cached_property
    def material(self) -> Material:
        return open_material(self.articles, self.work, self.tell)

    @cached_property
    def embedder(self) -> ChosenEmbedder:
        return open_embedder(say=self.tell)

    @cached_property
    def runtime(self) -> str:
        """What runs the model, once it does: before, it may be about to be compiled."""
        self.embedder.question("warm")
        return self.embedder.runtime
