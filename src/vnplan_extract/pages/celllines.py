"""Tells the lines of a cell by the rows of its image that have ink. Needs numpy (extra `ocr`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Marks = np.ndarray[tuple[int, ...], np.dtype[np.signedinteger[Any]]]

# Lengths in inches of paper.
LONE_LINE = 0.28  # of ink in a cell that are one line of text
TWO_LINES = 0.19  # two lines of figures are not lower
BETWEEN = 0.03  # of white between two lines of figures; between a letter and its marks there is less
LINE = 0.06  # of ink that are a line of letters, be it without marks


def is_one_line(rows: Marks, dpi: int) -> bool:
    """Is the ink one line high, or a little more without the white between two lines of figures?"""
    height = rows[-1] - rows[0]
    if height >= LONE_LINE * dpi:
        return False
    return bool(height < TWO_LINES * dpi or np.diff(rows).max() < BETWEEN * dpi)


def lines_of(rows: Marks, dpi: int) -> list[tuple[int, int]]:
    """Return the first and last row of each line of letters; none where there are not two, or where lines touch."""
    ends = np.flatnonzero(np.diff(rows) > 1)
    lines = [
        (int(rows[first]), int(rows[last])) for first, last in zip([0, *(ends + 1)], [*ends, -1], strict=True)
    ]
    high = [line for line in lines if line[1] - line[0] >= LINE * dpi]
    if len(high) < 2 or max(last - first for first, last in high) >= LONE_LINE * dpi:
        return []
    for line in (line for line in lines if line not in high):
        # Marks over or under letters belong to the nearer ones.
        near = min(range(len(high)), key=lambda at: max(high[at][0] - line[1], line[0] - high[at][1]))
        high[near] = (min(high[near][0], line[0]), max(high[near][1], line[1]))
    return high
