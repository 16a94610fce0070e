"""What is printed around a table is the table's: its unit and its notes are no text of the section it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from reading.plans import plan_of
from vnplan_extract import extract

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("ending", ["docx", "html", "md", "libreoffice.pdf"])
def test_a_unit_is_no_section_text(ending: str) -> None:
    plan = extract(CORPUS / f"13-ca-mau-sai-so-2023.{ending}")
    annex = next(section for section in plan.sections if section.path == "PL-I")
    assert plan.tables[0].unit == "triệu đồng"
    assert "Đơn vị tính" not in annex.text


@pytest.mark.parametrize("ending", ["docx", "libreoffice.pdf"])
def test_notes_are_no_section_text(ending: str) -> None:
    plan = extract(CORPUS / f"02-ha-giang-2021.{ending}")
    assert plan.tables[0].notes
    assert not any("Ghi chú:" in section.text for section in plan.sections)


@pytest.mark.parametrize("ending", ["docx", "md", "libreoffice.pdf"])
def test_the_heading_of_a_table_within_the_text_is_no_section(ending: str) -> None:
    plan = extract(CORPUS / f"18-nuoc-sach-gia-lai-2026.{ending}")
    assert [table.caption[:7] for table in plan.tables if table.caption] == ["Bảng 1.", "Bảng 2."]
    assert [section.path for section in plan.sections[1].children[1].children] == [
        "II.2.a",
        "II.2.b",
        "II.2.c",
    ]


TABLE = (
    "<table><tr><th>TT</th><th>Nội dung</th><th>Tổng số</th><th>Ngân sách xã</th><th>Nhân dân đóng góp</th></tr>"
    "<tr><td></td><td>Tổng cộng</td><td>30</td><td>20</td><td>10</td></tr>"
    "<tr><td>1</td><td>Làm đường</td><td>18</td><td>12</td><td>6</td></tr>"
    "<tr><td>2</td><td>Làm cầu</td><td>12</td><td>8</td><td>4</td></tr></table>"
)


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("Biểu nhu cầu vốn (Đơn vị tính: triệu đồng)", ["NGUỒN VỐN"]),
        ("**II. BIỂU VỐN (ĐVT: triệu đồng)**", ["NGUỒN VỐN", "BIỂU VỐN (ĐVT: triệu đồng)"]),
    ],
)
def test_a_unit_in_brackets_behind_the_title_of_a_table(line: str, titles: list[str]) -> None:
    plan = plan_of(f"**I. NGUỒN VỐN**\n\n{line}\n\n{TABLE}")
    assert plan.tables[0].unit == "triệu đồng"
    assert [section.title for section in plan.sections] == titles
    assert plan.budget.total.low == 30_000_000
    assert [(line.label, int(line.amount.low), line.fund) for line in plan.budget.lines] == [
        ("Ngân sách xã", 20_000_000, "state_budget"),
        ("Nhân dân đóng góp", 10_000_000, "other"),
    ]
