"""Reads PDF pages with PDFium at word level: words with font and place, rulings, pictures, form text.

Words are read in `pdfwords`, rulings and pictures in `paths`. One page is in memory at a time. PDFium is not thread-safe: use processes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

from vnplan_extract.document import Page
from vnplan_extract.errors import DamagedInputError, EmptyInputError, PasswordError
from vnplan_extract.findings import finding
from vnplan_extract.pages.bombs import check_pictures
from vnplan_extract.pages.paths import PathReader
from vnplan_extract.pages.pdfglyphs import read_glyphs
from vnplan_extract.pages.pdfwords import PageReader, Turn, page_characters, reading_rotation
from vnplan_extract.pages.textlayer import full_page_picture
from vnplan_extract.pages.veiled import is_veiled, without_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

    from vnplan_extract.document import Word
    from vnplan_extract.findings import Finding
    from vnplan_extract.pages.glyphs import Glyph

    Improve = Callable[[Page, Callable[[float], Image], Callable[[], list[Glyph]]], Page]


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
        count = len(pdf)
        turn = max(REOPEN, count // MOST_TURNS)
        for number in range(1, count + 1):
            if number > 1 and number % turn == 1:
                pdf.close()
                pdf = _open(data, name=name, password=password)
                pdf.init_forms()
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
        textpage = _upright_text(page)
        rotation = page.get_rotation()
        left, bottom, right, top = page.get_bbox()
        turn = Turn(left, bottom, right, top, rotation)
        width, height = page.get_size()
        findings: tuple[Finding, ...] = ()
        if _has_drawn_annotations(page):
            words, page = _words_and_forms(pdf, page, textpage, number, turn)
            words, findings = _uncovered(words, number)
        else:
            words = _words(textpage, turn)
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
            shapes=paths.shapes,
        )
        if words and full_page_picture(result) and is_veiled(page):
            result = replace(result, veiled=True)
        elif words:
            result = without_unseen(result)
        if improve is not None:
            result = improve(result, partial(_render, page), lambda: _glyphs(page, turn))
        return result
    finally:
        page.close()


def _render(page: pdfium.PdfPage, dpi: float) -> Image:
    """Render a page; PDFium decodes most pictures row by row, and those that it does not are looked at first."""
    check_pictures(page)
    image: Image = page.render(scale=dpi / 72).to_pil()
    return image


# PDFium keeps all it has read of an open file, half a megabyte a page and more: opened anew after so many pages, it
# starts from nothing. Opening a file takes time that grows with its pages, so it is done a limited number of times.
REOPEN, MOST_TURNS = 30, 20
UNDRAWN = frozenset((raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))


def _has_drawn_annotations(page: pdfium.PdfPage) -> bool:
    """Is there an annotation that prints something? Links and pop-ups do not, and a page with them is read once."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in UNDRAWN:
            return True
    return False


def _glyphs(page: pdfium.PdfPage, turn: Turn) -> list[Glyph]:
    textpage = page.get_textpage()
    try:
        return read_glyphs(textpage, box=turn.box, style=PageReader(textpage, turn).style)
    finally:
        textpage.close()


def _upright_text(page: pdfium.PdfPage) -> pdfium.PdfTextPage:
    """Return the page's text, the page turned so that it runs level."""
    textpage = page.get_textpage()
    rotation = page.get_rotation()
    if (level := reading_rotation(textpage, rotation)) == rotation:
        return textpage
    textpage.close()
    page.set_rotation(level)
    return page.get_textpage()


def _words(textpage: pdfium.PdfTextPage, turn: Turn) -> list[Word]:
    try:
        return PageReader(textpage, turn).words() or []
    finally:
        textpage.close()


def _words_and_forms(
    pdf: pdfium.PdfDocument, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int, turn: Turn
) -> tuple[list[Word], pdfium.PdfPage]:
    """Read a page with its annotations drawn into it: the clerk's number and date are signature widgets, not page text.

    The page loaded before keeps its text; only a page loaded after the drawing has the fields', behind all other text.
    """
    try:
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
            return PageReader(textpage, turn).words() or [], page
        flat = pdf[number - 1]
        flat_text = flat.get_textpage()
        try:
            words = PageReader(flat_text, turn).words(printed=page_characters(textpage))
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
