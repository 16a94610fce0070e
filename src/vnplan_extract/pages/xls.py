"""Reads workbooks of Excel 5 to 2003 (XLS) by xlrd, with formats, merged cells and what is hidden, sheet by sheet."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlrd
from xlrd.compdoc import CompDocError

from vnplan_extract.errors import DamagedInputError, PasswordError
from vnplan_extract.pages.flow import Style
from vnplan_extract.pages.numberformats import shown_number, shown_text
from vnplan_extract.pages.workbook_sheets import (
    MOST_COLS,
    Font,
    Merge,
    Sheet,
    SheetCell,
    SheetRow,
    address,
)

if TYPE_CHECKING:
    from vnplan_extract.document import Align

# What xlrd lets through where the bytes are not what they should be.
BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_ALIGN: dict[int, Align] = {1: "left", 2: "center", 3: "right", 6: "center"}
_BOLD = 600  # weight
_RAISED = 1  # escapement of a superscript


@dataclass(slots=True)
class Xls:
    """An opened workbook; a sheet is parsed when it is asked for."""

    book: xlrd.book.Book
    _fonts: dict[int, Font] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, *, name: str) -> Xls:
        """Open a workbook.

        Raises:
            PasswordError: It is encrypted.
            DamagedInputError: It cannot be parsed.
        """
        try:
            book = xlrd.open_workbook(
                file_contents=data,
                logfile=io.StringIO(),
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            )
        except BROKEN as error:
            if "ncrypted" in str(error):
                raise PasswordError(
                    "the workbook is encrypted", where=name, remedy="Save it in Excel without a password."
                ) from error
            raise DamagedInputError(
                "the workbook (.xls) cannot be opened",
                where=name,
                why=str(error) or type(error).__name__,
                remedy="Open it in Excel or LibreOffice and save it as .xlsx.",
            ) from error
        return cls(book)

    def names(self) -> list[str]:
        """Return the names of the sheets in order."""
        return list(self.book.sheet_names())

    def hidden(self, index: int) -> bool:
        """Tell whether a sheet is hidden."""
        visibility: list[int] = self.book._sheet_visibility  # noqa: SLF001 - xlrd tells it of parsed sheets only
        return bool(index < len(visibility) and visibility[index])

    def sheet(self, index: int) -> Sheet:
        """Return a sheet, or raise one of `BROKEN`."""
        source = self.book.sheet_by_index(index)
        sheet = Sheet(source.name)
        sheet.merges = [Merge(top, left, bottom, right) for top, bottom, left, right in source.merged_cells]
        sheet.hidden_cols = [(col, col + 1) for col, info in source.colinfo_map.items() if info.hidden]
        for number in range(source.nrows):
            sheet.add(self._row(source, number, sheet))
        self.book.unload_sheet(index)
        return sheet

    def _row(self, source: xlrd.sheet.Sheet, number: int, sheet: Sheet) -> SheetRow:
        cells: list[SheetCell] = []
        bordered = 0
        for col in range(min(source.row_len(number), MOST_COLS)):
            cell = source.cell(number, col)
            look = self.book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            bordered += look is not None and _is_bordered(look)
            runs = self._runs(source, cell, look, (number, col), sheet)
            if any(text.strip() for text, _ in runs):
                align = _ALIGN.get(look.alignment.hor_align) if look is not None else None
                cells.append(SheetCell(col, tuple((text, font) for text, font in runs if text), align))
        info = source.rowinfo_map.get(number)
        return SheetRow(number, tuple(cells), bordered, bool(info is not None and info.hidden))

    def _runs(
        self,
        source: xlrd.sheet.Sheet,
        cell: xlrd.sheet.Cell,
        look: xlrd.formatting.XF | None,
        place: tuple[int, int],
        sheet: Sheet,
    ) -> list[tuple[str, Font]]:
        """Return what a cell prints, in runs of one font."""
        code = self.book.format_map[look.format_key].format_str if look is not None else "General"
        font = self._font(look.font_index) if look is not None else Font()
        if cell.ctype == xlrd.XL_CELL_TEXT:
            rich = source.rich_text_runlist_map.get(place)
            return self._parts(cell.value, rich, font) if rich else [(shown_text(cell.value, code), font)]
        if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
            shown = shown_number(cell.value, code, since_1904=bool(self.book.datemode))
            sheet.tally.rounded += shown.rounded
            return [(shown.text, font)]
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return [("TRUE" if cell.value else "FALSE", font)]
        if cell.ctype == xlrd.XL_CELL_ERROR:
            name = xlrd.error_text_from_code.get(cell.value, "#ERR!")
            sheet.tally.errors.append(f"{address(*place)} {name}")
        return []

    def _parts(self, text: str, rich: list[tuple[int, int]], font: Font) -> list[tuple[str, Font]]:
        """Return a text in its fonts; `rich` has where each begins."""
        starts = [(0, font), *((at, self._font(index)) for at, index in rich)]
        ends = [at for at, _ in starts[1:]] + [len(text)]
        return [(text[at:end], look) for (at, look), end in zip(starts, ends, strict=True) if at < end]

    def _font(self, index: int) -> Font:
        found = self._fonts.get(index)
        if found is None:
            font = self.book.font_list[index]
            style = Style(
                bold=bool(font.bold) or font.weight >= _BOLD,
                italic=bool(font.italic),
                size=font.height / 20,
                superscript=font.escapement == _RAISED,
            )
            found = self._fonts[index] = Font(style, font.name)
        return found


def _is_bordered(look: xlrd.formatting.XF) -> bool:
    border = look.border
    return bool(
        border.left_line_style or border.right_line_style or border.top_line_style or border.bottom_line_style
    )
