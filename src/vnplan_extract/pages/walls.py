"""Finds the walls between cells of which a worn copy left pieces too short to be strokes. Needs numpy and OpenCV (extra `ocr`).

Where other rows have a wall, half of the way from one level line of a table to the next is enough, with paper on both
sides. Strokes are 1 where there is one.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vnplan_extract.pages.imagestrokes import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Strokes = NDArray[np.uint8]
    Shares = NDArray[np.float32]

# Lengths in inches of paper, unless pixels are said.
LONG = 1.5  # a level line that bounds a row
LOWEST, HIGHEST = 0.13, 3.0  # rows
LOW = 0.3  # rows of one line of letters
NEAR = 3  # pixels that belong to the level lines
BESIDE = (4, 5, 6)  # pixels from a wall where it has paper
MOSTLY = 0.5  # of the way that has ink
PART, PARTS = 0.25, 4  # of each part of the way; letters leave paper over and under them
END, ENDED = 5, 0.4  # pixels of the way beside the level lines, and how much of them has ink
CLEAR = 0.2  # of the way that may have ink on either side
AT = 3  # pixels by which walls of one column differ
DRAWN = 0.9  # of the way that is a stroke already
OVER = 0.12  # how far beyond the table a streak of dirt is looked for
STREAK = 0.6  # of that way that has ink over and under a table where a streak runs through it


class Row(NamedTuple):
    """The stretch between two level lines: from which row of pixels to which, from which column to which."""

    top: int
    bottom: int
    x0: int
    x1: int


class Wall(NamedTuple):
    """Where a wall may be, in the middle, and in which row."""

    x: int
    row: Row


def with_walls(uprights: Strokes, levels: Strokes, ink: Strokes, *, dpi: int) -> Strokes:
    """Return upright strokes with those walls between level lines that are seen only in pieces.

    Args:
        uprights: Upright strokes that were found; level ones are given turned, as are the others.
        levels: The level strokes.
        ink: Where there is ink, pale ink too.
        dpi: The image's resolution.
    """
    rows = list(_rows(levels, dpi))
    drawn = uprights.copy()
    known = np.flatnonzero(uprights.any(axis=0))
    for wall in (wall for row in rows for wall in _walls(uprights, ink, row, dpi)):
        if int(np.abs(known - wall.x).min(initial=AT + 1)) <= AT and not _is_streak(
            wall, rows, ink, int(OVER * dpi)
        ):
            drawn[wall.row.top - NEAR : wall.row.bottom + NEAR + 1, wall.x - 1 : wall.x + 2] = 1
    return drawn


def _rows(levels: Strokes, dpi: int) -> Iterator[Row]:
    """Yield the stretches between neighbouring long level lines that lie over one another."""
    lines = sorted(
        (
            (y + high // 2, x, x + wide, high)
            for (x, y, wide, high, _), _ in pieces_of(levels)
            if wide >= LONG * dpi
        ),
        key=itemgetter(0),
    )
    for at, (y, x0, x1, high) in enumerate(lines):
        for below, left, right, thick in lines[at + 1 :]:
            if below - y > HIGHEST * dpi:
                break
            if min(x1, right) - max(x0, left) < LONG * dpi or below - y < LOWEST * dpi:
                continue
            yield Row(y + high // 2 + NEAR, below - thick // 2 - NEAR, max(x0, left), min(x1, right))
            break


def _walls(uprights: Strokes, ink: Strokes, row: Row, dpi: int) -> Iterator[Wall]:
    """Yield the places in a row where ink goes most of the way down, with paper on both sides, and no stroke is yet."""
    if row.bottom - row.top < PARTS * END:
        return
    far = max(BESIDE)
    x0, x1 = max(row.x0 - far, 0), min(row.x1 + far, ink.shape[1])
    band = np.pad(ink[row.top : row.bottom, x0:x1], ((0, 0), (far, far)))
    wide = np.maximum(np.maximum(band[:, :-2], band[:, 1:-1]), band[:, 2:])  # it wanders
    wide = wide[:, far - 1 : far - 1 + x1 - x0]
    plain = band.mean(axis=0)
    sides = [
        np.mean([plain[far + side * by : far + side * by + x1 - x0] for by in BESIDE], axis=0)
        for side in (-1, 1)
    ]
    share = wide.mean(axis=0)
    held = (share >= MOSTLY) & (np.maximum(*sides) <= CLEAR)
    for part in np.array_split(wide, PARTS):
        held &= part.mean(axis=0) >= PART
    ends = sum((end.mean(axis=0) >= ENDED).astype(np.intp) for end in (wide[:END], wide[-END:]))
    done = uprights[row.top : row.bottom, x0:x1].mean(axis=0)
    # Letters are as high as a low row, but for its ends.
    least = 1 if row.bottom - row.top > LOW * dpi else 2
    for x in np.flatnonzero(held & (np.asarray(ends) >= least)).tolist():
        near = slice(max(x - AT, 0), x + AT + 1)
        if done[near].max() < DRAWN and share[near].argmax() == min(x, AT):
            yield Wall(x0 + x, row)


def _is_streak(wall: Wall, rows: Sequence[Row], ink: Strokes, over: int) -> bool:
    """Does the ink go on over the first line of the table and under the last: a streak of dirt on the glass?"""
    top, bottom = _extent(wall, rows)
    columns = slice(max(wall.x - AT, 0), wall.x + AT + 1)
    above, below = (
        ink[max(top - 2 * NEAR - over, 0) : max(top - 2 * NEAR, 0), columns],
        ink[bottom + 2 * NEAR : bottom + 2 * NEAR + over, columns],
    )
    return any(part.size and float(part.max(axis=1).mean()) >= STREAK for part in (above, below))


def _extent(wall: Wall, rows: Sequence[Row]) -> tuple[int, int]:
    """Return the first and last row of pixels of the rows at a wall's place."""
    at = [wall.row, *(row for row in rows if row.x0 <= wall.x <= row.x1)]
    return min(row.top for row in at), max(row.bottom for row in at)
