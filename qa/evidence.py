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
    """The most that other articles found agree on one of these: how rare the name is, times the log of how many have it."""
    ahead: float
    """By how much the passage's fused score is above the mean of what was found: the best of nothing is not much ahead."""
    favour: float
    """What the passage is favoured by for its time and outlet, which is in `ahead` as well."""
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
    cosine=2.40,
    in_sentence=1.00,
    in_context=0.42,
    alike=1.77,
    in_passage=2.05,
    repetition=-0.90,
    missing_names=-1.31,
    kind=0.42,
    counted=0.44,
    near=0.0,
    asks=-1.02,
    names=0.20,
    agreed=0.49,
    ahead=1.20,
    favour=3.06,
    terms=0.0,
    open=0.0,
    size=0.0,
)
"""Of the order. What is the same for all sentences of a question has none."""
BIAS = -5.05

TRUST = Evidence(
    cosine=2.77,
    in_sentence=-0.60,
    in_context=1.30,
    alike=2.55,
    in_passage=2.29,
    repetition=-2.32,
    missing_names=-4.59,
    kind=0.60,
    counted=0.0,
    near=1.97,
    asks=0.0,
    names=-0.17,
    agreed=1.09,
    ahead=3.57,
    favour=1.44,
    terms=-0.76,
    open=0.28,
    size=-0.13,
)
"""Of whether the answer holds what was asked for. The share in the sentence counts against it beside that which is near: words
of the question that stand there without what is asked for are what near misses are made of."""
TRUST_BIAS = -2.58


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
