"""Letterheads and footers of which a website's copy left bars between the cells."""

import pytest

from vnplan_extract import extract
from vnplan_extract.pages.barred import barred_block, squeezed_block

ALONE = """ỦY
BAN NHÂN DÂN
TỈNH HÀ GIANG
-------
|
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
Số: 12/KH-UBND
|
Hà Giang, ngày 05
tháng 3 năm 2022
|
KẾ HOẠCH"""
IN_ROWS = """BỘ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
Số: 7/QĐ-BYT | Hà Nội, ngày 5 tháng 1 năm 2021 |
QUYẾT ĐỊNH"""
BEHIND = """|
UBND HUYỆN X
PHÒNG NỘI VỤ |
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM |
|
Số: 9/KH-NV |
X, ngày 1 tháng 2 năm 2023 |
Thực hiện"""


@pytest.mark.parametrize(
    ("text", "left", "place"),
    [
        (ALONE, ["ỦY BAN NHÂN DÂN", "TỈNH HÀ GIANG", "Số: 12/KH-UBND"], "Hà Giang, ngày 05 tháng 3 năm 2022"),
        (IN_ROWS, ["BỘ Y TẾ", "Số: 7/QĐ-BYT"], "Hà Nội, ngày 5 tháng 1 năm 2021"),
        (BEHIND, ["UBND HUYỆN X", "PHÒNG NỘI VỤ", "Số: 9/KH-NV"], "X, ngày 1 tháng 2 năm 2023"),
    ],
)
def test_a_letterhead_is_taken_apart(text: str, left: list[str], place: str) -> None:
    lines = text.split("\n")
    block = barred_block(lines, 0)
    assert block is not None
    assert block.left == left
    assert block.right[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert block.right[-1] == place
    assert block.end == len(lines) - 1


def test_a_footer_is_taken_apart() -> None:
    lines = [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "|",
        "TM.",
        "ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Văn Bình",
        "|",
    ]
    block = barred_block(lines, 0)
    assert block is not None
    assert block.left == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert block.right == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Bình"]


@pytest.mark.parametrize(
    "text",
    [
        "| STT | Nội dung |\n| 1 | Tập huấn |",
        "ỦY BAN NHÂN DÂN\nTỈNH X\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nX, ngày 1 tháng 2 năm 2023",
        "Nơi nhận: các đơn vị | cá nhân",
        "|",
    ],
)
def test_anything_else_is_left_alone(text: str) -> None:
    assert barred_block(text.split("\n"), 0) is None


def test_columns_with_one_blank_between_are_taken_apart() -> None:
    lines = [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "HUYỆN X Độc lập - Tự do - Hạnh phúc",
        "",
        "Số: 5/KH-UBND Phố X, ngày 12 tháng 9 năm 2017",
        "KẾ HOẠCH",
    ]
    block = squeezed_block(lines, 0)
    assert block is not None
    assert block.left == ["ỦY BAN NHÂN DÂN", "HUYỆN X", "Số: 5/KH-UBND"]
    assert block.right[-1] == "Phố X, ngày 12 tháng 9 năm 2017"
    assert block.end == 4
    assert squeezed_block(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"], 0) is None
    assert squeezed_block([lines[0], "Trong một câu dài."], 0) is None


def test_a_letterhead_without_bars_leaves_the_table_below_it_whole() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 45/KH-UBND\n\n"
        "Hà Giang, ngày 12 tháng 3 năm 2022\n\n**KẾ HOẠCH**\n\n**Trồng chè**\n\n| TT | Nhiệm vụ |\n|---|---|\n| 1 | Dạy thêu |\n"
    )
    plan = extract(text.encode(), name="plan.md")
    assert [cell.text for table in plan.tables for cell in table.cells] == ["TT", "Nhiệm vụ", "1", "Dạy thêu"]
    assert (plan.issued, plan.number) == ("2022-03-12", "45/KH-UBND")
