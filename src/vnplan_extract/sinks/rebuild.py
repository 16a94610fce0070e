"""Rows to Plan: the inverse of the flattening, which is how a test proves that no table loses anything."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.plan import Plan
from vnplan_extract.sinks.schema import Inline, Leaf, Shape, shape_of_plan, tables
from vnplan_extract.sinks.schema import Rows as RowsPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.sinks.flatten import Row, Rows, Value

Tree = dict[str, object]


def rebuild(rows: Rows) -> Plan:
    """Return the plan whose rows these are; the order of the rows does not matter.

    Args:
        rows: Table -> rows of one plan, values in the order of the table's columns.
    """
    head = rows["plan"][0]
    root = _record(_by_source("plan", head), shape_of_plan(), ())
    homes: dict[str, Tree] = {str(head[0]): root or {}}
    for name, table in tables().items():
        if name in ("plan", "evidence"):
            continue
        for row in sorted(rows.get(name, ()), key=lambda row: _depth_and_place(row, table.names)):
            _hang(row, name, str(head[0]), homes)
    for row in sorted(rows.get("evidence", ()), key=lambda row: (str(row[1]), int(str(row[4])))):
        _evidence(row, homes)
    return Plan.model_validate(homes[str(head[0])])


def _depth_and_place(row: Row, names: Sequence[str]) -> tuple[int, int]:
    position = row[names.index("position")] if "position" in names else None
    return str(row[0]).count("/"), position if isinstance(position, int) else 0


def _hang(row: Row, table: str, plan: str, homes: dict[str, Tree]) -> None:
    """Put a row's record where its pointer says."""
    identity = str(row[0])
    part, owner, key = _place(identity, plan, table, homes)
    record: object
    if part.shape is None:
        record = row[-1]
    else:
        tree = _record(_by_source(table, row), part.shape, ()) or {}
        homes[identity] = tree
        record = tree
    if part.many == "one":
        owner[part.name] = record
    elif part.many == "years":
        owner.setdefault(part.name, {})[int(key)] = record  # type: ignore[index]
    else:
        owner.setdefault(part.name, []).append(record)  # type: ignore[attr-defined]


def _place(identity: str, plan: str, table: str, homes: dict[str, Tree]) -> tuple[RowsPart, Tree, str]:
    """Return the field a row belongs to, the record that has the field, and the row's key in it."""
    names = identity[len(plan) + 1 :].split("/")
    shape, tree, at = shape_of_plan(), homes[plan], plan
    while True:
        part = next(part for part in shape.parts if part.name == names[0])
        at = f"{at}/{names.pop(0)}"
        if isinstance(part, Inline):
            tree, shape = tree.setdefault(part.name, {}), part.shape  # type: ignore[assignment]
            continue
        if not isinstance(part, RowsPart):
            raise ValueError(f"{identity} is no place of table {table}")  # noqa: TRY004
        key = names.pop(0) if part.many != "one" else ""
        at = f"{at}/{key}" if key else at
        if not names:
            return part, tree, key
        assert part.shape is not None
        tree, shape = homes[at], part.shape


def _by_source(table: str, row: Row) -> dict[tuple[str, ...], Value]:
    columns = tables()[table].columns
    return {column.source: value for column, value in zip(columns, row, strict=True) if column.source}


def _record(values: dict[tuple[str, ...], Value], shape: Shape, way: tuple[str, ...]) -> Tree | None:
    """Return the record at `way`, or None where an optional one is absent: then all its values are."""
    tree: Tree = {}
    for part in shape.parts:
        if isinstance(part, Leaf):
            tree[part.name] = values[*way, part.name]
        elif isinstance(part, Inline):
            tree[part.name] = _record(values, part.shape, (*way, part.name))
    if way and all(value is None for value in tree.values()):
        return None
    for part in shape.parts:  # empty until their rows come
        if isinstance(part, RowsPart) and part.many != "one":
            tree[part.name] = [] if part.many == "list" else {}
    return tree


def _evidence(row: Row, homes: dict[str, Tree]) -> None:
    named: dict[str, Value] = dict(zip(tables()["evidence"].names, row, strict=True))
    shape_table, field = str(named["record_table"]), str(named["field"])
    tree = homes[str(named["record"])]
    for name in _ways(field, shape_table):
        tree = tree[name]  # type: ignore[assignment]
        field = field[len(name) + 1 :]
    box = tuple(named[side] for side in ("x0", "top", "x1", "bottom"))
    places: dict[str, list[Tree]] = tree.setdefault("evidence", {})  # type: ignore[assignment]
    places.setdefault(field, []).append(
        {
            "page": named["page"],
            "box": None if box[0] is None else box,
            "start": named["start_offset"],
            "end": named["end_offset"],
            "text": named["text"],
            "read_by": named["read_by"],
            "confidence": named["confidence"],
            "as_read": named["as_read"],
        }
    )


def _ways(field: str, table: str) -> Iterator[str]:
    """Yield the inline records that a dotted field leads through."""
    shape = _shapes()[table]
    while "." in field:
        name, field = field.split(".", 1)
        part = next((part for part in shape.parts if part.name == name), None)
        if not isinstance(part, Inline):
            return
        yield name
        shape = part.shape


@cache
def _shapes() -> dict[str, Shape]:
    found = {"plan": shape_of_plan()}

    def walk(shape: Shape) -> None:
        for part in shape.parts:
            if isinstance(part, Inline):
                walk(part.shape)
            elif isinstance(part, RowsPart) and part.shape and part.table not in found:
                found[part.table] = part.shape
                walk(part.shape)

    walk(shape_of_plan())
    return found
