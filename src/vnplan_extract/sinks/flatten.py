"""Plan to rows: the one flattening that every tabular sink uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from vnplan_extract.sinks.schema import Inline, Leaf, Shape, plan_id, shape_of_plan, tables
from vnplan_extract.sinks.schema import Rows as RowsPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.evidence import Evidence
    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.schema import Many, Table

Value = str | int | float | bool | Decimal | tuple[str, ...] | tuple[int, ...] | tuple[float, ...] | None
Row = tuple[Value, ...]
Rows = dict[str, list[Row]]
Fields = Mapping[str, object]
"""The fields of a record: `vars` of a model, which is quicker than to ask for each."""
Take = Callable[[Fields], Row]


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
        fields = vars(plan)
        self.rows["plan"].append((self.id, file, *_taker(shape)(fields)))
        self._below(fields, _hanging(shape, "plan"), "plan", self.id, self.id, "")

    def _below(  # noqa: PLR0917 - a recursion; the names are the same at each call
        self, fields: Fields, hanging: tuple[_Inner | _Listed, ...], table: str, row: str, at: str, way: str
    ) -> None:
        """Write what hangs on a record: its evidence and the records in it.

        Args:
            fields: The fields of the record, which may stand inline in a row.
            hanging: Those of them that are records.
            table: The table of the row it stands in.
            row: The id of that row.
            at: The id the record itself has: the row's, or below it.
            way: From the row to the record: "" or "when.".
        """
        if places := fields.get("evidence"):
            self._evidence(places, table, row, way)  # type: ignore[arg-type]
        for part in hanging:
            value = fields[part.name]
            if not value:
                continue
            if isinstance(part, _Inner):
                inner = _hanging(part.shape, table)
                self._below(vars(value), inner, table, row, f"{at}/{part.name}", f"{way}{part.name}.")
            else:
                self._rows_of(value, part, row, f"{at}/{part.name}")

    def _rows_of(self, value: object, part: _Listed, owner: str, at: str) -> None:
        table, take = part.table, part.take
        add = self.rows[table.name].append
        head = (self.id, *[owner if owned else None for owned in part.owned], *part.label)
        below = _hanging(part.shape, table.name) if part.shape else ()
        for place, key, item in _items(value, part):
            here = f"{at}{key}"
            if take is None:
                add((here, *head, *place, str(item)))
                continue
            fields = vars(item)
            add((here, *head, *place, *take(fields)))
            self._below(fields, below, table.name, here, here, "")

    def _evidence(self, places: Mapping[str, tuple[Evidence, ...]], table: str, row: str, way: str) -> None:
        add, plan = self.rows["evidence"].append, self.id
        for field, found in places.items():
            name = way + field
            position = 0
            for place in found:
                page, box, start, end, text, read_by, confidence, as_read = _PLACE(vars(place))
                x0, top, x1, bottom = box or _NOWHERE
                add((plan, row, table, name, position, page, x0, top, x1, bottom, start, end, text, read_by,
                     confidence, as_read))  # fmt: skip
                position += 1  # noqa: SIM113 - half of all rows are made here, and nearly all are alone


_PLACE = itemgetter("page", "box", "start", "end", "text", "read_by", "confidence", "as_read")
_NOWHERE = (None, None, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Inner:
    """A field that holds one record, written as columns of its owner."""

    name: str
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    """A field whose records become rows, as it stands in one table.

    Attributes:
        owned: For each table that may own these rows, whether it is the one the field stands in.
        label: The name of the field, where the table says it.
        take: Takes the columns of a record from its fields; None for plain texts.
    """

    name: str
    many: Many
    table: Table
    owned: tuple[bool, ...]
    label: tuple[str, ...]
    shape: Shape | None
    take: Take | None


def _items(value: object, part: _Listed) -> Iterator[tuple[Row, str, object]]:
    """Yield position and year as far as the table has them, the end of the pointer, and the record."""
    table = part.table
    if isinstance(value, tuple):
        years: Row = (None,) if table.has_year else ()
        for position, item in enumerate(value):
            yield (position, *years), f"/{position}", item
    elif part.many == "years" and isinstance(value, dict):
        for position, (year, item) in enumerate(value.items()):
            yield (position, int(year)), f"/{year}", item
    else:
        yield (None,) * (table.has_position + table.has_year), "", value


@cache
def _hanging(shape: Shape, table: str) -> tuple[_Inner | _Listed, ...]:
    """Return the fields of a record that are records, for one that stands in a row of `table`."""
    return tuple(
        _Inner(part.name, part.shape) if isinstance(part, Inline) else _listed(part, table)
        for part in shape.parts
        if not isinstance(part, Leaf)
    )


def _listed(part: RowsPart, owner: str) -> _Listed:
    table = tables()[part.table]
    return _Listed(
        part.name,
        part.many,
        table,
        owned=tuple(name == owner for name in table.owners),
        label=(part.name,) if table.has_field else (),
        shape=part.shape,
        take=_taker(part.shape) if part.shape else None,
    )


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
    return pieces[0] if len(pieces) == 1 else _joined(tuple(pieces))


def _joined(pieces: tuple[Take, ...]) -> Take:
    def taken(fields: Fields) -> Row:
        values: list[Value] = []
        for piece in pieces:
            values += piece(fields)
        return tuple(values)

    return taken


def _leaves(run: list[Leaf]) -> list[Take]:
    names = [leaf.name for leaf in run]
    if len(names) < 2 or any(leaf.enum for leaf in run):  # itemgetter of one name gives no tuple
        return [lambda fields: tuple([_plain(fields[name]) for name in names])] if names else []
    return [itemgetter(*names)]


def _inline(part: Inline) -> Take:
    name, take, empty = part.name, _taker(part.shape), (None,) * part.width

    def taken(fields: Fields) -> Row:
        inner = fields[name]
        return empty if inner is None else take(vars(inner))

    return taken


def _plain(value: object) -> Value:
    found: Value = value.value if isinstance(value, Enum) else value  # type: ignore[assignment]
    return found
