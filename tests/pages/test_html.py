"""HTML comes out as a browser shows it: each text once, furniture aside, tables on their grid."""

from __future__ import annotations

import pytest
from flow_rendering import show, texts

from vnplan_extract.document import FlowTable
from vnplan_extract.pages.html import read_html


def read(html: str):
    return list(read_html(html.encode(), name="t.html"))


def flow(html: str):
    (page,) = read(html)
    return page.flow


TEXTS = [
    ("<p>Kế  hoạch\n năm</p>", ["Kế hoạch năm"]),
    ("<p>a<p>b", ["a", "b"]),
    ("một<div>hai</div>ba", ["một", "hai", "ba"]),
    ("<p>a<br>b</p>", ["a\nb"]),
    ("<div>a<br><br>b</div>", ["a", "b"]),
    ("<div>a<br> <br/> b</div>", ["a", "b"]),
    ("<p>a<span> b</span><u>c</u></p>", ["a bc"]),
    ("<p>a<!-- bỏ -->b</p>", ["ab"]),
    ("<p><![if !supportLists]>-<span>&nbsp;&nbsp;</span><![endif]>mục</p>", ["- mục"]),
    ("<p>x&lt;y&amp;z&nbsp;&#7871;</p>", ["x<y&z ế"]),
    ("<p>a</p><script>var b = 1;</script><style>p{}</style><template>c</template>", ["a"]),
    ("<p>a<o:p>&nbsp;</o:p></p>", ["a"]),
    ("<p>a<svg><text>vẽ</text></svg> b <math><mi>x</mi></math>c</p>", ["a b c"]),
    ("<pre>một\n  hai</pre>", ["một\nhai"]),
    ("<title>tiêu đề trang</title><p>a</p>", ["a"]),
    ("<p style='text-transform: uppercase'>kế hoạch</p>", ["KẾ HOẠCH"]),
    ("<ul><li>một<li>hai</ul>", ["• một", "• hai"]),
    ("<ul><li>- một</li><li>+ hai</li></ul>", ["- một", "+ hai"]),
    ("<ul style='list-style-type:none'><li>một</li></ul>", ["một"]),
    ("<ol><li>một</li><li>hai</li></ol>", ["1. một", "2. hai"]),
    ("<ol type=a start=3><li>ba</li><li value=7>bảy</li></ol>", ["c. ba", "g. bảy"]),
    ("<ol type=I><li>một<ol><li>trong</li></ol></li><li>hai</li></ol>", ["I. một", "1. trong", "II. hai"]),
    ("<ol reversed><li>a</li><li>b</li></ol>", ["2. a", "1. b"]),
    ("<ol><li>1. có số sẵn</li></ol>", ["1. có số sẵn"]),
    ("<ol><li></li><li>hai</li></ol><p>sau</p>", ["2. hai", "sau"]),
    ("<table><caption>Bảng 1</caption><tr><td>a</td></tr></table>", ["Bảng 1", "a"]),
    ("<p>Ke\u0302\u0301</p>", ["Kế"]),
    ("<?xml version='1.0' encoding='utf-16'?><html><body><p>a</p></body></html>", ["a"]),
]


@pytest.mark.parametrize(("html", "expected"), TEXTS)
def test_text(html, expected):
    assert texts(read(html)) == expected


LOOKS = [
    ("<h2>Mục tiêu</h2>", "{h2} **Mục tiêu**"),
    ("<p align=center><b>KẾ</b> <i>hoạch</i></p>", "{c} **KẾ **//hoạch//"),
    ("<center>a</center>", "{c} a"),
    ("<p style='text-align:justify;font-weight:700'>a</p>", "{j} **a**"),
    ("<b>a<span style='font-weight:normal'>b</span></b>", "**a**b"),
    ("<p>m<sup>2</sup> H<sub>2</sub>O</p>", "m^^2 ^^H2O"),
    ("<p hidden>a</p>", "{furniture} a"),
    ("<div style='display: none'>a</div>", "{furniture} a"),
    ("<div style='mso-element:footnote' id=ftn1><p>1 a</p></div>", "{footnote} 1 a"),
    ("<div id=sdfootnote1><p><a>1</a> a</p></div>", "{footnote} 1 a"),
    ("<div title=header><p>a</p></div>", "{page_header} a"),
]


@pytest.mark.parametrize(("html", "expected"), LOOKS)
def test_looks(html, expected):
    assert next(show(paragraph) for paragraph in flow(f"{html}<p>" + "chữ " * 40 + "</p>")) == expected


def grid(html: str) -> list[tuple[int, int, int, int, str]]:
    (block,) = flow(html)
    assert isinstance(block, FlowTable)
    assert block.rows * block.cols == sum(c.row_span * c.col_span for c in block.cells)
    return [
        (c.row, c.col, c.row_span, c.col_span, "|".join(x.text for x in c.paragraphs)) for c in block.cells
    ]


GRIDS = [
    (
        "<table><tr><td rowspan=2>TT<td colspan=2>KP<tr><td>NN<td>DN<tr><td>1<td>2<td>3</table>",
        [(0, 0, 2, 1, "TT"), (0, 1, 1, 2, "KP"), (1, 1, 1, 1, "NN"), (1, 2, 1, 1, "DN"), (2, 0, 1, 1, "1"), (2, 1, 1, 1, "2"), (2, 2, 1, 1, "3")],
    ),
    ("<table><tr><td rowspan=9 colspan=99999>a<tr><td>b</table>", [(0, 0, 2, 1, "a"), (1, 1, 1, 1, "b"), (0, 1, 1, 1, "")]),
    ("<table><tr><td>a<td>b<tr><td colspan=7>c</table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 2, "c")]),
    ("<table><tr><td>a<td rowspan=0>b<tr><td>c</table>", [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (1, 0, 1, 1, "c")]),
    ("<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>", [(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (1, 0, 1, 1, "c")]),
    ("<table><tr><td>a<td>b<td>c<tr><td>d</table>", [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (0, 2, 1, 1, "c"), (1, 0, 1, 1, "d"), (1, 1, 1, 1, ""), (1, 2, 1, 1, "")]),
    ("<table><tr><td colspan=x rowspan=-3>a</table>", [(0, 0, 1, 1, "a")]),
    ("<table border=1><tr><td>a<table><tr><td>b<td>c</table></table>", [(0, 0, 1, 1, "a|b|c")]),
    ("<table><tr><td><p>một<p>hai<ul><li>ba</ul></table>", [(0, 0, 1, 1, "một|hai|• ba")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), GRIDS)
def test_grids(html, expected):
    assert sorted(grid(html)) == sorted(expected)


ABOUT = [
    ("<table border=1><tr><td>a</table>", True, None),
    ("<table border=0><tr><td>a</table>", False, None),
    ("<table><tr><td>a</table>", None, None),
    ("<table style='border:none'><tr><td style='border:solid windowtext 1.0pt'>a</table>", True, None),
    ("<table border=1><tr><td style='border:none'>a</table>", False, None),
    ("<table><thead><tr><td>a<tr><td>b</thead><tr><td>c</table>", None, 2),
    ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", None, 1),
    ("<table><tr><th>a<td>b<tr><th>c<td>d</table>", None, None),
]


@pytest.mark.parametrize(("html", "bordered", "header_rows"), ABOUT)
def test_borders_and_header_rows(html, bordered, header_rows):
    (block,) = flow(html)
    assert (block.bordered, block.header_rows) == (bordered, header_rows)


def test_layout_table_around_a_table_is_taken_apart():
    blocks = flow("<table><tr><td>trái<td><p>a</p><table border=1><tr><td>1<td>2</table></table>")
    assert [type(block).__name__ for block in blocks] == ["Paragraph", "Paragraph", "FlowTable"]


BODY = "<p>" + "Nội dung kế hoạch của tỉnh. " * 30 + "</p>"
FURNITURE = [
    "<nav>x</nav>",
    "<header>x</header>",
    "<footer>x</footer>",
    "<aside>x</aside>",
    "<div role=navigation>x</div>",
    "<div class='main-menu top'>x</div>",
    "<div id='cookie_consent'>x</div>",
    "<div class='tin-lien-quan sidebar'>x</div>",
    "<div class='sticky top-0'>x</div>",
    "<button>x</button>",
]
NOT_FURNITURE = [
    "<div class='content'>x</div>",
    "<article><header>x</header></article>",
    "<div class='navy'>x</div>",
    "<p class='footer'>x</p>",
    "<div class=footer>Nơi nhận: x</div>",
    "<table><tr class=menu><td class=menu>x</td></tr></table>",
]


@pytest.mark.parametrize("html", FURNITURE)
def test_furniture_is_set_aside_and_kept(html):
    paragraphs = flow(html + BODY)
    assert [part.role for part in paragraphs] == ["furniture", "body"]
    assert paragraphs[0].text == "x"


@pytest.mark.parametrize("html", NOT_FURNITURE)
def test_the_document_is_never_furniture(html):
    blocks = flow(html + BODY)
    inside = [part for block in blocks for part in ([p for c in block.cells for p in c.paragraphs] if isinstance(block, FlowTable) else [block])]  # fmt: skip
    assert {part.role for part in inside} == {"body"}


def test_a_wrapper_named_like_furniture_is_the_document():
    (paragraph,) = flow(f"<div class='sidebar'>{BODY}</div>")
    assert paragraph.role == "body"


def test_the_heading_of_a_portal_is_set_aside():
    html = "<h1>Thông tư 1</h1><p>Còn hiệu lực</p><div role=tablist>Nội dung</div><table><tr><td>BỘ A<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</table>"
    roles = [block.role if not isinstance(block, FlowTable) else "table" for block in flow(html + BODY)]
    assert roles == ["furniture", "furniture", "furniture", "table", "body"]


def test_pages_where_a_style_asks_for_one():
    pages = read(
        "<p>a</p><br clear=all style='mso-special-character:line-break;page-break-before:always'><p>b</p><div style='page-break-after:always'>c</div>d"
    )
    assert [texts([page]) for page in pages] == [["a"], ["b", "c"], ["d"]]


ENCODINGS = [
    ("<p>Kế hoạch</p>".encode("utf-8-sig"), "Kế hoạch"),
    ("<p>Kế hoạch</p>".encode("utf-16"), "Kế hoạch"),
    ("<meta charset=windows-1258><p>Đươ\u0300ng</p>".encode("cp1258"), "Đường"),
    ("<meta http-equiv=Content-Type content='text/html; charset=utf-8'><p>Kế</p>".encode(), "Kế"),
    ("<meta charset='utf-16'><p>Kế</p>".encode(), "Kế"),
    ("<meta charset='khong-co'><p>Kế</p>".encode(), "Kế"),
    ("<meta charset='windows-1252'><p>Kế</p>".encode(), "Kế"),
    (b"<meta charset='iso-8859-1'><p>\x93caf\xe9\x94</p>", "“café”"),
    (b"<p>a\x00b</p>", "ab"),
]


@pytest.mark.parametrize(("data", "expected"), ENCODINGS)
def test_encodings(data, expected):
    assert texts(read_html(data, name="t")) == [expected]
