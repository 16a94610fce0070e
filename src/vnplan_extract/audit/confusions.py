"""What a cell of digits may have been before OCR read it: the readings one confusion away."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

from vnplan_extract.audit.numbers import read_figure
from vnplan_extract.audit.terms import printed

UNIT = re.compile(
    r"(?:\s+[^\W\d_][^\d]{1,30}|(?<=\d)(?:SP|DN|HTX|[^\W\d_OolISBZGbq]{2,15}))\Z"
)  # "05 Cuộc", "12SP"
MOST_LETTERS = 4  # letters among the digits of one cell; more, and nothing is left to trust
LONGEST = 24


class _Digits(TypedDict):
    pairs: list[str]


class _Letters(TypedDict):
    digit: str
    letters: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a cell may have said; `weak` where a digit must have been lost, of which any may be meant."""

    value: Decimal
    text: str
    weak: bool = False


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], str]:
    """Return digit -> digits it is taken for, letter -> digits it is read for, and the separators."""
    data = tomllib.loads(
        (files("vnplan_extract") / "data" / "ocr_confusions.toml").read_text(encoding="utf-8")
    )
    digits: dict[str, str] = {}
    for row in cast("list[_Digits]", data["digits"]):
        for pair in row["pairs"]:
            one, other = pair[0], pair[1]
            digits[one] = digits.get(one, "") + other
            digits[other] = digits.get(other, "") + one
    letters: dict[str, str] = {}
    for entry in cast("list[_Letters]", data["letters"]):
        for letter in entry["letters"]:
            letters[letter] = letters.get(letter, "") + entry["digit"]
    return digits, letters, cast("dict[str, str]", data["separators"])["marks"]


def is_damaged(text: str, *, alone: bool = False) -> bool:
    """Tell whether a text has letters among its digits that OCR takes for digits, and is no number as it stands.

    With `alone` letters may stand without any digit: an "l" in a column of numbers is a 1.

    >>> is_damaged("18.4S0"), is_damaged("18.450"), is_damaged("05 DN")
    (True, False, False)
    """
    letters, separators = _tables()[1:]
    body = UNIT.sub("", text.strip())
    if not body or len(body) > LONGEST or not (alone or any(char.isdigit() for char in body)):
        return False
    odd = [char for char in body if not char.isdigit() and char not in separators]
    if not odd:
        return read_figure(body) is None
    if any(char not in letters for char in odd) or len(odd) > MOST_LETTERS:
        return False
    return " " not in body or any(letter.isdigit() for letter in body.split()[-1])


def is_understood(text: str) -> bool:
    """Tell whether a cell is a number, whole or damaged, whose other readings are known."""
    body = UNIT.sub("", text.strip())
    return is_damaged(body, alone=True) or (read_figure(body) or (0, "unit"))[1] == ""


def readings(text: str, *, decimals: bool) -> tuple[Reading, ...]:
    """Return what a cell may have said before one confusion, the text itself left out, best first.

    Letters among digits are each a confusion that shows, and are all undone; a digit for a digit, or a separator lost,
    added or taken for the other, is undone alone.

    Args:
        text: The cell as OCR read it.
        decimals: Whether the table prints decimals, so that a comma may have been lost.
    """
    body = UNIT.sub("", text.strip())
    if not body or len(body) > LONGEST:
        return ()
    unit = text.strip()[len(body) :]
    plain = _without_letters(body)
    if not plain:
        return ()
    found: dict[Decimal, Reading] = {}
    shows = plain != [body]
    for each in plain:
        if shows:
            _add(found, each)
        for other in _separated(each, decimals=decimals):
            _add(found, other)
    if not shows:
        for other in _swapped(body):
            _add(found, other)
        for other in _with_lost_digit(body, decimals=decimals):
            _add(found, other, weak=True)
        own = read_figure(body)
        if own is not None:
            found.pop(own[0], None)
    return tuple(replace(reading, text=reading.text + unit) for reading in found.values())


def _add(found: dict[Decimal, Reading], text: str, *, weak: bool = False) -> None:
    read = read_figure(text)
    if read is not None and not read[1] and read[0] not in found:
        found[read[0]] = Reading(read[0], text, weak)


def _without_letters(body: str) -> list[str]:
    """Return the body with every letter turned into the digits it may have been; [] where there are too many."""
    letters = _tables()[1]
    if sum(char.isalpha() for char in body) > MOST_LETTERS:
        return []
    results = [""]
    for char in body:
        if char.isdigit() or not (char.isalpha() or char in letters):
            results = [one + char for one in results]
        elif char in letters:
            results = [one + digit for one in results for digit in letters[char]]
        else:
            return []
    return results


def _swapped(body: str) -> list[str]:
    """Return the body with one digit taken for another."""
    digits = _tables()[0]
    return [
        body[:at] + other + body[at + 1 :] for at, char in enumerate(body) for other in digits.get(char, "")
    ]


def _separated(body: str, *, decimals: bool) -> list[str]:
    """Return the body with its separators read anew: none of them real, or one of them the decimal comma."""
    digits = "".join(char for char in body if char.isdecimal())  # "4²" is no number
    if not digits or len(digits) > LONGEST:
        return []
    whole = digits.lstrip("0") or "0"
    results = [_grouped(whole)]
    if decimals:
        results += [
            f"{_grouped(digits[:-places])},{digits[-places:]}" for places in (1, 2) if len(digits) > places
        ]
    return results


def _grouped(digits: str) -> str:
    """Print digits in groups of thousands."""
    return printed(Decimal(digits))


def _with_lost_digit(body: str, *, decimals: bool) -> list[str]:
    """Return the body with a digit put into the one group of thousands that is short: "18.45" may be "18.450"."""
    groups = body.split(".")
    if decimals or len(groups) < 2 or any(not group.isdigit() for group in groups):
        return []
    short = [at for at, group in enumerate(groups) if at and len(group) == 2]
    if len(short) != 1 or any(at and len(group) != 3 and at not in short for at, group in enumerate(groups)):
        return []
    group = groups[short[0]]
    longer = {group[:at] + digit + group[at:] for at in range(3) for digit in "0123456789"}
    return [".".join([*groups[: short[0]], each, *groups[short[0] + 1 :]]) for each in sorted(longer)]
