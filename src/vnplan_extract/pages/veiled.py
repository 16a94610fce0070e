"""Tells text that nobody sees on the page: drawn invisibly, or under a picture of the whole page, as OCR programs do."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from vnplan_extract.document import Page, Picture, Word

MOST_DEPTH = 4  # of forms in forms
MOST = 0.5  # share of a page's pieces of text from which its text is unseen
AS_LARGE = 0.5  # of the largest picture's pixels: pictures so large are the page, whole or in strips
ALPHA, OPAQUE, STEP = frozenset(("BGRA", "BGRa", "RGBA")), 0.95, 7  # of the dots, each seventh looked at
INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE


def is_veiled(page: pdfium.PdfPage) -> bool:
    """Tell whether most of the text of a page that is a picture cannot be seen."""
    objects = list(
        page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE), max_depth=MOST_DEPTH)
    )
    pixels = {
        at: _pixels(found.raw) for at, found in enumerate(objects) if found.type == raw.FPDF_PAGEOBJ_IMAGE
    }
    texts = [(at, found.raw) for at, found in enumerate(objects) if at not in pixels]
    covering = _last_cover(objects, pixels, after=texts[0][0]) if texts else -1
    unseen = sum(at < covering or raw.FPDFTextObj_GetTextRenderMode(text) == INVISIBLE for at, text in texts)
    return bool(texts) and unseen >= MOST * len(texts)


def without_unseen(page: Page) -> Page:
    """Return a page that is no picture without the words drawn invisibly on it; where most are, they lie over outlines.

    Words over a picture stay: an OCR program left them there.
    """
    unseen = [word for word in page.words if word.unseen]
    if not unseen:
        return page
    if len(unseen) >= MOST * len(page.words):
        return replace(page, veiled=True)
    gone = {id(word) for word in unseen if not any(_lies_on(word, picture) for picture in page.pictures)}
    if not gone:
        return page
    words = tuple(word for word in page.words if id(word) not in gone)
    count = sum(len(word.text) for word in page.words if id(word) in gone)
    return replace(
        page, words=words, findings=(*page.findings, finding("hidden-text", page=page.number, count=count))
    )


def _lies_on(word: Word, picture: Picture) -> bool:
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return picture.x0 <= across <= picture.x1 and picture.top <= down <= picture.bottom


def _last_cover(objects: list[pdfium.PdfObject], pixels: dict[int, int], *, after: int) -> int:
    """Return which object is the last picture that lets nothing through and is as large as the page's; -1 for none."""
    least = max(AS_LARGE * max(pixels.values(), default=0), 1)
    for at in sorted(pixels, reverse=True):
        if at > after and pixels[at] >= least and _is_opaque(objects[at]):
            return at
    return -1


def _is_opaque(picture: pdfium.PdfObject) -> bool:
    """Tell whether nothing is seen through a picture; it is drawn to know that, so ask of few."""
    try:
        bitmap = picture.get_bitmap(render=True, scale_to_original=False)
    except pdfium.PdfiumError:
        return False
    return (
        bitmap.mode not in ALPHA
        or bytes(bitmap.buffer)[3 :: 4 * STEP].count(255) * STEP * 4 >= OPAQUE * bitmap.stride * bitmap.height
    )


def _pixels(image: object) -> int:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not raw.FPDFImageObj_GetImagePixelSize(image, width, height):
        return 0
    return width.value * height.value
