"""Stored numbers and their formats, and what a Vietnamese office prints of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.pages.numberformats import shown_number, shown_text

ACCOUNTING = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)'
CASES = [
    (18450, "General", "18450"),
    (18450, "#,##0", "18.450"),
    (18450.4, "#,##0", "18.450"),
    (0.6, "0%", "60%"),
    (0.125, "0.0%", "12,5%"),
    (0.6, "0.00%", "60,00%"),
    (1234.5, "#,##0.00", "1.234,50"),
    (1234567.891, "#,##0.###", "1.234.567,891"),
    (12.125, "General", "12,125"),
    (0.1 + 0.2, "General", "0,3"),
    (123456789012, "General", "123456789012"),
    (18_450_000, "#,##0,", "18.450"),
    (-5, "#,##0", "-5"),
    (-5, "#,##0;(#,##0)", "-5"),  # what stands in parentheses would read as no negative number
    (-5, ACCOUNTING, "-5"),
    (0, ACCOUNTING, "-"),
    (35100, ACCOUNTING, "35.100"),
    (-0.3, "0", "0"),
    (5, "00", "05"),
    (0, "#,###", ""),
    (0.5, "#.##", "0,5"),
    (5, '0" DN"', "5 DN"),
    (5, '#,##0\\ "tr.đ"', "5 tr.đ"),
    (18450, "#,##0 [$₫-42A]", "18.450 ₫"),
    (5, "@", "5"),
    (5, ";;;", ""),
    (7, "[>=1000]#,##0;[<10]\\0\\5;0", "05"),
    (18450, "0.00E+00", "18450"),
    (0.5, "# ?/?", "0,5"),
    (44301, "m/d/yyyy", "15/4/2021"),
    (44301, "mm/dd/yyyy", "15/04/2021"),
    (44301, "[$-42A]dd mmmm yyyy", "15/04/2021"),
    (44301, "[$-1010000]d/m/yyyy;@", "15/4/2021"),
    (44301, "mmm-yy", "04/2021"),  # what becomes of "4/2021" typed into a cell
    (44301, "dd-mmm", "15/04"),
    (44301, "yyyy", "2021"),
    (44301, '"ngày" dd "tháng" mm "năm" yyyy', "ngày 15 tháng 04 năm 2021"),
    (44301.5, "dd/mm/yyyy hh:mm", "15/04/2021 12:00"),
    (0.3125, "h:mm AM/PM", "07:30"),
    (1.5, "[h]:mm", "36:00"),
    (-1, "dd/mm/yyyy", "-1"),  # no date
    (1e300, "#,##0", "1e+300"),
    (math.inf, "#,##0", "inf"),
]


@pytest.mark.parametrize(("value", "code", "printed"), CASES)
def test_shown(value, code, printed):
    assert shown_number(value, code).text == printed


@pytest.mark.parametrize(
    ("value", "code", "rounded"),
    [(18450.4, "#,##0", True), (18450.0, "#,##0", False), (0.333, "0%", True), (1 / 3, "General", False)],
)
def test_rounding_is_said(value, code, rounded):
    assert shown_number(value, code).rounded is rounded


def test_macintosh_days():
    assert shown_number(42839, "dd/mm/yyyy", since_1904=True).text == "15/04/2021"


@pytest.mark.parametrize(
    ("text", "code", "printed"),
    [
        ("Sở Y tế", "@", "Sở Y tế"),
        ("Sở Y tế", '"- "@', "- Sở Y tế"),
        ("x", "0;-0;0", "x"),
        ("x", "0;-0;0;@", "x"),
    ],
)
def test_texts(text, code, printed):
    assert shown_text(text, code) == printed


@given(value=st.floats(), code=st.text(alphabet='0#?,.%;-_* "()[]@ymdhs/\\E+General', max_size=24))
def test_nothing_raises(value, code):
    assert isinstance(shown_number(value, code).text, str)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_whole_numbers_are_exact(number):
    assert int(shown_number(number, "#,##0").text.replace(".", "")) == number
