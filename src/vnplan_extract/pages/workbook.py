"""Reads workbooks (XLSX, XLSM, XLS): each sheet that can be seen and holds something is a page.

What stands above and below the tables of a sheet becomes paragraphs, the bordered part its tables. Hidden sheets, rows
and columns are left out with a finding, and so are errors of formulas; a sheet that is broken does not lose the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.document import Page
from vnplan_extract.findings import Finding, finding
from vnplan_extract.pages.workbook_layout import lay_out_sheet
from vnplan_extract.pages.workbook_legacy import repair_sheet
from vnplan_extract.pages.workbook_sheets import MOST_NAMED, MOST_ROWS, Sheet, no_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vnplan_extract.pages.legacy import Encoding

_WORKSHEETS = frozenset({"worksheet", "chartsheet"})  # a chart has no cells; it is no loss


def read_xlsx(data: bytes, *, name: str) -> Iterator[Page]:
    """Yield the pages of a workbook of Excel 2007 and later.

    Raises:
        PasswordError: It is encrypted.
        DamagedInputError: It cannot be opened.
        EmptyInputError: No cell of it can be seen.
        LimitError: It unpacks to more than the limits allow, or declares XML entities.
    """
    from vnplan_extract.pages.xlsx import Xlsx  # noqa: PLC0415 - a reader is loaded when its type is met

    book = Xlsx.open(data, name=name)
    findings = [finding("part-unread", part=part.name) for part in book.parts if part.kind not in _WORKSHEETS]
    findings += _hidden([part.name for part in book.parts if part.hidden])
    seen = [part for part in book.parts if part.kind == "worksheet" and not part.hidden]

    def load(index: int) -> tuple[Sheet, bool]:
        sheet = book.sheet(seen[index])
        return sheet, seen[index].path in book.package.damaged

    return _pages(
        [part.name for part in seen], load, findings, name, (ValueError, LookupError, ArithmeticError)
    )


def read_xls(data: bytes, *, name: str) -> Iterator[Page]:
    """Yield the pages of a workbook of Excel 5 to 2003.

    Raises:
        PasswordError: It is encrypted.
        DamagedInputError: It cannot be opened.
        EmptyInputError: No cell of it can be seen.
    """
    from vnplan_extract.pages.xls import BROKEN, Xls  # noqa: PLC0415 - a reader is loaded when its type is met

    book = Xls.open(data, name=name)
    names = book.names()
    seen = [index for index in range(len(names)) if not book.hidden(index)]
    findings = _hidden([names[index] for index in range(len(names)) if book.hidden(index)])

    def load(index: int) -> tuple[Sheet, bool]:
        return book.sheet(seen[index]), False

    return _pages([names[index] for index in seen], load, findings, name, BROKEN)


def _hidden(names: list[str]) -> list[Finding]:
    return [finding("sheet-hidden", found="; ".join(names), count=len(names))] if names else []


def _pages(
    names: list[str],
    load: Callable[[int], tuple[Sheet, bool]],
    findings: list[Finding],
    name: str,
    broken: tuple[type[Exception], ...],
) -> Iterator[Page]:
    """Yield a page for each sheet with something to be seen; findings of the whole stand on the first."""
    number = 0
    before: Encoding | None = None
    for index, sheet_name in enumerate(names):
        try:
            sheet, damaged = load(index)
            encodings = repair_sheet(sheet, before=before)
            flow = tuple(lay_out_sheet(sheet))
        except broken:
            findings.append(finding("part-damaged", part=sheet_name))
            continue
        if damaged:
            findings.append(finding("part-damaged", part=sheet_name))
        if not flow:
            continue
        number += 1
        before = next(iter(encodings), before)
        notes = (*findings, *_encoded(encodings, number), *_findings(sheet, number))
        findings.clear()
        yield Page(number, flow=flow, findings=notes, name=sheet.name)
    if not number:
        if not findings:
            raise no_cells(name)
        yield Page(1, flow=(), read_by="none", confidence=0.0, findings=tuple(findings))


def _encoded(encodings: tuple[Encoding, ...], page: int) -> list[Finding]:
    return [finding("text-legacy", page=page, found=name.upper(), pages=page) for name in encodings]


def _findings(sheet: Sheet, page: int) -> Iterator[Finding]:
    tally = sheet.tally
    if tally.hidden_rows or tally.hidden_cols:
        yield finding(
            "cells-hidden", page=page, part=sheet.name, rows=tally.hidden_rows, cols=tally.hidden_cols
        )
    for code, places in (("cell-error", tally.errors), ("cell-uncomputed", tally.uncomputed)):
        if places:
            more = ", ..." if len(places) > MOST_NAMED else ""
            listed = ", ".join(places[:MOST_NAMED]) + more
            yield finding(code, page=page, part=sheet.name, found=listed, count=len(places))
    if tally.rounded:
        yield finding("cells-rounded", page=page, part=sheet.name, count=tally.rounded)
    if tally.left_out:
        yield finding(
            "rows-left-out", page=page, part=sheet.name, count=tally.left_out, found=f"{MOST_ROWS:,}"
        )
