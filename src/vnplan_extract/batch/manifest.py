"""The batch's own record: which file held which document, and what became of each; SQLite beside the target."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.batch.remote import is_address
from vnplan_extract.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.batch.job import Stamp
    from vnplan_extract.sinks.base import Target

WAIT = 60.0
TABLES = (
    """CREATE TABLE IF NOT EXISTS document (
  sha256 TEXT NOT NULL, version TEXT NOT NULL, options TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  file TEXT NOT NULL, at TEXT NOT NULL, seconds REAL, pages INTEGER, findings INTEGER, attempts INTEGER NOT NULL,
  error TEXT, message TEXT,
  PRIMARY KEY (sha256, version, options)) STRICT""",
    """CREATE TABLE IF NOT EXISTS file (
  path BLOB PRIMARY KEY, shown TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
  changed INTEGER NOT NULL, inode INTEGER NOT NULL, sha256 TEXT NOT NULL, written TEXT) STRICT""",
    "CREATE INDEX IF NOT EXISTS file_by_written ON file (written)",
    """CREATE TABLE IF NOT EXISTS unread (
  path BLOB PRIMARY KEY, shown TEXT NOT NULL, at TEXT NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL) STRICT""",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a document: its state, and the error if it failed."""

    state: str
    error: str = ""
    message: str = ""


def manifest_path(target: Target) -> Path:
    """Return where the manifest of a target is kept: beside it, or for a server in the folder one works in."""
    if target.scheme == "postgresql":
        digest = hashlib.sha256(target.url.encode()).hexdigest()[:12]
        return Path(f".vnplan-{digest}.manifest")
    return target.path.with_name(f"{target.path.name}.manifest")


class Manifest:
    """The record of one target's batches; several batches may write it at once.

    Args:
        path: Where it is; None keeps it in memory.
        version: The version that reads the documents.
        options: Digest of the options they are read with.
        look: Only look at it: it may be of somebody else, in a folder where one may not write.

    Raises:
        OutputError: It cannot be opened or is something else.
    """

    def __init__(self, path: Path | None, *, version: str, options: str, look: bool = False) -> None:
        self.path = path or Path(":memory:")
        self.identity = (version, options)
        try:
            if path and not look:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.db = _looking(self.path) if look else _connected(self.path)
            new = self._check()
            if not look:
                self._make(new=new)
            self._unread = {path for (path,) in self.db.execute("SELECT path FROM unread")}
        except (sqlite3.Error, OSError) as error:
            raise _refused(self.path, error) from error
        except OutputError:
            self.db.close()
            raise

    def _make(self, *, new: bool) -> None:
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        if new:
            with self.together():  # all or none: half of them would look like somebody else's
                for statement in TABLES:
                    self.db.execute(statement)

    def _check(self) -> bool:
        """Say whether nothing is there yet; refuse a database that is no batch's record."""
        there = {row[0] for row in self.db.execute("SELECT name FROM sqlite_master")}
        if there and not {"document", "file", "unread"} <= there:
            raise OutputError(
                "is no record of a batch",
                where=str(self.path),
                why="it holds other tables",
                remedy="Name another place with --manifest.",
            )
        return not there

    def entry(self, sha256: str) -> Entry | None:
        """Return what is known of a document as this version and these options read it."""
        row = self._one(
            "SELECT state, coalesce(error, ''), coalesce(message, '') FROM document "
            "WHERE sha256 = ? AND version = ? AND options = ?",
            (sha256, *self.identity),
        )
        return Entry(*map(str, row)) if row else None

    def known_hash(self, path: bytes, stamp: Stamp) -> str | None:
        """Return the hash of a file that has not changed since it was last seen."""
        row = self._one(
            "SELECT sha256 FROM file WHERE path = ? AND size = ? AND modified = ? AND changed = ? AND inode = ?",
            (path, stamp.size, stamp.modified, stamp.changed, stamp.inode),
        )
        return str(row[0]) if row else None

    def seen(self, path: bytes, shown: str, stamp: Stamp, sha256: str) -> None:
        """Note which document a file holds now; what was written from it before is kept in mind."""
        self._do(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (path) DO UPDATE SET "
            "size = excluded.size, modified = excluded.modified, changed = excluded.changed, "
            "inode = excluded.inode, sha256 = excluded.sha256",
            (path, shown, stamp.size, stamp.modified, stamp.changed, stamp.inode, sha256),
        )

    def outdated(self, path: bytes, sha256: str) -> str | None:
        """Return the document written from this file before, if it is another and no other file holds it."""
        row = self._one("SELECT written FROM file WHERE path = ?", (path,))
        if not row or row[0] is None or row[0] == sha256:
            return None
        query = "SELECT path FROM file WHERE path <> ? AND (written = ? OR sha256 = ?)"
        others = self.db.execute(query, (path, row[0], row[0])).fetchall()
        return None if any(_stands(other) for (other,) in others) else str(row[0])

    def written(self, path: bytes, sha256: str) -> None:
        """Note that a file's document is in the target, and the one before it no more."""
        self.found(path)
        self._do("UPDATE file SET written = ? WHERE path = ?", (sha256, path))

    def started(self, sha256: str, file: str) -> None:
        """Note that a document is being read."""
        self._do(
            "INSERT INTO document VALUES (?, ?, ?, 'running', ?, ?, NULL, NULL, NULL, 1, NULL, NULL) "
            "ON CONFLICT DO UPDATE SET state = 'running', at = excluded.at, file = excluded.file, "
            "attempts = attempts + 1, error = NULL, message = NULL",
            (sha256, *self.identity, file, _now()),
        )

    def done(self, sha256: str, file: str, *, seconds: float, pages: int, findings: int) -> None:
        """Note that a document is in the target."""
        self._do(
            "INSERT INTO document VALUES (?, ?, ?, 'done', ?, ?, ?, ?, ?, 1, NULL, NULL) ON CONFLICT DO UPDATE SET "
            "state = 'done', at = excluded.at, seconds = excluded.seconds, pages = excluded.pages, "
            "findings = excluded.findings, error = NULL, message = NULL",
            (sha256, *self.identity, file, _now(), seconds, pages, findings),
        )

    def forget(self, sha256: str) -> None:
        """Take back that a document was started: its file held another by then."""
        self._do(
            "DELETE FROM document WHERE sha256 = ? AND version = ? AND options = ? AND state = 'running'",
            (sha256, *self.identity),
        )

    def dropped(self, sha256: str) -> None:
        """Note that a document is in the target no more: another took its place."""
        self._do("DELETE FROM document WHERE sha256 = ?", (sha256,))

    def failed(self, sha256: str, file: str, *, error: str, message: str, seconds: float) -> None:
        """Note that a document failed, and why."""
        self._do(
            "INSERT INTO document VALUES (?, ?, ?, 'failed', ?, ?, ?, NULL, NULL, 1, ?, ?) ON CONFLICT DO UPDATE SET "
            "state = 'failed', at = excluded.at, seconds = excluded.seconds, error = excluded.error, "
            "message = excluded.message",
            (sha256, *self.identity, file, _now(), seconds, error, message),
        )

    def lost(self, path: bytes, shown: str, *, error: str, message: str) -> None:
        """Note a file or folder that could not be read at all."""
        self._unread.add(path)
        self._do(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?)", (path, shown, _now(), error, message)
        )

    def found(self, path: bytes) -> None:
        """Note that a file or folder that could not be read can be now, or that nobody misses it."""
        if path in self._unread:
            self._do("DELETE FROM unread WHERE path = ?", (path,))

    def gone(self, path: bytes, *, size: int) -> None:
        """Note that a file is not there; what was written from it before is kept in mind."""
        self._do("UPDATE file SET sha256 = coalesce(written, ''), size = ? WHERE path = ?", (size, path))

    def all(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        try:
            return self.db.execute(query).fetchall()
        except sqlite3.Error as error:
            raise _refused(self.path, error) from error

    @contextmanager
    def together(self) -> Iterator[None]:
        """Do several notes in one transaction."""
        self._do("BEGIN IMMEDIATE", ())
        try:
            yield
            self._do("COMMIT", ())
        except BaseException:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close it."""
        with suppress(sqlite3.Error):
            self.db.execute("PRAGMA busy_timeout = 0")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(sqlite3.Error):
            self.db.close()

    def _do(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self.db.execute(statement, values)
        except sqlite3.Error as error:
            raise _refused(self.path, error) from error

    def _one(self, query: str, values: tuple[object, ...]) -> tuple[object, ...] | None:
        try:
            row: tuple[object, ...] | None = self.db.execute(query, values).fetchone()
        except sqlite3.Error as error:
            raise _refused(self.path, error) from error
        return row


def _connected(place: str | Path, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=WAIT, isolation_level=None, check_same_thread=False, uri=uri)


def _looking(path: Path) -> sqlite3.Connection:
    """Open a database that may not be written; beside one that nobody writes SQLite would make a journal first."""
    db = _connected(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        db.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        db.close()
        return _connected(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    return db


def _stands(path: bytes) -> bool:
    """Say whether a file is there; of an address that is not known without asking for it."""
    return is_address(path) or Path(os.fsdecode(path)).exists()


def _refused(path: Path, error: Exception) -> OutputError:
    other = path.is_dir() or "not a database" in str(error)
    return OutputError(
        "the batch's record cannot be written",
        where=str(path),
        why=str(error),
        remedy="Name another place with --manifest, and run again."
        if other
        else "Make room or choose a place that may be written with --manifest, and run again.",
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
