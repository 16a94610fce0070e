"""Comparing EDTF: which of two dates is later, which of two periods lies in the other, whatever is left open."""

from __future__ import annotations

import re

POINT = re.compile(r"\d{4}(?:-\d{2}){0,2}\Z")
LAST_YEAR = 9999


def is_point(edtf: str | None) -> bool:
    """Tell whether this is a year, a month or a day, and no quarter, period or repetition."""
    return edtf is not None and POINT.match(edtf) is not None and int(edtf[5:7] or 1) <= 12


def agree(one: str, other: str) -> bool:
    """Tell whether two points may be the same: "2021" and "2021-04-15" may."""
    return one.startswith(other) or other.startswith(one)


def is_later(one: str, other: str) -> bool:
    """Tell whether a point is later than another for sure: "2021-05" than "2021-04-30", not than "2021".

    >>> is_later("2021-05", "2021-04-30"), is_later("2021-05", "2021")
    (True, False)
    """
    shared = min(len(one), len(other))
    return one[:shared] > other[:shared]


def years(edtf: str | None) -> tuple[int, int] | None:
    """Return the first and last year of a point or period, an open end as 0 or 9999; None for repetitions.

    >>> years("2021/2025"), years("../2025-06"), years("2021-34")
    ((2021, 2025), (0, 2025), (2021, 2021))
    """
    if not edtf or edtf.startswith("R"):
        return None
    first, _, last = edtf.partition("/")
    ends = [_year(first, 0), _year(last or first, LAST_YEAR)]
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def _year(point: str, blank: int) -> int | None:
    if point in ("", ".."):
        return blank
    return int(point[:4]) if point[:4].isdecimal() else None
