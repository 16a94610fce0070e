"""Reads PDF pages with PDFium at word level: words with font and place, rulings, pictures, form text.

The page's text is fetched once and split into words; only the boxes of each word's first and last character are asked
for, and the font once per text object: that is what makes it many times faster than reading character by character.
One page is in memory at a time. PDFium is not thread-safe: use processes.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

from vnplan_extract.document import Page, Word
from vnplan_extract.errors import DamagedInputError, EmptyInputError, PasswordError
from vnplan_extract.findings import finding
from vnplan_extract.pages.bindings import bind
from vnplan_extract.pages.paths import PathReader
from vnplan_extract.pages.pdfglyphs import read_glyphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

    from vnplan_extract.findings import Finding
    from vnplan_extract.pages.glyphs import Glyph

    Improve = Callable[[Page, Callable[[float], Image], Callable[[], list[Glyph]]], Page]

# PDFium marks a hyphen at a line's end and joins the two halves: they are two words, on two lines.
WORD = re.compile(r"[^\s\u0000\ufeff\ufffe\u0002]+[\ufffe\u0002]?|[\ufffe\u0002]")
HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\u00a0": " "})
DROPPED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
BOLD_WEIGHT = 600
BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
NAMED_FACE = re.compile(r"[A-Za-z]{5,}")
ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
FILL_AND_STROKE = 2  # text render mode that typesetters use to fake a bold face
ITALIC_FLAG, FORCE_BOLD_FLAG = 1 << 6, 1 << 18  # PDF 32000-1, table 123
ASCENT, DESCENT = 0.891, 0.216  # of the size: Times New Roman, the face the decree prescribes
LOW = 0.98  # of the size: a line's box lower than this is the ink's, not the font's
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


_text_object = bind("FPDFText_GetTextObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_loose_box = bind("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_origin = bind(
    "FPDFText_GetCharOrigin", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
)
_font_size = bind("FPDFTextObj_GetFontSize", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_font_of = bind("FPDFTextObj_GetFont", ctypes.c_void_p, ctypes.c_void_p)
_render_mode = bind("FPDFTextObj_GetTextRenderMode", ctypes.c_int, ctypes.c_void_p)
_matrix_of = bind("FPDFPageObj_GetMatrix", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_font_name = bind(
    "FPDFFont_GetBaseFontName", ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t
)
_font_flags = bind("FPDFFont_GetFlags", ctypes.c_int, ctypes.c_void_p)
_font_weight = bind("FPDFFont_GetWeight", ctypes.c_int, ctypes.c_void_p)


class PageReader:
    """Reads the words of one loaded page; `turn` maps PDF user space to the displayed page, origin top left."""

    def __init__(self, textpage: pdfium.PdfTextPage, turn: Turn) -> None:
        self.textpage = textpage
        self.address = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        self.turn = turn
        self.styles: dict[int, Style] = {}  # text object -> its style
        self.faces: dict[tuple[object, ...], Style] = {}
        self.fonts: dict[int, tuple[str, bool, bool]] = {}
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
        words: list[Word] = []
        text, index = page_characters(self.textpage)
        if printed is not None and not text.startswith(printed):
            return None
        limit = len(text) if printed is None else len(printed)
        for match in WORD.finditer(text):
            word = self._word(match.group(), index(match.start()), index(match.end() - 1))
            if word is not None:
                words.append(word if match.start() < limit else replace(word, read_by="form"))
        return glued(words)

    def _word(self, text: str, first: int, last: int) -> Word | None:
        """Return the word; digits of a raised run at its end become superscripts, so that "tỉnh¹" is no number."""
        style = self._style(first)
        if first != last and text[-1].isdigit() and self._style(last) is not style:
            cut = self._raised_from(first, last)
            if cut is not None and len(text) == last - first + 1:
                text = text[: cut - first] + text[cut - first :].translate(RAISED_DIGITS)
        clean = text if text.isascii() else text.translate(DROPPED)
        clean = clean.translate(HYPHENS).strip()
        box = self._box(first, last, style)
        if not clean or box is None:
            return None
        if not clean.isascii() and not unicodedata.is_normalized("NFC", clean):
            clean = unicodedata.normalize("NFC", clean)
        return Word(clean, *box, style.font, style.size, style.bold, style.italic)

    def _raised_from(self, first: int, last: int) -> int | None:
        """Return where inside a word a much smaller run begins (a footnote mark), if the word ends with one."""
        size = self._style(first).size
        for at in range(first + 1, last + 1):
            other = self._style(at).size
            if size and other and other < RAISED * size:
                return at
        return None

    def _box(self, first: int, last: int, style: Style) -> tuple[float, float, float, float] | None:
        rect = self.rect
        if not _loose_box(self.address, first, self.rect_at):
            return None
        left, right, top, bottom = rect.left, rect.right, rect.top, rect.bottom
        if last != first and _loose_box(self.address, last, self.rect_at):
            left, right = min(left, rect.left), max(right, rect.right)
            top, bottom = max(top, rect.top), min(bottom, rect.bottom)
        if self.turn.rotation == 0 and top - bottom < LOW * style.size:
            bottom, top = self._stretched(first, bottom, top, style.size)
        return self.turn.box(left, bottom, right, top)

    def _stretched(self, char: int, bottom: float, top: float, size: float) -> tuple[float, float]:
        """Return foot and head of the line from its baseline: fonts that name no ascent have boxes of ink only."""
        if not _origin(self.address, char, self.x_at, self.y_at):
            return bottom, top
        return self.y.value - DESCENT * size, self.y.value + ASCENT * size

    def _style(self, char: int) -> Style:
        text_object = _text_object(self.address, char)
        if not text_object:
            return NO_STYLE
        style = self.styles.get(text_object)
        if style is None:
            style = self.styles[text_object] = self._read_style(text_object)
        return style

    def _read_style(self, text_object: int) -> Style:
        size = self.number.value if _font_size(text_object, self.number_at) else 0.0
        if _matrix_of(text_object, self.matrix_at):
            size *= math.hypot(self.matrix.c, self.matrix.d)
        font = _font_of(text_object)
        name, bold, italic = self._font(font) if font else ("", False, False)
        bold = bold or _render_mode(text_object) == FILL_AND_STROKE
        face = (name, round(size, 2), bold, italic)
        known = self.faces.get(face)
        if known is None:
            known = self.faces[face] = Style(name, round(size, 2), bold, italic)
        return known

    def _font(self, font: int) -> tuple[str, bool, bool]:
        known = self.fonts.get(font)
        if known is None:
            buffer = ctypes.create_string_buffer(256)
            length = _font_name(font, ctypes.addressof(buffer), 256)
            name = buffer.raw[: max(min(length, 256) - 1, 0)].decode("utf-8", "replace").split("+", 1)[-1]
            flags = max(_font_flags(font), 0)
            # The weight is often derived from stem widths that producers get wrong: it counts only for nameless fonts.
            heavy = not NAMED_FACE.search(name) and _font_weight(font) >= BOLD_WEIGHT
            bold = bool(BOLD_NAME.search(name)) or heavy or bool(flags & FORCE_BOLD_FLAG)
            known = self.fonts[font] = (
                name,
                bold,
                bool(ITALIC_NAME.search(name)) or bool(flags & ITALIC_FLAG),
            )
        return known


NO_WHITE = 0.04  # of a line's height: words closer than this are one


def glued(words: list[Word]) -> list[Word]:
    """Put together what stands side by side without any white: PDFium parts a word where its font subset changes.

    Measured on real files, a blank is at least 0.08 of a line's height wide and a false one at most 0.02.
    """
    result: list[Word] = []
    for word in words:
        last = result[-1] if result else None
        if last is not None and _touches(last, word):
            result[-1] = replace(
                last,
                text=last.text + word.text,
                top=min(last.top, word.top),
                x1=word.x1,
                bottom=max(last.bottom, word.bottom),
            )
        else:
            result.append(word)
    return result


def _touches(last: Word, word: Word) -> bool:
    height = last.bottom - last.top
    return (
        abs(word.x0 - last.x1) <= NO_WHITE * height
        and abs(word.bottom - last.bottom) <= 0.1 * height
        and abs(word.size - last.size) <= 0.1 * last.size
        and last.x1 - last.x0 < 60 * height
    )


NO_STYLE = Style("", 0.0, bold=False, italic=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """Maps PDF user space (origin bottom left, unturned) to the page as displayed (origin top left)."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: int

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Map a box given by its user-space corners."""
        if self.rotation == 0:
            return (left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom)
        if self.rotation == 90:
            return (bottom - self.y0, left - self.x0, top - self.y0, right - self.x0)
        if self.rotation == 180:
            return (self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0)
        return (self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left)


def page_characters(textpage: pdfium.PdfTextPage) -> tuple[str, Callable[[int], int]]:
    """Return the page's text and the map from its offsets to PDFium's character indices."""
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", int
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) == count and written - 1 == count:
        return text, int
    # A character beyond the BMP, or one PDFium left out of its text: go through them one by one.
    characters, indices = [], []
    for at in range(count):
        code = raw.FPDFText_GetUnicode(textpage, at)
        characters.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " ")
        indices.append(at)
    return "".join(characters), indices.__getitem__


def read_pdf(
    data: bytes, *, name: str, password: str | None = None, improve: Improve | None = None
) -> Iterator[Page]:
    """Yield the pages of a PDF, one in memory at a time.

    Args:
        data: The file's bytes.
        name: What to call the file in messages.
        password: Password of an encrypted file.
        improve: Called for each page with a function that renders it at a resolution in dpi and one that reads it
            character by character, for pages whose text layer is missing or lies (`scan.improve`).

    Raises:
        PasswordError: The file is encrypted and the password is missing or wrong.
        EmptyInputError: The file has no pages.
        DamagedInputError: PDFium cannot open it.
    """
    pdf = _open(data, name=name, password=password)
    try:
        if len(pdf) == 0:
            raise EmptyInputError("the PDF has no pages", where=name, remedy="Ask for the document again.")
        pdf.init_forms()
        for number in range(1, len(pdf) + 1):
            try:
                yield _read_page(pdf, number, improve)
            except (pdfium.PdfiumError, OSError, ValueError, MemoryError) as error:
                yield Page(
                    number,
                    read_by="none",
                    confidence=0.0,
                    findings=(
                        finding("page-damaged", page=number, found=str(error) or type(error).__name__),
                    ),
                )
    finally:
        pdf.close()


def _open(data: bytes, *, name: str, password: str | None) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data, password=password)
        len(pdf)
    except pdfium.PdfiumError as error:
        reason = str(error)
        if "assword" in reason:
            raise PasswordError(
                "the PDF is encrypted" if password is None else "the password does not open the PDF",
                where=name,
                remedy="Give its password with --password (in Python: Options(password=...)).",
            ) from error
        if b"/Type/Pages" in data.replace(b" ", b"")[:4096] and b"/Count0" in data.replace(b" ", b"")[:4096]:
            raise EmptyInputError(
                "the PDF has no pages", where=name, remedy="Ask for the document again."
            ) from error
        raise DamagedInputError(
            "the PDF cannot be opened",
            where=name,
            why=reason,
            remedy="It may be cut short: fetch it again, or repair it with 'qpdf IN OUT' and try once more.",
        ) from error
    return pdf


def _read_page(pdf: pdfium.PdfDocument, number: int, improve: Improve | None) -> Page:
    page = pdf[number - 1]
    try:
        rotation = page.get_rotation()
        left, bottom, right, top = page.get_bbox()
        turn = Turn(left, bottom, right, top, rotation)
        width, height = page.get_size()
        findings: tuple[Finding, ...] = ()
        if raw.FPDFPage_GetAnnotCount(page) > 0:
            words, page = _words_and_forms(pdf, page, number, turn)
            words, findings = _uncovered(words, number)
        else:
            words = _words(page, turn)
        paths = PathReader(turn)
        rulings, pictures = paths.read(page)
        result = Page(
            number,
            width,
            height,
            rotation,
            tuple(words),
            tuple(rulings),
            tuple(pictures),
            read_by="text" if words else "none",
            confidence=1.0 if words else 0.0,
            findings=findings,
        )
        if improve is not None:
            result = improve(
                result, lambda dpi: page.render(scale=dpi / 72).to_pil(), lambda: _glyphs(page, turn)
            )
        return result
    finally:
        page.close()


def _glyphs(page: pdfium.PdfPage, turn: Turn) -> list[Glyph]:
    textpage = page.get_textpage()
    try:
        return read_glyphs(textpage, box=turn.box, style=PageReader(textpage, turn)._style)  # noqa: SLF001
    finally:
        textpage.close()


def _words(page: pdfium.PdfPage, turn: Turn) -> list[Word]:
    textpage = page.get_textpage()
    try:
        return PageReader(textpage, turn).words() or []
    finally:
        textpage.close()


def _words_and_forms(
    pdf: pdfium.PdfDocument, page: pdfium.PdfPage, number: int, turn: Turn
) -> tuple[list[Word], pdfium.PdfPage]:
    """Read a page with its annotations drawn into it: the clerk's number and date are signature widgets, not page text.

    The page loaded before keeps its text; only a page loaded after the drawing has the fields', behind all other text.
    """
    textpage = page.get_textpage()
    try:
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
            return PageReader(textpage, turn).words() or [], page
        flat = pdf[number - 1]
        flat_text = flat.get_textpage()
        try:
            words = PageReader(flat_text, turn).words(printed=page_characters(textpage)[0])
            if words is None:
                known = {_place(word) for word in PageReader(textpage, turn).words() or []}
                drawn = PageReader(flat_text, turn).words() or []
                words = [word if _place(word) in known else replace(word, read_by="form") for word in drawn]
        finally:
            flat_text.close()
    finally:
        textpage.close()
    page.close()
    return words, flat


def _uncovered(words: list[Word], page: int) -> tuple[list[Word], tuple[Finding, ...]]:
    """Leave out printed characters that a field is drawn over (a clerk's 5 over a typed 4), and say what lies under it."""
    fields = [word for word in words if word.read_by == "form"]
    findings = []
    kept = []
    for word in words:
        over = (
            next((field for field in fields if _covers(field, word)), None)
            if word.read_by != "form"
            else None
        )
        if over is None:
            kept.append(word)
        else:
            findings.append(finding("overprint", page=page, found=over.text, expected=word.text))
    return kept, tuple(findings)


def _place(word: Word) -> tuple[str, int, int]:
    return (word.text, round(word.x0), round(word.top))


def _covers(field: Word, word: Word) -> bool:
    """Does the field lie over most of the word?"""
    across = min(field.x1, word.x1) - max(field.x0, word.x0)
    down = min(field.bottom, word.bottom) - max(field.top, word.top)
    area = (word.x1 - word.x0) * (word.bottom - word.top)
    return across > 0 and down > 0 and across * down > 0.4 * area
