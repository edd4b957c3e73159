"""What a run over a folder tells: its progress, and at the end what it changed."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, float, int, int], None]
"""Told of what is being done, how many files or vectors are done, of how many, and how many passages that made so far; of a file
with many articles how far it was read counts as a part of one. Called from any thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run changed. What is added, changed, dropped or unchanged are files, by their paths in the corpus."""

    generation: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    """Source and reason of each file, and of what is in one, that could not be read."""
    articles: int
    """Articles of the files that were added or changed."""
    passages: int
    """Passages of the articles that were added or changed."""
    embedded: int
    """How many texts the model embedded; the others' vectors were there."""
    read: int = 0
    """How many files were opened; the others have the size and time that they had."""
    bodiless: tuple[str, ...] = ()
    """Articles that were read and have no sentence to cite."""
