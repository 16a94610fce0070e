"""A table as an accountant sees it: the numbers in its cells, what its columns count, how its rows nest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from vnplan_extract import document
from vnplan_extract.audit.confusions import is_damaged
from vnplan_extract.audit.numbers import read_figure
from vnplan_extract.audit.terms import Term
from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.lang.units import parse_unit_header
from vnplan_extract.reading.columns import fold_head, row_words
from vnplan_extract.reading.rows import row_kinds, row_levels

if TYPE_CHECKING:
    from vnplan_extract import plan
    from vnplan_extract.reading.rows import RowKind

ColumnKind = Literal["money", "count", "none"]
Nesting = Literal["child", "sibling", "dashes"]

COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+\Z")
DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
NOT_ADDITIVE = re.compile(
    r"\A(?:ma|so hieu|so ky hieu|dien thoai|sdt)\b|\b(?:ma so|ma tthc|ty le|ti le|co cau|don gia|binh quan|muc chi|dinh muc|he so|toc do|%)"
)
COUNTED = frozenset({"quantity", "year", "unknown", "target", "result"})
MOSTLY = 0.6  # share of a column's cells that must be numbers for it to be a column of numbers
DASH, PLUS, PLAIN = 1000, 1001, 999  # ranks of rows without an ordinal, below all ordinals


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a cell: `cell` is its place in `Table.cells`; `value` None where OCR left what is no number."""

    row: int
    col: int
    cell: int
    text: str
    value: Decimal | None
    unit: str = ""
    step: Decimal = Decimal(1)


@dataclass(slots=True)
class Ledger:
    """The numbers of a table by row and column, and its rows; made by `open_ledger`."""

    table: plan.Table
    pointer: str
    rows: tuple[RowKind, ...]
    levels: tuple[int | None, ...]
    labels: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    factors: tuple[Decimal, ...]
    figures: dict[tuple[int, int], Figure] = field(default_factory=dict)
    _terms: dict[int, Term] = field(default_factory=dict)

    def term(self, figure: Figure) -> Term:
        """Return a figure as a term of an equation."""
        known = self._terms.get(figure.cell)
        if known is None:
            known = self._terms[figure.cell] = self._term(figure)
        return known

    def _term(self, figure: Figure) -> Term:
        money = self.kinds[figure.col] == "money" or self.table.columns[figure.col].role == "unit_price"
        factor = self.factors[figure.col] if money else Decimal(1)
        return Term(
            pointer=f"{self.pointer}/cells/{figure.cell}",
            value=None if figure.value is None else figure.value * factor,
            text=figure.text,
            evidence=self.table.cells[figure.cell].evidence.get("text", ()),
            factor=factor,
            step=figure.step * factor,
        )

    def label(self, row: int) -> str:
        """Name a row for a reader: its ordinal and its words, cut short."""
        kind = self.rows[row - self.table.header_rows]
        words = self.labels[row - self.table.header_rows]
        short = words if len(words) <= 60 else words[:57].rstrip() + "..."
        return f"{kind.path} {short}".strip() if kind.ordinal else short

    def head(self, col: int) -> str:
        """Name a column for a reader."""
        return self.table.columns[col].text if col < len(self.table.columns) else str(col + 1)


def open_ledger(table: plan.Table, pointer: str) -> Ledger | None:
    """Read the numbers of a table; None where no column has any.

    Args:
        table: A table of the Plan.
        pointer: JSON pointer to it: "/tables/0".
    """
    numeric = [_may_count(column) for column in table.columns]
    if not any(numeric) or table.rows <= table.header_rows:
        return None
    grid = as_grid(table)
    rows = row_kinds(grid)
    figures = _figures(table, rows, numeric)
    kinds = _column_kinds(table, figures, rows)
    if all(kind == "none" for kind in kinds):
        return None
    return Ledger(
        table,
        pointer,
        rows,
        row_levels(grid),
        _labels(table),
        kinds,
        _factors(table),
        {place: figure for place, figure in figures.items() if kinds[place[1]] != "none"},
    )


def as_grid(table: plan.Table) -> document.Table:
    """Return a table of the Plan in the form that `reading.rows` and `reading.columns` take."""
    return document.Table(
        index=table.index,
        rows=table.rows,
        cols=table.cols,
        header_rows=table.header_rows,
        cells=tuple(
            document.Cell(cell.row, cell.col, cell.row_span, cell.col_span, document.Passage(cell.text))
            for cell in table.cells
        ),
        fragments=(),
    )


def prices(table: plan.Table) -> dict[tuple[int, int], Figure]:
    """Return the unit prices of a table, which no sum counts, by row and column."""
    columns = {col for col, column in enumerate(table.columns) if column.role == "unit_price"}
    found = {}
    for at, cell in enumerate(table.cells):
        if cell.col in columns and cell.row >= table.header_rows:
            read = read_figure(cell.text)
            if read is not None:
                found[cell.row, cell.col] = Figure(cell.row, cell.col, at, cell.text, *read)
    return found


def _may_count(column: plan.Column) -> bool:
    if NOT_ADDITIVE.search(fold_head(column.text)):
        return False
    return column.role in ("amount", "fund_amount") or column.role in COUNTED or column.year is not None


def _figures(
    table: plan.Table, rows: tuple[RowKind, ...], numeric: list[bool]
) -> dict[tuple[int, int], Figure]:
    counted = {row.row for row in rows if row.kind in ("leaf", "group", "total")}
    chosen = [
        (at, cell)
        for at, cell in enumerate(table.cells)
        if cell.text
        and cell.row in counted
        and cell.col < len(numeric)
        and numeric[cell.col]
        and cell.col_span == 1
    ]
    commas = _groups_by_commas([cell.text for _, cell in chosen])
    figures = {}
    for at, cell in chosen:
        whole = cell.text[-1].isdigit() and not any(char.isalpha() for char in cell.text)
        damaged = not whole and _is_damaged(table, cell)
        read = None if damaged else read_figure(cell.text, commas=commas)
        if read is not None:
            figures[cell.row, cell.col] = Figure(cell.row, cell.col, at, cell.text, *read)
        elif damaged or (whole and _is_damaged(table, cell)):
            figures[cell.row, cell.col] = Figure(cell.row, cell.col, at, cell.text, None)
    return figures


def _is_damaged(table: plan.Table, cell: plan.Cell) -> bool:
    """Tell whether letters stand among a cell's digits: in money, or where OCR read it ("18.4S0")."""
    money = table.columns[cell.col].role in ("amount", "fund_amount")
    ocr = any(place.read_by == "ocr" for place in cell.evidence.get("text", ()))
    return is_damaged(cell.text, alone=ocr) if money or ocr else False


def _groups_by_commas(texts: list[str]) -> bool:
    commas = any(COMMA_GROUPS.match(text.strip()) for text in texts)
    return commas and not any(DOT_GROUPS.match(text.strip()) for text in texts)


def _column_kinds(
    table: plan.Table, figures: dict[tuple[int, int], Figure], rows: tuple[RowKind, ...]
) -> tuple[ColumnKind, ...]:
    body = {row.row for row in rows if row.kind != "index"}
    printed = [0] * len(table.columns)
    for cell in table.cells:
        if cell.row in body and cell.text.strip(" -–") and cell.col < len(printed):
            printed[cell.col] += 1
    read = [0] * len(table.columns)
    for _, col in figures:
        read[col] += 1
    years = _years_of_money(table)
    return tuple(
        "none"
        if not read[col] or read[col] < MOSTLY * printed[col]
        else "money"
        if _is_money(table, column) or (years and column.year is not None)
        else "count"
        for col, column in enumerate(table.columns)
    )


def _is_money(table: plan.Table, column: plan.Column) -> bool:
    """Tell whether a column is money; a lone "Tổng cộng" is, beside the columns of its funds."""
    if column.role in ("amount", "fund_amount"):
        return True
    head = fold_head(column.text.rpartition(" > ")[2])
    funds = any(other.role == "fund_amount" for other in table.columns)
    return column.role == "unknown" and funds and head in row_words("totals")


def _years_of_money(table: plan.Table) -> bool:
    """Tell whether the columns of years divide an amount and no quantity."""
    roles = {column.role for column in table.columns}
    return "amount" in roles and "quantity" not in roles


def _labels(table: plan.Table) -> tuple[str, ...]:
    """Return the words of each body row: what its column of tasks says, else its first words."""
    named = next((at for at, column in enumerate(table.columns) if column.role in ("task", "target")), None)
    labels = [""] * (table.rows - table.header_rows)
    for cell in sorted(table.cells, key=lambda cell: (cell.col != named, cell.col)):
        at = cell.row - table.header_rows
        if at >= 0 and not labels[at] and len(cell.text) > 1 and row_mark(cell.text) is None:
            labels[at] = cell.text
    return tuple(labels)


def _factors(table: plan.Table) -> tuple[Decimal, ...]:
    """Return for each column what one of its numbers counts in đồng, 1 where no unit of money is named."""
    over = parse_unit_header(table.unit) if table.unit else None
    factors = []
    for column in table.columns:
        own = parse_unit_header(column.text) if "(" in column.text else None
        unit = own if own is not None and own.unit == "VND" else over
        factors.append(unit.factor if unit is not None and unit.unit == "VND" else Decimal(1))
    return tuple(factors)


def children_of(ledger: Ledger, nesting: Nesting) -> dict[int | None, list[int]]:
    """Return the rows under each row, None for those at the top; totals, notes and index rows are left out.

    Args:
        ledger: The table.
        nesting: How rows without an ordinal stand: as children of the last row with one, beside it, or as children with
            "+" under "-".
    """
    result: dict[int | None, list[int]] = {None: []}
    stack: list[tuple[int, int]] = []  # rank, row
    for row, rank, label in zip(ledger.rows, ledger.levels, ledger.labels, strict=True):
        if row.kind not in ("leaf", "group"):
            if row.kind == "total":
                stack = []
            continue
        own = rank if rank is not None else _rank(label, stack, nesting)
        while stack and stack[-1][0] >= own:
            stack.pop()
        parent = stack[-1][1] if stack else None
        result.setdefault(parent, []).append(row.row)
        stack.append((own, row.row))
    return result


def _rank(label: str, stack: list[tuple[int, int]], nesting: Nesting) -> int:
    if nesting == "sibling":
        return stack[-1][0] if stack else PLAIN
    if nesting == "dashes":
        return {"-": DASH, "–": DASH, "+": PLUS}.get(label[:1], PLAIN)
    return PLAIN
