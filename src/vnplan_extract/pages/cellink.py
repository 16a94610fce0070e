"""The ink of one cell of a table on an image: what of it belongs to the cell, and what it can be before an engine looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages import clean

if TYPE_CHECKING:
    from vnplan_extract.document import Box
    from vnplan_extract.pages.celllines import Marks
    from vnplan_extract.pages.clean import Bytes

# Lengths in inches of paper, unless pixels are said.
DOT = 0.035  # no letter is as low
FEWEST_DOTS = 3
DASH, FLAT = (0.025, 0.16), 1.3  # how wide a dash is, how much wider than high
BESIDE = 0.5  # of its ink that specks beside it have
SPECK = 5  # pixels; a piece of ink in a cell that is larger is no speck
FIGURE, BREADTH = (0.06, 0.16), 0.35  # how high a figure is, and how wide at least beside that
EMPTY_CELL = 12  # pixels of ink that are dirt
MARGIN = 2  # pixels inside a cell that still belong to its lines
OVER = 22  # pixels beside a cell in which a figure that begins in it ends


@dataclass(frozen=True, slots=True)
class Cell:
    """The ink of one cell: the image inside its lines, the rows and columns that have ink, and the pieces it is in.

    A piece is x, y, width, height and area; `solid` are the rows that have more than specks.
    """

    box: Box
    inside: Bytes
    rows: Marks
    columns: Marks
    solid: Marks
    pieces: tuple[tuple[int, ...], ...]

    @property
    def cut(self) -> Bytes:
        """The ink alone, a pixel of paper around it."""
        return self.inside[
            max(self.rows[0] - 1, 0) : self.rows[-1] + 2, max(self.columns[0] - 1, 0) : self.columns[-1] + 2
        ]


def cell_at(grey: Bytes, box: Box) -> Cell | None:
    """Cut a cell out; None where it has no ink, whatever an engine may see in it."""
    box, inside = _inside(grey, box)
    ink = inside < clean.DARK
    if int(ink.sum()) < EMPTY_CELL:
        return None
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    stats = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)[2][1:].tolist()
    solid = [range(y, y + high) for _, y, wide, high, _ in stats if max(wide, high) > SPECK]
    kept = np.array(sorted({row for piece in solid for row in piece})) if solid else rows
    return Cell(box, inside, rows, columns, kept, tuple(tuple(piece) for piece in stats))


def _inside(grey: Bytes, box: Box) -> tuple[Box, Bytes]:
    """Return the image inside the lines of a cell; figures that stand across a line beside it, as a whole or not at all.

    Row numbers set to the right run over the line where their column is narrow.
    """
    x0, top, x1, bottom = (int(value) for value in box)
    plain = grey[top + MARGIN : bottom - MARGIN, x0 + MARGIN : x1 - MARGIN]
    across = [bool((edge < clean.DARK).any()) for edge in (plain[:, :1], plain[:, -1:])]
    if not any(across):
        return box, plain
    left = max(x0 - OVER * across[0], 0)
    right = min(x1 + OVER * across[1], grey.shape[1])
    wide = grey[top + MARGIN : bottom - MARGIN, left + MARGIN : right - MARGIN].copy()
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        (wide < clean.DARK).astype(np.uint8), connectivity=8
    )
    # What begins in a line belongs to the cell on its left, what begins behind it to that on its right.
    begins = stats[:, 0] + left + MARGIN
    ends = begins + stats[:, 2]
    far = ends - x0 < OVER
    others = np.flatnonzero(
        (across[0] & (begins < x0) & (far | (centres[:, 0] + left + MARGIN < x0)))
        | (across[1] & ((begins > x1 + MARGIN) | (ends >= right - MARGIN)))
    )
    others = others[others > 0]
    wide[cv2.dilate(np.isin(labels, others).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = clean.PAPER
    return (float(left), box[1], float(right), box[3]), wide


def is_leader(rows: Marks, columns: Marks, dpi: int) -> bool:
    """Is the ink a dotted line to write on: as low as a full stop, in three pieces or more?"""
    pieces = 1 + int((np.diff(columns) > 1).sum())
    return bool(rows[-1] - rows[0] < DOT * dpi) and pieces >= FEWEST_DOTS


def is_dash(cell: Cell, dpi: int) -> bool:
    """Is the ink of a cell one flat stroke, specks left out, which says that there is nothing to say?"""
    *others, (_, _, wide, high, area) = sorted(cell.pieces, key=lambda piece: piece[-1])
    alone = sum(piece[-1] for piece in others) < BESIDE * area
    return bool(alone and high < DOT * dpi and DASH[0] * dpi < wide < DASH[1] * dpi and wide > FLAT * high)


def has_print(cell: Cell, dpi: int) -> bool:
    """Is there a piece of ink as high as a figure and not as high as the cell: no dirt and no piece of a line?"""
    return any(
        FIGURE[0] * dpi <= high <= FIGURE[1] * dpi and BREADTH * high <= wide <= high
        for _, _, wide, high, _ in cell.pieces
    )
