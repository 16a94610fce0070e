"""The tables of a Plan, derived from its models: one place says which record goes to which table and column.

Every row has an `id`: the plan's id and the JSON pointer of the record in the plan, `p3f1c…/tasks/0/leads/1`. So a row
names its place in the JSON, a finding's `path` leads to its row, and the rows give the Plan again (`rebuild.py`).
A record that stands alone in a field (`when`, `issuer`) becomes columns of its owner's row (`when_edtf`); records in
lists become rows of their own table, which refer to their owner. Lists of plain values stay lists.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from vnplan_extract.plan import Agency, Budget, Citation, PageInfo, Plan
from vnplan_extract.plan import Cell as PlanCell
from vnplan_extract.plan import Column as PlanColumn
from vnplan_extract.plan import Fragment as PlanFragment
from vnplan_extract.plan import Table as PlanTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

Type = Literal["text", "integer", "number", "float", "boolean", "texts", "integers", "floats"]
Many = Literal["one", "list", "years"]

NAMES: dict[type[BaseModel], str] = {
    PageInfo: "page",
    PlanTable: "plan_table",  # "table" would have to be quoted in every query
    PlanCell: "table_cell",
    PlanColumn: "table_column",
    PlanFragment: "table_fragment",
}
ALONE = (Citation, Budget)  # rows of their own even where there can be only one
TEXT_ROWS = {("plan", "recipients"): "recipient"}  # lists of texts that people ask for as rows
RENAMED = {
    "id": "agency_id",  # only an Agency has an id of its own
    "plan": "{table}_plan",
    "index": "table_index",
    "table": "table_index",
    "end": "end_offset",
    "start": "start_offset",
}
BOX = ("x0", "top", "x1", "bottom")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `source` is the way from the record to the value, empty for keys; `references` a table's `id`."""

    name: str
    type: Type
    description: str
    nullable: bool = True
    source: tuple[str, ...] = ()
    references: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field of a record that is a value, or a list of values."""

    name: str
    type: Type
    enum: bool = False


@dataclass(frozen=True, slots=True)
class Inline:
    """A field that holds one record, written as columns of the owner."""

    name: str
    shape: Shape
    optional: bool
    width: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A field whose records become rows of `table`."""

    name: str
    table: str
    many: Many
    shape: Shape | None  # None for plain texts


@dataclass(slots=True, eq=False)
class Shape:
    """How a model is taken apart: its fields in order, and the table its rows go to ("" when inline)."""

    model: type[BaseModel]
    table: str
    parts: list[Leaf | Inline | Rows] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in the order of the rows, and what one row is."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    owners: tuple[str, ...] = ()  # owner tables, each with its column, in order
    has_field: bool = False
    has_position: bool = False
    has_year: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def plan_id(sha256: str) -> str:
    """Return the id of the plan that was read from bytes with this SHA-256.

    The letter keeps spreadsheets from reading an id such as 12e45678 as a number.
    """
    return f"p{sha256[:16]}"


@cache
def shape_of_plan() -> Shape:
    """Return how a Plan is taken apart."""
    return _Shapes().shape(Plan, "plan")


class _Shapes:
    """Walks the models once; a model that stands under two owners has one shape for each table it goes to."""

    def __init__(self) -> None:
        self.done: dict[tuple[type[BaseModel], str], Shape] = {}

    def shape(self, model: type[BaseModel], table: str) -> Shape:
        known = self.done.get((model, table))
        if known:
            return known
        shape = self.done[model, table] = Shape(model, table)
        for name, info in model.model_fields.items():
            if name != "evidence":
                shape.parts.append(self._part(name, info, table))
        return shape

    def _part(self, name: str, info: FieldInfo, table: str) -> Leaf | Inline | Rows:
        kind, many, optional = _unwrapped(info.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if many == "one" and not issubclass(kind, ALONE):
                inner = self.shape(kind, "")
                # Lists inside an inline record (source.pages) belong to the owner's table.
                inner = inner if not _has_rows(inner) else self.shape(kind, table)
                return Inline(name, inner, optional, _width(inner))
            home = _table_name(kind, table)
            return Rows(name, home, many, self.shape(kind, home))
        if (table, name) in TEXT_ROWS:
            return Rows(name, TEXT_ROWS[table, name], "list", None)
        return Leaf(name, _type(kind, many), isinstance(kind, type) and issubclass(kind, Enum))


def _has_rows(shape: Shape) -> bool:
    return any(isinstance(part, Rows) for part in shape.parts)


def _width(shape: Shape) -> int:
    return sum(
        1 if isinstance(part, Leaf) else part.width for part in shape.parts if not isinstance(part, Rows)
    )


def _table_name(model: type[BaseModel], owner: str) -> str:
    if model is Agency and owner == "task":
        return "task_agency"
    return NAMES.get(model) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()


def _unwrapped(annotation: object) -> tuple[object, Many, bool]:
    """Return the innermost type of a field, how many it holds, and whether it may be absent."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        inner = [item for item in get_args(annotation) if item is not type(None)]
        kind, many, _ = _unwrapped(inner[0])
        return kind, many, len(inner) < len(get_args(annotation))
    if origin is tuple:
        return _unwrapped(get_args(annotation)[0])[0], "list", False
    if origin is dict:
        return _unwrapped(get_args(annotation)[1])[0], "years", False
    if origin is Literal:
        return str, "one", False
    return annotation, "one", False


def _type(kind: object, many: Many) -> Type:
    if many == "list":
        lists: dict[object, Type] = {int: "integers", float: "floats"}
        return lists.get(kind, "texts")
    names: dict[object, Type] = {bool: "boolean", int: "integer", float: "float", Decimal: "number"}
    return names.get(kind, "text")


# ---------------------------------------------------------------------------------------------------------------
# Tables and their columns.


@cache
def tables() -> dict[str, Table]:
    """Return every table by name, owners before what refers to them."""
    homes: dict[str, list[tuple[str, Rows]]] = {}
    shapes: dict[str, Shape | None] = {"plan": shape_of_plan()}
    _collect(shape_of_plan(), "plan", homes, shapes)
    found = {"plan": _plan_table()}
    for name, shape in shapes.items():
        if name != "plan":
            found[name] = _table(name, shape, homes[name])
    found["evidence"] = _evidence_table()
    return {name: found[name] for name in _ordered(found)}


def _ordered(found: dict[str, Table]) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        for owner in found[name].owners:
            yield from visit(owner)
        yield name

    for name in found:
        yield from visit(name)


def _collect(
    shape: Shape, table: str, homes: dict[str, list[tuple[str, Rows]]], shapes: dict[str, Shape | None]
) -> None:
    for part in shape.parts:
        if isinstance(part, Inline):
            _collect(part.shape, table, homes, shapes)
        elif isinstance(part, Rows):
            seen = part.table in shapes
            homes.setdefault(part.table, []).append((table, part))
            shapes.setdefault(part.table, part.shape)
            if part.shape and not seen:
                _collect(part.shape, part.table, homes, shapes)


def _plan_table() -> Table:
    keys = (
        Column(
            "id", "text", "Id of the plan: 'p' and the first 16 digits of the file's SHA-256", nullable=False
        ),
        Column("file", "text", "Path it was read from, as given to the batch"),
    )
    return Table("plan", _said(Plan), (*keys, *_values(shape_of_plan(), "plan")))


def _table(name: str, shape: Shape | None, homes: list[tuple[str, Rows]]) -> Table:
    owners = tuple(dict.fromkeys(owner for owner, _ in homes if owner != "plan"))
    fields = {(owner, part.name) for owner, part in homes}
    has_field = len(fields) > len({owner for owner, _ in homes})
    has_position = any(part.many != "one" for _, part in homes)
    has_year = any(part.many == "years" for _, part in homes)
    columns = [
        Column("id", "text", "Plan and JSON pointer of the record", nullable=False),
        Column("plan", "text", "The plan it belongs to", nullable=False, references="plan"),
    ]
    columns += [
        Column("within" if owner == name else owner, "text", _owner_said(owner, name), references=owner)
        for owner in owners
    ]
    if has_field:
        names = ", ".join(dict.fromkeys(part.name for _, part in homes))
        columns.append(
            Column("field", "text", f"The field of its owner it stands in: {names}", nullable=False)
        )
    if has_position:
        columns.append(Column("position", "integer", "Place in its list, from 0"))
    if has_year:
        columns.append(Column("year", "integer", "Year, where the field gives one value a year"))
    if shape is None:
        columns.append(Column("text", "text", "As printed", nullable=False))
        said = homes[0][1].name.capitalize()
    else:
        columns += _values(shape, name)
        said = _said(shape.model)
    return Table(name, said, tuple(columns), ("id",), owners, has_field, has_position, has_year)


def _owner_said(owner: str, name: str) -> str:
    return f"The {owner.replace('_', ' ')} it is part of" if owner != name else f"The {name} it is nested in"


def _said(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _values(
    shape: Shape, table: str, prefix: str = "", way: tuple[str, ...] = (), *, maybe: bool = False
) -> list[Column]:
    columns: list[Column] = []
    for part in shape.parts:
        if isinstance(part, Rows):
            continue
        info = shape.model.model_fields[part.name]
        if isinstance(part, Inline):
            inner = _values(
                part.shape, table, f"{prefix}{part.name}_", (*way, part.name), maybe=maybe or part.optional
            )
            columns += inner
            continue
        optional = _unwrapped(info.annotation)[2]
        name = f"{prefix}{part.name}" if prefix else RENAMED.get(part.name, part.name).format(table=table)
        said = info.description or ""
        columns.append(
            Column(
                name,
                part.type,
                f"{way[-1].replace('_', ' ')}: {said}" if way else said,
                nullable=optional or maybe,
                source=(*way, part.name),
            )
        )
    return columns


def _evidence_table() -> Table:
    return Table(
        "evidence",
        "One place where a value was printed: the page's text from start_offset to end_offset is text.",
        (
            Column("plan", "text", "The plan it belongs to", nullable=False, references="plan"),
            Column("record", "text", "Id of the row whose value it shows", nullable=False),
            Column("record_table", "text", "Table of that row", nullable=False),
            Column("field", "text", "Field of the record; 'when.edtf' for a part of it", nullable=False),
            Column("position", "integer", "Place among the field's places, from 0", nullable=False),
            Column("page", "integer", "Page, from 1", nullable=False),
            *(Column(side, "float", f"{side} of the box in points from the top left") for side in BOX),
            Column(
                "start_offset", "integer", "Offset of the first character in the page's text", nullable=False
            ),
            Column("end_offset", "integer", "Offset after the last character", nullable=False),
            Column("text", "text", "The text as printed", nullable=False),
            Column("read_by", "text", "text layer, OCR, or a form or signature field", nullable=False),
            Column("confidence", "float", "How sure the reading is, 0 to 1", nullable=False),
            Column("as_read", "text", "What OCR read here, where words of it were mended since"),
        ),
        key=("record", "field", "position"),
    )
