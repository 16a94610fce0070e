"""Joins the pieces of table lines over what a worn copy lost of them. Needs numpy and OpenCV (extra `ocr`).

A line that ends at a merged cell ends in another line. One that ends on the way was broken; where it goes on at the same
height it is one line, if no letters stand in between. Strokes are 1 where there is one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from vnplan_extract.pages.imagestrokes import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Strokes = NDArray[np.uint8]
    End = tuple[int, int, int]  # x of an end, y there, thickness

# Lengths in inches of paper, unless pixels are said.
REACH = 0.6  # the longest gap without a trace of the line
FARTHEST = 8.0  # the longest with pieces of it
PIECES = 0.4  # of a longer way that must have ink
CELL, TRACE = 0.1, 0.2  # the least way across a cell, and of it that has ink where there is a line
SIDE = 0.15  # to either side of the way, where the lines across are looked for
AT_LINE = 0.05  # a piece that ends so near a line across ends in it
LEVEL = 3  # pixels between the heights of two pieces of one line
BESIDE = (4, 6)  # pixels over and under a line where letters have ink
MOST = 99  # pieces at one height that are looked at
LETTERS = 0.2  # of the way that has ink on a side from which letters stand there


def bridged(strokes: Strokes, others: Strokes, ink: Strokes, *, dpi: int) -> Strokes:
    """Return level strokes with the gaps closed in which they were broken.

    Args:
        strokes: The level strokes that were found; uprights are given turned, as are the others.
        others: The strokes across.
        ink: Where there is ink.
        dpi: The image's resolution.
    """
    joined = strokes.copy()
    for (x0, y0, thick), (x1, y1, _), ends_there in _ways(strokes, others, dpi):
        top, bottom = min(y0, y1), max(y0, y1)
        if _has_letters(ink, (x0 + 1, x1), top, bottom) or _is_merged(
            ink, others, (x0, x1), (top, bottom), dpi
        ):
            continue
        if float(ink[max(top - 1, 0) : bottom + 2, x0 + 1 : x1].max(axis=0).mean()) < PIECES:
            ends = (_is_crossed(others, x, y, int(AT_LINE * dpi)) for x, y in ((x0, y0), (x1, y1)))
            if ends_there or x1 - x0 > REACH * dpi or all(ends):
                continue
        half = thick // 2
        joined[max(top - half, 0) : bottom + half + 1, x0 : x1 + 1] = 1
    return joined


def _ways(strokes: Strokes, others: Strokes, dpi: int) -> Iterator[tuple[End, End, bool]]:
    """Yield the ends on both sides of gaps between pieces at one height, and of those from free ends to the next line across.

    The third says that the line ends behind the gap, for all that is known: only a trace of it tells that it goes on.
    """
    begins: dict[int, list[End]] = {}
    ends: list[End] = []
    reach, near = int(FARTHEST * dpi), int(AT_LINE * dpi)
    for (x, y, wide, _, area), piece in pieces_of(strokes):
        thick = max(round(area / wide), 1)
        first, last = (y + round(float(np.flatnonzero(side).mean())) for side in (piece[:, 0], piece[:, -1]))
        begins.setdefault(first // LEVEL, []).append((x, first, thick))
        ends.append((x + wide - 1, last, thick))
        if not _is_crossed(others, x, first, near):
            left = np.flatnonzero(others[first, max(x - reach, 0) : x])
            if len(left):
                yield (max(x - reach, 0) + int(left[-1]), first, thick), (x, first, thick), True
        if not _is_crossed(others, ends[-1][0], last, near):
            right = np.flatnonzero(others[last, x + wide : x + wide + reach])
            if len(right):
                yield ends[-1], (x + wide + int(right[0]), last, thick), True
    for x, y, thick in ends:
        following = [
            begin
            for key in range(y // LEVEL - 1, y // LEVEL + 2)
            for begin in begins.get(key, ())[:MOST]
            if x < begin[0] <= x + FARTHEST * dpi and abs(begin[1] - y) <= LEVEL
        ]
        if following:
            yield (x, y, thick), min(following), False


def _is_merged(ink: Strokes, others: Strokes, way: tuple[int, int], rows: tuple[int, int], dpi: int) -> bool:
    """Lies on the way from one line across to the next no trace of it? That is a cell over two columns."""
    near, side = int(AT_LINE * dpi), int(SIDE * dpi)
    columns = slice(max(way[0] - near, 0), way[1] + near)
    inked = ink[max(rows[0] - 1, 0) : rows[1] + 2, columns].max(axis=0)
    # The lines across may be broken just there.
    crossed = others[max(rows[0] - side, 0) : rows[1] + side + 1, columns].max(axis=0)
    edges = np.flatnonzero(np.diff(crossed.astype(np.int8))) + 1
    return any(
        bool(crossed[end]) and end - begin >= CELL * dpi and float(inked[begin:end].mean()) < TRACE
        for begin, end in pairwise(edges.tolist())
    )


def _is_crossed(others: Strokes, x: int, y: int, near: int) -> bool:
    """Is there a line across right at an end?"""
    return bool(others[max(y - 2, 0) : y + 3, max(x - near, 0) : x + near + 1].any())


def _has_letters(ink: Strokes, way: tuple[int, int], top: int, bottom: int) -> bool:
    """Is there ink over or under the way, as letters have it?"""
    (near, far), columns = BESIDE, slice(*way)
    sides = (
        ink[max(top - far, 0) : max(top - near + 1, 0), columns],
        ink[bottom + near : bottom + far + 1, columns],
    )
    return any(side.size and float(side.max(axis=0).mean()) > LETTERS for side in sides)
