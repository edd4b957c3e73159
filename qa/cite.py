"""Citations: from a passage that was found to where its words stand, and what its article gives as its own source."""

from collections.abc import Sequence

from corpus.article import Article
from index.library import Library
from index.store import Excerpt
from qa.deep_links import deep_link
from qa.disagree import Disputed, Given
from qa.exports.house_style import format_citation
from qa.reply import Citation, Disagreement, Figure, Print, StatementCitation
from qa.retrieve import Hit
from qa.upstream import find_agency_behind, find_upstream

MAX_PRINTS = 50
"""Passages that `also_in` names; in how many articles there are any is said in any case."""


def cite(library: Library, hit: Hit, number: int, *, stale: bool) -> Citation:
    """The citation of a hit's passage, with that number."""
    passage = library.passage(hit.excerpt)
    article = passage.article
    text_sha256 = article.text_sha256
    return Citation(
        number=number,
        id=f"{text_sha256[:16]}-{passage.start}-{passage.end}",
        source=article.source,
        of=article.of.value,
        start=passage.start,
        end=passage.end,
        lines=passage.lines,
        page=article.page(passage.start),
        quote=passage.text,
        sha256=article.sha256,
        text_sha256=text_sha256,
        stale=stale,
        title=article.title,
        byline=article.byline,
        publisher=article.publisher,
        published=article.published,
        updated=article.updated,
        language=article.language,
        url=article.url,
        deep_link=deep_link(article, passage.start, passage.end),
        upstream=(*find_upstream(article, passage.start, passage.end), *find_agency_behind(article)),
        also_in=tuple(_print(library, excerpt) for excerpt in hit.also_in[:MAX_PRINTS]),
        also_in_articles=len({excerpt.article for excerpt in hit.also_in}),
        formatted=format_citation(passage),
    )


def cite_words(article: Article, number: int, start: int, end: int) -> StatementCitation:
    """The place of the words `[start, end)` of the article of the passage of that number."""
    return StatementCitation(
        number=number,
        start=start,
        end=end,
        lines=article.lines(start, end),
        page=article.page(start),
        deep_link=deep_link(article, start, end),
        upstream=find_upstream(article, start, end),
    )


def cite_figures(disputed: Disputed, articles: Sequence[Article]) -> Disagreement:
    """What passages disagree about; `articles` are those of the passages, the passage numbered 1 first."""

    def figure(side: Sequence[Given]) -> Figure:
        places = (cite_words(articles[one.number - 1], one.number, one.start, one.end) for one in side)
        return Figure(text=side[0].text, citations=tuple(places))

    return Disagreement(about=disputed.about, figures=tuple(map(figure, disputed.figures)))


def _print(library: Library, excerpt: Excerpt) -> Print:
    article = library.article(excerpt.article).article
    return Print(source=excerpt.source, start=excerpt.start, end=excerpt.end, publisher=article.publisher)
