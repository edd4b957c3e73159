"""A passage: a stretch of one article's body, the unit that is embedded, retrieved and cited."""

from dataclasses import dataclass

from corpus.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Characters `[start, end)` of `article.text`. Its text is computed, so it can't drift from its source."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The passage's characters exactly as they stand in the file."""
        return self.article.text[self.start : self.end]

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, 1-based and inclusive."""
        return self.article.lines(self.start, self.end)
