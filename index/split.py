"""Cutting an article into passages, along sentences and paragraphs, out of its body only.

A passage is a run of whole sentences of one body region, of at most `max_words` and `max_tokens`: filled well, of like
length, and cut between paragraphs rather than inside one. A question that stands on a line of its own (an FAQ's) opens
a passage, and the first sentence of its answer stays with it, if need be past `max_words`. A sentence too long for the
model is cut at a clause.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.article import Article, RegionKind
from index.embed import Embedder, embedded_text
from index.passage import Passage
from index.sentences import Span, find_sentences

TokenCounter = Callable[[Sequence[str]], Sequence[int]]
"""The number of the model's tokens in each text, without the special tokens around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSettings:
    """How passages are cut. A library names the settings that it was built with."""

    max_words: int = 100
    max_tokens: int = 254
    """The default model reads 256, of which two are special."""

    def __str__(self) -> str:
        return f"whole sentences filled to at most {self.max_words} words and {self.max_tokens} tokens, by preference whole paragraphs"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, a clause of one that is too long, or a question with what follows; and what it adds to a passage."""

    start: int
    end: int
    words: int
    tokens: int
    opens: bool
    """Whether it is the first of a paragraph."""
    asks: bool
    """Whether it begins with a paragraph that is one question, with something behind it."""


def passages_of(article: Article, embedder: Embedder, settings: SplitSettings | None = None) -> list[Passage]:
    """The passages of `article` as a library of that embedder holds them: none is longer than the model reads."""
    settings = settings or SplitSettings()

    def count_tokens(texts: Sequence[str]) -> Sequence[int]:
        return embedder.count_tokens([embedded_text(text) for text in texts])

    # What a model reads is not part of the settings: its digest says it.
    return split(article, count_tokens, replace(settings, max_tokens=min(settings.max_tokens, embedder.max_tokens)))


def split(article: Article, count_tokens: TokenCounter, settings: SplitSettings) -> list[Passage]:
    """The passages of `article` in order; none overlaps another, and together they hold every sentence of the body."""
    passages: list[Passage] = []
    for region in article.regions:
        if region.kind is RegionKind.BODY:
            sentences = find_sentences(article.text, region.start, region.end)
            pieces = _answered(_pieces(article.text, sentences, count_tokens, settings.max_tokens), settings.max_tokens)
            passages += [Passage(article=article, start=start, end=end) for start, end in _pack(pieces, settings)]
    return passages


def _pieces(text: str, sentences: Sequence[Span], count_tokens: TokenCounter, limit: int) -> Iterator[_Piece]:
    counts = count_tokens([text[start:end] for start, end in sentences])
    previous_end = -1
    for number, ((start, end), tokens) in enumerate(zip(sentences, counts, strict=True)):
        opens = previous_end < 0 or "\n" in text[previous_end:start] or "\r" in text[previous_end:start]
        follower = sentences[number + 1][0] if number + 1 < len(sentences) else -1
        alone = opens and follower >= 0 and any(mark in text[end:follower] for mark in "\r\n")
        asks = alone and text[end - 1] == "?"
        cuts = [(start, end, tokens)] if tokens <= limit else _clauses(text, start, end, count_tokens, limit)
        for left, right, cost in cuts:
            yield _Piece(left, right, len(text[left:right].split()), cost, opens and left == start, asks)
        previous_end = end


def _answered(pieces: Iterable[_Piece], limit: int) -> list[_Piece]:
    """The pieces, with each question and the one behind it, the first of its answer or another question, put into one."""
    found: list[_Piece] = []
    asking = False
    for piece in pieces:
        if asking and found[-1].tokens + piece.tokens <= limit:
            before = found.pop()
            words, tokens = before.words + piece.words, before.tokens + piece.tokens
            found.append(_Piece(before.start, piece.end, words, tokens, before.opens, asks=True))
        else:
            found.append(piece)
        asking = piece.asks
    return found


_INSIDE = 0.25
"""What a cut inside a paragraph costs: as much as a passage that is half empty."""


def _pack(pieces: Sequence[_Piece], settings: SplitSettings) -> Iterator[Span]:
    """The cut that costs least: the square of each passage's empty share, and `_INSIDE` for a cut inside a paragraph.

    Squares make parts of like length out of what needs several, and leave no stub behind a full passage.
    """
    costs, begins = [0.0], [0]
    for last in range(len(pieces)):
        words = tokens = 0
        best, begin = math.inf, last
        for first in range(last, -1, -1):
            words, tokens = words + pieces[first].words, tokens + pieces[first].tokens
            if first < last and (words > settings.max_words or tokens > settings.max_tokens):
                break
            empty = max(0.0, 1 - words / settings.max_words)
            cost = costs[first] + empty * empty + (0.0 if pieces[first].opens else _INSIDE)
            if cost < best:
                best, begin = cost, first
            if pieces[first].asks:
                break
        costs.append(best)
        begins.append(begin)
    spans, last = [], len(pieces)
    while last:
        spans.append((pieces[begins[last]].start, pieces[last - 1].end))
        last = begins[last]
    return reversed(spans)


_BOUNDARIES = (
    re.compile(r"[;:](?=\s)|\s(?=[–—])"),
    re.compile(r",(?=\s)|[)\]”\"](?=\s)"),
    re.compile(r"\s"),
)
"""Where a sentence too long for the model may be cut, the best first; a cut falls behind the match."""

_WINDOW = 1536
"""Characters looked at for one cut. 254 tokens of English are about 1,200 characters."""


def _clauses(text: str, start: int, end: int, count_tokens: TokenCounter, limit: int) -> Iterator[tuple[int, int, int]]:
    """Cuts `[start, end)` into stretches of at most `limit` tokens, in time linear in its length."""
    while start < end:
        window = min(end, start + _WINDOW)
        cost = count_tokens([text[start:window]])[0]
        if window == end and cost <= limit:
            yield start, end, cost
            return
        most = _fitting(text, start, window, cost, count_tokens, limit)
        cut = _best_cut(text, start, most)
        left, right = start, cut
        while right > left and text[right - 1].isspace():
            right -= 1
        if right > left:
            yield left, right, count_tokens([text[left:right]])[0]
        start = cut
        while start < end and text[start].isspace():
            start += 1


def _best_cut(text: str, start: int, most: int) -> int:
    """The last and best boundary up to `most`; `most` where there is none."""
    # A cut in the first third would leave a stub behind for the sake of a better boundary.
    least = start + (most - start) // 3
    for boundary in _BOUNDARIES:
        if places := [at for match in boundary.finditer(text, start, most) if (at := match.end()) > least]:
            return places[-1]
    return most


def _fitting(text: str, start: int, window: int, cost: int, count_tokens: TokenCounter, limit: int) -> int:
    """An offset past `start` where `text[start:offset]` is within `limit` tokens, as that up to `window` with `cost` is not."""
    length = window - start
    while cost > limit and length > 1:
        # In even text the first guess fits; where the tokens stand in front, a sixteenth at a time gets there too.
        length = max(1, min(length * limit // cost, length - length // 16 - 1))
        cost = count_tokens([text[start : start + length]])[0]
    return start + length
