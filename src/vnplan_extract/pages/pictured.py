"""Finds print that stands on a page of text as a picture or as outlines, a signer's block or a table, and has it read.

The page is looked at coarsely, its own words and rulings left out; what remains and runs in lines of letters is print.
Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from vnplan_extract.pages.clean import DARK, colourless, grey_without_marks, neutral
from vnplan_extract.pages.images import plain
from vnplan_extract.pages.syllables import is_syllable, tokens
from vnplan_extract.pages.textlayer import OUTLINES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.document import Box, Page
    from vnplan_extract.pages.clean import Bytes

    Render = Callable[[float], Image.Image]

LOOK = 100  # dpi
LEAST_LETTER, TALLEST = 0.045, 0.3  # inches: print of 8 points without ascenders, a headline's capitals
WIDEST = 0.5  # inches; letters that touch are one
SOLID = 0.9  # share of its box that the ink of a letter does not fill
ROW = 0.15  # inches by which the feet of one line's letters may differ
IN_LINE, LETTERS = 5, 10  # letters of a line, and of all lines, that are no accident
PAPER = 180  # grey level that half of what lies under print is over at least; photographs are darker
AROUND = 2.0  # points around what is known
AWAY = 6.0  # points around a picture in which its print is read
SURE = 0.6  # mean confidence from which what was read there is taken
FEWEST, MOSTLY = 2, 0.5  # syllables among what was read, and their share of it


def with_print(page: Page, render: Render, places: Sequence[Box]) -> list[Box]:
    """Return those of the places on a page, boxes in points, in which there is print that no word of the page explains."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # as in reading scans: others only wait, and do not live on in a forked worker
    try:
        seen = np.asarray(render(LOOK).convert("RGB"))
        grey, scale = _unexplained(page, seen, LOOK), LOOK / 72
        return [place for place in places if _has_print(_part(grey, place, scale), _part(seen, place, scale))]
    finally:
        cv2.setNumThreads(threads)


def shows_print(picture: Image.Image, width: float) -> bool:
    """Tell whether there is print in a picture that stands in a document, `width` being its own there in points."""
    across = max(round(width * LOOK / 72), 1)
    down = max(round(picture.height * across / picture.width), 1)
    image = np.asarray(plain(picture).convert("RGB").resize((across, down), Image.Resampling.BOX))
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return _has_print(
            np.asarray(grey_without_marks(colourless(neutral(image)), dpi=LOOK), np.uint8), image
        )
    finally:
        cv2.setNumThreads(threads)


def _unexplained(page: Page, seen: Bytes, dpi: float) -> Bytes:
    """Return the image of a page in grey without the ink of its words and rulings, and without that of stamps and pens."""
    grey = np.array(grey_without_marks(colourless(neutral(seen)), dpi=round(dpi)), np.uint8)
    scale = dpi / 72
    known = [(word.x0, word.top, word.x1, word.bottom) for word in page.words]
    known += [(line.x0, line.top, line.x1, line.bottom) for line in page.rulings]
    for x0, top, x1, bottom in known:
        _part(grey, (x0 - AROUND, top - AROUND, x1 + AROUND, bottom + AROUND), scale)[:] = 255
    return grey


def _part(image: Bytes, box: Box, scale: float) -> Bytes:
    """Return the view of an image under a box in points."""
    x0, top, x1, bottom = (max(round(edge * scale), 0) for edge in box)
    return image[top:bottom, x0:x1]


def _has_print(grey: Bytes, seen: Bytes) -> bool:
    """Tell print from drawings and photographs: `grey` is what is to be explained, `seen` the picture as it is."""
    if not grey.size or np.median(seen) < PAPER:
        return False
    ink = (grey < DARK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    letters = (
        (height >= LEAST_LETTER * LOOK)
        & (height <= TALLEST * LOOK)
        & (width <= WIDEST * LOOK)
        & (area <= SOLID * width * height)
    )
    feet = np.sort((stats[1:, 1] + height)[letters])
    if len(feet) < LETTERS:
        return False
    lines = np.searchsorted(feet, feet + ROW * LOOK, side="right") - np.arange(len(feet))
    return bool((lines >= IN_LINE).any())


def only(page: Page, render: Render, places: Sequence[Box]) -> Render:
    """Return what renders the page with nothing on it but the print in the places that no word of the page explains."""

    def rendered(dpi: float) -> Image.Image:
        image = np.asarray(render(dpi).convert("RGB"))
        scale, shown = dpi / 72, np.full_like(image, 255)
        for x0, top, x1, bottom in places:
            box = (x0 - AWAY, top - AWAY, x1 + AWAY, bottom + AWAY)
            _part(shown, box, scale)[:] = _part(image, box, scale)
        for word in page.words:
            _part(shown, (word.x0, word.top, word.x1, word.bottom), scale)[:] = 255
        return Image.fromarray(shown)

    return rendered


def bare(page: Page) -> Page:
    """Return the page as one of which nothing was read yet."""
    return replace(page, words=(), rulings=(), read_by="none", confidence=0.0, findings=())


def added(page: Page, read: Page) -> Page | None:
    """Return the page with the words and rulings read from its pictures; None where they are not believed."""
    if read.rotation != page.rotation or read.confidence < SURE or not says_something(read):
        return None
    confidence = round(min(page.confidence, read.confidence), 3)
    rulings = (
        page.rulings if page.shapes >= OUTLINES else (*page.rulings, *read.rulings)
    )  # drawn, they are known
    return replace(page, words=(*page.words, *read.words), rulings=rulings, confidence=confidence)


def says_something(read: Page) -> bool:
    """Tell whether what was read in pictures is words, and not what OCR makes of a drawing or a photograph."""
    parts = [token for word in read.words for token in tokens(word.text) if len(token) > 1]
    syllables = sum(map(is_syllable, parts))
    return syllables >= max(FEWEST, MOSTLY * len(parts))
