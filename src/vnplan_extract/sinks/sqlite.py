"""SQLite: one file, tables with foreign keys, views, and full-text search that finds "dao tao" for "đào tạo"."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import Watch, cannot_write, shown, taken_by_another
from vnplan_extract.sinks.database import DatabaseSink
from vnplan_extract.sinks.dialects import SQLITE, VIEWS, create_indexes, create_table, create_views, quoted
from vnplan_extract.sinks.ready import back
from vnplan_extract.sinks.schema import Table, tables
from vnplan_extract.sinks.searchable import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from vnplan_extract.sinks.base import Form, Parcel
    from vnplan_extract.sinks.flatten import Row, Value
    from vnplan_extract.sinks.searchable import Searched

APPLICATION = 0x766E706C  # "vnpl": lets `file` and us know the database
VERSION = 1  # of the tables as this module lays them out
WAIT = 60.0  # seconds to wait for another writer
STATEMENTS = 512  # kept ready: a table has one for each set of columns that plans fill
CHECKPOINT = 4000  # pages of the journal (32 MB) before they are put in their places: a page changes many times till then

SEARCH = (
    # The text of every row that is searched, and an index over it. unicode61 folds neither đ nor, as set here, accents:
    # `folded` is ours, so that both "đào tạo" and "dao tao" are found, and each only means itself.
    """CREATE TABLE IF NOT EXISTS search_text (
  id INTEGER PRIMARY KEY, plan TEXT NOT NULL REFERENCES plan (id), record TEXT NOT NULL,
  record_table TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS search_text_by_plan ON search_text (plan)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
  text, folded, content=search_text, content_rowid=id, tokenize="unicode61 remove_diacritics 0")""",
    # No triggers: inside one, FTS5 writes out what it has gathered at each row, which took four times as long.
    "DROP TRIGGER IF EXISTS search_text_added",
    "DROP TRIGGER IF EXISTS search_text_gone",
)
SEARCHES = ("search_text", "search")
UNSEARCH = """INSERT INTO search (search, rowid, text, folded)
  SELECT 'delete', id, text, folded FROM search_text WHERE plan = ?"""


class SqliteSink(DatabaseSink[sqlite3.Connection]):
    """Writes plans into an SQLite file.

    Attributes:
        searched: Whether full-text search finds what is written.
    """

    form: ClassVar[Form] = "sqlite"
    searched: ClassVar[bool] = True
    _watch: Watch | None = None

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
        self.target.path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            self.target.path,
            timeout=WAIT,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        # The flattening keeps references true (tested with `PRAGMA foreign_key_check`); to look each up again costs 6 %.
        self._db.execute("PRAGMA foreign_keys = OFF")
        self._check()
        self._db.execute(
            "PRAGMA page_size = 8192"
        )  # of a new file: rows are long; measured 8 % quicker than 4096
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        self._db.execute("PRAGMA cache_size = -32000")  # KB: rows of a plan go to sixty trees
        self._act(self._make)
        self._watch = Watch(self.target)

    def _check(self) -> None:
        """Refuse a database of somebody else, or of a later version."""
        application = self.db.execute("PRAGMA application_id").fetchone()[0]
        version = self.db.execute("PRAGMA user_version").fetchone()[0]
        there = {str(row[0]) for row in self.db.execute("SELECT name FROM sqlite_master")}
        if there and application not in (0, APPLICATION):
            raise OutputError(
                "is another program's database", where=shown(self.target), remedy="Name another file."
            )
        if application != APPLICATION and (taken := sorted(there & {*tables(), *VIEWS, *SEARCHES})):
            raise taken_by_another(self.target, repr(taken[0]))
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

    def _put_all(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            self._put(parcel)

    def _put(self, parcel: Parcel) -> None:
        self._remove(parcel.id)
        tables_ready, searched = parcel.ready
        for name, names, columns in tables_ready:
            self.db.executemany(_insert(name, names), zip(*columns, strict=True))
        if self.searched:
            self._put_search(searched)

    def _put_search(self, searched: Iterable[Searched]) -> None:
        first = self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM search_text").fetchone()[0]
        rows = [(number, *row) for number, row in enumerate(searched, first)]
        self.db.executemany(_insert("search_text", ("id", *COLUMNS)), rows)
        folded = [(number, text, plain) for number, *_, text, plain in rows]
        self.db.executemany(_insert("search", ("rowid", "text", "folded")), folded)

    def _remove(self, plan: str) -> None:
        if not self.db.execute("SELECT 1 FROM plan WHERE id = ?", (plan,)).fetchone():
            return
        self.db.execute(UNSEARCH, (plan,))
        self.db.execute("DELETE FROM search_text WHERE plan = ?", (plan,))
        for name in reversed(tables()):
            key = "id" if name == "plan" else "plan"
            self.db.execute(f"DELETE FROM {quoted(name)} WHERE {key} = ?", (plan,))  # noqa: S608 - names are ours

    def _ask(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Value, ...]]:
        return self.db.execute(query, values).fetchall()

    def _back(self, table: Table, row: tuple[Value, ...]) -> Row:
        return back(table, row)

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

    def _act(self, act: Callable[[], None]) -> None:
        with self._told():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                act()
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
                raise
        if self._watch:
            self._watch.look()

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


@cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, names))}) VALUES ({marks})"  # noqa: S608
