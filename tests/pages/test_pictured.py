"""Print that stands as a picture on a page of text is found and read; photographs, logos and codes are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from vnplan_extract.document import Page, Picture, Word  # noqa: E402
from vnplan_extract.pages.scan import improve  # noqa: E402

DPI = 200
PLACE = (300.0, 500.0, 520.0, 640.0)  # points
BLOCK = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Nguyễn Văn Bình"]
PROSE = "Căn cứ Luật Tổ chức chính quyền địa phương; Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng, chống dịch bệnh năm"


def words(count: int = 80) -> tuple[Word, ...]:
    parts = (PROSE.split() * 5)[:count]
    return tuple(
        Word(
            part,
            60 + 45 * (at % 10),
            60 + 16 * (at // 10),
            100 + 45 * (at % 10),
            72 + 16 * (at // 10),
            "F",
            12,
        )
        for at, part in enumerate(parts)
    )


def printed(kind: str) -> Image.Image:
    """A page with something in its place."""
    scale = DPI / 72
    image = Image.new("RGB", (round(595 * scale), round(842 * scale)), "white")
    x0, top, x1, bottom = (round(edge * scale) for edge in PLACE)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSerif.ttf", 30)
    if kind in {"signer", "faint"}:
        for at, line in enumerate(BLOCK):
            draw.text((x0 + 40, top + 10 + 60 * at), line, font=font, fill="black")
    elif kind == "photograph":
        noise = np.random.default_rng(1).integers(0, 256, (30, 40, 3), dtype=np.uint8)
        image.paste(
            Image.fromarray(noise).resize((x1 - x0, bottom - top), Image.Resampling.BICUBIC), (x0, top)
        )
    elif kind == "code":
        code = cv2.QRCodeEncoder.create().encode("https://vanban.example.gov.vn/tra-cuu?so=125&nam=2024")
        image.paste(Image.fromarray(code).resize((300, 300), Image.Resampling.NEAREST), (x0, top))
    elif kind == "seal":
        draw.ellipse((x0, top, x0 + 350, top + 350), outline=(220, 30, 30), width=8)
        draw.text((x0 + 60, top + 120), "ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM", font=font, fill=(220, 30, 30))
    return image


def shown(kind: str, *, page: Page | None = None, ocr: str = "auto") -> Page:
    image = printed(kind)
    given = page or Page(1, 595, 842, words=words(), pictures=(Picture(*PLACE),))
    size = lambda dpi: (round(595 * dpi / 72), round(842 * dpi / 72))  # noqa: E731
    return improve(given, lambda dpi: image.resize(size(dpi)), ocr=ocr, cache=False)  # type: ignore[arg-type]


def test_a_signer_in_a_picture_is_read_and_the_text_stays():
    page = shown("signer")
    assert page.words[:80] == words()
    assert page.read_by == "text"
    assert " ".join(word.text for word in page.words[80:]) == " ".join(filter(None, BLOCK))
    assert {word.read_by for word in page.words[80:]} == {"ocr"}
    assert [note.code for note in page.findings] == ["picture-read"]


def test_print_as_outlines_is_read():
    page = shown("signer", page=Page(1, 595, 842, words=words(), shapes=900))
    assert [word.text for word in page.words[-3:]] == ["Nguyễn", "Văn", "Bình"]


def test_never_says_what_was_not_read():
    page = shown("signer", ocr="never")
    assert (page.words, [note.code for note in page.findings]) == (words(), ["picture-unread"])


@pytest.mark.parametrize("kind", ["photograph", "code", "seal", "nothing"])
@pytest.mark.parametrize("ocr", ["auto", "never"])
def test_what_is_no_print_costs_nothing(kind, ocr):
    page = shown(kind, ocr=ocr)
    assert page.words == words()
    assert ocr == "never" or not page.findings


def test_print_that_the_text_explains_is_not_read_again():
    given = Page(1, 595, 842, words=words(), pictures=(Picture(0, 0, 595, 842),))
    over = tuple(
        replace(
            word, text="chữ", x0=PLACE[0], x1=PLACE[2], top=PLACE[1] + 20 * at, bottom=PLACE[1] + 20 * at + 20
        )
        for at, word in enumerate(words(7))
    )
    page = shown("signer", page=replace(given, words=given.words + over))
    assert (page.words, page.findings) == (given.words + over, ())
