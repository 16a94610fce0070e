"""Finds the framed stamps that registries print over a document's head: "ĐẾN" with its own date, "HỎA TỐC".

Left on the page, their lines run into the title's. A frame is one piece of ink with four sides and little inside. Needs
numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK
from vnplan_extract.pages.ocrwords import confidence
from vnplan_extract.pages.syllables import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.imagegrid import ImageGrid

    Piece = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

HEAD = 0.45  # of the page's height, in which stamps of registries lie
WIDEST, NARROWEST = 3.4, 0.8  # inches; NĐ 30/2020 wants 30 to 40 mm, registries take more
HIGHEST, LOWEST = 1.5, 0.28
BAND = 0.2  # of the frame's height at each side, in which the side lies: stamps are set by hand, askew
SIDE = 0.55  # of a side that must be there
CORNER = 0.12  # of the width: what is a corner, of which a round seal has none
MOST_CELLS = 6  # of a stamp that is drawn as a table
EMPTY = 0.12  # of the middle that may be ink of the same piece; the words of a stamp stand apart
CORNERS = 3  # that must have ink
WIDER = 1.2  # than high
FULLEST = 0.25  # of the frame that may be ink of one piece; letters that touch have more
DOUBTFUL = 0.75  # mean confidence of what is read in a frame from which it is a text in a box
LOOKED_AT = 2  # each so many-th pixel
SAYS = re.compile(r"\bden\b|hoa toc|khan\b|cong van|sao y|cong thong tin|\bgio\b|\bmat\b|thu hoi|luu hanh")


def frames(grey: Bytes, grid: ImageGrid, *, dpi: int) -> list[Box]:
    """Return the boxes of small frames in the upper part of a page, in pixels; a table that is no frame alone is none."""
    tables = [box for box in grid.tables if not (_fits(box, grey, dpi) and _cells(grid, box) <= MOST_CELLS)]
    part = grey[: int(HEAD * grey.shape[0])] < DARK
    # Thick as it is then, a line is still one piece where each second pixel is looked at.
    ink = cv2.dilate(part.astype(np.uint8), np.ones((3, 3), np.uint8))[::LOOKED_AT, ::LOOKED_AT]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    found: list[Box] = []
    for at, (x, top, width, height, area) in enumerate(stats.tolist()):
        box = _in_pixels(x, top, width, height)
        if not at or not _fits(box, grey, dpi) or area > FULLEST * width * height:
            continue
        piece = labels[top : top + height, x : x + width] == at
        if not _is_frame(piece):
            continue
        # A letter that touches the frame makes the piece higher, but not at its ends.
        rows = np.flatnonzero(_ends(piece).any(axis=1))
        box = _in_pixels(x, top + int(rows[0]), width, int(rows[-1] - rows[0]) + 1)
        if not any(_overlap(box, table) for table in (*tables, *found)):
            found.append(box)
    return found


def _in_pixels(x: int, top: int, width: int, height: int) -> Box:
    """Return the box on the page of a piece that was looked at smaller."""
    right, bottom = (float((last - 1) * LOOKED_AT + 1) for last in (x + width, top + height))
    return (float(x * LOOKED_AT), float(top * LOOKED_AT), right, bottom)


def is_stamp(words: Sequence[Word]) -> bool:
    """Tell by what was read in a frame whether it is a stamp; a text in a box is none."""
    said = skeleton(" ".join(word.text for word in words))
    return confidence(words) < DOUBTFUL or SAYS.search(said) is not None


def _fits(box: Box, grey: Bytes, dpi: int) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    right = NARROWEST * dpi <= width <= WIDEST * dpi and LOWEST * dpi <= height <= HIGHEST * dpi
    return right and width >= WIDER * height and box[3] <= HEAD * len(grey)


def _cells(grid: ImageGrid, table: Box) -> int:
    return sum(_overlap(cell, table) for cell in grid.cells)


def _is_frame(piece: Piece) -> bool:
    """Has the piece ink along all four sides and in its corners?"""
    deep = max(int(BAND * len(piece)), 3)
    ends = _ends(piece)
    wide = ends.shape[1] // 2
    corners = (ends[:deep, :wide], ends[:deep, wide:], ends[-deep:, :wide], ends[-deep:, wide:])
    if sum(bool(corner.any()) for corner in corners) < CORNERS:
        return False
    sides = (
        piece[:deep].any(axis=0),
        piece[-deep:].any(axis=0),
        piece[:, :deep].any(axis=1),
        piece[:, -deep:].any(axis=1),
    )
    middle = piece[deep:-deep, wide:-wide]
    return bool(all(side.mean() >= SIDE for side in sides) and middle.mean() <= EMPTY)


def _ends(piece: Piece) -> Piece:
    """Return the left and the right end of a piece side by side."""
    wide = max(int(CORNER * piece.shape[1]), 3)
    return np.hstack((piece[:, :wide], piece[:, -wide:]))


def _overlap(box: Box, other: Box) -> bool:
    return min(box[2], other[2]) > max(box[0], other[0]) and min(box[3], other[3]) > max(box[1], other[1])
