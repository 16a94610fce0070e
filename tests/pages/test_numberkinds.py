"""Numbers that have not the form of those in their row or column."""

from __future__ import annotations

import pytest

from vnplan_extract.pages.numberkinds import odd_numbers


def laid(rows: str) -> dict[int, tuple[tuple[float, float, float, float], str]]:
    """Return cells of rows parted by "/"."""
    return {
        100 * y + x: ((100.0 * x, 50.0 * y, 100.0 * x + 90, 50.0 * y + 40), text)
        for y, row in enumerate(rows.split(" / "))
        for x, text in enumerate(row.split())
    }


@pytest.mark.parametrize(
    ("rows", "ended", "whole"),
    [
        ("95,0 955 96,5 97,0", [], [1]),
        ("95,0 / 955 / 96,5", [], [100]),
        ("95,0 955 960 970", [], []),  # one of them has a decimal
        ("95,0 9 96,5 97,0", [], []),  # one figure has no place for a comma
        ("750 / 850. / 900", [100], []),
        ("1. / 2. / 3.", [], []),
        ("750 850. 900", [], []),
    ],
)
def test_odd_ones(rows: str, ended: list[int], whole: list[int]) -> None:
    assert odd_numbers(laid(rows)) == (ended, whole)
