"""Which lines of a page are entries of its numbered reference list."""

import re
from collections.abc import Sequence

from corpus.facts.dates import find_dates
from corpus.sources.markers import RAISED

_RAISED = "[⁰¹²³⁴-⁹]{1,3}"
ENTRY = re.compile(
    rf"(?:\[\^?(?P<a>\d{{1,3}})\]:?|\(?(?P<b>\d{{1,3}})[.)]|\^(?P<c>\d{{1,3}})|(?P<d>\d{{1,3}})(?= [“\"])|(?P<e>{_RAISED}))\s*(?=\S)"
)
URL = re.compile(r"https?://|www\.", re.IGNORECASE)
CITED = re.compile(rf"\[\^?(\d{{1,3}})\]|(?<=[^\W\d]|[.,;”\"’)])({_RAISED})")
_IN_ROUND = re.compile(r"\((\d{1,3})\)")
HEADING = re.compile(
    r"#{0,6} ?(?:references|sources|notes|footnotes|endnotes|works cited|bibliography|citations)(?: cited)?:?",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"\W*\d{1,3}\W*[“\"‘]")


def number_of(entry: re.Match[str]) -> int:
    """The number that an entry opens with."""
    return int(next(group for group in entry.groups() if group is not None).translate(RAISED))


def marker_of(line: str) -> int | None:
    match = ENTRY.match(line)
    return number_of(match) if match else None


def find_references(lines: Sequence[str], is_prose: Sequence[bool], is_open: Sequence[bool]) -> list[int]:
    """The indexes of the heading, the entries and their continuation lines.

    A numbered line is an entry when it carries a URL, or when the text cites its number (`[3]`) and it also looks like
    one (`_is_entry`). Under a heading, lines with a URL or a title in quotation marks need no number. Only lines that are
    `is_open` (of no other known kind) continue an entry.
    """
    markers = [marker_of(line[:12]) for line in lines]
    headings = [HEADING.fullmatch(line[:40]) is not None for line in lines]
    if not any(headings) and all(marker is None for marker in markers):
        return []
    cited = {
        int((square or raised).translate(RAISED))
        for line, marker in zip(lines, markers, strict=True)
        if marker is None
        for square, raised in CITED.findall(line)
    }
    in_round = {int(number) for line in lines for number in _IN_ROUND.findall(line)} if any(headings) else set()
    last_prose = max((i for i, prose in enumerate(is_prose) if prose and markers[i] is None), default=-1)
    found: list[int] = []
    index = 0
    heading_at = -100
    while index < len(lines):
        if headings[index]:
            heading_at = index
        line, marker = lines[index], markers[index]
        under_heading = index - heading_at < 60
        if marker is not None:
            is_cited = marker in cited or (under_heading and marker in in_round)
            entry = _is_entry(line, is_cited, under_heading, index > last_prose and not is_prose[index])
        else:
            entry = is_open[index] and (heading_at == index - 1 or index - 1 in found[-1:]) and under_heading
            entry = entry and (URL.search(line) is not None or line[0] in '“"‘')
        if not entry:
            index += 1
            continue
        if heading_at == index - 1:
            found.append(heading_at)
        found.append(index)
        complete = URL.search(line) is not None or marker is None
        index += 1
        for _ in range(4):
            if complete or index == len(lines) or markers[index] is not None or not is_open[index] or headings[index]:
                break
            complete = URL.search(lines[index]) is not None
            if is_prose[index] and not complete and len(lines[index]) > 120:
                break
            found.append(index)
            index += 1
    return found


def _is_entry(line: str, cited: bool, under_heading: bool, past_the_text: bool) -> bool:
    quoted = _QUOTED.match(line) is not None
    dated = next(find_dates(line[-200:]), None) is not None
    return (
        URL.search(line) is not None
        or (cited and (under_heading or quoted or dated or past_the_text))
        or (under_heading and quoted)
    )
