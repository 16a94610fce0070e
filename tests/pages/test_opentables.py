"""Tables with level lines alone, on images."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.imagegrid import find_grid  # noqa: E402

DPI = 200
LEFT, RIGHT, TOP, HIGH = 200, 1400, 300, 70
COLUMNS = (230, 420, 900, 1150)


def page(rows):
    """Draw lines over, between and under rows of texts, and the texts at the columns' places; None is no text."""
    image = np.full((1400, 1600), 255, np.uint8)
    for at, row in enumerate(rows):
        y = TOP + at * HIGH
        image[y : y + 2, LEFT:RIGHT] = 0
        for x, text in zip(COLUMNS, row, strict=True):
            if text:
                cv2.putText(image, text, (x, y + 48), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    y = TOP + len(rows) * HIGH
    image[y : y + 2, LEFT:RIGHT] = 0
    return image


ROWS = [
    ("TT", "Ten viec", "So", "Han"),
    ("1", "Lam duong", "12", "Thang 2"),
    ("2", "Sua cau nho", "7", "Thang 9"),
    ("3", "Tram bom", "145", ""),
    ("4", "Nha hop", "26", "Thang 11"),
]


def test_columns_are_told_by_what_is_white():
    grid = find_grid(page(ROWS), dpi=DPI)
    assert len(grid.tables) == 1
    assert len(grid.cells) == 4 * len(ROWS)
    assert not grid.open_tables
    assert sum(line[3] - line[1] > HIGH for line in grid.lines) == 5  # two sides, three between columns


def test_a_row_that_goes_on_through_a_gap_has_one_cell_there():
    rows = [*ROWS, ("", "Tongcongcacviectrongcanamnayca", None, "")]
    assert len(find_grid(page(rows), dpi=DPI).cells) == 4 * len(ROWS) + 3


def test_lines_to_write_on_are_no_table():
    image = page([("Ho va ten nguoi lam don xin", None, None, None)] * 5)
    assert not find_grid(image, dpi=DPI).cells
