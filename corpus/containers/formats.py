"""What some bytes are read as: told from what they start with, and from their name where that says nothing.

Which names are read at all is in `corpus.folder`.
"""

import json
import os
import re
from enum import Enum, auto

from corpus.pages.markup import is_page


class Format(Enum):
    """How bytes are read."""

    DOCUMENT = auto()
    """A text or a page: one article."""
    PDF = auto()
    JSON = auto()
    """An object: one article, or what holds a list of them."""
    JSON_LIST = auto()
    JSON_LINES = auto()
    CSV = auto()
    WARC = auto()
    ZIP = auto()
    TAR = auto()
    GZIP = auto()
    BZIP2 = auto()
    XZ = auto()


PACKED = frozenset({Format.GZIP, Format.BZIP2, Format.XZ})
"""One thing, packed."""

ENDLESS = PACKED | {Format.ZIP, Format.TAR, Format.WARC, Format.JSON_LIST, Format.JSON_LINES, Format.CSV}
"""Those of which a file may have any size."""

HEAD = 1 << 20
"""How many bytes `format_of` looks at."""

_MAGIC = (
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"PK\x03\x04", Format.ZIP),
    (b"PK\x05\x06", Format.ZIP),  # an empty one
    (b"BZh", Format.BZIP2),
    (b"\xfd7zXZ\0", Format.XZ),
    (b"WARC/", Format.WARC),
    (b"%PDF-", Format.PDF),
)

_NAMED = {
    ".pdf": Format.PDF,
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".warc": Format.WARC,
    ".zip": Format.ZIP,
    ".tar": Format.TAR,
}
_UNPACKED = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".gz": "", ".bz2": "", ".xz": ""}

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
"""How a record starts, or a list of them; no text does that is not JSON."""


def format_of(head: bytes, name: str) -> Format:
    """What a file of that name is that starts with these bytes, `HEAD` of them where it has so many.

    The names of what a packed file holds are those of `unpacked_name`.
    """
    suffix = os.path.splitext(name)[1].lower()
    for magic, format in _MAGIC:
        # No text starts like the others, but one may start with the letters BZh.
        if head.startswith(magic) and (format is not Format.BZIP2 or head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")):
            return format
    if head[257:262] == b"ustar":
        return Format.TAR
    named = _NAMED.get(suffix, Format.DOCUMENT)
    if named is Format.PDF:
        return named if b"%PDF-" in head[:1024] else Format.DOCUMENT
    if named in (Format.DOCUMENT, Format.CSV) and is_page(head[:4096].decode("latin-1"), ""):
        return Format.DOCUMENT
    return _form_of_json(head, named) if _JSON.match(head) else named


def unpacked_name(name: str) -> str:
    """The name of what a gzip, bzip2 or xz of that name holds."""
    stem, suffix = os.path.splitext(name)
    return stem + _UNPACKED.get(suffix.lower(), suffix)


def is_whole_json(data: bytes) -> bool:
    """Whether a text is a document of JSON, whatever its name says: records or a list of them."""
    if not _JSON.match(data) or data.rstrip()[-1:] not in (b"}", b"]"):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _form_of_json(head: bytes, named: Format) -> Format:
    """What a text that starts as JSON does is. Under another name it is that only where its first line is a whole record."""
    first, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    named_so = named in (Format.JSON, Format.JSON_LINES)
    if first.startswith(b"["):
        return Format.JSON_LIST if named_so else named
    if is_whole_json(first):
        if named is Format.JSON_LINES or rest.lstrip().startswith(b"{"):
            return Format.JSON_LINES
        return Format.JSON if named_so or not rest.strip() else named
    return Format.JSON if named_so and first.strip() == b"{" else named
