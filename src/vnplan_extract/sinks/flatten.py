"""Plan to rows: the one flattening that every tabular sink uses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
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
Take = Callable[[object], tuple[Value, ...]]


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
        self.rows["plan"].append((self.id, file, *_taker(shape)(plan)))
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
        for part in _hanging(shape):
            value: object = getattr(record, part.name)
            if value is None or value == ():
                continue
            if isinstance(part, Inline):
                self._below(value, part.shape, table, row, f"{at}/{part.name}", f"{way}{part.name}.")
            else:
                self._rows_of(value, part, table, row, f"{at}/{part.name}")

    def _rows_of(self, value: object, part: RowsPart, owner: str, owner_id: str, at: str) -> None:
        table = tables()[part.table]
        rows = self.rows[part.table]
        label = (part.name,) if table.has_field else ()
        owners = tuple([owner_id if name == owner else None for name in table.owners])
        head = (self.id, *owners, *label)
        take = _taker(part.shape) if part.shape else None
        for position, year, key, item in _items(value, part):
            here = f"{at}{key}"
            place = (position,) if table.has_position else ()
            when = (year,) if table.has_year else ()
            if take is None or part.shape is None:
                rows.append((here, *head, *place, *when, str(item)))
                continue
            rows.append((here, *head, *place, *when, *take(item)))
            self._below(item, part.shape, part.table, here, here, "")

    def _evidence(self, places: Mapping[str, tuple[Evidence, ...]], table: str, row: str, way: str) -> None:
        add, plan = self.rows["evidence"].append, self.id
        for field, found in places.items():
            name = f"{way}{field}" if way else field
            for position, place in enumerate(found):
                page, box, *rest = _PLACE(place)
                add((plan, row, table, name, position, page, *(box or _NOWHERE), *rest))


_PLACE = attrgetter("page", "box", "start", "end", "text", "read_by", "confidence", "as_read")
_NOWHERE = (None, None, None, None)


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


@cache
def _hanging(shape: Shape) -> tuple[Inline | RowsPart, ...]:
    """Return the fields of a record that are records."""
    return tuple(part for part in shape.parts if not isinstance(part, Leaf))


@cache
def _taker(shape: Shape) -> Take:
    """Return what takes the values of a record, in the order of its columns: one call for a run of plain fields."""
    pieces: list[Take] = []
    run: list[Leaf] = []
    for part in shape.parts:
        if isinstance(part, Leaf):
            run.append(part)
        elif isinstance(part, Inline):
            pieces.extend(_leaves(run))
            pieces.append(_inline(part))
            run = []
    pieces.extend(_leaves(run))
    if len(pieces) == 1:
        return pieces[0]
    return lambda record: tuple([value for piece in pieces for value in piece(record)])


def _leaves(run: list[Leaf]) -> list[Take]:
    names = [leaf.name for leaf in run]
    if len(names) < 2 or any(leaf.enum for leaf in run):  # attrgetter of one name gives no tuple
        return [lambda record: tuple([_plain(getattr(record, name)) for name in names])] if names else []
    return [attrgetter(*names)]


def _inline(part: Inline) -> Take:
    name, take, empty = part.name, _taker(part.shape), (None,) * part.width

    def taken(record: object) -> tuple[Value, ...]:
        inner: object = getattr(record, name)
        return empty if inner is None else take(inner)

    return taken


def _plain(value: Value | Enum) -> Value:
    found: Value = value.value if isinstance(value, Enum) else value
    return found
