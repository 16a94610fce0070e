"""Heads of two issuers, of the Party, and endings that stand on a page of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnplan_extract import extract

CORPUS = Path(__file__).parents[2] / "corpus"
JOINT = CORPUS / "17-lien-tich-rach-tram-2026.libreoffice.pdf"


def test_an_issuer_goes_on_after_a_dash_at_the_line_s_end() -> None:
    plan = extract(JOINT)
    assert plan.issuer is not None
    assert plan.issuer.name == "Ủy ban nhân dân xã Rạch Tràm"
    assert [one.name for one in plan.co_issuers] == ["Ủy ban Mặt trận Tổ quốc Việt Nam xã Rạch Tràm"]
    assert plan.parent_issuer is None
    assert plan.title is not None
    assert plan.title.startswith("Phân loại rác")  # "KẾ HOẠCH LIÊN TỊCH" is the kind


def test_place_and_date_of_one_line_have_places_of_their_own() -> None:
    plan = extract(JOINT)
    assert plan.evidence["place"][0].text == "Rạch Tràm"
    assert plan.evidence["issued"][0].text == "ngày 09 tháng 01 năm 2026"


def test_recipients_on_a_page_of_their_own_go_on_over_a_broken_line() -> None:
    plan = extract(JOINT)
    assert len(plan.recipients) == 6
    assert plan.recipients[0].endswith("tỉnh Tây Ninh (b/c)")
    assert plan.sections[-1].title == "TIẾN ĐỘ THỰC HIỆN THEO THÁNG NĂM 2026"


@pytest.mark.parametrize("ending", ["docx", "md", "weasyprint.pdf"])
def test_the_head_of_a_party_document(ending: str) -> None:
    plan = extract(CORPUS / f"16-dang-uy-phu-quoc-2026.{ending}")
    assert (plan.number, plan.symbol) == ("47-KH/ĐU", "KH/ĐU")
    assert plan.issuer is not None
    assert plan.parent_issuer is not None
    assert plan.issuer.name == "Đảng ủy đặc khu Phú Quốc"
    assert plan.sections[-1].text == "Kế hoạch này được phổ biến đến chi bộ để thực hiện."


LETTER = """<table><tr><td>{issuer}</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>
<tr><td>Số: 07/KHLT-HND-HPN</td><td>Tam Nông, ngày 05 tháng 3 năm 2018</td></tr></table>
<p><b>KẾ HOẠCH LIÊN TỊCH</b></p><p><b>Vận động hội viên năm 2018</b></p><p><b>I. NHIỆM VỤ</b></p><p>- Mở 02 lớp.</p>
<table><tr><td>TM. BAN THƯỜNG VỤ<br>{first}<br>CHỦ TỊCH<br><br>Nguyễn Thị Bé Ba</td><td>TM. BAN THƯỜNG VỤ<br>HỘI NÔNG DÂN HUYỆN<br>CHỦ TỊCH<br><br>LÊ VĂN ÚT</td></tr></table>"""


@pytest.mark.parametrize(
    "issuer",
    [
        "HỘI NÔNG DÂN - HỘI LIÊN HIỆP PHỤ NỮ<br>HUYỆN TAM NÔNG",
        "HỘI NÔNG DÂN - HỘI<br>LIÊN HIỆP PHỤ NỮ<br>HUYỆN TAM NÔNG",
    ],
)
@pytest.mark.parametrize("first", ["HỘI LIÊN HIỆP PHỤ NỮ HUYỆN", "ĐOÀN TNCS HỒ CHÍ MINH HUYỆN"])
def test_two_bodies_of_one_district_and_their_signers(issuer: str, first: str) -> None:
    plan = extract(LETTER.format(issuer=issuer, first=first).encode(), name="plan.html")
    assert plan.issuer is not None
    names = [plan.issuer.name, *(one.name for one in plan.co_issuers)]
    assert names == ["Hội Nông dân huyện Tam Nông", "Hội Liên hiệp Phụ nữ huyện Tam Nông"]
    assert [(one.name, one.authority) for one in plan.signatures] == [
        ("Nguyễn Thị Bé Ba", ("TM. BAN THƯỜNG VỤ", first, "CHỦ TỊCH")),
        ("LÊ VĂN ÚT", ("TM. BAN THƯỜNG VỤ", "HỘI NÔNG DÂN HUYỆN", "CHỦ TỊCH")),
    ]


CUT = """<table><tr><td>BỘ NÔNG NGHIỆP VÀ MÔI<br>TRƯỜNG - HỘI NÔNG DÂN<br>VIỆT NAM</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</td></tr>
<tr><td>Số: 54/CTPH-BNNMT-<br>HNDVN</td><td>Hà Nội, ngày 16 tháng 10 năm 2025</td></tr></table>
<p><b>CHƯƠNG TRÌNH PHỐI HỢP</b></p><p><b>Phát triển nông nghiệp năm 2026</b></p><p><b>I. NHIỆM VỤ</b></p><p>- Mở 02 lớp.</p>
<table><tr><td><b>Nơi nhận:</b><br>- Lưu: VT.</td><td>TM. ỦY BAN NHÂN DÂN TỈNH<br>HÀ GIANG<br>CHỦ TỊCH<br><br>Nguyễn Văn An</td></tr></table>"""


def test_names_that_narrow_columns_cut() -> None:
    plan = extract(CUT.encode(), name="plan.html")
    assert plan.number == "54/CTPH-BNNMT-HNDVN"
    assert plan.issuer is not None
    assert [plan.issuer.name, *(one.name for one in plan.co_issuers)] == [
        "Bộ Nông nghiệp và Môi trường",
        "Hội Nông dân Việt Nam",
    ]
    assert [(one.name, one.authority[-1]) for one in plan.signatures] == [("Nguyễn Văn An", "CHỦ TỊCH")]


def test_a_forest_station_under_its_branch_and_a_numeral_in_capitals() -> None:
    issuer = "CHI CỤC KIỂM LÂM TỈNH LÂM ĐỒNG<br>HẠT KIỂM LÂM SỐ XII"
    letter = LETTER.format(issuer=issuer, first="CÔNG AN HUYỆN").replace("KHLT-HND-HPN", "KH-HKL")
    plan = extract(letter.encode(), name="plan.html")
    assert plan.issuer is not None
    assert plan.parent_issuer is not None
    assert plan.issuer.name.endswith(" XII")
    assert plan.parent_issuer.name == "Chi cục Kiểm lâm tỉnh Lâm Đồng"
