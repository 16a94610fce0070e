"""Repairs by proof: where OCR broke a number and the sums of its table leave exactly one reading of it.

Only cells read by OCR are touched, only readings one confusion away are tried (`confusions`), and a reading is taken
only when it closes every sum it stands in and no other reading of any cell in those sums would do as well. Tables are
repaired before tasks and budgets are read from them (`repair_tables` is a step of the pipeline), because a damaged cell
may give its readers no number at all to be corrected later; `flagged` then marks the quantities that came from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vnplan_extract.audit.balance import judged, sides
from vnplan_extract.audit.confusions import Reading, is_understood, readings
from vnplan_extract.audit.flags import flagged
from vnplan_extract.audit.ledger import open_ledger
from vnplan_extract.audit.sums import table_equations
from vnplan_extract.document import Passage, Piece
from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from vnplan_extract import document, plan
    from vnplan_extract.audit.ledger import Ledger
    from vnplan_extract.audit.terms import Equation, Term
    from vnplan_extract.findings import Finding
    from vnplan_extract.reading.draft import Draft

MOST_CHANGES = 3  # cells of one knot of broken sums that are changed together
MOST_STEPS = 4000  # readings tried for one knot


class _GaveUpError(Exception):
    """The search took too many steps."""


@dataclass(slots=True)
class _Search:
    """The sums of one table: which terms stand in which, and what OCR's cells may have said."""

    equations: list[Equation]
    by_term: dict[str, list[int]]
    choices: dict[str, dict[Decimal, Reading]]
    unknown: set[str]  # cells read by OCR whose other readings are not known
    steps: int = 0
    solutions: list[dict[str, Reading]] = field(default_factory=list)


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
    chosen: dict[str, Reading] = {}
    findings: list[Finding] = []
    gave_up = False
    for knot in _knots(search):
        try:
            chosen.update(_solve(search, knot))
        except _GaveUpError:
            gave_up = True
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


def _open(ledger: Ledger) -> _Search:
    """Take the sums whose rule is proved, and list what each cell read by OCR may have said."""
    proved = _proved(table_equations(ledger))
    by_term: dict[str, list[int]] = {}
    for at, equation in enumerate(proved):
        for term in equation.terms:
            by_term.setdefault(term.pointer, []).append(at)
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
    return _Search(proved, by_term, choices, unknown)


def _read_by_ocr(ledger: Ledger, cell: int) -> bool:
    places = ledger.table.cells[cell].evidence.get("text", ())
    return bool(places) and all(place.read_by == "ocr" for place in places)


def _proved(equations: Sequence[Equation]) -> list[Equation]:
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


def _knots(search: _Search) -> list[list[int]]:
    """Return the equations that do not close, in groups that share cells read by OCR."""
    open_equations = [at for at, equation in enumerate(search.equations) if not equation.closes]
    group = {at: at for at in open_equations}

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for pointer in search.choices:
        shared = [at for at in search.by_term.get(pointer, ()) if at in group]
        for other in shared[1:]:
            group[root(other)] = root(shared[0])
    knots: dict[int, list[int]] = {}
    for at in open_equations:
        knots.setdefault(root(at), []).append(at)
    return list(knots.values())


def _solve(search: _Search, knot: Sequence[int]) -> dict[str, Reading]:
    """Return the one set of readings that closes a knot, of the fewest cells; {} where there is none or more than one."""
    search.steps = 0
    for depth in range(1, MOST_CHANGES + 1):
        search.solutions = []
        _descend(search, set(knot), {}, depth)
        distinct = {
            tuple(sorted((place, one.value) for place, one in found.items())) for found in search.solutions
        }
        if distinct:
            return search.solutions[0] if len(distinct) == 1 else {}
    return {}


def _descend(search: _Search, violated: set[int], changed: dict[str, Reading], depth: int) -> None:
    """Try every reading that closes one of the violated sums, until none is violated or too many cells are changed."""
    if not violated:
        if _is_proof(search, changed):
            search.solutions.append(dict(changed))
        return
    if depth == 0:
        return
    at = min(violated, key=lambda one: (len(search.equations[one].right), one))
    for place, reading in _moves(search, at, violated, changed):
        search.steps += 1
        if search.steps > MOST_STEPS:
            raise _GaveUpError
        changed[place] = reading
        touched = search.by_term[place]
        after = (violated - set(touched)) | {one for one in touched if not _closes(search, one, changed)}
        _descend(search, after, changed, depth - 1)
        del changed[place]


def _moves(
    search: _Search, at: int, violated: Iterable[int], changed: dict[str, Reading]
) -> list[tuple[str, Reading]]:
    """Return the readings of cells of one violated sum that close it, or another violated sum they stand in."""
    found: dict[tuple[str, Decimal], Reading] = {}
    for term in search.equations[at].terms:
        choices = search.choices.get(term.pointer)
        if not choices or term.pointer in changed:
            continue
        for one in search.by_term[term.pointer]:
            value = _needed(search, one, term.pointer, changed) if one in violated else None
            if value is not None and value in choices:
                found[term.pointer, value] = choices[value]
    return [(place, reading) for (place, _), reading in found.items()]


def _now(search: _Search, at: int, changed: dict[str, Reading]) -> Equation:
    """Return an equation with the changed readings put in."""
    equation = search.equations[at]
    if not any(term.pointer in changed for term in equation.terms):
        return equation
    return replace(
        equation,
        left=_changed(equation.left, changed),
        right=tuple(_changed(term, changed) for term in equation.right),
    )


def _changed(term: Term, changed: dict[str, Reading]) -> Term:
    reading = changed.get(term.pointer)
    return term if reading is None else replace(term, value=reading.value * term.factor, text=reading.text)


def _closes(search: _Search, at: int, changed: dict[str, Reading]) -> bool:
    return _now(search, at, changed).closes


def _needed(search: _Search, at: int, pointer: str, changed: dict[str, Reading]) -> Decimal | None:
    """Return what a term must be to close an equation; None where another one of it is not readable either."""
    equation = _now(search, at, changed)
    term = next(term for term in equation.terms if term.pointer == pointer)
    if any(other.value is None for other in equation.terms if other is not term):
        return None
    return equation.needed(term)


def _is_proof(search: _Search, changed: dict[str, Reading]) -> bool:
    """Tell whether each changed cell is proved.

    Damage that shows says where the error is; one sum then says what it was. A cell that looks whole needs two sums
    that were both broken, or one in which no single digit of any other cell would do as well.
    """
    return all(_is_proved(search, place, reading, changed) for place, reading in changed.items())


def _is_proved(search: _Search, place: str, reading: Reading, changed: dict[str, Reading]) -> bool:
    sums = [search.equations[at] for at in search.by_term[place]]
    shows = any(term.pointer == place and term.value is None for term in sums[0].terms)
    if shows and not reading.weak:
        return True
    if len(sums) >= 2:
        return not any(equation.closes for equation in sums)
    if reading.weak or len(changed) > 1 or {term.pointer for term in sums[0].terms} & search.unknown:
        return False
    return not any(
        term.pointer in search.choices and term.pointer != place and _one_digit_closes(sums[0], term)
        for term in sums[0].terms
    )


def _one_digit_closes(equation: Equation, term: Term) -> bool:
    """Tell whether another digit in one place of a term would close an equation."""
    needed = equation.needed(term)
    if needed is None or needed < 0:
        return False
    scaled = needed / term.step
    digits = "".join(char for char in term.text if char.isdigit())
    if scaled != scaled.to_integral_value():
        return False
    other = str(int(scaled)).zfill(len(digits))
    return len(other) == len(digits) and sum(one != two for one, two in zip(digits, other, strict=True)) == 1


def _said(search: _Search, place: str, reading: Reading) -> Finding:
    """Say what was repaired, and show the sums that prove it."""
    sums = [_now(search, at, {place: reading}) for at in search.by_term[place]]
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
