"""Plans as data frames: one frame a table, with the columns of `docs/fields.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from vnplan_extract.errors import MissingPartError, OptionError
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.written import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    import polars as pl

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.flatten import Row
    from vnplan_extract.sinks.schema import Table


@overload
def to_frames(plans: Iterable[Plan], *, library: Literal["pandas"] = "pandas") -> dict[str, pd.DataFrame]: ...
@overload
def to_frames(plans: Iterable[Plan], *, library: Literal["polars"]) -> dict[str, pl.DataFrame]: ...
def to_frames(
    plans: Iterable[Plan], *, library: Literal["pandas", "polars"] = "pandas"
) -> dict[str, pd.DataFrame] | dict[str, pl.DataFrame]:
    """Return table -> frame for some plans.

    In pandas decimals stay decimals and lists stay tuples. In polars every column has its type, numbers are
    Decimal(38, 9), and one that does not fit exactly is null.

    Raises:
        OptionError: The library is neither.
        MissingPartError: The library is not installed.
    """
    if library not in ("pandas", "polars"):
        raise OptionError(f"library is {library!r}", where="to_frames", remedy="Use pandas or polars.")
    rows: dict[str, list[Row]] = {name: [] for name in tables()}
    for plan in plans:
        for name, some in flatten(plan).items():
            rows[name].extend(some)
    try:
        return _in_pandas(rows) if library == "pandas" else _in_polars(rows)
    except ImportError as error:
        raise MissingPartError(
            f"{library} is not installed", where="to_frames", remedy=f"pip install {library}"
        ) from error


def _in_pandas(rows: dict[str, list[Row]]) -> dict[str, pd.DataFrame]:
    import pandas as pd  # noqa: PLC0415 - an extra

    return {name: pd.DataFrame(rows[name], columns=list(table.names)) for name, table in tables().items()}


def _in_polars(rows: dict[str, list[Row]]) -> dict[str, pl.DataFrame]:
    import polars as pl  # noqa: PLC0415 - an extra

    return {
        name: pl.DataFrame(_fitting(table, rows[name]), schema=_schema(table), orient="row")
        for name, table in tables().items()
    }


def _fitting(table: Table, rows: list[Row]) -> list[Row]:
    numbers = [column.type == "number" for column in table.columns]
    if not any(numbers):
        return rows
    return [
        tuple(fitting(value) if number else value for value, number in zip(row, numbers, strict=True))
        for row in rows
    ]


def _schema(table: Table) -> dict[str, pl.DataType]:
    import polars as pl  # noqa: PLC0415 - an extra

    kinds: dict[str, pl.DataType] = {
        "text": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Decimal(38, 9),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "texts": pl.List(pl.String()),
        "integers": pl.List(pl.Int64()),
        "floats": pl.List(pl.Float64()),
    }
    return {column.name: kinds[column.type] for column in table.columns}
