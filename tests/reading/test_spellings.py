"""A name that a scan spells once with other marks than everywhere else is told, and left as it is."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Document, Line, PageText, SourceFile
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.spellings import tell_spellings


def draft(lines: list[str], read_by: str) -> Draft:
    start, printed = 0, []
    for text in lines:
        printed.append(Line(1, start, text, read_by=read_by))
        start += len(text) + 1
    page = PageText(1, 595, 842, 0, "\n".join(lines), tuple(printed), read_by=read_by)
    return Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()))


@pytest.mark.parametrize(
    ("lines", "read_by", "told"),
    [
        (["xã Lộc Bổn", "Lộc Bổn,", "của Lộc Bổn", "xã Lộc Bốn"], "ocr", [("Lộc Bốn", "Lộc Bổn")]),
        (["xã Lộc Bổn", "Lộc Bổn,", "của Lộc Bổn", "xã Lộc Bốn"], "text", []),
        (["xã Lộc Bổn", "Lộc Bổn,", "xã Lộc Bốn"], "ocr", []),
        (["xã Hòa Bình", "Hòa Bình", "Hòa Bình", "Hoà Bình"], "ocr", []),
        (["xã Lộc Bổn", "Lộc Bổn", "Lộc Bổn", "lộc bốn", "Lộc, Bốn"], "ocr", []),
        (["Lê Văn Hùng", "Vũ Văn Hùng", "Hồ Văn Hùng", "Tạ Văn Hưng"], "ocr", []),
    ],
)
def test_names(lines, read_by, told):
    made = draft(lines, read_by)
    tell_spellings(made)
    assert [(found.found, found.expected) for found in made.findings] == told
    assert all(found.code == "name-spellings" and found.page == 1 for found in made.findings)


def test_as_many_as_are_told_are_found_behind_others_that_are_not():
    often = [
        f"xã Lộc {end}"
        for end in [
            "Ba",
            "Bà",
            "Đa",
            "Đà",
            "La",
            "Là",
            "Ma",
            "Mà",
            "Na",
            "Nà",
            "Ra",
            "Rà",
            "Sa",
            "Sà",
            "Ta",
            "Tà",
            "Va",
            "Và",
            "Xa",
            "Xà",
            "Ca",
            "Cà",
        ]
    ]
    made = draft([*often, "xã Tân Bổn", "Tân Bổn", "Tân Bổn", "xã Tân Bốn"], "ocr")
    tell_spellings(made)
    assert [found.found for found in made.findings] == ["Tân Bốn"]
