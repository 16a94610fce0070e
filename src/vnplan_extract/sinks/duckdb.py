"""DuckDB: the same tables and views in one file for analysis, lists as lists, money as DECIMAL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import duckdb

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.arrow import arrow_table
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, cannot_write, shown
from vnplan_extract.sinks.dialects import DUCKDB, create_table, create_views, quoted
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import plan_id, tables
from vnplan_extract.sinks.searchable import COLUMNS, searchable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Target
    from vnplan_extract.sinks.flatten import Row, Rows

SEARCH = "CREATE TABLE IF NOT EXISTS search_text (" + ", ".join(f"{name} VARCHAR" for name in COLUMNS) + ")"


class DuckdbSink(Sink):
    """Writes plans into a DuckDB file, one transaction a document."""

    form: ClassVar[Form] = "rows"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._db: duckdb.DuckDBPyConnection | None = None

    @property
    def db(self) -> duckdb.DuckDBPyConnection:
        """The open connection."""
        if self._db is None:
            raise OutputError("is not open", where=shown(self.target), remedy="Call open() first.")
        return self._db

    def open(self) -> None:
        """Open or make the file, its tables and views.

        Raises:
            OutputError: It cannot be written, or another program has it open.
        """
        with self._told():
            self.target.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = duckdb.connect(str(self.target.path))
            for table in tables().values():
                self.db.execute(create_table(table, DUCKDB))
                there = {row[0] for row in self.db.execute(f"DESCRIBE {quoted(table.name)}").fetchall()}
                for column in table.columns:
                    if column.name not in there:
                        kind = DUCKDB.types[column.type]
                        self.db.execute(
                            f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(column.name)} {kind}"
                        )
            for statement in (SEARCH, *create_views(DUCKDB)):
                self.db.execute(statement)

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
                    batch = arrow_table(name, rows[name])
                    self.db.register("batch", batch)
                    names = ", ".join(map(quoted, table.names))
                    self.db.execute(f"INSERT INTO {quoted(name)} ({names}) SELECT {names} FROM batch")  # noqa: S608
                    self.db.unregister("batch")
            found = list(searchable(rows))
            if found:
                self.db.executemany("INSERT INTO search_text VALUES (?, ?, ?, ?, ?)", found)

    def drop(self, sha256: str) -> None:
        """Remove a document.

        Raises:
            OutputError: The database refuses.
        """
        with self._told(), self._transaction():
            self._delete(plan_id(sha256))

    def _delete(self, plan: str) -> None:
        if not self.db.execute("SELECT 1 FROM plan WHERE id = ?", [plan]).fetchone():
            return
        self.db.execute("DELETE FROM search_text WHERE plan = ?", [plan])
        for name in reversed(tables()):
            key = "id" if name == "plan" else "plan"
            self.db.execute(f"DELETE FROM {quoted(name)} WHERE {key} = ?", [plan])  # noqa: S608 - names are ours

    def held(self) -> set[Held] | None:
        """Return what the database holds."""
        query = "SELECT source_sha256, coalesce(produced_by_version, ''), coalesce(produced_by_options, '') FROM plan"
        with self._told():
            return {
                (str(sha), str(version), str(options))
                for sha, version, options in self.db.execute(query).fetchall()
            }

    def rows(self, plan: str) -> Rows:
        """Return the rows of one plan by its id, as the flattening made them."""
        return {name: self._read(name, plan) for name in tables()}

    def _read(self, name: str, plan: str) -> list[Row]:
        table = tables()[name]
        key = "id" if name == "plan" else "plan"
        query = f"SELECT {', '.join(map(quoted, table.names))} FROM {quoted(name)} WHERE {key} = ?"  # noqa: S608
        found = self.db.execute(query, [plan]).fetchall()
        return [tuple(tuple(value) if isinstance(value, list) else value for value in row) for row in found]

    def plans(self) -> Iterator[Plan]:
        """Yield every plan in the database, in the order of their ids."""
        for (plan,) in self.db.execute("SELECT id FROM plan ORDER BY id").fetchall():
            yield rebuild(self.rows(plan))

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.IOException, duckdb.OperationalError, OSError) as error:
            raise cannot_write(self.target, error) from error
