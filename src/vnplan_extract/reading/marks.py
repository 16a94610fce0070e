"""Times that a row only marks: an "X" under "2026", "Quý II" or "Tháng > 3" says when, and the head says what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract.document import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Cell, Table

MARK = regex.compile(r"\s*[xX×✓✔☑√●•*+]{1,2}\s*\Z")
KIND = regex.compile(r"\b(?:tháng|quý|tuần|năm)\b", regex.IGNORECASE)
SHORT_NUMBER = regex.compile(r"\d{1,2}\Z|[IVX]{1,4}\Z")


def is_mark(text: str) -> bool:
    """Tell whether a cell holds a mark and nothing else.

    >>> is_mark("X"), is_mark("xong"), is_mark("12")
    (True, False, False)
    """
    return MARK.match(text) is not None


def marked_time(table: Table, columns: Sequence[int]) -> Passage | None:
    """Return the heads of the marked columns as one time: "2026 - 2027" where they stand side by side, else the first."""
    heads = [head for col in columns if (head := _head(table, col)) is not None]
    if len(heads) != len(columns) or not heads:
        return None
    side_by_side = columns[-1] - columns[0] == len(columns) - 1
    if len(heads) == 1 or not side_by_side:
        return heads[0]
    return Passage.join([heads[0], heads[-1]], " - ")


def _head(table: Table, col: int) -> Passage | None:
    """Return the lowest head of a column, with the one above where it is only a number ("Tháng" over "3")."""
    over = [cell for cell in table.cells if _is_over(table, cell, col)]
    over.sort(key=lambda cell: cell.row)
    if not over:
        return None
    lowest = over[-1]
    if len(over) > 1 and SHORT_NUMBER.match(lowest.text):
        above = over[-2].passage
        kind = KIND.search(above.text)  # "Thời gian thực hiện (tháng)" over "3"
        return Passage.join([above.cut(*kind.span()) if kind else above, lowest.passage], " ")
    return lowest.passage


def _is_over(table: Table, cell: Cell, col: int) -> bool:
    inside = cell.col <= col < cell.col + cell.col_span
    return bool(inside and cell.row < table.header_rows and cell.text and not cell.text.startswith("("))
