"""SQLite: one file, tables with foreign keys, views, and full-text search that finds "dao tao" for "đào tạo"."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, cannot_write, shown
from vnplan_extract.sinks.dialects import SQLITE, create_indexes, create_table, create_views, quoted
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import Table, plan_id, tables
from vnplan_extract.sinks.searchable import COLUMNS, searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Target
    from vnplan_extract.sinks.flatten import Row, Rows, Value
    from vnplan_extract.sinks.schema import Type

SqlValue = str | int | float | None

APPLICATION = 0x766E706C  # "vnpl": lets `file` and us know the database
VERSION = 1  # of the tables as this module lays them out
WAIT = 60.0  # seconds to wait for another writer
LARGEST = 2**63 - 1

SEARCH = (
    # The text of every row that is searched, and an index over it. unicode61 folds neither đ nor, as set here, accents:
    # `folded` is ours, so that both "đào tạo" and "dao tao" are found, and each only means itself.
    """CREATE TABLE IF NOT EXISTS search_text (
  id INTEGER PRIMARY KEY, plan TEXT NOT NULL REFERENCES plan (id), record TEXT NOT NULL,
  record_table TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS search_text_by_plan ON search_text (plan)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
  text, folded, content=search_text, content_rowid=id, tokenize="unicode61 remove_diacritics 0")""",
    """CREATE TRIGGER IF NOT EXISTS search_text_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search (rowid, text, folded) VALUES (new.id, new.text, new.folded); END""",
    """CREATE TRIGGER IF NOT EXISTS search_text_gone AFTER DELETE ON search_text BEGIN
  INSERT INTO search (search, rowid, text, folded) VALUES ('delete', old.id, old.text, old.folded); END""",
)


class SqliteSink(Sink):
    """Writes plans into an SQLite file, one transaction a document."""

    form: ClassVar[Form] = "rows"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.path: Path = target.path
        self._db: sqlite3.Connection | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The open connection."""
        if self._db is None:
            raise OutputError("is not open", where=shown(self.target), remedy="Call open() first.")
        return self._db

    def open(self) -> None:
        """Open or make the file, its tables, views and index.

        Raises:
            OutputError: It cannot be written, or holds something else.
        """
        try:
            with self._told():
                self._open()
        except BaseException:
            self._let_go()
            raise

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA foreign_keys = ON")
        self._check()
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        with self._transaction():
            self._make()

    def _check(self) -> None:
        """Refuse a database of somebody else, or of a later version."""
        application = self.db.execute("PRAGMA application_id").fetchone()[0]
        version = self.db.execute("PRAGMA user_version").fetchone()[0]
        used = self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if used and application not in (0, APPLICATION):
            raise OutputError(
                "is another program's database", where=shown(self.target), remedy="Name another file."
            )
        if version > VERSION:
            raise OutputError(
                f"was made by a later version (tables {version}, here {VERSION})",
                where=shown(self.target),
                remedy="Update vnplan_extract or write to another file.",
            )

    def _make(self) -> None:
        db = self.db
        for table in tables().values():
            db.execute(create_table(table, SQLITE))
            _add_columns(db, table)
        for statement in (*create_indexes(), *SEARCH, *create_views(SQLITE)):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")

    def write(self, parcel: Parcel) -> None:
        """Write one document in one transaction, in place of what has its SHA-256.

        Raises:
            OutputError: The database refuses.
        """
        rows = parcel.rows
        assert rows is not None
        with self._told(), self._transaction():
            self._delete(parcel.id)
            for name, table in tables().items():
                if rows[name]:
                    self.db.executemany(_insert(name, table.names), _plain(table, rows[name]))
            self.db.executemany(_insert("search_text", COLUMNS), searchable(rows))

    def drop(self, sha256: str) -> None:
        """Remove a document.

        Raises:
            OutputError: The database refuses.
        """
        with self._told(), self._transaction():
            self._delete(plan_id(sha256))

    def _delete(self, plan: str) -> None:
        if not self.db.execute("SELECT 1 FROM plan WHERE id = ?", (plan,)).fetchone():
            return
        self.db.execute("DELETE FROM search_text WHERE plan = ?", (plan,))
        # References inside a table (a section within a section) hold only when the transaction ends.
        self.db.execute("PRAGMA defer_foreign_keys = ON")
        for name in reversed(tables()):
            key = "id" if name == "plan" else "plan"
            self.db.execute(f"DELETE FROM {quoted(name)} WHERE {key} = ?", (plan,))  # noqa: S608 - names are ours

    def held(self) -> set[Held] | None:
        """Return what the database holds."""
        query = "SELECT source_sha256, produced_by_version, produced_by_options FROM plan"
        with self._told():
            return {(sha, version or "", options or "") for sha, version, options in self.db.execute(query)}

    def rows(self, plan: str) -> Rows:
        """Return the rows of one plan by its id, as the flattening made them."""
        return {name: _read(self.db, table, plan) for name, table in tables().items()}

    def plans(self) -> Iterator[Plan]:
        """Yield every plan in the database, in the order of their ids."""
        for (plan,) in self.db.execute("SELECT id FROM plan ORDER BY id").fetchall():
            yield rebuild(self.rows(plan))

    def close(self) -> None:
        """Finish: one file, no journal beside it, which any program can open."""
        if self._db is None:
            return
        with suppress(sqlite3.Error):  # another writer is still there: its closing will do this
            self._db.execute("PRAGMA optimize")
            self._db.execute("PRAGMA busy_timeout = 0")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._let_go()

    def _let_go(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
        self._db = None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError):
            raise  # the document's own fault: the others can still be written
        except (sqlite3.Error, OSError) as error:
            raise cannot_write(self.target, error) from error


def _add_columns(db: sqlite3.Connection, table: Table) -> None:
    """Give a table of an earlier version the columns it lacks."""
    there = {row[1] for row in db.execute(f"PRAGMA table_info({quoted(table.name)})")}
    for column in table.columns:
        if column.name not in there:
            kind = SQLITE.types[column.type]
            db.execute(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(column.name)} {kind}")


def _insert(table: str, names: Iterable[str]) -> str:
    chosen = tuple(names)
    marks = ", ".join("?" * len(chosen))
    return f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, chosen))}) VALUES ({marks})"  # noqa: S608


def _plain(table: Table, rows: list[Row]) -> Iterable[Sequence[SqlValue]]:
    """Return the rows with what SQLite does not know made plain: decimals and lists."""
    numbers = [place for place, column in enumerate(table.columns) if column.type == "number"]
    lists = [
        place for place, column in enumerate(table.columns) if column.type in ("texts", "integers", "floats")
    ]
    if not numbers and not lists:
        return rows  # type: ignore[return-value]
    return (_one(row, numbers, lists) for row in rows)


def _one(row: Row, numbers: list[int], lists: list[int]) -> list[SqlValue]:
    out: list[SqlValue] = [None if isinstance(value, Decimal | tuple) else value for value in row]
    for place in numbers:
        out[place] = _number(row[place])
    for place in lists:
        out[place] = None if row[place] is None else json.dumps(row[place], ensure_ascii=False)
    return out


def _number(value: Value) -> int | float | str | None:
    """Return a decimal as SQLite can add it up, if that is exact; else as its digits."""
    if not isinstance(value, Decimal):
        return None
    if value == value.to_integral_value():
        whole = int(value)
        return whole if abs(whole) <= LARGEST else str(whole)
    near = float(value)
    return near if Decimal(repr(near)) == value else format(value, "f")


def _read(db: sqlite3.Connection, table: Table, plan: str) -> list[Row]:
    key = "id" if table.name == "plan" else "plan"
    names = ", ".join(map(quoted, table.names))
    query = f"SELECT {names} FROM {quoted(table.name)} WHERE {key} = ?"  # noqa: S608
    kinds = [column.type for column in table.columns]
    return [
        tuple(read_value(kind, value) for kind, value in zip(kinds, row, strict=True))
        for row in db.execute(query, (plan,))
    ]


def read_value(kind: Type, value: str | float | None) -> Value:
    """Return a value as the flattening had it."""
    if value is None:
        return None
    if kind == "number":
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return None
    if kind == "boolean":
        return bool(value)
    if kind in ("texts", "integers", "floats"):
        return tuple(json.loads(str(value)))
    return value
