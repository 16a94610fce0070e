"""Flowing tables: which only place text, spans of heads in tab-separated text, lines of cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from table_making import flow_table, shape
from vnplan_extract.document import FlowCell, FlowTable, Paragraph, Run
from vnplan_extract.layout.flowgrid import flow_grid, is_layout_table

LAYOUT = {
    "letterhead": "UBND TỈNH HÀ GIANG;;SỞ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM;;Độc lập - Tự do - Hạnh phúc\nSố: 12/KH-SYT | Hà Giang, ngày 05 tháng 4 năm 2021",
    "letterhead, older spelling": "SỞ Y TẾ | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Party letterhead": "TỈNH ỦY HÀ GIANG | ĐẢNG CỘNG SẢN VIỆT NAM",
    "signatures": "Nơi nhận:;;- Như trên;;- Lưu: VT. | KT. CHỦ TỊCH;;PHÓ CHỦ TỊCH",
    "two signers": "TM. ỦY BAN NHÂN DÂN;;CHỦ TỊCH | TM. BAN THƯỜNG TRỰC;;CHỦ TỊCH",
    "address": "Kính gửi: | - Sở Y tế;;- Sở Công Thương",
    "a box around a paragraph": "Văn bản được phát hành điện tử",
    "one column": "Dòng một\nDòng hai",
}
DATA = {
    "tasks": "TT | Nội dung | Chủ trì\n1 | Họp | Sở Y tế",
    "two columns of data": "Chỉ tiêu | Giá trị\nHộ nghèo | 5%\nTrường đạt chuẩn | 80%",
    "recipients named in a task": "TT | Nội dung | Nơi thực hiện\n1 | Họp | Xã Bản Hiến\n2 | Họp | Xã khác",
}


@pytest.mark.parametrize("name", LAYOUT)
def test_tables_that_only_place_text(name):
    assert is_layout_table(flow_table(LAYOUT[name], bordered=False))


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("bordered", [True, None])
def test_tables_that_hold_data(name, bordered):
    assert not is_layout_table(flow_table(DATA[name], bordered=bordered))


def test_blank_heads_become_spans():
    table = flow_table(
        "STT | Nội dung | Kinh phí | | Thời gian\n | | Ngân sách | Khác | \n1 | Họp | 5 | 6 | 2022"
    )
    grid = flow_grid(table)
    assert grid.header_rows == 2
    assert shape(grid.cells)[:6] == [
        (0, 0, 2, 1),
        (0, 1, 2, 1),
        (0, 2, 1, 2),
        (0, 4, 2, 1),
        (1, 2, 1, 1),
        (1, 3, 1, 1),
    ]


def test_three_levels_become_spans():
    text = "TT | Nội dung | Kinh phí | | \n | | Tổng | Trong đó | \n | | | NSNN | Khác\n1 | Họp | 11 | 5 | 6"
    grid = flow_grid(flow_table(text))
    assert grid.header_rows == 3
    assert (0, 2, 1, 3) in shape(grid.cells)
    assert (1, 3, 1, 2) in shape(grid.cells)


@pytest.mark.parametrize(
    "text",
    [
        "TT | Nội dung | Kinh phí | \nI | Giai đoạn | 5 | \n | - Họp | 5 | 6",
        "TT | Nội dung | Kinh phí | | Hết\n | Họp | 5 | 6 | ",
        "TT | Nội dung | Chủ trì\n | - Họp | Sở Y tế",
    ],
)
def test_doubtful_blanks_stay_blank(text):
    grid = flow_grid(flow_table(text))
    assert all(cell.row_span == cell.col_span == 1 for cell in grid.cells)


def test_drawn_tables_keep_their_blanks():
    table = flow_table("STT | Kinh phí | \n | NSNN | Khác\n1 | 5 | 6", bordered=True)
    assert len(flow_grid(table).cells) == 9


def test_soft_breaks_part_items_only():
    paragraph = Paragraph("- Sở Y\ntế;\n- UBND xã", (Run(0, 4, bold=True),))
    table = FlowTable(1, 2, (FlowCell(0, 0, 1, 1, (paragraph,)), FlowCell(0, 1, 1, 1, (Paragraph("b"),))))
    lines = flow_grid(table).cells[0].lines
    assert [" ".join(word.text for word in line) for line in lines] == ["- Sở Y tế;", "- UBND xã"]
    assert [word.bold for word in lines[0]] == [True, True, False, False]


def test_raised_digits_are_no_numbers():
    paragraph = Paragraph("Cơ quan chủ trì1", (Run(0, 15), Run(15, 16, superscript=True)))
    table = replace(flow_table("a | b"), cells=(FlowCell(0, 0, 1, 1, (paragraph,)), FlowCell(0, 1, 1, 1, ())))
    assert flow_grid(table).cells[0].lines[0][-1].text == "trì¹"
