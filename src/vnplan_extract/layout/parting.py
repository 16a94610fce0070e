"""Ruled grids that hold two tables: where a second head with ordinals stands below the rows of the first, another begins.

Tables that follow each other without white share a rule, and their lines make one drawing. Joining decides afterwards
whether the second is a table of its own or repeats the first one's head.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.layout.heads import is_head_text, is_ordinal_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.layout.grid import Grid, GridCell

FEWEST_HEADS = 3


def parted(grid: Grid) -> list[Grid]:
    """Return the tables of a grid from top to bottom: mostly the grid itself."""
    heads = [cell.row for cell in grid.cells if cell.col == 0 and is_ordinal_head(_text(cell))]
    if len(heads) < 2:
        return [grid]
    starts = [
        row for last, row in pairwise(heads) if row - last > 1 and _is_head(grid, row) and _is_edge(grid, row)
    ]
    return [_slice(grid, *rows) for rows in pairwise([0, *starts, grid.rows])] if starts else [grid]


def _text(cell: GridCell) -> str:
    return " ".join(word.text for line in cell.lines for word in line)


def _is_head(grid: Grid, row: int) -> bool:
    """Tell whether most cells of a row begin as heads do."""
    texts = [text for cell in grid.cells if cell.row == row and cell.col and (text := _text(cell))]
    return len(texts) + 1 >= FEWEST_HEADS and sum(map(is_head_text, texts)) > len(texts) / 2


def _is_edge(grid: Grid, row: int) -> bool:
    return not any(cell.row < row < cell.row + cell.row_span for cell in grid.cells)


def _slice(grid: Grid, first: int, last: int) -> Grid:
    """Return the rows from `first` to before `last` as a grid of their own, with the columns that they have."""
    cells = _without_margin([cell for cell in grid.cells if first <= cell.row < last], last - first)
    edges = sorted({edge for cell in cells for edge in (cell.col, cell.col + cell.col_span)})
    place = {edge: at for at, edge in enumerate(edges)}
    xs, ys = tuple(grid.xs[edge] for edge in edges), grid.ys[first : last + 1]
    moved = tuple(
        replace(
            cell,
            row=cell.row - first,
            col=place[cell.col],
            col_span=place[cell.col + cell.col_span] - place[cell.col],
        )
        for cell in cells
    )
    return replace(
        grid,
        box=(xs[0], ys[0], xs[-1], ys[-1]),
        rows=last - first,
        cols=len(xs) - 1,
        cells=moved,
        xs=xs,
        ys=ys,
        framed=grid.framed or first > 0,
    )


def _without_margin(cells: Sequence[GridCell], rows: int) -> list[GridCell]:
    """Leave out what a narrower table lacks of the wider one's width: one blank cell of its whole height beside it."""
    right = max(cell.col + cell.col_span for cell in cells)
    return [
        cell
        for cell in cells
        if cell.lines or cell.row_span < rows or (cell.col > 0 and cell.col + cell.col_span < right)
    ]
