"""Which lines of a page are entries of its numbered reference list."""

import re
from collections.abc import Sequence

ENTRY = re.compile(r"(?:\[\^?(?P<a>\d{1,3})\]:?|(?P<b>\d{1,3})[.)]|\^(?P<c>\d{1,3})|(?P<d>\d{1,3})(?= [“\"]))\s*(?=\S)")
URL = re.compile(r"https?://|www\.", re.IGNORECASE)
CITED = re.compile(r"\[\^?(\d{1,3})\]")
HEADING = re.compile(
    r"#{0,6} ?(?:references|sources|notes|footnotes|endnotes|works cited|bibliography|citations)(?: cited)?:?",
    re.IGNORECASE,
)


def marker_of(line: str) -> int | None:
    match = ENTRY.match(line)
    return int(next(group for group in match.groups() if group is not None)) if match else None


def find_references(lines: Sequence[str], is_prose: Sequence[bool]) -> list[int]:
    """The indexes of the heading, the entries and their continuation lines.

    A numbered line is an entry when it carries a URL, or when the text cites its number (`[3]`) and the list stands
    under a heading of its own or holds a title in quotation marks.
    """
    markers = [marker_of(line[:12]) for line in lines]
    if not any(marker is not None for marker in markers):
        return []
    cited = {
        int(number)
        for line, marker in zip(lines, markers, strict=True)
        if marker is None
        for number in CITED.findall(line)
    }
    found: list[int] = []
    index = 0
    while index < len(lines):
        marker = markers[index]
        if marker is None or not _is_entry(lines, markers, index, cited):
            index += 1
            continue
        if index and HEADING.fullmatch(lines[index - 1][:40]):
            found.append(index - 1)
        found.append(index)
        complete = URL.search(lines[index]) is not None
        index += 1
        while index < len(lines) and markers[index] is None and not complete and len(lines[index]) < 400:
            complete = URL.search(lines[index]) is not None
            if not complete and is_prose[index] and len(lines[index]) > 200:
                break
            found.append(index)
            index += 1
    return found


def _is_entry(lines: Sequence[str], markers: Sequence[int | None], index: int, cited: set[int]) -> bool:
    line = lines[index]
    if URL.search(line):
        return True
    under_heading = any(HEADING.fullmatch(above[:40]) for above in lines[max(0, index - 60) : index])
    if under_heading and markers[index] in cited:
        return True
    quoted = re.match(r"\W*\d{1,3}\W*[“\"‘]", line) is not None
    if quoted and markers[index] in cited:
        return True
    return under_heading and quoted
