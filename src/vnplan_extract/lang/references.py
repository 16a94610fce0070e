"""Numbers that count nothing: years, dates, list marks, "Điều 7", "ISO 9001", "Cổ Nhuế 2", halves of a torn number.

Each function answers one question about a number at its place; the word lists are in `data/quantity_context.toml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.context import last_words, word_list
from vnplan_extract.lang.digits import read_digits
from vnplan_extract.lang.figures import LAID_OUT
from vnplan_extract.lang.nouns import noun_at
from vnplan_extract.lang.units import unit_by_id
from vnplan_extract.lang.wordlists import words

if TYPE_CHECKING:
    from vnplan_extract.lang.figures import Figure
    from vnplan_extract.lang.nouns import Noun

_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEARS = frozenset(words("numbers", "before_years"))
_DATE_TAIL = re.compile(r" ?[-/.] ?\d+(?: ?[-/.] ?\d+)*")
_LIST_MARK = re.compile(r"[.)](?:\s|$)|\t|- (?=[^\W\d_])")
MARK_ENDS = frozenset([".", ")", "\t", "-"])  # a list mark ends in one of these
_PART_OF_TIME = re.compile(r" ?(?:đầu|cuối)\b|(?: ?,)? ?\d")
_SECONDS = re.compile(r" \d{1,2} giây(?!\w)")
_OF_DAY = re.compile(
    r",? (?:cùng ngày|ngày \d|(?:sáng|chiều|tối|trưa|đêm)(?!\w))"
)  # "bế mạc 16 giờ ngày 07/12"
_EACH_DAY = (" hằng ngày", " hàng ngày")  # "báo cáo trước 16 giờ hằng ngày"
_REPETITION = re.compile(r" ?/ ?(?:0?1 ?)?lần\b| (?:một|1|01) lần\b")
_CLOCK = frozenset(words("numbers", "before_times"))
_SLOGAN = re.compile(r"[\"“”'‘]\d [^\W\d_]+(?: [^\W\d_]+){0,2}[\"”“'’]")  # phương châm "4 tại chỗ"
_BODY = re.compile(
    r"(?:Bộ|xã|phường|thị trấn|huyện|quận|tỉnh) [A-ZÀ-ỸĐ]"
)  # "Đề án 4 Bộ Tư pháp", "Xóm 7 xã Nghi Phú"
_NAMED_AFTER = frozenset(["place", "thing"])
_NOUNS_TOO = frozenset(words("numbers", "names_and_counts"))
_REPORTED = re.compile(
    r" \((?:chậm nhất |gửi )?trước |(?:,| và|;) (?:(?:cả|hằng|hàng) năm(?!\w)|năm(?! \d)(?!\w))| (?:ước )?đạt(?!\w)| trước ngày \d"
)  # "6 tháng và năm", "giải ngân 9 tháng đạt 65%", "6 tháng trước ngày 15/6, 9 tháng trước ngày 15/9"
_REPORTS = frozenset(
    words("numbers", "before_reported_periods")
)  # "báo cáo 6 tháng và năm", "sơ kết 6 tháng"
_PARTS_OF_YEAR = frozenset([3, 6, 9])
_WEEKDAY_BEFORE = frozenset(words("numbers", "before_weekdays"))
_WEEKDAY_AFTER = (", ngày", " ngày", " hàng tuần", " hằng tuần", " tuần", " đến thứ", "/")
_DAY_AFTER = re.compile(r",? \d{1,2}[/.-]\d{1,2}(?!\d)")
_CODE = re.compile(r"\d\.0|\d\.\d{6}")  # "công nghệ 4.0"; the code of an administrative procedure
_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3} [A-ZÀ-ỸĐ]")
_LABELLED = re.compile(r"\.? (?:- )?[A-ZÀ-ỸĐ]")
_PROPER_NAME = re.compile(r"[A-ZĐ][^\W\d_]*(?: [a-zđ][^\W\d_]*)? [A-ZÀ-ỸĐ]")
_TORN = re.compile(r" (?=\d)|, (?=\d(?!\d))|\. (?=\d{3}(?!\d))")
_STUCK = re.compile(r"(?<![^\W\d_])(?:đạt|tăng|giảm|còn|khoảng|chiếm|lên|từ|đến|gần|hơn|bằng)\d{1,2} ,?$")
_TORN_GAP = re.compile(r" |, ")
_RANGE_TO = re.compile(r"\d ?- ?\d{1,3}$")
_NO_NOUN = re.compile(
    r"[.,;:)\]/]|$| (?:và|để|cho|từ|trong|năm|vào|do|của|theo|so|hoặc|thì|là|với|tại|chiếm|tăng|giảm|\(|(?:một|mỗi) (?:năm|quý|tháng|tuần|ngày|giờ|người|hộ|suất|ha|lớp|xã)(?!\w))"
)
_NEXT_IN_LIST = re.compile(r"(?:,| và|,? và) ?")
_SMALL_NAME = re.compile(r"[ ,]\d{1,2}$")
_RATES = (1000, 10_000, 100_000)
_GROUPED_FROM = 1000
_NEVER_NAMED = frozenset(["money", "share"])
_GAPS = " (\t"
_LEADS = " -+*"  # bullets and blanks before a list mark
_QUOTES = "\"'“”‘"
_NEAR = 40  # letters: no words that name are further off
_TERMS = frozenset(words("numbers", "terms"))  # "nhiệm kỳ 5 năm" is so long
_METHODS = (" sigma", "s ")
_CLAUSE = 90
_WHOLE = re.compile(r"/((?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?)(?= [^\W\d_])")
_NO_PARTS = frozenset(["time", "measure", "money", "share", "times", "age", "rank"])
_BEFORE_DAY_AND_MONTH = frozenset(words("numbers", "before_days_and_months"))


def over(low: str, end: int) -> int:
    """Return the end of a date, a number of a document or a version that goes on after a number's end."""
    tail = _DATE_TAIL.match(low, end)
    return tail.end() if tail else end


def is_year(figure: Figure) -> bool:
    """Whether four plain digits look like a year."""
    return len(figure.digits) == 4 and _YEAR.fullmatch(figure.digits) is not None


def is_whole(unit_id: str) -> bool:
    """Whether what a unit counts comes in whole pieces."""
    unit = unit_by_id(unit_id)
    return unit is not None and unit.whole


def is_weekday(low: str, start: int, value: int, end: int) -> bool:
    """Whether "thứ hai" at a place is Monday, by the words beside it."""
    if not 2 <= value <= 7:
        return False
    if low[start - 1 : start] == "(" and low[end : end + 1] == ")":
        return True  # "ngày 11/9/2026 (thứ Sáu)"
    return (
        last_words(low, start, 0)[0] in _WEEKDAY_BEFORE
        or low.startswith(_WEEKDAY_AFTER, end)
        or _DAY_AFTER.match(low, end) is not None
    )


def counted_of(text: str, low: str, figure: Figure) -> Noun | None:
    """Return what "61/148 xã" counts: so many of a whole; "ngày 2/9", "24/24 giờ", "tỷ lệ 1/500" count nothing."""
    whole = _WHOLE.match(low, figure.end) if figure.digits else None
    if whole is None or last_words(low, figure.start, 0)[0] in _BEFORE_DAY_AND_MONTH:
        return None
    reading = read_digits(whole.group(1))
    noun = noun_at(text, low, whole.end(), unlisted=False) if reading else None
    if reading is None or noun is None or noun.unit is None:
        return None
    if noun.group in _NO_PARTS and noun.unit not in LAID_OUT:
        return None
    is_scale = figure.value == 1 and reading.value % 100 == 0  # a map of 1/500
    if reading.value in _RATES:  # "80/100.000 trẻ"
        if noun.unit != "person" or is_scale:
            return None
        per = f"{reading.value} person"
        parts = figure.value % 1  # "0,25/1.000 dân": no people
        return noun._replace(unit=None, text=None, per=per) if parts else noun._replace(per=per)
    beyond = "." in figure.digits and "." in whole.group(1)  # "8.793/6.500 đảng viên": more than was planned
    return noun if figure.value > 0 and (beyond or figure.value <= reading.value) and not is_scale else None


def is_list_mark(text: str, start: int, end: int) -> bool:
    """Whether digits mark an item: "1. Sở", "2) ...", "(1) ...", the number of a table's row."""
    after, before = text[end : end + 1], text[start - 1] if start else ""
    if after not in MARK_ENDS:
        return False
    if before == "(" and after == ")" and end - start <= 2:
        return True
    if end - start > 8 or (after != "\t" and not _LIST_MARK.match(text, end)):
        return False
    if before == after == "\t":  # in the middle of a row it is a cell of its own
        return text[end : end + 3].lstrip()[:1].isupper()
    if before not in _LEADS:
        return before == "\t" or before in ";:|" or before == after == "."
    head = text[max(start - 8, 0) : start].rstrip(_LEADS)
    if not head and start < 8:
        return True
    if head.endswith("\t") and after == "\t":  # in the middle of a row it is a cell of its own
        return text[end : end + 3].lstrip()[:1].isupper()
    return head.endswith(("\t", ";", ":", "|")) or (head.endswith(".") and after == ".")


def is_reference(text: str, low: str, figure: Figure, noun: Noun | None, floor: int) -> bool:
    """Whether a number names something: a year, "Điều 7", "lớp 5", "tháng 6", the row of "Phường Ba Đình"."""
    group = noun.group if noun else ""
    if group in _NEVER_NAMED:
        return False
    if noun and group == "place" and _PROPER_NAME.match(text, noun.start):
        return True
    if group != "time" and not is_year(figure) and not _may_be_named(low, figure.start, floor):
        return False  # as most
    one, two, three = last_words(low, figure.start, floor)
    always, soft, never = _names()
    if "/" in one and one not in always:
        one = one.rpartition("/")[2] or one  # "ISO/IEC 17025"
    one = one.lstrip("\"'“").rstrip(".:") or one
    if is_year(figure):
        counted = noun is not None and noun.unit is not None and noun.group != "time"
        return not counted or one in _BEFORE_YEARS or one.endswith((",", "-"))
    if figure.named:
        return False  # "ngân sách xã 1 tỷ": nothing is named by a thousand
    if noun and noun.group == "time" and is_time(low, figure, noun, floor):
        return True
    first = two.partition(" ")[0]
    if "mỗi" in (first, three) or "tổng số" in two or "hàng" in two or "hằng" in two:
        return False
    if one == "số" and first in ("tổng", "có", "một", "là", "ít", "trong") and noun and noun.unit:
        return False
    if noun and noun.group == "measure" and noun.text and len(noun.text) > 1 and one in _NOUNS_TOO:
        return False  # "trạm bơm Cự Khối 55 m³/s", "mỗi ngày 12 tấn"
    if two in never or (noun and noun.unit and low.endswith(": ", 0, figure.start)):
        return False  # "HACCP: 12 sản phẩm" counts
    if one in always or two in always:
        return not (
            noun
            and noun.unit == "year"
            and figure.value > 1
            and two in _TERMS
            and not low.startswith(" (", noun.end)
        )
    if "." in figure.digits and figure.value >= _GROUPED_FROM:
        return False  # nothing is named by "1.500"
    if (noun is None or noun.unit is None) and _SLOGAN.match(text, max(figure.start - 1, 0)):
        return True
    unlisted = (
        noun is None or noun.unit is None or (noun.group in _NAMED_AFTER and _BODY.match(text, noun.start))
    )
    return bool(unlisted) and (one in soft or two in soft)


def _may_be_named(low: str, start: int, floor: int) -> bool:
    """Whether the last words before a number end one that it may be named by, or a slogan opens with it."""
    left = max(floor, start - _NEAR)
    end = start - (low[start - 1] in _GAPS) if start else 0
    word = low[low.rfind(" ", left, end) + 1 or left : end]
    if not word.isalnum():
        cut = max(word.rfind("("), word.rfind("\t")) + 1
        word = word[cut:]
        if not word:
            return False
        if word[-1] in _QUOTES or "/" in word:
            return True
        word = word.lstrip(_QUOTES).rstrip(".:")
        if cut:
            return word in _name_ends()
    names = _name_ends().get(word)
    return names is not None and low.endswith(names, left, end)


@cache
def _name_ends() -> dict[str, tuple[str, ...]]:
    """The last words of what names a number, each with the names that end in it; "" where it is one alone."""
    always, soft, _ = _names()
    ends: dict[str, tuple[str, ...]] = {}
    for name in sorted(always | soft):
        first, _, last = name.rpartition(" ")
        ends[last] = (*ends.get(last, ()), name if first else "")
    return ends


@cache
def _names() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words before numbers that name: always, where nothing is counted, never."""
    return word_list("reference", "always"), word_list("reference", "soft"), word_list("reference", "never")


def is_time(low: str, figure: Figure, noun: Noun, floor: int) -> bool:
    """Whether "6 tháng", "8 giờ" is a stretch of the year or a time of the day: "6 tháng đầu năm", "lúc 8 giờ"."""
    if noun.unit == "minute" and _SECONDS.match(low, noun.end):
        return False  # "12 phút 30 giây"
    if _PART_OF_TIME.match(low, noun.end) and noun.unit != "day":
        return True
    if noun.unit == "hour" and (
        _OF_DAY.match(low, noun.end)
        or (low.startswith(_EACH_DAY, noun.end) and low.endswith("trước ", floor, figure.start))
    ):
        return True
    if noun.unit == "month" and figure.value in _PARTS_OF_YEAR and _REPORTED.match(low, noun.end):
        return True
    if noun.unit == "month" and low.startswith((" chạp", " giêng"), noun.end):
        return True
    before = last_words(low, figure.start, floor)[0]
    if before in _CLOCK or (before in _REPORTS and noun.unit == "month" and figure.value in _PARTS_OF_YEAR):
        return True
    if "định kỳ" in low[max(floor, figure.start - 32) : figure.start]:
        return True
    return low.startswith((" đầu", " cuối"), noun.end)


def is_repetition(low: str, noun: Noun, *, whole: bool) -> bool:
    """Whether "6 tháng" is how often ("6 tháng/lần"), or, in a whole expression, goes on as a time ("2 giờ 30 phút")."""
    if _REPETITION.match(low, noun.end):
        return True
    return whole and noun.unit != "day" and _PART_OF_TIME.match(low, noun.end) is not None


def goes_on(text: str, low: str, figure: Figure, *, whole: bool) -> bool:
    """Whether a lone number without a unit is a part of something longer: "15/4/2021", "125/KH-UBND", "08:30", "5S"."""
    after = text[figure.end : figure.end + 2]
    if not after:
        return False
    if after[0].isalnum() or after[0] in "_…" or after == "..":
        return True  # "20…" is a year to be filled in
    if whole:
        return False
    if figure.named and after[0] == "/" and after[1:].isalpha():
        return False  # "60 triệu/người"
    if after[0] in "/-" and (after[1:].isalnum() or after[1:] == " "):
        return after[1:] != " " or _DATE_TAIL.match(low, figure.end) is not None
    if after[0] == " ":
        return _DATE_TAIL.match(low, figure.end) is not None
    return after[0] in ":." and after[1:].isdigit()


def goes_on_list(low: str, chain: int, figure: Figure) -> bool:
    """Whether a number goes on a list of numbers that name: the 5 of "lớp 3, 4, 5 học tiếng Anh"."""
    if chain < 0 or not _NEXT_IN_LIST.fullmatch(low, chain, figure.start):
        return False
    return figure.digits.isdigit() and _SMALL_NAME.search(low, max(chain - 4, 0), chain) is not None


def is_label(text: str, low: str, figure: Figure) -> bool:
    """Whether a bare number names what stands before it or numbers what follows: "Cổ Nhuế 2", "4.0", "3. Nội dung"."""
    if _CODE.fullmatch(figure.digits):
        return True
    if figure.start == 0 and _HEADING.match(text):
        return True  # "1.1 Tên nhiệm vụ"
    if not figure.digits.isdigit() or len(figure.digits) > 3:
        return False
    if _LABELLED.match(text, figure.end) or (figure.start == 0 and low.startswith(" ", figure.end)):
        return True  # a list mark, the number of a row or of the page before
    if text.endswith("\t", 0, figure.start):
        return False  # what stands in the cell before is not named by it
    word = last_words(text, figure.start, 0)[0]
    return word[:1].isupper() and word[1:].islower()


def is_named(low: str, end: int) -> bool:
    """Whether a bare number is a part of the name of a method: "6 sigma"."""
    return low.startswith(_METHODS, end)


def is_torn(low: str, last_end: int, figure: Figure) -> bool:
    """Whether a damaged text layer tore a number in two: "1 66,9 tỷ", "15, 3 triệu", "1. 300 tỷ"."""
    if last_end >= figure.start or not low[figure.start].isdigit() or not low[last_end - 1].isdigit():
        return False
    return _TORN.match(low, last_end, figure.end) is not None


def is_rest(low: str, start: int) -> bool:
    """Whether a number is what a damaged text layer left of one, the rest of it stuck to the word: "đạt3 8,5%", "tăng6 ,5%"."""
    if start < 3 or (not low[start - 2].isdigit() and low[start - 1] != ","):
        return False  # nearly always
    torn_off = low[start - 1] == "," and low[start - 2] == " " and low[start - 3].isdigit()
    return torn_off or _STUCK.search(low, max(0, start - 12), start) is not None


def is_torn_end(low: str, chain: int, start: int) -> bool:
    """Whether a number is the rest of the upper end of a range that a damaged text layer tore: "15,5-1 6%", "19 - 21, 6%"."""
    return (
        _TORN_GAP.fullmatch(low, chain, start) is not None
        and _RANGE_TO.search(low, max(0, chain - 12), chain) is not None
    )


def is_money(low: str, figure: Figure, floor: int) -> bool:
    """Whether a bare "18 tỷ" is money: nothing that it could count follows, and a word before it speaks of money."""
    if not counts_nothing(low, figure.end):
        return False
    window = low[max(floor, figure.start - _CLAUSE) : figure.start]
    window = window[max(window.rfind("; "), window.rfind(". ")) + 1 :]
    return any(hint in window for hint in word_list("money", "hints"))


def counts_nothing(low: str, end: int) -> bool:
    """Whether nothing that a number could count stands after it."""
    return _NO_NOUN.match(low, end) is not None


def is_negative(low: str, start: int) -> bool:
    """Whether a minus stands right before a number: after a blank, an opening mark or nothing."""
    return start > 0 and low[start - 1] == "-" and (start == 1 or low[start - 2] in " (:")


def is_bullet(low: str, minus: int) -> bool:
    """Whether the minus at a place may be a dash that begins an item: nothing stands before it."""
    return not low[max(minus - 8, 0) : minus].strip(" (:")
