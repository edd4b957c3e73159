"""The bytes of a saved web page as a tree. Nothing in it is run, resolved or fetched.

Out of scope: which of its text is the article's (`corpus.pages.body`), and what it says of itself (`corpus.pages.statements`).
"""

import re
from itertools import islice
from typing import TYPE_CHECKING

from corpus.decode import MARKS, SIGNATURES, browsers_codec, decode, decode_as, find_utf16
from corpus.limits import MAX_DEPTH, MAX_TAGS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SUFFIXES = frozenset({".html", ".htm"})

_SNIFFED = 4096
"""How many characters or bytes at the head of a file are looked at; browsers look at 1,024 for the encoding."""

_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"<(?:!doctype|html|head|body|meta|title|link|script|style|div|article|main|section|header|h[1-6]|p|span|a|table)\b[^<>]*>", re.I)  # fmt: skip
_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)  # fmt: skip

_GARBLED = re.compile("[\u00c0-\u00ff]{4}")
_MOST_GARBLED = 10
"""So many stand in tables of letters, or in a quoted mistake."""

# What XML can't hold; the parser would end the text there.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Unreadable(ValueError):
    """A page that is not read; the message is the reason, in words for the user."""


def is_page(text: str, suffix: str) -> bool:
    """Whether a text is a page of HTML: by its first element, or, where its name says so too, by any tag near its head."""
    text = text[:_SNIFFED].lstrip("\ufeff")
    return _PAGE.match(text) is not None or (suffix.lower() in SUFFIXES and _TAG.search(text) is not None)


def may_be_page(data: bytes, suffix: str) -> bool:
    """Whether it is worth decoding `data` as a page; true for some plain texts as well."""
    if suffix.lower() in SUFFIXES:
        return True
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return is_page(data[:_SNIFFED].decode(encoding, "ignore"), suffix)
    head = data[:_SNIFFED]
    return is_page(head.decode((find_utf16(head) if b"\0" in head else None) or "latin-1", "ignore"), suffix)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """The text of a page's bytes, which were sent as `charset`, where that is known. Raises `Undecodable`.

    A byte order mark decides. Then UTF-8, if it is that: pages are saved as UTF-8 with the old encoding's name left in
    them. Then the encoding that it was sent in, or else the one that the page names, as browsers read it, unless the words
    that come of it are none; then what can be detected. A page that is UTF-8 but for a few bytes is read with U+FFFD in
    their place, as browsers show it: it can't be saved anew.
    """
    if any(data.startswith(mark) for mark, _ in MARKS) or b"\0" in data[:_SNIFFED]:
        return decode(data).removeprefix("\ufeff")
    if any(data.startswith(signature) for signature, _ in SIGNATURES):
        return decode(data)  # raises
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for named in (charset, _named_encoding(data)):
        if named and (told := decode_as(data, named)) is not None and not _is_garbled(told):
            return told
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if broken * 4 <= sum(character > "\x7f" for character in mended) - broken:
        return mended
    return decode(data)


def _is_garbled(text: str) -> bool:
    """Whether Cyrillic, Greek, Hebrew … was read as Western letters: no language has four accented ones in a row."""
    return next(islice(_GARBLED.finditer(text), _MOST_GARBLED, None), None) is not None


def _named_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its head, where Python knows it, as browsers read it."""
    if (found := _CHARSET.search(data[:_SNIFFED])) is None:
        return None
    return browsers_codec((found[1] or found[2]).decode("ascii", "replace"))


def parse_page(text: str) -> "HtmlElement":
    """The tree of a page, repaired as browsers do, without comments. Raises `Unreadable` for one past the limits."""
    from lxml.etree import ParserError, XMLSyntaxError, iterwalk
    from lxml.html import HTMLParser, document_fromstring

    if (tags := text.count("<")) > MAX_TAGS:
        raise Unreadable(f"holds {tags:,} tags; at most {MAX_TAGS:,} are read as one article: split it")
    # `huge_tree` lifts the parser's own limits, past which it would leave out the rest of the page without a word.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, recover=True, huge_tree=True,
        collect_ids=False, default_doctype=False,
    )  # fmt: skip
    try:
        tree = document_fromstring(_NO_TEXT.sub("", text).encode(), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        raise Unreadable("is an HTML page without anything in it") from None
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > deepest:
            deepest = depth
            if deepest > MAX_DEPTH:
                raise Unreadable(
                    f"holds elements inside one another more than {MAX_DEPTH:,} deep: "
                    "it is damaged, or made to be unreadable"
                )
    return tree
