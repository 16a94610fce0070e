"""Reads a PDF page character by character: slower than word by word, for pages whose text needs repair."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Protocol

from pypdfium2 import raw

from vnplan_extract.pages.glyphs import Glyph

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnplan_extract.document import Box


class StyleLike(Protocol):
    """Font of a text object, as the word reader knows it."""

    @property
    def font(self) -> str: ...
    @property
    def size(self) -> float: ...
    @property
    def bold(self) -> bool: ...
    @property
    def italic(self) -> bool: ...


def read_glyphs(
    textpage: object,
    *,
    box: Callable[[float, float, float, float], Box],
    style: Callable[[int], StyleLike],
) -> list[Glyph]:
    """Return the page's printed characters in the order of the content stream.

    Args:
        textpage: PDFium's text page.
        box: Maps left, bottom, right, top in PDF user space to a box of the displayed page.
        style: Gives the font of a character by its index.
    """
    glyphs: list[Glyph] = []
    rect = raw.FS_RECTF()
    breaks = True
    for at in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, at)
        if raw.FPDFText_IsGenerated(textpage, at) == 1 or code == 0x20:
            breaks = True
            continue
        if not 0 < code < 0xFFFE or 0xD800 <= code < 0xE000:
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, at, rect):
            continue
        look = style(at)
        glyphs.append(
            Glyph(
                chr(code),
                *box(rect.left, rect.bottom, rect.right, rect.top),
                font=_font_key(textpage, at),
                name=look.font,
                size=look.size,
                bold=look.bold,
                italic=look.italic,
                breaks=breaks,
            )
        )
        breaks = False
    return glyphs


def _font_key(textpage: object, at: int) -> str:
    """Return what tells the fonts of a page apart: two subsets of one font have the same name."""
    text_object = raw.FPDFText_GetTextObject(textpage, at)
    font = raw.FPDFTextObj_GetFont(text_object) if text_object else None
    return str(ctypes.addressof(font.contents)) if font else ""
