"""Deadlines: "đến hết năm 2025", "trước ngày 15/6", "chậm nhất trong quý II", "tính đến 31/12/2020"."""

from __future__ import annotations

import re
from dataclasses import replace

from vnplan_extract.lang import frequencies
from vnplan_extract.lang.date_found import (
    CLOCK,
    NAMED_DAY,
    Found,
    dated,
    more_years,
    repeated,
    sure,
    with_tail,
)
from vnplan_extract.lang.date_points import UNITS, YEAR, Point, point_at
from vnplan_extract.lang.made import new_when

_LATE = r"(?:chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|không quá|hạn (?:cuối(?: cùng)?|chót|(?=nộp|gửi|đăng))(?: ?(?:nộp|gửi|đăng ký)(?: [^\W\d_]{1,12}){0,3})?:?)"
_LEAD = re.compile(
    rf"(?=đến|tới|cho|trước|chậm|muộn|không|hạn|hết|từ nay)(?:từ nay\s)?(?:cho\s)?(?P<late>{_LATE}(?:\slà|\svào|\strong)?\s)?"
    rf"(?P<until>(?:đến|tới)\s)?(?P<before>trước\s(?:thời (?:điểm|hạn|gian)\s)?)?(?P<whole>(?:hết|cuối|khoảng|thời điểm|thời hạn)\s)?(?:vào\s)?{CLOCK}{NAMED_DAY}"
)
_AS_OF = re.compile(r"tính đến\s(?:hết\s|thời điểm\s|cuối\s)?")
TERM = re.compile(
    r"(?:năm học|(?P<term>nhiệm k[ỳì]|giai đoạn|th[ờơ]i k[ỳì]))\s(?P<first>(?:19|20)\d\d)\s?-\s?(?P<last>(?:19|20)\d\d)(?![^\W_]|[.,/]\d)"
)
_PART = re.compile(r"[1-4]/[2-9]")
_LONE_VISION = re.compile(
    rf"(?:tầm nhìn|định hướng)\s(?:(?:đến|tới|cho|vào)\s)?(?:hết\s)?(?:năm\s*)?(?P<year>{YEAR})"
)


def read_deadline(low: str, at: int) -> list[Found]:
    """A deadline: "đến", "trước", "chậm nhất" and the point they lead to."""
    if match := _AS_OF.match(low, at):
        point = point_at(low, match.end(), bare_year=True) or _no_fraction(low, match.end())
        return [dated(point)] if point else []
    lead = _LEAD.match(low, at)
    if not lead or lead.end() == at:
        return []
    before = bool(lead["before"])
    if monthly := frequencies.monthly_at(low, lead.end(), bare=before):
        return [repeated("deadline", monthly, start=at, before=before)]
    point = point_at(
        low,
        lead.end(),
        bare_year=bool(
            lead["until"] or before or (lead["late"] and not lead["late"].startswith("không quá"))
        ),
        bare_day=before or bool(lead["late"] or lead["whole"]),
    )
    if (
        not point
        and (school := TERM.match(low, lead.end()))
        and (before or lead["whole"] or not school["term"])
    ):
        return [_term_deadline(at, school, before=before)]
    if not point and lead["until"]:
        point = _no_fraction(low, lead.end())
    if not point or point.months or (not lead["until"] and _is_part(low, lead, point)):
        return []
    if yearly := frequencies.yearly_after(low, point):
        return [repeated("deadline", yearly, start=at, before=before)]
    when = new_when(f"../{point.edtf}", bound="before" if before else None)
    found = with_tail(low, Found("deadline", at, point.end, when, sure(point)))
    if found.end != point.end or point.precision != "year" or point.flags:
        return [found]
    more = more_years(low, point.end, named=True)
    return [
        found,
        *(year._replace(kind="deadline", when=replace(when, edtf=f"../{year.when.edtf}")) for year in more),
    ]


def _term_deadline(at: int, years: re.Match[str], *, before: bool) -> Found:
    """The end of a school year or a term as a deadline, or its beginning: "trước năm học 2027-2028"."""
    if before:
        return Found("deadline", at, years.end(), new_when(f"../{years['first']}", bound="before"))
    return Found("deadline", at, years.end(), new_when(f"../{years['last']}"))


def _is_part(low: str, lead: re.Match[str], point: Point) -> bool:
    """Whether "không quá 1/2", "khoảng 1/3" is a part of something and no day."""
    said = (lead["late"] or "").startswith("không quá") or (lead["whole"] or "").startswith("khoảng")
    return said and _PART.fullmatch(low, lead.end(), point.end) is not None


def _no_fraction(low: str, at: int) -> Point | None:
    """The day of "đến 30/9", which is no part of nine."""
    point = point_at(low, at, bare_day=True)
    if point and "impossible_day" in point.flags:
        return point
    if not point or not point.day or not point.month or point.day <= point.month:
        return None
    return None if UNITS.match(low, point.end) else point


def read_vision(low: str, at: int) -> list[Found]:
    """A year of vision that stands alone: "tầm nhìn đến năm 2045"."""
    match = _LONE_VISION.match(low, at)
    return (
        [Found("deadline", match.start(), match.end(), new_when(f"../{match['year']}", vision=match["year"]))]
        if match
        else []
    )
