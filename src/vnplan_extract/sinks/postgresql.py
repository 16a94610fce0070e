"""PostgreSQL: the same tables and views on a server; COPY, one transaction a document, migrations by version."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar, TypeVar

import psycopg
from psycopg import sql

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, cannot_write, shown
from vnplan_extract.sinks.dialects import POSTGRESQL, create_indexes, create_table, create_views, quoted
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import plan_id, tables
from vnplan_extract.sinks.searchable import COLUMNS, searchable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Target
    from vnplan_extract.sinks.flatten import Row, Rows, Value

T = TypeVar("T")
VERSION = 1  # of the tables as this module lays them out
PAUSES = (0.5, 2.0, 5.0)  # seconds before a lost connection is tried again
GUARD = 0x766E706C  # advisory lock: one process at a time makes or changes the tables

SEARCH = (
    # A tsvector holds a megabyte at most; the rest of so long a text is found by its other rows.
    """CREATE TABLE IF NOT EXISTS search_text (
  plan text NOT NULL REFERENCES plan (id), record text PRIMARY KEY, record_table text NOT NULL, text text NOT NULL,
  folded text NOT NULL,
  words tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(text, 100000)) || to_tsvector('simple', left(folded, 100000))) STORED)""",
    "CREATE INDEX IF NOT EXISTS search_text_by_plan ON search_text (plan)",
    "CREATE INDEX IF NOT EXISTS search_text_words ON search_text USING gin (words)",
)
MIGRATIONS: dict[int, tuple[str, ...]] = {1: ()}
"""Version -> statements that bring a database of the version before to it; new tables, columns and views need none."""


class PostgresqlSink(Sink):
    """Writes plans to a PostgreSQL server."""

    form: ClassVar[Form] = "rows"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._db: psycopg.Connection | None = None

    @property
    def db(self) -> psycopg.Connection:
        """The open connection."""
        if self._db is None:
            raise OutputError("is not open", where=shown(self.target), remedy="Call open() first.")
        return self._db

    def open(self) -> None:
        """Connect and bring the tables to this version.

        Raises:
            OutputError: The server refuses, or its tables are of a later version.
        """
        try:
            with self._told():
                self._connect()
                with self.db.transaction():
                    self._run("SELECT pg_advisory_xact_lock(%s)", (GUARD,))
                    self._migrate()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> None:
        self._db = psycopg.connect(self.target.url, autocommit=True, connect_timeout=10)
        self._run("SET client_min_messages = warning")

    def _run(self, statement: str, values: tuple[object, ...] | None = None) -> psycopg.Cursor:
        return self.db.execute(statement.encode(), values)

    def _migrate(self) -> None:
        self._run(
            "CREATE TABLE IF NOT EXISTS vnplan_schema (version integer PRIMARY KEY, digest text NOT NULL)"
        )
        there = self._run("SELECT version, digest FROM vnplan_schema ORDER BY version DESC").fetchone()
        version, digest = there or (0, "")
        if version > VERSION:
            raise OutputError(
                f"was made by a later version (tables {version}, here {VERSION})",
                where=shown(self.target),
                remedy="Update vnplan_extract or write to another database.",
            )
        if (version, digest) == (VERSION, _digest()):
            return
        for step in range(max(version, 0) + 1, VERSION + 1):
            for statement in MIGRATIONS[step]:
                self._run(statement)
        for statement in _statements():
            self._run(statement)
        self._add_columns()
        for statement in create_views(POSTGRESQL):
            self._run(statement)
        self._run("DELETE FROM vnplan_schema")
        self._run("INSERT INTO vnplan_schema VALUES (%s, %s)", (VERSION, _digest()))

    def _add_columns(self) -> None:
        for table in tables().values():
            for column in table.columns:
                kind = POSTGRESQL.types[column.type]
                self._run(
                    f"ALTER TABLE {quoted(table.name)} ADD COLUMN IF NOT EXISTS {quoted(column.name)} {kind}"
                )

    def write(self, parcel: Parcel) -> None:
        """Write one document in one transaction, in place of what has its SHA-256.

        Raises:
            OutputError: The server refuses or is gone.
        """
        rows = parcel.rows
        assert rows is not None
        self._patiently(lambda: self._write(parcel.id, rows))

    def _write(self, plan: str, rows: Rows) -> None:
        with self.db.transaction():
            # Two batches may come with the same document at the same moment.
            self._run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (plan,))
            self._empty(plan)
            self._upsert(rows["plan"][0])
            for name, table in tables().items():
                if name != "plan" and rows[name]:
                    self._copy(name, table.names, rows[name])
            self._copy("search_text", COLUMNS, searchable(rows))

    def _upsert(self, row: Row) -> None:
        """Write the plan's own row; rows of other people's tables may refer to it."""
        names = tables()["plan"].names
        values = ", ".join(["%s"] * len(names))
        changes = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names[1:])
        columns = ", ".join(map(quoted, names))
        self._run(
            f"INSERT INTO plan ({columns}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608
            tuple(_plain(value) for value in row),
        )

    def _copy(self, name: str, names: tuple[str, ...], rows: Iterable[Row]) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
        with self.db.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_plain(value) for value in row])

    def _empty(self, plan: str) -> None:
        self._run("DELETE FROM search_text WHERE plan = %s", (plan,))
        for name in reversed(tables()):
            if name != "plan":
                self._run(f"DELETE FROM {quoted(name)} WHERE plan = %s", (plan,))  # noqa: S608 - names are ours

    def drop(self, sha256: str) -> None:
        """Remove a document.

        Raises:
            OutputError: The server refuses or is gone.
        """
        plan = plan_id(sha256)

        def remove() -> None:
            with self.db.transaction():
                self._empty(plan)
                self._run("DELETE FROM plan WHERE id = %s", (plan,))

        self._patiently(remove)

    def held(self) -> set[Held] | None:
        """Return what the database holds."""
        query = "SELECT source_sha256, coalesce(produced_by_version, ''), coalesce(produced_by_options, '') FROM plan"
        with self._told():
            return {(str(sha), str(version), str(options)) for sha, version, options in self._run(query)}

    def rows(self, plan: str) -> Rows:
        """Return the rows of one plan by its id, as the flattening made them."""
        return {name: self._read(name, plan) for name in tables()}

    def _read(self, name: str, plan: str) -> list[Row]:
        table = tables()[name]
        key = "id" if name == "plan" else "plan"
        query = f"SELECT {', '.join(map(quoted, table.names))} FROM {quoted(name)} WHERE {key} = %s"  # noqa: S608
        found = self._run(query, (plan,)).fetchall()
        return [tuple(tuple(value) if isinstance(value, list) else value for value in row) for row in found]

    def plans(self) -> Iterator[Plan]:
        """Yield every plan in the database, in the order of their ids."""
        for (plan,) in self._run('SELECT id FROM plan ORDER BY id COLLATE "C"').fetchall():
            yield rebuild(self.rows(plan))

    def close(self) -> None:
        """Close the connection."""
        if self._db is not None:
            with suppress(psycopg.Error):
                self._db.close()
            self._db = None

    def _patiently(self, act: Callable[[], None]) -> None:
        """Act; where the connection is lost, connect again and act again: the transaction is whole or not there."""
        for pause in (*PAUSES, None):
            try:
                if self.db.closed:
                    self._connect()
                act()
            except psycopg.OperationalError as error:
                if pause is None or not self.db.closed:
                    raise cannot_write(self.target, error) from error
                time.sleep(pause)
            else:
                return

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.OperationalError, psycopg.ProgrammingError, psycopg.InternalError) as error:
            raise cannot_write(self.target, error) from error


def _statements() -> Iterator[str]:
    for table in tables().values():
        yield create_table(table, POSTGRESQL)
    yield from create_indexes()
    yield from SEARCH


def _digest() -> str:
    text = "\n".join((*_statements(), *create_views(POSTGRESQL)))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Value) -> object:
    """Return a value as the server takes it: text without NUL, lists as lists."""
    if isinstance(value, str):
        return value.replace("\x00", "\u2400")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
