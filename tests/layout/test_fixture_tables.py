"""Tables typeset by four producers come back as one table each, every cell exact."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from table_making import pdf_document, shape
from vnplan_extract.reading.columns import column_roles

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
PDFS = sorted(path.name for path in FIXTURES.glob("*.pdf"))


@cache
def read(name):
    return pdf_document(FIXTURES / name)


def test_there_are_fixtures_of_four_producers():
    assert {name.split(".")[1].split("-")[0] for name in PDFS} == {
        "chromium",
        "libreoffice",
        "typst",
        "weasyprint",
    }
    assert {name.split(".")[2] for name in PDFS} == {"split", "whole"}
    assert {name.split(".")[3] for name in PDFS} == {"once", "repeated"}


@pytest.mark.parametrize("name", PDFS)
def test_comes_back_as_one_table_with_every_cell(name):
    expected = EXPECTED[name.split(".")[0]]
    document = read(name)
    assert len(document.tables) == 1
    table = document.tables[0]
    assert (table.rows, table.cols, table.header_rows) == (
        expected["rows"],
        len(expected["widths"]),
        expected["header_rows"],
    )
    want = sorted((c["row"], c["col"], c["row_span"], c["col_span"], c["text"]) for c in expected["cells"])
    got = sorted((*place, cell.text) for place, cell in zip(shape(table.cells), table.cells, strict=True))
    assert got == want
    assert table.unit is not None
    assert table.unit.text == "triệu đồng"
    assert table.complete
    assert table.pages == tuple(range(1, len(document.pages) + 1))


PATHS = {
    "budget": [
        "STT",
        "Nội dung, nhiệm vụ",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Tổng kinh phí",
        "Kinh phí thực hiện > Vốn ngân sách NN",
        "Kinh phí thực hiện > Vốn đối ứng DN",
        "Thời gian thực hiện",
    ],
    "years": [
        "TT",
        "Nhiệm vụ",
        "Danh mục doanh nghiệp, sản phẩm hỗ trợ",
        "Số lượng",
        *(f"Mục tiêu thực hiện > {year}" for year in range(2021, 2026)),
    ],
    "tasks": [
        "TT",
        "Nội dung",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Sản phẩm dự kiến",
        "Thời gian thực hiện",
    ],
    "merged": ["STT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Văn bản, sản phẩm", "Ghi chú"],
}
ROLES = {
    "budget": "ordinal task lead partner amount fund_amount fund_amount when",
    "years": "ordinal task unknown quantity year year year year year",
    "tasks": "ordinal task lead partner output when",
    "merged": "ordinal task lead output note",
}


@pytest.mark.parametrize("name", PDFS)
def test_every_column_has_its_header_path_and_role(name):
    (table,) = read(name).tables
    columns = column_roles(table)
    kind = name.split(".")[0]
    assert [column.text for column in columns] == PATHS[kind]
    assert [column.role for column in columns] == ROLES[kind].split()
    if kind == "years":
        assert [column.year for column in columns[4:]] == [2021, 2022, 2023, 2024, 2025]


@pytest.mark.parametrize("name", PDFS)
def test_every_character_of_a_cell_knows_its_place(name):
    document = read(name)
    for cell in document.tables[0].cells:
        for piece in cell.passage.pieces:
            page = document.page(piece.page)
            assert (
                page.text[piece.offset : piece.offset + piece.length]
                == cell.text[piece.start : piece.start + piece.length]
            )
        covered = sum(piece.length for piece in cell.passage.pieces)
        assert covered + cell.text.count(" ") >= len(cell.text)
        assert {place.page for place in cell.passage.places()} <= {page for page, _ in cell.boxes}
