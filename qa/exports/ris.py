"""References in RIS, which EndNote, Zotero and other reference managers read: a line for each field, in UTF-8."""

from collections.abc import Sequence

from qa.exports.authors import Author, Person
from qa.exports.references import Reference


def write_ris(references: Sequence[Reference]) -> str:
    """The records, each begun by `TY  - NEWS` and ended by `ER  -`; nothing for none."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        def set_header(self, _count: int) -> str:
            return ""  # Its number is no part of the format.

    written: str = rispy.dumps([_fields(one) for one in references], implementation=Writer)
    return written


def _fields(reference: Reference) -> dict[str, str | list[str]]:
    day = reference.published
    fields: dict[str, str | list[str] | None] = {
        "type_of_reference": "NEWS",
        "id": reference.key,
        "authors": [_name(author) for author in reference.authors],
        "title": reference.title,
        "secondary_title": reference.publisher,
        "year": f"{day.year:04}" if day else None,
        "date": f"{day:%Y/%m/%d}" if day else None,
        "language": reference.language,
        "urls": [reference.url] if reference.url else None,
        "notes": list(reference.notes),
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> str:
    if not isinstance(author, Person):
        return author.name
    family = f"{author.particle} {author.family}".strip()
    return ", ".join(part for part in (family, author.given, author.suffix) if part)
