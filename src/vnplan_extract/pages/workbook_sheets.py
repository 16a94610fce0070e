"""What the readers of workbooks give: sheets of filled cells as they are printed, and what is odd in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from vnplan_extract.document import value
from vnplan_extract.errors import EmptyInputError
from vnplan_extract.pages.flow import PLAIN, Style

if TYPE_CHECKING:
    from vnplan_extract.document import Align

MOST_ROWS = 20_000  # filled rows of a sheet that are read; the longest annex seen has some hundreds
MOST_COLS = 256  # columns that are read; what stands further right is no plan's table
MOST_ROW = 1 << 20  # rows that a sheet can have
MOST_NAMED = 8  # cells that a finding names
_NUMBER = attrgetter("number")


@dataclass(frozen=True, slots=True)
class Font:
    """A font as a workbook names it; `size` in points."""

    style: Style = PLAIN
    name: str = ""


@value
class SheetCell:
    """A filled cell: its text as printed, in pieces of one font each."""

    col: int
    pieces: tuple[tuple[str, Font], ...]
    align: Align | None = None

    @property
    def text(self) -> str:
        """The cell's text."""
        return "".join(text for text, _ in self.pieces)


@value
class SheetRow:
    """A row with something in it; `number` counts from 0, `bordered` are the cells with a border, blank ones too."""

    number: int
    cells: tuple[SheetCell, ...]
    bordered: int = 0
    hidden: bool = False


@value
class Merge:
    """Cells merged to one, half-open: rows `top` to `bottom`, columns `left` to `right`."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Tally:
    """What is not as the eye would think; cells are named by their address."""

    errors: list[str] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    rounded: int = 0
    hidden_rows: int = 0  # with something in them
    hidden_cols: int = 0
    left_out: int = 0  # filled rows and columns beyond the limits


@dataclass(slots=True)
class Sheet:
    """A sheet: its filled rows from top to bottom. `framed` are stretches of blank rows with borders, half-open."""

    name: str
    rows: list[SheetRow] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_cols: list[tuple[int, int]] = field(default_factory=list)  # half-open
    framed: list[tuple[int, int]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, row: SheetRow) -> None:
        """Add a row, or what matters of a blank one; beyond the limit it is only counted."""
        if row.cells:
            if len(self.rows) >= MOST_ROWS:
                self.tally.left_out += 1
            else:
                self.rows.append(row)
        elif row.bordered > 1:
            if self.framed and self.framed[-1][1] == row.number:
                self.framed[-1] = (self.framed[-1][0], row.number + 1)
            else:
                self.framed.append((row.number, row.number + 1))

    def parted(self, above: int, below: int) -> bool:
        """Tell whether blank rows without borders stand between two rows."""
        missing = below - above - 1
        if missing <= 0:
            return False
        at = bisect_right(self.framed, (above, MOST_ROW))
        while at < len(self.framed) and self.framed[at][0] < below:
            missing -= self.framed[at][1] - self.framed[at][0]
            at += 1
        hidden = bisect_left(self.rows, below, key=_NUMBER) - bisect_right(self.rows, above, key=_NUMBER)
        return missing > hidden


def address(row: int, col: int) -> str:
    """Return the name of a cell; row and column count from 0.

    >>> address(6, 27)
    'AB7'
    """
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def no_cells(name: str) -> EmptyInputError:
    """Return the error of a workbook in which nothing can be seen."""
    return EmptyInputError(
        "no sheet of the workbook has a filled cell to be seen",
        where=name,
        remedy="Show hidden sheets and rows if the plan stands there.",
    )
