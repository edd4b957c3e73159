"""The answer: the few verbatim sentences that say it, each cited; or that the articles do not say.

Out of scope: which passages there are (`qa.retrieve`) and how likely a sentence is to answer (`qa.evidence`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from corpus.article import Article
from index.sentences import FOOTNOTE
from index.stop import STOP
from index.words import terms
from qa.cite import cite_words
from qa.evidence import Sentence, confidence
from qa.figures import PUNCTUATION, figures_in, negates
from qa.origins import ALONE, Backing
from qa.question import Question
from qa.reply import Answer, NoAnswer, Statement

THRESHOLD = 0.25
"""Below this confidence the articles are said not to answer. Lower, more is answered and more of it wrongly (the table in
`docs/decisions.md`, "Several statements")."""

MAX_STATEMENTS = 3
MAX_WORDS = 60
"""Words of an answer; a first statement may be longer by itself."""

_MARGIN = 1.5
"""How much less likely than the best, in log odds, another sentence may be and still be given."""

_OTHER_WORDS = 0.3
"""Share of a sentence's informative terms that another may lack and still say the same."""

_LEANS = re.compile(
    r"^[\"“'‘]?(?:(?:and|but|so|yet|or|then|still|instead|however|meanwhile|nevertheless|nonetheless|therefore|also|later|afterwards?)\b,?\s+)?"
    r"(?:he|she|they|it|its|his|her|their|this|that|these|those|such|both|the (?:latter|former|same|two|pair|official|spokes\w+|statement|move))\b"
    r"|^[\"“'‘]?(?:and|but|so|yet|however|meanwhile|nevertheless|nonetheless|therefore|instead|afterwards?)\b",
    re.IGNORECASE,
)
"""Openings that point back to the sentence before."""

_QUOTATION = re.compile(r"[\"“”]")
_BARE_QUOTE = re.compile(r"^[\"“][^\"“”]*[\"”](?:\[\d{1,3}\])*$")
"""A quotation with no word of who says it."""

_ATTRIBUTED = re.compile(
    r"[\"”]\s*(?:[A-ZÀ-Þ][\w’'.-]*\s+){0,5}\w|\b(?:said|says|told|according to|wrote|added|asked)\b"
)


def compose(
    question: Question,
    ranked: Sequence[Sequence[Sentence]],
    articles: Mapping[int, Article],
    *,
    threshold: float = THRESHOLD,
    backing: Callable[[int, str], Backing] = lambda *_: ALONE,
) -> tuple[Answer | NoAnswer, float]:
    """The answer from the sentences of the ranked passages, and the confidence that the articles answer at all.

    `ranked` holds the sentences of each passage, the passage numbered 1 first; `articles` is looked up by row id.
    Below a confidence of `threshold` they are said not to. `backing` tells what stands behind a sentence of the passage of a number.
    """
    numbered = [(number, sentence) for number, sentences in enumerate(ranked, 1) for sentence in sentences]
    candidates = [one for one in numbered if not one[1].evidence.asks]
    if not numbered:
        return NoAnswer(
            reason="there is no passage to answer from: the library, or what the filters leave of it, is empty"
        ), 0.0
    if not candidates:
        return NoAnswer(reason="the passages that come nearest only ask questions"), 0.0
    if STOP.issuperset(question.terms):
        return NoAnswer(reason="the question has no word that says what it is about"), 0.0
    best = best_of(candidates)
    sure = confidence(best[1].evidence.trust)
    if sure < threshold:
        return NoAnswer(reason=_why_not(question, best[1])), sure
    chosen = _choose(candidates, best, ranked)
    statements = tuple(
        _state(number, sentence, articles[sentence.hit.excerpt.article], backing(number, sentence.text))
        for number, sentence in chosen
    )
    return Answer(text=" ".join(statement.text for statement in statements), statements=statements), sure


def best_of(candidates: Sequence[tuple[int, Sentence]]) -> tuple[int, Sentence]:
    """The likeliest of sentences, each behind the number of its passage: whether it answers is what confidence says."""
    return max(candidates, key=lambda one: (one[1].logit, -one[0], -one[1].start))


def _choose(
    candidates: Sequence[tuple[int, Sentence]], best: tuple[int, Sentence], ranked: Sequence[Sequence[Sentence]]
) -> list[tuple[int, Sentence]]:
    chosen: list[tuple[int, Sentence]] = []
    for number, sentence in sorted(candidates, key=lambda one: (-one[1].logit, one[0], one[1].start)):
        if sentence.logit < best[1].logit - _MARGIN or len(chosen) == MAX_STATEMENTS:
            break
        if chosen and _words([*chosen, (number, sentence)]) > MAX_WORDS:
            continue
        if any(_repeats(sentence, other) for _, other in chosen):
            continue
        new = [(number, sentence)]
        for companion in _needed(sentence, ranked[number - 1]):
            if not any(_repeats(companion, other) for _, other in (*chosen, *new)):
                new.append((number, companion))
        if not chosen:
            while len(new) > 1 and _words(new) > MAX_WORDS:
                new.pop()
        if chosen and (_words([*chosen, *new]) > MAX_WORDS or len(chosen) + len(new) > MAX_STATEMENTS):
            continue
        chosen += new
    # The passage that the best sentence stands in comes first; inside a passage, sentences keep their order.
    return sorted(chosen, key=lambda one: (one[0] != best[0], one[0], one[1].start))


def _needed(sentence: Sentence, passage: Sequence[Sentence]) -> list[Sentence]:
    """What a sentence that points back, or quotes somebody without a name, needs of its passage; the nearest first."""
    at = next(at for at, one in enumerate(passage) if one.start == sentence.start)
    needed: list[Sentence] = []
    for before in passage[:at][::-1][: MAX_STATEMENTS - 1]:
        if before.evidence.asks or not _points_back([sentence, *needed][-1].text):
            break
        needed.append(before)
    if not needed and _BARE_QUOTE.match(sentence.text):
        needed = [one for one in passage[at + 1 : at + 2] if _ATTRIBUTED.search(one.text)]
    return needed


def _points_back(text: str) -> bool:
    return _LEANS.match(text) is not None or _BARE_QUOTE.match(text) is not None


def _words(chosen: Sequence[tuple[int, Sentence]]) -> int:
    return sum(len(sentence.text.split()) for _, sentence in chosen)


def _repeats(one: Sentence, other: Sentence) -> bool:
    """Whether `one` says nothing but what `other` says, or the other way round; footnote numbers, case and punctuation apart.

    The same in a few other words (`touched down`, `arrived`) is no more, so long as no name, figure or negation is new; but
    where somebody is quoted, other words are another quotation.
    """
    new, said = _content(one.text), _content(other.text)
    if new.terms <= said.terms or said.terms <= new.terms:
        return True
    if _QUOTATION.search(one.text):
        return False
    more = new.terms - said.terms - STOP
    return (
        len(more) <= _OTHER_WORDS * len(new.terms - STOP)
        and new.names.isdisjoint(more)
        and new.figures <= said.figures
        and new.negations == said.negations
    )


class _Content(NamedTuple):
    """What a sentence says, as far as it can be told from its words."""

    terms: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    negations: int


@lru_cache(maxsize=4096)
def _content(text: str) -> _Content:
    words = FOOTNOTE.sub("", text).split()
    lower = [word.strip(PUNCTUATION).lower() for word in words]
    return _Content(
        frozenset(terms(" ".join(words))),
        # The first word of a sentence has a capital whatever it is.
        frozenset(chain.from_iterable(terms(word) for word in words[1:] if word.strip(PUNCTUATION)[:1].isupper())),
        frozenset(chain.from_iterable(map(figures_in, lower))),
        sum(map(negates, lower)),
    )


def _state(number: int, sentence: Sentence, article: Article, behind: Backing) -> Statement:
    citation = cite_words(article, number, sentence.start, sentence.end)
    return Statement(text=sentence.text, citations=(citation,), articles=behind.articles, origins=behind.origins)


def _why_not(question: Question, best: Sentence) -> str:
    if best.evidence.missing_names > 0:
        return "the passages that come nearest do not mention all that the question names"
    if question.asked is not None and best.evidence.kind < 0:
        return f"the passages that come nearest do not give {question.asked.value}"
    return "the passages that come nearest do not say"
