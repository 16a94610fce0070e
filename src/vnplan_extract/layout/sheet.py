"""A table part laid open for joining: cells with their lines, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.layout.knowledge import equal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Box, Line
    from vnplan_extract.layout.grid import TablePart


@dataclass(slots=True)
class Draft:
    """A cell while tables are joined; `pieces` are its lines with the box they stand in, one entry for each page."""

    row: int
    col: int
    row_span: int
    col_span: int
    pieces: list[tuple[int, Box | None, tuple[Line, ...]]] = field(default_factory=list)
    open_below: bool = False

    @property
    def lines(self) -> list[Line]:
        """All lines of the cell in reading order."""
        return [line for _, _, lines in self.pieces for line in lines]

    @property
    def text(self) -> str:
        """The lines joined by blanks; good enough to compare, not what the cell will say."""
        return " ".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        """True when every line is bold, and there is one."""
        lines = self.lines
        return bool(lines) and all(line.bold for line in lines)

    def moved(self, row: int, col: int, col_span: int) -> Draft:
        """Return the cell at another place of another grid."""
        return Draft(row, col, self.row_span, col_span, list(self.pieces), self.open_below)


@dataclass(slots=True)
class Sheet:
    """The rows of one table part, or of a stretch of it."""

    page: int
    rows: int
    cols: int
    cells: list[Draft]
    xs: tuple[float, ...] = ()
    box: Box | None = None
    declared_header: int | None = None
    ruled: float = 1.0
    framed: bool = False

    @property
    def flowing(self) -> bool:
        """True for a table without geometry."""
        return self.box is None

    @property
    def scanned(self) -> bool:
        """True for a table that OCR read."""
        return any(line.read_by == "ocr" for cell in self.cells[: self.cols] for line in cell.lines)

    def by_row(self) -> list[list[Draft]]:
        """Return the cells that begin in each row, from left to right."""
        rows: list[list[Draft]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows

    def slice(self, first: int, last: int) -> Sheet:
        """Return the rows from `first` to before `last`; a cell is cut where the slice ends."""
        cells = []
        for cell in self.cells:
            top, bottom = max(cell.row, first), min(cell.row + cell.row_span, last)
            if top < bottom:
                pieces = cell.pieces if cell.row >= first else []
                cells.append(Draft(top - first, cell.col, bottom - top, cell.col_span, list(pieces)))
        declared = self.declared_header if first == 0 else None
        return Sheet(self.page, last - first, self.cols, cells, self.xs, self.box, declared, self.ruled)


def sheet_of(part: TablePart) -> Sheet:
    """Lay a part open."""
    grid = part.grid
    cells = [
        Draft(
            cell.row, cell.col, cell.row_span, cell.col_span, [(grid.page, cell.box, lines)], cell.open_below
        )
        for cell, lines in zip(grid.cells, part.lines, strict=True)
    ]
    return Sheet(
        grid.page,
        grid.rows,
        grid.cols,
        cells,
        grid.xs,
        grid.box,
        grid.header_rows,
        grid.ruled,
        framed=grid.framed,
    )


def row_key(cells: Iterable[Draft]) -> tuple[str, ...]:
    """Return the texts of a row as heads are compared: without blanks and case, empty cells left out."""
    return tuple(key for cell in cells if (key := equal_key(cell.text)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a part goes on a table: its score, the head rows to drop, its columns in the table's, the row it goes on.

    `finer` is set where the part shows columns that all rows before span: for each edge of the table the part's.
    """

    score: float
    dropped: int = 0
    columns: tuple[int, ...] = ()  # for each column edge of the part the column edge of the table
    cut: bool = False
    finer: tuple[int, ...] = ()


def spread(tail: Sequence[Draft | None], edges: Sequence[int]) -> list[Draft | None]:
    """Return for each column of a finer grid the cell that covers it; `edges` are the coarse grid's edges in it."""
    return [
        cell for cell, (start, end) in zip(tail, pairwise(edges), strict=True) for _ in range(end - start)
    ]
