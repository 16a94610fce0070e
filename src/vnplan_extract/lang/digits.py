"""Digits by Vietnamese convention: the dot groups thousands, the comma is the decimal mark.

"1.234.567,89" is plain; "1,234,567" is another country's grouping and still certain; a single group is ambiguous
("1.234", "1,234"): it follows the convention, says so, and carries the other reading.
"""

from __future__ import annotations

import re
from decimal import Decimal

from vnplan_extract.lang.number_words import MAX_DIGITS, Reading

_PLAIN = re.compile(r"\d+")
_DOT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?|[1-9]\d{0,2}(?:,\d{3})+\.\d+")
_OTHER_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([' ’])\d{3})(?:\1\d{3})*(?:,\d+)?")
_DECIMAL_COMMA = re.compile(r"\d*,\d+")
_DECIMAL_DOT = re.compile(r"\d*\.\d+")
_LONGEST_PADDED = 4
_LONGEST = 4 * MAX_DIGITS // 3 + 2


def read_digits(text: str, *, whole: bool = False) -> Reading | None:
    """Return the value of a group of digits with its marks, or None where the marks make no number.

    Args:
        text: Digits with dots, commas, blanks or apostrophes between them, nothing else.
        whole: Whether what is counted comes in whole pieces (đồng, people): then "2,000" groups thousands.

    >>> read_digits("1.234,5").value, read_digits("7.5").flags
    (Decimal('1234.5'), ('decimal_dot',))
    """
    if len(text) > _LONGEST:
        return None
    reading = _read(text, whole=whole)
    if reading is None or reading.value.adjusted() >= MAX_DIGITS:
        return None
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        return Reading(reading.value, ("zero_padded", *reading.flags), reading.alternatives)
    return reading


def _read(text: str, *, whole: bool) -> Reading | None:
    if _PLAIN.fullmatch(text):
        if text[0] == "0" and len(text) > _LONGEST_PADDED:
            return None  # a telephone or account number
        return Reading(Decimal(text))
    if _DOT_GROUPS.fullmatch(text):
        other = () if text.count(".") > 1 or "," in text else (plain(Decimal(text)),)
        return Reading(plain(Decimal(text.replace(".", "").replace(",", "."))), (), () if whole else other)
    if _COMMA_GROUPS.fullmatch(text):
        return Reading(plain(Decimal(text.replace(",", ""))), ("comma_grouping",))
    if _OTHER_GROUPS.fullmatch(text):
        return Reading(plain(Decimal(re.sub("[' ’]", "", text).replace(",", "."))), ("blank_grouping",))
    if _DECIMAL_COMMA.fullmatch(text):
        return _single_comma(text, whole=whole)
    if _DECIMAL_DOT.fullmatch(text):
        return Reading(plain(Decimal(text)), ("decimal_dot",))
    return None


def _single_comma(text: str, *, whole: bool) -> Reading:
    """Read "7,5" as 7.5; "2,000" is 2 by convention, but 2000 where only whole pieces are counted."""
    value = plain(Decimal(text.replace(",", ".")))
    head, tail = text.split(",")
    if len(tail) != 3 or not 1 <= len(head) <= 3 or head[0] == "0":
        return Reading(value)
    grouped = Decimal(head + tail)
    if whole:
        return Reading(grouped, ("comma_grouping",), (value,))
    return Reading(value, ("ambiguous_separator",), (grouped,))


def plain(value: Decimal) -> Decimal:
    """Return the same value without exponent and without zeros after the decimal mark that say nothing."""
    digits = format(value, "f")
    return Decimal(digits.rstrip("0").rstrip(".")) if "." in digits else Decimal(digits)
