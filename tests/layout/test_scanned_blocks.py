"""On scans the size and weight of short lines are measured badly: a title's last line belongs to the title all the same."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vnplan_extract.document import Line
from vnplan_extract.layout.blocks import PageStyle, continues, styles_of
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


def page_of_paragraphs(shift: float, read_by) -> list[Line]:
    """Return nine paragraphs of two full lines and a short one, the first line indented, `shift` points to the right."""
    lines = []
    for at in range(27):
        left = 86.0 + shift + (35.0 if at % 3 == 0 else 0.0)
        right = (250.0 if at % 3 == 2 else 538.0) + shift
        top = 80.0 + 17.0 * at
        lines.append(Line(1, 0, "dòng chữ của một đoạn văn", (left, top, right, top + 12.0), read_by=read_by))
    return lines


@pytest.mark.parametrize("shifts", [(0, 0, 0), (0, -16, 3), (12, -12, 0), (-20, 20, 4, 0)])
def test_scanned_pages_that_lie_to_the_side_keep_their_paragraphs(shifts) -> None:
    pages = [page_of_paragraphs(shift, "ocr") for shift in shifts]
    for lines, style in zip(pages, styles_of([(lines, 595.0) for lines in pages]), strict=True):
        joined = [continues(above, below, style) for above, below in pairwise(lines)]
        assert joined == [at % 3 != 2 for at in range(26)]
