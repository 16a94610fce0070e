"""The section tree: short documents and the (path, kind, title) of every section they must give."""

from __future__ import annotations

import pytest

from vnplan_extract import Plan, Section, extract
from vnplan_extract.document import Line
from vnplan_extract.layout.blocks import block_of
from vnplan_extract.reading.sections import build

HEAD = "**KẾ HOẠCH**\n\n**Phát triển kinh tế tập thể năm 2026**\n\n"

# name, body, [(path, kind, title or text start)]
CASES = [
    (
        "roman, arabic, letter, dash, plus",
        "**I. MỤC TIÊU**\n\n**1. Chung**\n\na) Phát triển bền vững\n\n- Mở rộng thị trường;\n\n+ Trong nước;\n\n+ Nước ngoài;\n\n- Giữ ổn định.\n\nb) Nâng cao đời sống\n\n**II. KINH PHÍ**\n",
        [("I", "roman", "MỤC TIÊU"), ("I.1", "arabic", "Chung"), ("I.1.a", "letter", "Phát triển bền vững"),
         ("I.1.a.-1", "dash", "Mở rộng thị trường;"), ("I.1.a.-1.+1", "plus", "Trong nước;"),
         ("I.1.a.-1.+2", "plus", "Nước ngoài;"), ("I.1.a.-2", "dash", "Giữ ổn định."),
         ("I.1.b", "letter", "Nâng cao đời sống"), ("II", "roman", "KINH PHÍ")],
    ),
    (
        "a repeated marker stays unique, its children too",
        "**I. A**\n\n**II. B**\n\n1. Một\n\n**II. C**\n\n1. Hai\n",
        [("I", "roman", "A"), ("II", "roman", "B"), ("II.1", "arabic", "Một"), ("II~2", "roman", "C"), ("II~2.1", "arabic", "Hai")],
    ),
    (
        "articles of another document, told of in an item",
        "**I. NỘI DUNG**\n\n**1. Bố cục**\n\nQuy chế gồm 02 Điều, cụ thể:\n\nĐiều 1. Phạm vi\n\nĐiều 2. Hiệu lực\n\n**2. Kinh phí**\n",
        [("I", "roman", "NỘI DUNG"), ("I.1", "arabic", "Bố cục"), ("I.1.1", "article", "Phạm vi"),
         ("I.1.2", "article", "Hiệu lực"), ("I.2", "arabic", "Kinh phí")],
    ),
    (
        "an upright heading of two clauses with items under it",
        "**I. NHIỆM VỤ**\n\na) Dời dân theo Phụ lục 2; ai ở lại thì lập biên bản.\n\n- Chủ trì: Công an xã.\n\n- Phối hợp: Trạm Y tế.\n",
        [("I", "roman", "NHIỆM VỤ"), ("I.a", "letter", "Dời dân theo Phụ lục 2; ai ở lại thì lập biên bản"),
         ("I.a.-1", "dash", "Chủ trì: Công an xã."), ("I.a.-2", "dash", "Phối hợp: Trạm Y tế.")],
    ),
    (
        "decimals under their number, three deep",
        "2. Nhiệm vụ\n\n2.1. Đào tạo\n\n2.1.1. Tập huấn\n\n2.1.2. Hội thảo\n\n2.2. Truyền thông\n\n3. Kinh phí\n",
        [("2", "arabic", "Nhiệm vụ"), ("2.1", "decimal", "Đào tạo"), ("2.1.1", "decimal", "Tập huấn"),
         ("2.1.2", "decimal", "Hội thảo"), ("2.2", "decimal", "Truyền thông"), ("3", "arabic", "Kinh phí")],
    ),
    (
        "decimals under a letter keep to their own list",
        "**I. MỤC TIÊU**\n\n1. Cụ thể\n\n1.1. Đến năm 2025\n\n1.2. Đến năm 2030\n\n**II. NHIỆM VỤ**\n\n1. Chung\n",
        [("I", "roman", "MỤC TIÊU"), ("I.1", "arabic", "Cụ thể"), ("I.1.1", "decimal", "Đến năm 2025"),
         ("I.1.2", "decimal", "Đến năm 2030"), ("II", "roman", "NHIỆM VỤ"), ("II.1", "arabic", "Chung")],
    ),
    (
        "parts, chapters and articles with titles on lines of their own",
        "**Phần I**\n\n**QUY ĐỊNH CHUNG**\n\n**Chương I**\n\n**PHẠM VI**\n\n**Điều 1. Đối tượng**\n\n1. Cơ quan nhà nước.\n\n2. Doanh nghiệp.\n\n**Điều 2. Nguyên tắc**\n\n**Chương II**\n\n**TỔ CHỨC**\n\n**Điều 3. Hiệu lực**\n",
        [("I", "part", "QUY ĐỊNH CHUNG"), ("I.I", "chapter", "PHẠM VI"), ("I.I.1", "article", "Đối tượng"),
         ("I.I.1.1", "arabic", "Cơ quan nhà nước."), ("I.I.1.2", "arabic", "Doanh nghiệp."),
         ("I.I.2", "article", "Nguyên tắc"), ("I.II", "chapter", "TỔ CHỨC"), ("I.II.3", "article", "Hiệu lực")],
    ),
    (
        "letters in the order of the decree",
        "**1. Nội dung**\n\n" + "".join(f"{letter}) Việc {letter}\n\n" for letter in "abcdđegh"),
        [("1", "arabic", "Nội dung"), *((f"1.{letter}", "letter", f"Việc {letter}") for letter in "abcdđegh")],
    ),
    (
        "a bold lead is the title, the rest the text",
        "**III. TỔ CHỨC THỰC HIỆN**\n\n**1. Sở Tài chính:** Hằng năm bố trí kinh phí.\n\n**2. Sở Nội vụ:** Theo dõi thi đua.\n",
        [("III", "roman", "TỔ CHỨC THỰC HIỆN"), ("III.1", "arabic", "Sở Tài chính"), ("III.2", "arabic", "Sở Nội vụ")],
    ),
    (
        "a bold heading without a marker",
        "**I. KINH PHÍ**\n\n**Phân kỳ đầu tư như sau:**\n\n- Giai đoạn 1: 5 tỷ đồng.\n\n**II. KHÁC**\n",
        [("I", "roman", "KINH PHÍ"), ("I.#1", "heading", "Phân kỳ đầu tư như sau"), ("I.#1.-1", "dash", "Giai đoạn 1: 5 tỷ đồng."), ("II", "roman", "KHÁC")],
    ),
    (
        "one) under a)",
        "**1. Việc**\n\na) Chuẩn bị\n\n1) Khảo sát\n\n2) Đánh giá\n\nb) Thực hiện\n",
        [("1", "arabic", "Việc"), ("1.a", "letter", "Chuẩn bị"), ("1.a.1", "arabic", "Khảo sát"),
         ("1.a.2", "arabic", "Đánh giá"), ("1.b", "letter", "Thực hiện")],
    ),
    (
        "capital letters over romans",
        "**A. PHẦN CHUNG**\n\n**I. MỤC TIÊU**\n\n**II. YÊU CẦU**\n\n**B. PHẦN RIÊNG**\n\n**I. NHIỆM VỤ**\n",
        [("A", "letter", "PHẦN CHUNG"), ("A.I", "roman", "MỤC TIÊU"), ("A.II", "roman", "YÊU CẦU"),
         ("B", "letter", "PHẦN RIÊNG"), ("B.I", "roman", "NHIỆM VỤ")],
    ),
    (
        "what looks like a marker in running text is none",
        "**I. BỐI CẢNH**\n\n2021. Đây là năm đầu.\n\n12.500 ha rừng được giữ.\n",
        [("I", "roman", "BỐI CẢNH")],
    ),
]  # fmt: skip


def walk(sections: tuple[Section, ...]):
    for section in sections:
        yield section
        yield from walk(section.children)


def plan_of(body: str) -> Plan:
    return extract((HEAD + body).encode())


@pytest.mark.parametrize(("name", "body", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_sections(name: str, body: str, wanted: list[tuple[str, str, str]]) -> None:
    plan = plan_of(body)
    got = [(section.path, section.kind, section.title or section.text) for section in walk(plan.sections)]
    assert got == wanted
    assert len({path for path, _, _ in got}) == len(got)


def test_closing_words_of_a_letter_stay_with_the_last_item() -> None:
    """Its items stand under nothing: there is no section that holds them, and the opening is over."""
    plan = plan_of(
        "Để kịp thời, Sở đề nghị:\n\n1. Rà soát kho.\n\n2. Gửi báo cáo.\n\nĐề nghị các xã quan tâm thực hiện./.\n"
    )
    assert plan.preamble == "Để kịp thời, Sở đề nghị:"
    assert plan.sections[-1].text == "Gửi báo cáo.\nĐề nghị các xã quan tâm thực hiện./."


def test_an_upright_line_over_nothing_but_a_table_is_a_text() -> None:
    plan = plan_of(
        "**I. LỊCH**\n\n1. Nguyên tắc\n\nLàm gọn.\n\n2. Lịch tuần:\n\n<table><tr><th>TT</th><th>Việc</th></tr>"
        "<tr><td>1</td><td>Họp</td></tr></table>\n\n**3. Lịch tháng**\n\n**II. KHÁC**\n"
    )
    found = [(section.path, section.title, section.text) for section in walk(plan.sections)]
    assert found[1:4] == [
        ("I.1", "Nguyên tắc", "Làm gọn."),
        ("I.2", None, "Lịch tuần:"),
        ("I.3", "Lịch tháng", ""),
    ]


def test_what_is_sent_along_is_no_section() -> None:
    body = (
        "**I. NHIỆM VỤ**\n\n1. Dạy thêu.\n\n**II. TỔ CHỨC THỰC HIỆN**\n\n1. Sở Y tế: dạy nhuộm.\n\n2. Sở Tài chính: cấp vốn.\n\n"
        "Kèm theo:\n\n1. Danh sách lớp;\n\n2. Dự toán.\n"
    )
    plan = plan_of(body)
    assert [section.path for section in walk(plan.sections)] == ["I", "I.1", "II", "II.1", "II.2"]
    assert plan.sections[1].text == "Kèm theo:\n1. Danh sách lớp;\n2. Dự toán."
    assert [duty.items for duty in plan.duties] == [("dạy nhuộm.",), ("cấp vốn.",)]


def test_text_goes_to_the_open_section_and_closing_words_to_the_outer_one() -> None:
    plan = plan_of(
        "Thực hiện chỉ đạo, Ủy ban nhân dân tỉnh Hà Giang ban hành Kế hoạch như sau:\n\n**I. NHIỆM VỤ**\n\nĐoạn đầu.\n\n"
        "- Việc một;\n\nĐoạn sau.\n\n**II. TỔ CHỨC**\n\n**1. Sở Tài chính**\n\n- Bố trí vốn.\n\n"
        "Trên đây là Kế hoạch, yêu cầu các đơn vị thực hiện./.\n"
    )
    assert plan.preamble == "Thực hiện chỉ đạo, Ủy ban nhân dân tỉnh Hà Giang ban hành Kế hoạch như sau:"
    first, second = plan.sections
    assert first.text == "Đoạn đầu.\nĐoạn sau."
    assert second.text.startswith("Trên đây là Kế hoạch")
    assert second.children[0].text == ""


def test_gaps_and_repeats_are_findings() -> None:
    plan = plan_of("**I. A**\n\n**III. B**\n\n**III. C**\n")
    found = [
        (finding.code, finding.found, finding.expected)
        for finding in plan.findings
        if "section" in finding.code
    ]
    assert found == [("section-gap", "III", "II"), ("section-repeated", "III", None)]


def test_a_reference_behind_a_list_is_of_the_section_that_holds_it() -> None:
    body = (
        "**II. NỘI DUNG**\n\n1. Nghe báo cáo.\n\n2. Giải lao.\n\n(Chương trình chi tiết tại Phụ lục kèm theo)"
    )
    part = plan_of(body).sections[0]
    assert part.text == "(Chương trình chi tiết tại Phụ lục kèm theo)"
    assert [item.text for item in part.children] == ["Nghe báo cáo.", "Giải lao."]


def test_capitals_go_by_either_alphabet() -> None:
    body = "\n\n".join(f"**{letter}. MỤC {letter}**" for letter in "ABCDE")
    assert not [one.code for one in plan_of(body).findings if one.code.startswith("section")]


SCANNED = [
    # lines of a marked heading on a scan, letters of the second that look bold, title, text
    (("3. Tổng kết mười năm dạy nghề thêu", "2014 - 2024 trên địa bàn huyện"), 11, "Tổng kết mười năm dạy nghề thêu 2014 - 2024 trên địa bàn huyện", ""),
    (("3. Sở Công Thương và các phòng", "thuộc Sở: mở 12 lớp thêu"), 9, "Sở Công Thương và các phòng thuộc Sở", "mở 12 lớp thêu"),
    (("3. Sở Công Thương và các phòng", "chủ động mở 12 lớp thêu. Báo cáo huyện."), 0, "Sở Công Thương và các phòng", "chủ động mở 12 lớp thêu. Báo cáo huyện."),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "bold", "title", "text"), SCANNED)
def test_a_heading_whose_weight_is_lost_on_a_scan(printed, bold, title, text) -> None:
    first = Line(1, 0, printed[0], (90, 90, 530, 104), bold=True, bold_until=len(printed[0]), read_by="ocr")
    second = Line(1, 60, printed[1], (72, 106, 300, 120), bold_until=bold, read_by="ocr")
    nodes, _ = build([block_of([first, second])])
    assert nodes[0].title is not None
    assert (nodes[0].title.text, " ".join(own.text for own in nodes[0].texts)) == (title, text)
