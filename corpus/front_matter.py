"""The block of facts that stands above some saved articles: between `---` lines, or as plain `Key: value` lines."""

import re
from collections.abc import Sequence

_KEYS = {
    "title": "title",
    "headline": "title",
    "date": "published",
    "published": "published",
    "published on": "published",
    "publication date": "published",
    "pubdate": "published",
    "updated": "updated",
    "last updated": "updated",
    "modified": "updated",
    "last modified": "updated",
    "lastmod": "updated",
    "language": "language",
    "lang": "language",
    "author": "byline",
    "authors": "byline",
    "by": "byline",
    "byline": "byline",
    "publisher": "publisher",
    "source": "publisher",
    "site": "publisher",
    "publication": "publisher",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "source url": "url",
}
_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)\s*[:=]\s*(?P<value>.*)")


def front_matter_end(lines: Sequence[str]) -> int:
    """How many of the first lines are front matter; 0 where there is none.

    Without `---` around them, at least two lines must have keys that are known, and no other line stand between.
    """
    if lines and lines[0] in ("---", "+++"):
        for index, line in enumerate(lines[1:], start=1):
            if line == lines[0]:
                return index + 1
            if not _LINE.fullmatch(line) and not line.startswith(("- ", "#")):
                return 0
        return 0
    count = 0
    for line in lines:
        found = _LINE.fullmatch(line) if len(line) < 400 else None
        if found is None or found["key"].lower() not in _KEYS:
            break
        count += 1
    return count if count >= 2 else 0


def read_front_matter(lines: Sequence[str]) -> dict[str, str]:
    """What front matter says, under the names of facts (`title`, `published` …); the first of equal keys counts."""
    facts: dict[str, str] = {}
    for line in lines[: front_matter_end(lines)]:
        found = _LINE.fullmatch(line)
        if found is not None and (name := _KEYS.get(found["key"].lower())) is not None:
            value = found["value"].strip().strip("\"'").strip()
            is_address = re.match(r"https?://", value) is not None
            if value and (name == "url") == is_address:
                facts.setdefault(name, value)
    return facts
