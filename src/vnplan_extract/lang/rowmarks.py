"""Ordinals as they stand in the first column of a table: "1", "05", "I.", "5.1", "a)", "(3)".

Pure functions on short strings; used to see whether a table goes on after a page break and which rows are groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RowMarkKind = Literal["roman", "arabic", "decimal", "letter"]

ROMAN = re.compile(r"(?=[IVXLC])(C{0,3})(XC|XL|L?X{0,4})(IX|IV|V?I{0,4})\Z")
DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,4}\Z")
LETTERS = "abcdđeghiklmnopqrstuvxy"  # Nghị định 30/2020: điểm a, b, c, d, đ, e, g, h, i ...
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
WRAPPING = re.compile(r"^[(\[]?\s*(.{1,16}?)\s*[.)\]:]*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RowMark:
    """An ordinal: its style and its numbers from the outermost inwards ("5.1" is (5, 1), "IV" is (4,))."""

    kind: RowMarkKind
    numbers: tuple[int, ...]
    text: str
    capital: bool = False

    def follows(self, other: RowMark) -> bool:
        """Tell whether this ordinal is the next one of the same style, on the same level."""
        return (
            self.kind == other.kind
            and self.capital == other.capital
            and self.numbers[:-1] == other.numbers[:-1]
            and self.numbers[-1] == other.numbers[-1] + 1
        )

    def opens(self) -> bool:
        """Tell whether this is the first of its kind: 1, I, A, a, 1.1."""
        return all(number == 1 for number in self.numbers[-1:])


def row_mark(text: str) -> RowMark | None:
    """Read a cell that holds nothing but an ordinal; None for anything else (years and amounts too).

    >>> row_mark("5.1").numbers
    (5, 1)
    >>> row_mark("1.050") is None
    True
    """
    wrapped = WRAPPING.match(text.strip())
    if wrapped is None:
        return None
    mark = "".join(wrapped.group(1).split())
    if mark.isdecimal() and mark.isascii() and len(mark) <= 3:
        return RowMark("arabic", (int(mark),), mark)
    if DECIMAL.match(mark):
        numbers = tuple(int(part) for part in mark.split("."))
        grouped = any(len(part) == 3 for part in mark.split(".")[1:])
        return None if grouped else RowMark("decimal", numbers, mark)
    if ROMAN.match(mark):
        return RowMark("roman", (_roman(mark),), mark, capital=True)
    if len(mark) == 1 and mark.lower() in LETTERS:
        return RowMark("letter", (LETTERS.index(mark.lower()) + 1,), mark, capital=mark.isupper())
    return None


def _roman(mark: str) -> int:
    values = [VALUES[letter] for letter in mark]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )
