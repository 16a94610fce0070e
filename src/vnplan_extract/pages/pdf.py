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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from vnplan_extract.document import Page, Picture, Ruling, Word
from vnplan_extract.errors import DamagedInputError, EmptyInputError, PasswordError
from vnplan_extract.findings import finding
from vnplan_extract.pages.paths import PathReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

    Improve = Callable[[Page, Callable[[float], Image]], Page]

WORD = re.compile(r"[^\s\u0000\ufeff]+")
HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\u00a0": " "})  # PDFium's marks of a line-end hyphen
DROPPED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
BOLD_WEIGHT = 600
BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
NAMED_FACE = re.compile(r"[A-Za-z]{5,}")
ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
FILL_AND_STROKE = 2  # text render mode that typesetters use to fake a bold face
ITALIC_FLAG, FORCE_BOLD_FLAG = 1 << 6, 1 << 18  # PDF 32000-1, table 123
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


@dataclass(slots=True)
class PageReader:
    """Reads the words of one loaded page; `turn` maps PDF user space to the displayed page, origin top left."""

    textpage: object
    turn: Turn
    styles: dict[int, Style] = field(default_factory=dict)
    fonts: dict[int, tuple[str, bool, bool]] = field(default_factory=dict)

    def words(self) -> list[Word]:
        """Return the page's words in the order of the content stream."""
        words: list[Word] = []
        text, index = page_characters(self.textpage)
        for match in WORD.finditer(text):
            first, last = index(match.start()), index(match.end() - 1)
            words.extend(self._word(match.group(), first, last))
        return words

    def _word(self, text: str, first: int, last: int) -> Iterator[Word]:
        """Yield the word; digits of a raised run at its end become superscripts, so that "tỉnh¹" is no number."""
        style = self._style(first)
        if first != last and self._style(last) is not style:
            cut = self._raised_from(first, last)
            if cut is not None and len(text) == last - first + 1:
                text = text[: cut - first] + text[cut - first :].translate(RAISED_DIGITS)
        yield from self._one(text, first, last, style)

    def _raised_from(self, first: int, last: int) -> int | None:
        """Return where inside a word a much smaller run begins (a footnote mark), if the word ends with one."""
        size = self._style(first).size
        for at in range(first + 1, last + 1):
            other = self._style(at).size
            if size and other and other < RAISED * size:
                return at
        return None

    def _one(self, text: str, first: int, last: int, style: Style) -> Iterator[Word]:
        clean = text.translate(HYPHENS).translate(DROPPED).strip()
        if not clean:
            return
        box = self._box(first, last)
        if box is None:
            return
        if not unicodedata.is_normalized("NFC", clean):
            clean = unicodedata.normalize("NFC", clean)
        yield Word(clean, *box, style.font, style.size, style.bold, style.italic)

    def _box(self, first: int, last: int) -> tuple[float, float, float, float] | None:
        rect = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(self.textpage, first, rect):
            return None
        left, right, top, bottom = rect.left, rect.right, rect.top, rect.bottom
        if last != first and raw.FPDFText_GetLooseCharBox(self.textpage, last, rect):
            left, right = min(left, rect.left), max(right, rect.right)
            top, bottom = max(top, rect.top), min(bottom, rect.bottom)
        return self.turn.box(left, bottom, right, top)

    def _style(self, char: int) -> Style:
        text_object = raw.FPDFText_GetTextObject(self.textpage, char)
        if not text_object:
            return NO_STYLE
        address = ctypes.addressof(text_object.contents)
        style = self.styles.get(address)
        if style is None:
            style = self.styles[address] = self._read_style(text_object)
        return style

    def _read_style(self, text_object: object) -> Style:
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(text_object, size)
        matrix = raw.FS_MATRIX()
        scale = 1.0
        if raw.FPDFPageObj_GetMatrix(text_object, matrix):
            scale = math.hypot(matrix.c, matrix.d)
        font = raw.FPDFTextObj_GetFont(text_object)
        name, bold, italic = self._font(font) if font else ("", False, False)
        if not bold and raw.FPDFTextObj_GetTextRenderMode(text_object) == FILL_AND_STROKE:
            bold = True
        return Style(name, round(size.value * scale, 2), bold, italic)

    def _font(self, font: object) -> tuple[str, bool, bool]:
        address = ctypes.addressof(font.contents)  # type: ignore[attr-defined]
        known = self.fonts.get(address)
        if known is None:
            buffer = ctypes.create_string_buffer(256)
            length = raw.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.raw[: max(min(length, 256) - 1, 0)].decode("utf-8", "replace")
            name = name.split("+", 1)[-1]
            flags = raw.FPDFFont_GetFlags(font)
            flags = max(flags, 0)
            # The weight is often derived from stem widths that producers get wrong: it counts only for nameless fonts.
            nameless = not NAMED_FACE.search(name)
            heavy = nameless and raw.FPDFFont_GetWeight(font) >= BOLD_WEIGHT
            bold = bool(BOLD_NAME.search(name)) or heavy or bool(flags & FORCE_BOLD_FLAG)
            known = (name, bold, bool(ITALIC_NAME.search(name)) or bool(flags & ITALIC_FLAG))
            self.fonts[address] = known
        return known


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


def page_characters(textpage: object) -> tuple[str, Callable[[int], int]]:
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
        improve: Called for each page with a function that renders it at a resolution in dpi, for pages whose text layer
            is missing or lies.

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
        turn = Turn(*page.get_bbox(), rotation)
        width, height = page.get_size()
        words = _words(page, turn)
        if raw.FPDFPage_GetAnnotCount(page) > 0:
            flat, page = _flattened(pdf, page, number)
            if flat:
                words = _with_form_words(words, _words(page, turn))
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
        )
        if improve is not None:
            result = improve(result, lambda dpi: page.render(scale=dpi / 72).to_pil())
        return result
    finally:
        page.close()


def _words(page: pdfium.PdfPage, turn: Turn) -> list[Word]:
    textpage = page.get_textpage()
    try:
        return PageReader(textpage, turn).words()
    finally:
        textpage.close()


def _flattened(pdf: pdfium.PdfDocument, page: pdfium.PdfPage, number: int) -> tuple[bool, pdfium.PdfPage]:
    """Draw the annotations into the page: the clerk's number and date are signature widgets, not page text."""
    done = raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    if not done:
        return False, page
    page.close()
    return True, pdf[number - 1]


def _with_form_words(printed: list[Word], flat: list[Word]) -> list[Word]:
    """Return the words of the flattened page, those that were not there before marked as read from a form field."""
    known = {(word.text, round(word.x0), round(word.top)) for word in printed}
    return [
        word
        if (word.text, round(word.x0), round(word.top)) in known
        else Word(
            word.text,
            word.x0,
            word.top,
            word.x1,
            word.bottom,
            word.font,
            word.size,
            word.bold,
            word.italic,
            "form",
        )
        for word in flat
    ]


__all__ = ["Picture", "Ruling", "read_pdf"]
