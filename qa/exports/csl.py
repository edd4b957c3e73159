"""References in CSL-JSON, and a reference list put together from it by citeproc-py in a CSL style (https://citationstyles.org).

The style that comes with the package, `house.csl`, is our own; any other may be named.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.exports.authors import Author, Person
from qa.exports.references import Reference

HOUSE_STYLE = Path(__file__).parent / "house.csl"


class StyleUnusable(ValueError):
    """A file that is no CSL style for reference lists."""


def write_csl_json(references: Sequence[Reference]) -> str:
    """An array of CSL items, empty for none; the quotes and their places are in `note`."""
    return json.dumps([_item(one) for one in references], ensure_ascii=False, indent=2) + "\n"


def write_bibliography(references: Sequence[Reference], style: Path = HOUSE_STYLE) -> str:
    """A reference list to read, a line for each; nothing for none. Raises `StyleUnusable`."""
    if not references:
        return ""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc.string import MixedString, String
    from lxml.etree import XMLSyntaxError

    class Source(CiteProcJSON):  # type: ignore[misc]
        def parse_string(self, string: str) -> MixedString:
            return MixedString([String(string)])  # No words of an article are markup.

    try:
        csl = CitationStylesStyle(str(style), validate=False)
    except (XMLSyntaxError, ValueError, OSError, AttributeError) as error:
        raise StyleUnusable(f"{str(style)!r} is no CSL style: {error}") from error
    if not csl.has_bibliography():
        raise StyleUnusable(f"{str(style)!r} is a CSL style for notes only; it has no bibliography")
    listed = CitationStylesBibliography(csl, Source([_item(one) for one in references]), formatter.plain)
    listed.register(Citation([CitationItem(one.key) for one in references]))
    listed.sort()
    return "".join(f"{entry}\n" for entry in map(str, listed.bibliography()))


def _item(reference: Reference) -> dict[str, Any]:
    day = reference.published
    item = {
        "id": reference.key,
        "type": "article-newspaper",
        "title": reference.title,
        "author": [_name(author) for author in reference.authors],
        "container-title": reference.publisher,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "language": reference.language,
        "URL": reference.url,
        "archive_location": "; ".join(reference.places),
        "note": "\n".join(reference.notes),
    }
    return {name: value for name, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    if not isinstance(author, Person):
        return {"literal": author.name}
    parts = {
        "family": author.family,
        "given": author.given,
        "non-dropping-particle": author.particle,
        "suffix": author.suffix,
    }
    return {name: value for name, value in parts.items() if value}
