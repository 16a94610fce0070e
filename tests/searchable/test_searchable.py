"""Searchable copies: words found again over their ink, in reading order, and nothing else changed."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace

import pytest

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("tesserocr")
Image = pytest.importorskip("PIL.Image")

import pypdfium2 as pdfium  # noqa: E402

from pdfs import lines_pdf  # noqa: E402
from vnplan_extract.document import Page, Word  # noqa: E402
from vnplan_extract.errors import DamagedInputError, OutputError, UnsupportedTypeError  # noqa: E402
from vnplan_extract.findings import finding  # noqa: E402
from vnplan_extract.options import Options  # noqa: E402
from vnplan_extract.pages.pdf import read_pdf  # noqa: E402
from vnplan_extract.searchable import write_searchable  # noqa: E402
from vnplan_extract.searchable.font import Codes, program  # noqa: E402
from vnplan_extract.searchable.layer import Frame  # noqa: E402
from vnplan_extract.searchable.pictures import pdf_of_pictures  # noqa: E402
from vnplan_extract.searchable.writer import LayerWriter  # noqa: E402

LINES = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 4 /KH-UBND ngày 5 tháng 6 năm 2026",
    "ỦY ban nhân dân tỉnh hỗ trợ 18.450 triệu đồng, đạt ≥ 95,5%",
]


def as_read(width: float, height: float) -> tuple[Word, ...]:
    """Words of some lines as OCR gives them, here and there only two points apart."""
    words = []
    for row, line in enumerate(LINES):
        x, top = width * 0.1, height * 0.1 + 30 * row
        for at, text in enumerate(line.split()):
            wide = 5.5 * len(text)
            words.append(Word(text, x, top, x + wide, top + 13, size=12, read_by="ocr", confidence=0.9))
            x += wide + (2 if at % 3 else 4)
    return tuple(words)


def written(page: Page, pdf: pikepdf.Pdf, box: tuple[float, float, float, float]) -> bytes:
    writer = LayerWriter(pdf)
    writer.add(page, box)
    assert writer.finish() == (page.number,)
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def overlap(first: Word, second: Word) -> float:
    """Intersection over union of two boxes."""
    across = min(first.x1, second.x1) - max(first.x0, second.x0)
    down = min(first.bottom, second.bottom) - max(first.top, second.top)
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(word.x1 - word.x0) * (word.bottom - word.top) for word in (first, second)]
    return across * down / (sum(areas) - across * down)


def found_again(wanted: tuple[Word, ...], read: tuple[Word, ...]) -> list[float]:
    """For each word the overlap with the word of the same text that lies best."""
    by_text: dict[str, list[Word]] = defaultdict(list)
    for word in read:
        by_text[word.text].append(word)
    return [max((overlap(word, other) for other in by_text[word.text]), default=0.0) for word in wanted]


# -- geometry: what is written comes back from where it was put


@pytest.mark.parametrize("crop", [(0, 0, 600, 800), (30, 50, 560, 790)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_come_back_from_their_boxes_in_order(rotation, crop):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800)).obj.CropBox = list(crop)
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    if rotation % 180:
        width, height = height, width
    page = Page(1, width, height, rotation, as_read(width, height), read_by="ocr")
    (read,) = read_pdf(written(page, pdf, crop), name="x")
    assert (read.rotation, read.width, read.height) == (rotation, width, height)
    assert min(found_again(page.words, read.words)) > 0.95
    assert [word.text for word in read.words] == " ".join(LINES).split()


@pytest.mark.parametrize("skew", [-2.5, 0.4, 1.5])
@pytest.mark.parametrize("rotation", [0, 270])
def test_a_page_made_level_has_its_layer_over_the_slanting_ink(skew, rotation):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800))
    width, height = (800.0, 600.0) if rotation else (600.0, 800.0)
    page = Page(1, width, height, rotation, as_read(width, height), read_by="ocr", skew=skew)
    (read,) = read_pdf(written(page, pdf, (0, 0, 600, 800)), name="x")
    assert [word.text for word in read.words] == " ".join(LINES).split()
    angle = math.radians(-skew)  # back to how it was scanned, clockwise as y points down
    for level, slanting in zip(page.words, read.words, strict=True):
        x, y = (level.x0 + level.x1 - width) / 2, (level.top + level.bottom - height) / 2
        across = width / 2 + x * math.cos(angle) - y * math.sin(angle)
        down = height / 2 + x * math.sin(angle) + y * math.cos(angle)
        assert (slanting.x0 + slanting.x1) / 2 == pytest.approx(across, abs=0.5)
        assert (slanting.top + slanting.bottom) / 2 == pytest.approx(down, abs=0.5)


def test_a_frame_without_turning_only_points_up():
    assert Frame((10, 20, 110, 220)).point(5, 30) == (15, 190)


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed: apt-get install poppler-utils"
)
def test_poppler_reads_the_same_text(tmp_path):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800))
    page = Page(1, 600.0, 800.0, 0, as_read(600, 800), read_by="ocr")
    path = tmp_path / "copy.pdf"
    path.write_bytes(written(page, pdf, (0, 0, 600, 800)))
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    assert done.stdout.decode().split() == " ".join(LINES).split()
    assert not done.stderr


def test_the_layer_cannot_be_seen():
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800))
    data = written(Page(1, 600.0, 800.0, 0, as_read(600, 800), read_by="ocr"), pdf, (0, 0, 600, 800))
    image = pdfium.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")
    assert image.getextrema() == (255, 255)


def test_the_font_is_tiny_and_codes_are_few():
    codes = Codes()
    assert codes.encode("ăaă") == "000100020001"
    assert len(codes) == 2
    assert b"<0001> <0103>" in codes.to_unicode()
    assert len(program()) < 300


# -- pages whose text lies


def test_a_lying_layer_means_nothing_any_more_and_looks_the_same():
    before = lines_pdf(["CQNG HOA XA HQI", "DOc lap"])
    (digital,) = read_pdf(before, name="x")
    page = replace(digital, words=as_read(digital.width, digital.height), read_by="ocr")
    after = written(page, pikepdf.open(io.BytesIO(before)), (0, 0, digital.width, digital.height))
    (read,) = read_pdf(after, name="x")
    assert [word.text for word in read.words] == " ".join(LINES).split()
    pictures = [pdfium.PdfDocument(data)[0].render(scale=1).to_pil().tobytes() for data in (before, after)]
    assert pictures[0] == pictures[1]


def test_a_repaired_layer_replaces_the_old_one():
    before = lines_pdf(["KÕ ho¹ch"])
    (page,) = read_pdf(before, name="x")
    words = tuple(replace(word, text=text) for word, text in zip(page.words, ("Kế", "hoạch"), strict=True))
    note = finding("text-legacy", page=1, found="TCVN3", pages=1)
    page = replace(page, words=words, findings=(note,))
    after = written(page, pikepdf.open(io.BytesIO(before)), (0, 0, page.width, page.height))
    (read,) = read_pdf(after, name="x")
    assert [word.text for word in read.words] == ["Kế", "hoạch"]
    assert min(found_again(words, read.words)) > 0.95


def test_a_digital_page_stays_as_it_is(tmp_path):
    data = lines_pdf(["Ke hoach so 12"], ["Trang hai"])
    made = write_searchable(data, tmp_path / "copy.pdf")
    assert (made.pages, made.layered, made.unread) == (2, (), ())
    with pikepdf.open(io.BytesIO(data)) as old, pikepdf.open(tmp_path / "copy.pdf") as new:
        for first, second in zip(old.pages, new.pages, strict=True):
            assert first.Contents.read_bytes() == second.Contents.read_bytes()
            assert set(first.resources.Font) == set(second.resources.Font)


# -- pictures


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("1", "TIFF"),
        ("L", "PNG"),
        ("RGB", "JPEG"),
        ("RGBA", "PNG"),
        ("P", "PNG"),
        ("CMYK", "JPEG"),
        ("I;16", "PNG"),
    ],
)
def test_pictures_become_pages_that_look_the_same(mode, form):
    shades = Image.new("L", (40, 60), 255)
    shades.paste(40, (5, 5, 20, 50))
    image = (
        shades.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else shades.convert(mode)
    )
    buffer = io.BytesIO()
    image.save(buffer, form)
    pdf = pdf_of_pictures(buffer.getvalue(), [(40, 60)])
    out = io.BytesIO()
    pdf.save(out)
    shown = pdfium.PdfDocument(out.getvalue())[0].render(scale=1).to_pil().convert("L")
    assert shown.size == (40, 60)
    assert abs(shown.getpixel((12, 30)) - (0 if mode == "1" else 40)) < 45
    assert shown.getpixel((30, 30)) > 240


@pytest.fixture(scope="module")
def half_page(corpus):
    """The upper half of a digital page as an image of 200 dpi, and its words, in points."""
    kept = []

    def keep(page, render, glyphs):
        if page.number == 1:
            kept.append((page, render(200).convert("L")))
        return page

    for _ in read_pdf((corpus / "05-xa-ban-hien-2025.libreoffice.pdf").read_bytes(), name="x", improve=keep):
        break
    page, image = kept[0]
    words = tuple(word for word in page.words if word.bottom < page.height * 0.4)
    return image.crop((0, 0, image.width, int(image.height * 0.42))), words


def test_a_scan_becomes_searchable(half_page, tmp_path):
    """Two frames, the second on its side: the words of the digital page are found over their ink in both."""
    image, words = half_page
    frames = [image, image.rotate(90, expand=True)]
    source, target = tmp_path / "scan.tif", tmp_path / "copy.pdf"
    frames[0].save(source, save_all=True, append_images=frames[1:], dpi=(200, 200), compression="tiff_lzw")
    made = write_searchable(source, target)
    assert (made.pages, made.layered, made.unread) == (2, (1, 2), ())
    pages = list(read_pdf(target.read_bytes(), name="x"))
    for page in pages:
        found = found_again(words, page.words)
        assert sum(share >= 0.5 for share in found) >= 0.97 * len(words)
        assert page.width > page.height or page.number == 1
    again = tmp_path / "again.pdf"
    assert write_searchable(target, again).layered == ()  # its layer is ours: nothing is left to do
    once_more = tmp_path / "once-more.pdf"
    assert write_searchable(target, once_more, options=Options(ocr="always")).layered == (1, 2)
    texts = [
        [word.text for page in read_pdf(path.read_bytes(), name="x") for word in page.words]
        for path in (target, once_more)
    ]
    assert texts[0] == texts[1]  # the new layer in place of the old one, not beside it
    one = write_searchable(source, again)
    assert one == made
    assert again.read_bytes() == target.read_bytes()


def test_a_slanting_scan_becomes_searchable(half_page, tmp_path):
    image, words = half_page
    target = tmp_path / "copy.pdf"
    buffer = io.BytesIO()
    image.rotate(-1.5, Image.Resampling.BICUBIC, fillcolor=255).convert("RGB").save(
        buffer, "JPEG", dpi=(200, 200)
    )
    write_searchable(buffer.getvalue(), target)
    (page,) = read_pdf(target.read_bytes(), name="x")
    centre = (page.width / 2, page.height / 2)
    sine, cosine = math.sin(math.radians(1.5)), math.cos(math.radians(1.5))
    by_text: dict[str, list[Word]] = defaultdict(list)
    for word in page.words:
        by_text[word.text].append(word)
    near = 0
    for word in words:
        x, y = (word.x0 + word.x1) / 2 - centre[0], (word.top + word.bottom) / 2 - centre[1]
        place = (centre[0] + x * cosine - y * sine, centre[1] + x * sine + y * cosine)
        near += any(
            math.dist(place, ((other.x0 + other.x1) / 2, (other.top + other.bottom) / 2)) < 3
            for other in by_text[word.text]
        )
    assert near >= 0.97 * len(words)


# -- what cannot be


def test_text_needs_no_layer(tmp_path):
    with pytest.raises(UnsupportedTypeError, match="needs no text layer"):
        write_searchable("Kế hoạch\n".encode(), tmp_path / "copy.pdf")


def test_the_document_itself_is_not_overwritten(tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(lines_pdf(["So 1"]))
    with pytest.raises(OutputError, match="itself"):
        write_searchable(path, path)


def test_a_target_that_cannot_be_written(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write_searchable(lines_pdf(["So 1"]), tmp_path / "no folder" / "copy.pdf")
    assert not list(tmp_path.iterdir())


def test_an_encrypted_document(tmp_path):
    data = lines_pdf(["So 1"], password="hm")
    write_searchable(data, tmp_path / "copy.pdf", options=Options(password="hm"))
    (page,) = read_pdf((tmp_path / "copy.pdf").read_bytes(), name="x")
    assert [word.text for word in page.words] == ["So", "1"]


def test_a_file_cut_short_is_refused_whole(tmp_path):
    with pytest.raises(DamagedInputError):
        write_searchable(lines_pdf(["So 1"])[:200], tmp_path / "copy.pdf")
    assert not list(tmp_path.iterdir())
