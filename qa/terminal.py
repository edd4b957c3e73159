"""What the command line prints: replies, reports and articles, for a terminal or a pipe.

Text of articles is shown as characters, never as control sequences or markup: what could move the cursor, change the
direction of writing or hide words is printed as its escape. Out of scope: which command prints what (`qa.cli`).
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from qa.exports.house_style import format_day

if TYPE_CHECKING:
    from rich.console import Console

    from corpus.article import Article
    from qa.reply import Citation, Contribution, Figure, PassageReading, QuestionReading, Reply, Statement, Upstream
    from qa.schema import VerifyReply

Part = str | tuple[str, str]
"""Words, or words and their style on a terminal."""


class Pipe:
    """Standard output where it is no terminal: words without style. `rich` takes longer to load than a question to answer."""

    def __init__(self) -> None:
        self.file = sys.stdout


Out: TypeAlias = "Pipe | Console"


def printable(text: str) -> str:
    """`text` with control, direction-changing and other invisible format characters written as escapes; line ends are kept."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text.replace("\r\n", "\n"))


def _shown(character: str) -> str:
    import unicodedata

    if character in "\n\t" or character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def print_reply(out: Out, reply: "Reply") -> None:
    """The answer with numbered quotes, then the passages with their citations."""
    if reply.answer:
        parts: list[Part] = []
        for statement in reply.answer.statements:
            numbers = "".join(f"[{citation.number}]" for citation in statement.citations)
            parts += [" " if parts else "", (printable(statement.text), "bold"), (f" {numbers}", "cyan")]
            if statement.articles > 1:
                parts.append((f" ({_backing(statement)})", "dim"))
        _print(out, *parts)
    elif reply.no_answer:
        _print(out, ("No answer: ", "bold yellow"), printable(reply.no_answer.reason) + ".")
    state = reply.library
    asked = f"{_count(state.articles, 'article')}, {_count(state.passages, 'passage')}"
    follows = (
        ""
        if not reply.passages
        else "; the passages behind it:"
        if reply.answer
        else "; the passages that come nearest:"
    )
    _print(out, (f"\nConfidence {reply.confidence:.0%}, from {asked}{follows}", "dim"))
    told = reply.explanation
    if told:
        _print_question(out, told.question, f"{reply.asked_on}")
    readings = {one.rank: one for one in told.passages} if told else {}
    links = _links(reply)
    for passage in reply.passages:
        _print_citation(out, passage.citation, passage.score, links.get(passage.rank, ()))
        if reading := readings.get(passage.rank):
            start = passage.citation.start
            sentence = passage.citation.quote[reading.start - start : reading.end - start]
            _print_reading(out, reading, sentence)
    for one in reply.disagreements:
        _print(out, (f"\nThe articles give different figures: “{printable(one.about)}”", "yellow"))
        for figure in one.figures:
            _print(out, "  ", (printable(figure.text), "bold"), *_given(figure, reply))
    for warning in reply.warnings:
        about = f"{printable(warning.source)}: " if warning.source else ""
        _print(out, (f"\nWarning: {about}{printable(warning.reason)}", "yellow"))


def _links(reply: "Reply") -> dict[int, list[str]]:
    """The addresses of the words that the answer quotes from each passage, or of the passage where it quotes none."""
    links: dict[int, list[str]] = {}
    for statement in reply.answer.statements if reply.answer else ():
        for place in statement.citations:
            if place.deep_link:
                links.setdefault(place.number, []).append(place.deep_link)
    return {one.rank: [one.citation.deep_link] for one in reply.passages if one.citation.deep_link} | links


def _print_citation(out: Out, citation: "Citation", score: float, links: Iterable[str]) -> None:
    stale = " STALE: the file is not what was indexed" if citation.stale else ""
    _print(out, (f"\n[{citation.number}] ", "cyan"), (printable(citation.formatted), "bold"), (stale, "bold yellow"))
    _print_indented(out, printable(citation.quote))
    place = f"characters {citation.start}–{citation.end} · sha256 {citation.sha256[:12]} · score {score:.2f}"
    _print_indented(out, place, "dim")
    for link in links:
        print_line(out, f"    {link}")
    for upstream in citation.upstream:
        called = "agency behind" if upstream.kind == "agency" else "source named by"
        _print_indented(out, f"{called} the article: {_upstream(upstream, citation)}", "dim")
    if citation.also_in:
        sources = dict.fromkeys(copy.source for copy in citation.also_in)
        others = ", ".join(map(printable, sources))
        more = citation.also_in_articles - len(sources)
        _print_indented(out, f"the same words also in: {others}{f' and {more:,} more' if more > 0 else ''}", "dim")


def _given(figure: "Figure", reply: "Reply") -> Iterator[Part]:
    """Who gives a figure, and when that was published."""
    for place in figure.citations:
        of = reply.passages[place.number - 1].citation
        told = [printable(of.publisher or of.source), *([f"{of.published}"] if of.published else [])]
        yield (f" [{place.number}]", "cyan")
        yield f" {', '.join(told)}"


def _backing(statement: "Statement") -> str:
    """`in 3 articles, 1 origin`."""
    return f"in {_count(statement.articles, 'article')}, {_count(statement.origins, 'origin')}"


def _print_question(out: Out, read: "QuestionReading", asked_on: str) -> None:
    said = {
        "terms, by what they tell": ", ".join(f"{term} {weight:.2f}" for term, weight in read.terms.items()),
        "names": ", ".join(read.names),
        "asks for": read.asked or "",
        "times": ", ".join(read.times),
        "outlets": ", ".join(read.outlets),
        "asked on": asked_on,
    }
    _print(out, ("\nThe question was read as", "dim"))
    for name, words in said.items():
        if words:
            _print_indented(out, f"{name}: {printable(words)}", "dim")


def _print_reading(out: Out, read: "PassageReading", sentence: str) -> None:
    """A table of each sum with its parts: what was measured, its weight, and what that adds."""
    words = " ".join(printable(sentence).split())
    lines = [
        *_sum("found", read.fusion, "fused", f"{read.fused:8.3f}"),
        f"best sentence: {words}",
        *_sum("evidence", read.evidence, "log odds", f"{read.log_odds:8.3f}, a confidence of {read.confidence:.0%}"),
        *(
            _sum("order", read.order, "in all", f"{sum(part.adds for part in read.order):8.3f}")
            if read.order[1:]
            else ()
        ),
    ]
    _print_indented(out, "\n".join(lines), "dim")


def _sum(heading: str, parts: "Sequence[Contribution]", total: str, value: str) -> list[str]:
    if not parts:
        return []
    return [f"{heading:<16}   value    weight     adds", *map(_part, parts), f"  {total:<33}{value}"]


def _part(part: "Contribution") -> str:
    place = f"rank {part.rank}" if part.rank else "unranked"
    ranking = "" if part.score is None else f"   {place}, score {part.score:.4g}"
    return f"  {part.name:<14}{part.value:8.3f} × {part.weight:7.3f} {part.adds:8.3f}{ranking}"


def _upstream(upstream: "Upstream", citation: "Citation") -> str:
    """With the words that name it, where they are in the quote and say more than a number."""
    words = ""
    if upstream.kind in ("link", "attribution"):
        words = citation.quote[max(0, upstream.start - citation.start) : max(0, upstream.end - citation.start)]
    published = format_day(upstream.published) if upstream.published else None
    title = f"“{upstream.title or words}”" if upstream.title or (words and words != upstream.url) else None
    parts = [part for part in (title, upstream.publisher, published, upstream.url) if part]
    marker = f"[{upstream.marker}] " if upstream.marker else ""
    return printable(marker + ", ".join(parts))


def print_checks(out: Out, reply: "VerifyReply") -> None:
    """A line for each citation, then the verdict."""
    for check in reply.checks:
        verdict = ("holds", "green") if check.holds else ("FALSE", "bold red")
        number = (f"[{check.number}] " if check.number else "", "cyan")
        about = ": ".join(printable(part) for part in (check.source, check.reason) if part)
        _print(out, number, verdict, f"  {about}")
    failed = sum(not check.holds for check in reply.checks)
    summary = f"{failed} of {_count(len(reply.checks), 'check')} failed" if failed else "all citations hold"
    _print(out, summary if reply.checks else "nothing is cited, so there is nothing to check")


def print_about(out: Out, article: "Article") -> None:
    """What is known of an article, a fact a line, and how each was found; `-` for what nothing states."""
    from corpus.article import FACTS

    for name in FACTS:
        value, how = getattr(article, name), getattr(article.provenance, name)
        _print(out, (f"{name:<11}", "dim"), printable(str(value)) if how else "-", (f"  ({how})" if how else "", "dim"))


def print_excerpt(out: Out, text: str, start: int, end: int, *, around: int) -> None:
    """Characters `[start, end)` of `text` marked, with `around` lines that have words before and after, numbered as in the file."""
    lines = text.split("\n")
    first, last = text.count("\n", 0, start), text.count("\n", 0, max(start, end - 1))
    offset = sum(len(line) + 1 for line in lines[:first])
    shown = [*_with_words(lines, range(first - 1, -1, -1), around)[::-1], *range(first, last + 1)]
    shown += _with_words(lines, range(last + 1, len(lines)), around)
    width = len(str(shown[-1] + 1))
    for number in shown:
        line = lines[number].rstrip("\r")
        parts: list[Part] = [(f"{number + 1:>{width}}  ", "dim")]
        if first <= number <= last:
            left, right = (min(max(0, edge - offset), len(line)) for edge in (start, end))
            parts += [printable(line[:left]), (printable(line[left:right]), "bold reverse"), printable(line[right:])]
            offset += len(lines[number]) + 1
        else:
            parts.append((printable(line), "dim"))
        _print(out, *parts)


def _with_words(lines: list[str], numbers: Iterable[int], most: int) -> list[int]:
    found: list[int] = []
    for number in numbers:
        if len(found) == most:
            break
        if lines[number].strip():
            found.append(number)
    return found


def print_line(out: Out, text: str) -> None:
    """A line, not wrapped."""
    if isinstance(out, Pipe):
        out.file.write(printable(text) + "\n")
    else:
        out.print(printable(text), soft_wrap=True, markup=False, highlight=False, emoji=False)


def print_list(out: Out, heading: str, items: Iterable[tuple[str, str]], *, most: int = 20) -> None:
    """A heading and its items with a word on each; past `most` they are counted."""
    every = list(items)
    if not every:
        return
    _print(out, f"{heading} ({len(every)}):")
    for name, reason in every[:most]:
        _print(out, "  ", (printable(name), "bold"), f": {printable(reason)}" if reason else "")
    if len(every) > most:
        _print(out, f"  … and {len(every) - most} more")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print(out: Out, *parts: Part) -> None:
    if isinstance(out, Pipe) or not out.is_terminal:
        # A pipe gets each paragraph on one line and tabs as tabs (rich would fill them up), so that quotes can be searched in it.
        out.file.write("".join(part if isinstance(part, str) else part[0] for part in parts) + "\n")
    else:
        from rich.text import Text

        out.print(Text.assemble(*parts), markup=False, highlight=False)


def _print_indented(out: Out, text: str, style: str = "") -> None:
    if isinstance(out, Pipe) or not out.is_terminal:
        _print(out, "\n".join(f"    {line}" for line in text.split("\n")))
    else:
        from rich.padding import Padding
        from rich.text import Text

        out.print(Padding(Text(text, style=style), (0, 0, 0, 4)))
