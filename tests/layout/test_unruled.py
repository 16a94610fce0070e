"""Tables with few rules or none, and what stands in columns without being a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from table_making import set_text
from vnplan_extract.document import Page, Ruling, Word
from vnplan_extract.layout.finders import find_grids

XS = (60.0, 100.0, 300.0, 440.0, 540.0)
ROWS = (
    ("STT", "Nội dung", "Đơn vị chủ trì", "Kinh phí"),
    ("1", "Tập huấn cho các cơ sở chế biến chè tại xã", "Sở Công Thương", "1.250"),
    ("2", "Kiểm tra nhãn hàng hóa", "Sở Y tế", "300"),
    ("3", "Rà soát quy định về hỗ trợ hợp tác xã vùng cao", "Sở Nông nghiệp và Môi trường", "450"),
)


def typeset(rows, xs=XS, top=100.0, leading=34.0):
    words = []
    for at, row in enumerate(rows):
        for col, text in enumerate(row):
            words.extend(set_text(text, (xs[col], top + leading * at, xs[col + 1], top + leading * (at + 1))))
    return words


def page(words, rulings=()):
    return Page(1, 595.0, 842.0, words=tuple(words), rulings=tuple(rulings))


def rows_in(grid):
    found = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        found[cell.row][cell.col] = " ".join(word.text for line in cell.lines for word in line)
    return found


RULES = {
    "no rules at all": [],
    "a rule over and under each row": [Ruling(58, 97 + 34 * at, 540, 97 + 34 * at) for at in range(5)],
    "rules over and under the head and at the end": [Ruling(58, y, 540, y) for y in (97, 129, 234)],
    "an outer box": [
        Ruling(56, 95, 545, 95),
        Ruling(56, 240, 545, 240),
        Ruling(56, 95, 56, 240),
        Ruling(545, 95, 545, 240),
    ],
}


@pytest.mark.parametrize("rules", RULES)
def test_an_aligned_table_is_found(rules):
    text = set_text(
        "Kết quả được nêu ở biểu dưới đây theo từng nội dung của kế hoạch năm nay", (60, 60, 540, 90)
    )
    (grid,) = find_grids(page([*text, *typeset(ROWS)], RULES[rules]))
    assert rows_in(grid) == [list(row) for row in ROWS]


def test_text_after_the_table_stays_outside():
    after = set_text(
        "II. Tổ chức thực hiện và chế độ báo cáo được quy định như sau tại mục này", (60, 250, 540, 280)
    )
    (grid,) = find_grids(page([*typeset(ROWS), *after]))
    assert grid.rows == 4


HEADER = [
    ("UBND TỈNH", 80, 60), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 60),
    ("SỞ Y TẾ", 90, 75), ("Độc lập - Tự do - Hạnh phúc", 330, 75),
    ("Số: 12/KH-SYT", 85, 100), ("Hà Giang, ngày 05 tháng 4 năm 2021", 320, 100),
]  # fmt: skip
FOOTER = [
    ("Nơi nhận:", 70, 600), ("TM. ỦY BAN NHÂN DÂN", 350, 600),
    ("- Như trên;", 70, 614), ("KT. CHỦ TỊCH", 370, 614),
    ("- Lưu: VT, TT.", 70, 628), ("PHÓ CHỦ TỊCH", 370, 628),
]  # fmt: skip
LIST = [("TT 39/2018", 70, 300), ("- Tập huấn", 70, 314), ("1. Họp giao ban hằng tháng tại xã", 70, 328)]


@pytest.mark.parametrize("pieces", [HEADER, FOOTER, LIST], ids=["letterhead", "signatures", "list"])
def test_columns_that_are_no_table(pieces):
    words = [
        Word(token, x + 42 * at, y, x + 42 * at + 38, y + 11, size=11.0)
        for text, x, y in pieces
        for at, token in enumerate(text.split())
    ]
    words.append(Word("TT", 70.0, 400.0, 82.0, 411.0, size=11.0))
    assert find_grids(page(words)) == []


def bold(words):
    return [replace(word, bold=True) for word in words]


UNNUMBERED = {
    "two columns that end in figures": (
        (60.0, 400.0, 540.0),
        [("Nội dung chi", "Số tiền"), ("Tập huấn cho cán bộ các xã", "1.250"), ("Sơ kết, tổng kết", "300")],
    ),
    "a cell of two lines": (
        (60.0, 220.0, 400.0, 540.0),
        [
            ("Nội dung", "Đơn vị chủ trì", "Kinh phí"),
            ("Kiểm tra nhãn hàng hóa tại các chợ đầu mối", "Sở Y tế", "300"),
            ("Họp giao ban", "Văn phòng", "20"),
        ],
    ),
}
UNDER = {"no rules": [], "rules": [Ruling(58, 97 + 34 * at, 540, 97 + 34 * at) for at in range(4)]}


@pytest.mark.parametrize("rules", UNDER)
@pytest.mark.parametrize("name", UNNUMBERED)
def test_a_table_without_ordinals_is_found_by_its_bold_heads(name, rules):
    xs, rows = UNNUMBERED[name]
    words = [*bold(typeset(rows[:1], xs)), *typeset(rows[1:], xs, top=134.0)]
    (grid,) = find_grids(page(words, UNDER[rules]))
    assert rows_in(grid) == [list(row) for row in rows]


NO_HEADS = {
    "not bold": (False, ("Nội dung chi", "Số tiền"), ("Tập huấn", "1.250"), ("Họp", "300")),
    "no heads": (True, ("Ông Trần Văn A", "Bà Lê Thị B"), ("Tập huấn", "1.250"), ("Họp", "300")),
    "no figures": (True, ("Nội dung", "Đơn vị"), ("Tập huấn", "Sở Y tế"), ("Họp", "Văn phòng")),
}


@pytest.mark.parametrize("name", NO_HEADS)
def test_two_columns_of_text_are_no_table(name):
    strong, head, *rows = NO_HEADS[name]
    words = typeset([head], (60.0, 400.0, 540.0))
    words = bold(words) if strong else words
    assert find_grids(page([*words, *typeset(rows, (60.0, 400.0, 540.0), top=134.0)])) == []
