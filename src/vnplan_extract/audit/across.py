"""Sums along the rows of a table: a total is the sum of its funds, a quantity that of its years, an amount a product.

Which columns a total sums is seldom printed. Runs of columns beside it are tried, and the numbers decide: a run is
taken where it closes in more rows than not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.audit.terms import Equation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.audit.ledger import Figure, Ledger

PROVED = 2  # rows for each broken one that must prove a sum of counts, of which no head says that it is one
PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)")
LONGEST_RUN = 12  # columns that one total sums
REPEATED = (
    3  # years from which a number that is the same in each, or grows up to the total, is no part of a sum
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A column that sums others, with how many rows say so and how many do not."""

    code: str
    total: int
    parts: tuple[int, ...]
    closed: int
    broken: int


def across_equations(ledger: Ledger) -> list[Equation]:
    """Return what must add up along the rows."""
    by_row: dict[int, dict[int, Figure]] = {}
    for (row, col), figure in ledger.figures.items():
        by_row.setdefault(row, {})[col] = figure
    return [
        equation
        for relation in _relations(ledger, list(by_row.values()))
        for equation in _equations(ledger, relation, by_row)
    ]


def _relations(ledger: Ledger, rows: Sequence[dict[int, Figure]]) -> list[Relation]:
    money = [col for col, kind in enumerate(ledger.kinds) if kind == "money"]
    found = _runs(ledger, money, rows)
    years = [
        col
        for col, column in enumerate(ledger.table.columns)
        if column.year is not None and ledger.kinds[col] != "none"
    ]
    taken = {part for relation in found for part in relation.parts}
    if len(years) > 1 and not taken.intersection(years):
        totals = [
            col
            for col, kind in enumerate(ledger.kinds)
            if kind != "none" and col not in years and col not in taken
        ]
        tries = [
            _tested(ledger, "year-sum", total, tuple(years), rows)
            for total in totals
            if _covers(ledger, total, years)
        ]
        found.extend(relation for relation in tries if _holds(relation))
    counts = [
        col
        for col, column in enumerate(ledger.table.columns)
        if ledger.kinds[col] == "count" and column.year is None
    ]
    return [
        *found,
        *(one for one in _runs(ledger, counts, rows) if one.closed >= PROVED * max(1, one.broken)),
    ]


def _covers(ledger: Ledger, total: int, years: Sequence[int]) -> bool:
    """Tell whether columns of years are all the years of the period that a total's head names, if it names one."""
    span = PERIOD.search(ledger.table.columns[total].text)
    printed = {ledger.table.columns[col].year for col in years}
    return span is None or set(range(int(span[1]), int(span[2]) + 1)) <= printed


def _runs(ledger: Ledger, columns: list[int], rows: Sequence[dict[int, Figure]]) -> list[Relation]:
    """Find totals among columns, the inner ones first: "NSNN" of its levels before "Tổng" of NSNN and others."""
    found: list[Relation] = []
    open_columns = list(columns)
    for total in sorted(columns, reverse=True):
        best = _best_run(ledger, total, [col for col in open_columns if col > total], rows)
        if best is not None:
            found.append(best)
            open_columns = [col for col in open_columns if col not in best.parts]
    summed = {relation.total for relation in found} | {part for relation in found for part in relation.parts}
    for total in sorted(set(open_columns) - summed):
        run = [col for col in open_columns if col < total][::-1]
        best = _best_run(ledger, total, run, rows)
        if best is not None:
            found.append(best)
            open_columns = [col for col in open_columns if col not in best.parts]
    return found


def _best_run(
    ledger: Ledger, total: int, beside: list[int], rows: Sequence[dict[int, Figure]]
) -> Relation | None:
    """Return the run of columns beside a total that it sums in most rows, the nearest columns first."""
    tries = [
        _tested(ledger, "row-sum", total, tuple(sorted(beside[:length])), rows)
        for length in range(2, min(len(beside), LONGEST_RUN) + 1)
    ]
    held = [relation for relation in tries if _holds(relation)]
    if held:
        return max(held, key=lambda relation: (relation.closed - relation.broken, len(relation.parts)))
    named = [col for col in beside if ledger.table.columns[col].role == "fund_amount"]
    if len(rows) <= 2 and len(named) > 1 and named == beside and ledger.table.columns[total].role == "amount":
        return _tested(ledger, "row-sum", total, tuple(named), rows)
    return None


def _holds(relation: Relation) -> bool:
    return relation.closed >= max(1, relation.broken)


def _tested(
    ledger: Ledger, code: str, total: int, parts: tuple[int, ...], rows: Sequence[dict[int, Figure]]
) -> Relation:
    """Count in how many rows a total is the sum of columns; a row with one part proves nothing."""
    closed = broken = 0
    for figures in rows:
        printed = _members(figures, total, parts)
        if printed is None:
            continue
        left, right = printed
        equation = _equation(ledger, code, left, right)
        if not equation.readable:
            continue
        if equation.closes:
            closed += len(right) > 1
        elif abs(equation.difference) > equation.rounding:
            broken += 1
    return Relation(code, total, parts, closed, broken)


def _members(
    figures: dict[int, Figure], total: int, parts: tuple[int, ...]
) -> tuple[Figure, list[Figure]] | None:
    left = figures.get(total)
    right = [figures[col] for col in parts if col in figures]
    if left is None or not right:
        return None
    units = {figure.unit for figure in (left, *right) if figure.unit}
    return None if "%" in units or len(units) > 1 else (left, right)


def _equations(
    ledger: Ledger, relation: Relation, by_row: dict[int, dict[int, Figure]]
) -> Iterator[Equation]:
    loose = _without_parts(ledger, relation, by_row)
    for row, figures in by_row.items():
        printed = _members(figures, relation.total, relation.parts)
        if printed is None:
            continue
        left, right = printed
        if relation.code == "year-sum" and _is_no_sum(left, right):
            continue
        equation = _equation(ledger, relation.code, left, right)
        if ledger.rows[row - ledger.table.header_rows].kind != "leaf" and 0 < equation.difference <= loose:
            continue
        yield equation


def _without_parts(ledger: Ledger, relation: Relation, by_row: dict[int, dict[int, Figure]]) -> Decimal:
    """Return what the rows come to that have a total and no parts: so much the parts of groups and totals lack."""
    alone = [
        figures[relation.total].value or Decimal(0)
        for row, figures in by_row.items()
        if relation.total in figures
        and ledger.rows[row - ledger.table.header_rows].kind == "leaf"
        and not any(part in figures for part in relation.parts)
    ]
    money = ledger.kinds[relation.total] == "money"
    return sum(alone, Decimal(0)) * (ledger.factors[relation.total] if money else 1)


def _is_no_sum(left: Figure, right: Sequence[Figure]) -> bool:
    """Tell a number meant for each year, or for the last of growing ones, from a sum."""
    values = [figure.value for figure in right]
    if len(values) >= REPEATED and set(values) == {left.value}:
        return True
    known = [value for value in values if value is not None]
    growing = len(known) >= REPEATED and known == sorted(known) and known[0] < known[-1]
    return growing and known[-1] == left.value


def _equation(ledger: Ledger, code: str, left: Figure, right: Sequence[Figure]) -> Equation:
    row, head = ledger.label(left.row), ledger.head(left.col)
    return Equation(
        code,
        f"{ledger.pointer} {code} {left.col}",
        ledger.term(left),
        tuple(ledger.term(figure) for figure in right),
        f"row '{row}', column '{head}' and its parts",
        f"hàng '{row}', cột '{head}' và các phần của nó",
    )
