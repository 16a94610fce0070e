"""How often: "hằng năm", "6 tháng/lần", "02 lần/năm", "định kỳ hàng quý, 6 tháng và cả năm", as ISO 8601 repeats.

Read from lower-cased, normalised text at a given offset. A frequency that no calendar duration says exactly ("5
lần/năm") is refused.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

import regex

from vnplan_extract.lang.date_points import Point, point_at
from vnplan_extract.lang.wordlists import words

_UNIT = {"năm": ("Y", 1), "quý": ("M", 3), "tháng": ("M", 1), "tuần": ("W", 1), "ngày": ("D", 1)}
_COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "sáu": 6}
_COUNT = r"(?P<count>\d{1,2}|một|hai|ba|bốn|sáu)"
_OF = r"(?P<unit>năm|quý|tháng|tuần|ngày)(?:(?<=năm)\shọc(?!\s(?:sinh|viên|bổng|phí|tập)))?(?![^\W\d_])"
# "hàng" is also a noun: bán hàng, ngân hàng, khách hàng; and "hàng năm 2021" sells goods in 2021.
_GOODS = "".join(
    rf"(?<!(?:{'|'.join(alike)})\s)"
    for _, alike in groupby(sorted(words("numbers", "goods"), key=len), key=len)
)  # each of one length, as `re` wants it
_EACH = rf"(?:hằng|{_GOODS}hàng|mỗi)"

EVERY = re.compile(rf"{_EACH}\s{_OF}(?!\s*\d{{3}})")
_TIMES_EACH = re.compile(
    rf"(?:mỗi|một|0?1)\s{_OF}[\s,/]*(?:tổ chức\s|thực hiện\s|họp\s|báo cáo\s|ít nhất\s|tối thiểu\s){{0,2}}{_COUNT}\slần"
)
# "không quá 3 lần/năm" says how often at most, which is no repeat
_BOUND = r"(?<!trên )(?<!hơn )(?<!quá )(?<!dưới )(?<!tối đa )(?<!nhiều nhất )"
_TIMES_PER = re.compile(
    rf"{_BOUND}{_COUNT}\s?lần\s?(?:/|trong\s(?!(?:tháng|năm|quý|tuần)\s+(?:\d|[ivx]+\b))|mỗi\s|trên\s)\s?(?:0?1\s?|một\s)?{_OF}"
)
_EVERY_N = re.compile(
    rf"(?:mỗi\s)?{_COUNT}\s?{_OF}\s?(?:/\s?|\s?(?:họp|báo cáo|kiểm tra|tổ chức|sinh hoạt)\s(?:một\s|0?1\s)|\smột\s|(?<=\s)một\s|0?1\s?)(?:0?1\s?)?lần(?![^\W\d_])"
)
_CYCLE = re.compile(rf"(?<=cứ ){_COUNT}\s?{_OF}(?:,? [^\W\d_]+){{1,8}} (?:một|0?1) lần(?![^\W\d_])")
_EACH_N = re.compile(rf"{_EACH}\s{_COUNT}\s?{_OF}")
_PERIODIC = re.compile(r"định k[ỳì]\s")
_ITEM = re.compile(
    rf"(?:(?:theo|vào|là)\s)?(?:{_EACH}\s|cả\s|theo\s)?(?:{_COUNT}\s?)?{_OF}(?:\s?/\s?lần|\smột\slần|\s0?1\slần)?(?!\s*\d)"
)
_IN_MONTHS = regex.compile(
    r"(?:vào\s)?(?:các\s)?tháng\s?(?P<month>\d{1,2})(?:\s?(?:,|;|và|/)\s?(?:tháng\s)?(?P<month>\d{1,2})(?![\d/])){0,11}"
    r"(?!\s?/|\d|,\d)(?:\s(?:(?:của\s)?(?:hằng|hàng|mỗi)\snăm))?(?!\snăm\s?\d)"
)
_AND = re.compile(r"\s?(?:,|;|và|hoặc|/)\s?")
_AND_BY = re.compile(r"\s?(?:,|và|&)\s?(?:trước\s)?")
_YEARLY = re.compile(r"\s?(?:của\s)?(?:hằng|hàng|mỗi)\s(?P<unit>năm|tháng|quý)(?![^\W\d_]|\s*\d{3})")
_EACH_YEAR = re.compile(r"(?:hằng|hàng|mỗi)\snăm$")
_MONTH_OF_QUARTER = re.compile(
    r"\s(?:của\s)?tháng\s(?:(?P<first>đầu)|cuối)\s(?:của\s)?(?:(?:mỗi|hằng|hàng|từng)\s)?quý(?:\s(?:sau|tiếp theo|kế tiếp))?(?!\s?(?:\d|i))(?![^\W_])"
)
_BARE_DAY = re.compile(r"(?P<day>\d{1,2})(?=\s(?:hằng|hàng|mỗi)\stháng)")
_MORE_DAYS = re.compile(r"(?:\s?(?:,|và|&)\s?(?:ngày\s)?\d{1,2}(?!\d|\s?[/.\-]\s?\d)){1,4}")
_DIGITS = re.compile(r"\d+")
_MONTH_DAY = re.compile(r"ngày\s*(?P<day>\d{1,2})(?!\d|\s?[/.\-]\s?\d)")


class Repeat(NamedTuple):
    """A repetition in the text: `every` as ISO 8601 ("R/P6M"), `by` the days or months of the year or month."""

    start: int
    end: int
    every: str
    by: str | None = None


def repeats_at(low: str, at: int) -> list[Repeat]:
    """Read the frequency, or the list of frequencies after "định kỳ", that begins at an offset."""
    if match := _PERIODIC.match(low, at):
        return _periodic(low, at, match.end())
    times = "lần" in low  # seldom: else three patterns in vain for each number
    if times and (match := _TIMES_EACH.match(low, at) or _TIMES_PER.match(low, at)):
        every = _per(match["count"], match["unit"])
        return [Repeat(match.start(), match.end(), every)] if every else []
    if match := ((_EVERY_N.match(low, at) or _CYCLE.match(low, at)) if times else None) or _EACH_N.match(
        low, at
    ):
        every = _every(match["count"], match["unit"])
        return [Repeat(match.start(), match.end(), every)] if every else []
    if low.startswith("thường niên", at):
        return [Repeat(at, at + 11, "R/P1Y")]
    match = EVERY.match(low, at)
    return [Repeat(match.start(), match.end(), _every(None, match["unit"]) or "")] if match else []


def _number(text: str | None) -> int:
    return 1 if not text else int(text) if text.isdigit() else _COUNTS[text]


def _every(count: str | None, unit: str) -> str | None:
    """The repeat of every so many units, None for every zero."""
    letter, size = _UNIT[unit]
    number = _number(count) * size
    return f"R/P{number}{letter}" if number else None


def _per(count: str, unit: str) -> str | None:
    """The repeat of so many times a unit, None where months do not divide it."""
    times = _number(count)
    letter, size = _UNIT[unit]
    if times == 1:
        return f"R/P{size}{letter}"
    months = {"năm": 12, "quý": 3}.get(unit, 0)
    return f"R/P{months // times}M" if months and times and months % times == 0 else None


def _periodic(low: str, start: int, at: int) -> list[Repeat]:
    if (match := _IN_MONTHS.match(low, at)) and (by := _months(match)):
        return [Repeat(start, match.end(), "R/P1Y", by)]
    into = low.startswith("vào ", at) * 4
    if monthly := monthly_at(low, at + into):
        return [monthly._replace(start=start)]
    if (point := point_at(low, at + into)) and (yearly := yearly_after(low, point, said=True)):
        return [yearly._replace(start=start)]
    found: list[Repeat] = []
    while len(found) < 6 and (match := _ITEM.match(low, at)):
        if not (every := _every(match["count"], match["unit"])):
            break
        found.append(Repeat(match.start() if found else start, match.end(), every))
        joint = _AND.match(low, match.end())
        if not joint:
            break
        at = joint.end()
    return found


def _months(match: regex.Match[str]) -> str | None:
    months = [int(month) for month in match.captures("month")]
    return (
        ",".join(f"--{month:02d}" for month in months) if all(1 <= month <= 12 for month in months) else None
    )


def yearly_after(low: str, point: Point, *, said: bool = False) -> Repeat | None:
    """The yearly repetition of points that name no year: "ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm".

    Args:
        low: Lower-cased normalised text.
        point: The first point.
        said: Whether "định kỳ" went before, which makes it yearly without "hằng năm".
    """
    points = [point]
    while len(points) < 6 and (joint := _AND_BY.match(low, points[-1].end)):
        following = point_at(low, joint.end(), bare_day=point.day is not None)
        if not following or following.precision != point.precision:
            break
        points.append(following)
    if any(one.year or one.months for one in points):
        return None
    match = _YEARLY.match(low, points[-1].end)
    if not (match and match["unit"] == "năm") and not said:
        return None
    end = match.end() if match else points[-1].end
    return Repeat(point.start, end, "R/P1Y", ",".join(one.yearly for one in points))


def each_year_at(low: str, at: int) -> int | None:
    """Return where a "hằng năm" that follows ends, or None."""
    match = _YEARLY.match(low, at)
    return match.end() if match and match["unit"] == "năm" else None


def monthly_at(low: str, at: int, *, bare: bool = False) -> Repeat | None:
    """The repetition of a day of a month: "ngày 25 hằng tháng", "ngày 25 của tháng cuối quý"; `bare` without "ngày"."""
    day = _MONTH_DAY.match(low, at) or (_BARE_DAY.match(low, at) if bare else None)
    if not day or not 1 <= int(day["day"]) <= 31:
        return None
    if more := _MORE_DAYS.match(low, day.end()):
        return _days_of_months(low, at, more)
    if quarterly := _MONTH_OF_QUARTER.match(low, day.end()):
        months = range(1 if quarterly["first"] else 3, 13, 3)
        return Repeat(
            at, quarterly.end(), "R/P3M", ",".join(f"--{month:02d}-{int(day['day']):02d}" for month in months)
        )
    match = _YEARLY.match(low, day.end())
    if not match or match["unit"] != "tháng":
        return None
    return Repeat(at, match.end(), "R/P1M", f"---{int(day['day']):02d}")


def _days_of_months(low: str, at: int, more: re.Match[str]) -> Repeat | None:
    """Several days of each month: "ngày 15 và 30 hằng tháng"."""
    match = _YEARLY.match(low, more.end())
    days = [int(day) for day in _DIGITS.findall(low, at, more.end())]
    if not match or match["unit"] != "tháng" or not all(1 <= day <= 31 for day in days):
        return None
    return Repeat(at, match.end(), "R/P1M", ",".join(f"---{day:02d}" for day in days))


def months_of_each_year(low: str, at: int) -> Repeat | None:
    """Several months of each year: "tháng 6, tháng 12 hằng năm"."""
    match = _IN_MONTHS.match(low, at) if low[at] in "vct" else None
    if not match or not _EACH_YEAR.search(match[0]) or not (by := _months(match)):
        return None
    return Repeat(match.start(), match.end(), "R/P1Y", by)


_INNER_LEAD = re.compile(
    r"[,\s]\s?(?P<open>\()?(?:(?P<late>chậm nhất|muộn nhất)\s(?:là\s|vào\s)?)?(?:(?P<before>trước)\s|vào\s)?(?=ngày|tháng|\d|quý)"
)


def deadline_within(low: str, repeat: Repeat) -> tuple[Repeat, bool, bool] | None:
    """What "hằng năm" goes on with: "hằng năm, trước ngày 15/12"; also whether a deadline, and whether "trước"."""
    lead = _INNER_LEAD.match(low, repeat.end) if repeat.every == "R/P1Y" and not repeat.by else None
    if not lead:
        return None
    deadline = bool(lead["late"] or lead["before"])
    point = point_at(low, lead.end(), bare_day=deadline)
    if not point or point.year or point.months:
        return None
    end = point.end + (bool(lead["open"]) and low[point.end : point.end + 1] == ")")
    return Repeat(repeat.start, end, repeat.every, point.yearly), deadline, bool(lead["before"])
