"""Tables of flowing text (DOCX, HTML, plain text) to the same grids as printed ones, and which of them are no tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.document import Word
from vnplan_extract.layout.grid import Grid, GridCell
from vnplan_extract.layout.headspans import fill_head_spans
from vnplan_extract.layout.knowledge import is_office_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.document import FlowCell, FlowTable, Paragraph

LAYOUT_ROWS = 6  # a header or signature block has no more rows
LAYOUT_COLS = 4
LAYOUT_PARAGRAPHS = 12
WORD = re.compile(r"\S+")
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ITEM = re.compile(r"[-+*•–]\s|[a-zđ]\)\s|\(?\d{1,2}\)\s")


def is_layout_table(table: FlowTable) -> bool:
    """Tell whether a table only places text: letterhead, signatures with "Nơi nhận", a box around a paragraph.

    Shape first (one column, one cell), then what only such blocks print (data/tables.toml, `layout_anchors`), then
    missing borders on a table too small to hold data.
    """
    if table.cols < 2 or len(table.cells) < 2:
        return True
    if table.rows <= LAYOUT_ROWS and table.cols <= LAYOUT_COLS and _has_anchor(table):
        return True
    filled = sum(any(paragraph.text.strip() for paragraph in cell.paragraphs) for cell in table.cells)
    if filled < 2:
        return True
    return table.bordered is False and table.rows <= 2 and table.cols <= 3 and not table.header_rows


def _has_anchor(table: FlowTable) -> bool:
    return any(
        is_office_text(paragraph.text)
        for cell in table.cells
        for paragraph in cell.paragraphs[:LAYOUT_PARAGRAPHS]
    )


def flow_grid(table: FlowTable, *, page: int = 1) -> Grid:
    """Return the table as a grid without geometry; each paragraph of a cell is one line.

    Text input cannot draw spans: there, blank cells of the head become spans where the rows below leave no doubt.
    """
    cells = tuple(
        GridCell(cell.row, cell.col, cell.row_span, cell.col_span, None, _lines(cell), cell.header)
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col))
    )
    grid = Grid(
        page,
        None,
        table.rows,
        table.cols,
        cells,
        ruled=1.0 if table.bordered else 0.5,
        header_rows=table.header_rows,
    )
    drawn = any(cell.row_span > 1 or cell.col_span > 1 for cell in cells)
    return grid if drawn or table.bordered else fill_head_spans(grid)


def _lines(cell: FlowCell) -> tuple[tuple[Word, ...], ...]:
    lines: list[tuple[Word, ...]] = []
    for paragraph in cell.paragraphs:
        lines.extend(line for line in _paragraph_lines(paragraph) if line)
    return tuple(lines)


def _paragraph_lines(paragraph: Paragraph) -> Iterator[tuple[Word, ...]]:
    """Yield the paragraph as one line; a soft line break begins another only before a list item."""
    text = paragraph.text
    begin = 0
    for at in [match.start() for match in re.finditer("\n", text)]:
        if ITEM.match(text, at + 1):
            yield tuple(_words(paragraph, begin, at))
            begin = at + 1
    yield tuple(_words(paragraph, begin, len(text)))


def _words(paragraph: Paragraph, begin: int, end: int) -> Iterator[Word]:
    text = with_raised_digits(paragraph)
    for match in WORD.finditer(text, begin, end):
        bold, italic, size = _style(paragraph, match.start())
        yield Word(match.group(), 0.0, 0.0, 0.0, 0.0, size=size, bold=bold, italic=italic)


def with_raised_digits(paragraph: Paragraph) -> str:
    """Write raised digits (footnote marks in heads, m²) as superscripts, so that they are read as no number."""
    text = paragraph.text
    for run in paragraph.runs:
        if run.superscript:
            text = text[: run.start] + text[run.start : run.end].translate(RAISED_DIGITS) + text[run.end :]
    return text


def _style(paragraph: Paragraph, at: int) -> tuple[bool, bool, float]:
    for run in paragraph.runs:
        if run.start <= at < run.end:
            return run.bold, run.italic, run.size
    return False, False, 0.0
