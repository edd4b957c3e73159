"""Whether a passage, an article or an answer is what a data set asks for.

By answer string, as in open-domain question answering (Karpukhin et al. 2020): a passage is relevant when it holds an answer
as whole words, in lower case and with spaces for punctuation.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from evals.datasets.dataset import Documents, LabelledQuestion, Relevance, Span, Spans, Strings
from qa.reply import Citation, Print, RankedPassage, Reply

_PUNCTUATION = re.compile(r"[^\w\s]")


def folded(text: str) -> str:
    """`text` in lower case, with spaces for punctuation, and one space before, between and after the words."""
    return f" {' '.join(_PUNCTUATION.sub(' ', text.lower()).split())} "


_kept = lru_cache(maxsize=1 << 14)(folded)


def contains(passage: str, answers: Sequence[str]) -> bool:
    """Whether a passage holds an answer as whole words; both are `folded`."""
    return any(answer in passage for answer in answers)


def carried(passage: RankedPassage) -> tuple[Span, ...]:
    """The passage and the prints of the same words that it stands for."""
    prints: tuple[Citation | Print, ...] = (passage.citation, *passage.citation.also_in)
    return tuple(Span(one.source, one.start, one.end) for one in prints)


def grade(relevance: Relevance, places: Sequence[Span], text: str) -> int:
    """How well a passage answers, 0 for not at all: `places` are its own and those of the prints of the same words."""
    match relevance:
        case Spans(spans=spans):
            return int(any(span.overlaps(one) for span in spans for one in places))
        case Documents(grades=grades):
            return max((grades.get(one.source, 0) for one in places), default=0)
        case Strings(answers=answers, sources=sources):
            if sources and not any(one.source in sources for one in places):
                return 0
            return int(contains(_kept(text), [_kept(answer) for answer in answers]))


def is_right(question: LabelledQuestion, reply: Reply) -> bool:
    """Whether the answer of `reply` is one: by string, its text holds it; else a statement stands where one does."""
    if reply.answer is None or not question.answerable:
        return False
    return grade(question.relevance, stated(reply), reply.answer.text) > 0


def stated(reply: Reply) -> tuple[Span, ...]:
    """What the statements of the answer cite."""
    sources = {passage.citation.number: passage.citation.source for passage in reply.passages}
    return tuple(
        Span(sources[citation.number], citation.start, citation.end)
        for statement in (reply.answer.statements if reply.answer else ())
        for citation in statement.citations
    )
