"""Single points of time as printed: a day, a month, a quarter, a half-year, a year; blank or impossible parts left out.

Read from lower-cased, normalised text at a given offset. What is blank stays unknown, what cannot be (31/2, month 54)
is dropped with a flag: the value keeps the parts that are sure, and no more.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

from vnplan_extract.lang.date_words import WORDS, number_in_words, year_in_words
from vnplan_extract.lang.wordlists import either

YEAR = r"(?:1[5-9]|20|21)\d\d(?!\d|\.\d|,(?!20\d\d(?![\d.,]))\d)"  # "2021,2022" are two
_B = r"[\s.…_·]{0,80}"
_MONTH_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}
_WORD = r"mười hai|mười một|mười|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín"
QUARTER = r"(?:iv|i{1,3}|0?[1-4]|một|nhất|hai|ba|bốn|tư)(?![\w])"
_DECEMBER, _FIRST_QUARTER, _LAST_QUARTER = 12, 33, 36
_NO_SYMBOL = r"(?!\d|/\w|-[^\W\d_])"  # "4/2021/TT-BTC", "30/2026-QH" are numbers of documents

_TEXTUAL = re.compile(
    rf"(?:(?P<ngay>ngày){_B})?(?:m[ùồ]ng\s)?(?P<day>\d{{1,2}})?(?(ngay),?|(?<=\d)){_B}tháng(?:(?:{_B}(?=\d)|\s(?=[^\W\d_]))(?P<month>\d{{1,2}}|{_WORD}))?"
    rf"(?:{_B},?\s?năm\s*|\s?[/.\-]\s?)(?P<year>{YEAR}|20\d?(?![\d.]*\d)[.…_]*|[.…_]{{1,80}})"
)
_SLASHED = re.compile(
    rf"ngày{_B}(?P<day>\d{{1,2}})?{_B}/{_B}(?P<month>\d{{1,2}})?{_B}/\s?(?P<year>{YEAR}|20\d?[.…_]+|\d\d(?![\d.…/]|,\d)){_NO_SYMBOL}"
)
_NUMERIC = re.compile(
    rf"(?P<ngay>ngày\s*)?(?P<day>\d{{1,2}})(?:(?P<sep>[.\-])(?(ngay)\s?)|\s?/\s?|\s-\s(?=\d{{1,2}}\s-\s))(?P<month>\d{{1,2}})"
    rf"(?(sep)(?:(?P=sep)(?(ngay)\s?)|\s(?P=sep)\s)|(?:/|\s/\s|\s-\s))(?P<year>{YEAR}){_NO_SYMBOL}"
)
_DAY_YEAR = re.compile(
    rf"(?P<ngay>ngày\s*)?(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}}),?\snăm\s*(?P<year>{YEAR})"
)
_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<sep>[/\-])(?P<month>0[1-9]|1[0-2])(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])(?![\d\-/])"
)
_DAY_MONTH = re.compile(
    rf"(?:ngày|m[ùồ]ng|ngày m[ùồ]ng)\s*(?P<day>\d{{1,2}})(?:\s?[/.]\s?(?=\d)|\s*tháng\s*|(?P<dash>-)(?=\d))(?P<month>\d{{1,2}}|(?:{_WORD})(?![^\W\d_]))(?!\d|\s?[/.\-]\s?\d){_NO_SYMBOL}"
)
_PLAIN_DAY = re.compile(  # "29 tháng 9"; "trong 6 tháng 3 lần" counts months
    rf"(?<!trong )(?<!vòng )(?<!mỗi )(?<!sau )(?<=[^\W\d_] )(?P<day>\d{{1,2}}) tháng (?P<month>\d{{1,2}}|(?!năm)(?:{_WORD})(?![^\W\d_]))(?!\d|\s?[/.,\-]\s?\d| năm){_NO_SYMBOL}"
)
_DAY_OF_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}}) tháng (?P<month>\d{{1,2}})(?!\d|\s?[/.,\-]\s?\d| năm){_NO_SYMBOL}"
)
_BARE_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:/|(?P<dash>-))(?P<month>\d{1,2})(?!\d|\s?[/.]\s?\d|\s?,\s?\d(?!\d?/\d)|/|(?(dash)-\d|-\d{4}))"
)
_MONTH_YEAR = re.compile(
    rf"(?:tháng|t\.?(?=\s?\d))(?:(?:{_B}(?=\d)|\s(?=[^\W\d_])(?!năm\s\d))(?P<month>\d{{1,2}}|{_WORD})|(?P<blank>\s?[.…_/][.…_\s]{{0,80}}(?<!\s)|(?=\s?/)))"
    rf"(?:\s?[/.\-]\s?|{_B},?\s?năm\s*|\s)(?P<year>{YEAR}){_NO_SYMBOL}"
)
_MONTH = re.compile(
    r"tháng(?:\s*(?=\d)|\s(?=[^\W\d_]))(?P<month>\d{1,2}(?!\d|\s?/|[.,\-]\d|\s?%)"
    r"|(?:mười hai|mười một|mười|tư|bốn|sáu|bảy|bẩy|tám|chín)(?=\s?(?:[,.;)]|$)))"
)
_BARE_MONTH_YEAR = re.compile(
    rf"(?!0?1\s?/\s?2000)(?P<month>\d{{1,2}})\s?/\s?(?P<year>{YEAR}){_NO_SYMBOL}"
)  # 1/2000 is a map's scale
_QUARTER = re.compile(
    rf"(?:quý\s*|q\.?\s?(?=[1-4iv]{{1,3}}(?:\s?/|\s20\d\d(?!\d))))(?P<quarter>{QUARTER})(?:(?:\s?[/.\-]\s?|,?\s?(?:của\s)?năm\s*|\s)(?P<year>{YEAR}){_NO_SYMBOL})?"
)
_HALF = re.compile(
    rf"(?:(?P<count>\d{{1,2}}|sáu|ba|chín)\s*tháng\s|nửa\s)(?P<half>đầu|cuối)\s(?:của\s)?năm(?![^\W\d_])(?:\s*(?P<year>{YEAR}))?"
)
_FIRST_MONTHS = re.compile(
    rf"(?P<count>0?[2-9]|1[01]|sáu|ba|chín)\stháng\snăm\s(?P<half>)(?P<year>{YEAR})(?!\s?[-/]\s?\d)"
)  # "9 tháng năm 2026": the first nine, as reports call them
_YEAR = re.compile(
    rf"(?:(?P<part>đầu|giữa|cuối)\s)?năm\s*(?:(?:tài chính|ngân sách|kế hoạch)\s)?(?P<year>{YEAR})(?!/\d)"
)
_WORDED_DAY = re.compile(
    rf"(?P<ngay>ngày\s)(?:m[ùồ]ng\s)?(?P<day_words>{WORDS}(?:\s{WORDS}){{0,2}})\stháng\s(?P<month>{_WORD})"
    rf"(?:\snăm\s(?P<year_words>{WORDS}(?:\s{WORDS}){{1,8}}))?(?![^\W\d_])"
)
_WORDED_YEAR = re.compile(
    rf"năm\s(?P<year_words>(?:một|hai)\s(?:nghìn|ngàn)(?:\s{WORDS}){{1,7}})(?![^\W\d_])"
)
_BARE_YEAR = re.compile(r"(?P<year>(?:19[5-9]|20\d|210)\d)(?!\d|[.,/]\d|-[^\W\d_])")

# A number of these is a quantity even where it could be a year: "đến 2000 doanh nghiệp".
UNITS = re.compile(rf"\s?(?:[%‰$]|(?:{either('dates', 'counted')})(?![^\W\d_]))")


class Point(NamedTuple):
    """A point of time as far as it is printed; `season` is an EDTF code (33 to 36 quarters, 40 and 41 half-years).

    `year` may hold unknown digits ("20XX") and is None where the text names none. `months` is set for what is a
    stretch of months by its name ("9 tháng đầu năm"). Offsets are into the text that was read.
    """

    start: int
    end: int
    year: str | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    months: tuple[int, int] | None = None
    flags: tuple[str, ...] = ()

    @property
    def edtf(self) -> str:
        """EDTF of the point, "XXXX" for an unknown year; of a stretch of months its first and last."""
        year = self.year or "XXXX"
        if self.months:
            return f"{year}-{self.months[0]:02d}/{year}-{self.months[1]:02d}"
        parts = [year, *(f"{part:02d}" for part in (self.season or self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def precision(self) -> str:
        """The finest part that is known: "day", "month", "season" or "year"."""
        if self.season or self.months:
            return "season"
        return "day" if self.day else "month" if self.month else "year"

    @property
    def yearly(self) -> str:
        """The point within any year as `When.by` writes it: "--12-15", "--06", "--36"."""
        return "--" + "-".join(f"{part:02d}" for part in (self.season or self.month, self.day) if part)

    def key(self) -> tuple[str, int, int]:
        """What points of one precision are ordered by."""
        return self.year or "", self.season or self.month or 0, self.day or 0

    def last_key(self) -> tuple[str, int, int]:
        """What the end of a point is ordered by: a year ends after its days."""
        return self.year or "", self.season or self.month or 99, self.day or 99

    def next(self) -> str | None:
        """EDTF of the point that follows, of the same precision; None where the year or a part of it is not known."""
        if not self.year or not self.year.isdigit() or self.months:
            return None
        year, part = int(self.year), self.season or self.month
        if self.day and self.month:
            return (dt.date(year, self.month, self.day) + dt.timedelta(days=1)).isoformat()
        if part is None:
            return str(year + 1)
        if part == (_LAST_QUARTER if self.season else _DECEMBER):
            return f"{year + 1}-{_FIRST_QUARTER if self.season else 1:02d}"
        return f"{year}-{part + 1:02d}" if part <= _LAST_QUARTER else None

    def within(self, year: str | None, month: int | None = None) -> Point:
        """The same point with a year (and month) taken from a later part of the text, where it has none of its own."""
        flags = tuple(flag for flag in self.flags if flag != "no_year" or not year)
        return self._replace(year=self.year or year, month=self.month or month, flags=flags)


def point_at(low: str, at: int, *, bare_year: bool = False, bare_day: bool = False) -> Point | None:
    """Read the point of time that begins at an offset.

    Args:
        low: Lower-cased normalised text.
        at: Where the point begins.
        bare_year: Whether a year may stand without "năm", as after "đến" or "từ".
        bare_day: Whether "15/12" may stand without "ngày", as after "trước".
    """
    first = low[at : at + 1]
    if first.isdigit():
        return _digits(low, at, bare_year=bare_year, bare_day=bare_day)
    for pattern in _BY_LETTERS.get(low[at : at + 2]) or _BY_LETTERS.get(first, ()):
        if (match := pattern.match(low, at)) and (point := _point(match)):
            return point
    return None


_BY_LETTERS = {
    "ng": (_TEXTUAL, _SLASHED, _NUMERIC, _DAY_YEAR, _DAY_MONTH, _WORDED_DAY),
    "nă": (_YEAR, _WORDED_YEAR),
    "n": (_HALF,),
    "t": (_MONTH_YEAR, _MONTH),
    "q": (_QUARTER,),
    "đ": (_YEAR,),
    "g": (_YEAR,),
    "c": (_YEAR,),
    "s": (_HALF, _FIRST_MONTHS),
    "b": (_HALF, _FIRST_MONTHS),
    "m": (_TEXTUAL, _DAY_MONTH),
}


def _digits(low: str, at: int, *, bare_year: bool, bare_day: bool) -> Point | None:
    for pattern in (_NUMERIC, _ISO, _TEXTUAL, _DAY_YEAR, _HALF, _FIRST_MONTHS, _BARE_MONTH_YEAR):
        if (match := pattern.match(low, at)) and (point := _point(match)):
            return point
    if (match := _PLAIN_DAY.match(low, at)) and not UNITS.match(low, match.end()):
        return _point(match)
    if bare_day and (match := _DAY_OF_MONTH.match(low, at)) and not UNITS.match(low, match.end()):
        return _point(match)
    if bare_day and (match := _NUMERIC.match(low, at)):
        return _impossible_day(match)
    if bare_day and (match := _BARE_DAY_MONTH.match(low, at)):
        point = None if match["dash"] and UNITS.match(low, match.end()) else _point(match)
        return point if point and point.day and point.month else None
    if bare_year and (match := _BARE_YEAR.match(low, at)) and not UNITS.match(low, match.end()):
        return Point(match.start(), match.end(), year=match["year"])
    return None


def _point(match: re.Match[str]) -> Point | None:
    groups = match.groupdict()
    if "quarter" in groups:
        text = groups["quarter"]
        number = _QUARTERS.get(text) or int(text)
        return Point(
            match.start(), match.end(), groups["year"], season=32 + number, flags=_no_year(groups["year"])
        )
    if "half" in groups:
        return _half(match, groups)
    if "year_words" in groups:
        return _worded(match, groups)
    if "month" not in groups:
        flags = ("part_of_year",) if groups.get("part") else ()
        return Point(match.start(), match.end(), groups["year"], flags=flags)
    return _calendar(match, groups)


def _worded(match: re.Match[str], groups: dict[str, str | None]) -> Point | None:
    """A day or year in words, which is taken whole or not at all."""
    words = groups["year_words"]
    year = year_in_words(words) if words else None
    if words and not year:
        return None
    if not (day_words := groups.get("day_words")):
        return Point(match.start(), match.end(), year) if year and year >= "1000" else None  # "năm ba trăm"
    day, month = number_in_words(day_words), month_of(groups["month"])
    if not day or not month or not possible(day, month, year):
        return None
    return Point(match.start(), match.end(), year, month, day, flags=_no_year(year))


def _half(match: re.Match[str], groups: dict[str, str | None]) -> Point | None:
    count = groups["count"] or "6"
    months = int(count) if count.isdigit() else _MONTH_WORDS[count]
    first = groups["half"] != "cuối"
    flags = _no_year(groups["year"])
    if months == 6:
        return Point(match.start(), match.end(), groups["year"], season=40 if first else 41, flags=flags)
    if not 2 <= months <= 11:
        return None
    return Point(
        match.start(),
        match.end(),
        groups["year"],
        months=(1, months) if first else (13 - months, 12),
        flags=flags,
    )


def _no_year(year: str | None) -> tuple[str, ...]:
    return () if year else ("no_year",)


def _calendar(match: re.Match[str], groups: dict[str, str | None]) -> Point | None:
    """A day or a month of the calendar: what is blank or cannot be is left out and flagged."""
    year, flags = _year(groups.get("year"), has_year="year" in groups)
    day, month = groups.get("day"), month_of(groups["month"])
    with_day = "day" in groups
    explicit = match[0].startswith(("ngày", "tháng", "mùng", "mồng"))
    if with_day and not day:
        flags = [*flags, "blank_day"]
    if groups.get("dash") and not (day and month and int(day) > month):
        return None  # "ngày 5-6" may be two days; no stretch of days goes down
    if groups["month"] is None:
        flags = [*flags, "blank_month"]
    elif month is None or not 1 <= month <= 12:
        return (
            Point(match.start(), match.end(), year, flags=(*flags, "impossible_month"))
            if explicit and year
            else None
        )
    if (not year or "X" in year) and not (month and (day or not with_day)):
        return None
    if not explicit and (month is None or (with_day and not day)):
        return None
    if day and month is not None and not possible(int(day), month, year):
        return (
            Point(match.start(), match.end(), year, month, flags=(*flags, "impossible_day"))
            if explicit and year
            else None
        )
    return Point(
        match.start(), match.end(), year, month, int(day) if day and month else None, flags=tuple(flags)
    )


def _impossible_day(match: re.Match[str]) -> Point | None:
    """The month of "từ 31/6/2025", which the words before say is a date; None where there is no such month either."""
    month = int(match["month"])
    if not 1 <= month <= 12 or possible(int(match["day"]), month, match["year"]):
        return None
    return Point(match.start(), match.end(), match["year"], month, flags=("impossible_day",))


def month_of(text: str | None) -> int | None:
    """The number of a month in digits or words ("tư", "mười hai"), or None."""
    if text is None:
        return None
    return int(text) if text.isdigit() else _MONTH_WORDS.get(text)


def _year(text: str | None, *, has_year: bool) -> tuple[str | None, list[str]]:
    """The year with X for its unknown digits; of two digits only, those of this century."""
    if not has_year or text is None:
        return None, ["no_year"]
    if re.fullmatch(r"\d{4}", text):
        return text, []
    digits = "".join(digit for digit in text if digit.isdigit())
    if len(digits) == 2 and text == digits and digits != "20":
        return (f"20{digits}", ["two_digit_year"]) if digits < "50" else (None, ["no_year"])
    return (digits.ljust(4, "X") if digits else None), ["blank_year"]


def possible(day: int, month: int, year: str | None) -> bool:
    """Whether a month has such a day; without a year, whether it can have it."""
    of_year = int(year) if year and year.isdigit() else 2024  # a leap year: 29/02 may be meant
    return 1 <= day <= monthrange(of_year, month)[1]
