"""Amounts in running text that OCR misread: repaired where the budget's own sums prove it, never wrongly."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from audit_making import misread
from vnplan_extract import read
from vnplan_extract.pipeline import plan_of
from vnplan_extract.reading.misread import undone

HEAD = (
    "**ỦY BAN NHÂN DÂN TỈNH HÀ GIANG**\n\nSố: 12/KH-UBND\n\nHà Giang, ngày 15 tháng 4 năm 2021\n\n"
    "# KẾ HOẠCH\n\n**Phát triển nghề thêu giai đoạn 2021-2025**\n\n**I. MỤC TIÊU**\n\n- Làm tốt.\n\n"
)
BUDGETS = {
    "words, sources and phases": (
        "**II. KINH PHÍ**\n\nTổng kinh phí: 35.160 triệu đồng (Bằng chữ: Ba mươi lăm tỷ một trăm sáu mươi triệu đồng).\n\n"
        "**1. Nguồn kinh phí**\n\n- Ngân sách tỉnh: 15.138 triệu đồng.\n\n- Doanh nghiệp đóng góp: 20.022 triệu đồng.\n\n"
        "**2. Phân kỳ**\n\n- Giai đoạn 2021-2023: 18.450 triệu đồng.\n\n- Giai đoạn 2024-2025: 16.710 triệu đồng.\n"
    ),
    "words and sources": (
        "**II. KINH PHÍ**\n\nTổng kinh phí 62.000.000 đồng (Bằng chữ: Sáu mươi hai triệu đồng), trong đó:\n\n"
        "- Ngân sách xã: 25.350.000 đồng;\n\n- Xã hội hóa: 36.650.000 đồng.\n"
    ),
}


def as_read_by_ocr(text: str):
    """The Plan of a text, every line of which OCR is said to have read."""
    document = read((HEAD + text).encode(), name="plan.md")
    pages = tuple(
        replace(page, read_by="ocr", lines=tuple(replace(line, read_by="ocr") for line in page.lines))
        for page in document.pages
    )
    return plan_of(replace(document, pages=pages))


def values(plan) -> tuple:
    budget = plan.budget
    return (budget.total.low if budget.total else None, [line.amount.low for line in budget.lines])


@pytest.mark.parametrize("name", BUDGETS)
def test_misread_amounts(name) -> None:
    text = BUDGETS[name]
    sound = values(as_read_by_ocr(text))
    found: Counter = Counter()
    for match in re.finditer(r"\d+(?:\.\d{3})+(?= (?:triệu|đồng))", text):
        for other in misread(match.group())[::3]:
            if other.startswith("0") or other.replace(".", "") == match.group().replace(".", ""):
                continue
            plan = as_read_by_ocr(text[: match.start()] + other + text[match.end() :])
            codes = {finding.code for finding in plan.findings}
            if values(plan) == sound:
                found["right"] += 1
                assert "amount-repaired" in codes
            elif "amount-repaired" in codes:
                found["wrong"] += 1
            else:
                found["left"] += 1
    assert found["wrong"] == 0
    assert found["right"] >= 0.9 * found.total() > 5, found


def test_what_was_read_and_why_are_kept() -> None:
    text = BUDGETS["words and sources"].replace("25.350.000", "25.3S0.000")
    plan = as_read_by_ocr(text)
    line = plan.budget.lines[0].amount
    assert (line.text, int(line.low), line.flags) == ("25.3S0.000 đồng", 25_350_000, ("repaired",))
    said = next(finding for finding in plan.findings if finding.code == "amount-repaired")
    assert (said.path, said.expected) == ("/budget/lines/0/amount", "25.350.000 đồng")
    assert "36.650.000" in said.message
    assert said.evidence["found"]


def test_what_nothing_proves_is_no_value() -> None:
    text = "**II. KINH PHÍ**\n\nKinh phí dự kiến: 25.3S0.000 đồng từ ngân sách xã.\n"
    plan = as_read_by_ocr(text)
    assert plan.budget is None or plan.budget.total is None
    assert [finding.found for finding in plan.findings if finding.code == "amount-unread"] == [
        "25.3S0.000 đồng"
    ]


def test_two_amounts_that_may_be_wrong_are_left() -> None:
    text = "**II. KINH PHÍ**\n\nTổng kinh phí 38 triệu đồng, trong đó:\n\n- Ngân sách xã: 10 triệu đồng;\n\n- Xã hội hóa: 20 triệu đồng.\n"
    plan = as_read_by_ocr(text)  # 38 for 30, or 28 for 20 and 18 for 10
    assert values(plan) == (38_000_000, [10_000_000, 20_000_000])


def test_text_of_the_file_is_never_changed() -> None:
    text = BUDGETS["words and sources"].replace("25.350.000", "25.850.000")
    plan = plan_of(read((HEAD + text).encode(), name="plan.md"))
    assert int(plan.budget.lines[0].amount.low) == 25_850_000
    assert {finding.code for finding in plan.findings} & {"amount-repaired", "amount-unread"} == set()


@pytest.mark.parametrize(
    "text", ["05 DN", "Sở Công Thương", "Quý I 5 triệu đồng", "SOS đồng", "B.l tỷ", "OSO đồng"]
)
def test_words_are_no_amounts(text) -> None:
    assert undone(text) == (text, [])
