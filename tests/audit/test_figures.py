"""Cells among figures that OCR read as no figure."""

from __future__ import annotations

import pytest

from audit_making import as_ocr, plan_of
from vnplan_extract.audit.figures import check_figures, is_misread

ROWS = ["1.250", "3.418,5€", "86", "12 lớp", "-", "4.620,25", "tị", "8.962.60"]


def plan(*, ocr):
    rows = "\n".join(f"| {at} | Việc {at} | {text} |" for at, text in enumerate(ROWS, 1))
    made = plan_of(f"**KẾ HOẠCH**\n\n| TT | Nội dung | Số lượng |\n|---|---|---|\n{rows}\n")
    return made.model_copy(update={"tables": tuple(map(as_ocr, made.tables))}) if ocr else made


def test_cells_that_are_no_figures_are_told_where_ocr_read_them():
    assert [found.found for found in check_figures(plan(ocr=True))] == ["3.418,5€", "tị", "8.962.60"]
    assert not list(check_figures(plan(ocr=False)))


@pytest.mark.parametrize(
    "text",
    ["1.250.000", "4.620,25", "85%", "≥ 35%", "2026 - 2028", "15/11/2026", "12 lớp", "550 m²", "120 km", "Đạt", "3 - 5", "x", "(1.250)", "2,4 km", "01", "-300", "-2,5%", "3 m2", "T6", "9 Đ", "m2"],
)  # fmt: skip
def test_what_plans_print_is_no_doubt(text):
    assert not is_misread(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.469,9C",
        "|-808",
        "¡1.129",
        "2025-..2026",
        "1:5",
        ".3.200",
        "7.804.0E",
        "MA",
        "— 300",
        "- 1.200",
        "55 -—",
        "s42",
        "—%2",
        "1 Ề",
    ],
)
def test_what_no_plan_prints_is(text):
    assert is_misread(text)


@pytest.mark.parametrize(
    ("text", "among", "misread"),
    [
        ("07,5", ["7,25", "8,0", "8,2"], True),
        ("≥ 07,5", ["7,25", "8,0", "8,2"], True),
        ("02,5", ["02,5", "01,25", "12,0"], False),  # so the document prints them
        ("ñ7,8", ["7,25", "8,0", "8,2"], True),
        ("47/0", ["46,5", "46,8", "47,0", "47,3", "16", "137.500", "7", "27", "94"], True),
        ("47/0", ["46,5", "46,8", "12/3", "47,3"], False),
        ("20/3", ["15", "16", "18"], False),
        ("2,51”", ["2,51", "19,37", "8,90"], True),
        ("259,", ["247", "319", "74"], True),
        ("1.730 1.715 15", ["1.375 1.325 50"], True),  # the lines between three columns went
        ("625i 575! 50", ["970", "920"], True),
        ("44.765 62.880", ["56.850"], True),
        ("1 250 000", ["2 400 000"], False),
        ("2021 2022", ["2023"], False),
        ("30/6 15/12", ["30/6"], False),
        ("1 2", ["3"], False),
        ("0909 415 286", ["0912 333 444"], False),
    ],
)
def test_forms_that_no_other_cell_of_the_column_has_are_doubted(text, among, misread):
    assert is_misread(text, among=[text, *among]) is misread
