"""What can go wrong when articles are read.

CorpusError
├── FolderUnusable    the folder as a whole can't be read: missing, not a folder, no permission
└── Refused           one file can't be read as an article; the rest goes on
"""

from pathlib import Path


class CorpusError(Exception):
    """The base of what this package raises."""


class FolderUnusable(CorpusError):
    """The folder of articles can't be read at all."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{str(folder)!r} {reason}")
        self.folder = folder
        self.reason = reason


class Refused(CorpusError):
    """A file that can't be read as an article: `source` names it, `reason` says what is wrong and what to do."""

    def __init__(self, source: str, reason: str, *, transient: bool = False) -> None:
        super().__init__(f"{source!r}: {reason}")
        self.source = source
        self.reason = reason
        self.transient = transient
        """True when the bytes could not be had (permission, disk), so that an indexed version may still be right."""
