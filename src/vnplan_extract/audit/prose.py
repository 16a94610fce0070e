"""Repairs by proof of the amounts in running text: total, sources, phases, words and tables leave one reading.

What `repair` does for cells, for the budget: only amounts read by OCR are touched. An amount with letters among its
digits ("18.4S0 triệu đồng") has the flag `misread` until a sum proves it; one that nothing proves is no value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.audit.balance import sides
from vnplan_extract.audit.budget import budget_equations
from vnplan_extract.audit.confusions import Reading, readings
from vnplan_extract.audit.flags import FLAG
from vnplan_extract.audit.repair import proved
from vnplan_extract.audit.search import after, search_of, solve
from vnplan_extract.audit.sums import ledgers_of, table_equations
from vnplan_extract.findings import finding
from vnplan_extract.reading.misread import MISREAD, undone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from vnplan_extract import plan
    from vnplan_extract.audit.search import Search
    from vnplan_extract.audit.terms import Equation, Term
    from vnplan_extract.findings import Finding


def repaired_budget(document: plan.Plan) -> plan.Plan:
    """Return a Plan with the amounts of its budget that OCR misread repaired or left out, and findings that say so."""
    budget = document.budget
    amounts = dict(_amounts(budget)) if budget is not None else {}
    if budget is None or not amounts:
        return document
    search = _open(document, amounts)
    chosen, _ = solve(search)
    if not all(pointer in amounts for pointer in chosen):
        chosen = {}  # a cell of a table, or the words, may be what is wrong
    found = [_said(search, amounts[pointer], pointer, reading) for pointer, reading in chosen.items()]
    unread = [pointer for pointer, one in amounts.items() if MISREAD in one.flags and pointer not in chosen]
    found += [_unread(amounts[pointer]) for pointer in unread]
    if not found:
        return document
    update = {
        pointer: _mended(amounts[pointer], _term_at(search, pointer), reading)
        for pointer, reading in chosen.items()
    }
    return document.model_copy(
        update={
            "budget": _changed(budget, update, set(unread)),
            "findings": (*document.findings, *found),
        }
    )


def _amounts(budget: plan.Budget) -> Iterator[tuple[str, plan.Quantity]]:
    """Yield the amounts in figures that OCR read in running text, with their pointers."""
    named = [(f"/budget/lines/{at}/amount", line.amount) for at, line in enumerate(budget.lines)]
    if budget.total is not None:
        named.append(("/budget/total", budget.total))
    for pointer, amount in named:
        places = amount.evidence.get("low", ())
        figures = any(char.isdigit() for char in amount.text)
        if figures and places and all(place.read_by == "ocr" for place in places):
            yield pointer, amount


def _open(document: plan.Plan, amounts: dict[str, plan.Quantity]) -> Search:
    """Take what the budget states and the sums of the tables, and list what OCR's amounts may have said."""
    ledgers = ledgers_of(document)
    stated = [_hidden(equation, amounts) for equation in budget_equations(document, ledgers)]
    tables = proved([equation for ledger in ledgers for equation in table_equations(ledger)])
    terms = {term.pointer: term for equation in stated for term in equation.terms}
    choices: dict[str, dict[Decimal, Reading]] = {}
    for pointer, term in terms.items():
        if not any(char.isdigit() for char in term.text):
            continue
        if pointer in amounts or all(place.read_by == "ocr" for place in term.evidence):
            known = readings(term.text, decimals="," in term.text)
            choices[pointer] = {reading.value * term.factor: reading for reading in known}
        if pointer in amounts and MISREAD in amounts[pointer].flags:
            value = amounts[pointer].low
            shown = undone(term.text)[0]
            choices[pointer].setdefault(value, Reading(value / term.factor, shown))
    return search_of([*stated, *tables], choices, set())


def _hidden(equation: Equation, amounts: dict[str, plan.Quantity]) -> Equation:
    """Return an equation in which amounts with letters among their digits have no value yet."""
    doubtful = {pointer for pointer, amount in amounts.items() if MISREAD in amount.flags}
    if not any(term.pointer in doubtful for term in equation.terms):
        return equation
    left, *right = (
        replace(term, value=None) if term.pointer in doubtful else term for term in equation.terms
    )
    return replace(equation, left=left, right=tuple(right))


def _mended(amount: plan.Quantity, term: Term, reading: Reading) -> plan.Quantity:
    """Return an amount with the value that was proved; its text stays what OCR read."""
    value = reading.value * term.factor
    flags = (*(flag for flag in amount.flags if flag != MISREAD), FLAG)
    return amount.model_copy(update={"low": value, "high": value, "flags": flags})


def _term_at(search: Search, pointer: str) -> Term:
    equation = search.equations[search.by_term[pointer][0]]
    return next(term for term in equation.terms if term.pointer == pointer)


def _changed(budget: plan.Budget, update: dict[str, plan.Quantity], unread: set[str]) -> plan.Budget:
    """Return the budget with repaired amounts in their places, without those that cannot be read."""
    lines = tuple(
        line.model_copy(update={"amount": update.get(pointer, line.amount)})
        for at, line in enumerate(budget.lines)
        if (pointer := f"/budget/lines/{at}/amount") not in unread
    )
    total = None if "/budget/total" in unread else update.get("/budget/total", budget.total)
    return budget.model_copy(update={"lines": lines, "total": total})


def _said(search: Search, amount: plan.Quantity, pointer: str, reading: Reading) -> Finding:
    """Say what was repaired, and show the sums that prove it."""
    sums = [after(search, at, {pointer: reading}) for at in search.by_term[pointer]]
    others = [other for equation in sums for other in equation.terms if other.pointer != pointer]
    return finding(
        "amount-repaired",
        path=pointer,
        expected=reading.text,
        found=amount.text,
        evidence=sides(amount.evidence.get("low", ()), others),
        equation="; ".join(equation.shown() for equation in sums),
    )


def _unread(amount: plan.Quantity) -> Finding:
    """Say that an amount was not read: its letters may be any digits, and no sum says which."""
    places = amount.evidence.get("low", ())
    return finding(
        "amount-unread", path="/budget", found=amount.text, evidence={"found": places} if places else None
    )
