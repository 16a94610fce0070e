"""A sheet to paragraphs and tables: letterhead, titles, the bordered part as a table, notes and signatures under it.

Who makes an annex in a workbook draws borders round the cells of the table and none round what stands above and below
it. Where no border is drawn, the table runs from the first row of many cells to the last.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowCell, FlowTable, Paragraph
from vnplan_extract.pages.columns import Row, block_length, row_of_text
from vnplan_extract.pages.flow import ParagraphBuilder, ParagraphLook
from vnplan_extract.pages.flow_table import RawCell, make_table
from vnplan_extract.pages.workbook_seen import SeenCell, SeenRow, seen_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.pages.workbook_sheets import Sheet

_MANY = 3  # filled cells that make a row of a table where no border is drawn
_SHORT = 60  # characters; a line of a signature block is no longer
_MOST_FOOTER = 40  # rows
_DEFAULT_NAME = re.compile(r"(?:sheet|trang[ _]?tính|bảng|table)\s*\d*(?: \(\d+\))?", re.IGNORECASE)
_NUMBER = re.compile(r"[-\d.,%() ]+")


def lay_out_sheet(sheet: Sheet) -> Iterator[Paragraph | FlowTable]:
    """Yield what a sheet holds, from top to bottom.

    The name on its tab is its first line where the sheet begins with a table and the name is not the program's own.
    """
    rows = seen_rows(sheet)
    spans = _table_spans(rows, sheet)
    if spans and spans[0][0] == 0 and not _DEFAULT_NAME.fullmatch(sheet.name.strip()):
        builder = ParagraphBuilder()
        builder.add(sheet.name)
        title = builder.build()
        if title is not None:
            yield title
    at = 0
    for first, last in spans:
        yield from _prose(rows[at:first], behind_table=at > 0)
        table = _table(rows[first:last])
        if table is not None:
            yield table
        at = last
    yield from _prose(rows[at:], behind_table=at > 0)


# ---------------------------------------------------------------------------------------------------------------
# Where the tables are.


def _table_spans(rows: Sequence[SeenRow], sheet: Sheet) -> list[tuple[int, int]]:
    """Return the half-open stretches of rows that are tables."""
    drawn = [(first, last) for first, last in _bordered_runs(rows, sheet) if last - first > 1]
    spans = [(first + _titles(rows[first:last]), last) for first, last in drawn]
    spans = [(first, last) for first, last in spans if any(len(row.cells) > 1 for row in rows[first:last])]
    return spans or _unbordered_span(rows)


def _bordered_runs(rows: Sequence[SeenRow], sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield stretches of bordered rows; a blank row without borders ends one, a lone row that lost them does not."""
    first: int | None = None
    for at, row in enumerate(rows):
        inside = row.bordered > 1
        if not inside and first is not None and len(row.cells) >= _MANY:
            inside = at + 1 < len(rows) and rows[at + 1].bordered > 1
        if first is not None and (not inside or sheet.parted(rows[at - 1].number, row.number)):
            yield first, at
            first = None
        if inside and first is None:
            first = at
    if first is not None:
        yield first, len(rows)


def _titles(rows: Sequence[SeenRow]) -> int:
    """Return how many rows at the head of a bordered stretch are titles or a letterhead drawn into it."""
    at = block_length([_row(row) for row in rows[:_MOST_FOOTER]])
    while at < len(rows) and len(rows[at].cells) == 1:
        at += 1
    return at


def _unbordered_span(rows: Sequence[SeenRow]) -> list[tuple[int, int]]:
    head = _letterhead(rows)
    most = max((len(row.cells) for row in rows[head:]), default=0)
    many = _MANY if most >= _MANY else 2
    wide = [at for at in range(head, len(rows)) if len(rows[at].cells) >= many]
    while wide and _is_office_row(rows[wide[-1]]):
        wide.pop()
    if len(wide) < many:
        return []
    return [(wide[0], wide[-1] + 1)]


def _letterhead(rows: Sequence[SeenRow]) -> int:
    """Return how many rows at the top are typed in two columns; rows of many cells below one another are a table."""
    head = 0
    while head < len(rows):
        length = block_length([_row(row) for row in rows[head : head + _MOST_FOOTER]])
        many = [len(row.cells) >= _MANY for row in rows[head : head + length]]
        if not length or any(one and other for one, other in pairwise(many)):
            break
        head += length
    return head


def _is_office_row(row: SeenRow) -> bool:
    return all(seen.text.upper() == seen.text and not _NUMBER.fullmatch(seen.text) for seen in row.cells)


def _table(rows: Sequence[SeenRow]) -> FlowTable | None:
    numbers = {row.number: at for at, row in enumerate(rows)}
    taken: set[tuple[int, int]] = set()
    cells: list[RawCell] = []
    for at, row in enumerate(rows):
        for seen in row.cells:
            span = 1
            if seen.bottom - row.number > 1:
                span = sum(
                    number in numbers for number in range(row.number, min(seen.bottom, rows[-1].number + 1))
                )
            reach = {(down, col) for down in range(at, at + span) for col in range(seen.col, seen.right)}
            wide = seen.right - seen.col
            if reach & taken:  # merged cells that overlap: only a broken file has them
                reach, span, wide = {(at, seen.col)}, 1, 1
                if reach & taken:
                    continue
            taken |= reach if len(reach) > 1 else set()
            paragraph = _paragraph(seen)
            if paragraph is not None:
                cells.append(RawCell(at, seen.col, span, wide, (paragraph,)))
    return make_table(cells, len(rows), bordered=True)


# ---------------------------------------------------------------------------------------------------------------
# What stands above and below them.


def _prose(rows: Sequence[SeenRow], *, behind_table: bool) -> Iterator[Paragraph | FlowTable]:
    rows = [line for row in rows for line in _typed_lines(row)]
    lines = [_row(row) for row in rows]
    at = 0
    while at < len(rows):
        length = block_length(_aligned(lines[at : at + _MOST_FOOTER], rows[at : at + _MOST_FOOTER]))
        if not length and behind_table and _is_signed(rows[at]):
            length = min(len(rows) - at, _MOST_FOOTER)
        if length:
            yield _columns(rows[at : at + length])
            at += length
        else:
            yield from _line(rows[at])
            at += 1


def _typed_lines(row: SeenRow) -> list[SeenRow]:
    """Return a row whose one cell holds two columns typed with blanks as a row for each of its lines."""
    if len(row.cells) != 1 or "   " not in row.cells[0].text.strip():
        return [row]
    seen = row.cells[0]
    found: list[SeenRow] = []
    right_at: int | None = None
    for line in seen.text.split("\n"):
        parted = row_of_text(line, right_at=right_at)
        right_at = right_at or parted.right_at
        sides = [_side(seen, text, side) for side, text in enumerate((parted.left, parted.right)) if text]
        if sides:
            found.append(SeenRow(row.number, sides))
    return found if found and block_length([_row(line) for line in found]) else [row]


def _side(seen: SeenCell, text: str, side: int) -> SeenCell:
    """Return one of two columns in a cell as a cell of its own."""
    cell = replace(seen.cell, pieces=((text, seen.cell.pieces[0][1]),), align=None)
    return replace(seen, cell=cell, col=seen.col + side, right=seen.col + side + 1)


def _row(row: SeenRow) -> Row:
    """Return a sheet's row as a line of two columns, parted where the widest gap is."""
    cells = row.cells
    if len(cells) < 2:
        return Row(cells[0].text.strip() if cells else "", "", blank=not cells)
    gaps = [right.col - left.col for left, right in pairwise(cells)]
    at = gaps.index(max(gaps)) + 1
    left = " ".join(seen.text.strip() for seen in cells[:at])
    right = " ".join(seen.text.strip() for seen in cells[at:])
    return Row(left, right, right_at=cells[at].col)


def _aligned(lines: Sequence[Row], rows: Sequence[SeenRow]) -> list[Row]:
    """Return the lines behind a first one of two columns, those of one cell on the side where they stand."""
    first = lines[0]
    if first.right_at is None:
        return list(lines[:1])
    edge = first.right_at
    found = [first]
    for line, row in zip(lines[1:], rows[1:], strict=True):
        if len(row.cells) != 1:
            found.append(line)
            continue
        seen = row.cells[0]
        if seen.col >= edge:
            found.append(Row("", line.left))
        else:
            found.append(Row(line.left, "", whole=seen.right > edge))
    return found


def _is_signed(row: SeenRow) -> bool:
    """Tell whether a row under a table is the first of several signatures beside one another."""
    if len(row.cells) < 2:
        return False
    return all(
        len(seen.text) < _SHORT and not any(char.isdigit() for char in seen.text) for seen in row.cells
    ) and any(seen.text.upper() == seen.text for seen in row.cells)


def _columns(rows: Sequence[SeenRow]) -> FlowTable:
    """Return rows that stand in columns as the unbordered table that others would have made of them."""
    first = next(row for row in rows if len(row.cells) > 1)
    centres = [(seen.col + seen.right) / 2 for seen in first.cells]
    columns: list[list[Paragraph]] = [[] for _ in centres]
    for row in rows:
        for seen in row.cells:
            middle = (seen.col + seen.right) / 2
            nearest = min(range(len(centres)), key=lambda at: abs(centres[at] - middle))
            paragraph = _paragraph(seen)
            if paragraph is not None:
                columns[nearest].append(paragraph)
    cells = tuple(FlowCell(0, at, 1, 1, tuple(column)) for at, column in enumerate(columns))
    return FlowTable(1, len(cells), cells, bordered=False)


def _line(row: SeenRow) -> Iterator[Paragraph]:
    """Yield a row of prose: cells side by side are one line, such with a gap between them lines of their own."""
    group: list[SeenCell] = []
    for seen in row.cells:
        if group and seen.col > group[-1].right:
            yield from _joined(group)
            group = []
        group.append(seen)
    yield from _joined(group)


def _joined(cells: Sequence[SeenCell]) -> Iterator[Paragraph]:
    paragraph = _paragraph(*cells)
    if paragraph is not None:
        yield paragraph


def _paragraph(*cells: SeenCell) -> Paragraph | None:
    """Return cells as one paragraph; line breaks in a cell stay soft ones."""
    builder = ParagraphBuilder()
    for at, seen in enumerate(cells):
        if at:
            builder.tab()
        for text, font in seen.cell.pieces:
            for index, part in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
                if index:
                    builder.line_break()
                builder.add(part, font.style)
    return builder.build(ParagraphLook(align=cells[0].cell.align))
