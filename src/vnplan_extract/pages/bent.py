"""Straightens the image of a page by the lines of its tables: photographs, and sheets that bend towards a book's spine.

A level line tells at each place how far the page is bent there. What all lines tell is laid over the page as one smooth
field: bent along the line, and changing evenly from one line to the next. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import PAPER
from vnplan_extract.pages.imagestrokes import pieces_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vnplan_extract.pages.clean import Bytes, Floats

    Doubles = NDArray[np.float64]
    Points = tuple[Doubles, Doubles]  # along the line, across it

# Lengths in inches of paper, unless pixels are said.
LONG = 1.5  # a line that tells
FEWEST = 3  # lines that tell
BENT = 0.03  # of a line's way across itself that is more than its thickness and what is left of a page's skew
STEP = 12  # pixels between the places looked at
KNOTS = 16  # places along the page between which it bends evenly
STIFF = 30.0  # weight of an even bend beside one point of a line
STRAY = 3.0  # pixels off the field from which a line is none of the table's
SMALLER = 8  # how much smaller than the page the field is kept


def straightened(grey: Bytes, across: Bytes, down: Bytes, *, dpi: int) -> Bytes | None:
    """Return the image with level lines level and upright ones upright; None where they are, or too few tell.

    Args:
        grey: The page, its lines of text level but for the bend.
        across: Where its level lines are.
        down: Where its upright lines are.
        dpi: The image's resolution.
    """
    shape = (grey.shape[0], grey.shape[1])
    rows = _field(_lines(across, dpi), shape, dpi)
    turned = _field(_lines(down.T, dpi), (shape[1], shape[0]), dpi)
    columns = None if turned is None else turned.T
    if rows is None and columns is None:
        return None
    size = (shape[1], shape[0])
    y, x = np.indices(shape, dtype=np.float32)
    if rows is not None:
        y += cv2.resize(rows, size, interpolation=cv2.INTER_LINEAR)
    if columns is not None:
        x += cv2.resize(np.ascontiguousarray(columns), size, interpolation=cv2.INTER_LINEAR)
    level = cv2.remap(grey, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=PAPER)
    return np.asarray(level, dtype=np.uint8)


def _lines(strokes: Bytes, dpi: int) -> list[Points]:
    """Return points on the long level strokes, from left to right."""
    found: list[Points] = []
    for (x, y, wide, _, _), piece in pieces_of(strokes):
        if wide < LONG * dpi:
            continue
        places = np.arange(STEP // 2, wide, STEP)
        part = piece[:, places]
        heights = y + (part * np.arange(len(piece))[:, None]).sum(axis=0) / np.maximum(part.sum(axis=0), 1)
        found.append(((x + places).astype(np.float64), heights.astype(np.float64)))
    return found


def _field(lines: Sequence[Points], shape: tuple[int, int], dpi: int) -> Floats | None:
    """Return how far across the lines each place of the page lies off, small; None where it is next to nothing."""
    if len(lines) < FEWEST or max(float(np.ptp(heights)) for _, heights in lines) < BENT * dpi:
        return None
    bends = _solved(lines, shape)
    near = [line for line in lines if _off(line, bends, shape) <= STRAY]
    if len(near) < FEWEST:
        return None
    bends = _solved(near, shape) if len(near) < len(lines) else bends
    y, x = (axis * SMALLER for axis in np.indices([-(-side // SMALLER) for side in shape]))
    # Beyond the lines the page goes on as at the last of them.
    places, heights = (np.concatenate(axis) for axis in zip(*near, strict=True))
    x, y = np.clip(x, places.min(), places.max()), np.clip(y, heights.min(), heights.max())
    field = _terms(x.ravel(), y.ravel(), shape) @ bends
    field = field.reshape(y.shape)
    return np.asarray(field - np.median(field), dtype=np.float32)


def _terms(x: NDArray[np.generic], y: NDArray[np.generic], shape: tuple[int, int]) -> Doubles:
    """Return for each place the weights of the knots on both sides of it, at the head of the page and down it."""
    place = np.asarray(x, np.float64) / shape[1] * (KNOTS - 1)
    hats = np.maximum(0.0, 1.0 - np.abs(place[:, None] - np.arange(KNOTS)))
    return np.concatenate([hats, hats * (np.asarray(y, np.float64) / shape[0] - 0.5)[:, None]], axis=1)


def _solved(lines: Sequence[Points], shape: tuple[int, int]) -> Doubles:
    """Return the bends at the knots by which each line lies at one height, its own, as nearly as may be."""
    centres = [heights.mean() for _, heights in lines]
    left, right = [], []
    for (places, heights), centre in zip(lines, centres, strict=True):
        terms = _terms(places, np.full(len(places), centre), shape)
        left.append(terms - terms.mean(axis=0))  # the line's own height is free
        right.append(heights - centre)
    even = STIFF * np.diff(np.eye(KNOTS), 2, axis=0)
    still = np.zeros_like(even)
    weak = 0.01 * np.eye(2 * KNOTS)
    matrix = np.concatenate([*left, np.block([[even, still], [still, even]]), weak])
    wanted = np.concatenate([*right, np.zeros(2 * len(even) + 2 * KNOTS)])
    return np.asarray(np.linalg.lstsq(matrix, wanted, rcond=None)[0], np.float64)


def _off(line: Points, bends: Doubles, shape: tuple[int, int]) -> float:
    """Return how far from the field a line lies at its worst tenth."""
    places, heights = line
    left = heights - _terms(places, np.full(len(places), heights.mean()), shape) @ bends
    return float(np.percentile(np.abs(left - left.mean()), 90))
