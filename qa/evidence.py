"""How likely a sentence is to answer a question, in log odds that mean what they say.

The fused score of a passage is relative: the best of nothing is high too. Most of what is weighed here is not: the passage's
cosine, how much of the question's information the sentence and what stands around it hold, whether what the question
names occurs in the article at all, and whether the kind of thing asked for occurs in the sentence. Of what else was found
two things count: names that several articles agree on, and how far a passage is ahead of the others.

The weights are those of a logistic regression over the sentences of news articles that answer a question, or don't
(`docs/decisions.md`, "Evidence").
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from operator import mul
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embed import Embedder
from index.library import Library
from index.passage_terms import Numbers
from index.rows import Excerpt
from index.stop import STOP
from index.weighing import title_numbers
from index.words import term_number
from index.words import terms as all_terms
from qa.kinds import holds_kind
from qa.matching import Occurring, Shares, Terms, alike_shares
from qa.outlets import Outlet
from qa.question import Asked, Question
from qa.reading import Reading, read, spelt
from qa.retrieve import Hit


class Evidence(NamedTuple):
    """What speaks for a sentence, or against it; the names of the fields are those of the weights."""

    cosine: float
    """Of the question and the passage."""
    in_sentence: float
    """Share of the question's information (by inverse document frequency) that is in the sentence."""
    in_context: float
    """… in the sentence, the one before it, and above the article: in its title, its day and its outlet."""
    alike: float
    """… that is not in the sentence, but has a word there that is alike in meaning, as far as it is."""
    repetition: float
    """The passage's BM25 by the sum of the question's weights: how thick its words stand there. Beside the shares above it
    speaks against a passage: what only repeats the question's words has less room for the answer."""
    missing_names: float
    """Share of the question's information that is names and numbers which the article never mentions."""
    kind: float
    """1 when the sentence has what kind of thing is asked for, -1 when not, 0 when the question doesn't tell."""
    lacks: float
    """1 when what is asked for is a measure (an age, a price …) or somebody's words and the sentence has none: it can't be the
    answer."""
    asks: float
    """1 when the sentence is itself a question."""
    names: float
    """Names and figures in the sentence that the question doesn't have, 1 for five and more."""
    agreed: float
    """The most that other articles found agree on one of these: how rare the name is, times the log of how many have it."""
    ahead: float
    """By how much the passage's fused score is above the mean of what was found: the best of nothing is not much ahead."""
    favour: float
    """What the passage is favoured by for its time and outlet, which is in `ahead` as well."""
    terms: float
    """Log of 1 and the number of the question's terms: a long question has more to match by chance."""
    open: float
    """1 when the question doesn't tell what kind of thing it asks for."""

    @property
    def logit(self) -> float:
        """The log odds that the sentence answers."""
        weighted: float = sum(map(mul, WEIGHTS, self))
        return BIAS + weighted


WEIGHTS = Evidence(
    cosine=2.28,
    in_sentence=1.55,
    in_context=1.60,
    alike=3.15,
    repetition=-0.72,
    missing_names=-2.39,
    kind=0.43,
    lacks=-1.22,
    asks=-1.67,
    names=0.35,
    agreed=0.63,
    ahead=3.32,
    favour=2.12,
    terms=-1.15,
    open=0.18,
)
BIAS = -2.87

_MEASURES = frozenset(
    {Asked.AGE, Asked.DURATION, Asked.MONEY, Asked.NUMBER, Asked.QUANTITY, Asked.SHARE, Asked.TIME, Asked.SPEECH}
)

_USUAL = 12
"""Passages, the best by fused score, whose mean the others are measured against."""
_LAST = 0.4
"""The fused score of the last of so many, as it usually is: where fewer are found, it stands for those that there are not."""


class Sentence(NamedTuple):
    """A sentence `[start, end)` of the article of a hit, and the evidence that it answers."""

    hit: Hit
    start: int
    end: int
    text: str
    evidence: Evidence
    logit: float
    """That of the evidence, which is asked for more often than it changes."""


def weigh(
    library: Library, embedder: Embedder, question: Question, hits: Sequence[Hit], outlets: Sequence[Outlet] = ()
) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence. `outlets` are those that the question names."""
    if not hits:
        return []
    every = not STOP.isdisjoint(question.terms)
    passages = [read(hit.excerpt, every=every) for hit in hits]
    counts = [len(passage.spans) for passage in passages]
    begins = np.cumsum([0, *counts[:-1]])
    of = np.repeat(np.arange(len(hits)), counts)
    terms = Terms(library, question)
    has = terms.among(
        [passage.numbers for passage in passages],
        [length for passage in passages for length in passage.lengths],
    )
    heads = [_head(hit.excerpt, outlets) for hit in hits]
    above = terms.among(heads, [len(head) // 4 for head in heads])
    context = has | above[of]
    context[1:] |= has[:-1] & (of[1:] == of[:-1])[:, None]
    missing = terms.named & ~above & ~np.logical_or.reduceat(has, begins)
    for at in np.flatnonzero(missing.any(axis=1)).tolist():
        missing[at] &= ~terms.mentioned(library, hits[at].excerpt.article, missing[at])
    known = frozenset(all_terms(question.text))
    kinds = _kinds(question, known, passages)
    if question.speaker:
        kinds[~_spoken_by(terms.columns(question.speaker), has, of, passages)] = -1.0
        # What an outlet says is what its articles say.
        outlet = {term for one in outlets for written in one.written for term in all_terms(written)}
        if outlet.issuperset(question.speaker):
            kinds[np.array([_is_by(hit.excerpt, outlets) for hit in hits])[of]] = 1.0
    names, agreed = _agreed(library, known, hits, passages)
    # Of no more than are looked into for a reply of a few passages: what is shown of it does not change what is thought.
    best = sorted((hit.score for hit in hits), reverse=True)[:_USUAL]
    usual = math.fsum([*best, *[_LAST] * (_USUAL - len(best))]) / _USUAL
    ones = np.ones(len(of))
    pieces = {
        "cosine": np.array([hit.cosine for hit in hits])[of],
        "in_sentence": terms.share(has),
        "in_context": terms.share(context),
        "alike": alike_shares(
            embedder, question, terms, [words for passage in passages for words in passage.words], has
        ),
        "repetition": np.array([hit.match / terms.total if terms.total else 0.0 for hit in hits])[of],
        "missing_names": terms.share(missing)[of],
        "kind": kinds,
        "lacks": (kinds < 0) & (question.asked in _MEASURES),
        "asks": np.array([asks for passage in passages for asks in passage.asks]),
        "names": np.array(names),
        "agreed": np.array(agreed),
        "ahead": np.array([hit.score - usual for hit in hits])[of],
        "favour": np.array([hit.favour for hit in hits])[of],
        "terms": ones * math.log1p(len(question.terms)),
        "open": ones * (question.asked is None),
    }
    evidence = np.stack([pieces[name] for name in Evidence._fields], axis=1, dtype=np.float64)
    # Not a matrix product: in that, how a sum is rounded depends on where it stands.
    logits = BIAS + (evidence * np.array(WEIGHTS)).sum(axis=1)
    rows = zip(evidence.tolist(), logits.tolist(), strict=True)
    return [
        [
            Sentence(hit, hit.excerpt.start + start, hit.excerpt.start + end, text, Evidence._make(values), logit)
            for (start, end), text, (values, logit) in zip(passage.spans, passage.texts, rows, strict=False)
        ]
        for hit, passage in zip(hits, passages, strict=True)
    ]


def _head(excerpt: Excerpt, outlets: Sequence[Outlet]) -> Numbers:
    """What stands above an article: its title, its day, and the outlets that the question names where it is by one of them."""
    parts = [title_numbers[excerpt.title or ""]]
    if excerpt.published:
        parts.append(title_numbers[f"{excerpt.published.day} {excerpt.published:%B %Y}"])
    if _is_by(excerpt, outlets):
        parts += [title_numbers[written] for one in outlets for written in one.written]
    return b"".join(parts)


def _is_by(excerpt: Excerpt, outlets: Sequence[Outlet]) -> bool:
    return any(excerpt.outlet in one.publishers for one in outlets)


def _kinds(question: Question, known: frozenset[str], passages: Sequence[Reading]) -> Shares:
    """For each sentence 1 where it has the kind of thing that is asked for, -1 where not, 0 where nobody knows."""
    texts = [text for passage in passages for text in passage.texts]
    if question.asked is None:
        return np.zeros(len(texts))
    return np.array([1.0 if holds_kind(text, question.asked, known) else -1.0 for text in texts])


def _spoken_by(
    speaker: Sequence[int], has: Occurring, of: npt.NDArray[np.int64], passages: Sequence[Reading]
) -> Occurring:
    """Which sentences name the speaker; one without a name goes on with whom the sentence before it is about."""
    named: Occurring = np.logical_or.reduce(has[:, speaker], axis=1)
    for at, names in enumerate(chain.from_iterable(passage.names for passage in passages)):
        if at and not names and of[at] == of[at - 1]:
            named[at] |= named[at - 1]
    return named


def _agreed(
    library: Library, known: frozenset[str], hits: Sequence[Hit], passages: Sequence[Reading]
) -> tuple[list[float], list[float]]:
    """For each sentence how many names it has that are not `known` from the question, and how far other articles agree on one."""
    in_question = frozenset(map(term_number, known))
    by_article: dict[int, set[int]] = {}
    for hit, passage in zip(hits, passages, strict=True):
        by_article.setdefault(hit.excerpt.article, set()).update(*passage.names)
    articles = Counter(chain.from_iterable(by_article.values()))
    shared = spelt([name for name, number in articles.items() if number > 1 and name not in in_question], passages)
    rarest = math.log(1 + (library.passage_count + 0.5) / 0.5)
    weights = library.weights(shared.values())
    support = {name: weights[term] / rarest * math.log(articles[name]) for name, term in shared.items()}
    names, agreed = [], []
    for some in chain.from_iterable(passage.names for passage in passages):
        names.append(min(len(some - in_question), 5) / 5)
        agreed.append(max([support[name] for name in some if name in support], default=0.0))
    return names, agreed


def confidence(logit: float) -> float:
    """The probability that a sentence, or an answer that begins with it, answers, given its log odds."""
    return 1 / (1 + math.exp(-logit))
