"""Sums of years in brackets that leave out the unit: "30.000 triệu đồng (năm 2026: 500; năm 2027: 6.500; ...)".

The unit is that of the whole before the bracket, and the whole proves it: what does not add up to it is left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from vnplan_extract.lang.money import parse_money

if TYPE_CHECKING:
    from vnplan_extract.lang.values import Mention, Quantity

OPENS = regex.compile(
    r"\s*[,:]?\s*\(\s*(?:trong đó|gồm|bao gồm|phân kỳ)?\s*:?\s*(?=năm\s20\d\d)", regex.IGNORECASE
)
YEAR = regex.compile(
    r"(?:các\s)?năm\s20\d\d(?:\s?[-–]\s?20\d\d)?\s*(?::|là|-|–)?\s*(?P<sum>\d{1,3}(?:\.\d{3})*(?:,\d+)?)(?P<after>\s*[;,)]|\s+và\s)"
)
UNIT = regex.compile(r"[\d.,\s]+(?P<unit>\p{L}[\p{L}\s]*)\Z")
FEWEST = 2


def sums_of_years(text: str, whole: Mention[Quantity]) -> list[Mention[Quantity]]:
    """Return the sums of the years in the bracket behind an amount, none where they do not add up to it."""
    unit = UNIT.match(whole.text)
    opens = OPENS.match(text, whole.end)
    if unit is None or opens is None:
        return []
    found = []
    at = opens.end()
    while match := YEAR.match(text, at):
        start, end = match.span("sum")
        money = parse_money(match["sum"], unit=unit["unit"])
        if money is None:
            return []
        found.append(replace(money, start=start, end=end, text=match["sum"]))
        at = match.end()
        while text[at : at + 1].isspace():
            at += 1
        if match["after"].strip() == ")":
            break
    total = sum(one.value.low or 0 for one in found)
    return found if len(found) >= FEWEST and total == whole.value.low else []
