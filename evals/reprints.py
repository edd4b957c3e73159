"""Partial reprints made of articles, as other papers print an agency's: cut, reordered, edited, under another headline.

Two fifths of the paragraphs are kept, in another order. A third of those that have three sentences or more lose one; quotation
marks are set another way; and of the words a share is replaced, dropped or added to, by words of other articles.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

KEPT = 0.4

_LEAST_PARAGRAPHS = 5
_LEAST_WORDS = 150
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CURLED = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """A text made of the article of that number."""

    of: int
    text: str


def make_reprints(articles: Sequence[str], count: int, *, edited: float, seed: int) -> list[Reprint]:
    """Reprints of as many articles of five paragraphs and 150 words or more; `edited` is the share of words that are changed.

    The same articles, count, share and seed give the same reprints.
    """
    chance = random.Random(seed)  # noqa: S311 — nothing secret
    paragraphs = [_paragraphs(text) for text in articles]
    long = [
        n for n, parts in enumerate(paragraphs) if len(parts) >= _LEAST_PARAGRAPHS and _words(parts) >= _LEAST_WORDS
    ]
    words = [word for text in chance.sample(articles, min(100, len(articles))) for word in text.split()]
    made = []
    for number in chance.sample(long, min(count, len(long))):
        parts = paragraphs[number]
        kept = chance.sample(parts, round(KEPT * len(parts)))
        headline = " ".join(chance.choices(words, k=8))
        made.append(
            Reprint(of=number, text="\n\n".join((headline, *(_edit(one, words, edited, chance) for one in kept))))
        )
    return made


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def _words(paragraphs: Sequence[str]) -> int:
    return sum(len(one.split()) for one in paragraphs)


def _edit(paragraph: str, words: Sequence[str], edited: float, chance: random.Random) -> str:
    sentences = _SENTENCE_END.split(paragraph.translate(_CURLED))
    if len(sentences) > 2 and chance.random() < 1 / 3:
        sentences.pop(chance.randrange(len(sentences)))
    kept: list[str] = []
    for word in " ".join(sentences).split():
        what = chance.random() / edited if edited else 1.0
        if what < 0.5:
            kept.append(chance.choice(words))
        elif what < 0.75:
            kept += (word, chance.choice(words))
        elif what >= 1:
            kept.append(word)
    return " ".join(kept)
