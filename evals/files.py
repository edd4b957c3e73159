"""Files read and written whole, with errors that name them."""

from pathlib import Path

from evals.errors import BadFile


def read_file(path: Path) -> bytes:
    """The bytes of a file without a UTF-8 byte order mark. Raises `BadFile`."""
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise BadFile(path, f"can't be read: {error.strerror or error}") from None


def write_file(path: Path, text: str) -> None:
    """Writes UTF-8 with `\\n` line ends, beside the place first, so that a killed run leaves the old file. Raises `BadFile`."""
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        raise BadFile(path, f"can't be written: {error.strerror or error}") from None
