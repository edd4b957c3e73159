"""Lines that say who wrote an article, where and when: bylines, time stamps, datelines.

Out of scope: which of several bylines or dates counts (`corpus.facts.metadata`).
"""

import re

from corpus.article import RegionKind
from corpus.facts.dates import find_dates

_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|\b(?:[01]\d|2[0-3])[0-5]\d (?=GMT|UTC|hrs|hours|IST)",
    re.IGNORECASE,
)
_STAMP_WORD = re.compile(
    r"""\b(?:posted|published|publication|updated?|last|modified|first|created|added|issued|filed|released?|edited|on|at|date[d]?
    |originally|time|print|since|as\ of|new|mon|tues?|wed|thur?s?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day
    |utc|gmt|bst|cest|cet|ist|jst|kst|hkt|sgt|pkt|aest|aedt|[ecmp][sd]?t|eastern|pacific|local|hours?|hrs|minutes?|mins?|days?|weeks?|ago|read|am|pm|a\.m|p\.m|and|by|the|of|from|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|less|than)\b\.?
    |[\W\d_]""",
    re.IGNORECASE | re.VERBOSE,
)
_STAMP_LABEL = re.compile(
    r"\W{0,3}(?:(?:first|originally|last|date) )?(?:posted|published|publication date|updated?|modified|created|issued|released|dated?|filed)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\W{0,3}(?:(?:updated|published|posted)\W{0,3})?(?:\d{1,2}|an?|one|two|three) (?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?)(?: ago)?\W{0,2}(?:read)?\W{0,3}",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\W{0,3}(?:(?:written|reported|edited|compiled|posted|published|story|words|text|report|reporting|analysis|opinion|review|author|authored|commentary|interview|posted|submitted|contributed|photographs?|video)s?(?: and (?:\w+))? )?by:?\s+(?=\S)",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\W{0,3}(?:(?:additional )?(?:reporting|writing|editing)(?: and (?:reporting|writing|editing))? (?:by|in)|special (?:to|for)) ",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_CONNECTOR = frozenset(
    re.findall(
        r"[\w&]+",
        "and by additional reporting editing writing for of the de van von der den del la le el al bin ibn di da "
        "dos du with in at to on a from as &",
    )
)
_LOWER_ROLE = frozenset(
    re.findall(
        r"[\w&]+",
        "staff writer reporter correspondent editor columnist contributor contributing senior chief desk agencies "
        "agency wire services service report reports special foreign political diplomatic bureau news newsroom "
        "team associated press journalist author analyst producer published posted updated",
    )
)


def without_dates(line: str) -> str:
    """A line with its dates and times of day left out."""
    kept, at = "", 0
    for found in find_dates(line):
        kept += line[at : found.start] + " "
        at = found.end
    return _TIME.sub(" ", kept + line[at:])


def is_stamp(line: str) -> bool:
    """Whether a line is a date or time and nothing else: `Posted Jun 18, 2023 7:53 AM CDT`, `3 hours ago`."""
    if len(line) > 160 or _DIGIT.search(line) is None:
        return False
    if _AGO.fullmatch(line):
        return True
    if next(find_dates(line), None) is None and not _STAMP_LABEL.match(line) and not _TIME.search(line):
        return False
    return not _STAMP_WORD.sub("", without_dates(line))


_COMMENT_STAMP = re.compile(
    r"(?!\W*(?:by|posted|published|updated|last|first|photo)\b).{2,60}?\b(?:says|said|wrote|on|at|ago|[ap]\.?m\b\.?|\d{1,2}:\d\d)[^.?!]{0,40}",
    re.IGNORECASE,
)


def is_comment_stamp(line: str) -> bool:
    """Whether a line signs a reader's comment: a name, then a day and a time of day, or how long ago it was."""
    if len(line) > 110 or not _COMMENT_STAMP.fullmatch(line) or is_stamp(line) or line.count(" ") > 14:
        return False
    dated = next(find_dates(line), None)
    if dated is not None:
        return dated.start > 0 and (_TIME.search(line, dated.end) is not None or line.endswith(("said:", "says:")))
    return (
        re.search(r"\b(?:\d+|an?) ?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[hdwmy]) ago\b", line)
        is not None
    )


def stamp_kind(line: str) -> RegionKind | None:
    """BYLINE or DATELINE for a line that says who, where or when, else None."""
    if len(line) > 420:
        return None
    if is_stamp(line):
        return RegionKind.DATELINE
    if (desk := _DESK.match(line)) is not None and _only_names(line[desk.end() :].rstrip("."), most=40):
        return RegionKind.BYLINE
    if len(line) > 200:
        return None
    dated = next(find_dates(line), None) is not None
    by = _BY.match(line)
    if by is not None and len(line) <= 200:
        return RegionKind.BYLINE if _only_names(without_dates(line[by.end() :]), most=24) else None
    if dated and (_STAMP_LABEL.match(line) and len(line) <= 120):
        rest = _STAMP_WORD.sub(" ", without_dates(line))
        return RegionKind.DATELINE if len(rest.split()) <= 8 and not line.endswith((".", "?", "!")) else None
    if dated and not _tells_when(line) and _only_names(without_dates(line), most=10):
        return RegionKind.DATELINE if re.match(r"[\W]*[^|]*,[^|]*,", line) and "|" not in line else RegionKind.BYLINE
    return None


_LABELLED = re.compile(
    r"\b(?:posted|published|updated?|modified|date[d]?|created|issued|released|filed|on|at|time)\W*$", re.I
)
_RANGE = re.compile(r"\s*(?:[-–—]|to|until)\s*")


def _tells_when(line: str) -> bool:
    """Whether a line says when something was: `BORN: Nov. 29, 1996`, `7/24/1987: Leave of Absence`, from one day to another."""
    end = None
    for found in find_dates(line):
        before = line[: found.start].rstrip()
        if line[found.end :].lstrip().startswith(":") or (before.endswith(":") and not _LABELLED.search(before)):
            return True
        if end is not None and _RANGE.fullmatch(line, end, found.start):
            return True
        end = found.end
    return False


def _only_names(rest: str, *, most: int) -> bool:
    tokens = [token for token in re.split(r"[\s,;|·•—–/()]+", rest) if token.strip(".:-_*")]
    if not tokens or len(tokens) > most:
        return False
    if rest.rstrip().endswith((".", "?", "!")) and not re.search(r"(?:\b[A-Z]|Jr|Sr|Inc|Co)\.\s*$", rest):
        return False
    return all(
        not token[0].islower()
        or token.lower().strip(".,") in _CONNECTOR
        or token.lower().strip(".,:") in _LOWER_ROLE
        or "@" in token
        or _STAMP_WORD.fullmatch(token)
        for token in tokens
    )
