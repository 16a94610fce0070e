"""Tells bold words on an image by the thickness of their strokes. Needs numpy and OpenCV (extra `ocr`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes

# Measured on rendered pages of three plans: 1,172 words in plain type reach 1.17 times their median, nine in ten of 144
# bold words exceed 1.20.
BOLD = 1.19
USUAL = 40  # percentile of the page's strokes that is plain type
ENOUGH = 20  # words that tell what is usual


def mark_bold(words: Sequence[Word], grey: Bytes) -> list[Word]:
    """Return the words, in pixels of the image, with those of thicker strokes than usual on the page marked bold."""
    strokes = [_stroke(word, grey) for word in words]
    known = [stroke for stroke in strokes if stroke]
    if len(known) < ENOUGH:
        return list(words)
    usual = float(np.percentile(known, USUAL))
    bold = [stroke > BOLD * usual if stroke else None for stroke in strokes]
    return [replace(word, bold=True) if _smoothed(bold, words, at) else word for at, word in enumerate(words)]


def _stroke(word: Word, grey: Bytes) -> float:
    """Return the ink of a word for each pixel of its outline: its thickness; 0.0 where too little ink tells."""
    if sum(map(str.isalnum, word.text)) < 2:
        return 0.0
    part = grey[max(int(word.top), 0) : int(word.bottom) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
    if part.size == 0:
        return 0.0
    ink = (part < DARK - 20).astype(np.uint8)
    outline = int(ink.sum()) - int(cv2.erode(ink, np.ones((3, 3), np.uint8)).sum())
    if outline < 20:
        return 0.0
    return float((255 - part.astype(np.float32)).sum()) / 255 / outline


def _smoothed(bold: Sequence[bool | None], words: Sequence[Word], at: int) -> bool:
    """A word that tells nothing, a dash or a number of one digit, is as its neighbours on the line are."""
    own = bold[at]
    if own is not None:
        return own
    around = [
        bold[near] for near in (at - 1, at + 1) if 0 <= near < len(words) and words[near].top == words[at].top
    ]
    told = [value for value in around if value is not None]
    return bool(told) and all(told)
