"""PostgreSQL: the same tables and views on a server; COPY, transactions, migrations by version."""

from __future__ import annotations

import hashlib
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar

import psycopg
from psycopg import sql

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import cannot_write, shown, taken_by_another
from vnplan_extract.sinks.database import DatabaseSink, gathered
from vnplan_extract.sinks.dialects import (
    POSTGRESQL,
    VIEWS,
    create_indexes,
    create_table,
    create_views,
    quoted,
)
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.searchable import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from vnplan_extract.sinks.base import Parcel
    from vnplan_extract.sinks.flatten import Row, Value

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
FAILURE = (
    "CREATE TABLE IF NOT EXISTS failure (url text PRIMARY KEY, error text NOT NULL, message text NOT NULL)"
)
STAMP = "CREATE TABLE IF NOT EXISTS stamp (url text PRIMARY KEY, mark text NOT NULL)"
MIGRATIONS: dict[int, tuple[str, ...]] = {1: ()}
"""Version -> statements that bring a database of the version before to it; new tables, columns and views need none."""


class PostgresqlSink(DatabaseSink[psycopg.Connection]):
    """Writes plans to a PostgreSQL server."""

    mark: ClassVar[str] = "%s"

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

    def _check(self) -> None:
        """Refuse a schema that has tables of our names which are not ours."""
        ours = [*tables(), *VIEWS, "search_text", "failure", "stamp", "vnplan_schema"]
        query = "SELECT relname, current_schema() FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)"
        there: dict[str, str] = dict(self._run(query, (ours,)).fetchall())
        if there and "vnplan_schema" not in there:
            name, schema = min(there.items())
            raise taken_by_another(self.target, f"{schema}.{name}")

    def _migrate(self) -> None:
        self._check()
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

    def _put_all(self, parcels: Sequence[Parcel]) -> None:
        # Two batches may come with the same document at the same moment.
        ids = [parcel.id for parcel in parcels]
        self._run(
            "SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(%s::text[]) AS id", (ids,)
        )
        if there := [str(row[0]) for row in self._run("SELECT id FROM plan WHERE id = ANY(%s)", (ids,))]:
            self._empty(there)
        rows = gathered(parcels)
        for row in rows.pop("plan"):
            self._upsert(row)
        for name, some in rows.items():
            if some:
                self._copy(name, tables()[name].names, some)
        self._copy("search_text", COLUMNS, (row for parcel in parcels for row in parcel.searched))

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

    def _empty(self, plans: list[str]) -> None:
        self._run("DELETE FROM search_text WHERE plan = ANY(%s)", (plans,))
        for name in reversed(tables()):
            if name != "plan":
                self._run(f"DELETE FROM {quoted(name)} WHERE plan = ANY(%s)", (plans,))  # noqa: S608 - names are ours

    def _remove(self, plan: str) -> None:
        self._empty([plan])
        self._run("DELETE FROM plan WHERE id = %s", (plan,))

    def _ask(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Value, ...]]:
        return self._run(query, values or None).fetchall()

    def note_failures(self, urls: Sequence[str], failed: Sequence[tuple[str, str, str]]) -> None:
        """Note which of some documents failed (url, error, message), for batches that keep no other record.

        Raises:
            OutputError: The server refuses or is gone.
        """

        def note() -> None:
            self._run("DELETE FROM failure WHERE url = ANY(%s)", (list(urls),))
            self._copy("failure", ("url", "error", "message"), failed)

        self._act(note)

    def marks(self, urls: Sequence[str]) -> dict[str, str]:
        """Return what told, of some documents, which one was read (`batch.marks`).

        Raises:
            OutputError: The server refuses or is gone.
        """
        with self._told():
            rows = self._run("SELECT url, mark FROM stamp WHERE url = ANY(%s)", (list(urls),)).fetchall()
        return {str(url): str(mark) for url, mark in rows}

    def note_marks(self, marks: Mapping[str, str]) -> None:
        """Note which documents were read.

        Raises:
            OutputError: The server refuses or is gone.
        """

        def note() -> None:
            self._run("DELETE FROM stamp WHERE url = ANY(%s)", (list(marks),))
            self._copy("stamp", ("url", "mark"), list(marks.items()))

        self._act(note)

    def replace(self, file: str, plan: str) -> None:
        """Remove what was read from a path or address before it held this plan.

        Raises:
            OutputError: The server refuses or is gone.
        """

        def remove() -> None:
            for (old,) in self._ask("SELECT id FROM plan WHERE file = %s AND id <> %s", (file, plan)):
                self._remove(str(old))

        self._act(remove)

    def close(self) -> None:
        """Close the connection."""
        if self._db is not None:
            with suppress(psycopg.Error):
                self._db.close()
            self._db = None

    def _act(self, act: Callable[[], None]) -> None:
        """Act; where the connection is lost, connect again and act again: the transaction is whole or not there.

        So it is where two batches wait for each other: the server ends one of the two transactions.
        """
        for pause in (*PAUSES, None):
            try:
                if self.db.closed:
                    self._connect()
                with self.db.transaction():
                    act()
            except psycopg.OperationalError as error:
                lost = self.db.closed or isinstance(error, psycopg.errors.DeadlockDetected)
                if pause is None or not lost:
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
    yield FAILURE
    yield STAMP
    yield "CREATE INDEX IF NOT EXISTS plan_by_file ON plan (file)"


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
