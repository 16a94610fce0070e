"""First and last days of EDTF values, for standards that know whole days alone."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

SPANS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}
"""EDTF's codes of quarters and half-years -> their first and last month; source: ISO 8601-2, 4.8."""


def first_day(edtf: str) -> date | None:
    """Return the first day of a point or stretch of time; None where it is open, or repeats.

    >>> first_day("2021-04").isoformat()
    '2021-04-01'
    """
    return _day(edtf.partition("/")[0], last=False)


def last_day(edtf: str) -> date | None:
    """Return the last day of a point or stretch of time; None where it is open, or repeats.

    >>> last_day("../2025-34").isoformat()
    '2025-06-30'
    """
    return _day(edtf.rpartition("/")[2], last=True)


def _day(point: str, *, last: bool) -> date | None:
    try:
        if len(point) == 10:
            return date.fromisoformat(point)
        year, month = int(point[:4]), int(point[5:] or 0)
        if len(point) not in {4, 7}:
            return None
        begin, end = SPANS.get(month, (month, month)) if month else (1, 12)
        return date(year, end, monthrange(year, end)[1]) if last else date(year, begin, 1)
    except ValueError:  # "..", or no month
        return None
