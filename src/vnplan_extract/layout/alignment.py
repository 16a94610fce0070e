"""Columns and rows of tables that are not fully ruled: what leaves the same corridors white, what begins a row."""

from __future__ import annotations

import itertools
from statistics import median
from typing import TYPE_CHECKING

from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.layout.cellwords import cell_lines
from vnplan_extract.layout.grid import Grid, GridCell
from vnplan_extract.layout.heads import head_of
from vnplan_extract.layout.knowledge import starts_with
from vnplan_extract.layout.lines import line_of, rows_of
from vnplan_extract.layout.sheet import Draft, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Word

Row = list["Word"]
Span = tuple[float, float]

CORRIDOR = 5.0  # points: the least white between two columns
BESIDE = 40.0  # points: a head stands this near to what it heads
CHUNK = 1.1  # line heights: white wider than this parts two chunks of a row, where blanks are narrower


def chunks_of(row: Sequence[Word]) -> list[Row]:
    """Cut a row where its white is wider than a blank."""
    chunks: list[Row] = [[row[0]]] if row else []
    for last, word in itertools.pairwise(row):
        height = max(last.bottom - last.top, 6.0)
        if word.x0 - last.x1 > 0.62 * CHUNK * height:
            chunks.append([word])
        else:
            chunks[-1].append(word)
    return chunks


def columns_of(rows: Iterable[Sequence[Word]]) -> list[Span]:
    """Return the stretches of x that words cover, with at least a corridor of white between them."""
    spans = sorted((word.x0, word.x1) for row in rows for word in row)
    columns: list[Span] = []
    for x0, x1 in spans:
        if columns and x0 - columns[-1][1] < CORRIDOR:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def edges_of(
    columns: Sequence[Span], left: float | None = None, right: float | None = None
) -> tuple[float, ...]:
    """Return column edges in the middle of the corridors."""
    inner = [(one[1] + other[0]) / 2 for one, other in itertools.pairwise(columns)]
    first = columns[0][0] - 3 if left is None else min(left, columns[0][0] - 1)
    last = columns[-1][1] + 3 if right is None else max(right, columns[-1][1] + 1)
    return (first, *inner, last)


def with_heads(columns: Sequence[Span], head: Sequence[Word]) -> list[Span]:
    """Join a head set in the middle of its column with the figures at the column's edge, where white parts them."""
    headed = [any(word.x1 > x0 and word.x0 < x1 for word in head) for x0, x1 in columns]
    joined: list[Span] = []
    bare = False  # the last column has no head yet
    for column, has in zip(columns, headed, strict=True):
        if joined and bare and has and column[0] - joined[-1][1] < BESIDE:
            joined[-1] = (joined[-1][0], column[1])
            bare = False
            continue
        joined.append(column)
        bare = not has
    return joined


def row_starts(rows: Sequence[Row], xs: Sequence[float]) -> list[int]:
    """Return which printed lines begin a row: those with an ordinal, or that fill a figure column once more.

    A line that leaves the first column blank goes on the row above it unless its last column holds a figure and the row
    above has one there already.
    """
    starts: list[int] = []
    figured = False
    for at, row in enumerate(rows):
        first = [word for word in row if (word.x0 + word.x1) / 2 < xs[1]]
        last = [word for word in row if (word.x0 + word.x1) / 2 >= xs[-2]]
        figure = bool(last) and last[-1].text[:1].isdigit()
        numbered = bool(first) and (
            row_mark(" ".join(word.text for word in first)) is not None or len(first) != len(row)
        )
        numbered = numbered or starts_with(" ".join(word.text for word in row), "totals") is not None
        if not starts or numbered or (first and first == row) or (figure and figured):
            starts.append(at)
            figured = figure
        else:
            figured = figured or figure
    return starts


def grid_of(
    page: int, words: Sequence[Word], xs: Sequence[float], ys: Sequence[float], *, ruled: float
) -> Grid:
    """Put words into the cells of a plain grid; a line that runs over a corridor makes a cell that spans it."""
    rows, cols = len(ys) - 1, len(xs) - 1
    held: list[list[list[Word]]] = [[[] for _ in range(cols)] for _ in range(rows)]
    for word in words:
        middle = (word.top + word.bottom) / 2
        row = next((at for at in range(rows) if ys[at] <= middle < ys[at + 1]), rows - 1)
        col = next((at for at in range(cols) if (word.x0 + word.x1) / 2 < xs[at + 1]), cols - 1)
        held[row][col].append(word)
    cells: list[GridCell] = []
    for row in range(rows):
        col = 0
        while col < cols:
            span = 1
            while col + span < cols and _crosses(
                held[row][col + span - 1], held[row][col + span], xs[col + span]
            ):
                span += 1
            inside = [word for part in held[row][col : col + span] for word in part]
            box = (xs[col], ys[row], xs[col + span], ys[row + 1])
            cells.append(GridCell(row, col, 1, span, box, cell_lines(inside)))
            col += span
    return Grid(
        page, (xs[0], ys[0], xs[-1], ys[-1]), rows, cols, tuple(cells), tuple(xs), tuple(ys), ruled=ruled
    )


def _crosses(left: Sequence[Word], right: Sequence[Word], edge: float) -> bool:
    """Tell whether a line of text runs over the edge between two cells."""
    if any(word.x1 > edge + 1 for word in left) or any(word.x0 < edge - 1 for word in right):
        return True
    for row in rows_of([*left, *right]):
        for one, other in itertools.pairwise(row):
            if one.x1 <= edge <= other.x0 and other.x0 - one.x1 < 0.5 * (one.bottom - one.top):
                return True
    return False


def head_score(grid: Grid) -> tuple[int, float]:
    """Return how many rows the grid's head has and how sure that is."""
    cells = [
        Draft(
            cell.row,
            cell.col,
            cell.row_span,
            cell.col_span,
            [(grid.page, cell.box, tuple(line_of(line, page=grid.page) for line in cell.lines))],
        )
        for cell in grid.cells
    ]
    return head_of(Sheet(grid.page, grid.rows, grid.cols, cells, grid.xs, grid.box))


def line_height(rows: Sequence[Sequence[Word]]) -> float:
    """Return the usual height of a printed line, in points."""
    return median([word.bottom - word.top for row in rows for word in row] or [12.0])
