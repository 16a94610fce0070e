"""Turns the cells of a sheet into Unicode where they are in the old Vietnamese encodings, cell by cell.

Before anything else is read: letterheads and titles are known by their words. A cell is judged by itself where it holds
enough text, else as its sheet on the whole; fonts only tell which small letters are drawn as capitals (.VnTimeH).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.pages.legacy import FIRM, draws_capitals, guess_encoding, to_unicode
from vnplan_extract.pages.textlayer import COMMON

if TYPE_CHECKING:
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
    changed: set[Encoding] = set()
    for at, row in enumerate(sheet.rows):
        cells = tuple(_mended(cell, whole, changed) for cell in row.cells)
        if cells != row.cells:
            sheet.rows[at] = replace(row, cells=cells)
    if whole is not None and guess_encoding(sheet.name).encoding == whole:
        sheet.name = to_unicode(sheet.name, whole)
    return tuple(sorted(changed))


def _mended(cell: SheetCell, whole: Encoding | None, changed: set[Encoding]) -> SheetCell:
    guess = guess_encoding(cell.text)
    encoding = guess.encoding if guess.encoding and guess.evidence >= FIRM else whole or guess.encoding
    if encoding is None or encoding == "unicode":
        return cell
    pieces = tuple(
        (to_unicode(text, encoding, capitals=encoding == "tcvn3" and draws_capitals(font.name)), font)
        for text, font in cell.pieces
    )
    if pieces == cell.pieces:
        return cell
    changed.add(encoding)
    return replace(cell, pieces=pieces)
