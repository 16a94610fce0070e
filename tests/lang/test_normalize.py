"""One spelling, and the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.normalize import fold_tone, normalize, strip_accents

CASES = [
    ("hoá", "hóa"),
    ("HOÁ ĐƠN", "HÓA ĐƠN"),
    ("uỷ ban, Uỷ Ban", "ủy ban, Ủy Ban"),
    ("thuý", "thúy"),
    ("quý quỳ quả", "quý quỳ quả"),
    ("qúy", "quý"),
    ("gìa, giữa, gìn giữ", "già, giữa, gìn giữ"),
    ("kế họach, khỏang, tòan", "kế hoạch, khoảng, toàn"),
    ("đựơc, trứơc", "được, trước"),
    ("của, mía, múa", "của, mía, múa"),
    ("Ðồng ðồng", "Đồng đồng"),
    ("2021 – 2025 — 2030 − 1", "2021 - 2025 - 2030 - 1"),
    ("a\u00a0b \u2009 c\r\nd", "a b c d"),
    ("tri\u200bệu đ\u00adồng", "triệu đồng"),
    ("*15* **35.100** ***a)***", "15 35.100 a)"),
    ("* Mục (*) 2*3", "* Mục (*) 2*3"),
    ("__đậm__ _nghiêng_ NQ_HĐND", "đậm nghiêng NQ_HĐND"),
    ("Số: ______", "Số: ______"),
    ("<b>18.450</b>", "18.450"),
    ("m<sup>2</sup>, KGVX<sub>lmc30</sub>", "m2, KGVXlmc30"),
    ("a<br>b<br/>c", "a b c"),
    ("a < b và c > d", "a < b và c > d"),
    ("5&nbsp;ha &amp; 3", "5 ha & 3"),
    ("a\tb", "a\tb"),
    ("a\x00b\x07c", "a b c"),
    ("\u0065\u0302\u0323", "ệ"),
    ("\u0065\u0323\u0302", "ệ"),
    ("\u00e9\u0302", "ế"),
    ("１２ ｈａ", "12 ha"),
    ("", ""),
]


@pytest.mark.parametrize(("printed", "clean"), CASES)
def test_normalize(printed, clean):
    assert normalize(printed).text == clean
    assert normalize(unicodedata.normalize("NFD", printed)).text == clean
    assert normalize(clean).text == clean


def test_span_is_the_printed_text():
    text = normalize("Tổng kinh phí: **35.100**\n triệu  đồng")
    start = text.text.index("35.100")
    first, last = text.span(start, len(text.text))
    assert text.original[first:last] == "35.100**\n triệu  đồng"
    assert text.original[slice(*text.span(start, start + 6))] == "35.100"


PIECES = st.lists(
    st.sampled_from(
        [" ", "  ", "\n", "\t", "**", "<b>", "</b>", "\u200b", "ho\u00e1", "u\u0309y", "–", "x", "\u0301"]
    )
)


@given(PIECES.map("".join))
def test_every_character_has_a_place(text):
    clean = normalize(text)
    done = 0
    for offset in range(len(clean.text)):
        start, end = clean.span(offset, offset + 1)
        assert done <= start < end <= len(text)
        done = start
    assert normalize(clean.text).text == clean.text or "\u0301" in text or "*" in text


@given(st.text())
def test_any_text(text):
    clean = normalize(text)
    start, end = clean.span(0, len(clean.text))
    assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize(
    "piece", [" ", "*", "_", "<", "<a ", "a\u0301", "\u0301", "\x00", "&", "&#1;", "# ", "\u200b", "hoá "]
)
def test_linear(piece):
    assert_linear(lambda length: normalize(piece * (length // len(piece))), 30_000, 300_000)


def test_keys():
    assert fold_tone("Kế Hoạch Đường") == "kê hoach đương"
    assert strip_accents("Đề án số HÓA") == "De an so HOA"
    assert strip_accents("ascii") == "ascii"
