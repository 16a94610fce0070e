"""Small PDFs for the tests, typeset on the spot."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from pathlib import Path


def lines_pdf(*pages: list[str], password: str | None = None, size: float = 12) -> bytes:
    """One paragraph line after another in Helvetica, from the top of each page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for at, line in enumerate(page):
            canvas.drawString(72, 770 - 16 * at, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def woven_pdf(lines: list[str], *, size: float = 12) -> bytes:
    """Lines whose letters with marks are drawn behind the others of their line, in another font."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for at, line in enumerate(lines):
        runs, x = [], 72.0
        for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", line):
            font = "Helvetica" if run.isascii() else "Times-Roman"
            runs.append((font, x, run))
            x += canvas.stringWidth(run, font, size)
        for font, place, run in sorted(runs):  # Helvetica first
            canvas.setFont(font, size)
            canvas.drawString(place, 770 - 16 * at, run)
    canvas.save()
    return buffer.getvalue()


def slanted_pdf(words: list[str], *, blank: float, size: float = 12) -> bytes:
    """Words of one line, each drawn by itself and slanted by force, with so much white between them (in ems)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    x = 72.0
    for word in words:
        text = canvas.beginText()
        text.setFont("Times-Roman", size)
        text.setTextTransform(1, 0, 0.25, 1, x, 770)
        text.textOut(word)
        canvas.drawText(text)
        x += canvas.stringWidth(word, "Times-Roman", size) + blank * size
    canvas.save()
    return buffer.getvalue()


def turned_pdf(data: bytes, turned: int, shown: int) -> bytes:
    """The pages with all that is drawn turned, and a rotation entry for the viewer; both in degrees clockwise."""
    pdf = pdfium.PdfDocument(data)
    for page in pdf:
        width, height = page.get_size()
        matrix = {
            0: (1, 0, 0, 1, 0, 0),
            90: (0, -1, 1, 0, 0, width),
            180: (-1, 0, 0, -1, width, height),
            270: (0, 1, -1, 0, height, 0),
        }[turned]
        for thing in list(page.get_objects(max_depth=1)):
            thing.transform(pdfium.PdfMatrix(*matrix))
        if turned % 180:
            page.set_mediabox(0, 0, height, width)
        page.gen_content()
        page.set_rotation(shown)
    buffer = io.BytesIO()
    pdf.save(buffer)
    pdf.close()
    return buffer.getvalue()


def many_pages_pdf(count: int, text: str = "Trang nay co vai chu") -> bytes:
    """`count` pages that share one content stream: small however many there are."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(count))
    objects.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids))
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    stream = b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % text.encode("latin-1")
    objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>"
    objects.extend([page] * count)
    return assembled(objects)


def joined_pdf(*files: Path) -> bytes:
    """The pages of several PDF files in one, as an office scans or prints them together."""
    pdf = pdfium.PdfDocument.new()
    for file in files:
        source = pdfium.PdfDocument(file)
        pdf.import_pages(source)
        source.close()
    buffer = io.BytesIO()
    pdf.save(buffer)
    pdf.close()
    return buffer.getvalue()


def assembled(objects: list[bytes]) -> bytes:
    """A PDF file of these objects, the first being its catalog."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
