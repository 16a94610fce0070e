"""Reads the targets that stand in tables of indicators (Chỉ tiêu | Đơn vị tính | Thực hiện 2024 | Mục tiêu 2025).

A row is one target: its indicator, and a quantity of each column that says what is to be reached. Columns that say what
was reached, and rows without a figure, give nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.lang.money import parse_money
from vnplan_extract.lang.numerals import parse_number
from vnplan_extract.lang.quantities import parse_quantity
from vnplan_extract.lang.units import parse_unit_header
from vnplan_extract.reading.columns import column_roles, fold_head, unit_of
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.order import position_of, position_of_table, section_at
from vnplan_extract.reading.records import quantity_record, when_record
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds
from vnplan_extract.reading.task_columns import task_columns
from vnplan_extract.reading.times import own_time, words_of
from vnplan_extract.reading.yearly import year_of_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Cell, Passage, Table
    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.lang.values import Bound, Mention, Quantity
    from vnplan_extract.reading.columns import ColumnRole
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.order import Position

WORK = frozenset({"task", "output", "fund_amount"})  # a table with these is of tasks or money
BEHIND = regex.compile(r"\(([^()\n]{1,30})\)\s*\Z")  # "Tỷ lệ hài lòng (%)"
SIGN = regex.compile(r"\s*(>=|<=|[≥≤><])\s*(?=\d)")  # "≥ 7,20" of no unit
BOUNDS: dict[str, Bound] = {
    "≥": "at_least",
    ">=": "at_least",
    "≤": "at_most",
    "<=": "at_most",
    ">": "more_than",
    "<": "less_than",
}
FIGURES = frozenset({"year", "quantity", "target"})


def read_indicators(draft: Draft) -> list[tuple[Position, plan.Target]]:
    """Return the targets of the document's tables of indicators, with where they stand."""
    found = []
    for table, record in zip(draft.source_tables, draft.tables, strict=True):
        if not any(column.role == "target" for column in record.columns):
            continue
        roles = column_roles(table)
        columns = target_columns(draft, roles)
        if columns and task_columns(table) is None:
            found += _rows(draft, table, roles, columns)
    return found


def target_columns(draft: Draft, roles: Sequence[ColumnRole]) -> list[int]:
    """Return the columns of a table of indicators that say what is to be reached; none for other tables."""
    if any(role.role in WORK for role in roles):
        return []
    name = next((col for col, role in enumerate(roles) if role.role == "target" and role.year is None), None)
    if name is None:
        return []
    return [col for col, role in enumerate(roles) if col > name and _says_target(draft, role)]


def _says_target(draft: Draft, role: ColumnRole) -> bool:
    head = fold_head(role.text)
    planned = any(words in head for words in words_of("columns", "planned"))
    if not planned and any(words in head for words in words_of("columns", "reached")):
        return False
    begins = (draft.period or "")[:4]
    if role.year is not None and begins.isdigit() and role.year < int(begins):
        return False
    return planned or role.role in FIGURES


def _rows(
    draft: Draft, table: Table, roles: Sequence[ColumnRole], columns: list[int]
) -> list[tuple[Position, plan.Target]]:
    name = next(col for col, role in enumerate(roles) if role.role == "target" and role.year is None)
    units = next((col for col, role in enumerate(roles) if role.role == "unit"), None)
    when = _when(draft, table, columns)
    node = section_at(draft.nodes, position_of_table(table))
    if node is not None and draft.parts.get(node.path) == "results":
        return []
    section = node.path if node is not None else draft.nodes[-1].path if draft.nodes else ""
    found = []
    for kind, cells in zip(row_kinds(table), body_rows(table), strict=True):
        named = cell_at(cells, name)
        if kind.kind not in ("leaf", "group") or named is None or not named.text:
            continue
        unit_cell = cell_at(cells, units) if units is not None else None
        filled = _filled(cells, columns, named)
        quantities = {
            col: quantity
            for col, cell in filled.items()
            if (quantity := _quantity(draft, cell, _unit(table, roles[col], unit_cell, named))) is not None
        }
        if quantities:
            target = _target(draft, named, tuple(quantities.values()), when, section)
            yearly = {
                year: one
                for col, one in quantities.items()
                if filled[col].col_span == 1 and (year := _year(roles[col])) is not None
            }
            found.append((position_of(named.passage), target.model_copy(update={"by_year": yearly})))
    return found


def _filled(cells: Sequence[Cell], columns: Sequence[int], named: Cell) -> dict[int, Cell]:
    """Return the cells of some columns of a row, one that spans several of them once."""
    found: dict[int, Cell] = {}
    for col in columns:
        cell = cell_at(cells, col)
        if cell is not None and cell is not named and all(cell is not other for other in found.values()):
            found[col] = cell
    return found


def _year(role: ColumnRole) -> int | None:
    return role.year or year_of_head(role.text.split(" > ")[-1])


def _target(
    draft: Draft,
    named: Cell,
    quantities: tuple[plan.Quantity, ...],
    when: plan.When | None,
    section: str,
) -> plan.Target:
    evidence = {"text": evidence_of(draft.document, named.passage)}
    if when is not None:
        evidence["when"] = when.evidence.get("edtf", ())
    return plan.Target(
        text=named.text.removeprefix("- ").removeprefix("+ "),
        section=section,
        quantities=quantities,
        by_year={},
        when=when,
        evidence=evidence,
    )


def _when(draft: Draft, table: Table, columns: list[int]) -> plan.When | None:
    """Return the time of a table's only column, else the time its caption names."""
    passages: list[Passage] = []
    if len(columns) == 1:
        passages = [
            cell.passage
            for cell in reversed(table.cells)
            if cell.row < table.header_rows and cell.col <= columns[0] < cell.col + cell.col_span
        ]
    for passage in [*passages, *([table.caption] if table.caption else [])]:
        time = own_time(draft, passage.text)
        if time is not None:
            return when_record(draft, time, passage)
        if passage.text.isdigit() and len(passage.text) == 4:
            return plan.When(
                text=passage.text,
                edtf=passage.text,
                evidence={"edtf": evidence_of(draft.document, passage)},
            )
    return None


def _unit(table: Table, role: ColumnRole, unit_cell: Cell | None, named: Cell) -> UnitHeader | None:
    """Return the unit of a figure: of the row's unit cell, in brackets behind the indicator, of the column, of the table."""
    if unit_cell is not None and unit_cell.text:
        return parse_unit_header(unit_cell.text) or parse_unit_header(f"Đơn vị tính: {unit_cell.text}")
    behind = BEHIND.search(named.text)
    own = parse_unit_header(behind[1]) if behind else None
    text = role.unit or unit_of(table)
    return own or (parse_unit_header(text) if text else None)


def _quantity(draft: Draft, cell: Cell, unit: UnitHeader | None) -> plan.Quantity | None:
    """Read a cell: a number of the row's unit, or a quantity with its own; None for text, dashes and blanks."""
    if not any(char.isdigit() for char in cell.text):
        return None
    found: Mention[Quantity] | None = parse_quantity(cell.text, unit=unit) or parse_money(
        cell.text, unit=unit
    )
    if found is not None:
        return quantity_record(draft, found, cell.passage)
    sign = SIGN.match(cell.text)
    number = parse_number(cell.text[sign.end() :] if sign else cell.text)
    if number is None:
        return None
    value = number.value.value
    bound = BOUNDS[sign[1]] if sign else "exact"
    evidence = {"low": evidence_of(draft.document, cell.passage)}
    return plan.Quantity(
        text=cell.text, low=value, high=value, bound=bound, flags=number.flags, evidence=evidence
    )
