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
MARK = re.compile(r"[.,]")
STOPS_ONLY = re.compile(r"\d{1,3}(?:\.\d{3})+\.\d{1,2}")
COMMAS_ONLY = re.compile(r"\d{1,3}(?:,\d{3})+,\d{1,2}")
DECIMAL, POINT = re.compile(r"\d[\d.]*,\d{1,2}"), re.compile(r"\d+\.\d{1,2}")
BARE = re.compile(r"[1-9]\d{3,6}(?<!19\d\d)(?<!20\d\d)")
THOUSANDS, COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+"), re.compile(r"\d{1,3},\d{3}")
SWAPPED = str.maketrans(".,", ",.")
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


def marked_otherwise(read: Mapping[int, tuple[Box, str]], ordinals: frozenset[int]) -> dict[int, str]:
    """Return the numbers whose full stop was read as a comma or the other way, with the marks that their form or column asks for.

    "8.232.67", "5,847,16" and "10.2" are 8.232,67, 5.847,16 and 10,2 in a column of decimals, and "109,725" and
    "11872" are 109.725 and 11.872 in one of thousands without a decimal.

    Args:
        read: The cells of a page by some key, with what was read in each.
        ordinals: Cells with numbers of rows.
    """
    columns: dict[int, list[int]] = {}
    for at, (box, text) in read.items():
        if at not in ordinals and NUMBER.fullmatch(text):
            columns.setdefault(round(box[0] / SAME_EDGE), []).append(at)
    mended: dict[int, str] = {}
    for cells in columns.values():
        texts = [read[at][1] for at in cells]
        decimals, points, thousands, commas = (
            sum(bool(form.fullmatch(text)) for text in texts) for form in (DECIMAL, POINT, THOUSANDS, COMMA)
        )
        for at, text in zip(cells, texts, strict=True):
            if (STOPS_ONLY.fullmatch(text) or COMMAS_ONLY.fullmatch(text)) and decimals >= FEWEST:
                parts = MARK.split(text)
                mended[at] = ".".join(parts[:-1]) + "," + parts[-1]
            elif BARE.fullmatch(text) and thousands >= MANY and not decimals and not points:
                mended[at] = f"{int(text):,}".replace(",", ".")
            elif (POINT.fullmatch(text) and decimals >= max(FEWEST, points + 1)) or (
                COMMA.fullmatch(text) and commas == 1 and thousands >= MANY and not decimals
            ):
                mended[at] = text.translate(SWAPPED)
    return mended


def _lines(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return keys of the column and of the row of a cell."""
    return (0, round(box[0] / SAME_EDGE)), (1, round(box[1] / SAME_EDGE))


def _has_decimals(numbers: Mapping[int, str], line: Sequence[int]) -> bool:
    """Have two thirds of the numbers of a row or column one decimal?"""
    count = sum(bool(ONE_DECIMAL.fullmatch(numbers[at])) for at in line)
    return count >= FEWEST and 3 * count >= 2 * len(line)
