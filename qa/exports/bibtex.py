"""References in BibTeX, for BibTeX and biblatex alike: UTF-8, with what LaTeX would take for a command written as one.

A title stands in a second pair of braces, so that no style puts its names into lower case. What was quoted, and where it stands, is in
`annote`, which styles do not print.
"""

from collections.abc import Sequence

from qa.exports.authors import Author, Person
from qa.exports.references import Reference

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # `\{` would do for LaTeX, but BibTeX counts its brace.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&#%_"},
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every style knows."""


def write_bibtex(references: Sequence[Reference]) -> str:
    """The entries, each behind an empty line; nothing for none."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    def entry(reference: Reference) -> Entry:
        fields = [Field(name, value) for name, value in _fields(reference).items()]
        return Entry("article" if reference.publisher else "misc", reference.key, fields)

    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent, form.block_separator = "  ", "\n"
    return write_string(Library([entry(one) for one in references]), unparse_stack=[], bibtex_format=form)


def _fields(reference: Reference) -> dict[str, str]:
    fields: dict[str, str] = {}
    if reference.authors:
        fields["author"] = f"{{{' and '.join(map(_name, reference.authors))}}}"
    if reference.title:
        fields["title"] = f"{{{{{_escaped(reference.title)}}}}}"
    if reference.publisher:
        fields["journal"] = f"{{{_escaped(reference.publisher)}}}"
    if day := reference.published:
        fields |= {"year": f"{{{day.year}}}", "month": _MONTHS[day.month - 1], "day": f"{{{day.day}}}"}
    if reference.url:
        fields["url"] = f"{{{reference.url}}}"
    fields["annote"] = f"{{{_escaped('; '.join(reference.notes))}}}"
    return fields


def _name(author: Author) -> str:
    if not isinstance(author, Person):
        return f"{{{_escaped(author.name)}}}"
    family = f"{author.particle} {author.family}".strip()
    return ", ".join(part for part in (family, author.suffix, author.given) if part)


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)
