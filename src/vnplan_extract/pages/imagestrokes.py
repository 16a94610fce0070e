"""Tells the strokes on the image of a page apart: which are lines, which the ring of a seal, which rows of dots are lines too.

Strokes are 1 where there is one. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from vnplan_extract.document import Box
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.morphology import Bits

    Stats = tuple[int, int, int, int, int]  # left, top, width, height, pixels

# Lengths are in inches of paper.
SHORT = 0.45  # an upright of one row
FAINT = 0.6  # of the ink of the page's other uprights, that a short one has
FEWEST = 4  # uprights that tell how dark they are
APART = 0.035  # between the dots of a line; full stops in a row stand further apart
LONG = 0.35
THIN = 0.04  # as high as dots are, where the line wanders
SLANT = 0.004  # of its length by which it may wander
NEAR = 0.03  # a line of dots ends in an upright: a row of full stops to write on does not
KNOWN = 0.9  # of a line's length that was found as one
SPARSE = 0.2  # of such a line that is ink; one that ran together is one too
CLEAR = 0.3  # of its length along which something stands over or under it; letters have more
BESIDE = 0.02
OVER = 0.12  # a streak runs so far out of a table
FEWEST_BESIDE, FEW = 3, 0.2  # uprights beside it, of which one, or so many, may be others
WIDE, ALIKE, FEWEST_LEVEL = (
    2.5,
    0.06,
    4,
)  # level lines of a table that has no others: how long, how near, how many


def without_faint(down: Bytes, grey: Bytes, *, dpi: int) -> Bytes:
    """Return upright strokes without short ones much paler than the others: the sides of a seal's ring that was masked."""
    found = list(pieces_of(down))
    if len(found) < FEWEST:
        return down
    ink = [_ink(grey, stats) for stats, _ in found]
    least = FAINT * float(np.median(ink))
    kept = down.copy()
    for ((x, y, wide, high, _), piece), dark in zip(found, ink, strict=True):
        if high < SHORT * dpi and dark < least:
            kept[y : y + high, x : x + wide][piece] = 0
    return kept


def overrunning(down: Bytes, across: Bytes, *, dpi: int) -> Bytes:
    """Return the upright strokes that run out of a table over its first level line or under its last, which no others do.

    They are streaks of dirt: a table that ends at the page's edge is left open there by all its uprights.
    """
    found = [
        (place, piece, ends)
        for place, piece in pieces_of(down)
        if (ends := _crossed(place, across, dpi)) is not None
    ]
    streaks = np.zeros_like(down)
    for (x, y, wide, high, _), piece, (first, last) in found:
        others = [
            (place[1], place[1] + place[3])
            for place, _, ends in found
            if place[0] != x and min(ends[1], last) - max(ends[0], first) > -NEAR * dpi
        ]
        over = first - y > OVER * dpi and sum(begin < y + OVER * dpi for begin, _ in others)
        under = y + high - last > OVER * dpi and sum(end > y + high - OVER * dpi for _, end in others)
        most = max(1, FEW * len(others))
        if len(others) >= FEWEST_BESIDE and any(far is not False and far <= most for far in (over, under)):
            streaks[y : y + high, x : x + wide][piece] = 1
    return streaks


def _crossed(place: Stats, across: Bytes, dpi: int) -> tuple[int, int] | None:
    """Return the first and the last level line that an upright crosses; None where it crosses none."""
    x, y, wide, high, _ = place
    begin = max(y - int(NEAR * dpi), 0)
    crossed = np.flatnonzero(across[begin : y + high + int(NEAR * dpi), x : x + wide].any(axis=1))
    return (begin + int(crossed[0]), begin + int(crossed[-1])) if len(crossed) else None


def _ink(grey: Bytes, stats: Stats) -> float:
    """Return how dark an upright is: in the middle of its rows the darkest pixel of each."""
    x, y, wide, high, _ = stats
    return float(255 - np.median(grey[y : y + high, x : x + wide].min(axis=1)))


def turned(strokes: Bytes) -> Bytes:
    """Return strokes with rows for columns, as an array of its own: NumPy's copy of a turned view takes five times as long."""
    return np.asarray(cv2.transpose(strokes), np.uint8)


def dotted(soft: Bits, ink: Bytes, across: Bytes, down: Bytes, *, dpi: int) -> Bytes:
    """Return the level lines of dots or dashes from one upright to another, which `across` has not.

    Args:
        soft: Where there is ink, pale ink too.
        ink: The same as an array.
        across: Level strokes that were found.
        down: Upright strokes.
        dpi: The image's resolution.
    """
    lines = np.zeros_like(ink)
    left, top, width, height = cv2.boundingRect(down)
    if width < 2 * LONG * dpi or height < LONG * dpi:
        return lines
    # One that wanders by a pixel is one.
    closed = soft.closed(int(APART * dpi), level=True).thickened(level=True)
    found = closed.opened(int(LONG * dpi), level=True)
    if not found:
        return lines
    place = np.s_[top : top + height, left : left + width]
    ink, known, uprights = ink[place], across[place], down[place]
    for (x, y, wide, high, _), piece in pieces_of(found.page()[place]):
        if known[y : y + high, x : x + wide].any(axis=0).mean() > KNOWN:
            continue
        if high <= THIN * dpi + SLANT * wide + 2 and _is_dotted(ink, uprights, piece, (x, y), dpi):
            lines[place][y : y + high, x : x + wide][piece] = 1
    return lines


def open_tables(lines: Sequence[Box], tables: Sequence[Box], *, dpi: int) -> list[Box]:
    """Return the boxes of tables with level lines alone: some long ones that begin and end alike, in no other table."""
    left = [
        line
        for line in sorted(lines, key=itemgetter(1))
        if line[2] - line[0] > WIDE * dpi and not any(box[1] <= line[1] <= box[3] for box in tables)
    ]
    found: list[Box] = []
    while left:
        first, reach = left[0], ALIKE * dpi
        alike = [line for line in left if abs(line[0] - first[0]) < reach and abs(line[2] - first[2]) < reach]
        if len(alike) >= FEWEST_LEVEL:
            edges = (min(line[0] for line in alike), max(line[2] for line in alike))
            found.append((edges[0] - 3, first[1] - 3, edges[1] + 3, alike[-1][3] + 3))
        left = [line for line in left if line not in alike]
    return found


def _is_dotted(ink: Bytes, uprights: Bytes, piece: NDArray[np.bool_], at: tuple[int, int], dpi: int) -> bool:
    """Is a row of ink one of dots, with paper over and under it, that ends in uprights?"""
    (x, y), (high, wide) = at, piece.shape
    near, beside = int(NEAR * dpi), max(int(BESIDE * dpi), 2)
    ends = (x, x + wide - 1)
    if not all(_touches(uprights, end, y, high, near) for end in ends):
        return False
    free = np.asarray(uprights[y : y + high, x : x + wide].max(axis=0) == 0)
    inked = np.asarray((ink[y : y + high, x : x + wide] * piece).max(axis=0))[free] > 0
    if not len(inked) or inked.mean() < SPARSE:
        return False
    over = ink[max(y - 2 * beside, 0) : max(y - beside, 0), x : x + wide]
    under = ink[y + high + beside : y + high + 2 * beside, x : x + wide]
    return all(np.asarray(side.max(axis=0))[free].mean() <= CLEAR for side in (over, under) if side.size)


def _touches(uprights: Bytes, end: int, y: int, high: int, near: int) -> bool:
    part = uprights[max(y - near, 0) : y + high + near, max(end - near, 0) : end + near + 1]
    return bool(part.any())


def pieces_of(strokes: NDArray[np.uint8]) -> Iterator[tuple[Stats, NDArray[np.bool_]]]:
    """Yield the connected pieces of a few strokes on a large page: where each is, and which pixels there are its own.

    Rows and columns without a stroke are passed over, all but one between two that have some: pieces keep their size.
    """
    rows, columns = (_inhabited(strokes.max(axis=side)) for side in (1, 0))
    if not len(rows):
        return
    close = np.ascontiguousarray(strokes[rows][:, columns])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(close, connectivity=8)
    for at, (x, y, wide, high, area) in enumerate(stats[1:].tolist(), 1):
        piece = np.asarray(labels[y : y + high, x : x + wide] == at)
        yield (int(columns[x]), int(rows[y]), wide, high, area), piece


def _inhabited(filled: Bytes) -> NDArray[np.intp]:
    """Return the places that are filled, and the empty one before each run of them."""
    wanted = filled > 0
    wanted[:-1] |= wanted[1:]
    return np.flatnonzero(wanted) if wanted.any() else np.empty(0, np.intp)
