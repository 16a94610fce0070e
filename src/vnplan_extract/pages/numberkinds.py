"""Finds numbers of a table that have not the form of those around them: without their comma, with a speck behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vnplan_extract.document import Box

SAME_EDGE = 12  # pixels between the edges of the cells of a column, or of a row
NUMBER = re.compile(r"\d[\d.,]*")
ONE_DECIMAL = re.compile(r"\d+,\d")
STROKES = re.compile(r"(?=.*[Il|!])(?=.*\d|[l|!]\Z)[\dIl|!]{1,3}(?:\.[\dIl|!]{3})*(?:,[\dIl|!]{1,2})?")
ONES = str.maketrans(dict.fromkeys("Il|!", "1"))
MANY, MOSTLY = 4, 0.75  # numbers that make a column one of numbers, and their share
FEWEST = 2  # numbers that tell what is usual


def odd_numbers(read: Mapping[int, tuple[Box, str]]) -> tuple[list[int], list[int]]:
    """Return which numbers alone in their column end in a full stop, and which alone have not the decimal of their row or column.

    Args:
        read: The cells of a page by some key, with what was read in each.
    """
    numbers = {at: text for at, (_, text) in read.items() if NUMBER.fullmatch(text)}
    lines: dict[tuple[int, int], list[int]] = {}
    for at in numbers:
        for key in _lines(read[at][0]):
            lines.setdefault(key, []).append(at)
    ended: list[int] = []
    whole: list[int] = []
    for at, text in numbers.items():
        column, row = ([other for other in lines[key] if other != at][:99] for key in _lines(read[at][0]))
        if (
            text.endswith(".")
            and len(column) >= FEWEST
            and not any(numbers[one].endswith(".") for one in column)
        ):
            ended.append(at)
        elif text.isdigit() and len(text) > 1 and any(_has_decimals(numbers, line) for line in (column, row)):
            whole.append(at)
    return ended, whole


def strokes_in_numbers(read: Mapping[int, tuple[Box, str]]) -> dict[int, str]:
    """Return the numbers that strokes were read for in columns of numbers: "4I", "l5", "I.119" are 41, 15, 1.119.

    What may be a Roman numeral stays: it has no figure in it.
    """
    columns: dict[int, list[int]] = {}
    for at, (box, _) in read.items():
        columns.setdefault(round(box[0] / SAME_EDGE), []).append(at)
    mended: dict[int, str] = {}
    for cells in columns.values():
        strokes = [at for at in cells if STROKES.fullmatch(read[at][1])]
        numbers = sum(bool(NUMBER.fullmatch(read[at][1])) for at in cells)
        if numbers >= max(MANY, len(strokes)) and numbers + len(strokes) >= MOSTLY * len(cells):
            mended |= {at: read[at][1].translate(ONES) for at in strokes}
    return mended


def _lines(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return keys of the column and of the row of a cell."""
    return (0, round(box[0] / SAME_EDGE)), (1, round(box[1] / SAME_EDGE))


def _has_decimals(numbers: Mapping[int, str], line: Sequence[int]) -> bool:
    """Have two thirds of the numbers of a row or column one decimal?"""
    count = sum(bool(ONE_DECIMAL.fullmatch(numbers[at])) for at in line)
    return count >= FEWEST and 3 * count >= 2 * len(line)
