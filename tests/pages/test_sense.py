"""Text layers of ordinary letters that say nothing: told by the syllables, and by the image where that says the same."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

from vnplan_extract.document import Word
from vnplan_extract.pages.sense import agree, senseless

PROSE = (
    "Căn cứ Luật Tổ chức chính quyền địa phương; Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng, chống dịch bệnh với những "
    "nội dung sau đây: các sở, ban, ngành thực hiện nghiêm túc, kịp thời, đạt 95% số xã, phường trước ngày 15/12/2025."
)
ENGLISH = (
    "This is a page of the annex and it shall be read by the parties with the notes from the first part. " * 3
)
HIGHLANDS = (
    PROSE
    + " huyện Krông Búk, Krông Pắk, M’Drắk, Cư M’gar, Ea H’leo, Chư Păh, Kbang, Đak Pơ, Ia Grai, Tu Mơ Rông"
)
LONG = PROSE * 8
SWAPPED = str.maketrans({"\u0301": "\u0300", "\u0300": "\u0301", "\u0309": "\u0303", "\u0303": "\u0309"})


def swapped(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(SWAPPED))


def without(text: str, mark: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace(mark, ""))


def shifted(text: str) -> str:
    return "".join(chr(ord(letter) + 1) if letter.isalpha() else letter for letter in text)


def numbered(text: str) -> str:
    """Letters by the order in which they come, as a subset of a font numbers them."""
    order = {letter: chr(0x21 + at) for at, letter in enumerate(dict.fromkeys(text.replace(" ", "")))}
    return "".join(order.get(letter, letter) for letter in text)


def words(text: str, font: str = "Font") -> list[Word]:
    return [Word(part, 0, 0, 10, 10, font, 12) for part in text.split()]


@pytest.mark.parametrize(
    ("said", "sense"),
    [
        (words(PROSE), True),
        (words(PROSE.upper()), True),
        (words(unicodedata.normalize("NFC", HIGHLANDS)), True),
        (words(ENGLISH), True),
        (words(ENGLISH) + words(PROSE), True),
        (words("1.530 1.590 1.650 1.710 6.480 " * 20), True),
        (words("Họ và tên: .................................................... " * 9), True),
        (words("UBND HĐND TTg BNNPTNT QĐ-UBND KH-UBND " * 9), True),
        (words("Lê Trọng Yên"), True),
        ([], True),
        (words(shifted(PROSE)), False),
        (words(swapped(PROSE)), False),
        (words(numbered(PROSE)), False),
        (words(codecs.encode(PROSE, "rot13")), False),
        (words("".join("\uf041" if letter.isalpha() else letter for letter in PROSE)), False),
        (words("".join("a" if letter.isalpha() else letter for letter in PROSE)), False),
        (words("- -- --- " * 12), False),
        (words("Më Usọoh Zëo"), False),
        (words(LONG), True),
        (words(without(LONG, "\u0323")), False),
        (words(without(LONG, "\u031b")), False),
        (words(LONG.replace("đ", "d").replace("Đ", "D")), False),
        (words(PROSE + " P\x0e 2\x0f /\x0e5 \x0e"), False),
        (words(PROSE + " \x0e \x0e \x0e \x0e"), True),
        (words(PROSE * 3) + words(shifted(PROSE), "Bold"), False),
        (words(PROSE * 9) + words(swapped(PROSE), "Bold"), False),
    ],
)
def test_senseless(said, sense):
    assert (not senseless(said)) == sense, senseless(said)


@pytest.mark.parametrize(
    ("layer", "image", "same"),
    [
        (PROSE, PROSE, True),
        (PROSE, PROSE.replace("phòng", "phong") + " thêm nữa", True),
        (PROSE, swapped(PROSE), False),
        (shifted(PROSE), PROSE, False),
        (PROSE, "", False),
        ("- -- ---", PROSE, False),
    ],
)
def test_the_image_decides(layer, image, same):
    assert agree(words(layer), words(image)) == same
