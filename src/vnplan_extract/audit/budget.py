"""The budget in prose: its total against its sources, its phases, its words, and against the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import as_grid
from vnplan_extract.audit.terms import Equation, Term
from vnplan_extract.lang.dates import find_dates
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.reading.columns import column_roles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.audit.ledger import Ledger

SCALES = (
    ("tỷ", 10**9),
    ("tỉ", 10**9),
    ("triệu", 10**6),
    ("trđ", 10**6),
    ("tr.đ", 10**6),
    ("nghìn", 10**3),
    ("ngàn", 10**3),
)
YEAR = re.compile(r"\d{4}")
LONGEST_LABEL = 80
MOST_PARTS = 12  # parts of a total of which all selections are tried


def budget_equations(document: plan.Plan, ledgers: Sequence[Ledger]) -> list[Equation]:
    """Return what the budget states: total = sources = phases = words = the grand total of the table."""
    budget = document.budget
    if budget is None:
        return []
    lines = [
        (line, _term(f"/budget/lines/{at}/amount", line.amount))
        for at, line in enumerate(budget.lines)
        if _is_exact(line.amount)
    ]
    total = _term("/budget/total", budget.total) if budget.total and _is_exact(budget.total) else None
    return [
        *_words(budget, total),
        *_prose(lines, total),
        *_tables(lines, total, ledgers),
    ]


def _is_exact(amount: plan.Quantity) -> bool:
    """Tell whether an amount of the prose is one number; a bare number was read from a table, which has its own sums."""
    if not any(word in amount.text.casefold() for word in ("đ", "vn", *(word for word, _ in SCALES))):
        return False
    return amount.low == amount.high and amount.bound == "exact" and amount.unit == "VND"


def _term(pointer: str, amount: plan.Quantity) -> Term:
    low = amount.text.casefold()
    factor = next((Decimal(value) for word, value in SCALES if word in low), Decimal(1))
    spelt = not any(char.isdigit() for char in amount.text)
    return Term(
        pointer,
        amount.low,
        amount.text,
        amount.evidence.get("low", ()),
        Decimal(1) if spelt else factor,
        Decimal(1),
    )


def _words(budget: plan.Budget, total: Term | None) -> Iterator[Equation]:
    words = budget.in_words
    if words is None or total is None or not _is_exact(words):
        return
    yield Equation(
        "words-differ",
        "budget words",
        total,
        (_term("/budget/in_words", words),),
        "the total in figures and in words",
        "tổng kinh phí bằng số và bằng chữ",
        certain=True,
    )


def _prose(lines: Sequence[tuple[plan.BudgetLine, Term]], total: Term | None) -> Iterator[Equation]:
    """Total = sources, total = phases, each phase = its sources, each source = its phases."""
    sources: dict[str | None, list[tuple[plan.BudgetLine, Term]]] = defaultdict(list)
    phases: list[tuple[plan.BudgetLine, Term]] = []
    for line, term in lines:
        if line.fund is not None:
            sources[line.period].append((line, term))
        elif line.period is not None and _names_period(line):
            phases.append((line, term))
    if total is not None:
        # "Tổng kinh phí giai đoạn 2022-2025: ..., trong đó: ...": all stand under the whole period.
        whole = next(iter(sources)) if len(sources) == 1 and not phases else None
        yield from _sum(total, [term for _, term in sources[whole]], "the sources of funds", "các nguồn vốn")
        yield from _sum(total, [term for _, term in phases], "the phases", "các giai đoạn")
    for phase, term in phases:
        parts = [part for _, part in sources.get(phase.period, ())]
        yield from _sum(term, parts, f"phase {phase.period}", f"giai đoạn {phase.period}")
    for line, term in sources[None]:
        parts = [
            part
            for period, group in sources.items()
            if period is not None
            for other, part in group
            if other.fund == line.fund
        ]
        alone = sum(other.fund == line.fund for other, _ in sources[None]) == 1
        if alone and len(parts) == len(phases):
            yield from _sum(
                term, parts, f"'{line.label}' over the phases", f"'{line.label}' qua các giai đoạn"
            )


def _names_period(line: plan.BudgetLine) -> bool:
    """Tell a phase from what only stands under one: its label names the years."""
    return any(year in line.label for year in YEAR.findall(line.period or ""))


def _sum(left: Term, right: Sequence[Term], label: str, label_vi: str) -> Iterator[Equation]:
    """Total and parts; not where a selection of the parts makes the total: then some are parts of parts."""
    if len(right) < 2 or _is_nested(left, right):
        return
    equation = Equation("budget-sum", "budget prose", left, tuple(right), label, label_vi)
    yield replace(equation, certain=equation.difference < 0)


def _is_nested(left: Term, right: Sequence[Term]) -> bool:
    values = [term.value or Decimal(0) for term in right]
    if sum(values) == left.value or len(values) > MOST_PARTS:
        return len(values) > MOST_PARTS
    return any(
        sum(chosen) == left.value
        for length in range(1, len(values))
        for chosen in combinations(values, length)
    )


def _tables(
    lines: Sequence[tuple[plan.BudgetLine, Term]], total: Term | None, ledgers: Sequence[Ledger]
) -> Iterator[Equation]:
    """The prose against the one table of money with a grand total; with several tables nothing is known."""
    money = [(ledger, row) for ledger in ledgers if (row := _grand_total(ledger)) is not None]
    if len(money) != 1:
        return
    ledger, row = money[0]
    columns = [col for col, kind in enumerate(ledger.kinds) if kind == "money"]
    roles = column_roles(as_grid(ledger.table))
    main = next((col for col in columns if roles[col].role == "amount" and roles[col].year is None), None)
    if total is not None and main is not None and not _is_part(ledger, (row, main), total, lines):
        yield from _same(ledger, (row, main), total, "total")
    phases = _phase_rows(ledger)
    for line, term in lines:
        at = row if line.period is None else phases.get(line.period)
        col = (
            main
            if line.fund is None
            else _column_of(line, lines, [(one, roles[one].fund) for one in columns])
        )
        if col is not None and at is not None and (line.fund or line.period):
            yield from _same(ledger, (at, col), term, line.label)


def _is_part(
    ledger: Ledger, place: tuple[int, int], total: Term, lines: Sequence[tuple[plan.BudgetLine, Term]]
) -> bool:
    """Tell whether a table is the account of a part of the budget, or the budget one of a part of the table."""
    figure = ledger.figures.get(place)
    if figure is None:
        return True
    whole = ledger.term(figure).value
    if whole == total.value:
        return False
    inside = {
        ledger.term(other).value for other in ledger.figures.values() if ledger.kinds[other.col] == "money"
    }
    return total.value in inside or any(term.value == whole for _, term in lines)


def _column_of(
    line: plan.BudgetLine,
    lines: Sequence[tuple[plan.BudgetLine, Term]],
    funds: Sequence[tuple[int, str | None]],
) -> int | None:
    """Return the column of a line's fund where there is one column and one line of it."""
    same = [col for col, fund in funds if fund == line.fund]
    alike = [other for other, _ in lines if other.fund == line.fund and other.period == line.period]
    return same[0] if len(same) == len(alike) == 1 else None


def _grand_total(ledger: Ledger) -> int | None:
    """Return the row of the last total of a table of money whose unit is known."""
    columns = [col for col, kind in enumerate(ledger.kinds) if kind == "money"]
    if not columns or all(ledger.factors[col] == 1 for col in columns):
        return None
    totals = [row.row for row in ledger.rows if row.kind == "total"]
    return next(
        (row for row in reversed(totals) if any((row, col) in ledger.figures for col in columns)), None
    )


def _phase_rows(ledger: Ledger) -> dict[str, int]:
    """Return period -> the group row that bears it: "Giai đoạn 2021-2025"; none where two rows do."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, label in zip(ledger.rows, ledger.labels, strict=True):
        if row.kind == "group" and len(label) <= LONGEST_LABEL:
            for mention in find_dates(normalize(label).text):
                if mention.kind == "period":
                    found[mention.value.edtf].append(row.row)
    return {period: rows[0] for period, rows in found.items() if len(rows) == 1}


def _same(ledger: Ledger, place: tuple[int, int], term: Term, label: str) -> Iterator[Equation]:
    figure = ledger.figures.get(place)
    if figure is None:
        return
    yield Equation(
        "total-differs",
        "budget tables",
        term,
        (ledger.term(figure),),
        f"'{label}' in prose and in the table",
        f"'{label}' trong lời văn và trong bảng",
        certain=True,
    )
