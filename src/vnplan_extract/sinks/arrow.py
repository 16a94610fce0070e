"""The tables as Arrow: the schema and the batches that Parquet and DuckDB take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.written import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.sinks.flatten import Row, Value
    from vnplan_extract.sinks.schema import Table


def arrow_schema(table: Table) -> pa.Schema:
    """Return the table's schema; descriptions are kept as the fields' metadata."""
    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.decimal128(38, 9),
        "float": pa.float64(),
        "boolean": pa.bool_(),
        "texts": pa.list_(pa.string()),
        "integers": pa.list_(pa.int64()),
        "floats": pa.list_(pa.float64()),
    }
    fields = [
        pa.field(column.name, kinds[column.type], metadata={"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"description": table.description})


def arrow_table(name: str, rows: Iterable[Row]) -> pa.Table:
    """Return rows as an Arrow table."""
    table = tables()[name]
    schema = arrow_schema(table)
    columns: list[tuple[Value, ...]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        pa.array(
            [fitting(value) for value in values] if column.type == "number" else list(values), field.type
        )
        for column, field, values in zip(table.columns, schema, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
