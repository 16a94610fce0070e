"""Reads the money of tables: the sum of the total row, its columns by source and year, and groups that are phases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.reading.columns import column_roles, fold_head, is_whole_cost, row_words, unit_of
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.funds import FundKind, fund_kind
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds
from vnplan_extract.reading.task_columns import is_money
from vnplan_extract.reading.task_values import cell_money, quantities_in
from vnplan_extract.reading.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vnplan_extract.document import Cell, Table
    from vnplan_extract.reading.columns import ColumnRole
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.rows import RowKind

MONEY = frozenset({"amount", "fund_amount", "year"})
SAID_TOTAL = (
    "tong kinh phi",
    "tong du toan",
    "tong nhu cau",
    "tong von",
    "tong cong kinh phi",
)  # as `fold_head` leaves them
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
        if any(column.role in MONEY for column in record.columns)
        else Sums(_said_total(draft, table))
        for table, record in tables
    ]
    return [sums for sums in found if sums.total is not None or sums.lines]


def _sums(draft: Draft, table: Table) -> Sums:
    roles = column_roles(table)
    money = [col for col, role in enumerate(roles) if _is_money(role, table)]
    columns = [col for col in money if not is_whole_cost(roles[col])] or money
    sums = Sums()
    if not columns:
        return sums
    rows = list(zip(row_kinds(table), body_rows(table), strict=True))
    totals = [cells for kind, cells in rows if kind.kind == "total"]
    sources = _sources(rows, roles)
    for kind, cells in rows:
        if sources is not None and kind.kind in ("leaf", "group"):
            amounts = _amounts(draft, table, roles, columns, cells)
            sums.lines += _source(draft, table, amounts, roles, cell_at(cells, sources))
        elif kind.kind == "group":
            sums.lines += _phase(draft, table, roles, columns, cells)
    if totals:
        _total_row(_amounts(draft, table, roles, columns, _grand(totals)), roles, sums)
    return sums


def _said_total(draft: Draft, table: Table) -> plan.Quantity | None:
    """Return the total that a row over the table's whole width states: "Tổng kinh phí ...: 30.000 triệu đồng, gồm ..."."""
    for cells in body_rows(table):
        if len(cells) == 1 and fold_head(cells[0].text).startswith(SAID_TOTAL):
            found = quantities_in(draft, [cells[0].passage])
            return next((quantity for quantity in found if quantity.unit == "VND"), None)
    return None


def _is_money(role: ColumnRole, table: Table) -> bool:
    unit = role.unit or unit_of(table)
    if role.role == "year" or _is_total_head(role):
        return is_money(unit)
    return role.role in MONEY and (unit is None or is_money(unit))


def _is_total_head(role: ColumnRole) -> bool:
    return role.role == "unknown" and fold_head(role.text.split(" > ")[-1]) in row_words("totals")


def _sources(rows: Sequence[tuple[RowKind, list[Cell]]], roles: Sequence[ColumnRole]) -> int | None:
    """Return the column of a table whose rows are sources of money, each with its amounts."""
    name = next((col for col, role in enumerate(roles) if role.role in ("fund", "task", "unknown")), None)
    if name is None:
        return None
    named = [
        cell.text
        for kind, cells in rows
        if kind.kind == "leaf" and (cell := cell_at(cells, name)) is not None
    ]
    known = all(_kind_of(text, roles[name]) is not None for text in named)
    return name if len(named) > 1 and known else None


def _kind_of(text: str, column: ColumnRole) -> FundKind | None:
    """Return what kind of source a row names; under "Nguồn vốn" a level alone is one: "Trung ương", "Địa phương"."""
    return fund_kind(text) or (fund_kind(f"vốn {text}") if column.role == "fund" else None)


def _source(
    draft: Draft,
    table: Table,
    amounts: Iterable[tuple[int, plan.Quantity]],
    roles: Sequence[ColumnRole],
    named: Cell | None,
) -> Iterator[plan.BudgetLine]:
    """Return a source's sum, for the years that the table's title names, and its amount of each year."""
    found = list(amounts)
    whole = [one for one in found if roles[one[0]].period is None][:1]
    of_table = _period_of(draft, table.caption.text, beside=None) if table.caption is not None else None
    for col, amount in [*whole, *(one for one in found if roles[one[0]].period is not None)]:
        if named is not None and (fund := _kind_of(named.text, roles[named.col])) is not None:
            yield plan.BudgetLine(
                label=named.text,
                amount=amount,
                fund=fund,
                fund_text=named.text,
                period=roles[col].period or of_table,
                evidence={
                    "amount": amount.evidence["low"],
                    "label": evidence_of(draft.document, named.passage),
                },
            )


def _grand(totals: Sequence[list[Cell]]) -> list[Cell]:
    """Return the row of the whole among several totals: "Tổng cộng" over "Cộng", else the last."""
    for cells in totals:
        if any(cell.text.casefold().startswith(("tổng cộng", "tổng số")) for cell in cells):
            return cells
    return totals[-1]


def _total_row(amounts: Iterable[tuple[int, plan.Quantity]], roles: Sequence[ColumnRole], sums: Sums) -> None:
    of_times: dict[str | None, plan.Quantity] = {}
    for col, amount in amounts:
        role = roles[col]
        if role.role in ("amount", "unknown") and role.period is None:
            sums.total = sums.total or amount
        else:
            if role.fund is None:
                of_times.setdefault(role.period, amount)
            sums.lines.append(_line(role, amount))
    if sums.total is None and len(of_times) == 1:  # "Kế hoạch năm 2026" alone is the whole
        (sums.total,) = of_times.values()


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
        if roles[col].role == "amount" and roles[col].period is None:
            evidence = {"amount": amount.evidence["low"], "label": evidence_of(draft.document, named.passage)}
            yield plan.BudgetLine(label=named.text, amount=amount, period=period, evidence=evidence)


def _period_of(draft: Draft, text: str, *, beside: int | None = BESIDE) -> str | None:
    """Return the time that a text names with no more than so many characters beside it (None: any)."""
    times = [time for time in times_of(draft, text, 0, len(text)) if time.kind in ("period", "date")]
    if not times or (beside is not None and len(text) - (times[0].end - times[0].start) > beside):
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
    return plan.BudgetLine(
        label=role.label,
        amount=amount,
        fund=role.fund,
        fund_text=role.fund_name,
        period=role.period,
        evidence={"amount": amount.evidence["low"]},
    )
