"""Numbers that have not the form of those in their row or column."""

from __future__ import annotations

import pytest

from vnplan_extract.pages.numberkinds import marked_otherwise, odd_numbers, strokes_in_numbers


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


def test_strokes_among_numbers_are_ones():
    column = [
        "41",
        "4I",
        "l5",
        "I.119",
        "23",
        "7",
        "III",
        "12,5",
        "ha",
        "86",
        "1.250",
        "9",
        "77",
        "8",
        "31",
        "5",
    ]
    first = ["I", "1", "2", "3", "4", "II"]
    read = {at: ((300.0, 50.0 * at, 400.0, 50.0 * at + 40), text) for at, text in enumerate(column)}
    read |= {100 + at: ((100.0, 50.0 * at, 140.0, 50.0 * at + 40), text) for at, text in enumerate(first)}
    assert strokes_in_numbers(read) == {1: "41", 2: "15", 3: "1.119"}


@pytest.mark.parametrize(
    ("rows", "mended"),
    [
        ("10,5 / 10.2 / 8,25 / 7,1", {100: "10,2"}),
        ("10,5 / 8.232.67 / 7,15", {100: "8.232,67"}),
        ("10,5 / 5,847,16 / 7,15", {100: "5.847,16"}),
        ("1.250 / 109,725 / 3.118 / 7.250 / 4.104", {100: "109.725"}),
        ("1.250 / 109,725 / 3,118 / 7.250 / 4.104 / 9.118", {}),
        ("1.250 / 11872 / 3.118 / 7.250 / 4.104 / 2026", {100: "11.872"}),
        ("1.250 / 11872 / 3,5 / 3.118 / 7.250 / 4.104", {}),
        ("2.1 / 2.2 / 2.3", {}),
        ("1.250 / 8.232.67 / 7.150", {}),  # a figure was lost, perhaps
    ],
)
def test_marks_that_their_column_asks_for(rows: str, mended: dict[int, str]) -> None:
    assert marked_otherwise(laid(rows), frozenset()) == mended
    assert marked_otherwise(laid(rows), frozenset(laid(rows))) == {}
