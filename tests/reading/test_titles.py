"""Titles that name number, date and issuer themselves, as law collections print older documents."""

from __future__ import annotations

import pytest

from vnplan_extract import extract
from vnplan_extract.document import Block, Line, Passage
from vnplan_extract.reading.heads import _is_title

CASES = [
    (
        "**QUYẾT ĐỊNH**\n\n**CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 77/2005/QĐ-TTG NGÀY 12 THÁNG 4 NĂM 2005 VỀ VIỆC LẬP QUỸ RỪNG**",
        ("77/2005/QĐ-TTg", "2005-04-12", "Thủ tướng Chính phủ", "VỀ VIỆC LẬP QUỸ RỪNG"),
    ),
    (
        "**NGHỊ ĐỊNH**\n\n**CỦA CHÍNH PHỦ SỐ 15/2003/NĐ-CP NGÀY 19 THÁNG 02 NĂM 2003 VỀ BẾN ĐÒ**",
        ("15/2003/NĐ-CP", "2003-02-19", "Chính phủ", "VỀ BẾN ĐÒ"),
    ),
    (
        (
            "Số: 12/KH-UBND\n\nHà Giang, ngày 05 tháng 3 năm 2026\n\n**KẾ HOẠCH**\n\n"
            "**Thực hiện Quyết định số 77/QĐ-TTg ngày 02/01/2026**"
        ),
        ("12/KH-UBND", "2026-03-05", None, "Thực hiện Quyết định số 77/QĐ-TTg ngày 02/01/2026"),
    ),
]


@pytest.mark.parametrize(("head", "expected"), CASES)
def test_titles(head: str, expected: tuple[str | None, ...]) -> None:
    plan = extract(f"{head}\n\nCăn cứ Luật Lâm nghiệp;\n\n**Điều 1.** Nội dung.\n".encode())
    found = (plan.number, plan.issued, plan.issuer.name if plan.issuer else None, plan.title)
    assert found == expected
    assert all(plan.evidence[name] for name in ("number", "issued", "title"))


def test_a_title_in_small_letters_under_a_kind_in_capitals() -> None:
    head = "TỈNH ỦY BÌNH ĐỊNH\n*\nSố: 21-CTr/TU\n\nQuy Nhơn, ngày 14 tháng 5 năm 2021\n\nCHƯƠNG TRÌNH HÀNH ĐỘNG\nvề trồng rừng đến năm 2025"
    plan = extract(f"{head}\n\nA. MỤC TIÊU\n\nTrồng 50 ha.\n".encode(), name="plan.txt")
    assert (plan.status, plan.kind, plan.title) == ("issued", "CTr", "về trồng rừng đến năm 2025")


def test_a_decision_that_approves_a_plan_in_its_own_articles_is_of_the_plan_s_kind() -> None:
    head = (
        "Số: 41/QĐ-UBND\n\nHà Giang, ngày 05 tháng 3 năm 2026\n\n**QUYẾT ĐỊNH**\n\n"
        "**Về việc phê duyệt Kế hoạch phát triển nghề thêu năm 2026**\n\n"
    )
    plan = extract(
        f"{head}**Điều 1.** Phê duyệt Kế hoạch như sau:\n\n**I. NHIỆM VỤ**\n\n- Mở lớp.\n".encode()
    )
    assert (plan.status, plan.kind, plan.number) == ("issued", "KH", "41/QĐ-UBND")


def test_a_decision_that_approves_a_plan_of_another_file_is_none() -> None:
    head = (
        "Số: 41/QĐ-UBND\n\nHà Giang, ngày 05 tháng 3 năm 2026\n\n**QUYẾT ĐỊNH**\n\n"
        "**Về việc phê duyệt Kế hoạch phát triển nghề thêu năm 2026**\n\n"
    )
    plan = extract(
        f"{head}**Điều 1.** Phê duyệt Kế hoạch kèm theo.\n\n**Điều 2.** Có hiệu lực từ ngày ký.\n".encode()
    )
    assert (plan.status, plan.kind) == ("not_a_plan", "QĐ")


ISSUERS = [
    ("SỞ THÔNG TIN VÀ TRUYỂN THÔNG", "Sở Thông tin và Truyền thông", True),
    ("SỞ KHOA HOC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ", True),
    ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ", False),
    ("SỞ THÔNG TIN VÀ TRUYỆN TRANH", "SỞ THÔNG TIN VÀ TRUYỆN TRANH", False),
]


@pytest.mark.parametrize(("printed", "name", "said"), ISSUERS)
def test_an_issuer_with_a_wrong_accent(printed: str, name: str, said: bool) -> None:  # noqa: FBT001
    head = f"UBND TỈNH PHÚ THỌ\n{printed}\n\nSố: 12/KH-SO\n\nPhú Thọ, ngày 05 tháng 3 năm 2013\n\nKẾ HOẠCH\n\nMở lớp tin học"
    plan = extract(f"{head}\n\nI. NỘI DUNG\n\nMở 05 lớp.\n".encode(), name="plan.txt")
    assert plan.issuer is not None
    assert (plan.issuer.text, plan.issuer.name) == (printed, name)
    assert [one.path for one in plan.findings if one.code == "name-respelt"] == ["/issuer/name"] * said


PLACED = "ỦY BAN NHÂN DÂN\n\nSố: 12/KH-UBND\n\n{place}, ngày 05 tháng 3 năm 2022\n\nKẾ HOẠCH\n\nMở lớp tin học năm 2022\n\n{opening}I. NỘI DUNG\n\nMở 05 lớp.\n"
COMPLETED = [
    ("Bến Tre", "", "Ủy ban nhân dân tỉnh Bến Tre", True),
    ("Mỏ Cày", "", "Ủy ban nhân dân", False),
    ("Bến Tre", "Ủy ban nhân dân tỉnh Bến Tre ban hành Kế hoạch như sau:\n\n", "Ủy ban nhân dân tỉnh Bến Tre", False),
]  # fmt: skip


@pytest.mark.parametrize(("place", "opening", "name", "inferred"), COMPLETED)
def test_an_issuer_without_its_place(place: str, opening: str, name: str, inferred: bool) -> None:  # noqa: FBT001
    plan = extract(PLACED.format(place=place, opening=opening).encode(), name="plan.txt")
    assert plan.issuer is not None
    assert plan.issuer.name.lower() == name.lower()
    said = [one for one in plan.findings if one.code == "issuer-inferred"]
    assert bool(said) is inferred
    assert all(one.evidence["found"] for one in said)


def set_as(text: str, size: float, read_by: str = "ocr", *, bold: bool = True, centred: bool = True) -> Block:
    line = Line(1, 0, text, read_by=read_by, size=size, bold=bold, centred=centred)
    return Block(Passage(text, ()), (line,), bold=bold, centred=centred, size=size)


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        (set_as("Chi trả dịch vụ môi trường rừng", 10.6), set_as("năm 2025", 13.0), True),
        (set_as("Chi trả dịch vụ môi trường rừng", 10.6, "text"), set_as("năm 2025", 13.0, "text"), False),
        (set_as("Chi trả dịch vụ môi trường rừng", 10.6), set_as("năm 2025", 18.0), False),
        # A stamp over the first line hides how it is set.
        (set_as("127 Tháng hành động vì giới", 14.2, bold=False, centred=False), set_as("và phòng, chống bạo lực", 10.9), True),
        (set_as("127 Tháng hành động vì giới", 14.2, bold=False, centred=False), set_as("Căn cứ Luật Bình đẳng giới", 10.9), False),
        (set_as("Tháng hành động vì giới", 13.0), set_as("Căn cứ Luật Bình đẳng giới", 13.0), False),
    ],
)  # fmt: skip
def test_lines_of_one_title_on_a_scan(above: Block, below: Block, *, goes_on: bool) -> None:
    assert _is_title(below, above, styled=True) is goes_on


HEAD = """<table><tr><td align=center>SỞ Y TẾ TỈNH LÂM ĐỒNG<p><b>BỆNH VIỆN ĐA KHOA</b><p><b>{rest}</b><p>Số: 7/KH-BV</td>
<td align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><p><b>Độc lập - Tự do - Hạnh phúc</b><p>X, ngày 5 tháng 1 năm 2026</td></tr></table>
<p align=center><b>KẾ HOẠCH</b></p><p>Căn cứ Luật Khám bệnh, chữa bệnh;</p><p><b>I. MỤC TIÊU</b></p>"""


@pytest.mark.parametrize("rest", ["BẢO LỘC", "PHONG ĐIỀN", "ĐẠI LỘC", "QUỲ HỢP", "TỈNH"])
def test_a_place_that_looks_like_a_body_without_its_accents_goes_on(rest: str) -> None:
    plan = extract(HEAD.format(rest=rest).encode(), name="plan.html")
    assert plan.issuer is not None
    assert plan.parent_issuer is not None
    assert plan.issuer.text == f"BỆNH VIỆN ĐA KHOA {rest}"
    assert plan.parent_issuer.name == "Sở Y tế tỉnh Lâm Đồng"


@pytest.mark.parametrize("rest", ["<b>2025</b>", "2025"])
def test_a_title_that_ends_in_the_middle_of_a_date_goes_on(rest: str) -> None:
    page = f"<p align=center><b>KẾ HOẠCH</b></p><p align=center><b>Chuyển đổi số năm</b></p><p align=center>{rest}</p><p>Căn cứ Luật Lâm nghiệp;</p><p><b>I. MỤC TIÊU</b></p>"
    plan = extract(page.encode(), name="plan.html")
    assert (plan.title, plan.period) == ("Chuyển đổi số năm 2025", "2025")
