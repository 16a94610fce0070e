"""Is the text layer true? Pages composed word by word, and the real files with layers that lie."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from PIL import Image

from vnplan_extract.document import Page, Picture, Word
from vnplan_extract.pages.glyphs import Glyph, decode, from_mac_roman, glyph_orders
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.scan import improve
from vnplan_extract.pages.textlayer import flag_overprints, judge, repair

TRUE = "Ủy ban nhân dân tỉnh giao các sở, ngành triển khai nhiệm vụ theo đúng tiến độ và báo cáo kết quả hằng quý"
STRIPPED = "Uy ban nhan dan tinh giao cac so, nganh trien khai nhiem vu theo dung tien do va bao cao ket qua hang quy"
ENGLISH = "The laboratory shall establish procedures which cover every aspect of sampling and transport and storage of items"
TCVN3 = "Uû ban nh©n d©n tØnh giao c¸c së, ngµnh triÓn khai nhiÖm vô theo ®óng tiÕn ®é vµ b¸o c¸o kÕt qu¶"
VNI = (
    "Uûy ban nhaân daân tænh giao caùc sôû, ngaønh trieån khai nhieäm vuï theo ñuùng tieán ñoä vaø baùo caùo"
)
SIGNED = "Người ký: Văn phòng Thời gian ký: 24.01.2025 10:25:14 +07:00"


def page(text: str, *, picture: bool = False, times: int = 3, font: str = "Font") -> Page:
    words = tuple(
        Word(
            part,
            72.0 + 40 * (at % 10),
            72.0 + 16 * (at // 10),
            100.0 + 40 * (at % 10),
            84.0 + 16 * (at // 10),
            font,
            12.0,
        )
        for at, part in enumerate(text.split() * times)
    )
    pictures = (Picture(0, 0, 595, 842),) if picture else ()
    return Page(1, 595, 842, words=words, pictures=pictures)


CASES = [
    (page(TRUE), "true", None),
    (page(TRUE, font=".VnTime"), "true", None),
    (page(TRUE, picture=True), "true", None),
    (page(ENGLISH), "true", None),
    (page("1 2 3 4 5", times=20), "true", None),
    (page(STRIPPED), "wrong_language", None),
    (page("CQNG HOA XA HQI CHU NGHIA VIET NAM Dgc lap Tu do Hanh phuc", times=4), "wrong_language", None),
    (page(TCVN3), "legacy", "tcvn3"),
    (page(VNI), "legacy", "vni"),
    (page(SIGNED, picture=True, times=1), "signature_only", None),
    (page("SAO Y; VĂN PHÒNG 25/07/2025 10:25:14 +07:00", picture=True, times=1), "signature_only", None),
    (page(".Ӂ +2Ҥ&+ 3+Ӈ 'X\\ӊW NLӇP WUD FKҩS", times=5), "garbled", None),
    (replace(page(SIGNED, times=1), shapes=5000), "signature_only", None),
    (replace(page(TRUE), shapes=5000), "true", None),
    (Page(1, 595, 842), "empty", None),
]


@pytest.mark.parametrize(("composed", "kind", "encoding"), CASES)
def test_judge(composed, kind, encoding):
    judgement = judge(composed)
    assert (judgement.kind, judgement.encoding) == (kind, encoding), judgement.reason
    assert 0 <= judgement.confidence <= 1


def test_true_page_is_untouched():
    composed = page(TRUE)
    assert improve(composed, no_image) is composed


def test_cyrillic_that_looks_like_latin():
    typed = page(TRUE.translate(str.maketrans("aeocpxA", "аеосрхА")))
    read, judgement = repair(typed, judge(typed))
    assert judgement.kind == "true"
    assert [word.text for word in read.words] == [word.text for word in page(TRUE).words]
    russian = page("Совместный план сотрудничества между городами о развитии туризма и торговли")
    assert repair(russian, judge(russian))[0].words == russian.words


def test_mixed_runs():
    legacy, true = page(TCVN3), page(TRUE, font="Other")
    mixed = Page(1, 595, 842, words=legacy.words + true.words)
    mended, judgement = repair(mixed, judge(mixed))
    assert judgement.kind == "true"
    assert [word.text for word in mended.words[len(legacy.words) :]] == [word.text for word in true.words]
    assert mended.words[0].text == "Uỷ"
    assert "tỉnh" in [word.text for word in mended.words[: len(legacy.words)]]
    assert [(word.x0, word.top) for word in mended.words] == [(word.x0, word.top) for word in mixed.words]
    assert all(
        word.confidence < 1
        for word, old in zip(mended.words, mixed.words, strict=True)
        if word.text != old.text
    )
    assert [found.code for found in mended.findings] == ["text-legacy"]


def test_capital_font():
    composed = page("quyÕt ®Þnh kÕ ho¹ch ph¸t triÓn", font=".VnTimeH")
    mended, _ = repair(composed, judge(composed))
    assert " ".join(word.text for word in mended.words[:6]) == "QUYẾT ĐỊNH KẾ HOẠCH PHÁT TRIỂN"


def test_overprint_is_not_guessed():
    words = (
        Word("tháng", 391, 101, 424, 116, "F", 14),
        Word("4", 426.7, 101, 433.7, 116.5, "F", 14),
        Word("5", 424, 100.6, 432, 114, "G", 14, read_by="form"),
        Word("2026", 465, 101, 493, 116, "F", 14),
    )
    flagged = flag_overprints(Page(1, 595, 842, words=words))
    assert [word.text for word in flagged.words] == ["tháng", "4", "5", "2026"]
    assert [word.confidence < 0.5 for word in flagged.words] == [False, True, True, False]
    assert [found.code for found in flagged.findings] == ["text-overprint"]


def test_digits_too_narrow_for_their_font():
    flagged = flag_overprints(Page(1, 595, 842, words=(Word("54", 426, 101, 434, 116, "F", 14),)))
    assert flagged.words[0].confidence < 0.5


def test_numbers_in_a_column_are_no_overprint():
    words = tuple(Word(str(at), 100, 12.0 * at, 112, 12.0 * at + 14, "F", 12) for at in range(1, 60))
    composed = Page(1, 595, 842, words=words)
    assert flag_overprints(composed) is composed


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("ng‡y", "ngày"),
        ("th·ng,", "tháng,"),
        ("GI£M", "GIÁM"),
        ("L¿O", "LÀO"),
        ("trÏnh", "trình"),
        ("này”", None),
        ("ĐÍCH", None),
    ],
)
def test_mac_roman(word, read):
    assert from_mac_roman(word) == read


def glyphs_of(text: str, order: str, *, shift: int = 0) -> list[Glyph]:
    """The characters a reader gives for text whose font has no ToUnicode map."""
    numbers = {letter: number for number, letter in glyph_orders()[order].items()}
    glyphs, breaks = [], True
    for letter in text:
        if letter == " ":
            breaks = True
            continue
        number = numbers[letter]
        number += shift if number >= 600 else 0
        glyphs.append(Glyph(chr(number), 0, 0, 1, 1, "F", breaks=breaks))
        breaks = False
    return glyphs


@pytest.mark.parametrize("order", ["times-4685", "times-3578"])
def test_glyph_numbers_are_read(order):
    decoding = decode(glyphs_of(TRUE, order))
    assert decoding.certain
    assert "".join(decoding.letters) == TRUE.replace(" ", "")


NUMBERS = [  # as ToUnicode maps of whole fonts name them; a font repaired by its own order would prove nothing
    ("times-4685", {483: "Ỳ", 484: "ỳ", 1189: "ạ", 1269: "ự", 1271: "ỵ", 1273: "ỷ", 1274: "Ỹ", 1275: "ỹ"}),
    (
        "times-3578",
        {483: "Ỳ", 484: "ỳ", 889: "ự", 891: "ỵ", 893: "ỷ", 894: "Ỹ", 895: "ỹ", 240: "²", 241: "³"},
    ),
]


@pytest.mark.parametrize(("order", "numbers"), NUMBERS)
def test_numbers_of_glyphs_are_those_of_the_fonts(order, numbers):
    known = glyph_orders()[order]
    assert {number: known.get(number) for number in numbers} == numbers


def test_the_last_letters_of_a_run_are_read(shared):
    """The italic of this file has one ỹ, in "kỹ thuật", whose number was taken for ỷ's."""
    (path,) = (shared / "real").glob("32_*.pdf")
    (first, *_) = read_pdf(path.read_bytes(), name="t.pdf", improve=partial(improve, ocr="never"))
    read = [word.text for word in first.words]
    assert ("kỹ", "thuật") in set(pairwise(read))
    assert "kỷ" not in read


def test_a_shift_not_seen_before_is_learnt():
    text = (
        "nhiệm vụ của tỉnh tiến bộ hiện tại kết quả việc thực tiễn phải bảo đảm chất tốt nhất tỷ lệ kỹ thuật"
    )
    text = " ".join(word for word in text.split() if not set(word) & set("đươ"))
    decoding = decode(glyphs_of(text, "times-4685", shift=333))
    assert decoding.certain
    assert "".join(decoding.letters) == text.replace(" ", "")


def test_nonsense_is_not_believed():
    glyphs = [Glyph(chr(0x400 + 7 * at % 250), 0, 0, 1, 1, "F", breaks=at % 5 == 0) for at in range(300)]
    assert not decode(glyphs).certain


def test_unread_pages_say_so():
    for composed in (page(STRIPPED), Page(1, 595, 842)):
        read = improve(composed, no_image, ocr="never")
        assert read.read_by == "none"
        assert read.findings


def white(dpi: float):
    """Pages with pictures are looked at: there may be print in them."""
    return Image.new("L", (round(8.5 * dpi), round(12 * dpi)), 255)


def no_image(dpi: float):
    message = "no image is needed here"
    raise AssertionError(message)


REAL = [
    (
        "32_QD-1050-SCT-2026_brokenToUnicode.pdf",
        "text-glyphs-repaired",
        ["QUYẾT ĐỊNH", "GIÁM ĐỐC SỞ CÔNG THƯƠNG TỈNH LÀO CAI", "Điều 1. Thành lập Đoàn"],
    ),
    (
        "53_QD-326-UBND-GiaLai-2026_digital+imagepage.pdf",
        "text-glyphs-repaired",
        ["Ông Lê Công Bình", "trong công tác bồi thường"],
    ),
    ("33_QD-1696-UBND-LaoCai-2026_digital_landscape.pdf", "overprint", ["Về việc ủy quyền"]),
    (
        "12_QD-115-TTg-2004_TCVN3.pdf",
        "text-legacy",
        ["QUYẾT ĐỊNH CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 115/2004/QĐ-TTG", "Căn cứ Luật Tổ chức Chính phủ"],
    ),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "code", "phrases"), REAL)
def test_real_layers(shared, name, code, phrases):
    data = (shared / "real" / name).read_bytes()
    pages = list(read_pdf(data, name=name, improve=lambda *args: improve(*args, ocr="never")))
    assert code in {found.code for found in pages[0].findings}
    text = " ".join(word.text for word in pages[0].words) + " ".join(word.text for word in pages[1].words)
    assert [phrase for phrase in phrases if phrase not in text] == []


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "01_KH-173-UBND-HaNoi-2026_digital_NFDmix.pdf",
        "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf",
        "43_QD-2280-UBND-HaNoi-2026_digital20p.pdf",
    ],
)
def test_true_layers_stay(shared, name):
    data = (shared / "real" / name).read_bytes()
    before = list(read_pdf(data, name=name))
    for read in before:
        if read.words:
            assert improve(read, white, ocr="never") is read
