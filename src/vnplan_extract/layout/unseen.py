"""Tells of tables on scans of which no grid was made: their lines went on the way, and their rows are read as text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.layout.alignment import columns_of, line_height
from vnplan_extract.layout.lines import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Page, Word

WHITE = 1.0  # line heights: white that parts two cells; blanks of a justified line are narrower
FEWEST_COLUMNS = 3  # letterheads, and signatures with their recipients, have two
FEWEST_LINES = 5  # after one another that keep them; names of three signers stand in fewer
LONGEST = 40  # characters of the line that is told


def unseen_table(page: Page, words: Sequence[Word]) -> str | None:
    """Return the first line of words on a scan that stand in columns like those of a table; None where there are none.

    Args:
        page: The page.
        words: What stands in no grid.
    """
    if page.read_by != "ocr":
        return None
    rows = rows_of(words)
    height = line_height(rows)
    wide = [row for row in rows if _pieces(row, height) >= FEWEST_COLUMNS]
    for at in range(len(wide) - FEWEST_LINES + 1):
        window = wide[at : at + FEWEST_LINES]
        if len(columns_of(window)) >= FEWEST_COLUMNS:
            return " ".join(word.text for word in window[0])[:LONGEST]
    return None


def _pieces(row: Sequence[Word], height: float) -> int:
    """Return in how many pieces a line is."""
    return 1 + sum(after.x0 - word.x1 > WHITE * height for word, after in pairwise(row))
