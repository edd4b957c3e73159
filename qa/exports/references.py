"""The articles that an answer cites, one reference for each, with the places of the words that were quoted.

What no format can carry (line ends, control characters and those that turn the direction of writing) is not in them: white space
is folded, and each of the others written as U+FFFD. Out of scope: how a format writes them (`qa.exports.exports`).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import quote

from qa.exports.authors import Author, Person, read_authors
from qa.exports.house_style import format_day, format_place
from qa.reply import Citation, Reply, StatementCitation, Upstream

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


class CitationMissing(ValueError):
    """A statement cites a passage that its reply does not have: the reply was changed by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article, and where in its file the quoted words stand."""

    key: str
    """`arvo2024-1f9c03`: ASCII, unique in its list, and the same for the same article whatever else is cited."""
    title: str | None
    authors: tuple[Author, ...]
    publisher: str | None
    published: date | None
    language: str | None
    url: str | None
    places: tuple[str, ...]
    """`harbour/lamp.txt, line 8` for each quote."""
    notes: tuple[str, ...]
    """The words of each quote with characters and hash, the day of a change, and what the article names as its source."""


def list_references(reply: Reply) -> tuple[Reference, ...]:
    """The articles that the statements of a reply's answer cite, in the order of the answer; none where there is no answer.

    Articles with the same text, title, byline, publisher, day and address are one, whatever their files. Raises `CitationMissing`.
    """
    citations = {passage.citation.number: passage.citation for passage in reply.passages}
    cited: dict[tuple[object, ...], list[tuple[str, StatementCitation, Citation]]] = {}
    for statement in reply.answer.statements if reply.answer else ():
        for place in statement.citations:
            of = citations.get(place.number)
            if of is None:
                raise CitationMissing(f"a statement cites passage {place.number}, which the reply does not have")
            cited.setdefault(_identity(of), []).append((statement.text, place, of))
    keys = _keys(list(cited))
    return tuple(_reference(key, quotes) for key, quotes in zip(keys, cited.values(), strict=True))


def _identity(citation: Citation) -> tuple[object, ...]:
    known = (citation.byline, citation.publisher, citation.published, citation.title, citation.url)
    return (*known, citation.text_sha256)


def _keys(identities: Sequence[tuple[object, ...]]) -> list[str]:
    """A name and the year, then as much of a hash as tells them apart."""
    digests = [sha256(repr(identity).encode(errors="surrogatepass")).hexdigest() for identity in identities]
    digits = next(digits for digits in range(6, 65) if len({one[:digits] for one in digests}) == len(digests))
    return [f"{_named(identity)}-{digest[:digits]}" for identity, digest in zip(identities, digests, strict=True)]


def _named(identity: tuple[object, ...]) -> str:
    byline, publisher, published = identity[:3]
    authors = read_authors(_plain(str(byline))) if byline else ()
    named = (one.family if isinstance(one, Person) else one.name for one in authors[:1])
    name = next(named, None) or str(publisher or "article")
    letters = re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", name).lower())
    return (letters[:20] or "article") + (f"{published.year}" if isinstance(published, date) else "")


def _reference(key: str, quotes: Sequence[tuple[str, StatementCitation, Citation]]) -> Reference:
    of = quotes[0][2]
    places = dict.fromkeys(_place(place, citation) for _, place, citation in quotes)
    notes = dict.fromkeys(_note(words, place, citation) for words, place, citation in quotes)
    upstream = dict.fromkeys(_upstream(one) for _, place, _ in quotes for one in place.upstream)
    changed = of.updated if of.updated and of.updated != of.published else None
    return Reference(
        key=key,
        title=_plain(of.title) or None,
        authors=read_authors(_plain(of.byline)),
        publisher=_plain(of.publisher) or None,
        published=of.published,
        language=_plain(of.language) or None,
        url=_web(of.url),
        places=tuple(places),
        notes=(*notes, *([f"Updated {format_day(changed)}"] if changed else []), *upstream),
    )


def _place(place: StatementCitation, citation: Citation) -> str:
    return _plain(format_place(citation.source, of=citation.of, page=place.page, lines=place.lines))


def _note(words: str, place: StatementCitation, citation: Citation) -> str:
    where = f"{_place(place, citation)}, characters {place.start}–{place.end}, sha256 {_plain(citation.sha256)}"
    link = _web(place.deep_link)
    stale = "; the file is no longer what was indexed" if citation.stale else ""
    return f"“{_plain(words)}” {where}" + (f", {link}" if link else "") + stale


def _upstream(upstream: Upstream) -> str:
    called = "Agency behind" if upstream.kind == "agency" else "Source named by"
    marker = f"[{upstream.marker}] " if upstream.marker else ""
    title = f"“{upstream.title}”" if upstream.title else None
    day = format_day(upstream.published) if upstream.published else None
    known = ", ".join(part for part in (title, upstream.publisher, day, upstream.url) if part)
    return _plain(f"{called} the article: {marker}{known}")


def _web(url: str | None) -> str | None:
    """An address in ASCII, with what would end it in some format percent-encoded; None where it is none of the web."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace") if url and _WEB.fullmatch(url) else None


def _plain(text: str | None) -> str:
    return _CONTROLS.sub("\ufffd", " ".join((text or "").split()))
