"""Rows as SQLite takes them, made in the child that read the document: the one process that writes only hands them on.

Python's driver looks up for each None, boolean and Decimal whether somebody has taught it to write that: as slow as what is
written. A third of all values are None, and most of these stand in columns that are empty in the whole plan. They travel
as columns, which is quicker on both sides than rows (packed arrays and `marshal` were measured, and are no quicker), and
frozen: what waits for others to be written with is one piece of bytes, not some thousand objects, and is thawed when its
turn comes and freed before the next.
"""

from __future__ import annotations

import json
import pickle
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.sinks.flatten import Row, Rows, Value
    from vnplan_extract.sinks.schema import Table, Type
    from vnplan_extract.sinks.searchable import Searched

Ready = tuple[str, tuple[str, ...], list["Sequence[Value]"]]
"""A table, its columns that hold anything in some rows, and these columns, each the values of all rows."""

LARGEST = 2**63 - 1
LISTS = ("texts", "integers", "floats")
_JSON = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes an encoder each time


def make_ready(rows: Rows) -> tuple[Ready, ...]:
    """Return the rows of a plan as SQLite takes them, owners before what refers to them."""
    return tuple(_plain(table, some) for name, table in tables().items() if (some := rows[name]))


def freeze(rows: Rows, search: tuple[Searched, ...]) -> bytes:
    """Return the rows as SQLite takes them, and what full-text search looks in, as bytes."""
    return pickle.dumps((make_ready(rows), search), protocol=pickle.HIGHEST_PROTOCOL)


def thaw(frozen: bytes) -> tuple[tuple[Ready, ...], tuple[Searched, ...]]:
    """Return what was frozen."""
    found: tuple[tuple[Ready, ...], tuple[Searched, ...]] = pickle.loads(frozen)  # noqa: S301 - our own child's
    return found


def rows_of(ready: Sequence[Ready]) -> Rows:
    """Return the rows that were made ready, as the flattening had them."""
    rows: Rows = {name: [] for name in tables()}
    for name, names, columns in ready:
        empty: dict[str, Value] = dict.fromkeys(tables()[name].names)
        rows[name] = [
            back(tables()[name], tuple({**empty, **dict(zip(names, row, strict=True))}.values()))
            for row in zip(*columns, strict=True)
        ]
    return rows


def back(table: Table, row: Row) -> Row:
    """Return a row of SQLite as the flattening had it."""
    return tuple(read_value(column.type, value) for column, value in zip(table.columns, row, strict=True))


def _plain(table: Table, rows: list[Row]) -> Ready:
    names: list[str] = []
    columns: list[Sequence[Value]] = []
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        if values[0] is None and values.count(None) == len(values):
            continue
        names.append(column.name)
        plain = PLAIN.get(column.type)
        columns.append([None if value is None else plain(value) for value in values] if plain else values)
    return table.name, tuple(names), columns


def _number(value: Value) -> Value:
    """Return a decimal as SQLite can add it up, if that is exact; else as its digits."""
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        whole = int(value)
        return whole if abs(whole) <= LARGEST else str(whole)
    near = float(value)
    return near if Decimal(repr(near)) == value else format(value, "f")


def _list(value: Value) -> Value:
    return _JSON(value) if value else "[]"


PLAIN: dict[Type, Callable[[Value], Value]] = {
    "number": _number,
    "boolean": int,  # type: ignore[dict-item]  # what stands in such a column is a bool
    "texts": _list,
    "integers": _list,
    "floats": _list,
}
"""Type of a column -> what makes its values plain."""


def read_value(kind: Type, value: Value) -> Value:
    """Return a value as the flattening had it."""
    if value is None:
        return None
    if kind == "number":
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return None
    if kind == "boolean":
        return bool(value)
    if kind in LISTS:
        return tuple(json.loads(str(value)))
    return value
