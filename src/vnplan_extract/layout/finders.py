"""The table layouts we know, each a function `Page -> [Grid]`; the first that claims a word keeps it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.layout.knowledge import is_office_text
from vnplan_extract.layout.ruled import find_ruled
from vnplan_extract.layout.unnumbered import find_unnumbered
from vnplan_extract.layout.unruled import find_half_ruled, find_unruled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.document import Page
    from vnplan_extract.layout.grid import Grid

FINDERS: tuple[Callable[[Page], list[Grid]], ...] = (
    find_ruled,
    find_half_ruled,
    find_unruled,
    find_unnumbered,
)

OFFICE_ROWS, OFFICE_COLS = 4, 3
STRIP_ROWS = 2  # shaded rows of one table that touch: the head and the first row
MOST = 0.6  # share of its columns that a row fills
SHADE = 8.0  # points: a background reaches this far around its text


def find_grids(page: Page) -> list[Grid]:
    """Return the tables of a printed page from top to bottom; each word stands in at most one cell.

    Each finder sees what the ones before it left over.
    """
    grids: list[Grid] = []
    rest = page
    for finder in FINDERS:
        found = [grid for grid in finder(rest) if not is_office_block(grid)]
        if finder is find_ruled:
            found = _without_strips(page, found)
        if found:
            grids.extend(found)
            rest = _without(rest, found)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]) if grid.ys else (0.0, 0.0))


def _without_strips(page: Page, grids: Sequence[Grid]) -> list[Grid]:
    """Leave out shaded rows of a table without rules: every other row has a background and looks like a table itself."""
    strips = [grid for grid in grids if grid.rows <= STRIP_ROWS and grid.box]
    if not strips:
        return list(grids)
    hidden: set[int] = set()
    for whole in (*find_unruled(page), *find_unnumbered(page)):
        inside = [strip for strip in strips if _lies_in(strip, whole)]
        if inside and _has_rows_beside(whole, inside):
            hidden.update(id(strip) for strip in inside)
    return [grid for grid in grids if id(grid) not in hidden]


def _lies_in(strip: Grid, whole: Grid) -> bool:
    """Tell whether a grid lies between the top and the bottom of a larger one, and over it."""
    one, other = strip.box, whole.box
    if one is None or other is None:
        return False
    inside = other[1] - SHADE <= one[1] and one[3] <= other[3] + SHADE
    return inside and one[0] < other[2] and other[0] < one[2]


def _has_rows_beside(whole: Grid, strips: Sequence[Grid]) -> bool:
    """Tell whether a row with most of its columns filled stands in none of the strips."""
    filled: dict[int, int] = {}
    for cell in whole.cells:
        if cell.box is None or not cell.lines:
            continue
        middle = (cell.box[1] + cell.box[3]) / 2
        if not any(strip.ys[0] <= middle <= strip.ys[-1] for strip in strips):
            filled[cell.row] = filled.get(cell.row, 0) + 1
    return any(count >= MOST * whole.cols for count in filled.values())


def is_office_block(grid: Grid) -> bool:
    """Tell whether a small grid is but the letterhead or the signatures, laid out with visible borders."""
    if grid.rows > OFFICE_ROWS or grid.cols > OFFICE_COLS:
        return False
    return any(
        is_office_text(" ".join(word.text for word in line)) for cell in grid.cells for line in cell.lines
    )


def _without(page: Page, grids: Sequence[Grid]) -> Page:
    """Return the page without the words in the grids' cells and the rulings in their boxes."""
    taken = {id(word) for grid in grids for cell in grid.cells for line in cell.lines for word in line}
    boxes = [grid.box for grid in grids if grid.box and grid.cells]
    return replace(
        page,
        words=tuple(word for word in page.words if id(word) not in taken),
        rulings=tuple(
            rule
            for rule in page.rulings
            if not any(
                box[0] - 4 <= rule.x0
                and rule.x1 <= box[2] + 4
                and box[1] - 4 <= rule.top
                and rule.bottom <= box[3] + 4
                for box in boxes
            )
        ),
    )
