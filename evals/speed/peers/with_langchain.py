"""LangChain as its users set up hybrid retrieval: FAISS, BM25, and both in an ensemble."""

# mypy: disable-error-code="import-not-found"

import json
import pickle
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_huggingface import HuggingFaceEmbeddings


class System:
    MODES = ("hybrid", "dense")

    def __init__(self, model: str) -> None:
        self.embeddings = HuggingFaceEmbeddings(
            model_name=model, model_kwargs={"device": "cpu"}, encode_kwargs={"batch_size": 32}
        )
        self.embeddings.embed_query("warm")

    def index(self, corpus: Path, folder: Path) -> int:
        with (corpus / "passages.jsonl").open(encoding="utf-8") as lines:
            passages = [json.loads(line) for line in lines]
        texts = [passage["text"] for passage in passages]
        known = [{"id": passage["id"]} for passage in passages]
        store = FAISS.from_texts(
            texts, self.embeddings, metadatas=known, distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT
        )
        store.save_local(str(folder))
        # There is no other way to keep it than to pickle it.
        with (folder / "words.pickle").open("wb") as file:
            pickle.dump(BM25Retriever.from_texts(texts, metadatas=known, k=5), file)
        return len(passages)

    def open(self, folder: Path) -> None:
        store = FAISS.load_local(
            str(folder),
            self.embeddings,
            allow_dangerous_deserialization=True,  # it has just been made here
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        with (folder / "words.pickle").open("rb") as file:
            words = pickle.load(file)  # noqa: S301 - made above
        self.nearest = store.as_retriever(search_kwargs={"k": 5})
        self.both = EnsembleRetriever(retrievers=[self.nearest, words], weights=[0.5, 0.5])

    def hybrid(self, question: str) -> list[str]:
        return [document.metadata["id"] for document in self.both.invoke(question)[:5]]

    def dense(self, question: str) -> list[str]:
        return [document.metadata["id"] for document in self.nearest.invoke(question)]
