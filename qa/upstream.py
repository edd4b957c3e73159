"""What an article itself gives as its source for some of its words: notes, links, publications named in the sentence.

Each comes with the characters that name it. What can't be resolved is left out, not guessed: a number without an entry, an
outlet that may be several. Out of scope: how they are found (`corpus.sources.markers`, `corpus.sources.links`, `corpus.sources.attributions`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from corpus.article import Article, Link
from corpus.sources.agency import find_agency
from corpus.sources.attributions import find_attributions
from corpus.sources.known_outlets import publication_at
from corpus.sources.markers import find_markers
from qa.reply import Upstream

_BESIDE = re.compile(
    r"https?://\S+|(?:the )?(?:sources?|link|via|here|ref(?:erence)?|report|study|pdf|video|archived?|\d{1,3})",
    re.IGNORECASE,
)
"""The words of a link that stands behind the sentence that it is the source of: an address, or a word for it."""


def find_upstream(article: Article, start: int, end: int) -> tuple[Upstream, ...]:
    """The sources that `[start, end)` names, a marker or address directly behind it included; in order, each once."""
    once: dict[tuple[str, str | None, str | None], Upstream] = {}
    for one in sorted(
        (*_notes(article, start, end), *_named(article, start, end)), key=lambda one: (one.start, one.end)
    ):
        once.setdefault((one.kind, one.marker, one.url or one.publisher), one)
    return tuple(once.values())


def find_agency_behind(article: Article) -> tuple[Upstream, ...]:
    """The agency in the dateline or byline, which stands behind what names no source of its own; none or one."""
    named = find_agency(article)
    if named is None:
        return ()
    return (Upstream(kind="agency", start=named.start, end=named.end, publisher=named.publication.name),)


def _notes(article: Article, start: int, end: int) -> Iterator[Upstream]:
    entries = {note.marker: note for note in article.footnotes}
    for marker in find_markers(article, start, end):
        entry = entries[marker.number]
        yield Upstream(
            kind="footnote",
            start=marker.start,
            end=marker.end,
            marker=entry.marker,
            publisher=entry.publisher,
            title=entry.title,
            published=entry.published,
            url=entry.url,
        )


def _named(article: Article, start: int, end: int) -> Iterator[Upstream]:
    """Links, and attributions that no link to the same publication goes with."""
    attributions = find_attributions(article, start, end)
    linked = set()
    for link in _links(article, start, end):
        publisher = publication_at(link.url)
        for one in attributions:
            inside = one.start <= link.start and link.end <= one.end
            if (
                link.start < one.end
                and one.start < link.end
                and (publisher == one.publisher or (inside and not publisher))
            ):
                publisher = one.publisher
                linked.add(one)
        yield Upstream(kind="link", start=link.start, end=link.end, publisher=publisher, url=link.url)
    for one in attributions:
        if one not in linked:
            yield Upstream(kind="attribution", start=one.start, end=one.end, publisher=one.publisher)


def _links(article: Article, start: int, end: int) -> Iterator[Link]:
    for at in range(bisect_left(article.links, start, key=lambda link: link.start), len(article.links)):
        link = article.links[at]
        if link.end <= end:
            yield link
        else:
            between = article.text[end : link.start] if end <= link.start <= end + 3 else "."
            if not between.strip(" ([<\u00a0") and _BESIDE.fullmatch(article.text, link.start, link.end):
                yield link
            return
