"""A DOCX of scanned pages is read as them; a picture with print among text is told, a photograph is not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx_making import make_docx, p

pytest.importorskip("cv2")

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vnplan_extract.document import Page, Word
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.docx_pictures import Drawn, with_pictures

PICTURES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
PROSE = "Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng, chống dịch bệnh trên địa bàn"
PAGE, BLOCK, SMALL = (450, 600), (230, 110), (60, 30)  # points


def drawing(size: tuple[int, int]) -> str:
    wide, high = (12700 * points for points in size)
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="{wide}" cy="{high}"/><a:blip '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="image1"/></wp:inline></w:drawing></w:r>'
    )


def picture(kind: str, size: tuple[int, int]) -> bytes:
    image = Image.new("RGB", (3 * size[0], 3 * size[1]), "white")
    if kind == "print":
        font = ImageFont.truetype("DejaVuSerif.ttf", 36)
        for at, line in enumerate(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Bình")):
            ImageDraw.Draw(image).text((40, 20 + 70 * at), line, font=font, fill="black")
    elif kind == "photograph":
        noise = np.random.default_rng(2).integers(0, 256, (12, 16, 3), dtype=np.uint8)
        image = Image.fromarray(noise).resize(image.size, Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return b"\x89PNG no picture" if kind == "damaged" else stream.getvalue()


def docx(text: str, kind: str, size: tuple[int, int]) -> bytes:
    made = io.BytesIO(make_docx(p(text) + p(inside=drawing(size))))
    target = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("document.xml.rels"):
                entry = (
                    f'<Relationship Id="image1" Type="{PICTURES}" Target="media/image1.png"/></Relationships>'
                )
                data = data.replace(b"</Relationships>", entry.encode())
            new.writestr(name, data)
        new.writestr("word/media/image1.png", picture(kind, size))
    return target.getvalue()


def by_ocr(page: Page, *_: object) -> Page:
    return replace(page, words=(Word("đọc", 1, 1, 9, 9, read_by="ocr"),), read_by="ocr")


@pytest.mark.parametrize(
    ("text", "kind", "size", "read_by", "codes"),
    [
        ("", "print", PAGE, "ocr", []),
        ("1", "print", PAGE, "ocr", []),
        (PROSE, "print", PAGE, "text", ["picture-unread"]),
        (PROSE, "print", BLOCK, "text", ["picture-unread"]),
        (PROSE, "print", SMALL, "text", []),
        (PROSE, "photograph", BLOCK, "text", []),
        (PROSE, "nothing", BLOCK, "text", []),
        (PROSE, "damaged", BLOCK, "text", []),
        ("", "damaged", PAGE, "text", ["picture-unread"]),
    ],
)
def test_pictures(text, kind, size, read_by, codes):
    (page,) = read_docx(docx(text, kind, size), name="t.docx", improve=by_ocr)
    assert (page.read_by, [note.code for note in page.findings]) == (read_by, codes)


class Package:
    """Two pictures of pages are in it."""

    name = "t.docx"

    def part(self, name: str) -> bytes | None:
        return {"good.png": picture("print", PAGE), "bad.png": picture("damaged", PAGE)}.get(name)


def test_a_page_that_cannot_be_opened_is_told_and_the_others_are_read():
    drawn = [Drawn(name, *map(float, PAGE)) for name in ("good.png", "bad.png", "none.png", "good.png")]
    pages = with_pictures([Page(1, 595.0, 842.0, flow=())], drawn, Package(), by_ocr)
    assert [(page.number, page.read_by) for page in pages] == [(1, "ocr"), (2, "ocr")]
    first, second = (note.message for note in pages[0].findings)
    assert "bad.png" in first
    assert "none.png" in second


def test_without_a_reader_of_images_they_are_told():
    (page,) = read_docx(docx("", "print", PAGE), name="t.docx")
    assert [note.code for note in page.findings] == ["picture-unread"]
