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

# Measured on pages of four plans, clean, light and heavy: of 6,970 words in plain type 99 in 100 stay under 1.10 (heavy: 1.12)
# times what is usual, of 1,790 bold ones 99 in 100 exceed 1.16 (heavy: 1.13).
BOLD = 1.13
PLAIN_FOR_SURE, BOLD_FOR_SURE = 1.08, 1.19  # between them the words on both sides have a say
USUAL = 40  # percentile of the page's strokes that is plain type
AROUND = np.ones((3, 3), np.uint8)
ENOUGH = 20  # words that tell what is usual


def mark_bold(words: Sequence[Word], grey: Bytes) -> list[Word]:
    """Return the words, in pixels of the image, with those of thicker strokes than usual on the page marked bold."""
    strokes = [_stroke(word, grey) for word in words]
    known = [stroke for stroke in strokes if stroke]
    if len(known) < ENOUGH:
        return list(words)
    usual = float(np.percentile(known, USUAL))
    shares = [stroke / usual for stroke in strokes]
    return [
        replace(word, bold=True) if _is_bold(shares, words, at) else word for at, word in enumerate(words)
    ]


def _stroke(word: Word, grey: Bytes) -> float:
    """Return the ink of a word for each pixel of its outline: its thickness; 0.0 where too little ink tells."""
    if sum(map(str.isalnum, word.text)) < 2:
        return 0.0
    part = grey[max(int(word.top), 0) : int(word.bottom) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
    if part.size == 0:
        return 0.0
    ink = (part < DARK - 20).view(np.uint8)
    outline = cv2.countNonZero(ink) - cv2.countNonZero(cv2.erode(ink, AROUND))
    if outline < 20:
        return 0.0
    return (255 * part.size - int(part.sum(dtype=np.int64))) / 255 / outline


def _is_bold(shares: Sequence[float], words: Sequence[Word], at: int) -> bool:
    """Tell by a word's own strokes; one that tells little, a dash or a number of one digit, is as its neighbours are."""
    own = shares[at]
    if own and not PLAIN_FOR_SURE < own < BOLD_FOR_SURE:
        return own > BOLD
    around = [
        shares[near] > BOLD
        for near in (at - 1, at + 1)
        if 0 <= near < len(words) and words[near].top == words[at].top and shares[near]
    ]
    if own and (len(around) < 2 or around[0] != around[1]):
        return own > BOLD
    return bool(around) and all(around)
