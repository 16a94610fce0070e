"""The grammar of dates, periods, deadlines and frequencies, as EDTF (ISO 8601-2) and ISO 8601 repeats.

"giai đoạn 2021- 2025 tầm nhìn đến năm 2030" is 2021/2025 with vision 2030; "trước ngày 15 tháng 12 hàng năm" repeats
yearly by --12-15. A year that the text does not name is XXXX ("tháng 6" is XXXX-06); blank or impossible parts are
left out and flagged, never guessed. Points are read by `date_points`, repetitions by `frequencies`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import regex

from vnplan_extract.lang import frequencies
from vnplan_extract.lang.date_points import QUARTER, UNITS, YEAR, Point, point_at
from vnplan_extract.lang.values import Mention, When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vnplan_extract.lang.values import MentionKind

# Where an expression may begin. This one is the hot loop: `re` is three times as fast here as `regex`, and words that
# share their first letters are written so. "hàng" must be told from goods ("hàng hóa") at once: it is too frequent.
_TRIGGER = re.compile(
    r"\W(?=[bcghkmnqstđ\d])(?:(?:b(?:ắt đầu từ|a (?:lần|tháng|năm)|ốn (?:lần|tháng|năm))|c(?:ho đến|hậm nhất|uối năm)"
    r"|g(?:iai đoạn|iữa năm)|h(?:ạn cuối|ạn chót|ết|ai (?:lần|tháng|năm)|[ằà]ng(?= (?:năm|quý|tháng|tuần|ngày|\d|một|hai|ba|bốn|sáu)))"
    r"|k(?:ể từ|hông (?:muộn hơn|chậm hơn|quá))|m(?:ùng|ồng|uộn nhất|ỗi|ột (?:lần|tháng|năm))|n(?:hiệm k[ỳì]|iên khóa|iên độ|ăm(?= ?(?:\d|\(|học|tài|ngân|kế|một|hai))|gày|ửa)"
    r"|q(?:uý|(?=\.?\s?(?:[1-4]|i{1,3}|iv)(?:\s?/\s?\d{4}|\s20\d\d)(?!\d)))|sáu (?:lần|tháng|năm)|t(?:(?=\.?\s?\d{1,2}\s?/\s?\d{4})|h(?:[ờơ]i k[ỳì]|áng|ường niên)|ừ|ính đến|ới|rước|ầm nhìn)"
    r"|đ(?:ến|ịnh (?:hướng|k[ỳì])|ầu năm))(?![^\W\d_])"
    r"|(?:19|20)\d\d(?= trở (?:đi|về)| và (?:các|những) năm|,? ?(?:-|đến) (?:hiện )?nay)|\d{1,4}(?=\.\d{1,2}\.\d{4}|\s?(?:[/\-]\s?\d|tháng|lần|năm|ngày|tuần|quý|đến \d)))"
)
_LATE = r"(?:chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|không quá|hạn cuối(?: cùng)?|hạn chót)"
_CLOCK = r"(?:\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{1,2}(?:\s?phút)?)?(?!\d),?\s?)?"
_LEAD = re.compile(
    rf"(?=đến|tới|cho|trước|chậm|muộn|không|hạn|hết|từ nay)(?:từ nay\s)?(?:cho\s)?(?P<late>{_LATE}(?:\slà|\svào)?\s)?"
    rf"(?P<until>(?:đến|tới)\s)?(?P<before>trước\s(?:thời (?:điểm|hạn|gian)\s)?)?(?P<whole>(?:hết|cuối|khoảng|thời điểm|thời hạn)\s)?(?:vào\s)?{_CLOCK}"
)
_AS_OF = re.compile(r"tính đến\s(?:hết\s|thời điểm\s|cuối\s)?")
_FROM = re.compile(rf"(?:kể\s|bắt đầu\s)?từ\s(?:khoảng\s|đầu\s|cuối\s)?{_CLOCK}")
_TO = re.compile(r"\s?(?:-|(?P<word>(?:cho\s)?(?:đến|tới)))\s?(?:hết\s|cuối\s|khoảng\s|trước\s)?" + _CLOCK)
_NOW = re.compile(r"\s?(?:-|(?:cho\s)?(?:đến|tới))\s(?:hiện )?nay(?![^\W\d_])")
_DAY_ONLY = re.compile(
    r"(?:(?:từ|các)\s)?(?:ngày\s*)?(?P<day>\d{1,2})(?=\s?(?:-|đến|tới)\s?(?:hết\s)?(?:ngày\s)?\d)"
)
_MONTHS = re.compile(
    rf"(?:từ\s)?(?:các\s)?tháng\s*(?P<first>\d{{1,2}})\s?(?:-|đến|tới)\s?(?P<last>\d{{1,2}})(?:(?:\s?[/.]\s?|,?\s?năm\s*)(?P<year>{YEAR})|(?=\s?(?:[.,;):]|$)(?!,?\d)))"
)
_QUARTERS = re.compile(
    rf"(?:từ\s)?quý\s*(?P<first>{QUARTER})\s?(?:-|đến|tới)\s?(?P<last>{QUARTER})(?:(?:\s?[/.\-]\s?|,?\s?năm\s*|\s)(?P<year>{YEAR}))?"
)
_DAYS = regex.compile(
    r"(?>(?P<part>ngày\s*(?P<day>\d{1,2}))(?:\s?(?:,|và|&)\s?(?P<part>(?:ngày\s*)?(?P<day>\d{1,2}))(?!\d|\s?(?:/|tháng))){0,8})"
    r"\s?(?:,|và|&)\s?(?=(?:ngày\s*)?\d{1,2}\s?(?:/|tháng))"
)
_YEARS = re.compile(
    r"(?<![\d/.,\-:])(?<![/\-]\s)(?P<first>(?:19|20)\d\d)\s?(?:-|đến|tới)\s?(?:năm\s*|hết\s)?(?P<last>(?:19|20)\d\d)(?![^\W_]|[/.,:]\d|\s?-\s?\d|/[^\W\d_])"
)
_PHASE = re.compile(
    r"(?P<name>giai đoạn|th[ờơ]i k[ỳì]|nhiệm k[ỳì]|niên khóa|niên độ|năm học)\s?(?:(?P<count>0?\d{1,2}\snăm\s?)|(?:thứ\s)?(?P<ordinal>\d|iv|i{1,3}|v|nhất|hai|ba)(?![^\W_]|\s?[-/.,]\d)\s?)?"
    r"[:,]?\s?\(?\s?(?P<from>từ(?!\s?nay)\s?)?(?:các\s)?(?:năm\s*)?"
)
_SPAN_OF_YEARS = re.compile(
    r"(?:(?P<count>\d{1,2})\s|hai\s|ba\s|năm\s|mười\s|các\s)?(?P<named>năm\s*)\(?(?=(?:19|20)\d\d\s?-\s?(?:19|20)\d\d)"
)
_SHORT_END = re.compile(r"(?P<first>(?:19|20)\d\d)\s?-\s?(?P<last>\d\d)(?![^\W_]|[/.,]\d)")
_VISION = re.compile(
    rf"[\s,;]{{0,3}}\(?\s?(?:và\s|có\s)?(?:tầm nhìn|định hướng|có xét|có tính|hướng)\s(?:phát triển\s)?(?:(?:đến|tới|cho|vào)\s)?(?:hết\s)?(?:năm\s*)?(?P<year>{YEAR})\)?"
)
_LONE_VISION = re.compile(
    rf"(?:tầm nhìn|định hướng)\s(?:(?:đến|tới|cho|vào)\s)?(?:hết\s)?(?:năm\s*)?(?P<year>{YEAR})"
)
_OPEN = re.compile(
    r"(?:,?\s(?:và\s)?(?:những|các)\s(?:năm|giai đoạn)\s(?:tiếp theo|tiếp|sau|kế tiếp|về sau)(?:\stheo)?|,?\s(?:trở đi|trở về sau|trở về đi|về sau)|\svà về sau)(?![^\W\d_])"
)
_LAST_YEAR = r"(?P<year>(?:19|20)\d\d))(?=\s?(?:[,;.):]|và\s|$))(?![.,]\d|\s?-\s?\d|\s?(?:,|và)\s(?!(?:19|20)\d\d|năm)\d)"
_MORE_YEARS = re.compile(r"\s?(?:,|;|và)\s?(?P<text>" + _LAST_YEAR)
_MORE_NAMED = re.compile(r"\s?(?:[,;]\s?|và\s(?=năm)|và\s)(?P<text>(?:(?<=và\s)năm\s)?" + _LAST_YEAR)
_SEVERAL = regex.compile(
    rf"(?:các\s)?(?P<part>(?P<name>quý|tháng)\s*(?P<item>{QUARTER}|\d{{1,2}}(?!\d)))"
    rf"(?>(?:\s?(?:,|và|&)\s?(?P<part>(?:(?P=name)\s*)?(?P<item>{QUARTER}|\d{{1,2}}(?![\d%]|[.,]\d)))){{1,11}})"
    rf"(?:(?:\s?[/.]\s?|,?\s?năm\s*)(?P<year>{YEAR})|(?=\s?(?:[.;):]|$)))"
)
# Numbers of documents and of articles, and numbers of more groups than a date has.
_NO_DATE_BEFORE = re.compile(
    r"(?:số|quyết|định|tư|lệnh|luật|thị|báo|trình|văn|hoạch|qđ|nđ|tt|nq|kh|ct|cv|điều|khoản|mục|tcvn|iso|iec)[:\s.]?\s?$|\d\s?[/.,\-]\s?$"
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
_BEFORE, _AHEAD = 16, 320  # no mention comes near that length


class _Found(NamedTuple):
    kind: MentionKind
    start: int
    end: int
    when: When
    flags: tuple[str, ...] = ()


def find_dates(text: str, *, low: str | None = None) -> list[Mention[When]]:
    """Find every date, period, deadline and frequency in normalised text, in order and without overlap.

    Args:
        text: What `normalize` gave; offsets are into it.
        low: The same in lower case, if it is known.

    >>> [mention.value.edtf for mention in find_dates("Đến hết năm 2025, định kỳ hàng quý")]
    ['../2025', 'R/P3M']
    """
    low = low or lower(text)
    mentions: list[Mention[When]] = []
    at = 0
    padded = f" {low}"  # so that each word has a sign before it; there the text's offsets are one more
    while trigger := _TRIGGER.search(padded, at):
        start = trigger.start()
        at = trigger.end() - 1
        base = max(0, start - _BEFORE)
        found = _read(low[base : start + _AHEAD], start - base)
        for one in found:
            mentions.append(_mention(text, one, base))
            at = max(at, one.end + base)
    return mentions


def lower(text: str) -> str:
    """Lower case of the same length: the few letters that grow are kept as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _mention(text: str, found: _Found, base: int) -> Mention[When]:
    start, end, flags = found.start + base, found.end + base, found.flags
    confidence = 0.8 if "two_digit_year" in flags else 1.0
    return Mention(found.kind, start, end, text[start:end], found.when, flags, (), confidence)


def _read(window: str, at: int) -> Sequence[_Found]:
    """What begins at a trigger: the first reader that succeeds decides.

    The readers see a window of fixed length: `regex` looks for a pattern's required letters up to the end of the
    text even in `match`, which would make a long text cost its length again for each trigger.
    """
    readers = _READERS.get(window[at : at + 3]) or _READERS.get(window[at : at + 2])
    for reader in readers or _READERS.get(window[at], ()):
        if found := reader(window, at):
            return found
    return ()


def _read_repeat(low: str, at: int) -> list[_Found]:
    repeats = frequencies.repeats_at(low, at)
    if len(repeats) == 1 and (inner := frequencies.deadline_within(low, repeats[0])):
        repeat, deadline, before = inner
        return [_repeat("deadline" if deadline else "frequency", repeat, before=before)]
    if not repeats:
        single = frequencies.months_of_each_year(low, at) or frequencies.monthly_at(low, at)
        repeats = [single] if single else []
    return [_repeat("frequency", repeat) for repeat in repeats]


def _repeat(
    kind: MentionKind, repeat: frequencies.Repeat, *, start: int | None = None, before: bool = False
) -> _Found:
    when = When(repeat.every, by=repeat.by, bound="before" if before else None)
    return _Found(kind, repeat.start if start is None else start, repeat.end, when)


def _read_lead(low: str, at: int) -> list[_Found]:
    """A deadline: "đến", "trước", "chậm nhất" and the point they lead to."""
    if match := _AS_OF.match(low, at):
        point = point_at(low, match.end(), bare_year=True)
        return [_date(point)] if point else []
    lead = _LEAD.match(low, at)
    if not lead or lead.end() == at:
        return []
    before = bool(lead["before"])
    if monthly := frequencies.monthly_at(low, lead.end()):
        return [_repeat("deadline", monthly, start=at, before=before)]
    point = point_at(
        low,
        lead.end(),
        bare_year=bool(lead["until"] or before),
        bare_day=before or bool(lead["late"] or lead["whole"]),
    )
    if not point or point.months:
        return []
    if yearly := frequencies.yearly_after(low, point):
        return [_repeat("deadline", yearly, start=at, before=before)]
    when = When(f"../{point.edtf}", bound="before" if before else None)
    found = _with_tail(low, _Found("deadline", at, point.end, when, _sure(point)))
    if found.end != point.end or point.precision != "year" or point.flags:
        return [found]
    more = _more_years(low, point.end, named=True)
    return [
        found,
        *(year._replace(kind="deadline", when=replace(when, edtf=f"../{year.when.edtf}")) for year in more),
    ]


def _sure(point: Point) -> tuple[str, ...]:
    return tuple(flag for flag in point.flags if flag != "part_of_year")


def _read_phase(low: str, at: int) -> list[_Found]:
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
    return [_with_tail(low, found)]


def _phase_until(low: str, at: int) -> _Found | None:
    """The end of a phase that names no beginning: "giai đoạn đến năm 2025"; or one year only: "giai đoạn 2025"."""
    found = _read_lead(low, at)
    return found[0] if found else None


def _stretch(low: str, at: int) -> _Found | None:
    """From one year to another, with or without "từ" and "năm"."""
    if (match := _YEARS.match(low, at)) and match["first"] < match["last"]:
        return _Found("period", match.start(), match.end(), When(f"{match['first']}/{match['last']}"))
    if match := _SHORT_END.match(low, at):
        first, last = match["first"], match["first"][:2] + match["last"]
        return (
            _Found("period", match.start(), match.end(), When(f"{first}/{last}"), ("two_digit_year",))
            if first < last
            else None
        )
    first_point = point_at(low, at, bare_year=True)
    return _ranged(low, first_point, at, loose=True) if first_point else None


def _read_from(low: str, at: int) -> list[_Found]:
    """From a point on, or to another: "từ tháng 3 đến tháng 6/2021", "từ 2021"."""
    lead = _FROM.match(low, at)
    if not lead:
        return []
    point = point_at(low, lead.end(), bare_year=True, bare_day=True)
    if not point or point.months:
        return []
    if found := _ranged(low, point, at, loose=True):
        return [_with_tail(low, found)]
    if _BARE.fullmatch(low[point.start : point.end]):
        return []
    if (
        (to := _TO.match(low, point.end))
        and (to["word"] or "-" in to[0])
        and low[to.end() : to.end() + 1].isdigit()
    ):
        return []  # a range of something else: "từ 1900 đến 2300 người"
    now = _NOW.match(low, point.end)
    found = _Found("period", at, now.end() if now else point.end, When(f"{point.edtf}/.."), _sure(point))
    return [_with_tail(low, found)]


_BARE = re.compile(r"\d{1,2}/\d{1,2}")  # "từ 1/3" may be a fraction


def _ranged(low: str, first: Point, start: int, *, loose: bool = False) -> _Found | None:
    """The stretch from a point to the one that follows; `loose` where "từ" or "giai đoạn" went before."""
    to = _TO.match(low, first.end)
    if not to or first.months:
        return None
    word = bool(to["word"])
    last = point_at(low, to.end(), bare_year=loose or first.precision == "year", bare_day=loose)
    if not last or last.months or not (loose or first.precision == last.precision):
        return None
    if not loose and not word and first.precision == "year" and "-" in to[0] and UNITS.match(low, last.end):
        return None
    edtf, flags = _interval(first, last)
    return _Found("period", start, last.end, When(edtf), flags) if edtf else None


def _interval(first: Point, last: Point) -> tuple[str | None, tuple[str, ...]]:
    """EDTF from two points; the first takes the year of the last where that makes sense."""
    if first.year is None and last.year:
        taken = first.within(last.year)
        first = taken if taken.key() <= last.key() else first
    elif last.year is None and first.year and first.key()[1:] < last.key()[1:]:
        last = last.within(first.year)
    flags = tuple(dict.fromkeys((*_sure(first), *_sure(last))))
    if first.year and last.year and first.year > last.year:
        return None, ()
    same_kind = first.precision == last.precision and first.year == last.year
    if same_kind and first.key() >= last.key():
        return None, ()
    return f"{first.edtf}/{last.edtf}", flags


def _read_days(low: str, at: int) -> list[_Found]:
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
    return [_Found("period", at, last.end, When(edtf), last.flags)]


def _days_of_month(low: str, several: regex.Match[str]) -> list[_Found]:
    """Days of one month, each a date of its own: "ngày 15 và 16/4/2021"."""
    last = point_at(low, several.end(), bare_day=True)
    days = [int(day) for day in several.captures("day")]
    if not last or not last.day or not all(1 <= day < last.day for day in days):
        return []
    places = zip(several.starts("part"), several.ends("part"), days, strict=True)
    return [_date(last._replace(day=day, start=start, end=end)) for start, end, day in places] + [_date(last)]


def _read_months(low: str, at: int) -> list[_Found]:
    """Months or quarters of one year: "tháng 3-6/2021", "quý I-II/2021"."""
    for pattern, base in ((_MONTHS, 0), (_QUARTERS, 32)):
        if not (match := pattern.match(low, at)):
            continue
        first, last = (_ROMAN.get(match[name]) or int(match[name]) for name in ("first", "last"))
        if not 1 <= first < last <= (4 if base else 12):
            return []
        year = match["year"] or "XXXX"
        flags = () if match["year"] else ("no_year",)
        return [
            _Found(
                "period",
                match.start(),
                match.end(),
                When(f"{year}-{base + first:02d}/{year}-{base + last:02d}"),
                flags,
            )
        ]
    return []


def _read_several(low: str, at: int) -> list[_Found]:
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
        _Found("date", start, end, When(f"{year}-{value + 32 * quarters:02d}"), flags)
        for start, end, value in zip(starts, ends, values, strict=True)
    ]


def _read_years(low: str, at: int) -> list[_Found]:
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
    return [_with_tail(low, _Found("period", at, end, When(f"{match['first']}/{match['last']}")))]


def _lengths(years: re.Match[str]) -> tuple[int, int]:
    """How many years a stretch may be called: "5 năm 2021-2025", but also "10 năm 2011-2021"."""
    length = int(years["last"]) - int(years["first"])
    return length, length + 1


def _read_vision(low: str, at: int) -> list[_Found]:
    match = _LONE_VISION.match(low, at)
    return (
        [_Found("deadline", match.start(), match.end(), When(f"../{match['year']}", vision=match["year"]))]
        if match
        else []
    )


def _read_point(low: str, at: int) -> list[_Found]:
    point = point_at(low, at) or _first_of_days(low, at)
    if not point or (low[at].isdigit() and _NO_DATE_BEFORE.search(low, max(0, at - 8), at)):
        return []
    if yearly := frequencies.yearly_after(low, point):
        return [_repeat("frequency", yearly)]
    if found := _ranged(low, point, at):
        return [_with_tail(low, found)]
    found = _with_tail(low, _date(point))
    if found.end != point.end or point.precision != "year" or point.flags:
        return [found]
    return [found, *_more_years(low, point.end)]


def _first_of_days(low: str, at: int) -> Point | None:
    """Return the day that leaves its year to what follows: "15/3 - 30/6/2021", "31/12 hằng năm"."""
    first = point_at(low, at, bare_day=True) if low[at].isdigit() else None
    if first and frequencies.yearly_after(low, first):
        return first
    found = _ranged(low, first, at) if first and first.day else None
    return first if found and "XX" not in found.when.edtf else None


def _read_open_year(low: str, at: int) -> list[_Found]:
    """A bare year that goes on: "2025 trở đi", "2021 đến nay"."""
    point = point_at(low, at, bare_year=True)
    if not point or point.precision != "year":
        return []
    if now := _NOW.match(low, point.end):
        return [_Found("period", at, now.end(), When(f"{point.edtf}/.."))]
    found = _with_tail(low, _date(point))
    return [found] if found.when.open_end else []


def _date(point: Point) -> _Found:
    return _Found("period" if point.months else "date", point.start, point.end, When(point.edtf), point.flags)


def _more_years(low: str, at: int, *, named: bool = False) -> Iterator[_Found]:
    """The bare years that go on after "năm 2021": ", 2022 và 2023"; `named` where "và năm 2023" goes on too."""
    while match := (_MORE_NAMED if named else _MORE_YEARS).match(low, at):
        at = match.end()
        yield _Found("date", match.start("text"), at, When(match["year"]))


def _with_tail(low: str, found: _Found) -> _Found:
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


# Which readers can begin with which letters, the most particular first.
_DIGITS = (_read_repeat, _read_years, _read_open_year, _read_point)
_READERS: dict[str, tuple[Callable[[str, int], list[_Found]], ...]] = {
    "b": (_read_repeat, _read_from, _read_years, _read_point),
    "ch": (_read_lead,),
    "cu": (_read_lead, _read_point),
    "gi": (_read_phase, _read_point),
    "ha": (_read_repeat, _read_years),
    "hạ": (_read_lead,),
    "hế": (_read_lead,),
    "h": (_read_repeat,),
    "kể": (_read_from,),
    "k": (_read_lead,),
    "mỗ": (_read_repeat,),
    "mộ": (_read_repeat,),
    "mu": (_read_lead,),
    "m": (_read_point,),
    "nă": (_read_phase, _read_years, _read_point),
    "ng": (_read_repeat, _read_days, _read_point),
    "n": (_read_phase, _read_point),
    "q": (_read_months, _read_several, _read_point),
    "s": (_read_repeat, _read_point),
    "thá": (_read_repeat, _read_months, _read_several, _read_point),
    "th": (_read_repeat, _read_phase),
    "từ": (_read_days, _read_months, _read_lead, _read_from),
    "tầ": (_read_vision,),
    "tr": (_read_lead,),
    "tớ": (_read_lead,),
    "tí": (_read_lead,),
    "t": (_read_point,),
    "đế": (_read_lead,),
    "đị": (_read_repeat, _read_vision),
    "đ": (_read_point,),
    **dict.fromkeys("0123456789", _DIGITS),
}
