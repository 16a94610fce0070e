"""Finds lines of tables that no stroke shows: rows of dots or dashes, and hairlines paler than any print.

Darkness is smoothed along a line before it is compared with the paper on both sides: dots run together, and the noise of
the paper, which has no direction, goes. Lines are 1 where there is one. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import PAPER
from vnplan_extract.pages.imagestrokes import pieces_of, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from vnplan_extract.pages.clean import Bytes

    Piece = tuple[tuple[int, int, int, int], NDArray[np.bool_]]

# Lengths are in inches of paper.
ALONG = 0.04  # over which darkness is smoothed: more than from dot to dot
SIDE = 0.02  # to either side, where a line has paper
DARKER = 7  # grey levels that a line is darker than both
JOINED = 0.06  # between its pieces
LONG = 0.5
THIN, SLANT = 0.04, 0.004  # how high a line is; of its length by which it may wander
MOSTLY = 0.8  # of a piece that is low, letters hanging on the rest
LEAST = 5.0  # all level lines together: those under a letterhead are shorter
FEWEST_LINES, MOST = 2, 400  # lines of one page; one with more is a drawing
EDGE = 0.1  # of the page, where what is scanned ends
HANGS = 0.35  # beyond the last line that is crossed
NEAR = 4  # pixels by which ends differ
INK = 190  # grey level up to which there is print
CLEAR = 0.25  # of its length along which print stands beside it; letters have more
SEEN, TRACED, SHORT = (
    0.75,
    0.5,
    1.5,
)  # of a short piece, and of a long one, that is dark: stems of letters under one another are not
EVEN = 0.35  # of its darker part
AT = (2, 6)  # pixels from a line where that is looked for
ALIKE, FEWEST = 0.06, 3  # how near lines of one table begin and end, and how many tell


def pale_lines(grey: Bytes, *, dpi: int) -> tuple[Bytes, Bytes]:
    """Return level and upright lines as dark along their way as dots or a hairline make it; none where one kind has none.

    Args:
        grey: The page.
        dpi: Its resolution.
    """
    level = _lines(grey, dpi)
    # A page of text ends here.
    upright = _lines(grey.T, dpi) if sum(place[2] for place, _ in level) >= LEAST * dpi else []
    drawn = np.zeros_like(grey), np.zeros_like(grey)
    if len(upright) < FEWEST_LINES:
        return drawn
    for image, lines in ((drawn[0], level), (drawn[1].T, upright)):
        for (x, y, wide, high), piece in lines:
            image[y : y + high, x : x + wide][piece] = 1
    return turned(_trimmed(turned(drawn[0]), turned(drawn[1]), dpi)), _trimmed(drawn[1], drawn[0], dpi)


def _trimmed(uprights: Bytes, levels: Bytes, dpi: int) -> Bytes:
    """Return upright lines without what hangs out over the first line they cross, or under the last, as most others do not: letters."""
    trimmed, step = uprights.copy(), int(ALONG * dpi)
    found = [place for place, _ in pieces_of(uprights)]
    begins, ends = (
        sorted(values) for values in zip(*((y, y + high) for _, y, _, high, _ in found), strict=True)
    )
    for x, y, wide, high, _ in found:
        crossed = y + np.flatnonzero(levels[y : y + high, max(x - step, 0) : x + wide + step].any(axis=1))
        first, last = (int(crossed[0]), int(crossed[-1])) if len(crossed) else (y, y + high)
        first = _end_of_most(begins, y, first, dpi)
        last = -_end_of_most([-end for end in reversed(ends)], -y - high, -last - 1, dpi)
        trimmed[y:first, x : x + wide] = 0
        trimmed[last : y + high, x : x + wide] = 0
    return trimmed


def _end_of_most(ends: Sequence[int], end: int, crossed: int, dpi: int) -> int:
    """Return where a line begins that hangs out from where it first crosses another, which most lines that begin near do not."""
    if crossed - end <= NEAR + 3 * ALONG * dpi:
        return crossed
    near = ends[bisect_left(ends, end) : bisect_left(ends, end + int(HANGS * dpi))]
    others = [other for other in near if other > end + NEAR]
    if len(others) < FEWEST or len(others) < len(near) / 2:
        return end
    return crossed if crossed - end <= HANGS * dpi else int(np.median(others))


def _lines(grey: Bytes, dpi: int) -> list[Piece]:
    """Return the level lines with paper on both sides, and those under a title, with paper on one, as long as others are."""
    clear: list[Piece] = []
    crowded: list[Piece] = []
    for place, piece in _thin(grey, dpi):
        sides = _beside(grey, place)
        (clear if max(sides) <= CLEAR else crowded if min(sides) <= CLEAR else []).append((place, piece))
    under = [one for one in crowded if sum(_is_alike(one, other, dpi) for other in clear) >= FEWEST]
    return [*clear, *under]


def trace(grey: Bytes, *, dpi: int) -> Bytes:
    """Return where the page is darker than its paper on both sides of a way, in pieces too short to be lines: what walls leave."""
    step = max(int(ALONG * dpi), 1)
    both = np.zeros_like(grey)
    for image, ways in ((both, grey), (both.T, grey.T)):
        seen = (_darkness(ways, dpi) >= DARKER).astype(np.uint8).repeat(step, axis=1)
        image[:, : seen.shape[1]] |= seen
    return both


def _darkness(grey: Bytes, dpi: int) -> Bytes:
    """Return how much darker a level way is than what lies over and under it, a step along the rows in each pixel."""
    step, far = max(int(ALONG * dpi), 1), max(int(SIDE * dpi), 3)
    smooth = _smoothed(grey, step)
    padded = cv2.copyMakeBorder(smooth, far, far, 0, 0, cv2.BORDER_CONSTANT, value=PAPER)
    return np.asarray(cv2.subtract(cv2.min(padded[: -2 * far], padded[2 * far :]), smooth), np.uint8)


def _thin(grey: Bytes, dpi: int) -> Iterator[Piece]:
    """Yield the long and low pieces that are darker than what lies over and under them."""
    step, darker = max(int(ALONG * dpi), 1), _darkness(grey, dpi)
    # A line that wanders by a pixel is one line.
    seen = cv2.dilate((darker >= DARKER).astype(np.uint8), np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((1, 1 + round(JOINED / ALONG)), np.uint8))
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(LONG / ALONG)), np.uint8))
    edge = int(EDGE * dpi)
    found[:edge], found[-edge:] = 0, 0
    for (x, y, wide, high, _), short in islice(pieces_of(np.asarray(found, np.uint8)), MOST):
        if _evenly(darker[y : y + high, x : x + wide]) < (SEEN if wide * step < SHORT * dpi else TRACED):
            continue
        # A line may begin and end within a step beside those that were dark.
        before, behind = x > 0, x + wide < found.shape[1]
        piece = np.pad(short, ((0, 0), (before, behind)), mode="edge").repeat(step, axis=1)
        place = ((x - before) * step, y, piece.shape[1], high)
        if high <= _highest(piece.shape[1], dpi):
            yield place, piece
        elif (part := _low_part(piece, dpi)) is not None:
            first, last, top, bottom = part
            yield (place[0] + first, y + top, last - first, bottom - top), piece[top:bottom, first:last]


def _evenly(darker: Bytes) -> float:
    """Return the share of a piece that is as dark as most of it: letters are darker than what lies between them."""
    along = np.sort(darker.max(axis=0))
    least = max(DARKER, EVEN * float(along[len(along) * 3 // 4]))
    return 1 - float(np.searchsorted(along, least)) / len(along)


def _smoothed(grey: Bytes, step: int) -> Bytes:
    """Return the mean of so many pixels each along the rows; the last few of a row, which make no such many, left out."""
    high, wide = grey.shape
    # An image that is given turned is made smaller as it lies, which is four times as fast.
    if grey.flags.c_contiguous:
        small = cv2.resize(grey[:, : wide // step * step], (wide // step, high), interpolation=cv2.INTER_AREA)
    else:
        lying = grey.T[: wide // step * step]
        small = cv2.resize(lying, (high, wide // step), interpolation=cv2.INTER_AREA).T
    return np.ascontiguousarray(small, np.uint8)


def _highest(wide: int, dpi: int) -> float:
    return THIN * dpi + SLANT * wide + 2


def _low_part(piece: NDArray[np.bool_], dpi: int) -> tuple[int, int, int, int] | None:
    """Return from where to where, along and across, a piece is a line on whose end letters hang; None where it is none."""
    low = np.flatnonzero(piece.sum(axis=0) <= THIN * dpi)
    if len(low) < max(LONG * dpi, MOSTLY * piece.shape[1]):
        return None
    tops = piece[:, low].argmax(axis=0)
    near = np.abs(tops - np.median(tops)) <= _highest(piece.shape[1], dpi) / 2
    kept = low[near]
    if len(kept) < LONG * dpi:
        return None
    top, bottom = int(tops[near].min()), int(tops[near].max() + THIN * dpi)
    return int(kept[0]), int(kept[-1]) + 1, top, min(bottom, len(piece))


def _beside(grey: Bytes, place: tuple[int, int, int, int]) -> Sequence[float]:
    """Return along how much of a piece there is print over and under it."""
    x, y, wide, high = place
    near, far = AT
    over = grey[max(y - far, 0) : max(y - near, 0), x : x + wide]
    under = grey[y + high + near : y + high + far, x : x + wide]
    return [float((side.min(axis=0) < INK).mean()) if side.size else 0.0 for side in (over, under)]


def _is_alike(one: Piece, other: Piece, dpi: int) -> bool:
    """Do two pieces begin and end at the same places?"""
    (x, _, wide, _), (left, _, width, _) = one[0], other[0]
    return abs(x - left) <= ALIKE * dpi and abs(x + wide - left - width) <= ALIKE * dpi
