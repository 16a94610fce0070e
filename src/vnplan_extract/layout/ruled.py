"""Ruled tables: rulings to cells with explicit spans, words into cells.

Lines that touch make a drawing; a drawing's lines cut the plane into a lattice; lattice squares with no line between
them are one cell. A drawing in which that makes no rectangles is a chart, a flow diagram or a broken grid, and gives no
table rather than invented cells; a broken grid that holds text is told of.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.layout.cellwords import cell_lines
from vnplan_extract.layout.edges import SNAP, covered
from vnplan_extract.layout.grid import Grid, GridCell
from vnplan_extract.layout.lattice import DRAWN, Lattice, drawings_of, lattice_of
from vnplan_extract.layout.parting import parted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Box, Page, Word

HANGING = 0.4  # line heights: text that goes on a cell below its rules is this near
PAGE_SHARE = 0.8  # a box of this share of the page with two or three cells in it frames the page
FEWEST_WORDS = 6  # a broken grid with fewer words in it is a drawing


def find_ruled(page: Page) -> list[Grid]:
    """Return the ruled tables of a page, from top to bottom; one without cells where the rulings contradict one another.

    A page with more than `MAX_STEPS` possible crossings (maps, drawings) gives none.
    """
    if len(page.rulings) < 3 or not page.words:
        return []
    lattices = [lattice for drawing in drawings_of(page) if (lattice := lattice_of(drawing)) is not None]
    lattices.sort(key=lambda lattice: -_area(lattice))
    grids: list[Grid] = []
    for lattice in lattices:
        outer = next((at for at, grid in enumerate(grids) if grid.cells and _inside(lattice, grid)), None)
        grid = _grid(page, lattice) if lattice.cells else _broken(page, lattice)
        if not (_is_table(grid, page) if grid.cells else grid.odd):
            continue
        if outer is None:
            grids.append(grid)
        elif grid.cells:
            grids[outer] = replace(grids[outer], nested=grids[outer].nested + 1)
    tables = [part for grid in grids for part in (parted(grid) if grid.cells else [grid])]
    return sorted(tables, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _grid(page: Page, lattice: Lattice) -> Grid:
    xs, ys = lattice.xs, lattice.ys
    held: list[list[Word]] = [[] for _ in lattice.cells]
    cols = len(xs) - 1
    for word in page.words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]:
            col = min(bisect_right(xs, x) - 1, cols - 1)
            row = min(bisect_right(ys, y) - 1, len(ys) - 2)
            held[lattice.owner[row * cols + col]].append(word)
    cells = []
    for (row, col, row_span, col_span), words in zip(lattice.cells, held, strict=True):
        box = (xs[col], ys[row], xs[col + col_span], ys[row + row_span])
        is_open = row + row_span == len(ys) - 1 and covered(lattice.bottom, box[0], box[2]) < DRAWN
        if is_open and words and page.read_by == "text":
            words.extend(_hanging(page, words, box))
        cells.append(GridCell(row, col, row_span, col_span, box, cell_lines(words), open_below=is_open))
    # On a scan a rule may be there and not seen.
    framed = page.read_by == "text" and covered(lattice.top, xs[0], xs[-1]) >= DRAWN
    whole: Box = (xs[0], ys[0], xs[-1], ys[-1])
    return Grid(
        page.number,
        whole,
        len(ys) - 1,
        cols,
        tuple(cells),
        xs,
        ys,
        lattice.drawn,
        framed=framed,
        odd=lattice.odd,
    )


def _broken(page: Page, lattice: Lattice) -> Grid:
    """Return a grid without cells for lines that contradict one another; `odd` is 0 where they hold too few words."""
    xs, ys = lattice.xs, lattice.ys
    inside = [
        word
        for word in page.words
        if xs[0] <= (word.x0 + word.x1) / 2 <= xs[-1] and ys[0] <= (word.top + word.bottom) / 2 <= ys[-1]
    ]
    odd = lattice.odd if len(inside) >= FEWEST_WORDS else 0.0
    return Grid(
        page.number, (xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, len(xs) - 1, (), xs, ys, 0.0, odd=odd
    )


def _hanging(page: Page, words: Sequence[Word], box: Box) -> list[Word]:
    """Return the words under a cell that no rule closes which go on its text line by line: the rules ended before it."""
    height = max(word.bottom - word.top for word in words)
    below = sorted(
        (word for word in page.words if (word.top + word.bottom) / 2 > box[3]), key=lambda word: word.top
    )
    last = max(word.bottom for word in words)
    found: list[Word] = []
    for word in below:
        if word.top - last > HANGING * height:
            break
        if word.x1 <= box[0] or word.x0 >= box[2]:
            continue
        if word.x0 < box[0] - 1 or word.x1 > box[2] + 1:
            return []  # a line over several columns is no cell's
        found.append(word)
        last = max(last, word.bottom)
    return found


def _is_table(grid: Grid, page: Page) -> bool:
    """Tell a table from a frame: a box around one paragraph, a border of the page, a partitioned but empty box."""
    if len(grid.cells) < 2 or grid.cols < 2:
        return False
    filled = sum(bool(cell.lines) for cell in grid.cells)
    if filled == 0 or (filled == 1 and grid.cols < 3):
        return False
    x0, top, x1, bottom = grid.box or (0.0, 0.0, 0.0, 0.0)
    share = (x1 - x0) * (bottom - top) / max(page.width * page.height, 1.0)
    return not (share > PAGE_SHARE and len(grid.cells) <= 3)


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _inside(lattice: Lattice, grid: Grid) -> bool:
    """Tell whether the drawing lies in a table already found: a table in a cell is that cell's text."""
    return (
        lattice.xs[0] >= grid.xs[0] - SNAP
        and lattice.xs[-1] <= grid.xs[-1] + SNAP
        and lattice.ys[0] >= grid.ys[0] - SNAP
        and lattice.ys[-1] <= grid.ys[-1] + SNAP
    )
