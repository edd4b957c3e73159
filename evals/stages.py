"""What the stages before a reply find: each retriever by itself, and both put together, whenever it is asked."""

from collections.abc import Mapping, Sequence

from evals.datasets.dataset import LabelledQuestion, Span
from evals.run import Found, Stages
from index.embed import Embedder
from index.store import Excerpt
from qa.favour import favours
from qa.question import parse_question
from qa.retrieve import retrieve
from qa.service import Service

STAGES = ("dense", "bm25", "fused")

DEPTH, DOCUMENTS = 20, 100
"""Passages that are looked at of each stage; more where articles are ranked, several of which may be of one."""


def stages_of(service: Service, embedder: Embedder, depth: int) -> Stages:
    """Asks the retrievers of a service's library for `depth` passages each."""

    def find(asked: LabelledQuestion) -> Mapping[str, Sequence[Found]]:
        question, row = parse_question(asked.text), embedder.question(asked.text)
        with service.library() as library:
            lists = {"dense": library.dense(row, depth), "bm25": library.lexical(question.terms, depth)}
            excerpts = library.excerpts({one.id for found in lists.values() for one in found})
            rankings = {
                name: [
                    Found(spans=(_span(excerpts[one.id]),), text=excerpts[one.id].text, score=one.score)
                    for one in found
                ]
                for name, found in lists.items()
            }
            assert asked.asked_on is not None
            meant = service.meant(library, asked.text, asked.asked_on)
            hits = retrieve(library, question, row, depth, favour=favours(meant.when, meant.outlets))
        fused = [
            Found(spans=(_span(hit.excerpt), *map(_span, hit.also_in)), text=hit.excerpt.text, score=hit.score)
            for hit in hits
        ]
        return {**rankings, "fused": fused}

    return find


def _span(excerpt: Excerpt) -> Span:
    return Span(excerpt.source, excerpt.start, excerpt.end)
