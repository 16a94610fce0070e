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
    if all(filled[0]):
        return grid
    for levels in range(2, len(filled) + 1):
        spans = _tile(filled[:levels], 0, 0, grid.cols)
        if spans is not None and all(_fits(cell, filled) for cell in grid.cells if cell.row < levels):
            return _with_spans(grid, dict(spans), levels)
    return grid


def _with_spans(grid: Grid, spans: dict[tuple[int, int], tuple[int, int]], levels: int) -> Grid:
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


def _fits(cell: GridCell, filled: Sequence[Sequence[bool]]) -> bool:
    """Tell whether a cell is short enough for a head, or blank."""
    return filled[cell.row][cell.col] or not cell.lines


def _length(cell: GridCell) -> int:
    return sum(len(word.text) + 1 for line in cell.lines for word in line)


def _tile(
    rows: Sequence[Sequence[bool]], level: int, start: int, end: int
) -> list[tuple[tuple[int, int], tuple[int, int]]] | None:
    """Cover the columns from `start` to before `end` with head cells from `level` down.

    A filled cell spans the blanks to its right if the row below divides it, and the blanks below it if it has one
    column. Returns place and (row_span, col_span) of each cell, or None when something stays unexplained.
    """
    if level >= len(rows) or not rows[level][start]:
        return None
    starts = [col for col in range(start, end) if rows[level][col]]
    cells: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for first, after in zip(starts, [*starts[1:], end], strict=True):
        if after - first == 1:
            if any(row[first] for row in rows[level + 1 :]):
                return None
            cells.append(((level, first), (len(rows) - level, 1)))
            continue
        below = _tile(rows, level + 1, first, after)
        if below is None:
            return None
        cells.append(((level, first), (1, after - first)))
        cells.extend(below)
    return cells
