"""Bytes to text: UTF-8, what a byte order mark says, or what charset-normalizer detects; nothing is translated or replaced."""

import codecs

from charset_normalizer import from_bytes

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and the codec that keeps the mark as character 0."""

SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or a document in one, such as .docx)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
)

_BROWSERS_READ = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-32"), "utf-8"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
"""What browsers take an encoding's name for, where that is another (https://encoding.spec.whatwg.org/#names-and-labels)."""

NOT_DETECTED = ["utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le"]
"""Encodings that need a byte order mark here: without one, plain ASCII or chance bytes pass for them."""

_SNIFFED = 4096

CONTROLS = frozenset(chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f")


class Undecodable(ValueError):
    """The bytes are no text; the message is the reason, in words for the user."""


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of a file's bytes, newlines and byte order mark kept. Raises `Undecodable`.

    `charset` is the encoding that they were sent in, where that is known; it counts where they are not UTF-8.
    """
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            raise Undecodable(f"is {name}, whatever its name says")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_by_mark(data, encoding))
    if (at := data.find(b"\0")) >= 0:
        if wide := find_utf16(data):
            return _checked(_by_mark(data, wide, "seems to be in"))
        raise Undecodable(f"is binary: byte {at:,} is NUL")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        told = decode_as(data, charset) if charset else None
        return _checked(told or data.decode(detect_encoding(data, error)))


def find_utf16(data: bytes) -> str | None:
    """The codec of text in UTF-16 without a byte order mark: every other byte is NUL where it is in Latin letters."""
    head = data[:_SNIFFED]
    high, low = head[1::2].count(0), head[::2].count(0)
    if 4 * max(high, low) < len(head) or 50 * min(high, low) > max(high, low):
        return None
    encoding = "utf-16-le" if high > low else "utf-16-be"
    text = head.decode(encoding, "ignore")
    return encoding if 2 * sum(map(str.isalpha, text)) > len(text) else None


def browsers_codec(label: str) -> str | None:
    """The codec that a label of an encoding stands for, as browsers read it; None where Python has none."""
    try:
        codec = codecs.lookup(label.strip())
    except LookupError:
        return None
    return _BROWSERS_READ.get(codec.name, codec.name) if codec._is_text_encoding else None


def decode_as(data: bytes, label: str) -> str | None:
    """`data` in the encoding of that label, where it can be."""
    try:
        return data.decode(browsers_codec(label) or "ascii")
    except UnicodeDecodeError:
        return None


def _by_mark(data: bytes, encoding: str, seems: str = "starts with the byte order mark of") -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"{seems} {encoding.upper()}, but byte {error.start:,} is not {encoding.upper()}: save it again as UTF-8"
        ) from None


def detect_encoding(data: bytes, error: UnicodeDecodeError) -> str:
    """The old encoding that bytes are most likely in, which are not UTF-8 because of `error`. Raises `Undecodable`."""
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    # A text that is UTF-8 nearly throughout would come out garbled (’ as â€™) in any other encoding.
    whole = sum(1 for character in mended if character > "\x7f") - broken
    if whole >= 8 and whole >= 20 * broken:
        raise Undecodable(
            f"is UTF-8 except for {broken} place{'s' * (broken > 1)}, the first at byte {error.start:,}: "
            "save it again as UTF-8"
        )
    matches = from_bytes(data, cp_exclusion=NOT_DETECTED)
    best = matches.best()
    if best is None:
        raise Undecodable("is in no encoding that could be recognised: save it as UTF-8")
    # Its siblings differ in a few letters only, which no measure tells apart in a text that has few of them.
    western = next((match for match in matches if match.encoding == "cp1252"), None)
    if western is not None and western.chaos <= best.chaos + 0.01 and western.coherence >= best.coherence - 0.1:
        best = western
    return best.encoding


def _checked(text: str) -> str:
    controls = sum(text.count(control) for control in CONTROLS)
    if "\0" in text or controls > 8 + len(text) // 200:
        raise Undecodable(f"is binary: {controls:,} control characters among {len(text):,}")
    return text
