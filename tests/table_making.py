"""Builds pages, flowing tables and documents for the tests of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.document import FlowCell, FlowTable, Page, Paragraph, Ruling, Run, SourceFile, Word
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.pages.pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vnplan_extract.document import Document, Table

Span = tuple[int, int, int, int]
SOURCE = SourceFile("test", "", "text/plain")
LETTER = 5.0  # points per letter in drawn tables
LINE = 14.0


def flow_table(text: str, *, bordered: bool | None = None) -> FlowTable:
    """Make a flowing table of lines with "|" between the cells; "**" begins a bold cell, ";;" parts paragraphs."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    cols = max(len(row) for row in rows)
    cells = []
    for at, row in enumerate(rows):
        for col in range(cols):
            cell = row[col] if col < len(row) else ""
            cells.append(FlowCell(at, col, 1, 1, paragraphs_of(cell)))
    return FlowTable(len(rows), cols, tuple(cells), bordered)


def paragraphs_of(cell: str) -> tuple[Paragraph, ...]:
    """Make the paragraphs of a cell."""
    result = []
    for part in cell.split(";;"):
        bold = part.startswith("**")
        plain = part.strip("* ")
        if plain:
            result.append(Paragraph(plain, (Run(0, len(plain), bold=bold),)))
    return tuple(result)


def flow_document(*items: str | FlowTable) -> Document:
    """Make a document of paragraphs and tables on one flowing page."""
    flow = tuple(item if isinstance(item, FlowTable) else Paragraph(item) for item in items)
    return assemble(SOURCE, [Page(1, flow=flow)])


def pdf_document(path: Path) -> Document:
    """Read a PDF."""
    return assemble(SOURCE, read_pdf(path.read_bytes(), name=path.name))


def texts(table: Table) -> list[list[str]]:
    """Return the table as rows of texts, a spanning cell in its first row and column only."""
    grid = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.col] = cell.text
    return grid


def shape(cells: Iterable) -> list[Span]:
    """Return the places of cells."""
    return [(cell.row, cell.col, cell.row_span, cell.col_span) for cell in cells]


def box_rulings(x0: float, top: float, x1: float, bottom: float) -> list[Ruling]:
    """The four edges of a box."""
    return [
        Ruling(x0, top, x1, top),
        Ruling(x0, bottom, x1, bottom),
        Ruling(x0, top, x0, bottom),
        Ruling(x1, top, x1, bottom),
    ]


def draw(
    cells: Sequence[tuple[Span, str]],
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    page: int = 1,
    width: float = 842.0,
) -> Page:
    """Draw a ruled table: the edges of each cell, its text wrapped in lines of words."""
    rulings: list[Ruling] = []
    words: list[Word] = []
    for (row, col, row_span, col_span), text in cells:
        box = (xs[col], ys[row], xs[col + col_span], ys[row + row_span])
        rulings.extend(box_rulings(*box))
        words.extend(set_text(text, box))
    return Page(page, width, 595.0, words=tuple(words), rulings=tuple(rulings))


def set_text(text: str, box: tuple[float, float, float, float]) -> list[Word]:
    """Set a text in a box, wrapping at blanks."""
    words: list[Word] = []
    x, y = box[0] + 4, box[1] + 2
    for token in text.split():
        wide = LETTER * len(token)
        if x + wide > box[2] - 3 and x > box[0] + 4:
            x, y = box[0] + 4, y + LINE
        words.append(Word(token, x, y, x + wide, y + 11, size=11.0))
        x += wide + 3
    return words
