"""Words of a PDF page: the page's text is fetched once and split, then each word gets its box and its font.

Only the boxes of a word's first and last character are asked for, and the font once per text object. This runs for every
word of every page: what most pages do not have (hyphens at line ends, marks to compose, raised numbers) is asked once of
the whole page or only where its sign shows, and the common way stays short.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pypdfium2 import raw

from vnplan_extract.document import Word
from vnplan_extract.pages.bindings import address_of, bind
from vnplan_extract.pages.wordparts import HOLE, SEAM, glued, is_woven, woven

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

    from vnplan_extract.document import Box, ReadBy

# PDFium marks a hyphen at a line's end and joins the two halves: they are two words, on two lines.
WORD = re.compile(r"[^\s\u0000\ufeff\ufffe\u0002]+[\ufffe\u0002]?|[\ufffe\u0002]")
HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\u00a0": " "})
DROPPED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
SPECIAL = re.compile("[\u0002\u200b-\u200d\u2060\ufeff\ufffe]")  # what `cleaned` takes care of
BOLD_WEIGHT = 600
BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
NAMED_FACE = re.compile(r"[A-Za-z]{5,}")
ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
BLANK = 0x20
FILL_AND_STROKE = 2  # text render mode that typesetters use to fake a bold face
ITALIC_FLAG, FORCE_BOLD_FLAG = 1 << 6, 1 << 18  # PDF 32000-1, table 123
ASCENT, DESCENT = 0.891, 0.216  # of the size: Times New Roman, the face the decree prescribes
LOW = 0.98  # of the size: a line's box lower than this is the ink's, not the font's
WHITE = 0.12  # of the size, between two letters: a blank; those of justified lines have 0.15 and more
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED = (
    0.8  # a run smaller than this share of its neighbour inside one word is a superscript or footnote mark
)


@dataclass(frozen=True, slots=True)
class Style:
    """Font of a text object."""

    font: str
    size: float
    bold: bool
    italic: bool
    slanted: bool = False  # neither level nor upright: a watermark
    down: bool = False  # on its side, running downwards on the page as shown
    unseen: bool = False


NO_STYLE = Style("", 0.0, bold=False, italic=False)
INVISIBLE = 3  # text render mode: neither filled nor stroked
MOSTLY = 0.8  # share of a page's characters that make its direction
FEW_CHARACTERS = 40  # a page with no more, a stamp beside a picture, has none
SAMPLES = 400  # characters of a page that are looked at for it
SLANT = 0.2  # of a right angle: so much a line is off level or upright to be slanted, 18 degrees; a false italic leans by 12


@dataclass(frozen=True, slots=True)
class Turn:
    """Maps PDF user space (origin bottom left, unturned) to the page as displayed (origin top left)."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Map a box given by its user-space corners."""
        if self.rotation == 0:
            return (left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom)
        if self.rotation == 90:
            return (bottom - self.y0, left - self.x0, top - self.y0, right - self.x0)
        if self.rotation == 180:
            return (self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0)
        return (self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left)


_text_object = bind("FPDFText_GetTextObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_loose_box = bind("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_origin = bind(
    "FPDFText_GetCharOrigin", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
)
_font_size = bind("FPDFTextObj_GetFontSize", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_font_of = bind("FPDFTextObj_GetFont", ctypes.c_void_p, ctypes.c_void_p)
_render_mode = bind("FPDFTextObj_GetTextRenderMode", ctypes.c_int, ctypes.c_void_p)
_matrix_of = bind("FPDFPageObj_GetMatrix", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_angle = bind("FPDFText_GetCharAngle", ctypes.c_float, ctypes.c_void_p, ctypes.c_int)
_font_name = bind(
    "FPDFFont_GetBaseFontName", ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t
)
_glyph_width = bind(
    "FPDFFont_GetGlyphWidth", ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_float, ctypes.c_void_p
)
_font_flags = bind("FPDFFont_GetFlags", ctypes.c_int, ctypes.c_void_p)
_font_weight = bind("FPDFFont_GetWeight", ctypes.c_int, ctypes.c_void_p)


class PageReader:
    """Reads the words of one loaded page; `turn` maps PDF user space to the displayed page, origin top left."""

    def __init__(self, textpage: pdfium.PdfTextPage, turn: Turn) -> None:
        self.textpage = textpage
        self.address = address_of(textpage.raw)
        self.turn = turn
        self.styles: dict[int | None, Style] = {None: NO_STYLE}  # text object -> its style
        self.faces: dict[
            tuple[int | None, float, float, float, int, float], Style
        ] = {}  # what PDFium says of an object
        self.known: dict[Style, Style] = {
            NO_STYLE: NO_STYLE
        }  # one object for each, so that `is` tells them apart
        self.fonts: dict[int | None, tuple[str, bool, bool]] = {None: ("", False, False)}
        self.apart = False  # words are read in parts, because letters of theirs stand elsewhere in the stream
        self.rect = raw.FS_RECTF()
        self.matrix = raw.FS_MATRIX()
        self.number = ctypes.c_float()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.x_at, self.y_at = ctypes.addressof(self.x), ctypes.addressof(self.y)
        self.rect_at = ctypes.addressof(self.rect)
        self.matrix_at = ctypes.addressof(self.matrix)
        self.number_at = ctypes.addressof(self.number)

    def words(self, *, printed: str | None = None) -> list[Word] | None:
        """Return the page's words in the order of the content stream.

        Args:
            printed: The page's text before its annotations were drawn into it: what stands behind is read from a form
                field. Then None is returned where the text does not begin with it.
        """
        text = page_characters(self.textpage)
        if printed is not None and not text.startswith(printed):
            return None
        limit = len(text) if printed is None else len(printed)
        rough = SPECIAL.search(text) is not None or not unicodedata.is_normalized("NFC", text)
        words: list[Word] = []
        spans: list[tuple[int, int]] = []
        for start, end in self._spans(text):
            style = self.style(start)
            if (
                not style.font and end - start > 1
            ):  # a letter drawn as a picture of itself, as browsers embolden
                style = max((self.style(at) for at in range(start, end)), key=lambda face: bool(face.font))
            box = self._box(start, end - 1, style)
            if box is None:
                continue
            word = text[start:end]
            if word[-1].isdigit() and len(word) > 1:
                word = self._with_mark(word, start, style)
            if rough and not (word := cleaned(word)):
                continue
            read_by: ReadBy = "text" if start < limit else "form"
            made = Word(word, *box, style.font, style.size, style.bold, style.italic, read_by)
            if word[-1] == "-" and self._is_spaced(text, end):
                made = replace(made, spaced=True)
            if style.slanted or style.down or style.unseen:
                made = replace(made, slanted=style.slanted, down=style.down, unseen=style.unseen)
            words.append(made)
            spans.append((start, end))
        words = glued(words, lambda at: self._is_white(spans[at - 1][1] - 1, spans[at][0]))
        if self.apart:
            return woven(words)
        if not is_woven(words):
            return words
        self.apart = True
        return self.words(printed=printed)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words begin and end in the page's text; with `apart` the parts of words that other letters stand between."""
        for match in WORD.finditer(text):
            start, end = match.span()
            if self.apart:
                for at in range(start + 1, end):
                    if self._is_apart(at):
                        yield start, at
                        start = at
            yield start, end

    def _is_apart(self, at: int) -> bool:
        """Does the character begin elsewhere than the one before it ends, in another font too?"""
        before, after = self._box(at - 1, at - 1, NO_STYLE), self._box(at, at, NO_STYLE)
        style = self.style(at)
        if before is None or after is None or self.style(at - 1).font != style.font:
            return True
        return not SEAM[0] * style.size <= after[0] - before[2] <= HOLE * style.size

    def _is_spaced(self, text: str, at: int) -> bool:
        """Tell whether the character at `at` is a blank that the producer set; PDFium adds some of its own."""
        return text[at : at + 1] == " " and not raw.FPDFText_IsGenerated(self.textpage, at)

    def _is_white(self, char: int, after: int) -> bool:
        """Is there a blank between two characters as their line was set, though the first one's box covers it?

        The box of a letter that is slanted by force is wider than its advance.
        """
        style, text_object = self.style(char), _text_object(self.address, char)
        if self.turn.rotation or not text_object or not _origin(self.address, char, self.x_at, self.y_at):
            return False
        begin = self.x.value
        code = raw.FPDFText_GetUnicode(self.textpage, char)
        if not _glyph_width(_font_of(text_object), code, style.size, self.number_at):
            return False
        if not self.number.value or not _origin(self.address, after, self.x_at, self.y_at):
            return False
        return self.x.value - begin - self.number.value > WHITE * style.size

    def _with_mark(self, text: str, first: int, style: Style) -> str:
        """Return the word with the digits of a raised run at its end as superscripts: "tỉnh¹" is no number."""
        if self.style(first + len(text) - 1) is style:
            return text
        for at in range(1, len(text)):
            size = self.style(first + at).size
            if style.size and size and size < RAISED * style.size:
                return text[:at] + text[at:].translate(RAISED_DIGITS)
        return text

    def _box(self, first: int, last: int, style: Style) -> Box | None:
        rect = self.rect
        if not _loose_box(self.address, first, self.rect_at):
            return None
        left, right, top, bottom = rect.left, rect.right, rect.top, rect.bottom
        if last != first and _loose_box(self.address, last, self.rect_at):
            begin, end, high, low = rect.left, rect.right, rect.top, rect.bottom
            if begin < left:
                left = begin
            if end > right:
                right = end
            if high > top:
                top = high
            if low < bottom:
                bottom = low
        turn = self.turn
        if turn.rotation:
            return turn.box(left, bottom, right, top)
        if top - bottom < LOW * style.size:
            bottom, top = self._stretched(first, bottom, top, style.size)
        return (left - turn.x0, turn.y1 - top, right - turn.x0, turn.y1 - bottom)

    def _stretched(self, char: int, bottom: float, top: float, size: float) -> tuple[float, float]:
        """Return foot and head of the line from its baseline: fonts that name no ascent have boxes of ink only."""
        if not _origin(self.address, char, self.x_at, self.y_at):
            return bottom, top
        return self.y.value - DESCENT * size, self.y.value + ASCENT * size

    def style(self, char: int) -> Style:
        """Return the font of a character."""
        text_object = _text_object(self.address, char)
        known = self.styles.get(text_object)
        if known is None:
            known = self.styles[text_object] = self._read_style(text_object, char)
        return known

    def _read_style(self, text_object: int, char: int) -> Style:
        size = self.number.value if _font_size(text_object, self.number_at) else 0.0
        across, up = 0.0, 1.0
        if _matrix_of(text_object, self.matrix_at):
            across, up = self.matrix.c, self.matrix.d
        angle = round(_angle(self.address, char), 3)
        face = (_font_of(text_object), size, across, up, _render_mode(text_object), angle)
        known = self.faces.get(face)
        if known is None:
            known = self.faces[face] = self._new_style(*face)
        return known

    def _new_style(  # noqa: PLR0917
        self, font: int | None, size: float, across: float, up: float, mode: int, angle: float
    ) -> Style:
        name, bold, italic = self.fonts.get(font) or self._font(font)
        size = round(size * math.hypot(across, up), 2)
        bold = bold or mode == FILL_AND_STROKE
        slanted, down = _is_slanted(angle), self._is_down(angle)
        style = Style(name, size, bold, italic, slanted, down, unseen=mode == INVISIBLE)
        return self.known.setdefault(style, style)

    def _is_down(self, angle: float) -> bool:
        return angle >= 0 and round(math.degrees(angle) / 90 + self.turn.rotation / 90) % 4 == 1

    def _font(self, font: int | None) -> tuple[str, bool, bool]:
        buffer = ctypes.create_string_buffer(256)
        length = _font_name(font, ctypes.addressof(buffer), 256)
        name = buffer.raw[: max(min(length, 256) - 1, 0)].decode("utf-8", "replace").split("+", 1)[-1]
        flags = max(_font_flags(font), 0)
        # The weight is often derived from stem widths that producers get wrong: it counts only for nameless fonts.
        heavy = not NAMED_FACE.search(name) and _font_weight(font) >= BOLD_WEIGHT
        bold = bool(BOLD_NAME.search(name)) or heavy or bool(flags & FORCE_BOLD_FLAG)
        italic = bool(ITALIC_NAME.search(name)) or bool(flags & ITALIC_FLAG)
        self.fonts[font] = (name, bold, italic)
        return self.fonts[font]


def _is_slanted(angle: float) -> bool:
    """Tell an angle, in radians, that is neither level nor upright; PDFium gives -1 for what has none."""
    off = (angle / (math.pi / 2)) % 1.0
    return angle >= 0 and SLANT < off < 1 - SLANT


def reading_rotation(textpage: pdfium.PdfTextPage, rotation: int) -> int:
    """Return by how many degrees clockwise a page must be turned to make its text run level.

    A wide table put on its side, a sheet bound upside down: the page is turned, or its text is, and the other is not.

    Args:
        textpage: PDFium's text page.
        rotation: How it is turned now; returned where its text has no direction of its own.
    """
    count = raw.FPDFText_CountChars(textpage)
    quarters = [0, 0, 0, 0]
    for at in range(0, count, max(1, count // SAMPLES)):
        if raw.FPDFText_GetUnicode(textpage, at) > BLANK:
            quarters[round(max(_angle(address_of(textpage.raw), at), 0.0) / (math.pi / 2)) % 4] += 1
    seen, most = sum(quarters), max(quarters)
    if count <= FEW_CHARACTERS or most < MOSTLY * seen:
        return rotation
    return -90 * quarters.index(most) % 360


def cleaned(text: str) -> str:
    """Return a word without invisible characters, its line-end hyphen a hyphen, in NFC; "" when nothing is left."""
    text = text.translate(DROPPED).translate(HYPHENS).strip()
    return unicodedata.normalize("NFC", text)


def page_characters(textpage: pdfium.PdfTextPage) -> str:
    """Return the page's text, one character for each of PDFium's, so that offsets are its character indices."""
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) == count and written - 1 == count:
        return text
    # A character beyond the BMP, or one PDFium left out of its text: go through them one by one.
    codes = (raw.FPDFText_GetUnicode(textpage, at) for at in range(count))
    return "".join(
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes
    )
