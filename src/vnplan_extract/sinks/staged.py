"""Files that are written whole at the end (CSV, Excel, Parquet): what comes is kept in an SQLite file until then.

So these targets too can be stopped at any moment, resumed, and written again without a row lost or doubled.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, Target, cannot_write, shown
from vnplan_extract.sinks.dialects import quoted
from vnplan_extract.sinks.locks import lock
from vnplan_extract.sinks.ready import back
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.sqlite import SqliteSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from vnplan_extract.sinks.flatten import Row
    from vnplan_extract.sinks.schema import Table

log = logging.getLogger(__name__)


class _Store(SqliteSink):
    """The rows that are kept: no one searches them."""

    searched: ClassVar[bool] = False


class StagedSink(Sink):
    """Keeps the rows beside the target and exports all of them when it is closed."""

    form: ClassVar[Form] = "kept"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.store_path: Path = target.path.with_name(f".{target.path.name}.store.db")
        self.store = _Store(Target(target.url, "sqlite", self.store_path, {}))
        self._unlock: Callable[[], None] | None = None
        self._changed = False

    def open(self) -> None:
        """Open the rows kept so far.

        Raises:
            OutputError: The place cannot be written, or another batch writes it.
        """
        try:
            self.target.path.parent.mkdir(parents=True, exist_ok=True)
            self.check()
            self._unlock = lock(self.target.path, self.target)
        except OSError as error:
            raise cannot_write(self.target, error) from error
        try:
            self._spare()
            self.store.open()
        except BaseException:
            self._unlock()
            self._unlock = None
            raise
        self.store.db.execute("CREATE TABLE IF NOT EXISTS exported (whole INTEGER)")
        whole = self.store.db.execute("SELECT count(*) FROM exported").fetchone()[0]
        self._changed = not (whole and self.target.path.exists())

    def check(self) -> None:
        """Raise OSError if the target itself cannot be made."""

    def _spare(self) -> None:
        """Refuse to write over what was not made from rows kept here."""
        if not self.store_path.exists() and (there := self.there()):
            raise OutputError(
                f"{there.name} is there and was not written by this batch",
                where=shown(self.target),
                remedy=f"Name another place, or remove it first; its rows would be in {self.store_path.name}.",
            )

    def there(self) -> Path | None:
        """Return a file that the export would write over, if there is one."""
        return self.target.path if self.target.path.exists() else None

    def write(self, parcel: Parcel) -> None:
        """Keep one document's rows."""
        self._change()
        self.store.write(parcel)

    def write_all(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        """Keep the rows of documents."""
        self._change()
        return self.store.write_all(parcels)

    def held(self) -> set[Held] | None:
        """Return what is kept."""
        return self.store.held()

    def drop(self, sha256: str) -> None:
        """Remove a document's rows."""
        self._change()
        self.store.drop(sha256)

    def _change(self) -> None:
        """Note that the target is older than the rows, so that a crash before the export is noticed."""
        if not self._changed:
            self._changed = True
            self.store.db.execute("DELETE FROM exported")

    def close(self) -> None:
        """Export everything, if anything has changed.

        Raises:
            OutputError: The target cannot be written; the rows are kept, and the next run exports them.
        """
        try:
            if self._unlock and self._changed:
                log.info(
                    "Writing %s ...", shown(self.target)
                )  # for thousands of documents this takes minutes
                self.export()
                self.store.db.execute("INSERT INTO exported VALUES (1)")
                self._changed = False
        except (OSError, sqlite3.Error) as error:
            raise cannot_write(self.target, error) from error
        finally:
            self.store.close()
            if self._unlock:
                self._unlock()
                self._unlock = None

    @abstractmethod
    def export(self) -> None:
        """Write all rows to the target, whole or not at all."""

    def rows_of(self, table: Table) -> Iterator[Row]:
        """Yield a table's rows, ordered by their keys."""
        names = ", ".join(map(quoted, table.names))
        order = ", ".join(map(quoted, ("plan", *self._order(table)) if table.name != "plan" else ("id",)))
        query = f"SELECT {names} FROM {quoted(table.name)} ORDER BY {order}"  # noqa: S608 - names are ours
        for row in self.store.db.execute(query):
            yield back(table, row)

    @staticmethod
    def _order(table: Table) -> tuple[str, ...]:
        # Owner by owner, and in each list by position: "…/tasks/10" would come before "…/tasks/2" by its text.
        owners = tuple("within" if owner == table.name else owner for owner in table.owners)
        field = ("field",) if table.has_field else ()
        position = ("position",) if table.has_position else ()
        return (*owners, *field, *position, *table.key) if table.name != "evidence" else table.key


class StagedFolderSink(StagedSink):
    """Exports a file for each table into a folder: all beside those that are there, then each in its place."""

    suffix: ClassVar[str]

    @abstractmethod
    def write_table(self, table: Table, path: Path) -> None:
        """Write one table."""

    def describe(self, folder: Path) -> None:
        """Write what goes beside the tables, if anything."""

    def there(self) -> Path | None:
        """Return a file that the export would write over, if there is one."""
        paths = (self.target.path / f"{name}{self.suffix}" for name in tables())
        return next((path for path in paths if path.exists()), None)

    def check(self) -> None:
        """Raise OSError if the folder cannot be made."""
        self.target.path.mkdir(parents=True, exist_ok=True)

    def export(self) -> None:
        """Write all tables beside the files that are there, then put them in their place."""
        part = self.target.path / ".part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            for table in tables().values():
                self.write_table(table, part / f"{table.name}{self.suffix}")
            self.describe(part)
            for path in sorted(part.iterdir()):
                path.replace(self.target.path / path.name)
        finally:
            shutil.rmtree(part, ignore_errors=True)
