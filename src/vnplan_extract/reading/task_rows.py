"""One row of a table of work: its cells by role, and the quantities and money in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.reading.cell_roles import who_does
from vnplan_extract.reading.funds import fund_kind
from vnplan_extract.reading.marks import is_mark
from vnplan_extract.reading.rows import cell_at
from vnplan_extract.reading.task_columns import header_of, is_money, is_part
from vnplan_extract.reading.task_times import fold, is_nothing
from vnplan_extract.reading.task_values import (
    cell_money,
    cell_quantity,
    is_ditto,
    once,
    parts_of,
    quantities_in,
    unit_word,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from vnplan_extract.document import Cell
    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.reading.columns import ColumnRole
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.task_columns import TaskColumns

BEGINS = re.compile(r"\b(?:bat dau|tu|khoi cong|trien khai)\b")  # heads as `fold` leaves them
ENDS = re.compile(r"\b(?:ket thuc|den|hoan thanh)\b")


@dataclass(frozen=True, slots=True)
class RowValues:
    """What the cells of a row hold, as printed; numbers are columns."""

    ordinal: Passage | None = None
    leads: tuple[Passage, ...] = ()
    partners: tuple[Passage, ...] = ()
    when: Passage | None = None
    when_col: int | None = None
    marks: tuple[int, ...] = ()  # columns of times in which the row has only a mark
    outputs: tuple[Passage, ...] = ()
    quantity: Passage | None = None
    unit: str | None = None  # what the row's bare numbers count, as its quantity or unit column says
    counts: tuple[
        tuple[Passage, str], ...
    ] = ()  # cells of further columns that name what they count ("Số người")
    years: tuple[tuple[int, Passage], ...] = ()
    money: tuple[tuple[int, Passage], ...] = ()
    funds: tuple[
        tuple[int, Passage], ...
    ] = ()  # cells that say where the money comes from, some with how much

    @property
    def empty(self) -> bool:
        """Does the row say nothing beside its task?"""
        return not (
            self.leads
            or self.partners
            or self.when
            or self.marks
            or self.outputs
            or self.quantity
            or self.years
            or self.money
            or self.funds
        )


def row_values(cells: Sequence[Cell], columns: TaskColumns, above: RowValues | None) -> RowValues:
    """Read the cells of a row by the roles of their columns; "nt" takes what the row above has."""
    whens = [(col, cell) for col in columns.of("when") if (cell := _cell(cells, col, columns))]
    timed = [*columns.of("when"), *columns.years]
    marked = [col for col in timed if (cell := _cell(cells, col, columns)) and is_mark(cell.text)]
    marks = tuple(sorted(marked))
    quantity = _first(cells, columns.of("quantity"), columns)
    headed = {col for col, _ in columns.bodies}
    who = who_does(_who(cells, columns, "lead", above.leads if above else (), without=headed))
    return RowValues(
        ordinal=_first(cells, columns.of("ordinal"), columns),
        leads=(*who.leads, *_headed(cells, columns, "lead")),
        partners=(
            *who.partners,
            *_who(cells, columns, "partner", above.partners if above else (), without=headed),
            *_headed(cells, columns, "partner"),
        ),
        when=_span(whens, columns) or (_time(whens[0][1], above) if whens else None),
        when_col=whens[0][0] if whens else None,
        marks=marks,
        outputs=tuple(
            part
            for col in columns.of("output")
            if (cell := _cell(cells, col, columns))
            for part in parts_of(cell)
        ),
        quantity=quantity,
        unit=_unit(cells, columns, quantity),
        counts=_counts(cells, columns, quantity),
        years=_filled(cells, columns.years, columns),
        money=_filled(cells, columns.money, columns),
        funds=_filled(cells, columns.of("fund"), columns),
    )


def quantities_of(
    draft: Draft, text: Iterable[Passage], rows: Sequence[RowValues], outputs: Iterable[Passage]
) -> tuple[plan.Quantity, ...]:
    """Return the quantities of the task's words, of its quantity cells and of its outputs, each once."""
    cells = [
        found
        for row in rows
        for passage, unit in ((row.quantity, row.unit), *row.counts)
        if passage is not None and (found := cell_quantity(draft, passage, unit=unit)) is not None
    ]
    return once([*quantities_in(draft, text), *cells, *quantities_in(draft, outputs)])


def by_year_of(draft: Draft, rows: Sequence[RowValues], columns: TaskColumns) -> dict[int, plan.Quantity]:
    """Return the quantity of each year; a bare number counts what the row, or another of its year cells, counts."""
    found: dict[int, plan.Quantity] = {}
    for row in rows:
        unit = row.unit or _unit_among(draft, [passage for _, passage in row.years])
        if is_money(unit):
            continue
        for col, passage in row.years:
            year = columns.roles[col].year
            quantity = cell_quantity(draft, passage, unit=unit)
            if year is not None and quantity is not None:
                found.setdefault(year, quantity)
    return found


def amounts_of(
    draft: Draft, rows: Sequence[RowValues], columns: TaskColumns, phase: str | None
) -> tuple[plan.BudgetLine, ...]:
    """Return the money of the row's cells, one line a column, with the fund and period that its head names."""
    lines = []
    for row in rows:
        cells = [(col, passage) for col, passage in row.money]
        if is_money(row.unit):
            cells.extend(row.years)
        for col, passage in cells:
            column = columns.roles[col]
            amount = cell_money(draft, passage, unit=_money_unit(column, columns, row))
            if amount is not None:
                lines.append(_line(column, amount, phase))
        for col, passage in () if cells else row.funds:
            lines.extend(_of_funds(draft, passage, columns.roles[col], phase))
    return tuple(lines)


def _of_funds(
    draft: Draft, passage: Passage, column: ColumnRole, phase: str | None
) -> Iterator[plan.BudgetLine]:
    """Yield the amounts of a cell of sources: "NSNN 1.500 triệu đồng (chi thường xuyên); doanh nghiệp 500 triệu đồng"."""
    for part in re.finditer(r"[^;\n]+", passage.text):
        text = part[0]
        found = quantities_in(draft, [passage.cut(part.start(), part.end())])
        amount = next((quantity for quantity in found if quantity.unit == "VND"), None)
        if amount is None:
            continue
        source = text.split(amount.text)[0].strip(" -–+:.,")
        kind = fund_kind(source) if source else None
        yield _line(column, amount, phase).model_copy(
            update={"fund": kind, "fund_text": source if kind else None}
        )


def _line(column: ColumnRole, amount: plan.Quantity, phase: str | None) -> plan.BudgetLine:
    return plan.BudgetLine(
        label=column.label,
        amount=amount,
        fund=column.fund,
        fund_text=column.fund_name,
        period=column.period or phase,
        evidence={"amount": amount.evidence["low"]},
    )


def _money_unit(column: ColumnRole, columns: TaskColumns, row: RowValues) -> UnitHeader | None:
    units = (column.unit, columns.unit, row.unit)
    return next((header_of(unit) for unit in units if is_money(unit)), None)


def _cell(cells: Sequence[Cell], col: int, columns: TaskColumns) -> Cell | None:
    """Return the cell that stands in a column; one that only reaches over from the left counts where it begins."""
    cell = cell_at(cells, col)
    if cell is None or cell.col != col or is_nothing(cell.text):
        return None
    return cell if cell is not cell_at(cells, columns.task) else None


def _first(cells: Sequence[Cell], cols: Iterable[int], columns: TaskColumns) -> Passage | None:
    return next((cell.passage for col in cols if (cell := _cell(cells, col, columns))), None)


def _who(
    cells: Sequence[Cell],
    columns: TaskColumns,
    role: str,
    above: tuple[Passage, ...],
    *,
    without: Collection[int] = (),
) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for col in columns.of(role):
        cell = _cell(cells, col, columns)
        if cell is not None and col not in without:
            found.extend(above if is_ditto(cell.text) else parts_of(cell))
    return tuple(found)


def _headed(cells: Sequence[Cell], columns: TaskColumns, part: str) -> tuple[Passage, ...]:
    """Return the bodies at the heads of the columns whose cells in this row say that they lead, or help."""
    return tuple(
        head
        for col, head in columns.bodies
        if (cell := _cell(cells, col, columns)) is not None and is_part(cell.text) == part
    )


def _time(cell: Cell, above: RowValues | None) -> Passage | None:
    if is_ditto(cell.text):
        return above.when if above else None
    return cell.passage


def _span(whens: Sequence[tuple[int, Cell]], columns: TaskColumns) -> Passage | None:
    """Return beginning and end as one stretch where two columns hold them ("Bắt đầu", "Kết thúc")."""
    if len(whens) < 2:
        return None
    (first, begin), (second, end) = whens[:2]
    heads = [fold(columns.roles[col].text.split(" > ")[-1]) for col in (first, second)]
    if not (BEGINS.search(heads[0]) and ENDS.search(heads[1])) or is_ditto(begin.text) or is_ditto(end.text):
        return None
    return Passage.join([begin.passage, end.passage], " - ")


def _filled(
    cells: Sequence[Cell], cols: Iterable[int], columns: TaskColumns
) -> tuple[tuple[int, Passage], ...]:
    return tuple((col, cell.passage) for col in cols if (cell := _cell(cells, col, columns)))


def _unit(cells: Sequence[Cell], columns: TaskColumns, quantity: Passage | None) -> str | None:
    """Return what the row counts: its unit cell, the noun of its quantity cell, or the noun in that column's head."""
    unit = _first(cells, columns.of("unit"), columns)
    if unit is not None:
        return unit.text.strip(" .;")
    if quantity is not None and (word := unit_word(quantity.text)):
        return word
    if quantity is not None:
        word = "".join(char for char in quantity.text if not char.isdecimal()).strip(" .,;/-")
        if word and len(word) <= 30:
            return word
    own = [
        col
        for col in columns.of("quantity")
        if quantity is None or ((cell := _cell(cells, col, columns)) and cell.passage == quantity)
    ]
    return next((noun for col in own if (noun := _noun(columns, col))), None)


def _counts(
    cells: Sequence[Cell], columns: TaskColumns, first: Passage | None
) -> tuple[tuple[Passage, str], ...]:
    """Return the cells of the other columns of quantities whose heads say what is counted: "Số lớp", "Số người"."""
    return tuple(
        (cell.passage, noun)
        for col in columns.of("quantity")
        if (noun := _noun(columns, col)) and (cell := _cell(cells, col, columns)) and cell.passage != first
    )


def _noun(columns: TaskColumns, col: int) -> str | None:
    """Return what a column counts by its head."""
    column = columns.roles[col]
    return column.unit or _noun_of(column.text.split(" > ")[-1])


def _noun_of(head: str) -> str | None:
    """Return "người" of the head "Số người"."""
    words = head.split()
    if len(words) >= 2 and fold(words[0]) == "so " and fold(words[1]) not in ("luong ", "tt ", "thu "):
        return " ".join(words[1:4])
    return None


def _unit_among(draft: Draft, passages: Iterable[Passage]) -> str | None:
    for passage in passages:
        quantity = cell_quantity(draft, passage, unit=None)
        if quantity is not None and quantity.unit is not None and quantity.unit_text:
            return quantity.unit_text
    return None
