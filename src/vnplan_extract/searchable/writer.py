"""Gives the pages of a PDF, or of pictures made a PDF, their invisible layers. Needs pikepdf (extra `ocr`)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium

from vnplan_extract.errors import DamagedInputError
from vnplan_extract.searchable import font
from vnplan_extract.searchable.blanking import TextBlanker, shallow_copy
from vnplan_extract.searchable.layer import START, Frame, layer
from vnplan_extract.searchable.pictures import pdf_of_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Box, Page, Word

REPAIRED = frozenset(("text-legacy", "text-glyphs-repaired"))  # findings of a text layer that was put right
FIXED_PITCH, SYMBOLIC = 1, 4  # flags of a font descriptor


def layered_pdf(
    data: bytes, pages: Sequence[Page], *, name: str, password: str | None, again: bool = False
) -> tuple[pikepdf.Pdf, tuple[int, ...]]:
    """Return the PDF with layers, and the numbers of the pages that were given one.

    Args:
        data: The PDF.
        pages: Its pages as read.
        name: What to call it in messages.
        password: Password of an encrypted file.
        again: Pages that have a layer of ours are given a new one.

    Raises:
        DamagedInputError: It can be read, but is too damaged to be written again.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(data), password=password or "")
    except pikepdf.PdfError as error:
        raise DamagedInputError(
            "the PDF is too damaged for a copy",
            where=name,
            why=str(error),
            remedy="Print it into a new PDF and copy that.",
        ) from error
    writer = LayerWriter(pdf, again=again)
    for page, box in zip(
        pages, _visible(data, password), strict=False
    ):  # pages beyond the limit were not read
        writer.add(page, box)
    return pdf, writer.finish()


def layered_pictures(data: bytes, pages: Sequence[Page]) -> tuple[pikepdf.Pdf, tuple[int, ...]]:
    """Return a PDF of the frames of an image file with layers, and the numbers of the pages that were given one."""
    sizes = [
        (page.height, page.width) if page.rotation % 180 else (page.width, page.height) for page in pages
    ]
    pdf = pdf_of_pictures(data, sizes)
    writer = LayerWriter(pdf)
    for page, (width, height) in zip(pages, sizes, strict=True):
        writer.add(page, (0.0, 0.0, width, height))
    return pdf, writer.finish()


def _visible(data: bytes, password: str | None) -> Iterator[Box]:
    """Yield the visible box of each page in user space, as PDFium sees it, which read the page."""
    pdf = pdfium.PdfDocument(data, password=password)
    try:
        for number in range(len(pdf)):
            try:
                page = pdf[number]
            except pdfium.PdfiumError:
                yield (0.0, 0.0, 0.0, 0.0)  # it was not read either
                continue
            left, bottom, right, top = page.get_bbox()
            page.close()
            yield (left, bottom, right, top)
    finally:
        pdf.close()


class LayerWriter:
    """Gives the pages of an open PDF their layers; the font they share comes last, when its characters are known."""

    def __init__(self, pdf: pikepdf.Pdf, *, again: bool = False) -> None:
        self._pdf = pdf
        self._again = again
        self._codes = font.Codes()
        self._font = pdf.make_indirect(pikepdf.Dictionary())
        self._blanker = TextBlanker(pdf)
        self._done: list[int] = []

    def add(self, page: Page, box: Box) -> None:
        """Give a page its layer where it needs one.

        Args:
            page: The page as read.
            box: What is visible of the PDF's page, in user space: left, bottom, right, top.
        """
        words = layer_words(page)
        content = layer(page, words, Frame(box, page.rotation, page.skew), self._codes) if words else b""
        if not content or page.number > len(self._pdf.pages):
            return
        target = self._pdf.pages[page.number - 1]
        if _is_ours(target):
            if not self._again:
                return
            del target.obj.Contents[0]
        if not any(word.read_by == "text" for word in page.words) or words[0].read_by == "text":
            self._blanker.blank(target)
        resources = shallow_copy(target.resources)
        fonts = shallow_copy(resources.Font) if "/Font" in resources else pikepdf.Dictionary()
        fonts[f"/{font.NAME}"] = self._font
        resources.Font = fonts
        target.obj.Resources = resources
        target.obj.Rotate = page.rotation
        target.contents_add(self._pdf.make_stream(content), prepend=True)
        self._done.append(page.number)

    def finish(self) -> tuple[int, ...]:
        """Write the font, and return the numbers of the pages that have a layer."""
        name = pikepdf.Name(f"/{font.NAME}")
        advance, program = int(font.EM * font.WIDTH), font.program()
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=name,
            Flags=FIXED_PITCH | SYMBOLIC,
            FontBBox=[0, 0, advance, font.EM],
            ItalicAngle=0,
            Ascent=font.EM,
            Descent=0,
            CapHeight=font.EM,
            StemV=80,
            FontFile2=self._pdf.make_stream(program, Length1=len(program)),
        )
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=self._pdf.make_indirect(descriptor),
            DW=advance,
            CIDToGIDMap=self._pdf.make_stream(b"\x00\x00" + b"\x00\x01" * len(self._codes)),
        )
        self._font.Type = pikepdf.Name.Font
        self._font.Subtype = pikepdf.Name.Type0
        self._font.BaseFont = name
        self._font.Encoding = pikepdf.Name("/Identity-H")
        self._font.DescendantFonts = [self._pdf.make_indirect(descendant)]
        self._font.ToUnicode = self._pdf.make_stream(self._codes.to_unicode())
        return tuple(self._done)


def _is_ours(page: pikepdf.Page) -> bool:
    """Has a page a layer that was written here? Its stream comes first."""
    contents = page.obj.get("/Contents")
    if f"/{font.NAME}" not in page.resources.get("/Font", {}) or not isinstance(contents, pikepdf.Array):
        return False
    return len(contents) > 0 and contents[0].read_bytes().startswith(START)


def layer_words(page: Page) -> tuple[Word, ...]:
    """Return the words a page's layer is made of: what OCR read, or all of a text layer that was put right."""
    read = tuple(word for word in page.words if word.read_by == "ocr")
    if read:
        return read
    if any(finding.code in REPAIRED for finding in page.findings):
        return tuple(word for word in page.words if word.read_by == "text")
    return ()
