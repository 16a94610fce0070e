"""The budget in running text as plans state it: sums that hold raise nothing, broken ones are told of."""

from __future__ import annotations

import pytest

from reading.plans import plan_of

HOLDS = {
    "sources under the period of the total": (
        "Tổng kinh phí giai đoạn 2021-2025: 612,5 tỷ đồng. Trong đó: ngân sách tỉnh 412,5 tỷ đồng (67,3%); doanh nghiệp 120 tỷ đồng; "
        "người học 80 tỷ đồng."
    ),
    "levels of one source in brackets": (
        "Tổng kinh phí: 1.234 triệu đồng, trong đó:\n\n- Vốn ngân sách trung ương: 900 triệu đồng (vốn đầu tư 700 triệu đồng, vốn sự nghiệp 200 triệu đồng);\n\n"
        "- Vốn ngân sách địa phương: 234 triệu đồng, gồm: ngân sách tỉnh 134 triệu đồng; ngân sách huyện 100 triệu đồng;\n\n- Vốn huy động khác: 100 triệu đồng."
    ),
    "years in a sentence": (
        "Tổng kinh phí: 900 triệu đồng. Phân kỳ: năm 2021: 200 triệu đồng; năm 2022: 300 triệu đồng; năm 2023: 400 triệu đồng."
    ),
    "purposes under a year": (
        "Tổng kinh phí: 90 triệu đồng, gồm:\n\n- Năm 2021: 50 triệu đồng;\n\n- Năm 2022: 40 triệu đồng (dạy nghề 30 triệu đồng, mua khung 10 triệu đồng)."
    ),
    "so much for each": "Tổng kinh phí: 90 triệu đồng. Mức hỗ trợ không quá 5 triệu đồng/hộ và tối đa 20 triệu đồng cho mỗi xã.",
}


def said(body: str) -> list[str]:
    return [
        finding.code
        for finding in plan_of(f"**I. KINH PHÍ THỰC HIỆN**\n\n{body}\n").findings
        if finding.severity != "note"
    ]


@pytest.mark.parametrize("name", HOLDS)
def test_sums_that_hold_raise_nothing(name: str) -> None:
    assert said(HOLDS[name]) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sources under the period of the total", "doanh nghiệp 120", "doanh nghiệp 130"),
        ("years in a sentence", "năm 2022: 300", "năm 2022: 350"),
        ("purposes under a year", "Năm 2021: 50", "Năm 2021: 80"),
    ],
)
def test_broken_sums_are_errors(name: str, old: str, new: str) -> None:
    assert said(HOLDS[name].replace(old, new)) == ["budget-sum"]
