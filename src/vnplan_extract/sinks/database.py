"""What the databases share: one transaction a group of documents, whole or not at all; reading plans back."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, shown
from vnplan_extract.sinks.dialects import quoted
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import plan_id, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Target
    from vnplan_extract.sinks.flatten import Row, Rows, Value
    from vnplan_extract.sinks.schema import Table

C = TypeVar("C")  # the connection


def gathered(parcels: Sequence[Parcel]) -> Rows:
    """Return the rows of documents by table, those of all of them together."""
    return {name: [row for parcel in parcels for row in (parcel.rows or {})[name]] for name in tables()}


class DatabaseSink(Sink, Generic[C]):
    """Writes the tables; a database says how it acts in a transaction, puts a document in and takes one out."""

    form: ClassVar[Form] = "sql"
    mark: ClassVar[str] = "?"  # where a value goes in a statement

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._db: C | None = None

    @property
    def db(self) -> C:
        """The open connection."""
        if self._db is None:
            raise OutputError("is not open", where=shown(self.target), remedy="Call open() first.")
        return self._db

    def write(self, parcel: Parcel) -> None:
        """Write one document in one transaction, in place of what has its SHA-256.

        Raises:
            OutputError: The database refuses.
        """
        self._act(lambda: self._put_all([parcel]))

    def write_all(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        """Write documents in one transaction; where one of them is refused, each in its own.

        Raises:
            OutputError: The database refuses.
        """

        def put() -> None:
            once = {
                parcel.id: parcel for parcel in parcels
            }  # files may have become alike while they were read
            self._put_all([once[key] for key in sorted(once)])  # one order for all who lock rows

        try:
            self._act(put)
        except OutputError:
            raise
        except Exception:  # noqa: BLE001 - the fault of a document: found below
            return super().write_all(parcels)
        return [None] * len(parcels)

    def drop(self, sha256: str) -> None:
        """Remove a document.

        Raises:
            OutputError: The database refuses.
        """
        self._act(lambda: self._remove(plan_id(sha256)))

    def held(self) -> set[Held] | None:
        """Return what the database holds."""
        query = "SELECT source_sha256, coalesce(produced_by_version, ''), coalesce(produced_by_options, '') FROM plan"
        with self._told():
            return {(str(sha), str(version), str(options)) for sha, version, options in self._ask(query)}

    def rows(self, plan: str) -> Rows:
        """Return the rows of one plan by its id, as the flattening made them."""
        return {name: self._rows(table, plan) for name, table in tables().items()}

    def _rows(self, table: Table, plan: str) -> list[Row]:
        key = "id" if table.name == "plan" else "plan"
        names = ", ".join(map(quoted, table.names))
        query = f"SELECT {names} FROM {quoted(table.name)} WHERE {key} = {self.mark}"  # noqa: S608 - names are ours
        return [self._back(table, row) for row in self._ask(query, (plan,))]

    def plans(self) -> Iterator[Plan]:
        """Yield every plan in the database, in the order of their ids."""
        for plan in sorted(str(row[0]) for row in self._ask("SELECT id FROM plan")):
            yield rebuild(self.rows(plan))

    @abstractmethod
    def _act(self, act: Callable[[], None]) -> None:
        """Do something in one transaction.

        Raises:
            OutputError: The database refuses.
        """

    @abstractmethod
    def _told(self) -> AbstractContextManager[None]:
        """Turn what the database says when it refuses into an OutputError."""

    @abstractmethod
    def _put_all(self, parcels: Sequence[Parcel]) -> None:
        """Write documents in place of what has their SHA-256, inside a transaction."""

    @abstractmethod
    def _remove(self, plan: str) -> None:
        """Remove a plan with all its rows, inside a transaction."""

    @abstractmethod
    def _ask(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Value, ...]]:
        """Return the rows of a query."""

    def _back(self, _: Table, row: tuple[Value, ...]) -> Row:
        """Return a row as the flattening had it."""
        return tuple(tuple(value) if isinstance(value, list) else value for value in row)
