"""What stands around a document number: its date, its title, the article that is meant.

Each reader starts at a place in normalised text and gives what it read with the place where it ended, or None.
"""

from __future__ import annotations

import re as plain_re
from dataclasses import dataclass
from functools import cache

import regex as re

from vnplan_extract.lang.doctypes import doctypes
from vnplan_extract.lang.patterns import compiled
from vnplan_extract.lang.wordlists import either

_CAPITALS = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
BLANK = r"[ \t\u00a0]{0,6}+(?:\n[ \t\u00a0]{0,6}+)?+"
_DOTS = r"[ .…_\t\u00a0]{0,30}+"

# ------------------------------------------------------------------------------------------------------------- date


@dataclass(frozen=True, slots=True)
class Issued:
    """A date of issue: `edtf` None when nothing of it can be read; `flags` say why or what is missing."""

    edtf: str | None
    end: int
    flags: tuple[str, ...] = ()


# Plain `re`, which is many times as fast here; it knows each name once, so that each form has its own.
_DATE = compiled(
    rf"""
    {BLANK} ,?+ {BLANK} (?P<paren>\(?+) {BLANK} (?:(?:ký|ban{BLANK}hành){BLANK})?+
    (?:(?:hồi|lúc){BLANK}\d{{1,2}}{BLANK}(?:giờ|h|g)(?:{BLANK}\d{{1,2}}(?:{BLANK}phút)?+)?+{BLANK},?+{BLANK})?+
    (?:
      (?:ngày|ng.y) {_DOTS} (?P<d1>\d{{0,2}}+) {_DOTS} / {_DOTS} (?P<m1>\d{{0,2}}+) {_DOTS} (?:/ {_DOTS} (?P<y1>\d{{2,4}}+)?+)?+
    | (?:ngày|ng.y) {_DOTS} (?P<d2>\d{{1,2}}+) (?P<s>[.-]) (?P<m2>\d{{1,2}}+) (?P=s) (?P<y2>\d{{4}}+)
    | (?:(?:ngày|ng.y) {_DOTS} (?P<d3>\d{{0,2}}+) {_DOTS})?+ {BLANK} th.ng {_DOTS} (?P<m3>\d{{0,2}}+) {_DOTS} {BLANK}
        (?: (?:năm|n.m) {_DOTS} | / [ ]?+ ) (?P<y3>\d{{4}}+)?+
    | năm {BLANK} (?P<y4>(?:19|20)\d\d)
    | (?P<d5>\d{{1,2}}+) / (?P<m5>\d{{1,2}}+) / (?P<y5>\d{{4}}+)
    )
    (?!\d)
    """,
    plain_re.VERBOSE | plain_re.IGNORECASE,
)


def read_issued(text: str, position: int) -> Issued | None:
    """Read a date of issue at the place: "ngày 31/8/2020", "ngày /4/2021" (2021-04), "(năm 2015)"; None if there is none."""
    match = _DATE.match(text, position)
    if match is None:
        return None
    end = match.end()
    if match["paren"] and text[end : end + 1] == ")":
        end += 1
    elif match["paren"]:
        return None
    days, months, years = (
        match.group("d1", "d2", "d3", "d5"),
        match.group("m1", "m2", "m3", "m5"),
        match.group("y1", "y2", "y3", "y4", "y5"),
    )
    edtf, flags = _edtf(_first(days), _first(months), _first(years))
    return Issued(edtf, end, flags)


def _first(parts: tuple[str | None, ...]) -> str:
    return next(filter(None, parts), "")


def _edtf(day: str, month: str, year: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the date as EDTF as far as it is sure: what is blank or cannot be (31/02, month 54) is left off, and said."""
    if len(year) != 4:
        return None, ("date_incomplete",)
    if not 1900 <= int(year) <= 2100:
        return None, ("impossible_date",)
    if not month:
        return year, ("date_incomplete",) if day else ()
    if not 1 <= int(month) <= 12:
        return year, ("impossible_date",)
    if day and not 1 <= int(day) <= _month_days(int(year), int(month)):
        return f"{year}-{int(month):02}", ("impossible_date",)
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else ""), ()


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


# ------------------------------------------------------------------------------------------------------------ title

TITLE_LIMIT = 700  # letters of a title that are read at most; the longest in the real documents has 420

_LEAD = re.compile(
    rf"""
    {BLANK} ,?+ {BLANK} (?: (?P<drop> về{BLANK}việc(?!\w) | [Vv]/v:? | về(?!\w) | : ) {BLANK}
      | (?= (?:[Pp]hê{BLANK}duyệt|[Bb]an{BLANK}hành|[Qq]uy{BLANK}định|[Hh]ướng{BLANK}dẫn|[Ss]ửa{BLANK}đổi|[Cc]ông{BLANK}bố|[Tt]hành{BLANK}lập|[Tt]hực{BLANK}hiện|[Tt]riển{BLANK}khai|
              [Bb]ổ{BLANK}sung|[Đđ]iều{BLANK}chỉnh|[Pp]hân{BLANK}cấp|[Pp]hân{BLANK}công|[Gg]iao|[Tt]ổ{BLANK}chức{BLANK}(?:thực|phong{BLANK}trào|các{BLANK}hoạt{BLANK}động|kỷ{BLANK}niệm|cuộc{BLANK}thi|hội{BLANK}thi)|[Pp]hát{BLANK}triển|[Hh]ỗ{BLANK}trợ|[Pp]hòng{BLANK},?{BLANK}chống|[Cc]ải{BLANK}cách|[Cc]huyển{BLANK}đổi{BLANK}số|[Ứứ]ng{BLANK}phó|[Tt]ăng{BLANK}cường|[Đđ]ẩy{BLANK}mạnh|[Cc]hi{BLANK}tiết|
              [Hh]ợp{BLANK}nhất|[Bb]ãi{BLANK}bỏ|[Tt]hay{BLANK}thế|[Tt]hông{BLANK}qua|[Đđ]ính{BLANK}chính|[Uu]ỷ{BLANK}quyền|[Uu]ỷ{BLANK}quyền|[Ủủ]y{BLANK}quyền|[Kk]iện{BLANK}toàn|[Xx]ử{BLANK}lý|[Tt]hông{BLANK}báo{BLANK}(?:kết{BLANK}luận|ý{BLANK}kiến))(?!\w) | [“"] )
    )
    """,
    re.VERBOSE,
)
_AGENCY_HEAD = rf"(?:{either('citations', 'body_heads')})".replace(" ", r"\s+")
_CLAUSE_VERBS = either("citations", "clause_verbs").replace(" ", BLANK)


# "Luật Nhà ở được sửa đổi, bổ sung năm 2020", but "công bố thủ tục hành chính được sửa đổi, bổ sung thuộc phạm vi ..."
_AMENDED = (
    rf"(?<!hành\schính\s)(?<!TTHC\s)được{BLANK}(?:sửa|bổ|thay)"
    rf"(?!(?:[\s,]|đổi|bổ|sung|thế|và|hoặc|mới){{0,30}}\s(?:thuộc|trong|lĩnh{BLANK}vực|bị|bãi{BLANK}bỏ|hủy{BLANK}bỏ|của)(?!\w))"
    rf"|(?<=,[ ])sửa{BLANK}đổi,?{BLANK}bổ{BLANK}sung{BLANK}(?:năm|ngày|tại|bởi)"
)


@cache
def _clause_end() -> plain_re.Pattern[str]:
    """Return the pattern of what ends a title: it begins with one class of signs, which is what `re` finds fastest."""
    return compiled(
        rf"""
        [;“”"()\n.:, \t\u00a0] (?:
          (?<=[;“”"()\n]) | (?<=[.])(?=\s|/|\Z|”) | (?<=:)(?=\s|\Z)
        | (?: (?<=,) | (?<=[ ])và(?:{BLANK}các)? ) {BLANK} (?= (?:{kind_words()}) {BLANK} (?:số|\d|của|ngày) | (?:Luật|Bộ{BLANK}luật|Pháp{BLANK}lệnh){BLANK}[{_CAPITALS}] | số{BLANK}\d)
        | (?<=,) {BLANK} (?= {_AGENCY_HEAD} [^,;.\n]{{0,90}}? [ ](?:đã[ ])?(?:{_CLAUSE_VERBS})[ ] )
        | (?<=[, \t\u00a0]) {BLANK} (?<=[ ,\n]) (?= (?:cụ{BLANK}thể|trong{BLANK}đó|như{BLANK}sau|vào{BLANK}(?:cuộc{BLANK}sống|thực{BLANK}tiễn)|phù{BLANK}hợp{BLANK}với|và{BLANK}theo|(?:và{BLANK})?(?:theo|xét){BLANK}đề{BLANK}nghị|và{BLANK}các{BLANK}văn{BLANK}bản|và{BLANK}văn{BLANK}bản|theo{BLANK}quy{BLANK}định|trên{BLANK}cơ{BLANK}sở|đã{BLANK}được|{_AMENDED}|Kính{BLANK}gửi|gửi{BLANK}các|Điều{BLANK}\d+\.|tại{BLANK}(?:{kind_words()}){BLANK}số)(?!\w))
        )
        """,
        plain_re.VERBOSE,
    )


@cache
def kind_names() -> tuple[str, ...]:
    """Return the names of kinds that begin a citation, long names first."""
    names = {name for row in doctypes() for name in row.names if row.cited}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def kind_words() -> str:
    """Return the alternation of those names, blanks flexible."""
    return "|".join(name.replace(" ", BLANK) for name in kind_names())


def read_title(text: str, position: int) -> tuple[str, int] | None:
    """Read the title that follows a number, its date and issuer, and where it ends: after "về việc", or from "phê duyệt" on.

    "về việc" and "về" themselves are left off, as are quotes around the whole; a title ends with its clause.
    """
    lead = _LEAD.match(text, position)
    if lead is None:
        return None
    start = lead.end()
    end = _title_end(text, start)
    title = " ".join(text[start:end].split()).strip(" ,.")
    title = _TAIL.sub("", title) if title.endswith(_TAILS) else title
    if (
        (title[:1], title[-1:]) in {("“", "”"), ('"', '"')}
        and title.count(title[0]) <= 2
        and title.count("“") <= 1
    ):
        title = _INNER_LEAD.sub("", title[1:-1].strip())
    return (title, end) if title else None


_TAILS = ("về", "và", "các", "của", "tại", "như")
_TAIL = plain_re.compile(rf"(?:[ ,](?:{'|'.join(_TAILS)}))+\Z")
_INNER_LEAD = plain_re.compile(r"(?:về việc|[Vv]/v:?)\s+")
_CLOSING = {"“": "”", '"': '"', "(": ")"}


def _title_end(text: str, start: int) -> int:
    """Return where the clause that begins at `start` ends; inside quotes and brackets nothing ends it."""
    limit = min(len(text), start + TITLE_LIMIT)
    position = start
    for match in _clause_end().finditer(text, start, limit):
        if match.start() < position:
            continue
        sign = match.group()[:1]
        if sign == "\n" and _goes_on(text, match.end()):
            continue
        if sign not in _CLOSING:
            return int(match.start())
        close = text.find(_CLOSING[sign], match.end(), limit)
        if sign == "(" and (close < 0 or _aside(text, match.end())) and not _NAMED.match(text, match.end()):
            return int(match.start())
        if close < 0:  # a quote that is never closed shelters nothing
            continue
        position = close + 1
        if sign != "(" and _ends_after_quote(text, position):
            return position
    return limit


_ASIDE = re.compile(
    r"sau\s+đây|gọi|viết\s+tắt|dưới\s+đây|kèm|tại|theo|đã|Điều|khoản|điểm|(?:Nghị\s+quyết|Chỉ\s+thị|Quyết\s+định|Kế\s+hoạch|Đề\s+án)\s+\d",
    re.IGNORECASE,
)
# A short name in brackets within a title: "vật liệu nổ (viết tắt là VLN), tiền chất thuốc nổ thuộc ...", "Đề án X (gọi tắt là Đề án) giai đoạn ...".
_NAMED = re.compile(
    r"(?:sau\s+đây\s+)?(?:gọi|viết)\s+(?:tắt\s+)?là\s[^()\n]{1,60}\)(?:,\s+(?!(?:trong|theo|bao|gồm|như|được|là|cụ|đồng|với|nhằm|để|và|đến|nay|có|đã|do|căn|giao|sở)\b)\p{Ll}"
    r"|\s+(?:giai\s+đoạn|trên\s+địa\s+bàn|thuộc|đến\s+năm|năm\s+\d)\b)"
)
_AFTER_QUOTE = re.compile(rf"{BLANK},?+{BLANK}(?:giai|trên|đến|năm|tại|của|thuộc|tỉnh|và{BLANK}“)")


def _aside(text: str, position: int) -> bool:
    return _ASIDE.match(text, position) is not None


def _ends_after_quote(text: str, position: int) -> bool:
    """Say whether a title is over when its quote is closed: unless a place or a period follows."""
    return _AFTER_QUOTE.match(text, position) is None


def _goes_on(text: str, position: int) -> bool:
    """Say whether the clause goes on over a line break: with a small letter, a digit or an opening mark."""
    following = text[position : position + 1]
    return following.islower() or following.isdigit() or following in {"“", "("}


# ---------------------------------------------------------------------------------------------------------- article

_MARK = r"(?:\d{1,3}[a-zđ]?|[a-zđ]\d?|[IVXLC]{1,6})(?!\w)"
_UNIT = rf"(?:[Đđ]iểm|[Tt]iết|[Kk]hoản|[Đđ]iều|[Cc]hương|(?:[Tt]iểu{BLANK})?[Mm]ục|[Pp]hần|[Pp]hụ{BLANK}lục)"
_LIST = rf"{_MARK}(?:{BLANK}(?:,{BLANK}(?:và{BLANK})?|và{BLANK}|-{BLANK}|đến{BLANK}){_MARK})*+"
_CHAIN = re.compile(
    rf"(?<!\w)(?P<chain>{_UNIT}{BLANK}{_LIST}(?:{BLANK}(?:,|;)?{BLANK}(?:và{BLANK}|của{BLANK}|các{BLANK}|hoặc{BLANK}|đến{BLANK})*{_UNIT}{BLANK}{_LIST}){{0,8}}+)"
    rf"{BLANK},?{BLANK}(?:của{BLANK}|ban{BLANK}hành{BLANK}kèm{BLANK}theo{BLANK}|kèm{BLANK}theo{BLANK})?\Z"
)
_AFTERWARDS = re.compile(
    rf"{BLANK}(?:,{BLANK}|(?P<paren>\(){BLANK})(?P<chain>{_UNIT}{BLANK}{_LIST}(?:{BLANK},?{BLANK}{_UNIT}{BLANK}{_LIST}){{0,3}}+)(?(paren){BLANK}\)|(?={BLANK}(?:[.;)]|\Z)))"
)
# Where a chain may begin: seen at once by `re`, as it begins with one class of letters.
_MAY_BE_CHAIN = plain_re.compile(r"[ĐđTtKkCcMmPp](?<!\w.)(?:i[ểếề]|hoản|hương|ục|hần|hụ)", plain_re.DOTALL)
ARTICLE_LIMIT = 160  # letters before a kind word in which an article is looked for
_BETWEEN_UNITS = re.compile(rf"(?P<unit>{_UNIT})(?P<list> {_LIST}) ?(?P<sep>,|;|của)?(?= (?P<next>{_UNIT}))")


def _nested(match: re.Match[str]) -> str:
    """Leave off the comma between a part and the whole it is in: "khoản 2, Điều 5" but "Điều 5, Điều 6"."""
    alike = match["unit"].lower() == match["next"].lower()
    return f"{match['unit']}{match['list']}{(match['sep'] or '') if alike else ''}"


def read_article(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Return where the article chain that ends at `end` begins, and the chain: "khoản 2 Điều 5"; it begins after `start`."""
    start = max(start, end - ARTICLE_LIMIT)
    for begin in _MAY_BE_CHAIN.finditer(text, start, end):
        if match := _CHAIN.match(text, begin.start(), end):
            return match.start(), _in_short(match["chain"])
    return None


def read_article_after(text: str, position: int) -> tuple[int, str] | None:
    """Return where the article after a citation ends, and the article: "Luật Đất đai (Điều 15)", "..., Điều 1."."""
    match = _AFTERWARDS.match(text, position)
    return None if match is None else (match.end(), _in_short(match["chain"]))


def _in_short(chain: str) -> str:
    return " ".join(_BETWEEN_UNITS.sub(_nested, " ".join(chain.split())).split())
