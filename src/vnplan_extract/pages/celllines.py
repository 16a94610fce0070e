"""Tells the lines of a cell by the rows of its image that have ink, and by its letters. Needs numpy and OpenCV (extra `ocr`)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from vnplan_extract.pages import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.pages.clean import Bytes

    Marks = np.ndarray[tuple[int, ...], np.dtype[np.signedinteger[Any]]]

# Lengths in inches of paper.
LONE_LINE = 0.28  # of ink in a cell that are one line of text
TWO_LINES = 0.19  # two lines of figures are not lower
BETWEEN = 0.03  # of white between two lines of figures; between a letter and its marks there is less
LINE = 0.06  # of ink that are a line of letters, be it without marks
LETTER = (0.035, 0.25)  # how high a piece of ink is that is a letter
# Beside the height of high letters.
BODY = (0.5, 1.45)  # how high letters are; marks are lower, letters of two lines that touch are higher
PITCH = 0.6  # between the middles of letters of two lines; within a line they are not so far apart


def is_one_line(rows: Marks, dpi: int, pieces: Sequence[tuple[int, ...]] = ()) -> bool:
    """Is the ink one line high, or a little more without white, or letters, that part two lines?

    Args:
        rows: That have ink.
        dpi: The image's resolution.
        pieces: Of the ink, as x, y, width, height and area: two lines of small print may touch.
    """
    height = rows[-1] - rows[0]
    if height >= LONE_LINE * dpi:
        return False
    if height < TWO_LINES * dpi:
        return True
    return bool(np.diff(rows).max() < BETWEEN * dpi) and len(bands(pieces, dpi)) < 2


def bands(pieces: Sequence[tuple[int, ...]], dpi: int) -> list[tuple[float, float]]:
    """Return top and bottom of the letters of each line, marks and what hangs down left out, by where their middles are."""
    heights = [high for _, _, _, high, _ in pieces if LETTER[0] * dpi <= high <= LETTER[1] * dpi]
    if not heights:
        return []
    tall = float(np.percentile(heights, 80))
    letters = [(y, y + high) for _, y, _, high, _ in pieces if BODY[0] * tall <= high <= BODY[1] * tall]
    letters.sort(key=sum)
    lines = [[letters[0]]]
    for before, letter in pairwise(letters):
        if sum(letter) - sum(before) > 2 * PITCH * tall:
            lines.append([])
        lines[-1].append(letter)
    return [
        (float(np.median([top for top, _ in line])), float(np.median([end for _, end in line])))
        for line in lines
    ]


def line_images(inside: Bytes, pieces: Sequence[tuple[int, ...]], dpi: int) -> list[tuple[int, Bytes]]:
    """Return each line of a cell alone, and at which row its image begins; none where the letters tell not two.

    Marks, and letters that hang into the next line, go with the line whose letters are nearer.
    """
    found = bands(pieces, dpi)
    if len(found) < 2:
        return []
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        (inside < clean.DARK).astype(np.uint8), connectivity=8
    )
    middles = np.array([(top + bottom) / 2 for top, bottom in found])
    owners = np.abs(centres[:, 1][:, None] - middles[None]).argmin(axis=1)
    images: list[tuple[int, Bytes]] = []
    for at in range(len(found)):
        own = np.flatnonzero(owners == at)
        own = own[own > 0]
        if not len(own):
            return []
        first, last = int(stats[own, 1].min()), int((stats[own, 1] + stats[own, 3]).max())
        others = np.flatnonzero(owners != at)
        image = inside.copy()
        gone = np.isin(labels, others[others > 0]).astype(np.uint8)
        # The soft edge of what goes, and none of what stays.
        soft = (cv2.dilate(gone, np.ones((3, 3), np.uint8)) > 0) & ~np.isin(labels, own)
        image[soft] = clean.PAPER
        top, bottom = max(first - 2, 0), min(last + 2, len(image))
        images.append((top, np.asarray(image[top:bottom], np.uint8)))
    return images


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
