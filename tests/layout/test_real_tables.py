"""The tables of the seed plans and of real documents: pages of 33, 40, 42 checked by eye."""

from __future__ import annotations

from collections import Counter

import pytest

from table_making import pdf_document
from vnplan_extract.document import SourceFile
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.reading.columns import column_roles, unit_of
from vnplan_extract.reading.rows import row_kinds

pytestmark = pytest.mark.shared


def seed(shared, number):
    from vnplan_extract.pages.text import read_text

    (path,) = shared.glob(f"seeds/{number}_*.txt")
    return assemble(SourceFile(path.name, "", "text/markdown"), read_text(path.read_bytes(), name=path.name))


def real(shared, number):
    (path,) = [path for path in shared.glob(f"real/{number}_*") if path.suffix in (".pdf", ".docx")]
    if path.suffix == ".pdf":
        return pdf_document(path)
    from vnplan_extract.pages.docx import read_docx

    return assemble(SourceFile(path.name, "", "docx"), read_docx(path.read_bytes(), name=path.name))


@pytest.mark.parametrize(
    ("number", "size", "complete", "kinds"),
    [
        ("000", (14, 9, 2), False, {"leaf": 11, "group": 1}),
        ("001", (44, 8, 2), True, {"leaf": 34, "group": 7, "total": 1}),
        ("002", (9, 6, 1), True, {"leaf": 7, "group": 1}),
        ("004", (7, 5, 1), True, {"leaf": 6}),
    ],
)
def test_seed_tables(shared, number, size, complete, kinds):
    (table,) = seed(shared, number).tables
    assert (table.rows, table.cols, table.header_rows) == size
    assert table.complete is complete
    assert Counter(kind.kind for kind in row_kinds(table)) == kinds


def test_the_budget_of_a_seed_closes_row_by_row(shared):
    (table,) = seed(shared, "001").tables
    assert unit_of(table) == "triệu đồng"
    amounts = {cell.row: {} for cell in table.cells}
    for cell in table.cells:
        if cell.col in (4, 5, 6) and cell.row >= 2:
            amounts[cell.row][cell.col] = int(cell.text.replace(".", ""))
    for row in range(2, 44):
        assert amounts[row][4] == amounts[row][5] + amounts[row][6]
    kinds = row_kinds(table)
    for group in (kind for kind in kinds if kind.kind == "group"):
        assert amounts[group.row][4] == sum(
            amounts[kind.row][4] for kind in kinds if kind.parent == group.row
        )
    assert amounts[43] == {4: 35100, 5: 15100, 6: 20000}


def test_roles_of_a_seed(shared):
    (table,) = seed(shared, "001").tables
    roles = [role.role for role in column_roles(table)]
    assert roles == ["ordinal", "task", "lead", "partner", "amount", "fund_amount", "fund_amount", "when"]
    assert [role.fund for role in column_roles(table)][5:7] == ["state_budget", "enterprise"]
    (table,) = seed(shared, "000").tables
    assert [role.year for role in column_roles(table)][4:] == [2021, 2022, 2023, 2024, 2025]


@pytest.mark.parametrize(
    ("number", "size", "pages", "cells"),
    [
        ("18", (16, 6, 2), 1, 96),
        ("33", (9, 7, 2), 1, 39),
        ("40", (3, 6, 1), 4, 18),
        ("42", (112, 7, 1), 52, None),
    ],
)
def test_real_tables(shared, number, size, pages, cells):
    (table,) = real(shared, number).tables
    assert (table.rows, table.cols, table.header_rows) == size
    assert len(table.pages) == pages
    assert cells is None or len(table.cells) == cells
    assert table.complete


def test_a_cell_cut_by_three_page_breaks_is_whole(shared):
    (table,) = real(shared, "40").tables
    assert [fragment.split_row for fragment in table.fragments] == [False, True, True, True]
    (name,) = [cell for cell in table.cells if (cell.row, cell.col) == (2, 1)]
    assert name.text.endswith("doanh nghiệp công nghệ cao")
    assert {page for page, _ in name.boxes} == {4, 5, 6}


def test_three_sections_of_the_long_table(shared):
    (table,) = real(shared, "42").tables
    kinds = row_kinds(table)
    assert [kind.ordinal for kind in kinds if kind.kind == "group"] == ["I", "II", "III"]
    assert table.notes


def test_broken_letters_do_not_part_words(shared):
    document = real(shared, "42")
    assert "Ngh ị" not in document.page(18).text
