"""Export of the citations of an answer, as reference managers and LaTeX want them.

Nothing that this imports is loaded for a question that is only answered.
"""

from pathlib import Path
from typing import assert_never

from qa.exports.bibtex import write_bibtex
from qa.exports.csl import HOUSE_STYLE, write_bibliography, write_csl_json
from qa.exports.formats import ExportFormat
from qa.exports.references import list_references
from qa.exports.ris import write_ris
from qa.reply import Reply


def export(reply: Reply, form: ExportFormat, style: Path | None = None) -> str:
    """The articles that the answer cites, in that format: an empty but whole document where there is no answer.

    `style` is the CSL style of a bibliography, the house's own when not given. Raises `qa.exports.references.CitationMissing` and `qa.exports.csl.StyleUnusable`.
    """
    references = list_references(reply)
    match form:
        case ExportFormat.BIBLIOGRAPHY:
            return write_bibliography(references, style or HOUSE_STYLE)
        case ExportFormat.BIBTEX:
            return write_bibtex(references)
        case ExportFormat.RIS:
            return write_ris(references)
        case ExportFormat.CSL_JSON:
            return write_csl_json(references)
    assert_never(form)
