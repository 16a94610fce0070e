"""The tables of cases: what each expression must give, or that it must give nothing."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from vnplan_extract.lang.money import parse_money
from vnplan_extract.lang.numerals import parse_number
from vnplan_extract.lang.quantities import parse_quantity
from vnplan_extract.lang.units import parse_unit_header

CASES = Path(__file__).parent / "cases"


def rows(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


def number(text):
    return None if text in ("", "-") else Decimal(text)


@pytest.mark.parametrize(("text", "value", "flags"), rows("numbers.tsv"))
def test_number(text, value, flags):
    found = parse_number(text)
    assert (found.value.value if found else None) == number(value)
    if found:
        assert found.kind == "number"
        assert text[found.start : found.end] == found.text
        assert set(flags.split()) <= set(found.flags)


@pytest.mark.parametrize(("text", "value"), rows("ordinals.tsv"))
def test_ordinal(text, value):
    found = parse_number(text)
    assert found is not None
    assert (found.kind, found.value.value, found.value.ordinal) == ("ordinal", Decimal(value), True)


@pytest.mark.parametrize("row", rows("money.tsv"), ids=" ".join)
def test_money(row):
    text, header, low, high, currency, bound, per = row
    found = parse_money(text, unit=header or None)
    if not low:
        assert found is None
        return
    assert found is not None
    value = found.value
    assert (value.low, value.high) == (number(low), number(high or low))
    assert (value.unit, value.bound, value.per) == (currency or "VND", bound or "exact", per or None)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("row", rows("quantities.tsv"), ids=" ".join)
def test_quantity(row):
    text, low, high, unit, unit_text, bound, per, direction = row
    found = parse_quantity(text)
    if low == "-":
        assert found is None
        return
    assert found is not None
    value = found.value
    assert (value.low, value.high) == (number(low), number(high or low))
    assert (value.unit, value.unit_text) == (unit or None, unit_text)
    assert (value.bound, value.per, value.direction) == (bound or "exact", per or None, direction or None)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(("text", "factor", "unit"), rows("unit_headers.tsv"))
def test_unit_header(text, factor, unit):
    found = parse_unit_header(text)
    assert (found and (found.factor, found.unit)) == (None if factor == "-" else (Decimal(factor), unit))
