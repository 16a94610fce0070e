"""Dates that only a text of their own can be: "7/3/17", "hai mươi tư tháng bảy", "Thứ Hai, 24/4/2021", "tháng năm".

In running text these are fractions, numbers and Mondays; where a cell or an answer holds nothing else they are dates.
"""

from __future__ import annotations

import re

from vnplan_extract.lang.date_points import Point, month_of, possible
from vnplan_extract.lang.date_words import WORDS, number_in_words, year_in_words

_MONTH = r"(?:mười hai|mười một|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|\d{1,2})"
_DATE = re.compile(
    rf"(?:(?:ngày )?(?:m[ùồ]ng )?(?P<day>\d{{1,2}}|{WORDS}(?: {WORDS}){{0,2}}) )?(?:tháng|thg) (?P<month>{_MONTH})"
    rf"(?:(?:,? năm |, | )(?P<year>\d{{4}}|{WORDS}(?: {WORDS}){{1,8}}))?"
)
_YEAR = re.compile(rf"năm (?P<year>{WORDS}(?: {WORDS}){{1,8}})")
_SHORT_YEAR = re.compile(r"(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d\d)")
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})")
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")
_MONTH_YEAR = re.compile(r"(?P<month>0[1-9]|1[0-2])-(?P<year>(?:19|20)\d\d)")
_YEAR_MONTH = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")
_DASHED = re.compile(r"ngày (?P<day>\d{1,2})-(?P<month>\d{1,2})")
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|(?:t[2-7]|cn)(?=,)|hôm(?= \d))"
_CLOCK = r"(?:\d{1,2}(?::\d\d(?::\d\d)?|h\d{0,2}| giờ(?: \d{1,2}(?: phút)?)?)(?: (?:sáng|trưa|chiều|tối))?)"
_PART_OF_DAY = r"(?:rạng sáng|sáng|trưa|chiều|tối|đêm)(?= ngày| m[ùồ]ng| \d)"
_BEFORE = re.compile(rf"(?:(?:vào )?(?:lúc )?(?:{_CLOCK}|{_WEEKDAY}|{_PART_OF_DAY}),? )+")
_AFTER = re.compile(
    rf"(?:,| \||) (?:lúc )?{_CLOCK}(?: \(gmt ?[+-]\d{{1,2}}\))?$| \({_WEEKDAY}\)?$|(?<=\d)t\d\d:\d\d(?::\d\d)?z?$"
)
_THIS_CENTURY = 50  # "17" is 2017, "91" is 1991


def core(low: str) -> tuple[int, int]:
    """Return where the date itself stands in a text: weekday and time of the day around it left out."""
    before, after = _BEFORE.match(low), _AFTER.search(low)
    return before.end() if before else 0, after.start() if after else len(low)


def whole_date(low: str) -> Point | None:
    """Read a text that is one date in words or short, or None.

    Args:
        low: Lower-cased normalised text.
    """
    if match := _DATE.fullmatch(low):
        if match["month"] == "năm" and (match["year"] or "").isdigit():
            return None  # "9 tháng năm 2024" are nine months, "tháng năm 2024" may be a blank month
        return _dated(match["day"], match["month"], match["year"])
    if match := _YEAR.fullmatch(low):
        year = year_in_words(match["year"])
        return Point(0, len(low), year) if year else None
    if match := _SHORT_YEAR.fullmatch(low):
        century = "20" if int(match["year"]) < _THIS_CENTURY else "19"
        point = _point(int(match["day"]), int(match["month"]), century + match["year"], len(low))
        return point and point._replace(flags=("two_digit_year",))
    if match := _YEAR_FIRST.fullmatch(low):
        return _point(int(match["day"]), int(match["month"]), match["year"], len(low))
    if (match := _YEAR_MONTH.fullmatch(low)) and match["month"] <= match["year"][2:]:
        return _point(None, int(match["month"]), match["year"], len(low))  # else it may be years: "2007-08"
    if match := _MONTH_YEAR.fullmatch(low):
        return _point(None, int(match["month"]), match["year"], len(low))
    if (match := _DASHED.fullmatch(low)) and int(match["day"]) > int(match["month"]):
        return _point(
            int(match["day"]), int(match["month"]), None, len(low)
        )  # else it may be a stretch of days
    if (match := _DAY_MONTH.fullmatch(low)) and not _may_be_fraction(match["day"], match["month"]):
        return _point(int(match["day"]), int(match["month"]), None, len(low))
    return None


def _dated(day: str | None, month: str, year: str | None) -> Point | None:
    number = None if day is None else int(day) if day.isdigit() else number_in_words(day)
    said = None if year is None else year if year.isdigit() else year_in_words(year)
    if (day and not number) or (year and not said):
        return None
    return _point(number, month_of(month), said, 0)


def _point(day: int | None, month: int | None, year: str | None, end: int) -> Point | None:
    if not month or not 1 <= month <= 12 or (day is not None and not possible(day, month, year)):
        return None
    return Point(0, end, year, month, day, flags=() if year else ("no_year",))


def _may_be_fraction(above: str, below: str) -> bool:
    """Whether "1/2" may be a half: single digits, the first one smaller."""
    return len(above) == len(below) == 1 and int(above) < int(below)
