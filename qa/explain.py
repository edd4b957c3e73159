"""How a reply came to be: what each stage made of the question and of each passage.

Out of scope: making any of it, and how it is shown (`qa.terminal`, the page).
"""

from collections.abc import Iterable, Mapping, Sequence

from index.library import Library
from qa import evidence, fuse
from qa.evidence import Sentence, confidence
from qa.question import Question
from qa.reply import Contribution, Explanation, PassageReading, QuestionReading
from qa.rerank import LOG_ODDS, Reranked
from qa.retrieve import Hit


def explain(
    library: Library,
    question: Question,
    ranked: Sequence[Sentence],
    looks: Mapping[int, Reranked],
    *,
    times: Iterable[object] = (),
    outlets: Iterable[object] = (),
) -> Explanation:
    """`ranked` holds the likeliest sentence of each passage, that of the passage numbered 1 first.

    `times` and `outlets` are those that the question was taken to name; they are told as `str` writes them.
    """
    return Explanation(
        question=QuestionReading(
            terms={term: round(weight, 2) for term, weight in library.weights(question.terms).items()},
            names=question.names,
            asked=question.asked.value if question.asked else None,
            times=tuple(map(str, times)),
            outlets=tuple(map(str, outlets)),
        ),
        passages=tuple(_passage(number, one, looks) for number, one in enumerate(ranked, 1)),
    )


def _passage(number: int, sentence: Sentence, looks: Mapping[int, Reranked]) -> PassageReading:
    look = looks.get(sentence.hit.excerpt.id)
    order = [_part("evidence", sentence.logit, 1.0)]
    if look:
        order.append(_part("reranker", look.share, LOG_ODDS, rank=look.rank, score=look.score))
    weighed = zip(evidence.WEIGHTS._fields, sentence.evidence, evidence.WEIGHTS, strict=True)
    return PassageReading(
        rank=number,
        fused=round(sentence.hit.score, 4),
        fusion=_fusion(sentence.hit),
        start=sentence.start,
        end=sentence.end,
        log_odds=round(sentence.logit, 4),
        evidence=(*(_part(name, value, weight) for name, value, weight in weighed), _part("bias", 1.0, evidence.BIAS)),
        confidence=round(confidence(sentence.logit), 4),
        order=tuple(order),
    )


def _fusion(hit: Hit) -> tuple[Contribution, ...]:
    ranked = {"dense": (hit.dense, hit.cosine), "bm25": (hit.bm25, hit.match)}
    parts = []
    for name, value, weight in zip(fuse.WEIGHTS._fields, hit.signals, fuse.WEIGHTS, strict=True):
        place, score = ranked.get(name, (None, None))
        parts.append(_part(name, value, weight, rank=place.rank if place else None, score=score))
    return (*parts, _part("favour", hit.favour, 1.0))


def _part(
    name: str, value: float, weight: float, *, rank: int | None = None, score: float | None = None
) -> Contribution:
    return Contribution(
        name=name,
        rank=rank,
        score=None if score is None else round(score, 4),
        value=round(value, 4),
        weight=round(weight, 4),
        adds=round(value * weight, 4) + 0.0,  # no -0
    )
