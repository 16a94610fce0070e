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


def find_grids(page: Page) -> list[Grid]:
    """Return the tables of a printed page from top to bottom; each word stands in at most one cell.

    Each finder sees what the ones before it left over.
    """
    grids: list[Grid] = []
    rest = page
    for finder in FINDERS:
        found = [grid for grid in finder(rest) if not is_office_block(grid)]
        if found:
            grids.extend(found)
            rest = _without(rest, found)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]) if grid.ys else (0.0, 0.0))


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
