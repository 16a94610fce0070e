"""A Roman numeral that lost a stroke to OCR is repaired only where its neighbours leave one reading."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Block, Line
from vnplan_extract.reading.misread_markers import misread_romans

CASES = [
    ("I II II IV", {2: "III"}),
    ("I I III", {1: "II"}),
    ("I II III IV V VI VII VII", {7: "VIII"}),
    ("I II II", {2: "III"}),
    ("I II III III V", {}),  # "IV" has no stroke that "III" lacks
    ("I II II III", {}),  # a repeat in print
    ("I I II", {}),
    ("I I", {}),  # two parts of one section each
    ("I II I II", {}),
    ("I II III IV", {}),
    ("I II II IV II III", {2: "III"}),
    ("I H III", {1: "II"}),
    ("I H", {1: "II"}),
    ("A I II H I", {}),  # the eighth letter, of which some were not read
    ("H I II", {}),
    ("L II III", {0: "I"}),  # the foot of an L
    ("I LI III", {1: "II"}),
    ("I II LII", {2: "III"}),
    ("L", {}),
    ("K L M", {}),
]


def blocks(numerals: str, read_by: str) -> list[Block]:
    found = []
    for numeral in numerals.split():
        line = Line(1, 0, f"{numeral}. MỤC TIÊU", read_by=read_by)
        found.append(Block(line.passage(), (line,)))
    return found


@pytest.mark.parametrize(("numerals", "expected"), CASES)
def test_scanned_numerals(numerals: str, expected: dict[int, str]) -> None:
    repaired = misread_romans(blocks(numerals, "ocr"))
    assert {at: marker.ordinal for at, marker in repaired.items()} == expected


@pytest.mark.parametrize(("numerals", "expected"), CASES)
def test_digital_numerals_stay(numerals: str, expected: dict[int, str]) -> None:
    assert misread_romans(blocks(numerals, "text")) == {}
