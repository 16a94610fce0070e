"""words(n) -> n in every reading style; spelling, case and order of marks change nothing."""

from __future__ import annotations

import importlib.util
import os
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.figures import Figure, read_figure
from vnplan_extract.lang.money import find_money, parse_money
from vnplan_extract.lang.normalize import strip_accents
from vnplan_extract.lang.numerals import parse_number, roman_value
from vnplan_extract.lang.quantities import find_quantities

_SPEC = importlib.util.spec_from_file_location("speller", Path(__file__).parent / "speller.py")
speller = importlib.util.module_from_spec(_SPEC)
__import__("sys").modules["speller"] = speller
_SPEC.loader.exec_module(speller)

ALL = bool(os.environ.get("VNPLAN_EXHAUSTIVE"))


def value(words):
    figure = read_figure(words, words, 0)
    assert isinstance(figure, Figure), words
    assert figure.end == len(words), words
    return figure.value


@pytest.mark.parametrize("style", speller.STYLES)
def test_every_number(style):
    """To 10^4 every number, then every 199th to 10^6; every one with VNPLAN_EXHAUSTIVE set."""
    step = 1 if ALL else 199
    for number in [*range(10_000), *range(10_000, 1_000_001, step)]:
        assert value(speller.spell(number, style)) == number


@given(st.integers(0, 10**18 - 1), st.sampled_from(speller.STYLES))
@settings(max_examples=400, deadline=None)
def test_large_numbers(number, style):
    assert value(speller.spell(number, style)) == number


@given(
    st.integers(0, 10**18 - 1),
    st.sampled_from(speller.STYLES),
    st.sampled_from([str.upper, str.title, str.lower]),
)
@settings(max_examples=100, deadline=None)
def test_spelling_changes_nothing(number, style, case):
    words = case(speller.spell(number, style))
    for printed in (
        words,
        unicodedata.normalize("NFD", words),
        f"  ({words}). ",
        words.replace(" ", "\u00a0 "),
    ):
        found = parse_number(printed)
        assert found is not None
        assert found.value.value == number
        assert printed[found.start : found.end] == found.text


@given(st.integers(0, 10**12), st.sampled_from(speller.STYLES))
@settings(max_examples=200, deadline=None)
def test_without_accents(number, style):
    bare = strip_accents(speller.spell(number, style))
    found = parse_number(bare, accents=False)
    assert found is None or found.value.value == number
    assert parse_number(bare) is None or bare.split()[0] in ("hai", "ba")


@given(st.integers(11, 10**15), st.sampled_from(speller.STYLES))
@settings(max_examples=200, deadline=None)
def test_words_that_count(number, style):
    words = speller.spell(number, style)
    for text, find in (
        (f"chi {words} đồng trong năm 2025", find_money),
        (f"cho {words} hộ nghèo", find_quantities),
    ):
        (found,) = find(text)
        assert (found.value.low, found.value.high) == (number, number)
        assert text[found.start : found.end].startswith(words)
    assert parse_money(f"(Bằng chữ: {words.capitalize()} đồng chẵn./.)").value.low == number


@given(st.integers(1, 10**15), st.sampled_from(speller.STYLES))
@settings(max_examples=100, deadline=None)
def test_negative(number, style):
    assert parse_number("âm " + speller.spell(number, style)).value.value == -number


@given(st.decimals(0, 10**12, places=3))
@settings(max_examples=200, deadline=None)
def test_printed_digits(number):
    printed = f"{number:,.3f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert parse_number(printed).value.value == number


@given(st.integers(1, 3999))
def test_roman(number):
    table = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    )
    text, rest = "", number
    for size, letters in table:
        count, rest = divmod(rest, size)
        text += letters * count
    assert roman_value(text) in (number, None)
    assert roman_value(text) == number or text in "LCDM"


@pytest.mark.parametrize(
    "piece",
    ["tỉ ", "một ", "trăm ", "mươi ", "1.", "1,", "9", "1 ", "phẩy ", "năm ", "một trăm ", "1 tỷ ", "không "],
)
def test_long_nonsense(piece):
    assert parse_number(piece * 100_000) is None
    assert_linear(lambda count: parse_number(piece * count), 10_000, 100_000)


def test_limit():
    assert parse_number("1" * 66).value.value == Decimal("1" * 66)
    assert parse_number("1" * 67) is None
    assert parse_number("một " + "tỷ " * 8) is None
