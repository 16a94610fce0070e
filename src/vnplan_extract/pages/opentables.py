"""Finds the columns of tables with level lines alone, on an image: an engine that reads across them takes lines for others.

Between two level lines lies a row; columns are parted by what is white in nearly all rows. A row whose text goes on through
such a gap has one cell there. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vnplan_extract.document import Box
    from vnplan_extract.pages.clean import Bytes

# Lengths are in inches of paper.
LOWEST = 0.12  # row
GAP = 0.06  # between two columns; blanks between words are narrower
MOSTLY = 0.8  # of the rows must be white there
FEWEST_ROWS, FEWEST_GAPS = 4, 2
EDGE, SIDE = 4, 8  # pixels at a line, and at the sides
REACH = 6  # pixels around the middle of a gap that are white where a row is parted


@dataclass(frozen=True, slots=True)
class OpenTable:
    """Cells of a table with level lines alone, row by row, and the upright lines that would part them, in pixels."""

    box: Box
    cells: tuple[Box, ...]
    uprights: tuple[Box, ...]


def read_open(without: Bytes, box: Box, lines: Sequence[Box], *, dpi: int) -> OpenTable | None:
    """Return the cells of an open table; None where its columns do not show.

    Args:
        without: The page without the lines of its tables.
        box: Where the table is.
        lines: The level lines of the page.
        dpi: The image's resolution.
    """
    left, right = max(int(box[0]), 0), int(box[2])
    levels = sorted({(line[1] + line[3]) / 2 for line in lines if box[1] <= line[1] <= box[3]})
    rows = [(top, bottom) for top, bottom in pairwise(levels) if bottom - top >= LOWEST * dpi]
    if len(rows) < FEWEST_ROWS:
        return None
    # A speck is no letter.
    ink = (without[:, left:right] < DARK + 20).astype(np.uint8)
    ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.uint8)
    white = np.stack([ink[int(top) + EDGE : int(bottom) - EDGE].max(axis=0) == 0 for top, bottom in rows])
    gaps = _gaps(white, dpi)
    if len(gaps) < FEWEST_GAPS:
        return None
    parted = np.stack([white[:, at - REACH : at + REACH + 1].all(axis=1) for at in gaps], axis=1)
    places = [float(left + at) for at in gaps]
    cells = tuple(
        cell for row, cuts in zip(rows, parted, strict=True) for cell in _cells(row, places, cuts, box)
    )
    return OpenTable(box, cells, tuple(_uprights(rows, places, parted, box)))


def _gaps(white: NDArray[np.bool_], dpi: int) -> list[int]:
    """Return where the gaps between columns are white in most rows, between the first ink and the last."""
    white[:, :SIDE], white[:, -SIDE:] = True, True
    inked = np.flatnonzero(~white.all(axis=0))
    if not len(inked):
        return []
    free = np.asarray(white.mean(axis=0) >= MOSTLY)
    free[: inked[0]], free[inked[-1] :] = False, False
    gaps = []
    for begin, end in _runs(free):
        if end - begin >= GAP * dpi:
            gaps.append(begin + _widest(white[:, begin:end].sum(axis=0), GAP * dpi))
    return _parting(gaps, white)


def _parting(gaps: list[int], white: NDArray[np.bool_]) -> list[int]:
    """Return the gaps with something on both sides, in rows that are white there: beside a short number under a long head is none."""
    kept = list(gaps)
    for gap in gaps:
        at = kept.index(gap)
        free = white[:, gap - REACH : gap + REACH + 1].all(axis=1)
        left = white[free, kept[at - 1] if at else 0 : gap]
        right = white[free, gap : kept[at + 1] if at + 1 < len(kept) else white.shape[1]]
        if left.all() or right.all():
            kept.remove(gap)
    return kept


def _widest(rows: NDArray[np.int_], least: float) -> int:
    """Return the middle of the widest part of a gap in which as many rows as may be are white."""
    for count in range(int(rows.max()), 0, -1):
        first, last = max(_runs(rows >= count), key=lambda run: run[1] - run[0])
        if last - first >= least:
            return (first + last) // 2
    return len(rows) // 2


def _runs(wanted: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where runs of what is wanted begin and end."""
    steps = np.diff(np.concatenate(([0], wanted.astype(np.int8), [0])))
    begins, ends = np.flatnonzero(steps > 0).tolist(), np.flatnonzero(steps < 0).tolist()
    return list(zip(begins, ends, strict=True))


def _cells(row: tuple[float, float], places: Sequence[float], cuts: NDArray[np.bool_], box: Box) -> list[Box]:
    edges = [box[0], *(place for place, cut in zip(places, cuts, strict=True) if cut), box[2]]
    top, bottom = row[0] + 2, row[1] - 2
    return [(x0 + 1, top, x1 - 1, bottom) for x0, x1 in pairwise(edges)]


def _uprights(
    rows: Sequence[tuple[float, float]], places: Sequence[float], parted: NDArray[np.bool_], box: Box
) -> list[Box]:
    """Return the lines that part the cells: one over all rows on end that are parted there, and the two sides."""
    top, bottom = rows[0][0], rows[-1][1]
    found = [(x - 0.5, top, x + 0.5, bottom) for x in (box[0] + 3, box[2] - 3)]
    for place, cuts in zip(places, parted.T, strict=True):
        for begin, end in _runs(cuts):
            found.append((place - 0.5, rows[begin][0], place + 0.5, rows[end - 1][1]))
    return found
