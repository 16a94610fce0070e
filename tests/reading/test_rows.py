"""Kinds of rows: leaves, groups, totals, with their ordinals."""

from __future__ import annotations

import pytest

from table_making import flow_document, flow_table
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds

HEAD = "TT | Nội dung | Chủ trì | Kinh phí\n"
CASES = {
    "groups of two levels, leaves without ordinals": (
        "I | Giai đoạn 1 | | 90\n1 | Hỗ trợ cơ sở | | 90\n | - Tập huấn | Sở Y tế | 40\n | + Tư vấn | Sở Y tế | 50\nII | Giai đoạn 2 | | 10\n1 | Hỗ trợ khác | | 10\n | - Họp | Sở Y tế | 10\n | Tổng cộng: | | 100",
        ["group I", "group I.1", "leaf I.1", "leaf I.1", "group II", "group II.1", "leaf II.1", "total "],
    ),
    "decimals under their number": (
        "4 | Mô hình | Sở Y tế | 5\n5 | Tư vấn | | \n5.1 | Chứng nhận | Sở Y tế | 5\n5.2 | Khảo sát | Sở Y tế | 5\n6 | Họp | Sở Y tế | 5",
        ["leaf 4", "group 5", "leaf 5.1", "leaf 5.2", "leaf 6"],
    ),
    "decimals under a Roman group": (
        "II | Nhóm hai | | \n2 | Tư vấn | | \n2.1 | Chứng nhận | Sở Y tế | 5\n3 | Họp | Sở Y tế | 5",
        ["group II", "group II.2", "leaf II.2.1", "leaf II.3"],
    ),
    "a number of a group whose own row was not read": (
        "5 | Hợp tác | | \n5.1 | Trong nước | | \n5.1.1 | Họp | Sở Y tế | 5\nSỐ | Giám sát | | \n5.2.1 | Đo | Sở Y tế | 5\n5.2.2 | Họp | Sở Y tế | 5",
        ["group 5", "group 5.1", "leaf 5.1.1", "leaf 5.1", "leaf 5.2.1", "leaf 5.2.2"],
    ),
    "capital letters, C after B": (
        "A | Nhóm một | | \n1 | Họp | Sở Y tế | 5\nB | Nhóm hai | | \n1 | Họp | Sở Y tế | 5\nC | Nhóm ba | | \n1 | Họp | Sở Y tế | 5",
        ["group A", "leaf A.1", "group B", "leaf B.1", "group C", "leaf C.1"],
    ),
    "a task that begins like a total": (
        "1 | Tổng kết kế hoạch | Sở Y tế | 5\n2 | Cộng tác với báo chí | Sở Y tế | 5\nTổng số | | | 10",
        ["leaf 1", "leaf 2", "total "],
    ),
    "ordinals that begin anew in each group": (
        "I | Nhóm một | | \n1 | Họp | Sở Y tế | 5\n2 | Họp | Sở Y tế | 5\nII | Nhóm hai | | \n1 | Họp | Sở Y tế | 5",
        ["group I", "leaf I.1", "leaf I.2", "group II", "leaf II.1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_kinds_and_paths(name):
    text, expected = CASES[name]
    (table,) = flow_document(flow_table(HEAD + text)).tables
    kinds = row_kinds(table)
    assert [f"{kind.kind} {kind.path}" for kind in kinds] == expected
    for kind in kinds:
        assert kind.parent is None or kinds[kind.parent - table.header_rows].kind == "group"


def test_merged_cells_are_filled_down_by_reference():
    (table,) = flow_document(
        flow_table("TT | Nội dung | Chủ trì\n1 | Họp | Sở Y tế\n2 | Tổng kết | Sở Y tế")
    ).tables
    rows = body_rows(table)
    cell = cell_at(rows[1], 1)
    assert cell is not None
    assert cell.text == "Tổng kết"
