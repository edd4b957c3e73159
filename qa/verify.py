"""Whether citations hold: the file still has that hash, and its characters at those offsets are the quote.

Only files that the library names are opened, and none outside its folder.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from hashlib import file_digest
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile
from index.store import StoredArticle
from qa.reply import Answer, Citation, Disagreement, Reply, StatementCitation

if TYPE_CHECKING:
    from qa.schema import CitationCheck, VerifyReply


class QuoteMismatch(AssertionError):
    """A quote that is not its source's text was about to leave: an error of ours, never of the articles."""


def check_quotes(reply: Reply, texts: Iterable[Article]) -> None:
    """Raises `QuoteMismatch` unless every quote and statement of `reply` equals its source at its offsets and stands on its lines."""
    articles = {article.source: article for article in texts}
    citations = {passage.citation.number: passage.citation for passage in reply.passages}
    if list(citations) != [passage.rank for passage in reply.passages]:
        raise QuoteMismatch(f"citations are numbered {list(citations)}, which are not the ranks of their passages")
    for citation in citations.values():
        _check(articles[citation.source], citation.quote, citation.start, citation.end, citation.lines)
    for statement in reply.answer.statements if reply.answer else ():
        if not statement.citations:
            raise QuoteMismatch(f"statement {statement.text[:40]!r} has no citation")
        for place in statement.citations:
            of = citations[place.number]
            if not of.start <= place.start < place.end <= of.end:
                raise QuoteMismatch(
                    f"statement at {place.start}-{place.end} of {of.source!r} is outside the passage that it cites"
                )
            _check(articles[of.source], statement.text, place.start, place.end, place.lines)
    for figure in (figure for one in reply.disagreements for figure in one.figures):
        for place in figure.citations:
            of = citations[place.number]
            if not of.start <= place.start < place.end <= of.end:
                raise QuoteMismatch(
                    f"figure at {place.start}-{place.end} of {of.source!r} is outside the passage that it cites"
                )
            article = articles[of.source]
            text = figure.text if place is figure.citations[0] else article.text[place.start : place.end]
            _check(article, text, place.start, place.end, place.lines)


def _check(article: Article, quote: str, start: int, end: int, lines: tuple[int, int]) -> None:
    if not quote or article.text[start:end] != quote:
        raise QuoteMismatch(f"quote {quote[:40]!r} is not the text of {article.source!r} at {start}-{end}")
    if article.lines(start, end) != lines:
        raise QuoteMismatch(
            f"characters {start}-{end} of {article.source!r} stand on lines {article.lines(start, end)}, not {lines}"
        )


_RACY_NS = 2_000_000_000
"""A file changed less than this before it was read may have been changed again without its time changing."""


def why_stale(folder: Path, stored: StoredArticle) -> str | None:
    """What is wrong with the file of an indexed article, or None when it is as it was.

    Size and time are looked at first; the file is read only when they differ, or can't tell.
    """
    try:
        path, stat = _inside(folder, stored.article.file)
        if not S_ISREG(stat.st_mode):
            return "there is something else in the place of the file that was indexed"
        settled = stored.mtime_ns < stored.read_ns - _RACY_NS
        if settled and (stat.st_size, stat.st_mtime_ns) == (stored.size, stored.mtime_ns):
            return None
        same = stat.st_size == stored.size
        if same:
            with Path(path).open("rb") as file:
                same = file_digest(file, "sha256").hexdigest() == stored.article.sha256
    except _Elsewhere:
        return "there is a link in the place of the file that was indexed"
    except (FileNotFoundError, NotADirectoryError):
        return "the file is gone since it was indexed"
    except OSError as error:
        return f"the file can't be read any more ({error.strerror})"
    return None if same else "the file has changed since it was indexed"


_JUNCTION = 0xA0000003
"""What Windows calls a folder that stands for another."""


class _Elsewhere(Exception):
    """A source that leads to another place than its name says."""


def _inside(folder: Path, source: str) -> tuple[str, os.stat_result]:
    """The path of a source, and what stands there; raises `_Elsewhere` where it, or a folder on the way, is a link or leads
    out of `folder`, and `OSError` where there is nothing."""
    path, stat = os.fspath(folder), None
    # Step by step, a tenth of what `realpath` takes.
    for part in source.split("/"):
        if part in ("", ".", "..") or os.path.splitdrive(part)[0] or (os.sep != "/" and os.sep in part):
            raise _Elsewhere
        path = os.path.join(path, part)
        stat = os.lstat(path)
        if S_ISLNK(stat.st_mode) or getattr(stat, "st_reparse_tag", 0) == _JUNCTION:
            raise _Elsewhere
    assert stat is not None
    return path, stat


def verify_reply(
    reply: Reply,
    folder: Path,
    files: Mapping[str, str],
    *,
    fields: Sequence[str] = (),
    read: Callable[[str], Article | str] | None = None,
) -> "VerifyReply":
    """Checks every citation of a saved reply against the files in `folder`, each read and taken apart again.

    `files` names the file of each source that the library knows; any other is not opened. `fields` are
    those of exports that the library was made with. `read` gives the article of a source, or why there
    is none: for who checks many replies, and need not read a file for each.
    """
    from qa.schema import VerifyReply

    cited = dict.fromkeys(passage.citation.source for passage in reply.passages)
    read = read or _read_all(folder, {source: files[source] for source in cited if source in files}, fields).__getitem__
    checks = [_check_citation(passage.citation, files, read) for passage in reply.passages]
    if reply.answer:
        wrong = {check.number for check in checks if not check.holds}
        citations = {one.citation.number: one.citation for one in reply.passages}
        checks += _check_answer(reply.answer, citations, wrong)
        checks += _check_figures(reply.disagreements, citations, wrong)
    return VerifyReply(holds=all(check.holds for check in checks), checks=tuple(checks))


def _check_citation(
    citation: Citation, files: Mapping[str, str], read: Callable[[str], Article | str]
) -> "CitationCheck":
    if citation.source in files:
        article = read(citation.source)
        reason = article if isinstance(article, str) else _why_false(citation, article)
    else:
        reason = "the library has no article of that name; bring it up to date with: pressmark index FOLDER"
    return _verdict(citation.number, citation.source, reason)


def _verdict(number: int, source: str, reason: str | None) -> "CitationCheck":
    from qa.schema import CitationCheck  # Not where a question is answered: it comes with pydantic.

    return CitationCheck(number=number, source=source, holds=reason is None, reason=reason)


def _read_all(folder: Path, files: Mapping[str, str], fields: Sequence[str]) -> dict[str, Article | str]:
    """The articles of the sources in `files`, each file read once: several may be of one that takes a minute."""
    of_each: dict[str, list[str]] = {}
    for source, file in files.items():
        of_each.setdefault(file, []).append(source)
    found: dict[str, Article | str] = {}
    for file, sources in of_each.items():
        found |= read_cited(folder, file, sources, fields)
    return found


def read_cited(
    folder: Path, file: str, sources: Collection[str], fields: Sequence[str] = ()
) -> dict[str, Article | str]:
    """The articles of those sources as their `file` is now, or why there is none."""
    from corpus.exports.fields import Fields
    from corpus.read import read_some

    try:
        path, stat = _inside(folder, file)
        found = FoundFile(source=file, path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
        return {
            one.source: f"the file can't be read as an article any more: it {one.reason}"
            if isinstance(one, Refused)
            else one
            for one in read_some(found, sources, Fields.parse(fields))
        }
    except _Elsewhere:
        reason = "there is a link in the place of the file"
    except (FileNotFoundError, NotADirectoryError):
        reason = "the file is gone"
    except OSError as error:
        reason = f"the file can't be read ({error.strerror})"
    return dict.fromkeys(sources, reason)


def _why_false(citation: Citation, article: Article) -> str | None:
    start, end, quote = citation.start, citation.end, citation.quote
    if not quote.strip():
        return "it quotes nothing"
    # A negative start would count from the end, and an end past the text be cut to it.
    if not 0 <= start < end <= len(article.text) or article.text[start:end] != quote:
        return _where_it_stands(article, citation)
    if article.lines(start, end) != citation.lines:
        return f"these words stand on {_lines(article.lines(start, end))}, not {_lines(citation.lines)}"
    if article.sha256 != citation.sha256:
        return f"the words are there, but the file is not the one that was cited: its sha256 is {article.sha256}"
    if article.text_sha256 != citation.text_sha256:
        return f"the words are there, but the text is not the one that was cited: its sha256 is {article.text_sha256}"
    return None


def _where_it_stands(article: Article, citation: Citation) -> str:
    places = []
    at = article.text.find(citation.quote)
    while at >= 0:
        places.append(at)
        at = article.text.find(citation.quote, at + 1)
    if not places:
        changed = article.sha256 != citation.sha256
        return "the file does not hold these words" + (", and has changed since" if changed else "")
    start = min(places, key=lambda place: abs(place - citation.start))
    end = start + len(citation.quote)
    return f"these words stand at characters {start}-{end}, {_lines(article.lines(start, end))}, and not where they are cited"


def _lines(lines: tuple[int, int]) -> str:
    return f"line {lines[0]}" if lines[0] == lines[1] else f"lines {lines[0]}-{lines[1]}"


def _check_answer(answer: Answer, citations: Mapping[int, Citation], wrong: Set[int]) -> "Iterator[CitationCheck]":
    """What is false about an answer, given the citations of its reply and the numbers of those that are `wrong` themselves."""
    numbers = [place.number for statement in answer.statements for place in statement.citations]
    if answer.text != " ".join(statement.text for statement in answer.statements):
        yield _false(numbers[0] if numbers else 0, citations, "the answer's text is not its statements put together")
    for statement in answer.statements:
        if not statement.citations:
            yield _false(0, citations, f"the statement {_short(statement.text)} has no citation")
        for place in statement.citations:
            if place.number not in citations:
                yield _false(place.number, citations, "a statement cites a passage that the reply does not have")
            elif place.number not in wrong and (
                reason := _why_misplaced("statement", statement.text, place, citations[place.number])
            ):
                yield _false(place.number, citations, reason)


def _check_figures(
    disagreements: Iterable[Disagreement], citations: Mapping[int, Citation], wrong: Set[int]
) -> "Iterator[CitationCheck]":
    """What is false about the figures that a reply sets against each other, as `_check_answer` tells it of an answer."""
    for figure in (figure for one in disagreements for figure in one.figures):
        for place in figure.citations:
            of = citations.get(place.number)
            if of is None:
                yield _false(place.number, citations, "a figure cites a passage that the reply does not have")
                continue
            # Only the first gives it in these words.
            is_first = place is figure.citations[0]
            text = figure.text if is_first else of.quote[max(place.start - of.start, 0) : place.end - of.start]
            if place.number not in wrong and (reason := _why_misplaced("figure", text, place, of)):
                yield _false(place.number, citations, reason)


def _why_misplaced(what: str, text: str, place: StatementCitation, citation: Citation) -> str | None:
    start, end = place.start - citation.start, place.end - citation.start
    if not 0 <= start < end <= len(citation.quote) or citation.quote[start:end] != text:
        return f"the {what} {_short(text)} is not what stands at characters {place.start}-{place.end}"
    first = citation.lines[0] + citation.quote.count("\n", 0, start)
    lines = (first, first + text[:-1].count("\n"))
    if lines != place.lines:
        return f"the {what} {_short(text)} stands on {_lines(lines)}, not {_lines(place.lines)}"
    return None


def _false(number: int, citations: Mapping[int, Citation], reason: str) -> "CitationCheck":
    source = citations[number].source if number in citations else ""
    return _verdict(number, source, reason)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
