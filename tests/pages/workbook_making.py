"""Makes the same annex as XLSX (openpyxl), XLS (xlwt): letterhead, merged titles, a bordered table, signatures."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Border, Font, Side


@dataclass(frozen=True)
class Put:
    """A cell, or cells merged: `ref` is "A1" or "A1:C1"."""

    ref: str
    value: object
    bold: bool = False
    code: str = "General"
    font: str = "Times New Roman"
    align: str | None = None


def _corners(ref):
    first, _, last = ref.partition(":")
    start = openpyxl.utils.cell.coordinate_to_tuple(first)
    return start, openpyxl.utils.cell.coordinate_to_tuple(last or first)


def make_xlsx(puts, *, borders=None, name="PL1", change=None):
    """Return the bytes of a workbook; `change` gets the openpyxl workbook before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for put in puts:
        (row, col), _ = _corners(put.ref)
        cell = sheet.cell(row, col, put.value)
        cell.font = Font(name=put.font, size=12, bold=put.bold)
        cell.number_format = put.code
        cell.alignment = Alignment(horizontal=put.align, wrap_text=True)
        if ":" in put.ref:
            sheet.merge_cells(put.ref)
    if borders:
        (top, left), (bottom, right) = _corners(borders)
        side = Side(style="thin")
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                sheet.cell(row, col).border = Border(left=side, right=side, top=side, bottom=side)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_xls(puts, *, borders=None, name="PL1", change=None):
    """Return the bytes of the same as an Excel 97 workbook; `change` gets the xlwt workbook and sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    inside = set()
    if borders:
        (top, left), (bottom, right) = _corners(borders)
        inside = {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
    filled = set()
    for put in puts:
        (row, col), (last_row, last_col) = _corners(put.ref)
        style = _xls_style(put, (row, col) in inside)
        filled |= {(r, c) for r in range(row, last_row + 1) for c in range(col, last_col + 1)}
        if ":" in put.ref:
            sheet.write_merge(row - 1, last_row - 1, col - 1, last_col - 1, put.value, style)
        else:
            sheet.write(row - 1, col - 1, put.value, style)
    for row, col in sorted(inside - filled):
        sheet.write(row - 1, col - 1, None, _xls_style(Put("A1", None), framed=True))
    if change is not None:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_KEPT: dict[tuple[object, ...], xlwt.XFStyle] = {}


def _xls_style(put, framed):
    key = (put.bold, put.code, put.font, put.align, framed)
    if key in _KEPT:
        return _KEPT[key]
    style = xlwt.XFStyle()
    style.font.name, style.font.bold = put.font, put.bold
    style.num_format_str = put.code
    if framed:
        for side in ("left", "right", "top", "bottom"):
            setattr(style.borders, side, xlwt.Borders.THIN)
    _KEPT[key] = style
    return style


ANNEX = [
    Put("A1:C1", "UBND TỈNH LÀO CAI"),
    Put("E1:H1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True),
    Put("A2:C2", "SỞ CÔNG THƯƠNG", bold=True),
    Put("E2:H2", "Độc lập - Tự do - Hạnh phúc", bold=True),
    Put("A4:H4", "PHỤ LỤC I", bold=True, align="center"),
    Put("A5:H5", "DANH MỤC NHIỆM VỤ PHÁT TRIỂN CHỢ NÔNG THÔN GIAI ĐOẠN 2026-2030", bold=True, align="center"),
    Put("A6:H6", "(Kèm theo Kế hoạch số 15/KH-SCT ngày 12/3/2026 của Sở Công Thương)", align="center"),
    Put("H7", "Đơn vị tính: triệu đồng", align="right"),
    Put("A8:A9", "STT", bold=True),
    Put("B8:B9", "Nội dung nhiệm vụ", bold=True),
    Put("C8:C9", "Cơ quan chủ trì", bold=True),
    Put("D8:D9", "Cơ quan phối hợp", bold=True),
    Put("E8:E9", "Thời gian hoàn thành", bold=True),
    Put("F8:H8", "Kinh phí", bold=True),
    Put("F9", "Tổng số", bold=True),
    Put("G9", "Ngân sách nhà nước", bold=True),
    Put("H9", "Vốn doanh nghiệp", bold=True),
    Put("A10", "I", bold=True),
    Put("B10", "Đầu tư, cải tạo chợ", bold=True),
    Put("F10", 1850.5, bold=True, code="#,##0.0"),
    Put("G10", 1350.5, bold=True, code="#,##0.0"),
    Put("H10", 500, bold=True, code="#,##0.0"),
    Put("A11", 1),
    Put("B11", "Cải tạo chợ phường Cốc Lếu"),
    Put("C11", "Sở Công Thương"),
    Put("D11", "UBND phường Lào Cai"),
    Put("E11", dt.date(2027, 10, 1), code="mmm-yy"),
    Put("F11", 1200, code="#,##0.0"),
    Put("G11", 900, code="#,##0.0"),
    Put("H11", 300, code="#,##0.0"),
    Put("A12", 2),
    Put("B12", "Xây mới chợ xã Bản Xèo"),
    Put("C12", "Sở Công Thương"),
    Put("D12", "Sở Tài chính; Sở Xây dựng"),
    Put("E12", "Quý IV/2028"),
    Put("F12", 650.5, code="#,##0.0"),
    Put("G12", 450.5, code="#,##0.0"),
    Put("H12", 200, code="#,##0.0"),
    Put("A13", "II", bold=True),
    Put("B13", "Tập huấn", bold=True),
    Put("F13", 120, bold=True, code="#,##0.0"),
    Put("G13", 120, bold=True, code="#,##0.0"),
    Put("A14", 1),
    Put("B14", "Tập huấn quản lý chợ cho 60 người"),
    Put("C14", "Sở Công Thương"),
    Put("D14", "UBND các xã, phường"),
    Put("E14", "Hằng năm"),
    Put("F14", 120, code="#,##0.0"),
    Put("G14", 120, code="#,##0.0"),
    Put("B15", "Tổng cộng", bold=True),
    Put("F15", 1970.5, bold=True, code="#,##0.0"),
    Put("G15", 1470.5, bold=True, code="#,##0.0"),
    Put("H15", 500, bold=True, code="#,##0.0"),
    Put("B17", "NGƯỜI LẬP BIỂU", bold=True),
    Put("G17", "KT. GIÁM ĐỐC", bold=True),
    Put("G18", "PHÓ GIÁM ĐỐC", bold=True),
    Put("B21", "Trần Văn Hai"),
    Put("G21", "Nguyễn Thị Bảy"),
]
BORDERS = "A8:H15"


@cache
def _written(encoding):
    text = (files("vnplan_extract") / "data" / f"{encoding}.csv").read_text(encoding="utf-8")
    table: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        key = row["read_as"]
        key = chr(int(f"0x{key[2:]}", 0)) if key.startswith("U+") else key
        if all(ord(char) < 256 for char in key):
            table.setdefault(row["letter"], key)
    return table


def in_old_font(puts, encoding):
    """Return the cells with their text as old fonts need it; TCVN3's capitals in .VnTimeH, drawn from small letters."""
    table = _written(encoding)
    found = []
    for put in puts:
        text, font = put.value, ".VnTime" if encoding == "tcvn3" else "VNI-Times"
        if isinstance(text, str):
            if encoding == "tcvn3" and text.isupper():
                text, font = text.lower(), ".VnTimeH"
            text = "".join(table.get(letter, letter) for letter in text)
        found.append(Put(put.ref, text, put.bold, put.code, font, put.align))
    return found
