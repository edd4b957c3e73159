"""Citations: from a passage that was found to where its words stand, and what its article gives as its own source."""

import re

from corpus.article import Article
from index.library import Library
from index.store import Excerpt
from qa.deep_links import deep_link
from qa.house_style import format_citation
from qa.reply import Citation, Print, Upstream
from qa.retrieve import Hit

_MARKER = re.compile(r"\[(\d{1,3})\]|(?<!\b[kcm]m)(?<!\bm)([⁰¹²³⁴-⁹]+)")
"""`[3]` or a raised number; not that of `km²`."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


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
        upstream=find_upstream(article, passage.start, passage.end),
        also_in=tuple(_print(library, excerpt) for excerpt in hit.also_in),
        formatted=format_citation(passage),
    )


def find_upstream(article: Article, start: int, end: int) -> tuple[Upstream, ...]:
    """The entries that footnote numbers in `[start, end)` point to, in order; a number without an entry is left out."""
    entries = {footnote.marker: footnote for footnote in article.footnotes}
    found = {(match[1] or match[2].translate(_RAISED)): None for match in _MARKER.finditer(article.text, start, end)}
    return tuple(
        Upstream(marker=marker, publisher=entry.publisher, title=entry.title, published=entry.published, url=entry.url)
        for marker in found
        if (entry := entries.get(marker))
    )


def _print(library: Library, excerpt: Excerpt) -> Print:
    article = library.article(excerpt.article).article
    return Print(source=excerpt.source, start=excerpt.start, end=excerpt.end, publisher=article.publisher)
