"""Tables of HTML: cells placed on the grid as browsers do, spans clipped, frames of layout taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Paragraph
from vnplan_extract.pages.flow_table import RawCell, flatten, make_table
from vnplan_extract.pages.html_style import draws_border

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_COLUMNS = 1000  # the limit of HTML for a colspan
_MOST_ROWS = 65534  # and for a rowspan


@dataclass(slots=True)
class OpenTable:
    """A table whose rows are being read.

    `until` is, for each column, the row from which it is free again: where row spans reach down.
    """

    bordered: bool | None = None
    rows: int = 0
    cells: list[RawCell] = field(default_factory=list)
    blocks: list[list[Paragraph | FlowTable]] = field(default_factory=list)  # of each cell
    drawn: int = 0
    said: int = 0
    head_rows: set[int] = field(default_factory=set)
    until: list[int] = field(default_factory=list)
    col: int = 0
    in_cell: bool = False

    @classmethod
    def of(cls, element: _Element, declared: dict[str, str]) -> OpenTable:
        """Return the table that an element opens."""
        return cls(draws_border(element, declared))

    def start_row(self, element: _Element) -> None:
        """Begin a row."""
        parent = element.getparent()
        if parent is not None and parent.tag == "thead":
            self.head_rows.add(self.rows)
        self.rows += 1
        self.col = 0

    def start_cell(self, element: _Element, declared: dict[str, str]) -> None:
        """Begin a cell at the next free column of the row."""
        if not self.rows:
            self.rows = 1
        row = self.rows - 1
        while self.col < len(self.until) and self.until[self.col] > row:
            self.col += 1
        col_span = min(_span(element.get("colspan"), _MOST_COLUMNS), max(1, _MOST_COLUMNS - self.col))
        row_span = _span(element.get("rowspan"), _MOST_ROWS, zero=_MOST_ROWS)
        end = self.col + 1
        while end < self.col + col_span and not (end < len(self.until) and self.until[end] > row):
            end += 1  # a span ends where a cell from above stands in its way
        self.until.extend([0] * (end - len(self.until)))
        self.until[self.col : end] = [row + row_span] * (end - self.col)
        self.cells.append(RawCell(row, self.col, row_span, end - self.col, header=element.tag == "th"))
        self.col = end
        self.in_cell = True
        border = draws_border(element, declared)
        if border is not None:
            self.said += 1
            self.drawn += border

    def end_cell(self, blocks: list[Paragraph | FlowTable]) -> None:
        """End the open cell with what was read in it."""
        self.blocks.append(blocks)
        self.in_cell = False

    def finish(self) -> tuple[list[Paragraph | FlowTable], int]:
        """Return the table, or what it held when it was only a frame, and how many inner tables were flattened."""
        self.blocks.extend([] for _ in range(len(self.cells) - len(self.blocks)))
        bordered = self._is_bordered()
        if not bordered and any(isinstance(block, FlowTable) for blocks in self.blocks for block in blocks):
            return [block for blocks in self.blocks for block in blocks], 0
        nested = 0
        for cell, blocks in zip(self.cells, self.blocks, strict=True):
            cell.paragraphs, inner = flatten(blocks)
            nested += inner
        table = make_table(self.cells, self.rows, bordered=bordered, header_rows=self._header_rows())
        return ([] if table is None else [table]), nested

    def _is_bordered(self) -> bool | None:
        if self.said * 2 >= len(self.cells) and self.said:
            return self.drawn * 2 >= self.said
        return self.bordered

    def _header_rows(self) -> int | None:
        by_row: dict[int, list[RawCell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        count = 0
        while count in by_row and (count in self.head_rows or all(cell.header for cell in by_row[count])):
            for cell in by_row[count]:
                cell.header = True
            count += 1
        return count or None


def _span(text: str | None, most: int, *, zero: int = 1) -> int:
    try:
        span = int((text or "1").strip() or "1")
    except ValueError:
        return 1
    return zero if span == 0 else max(1, min(span, most))
