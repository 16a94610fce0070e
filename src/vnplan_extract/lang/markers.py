"""What a marker of a section or list is, and the two orders it counts in: Roman numerals and the letters of điểm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MarkerKind = Literal[
    "part",
    "chapter",
    "section",
    "subsection",
    "article",
    "roman",
    "arabic",
    "decimal",
    "letter",
    "dash",
    "plus",
    "parenthesis",
    "annex",
]

# NĐ 30/2020: điểm go "theo thứ tự bảng chữ cái tiếng Việt"; the decree itself runs a b c d đ e g h i.
LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as it stands at the start of a line.

    `text` is as printed with its dot or bracket, `ordinal` the number or letter alone as printed ("II", "2.1", "a",
    "-"; empty for a lone "Phụ lục"), `numbers` what it counts ((2, 1) for "2.1", empty where it counts nothing),
    `end` the offset in the line where the words begin. `alternatives` are other readings ("i)" is roman or a letter).
    """

    kind: MarkerKind
    text: str
    ordinal: str
    numbers: tuple[int, ...]
    end: int
    alternatives: tuple[Marker, ...] = ()

    @property
    def value(self) -> int | None:
        """The last of the numbers: 1 for "2.1.", 5 for "đ)", None for a dash."""
        return self.numbers[-1] if self.numbers else None

    @property
    def label(self) -> str:
        """As printed without its dot or bracket: "Điều 5", "II", "2.1", "a", "-"."""
        return self.text.rstrip(".):/ \t-–—").lstrip("( ") or self.ordinal


def roman_value(text: str) -> int | None:
    """The value of a Roman numeral up to 89 in lower case, or None where it is not well written ("iiii", "vx")."""
    if not text or any(letter not in _ROMAN_VALUES for letter in text) or len(text) > 8:
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    total = sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total if 0 < total < 90 and to_roman(total).lower() == text else None


def to_roman(value: int) -> str:
    """The Roman numeral of 1 to 89.

    >>> to_roman(14)
    'XIV'
    """
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens[value // 10] + ones[value % 10]


def letter_value(letter: str) -> int | None:
    """The place of a letter in the order of điểm (a is 1, đ is 5, e is 6, g is 7), or None for f, j, w, z and others."""
    place = LETTERS.find(letter.lower()) if len(letter) == 1 else -1
    return place + 1 if place >= 0 else None


def next_letter(letter: str) -> str | None:
    """The letter after this one in the order of điểm: "d" gives "đ", "e" gives "g"; None after "y" or for "f".

    >>> next_letter("d")
    'đ'
    """
    value = letter_value(letter)
    if value is None or value == len(LETTERS):
        return None
    return LETTERS[value].upper() if letter.isupper() else LETTERS[value]
