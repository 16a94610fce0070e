"""Scans: the image made clean, the lines on it, the words mended, whole pages read. Needs the extra `ocr`."""

from __future__ import annotations

import io
from functools import partial

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("tesserocr")
Image = pytest.importorskip("PIL.Image")
ImageDraw, ImageFont = pytest.importorskip("PIL.ImageDraw"), pytest.importorskip("PIL.ImageFont")

from vnplan_extract.document import Page, Picture, Word  # noqa: E402
from vnplan_extract.errors import DamagedInputError, LimitError  # noqa: E402
from vnplan_extract.options import Options  # noqa: E402
from vnplan_extract.pages import clean, engines, images, scan  # noqa: E402
from vnplan_extract.pages.imagegrid import find_grid  # noqa: E402
from vnplan_extract.pages.images import read_images  # noqa: E402
from vnplan_extract.pages.ocrfix import mend  # noqa: E402
from vnplan_extract.pages.open import open_source  # noqa: E402
from vnplan_extract.pages.ordinals import mend_ordinals  # noqa: E402
from vnplan_extract.pages.pdf import read_pdf  # noqa: E402
from vnplan_extract.pages.phrases import mend_phrases  # noqa: E402
from vnplan_extract.pages.scan import improve  # noqa: E402
from vnplan_extract.pages.syllables import skeleton  # noqa: E402


def paper(height: int = 1100, width: int = 800) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def striped(**options: int) -> np.ndarray:
    """Lines of 'text': dashes of ink in rows."""
    image = paper(**options)
    for top in range(100, image.shape[0] - 100, 40):
        for left in range(100 + top * 7 % 29, image.shape[1] - 100, 30):
            image[top : top + 14, left : left + 22 - (left * top) % 7] = 0
    return image


def words(line: str, *, confidence: float = 0.9, size: float = 14.0) -> list[Word]:
    """Words of one line, a blank's width apart; `_` parts words that all but touch."""
    found, x = [], 50.0
    for part in line.replace("_", " _").split():
        x = x - 4 if part.startswith("_") else x
        text = part.removeprefix("_")
        found.append(
            Word(text, x, 100, x + 7 * len(text), 100 + size, size=12, read_by="ocr", confidence=confidence)
        )
        x += 7 * len(text) + 5
    return found


# -- the image


def test_red_seal_fades_and_black_text_stays():
    image = np.full((200, 200, 3), 255, np.uint8)
    image[50:150, 50:150] = (220, 60, 60)
    image[90:100, 20:180] = (30, 20, 20)
    grey = clean.grey_without_marks(image)
    assert grey[60, 60] > 200
    assert grey[95, 100] < 60


def test_blue_print_is_no_mark():
    image = np.full((200, 200, 3), 255, np.uint8)
    image[50:60, 20:180] = (40, 40, 150)
    assert clean.grey_without_marks(image)[55, 100] < clean.DARK


@pytest.mark.parametrize("degrees", [-2.0, -0.7, 0.0, 1.2, 2.5])
def test_skew(degrees):
    turned = clean.turn(striped(), degrees)
    assert clean.skew(clean.dots(turned)) == pytest.approx(-degrees, abs=0.25)


def test_text_on_its_side():
    assert not clean.lies_on_side(clean.dots(striped()))
    assert clean.lies_on_side(clean.dots(np.rot90(striped())))


def test_black_borders_go():
    image = striped()
    image[:, :20] = 0
    image[-15:, :] = 0
    whitened = clean.whiten_borders(image)
    assert whitened[:, :20].min() == 255
    assert whitened[-15:, :].min() == 255
    assert whitened[105, 105] == 0


def test_grid_of_a_table_with_a_broken_line():
    image = paper()
    for y in (200, 300, 400, 500):
        image[y : y + 3, 100:700] = 0
    for x in (100, 300, 500, 698):
        image[200:503, x : x + 3] = 0
    image[300:303, 350:358] = 255  # a gap
    image[420:440, 140:160] = 60  # something written
    grid = find_grid(image, dpi=200)
    assert len(grid.cells) == 9
    assert len(grid.tables) == 1
    assert grid.without[430, 150] == 60
    assert grid.without[201, 150] == 255


def test_text_makes_no_lines():
    assert find_grid(striped(), dpi=200).lines == ()


# -- the words


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("thành phô Hà Nội", "thành phố Hà Nội"),
        ("sửa đồi, bồ sung", "sửa đổi, bổ sung"),
        ("QUYÉT ĐỊNH", "QUYẾT ĐỊNH"),
        ("ỦY BẠN NHÂN DÂN", "ỦY BAN NHÂN DÂN"),
        ("Cộng hoà xã hội", "Cộng hoà xã hội"),
        ("tháng ]] năm 2019", "tháng 11 năm 2019"),
        ("ngày l5 tháng 4", "ngày 15 tháng 4"),
        ("tháng Ì 1 năm 2020", "tháng 11 năm 2020"),
        ("năm 202]", "năm 2021"),
        ("sô 12/QĐÐ-UBND", "số 12/QĐ-UBND"),
        ("]_6/2026/NĐ-CP", "16/2026/NĐ-CP"),
        ("Tì_hông tư", "Thông tư"),
        ("38/2025/T_T-BCT", "38/2025/TT-BCT"),
        ("guyễn Văn An", "Nguyễn Văn An"),
        ("_=Kguyễn Văn An", "Nguyễn Văn An"),
        ("Nơi nhộn:", "Nơi nhận:"),
        ("Ngi nhận:", "Nơi nhận:"),
        ("Nơi nhập:", "Nơi nhập:"),
        ("Nơi ở:", "Nơi ở:"),
        ("đổi tượng mới", "đối tượng mới"),
        ("bàn ghế", "bàn ghế"),
        ("tháng 12 năm 2021", "tháng 12 năm 2021"),
        ("L MỤC TIÊU", "I. MỤC TIÊU"),
        ("HI. KINH PHÍ", "III. KINH PHÍ"),
        ("Phần HI. TỔ CHỨC", "Phần III. TỔ CHỨC"),
        ("TV. TỔ CHỨC", "IV. TỔ CHỨC"),
        ("VHI. KINH PHÍ", "VIII. KINH PHÍ"),
        ("XL DỰ TOÁN", "XI. DỰ TOÁN"),
        ("IV. TỔ CHỨC", "IV. TỔ CHỨC"),
        ("H. ĐIỀU KHOẢN", "H. ĐIỀU KHOẢN"),
        ("TL. CHỦ TỊCH", "TL. CHỦ TỊCH"),
        ("TT. HĐND", "TT. HĐND"),
        ("1. MỤC TIÊU", "1. MỤC TIÊU"),
        ("L mét vải", "L mét vải"),
    ],
)
def test_mended_words(read, mended):
    after = mend(words(read))
    assert " ".join(word.text for word in after) == mended
    if " ".join(word.text for word in words(read)) != mended:
        assert min(word.confidence for word in after) < 0.9


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        (["1", "1.1", "11.1", "112", "12", "2"], ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]),
        (["2.2", "22.1", "222"], ["2.2", "2.2.1", "2.2.2"]),
        (["9", "10", "11", "12"], ["9", "10", "11", "12"]),
        (["1", "11"], ["1", "1.1"]),
        (["TT", "1", "a", "2"], ["TT", "1", "a", "2"]),
        (["7", "35"], ["7", "35"]),
        ([], []),
    ],
)
def test_dots_of_row_numbers(read, mended):
    assert mend_ordinals(read) == mended


def test_phrases_part_at_full_stops():
    line = words("thành. phô")
    assert [word.text for word in mend_phrases(line)] == ["thành.", "phô"]
    assert skeleton("Đổi mới") == "doi moi"


# -- pages


def png(image: np.ndarray, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, options.pop("format", "PNG"), **options)
    return stream.getvalue()


def test_blank_page_is_said_to_be_blank():
    (page,) = read_images(png(paper()), name="blank.png", improve=improve)
    assert page.read_by == "none"
    assert [found.code for found in page.findings] == ["page-blank"]


def test_a_page_with_one_short_line_is_not_blank():
    image = Image.fromarray(paper(2340, 1654))  # A4 at 200 dpi
    ImageDraw.Draw(image).text((245, 160), "- Luu: VT, VP.", font=ImageFont.load_default(36), fill=0)
    (page,) = read_images(png(np.asarray(image)), name="last.png", improve=improve)
    assert page.read_by == "ocr"


def test_frames_of_a_tiff():
    stream = io.BytesIO()
    first = Image.fromarray(paper())
    first.save(stream, "TIFF", save_all=True, append_images=[first, first], dpi=(200, 200))
    pages = list(read_images(stream.getvalue(), name="fax.tif", improve=partial(improve, ocr="never")))
    assert [page.number for page in pages] == [1, 2, 3]
    assert pages[0].width == pytest.approx(800 * 72 / 200)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "I;16"])
def test_modes_of_pixels(mode):
    stream = io.BytesIO()
    image = Image.new(mode, (200, 300)) if mode == "I;16" else Image.fromarray(paper(300, 200)).convert(mode)
    image.save(stream, "TIFF")
    (page,) = read_images(stream.getvalue(), name="x", improve=improve)
    assert page.width > 0


def test_damaged_image():
    with pytest.raises(DamagedInputError):
        list(read_images(b"\x89PNG\r\n\x1a\n" + b"nothing", name="x.png", improve=improve))


def test_an_image_too_large(monkeypatch):
    monkeypatch.setattr(images, "MOST_BYTES", 1000)
    with pytest.raises(LimitError):
        list(read_images(png(paper()), name="x.png", improve=improve))


def test_without_an_engine_the_page_says_what_to_install(monkeypatch):
    monkeypatch.setattr(engines, "engine", lambda name: None)
    page = Page(1, 595, 842, pictures=(Picture(0, 0, 595, 842),), read_by="none")
    read = improve(page, lambda dpi: Image.fromarray(paper()))
    assert read.read_by == "none"
    assert any("pip install" in found.message for found in read.findings)


def test_an_engine_that_fails_loses_no_page(monkeypatch):
    def broken(dpi: float):
        message = "no memory"
        raise MemoryError(message)

    read = improve(Page(1, 595, 842), broken)
    assert read.read_by == "none"
    assert "ocr-failed" in {found.code for found in read.findings}
    assert scan.OcrChoice


def scanned(file, *, number: int = 1, level=lambda image: image):
    """Read a page of a digital file, and the same page from its image."""
    kept = []

    def keep(page, render, glyphs):
        if page.number == number:
            kept.append(
                (
                    page,
                    improve(
                        Page(number, page.width, page.height), lambda dpi: level(render(dpi)), ocr="always"
                    ),
                )
            )
        return page

    for page in read_pdf(file.read_bytes(), name=file.name, improve=keep):
        if page.number >= number:
            break
    return kept[0]


@pytest.mark.shared
def test_a_page_and_its_scan_have_the_same_words(shared):
    digital, read = scanned(shared / "real" / "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf", number=2)
    truth = {word.text for word in digital.words}
    missed = [word for word in truth - {word.text for word in read.words} if len(word) > 1]
    assert read.read_by == "ocr"
    assert read.confidence > 0.9
    assert len(missed) <= 0.05 * len(truth), missed
    for word in read.words:
        assert -1 <= word.x0 <= word.x1 <= read.width + 1
        assert -1 <= word.top <= word.bottom <= read.height + 1


@pytest.mark.shared
@pytest.mark.parametrize(("turned", "rotation"), [(180, 180), (90, 90)])
def test_a_page_turned_is_read_upright(shared, turned, rotation):
    def half(image):
        """The upper half tells which way is up, and is read in half the time."""
        return image.crop((0, 0, image.width, image.height // 2)).rotate(turned, expand=True)

    _, read = scanned(shared / "real" / "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf", number=2, level=half)
    assert read.rotation == rotation
    assert read.confidence > 0.85


@pytest.mark.shared
def test_a_real_scan_with_a_handwritten_number(shared):
    file = shared / "real" / "04_KH-851-SYT-HCM-2021_scan5p_handnumber.pdf"
    page = next(iter(open_source(file, options=Options()).pages))
    text = " ".join(word.text for word in page.words)
    assert "Số: /KH-SYT" in text
    assert "tháng 02 năm 2021" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert page.read_by == "ocr"


@pytest.mark.shared
def test_a_scanned_table_has_its_lines_and_cells(shared):
    file = shared / "real" / "02_QD-222-TTg-2025_KeHoach-KTTH_scan28p_tables.pdf"
    kept = []

    def thirteenth(page, render, glyphs):
        if page.number == 13:
            kept.append(improve(page, render, glyphs))
        return page

    for page in read_pdf(file.read_bytes(), name="x", improve=thirteenth):
        if page.number >= 13:
            break
    read = kept[0]
    upright = [line for line in read.rulings if not line.horizontal]
    assert len(upright) >= 8
    text = " ".join(word.text for word in read.words)
    assert "Bộ Giáo dục và Đào tạo" in text
    assert text.count("2025 - 2035") == 2


@pytest.mark.shared
def test_bold_words_are_told_by_their_strokes(shared):
    digital, read = scanned(shared / "real" / "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf", number=1)
    bold = {word.text for word in digital.words if word.bold} - {
        word.text for word in digital.words if not word.bold
    }
    found = {word.text: word.bold for word in read.words if len(word.text) > 1}
    told = [found[text] for text in bold if text in found]
    plain = [
        found[word.text]
        for word in digital.words
        if not word.bold and word.text in found and word.text not in bold
    ]
    assert sum(told) >= 0.8 * len(told)
    assert sum(plain) <= 0.05 * len(plain)


@pytest.mark.shared
def test_a_background_picture_makes_no_scan(shared):
    """A short page of true text over a picture as large as the page keeps its text layer."""
    kept = []

    def keep(page, render, glyphs):
        if page.number == 5:
            over = Page(
                page.number,
                page.width,
                page.height,
                words=page.words[:50],
                pictures=(Picture(0, 0, page.width, page.height),),
            )
            blank = Image.fromarray(paper(2339, 1654))
            kept.append((over, improve(over, lambda dpi: blank)))
        return page

    file = shared / "real" / "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf"
    list(read_pdf(file.read_bytes(), name=file.name, improve=keep))
    over, read = kept[0]
    assert read.words == over.words
    assert read.read_by == "text"
