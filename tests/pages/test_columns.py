"""Letterheads and footers typed in two columns are taken apart; nothing else is."""

from __future__ import annotations

import pytest
from docx_making import make_docx, p, r, t
from flow_rendering import texts

from vnplan_extract.document import FlowTable, Paragraph, Run
from vnplan_extract.pages.columns import cut
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.html import read_html
from vnplan_extract.pages.text import read_text

LETTERHEAD = """
   ỦY BAN NHÂN DÂN           CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    TỈNH CAO BẰNG                Độc lập - Tự do - Hạnh phúc
      --------
 Số:      /KH-UBND          Cao Bằng, ngày     tháng 3 năm 2024

                       KẾ HOẠCH
          Trồng cây phân tán năm 2024
"""
FOOTER = """
Nơi nhận:                          TM. ỦY BAN NHÂN DÂN
- Sở Tài chính;                        KT. CHỦ TỊCH
- UBND các huyện,                      PHÓ CHỦ TỊCH
thành phố;
- Lưu: VT.



                                       Nông Văn Hải

PHỤ LỤC
"""


def columns(block) -> list[list[str]]:
    assert isinstance(block, FlowTable)
    assert block.bordered is False
    return [[paragraph.text for paragraph in cell.paragraphs] for cell in block.cells]


@pytest.mark.parametrize("markdown", [False, True])
def test_letterhead_in_plain_text(markdown):
    (page,) = read_text(LETTERHEAD.encode(), name="t", markdown=markdown)
    table, *rest = page.flow
    assert columns(table) == [
        ["ỦY BAN NHÂN DÂN", "TỈNH CAO BẰNG", "--------", "Số: /KH-UBND"],
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Cao Bằng, ngày tháng 3 năm 2024",
        ],
    ]
    assert "\n".join(block.text for block in rest) == "KẾ HOẠCH\nTrồng cây phân tán năm 2024"


def test_footer_in_plain_text():
    (page,) = read_text(FOOTER.encode(), name="t", markdown=False)
    table, annex = page.flow
    assert columns(table) == [
        ["Nơi nhận:", "- Sở Tài chính;", "- UBND các huyện,", "thành phố;", "- Lưu: VT."],
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nông Văn Hải"],
    ]
    assert annex.text == "PHỤ LỤC"


@pytest.mark.parametrize(
    "text",
    [
        "Nội dung     có khoảng trống     rộng.",
        "Cộng hòa xã hội chủ nghĩa Việt Nam là nước độc lập.",
        "Nơi nhận:\n- Sở Tài chính;",
        "a   b\n\n\nc   d",
    ],
)
def test_other_gaps_are_blanks(text):
    (page,) = read_text(text.encode(), name="t", markdown=False)
    assert not any(isinstance(block, FlowTable) for block in page.flow)
    assert "".join(texts([page])).split() == text.replace("\n", "").split() or len(page.flow) > 1


def line(*parts: str) -> str:
    """Return a DOCX paragraph whose parts stand behind tabs."""
    return f"<w:p>{r('<w:tab/>'.join(t(part) if part else '' for part in parts))}</w:p>"


def test_letterhead_with_tabs_in_docx():
    body = (
        line("UBND HUYỆN HÒA AN", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + line("PHÒNG NỘI VỤ" + " " * 30 + "Độc lập - Tự do - Hạnh phúc")
        + line("Số:", "/KH-PNV", "Hòa An, ngày 02 tháng 5 năm 2024")
        + p("KẾ HOẠCH")
        + line("Mục", "tiêu")
        + line("Nơi nhận:", "TRƯỞNG PHÒNG")
        + line("- Lưu: VT.")
        + p()
        + line("", "Hoàng Văn Dũng")
    )
    (page,) = read_docx(make_docx(body), name="t")
    head, title, aim, foot = page.flow
    assert columns(head) == [
        ["UBND HUYỆN HÒA AN", "PHÒNG NỘI VỤ", "Số: /KH-PNV"],
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Hòa An, ngày 02 tháng 5 năm 2024",
        ],
    ]
    assert (title.text, aim.text) == ("KẾ HOẠCH", "Mục tiêu")
    assert columns(foot) == [["Nơi nhận:", "- Lưu: VT."], ["TRƯỞNG PHÒNG", "Hoàng Văn Dũng"]]


def test_letterhead_with_hard_blanks_in_html():
    gap = "<span style='mso-tab-count:3'>" + "&nbsp;" * 12 + " </span>"
    lines = [
        ("UBND TỈNH CAO BẰNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 9/KH-SNV", "Cao Bằng, ngày 02 tháng 5 năm 2024"),
    ]
    html = "".join(f"<p><b>{left}</b>{gap}{right}</p>" for left, right in lines) + "<p>KẾ HOẠCH</p>"
    (page,) = read_html(html.encode(), name="t")
    table, title = page.flow
    assert columns(table) == [[left for left, _ in lines], [right for _, right in lines]]
    assert table.cells[0].paragraphs[0].runs[0].bold
    assert title.text == "KẾ HOẠCH"


def test_letterhead_in_an_old_encoding():
    body = line("UÛY BAN NHAÂN DAÂN", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM") + line(
        "TÆNH BÌNH PHÖÔÙC", "Ñoäc laäp - Töï do - Haïnh phuùc"
    )
    body += line("Soá: 12/KH-UBND", "Ñoàng Xoaøi, ngaøy 14 thaùng 5 naêm 2008") + p("Keá hoaïch phaùt trieån")
    (page,) = read_docx(make_docx(body), name="t")
    table, after = page.flow
    assert [len(side) for side in columns(table)] == [3, 3]
    assert after.text == "Keá hoaïch phaùt trieån"


def test_page_numbers_of_a_paged_text_are_set_aside():
    pages = list(read_text("Trang đầu đi hết đến giữa\f   2\n\nchừng thì sang.\fHết.".encode(), name="t"))
    assert [[(block.role, block.text) for block in page.flow] for page in pages] == [
        [("body", "Trang đầu đi hết đến giữa chừng thì sang.")],
        [("page_header", "2")],
        [("body", "Hết.")],
    ]


def test_cutting_keeps_styles():
    paragraph = Paragraph("ab cd ef", (Run(0, 4, bold=True), Run(4, 8)), marker_end=2)
    assert cut(paragraph, 2, 8) == Paragraph("cd ef", (Run(0, 1, bold=True), Run(1, 5)))
    assert cut(paragraph, 2, 3) is None
