"""Dates: the public functions, over whole texts, one expression, a document's date line and a plan's title."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from vnplan_extract.lang.date_cells import core, whole_date
from vnplan_extract.lang.date_grammar import find_dates, lower
from vnplan_extract.lang.date_periods import read_days
from vnplan_extract.lang.date_points import point_at
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.values import Mention, When

__all__ = [
    "DocumentDate",
    "TitlePeriod",
    "find_dates",
    "parse_date",
    "parse_document_date",
    "parse_period_of_title",
]

_B = r"[\s.…_·]{0,80}"
_DATE_LINE = regex.compile(
    rf"(?:ngày{_B}\d{{0,2}}{_B})?tháng{_B}\d{{0,2}}{_B}(?:năm|/|-)\s?[\d.…_]{{0,80}}|ngày{_B}\d{{0,2}}{_B}[/.\-]{_B}\d{{0,2}}{_B}[/.\-]\s?[\d.…_]{{4,80}}"
)
# What may stand before the place on one line: the number of the document, from the other column.
_NUMBER = regex.compile(r"\s*số\b.{0,60}", regex.IGNORECASE)
_PLACE = regex.compile(
    r"(?<![\p{L}\d/\-&])(?P<place>(?:Quận|QUẬN|Phường|PHƯỜNG)\s\d{1,2}|(?:(?:TP|Tp|T\.P|TX|Tx|TT)\b\.?\s?|(?:Thành|THÀNH) (?:phố|PHỐ) |(?:Thị|THỊ) (?:xã|XÃ|trấn|TRẤN) |(?:Đặc|ĐẶC) (?:khu|KHU) )?"
    r"\p{Lu}[\p{L}'’]*(?:\s?(?:-\s?)?\s?\p{Lu}[\p{L}'’]*){0,6})\s?[,;.]?\s?[\"'“”]?\s?$"  # a speck on a scan is a quote, or makes a comma another mark
)
_LAW_YEAR = regex.compile(r"(?:(?<!pháp )luật|hiến pháp|pháp lệnh)[^,;()]{0,60}$")
_AND = regex.compile(r"\s*(?:,|và)\s+")
_QUOTED = regex.compile(r"[“\"«][^”\"»]{0,400}[”\"»]")


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """What the line of place and date says: `place` without its comma, `when` None where all of the date is blank."""

    place: str | None
    when: When | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitlePeriod:
    """The time a plan is for, as its title says: `edtf` ("2021/2025", "2026", "../2025") and the year of its vision."""

    edtf: str | None
    vision: str | None = None


def parse_date(text: str) -> Mention[When] | None:
    """Read a text that is one date, period, deadline or frequency as a whole: "Quý II/2021", "2021", "Hằng năm".

    Returns:
        The mention with offsets into `text`, or None where the text is anything else or holds more than that.

    >>> parse_date("trước ngày 31/12/2021").value.edtf
    '../2021-12-31'
    """
    normalized = normalize(text)
    stripped = normalized.text.lstrip(" \t.,;:[]\"“”'*").rstrip(" \t,;:[]\"“”'*")
    if not stripped.endswith(".."):  # dots that stand for a year
        stripped = stripped.rstrip(".")
    if "(" in stripped[:1] or "(" not in stripped:
        stripped = stripped.strip("() ")
    if not stripped or len(stripped) > _LONGEST:
        return None
    offset = normalized.text.find(stripped)
    mention = _whole(stripped)
    if mention is None:
        return None
    start, end = normalized.span(offset + mention.start, offset + mention.end)
    return replace(mention, start=start, end=end, text=text[start:end])


_LONGEST = 300
_DAYS = regex.compile(r"\d{1,2}\s?-\s?\d{1,2}/\d{1,2}")  # "25-26/12": in a text these may be a fraction
_PART = regex.compile(
    r"(?:đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần|tuần (?:thứ )?(?:[1-5]|nhất|hai|ba|tư|đầu|cuối)(?: của)?) (?=tháng|quý)|học kỳ (?:ii?|[12])(?:,| của)? (?=năm học)"
)
# What may go before a date in a cell without changing it: "Trong năm 2022", "Hoàn thành trong quý II/2022".
_LEAD = regex.compile(
    r"(?:(?:hoàn thành|thực hiện|xong|ban hành|tổ chức|trình|dự kiến)\s)?(?:(?:trong|vào|xong)\s)?(?:(?:cả|những|suốt|khoảng)\s)?(?:tính đến\s(?:hết\s|thời điểm\s|cuối\s)?)?",
    regex.IGNORECASE,
)


def _whole(text: str) -> Mention[When] | None:
    if text.isdigit():
        point = point_at(text, 0, bare_year=True)
        whole = point is not None and point.end == len(text)
        return Mention("date", 0, len(text), text, When(point.edtf), point.flags) if point and whole else None
    low = lower(text)
    start, end = core(low)
    if start or end < len(text):
        inner = _whole(text[start:end])
        return inner and replace(inner, start=inner.start + start, end=inner.end + start)
    if part := _PART.match(low):
        inner = _whole(text[part.end() :])
        flags = (*inner.flags, "part_of_period") if inner else ()
        return inner and replace(inner, start=0, end=inner.end + part.end(), text=text, flags=flags)
    if point := whole_date(low):
        return Mention(
            "date", 0, len(text), text, When(point.edtf), point.flags, (), 0.9 if point.flags else 1.0
        )
    if _DAYS.fullmatch(low) and (days := read_days(f"ngày {low}", 0)):
        return Mention(days[0].kind, 0, len(text), text, days[0].when, days[0].flags, (), 0.9)
    lead = _LEAD.match(text)
    mentions = find_dates(text)
    if (
        len(mentions) == 1
        and mentions[0].start in (0, lead.end() if lead else 0)
        and mentions[0].end == len(text)
    ):
        return mentions[0]
    return None


def parse_document_date(text: str) -> DocumentDate | None:
    """Read the line of place and date at the head of a document, with its blanks.

    Args:
        text: One line, in any normal form and with or without markup; a document number may stand before the place.

    Returns:
        The place and the date, or None where the line is no such line.

    >>> found = parse_document_date("Hà Giang, ngày    tháng 4 năm 2021")
    >>> found.place, found.when.edtf, found.flags
    ('Hà Giang', '2021-04', ('blank_day',))
    """
    clean = normalize(text).text.strip(" .;\t").rstrip(" ._-–—|") if len(text) < 1000 else ""
    low = lower(clean)
    line = next((match for match in _DATE_LINE.finditer(low) if match.end() >= len(low.rstrip(" .…_"))), None)
    if line is None:
        return None
    before = clean[: line.start()]
    place = _PLACE.search(before)
    rest = before[: place.start()] if place else before
    if rest.strip(" ,.…_-/") and not _NUMBER.fullmatch(rest):
        return None
    named = " ".join(place["place"].split()) if place else None
    if not named and not low.startswith("ngày", line.start()):
        return None
    return _document_date(named, low, line)


def _document_date(place: str | None, low: str, line: regex.Match[str]) -> DocumentDate | None:
    point = point_at(low, line.start())
    if point is None:
        blank = not any(letter.isdigit() for letter in line[0].replace("20", ""))
        return DocumentDate(place, None, ("blank_day", "blank_month", "blank_year")) if blank else None
    if point.year is None and "blank_year" not in point.flags:
        return None
    impossible = ("impossible",) if any(flag.startswith("impossible") for flag in point.flags) else ()
    return DocumentDate(place, When(point.edtf), (*point.flags, *impossible))


def parse_period_of_title(text: str) -> TitlePeriod | None:
    """Read the period a plan is for, and its vision, from its title.

    Days are passed over: they date the documents that a title cites. Of several periods the one outside a quoted
    name goes first, then the one that lies within another ("năm 2023" beside "giai đoạn 2021-2025"), then the last.

    >>> parse_period_of_title("Cải cách hành chính năm 2025 và năm 2026")
    TitlePeriod(edtf='2025/2026', vision=None)
    >>> parse_period_of_title("Nâng cao năng suất đến năm 2025, định hướng đến năm 2030")
    TitlePeriod(edtf='../2025', vision='2030')
    """
    clean = normalize(text).text
    low = lower(clean)
    mentions = [mention for mention in find_dates(clean) if _is_period(mention, low)]
    vision = next((mention.value.vision for mention in reversed(mentions) if mention.value.vision), None)
    own = [mention for mention in mentions if mention.value.edtf != f"../{mention.value.vision}"]
    quoted = [match.span() for match in _QUOTED.finditer(clean)]
    free = [one for one in own if not any(start <= one.start < end for start, end in quoted)]
    edtf = _both(clean, free or own) or _narrowest([mention.value.edtf for mention in free or own])
    return TitlePeriod(edtf, vision) if edtf or vision else None


def _is_period(mention: Mention[When], low: str) -> bool:
    edtf = mention.value.edtf
    if mention.kind == "frequency" or edtf.startswith("R") or "XX" in edtf or mention.value.bound:
        return False
    last = edtf.split("/")[-1]
    single_day = mention.kind in ("date", "deadline") and len(last) == len("2021-04-15")
    of_a_law = mention.kind == "date" and _LAW_YEAR.search(low[max(0, mention.start - 80) : mention.start])
    return not single_day and not of_a_law


def _narrowest(periods: list[str]) -> str | None:
    """The last of the periods, or the one that lies within it or that it lies within, whichever is shorter."""
    if not periods:
        return None
    best = periods[-1]
    for other in periods[:-1]:
        if other != best and _within(other, best):
            best = other
    return best


def _both(text: str, own: list[Mention[When]]) -> str | None:
    """The time from one stretch to the next: "6 tháng cuối năm 2025 và năm 2026"; None where they are not just these two."""
    if len(own) != 2 or not _AND.fullmatch(text, own[0].end, own[1].start):
        return None
    first, second = (mention.value.edtf for mention in own)
    if ".." in first + second or _ends(first)[1] >= _ends(second)[0]:
        return None
    return f"{first.split('/')[0]}/{second.split('/')[-1]}"


def _within(inner: str, outer: str) -> bool:
    (first, last), (start, end) = _ends(inner), _ends(outer)
    return start <= first and last <= end


def _ends(edtf: str) -> tuple[str, str]:
    first, _, last = edtf.partition("/")
    last = last or first
    return ("0000" if first == ".." else first[:4]), ("9999" if last == ".." else last[:4])
