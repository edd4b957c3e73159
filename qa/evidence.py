"""What speaks for a sentence as the answer to a question, and how likely it is to be one.

The fused score of a passage is relative: the best of nothing is high too. Most of what is weighed here is not: the passage's
cosine, how much of the question's information the sentence and what stands around it hold, whether what the question
names occurs in the article at all, and whether the kind of thing asked for occurs in the sentence. Of what else was found
two things count: names that several articles agree on, and how far a passage is ahead of the others.

There are two sets of weights, since it is two questions which sentence answers, if any does, and whether the one that was
chosen does. Both are logistic regressions over the sentences of news articles that answer a question, or don't
(`docs/decisions.md`, "Evidence"). Out of scope: gathering the evidence (`qa.weigh`).
"""

import math
from operator import mul
from typing import NamedTuple

from qa.retrieve import Hit


class Evidence(NamedTuple):
    """What speaks for a sentence, or against it; the names of the fields are those of the weights."""

    cosine: float
    """Of the question and the passage."""
    in_sentence: float
    """Share of the question's information (by inverse document frequency) that is in the sentence."""
    in_context: float
    """… in the sentence, the one before it, and above the article: in its title, its day and its outlet."""
    clause: float
    """Share of the information of the clause that asks that is in the same: of what is told before it, most stands elsewhere too."""
    alike: float
    """… that is not in the sentence, but has a word there that is alike in meaning, as far as it is."""
    in_passage: float
    """… in the whole passage, and above the article."""
    repetition: float
    """The passage's BM25 by the sum of the question's weights: how thick its words stand there. Beside the shares above it
    speaks against a passage: what only repeats the question's words has less room for the answer."""
    missing_names: float
    """Share of the question's information that is names and numbers which the article never mentions."""
    kind: float
    """Whether the sentence has what kind of thing is asked for: the log of how much more often that is so of a sentence that
    answers than of another (`qa.weigh.TELLS`), 0 when the question doesn't tell."""
    counted: float
    """1 when a number stands before what the question asks the number of."""
    near: float
    """The most of the question's information that stands within some fifteen words of a thing of that kind, or of any other
    word where the question doesn't tell."""
    asks: float
    """1 when the sentence is itself a question."""
    names: float
    """Names and figures in the sentence that the question doesn't have, 1 for five and more."""
    agreed: float
    """How far other articles found agree on one of these: log of 1 and the sum, over them, of the question's information that stands
    near it."""
    ahead: float
    """By how much the passage's fused score is above the mean of what was found: the best of nothing is not much ahead."""
    favour: float
    """What the passage is favoured by for its time and outlet, which is in `ahead` as well."""
    stale: float
    """How far the article is from the days just past that the question speaks of (`this week`): of another week, it tells of
    another case."""
    terms: float
    """Log of 1 and the number of the question's terms: a long question has more to match by chance."""
    open: float
    """1 when the question doesn't tell what kind of thing it asks for."""
    size: float
    """Log of the number of passages in the library: among many, more match by chance."""

    @property
    def logit(self) -> float:
        """What the sentences of all passages are ordered by: the log odds that this one answers, if any does."""
        weighted: float = sum(map(mul, WEIGHTS, self))
        return BIAS + weighted

    @property
    def trust(self) -> float:
        """Where it is the best of all, the log odds that the answer made of it holds what was asked for."""
        weighted: float = sum(map(mul, TRUST, self))
        return TRUST_BIAS + weighted


WEIGHTS = Evidence(
    cosine=2.27,
    in_sentence=1.06,
    in_context=-0.70,
    clause=1.21,
    alike=2.00,
    in_passage=1.90,
    repetition=-0.95,
    missing_names=-1.42,
    kind=0.45,
    counted=0.46,
    near=0.0,
    asks=-1.09,
    names=0.15,
    agreed=0.45,
    ahead=0.90,
    favour=2.99,
    stale=0.0,
    terms=0.0,
    open=0.0,
    size=0.0,
)
"""Of the order. What is the same for all sentences of a question has none. What the sentence has of the clause that asks counts, and
what it has of the rest counts against it."""
BIAS = -4.90

TRUST = Evidence(
    cosine=2.70,
    in_sentence=0.0,
    in_context=0.76,
    clause=0.0,
    alike=2.12,
    in_passage=2.41,
    repetition=-1.95,
    missing_names=-5.53,
    kind=0.41,
    counted=0.0,
    near=1.47,
    asks=0.0,
    names=0.0,
    agreed=0.30,
    ahead=2.28,
    favour=1.73,
    stale=-1.53,
    terms=-0.56,
    open=-0.01,
    size=-0.13,
)
"""Of whether the answer holds what was asked for: words of the question count where they stand near what is asked for, and not by
themselves in the sentence."""
TRUST_BIAS = -2.13


class Sentence(NamedTuple):
    """A sentence `[start, end)` of the article of a hit, and the evidence that it answers."""

    hit: Hit
    start: int
    end: int
    text: str
    evidence: Evidence
    logit: float
    """That of the evidence, which is asked for more often than it changes."""


def confidence(logit: float) -> float:
    """The probability of what has these log odds."""
    return 1 / (1 + math.exp(-logit))
