"""The tables of kinds, issuers and laws, and headings."""

from __future__ import annotations

import pytest

from vnplan_extract.lang.doctypes import doctypes, issuers, kind_of_heading, laws

# Nghị định 30/2020/NĐ-CP, Phụ lục III: the 27 kinds with an abbreviation, and the two without.
DECREE_30 = [
    "NQ",
    "QĐ",
    "CT",
    "QC",
    "QyĐ",
    "TC",
    "TB",
    "HD",
    "CTr",
    "KH",
    "PA",
    "ĐA",
    "DA",
    "BC",
    "BB",
    "TTr",
    "HĐ",
    "CĐ",
    "BGN",
    "BTT",
    "GUQ",
    "GM",
    "GGT",
    "GNP",
    "PG",
    "PC",
    "PB",
]


@pytest.mark.parametrize("code", DECREE_30)
def test_every_abbreviation_of_decree_30(code: str) -> None:
    row = doctypes().by_code(code)
    assert row is not None
    assert row.code == code


@pytest.mark.parametrize("name", ["Công văn", "Thư công", "Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"])
def test_kinds_without_an_abbreviation_are_found_by_name(name: str) -> None:
    row = doctypes().by_name(name)
    assert row is not None
    assert row.name == name


def test_rows_are_whole() -> None:
    names = [row.name for row in doctypes()]
    assert len(names) == len(set(names))
    assert all(row.source and row.groups and row.names[0] == row.name for row in doctypes())
    assert all(row.source and row.name for row in issuers().values())
    assert len(laws()) > 150


def test_plans() -> None:
    assert {row.code for row in doctypes().plans()} == {"KH", "CTr", "PA", "ĐA", "DA"}


def test_codes_before_2020_are_read_too() -> None:
    assert [row.name for code in ("GN", "TTh", "UQ", "NP") for row in doctypes().all_by_code(code)] == [
        "Bản ghi nhớ",
        "Bản thỏa thuận",
        "Giấy ủy quyền",
        "Giấy nghỉ phép",
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("KẾ HOẠCH", "KH"),
        ("Kế hoạch", "KH"),
        ("## **KẾ HOẠCH**", "KH"),
        ("K Ế H O Ạ C H", "KH"),
        ("K Ế   H O Ạ C H", "KH"),
        ("KẾ HOẠCH HÀNH ĐỘNG", "KH"),
        ("KẾ HOẠCH Triển khai công tác năm 2026", "KH"),
        ("QUYẾT ĐỊNH:", "QĐ"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "CTr"),
        ("TỜ TRÌNH", "TTr"),
        ("PHƯƠNG ÁN", "PA"),
        ("ĐỀ ÁN", "ĐA"),
        ("GIẤY UỶ QUYỀN", "GUQ"),
        ("BẢN THOẢ THUẬN", "BTT"),
        ("NGHỊ QUYẾT", "NQ"),
        ("LUẬT ĐẤT ĐAI", ""),
        ("Kế hoạch này có hiệu lực từ ngày ký", None),
        ("Quyết định có hiệu lực", None),
        ("I. KẾ HOẠCH", None),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None),
        ("ỦY BAN NHÂN DÂN", None),
        ("", None),
        ("***", None),
    ],
)
def test_heading(line: str, code: str | None) -> None:
    row = kind_of_heading(line)
    assert (row.code if row else None) == (code if row else None)
    assert (row is None) == (code is None)
