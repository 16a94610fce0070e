"""Bad pictures of pages: read as far as they go within bounded memory, or an error or a finding that says what and why."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("tesserocr")
Image = pytest.importorskip("PIL.Image")

from pdfs import assembled  # noqa: E402
from vnplan_extract import extract  # noqa: E402
from vnplan_extract.errors import LimitError  # noqa: E402
from vnplan_extract.options import Options  # noqa: E402
from vnplan_extract.pages.images import read_images  # noqa: E402
from vnplan_extract.pages.open import open_source  # noqa: E402
from vnplan_extract.pages.pdf import read_pdf  # noqa: E402

UNCACHED = Options(cache=False)
SIDE = 20_000


@pytest.fixture(scope="module")
def band(corpus):
    """The letterhead of a digital page in grey at 200 dpi, and its words."""
    kept = []

    def keep(page, render, glyphs):
        kept.append((page, render(200).convert("L")))
        return page

    next(read_pdf((corpus / "05-xa-ban-hien-2025.libreoffice.pdf").read_bytes(), name="x", improve=keep))
    page, image = kept[0]
    words = {word.text for word in page.words if word.bottom < 160}
    return image.crop((0, 0, image.width, round(165 * 200 / 72))), words


def saved(image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def picture_pdf(stream: bytes, size: tuple[int, int], about: bytes, *more: bytes, dpi: int = 200) -> bytes:
    """A PDF whose first page is one picture, and whose second page has digital text."""
    width, height = (72 * pixels / dpi for pixels in size)
    picture = b"q %f 0 0 %f 0 0 cm /I Do Q" % (width, height)
    text = b"BT /F 12 Tf 72 700 Td (Trang hai) Tj ET"
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 6 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>"
            % (width, height),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d%s/Length %d>>stream\n%s\nendstream"
            % (*size, about, len(stream), stream),
            b"<</Length %d>>stream\n%s\nendstream" % (len(picture), picture),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 7 0 R>>>>/Contents 8 0 R>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
            *more,
        ]
    )


# -- kinds of pictures


def group4(image) -> bytes:
    """The picture as a fax codes it (ITU-T T.6), without the TIFF around it."""
    tiff = Image.open(io.BytesIO(saved(image.convert("1"), "TIFF", compression="group4", strip_size=1 << 30)))
    offsets, counts = tiff.tag_v2[273], tiff.tag_v2[279]
    assert len(offsets) == 1
    return tiff.fp.getvalue()[offsets[0] : offsets[0] + counts[0]]


def jbig2(image) -> bytes:
    """The picture as JBIG2 (ITU-T T.88): a page, and one region coded as a fax is."""
    width, height = image.size
    page = struct.pack(">LLLLBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">LLLLBB", width, height, 0, 0, 0, 1) + group4(image)
    return b"".join(
        struct.pack(">LBBBL", number, kind, 0, 1, len(data)) + data
        for number, (kind, data) in enumerate(((48, page), (38, region)))
    )


def as_16_bit(image):
    return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)


def fax(image) -> bytes:
    """A fax of 204 x 98 dots to the inch, as the old machines send."""
    small = image.resize(
        (round(image.width * 204 / 200), round(image.height * 98 / 200)), Image.Resampling.BOX
    )
    return saved(
        small.point(lambda value: 255 * (value > 150)).convert("1"),
        "TIFF",
        compression="group4",
        dpi=(204, 98),
    )


KINDS = {
    "CMYK": lambda image: saved(image.convert("RGB").convert("CMYK"), "JPEG", dpi=(200, 200)),
    "16 bit PNG": lambda image: saved(as_16_bit(image), "PNG", dpi=(200, 200)),
    "16 bit TIFF": lambda image: saved(as_16_bit(image), "TIFF", dpi=(200, 200)),
    "palette": lambda image: saved(image.convert("RGB").convert("P"), "PNG", dpi=(200, 200)),
    "JPEG 2000": lambda image: saved(image, "JPEG2000"),
    "JPEG 2000 in PDF": lambda image: picture_pdf(saved(image, "JPEG2000"), image.size, b"/Filter/JPXDecode"),
    "JBIG2 in PDF": lambda image: picture_pdf(
        jbig2(image), image.size, b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode"
    ),
    "fax in PDF": lambda image: picture_pdf(
        group4(image),
        image.size,
        b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>" % image.size,
    ),
    "upside down": lambda image: saved(image.rotate(180), "PNG", dpi=(200, 200)),
    "on its side": lambda image: saved(image.rotate(90, expand=True), "PNG", dpi=(200, 200)),
    "at 800 dpi": lambda image: saved(image.resize((4 * image.width, 4 * image.height)), "JPEG", dpi=(800, 800)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_read(band, kind):
    image, words = band
    # With the run's cache: where two kinds give the same pixels, they are read once.
    page = next(iter(open_source(KINDS[kind](image), options=Options()).pages))
    read = {word.text for word in page.words}
    assert len(words & read) >= 0.9 * len(words), words - read
    sides = sorted((round(page.width), round(page.height)))
    # A JPEG 2000 file does not say how large it is.
    assert kind == "JPEG 2000" or sides == sorted(round(side * 72 / 200) for side in image.size)
    assert (page.rotation != 0) == (kind in {"upside down", "on its side"})


def test_an_old_fax_is_read_in_its_true_proportions(band):
    """Half the lines of a scan: few words come out whole, but on a page of the right shape, and it says so."""
    image, words = band
    (page,) = open_source(fax(image), options=UNCACHED).pages
    assert (page.width, page.height) == pytest.approx([side * 72 / 200 for side in image.size], abs=1)
    assert len(words & {word.text for word in page.words}) > 0.3 * len(words)
    assert page.confidence < 0.95


@pytest.mark.parametrize(
    ("size", "upright"),
    [((1728, 1145), True), ((1728, 2290), True), ((1754, 1240), False), ((1728, 600), False)],
)
def test_a_fax_that_does_not_say_its_resolution(size, upright):
    """Of the widths that the standard sets, and wider than high: its lines are half as dense as its columns."""
    plain = saved(Image.new("1", size, 1), "PNG")
    (page,) = read_images(plain, name="fax.png", improve=lambda page, _render, _glyphs: page)
    assert (page.height > page.width) is upright


# -- pictures with nothing to read


def photograph() -> bytes:
    """Hills under a sky, more or less: light and shade without an edge of print."""
    random = np.random.default_rng(3)
    shades = cv2.GaussianBlur(random.normal(128, 900, (700, 1000)).astype(np.float32), (0, 0), 25)
    sky = np.linspace(90, -40, 700)[:, None]
    grain = random.normal(0, 4, (700, 1000))
    grey = np.clip(shades + sky + grain, 0, 255).astype(np.uint8)
    return saved(Image.fromarray(cv2.applyColorMap(grey, cv2.COLORMAP_OCEAN)), "JPEG", dpi=(100, 100))


NOTHING = {
    "blank": lambda: saved(Image.new("L", (1654, 2339), 255), "PNG"),
    "grey paper with dust": lambda: saved(
        Image.fromarray(np.random.default_rng(1).integers(225, 245, (2339, 1654)).astype(np.uint8)), "PNG"
    ),
    "black": lambda: saved(Image.new("L", (1654, 2339), 0), "PNG"),
    "photograph": photograph,
    "one pixel": lambda: saved(Image.new("L", (1, 1), 0), "PNG"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_read_where_nothing_is_printed(name):
    plan = extract(NOTHING[name](), name="anh.png", options=UNCACHED)
    assert plan.status == "not_a_plan"
    assert (plan.number, plan.issued, plan.title, plan.sections) == (None, None, None, ())
    (page,) = plan.source.pages
    assert page.read_by == "none" or page.confidence < 0.6
    assert {note.code for note in plan.findings} & {"page-blank", "page-scanned"}


# -- bombs


def white(count: int) -> bytes:
    """So many bytes of white, compressed."""
    packer, block = zlib.compressobj(1), b"\xff" * (1 << 20)
    parts = [packer.compress(block[: min(left, 1 << 20)]) for left in range(count, 0, -(1 << 20))]
    return b"".join((*parts, packer.flush()))


def white_png(width: int, height: int, *, bits: int, colour: int) -> bytes:
    """A PNG of one colour, whose rows are as large as they must be and whose file is small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    channels = 3 if colour == 2 else 1
    row = b"\0" + b"\xff" * (-(-width * channels * bits // 8))
    packer = zlib.compressobj(1)
    pixels = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.flush()
    head = struct.pack(">LLBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_jpx(side: int) -> bytes:
    """The head of a JPEG 2000 code stream that declares a picture of this size."""
    size = struct.pack(">HH8LH", 47, 0, side, side, 0, 0, side, side, 0, 0, 3) + bytes((7, 1, 1)) * 3
    return b"\xff\x4f\xff\x51" + size


CHILD = r"""
import re, sys
from pathlib import Path
from vnplan_extract.options import Options
from vnplan_extract.pages.open import open_source
pages = list(open_source(sys.argv[1], options=Options(cache=False)).pages)
# Not ru_maxrss, which counts what the program that started this one had at the fork.
most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(len(pages), pages[0].read_by, int(most[1]) // 1024)
"""
A0 = (19_866, 28_087)  # pixels at 600 dpi


@pytest.mark.parametrize(
    ("name", "made", "pages", "megabytes"),
    [
        ("a0.pdf", lambda: picture_pdf(
            white(-(-A0[0] // 8) * A0[1]), A0, b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode", dpi=600
        ), 2, 600),
        ("image.png", lambda: white_png(SIDE, SIDE, bits=1, colour=0), 1, 850),
    ],  # one more copy of the picture at a byte a pixel is 400 MB; 384 and 643 are needed
)  # fmt: skip
def test_memory_is_bounded_on_large_pages(tmp_path, name, made, pages, megabytes):
    path = tmp_path / name
    path.write_bytes(made())
    run = [sys.executable, "-c", CHILD, str(path)]
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    done = subprocess.run(run, capture_output=True, check=True, text=True, env=environment)
    count, read_by, most = done.stdout.split()
    assert (int(count), read_by) == (pages, "none")
    assert int(most) < megabytes


@pytest.mark.parametrize(("side", "bits"), [(SIDE, 8), (3 * SIDE, 1)])
def test_an_image_that_memory_should_not_hold_is_refused_unread(side, bits):
    data = white_png(side, 100, bits=bits, colour=2 if bits == 8 else 0)
    head = data[12:20] + struct.pack(">L", side) + data[24:29]
    data = data[:12] + head + struct.pack(">L", zlib.crc32(head)) + data[33:]
    with pytest.raises(LimitError) as caught:
        extract(data, name="bom.png")
    assert f"{side:,} x {side:,} pixels" in caught.value.what
    assert (caught.value.where, caught.value.remedy) == ("bom.png", "Save it at 200 dpi.")
    assert "512 MB" in caught.value.why


def test_a_large_frame_does_not_cost_the_others(monkeypatch):
    monkeypatch.setattr("vnplan_extract.pages.images.MOST_BYTES", 1 << 20)
    frames = [Image.new("L", size, 255) for size in ((400, 600), (4000, 600), (500, 700))]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    pages = list(open_source(data, options=UNCACHED).pages)
    assert [[note.code for note in page.findings] for page in pages] == [
        ["page-blank"],
        ["page-too-large"],
        ["page-blank"],
    ]
    assert "4,000 x 600 pixels" in pages[1].findings[0].message


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: picture_pdf(huge_jpx(60_000), (100, 100), b"/Filter/JPXDecode"), "60,000 x 60,000 pixels"),
        (lambda: picture_pdf(white(10_000), (100, 100), b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", dpi=0.5), "5,080 x 5,080 mm"),
    ],
    ids=["JPEG 2000 bomb", "a page of five metres"],
)  # fmt: skip
def test_a_bomb_in_a_pdf_does_not_cost_the_other_pages(made, words):
    plan = extract(made(), name="bom.pdf", options=UNCACHED)
    (note,) = [note for note in plan.findings if note.code == "page-too-large"]
    assert (note.page, note.severity) == (1, "error")
    assert words in note.message
    assert [page.read_by for page in plan.source.pages] == ["none", "text"]
