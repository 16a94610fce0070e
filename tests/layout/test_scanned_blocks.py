"""On scans the size and weight of short lines are measured badly: a title's last line belongs to the title all the same."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Line
from vnplan_extract.layout.blocks import PageStyle, continues
from vnplan_extract.layout.lines import Margins

STYLE = PageStyle(Margins(86.0, 538.0), 17.0, indents=True)
FIRST = Line(1, 0, "Nâng cao năng suất trên địa bàn tỉnh, giai", (90, 178, 535, 192), size=10.6, bold=True)

LINES = [
    ("đoạn 2021 - 2025", 9.7, True, "ocr", True),
    ("đoạn 2021 - 2025", 9.7, False, "ocr", True),
    ("Đoạn 2021 - 2025", 10.6, False, "ocr", False),
    ("đoạn 2021 - 2025", 7.0, True, "ocr", False),
    ("ĐOẠN 2021 - 2025", 10.6, True, "ocr", False),
    ("đoạn 2021 - 2025", 9.7, True, "text", False),
    ("đoạn 2021 - 2025", 10.6, True, "text", True),
]


@pytest.mark.parametrize(("text", "size", "bold", "read_by", "goes_on"), LINES)
def test_last_line_of_a_title(text, size, bold, read_by, goes_on) -> None:
    below = Line(1, 50, text, (262, 198, 362, 210), size=size, bold=bold, centred=True, read_by=read_by)
    assert continues(FIRST, below, STYLE) is goes_on
