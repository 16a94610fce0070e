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
