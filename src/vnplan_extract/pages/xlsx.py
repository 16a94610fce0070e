"""Reads workbooks of Excel 2007 and later (XLSX, XLSM) straight from their XML, row by row.

Cells come as they are printed: texts with the style of their parts, numbers by their format, the results of formulas as
they were last computed. A sheet is read as a stream: its size in memory is that of its filled cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract.errors import DamagedInputError
from vnplan_extract.pages.docx_package import Package, R, Relation
from vnplan_extract.pages.flow import Style
from vnplan_extract.pages.numberformats import BUILT_IN, shown_number, shown_text
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
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from vnplan_extract.document import Align

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ALIGN: dict[str, Align] = {
    "left": "left",
    "center": "center",
    "centerContinuous": "center",
    "right": "right",
}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ON = frozenset({"1", "true", "on"})
_NO_VALUE = frozenset({"", "none"})


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How a cell looks; `code` is the format of its numbers."""

    code: str = "General"
    font: Font = field(default_factory=Font)
    bordered: bool = False
    align: Align | None = None


PLAIN_FORMAT = CellFormat()


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook names it; `kind` is "worksheet", "chartsheet", "xlMacrosheet", ..."""

    name: str
    kind: str
    path: str
    hidden: bool = False


@dataclass(slots=True)
class Xlsx:
    """An opened workbook: its sheets by name, and what they share."""

    package: Package
    parts: list[SheetPart]
    since_1904: bool = False
    _texts: list[list[tuple[str, Font | None]]] = field(default_factory=list)
    _formats: list[CellFormat] = field(default_factory=list)

    @classmethod
    def open(cls, data: bytes, *, name: str) -> Xlsx:
        """Open a workbook.

        Raises:
            PasswordError: It is encrypted.
            DamagedInputError: It is no ZIP file, cut short, or its workbook part is missing or broken.
            LimitError: It unpacks to more than the limits allow, or declares XML entities.
        """
        package = Package.open(data, name=name, kind="workbook")
        path = package.main_part(default="xl/workbook.xml")
        root = package.xml(path)
        if root is None or root.find(S + "sheets") is None:
            raise DamagedInputError(
                "the workbook has no readable list of sheets",
                where=name,
                why=f"{path} is missing or broken",
                remedy="Open it in Excel or LibreOffice and save it anew.",
            )
        relations = package.relations(path)
        properties = root.find(S + "workbookPr")
        book = cls(
            package,
            list(_sheet_parts(root, relations)),
            since_1904=properties is not None and properties.get("date1904") in _ON,
        )
        shared = {relation.kind: relation.target for relation in relations.values()}
        book._formats = _formats(package.xml(shared.get("styles", "")))
        book._texts = _texts(package, shared.get("sharedStrings", ""))
        return book

    def sheet(self, part: SheetPart) -> Sheet:
        """Return a sheet.

        What stands before a damage is given; the package then names the part as damaged.

        Raises:
            LimitError: It is larger than the limits allow, or declares XML entities.
        """
        sheet = Sheet(part.name)
        number = -1
        for element in self.package.elements(part.path, [S + "row", S + "mergeCell", S + "col"]):
            if element.tag == S + "row":
                number = int(element.get("r", number + 2)) - 1
                sheet.add(self._row(element, number, sheet))
            elif element.tag == S + "mergeCell":
                merge = _merge(element.get("ref", ""))
                if merge is not None:
                    sheet.merges.append(merge)
            elif element.get("hidden") in _ON:
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                sheet.hidden_cols.append((first - 1, min(last, MOST_COLS)))
        return sheet

    def _row(self, element: _Element, number: int, sheet: Sheet) -> SheetRow:
        cells: list[SheetCell] = []
        bordered = 0
        col = -1
        beyond = False
        hidden = element.get("hidden") in _ON
        for child in element.iterchildren(S + "c"):
            look = self._format(child)
            bordered += look.bordered
            if not len(child):  # most cells of most sheets
                col += 1
                continue
            found = _REFERENCE.match(child.get("r", ""))
            col = _column(found[1]) if found else col + 1
            runs = self._runs(child, look, address(number, col), sheet)
            if not any(text.strip() for text, _ in runs):
                continue
            if col >= MOST_COLS:
                beyond = True
                continue
            cells.append(SheetCell(col, tuple((text, font) for text, font in runs if text), look.align))
        sheet.tally.left_out += beyond
        return SheetRow(number, tuple(cells), bordered, hidden)

    def _format(self, cell: _Element) -> CellFormat:
        at = int(cell.get("s", "0"))
        return self._formats[at] if at < len(self._formats) else PLAIN_FORMAT

    def _runs(self, cell: _Element, look: CellFormat, place: str, sheet: Sheet) -> list[tuple[str, Font]]:
        """Return what a cell prints, in runs of one font."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return _in_format(_string(inline) if inline is not None else [], look)
        stored = (cell.findtext(S + "v") or "").strip() if kind != "str" else cell.findtext(S + "v") or ""
        if not stored:
            if cell.find(S + "f") is not None and kind != "str":
                sheet.tally.uncomputed.append(place)
            return []
        if kind == "s":
            return _in_format(self._texts[int(stored)] if int(stored) < len(self._texts) else [], look)
        if kind == "e":
            sheet.tally.errors.append(f"{place} {stored}")
            return []
        return [(self._plain(kind, stored, look, sheet), look.font)]

    def _plain(self, kind: str, stored: str, look: CellFormat, sheet: Sheet) -> str:
        if kind == "b":
            return "TRUE" if stored in _ON else "FALSE"
        if kind == "str":
            return shown_text(_unescaped(stored), look.code)
        if kind == "d":
            return _iso_date(stored)
        shown = shown_number(float(stored), look.code, since_1904=self.since_1904)
        sheet.tally.rounded += shown.rounded
        return shown.text


def _sheet_parts(root: _Element, relations: dict[str, Relation]) -> Iterator[SheetPart]:
    for element in root.iterfind(f"{S}sheets/{S}sheet"):
        relation = relations.get(element.get(R + "id", ""))
        kind, path = (relation.kind, relation.target) if relation else ("worksheet", "")
        hidden = element.get("state", "visible") != "visible"
        yield SheetPart(element.get("name", ""), kind, path, hidden)


def _texts(package: Package, path: str) -> list[list[tuple[str, Font | None]]]:
    if not path:
        return []
    return [_string(element) for element in package.elements(path, [S + "si"])]


def _string(element: _Element) -> list[tuple[str, Font | None]]:
    """Return a string's runs; None for the font of its cell."""
    runs: list[tuple[str, Font | None]] = []
    for child in element:
        if child.tag == S + "t":
            runs.append((_unescaped(child.text or ""), None))
        elif child.tag == S + "r":
            properties = child.find(S + "rPr")
            font = _font(properties) if properties is not None else None
            runs.append((_unescaped(child.findtext(S + "t") or ""), font))
    return runs


def _in_format(runs: Iterable[tuple[str, Font | None]], look: CellFormat) -> list[tuple[str, Font]]:
    dressed = [(text, font or look.font) for text, font in runs]
    if len(dressed) == 1:
        return [(shown_text(dressed[0][0], look.code), dressed[0][1])]
    return dressed


def _unescaped(text: str) -> str:
    """Return a text with `_x000D_` and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _iso_date(text: str) -> str:
    year, _, rest = text.partition("-")
    month, _, day = rest[:5].partition("-")
    return f"{day}/{month}/{year}" if day else text


def _formats(root: _Element | None) -> list[CellFormat]:
    if root is None:
        return []
    codes = dict(BUILT_IN)
    for element in root.iterfind(f"{S}numFmts/{S}numFmt"):
        codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "General")
    fonts = [_font(element) for element in root.iterfind(f"{S}fonts/{S}font")]
    borders = [_is_border(element) for element in root.iterfind(f"{S}borders/{S}border")]
    return [_format(element, codes, fonts, borders) for element in root.iterfind(f"{S}cellXfs/{S}xf")]


def _format(element: _Element, codes: dict[int, str], fonts: list[Font], borders: list[bool]) -> CellFormat:
    font, border = int(element.get("fontId", "0")), int(element.get("borderId", "0"))
    alignment = element.find(S + "alignment")
    return CellFormat(
        codes.get(int(element.get("numFmtId", "0")), "General"),
        fonts[font] if font < len(fonts) else Font(),
        borders[border] if border < len(borders) else False,
        _ALIGN.get(alignment.get("horizontal", "")) if alignment is not None else None,
    )


def _font(element: _Element) -> Font:
    name = element.find(S + "name")
    name = element.find(S + "rFont") if name is None else name
    size = element.find(S + "sz")
    raised = element.find(S + "vertAlign")
    style = Style(
        bold=_flag(element, "b"),
        italic=_flag(element, "i"),
        size=float(size.get("val", "0")) if size is not None else 0.0,
        superscript=raised is not None and raised.get("val") == "superscript",
    )
    return Font(style, name.get("val", "") if name is not None else "")


def _flag(element: _Element, name: str) -> bool:
    found = element.find(S + name)
    return found is not None and found.get("val", "1") in _ON


def _is_border(element: _Element) -> bool:
    return any(
        isinstance(side.tag, str) and side.tag != S + "diagonal" and side.get("style", "") not in _NO_VALUE
        for side in element
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.match(first), _REFERENCE.match(last)
    if start is None or end is None:
        return None
    return Merge(int(start[2]) - 1, _column(start[1]), int(end[2]), min(_column(end[1]) + 1, MOST_COLS))
