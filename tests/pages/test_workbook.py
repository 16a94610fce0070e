"""Workbooks: the same annex as XLSX, XLS and in old encodings; what is hidden or broken is said."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import zipfile

import pytest
import xlsxwriter
from workbook_making import ANNEX, BORDERS, Put, in_old_font, make_xls, make_xlsx

from vnplan_extract import extract
from vnplan_extract.document import FlowTable, Paragraph
from vnplan_extract.errors import (
    DamagedInputError,
    EmptyInputError,
    InputError,
    LimitError,
    PasswordError,
    UnsupportedTypeError,
)
from vnplan_extract.pages.open import ODS, XLS, XLSX, sniff
from vnplan_extract.pages.workbook import read_xls, read_xlsx

FORMS = {
    "xlsx": lambda: make_xlsx(ANNEX, borders=BORDERS),
    "xls": lambda: make_xls(ANNEX, borders=BORDERS),
    "xls in TCVN3": lambda: make_xls(in_old_font(ANNEX, "tcvn3"), borders=BORDERS),
    "xls in VNI": lambda: make_xls(in_old_font(ANNEX, "vni"), borders=BORDERS),
    "xlsx in TCVN3": lambda: make_xlsx(in_old_font(ANNEX, "tcvn3"), borders=BORDERS),
}


def codes(plan):
    return {finding.code for finding in plan.findings}


def lines(page):
    return [item.text for item in page.flow if isinstance(item, Paragraph)]


def table(page):
    return next(item for item in page.flow if isinstance(item, FlowTable) and item.bordered)


def texts(found):
    grid = [[""] * found.cols for _ in range(found.rows)]
    for cell in found.cells:
        grid[cell.row][cell.col] = " ".join(paragraph.text for paragraph in cell.paragraphs)
    return grid


@pytest.mark.parametrize("form", FORMS)
def test_an_annex_as_a_file_of_its_own(form):
    data = FORMS[form]()
    assert sniff(data) == (XLSX if form.startswith("xlsx") else XLS)
    plan = extract(data)
    assert (plan.status, plan.kind, plan.number, plan.issued) == ("issued", "KH", "15/KH-SCT", "2026-03-12")
    assert (plan.issuer.name, plan.parent_issuer.name) == ("Sở Công Thương", "Ủy ban nhân dân tỉnh Lào Cai")
    assert plan.period == "2026/2030"
    assert [task.path for task in plan.tasks] == ["I.1", "I.2", "II.1"]
    first = plan.tasks[0]
    assert (first.text, first.when.edtf) == ("Cải tạo chợ phường Cốc Lếu", "../2027-10")
    assert [str(line.amount.low) for line in first.amounts] == ["1200000000", "900000000", "300000000"]
    assert str(plan.budget.total.low) == "1970500000"
    assert [(signed.authority, signed.name) for signed in plan.signatures] == [
        (("NGƯỜI LẬP BIỂU",), "Trần Văn Hai"),
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Nguyễn Thị Bảy"),
    ]
    assert plan.source.pages[0].name == "PL1"
    assert ("text-legacy" in codes(plan)) == (" in " in form)


@pytest.mark.usefixtures("libreoffice")
def test_an_opendocument_spreadsheet_gives_the_same_plan(tmp_path):
    source = tmp_path / "ke-hoach.xlsx"
    source.write_bytes(FORMS["xlsx"]())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True)
    plan, same = extract(source), extract(tmp_path / "ke-hoach.ods")
    assert same.source.media_type == ODS
    for field in ("number", "issued", "issuer", "period", "tasks", "budget", "signatures"):
        assert bare(same, field) == bare(plan, field), field


def bare(plan, field):
    return plan.without_evidence().model_dump()[field]


@pytest.mark.parametrize("make", [make_xlsx, make_xls])
def test_merged_cells_are_spans(make):
    data = make(ANNEX, borders=BORDERS)
    page = next(iter((read_xlsx if make is make_xlsx else read_xls)(data, name="x")))
    spans = {
        (cell.row, cell.col): (cell.row_span, cell.col_span)
        for cell in table(page).cells
        if cell.row_span > 1 or cell.col_span > 1
    }
    assert spans == {
        (0, 0): (2, 1),
        (0, 1): (2, 1),
        (0, 2): (2, 1),
        (0, 3): (2, 1),
        (0, 4): (2, 1),
        (0, 5): (1, 3),
    }


def test_hidden_sheets_rows_and_columns_are_left_out_and_said():
    def hide(book):
        sheet = book.active
        sheet.row_dimensions[12].hidden = True
        sheet.column_dimensions["D"].hidden = True
        book.create_sheet("Danh mục").sheet_state = "hidden"
        book["Danh mục"]["A1"] = "giá trị"

    data = make_xlsx(ANNEX, borders=BORDERS, change=hide)
    plan = extract(data)
    assert [task.path for task in plan.tasks] == ["I.1", "II.1"]
    assert plan.tables[0].cols == 7
    said = {finding.code: finding.message for finding in plan.findings}
    assert "Danh mục" in said["sheet-hidden"]
    assert "(1 rows and 1 columns" in said["cells-hidden"]


def test_hidden_parts_of_an_old_workbook():
    def hide(book, sheet):
        sheet.row(11).hidden = True
        sheet.col(3).hidden = True
        book.add_sheet("An").visibility = 1

    plan = extract(make_xls(ANNEX, borders=BORDERS, change=hide))
    assert [task.path for task in plan.tasks] == ["I.1", "II.1"]
    assert {"sheet-hidden", "cells-hidden"} <= codes(plan)


def test_a_merged_cell_shows_though_its_first_column_is_hidden():
    puts = [Put("A1", "a"), Put("B1", "b"), Put("C1", "c"), Put("A2:B2", "chung"), Put("C2", "1")]

    def hide(book):
        book.active.column_dimensions["A"].hidden = True

    page = next(iter(read_xlsx(make_xlsx(puts, borders="A1:C2", change=hide), name="x")))
    assert texts(table(page)) == [["b", "c"], ["chung", "1"]]


def test_errors_and_formulas_without_results_are_blank_and_said():
    puts = [
        *(Put(f"{col}1", f"Cột {col}", bold=True) for col in "ABC"),
        *(Put(f"{col}{row}", row) for col in "AB" for row in (2, 3)),
        Put("C2", "=A2+B2"),
    ]

    def fail(book):
        book.active["C3"].value = "#REF!"
        book.active["C3"].data_type = "e"

    page = next(iter(read_xlsx(make_xlsx(puts, borders="A1:C3", change=fail), name="x")))
    assert texts(table(page)) == [["Cột A", "Cột B", "Cột C"], ["2", "2", ""], ["3", "3", ""]]
    said = {finding.code: finding.found for finding in page.findings}
    assert said == {"cell-error": "C3 #REF!", "cell-uncomputed": "C2"}


def test_rounded_numbers_are_read_as_shown_and_said():
    puts = [Put("A1", "Nội dung"), Put("B1", "Số tiền"), Put("A2", "Chi"), Put("B2", 18450.4, code="#,##0")]
    page = next(iter(read_xlsx(make_xlsx(puts, borders="A1:B2"), name="x")))
    assert texts(table(page))[1] == ["Chi", "18.450"]
    assert [finding.code for finding in page.findings] == ["cells-rounded"]


def test_a_table_without_borders():
    puts = [
        Put("A1:C1", "BIỂU SỐ 2: CHỈ TIÊU CHỦ YẾU NĂM 2026"),
        *(Put(f"{col}3", text) for col, text in zip("ABC", ("STT", "Chỉ tiêu", "Kế hoạch"), strict=True)),
        *(Put(f"A{row}", row - 3) for row in (4, 5)),
        *(Put(f"B{row}", f"Chỉ tiêu {row}") for row in (4, 5)),
        *(Put(f"C{row}", row / 10, code="0%") for row in (4, 5)),
        Put("A7", "Ghi chú: số liệu tính đến tháng 6."),
    ]
    page = next(iter(read_xlsx(make_xlsx(puts), name="x")))
    assert lines(page) == ["BIỂU SỐ 2: CHỈ TIÊU CHỦ YẾU NĂM 2026", "Ghi chú: số liệu tính đến tháng 6."]
    assert texts(table(page)) == [
        ["STT", "Chỉ tiêu", "Kế hoạch"],
        ["1", "Chỉ tiêu 4", "40%"],
        ["2", "Chỉ tiêu 5", "50%"],
    ]


def test_a_table_without_borders_under_a_letterhead_and_over_a_signature():
    puts = {
        "A1": "ỦY BAN NHÂN DÂN",
        "E1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "A2": "TỈNH AN GIANG",
        "E2": "Độc lập - Tự do - Hạnh phúc",
        "A4": "Phụ lục I",
        "A5": "DỰ TOÁN KINH PHÍ",
        "A6": "(Kèm theo Kế hoạch số 12/KH-UBND ngày 12/3/2026 của UBND tỉnh An Giang)",
        "G6": "Đơn vị: triệu đồng",
        **dict(zip(("A7", "B7", "C7", "D7"), ("STT", "Nội dung", "Chủ trì", "Trong đó"), strict=True)),
        "D8": 2026,
        "E8": 2027,
        "F8": 2028,
        "A9": "I",
        "B9": "Hạ tầng",
        "A10": 1,
        "B10": "Nâng cấp đường truyền",
        "C10": "Sở Tài chính",
        "D10": 450,
        "E10": 500,
        "F12": "TM. ỦY BAN NHÂN DÂN",
        "F13": "CHỦ TỊCH",
        "F16": "Nguyễn Văn Hòa",
    }
    plan = extract(make_xlsx([Put(ref, value) for ref, value in puts.items()]))
    [found] = plan.tables
    assert [cell.text for cell in found.cells if cell.row == 3 and cell.text] == [
        "1",
        "Nâng cấp đường truyền",
        "Sở Tài chính",
        "450",
        "500",
    ]
    assert [signature.name for signature in plan.signatures] == ["Nguyễn Văn Hòa"]


def test_each_sheet_is_a_page_and_a_tab_names_a_table_without_title():
    def more(book):
        sheet = book.create_sheet("Biểu 02 - Vốn")
        for row, values in enumerate([("STT", "Dự án", "Vốn"), (1, "Đường A", 5), (2, "Đường B", 6)], 1):
            for col, value in enumerate(values, 1):
                sheet.cell(row, col, value)
        book.create_sheet("Sheet3")

    pages = list(read_xlsx(make_xlsx(ANNEX, borders=BORDERS, change=more), name="x"))
    assert [(page.number, page.name) for page in pages] == [(1, "PL1"), (2, "Biểu 02 - Vốn")]
    assert lines(pages[1]) == ["Biểu 02 - Vốn"]


def test_shared_strings_in_several_fonts():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    bold, raised = book.add_format({"bold": True}), book.add_format({"font_script": 1})
    sheet = book.add_worksheet("PL")
    sheet.write_rich_string("A1", bold, "Mục tiêu: ", "diện tích 5 m", raised, "2", " đất\nhết")
    sheet.write("A3", "_x000D_ là chữ")
    book.close()
    first, second = next(iter(read_xlsx(out.getvalue(), name="x"))).flow
    assert (first.text, second.text) == ("Mục tiêu: diện tích 5 m2 đất\nhết", "_x000D_ là chữ")
    assert [(run.bold, run.superscript) for run in first.runs][:3] == [
        (True, False),
        (False, False),
        (False, True),
    ]


# ---------------------------------------------------------------------------------------------------------------
# Bad input.


def _changed(data, part, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content.decode()) if info.filename == part else content)
    return out.getvalue()


def _with_rows(rows):
    data = make_xlsx([Put("A1", "x")])
    return _changed(
        data,
        "xl/worksheets/sheet1.xml",
        lambda text: re.sub("<sheetData>.*</sheetData>", lambda _: rows, text),
    )


def test_an_encrypted_old_workbook():
    data = bytearray(make_xls(ANNEX))
    start = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the workbook's first record
    end = start + 20
    protected = data[:end] + b"\x2f\x00\x36\x00" + b"\x01\x00\x01\x00\x01\x00" + bytes(48) + data[end + 58 :]
    with pytest.raises(PasswordError, match="without a password"):
        extract(bytes(protected))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("make", [make_xlsx, make_xls])
def test_a_workbook_cut_short(make, share):
    data = make(ANNEX, borders=BORDERS)
    with contextlib.suppress(InputError):  # its message is the tree's business; nothing else may come
        assert extract(data[: int(len(data) * share)]).source.pages


def test_a_damaged_sheet_does_not_lose_the_others():
    def more(book):
        book.create_sheet("Biểu 2")["A1"] = "Nội dung khác"

    data = make_xlsx(ANNEX, borders=BORDERS, change=more)
    broken = _changed(data, "xl/worksheets/sheet1.xml", lambda text: text[: len(text) // 2])
    pages = list(read_xlsx(broken, name="x"))
    assert [page.name for page in pages] == ["PL1", "Biểu 2"]  # what stands before the damage is read
    assert [finding.code for finding in pages[0].findings] == ["part-damaged"]
    lost = _changed(data, "xl/worksheets/sheet1.xml", lambda _: "<worksheet")
    pages = list(read_xlsx(lost, name="x"))
    assert [page.name for page in pages] == ["Biểu 2"]
    assert [finding.code for finding in pages[0].findings] == ["part-damaged"]


def test_escaped_characters():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>một_x000D_\nhai_xD800_</t></is></c></row>'
    page = next(iter(read_xlsx(_with_rows(f"<sheetData>{row}</sheetData>"), name="x")))
    assert lines(page) == ["một\nhai"]


@pytest.mark.parametrize("value", ["abc", "nan", "1e999", "-1", "99999999999"])
@pytest.mark.parametrize("kind", ["n", "s", "b", "d", "e"])
def test_values_that_are_none(value, kind):
    rows = f'<sheetData><row r="1"><c r="A1" t="{kind}" s="7"><v>{value}</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    pages = list(read_xlsx(_with_rows(rows), name="x"))
    assert len(pages) == 1


def test_a_million_blank_rows():
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 50_000))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>Kế hoạch</t></is></c></row>'
    last = '<row r="1048576"><c r="B1048576" t="inlineStr"><is><t>hết</t></is></c></row>'
    page = next(iter(read_xlsx(_with_rows(f"<sheetData>{cell}{rows}{last}</sheetData>"), name="x")))
    assert lines(page) == ["Kế hoạch", "hết"]


def test_more_rows_and_columns_than_are_read():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 20_003))
    wide = '<row r="20003"><c r="XFD20003"><v>1</v></c></row>'
    page = next(iter(read_xlsx(_with_rows(f"<sheetData>{rows}{wide}</sheetData>"), name="x")))
    assert [finding.code for finding in page.findings] == ["rows-left-out"]


def test_a_bomb():
    rows = f"<sheetData><row><c t='inlineStr'><is><t>{'x' * 20_000_000}</t></is></c></row></sheetData>"
    with pytest.raises(LimitError, match="workbook is larger"):
        extract(_with_rows(rows))


def test_entities_are_refused():
    data = _changed(
        make_xlsx([Put("A1", "x")]),
        "xl/worksheets/sheet1.xml",
        lambda text: '<!DOCTYPE worksheet [<!ENTITY a "b">]>' + text.removeprefix("<?xml version='1.0'?>"),
    )
    with pytest.raises(LimitError, match="document type"):
        extract(data)


@pytest.mark.parametrize("make", [make_xlsx, make_xls])
def test_nothing_to_be_seen(make):
    with pytest.raises(EmptyInputError, match="no sheet"):
        extract(make([]))


def test_overlapping_merges_of_a_broken_file():
    def overlap(text):
        merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/><mergeCell ref="A3:XFD1048576"/></mergeCells>'
        return text.replace("<pageMargins", f"{merges}<pageMargins")

    puts = [Put(f"{col}{row}", f"{col}{row}") for col in "ABC" for row in range(1, 5)]
    page = next(
        iter(
            read_xlsx(
                _changed(make_xlsx(puts, borders="A1:C4"), "xl/worksheets/sheet1.xml", overlap), name="x"
            )
        )
    )
    assert table(page).rows


def test_a_binary_workbook_says_what_to_do():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.bin", "x")
    with pytest.raises(UnsupportedTypeError, match="convert-to xlsx"):
        extract(out.getvalue())


@pytest.mark.usefixtures("libreoffice")
def test_a_broken_opendocument_spreadsheet_says_so():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(DamagedInputError, match=r"save it as \.xlsx"):
        extract(out.getvalue())


def test_a_macro_sheet_is_named():
    def turn(text):
        return text.replace("relationships/worksheet", "relationships/xlMacrosheet", 1)

    def more(book):
        book.create_sheet("Biểu 2")["A1"] = "Nội dung"

    data = _changed(make_xlsx([Put("A1", "x")], change=more), "xl/_rels/workbook.xml.rels", turn)
    page = next(iter(read_xlsx(data, name="x")))
    assert [finding.code for finding in page.findings] == ["part-unread"]
