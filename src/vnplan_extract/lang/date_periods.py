"""Stretches of time: "giai đoạn 2021-2025", "từ tháng 3 đến tháng 6/2021", "quý I, II/2021", "ngày 15-17/4/2021"."""

from __future__ import annotations

import re
from dataclasses import replace

import regex

from vnplan_extract.lang import frequencies
from vnplan_extract.lang.date_deadlines import TERM, read_deadline
from vnplan_extract.lang.date_found import CLOCK, NAMED_DAY, Found, dated, sure, with_tail
from vnplan_extract.lang.date_points import QUARTER, UNITS, YEAR, Point, point_at
from vnplan_extract.lang.made import new_when

_FROM = re.compile(rf"(?:kể\s|bắt đầu\s)?từ\s(?:khoảng\s|đầu\s|cuối\s)?{CLOCK}")
_HOURS = re.compile(
    r"từ\s\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?(?:\s?-\s?|\s(?:đến|tới)\s)\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?,?\s?(?:của\s|các\s)?(?=ngày|\d)"
)
_TO = re.compile(
    r"\s?(?:-|(?P<word>(?:cho\s)?(?:đến|tới)))\s?(?:hết\s|cuối\s|khoảng\s|trước\s)?" + CLOCK + NAMED_DAY
)
NOW = re.compile(r"\s?(?:-|(?:cho\s)?(?:đến|tới))\s(?:hiện )?nay(?![^\W\d_])")
_DAY_ONLY = re.compile(
    r"(?:(?:từ|các)\s)?(?:ngày\s*)?(?P<day>\d{1,2})(?=\s?(?:-|đến|tới)\s?(?:hết\s)?(?:ngày\s)?\d)"
)
_BARE_DAYS = re.compile(
    rf"(?P<day>\d{{1,2}})\s?(?:-|đến|tới)\s?(?=\d{{1,2}}(?:\s?/\s?\d{{1,2}}\s?/\s?|\.\d{{1,2}}\.){YEAR})"
)
_MONTHS = re.compile(
    rf"(?:từ\s)?(?:các\s)?(?:tháng\s*|t(?=\d))(?P<first>\d{{1,2}})\s?(?:-|đến|tới)\s?(?:t(?=\d))?(?P<last>\d{{1,2}})(?:(?:\s?[/.]\s?|,?\s?năm\s*)(?P<year>{YEAR})|(?=\t|\s?(?:[.,;):]|$)(?!,?\d)|\s(?:hằng|hàng)\snăm))"
)
_QUARTERS = re.compile(
    rf"(?:từ\s)?(?:quý\s*|q(?=[1-4i]))(?P<first>{QUARTER})\s?(?:-|đến|tới)\s?(?:q(?=[1-4i]))?(?P<last>{QUARTER})(?:(?:\s?[/.\-]\s?|,?\s?năm\s*|\s)(?P<year>{YEAR}))?"
)
_DAYS = regex.compile(
    r"(?>(?P<part>ngày\s*(?P<day>\d{1,2}))(?:\s?(?:,|và|&)\s?(?P<part>(?:ngày\s*)?(?P<day>\d{1,2}))(?!\d|\s?(?:/|tháng)|-\d)){0,8})"
    r"\s?(?:,|và|&)\s?(?=(?:ngày\s*)?\d{1,2}(?:\s?(?:/|tháng)|-\d))"
)
_YEARS = re.compile(
    r"(?<![\d/.,\-:])(?<![/\-]\s)(?P<first>(?:19|20)\d\d)\s?(?:-|đến|tới)\s?(?:năm\s*|hết\s)?(?P<last>(?:19|20)\d\d)(?![^\W_]|[/.,:]\d|\s?-\s?\d|/[^\W\d_])"
)
_PHASE = re.compile(
    r"(?P<name>giai đoạn|th[ờơ]i k[ỳì]|nhiệm k[ỳì]|niên khóa|niên độ|niên vụ|năm học)\s?(?:(?P<count>0?\d{1,2}\snăm\s?)|(?:thứ\s)?(?P<ordinal>\d|iv|i{1,3}|v|nhất|hai|ba)(?![^\W_]|\s?[-/.,]\d)\s?)?"
    r"[:,]?\s?\(?\s?(?P<from>từ(?!\s?nay)\s?)?(?:các\s)?(?:năm\s*)?"
)
_SPAN_OF_YEARS = re.compile(
    r"(?:(?P<count>\d{1,2})\s|hai\s|ba\s|năm\s|mười\s|các\s)?(?P<named>năm\s*)\(?(?=(?:19|20)\d\d\s?-\s?(?:19|20)\d\d)"
)
_SHORT_END = re.compile(r"(?P<first>(?:19|20)\d\d)\s?-\s?(?P<last>\d\d)(?![^\W_]|[/.,]\d)")
_SLASHED_YEARS = re.compile(r"(?P<first>20\d\d)/(?P<last>20\d\d)(?![^\W_]|[/.,\-]\w)")
_SEVERAL = regex.compile(
    rf"(?:các\s)?(?P<part>(?P<name>quý|tháng)\s*(?P<item>{QUARTER}|\d{{1,2}}(?!\d)))"
    rf"(?>(?:\s?(?:,|và|&)\s?(?P<part>(?:(?P=name)\s*)?(?P<item>{QUARTER}|\d{{1,2}}(?![\d%]|[.,]\d)))){{1,11}})"
    rf"(?:(?:\s?[/.]\s?|,?\s?năm\s*)(?P<year>{YEAR})|(?=\s?(?:[.;):]|$)))"
)
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "nhất": 1,
    "hai": 2,
    "ba": 3,
    "một": 1,
    "bốn": 4,
    "tư": 4,
}
_BARE = re.compile(r"\d{1,2}/\d{1,2}")  # "từ 1/3" may be a fraction


def read_phase(low: str, at: int) -> list[Found]:
    """A named stretch: "giai đoạn 2021-2025", "Giai đoạn 1 (2021-2025)", "nhiệm kỳ 2020-2025"."""
    phase = _PHASE.match(low, at)
    if not phase:
        return []
    ordinal = phase["ordinal"]
    number = None if ordinal is None else _ROMAN.get(ordinal) or int(ordinal)
    body = _stretch(low, phase.end()) or _phase_until(low, phase.end())
    if not body:
        return []
    end = body.end
    if "(" in phase[0] and low[end : end + 1] == ")":
        end += 1
    when = replace(body.when, ordinal=number) if number else body.when
    found = body._replace(kind="period", start=at, end=end, when=when)
    return [with_tail(low, found)]


def _phase_until(low: str, at: int) -> Found | None:
    """The end of a phase that names no beginning: "giai đoạn đến năm 2025"; or one year only: "giai đoạn 2025"."""
    found = read_deadline(low, at)
    return found[0] if found and found[0].when.bound is None else None  # "kết thúc năm học trước ngày 31/5"


def _stretch(low: str, at: int) -> Found | None:
    """From one year to another, with or without "từ" and "năm"."""
    if (match := _YEARS.match(low, at)) and match["first"] < match["last"]:
        return Found("period", match.start(), match.end(), new_when(f"{match['first']}/{match['last']}"))
    if match := _SHORT_END.match(low, at):
        first, last = match["first"], match["first"][:2] + match["last"]
        return (
            Found("period", match.start(), match.end(), new_when(f"{first}/{last}"), ("two_digit_year",))
            if first < last
            else None
        )
    if (match := _SLASHED_YEARS.match(low, at)) and int(match["last"]) == int(match["first"]) + 1:
        return Found("period", match.start(), match.end(), new_when(f"{match['first']}/{match['last']}"))
    first_point = point_at(low, at, bare_year=True)
    return ranged(low, first_point, at, loose=True) if first_point else None


def read_from(low: str, at: int) -> list[Found]:
    """From a point on, or to another: "từ tháng 3 đến tháng 6/2021", "từ 2021"."""
    if hours := _HOURS.match(low, at):  # "từ 7 giờ 30 đến 11 giờ ngày 15/6" is on one day
        day = point_at(low, hours.end(), bare_day=True)
        return [dated(day)] if day and day.day else []
    lead = _FROM.match(low, at)
    if not lead:
        return []
    point = point_at(low, lead.end(), bare_year=True, bare_day=True)
    if not point and (school := TERM.match(low, lead.end())) and not school["term"]:
        return [_from_school_year(low, at, school)]
    if not point or point.months:
        return []
    if found := ranged(low, point, at, loose=True):
        return [with_tail(low, yearly_stretch(low, found))]
    if _BARE.fullmatch(low[point.start : point.end]) and not (
        point.day and point.month and point.day > point.month and not UNITS.match(low, point.end)
    ):
        return []
    if (
        (to := _TO.match(low, point.end))
        and (to["word"] or "-" in to[0])
        and low[to.end() : to.end() + 1].isdigit()
    ):
        return []  # a range of something else: "từ 1900 đến 2300 người"
    now = NOW.match(low, point.end)
    found = Found("period", at, now.end() if now else point.end, new_when(f"{point.edtf}/.."), sure(point))
    return [with_tail(low, found)]


def _from_school_year(low: str, at: int, first: re.Match[str]) -> Found:
    """From a school year on, or to the end of another: "từ năm học 2025-2026 đến năm học 2027-2028"."""
    to = _TO.match(low, first.end())
    last = TERM.match(low, to.end()) if to else None
    end, until = (last.end(), last["last"]) if last else (first.end(), "..")
    return with_tail(low, Found("period", at, end, new_when(f"{first['first']}/{until}")))


def ranged(low: str, first: Point, start: int, *, loose: bool = False) -> Found | None:
    """The stretch from a point to the one that follows; `loose` where "từ" or "giai đoạn" went before."""
    to = _TO.match(low, first.end)
    if not to or first.months:
        return None
    word = bool(to["word"])
    bare_day = loose or (first.day is not None and first.year is None)
    last = point_at(low, to.end(), bare_year=loose or first.precision == "year", bare_day=bare_day)
    if not last or last.months or not (loose or first.precision == last.precision):
        return None
    if not loose and not word and first.precision == "year" and "-" in to[0] and UNITS.match(low, last.end):
        return None
    edtf, flags = _interval(first, last)
    return Found("period", start, last.end, new_when(edtf), flags) if edtf else None


def yearly_stretch(low: str, found: Found) -> Found:
    """Make a stretch of each year of one that "hằng năm" follows: "từ 15/4 - 15/5 hằng năm" is by --04-15/--05-15."""
    first, _, last = found.when.edtf.partition("/")
    if not first.startswith("XXXX-") or not last.startswith("XXXX-"):
        return found
    end = frequencies.each_year_at(low, found.end)
    if end is None:
        return found
    when = new_when("R/P1Y", by=f"-{first[4:]}/-{last[4:]}")
    return Found("frequency", found.start, end, when)


def _interval(first: Point, last: Point) -> tuple[str | None, tuple[str, ...]]:
    """EDTF from two points; the first takes the year of the last where that makes sense."""
    if first.year is None and last.year:
        taken = first.within(last.year)
        first = taken if taken.key() <= last.last_key() else first
    elif last.year is None and first.year and first.key()[1:] < last.key()[1:]:
        last = last.within(first.year)
    flags = tuple(dict.fromkeys((*sure(first), *sure(last))))
    if first.year and last.year and first.year > last.year:
        return None, ()
    same_kind = first.precision == last.precision and first.year == last.year
    if same_kind and first.key() >= last.key():
        return None, ()
    return f"{first.edtf}/{last.edtf}", flags


def read_days(low: str, at: int) -> list[Found]:
    """Days of one month: "ngày 15-17/4/2021", "từ ngày 15 đến ngày 17/4/2021"."""
    if several := _DAYS.match(low, at):
        return _days_of_month(low, several)
    first = _DAY_ONLY.match(low, at)
    if not first or not first[0].startswith(("từ", "các", "ngày")):
        return []
    to = _TO.match(low, first.end())
    last = point_at(low, to.end(), bare_day=True) if to else None
    if not last or not last.day or not 1 <= int(first["day"]) < last.day:
        return []
    edtf = f"{last._replace(day=int(first['day'])).edtf}/{last.edtf}"
    return [yearly_stretch(low, Found("period", at, last.end, new_when(edtf), last.flags))]


def read_bare_days(low: str, at: int) -> list[Found]:
    """Days of one month that no "ngày" leads in, where the year is there: "15-20/11/2025"."""
    first = _BARE_DAYS.match(low, at)
    last = point_at(low, first.end()) if first else None
    if not first or not last or not last.day or not 1 <= int(first["day"]) < last.day:
        return []
    edtf = f"{last._replace(day=int(first['day'])).edtf}/{last.edtf}"
    return [Found("period", at, last.end, new_when(edtf), last.flags)]


def _days_of_month(low: str, several: regex.Match[str]) -> list[Found]:
    """Days of one month, each a date of its own: "ngày 15 và 16/4/2021"."""
    last = point_at(low, several.end(), bare_day=True)
    days = [int(day) for day in several.captures("day")]
    if not last or not last.day or not all(1 <= day < last.day for day in days):
        return []
    places = zip(several.starts("part"), several.ends("part"), days, strict=True)
    return [dated(last._replace(day=day, start=start, end=end)) for start, end, day in places] + [dated(last)]


def read_months(low: str, at: int) -> list[Found]:
    """Months or quarters of one year: "tháng 3-6/2021", "quý I-II/2021"."""
    for pattern, base in ((_MONTHS, 0), (_QUARTERS, 32)):
        if not (match := pattern.match(low, at)):
            continue
        first, last = (_ROMAN.get(match[name]) or int(match[name]) for name in ("first", "last"))
        if not 1 <= first < last <= (4 if base else 12):
            return []
        year = match["year"] or "XXXX"
        flags = () if match["year"] else ("no_year",)
        when = new_when(f"{year}-{base + first:02d}/{year}-{base + last:02d}")
        return [yearly_stretch(low, Found("period", match.start(), match.end(), when, flags))]
    return []


def read_several(low: str, at: int) -> list[Found]:
    """Several quarters or months, each a date of its own: "quý I, II/2021", "tháng 3, 6, 9/2021"."""
    match = _SEVERAL.match(low, at)
    if not match:
        return []
    quarters = match["name"] == "quý"
    values = [_ROMAN.get(item) or (int(item) if item.isdigit() else 0) for item in match.captures("item")]
    if not all(1 <= value <= (4 if quarters else 12) for value in values):
        return []
    year, flags = match["year"] or "XXXX", () if match["year"] else ("no_year",)
    starts = [at, *match.starts("part")[1:]]
    ends = [*match.ends("item")[:-1], match.end()]
    return [
        Found("date", start, end, new_when(f"{year}-{value + 32 * quarters:02d}"), flags)
        for start, end, value in zip(starts, ends, values, strict=True)
    ]


def read_years(low: str, at: int) -> list[Found]:
    """A stretch of years without a name: "2022 - 2024", "3 năm 2021-2023"."""
    lead = _SPAN_OF_YEARS.match(low, at)
    match = _YEARS.match(low, lead.end() if lead else at)
    if not match or match["first"] >= match["last"] or int(match["last"]) - int(match["first"]) > 50:
        return []
    if not lead and UNITS.match(low, match.end()):
        return []
    end = match.end()
    if lead and "(" in lead[0] and low[end : end + 1] == ")":
        end += 1
    if lead and lead["count"] and int(lead["count"]) not in _lengths(match):
        at = lead.start("named")
    return [with_tail(low, Found("period", at, end, new_when(f"{match['first']}/{match['last']}")))]


def _lengths(years: re.Match[str]) -> tuple[int, int]:
    """How many years a stretch may be called: "5 năm 2021-2025", but also "10 năm 2011-2021"."""
    length = int(years["last"]) - int(years["first"])
    return length, length + 1
