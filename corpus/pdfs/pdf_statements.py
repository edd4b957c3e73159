"""What a PDF says of itself in its document information and XMP, as far as that can be believed.

Whoever makes a PDF seldom fills these in: titles are left over from a template or are names of files, authors are those of a
computer's account. So a title or an author counts where the text has them too. When a file was made is not when an article
was published; only what is called its publication date (PRISM, https://www.w3.org/submissions/2020/SUBM-prism-20200910/) counts.
"""

import re
from html import unescape
from typing import TYPE_CHECKING

from corpus.article import How
from corpus.facts.dates import find_dates
from corpus.facts.facts import Fact, Metadata, known
from corpus.facts.language import language_of_tag
from corpus.facts.titles import is_alike, without_outlet, words_of
from corpus.pages.json_ld import one_line

if TYPE_CHECKING:
    from pypdf import PdfReader

_FILE_NAME = re.compile(r"^microsoft \w+ - |\.(?:docx?|indd|qxp|qxd|pdf|html?|odt|rtf|txt|pages|pub|tex|dvi|xlsx?)\b|^untitled|^document ?\d*$|^layout ?\d*$", re.IGNORECASE)  # fmt: skip
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s…]+/[^\s…]+(?<!\.\.)(?=\s|$)")
_HEAD = 5000
"""Characters at the beginning of a text in which its title and author are looked for."""


def read_pdf_statements(reader: "PdfReader", text: str, edges: str) -> Metadata:
    """Facts that a PDF states; `edges` is what stands at the edges of its pages, where browsers print the address."""
    try:
        info = reader.metadata
        stated, author = (one_line(info.title), one_line(info.author)) if info else (None, None)
        root = reader.root_object
        tag = one_line(str(root.get("/Lang") or ""))
        xmp = root.get("/Metadata")
        packet = xmp.get_object().get_data()[:1_000_000].decode(errors="ignore") if xmp else ""
    except Exception:  # pypdf raises what Python does of damaged ones
        return Metadata()
    title, outlet = without_outlet(stated or "")
    title = title if _is_title(title, text) else ""
    name = _prism(packet, "publicationName") or (outlet if title else None)
    day = next(find_dates(_prism(packet, "publicationDate") or ""), None)
    addresses = {found.group() for found in _ADDRESS.finditer(edges)}
    return known(
        title=Fact(title, How.PDF_INFORMATION) if title else None,
        byline=Fact(author, How.PDF_INFORMATION) if author and _is_author(author, text) else None,
        publisher=Fact(name, How.PDF_INFORMATION) if name else None,
        published=Fact(day.day, How.PDF_INFORMATION) if day and day.day else None,
        url=Fact(addresses.pop(), How.SAVED_FROM) if len(addresses) == 1 else None,
        language=language_of_tag(tag, How.PDF_INFORMATION),
    )


def _is_title(title: str, text: str) -> bool:
    """Whether a title is one, and of this text: half of its words are in the text's head."""
    return len(words_of(title)) >= 3 and not _FILE_NAME.search(title) and is_alike(title, text[:_HEAD])


def _is_author(author: str, text: str) -> bool:
    """Whether a name is that of a person whom the text names at its beginning or end."""
    return _NAME.fullmatch(author) is not None and author.lower() in f"{text[:_HEAD]}\n{text[-1000:]}".lower()


def _prism(packet: str, name: str) -> str | None:
    found = re.search(rf"<prism:{name}>([^<>]{{1,300}})<|\bprism:{name}=\"([^\"<>]{{1,300}})\"", packet)
    return one_line(unescape(found[1] or found[2])) if found else None
