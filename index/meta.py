"""What a library says of itself (the table `meta`), and whether this program, model and settings can read it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from index.embed import Embedder
from index.errors import LibraryDamaged, LibraryMismatch, LibraryMissing
from index.split import SplitSettings
from index.store import FORMAT

_WANTED = {
    "model": r".+",
    "model_digest": r".+",
    "dim": r"\d+",
    "split": r".+",
    "fields": r"\[.*\]",
    "folder": r".+",
    "generation": r"\d+",
    "articles": r"\d+",
    "passages": r"\d+",
    "mean_length": r"\d+(\.\d+)?",
    "parts": r"\{.*\}",
}
"""What each finished library tells, and how it looks."""

REBUILD = "Build it again with: pressmark index FOLDER --rebuild"


def describe(embedder: Embedder, settings: SplitSettings, fields: Sequence[str] = ()) -> dict[str, str]:
    """What a library says of itself from its first moment on; `fields` are those that the user named."""
    return {
        "format": str(FORMAT),
        "model": embedder.name,
        "model_digest": embedder.digest,
        "dim": str(embedder.dim),
        "split": str(settings),
        "fields": json.dumps([*fields]),
    }


def fields_in(meta: dict[str, str]) -> list[str]:
    """The fields of exports that the user named when the library was made, as `corpus.exports.fields.Fields.parse` reads them."""
    return [str(pair) for pair in json.loads(meta.get("fields", "[]"))]


def check_meta(path: Path, meta: dict[str, str], embedder: Embedder, settings: SplitSettings | None = None) -> None:
    """Raises `LibraryMismatch`, `LibraryMissing` (never finished) or `LibraryDamaged` where `meta` is not that of a readable one."""
    check_format(path, meta)
    if "generation" not in meta:
        raise LibraryMissing(path, "was never finished; finish it with: pressmark index FOLDER")
    for key, looks in _WANTED.items():
        if not re.fullmatch(looks, meta.get(key, ""), re.DOTALL):
            raise LibraryDamaged(path, f"is damaged: library.db does not tell its {key}. {REBUILD}")
    if meta["model_digest"] != embedder.digest:
        theirs = f"{meta['model']!r} (digest {meta['model_digest'][:12]})"
        ours = f"{embedder.name!r} (digest {embedder.digest[:12]})"
        raise LibraryMismatch(
            path, f"was built with model {theirs}; this run uses {ours}. Name that model with --model, or: {REBUILD}"
        )
    if settings is not None and meta["split"] != str(settings):
        raise LibraryMismatch(
            path, f"has passages cut by other settings ({meta['split']}); this version cuts by {settings}. {REBUILD}"
        )


def is_outdated(meta: dict[str, str]) -> bool:
    """Whether the library was written by an earlier version, in a format that is read no more: the next run builds it anew."""
    written = meta.get("format", "")
    return written.isdecimal() and int(written) < FORMAT


def check_format(path: Path, meta: dict[str, str]) -> None:
    """Raises `LibraryMismatch` where the library was written by another version."""
    if meta.get("format", str(FORMAT)) != str(FORMAT):
        mended = "It is built anew by: pressmark index FOLDER" if is_outdated(meta) else REBUILD
        raise LibraryMismatch(
            path, f"has format {meta['format']}; this version of pressmark reads format {FORMAT}. {mended}"
        )
