"""Who issued a cited document: "của Bộ trưởng Bộ Công Thương", "của HĐND tỉnh khóa XVI, kỳ họp thứ 4"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_parts import BLANK, read_issued
from vnplan_extract.lang.doctypes import issuers
from vnplan_extract.lang.offices import before_an_issuer
from vnplan_extract.lang.patterns import compiled
from vnplan_extract.lang.tones import strip_accents
from vnplan_extract.lang.values import Agency
from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.values import AgencyLevel, Mention

_OF = re.compile(rf"{BLANK},?+{BLANK}(?:của|do){BLANK}", re.IGNORECASE)
_SHORT = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "BTV": "Ban Thường vụ",
    "BCH": "Ban Chấp hành",
}
_ABBREVIATION = re.compile(rf"(?<!\w)(?:{'|'.join(_SHORT)})(?!\w)")
_CAPITAL = re.compile(r"(?<!\w)\p{Lu}")
_AREA = rf"(?:{BLANK}(?:tỉnh|[Tt]hành{BLANK}phố|TP\.?|huyện|quận|thị{BLANK}xã|thị{BLANK}trấn|xã|phường|đặc{BLANK}khu|[Tt]hành{BLANK}phố))"
_PROPER = rf"(?:{BLANK}(?:-{BLANK})?\p{{Lu}}[\p{{L}}]*+)"
_PLAIN = re.compile(
    rf"""
    (?: (?:UBND|HĐND|Ủy{BLANK}ban{BLANK}nhân{BLANK}dân|Hội{BLANK}đồng{BLANK}nhân{BLANK}dân|Đảng{BLANK}bộ|Tỉnh{BLANK}ủy|Thành{BLANK}ủy|Huyện{BLANK}ủy|Quận{BLANK}ủy|
          Đảng{BLANK}ủy|Công{BLANK}an|Tỉnh{BLANK}đoàn|Hội{BLANK}đồng|Đoàn{BLANK}đại{BLANK}biểu{BLANK}Quốc{BLANK}hội) {_AREA}?+ {_PROPER}{{0,5}}+
      | (?:Sở|Ban|Cục|Tổng{BLANK}cục|Văn{BLANK}phòng|Chi{BLANK}cục|Hội|Viện) {_PROPER} (?: {BLANK}(?:và|nhân{BLANK}dân|tỉnh|thành{BLANK}phố){_PROPER} | {_PROPER} ){{0,6}}+
      | Bộ{BLANK}Chính{BLANK}trị | Ban{BLANK}Bí{BLANK}thư | Ban{BLANK}Chấp{BLANK}hành{BLANK}Trung{BLANK}ương(?:{BLANK}Đảng)? | Trung{BLANK}ương{BLANK}Đảng | Quốc{BLANK}hội
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued a document, as printed in [start, end)."""

    agency: Agency
    start: int
    end: int


_PREMIER = re.compile(rf"Thủ{BLANK}tướng(?:{BLANK}(?:CP|Chính{BLANK}[Pp]hủ))?(?!\w)", re.IGNORECASE)
_PREMIER_AGENCY = Agency("Thủ tướng Chính phủ", "VN/thu-tuong-chinh-phu", "VN/thu-tuong-chinh-phu", "central")


class AgencyFinder:
    """Finds the agency that stands at a place, among mentions that are known already or by a light rule.

    The light rule knows the issuers of `data/issuers.csv`, committees with their area, and names in capitals.
    """

    def __init__(self, mentions: Sequence[Mention[Agency]]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
        self._starts = [mention.start for mention in self._mentions]

    def at(self, text: str, position: int) -> Issuer | None:
        """Return the issuer that begins exactly at the place, with the office before it ("Bộ trưởng Bộ Công Thương")."""
        found = self._plain_at(text, position)
        office = before_an_issuer().match(text, position)
        if office is None or (found is not None and found.end > office.end()):
            return found
        behind = self._plain_at(text, office.end())
        if behind is None:
            return found
        name = f"{' '.join(office.group().split())} {behind.agency.name}"
        agency = Agency(name, behind.agency.id, behind.agency.current_id, behind.agency.level)
        return Issuer(agency, position, behind.end)

    def ending(self, text: str, start: int, end: int) -> Issuer | None:
        """Return the longest issuer within [start, end) that ends at `end`."""
        for word in _CAPITAL.finditer(text, start, end):
            found = self.at(text, word.start())
            if found is not None and found.end == end:
                return found
        return None

    def _plain_at(self, text: str, position: int) -> Issuer | None:
        index = bisect_left(self._starts, position)
        premier = _PREMIER.match(text, position)
        if premier is not None:
            return Issuer(_PREMIER_AGENCY, position, premier.end())
        if index < len(self._mentions) and self._starts[index] == position:
            mention = self._mentions[index]
            return Issuer(mention.value, position, mention.end)
        return _light(text, position)


def _light(text: str, position: int) -> Issuer | None:
    """Read an issuer without the gazetteer."""
    named = _issuer_names().match(text, position)
    plain = _PLAIN.match(text, position)
    best = max((match for match in (named, plain) if match), key=lambda match: match.end(), default=None)
    if best is None:
        return None
    name = " ".join(best.group().split())
    name = _canonical().get(name.lower(), name)
    name = _written_out(name)
    return Issuer(Agency(name, level=_level(name)), position, best.end())


def _written_out(name: str) -> str:
    """Write out the abbreviations that a name is made with: "UBND tỉnh" is "Ủy ban nhân dân tỉnh"."""
    return str(_ABBREVIATION.sub(lambda short: _SHORT[short[0]], name))


def _level(name: str) -> AgencyLevel:
    known = _levels().get(name.lower())
    if known is not None and known != "other":
        return known
    for word, level in _AREA_LEVELS.items():
        if word in name:
            return level
    return "other"


_AREA_LEVELS: dict[str, AgencyLevel] = {
    " tỉnh": "province", " thành phố": "province", " Thành phố": "province", "Tỉnh ủy": "province", "Thành ủy": "province",
    " huyện": "district", " quận": "district", " thị xã": "district", " xã": "commune", " phường": "commune", " đặc khu": "commune",
    "Bộ ": "central",
}  # fmt: skip


@cache
def _levels() -> dict[str, AgencyLevel]:
    return {row.name.lower(): row.level for row in issuers().values()}


@cache
def _canonical() -> dict[str, str]:
    return {row.name.lower(): row.name for row in issuers().values()}


@cache
def _issuer_names() -> re.Pattern[str]:
    known = dict.fromkeys(row.name for row in issuers().values() if " " in row.name and "(" not in row.name)
    names = sorted(known, key=len, reverse=True)
    spelt = "|".join(re.escape(name).replace(r"\ ", " ").replace(" ", BLANK) for name in names)
    area = rf"(?:{_AREA}{_PROPER}{{0,4}}+)?+"
    return re.compile(rf"(?i:{spelt})(?!\w){area}")


_TERM_TEXT = rf"{BLANK}\(?[Kk]hóa{BLANK}(?:[IVX]+|\d+)(?!\w)\)?(?:{BLANK}[,-]?{BLANK}(?:tại{BLANK})?[Kk]ỳ{BLANK}họp{BLANK}thứ{BLANK}[^\W_]++)?"
_TERM = re.compile(_TERM_TEXT)


_UNLISTED = re.compile(
    rf"(?!(?:Luật|Nghị|Quyết|Thông|Kế|Đề|Chương|Dự|Phương){BLANK})\p{{Lu}}[\p{{L}}&\-]*+"
    rf"(?:{BLANK}[\p{{L}}&\-]++){{1,11}}?(?={BLANK}(?:về{BLANK}việc|về|v/v|ban{BLANK}hành|phê{BLANK}duyệt|thành{BLANK}lập)(?!\w))"
)


def _unlisted(text: str, position: int) -> Issuer | None:
    """Read a body that no list has where the title behind it shows its end: "của Hiệu trưởng nhà trường về việc"."""
    named = _UNLISTED.match(text, position)
    if named is None:
        return None
    name = " ".join(named.group().split())
    return Issuer(Agency(name, level=_level(name)), position, named.end())


def read_issuer(text: str, position: int, finder: AgencyFinder) -> Issuer | None:
    """Read "của UBND tỉnh ..." at the place."""
    of = _OF.match(text, position)
    if of is None or of.end() >= len(text):
        return None
    found = finder.at(text, of.end()) or _unlisted(text, of.end())
    if found is None:
        return None
    found = _whole(text, found)
    if found.agency.name.startswith(("Ban ", "Hội đồng ", "Tổ ")):
        found = _with_owner(text, found, finder)
    tail = _TERM.match(text, found.end)
    found = replace(found, end=tail.end()) if tail else found
    by = text[of.start() : of.end()].strip(" ,\n").lower() == "do"
    return None if by and "ban hành" not in text[found.end : found.end + 12] else found


_COUNCILS = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
_AREA_THEN_DATE = re.compile(
    rf"(?i:{_AREA.replace('[Tt]', 't').replace('TP', 'tp')})(?:{BLANK}\d{{1,2}}|{_PROPER}{{1,4}})(?={BLANK},?{BLANK}ngày{BLANK}\d)"
)


def council_after(text: str, position: int, code: str | None) -> Issuer | None:
    """Read whose council or committee a number is where its area stands bare before the date: "08/QĐ-UBND Quận 8 ngày 04/5/2023"."""
    body = _COUNCILS.get(code or "")
    area = _AREA_THEN_DATE.match(text, position) if body else None
    if body is None or area is None:
        return None
    unit, _, name = " ".join(area.group().split()).partition(" ")
    full = f"{body} {unit.lower()} {name}"
    return Issuer(Agency(full, level=_level(full)), position, area.end())


_ACT = either("citations", "acts").replace(" ", BLANK)
_ISSUES = rf"(?:(?:ký{BLANK})?ban{BLANK}hành|ký|thông{BLANK}qua|ra)"
# What a body does to a document before it issues it; whom it advises issues it, if its letters are not the adviser's.
_PREPARES = rf"(?:(?:ký|xây{BLANK}dựng|(?:chủ{BLANK}động{BLANK})?(?P<advises>tham{BLANK}mưu)|chủ{BLANK}động|kịp{BLANK}thời|khẩn{BLANK}trương|thống{BLANK}nhất|chính{BLANK}thức){BLANK}(?:(?:,|và){BLANK})?)"
_TO_THE_DOCUMENT = compiled(
    rf"(?:{_TERM_TEXT})?{BLANK}(?:(?:(?:đã|vừa|mới){BLANK})?(?:{_ACT}){BLANK})?(?:(?:vừa|đã|mới){BLANK})?{_PREPARES}{{0,2}}"
    rf"(?:(?:tại|ở|(?P<issues>có|{_ISSUES})|bằng|trình){BLANK}(?:các{BLANK})?|\({BLANK})\Z"
)
_LEADS_TO = ("tại", "ở", "có", "bằng", "trình", "các", "hành", "ký", "qua", "ra", "(")  # its last words
_BEFORE = 140  # letters in which the name stands


def issuer_before(text: str, start: int, floor: int, finder: AgencyFinder, code: str | None) -> Issuer | None:
    """Read who is named right before a document: "đề nghị của Sở Y tế tại Tờ trình số 88/TTr-SYT", "Sở Y tế có Công văn số ...".

    Only where the letters of the number are that body's: what is said of one body may stand in another's document.

    Args:
        text: Normalised text.
        start: Where the citation begins.
        floor: Where the citation before it ends.
        finder: The issuers of the text.
        code: The letters of the issuer in the number.
    """
    first = max(floor, start - 40)
    if code is None or not text[first:start].rstrip().endswith(_LEADS_TO):
        return None
    joint = _TO_THE_DOCUMENT.search(text, first, start)
    if joint is None:
        return None
    stop = _before_note(text, floor, joint.start())
    found = finder.ending(text, max(floor, stop - _BEFORE), stop)
    return found if found is not None and are_letters_of(code.upper(), found.agency.name) else None


def _before_note(text: str, floor: int, stop: int) -> int:
    """Return where a name ends that a note in brackets stands behind: "Sở Y tế (Cơ quan thường trực Ban Chỉ đạo) tại Tờ trình"."""
    begin = text.rfind("(", max(floor, stop - _BEFORE), stop) if text[stop - 1 : stop] == ")" else -1
    return stop if begin < 0 else len(text[:begin].rstrip())


def issued_by(text: str, start: int, floor: int, finder: AgencyFinder) -> Issuer | None:
    """Read who "ban hành" a document whose number has no letters: "Bộ Chính trị đã ban hành Nghị quyết 57"."""
    if not text[max(floor, start - 8) : start].rstrip().endswith("hành"):
        return None
    done = _TO_THE_DOCUMENT.search(text, max(floor, start - 40), start)
    if done is None or done["issues"] is None or done["advises"]:
        return None
    return finder.ending(text, max(floor, done.start() - _BEFORE), done.start())


_DATED = re.compile(
    rf"(?<!\w)(?<!(?:[Đđ]ến|[Tt]ừ|[Tt]rước|[Ss]au|kể){BLANK})ngày(?=[ \d])[^;()\n]{{2,40}}?,?{BLANK}\Z",
    re.IGNORECASE,
)


def date_before(text: str, issuer: Issuer, start: int, floor: int) -> str | None:
    """Read the day on which a body issued a document: "Ngày 27/4/2022, UBND tỉnh đã ban hành Kế hoạch số ...".

    Args:
        text: Normalised text.
        issuer: Who issued it, named before it.
        start: Where the citation begins.
        floor: Where the citation before it ends.
    """
    done = _TO_THE_DOCUMENT.search(text, issuer.end, start)
    if done is None or done["issues"] is None:
        return None
    dated = _DATED.search(text, max(floor, issuer.start - 40), issuer.start)
    issued = read_issued(text, dated.start()) if dated else None
    whole = issued is not None and issued.edtf is not None and len(issued.edtf) == len("2022-04-27")
    return (
        issued.edtf if issued and whole and _TO_THE_ISSUER.fullmatch(text, issued.end, issuer.start) else None
    )


_TO_THE_ISSUER = re.compile(rf"{BLANK}(?:vừa{BLANK}(?:qua|rồi)|nêu{BLANK}trên)?[ ,\n]*+")


_NEXT = re.compile(rf"{BLANK},?{BLANK}")
_THEN_ISSUES = re.compile(rf"{BLANK}(?:(?:đã|vừa|mới){BLANK})?(?:có|{_ISSUES})(?!\w)")


def issues_next(text: str, comma: int, position: int, finder: AgencyFinder) -> bool:
    """Whether the date between a comma and the place is that of the next document: "..., ngày 11/02/2022 UBND tỉnh ban hành ..."."""
    if text[comma : comma + 2].lstrip()[:1] != ",":
        return False
    gap = _NEXT.match(text, position)
    at = gap.end() if gap else position
    found = finder.at(text, at) if text[at : at + 1].isupper() else None
    return found is not None and _THEN_ISSUES.match(text, found.end) is not None


_SAID = re.compile(
    rf"(?:đề{BLANK}nghị|ý{BLANK}kiến|kiến{BLANK}nghị|đề{BLANK}xuất|báo{BLANK}cáo|hướng{BLANK}dẫn|chỉ{BLANK}đạo|yêu{BLANK}cầu|thẩm{BLANK}định|kết{BLANK}luận){BLANK}của{BLANK}\Z",
    re.IGNORECASE,
)
_AT = re.compile(rf"(?<!\w)tại{BLANK}(?:các{BLANK})?\Z")


def speaker_before(text: str, start: int, floor: int, finder: AgencyFinder) -> Issuer | None:
    """Read who says what a document says: "theo đề nghị của Sở Y tế tại Tờ trình số 88" is in the Sở's own document."""
    at = _AT.search(text, max(floor, start - 12), start)
    if at is None:
        return None
    stop = at.start()
    while stop > floor and text[stop - 1] in " \n":
        stop -= 1
    found = finder.ending(text, max(floor, stop - _BEFORE), stop)
    said = found and _SAID.search(text, max(floor, found.start - 30), found.start)
    return found if said else None


# The Party's centre, the Tỉnh ủy and the Thành ủy have one sign for all of their bodies (Hướng dẫn 36-HD/VPTW).
_CENTRE = ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương", "Ban Chấp hành Trung ương Đảng")
_WHO_ELSE = {"TW": _CENTRE, "TƯ": _CENTRE, "QH": ("Quốc hội",)}


def are_letters_of(code: str, name: str) -> bool:
    """Whether the letters stand for a name or for a part of it: SXD for "Giám đốc Sở Xây dựng", UBND for "Ủy ban nhân dân huyện"."""
    known = issuers().get(code.rstrip("0123456789"))  # "QH15" is the National Assembly of its term
    if known is not None and (known.name in name or name in _WHO_ELSE.get(known.code, ())):
        return True
    words = [word for word in name.split() if word not in ("và", "-", "&")]
    initials = "".join("Đ" if word[0] in "đĐ" else strip_accents(word[0]).upper() for word in words)
    starts = (at for at, word in enumerate(words) if word[0].isupper())
    code = code.replace("&", "")  # "45/TTr-KT&HT" of the Phòng Kinh tế và Hạ tầng
    return len(code) > 1 and any(initials.startswith(code, at) for at in starts)


_AND = re.compile(rf"{BLANK}(?:,|-|và(?!\w)){BLANK}")
_AND_SECRETARIAT = re.compile(rf"{BLANK}(?:,|và(?!\w)){BLANK}Ban{BLANK}Bí{BLANK}thư(?!\w)")


def end_of_centre(text: str, position: int, issuer: Issuer) -> int:
    """Return where the Party's centre as an issuer ends: "của Bộ Chính trị, Ban Bí thư về" is one sign, TW."""
    also = _AND_SECRETARIAT.match(text, position) if issuer.agency.name in _CENTRE else None
    return also.end() if also else position


def end_of_joint_issuers(text: str, position: int, finder: AgencyFinder) -> int:
    """Return where a joint document's list of issuers ends, the first of which ends at the place."""
    while (also := _AND.match(text, position)) is not None:
        found = finder.at(text, also.end())
        if found is None:
            break
        position = found.end
    return position


_GENERIC = (
    "Cục ", "Chi cục ", "Tổng cục ", "Viện ", "Vụ ", "Hội ", "Ban ", "Trung tâm ", "Phòng ", "Tổ ", "Trường ", "Công ty ",
)  # fmt: skip
_NAME_STOP = either("citations", "body_name_ends").replace(" ", BLANK)
_NAME_REST = re.compile(
    rf"(?:{BLANK}(?<=[ \n])(?!(?:{_NAME_STOP})(?!\w))[\p{{L}}&]++){{1,9}}+(?={BLANK}(?:[,;.:()“”]|\Z|(?:{_NAME_STOP})(?!\w)))"
)


def _whole(text: str, found: Issuer) -> Issuer:
    """Read on to the end of a name that the gazetteer does not have: "Cục Kiểm soát thủ tục hành chính"."""
    if found.agency.id is not None or not found.agency.name.startswith(_GENERIC):
        return found
    rest = _NAME_REST.match(text, found.end)
    if rest is None:
        return found
    agency = replace(found.agency, name=f"{found.agency.name} {_written_out(' '.join(rest.group().split()))}")
    return Issuer(agency, found.start, rest.end())


def _with_owner(text: str, found: Issuer, finder: AgencyFinder) -> Issuer:
    """Add whose board it is: "Ban Chỉ đạo của Chính phủ"."""
    of = _OF.match(text, found.end)
    owner = finder.at(text, of.end()) if of else None
    if owner is None:
        return found
    agency = Agency(f"{found.agency.name} của {owner.agency.name}", None, None, owner.agency.level)
    return Issuer(agency, found.start, owner.end)
