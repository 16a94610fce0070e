"""The grammar of dates, periods, deadlines and frequencies, as EDTF (ISO 8601-2) and ISO 8601 repeats.

"giai đoạn 2021- 2025 tầm nhìn đến năm 2030" is 2021/2025 with vision 2030; "trước ngày 15 tháng 12 hàng năm" repeats
yearly by --12-15. A year that the text does not name is XXXX ("tháng 6" is XXXX-06); blank or impossible parts are
left out and flagged, never guessed. Points are read by `date_points`, repetitions by `frequencies`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang import frequencies
from vnplan_extract.lang.date_deadlines import read_deadline, read_vision
from vnplan_extract.lang.date_found import Found, dated, more_days, more_years, repeated, with_tail
from vnplan_extract.lang.date_periods import (
    NOW,
    ranged,
    read_bare_days,
    read_days,
    read_from,
    read_months,
    read_phase,
    read_several,
    read_years,
    yearly_stretch,
)
from vnplan_extract.lang.date_points import UNITS, Point, point_at
from vnplan_extract.lang.made import new_mention, new_when

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.lang.values import Mention, When


# Where an expression may begin; `openings` has the first words. `re` is three times as fast here as `regex`, and words
# that share their first letters are written so. "hàng" must be told from goods ("hàng hóa") at once: it is too frequent.
_TRIGGER = re.compile(
    r"\W(?=[bcghkmnqstđ\d])(?:(?:b(?:ắt đầu từ|a(?: (?:lần|tháng)|(?= năm))|ốn(?: (?:lần|tháng)|(?= năm)))|c(?:ho đến|hậm nhất|uối năm)"
    r"|g(?:iai đoạn|iữa năm)|h(?:ạn (?:cuối|chót|nộp|gửi|đăng ký)|ết|ai(?: (?:lần|tháng)|(?= năm))|[ằà]ng(?= (?:năm|quý|tháng|tuần|ngày|\d|một|hai|ba|bốn|sáu)))"
    r"|k(?:ể từ|hông (?:muộn hơn|chậm hơn|quá))|m(?:ùng|ồng|uộn nhất|ỗi|ột(?: (?:lần|tháng)|(?= năm)))|n(?:hiệm k[ỳì]|iên (?:khóa|độ|vụ)|ăm(?= ?(?:\d|\(|học|tài|ngân|kế|một|hai))|gày|ửa)"
    r"|q(?:uý|(?=\.?\s?(?:[1-4]|i{1,3}|iv)(?:\s?-\s?q?(?:[1-4]|i{1,3}|iv))?(?:\s?/\s?\d{4}|\s20\d\d)(?!\d)))|sáu(?: (?:lần|tháng)|(?= năm))|t(?:(?=\.?\s?\d{1,2}\s?(?:-\s?t?\d{1,2}\s?)?/\s?\d{4})|h(?:[ờơ]i k[ỳì]|ập (?:niên|kỷ)(?= \d)|áng|ường niên)|ừ|ính đến|ới|rước|ầm nhìn)"
    r"|đ(?:ến|ịnh (?:hướng|k[ỳì])|ầu năm))(?![^\W\d_])"
    r"|q(?=(?:i{1,3}|iv)(?:\s?-\s?q?(?:i{1,3}|iv))?\s?/\s?\d{4})|(?<=sau )20\d\d(?= ?[,;:)]|\.(?!\d)|$)|(?<=\()20\d\d(?=(?:, ?20\d\d)+\))|(?:19|20)\d\d(?= trở (?:đi|về)| và (?:các|những) năm|,? ?(?:-|đến) (?:hiện )?nay)|\d{1,4}(?=\.\d{1,2}\.\d{4}|\s?(?:[/\-]\s?\d|tháng|lần|năm|ngày|tuần|quý|đến \d)))"
)
# Numbers of documents and of articles, and numbers of more groups than a date has.
_NO_DATE_BEFORE = re.compile(
    r"(?:số|quyết|định|tư|lệnh|luật|thị|báo|trình|văn|hoạch|qđ|nđ|tt|nq|kh|ct|cv|điều|khoản|mục|tcvn|iso|iec)[:\s.]?\s?$|\d\s?[/.\-]\s?$|\d,$"
)
_NUMBERED = re.compile(r"(?<!mỗi )(?<!một )(?:tuần|thứ|đợt|lần|vòng|phiên|bước|khóa)\s(?:\d{1,2} )?$")
_OF_MONTH = re.compile(r"\d{1,2},?\stháng")  # "tuần 2 tháng 3/2025" is no day
_LISTED_BEFORE = re.compile(r"\d,\s$")
_FULL_DATE = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{4}")  # "21:10, 04/06/2025"
_WEEKDAY_BEFORE = re.compile(r"thứ \d, ?$")
_LUNAR = re.compile(
    r",?\s?\(?(?:âm lịch|â\.?l\.?(?!\w)|al(?!\w))"
)  # a day of another calendar is none of this one
_DECADE = re.compile(
    r"(?:năm|thập (?:niên|kỷ)) (?P<year>(?:1\d|20)?[1-9]0)(?!\d|\s?[.,;/\-]\s?\d|\s(?:-|đến|và|tới)\s\d)"
)
_CENTURY_OF_NINETIES = 30  # "những năm 90"
_COUNTED_FROM = re.compile(r"(?:giờ|ngày|tuần|tháng|quý|năm|việc|trước và) sau $")  # "10 ngày sau ngày 01/7"
_DAYS_OF = (
    "dịp ",
    "lễ ",
    "chào mừng ",
    "kỷ niệm ",
    "quốc khánh ",
    "việt nam ",
    "lao động ",
    "liệt sĩ ",
    "liệt sỹ ",
    "phụ nữ ",
    "thiếu nhi ",
    "miền nam ",
    "sáng ",
    "chiều ",
    "thế giới ",
    "tối ",
    "trưa ",
    "đêm ",
    "hôm ",
)
_YEAR_ALONE = re.compile(r"20\d\d(?= ?(?:[,;:)]|\.(?!\d)|$))")
_RANGE_BEFORE = re.compile(r"\d ?(?:-|đến) ?$")
_COUNT_BEFORE = re.compile(r"[^\W\d_] \d{1,2} $")
_BEFORE, _AHEAD = 16, 320  # no mention comes near that length


def find_dates(
    text: str, *, low: str | None = None, places: Sequence[int] | None = None
) -> list[Mention[When]]:
    """Find every date, period, deadline and frequency in normalised text, in order and without overlap.

    Args:
        text: What `normalize` gave; offsets are into it.
        low: The same in lower case, if it is known.
        places: What `openings` finds in it for times, if that is known.

    >>> [mention.value.edtf for mention in find_dates("Đến hết năm 2025, định kỳ hàng quý")]
    ['../2025', 'R/P3M']
    """
    low = low or lower(text)
    mentions: list[Mention[When]] = []
    at = 0
    padded = f" {low}"  # so that each word has a sign before it; there the text's offsets are one more
    if places is None:
        places = [match.start() for match in _TRIGGER.finditer(padded)]
    for start in places:
        if start < at or (trigger := _TRIGGER.match(padded, start)) is None:
            continue
        at = trigger.end() - 1
        base = max(0, start - _BEFORE)
        found = _read(low[base : start + _AHEAD], start - base)
        for one in found:
            at = max(at, one.end + base)
            if not _LUNAR.match(low, one.end + base):
                mentions.append(_mention(text, one, base))
    return mentions


def lower(text: str) -> str:
    """Lower case of the same length: the few letters that grow are kept as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _mention(text: str, found: Found, base: int) -> Mention[When]:
    start, end, flags = found.start + base, found.end + base, found.flags
    confidence = 0.8 if "two_digit_year" in flags else 1.0
    return new_mention(found.kind, start, end, text[start:end], found.when, flags, (), confidence)


def _read(window: str, at: int) -> Sequence[Found]:
    """What begins at a trigger: the first reader that succeeds decides.

    The readers see a window of fixed length: `regex` looks for a pattern's required letters up to the end of the
    text even in `match`, which would make a long text cost its length again for each trigger.
    """
    readers = _READERS.get(window[at : at + 3]) or _READERS.get(window[at : at + 2])
    for reader in readers or _READERS.get(window[at], ()):
        if found := reader(window, at):
            return found
    return ()


def _read_repeat(low: str, at: int) -> list[Found]:
    repeats = frequencies.repeats_at(low, at)
    if repeats and low[at].isdigit() and _RANGE_BEFORE.search(low, max(0, at - 8), at):
        return []  # "7 - 10 ngày/lần"
    if len(repeats) == 1 and (inner := frequencies.deadline_within(low, repeats[0])):
        repeat, deadline, before = inner
        return [repeated("deadline" if deadline else "frequency", repeat, before=before)]
    if not repeats:
        single = frequencies.months_of_each_year(low, at) or frequencies.monthly_at(low, at)
        repeats = [single] if single else []
    return [repeated("frequency", repeat) for repeat in repeats]


def _read_decade(low: str, at: int) -> list[Found]:
    """A decade: "những năm 1990", "thập niên 90"; "những năm 2020, 2021" are years."""
    match = _DECADE.match(low, at) if low[at] == "t" or low.endswith("những ", 0, at) else None
    if not match or UNITS.match(low, match.end()):
        return []
    year = match["year"] if len(match["year"]) == len("1990") else f"19{match['year']}"
    if int(year) < 1900 + _CENTURY_OF_NINETIES:
        return []
    return [Found("period", at, match.end(), new_when(f"{year[:3]}X"))]


def _read_after(low: str, at: int) -> list[Found]:
    """What begins when a year, a quarter, a month or a day is over: "sau năm 2030", "sau ngày 01/7/2026"."""
    if not low.endswith("sau ", 0, at) or _COUNTED_FROM.search(low, 0, at):
        return []
    point = point_at(low, at, bare_year=_YEAR_ALONE.match(low, at) is not None)
    following = point.next() if point and not point.flags else None
    if not point or not following or frequencies.yearly_after(low, point):
        return []
    return [Found("period", at - len("sau "), point.end, new_when(f"{following}/.."))]


def _read_point(low: str, at: int) -> list[Found]:
    point = point_at(low, at) or _first_of_days(low, at)
    if not point or _counted(low, at, point) or (low[at].isdigit() and _no_date_before(low, at)):
        return []
    if yearly := frequencies.yearly_after(low, point):
        return [repeated("frequency", yearly)]
    if found := ranged(low, point, at):
        return [with_tail(low, yearly_stretch(low, found))]
    found = with_tail(low, dated(point))
    if found.end != point.end:
        return [found]
    if point.day and point.year is None and low[point.end - 1 : point.end].isdigit():
        return more_days(low, point)
    return [found, *more_years(low, point.end)] if point.precision == "year" and not point.flags else [found]


def _read_bare_days(low: str, at: int) -> list[Found]:
    return [] if _no_date_before(low, at) else read_bare_days(low, at)


def _no_date_before(low: str, at: int) -> bool:
    """Whether what stands before digits makes them no date: the number of a document, more groups of digits."""
    before = max(0, at - 8)
    if _OF_MONTH.match(low, at) and _NUMBERED.search(low, before, at):
        return True
    if _LISTED_BEFORE.search(low, before, at):
        return not (_FULL_DATE.match(low, at) or _WEEKDAY_BEFORE.search(low, before, at))
    return _NO_DATE_BEFORE.search(low, before, at) is not None


def _counted(low: str, at: int, point: Point) -> bool:
    """Whether a number before "tháng" counts months: "trong 3 tháng 5 ngày" has no May in it."""
    if not (low.startswith("tháng", at) and low[at - 1 : at] == " " and low[at - 2 : at - 1].isdigit()):
        return False
    if _NUMBERED.search(low, max(0, at - 12), at):
        return False  # "đợt 2 tháng 4/2025"
    return (
        _COUNT_BEFORE.search(low, max(0, at - 6), at) is not None or UNITS.match(low, point.end) is not None
    )


def _first_of_days(low: str, at: int) -> Point | None:
    """Return the day that leaves its year to what follows: "15/3 - 30/6/2021", "31/12 hằng năm"; and that which has a name."""
    first = point_at(low, at, bare_day=True) if low[at].isdigit() else None
    if first and first.day and not first.year and _is_named_day(low, first):
        return first
    if first and frequencies.yearly_after(low, first):
        return first
    found = ranged(low, first, at) if first and first.day else None
    return first if found and "XX" not in found.when.edtf else None


def _is_named_day(low: str, day: Point) -> bool:
    """Whether the words before say that bare digits are a day: "dịp lễ 30/4", "Ngày Nhà giáo Việt Nam 20/11", "sáng 15/6"."""
    return low.endswith(_DAYS_OF, 0, day.start) and not UNITS.match(low, day.end)


def _read_open_year(low: str, at: int) -> list[Found]:
    """A bare year that goes on: "2025 trở đi", "2021 đến nay"."""
    point = point_at(low, at, bare_year=True)
    if not point or point.precision != "year":
        return []
    if now := NOW.match(low, point.end):
        return [Found("period", at, now.end(), new_when(f"{point.edtf}/.."))]
    found = with_tail(low, dated(point))
    if found.when.open_end:
        return [found]
    return [found, *more_years(low, at + 4)] if low.endswith("(", 0, at) and low[at + 4] == "," else []


# Which readers can begin with which letters, the most particular first.
_DIGITS = (_read_repeat, read_years, _read_open_year, _read_after, _read_bare_days, _read_point)
_READERS: dict[str, tuple[Callable[[str, int], list[Found]], ...]] = {
    "b": (_read_repeat, read_from, read_years, _read_point),
    "ch": (read_deadline,),
    "cu": (read_deadline, _read_point),
    "gi": (read_phase, _read_point),
    "ha": (_read_repeat, read_years),
    "hạ": (read_deadline,),
    "hế": (read_deadline,),
    "h": (_read_repeat,),
    "kể": (read_from,),
    "k": (read_deadline,),
    "mỗ": (_read_repeat,),
    "mộ": (_read_repeat,),
    "mu": (read_deadline,),
    "m": (_read_point,),
    "nă": (read_phase, read_years, _read_decade, _read_after, _read_point),
    "ng": (_read_repeat, _read_after, read_days, _read_point),
    "n": (read_phase, _read_point),
    "q": (_read_after, read_months, read_several, _read_point),
    "s": (_read_repeat, _read_point),
    "thá": (_read_repeat, _read_after, read_months, read_several, _read_point),
    "thậ": (_read_decade,),
    "th": (_read_repeat, read_phase),
    "từ": (read_days, read_months, read_deadline, read_from),
    "tầ": (read_vision,),
    "tr": (read_deadline,),
    "tớ": (read_deadline,),
    "tí": (read_deadline,),
    "t": (read_months, _read_point),
    "đế": (read_deadline,),
    "đị": (_read_repeat, read_vision),
    "đ": (_read_point,),
    **dict.fromkeys("0123456789", _DIGITS),
}
