"""txtai as its users set it up: one embeddings database with vectors (FAISS), words (BM25) and texts (SQLite)."""

# mypy: disable-error-code="import-not-found"

import json
from pathlib import Path

from txtai import Embeddings


class System:
    MODES = ("hybrid", "dense")

    def __init__(self, model: str) -> None:
        self.embeddings = Embeddings(
            path=model, method="sentence-transformers", hybrid=True, content=True, gpu=False, encodebatch=32
        )
        self.embeddings.transform("warm")

    def index(self, corpus: Path, folder: Path) -> int:
        with (corpus / "passages.jsonl").open(encoding="utf-8") as lines:
            passages = [json.loads(line) for line in lines]
        self.embeddings.index((passage["id"], passage["text"], None) for passage in passages)
        self.embeddings.save(str(folder))
        return len(passages)

    def open(self, folder: Path) -> None:
        self.embeddings.load(str(folder))
        self.words = self.embeddings.scoring

    def hybrid(self, question: str) -> list[str]:
        self.embeddings.scoring = self.words
        return self._search(question)

    def dense(self, question: str) -> list[str]:
        self.embeddings.scoring = None  # as an index that was made without hybrid=True
        return self._search(question)

    def _search(self, question: str) -> list[str]:
        return [str(found["id"]) for found in self.embeddings.search(question, limit=5)]
