"""What can go wrong in and around a library.

IndexingError
├── ModelUnusable        the embedding model is missing, altered, or not one that is loaded here
├── LibraryMissing       there is no library at that place
├── LibraryMismatch      the library was written by another version, model, settings, or for another folder
├── LibraryDamaged       its database can't be read
├── LibraryBusy          another process is writing it
└── LibraryUnwritable    it can't be written where it should stand
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class IndexingError(Exception):
    """The base of what this package raises; its message is a whole sentence that names the next step."""


class ModelUnusable(IndexingError):
    """`model` can't be used: `reason`."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"model {model!r} can't be used: {reason}")
        self.model = model
        self.reason = reason


class _LibraryError(IndexingError):
    def __init__(self, library: Path, message: str) -> None:
        super().__init__(f"library {str(library)!r} {message}")
        self.library = library


class LibraryMissing(_LibraryError):
    """There is no library at that place."""


class LibraryMismatch(_LibraryError):
    """The library does not fit this program, model, settings or folder."""


class LibraryDamaged(_LibraryError):
    """The library's database can't be read."""


class LibraryBusy(_LibraryError):
    """Another process is writing the library."""


class LibraryUnwritable(_LibraryError):
    """The library can't be written."""


@contextmanager
def writes_to(library: Path) -> Iterator[None]:
    """Says as `LibraryUnwritable` what the system says when it refuses to write to `library` or to lock it."""
    try:
        yield
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise LibraryUnwritable(
            library, f"can't be written ({error.strerror}); put it elsewhere with: --library DIR"
        ) from error
    except OSError as error:
        raise LibraryUnwritable(
            library, f"can't be written ({error.strerror or error}); what was indexed before is still there"
        ) from error
