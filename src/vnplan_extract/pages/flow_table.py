"""A table of flowing text made from cells with spans: spans clipped, useless columns left out, holes filled."""

from __future__ import annotations

from dataclasses import dataclass

from vnplan_extract.document import FlowCell, FlowTable, Paragraph

_MOST_SLOTS = 400_000  # beyond this holes stay holes: a grid of that size is no plan's table


@dataclass(slots=True)
class RawCell:
    """A cell as the source has it; spans may still reach beyond the table."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    paragraphs: tuple[Paragraph, ...] = ()
    header: bool = False


def make_table(
    cells: list[RawCell],
    rows: int,
    *,
    bordered: bool | None = None,
    header_rows: int | None = None,
    page_breaks: tuple[int, ...] = (),
) -> FlowTable | None:
    """Return the table that the cells make, or None when nothing is printed in it.

    Cells must not overlap. A column in which no cell begins is no column: Word and HTML editors leave many behind.
    """
    if not any(cell.paragraphs for cell in cells):
        return None
    starts = sorted({cell.col for cell in cells})
    index = {col: number for number, col in enumerate(starts)}
    cols = len(starts)
    placed = []
    for cell in cells:
        col = index[cell.col]
        end = cell.col + cell.col_span
        stop = col + 1
        while stop < cols and starts[stop] < end:
            stop += 1
        row_span = max(1, min(cell.row_span, rows - cell.row))
        placed.append(FlowCell(cell.row, col, row_span, stop - col, cell.paragraphs, cell.header))
    placed.extend(_holes(placed, rows, cols))
    placed.sort(key=lambda cell: (cell.row, cell.col))
    return FlowTable(rows, cols, tuple(placed), bordered, header_rows, page_breaks)


def _holes(cells: list[FlowCell], rows: int, cols: int) -> list[FlowCell]:
    if rows * cols > _MOST_SLOTS:
        return []
    taken = bytearray(rows * cols)
    for cell in cells:
        for row in range(cell.row, cell.row + cell.row_span):
            at = row * cols + cell.col
            taken[at : at + cell.col_span] = b"\1" * cell.col_span
    holes = []
    at = taken.find(0)
    while at >= 0:
        holes.append(FlowCell(at // cols, at % cols, 1, 1, ()))
        at = taken.find(0, at + 1)
    return holes


def flatten(blocks: list[Paragraph | FlowTable]) -> tuple[tuple[Paragraph, ...], int]:
    """Return the paragraphs of a cell, those of inner tables cell by cell, and how many inner tables there were."""
    paragraphs: list[Paragraph] = []
    inner = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs.append(block)
        else:
            inner += 1
            for cell in block.cells:
                paragraphs.extend(cell.paragraphs)
    return tuple(paragraphs), inner
