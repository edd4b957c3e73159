"""The SQLite connection under a library: its transactions, its use by several threads, and what its errors mean.

Out of scope: tables and statements (`index.store`).
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from index.errors import IndexingError, LibraryBusy, LibraryDamaged, LibraryUnwritable

NAME = "library.db"

Mode = Literal["read", "write", "create"]
Row = tuple[object, ...]
Parameters = Mapping[str, object] | Sequence[object]

_PAGE = 16_384
"""Bytes: some fifteen rows of passages fit, of vectors twenty. With 8,192 they take 46 bytes a passage more, with 4,096 some 200; no
size is read in less time."""

_MAPPED = 1 << 29
"""Bytes of a database that readers map into memory: all of a small library. Of a large one, whose rows are read all over it,
the system would count most as the program's memory."""

_CACHED_KIB = 16_384
"""What a reader keeps of the rest: the inner pages of a million passages, through which each row is found."""

_WRITES_REFUSED = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_READS_FAILED = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Database:
    """One open `library.db`. Safe to share between threads: one statement runs at a time.

    Every method raises `LibraryDamaged` where SQLite can't read the file, `LibraryUnwritable` where the disk is full or
    the folder closed to it, and `LibraryBusy` where another program holds it.
    """

    def __init__(self, folder: Path, mode: Mode, *, wait_s: float = 30) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        # Where a rebuilt library has taken the place of the one that a reader holds, the log beside it is the new one's.
        # A reader that may not write never takes that log away as it closes.
        access = {"read": "ro", "write": "rw", "create": "rwc"}[mode]
        with self._guard():
            self._connection = sqlite3.connect(
                f"{(folder / NAME).resolve().as_uri()}?mode={access}",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                timeout=wait_s,
            )
        try:
            with self._guard():
                # SQLite's own lower() knows ASCII only.
                self._connection.create_function("casefold", 1, _casefold, deterministic=True)
                if mode != "read":
                    self._connection.execute(f"pragma page_size = {_PAGE}")  # of a new database: others keep theirs
                    self._connection.execute("pragma journal_mode = wal")
                    self._connection.execute("pragma synchronous = full")
                    self._connection.execute("pragma foreign_keys = on")
                else:
                    # What is read of a large library lies all over it: a page that the system holds is not copied again.
                    self._connection.execute(f"pragma mmap_size = {_MAPPED}")
                    self._connection.execute(f"pragma cache_size = -{_CACHED_KIB}")
                (page,) = self._connection.execute("pragma page_size").fetchone()
                self._connection.execute("select 1 from sqlite_master").fetchone()
            # SQLite takes what lacks of the last page for zeros. A full disk leaves half a page too, but then the log has it whole.
            if (folder / NAME).stat().st_size % page and not _size(folder / f"{NAME}-wal"):
                raise self.damaged("it was cut short")
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Every row of a query."""
        # As `_guard` does, which takes a third as long again as reading a row.
        try:
            with self._lock:
                return self._connection.execute(sql, parameters).fetchall()
        except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
            raise
        except sqlite3.DatabaseError as error:
            raise self._named(error) from error

    def run(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """One statement that writes."""
        with self._guard():
            return self._connection.execute(sql, parameters)

    def run_each(self, sql: str, rows: Iterable[Parameters]) -> None:
        """A statement that writes, once for each row of parameters."""
        with self._guard():
            self._connection.executemany(sql, rows)

    def script(self, sql: str) -> None:
        """Several statements, all of them or none."""
        with self._guard():
            self._connection.executescript(f"begin;{sql}commit;")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed together, or not at all."""
        with self._guard():
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                # On a full disk SQLite may have rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    def check(self) -> None:
        """Reads the whole database once; raises `LibraryDamaged` where it does not hold together."""
        (found,) = self.all("pragma quick_check(1)")[0]
        if found != "ok":
            raise self.damaged(str(found).splitlines()[-1])

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the database, so that the file alone is whole."""
        self.all("pragma wal_checkpoint(truncate)")

    def damaged(self, why: str) -> LibraryDamaged:
        return LibraryDamaged(
            self.folder,
            f"is damaged: {NAME} can't be read ({why}). The articles are untouched; build it again with: pressmark index FOLDER --rebuild",
        )

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
            raise  # a mistake of ours, such as a statement after `close`
        except sqlite3.DatabaseError as error:
            raise self._named(error) from error

    def _named(self, error: sqlite3.DatabaseError) -> IndexingError:
        # Text that is not UTF-8 is noticed by Python, which gives no code.
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        kind = code & 0xFF
        if kind in _BUSY:
            return LibraryBusy(self.folder, f"is held by another program ({error}); try again when that is done")
        if kind in _WRITES_REFUSED or (kind == sqlite3.SQLITE_IOERR and code not in _READS_FAILED):
            return LibraryUnwritable(self.folder, f"can't be written ({error}); what was indexed before is still there")
        return self.damaged(str(error))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _casefold(value: str | None) -> str | None:
    return value.casefold() if value is not None else None
