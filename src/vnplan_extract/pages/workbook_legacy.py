"""Turns the cells of a sheet into Unicode where they are in the old Vietnamese encodings, cell by cell.

Before anything else is read: letterheads and titles are known by their words. What each word is in is told
word by word, among the encodings that the sheet is in; fonts only tell which small letters are drawn as capitals (.VnTimeH).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.pages.legacy import draws_capitals, guess_encoding, to_unicode
from vnplan_extract.pages.legacywords import mended, met
from vnplan_extract.pages.letters import COMMON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.pages.legacy import Encoding
    from vnplan_extract.pages.workbook_sheets import Sheet, SheetCell


def repair_sheet(sheet: Sheet, *, before: Encoding | None = None) -> tuple[Encoding, ...]:
    """Bring a sheet's texts and its name to Unicode in place; return the old encodings met.

    Args:
        sheet: The sheet.
        before: What the sheet before was written in, for one that holds too little to tell.
    """
    texts = [cell.text for row in sheet.rows for cell in row.cells]
    if not any(COMMON.search(text) for text in texts):
        return ()
    whole = guess_encoding(" ".join(texts)).encoding or before
    encodings = met(texts)
    if whole is not None and whole not in encodings:
        encodings = (whole, *encodings)
    changed: set[Encoding] = set()
    for at, row in enumerate(sheet.rows):
        cells = tuple(_mended(cell, encodings, changed) for cell in row.cells)
        if cells != row.cells:
            sheet.rows[at] = replace(row, cells=cells)
    if whole is not None and guess_encoding(sheet.name).encoding == whole:
        sheet.name = to_unicode(sheet.name, whole)
    return tuple(sorted(changed))


def _mended(cell: SheetCell, encodings: Sequence[Encoding], changed: set[Encoding]) -> SheetCell:
    pieces = tuple(
        (_read(text, encodings, changed, capitals=draws_capitals(font.name)), font)
        for text, font in cell.pieces
    )
    return cell if pieces == cell.pieces else replace(cell, pieces=pieces)


def _read(text: str, encodings: Sequence[Encoding], changed: set[Encoding], *, capitals: bool) -> str:
    if not capitals or "tcvn3" not in encodings or max(text, default="") > "\u00ff":
        return mended(text, encodings, changed)
    read = to_unicode(text, "tcvn3", capitals=True)
    if read != text:
        changed.add("tcvn3")
    return read
