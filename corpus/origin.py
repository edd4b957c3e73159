"""Where the bytes of an article lie: in a file of the corpus folder, or in a member of one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Some bytes of a corpus, and the file on disk that they are in."""

    source: str
    """What names them: the path of the file inside the folder, and of a member what comes after it (`saved.zip!/wire.html`)."""
    file: str
    """The path of the file on disk inside the folder."""
    sha256: str
    """Of that file's bytes, in hexadecimal."""

    def inside(self, name: str) -> "Origin":
        """That of a member of these: `saved.zip!/wire.html`."""
        return Origin(source=f"{self.source}!/{name}", file=self.file, sha256=self.sha256)

    def line(self, number: int) -> "Origin":
        """That of a record on that line, 1-based: `export.jsonl:204`."""
        return Origin(source=f"{self.source}:{number}", file=self.file, sha256=self.sha256)

    @property
    def container(self) -> str | None:
        """The file, where these are not all of it (`Article.container`)."""
        return self.file if self.source != self.file else None
