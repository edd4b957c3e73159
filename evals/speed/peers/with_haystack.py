"""Haystack as its tutorial on hybrid retrieval sets it up, on its quickest document store."""

# mypy: disable-error-code="import-not-found"

import json
import os
from pathlib import Path

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


class System:
    MODES = ("hybrid", "dense")

    def __init__(self, model: str) -> None:
        self.model = model
        self.device = ComponentDevice.from_str("cpu")
        # An embedder loads the model; whoever indexes needs the one, whoever asks the other.
        self.documents = SentenceTransformersDocumentEmbedder(model=model, device=self.device, progress_bar=False)
        self.questions = SentenceTransformersTextEmbedder(model=model, device=self.device, progress_bar=False)
        self.questions.warm_up()

    def index(self, corpus: Path, folder: Path) -> int:
        with (corpus / "passages.jsonl").open(encoding="utf-8") as lines:
            passages = [json.loads(line) for line in lines]
        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        documents = [Document(id=passage["id"], content=passage["text"]) for passage in passages]
        store.write_documents(self.documents.run(documents)["documents"])
        folder.mkdir()
        store.save_to_disk(str(folder / "store.json"))
        return len(passages)

    def open(self, folder: Path) -> None:
        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self.nearest = InMemoryEmbeddingRetriever(document_store=store, top_k=5)
        self.pipeline = Pipeline()
        self.pipeline.add_component("embedder", self.questions)
        self.pipeline.add_component("dense", InMemoryEmbeddingRetriever(document_store=store, top_k=5))
        self.pipeline.add_component("words", InMemoryBM25Retriever(document_store=store, top_k=5))
        self.pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=5))
        self.pipeline.connect("embedder.embedding", "dense.query_embedding")
        self.pipeline.connect("dense", "joiner")
        self.pipeline.connect("words", "joiner")

    def hybrid(self, question: str) -> list[str]:
        found = self.pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [document.id for document in found["joiner"]["documents"]]

    def dense(self, question: str) -> list[str]:
        row = self.questions.run(question)["embedding"]
        return [document.id for document in self.nearest.run(query_embedding=row)["documents"]]
