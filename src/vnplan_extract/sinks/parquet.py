"""Parquet: a folder with one typed file a table, or parts of one (`part-….parquet`) when many machines write."""

from __future__ import annotations

import shutil
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from vnplan_extract.sinks.arrow import arrow_schema, arrow_table
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.sinks.schema import Table

GROUP = 50_000  # rows held at a time


class ParquetSink(StagedSink):
    """Writes `TABLE.parquet` for each table into a folder."""

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
                self._write(table, part / f"{table.name}.parquet")
            for path in sorted(part.iterdir()):
                path.replace(self.target.path / path.name)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _write(self, table: Table, path: Path) -> None:
        rows = self.rows_of(table)
        with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as writer:
            while some := list(islice(rows, GROUP)):
                writer.write_table(arrow_table(table.name, some))
