"""What a reader of dates has found, and what goes on behind it: the vision year, more years, "và những năm tiếp theo"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang.date_points import UNITS, YEAR, point_at
from vnplan_extract.lang.made import new_when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.lang.date_points import Point
    from vnplan_extract.lang.frequencies import Repeat
    from vnplan_extract.lang.values import MentionKind, When


CLOCK = r"(?:\d{1,2}\s?(?:giờ|h|g)(?![^\W\d_])\s?(?:\d{1,2}(?:\s?phút)?)?(?!\d),?\s?)?"
# "đến ngày bầu cử 15/3/2026": what the day is, before its date
NAMED_DAY = r"(?:ngày\s(?:[^\W\d_]{1,12}\s){1,4}(?=\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}))?"
_VISION = re.compile(
    rf"[\s,;]{{0,3}}\(?\s?(?:và\s|có\s)?(?:tầm nhìn|định hướng|có xét|có tính|hướng)\s(?:phát triển\s)?(?:(?:đến|tới|cho|vào)\s)?(?:hết\s)?(?:năm\s*)?(?P<year>{YEAR})\)?"
)
_OPEN = re.compile(
    r"(?:,?\s(?:và\s)?(?:những|các)\s(?:năm|giai đoạn)\s(?:tiếp theo|tiếp|sau|kế tiếp|về sau)(?:\stheo)?|,?\s(?:trở đi|trở về sau|trở về đi|về sau)|\svà về sau)(?![^\W\d_])"
)
_LAST_YEAR = r"(?P<year>(?:19|20)\d\d))(?=\s?(?:[,;.):]|(?:và|đạt|phấn|là|tăng|giảm|mỗi|ít)\s|$))(?!\.\d|,(?!20\d\d(?!\d))\d|\s?-\s?\d|\s?(?:,|và)\s(?!(?:19|20)\d\d|năm)\d)"
_MORE_YEARS = re.compile(r"\s?(?:,|;|và)\s?(?P<text>" + _LAST_YEAR)
_MORE_NAMED = re.compile(r"\s?(?:[,;]\s?|và\s(?=năm)|và\s)(?P<text>(?:(?<=và\s)năm\s)?" + _LAST_YEAR)

_ONE_MORE_YEAR = re.compile(
    r"(?<=\d\d\d\d)(?:, ?|,? và )(?P<text>(?P<year>20\d\d))(?![^\W_]|[.,/]\d|\s?-\s?\d)"
)

_ONE_MORE_DAY = re.compile(r"\s?(?:,|;|và|&)\s?(?=\d{1,2}/\d{1,2}(?!\d| (?:số|tổng)(?!\w)))")
_MOST_DAYS = 9


class Found(NamedTuple):
    """A mention on its way: its offsets are into the window that the readers see."""

    kind: MentionKind
    start: int
    end: int
    when: When
    flags: tuple[str, ...] = ()


def dated(point: Point) -> Found:
    """Return a point as what was found: a date, or a period where it is a stretch of months."""
    return Found(
        "period" if point.months else "date", point.start, point.end, new_when(point.edtf), point.flags
    )


def repeated(kind: MentionKind, repeat: Repeat, *, start: int | None = None, before: bool = False) -> Found:
    """Return a repetition as what was found, from another start where words lead to it."""
    when = new_when(repeat.every, by=repeat.by, bound="before" if before else None)
    return Found(kind, repeat.start if start is None else start, repeat.end, when)


def sure(point: Point) -> tuple[str, ...]:
    """Return the flags of a point but for the part of the year, which an end of a stretch swallows."""
    return tuple(flag for flag in point.flags if flag != "part_of_year")


def more_years(low: str, at: int, *, named: bool = False) -> Iterator[Found]:
    """The bare years that go on after "năm 2021": ", 2022 và 2023"; `named` where "và năm 2023" goes on too."""
    several = False
    while match := (_MORE_NAMED if named else _MORE_YEARS).match(low, at) or _next_year(
        low, at, sure=several
    ):
        at, several = match.end(), True
        yield with_tail(low, Found("date", match.start("text"), at, new_when(match["year"])))


def more_days(low: str, first: Point) -> list[Found]:
    """The days that go on after "ngày 30/4": ", 01/5", " và 1/5"; those of one year take it from the last: "ngày 15/3 và 20/4/2025"."""
    points = [first]
    while len(points) < _MOST_DAYS and (match := _ONE_MORE_DAY.match(low, points[-1].end)):
        day = point_at(low, match.end(), bare_day=True)
        if not day or not day.day or day.key()[1:] <= points[-1].key()[1:] or UNITS.match(low, day.end):
            break
        points.append(day)
        if day.year:
            break
    year = points[-1].year
    return [dated(point.within(year)) for point in points]


def _next_year(low: str, at: int, *, sure: bool) -> re.Match[str] | None:
    """The year after the one that ends at a place, whatever follows it: "năm 2023, 2024 và 2025 tổ chức"; no count, unless `sure`."""
    match = _ONE_MORE_YEAR.match(low, at)
    if match is None or int(match["year"]) != int(low[at - 4 : at]) + 1:
        return None
    return match if sure or not UNITS.match(low, match.end()) else None


def with_tail(low: str, found: Found) -> Found:
    """The vision year and the "và những năm tiếp theo" that belong to what was found."""
    when, end = found.when, found.end
    for _ in range(2):
        if (match := _VISION.match(low, end)) and not when.vision and match["year"] >= when.edtf[-4:]:
            when = replace(when, vision=match["year"])
        elif (match := _OPEN.match(low, end)) and not when.open_end:
            when = replace(when, open_end=True)
        else:
            break
        end = match.end() - (match[0].endswith(")") and "(" not in match[0])
    if when.open_end and found.kind == "date":
        return found._replace(kind="period", end=end, when=replace(when, edtf=f"{when.edtf}/.."))
    return found._replace(end=end, when=when) if end != found.end else found
