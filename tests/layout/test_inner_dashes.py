"""A full line may be broken before a dash in the middle of a name: the dash begins no item."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Line
from vnplan_extract.layout.blocks import PageStyle, continues, continues_over
from vnplan_extract.layout.lines import Margins

FLUSH = PageStyle(Margins(86.0, 538.0), 17.0, indents=False)
FULL, SHORT = 537.0, 420.0

# the line above, where it ends, the line below, whether it goes on
CASES = [
    ("- Thực hiện nhiệm vụ phát triển kinh tế", FULL, "- xã hội năm 2025.", True),
    ("- Phối hợp với Sở Lao động", FULL, "- Thương binh và Xã hội mở lớp.", True),
    ("- Phối hợp với Phòng Tài chính", FULL, "- Kế hoạch thẩm định.", True),
    ("- Phối hợp với Phòng Tài chính", FULL, "- Thẩm định dự toán.", False),
    ("- Thực hiện nhiệm vụ phát triển kinh tế", SHORT, "- xã hội năm 2025.", False),
    ("- Thực hiện nhiệm vụ phát triển kinh tế;", FULL, "- xã hội hóa giáo dục.", False),
    ("Các đơn vị gồm:", FULL, "- cán bộ xã", False),
]


def line(text: str, top: float, right: float = FULL) -> Line:
    return Line(1, 0, text, (86.0, top, right, top + 12.0), size=13)


@pytest.mark.parametrize(("above", "right", "below", "goes_on"), CASES)
def test_dash_at_the_beginning_of_a_line(above, right, below, goes_on) -> None:
    assert continues(line(above, 100.0, right), line(below, 117.0), FLUSH) is goes_on
    assert continues_over(line(above, 780.0, right), line(below, 60.0), FLUSH, FLUSH) is goes_on


@pytest.mark.parametrize(("below", "goes_on"), [("rà soát hộ nghèo.", True), ("Rà soát hộ nghèo.", False)])
def test_a_small_letter_on_the_next_page_goes_on_behind_a_semicolon(below, goes_on) -> None:
    above = line("- Chủ động phối hợp với các xã, phường;", 780.0)
    assert continues_over(above, line(below, 60.0), FLUSH, FLUSH) is goes_on
