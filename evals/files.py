"""Files read whole or line by line, and written whole, with errors that name them."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from evals.errors import BadFile

_BOM = b"\xef\xbb\xbf"


def read_file(path: Path) -> bytes:
    """The bytes of a file without a UTF-8 byte order mark. Raises `BadFile`."""
    try:
        return path.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise BadFile(path, f"can't be read: {error.strerror or error}") from None


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number, from 1, and bytes of each line that has any; of a file packed by gzip too, where it ends in `.gz`. Raises `BadFile`."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                line = line.removeprefix(_BOM if number == 1 else b"")
                if line.strip():
                    yield number, line.rstrip(b"\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(path, f"can't be read: {getattr(error, 'strerror', None) or error}") from None


def write_file(path: Path, text: str) -> None:
    """Writes UTF-8 with `\\n` line ends, beside the place first, so that a killed run leaves the old file. Raises `BadFile`."""
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise BadFile(path, f"can't be written: {error.strerror or error}") from None
