"""Finds what the engine passed over on the image of a page: ink as high as a line of text in which no word was read.

Tesseract leaves out lone page numbers, the end of a line after a wide gap, and now and then a whole line beside a
signature. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.clean import Bytes

# In inches of paper.
APART = 0.12  # blanks between the words of one line are narrower
LOWEST, HIGHEST = 0.06, 0.3  # letters without marks, capitals with marks above and under them
EDGE = 0.25  # of the page: what lies there are shadows and holes
AROUND_WORD = 0.02
BESIDE = 0.1  # ink so near a word on its line is a letter of that word
THINNEST = 0.02
MOST = 16  # pieces of one page; a page with more is a drawing


def unread(
    grey: Bytes, words: Sequence[Word], tables: Sequence[Box], lines: Sequence[Box], *, dpi: int
) -> list[Box]:
    """Return the boxes of ink that may be text nobody has read, in pixels, from the top.

    Args:
        grey: The page, clean and level.
        words: What was read of it.
        tables: Boxes of tables, whose cells are read one by one.
        lines: Printed lines.
        dpi: The image's resolution.
    """
    ink = (grey < DARK).astype(np.uint8)
    around = int(AROUND_WORD * dpi)
    for word in words:
        _blank(ink, (word.x0, word.top, word.x1, word.bottom), around)
    for box in (*tables, *lines):
        _blank(ink, box, around)
    edge = int(EDGE * dpi)
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    if not ink.any():
        return []
    joined = cv2.dilate(ink, np.ones((max(int(0.05 * dpi), 1), int(APART * dpi)), np.uint8))[::2, ::2]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(joined), connectivity=8)
    found: list[Box] = []
    for at in range(1, count):
        x, y, width, height = (2 * int(value) for value in stats[at][:4])
        region = labels[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2] == at
        part = ink[y : y + height, x : x + width]
        piece = region.repeat(2, axis=0).repeat(2, axis=1)[: part.shape[0], : part.shape[1]] & (part > 0)
        if not piece.any():
            continue
        rows, columns = np.flatnonzero(piece.any(axis=1)), np.flatnonzero(piece.any(axis=0))
        box = (float(x + columns[0]), float(y + rows[0]), float(x + columns[-1] + 1), float(y + rows[-1] + 1))
        fits = LOWEST * dpi <= box[3] - box[1] <= HIGHEST * dpi and box[2] - box[0] >= THINNEST * dpi
        if fits and not any(_beside(word, box, BESIDE * dpi) for word in words):
            found.append(box)
    return sorted(found, key=lambda box: (box[1], box[0])) if len(found) <= MOST else []


def _beside(word: Word, box: Box, gap: float) -> bool:
    level = min(word.bottom, box[3]) - max(word.top, box[1])
    return level > 0 and max(word.x0 - box[2], box[0] - word.x1) < gap


def _blank(ink: Bytes, box: Box, around: int) -> None:
    x0, top, x1, bottom = (int(value) for value in box)
    ink[max(top - around, 0) : bottom + around + 1, max(x0 - around, 0) : x1 + around + 1] = 0
