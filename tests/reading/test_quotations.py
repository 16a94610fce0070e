"""The new wording that an amendment quotes keeps its numbers to itself; a quotation nobody closed quotes nothing."""

from __future__ import annotations

import pytest

from vnplan_extract import extract

HEAD = "**KẾ HOẠCH**\n\n**Điều chỉnh Kế hoạch phát triển làng nghề năm 2026**\n\n"

# name, body, [path of every section]
CASES = [
    (
        "typographic marks",
        "1. Mục II sửa đổi như sau:\n\n“II. NHIỆM VỤ\n\n1. Mở lớp nghề.\n\n2. Tổ chức hội chợ.”\n\n2. Bỏ mục IV.\n",
        ["1", "2"],
    ),
    (
        "straight marks, another pair inside",
        '1. Mục II sửa đổi như sau:\n\n"1. Gắn nhãn "OCOP".\n\n3. Tổ chức hội chợ".\n\n2. Bỏ mục IV.\n',
        ["1", "2"],
    ),
    ("never closed", "1. Mục II sửa đổi như sau:\n\n“1. Mở lớp nghề.\n\n2. Bỏ mục IV.\n", ["1", "2"]),
    (
        "no lead says that it amends",
        "1. Khẩu hiệu tuyên truyền:\n\n“Làng nghề xanh.\n\n2. Tổ chức hội chợ.”\n\n3. Tổng kết.\n",
        ["1", "2", "3"],
    ),
]


@pytest.mark.parametrize(("body", "paths"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_quoted_numbers_are_no_sections(body: str, paths: list[str]) -> None:
    plan = extract((HEAD + body).encode(), name="plan.md")
    assert [section.path for section in plan.sections] == paths
    assert not [found for found in plan.findings if found.code.startswith("section-")]


def test_the_quoted_wording_is_text_of_the_item_before() -> None:
    plan = extract((HEAD + CASES[0][1]).encode(), name="plan.md")
    assert "2. Tổ chức hội chợ.”" in plan.sections[0].text
