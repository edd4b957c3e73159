"""One record of an export into an `Article`.

Its text begins with the record's title on a line of its own and a blank line, unless the text itself begins with it; then
follows the record's text exactly as it was decoded. A text in HTML is read as a page of which that is the body.
Out of scope: files and lines (`corpus.exports.records`).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape, unescape

from corpus.article import FACTS, Article, Form, How, Link, Provenance, Region, RegionKind
from corpus.document import article_of
from corpus.errors import Refused
from corpus.exports.field_values import address_of, day_of, line_of, people_in, words_of
from corpus.exports.fields import Fields, bare
from corpus.exports.json_items import Doubled
from corpus.facts.facts import Fact, Metadata
from corpus.facts.language import language_of_tag
from corpus.facts.metadata import find_metadata
from corpus.facts.titles import same_words, without_outlet
from corpus.limits import MAX_LINES
from corpus.origin import Origin
from corpus.pages.json_ld import Json
from corpus.pages.stated_days import where_published
from corpus.pages.statements import byline_of, is_host
from corpus.plain.lines import BLANKS, count_lines
from corpus.plain.marked import find_marked_regions
from corpus.plain.regions import cover, find_regions

_TAG = re.compile(
    r"</(?:p|div|a|em|i|b|strong|span|h[1-6]|li|ul|ol|blockquote|figure|section|article|body|html)>|<br ?/?>|<p>", re.I
)
_BLOCK = re.compile(r"<(?:p|br|div|li|article|section|td|blockquote|h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|amp|quot|apos|nbsp|lt|gt|[lr][sd]quo|[nm]dash|hellip);", re.I)
_REST = re.compile(r"\[\+\d+ char(?:s|acters)\]$")
_PARAGRAPHS = re.compile(r"(?:\r?\n[ \t]*){2,}")


class WithoutText(Refused):
    """A record has no text to cite, or none that is in a field known to hold one."""


def has_text(record: Mapping[str, Json], fields: Fields) -> bool:
    """Whether a record has a field of a name known to hold a text, and something in it."""
    return bool(words_of(fields.find(record).get("text")))


def read_record(record: Mapping[str, Json], origin: Origin, fields: Fields) -> Article:
    """The article that a record holds. Raises `Refused` with the reason, `WithoutText` where that is all that is wrong."""
    if isinstance(record, Doubled):
        raise Refused(origin.source, f"has the field {record.name[:60]!r} twice, with different values")
    found = fields.find(record)
    text = words_of(found.get("text"))
    if text is None or not text.strip(BLANKS):
        raise WithoutText(origin.source, _without_text(record, fields))
    heading = line_of(found.get("title"))
    _check(origin, text, heading or "")
    if _TAG.search(text):
        return _of_page(text, heading, found, origin)
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
        if _TAG.search(text):
            return _of_page(text, heading, found, origin)
        _check(origin, text)
    begins = len(text) - len(text.lstrip(BLANKS))
    if heading is None:
        regions = find_regions(text)
    elif same_words(text[begins:].partition("\n")[0].strip(BLANKS), heading):
        regions = find_marked_regions(text, begins)
    else:
        text = f"{heading}\n\n{text}"
        regions = find_marked_regions(text, 0)
    regions = _without_rest(text, regions)
    if not any(region.kind is RegionKind.BODY for region in regions):
        raise WithoutText(origin.source, "has no sentence to cite: only menu lines, captions, comments and the like")
    return _article(text, regions, find_metadata(text, regions), heading, found, origin)


def _without_rest(text: str, regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """The regions of a text of which only the beginning was exported, with the words that say so apart: `… [+4310 chars]`."""
    if text[-1] != "]" or (rest := _REST.search(text, len(text) - 30)) is None:
        return regions
    kept = [(region.kind, region.start) for region in regions if region.start < rest.start()]
    return cover(text, [*kept, (RegionKind.NAVIGATION, rest.start())])


def _of_page(text: str, heading: str | None, found: Mapping[str, Json], origin: Origin) -> Article:
    from corpus.pages.markup import Unreadable, is_page
    from corpus.pages.page import read_page

    if not is_page(text, ""):
        if not _BLOCK.search(text):
            text = "".join(f"<p>{paragraph}</p>\n" for paragraph in _PARAGRAPHS.split(text))
        title = f"<h1>{escape(heading)}</h1>\n" if heading else ""
        text = f"<!doctype html><html><body><article>\n{title}{text}\n</article></body></html>"
    try:
        page = read_page(text)
    except Unreadable as error:
        raise Refused(origin.source, f"its text in HTML {error}") from None
    if not any(region.kind is RegionKind.BODY for region in page.regions):
        raise WithoutText(origin.source, "has no article in its HTML: only menus, a form, a notice or the like")
    return _article(page.text, page.regions, page.known, heading, found, origin, page.anchors)


_FIELDS = Provenance(**dict.fromkeys(FACTS, How.FIELD))
"""Of what is known, all that a record's fields say."""


def _language(value: Json) -> str | None:
    tag = language_of_tag(line_of(value), How.FIELD)
    return tag.value if tag else None


def _article(
    text: str, regions: tuple[Region, ...], known: Metadata, heading: str | None, found: Mapping[str, Json], origin: Origin,
    anchors: tuple[Link, ...] = (),
) -> Article:  # fmt: skip
    """The article with what its fields say of it and, where they say nothing, what its text does."""
    title, outlet = without_outlet(heading or "")
    named = line_of(found.get("publisher"))
    publisher = (named if named and not address_of(named) else None) or outlet
    byline = byline_of(people_in(found.get("byline")), publisher)
    url = address_of(found.get("url"))
    day = day_of(found.get("published"))
    published = where_published(Fact(day, How.FIELD) if day else None, Fact(url, How.FIELD) if url else None)
    if url and not is_host(known.publisher, url):
        known = replace(known, publisher=None)
    _check(origin, f"{title} {byline} {publisher} {url}")
    stated = Metadata(
        title=title or None,
        byline=byline,
        publisher=publisher,
        published=published.value if published else None,
        updated=day_of(found.get("updated")),
        url=url,
        language=None if known.language else _language(found.get("language")),
        provenance=replace(_FIELDS, published=published.how) if published else _FIELDS,
    )
    return article_of(text, regions, stated.over(known), origin, Form.EXTRACTED, anchors)


def _check(origin: Origin, *parts: str) -> None:
    for part in parts:
        try:
            part.encode()
        except UnicodeEncodeError as error:
            if "\udc80" <= part[error.start] <= "\udcff":
                raise Refused(origin.source, "holds bytes that are not UTF-8, as what is before it is") from None
            raise Refused(
                origin.source,
                f"holds half a character (\\u{ord(part[error.start]):04x}, a surrogate without its pair), which is no text",
            ) from None
        if "\0" in part:
            raise Refused(origin.source, "holds the character NUL (\\u0000), which no text does")
    if (lines := count_lines(parts[0])) > MAX_LINES:
        raise Refused(origin.source, f"has {lines:,} lines of text; at most {MAX_LINES:,} are read as one article")


def _without_text(record: Mapping[str, Json], fields: Fields) -> str:
    known = {bare(name) for name in fields.text}
    empty = [repr(name) for name in record if bare(name) in known]
    if empty:
        return f"has nothing in its field {', '.join(empty)}"
    names = ", ".join(repr(name[:40]) for name in list(record)[:12]) or "none"
    more = ", …" if len(record) > 12 else ""
    return f"has no field of a name known to hold a text; its fields are {names}{more}: name the right one with --field text=NAME"
