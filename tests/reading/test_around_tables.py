"""What is printed around a table is the table's: its unit and its notes are no text of the section it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

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
