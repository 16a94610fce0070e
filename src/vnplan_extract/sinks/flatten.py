"""Plan to rows: the one flattening that every tabular sink uses."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from vnplan_extract.sinks.schema import Inline, Leaf, Shape, plan_id, shape_of_plan, tables
from vnplan_extract.sinks.schema import Rows as RowsPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vnplan_extract.evidence import Evidence
    from vnplan_extract.plan import Plan

Value = str | int | float | bool | Decimal | tuple[str, ...] | tuple[int, ...] | tuple[float, ...] | None
Row = tuple[Value, ...]
Rows = dict[str, list[Row]]


def flatten(plan: Plan, *, file: str | None = None) -> Rows:
    """Return the rows of a plan: table -> rows, values in the order of the table's columns.

    Args:
        plan: The plan.
        file: The path it was read from, for the column `plan.file`.
    """
    work = _Flattening(plan_id(plan.source.sha256))
    work.plan(plan, file)
    return work.rows


class _Flattening:
    """The rows of one plan while they are gathered."""

    def __init__(self, plan: str) -> None:
        self.id = plan
        self.rows: Rows = {name: [] for name in tables()}

    def plan(self, plan: Plan, file: str | None) -> None:
        shape = shape_of_plan()
        self.rows["plan"].append((self.id, file, *_values(plan, shape)))
        self._below(plan, shape, "plan", self.id, self.id, "")

    def _below(  # noqa: PLR0917 - a recursion; the names are the same at each call
        self, record: object, shape: Shape, table: str, row: str, at: str, way: str
    ) -> None:
        """Write what hangs on a record: its evidence and the records in it.

        Args:
            record: The record, which may stand inline in a row.
            shape: How it is taken apart.
            table: The table of the row it stands in.
            row: The id of that row.
            at: The id the record itself has: the row's, or below it.
            way: From the row to the record: "" or "when.".
        """
        if places := getattr(record, "evidence", None):
            self._evidence(places, table, row, way)
        for part in shape.parts:
            if isinstance(part, Leaf):
                continue
            value: object = getattr(record, part.name)
            if value is None:
                continue
            if isinstance(part, Inline):
                self._below(value, part.shape, table, row, f"{at}/{part.name}", f"{way}{part.name}.")
            else:
                self._rows_of(value, part, table, row, f"{at}/{part.name}")

    def _rows_of(self, value: object, part: RowsPart, owner: str, owner_id: str, at: str) -> None:
        table = tables()[part.table]
        rows = self.rows[part.table]
        owners = tuple(owner_id if name == owner else None for name in table.owners)
        label = (part.name,) if table.has_field else ()
        for position, year, key, item in _items(value, part):
            here = f"{at}{key}"
            head = (here, self.id, *owners, *label)
            if table.has_position:
                head = (*head, position)
            if table.has_year:
                head = (*head, year)
            if part.shape is None:
                rows.append((*head, str(item)))
                continue
            rows.append((*head, *_values(item, part.shape)))
            self._below(item, part.shape, part.table, here, here, "")

    def _evidence(self, places: Mapping[str, tuple[Evidence, ...]], table: str, row: str, way: str) -> None:
        rows = self.rows["evidence"]
        for field, found in places.items():
            for position, place in enumerate(found):
                box = place.box or (None, None, None, None)
                rows.append(
                    (
                        self.id,
                        row,
                        table,
                        f"{way}{field}",
                        position,
                        place.page,
                        *box,
                        place.start,
                        place.end,
                        place.text,
                        place.read_by,
                        place.confidence,
                    )
                )


def _items(value: object, part: RowsPart) -> Iterator[tuple[int | None, int | None, str, object]]:
    """Yield position, year, the end of the pointer, and the record."""
    if isinstance(value, tuple):
        for position, item in enumerate(value):
            yield position, None, f"/{position}", item
    elif part.many == "years" and isinstance(value, dict):
        for position, (year, item) in enumerate(value.items()):
            yield position, int(year), f"/{year}", item
    else:
        yield None, None, "", value


def _values(record: object, shape: Shape) -> list[Value]:
    out: list[Value] = []
    for part in shape.parts:
        if isinstance(part, Leaf):
            value = getattr(record, part.name)
            out.append(value.value if part.enum and isinstance(value, Enum) else value)
        elif isinstance(part, Inline):
            inner = getattr(record, part.name)
            out.extend([None] * part.width if inner is None else _values(inner, part.shape))
    return out
