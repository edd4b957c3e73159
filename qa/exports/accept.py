"""Which media type a request is to be answered in, by its `Accept` header (RFC 9110, 12.5.1).

Parameters but for `q` are not told apart: a bibliography comes in the house's style whatever `style` is asked for.
"""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response
from mimeparse import MimeTypeParseException, best_match
from starlette.exceptions import HTTPException

from qa.exports.exports import export
from qa.exports.formats import MEDIA_TYPES, ExportFormat
from qa.reply import Reply

JSON = "application/json"
VARY = {"Vary": "Accept"}

_FORMATS = {media_type: form for form, media_type in MEDIA_TYPES.items()}


def negotiate_reply(request: Request) -> ExportFormat | None:
    """The format that the citations of an answer are wanted in; None where it is the whole reply, in JSON."""
    return _FORMATS.get(_negotiate(request, [JSON, *_FORMATS]))


def negotiate_export(request: Request) -> ExportFormat:
    """The format that citations are wanted in; a bibliography where any will do."""
    return _FORMATS[_negotiate(request, list(_FORMATS))]


def export_response(reply: Reply, form: ExportFormat) -> Response:
    """The citations of a reply's answer. Raises `qa.exports.references.CitationMissing`."""
    charset = "" if form is ExportFormat.CSL_JSON else "; charset=utf-8"
    return Response(export(reply, form), headers={**VARY, "Content-Type": MEDIA_TYPES[form] + charset})


def _negotiate(request: Request, offered: Sequence[str]) -> str:
    accept = ", ".join(request.headers.getlist("accept")).strip().lower() or "*/*"
    try:
        # Of several that are as welcome it takes the last.
        found: str = best_match(offered[::-1], accept)
    except MimeTypeParseException:
        found = ""
    if not found:
        detail = f"this can't be given as the header Accept wants it; it comes as {', '.join(offered)}"
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, detail, VARY)
    return found
