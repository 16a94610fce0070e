"""What stands in the margins of many pages is furniture, what only begins or ends a page's text is none; watermarks are set aside."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from timing import assert_linear
from vnplan_extract.document import Page, SourceFile, Word
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.layout.underlay import watermarks
from vnplan_extract.pages.pdf import read_pdf

BODY = ["Mo ba lop theu tai xa.", "Day nghe cho nguoi dan", "trong ba nam toi."]


def printed(*tops: list[str], across: str = "", angle: float = 45) -> bytes:
    """Pages with these lines at their top, the same body below, and a text drawn across them."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for lines in tops:
        if across:
            canvas.saveState()
            canvas.translate(200, 420)
            canvas.rotate(angle)
            canvas.setFont("Helvetica", 48)
            canvas.drawString(0, 0, across)
            canvas.restoreState()
        canvas.setFont("Helvetica", 13)
        for at, line in enumerate(lines):
            canvas.drawString(72, 800 - 18 * at, line)
        for at, line in enumerate(BODY):
            canvas.drawString(72, 600 - 120 * at, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def kinds(data: bytes) -> dict[str, str | None]:
    document = assemble(SourceFile("a.pdf", "0" * 64, "application/pdf"), read_pdf(data, name="a.pdf"))
    return {block.text: block.furniture for block in document.blocks}


def test_a_running_head_returns_on_every_page() -> None:
    found = kinds(printed(*[["Cong bao tinh"]] * 4))
    assert found["Cong bao tinh"] == "running_head"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("11/21/26, 8:50 PM Ke hoach mo lop", "running_head"),
        ("21:05 12/05/2025", "running_head"),
        ("10/5/2025 Hop giao ban", None),
    ],
)
def test_what_a_browser_prints_at_the_head_of_a_page(line: str, kind: str | None) -> None:
    assert kinds(printed([line]))[line] == kind


def test_the_end_of_a_paragraph_is_no_running_head_however_often_it_returns() -> None:
    found = kinds(printed(*[[f"{name} va Moi", "truong"] for name in ("So A", "Cuc B", "Vu C", "Ban D")]))
    assert "running_head" not in {kind for text, kind in found.items() if "truong" in text}


def test_large_words_under_the_text_are_set_aside_on_empty_pages_too() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for body in (["Ke hoach mo lop day nghe theu cho nguoi dan"], []):
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawString(72, 420, "BAN NHAP")
        canvas.setFont("Helvetica", 13)
        for line in body:
            canvas.drawString(72, 432, line)
        canvas.drawString(72, 700, "Trang sau")
        canvas.showPage()
    canvas.save()
    found = kinds(buffer.getvalue())
    assert {text for text, kind in found.items() if kind == "watermark"} == {"BAN", "NHAP", "BAN NHAP"}
    assert {text for text, kind in found.items() if kind is None} == {
        "Trang sau",
        "Ke hoach mo lop day nghe theu cho nguoi dan",
    }


@pytest.mark.parametrize("angle", [30, 45, -45, 60])
def test_what_is_drawn_across_a_page_is_set_aside(angle: float) -> None:
    drawn = kinds(printed(["Ke hoach"], across="BAN NHAP SO BA", angle=angle))
    plain = kinds(printed(["Ke hoach"]))
    assert {text for text, kind in drawn.items() if kind == "watermark"} == {"BAN", "NHAP", "SO", "BA"}
    assert {text for text, kind in drawn.items() if kind is None} == set(plain)


def test_time_grows_with_the_words_of_a_page():
    def run(size: int) -> object:
        rows = [(20.0 * at, 13.0 if at % 2 else 40.0) for at in range(size)]
        return watermarks([Word("chu", 100, top, 180, top + height, size=height) for top, height in rows])

    assert_linear(run, 500, 10_000)


@pytest.mark.parametrize(
    ("note", "number", "kind"),
    [
        ("1 Theo bao cao cua xa.", "", "footnote"),
        ("1 Theo bao cao cua xa.", "2", "footnote"),  # with the page's number below it
        ("1Theo bao cao cua xa.", "2", "footnote"),  # its mark is set close
        ("15kg moi bao.", "2", None),
    ],
)
def test_what_is_small_at_the_foot_and_begins_with_a_number_is_a_footnote(note, number, kind) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 13)
    for at, line in enumerate(BODY):
        canvas.drawString(72, 600 - 120 * at, line)
    canvas.drawString(300, 30, number)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 60, note)
    canvas.save()
    assert kinds(buffer.getvalue())[note] == kind


@pytest.mark.parametrize(
    ("height", "number", "kind"), [(90, "1", "page_number"), (90, "3", None), (300, "1", None)]
)
def test_the_number_of_its_page_may_stand_above_the_margin(height, number, kind) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 13)
    for at, line in enumerate(BODY):
        canvas.drawString(72, 700 - 120 * at, line)
    canvas.drawString(500, height, number)
    canvas.save()
    assert kinds(buffer.getvalue())[number] == kind


@pytest.mark.parametrize(
    ("sign", "top", "read_by", "kind"),
    [
        ("§", 40, "ocr", "page_number"),
        ("T", 790, "ocr", "page_number"),
        ("§", 40, "text", None),
        ("§", 300, "ocr", None),
    ],
)
def test_a_lone_sign_at_the_edge_of_a_scan_is_no_text(sign, top, read_by, kind) -> None:
    rows = [("Mo ba lop theu", 120 + 150 * at, 200.0) for at in range(5)]
    words = tuple(
        Word(text, 72, y, x1, y + 12.0, size=12, read_by=read_by)
        for text, y, x1 in [*rows, (sign, top, 78.0)]
    )
    page = Page(1, 595, 842, words=words, read_by=read_by)
    document = assemble(SourceFile("a.pdf", "0" * 64, "application/pdf"), [page])
    assert {block.text: block.furniture for block in document.blocks}[sign] == kind
