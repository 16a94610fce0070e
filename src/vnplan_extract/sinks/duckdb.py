"""DuckDB: the same tables and views in one file for analysis, lists as lists, money as DECIMAL."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from vnplan_extract.sinks.arrow import arrow_table
from vnplan_extract.sinks.base import cannot_write, taken_by_another
from vnplan_extract.sinks.database import DatabaseSink, gathered
from vnplan_extract.sinks.dialects import DUCKDB, VIEWS, create_table, create_views, quoted
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.searchable import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vnplan_extract.sinks.base import Parcel
    from vnplan_extract.sinks.flatten import Value

SEARCH = "CREATE TABLE IF NOT EXISTS search_text (" + ", ".join(f"{name} VARCHAR" for name in COLUMNS) + ")"


class DuckdbSink(DatabaseSink[duckdb.DuckDBPyConnection]):
    """Writes plans into a DuckDB file."""

    def open(self) -> None:
        """Open or make the file, its tables and views.

        Raises:
            OutputError: It cannot be written, or another program has it open.
        """
        try:
            with self._told():
                self.target.path.parent.mkdir(parents=True, exist_ok=True)
                self._db = duckdb.connect(str(self.target.path))
            self._check()
            self._act(self._make)
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        """Refuse a file that has tables of our names which are not ours."""
        there = {str(row[0]) for row in self._ask("SELECT table_name FROM information_schema.tables")}
        taken = sorted(there & {*tables(), *VIEWS})
        if taken and "search_text" not in there:
            raise taken_by_another(self.target, repr(taken[0]))

    def _make(self) -> None:
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

    def _put_all(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self._remove(parcel.id)
        for name, rows in gathered(parcels).items():
            if rows:
                self._insert(name, tables()[name].names, arrow_table(name, rows))
        if searched := [row for parcel in parcels for row in parcel.searched]:
            self._insert("search_text", COLUMNS, pa.table(list(zip(*searched, strict=True)), names=COLUMNS))

    def _insert(self, table: str, columns: tuple[str, ...], rows: pa.Table) -> None:
        names = ", ".join(map(quoted, columns))
        self.db.register("batch", rows)
        self.db.execute(f"INSERT INTO {quoted(table)} ({names}) SELECT {names} FROM batch")  # noqa: S608 - names are ours
        self.db.unregister("batch")

    def _remove(self, plan: str) -> None:
        if not self.db.execute("SELECT 1 FROM plan WHERE id = ?", [plan]).fetchone():
            return
        self.db.execute("DELETE FROM search_text WHERE plan = ?", [plan])
        for name in reversed(tables()):
            key = "id" if name == "plan" else "plan"
            self.db.execute(f"DELETE FROM {quoted(name)} WHERE {key} = ?", [plan])  # noqa: S608 - names are ours

    def _ask(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Value, ...]]:
        return self.db.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _act(self, act: Callable[[], None]) -> None:
        with self._told():
            self.db.execute("BEGIN")
            try:
                act()
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a commit that failed has rolled back itself
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.IOException, duckdb.OperationalError, OSError) as error:
            raise cannot_write(self.target, error) from error
