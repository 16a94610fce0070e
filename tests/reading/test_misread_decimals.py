"""A decimal marker that lost a dot to OCR is repaired only where the markers on both sides prove it."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Block, Line
from vnplan_extract.reading.misread_decimals import misread_decimals

CASES = [
    ("2.1 2.2 22.1 2.2.2", {2: "2.2.1"}),
    ("2.2 22.1 22.2 2.3", {1: "2.2.1", 2: "2.2.2"}),
    ("2 21 2.2", {1: "2.1"}),
    ("1.2.3 12.4 2", {1: "1.2.4"}),
    ("2.2 22.1", {}),  # nothing behind it
    ("22.1 2.2.2", {}),  # nothing before it
    ("2.2 22.1 5.4", {}),  # what stands behind does not follow
    ("20 21 22", {}),
    ("21 22 22.1 22.2", {}),
    ("2 11 12", {}),
    ("1.1 1.2 1.3", {}),
    ("1 1.1 11.1 1.2", {2: "1.1.1"}),
]


def blocks(markers: str, read_by: str) -> list[Block]:
    found = []
    for marker in markers.split():
        line = Line(1, 0, f"{marker}. Phát triển rừng trồng", read_by=read_by)
        found.append(Block(line.passage(), (line,)))
    return found


@pytest.mark.parametrize(("markers", "expected"), CASES)
def test_scanned_decimals(markers: str, expected: dict[int, str]) -> None:
    repaired = misread_decimals(blocks(markers, "ocr"))
    assert {at: marker.ordinal for at, marker in repaired.items()} == expected


@pytest.mark.parametrize(("markers", "expected"), CASES)
def test_digital_decimals_stay(markers: str, expected: dict[int, str]) -> None:
    assert misread_decimals(blocks(markers, "text")) == {}
