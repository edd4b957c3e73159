"""Pressmark through the peers' protocol; run by its own interpreter. It reads the articles, not the passages."""

from pathlib import Path

from index.embedders import open_embedder
from index.library import Library
from index.sync import sync
from qa.service import Service


class System:
    MODES = ("hybrid", "dense")

    def __init__(self, model: str) -> None:
        self.embedder = open_embedder(model)
        self.embedder.question("warm")

    def index(self, corpus: Path, folder: Path) -> int:
        sync(corpus / "articles", folder, self.embedder)
        library = Library.open(folder, self.embedder)
        try:
            return library.passage_count
        finally:
            library.close()

    def open(self, folder: Path) -> None:
        self.library = Library.open(folder, self.embedder)
        self.service = Service.open(folder.parent / "articles", library=folder, embedder=self.embedder)
        self.service.read_ahead()  # as a server does; the peers' indexes lie in memory whole

    def hybrid(self, question: str) -> list[str]:
        reply = self.service.ask(question)
        return [f"{one.citation.source}:{one.citation.start}" for one in reply.passages]

    def dense(self, question: str) -> list[str]:
        found = self.library.dense(self.embedder.question(question), 5)
        excerpts = (self.library.excerpt(one.id) for one in found)
        return [f"{excerpt.source}:{excerpt.start}" for excerpt in excerpts]
