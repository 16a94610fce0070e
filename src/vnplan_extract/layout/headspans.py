"""Spans of heads in tables that cannot draw them (tab-separated text): blank cells explained by the row below.

    STT | Nội dung | Kinh phí thực hiện |         | Thời gian
        |          | Ngân sách          | Đối ứng |

Here "Kinh phí thực hiện" spans two columns, the others two rows. It is done only when every blank is explained.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.layout.grid import Grid, GridCell

MOST_LEVELS = 4
LONGEST_HEAD = 140  # characters


def fill_head_spans(grid: Grid) -> Grid:
    """Return the grid with the spans of its head put in, or unchanged where they are not certain."""
    if grid.rows < 2 or any(cell.row_span > 1 or cell.col_span > 1 for cell in grid.cells):
        return grid
    filled = _filled_rows(grid, MOST_LEVELS)
    levels = _levels(filled)
    if levels < 2:
        return grid
    spans = _spans(filled[:levels], grid.cols)
    cells = [
        replace(cell, row_span=spans[cell.row, cell.col][0], col_span=spans[cell.row, cell.col][1])
        if cell.row < levels
        else cell
        for cell in grid.cells
        if cell.row >= levels or (cell.row, cell.col) in spans
    ]
    return replace(grid, cells=tuple(cells), header_rows=levels)


def _filled_rows(grid: Grid, count: int) -> list[list[bool]]:
    rows = [[False] * grid.cols for _ in range(min(count, grid.rows))]
    for cell in grid.cells:
        if cell.row >= len(rows):
            break
        rows[cell.row][cell.col] = bool(cell.lines) and _length(cell) <= LONGEST_HEAD
    return rows


def _length(cell: GridCell) -> int:
    return sum(len(word.text) + 1 for line in cell.lines for word in line)


def _levels(rows: Sequence[Sequence[bool]]) -> int:
    """Return how many rows the head has: each further row fills exactly the columns under the heads it divides."""
    if not rows or not rows[0][0] or all(rows[0]):
        return 1
    level = 1
    while level < len(rows) and _divides(rows[level - 1], rows[level]):
        level += 1
        if not _unexplained(rows[:level]):
            break
    return level if level > 1 and not _unexplained(rows[:level]) else 1


def _divides(above: Sequence[bool], below: Sequence[bool]) -> bool:
    """Tell whether the lower row fills only whole spans of heads above: a filled cell and the blanks right of it."""
    if not any(below) or below[0]:
        return False
    return all(
        all(below[start:end]) or (not any(below[start + 1 : end]) and not below[start])
        for start, end in _runs(above)
        if end - start > 1
    ) and not any(below[start] for start, end in _runs(above) if end - start == 1)


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Return each filled cell with the blanks to its right, half-open."""
    starts = [at for at, filled in enumerate(row) if filled]
    return [(start, end) for start, end in zip(starts, [*starts[1:], len(row)], strict=True)]


def _unexplained(rows: Sequence[Sequence[bool]]) -> bool:
    """Tell whether a column has no head of its own in any row."""
    return any(not any(row[col] for row in rows) for col in range(len(rows[0])))


def _spans(rows: Sequence[Sequence[bool]], cols: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return row_span and col_span of each filled head cell."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for level, row in enumerate(rows):
        for start, end in _runs(row):
            below = rows[level + 1] if level + 1 < len(rows) else [False] * cols
            width = end - start if end - start > 1 and all(below[start:end]) else 1
            height = 1
            while level + height < len(rows) and not any(rows[level + height][start : start + width]):
                height += 1
            spans[level, start] = (height, width)
    return spans
