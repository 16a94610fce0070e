"""Parquet: a folder with one typed file a table, or parts of one (`part-….parquet`) when many machines write."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import pyarrow.parquet as pq

from vnplan_extract.sinks.arrow import arrow_schema, arrow_table
from vnplan_extract.sinks.staged import StagedFolderSink

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.sinks.schema import Table

GROUP = 50_000  # rows held at a time


class ParquetSink(StagedFolderSink):
    """Writes `TABLE.parquet` for each table into a folder."""

    suffix: ClassVar[str] = ".parquet"

    def write_table(self, table: Table, path: Path) -> None:
        """Write one table."""
        rows = self.rows_of(table)
        with pq.ParquetWriter(path, arrow_schema(table), compression="zstd") as writer:
            while some := list(islice(rows, GROUP)):
                writer.write_table(arrow_table(table.name, some))
