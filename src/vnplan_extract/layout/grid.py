"""A table as it stands on one page, before it is joined with its parts on other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.document import Box, Line, Word


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of one page's grid, half-open spans; `lines` are its words, line by line, in reading order.

    `open_below` says of a cell in a ruled grid's last row that no rule closes it: browsers leave it out where the page's
    end cuts the cell.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box | None
    lines: tuple[tuple[Word, ...], ...] = ()
    header: bool = False
    open_below: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table on one page, in row-major order.

    `xs` are the x of the column edges (cols + 1 of them), `ys` the y of the row edges; both are empty for flowing text.
    `ruled` is how much of the grid is drawn: 1 for a full grid, less for half-ruled and unruled tables.
    `odd` is the share of a ruled grid whose rulings make no rectangles; a grid without cells is nothing else. `nested` counts
    the tables in its cells. `framed` says that the rule over a ruled grid is drawn. `header_rows` is set where the source declares it (DOCX, HTML).
    """

    page: int
    box: Box | None
    rows: int
    cols: int
    cells: tuple[GridCell, ...]
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    ruled: float = 1.0
    header_rows: int | None = None
    framed: bool = False
    odd: float = 0.0
    nested: int = 0


@dataclass(frozen=True, slots=True)
class TablePart:
    """A grid whose lines have got their place in the page's text: `lines[i]` are the lines of `grid.cells[i]`.

    `before` are the lines of content (not furniture) printed between the table part before it and this one, nearest
    last; none at all on a page break is what makes a continuation likely. `after` are the lines right behind it on its page.
    """

    grid: Grid
    lines: tuple[tuple[Line, ...], ...]
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()
