"""The evidence for each sentence of the passages that were found, gathered for all of them at once.

Out of scope: what it is worth (`qa.evidence`), and how far words occur (`qa.matching`).
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import chain

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
from qa.definitions import defines
from qa.evidence import BIAS, WEIGHTS, Evidence, Sentence
from qa.kinds import find_things, gives_number, speakers
from qa.matching import Occurring, Terms, alike_shares
from qa.outlets import Outlet
from qa.question import Asked, Question
from qa.reading import Reading, read, spelt
from qa.retrieve import Hit

_USUAL = 12
"""Passages, the best by fused score, whose mean the others are measured against."""
_LAST = 0.4
"""The fused score of the last of so many, as it usually is: where fewer are found, it stands for those that there are not."""

_TELLS: dict[Asked, tuple[float, float]] = {
    Asked.AGE: (2.22, -1.03),
    Asked.DURATION: (1.26, -1.76),
    Asked.MONEY: (1.29, -1.35),
    Asked.SHARE: (1.25, -1.20),
    Asked.QUANTITY: (0.57, -2.39),
    Asked.NUMBER: (0.68, -2.68),
    Asked.TIME: (1.10, -3.07),
    Asked.PLACE: (0.69, -1.07),
    Asked.PERSON: (0.71, -1.26),
    Asked.NAME: (0.28, -1.32),
    Asked.REASON: (0.99, -0.56),
    Asked.SPEECH: (2.52, -3.20),
    Asked.NATURE: (2.00, -7.00),
}
"""For each kind the log of how much more often a sentence that answers has such a thing than another sentence of what is found,
and of how much more often it has none: most sentences have a name, few an age. Those of `NATURE` are set by hand: hardly
another sentence says what a thing is, and nothing else answers."""

_THINGS = frozenset(Asked) - {Asked.REASON, Asked.SPEECH, Asked.NATURE}
"""The kinds of which it can be told which words are the thing: reasons and speech are whole clauses."""


def weigh(
    library: Library, embedder: Embedder, question: Question, hits: Sequence[Hit], outlets: Sequence[Outlet] = ()
) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence. `outlets` are those that the question names."""
    if not hits:
        return []
    every = not STOP.isdisjoint(question.terms)
    passages = [read(hit.excerpt, every=every) for hit in hits]
    texts = [text for passage in passages for text in passage.texts]
    counts = [len(passage.spans) for passage in passages]
    begins = np.cumsum([0, *counts[:-1]])
    of = np.repeat(np.arange(len(hits)), counts)
    terms = Terms(library, question)
    numbers = [passage.numbers for passage in passages]
    lengths = [length for passage in passages for length in passage.lengths]
    has = terms.among(numbers, lengths)
    heads = [_head(hit.excerpt, outlets) for hit in hits]
    above = terms.among(heads, [len(head) // 4 for head in heads])
    context = has | above[of]
    context[1:] |= has[:-1] & (of[1:] == of[:-1])[:, None]
    in_passage = above | np.logical_or.reduceat(has, begins)
    missing = terms.named & ~in_passage
    for at in np.flatnonzero(missing.any(axis=1)).tolist():
        missing[at] &= ~terms.mentioned(library, hits[at].excerpt.article, missing[at])
    known = frozenset(all_terms(question.text))
    things = [find_things(text, question.asked) for text in texts] if question.asked and not question.target else []
    has_kind = np.array(
        [defines(text, question.target) for text in texts]
        if question.target
        else [one.hold_more(known) for one in things],
        dtype=bool,
    )
    if question.speaker and things:
        named: Occurring = np.logical_or.reduce(has[:, terms.columns(question.speaker)], axis=1)
        has_kind &= _spoken_by(question.speaker, named, of, passages)
        # What an outlet says is what its articles say.
        outlet = {term for one in outlets for written in one.written for term in all_terms(written)}
        if outlet.issuperset(question.speaker):
            has_kind |= np.array([_is_by(hit.excerpt, outlets) for hit in hits])[of]
    names, agreed = _agreed(library, known, hits, passages)
    # Of no more than are looked into for a reply of a few passages: what is shown of it does not change what is thought.
    best = sorted((hit.score for hit in hits), reverse=True)[:_USUAL]
    usual = math.fsum([*best, *[_LAST] * (_USUAL - len(best))]) / _USUAL
    ones = np.ones(len(of))
    pieces = {
        "cosine": np.array([hit.cosine for hit in hits])[of],
        "in_sentence": terms.share(has),
        "in_context": terms.share(context),
        "in_passage": terms.share(in_passage)[of],
        "alike": alike_shares(
            embedder, question, terms, [words for passage in passages for words in passage.words], has
        ),
        "repetition": np.array([hit.match / terms.total if terms.total else 0.0 for hit in hits])[of],
        "missing_names": terms.share(missing)[of],
        "kind": np.where(has_kind, *_TELLS[question.asked]) if question.asked else ones * 0.0,
        "counted": _counts(question, texts),
        "near": terms.near(numbers, lengths, [one.numbers for one in things] if question.asked in _THINGS else None),
        "asks": np.array([asks for passage in passages for asks in passage.asks]),
        "names": np.array(names),
        "agreed": np.array(agreed),
        "ahead": np.array([hit.score - usual for hit in hits])[of],
        "favour": np.array([hit.favour for hit in hits])[of],
        "terms": ones * math.log1p(len(question.terms)),
        "open": ones * (question.asked is None),
        "size": ones * math.log1p(library.passage_count),
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


def _counts(question: Question, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """In which sentences a number stands before what the question asks the number of."""
    if not question.counted:
        return np.zeros(len(texts), dtype=bool)
    return np.array([gives_number(text, question.counted) for text in texts])


def _spoken_by(
    names: Sequence[str], named: Occurring, of: npt.NDArray[np.int64], passages: Sequence[Reading]
) -> Occurring:
    """In which sentences he speaks who has these names, given where he is `named`.

    A sentence without a name goes on with whom the sentence before it is about; one that names him may be by another.
    """
    about = named.copy()
    for at, others in enumerate(chain.from_iterable(passage.names for passage in passages)):
        if at and not others and of[at] == of[at - 1]:
            about[at] |= about[at - 1]
    texts = [text for passage in passages for text in passage.texts]
    for at in np.flatnonzero(named).tolist():
        who = speakers(texts[at])
        about[at] = not who or "" in who or not who.isdisjoint(names)
    return about


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
