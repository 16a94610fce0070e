"""What can be seen of a sheet: hidden rows and columns set aside, merged cells as one, their span with them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnplan_extract.document import value

if TYPE_CHECKING:
    from vnplan_extract.pages.workbook_sheets import Merge, Sheet, SheetCell

_MOST_ACTIVE = 512  # merged cells beside one another; more overlap, in a broken file


@value
class SeenCell:
    """A filled cell and its reach, half-open, in the sheet's own rows and columns."""

    cell: SheetCell
    row: int
    col: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        """The cell's text."""
        return self.cell.text


@dataclass(slots=True)
class SeenRow:
    """A row with something to be seen in it; `bordered` counts its cells with a border."""

    number: int
    cells: list[SeenCell]
    bordered: int = 0


def seen_rows(sheet: Sheet) -> list[SeenRow]:
    """Return the rows that can be seen, from top to bottom, and count in the sheet's tally what cannot.

    A merged cell whose first row or column is hidden shows in what is left of it. What stands in the cells that a merge
    covers is not printed.
    """
    hidden = _hidden_columns(sheet)
    numbers = [row.number for row in sheet.rows if not row.hidden]
    merges = sorted(sheet.merges, key=lambda merge: merge.top)
    rows: list[SeenRow] = []
    late: dict[int, list[SeenCell]] = {}  # cells of hidden rows that show further down
    active: list[Merge] = []
    lost_cols: set[int] = set()
    at = 0
    for row in sheet.rows:
        while at < len(merges) and merges[at].top <= row.number:
            active.append(merges[at])
            at += 1
        active = [merge for merge in active if merge.bottom > row.number][:_MOST_ACTIVE]
        kept: list[SeenCell] = []
        for cell in row.cells:
            merge = next((merge for merge in active if merge.left <= cell.col < merge.right), None)
            if merge is not None and (merge.top, merge.left) != (row.number, cell.col):
                continue
            seen = _reach(cell, row.number, merge)
            while seen.col in hidden and seen.col + 1 < seen.right:
                seen = replace(seen, col=seen.col + 1)
            if seen.col in hidden:
                lost_cols.add(seen.col)
                continue
            kept.append(seen)
        if row.hidden:
            sheet.tally.hidden_rows += not _move_down(kept, numbers, late)
        elif kept or row.number in late:
            kept = sorted([*late.get(row.number, []), *kept], key=lambda seen: seen.col)
            rows.append(SeenRow(row.number, kept, row.bordered))
    sheet.tally.hidden_cols = len(lost_cols)
    return rows


def _hidden_columns(sheet: Sheet) -> frozenset[int]:
    return frozenset(col for first, last in sheet.hidden_cols for col in range(first, last))


def _reach(cell: SheetCell, row: int, merge: Merge | None) -> SeenCell:
    if merge is None:
        return SeenCell(cell, row, cell.col, row + 1, cell.col + 1)
    return SeenCell(cell, row, cell.col, max(merge.bottom, row + 1), max(merge.right, cell.col + 1))


def _move_down(cells: list[SeenCell], numbers: list[int], late: dict[int, list[SeenCell]]) -> bool:
    """Move cells of a hidden row that reach a row to be seen there; True where all of them do."""
    moved = 0
    for seen in cells:
        at = bisect_left(numbers, seen.row)
        if at < len(numbers) and numbers[at] < seen.bottom:
            late.setdefault(numbers[at], []).append(replace(seen, row=numbers[at]))
            moved += 1
    return moved == len(cells)
