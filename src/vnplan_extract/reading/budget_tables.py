"""Reads the money of tables: the sum of the total row, its columns by source and year, and groups that are phases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.reading.columns import column_roles, unit_of
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds
from vnplan_extract.reading.task_columns import is_money
from vnplan_extract.reading.task_values import cell_money
from vnplan_extract.reading.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vnplan_extract.document import Cell, Table
    from vnplan_extract.reading.columns import ColumnRole
    from vnplan_extract.reading.draft import Draft

MONEY = frozenset({"amount", "fund_amount", "year"})
BESIDE = 30  # characters beside its time in the text of a group that is a phase: "Giai đoạn 1 (...)"


@dataclass(slots=True)
class Sums:
    """The sums a table states."""

    total: plan.Quantity | None = None
    lines: list[plan.BudgetLine] = field(default_factory=list)


def read_sums(draft: Draft) -> list[Sums]:
    """Return the sums of each table that has some, in reading order."""
    tables = zip(draft.source_tables, draft.tables, strict=True)
    found = [
        _sums(draft, table)
        for table, record in tables
        if any(column.role in MONEY for column in record.columns)
    ]
    return [sums for sums in found if sums.total is not None or sums.lines]


def _sums(draft: Draft, table: Table) -> Sums:
    roles = column_roles(table)
    columns = [col for col, role in enumerate(roles) if _is_money(role, table)]
    sums = Sums()
    if not columns:
        return sums
    rows = list(zip(row_kinds(table), body_rows(table), strict=True))
    totals = [cells for kind, cells in rows if kind.kind == "total"]
    for kind, cells in rows:
        if kind.kind == "group":
            sums.lines += _phase(draft, table, roles, columns, cells)
    if totals:
        _total_row(_amounts(draft, table, roles, columns, _grand(totals)), roles, sums)
    return sums


def _is_money(role: ColumnRole, table: Table) -> bool:
    if role.role not in MONEY:
        return False
    unit = role.unit or unit_of(table)
    return is_money(unit) if role.role == "year" else unit is None or is_money(unit)


def _grand(totals: Sequence[list[Cell]]) -> list[Cell]:
    """Return the row of the whole among several totals: "Tổng cộng" over "Cộng", else the last."""
    for cells in totals:
        if any(cell.text.casefold().startswith(("tổng cộng", "tổng số")) for cell in cells):
            return cells
    return totals[-1]


def _total_row(amounts: Iterable[tuple[int, plan.Quantity]], roles: Sequence[ColumnRole], sums: Sums) -> None:
    for col, amount in amounts:
        role = roles[col]
        if role.role == "amount" and role.year is None:
            sums.total = sums.total or amount
        else:
            sums.lines.append(_line(role, amount))


def _phase(
    draft: Draft, table: Table, roles: Sequence[ColumnRole], columns: Sequence[int], cells: list[Cell]
) -> Iterator[plan.BudgetLine]:
    named = next(
        (cell for cell in cells if cell.text and any(map(str.isalpha, cell.text)) and len(cell.text) > 4),
        None,
    )
    period = _period_of(draft, named.text) if named is not None else None
    if named is None or period is None:
        return
    for col, amount in _amounts(draft, table, roles, columns, cells):
        if roles[col].role == "amount" and roles[col].year is None:
            evidence = {"amount": amount.evidence["low"], "label": evidence_of(draft.document, named.passage)}
            yield plan.BudgetLine(label=named.text, amount=amount, period=period, evidence=evidence)


def _period_of(draft: Draft, text: str) -> str | None:
    times = [time for time in times_of(draft, text, 0, len(text)) if time.kind in ("period", "date")]
    if not times or len(text) - (times[0].end - times[0].start) > BESIDE:
        return None
    return times[0].value.edtf


def _amounts(
    draft: Draft, table: Table, roles: Sequence[ColumnRole], columns: Sequence[int], cells: list[Cell]
) -> Iterator[tuple[int, plan.Quantity]]:
    for col in columns:
        cell = cell_at(cells, col)
        if cell is None or cell.col != col:
            continue
        amount = cell_money(draft, cell.passage, unit=roles[col].unit or unit_of(table))
        if amount is not None:
            yield col, amount


def _line(role: ColumnRole, amount: plan.Quantity) -> plan.BudgetLine:
    label = role.text.split(" > ")[-1]
    return plan.BudgetLine(
        label=label,
        amount=amount,
        fund=role.fund,
        fund_text=label if role.fund else None,
        period=str(role.year) if role.year else None,
        evidence={"amount": amount.evidence["low"]},
    )
