"""Inline Markdown loses its marks and nothing else."""

from __future__ import annotations

import pytest
from flow_rendering import show

from timing import assert_linear
from vnplan_extract.pages.flow import ParagraphBuilder
from vnplan_extract.pages.markup import add_inline, plain

CASES = [
    ("Số: *125*/KH-UBND", "Số: //125///KH-UBND"),
    ("**Tổng:** 35.100", "**Tổng: **35.100"),
    ("**Kinh phí:**Tổng cộng", "**Kinh phí:**Tổng cộng"),
    ("***b) Giai đoạn***", "**//b) Giai đoạn//**"),
    ("**đậm *nghiêng* đậm**", "**đậm ****//nghiêng //****đậm**"),
    ("_nghiêng_ và ten_tep_dai", "//nghiêng //và ten_tep_dai"),
    ("__đậm__", "**đậm**"),
    ("5*3 và 4*2", "5*3 và 4*2"),
    ("2 * 3 * 4", "2 * 3 * 4"),
    ("Ghi chú (*) và (*)", "Ghi chú (*) và (*)"),
    ("**không đóng", "**không đóng"),
    ("đóng không mở**", "đóng không mở**"),
    ("\\*không nghiêng\\* \\- \\_", "*không nghiêng* - _"),
    ("<b>đậm</b> thường", "**đậm **thường"),
    ("VX<sub>1</sub> m<sup>2</sup>", "VX1 m^^2^^"),
    ("một<br>hai<br/>ba", "một⏎hai⏎ba"),
    ("một  \nhai\nba", "một⏎hai⏎ba"),
    ("`a*b*c`", "a*b*c"),
    ("dấu ` lẻ", "dấu ` lẻ"),
    ("[nhãn](http://x.vn/a_b) ![ảnh](x.png)", "nhãn ảnh"),
    ("[Handwritten signature]", "[Handwritten signature]"),
    ("*[Handwritten signature]*", "//[Handwritten signature]//"),
    ("a &amp; b &lt; 5 &khong;", "a & b < 5 &khong;"),
    ("số dân < 50% và <lạ>", "số dân < 50% và <lạ>"),
    ("~~bỏ~~", "bỏ"),
    ("**TM. ỦY BAN\nKT. CHỦ TỊCH**", "**TM. ỦY BAN⏎KT. CHỦ TỊCH**"),
    ("C&ocirc;ng", "Công"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_inline(text, expected):
    builder = ParagraphBuilder()
    add_inline(builder, text)
    paragraph = builder.build()
    assert paragraph is not None
    assert show(paragraph) == expected


@pytest.mark.parametrize(
    "text", ["**a", "*", "_a_ ", "[", "[a](", "<b ", "`a ``b ", "&a", "\\", "~~a*b", "<!--"]
)
def test_time_is_linear(text):
    assert_linear(lambda count: plain(text * count), 4_000, 40_000)
