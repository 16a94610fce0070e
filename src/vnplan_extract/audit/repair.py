"""Repairs by proof: where OCR broke a number and the sums of its table leave exactly one reading of it.

Only cells read by OCR are touched, only readings one confusion away are tried (`confusions`), and a reading is taken
only when it closes every sum it stands in and no other reading of any cell in those sums would do as well. Tables are
repaired before tasks and budgets are read from them (`repair_tables` is a step of the pipeline), because a damaged cell
may give its readers no number at all to be corrected later; `flagged` then marks the quantities that came from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.audit.balance import judged, sides
from vnplan_extract.audit.confusions import is_understood, readings
from vnplan_extract.audit.flags import flagged
from vnplan_extract.audit.ledger import open_ledger
from vnplan_extract.audit.search import after, search_of, solve
from vnplan_extract.audit.sums import table_equations
from vnplan_extract.document import Passage, Piece
from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract import document, plan
    from vnplan_extract.audit.confusions import Reading
    from vnplan_extract.audit.ledger import Ledger
    from vnplan_extract.audit.search import Search
    from vnplan_extract.audit.terms import Equation
    from vnplan_extract.findings import Finding
    from vnplan_extract.reading.draft import Draft


def repair_tables(draft: Draft) -> None:
    """Repair the tables of a document that is being read, before tasks and budget are read from them."""
    tables, sources = list(draft.tables), list(draft.source_tables)
    for at, table in enumerate(draft.tables):
        mended, found = repaired(table, f"/tables/{at}")
        draft.findings.extend(found)
        if mended is not table:
            tables[at], sources[at] = mended, _like(sources[at], mended)
    draft.tables, draft.source_tables = tuple(tables), sources


def repair(whole: plan.Plan) -> plan.Plan:
    """Return a Plan with its tables repaired where arithmetic proves what OCR misread, and a finding for each repair."""
    done = [repaired(table, f"/tables/{at}") for at, table in enumerate(whole.tables)]
    found = [finding for _, findings in done for finding in findings]
    if not found:
        return whole
    tables = tuple(table for table, _ in done)
    return flagged(whole.model_copy(update={"tables": tables, "findings": (*whole.findings, *found)}))


def repaired(table: plan.Table, pointer: str) -> tuple[plan.Table, list[Finding]]:
    """Return a table with the cells replaced that its sums prove, and the findings that say so.

    Args:
        table: A table of the Plan; it is returned as it is where nothing was read by OCR or nothing can be proved.
        pointer: JSON pointer to it: "/tables/0".
    """
    if not any(place.read_by == "ocr" for cell in table.cells for place in cell.evidence.get("text", ())):
        return table, []
    ledger = open_ledger(table, pointer)
    if ledger is None:
        return table, []
    search = _open(ledger)
    chosen, gave_up = solve(search)
    findings: list[Finding] = []
    if gave_up:
        findings.append(finding("repair-gave-up", path=pointer, page=table.pages[0] if table.pages else None))
    if not chosen:
        return table, findings
    cells = list(table.cells)
    for place, reading in chosen.items():
        at = int(place.rpartition("/")[2])
        cells[at] = cells[at].model_copy(update={"text": reading.text, "repaired_from": cells[at].text})
        findings.append(_said(search, place, reading))
    return table.model_copy(update={"cells": tuple(cells)}), findings


def _open(ledger: Ledger) -> Search:
    """Take the sums whose rule is proved, and list what each cell read by OCR may have said."""
    decimals = any("," in figure.text for figure in ledger.figures.values())
    choices = {}
    for figure in ledger.figures.values():
        if _read_by_ocr(ledger, figure.cell):
            factor = ledger.term(figure).factor
            choices[f"{ledger.pointer}/cells/{figure.cell}"] = {
                reading.value * factor: reading for reading in readings(figure.text, decimals=decimals)
            }
    unknown = {
        f"{ledger.pointer}/cells/{figure.cell}"
        for figure in ledger.figures.values()
        if _read_by_ocr(ledger, figure.cell) and not is_understood(figure.text)
    }
    return search_of(proved(table_equations(ledger)), choices, unknown)


def _read_by_ocr(ledger: Ledger, cell: int) -> bool:
    places = ledger.table.cells[cell].evidence.get("text", ())
    return bool(places) and all(place.read_by == "ocr" for place in places)


def proved(equations: Sequence[Equation]) -> list[Equation]:
    """Return the equations of rules that hold: those that close, those broken for sure, those not readable yet."""
    verdicts = judged(equations)
    closed = {equation.family for equation in equations if equation.closes}
    return [
        equation
        for at, equation in enumerate(equations)
        if equation.closes
        or verdicts.get(at) == "broken"
        or (not equation.readable and (equation.certain or equation.family in closed))
    ]


def _said(search: Search, place: str, reading: Reading) -> Finding:
    """Say what was repaired, and show the sums that prove it."""
    sums = [after(search, at, {place: reading}) for at in search.by_term[place]]
    term = next(term for equation in search.equations for term in equation.terms if term.pointer == place)
    others = [other for equation in sums for other in equation.terms if other.pointer != place]
    return finding(
        "cell-repaired",
        path=place,
        expected=reading.text,
        found=term.text,
        evidence=sides(term.evidence, others),
        equation="; ".join(equation.shown() for equation in sums),
    )


def _like(source: document.Table, table: plan.Table) -> document.Table:
    """Return the table behind a table of the Plan with the same repaired texts."""
    cells = list(source.cells)
    for at, cell in enumerate(table.cells):
        if cell.repaired_from is not None and at < len(cells):
            passage = _retold(cells[at].passage, cell.text)
            cells[at] = replace(cells[at], passage=passage, parts=(passage,))
    return replace(source, cells=tuple(cells))


def _retold(passage: Passage, text: str) -> Passage:
    """Return a passage of other words that were printed at the same place."""
    if not passage.pieces:
        return Passage(text)
    first = passage.pieces[0]
    return Passage(text, (Piece(0, max(first.length, 1), first.page, first.offset),))
