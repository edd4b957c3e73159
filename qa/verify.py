"""Whether citations hold: the file still has that hash, and its characters at those offsets are the quote.

Only files that the library names are opened, and none outside its folder.
"""

import os
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.read import read_article
from index.store import StoredArticle
from qa.schema import Citation, CitationCheck, Reply, VerifyReply


class QuoteMismatch(AssertionError):
    """A quote that is not its source's text was about to leave: an error of ours, never of the articles."""


def check_quotes(reply: Reply, texts: Iterable[Article]) -> None:
    """Raises `QuoteMismatch` unless every quote and statement of `reply` equals its source at its offsets and stands on its lines."""
    articles = {article.source: article for article in texts}
    citations = {passage.citation.number: passage.citation for passage in reply.passages}
    for citation in citations.values():
        _check(articles[citation.source], citation.quote, citation.start, citation.end, citation.lines)
    for statement in reply.answer.statements if reply.answer else ():
        for place in statement.citations:
            of = citations[place.number]
            if not of.start <= place.start < place.end <= of.end:
                raise QuoteMismatch(
                    f"statement at {place.start}-{place.end} of {of.source!r} is outside the passage that it cites"
                )
            _check(articles[of.source], statement.text, place.start, place.end, place.lines)


def _check(article: Article, quote: str, start: int, end: int, lines: tuple[int, int]) -> None:
    if not quote or article.text[start:end] != quote:
        raise QuoteMismatch(f"quote {quote[:40]!r} is not the text of {article.source!r} at {start}-{end}")
    if article.lines(start, end) != lines:
        raise QuoteMismatch(
            f"characters {start}-{end} of {article.source!r} stand on lines {article.lines(start, end)}, not {lines}"
        )


def why_stale(folder: Path, stored: StoredArticle) -> str | None:
    """What is wrong with the file of an indexed article, or None when it is as it was.

    Size and time are looked at first; the file is read only when they differ.
    """
    path = folder / stored.article.source
    try:
        stat = os.stat(path, follow_symlinks=False)
        if (stat.st_size, stat.st_mtime_ns) == (stored.size, stored.mtime_ns):
            return None
        with path.open("rb") as file:
            same = file_digest(file, "sha256").hexdigest() == stored.article.sha256
    except FileNotFoundError:
        return "the file is gone since it was indexed"
    except OSError as error:
        return f"the file can't be read any more ({error.strerror})"
    return None if same else "the file has changed since it was indexed"


def verify_reply(reply: Reply, folder: Path, sources: Iterable[str]) -> VerifyReply:
    """Checks every citation of a saved reply against the files in `folder`, each read and taken apart again.

    `sources` are those that the library names; any other is not opened.
    """
    named = frozenset(sources)
    checks = []
    for passage in reply.passages:
        reason = _why_false(passage.citation, folder, named)
        checks.append(
            CitationCheck(
                number=passage.citation.number, source=passage.citation.source, holds=reason is None, reason=reason
            )
        )
    wrong = {check.number for check in checks if not check.holds}
    if reply.answer:
        checks += _check_statements(reply, wrong)
    return VerifyReply(holds=all(check.holds for check in checks), checks=tuple(checks))


def _why_false(citation: Citation, folder: Path, named: frozenset[str]) -> str | None:
    if citation.source not in named:
        return "the library has no article of that name; bring it up to date with: pressmark index FOLDER"
    path = folder / citation.source
    try:
        stat = os.stat(path, follow_symlinks=False)
        article = read_article(
            FoundFile(source=citation.source, path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
        )
    except FileNotFoundError:
        return "the file is gone"
    except OSError as error:
        return f"the file can't be read ({error.strerror})"
    except Refused as refusal:
        return f"the file can't be read as an article any more: {refusal.reason}"
    if article.text[citation.start : citation.end] != citation.quote:
        at = article.text.find(citation.quote)
        if at < 0:
            return "the file does not hold these words" + (
                ", and has changed since" if article.sha256 != citation.sha256 else ""
            )
        first, last = article.lines(at, at + len(citation.quote))
        return f"these words stand at characters {at}-{at + len(citation.quote)}, lines {first}-{last}, and not where they are cited"
    if article.lines(citation.start, citation.end) != citation.lines:
        first, last = article.lines(citation.start, citation.end)
        return f"these words stand on lines {first}-{last}, not {citation.lines[0]}-{citation.lines[1]}"
    if article.sha256 != citation.sha256:
        return f"the words are there, but the file has changed since: its sha256 is {article.sha256}"
    return None


def _check_statements(reply: Reply, wrong: set[int]) -> list[CitationCheck]:
    quotes = {passage.citation.number: passage.citation for passage in reply.passages}
    checks = []
    for statement in reply.answer.statements if reply.answer else ():
        for place in statement.citations:
            citation = quotes.get(place.number)
            if citation is None:
                checks.append(
                    CitationCheck(
                        number=place.number,
                        source="",
                        holds=False,
                        reason="a statement cites a passage that the reply does not have",
                    )
                )
            elif place.number not in wrong:
                words = citation.quote[place.start - citation.start : place.end - citation.start]
                if place.start < citation.start or words != statement.text:
                    reason = f"the statement {statement.text[:60]!r} is not what stands at characters {place.start}-{place.end}"
                    checks.append(
                        CitationCheck(number=place.number, source=citation.source, holds=False, reason=reason)
                    )
    return checks
