"""Lines in which saving a page has run several things together: a date, a section or a headline and the first sentence."""

import re

from corpus.article import RegionKind
from corpus.facts.dates import find_dates

BODY, DATELINE, NAVIGATION, TITLE = RegionKind.BODY, RegionKind.DATELINE, RegionKind.NAVIGATION, RegionKind.TITLE

_WINDOW = 160
"""How far into a paragraph its head is looked for, in characters."""

_AGENCY = r"(?:Reuters|AP|AFP|ANI|PTI|UPI|IANS|Xinhua|CNN(?: Business| Underscored)?|BBC|DPA|dpa|EFE|TASS|Bloomberg|Kyodo|Yonhap|AA|Anadolu|NPR|CNBC|VOA|RFE/RL|The Associated Press|Associated Press|Agence France-Presse|Interfax|ANSA|WAM|BERNAMA|Bernama|CP|The Canadian Press|PA|AAP|NNA|ABC News|NBC News|CBS News|Fox News|KCNA|IRNA|SPA)"
_PLACE = r"(?:[A-Z][A-Z.'’-]+(?:[ ,/]+(?:[A-Z][A-Z.'’-]+|[A-Z][a-z]+\.?|de|of))*)"
_SHORT_DATE = r"(?:,? (?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:,? \d{4})?|\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:,? \d{4})?))"
_CITY = rf"{_PLACE}(?:, [A-Z][\w. ]{{1,24}})?{_SHORT_DATE}?"
_MIXED = r"[A-Z][\w.'’-]+(?:[ ,]+[A-Z][\w.'’-]+){0,4}"
_STARTS = r"(?=[“\"‘'\[A-Z0-9])"
_SIGNED_DATELINE = re.compile(
    rf"(?:{_CITY} ?\([A-Z][\w .&/-]{{1,30}}\) ?(?:--|[—–-]) ?|{_CITY} ?\({_AGENCY}\)\.? ?"
    rf"|(?:{_MIXED}{_SHORT_DATE}? ?)?\({_AGENCY}\) ?(?:--|[—–-]|:)? ?|(?:{_MIXED} )?{_AGENCY} ?(?:--|[—–]) ?){_STARTS}"
)
_PLAIN_DATELINE = re.compile(rf"(?:{_CITY} ?(?:--|[—–-]|:(?= [A-Z“\"])) ?|\({_PLACE}\) ?(?:--|[—–-])? ?){_STARTS}")
_DASH = re.compile(r"[A-Z][^a-z]{1,40}?[—–:)-]|\(|[A-Za-z] (?:—|–|--) ")
_SEAM = re.compile(
    r"(?<=[a-z’”])(?<!Linked)(?<!Film)(?=(?:The|A|An|In|On|At|As|It|He|She|They|We|This|These|When|After|Before|For|With|While|Two|Three|More|Police"
    r"|President|Officials|Thousands|Hundreds|Nearly|Despite|Under|Former|One|Most|Many|Some|Since|But|If|By|From|There|US|U\.S\.|UK|EU) )"
)
_COUNTER = re.compile(r"\s*(?:No|\d+) [Cc]omments?(?: on (?=\S))?\s*")
_ENDS = frozenset(".!?\"'”’)")
_TAIL = re.compile(
    r"(?<=[.!?”\"’)])\s*(?:leave a (?:comment|reply)|no comments|read more|share this(?: (?:article|story|post))?|advertisement|"
    r"(?:story|article) continues below(?: this ad(?:vertisement)?)?|continue reading|post a comment|reply|share)\W*$",
    re.IGNORECASE,
)


def split_glued(line: str, title: str | None, *, at_head: bool) -> list[tuple[RegionKind, int]]:
    """The parts of a body paragraph, each with where it starts in the line; one BODY part where nothing is glued on.

    Further down than an article's first paragraph (`at_head`), a date or name in front of a sentence belongs to it: it is
    an entry of a timeline, or who speaks.
    """
    parts, at = _headed(line, title, at_head)
    if at_head and title is None:
        parts, at = _seamed(line, parts, at)
    at = _skip_blanks(line, at)
    dateline = _dateline(line, at, at_head) if _DASH.search(line, at, at + 100) else None
    if dateline is not None:
        if not parts or parts[-1][0] is not DATELINE:
            parts.append((DATELINE, at))
        at = dateline.end()
    parts.append((BODY, at))
    ending = None if line[-1] in _ENDS else _TAIL.search(line, max(at + 1, len(line) - 80))
    if ending is not None:
        parts.append((NAVIGATION, _skip_blanks(line, ending.start())))
    return parts


def _dateline(line: str, at: int, at_head: bool) -> re.Match[str] | None:
    signed = _SIGNED_DATELINE.match(line, at, at + 120)
    return signed or (_PLAIN_DATELINE.match(line, at, at + 120) if at_head else None)


def _headed(line: str, title: str | None, at_head: bool) -> tuple[list[tuple[RegionKind, int]], int]:
    """A date, a counter or the known headline at the head of a line, and where what follows starts."""
    parts: list[tuple[RegionKind, int]] = []
    at = _stamp_end(line, title, at_head)
    if at:
        parts.append((DATELINE, 0))
    if title is not None and line.startswith(title, at) and len(line) > at + len(title) + 20:
        after = line[at + len(title)]
        if at or (len(title) >= 20 and (after.isupper() or after in '“"')):
            parts.append((TITLE, at))
            at += len(title)
    return parts, at


def _seamed(line: str, parts: list[tuple[RegionKind, int]], at: int) -> tuple[list[tuple[RegionKind, int]], int]:
    """The same with a headline told by its seam: `… new bridgeThe council`, or a date between the two."""
    dated = next(find_dates(line[: at + 2 * _WINDOW]), None) if not at else None
    if (
        dated is not None
        and dated.start
        and line[dated.end : dated.end + 1].isupper()
        and _is_headline(line[: dated.start])
    ):
        return [(TITLE, 0), (DATELINE, dated.start)], dated.end
    seam = _SEAM.search(line, at, at + 2 * _WINDOW)
    if seam is not None and _is_headline(line[at : seam.start()]):
        return [*parts, (TITLE, at)], seam.start()
    return parts, at


def _is_headline(words: str) -> bool:
    return (
        4 <= words.count(" ") + 1 <= 25
        and not re.search(r"[.;]\s", words.rstrip(" ."))
        and words.lstrip()[:1] not in '“"'
    )


def _stamp_end(line: str, title: str | None, at_head: bool) -> int:
    """Where a date at the head of a line, with sections before and a counter of comments after it, ends; else 0."""
    found = next(find_dates(line[:_WINDOW]), None)
    if found is None or found.start > 120:
        return 0
    before = line[: found.start]
    if before.strip() and not _is_sections(before):
        return 0
    counter = _COUNTER.match(line, found.end)
    after = line[found.end : found.end + 2]
    if counter is not None:
        return counter.end()
    if title is not None and line.startswith(title, _skip_blanks(line, found.end)):
        return _skip_blanks(line, found.end)
    if not at_head:
        return 0
    if before.strip():
        return found.end if after[:1].isupper() else 0
    if re.match(r" ?[A-Z“\"]| ?\([A-Z]| ?[-–—|:] ?[A-Z“\"]", after + line[found.end + 2 : found.end + 4]):
        return _skip_separators(line, found.end)
    return 0


def _is_sections(before: str) -> bool:
    """`Asia-Pacific, News, US `: a few capitalised names, no sentence."""
    tokens = re.split(r"[\s,|/]+", before.strip())
    if before.rstrip().endswith((".", ";", ":")) or len(tokens) > 8:
        return False
    if tokens[0] in ("In", "On", "By", "Since", "Until", "After", "Before", "From", "The"):
        return False
    return all(token[0].isupper() or token in ("and", "&") for token in tokens if token) and (
        "," in before or "|" in before or "Posted" in before or "Published" in before
    )


def _skip_blanks(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at


def _skip_separators(line: str, at: int) -> int:
    while at < len(line) and (line[at].isspace() or line[at] in "-–—|:"):
        at += 1
    return at
