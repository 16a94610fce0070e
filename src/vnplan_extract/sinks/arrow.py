"""The tables as Arrow: the schema and the batches that Parquet and DuckDB take."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING

import pyarrow as pa

from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.sinks.flatten import Row, Value
    from vnplan_extract.sinks.schema import Table

PLACES = Decimal("1e-9")
LARGEST = Decimal(10) ** 29


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


def fitting(value: Value) -> Decimal | None:
    """Return a number as DECIMAL(38, 9) holds it, or None where it does not fit exactly: no value beats a wrong one."""
    if not isinstance(value, Decimal) or abs(value) >= LARGEST:
        return None
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    return rounded if rounded == value else None
