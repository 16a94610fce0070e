"""Beginnings of plans in plain text and HTML as websites and copies leave them."""

import pytest

from vnplan_extract import extract

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc\n---------------\n"
LINES = f"ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\n-------\n\n{STATE}\nSố: 12/KH-UBND\n\nHà Giang, ngày 5 tháng 3 năm 2022\n\n"
ROWS = "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 12/KH-UBND | Hà Giang, ngày 5 tháng 3 năm 2022 |\n"
BODY = "\nI. MỤC TIÊU\n1. Mở 12 lớp tập huấn cho cán bộ xã.\n"
WANTED = ("Ủy ban nhân dân tỉnh Hà Giang", "12/KH-UBND", "2022-03-05", "KH")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{LINES}KẾ HOẠCH\n\nTRỒNG CÂY NĂM 2022\n{BODY}", "TRỒNG CÂY NĂM 2022"),
        (f"{LINES}KẾ HOẠCH\nTRỒNG,\nCHĂM SÓC CÂY\nNĂM 2022\nTheo đề nghị của\nSở Y tế:\n{BODY}", "TRỒNG, CHĂM SÓC CÂY NĂM 2022"),
        (f"{LINES}KẾ HOẠCH\nTrồng cây, tiến tới\nNgày hội xanh\nnăm 2022\nCăn cứ Luật Lâm nghiệp;\n{BODY}", "Trồng cây, tiến tới Ngày hội xanh năm 2022"),
        (f"{ROWS}KẾ HOẠCH\nTRỒNG CÂY\n{BODY}", "TRỒNG CÂY"),
        (f"{ROWS}TRỒNG CÂY\nĐể xanh hơn, UBND tỉnh xây dựng Kế hoạch như sau:\n{BODY}", "TRỒNG CÂY"),
        (f"{ROWS}Để xanh hơn, Ủy ban nhân dân tỉnh ban hành Kế hoạch trồng cây như sau:\n{BODY}", None),
    ],
)  # fmt: skip
def test_the_header_of_a_copy_is_read(text: str, title: str | None) -> None:
    plan = extract(text.encode(), name="plan.txt")
    assert plan.issuer is not None
    assert (plan.issuer.name, plan.number, plan.issued, plan.kind) == WANTED
    assert plan.title == title
    assert [section.marker for section in plan.sections] == ["I"]


DECISION = """Số: 7/QĐ-UBND | Hà Giang, ngày 5 tháng 3 năm 2022 |
VỀ VIỆC BAN HÀNH CHƯƠNG TRÌNH ĐỌC SÁCH NĂM 2022
ỦY BAN NHÂN DÂN TỈNH HÀ GIANG
Căn cứ Luật Xuất bản;
Nghị định: 195/2013/NĐ-CP ngày 21/11/2013 của Chính phủ;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Chương trình đọc sách năm 2022.
Nơi nhận:
- Như trên;
- Lưu: VT.
D:\\QD12.5b
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lê Văn Bình
"""


@pytest.mark.parametrize("kind", ["CHƯƠNG TRÌNH\n", ""])
def test_a_decision_in_a_copy_issues_its_plan(kind: str) -> None:
    text = (
        f"ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n{DECISION}{kind}ĐỌC SÁCH NĂM 2022\n"
        f"(Ban hành kèm theo Quyết định số 7/QĐ-UBND ngày 5/3/2022)\n{BODY}"
    )
    plan = extract(text.encode(), name="plan.txt")
    assert (plan.status, plan.kind, plan.title) == ("issued", "CTr", "ĐỌC SÁCH NĂM 2022")
    assert plan.attached_to is not None
    assert plan.attached_to.number == "7/QĐ-UBND"
    assert [signature.name for signature in plan.signatures] == ["Lê Văn Bình"]
    assert [citation.number for citation in plan.legal_basis] == [None, "195/2013/NĐ-CP"]


def test_lines_of_one_html_paragraph_are_a_header_and_its_items_sections() -> None:
    text = (
        "<p><b>ỦY BAN NHÂN DÂN PHƯỜNG 5</b><br>Số: 8/KH-UBND<br><i>Phường 5, ngày 2 tháng 3 năm 2024</i></p>"
        "<p><b>KẾ HOẠCH<br>Dọn kênh</b></p><p><b>1. Việc làm</b><br>- Vớt rác;<br>- Nạo bùn.</p>"
    )
    plan = extract(text.encode(), name="plan.html")
    assert (plan.number, plan.place, plan.issued) == ("8/KH-UBND", "Phường 5", "2024-03-02")
    assert [child.path for child in plan.sections[0].children] == ["1.-1", "1.-2"]


def test_a_list_under_its_own_heading_is_the_legal_basis() -> None:
    text = f"{LINES}KẾ HOẠCH\nTRỒNG CÂY\nI. CĂN CỨ\n1. Quyết định số 5/QĐ-TTg ngày 2\ntháng 1 năm 2021 của Thủ tướng\n{BODY[1:].replace('I.', 'II.')}"
    plan = extract(text.encode(), name="plan.txt")
    assert [(citation.number, citation.issued) for citation in plan.legal_basis] == [
        ("5/QĐ-TTg", "2021-01-02")
    ]


def test_the_sentence_that_issues_a_plan_stands_for_a_lost_header() -> None:
    text = f"Để đường làng sạch hơn, Ủy ban nhân dân xã ban hành Kế hoạch dọn đường làng năm 2022 như sau:\n{BODY}"
    plan = extract(text.encode(), name="plan.txt")
    assert (plan.kind, [section.marker for section in plan.sections]) == ("KH", ["I"])
