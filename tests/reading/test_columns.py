"""Roles of columns by their heads."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from table_making import flow_document, flow_table
from vnplan_extract.reading.columns import column_roles, header_paths, unit_of

CASES_FILE = Path(__file__).parent / "cases" / "columns.tsv"
CASES = list(csv.DictReader(CASES_FILE.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


def table_with(head: str, under: str = ""):
    if under:
        text = f"STT | Nội dung | {head} | | Hết\n | | {under} | Khác |\n1 | Tập huấn | 5 | 6 | x"
    else:
        text = f"STT | Nội dung | {head}\n1 | Tập huấn cho cơ sở | x\n2 | Rà soát quy định | y"
    (table,) = flow_document(flow_table(text)).tables
    return table


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["head"])
def test_role_of_a_head(case):
    head, _, under = case["head"].partition(" > ")
    column = column_roles(table_with(head, under))[2]
    assert column.role == case["role"]
    assert column.text == case["head"]
    assert (column.fund or "") == case["fund"]
    assert str(column.year or "") == case["year"]
    assert (column.unit or "") == case["unit"]


def test_first_columns_are_known():
    roles = column_roles(table_with("Ghi chú"))
    assert [role.role for role in roles] == ["ordinal", "task", "note"]


def test_two_levels_make_paths():
    table = table_with("Kinh phí thực hiện", "Vốn ngân sách NN")
    assert header_paths(table)[2:4] == (
        ("Kinh phí thực hiện", "Vốn ngân sách NN"),
        ("Kinh phí thực hiện", "Khác"),
    )
    assert column_roles(table)[3].fund == "other"


def test_index_rows_and_footnote_marks_are_no_part_of_a_path():
    (table,) = flow_document(
        flow_table("TT | Nhiệm vụ | Cơ quan chủ trì ¹ | Năm\n(1) | (2) | (3) | (4)\n1 | Họp | Sở Y tế | 2022")
    ).tables
    assert table.header_rows == 2
    assert header_paths(table)[2] == ("Cơ quan chủ trì",)


def test_without_a_head_nothing_is_guessed():
    (table,) = flow_document(flow_table("1 | Họp giao ban | Sở Y tế\n2 | Tổng kết | Sở Y tế")).tables
    assert {role.role for role in column_roles(table)} == {"unknown"}


def test_unit_of_the_line_over_the_table():
    (table,) = flow_document(
        "Đơn vị tính: triệu đồng", flow_table("TT | Nội dung | Kinh phí\n1 | Họp | 20")
    ).tables
    assert unit_of(table) == "triệu đồng"
