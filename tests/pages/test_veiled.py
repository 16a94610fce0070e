"""Text that nobody sees on a page that is a picture: what OCR programs leave there is not believed unseen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from vnplan_extract.document import Page, Picture, Word
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.scan import improve

VISIBLE, INVISIBLE = 0, 3
PROSE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng chống dịch bệnh"
)


def drawn(*parts: str) -> Page:
    """A page on which these are drawn one over another; "strips" and "half" are pictures too."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    width, height = A4
    for part in parts:
        if part in ("seen", "unseen"):
            text = canvas.beginText(72, 700 if part == "seen" else 600)
            text.setTextRenderMode(VISIBLE if part == "seen" else INVISIBLE)
            for _ in range(20):
                text.textLine("Plan of the year")
            canvas.drawText(text)
            continue
        mode = "RGBA" if part == "glass" else "RGB"
        picture = ImageReader(Image.new(mode, (200, 280), (255, 255, 255, 0)[: len(mode)]))
        if part == "strips":
            for at in range(5):
                canvas.drawImage(picture, 0, height * at / 5, width, height / 5)
        else:
            high = height / 2 if part == "half" else height
            canvas.drawImage(picture, 0, 0, width, high, mask="auto" if part == "glass" else None)
    canvas.save()
    return next(read_pdf(buffer.getvalue(), name="x.pdf"))


@pytest.mark.parametrize(
    ("parts", "veiled"),
    [
        (("page", "unseen"), True),
        (("unseen", "page"), True),
        (("strips", "unseen"), True),
        (("seen", "page"), True),
        (("seen", "strips"), True),
        (("page", "seen"), False),
        (("seen", "glass"), False),
        (("half", "seen"), False),
        (("seen",), False),
        (("unseen",), True),
        (("page",), False),
        (("page", "seen", "unseen"), True),
    ],
)
def test_is_veiled(parts, veiled):
    assert drawn(*parts).veiled == veiled


def test_words_drawn_invisibly_among_others_are_left_out():
    page = drawn("seen", "seen", "unseen")
    assert (len(page.words), [note.code for note in page.findings]) == (160, ["hidden-text"])


def white(dpi: float) -> Image.Image:
    return Image.new("L", (round(595 * dpi / 72), round(842 * dpi / 72)), 255)


def unseen(text: str) -> Page:
    words = tuple(
        Word(
            part,
            72 + 40 * (at % 10),
            72 + 16 * (at // 10),
            104 + 40 * (at % 10),
            84 + 16 * (at // 10),
            "F",
            12,
        )
        for at, part in enumerate(text.split())
    )
    return Page(1, 595, 842, words=words, pictures=(Picture(0, 0, 595, 842),), veiled=True)


@pytest.mark.parametrize(
    ("said", "kept"),
    [(PROSE * 4, True), ("CQNG HOA XA HQI CHU NGHIA VIET NAM Dgc lap Tu do Hanh phuc " * 5, False)],
)
def test_a_layer_is_kept_with_a_doubt_where_the_image_cannot_be_read(said, kept):
    page = unseen(said)
    read = improve(
        page, lambda dpi: Image.new("L", (round(595 * dpi / 72), round(842 * dpi / 72)), 255), cache=False
    )
    assert (read.read_by == "text" and bool(read.words)) == kept
    assert ("text-layer-doubt" in {note.code for note in read.findings}) == kept


def test_never_keeps_what_makes_sense():
    page = unseen(PROSE * 4)
    assert improve(page, white, ocr="never") == replace(page, veiled=False)
