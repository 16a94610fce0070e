"""Makes plans with one thing changed, for the tests of the audit."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract import extract
from vnplan_extract.audit.confusions import is_damaged
from vnplan_extract.audit.numbers import read_figure
from vnplan_extract.audit.sums import ledgers_of, table_equations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.audit.ledger import Figure
    from vnplan_extract.plan import Plan, Table

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CLEAN = [
    "01-lao-cai-2021",
    "02-ha-giang-2021",
    "05-xa-ban-hien-2025",
    "09-bo-nong-nghiep-2026",
    "10-phuong-an-huyen-2023",
    "11-chuong-trinh-nha-o-2022",
    "12-ngay-hoi-sach-2024",
]
SWAPS = ("08", "80", "06", "60", "5S", "1l", "1I", "0O", "8B", "17", "71")


@cache
def clean_plan(stem: str) -> Plan:
    """Read a document of the corpus whose sums close."""
    return extract(CORPUS / f"{stem}.md")


def plan_of(text: str) -> Plan:
    """Read a plan from Markdown."""
    return extract(text.encode(), name="plan.md")


def with_cell(plan: Plan, table: int, cell: int, text: str) -> Plan:
    """Return the plan with another text in one cell, without findings."""
    tables = list(plan.tables)
    tables[table] = cell_changed(tables[table], cell, text)
    return plan.model_copy(update={"tables": tuple(tables), "findings": ()})


def cell_changed(table: Table, cell: int, text: str) -> Table:
    """Return the table with another text in one cell."""
    cells = list(table.cells)
    cells[cell] = cells[cell].model_copy(update={"text": text})
    return table.model_copy(update={"cells": tuple(cells)})


def as_ocr(table: Table) -> Table:
    """Return the table as if every cell had been read by OCR."""
    cells = []
    for cell in table.cells:
        evidence = {
            name: tuple(place.model_copy(update={"read_by": "ocr"}) for place in places)
            for name, places in cell.evidence.items()
        }
        cells.append(cell.model_copy(update={"evidence": evidence}))
    return table.model_copy(update={"cells": tuple(cells)})


def figures_in_sums(plan: Plan) -> Iterator[tuple[int, Figure]]:
    """Yield every number of the tables that stands in a sum, with the index of its table."""
    for ledger in ledgers_of(plan):
        used = {term.pointer for equation in table_equations(ledger) for term in equation.terms}
        for figure in ledger.figures.values():
            if f"{ledger.pointer}/cells/{figure.cell}" in used:
                yield int(ledger.pointer.rpartition("/")[2]), figure


def misread(text: str) -> list[str]:
    """Return what OCR may make of a number: one digit or letter for another, a separator lost or exchanged."""
    found = []
    for old, new in SWAPS:
        found += [text[:at] + new + text[at + 1 :] for at, char in enumerate(text) if char == old]
    for match in re.finditer(r"(?<=\d)[.,](?=\d)", text):
        at = match.start()
        found += [text[:at] + other + text[at + 1 :] for other in ("", " ", "," if text[at] == "." else ".")]
    return list(dict.fromkeys(found))


def changes_value(figure: Figure, text: str) -> bool:
    """Tell whether a text is another number than the figure, or none."""
    read = read_figure(text)
    return is_damaged(text, alone=True) or read is None or read[0] != figure.value
