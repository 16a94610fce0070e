"""Who a heading, a lead before a colon or the subject of a sentence names: the bodies that have to act."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.lang.wordlists import either
from vnplan_extract.reading.actors import agency_mentions, runs_of
from vnplan_extract.reading.bodies import bodies_in, names_someone, subject_end, up_to_verb
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.records import VILLAGE, is_own_office, level_of
from vnplan_extract.reading.task_times import fold
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.lang.values import Agency, AgencyLevel, Mention
    from vnplan_extract.reading.draft import Draft

Agencies = tuple[plan.Agency, ...]

LONGEST_LEAD = 300  # letters before the colon of "Các Sở: A, B ...: Phối hợp ..."
ASKED = regex.compile(
    rf"\s*[-–+•]?\s*(?:giao(?:\s+cho)?|{either('actors', 'asked')})(?:\s*:\s*|\s+)", regex.IGNORECASE
)
REMARK = regex.compile(r"\([^()]{0,300}\)")
LIST_LEAD = regex.compile(r"\s*(?:các|những)\s[^:;]{1,80}:", regex.IGNORECASE)
CLASS_GIVEN = regex.compile(
    r"(?:Các|Những)\s[^;:.]{2,80}?\s(?:được giao|có tên|được phân công)\b[^,;:.]{0,120}?"
    r"(?:Phụ lục|Kế hoạch|Chương trình|Đề án|Phương án)(?:\s(?:của|kèm theo|này|ban hành)[^,;:.]{0,40}?)?"
    r"(?=,|\s(?:có|chịu) trách nhiệm|\s(?:lập|xây dựng|chủ động|căn cứ|tổ chức|phối hợp)\b)"
)
BY = regex.compile(rf"\bdo\s+(?P<who>[^,;:.]{{3,80}}?)\s+(?:{either('actors', 'done_by')})\b")
OF_WHOM = regex.compile(
    r"(?:(?:trách nhiệm|nhiệm vụ|phần việc|trách nhiệm,? nhiệm vụ)(?: (?:thực hiện|cụ thể))? của|đối với)\s+(?!(?:kế hoạch|công tác|việc)\b)",
    regex.IGNORECASE,
)
# How names of departments go on in small letters, with nothing else on the line.
NAME_GOES_ON = regex.compile(rf"(?:{either('actors', 'name_goes_on')})(?:[\s,]\s?\p{{Ll}}+){{0,12}}")
# "1. Cấp tỉnh" parts those who act by where they are.
LEVEL = regex.compile(
    r"(?:Đối với |Ở |Tại )?(?i:(?:các )?(?:cấp|tuyến)) (?:trung ương|tỉnh|thành phố|huyện|xã|phường|cơ sở|thôn|trường)(?:, (?:xã|phường|đặc khu|thành phố|thị trấn)){0,3}[\s:]*"
)
OPENING = regex.compile(r"[\s\-–+•]*")


def heading_agencies(draft: Draft, title: Passage, *, sure: bool = False) -> Agencies:
    """Return the bodies that a heading names: all of a list, the subject alone of a sentence; none for other headings.

    Args:
        draft: The plan in the making.
        title: The heading.
        sure: Whether its neighbours are headed by bodies, so that words no gazetteer has name one too.
    """
    if LEVEL.fullmatch(title.text):
        return ()
    asked = ASKED.match(title.text)
    who = title.cut(asked.end()) if asked else title
    mentions = [one for one in agency_mentions(draft, who.text) if not _in_remark(who.text, one.start)]
    runs = runs_of(who.text, mentions)
    if runs and _opens(who.text, runs[0][0]):
        rest = REMARK.sub(" ", who.text[runs[0][1] :]).strip()
        if sure and rest.startswith("phụ trách ") and "," not in rest:
            return _whole(draft, who)  # "Phó Chủ tịch UBND xã phụ trách văn hóa - xã hội: ..."
        if len(mentions) == 1 and mentions[0].value.id is None and NAME_GOES_ON.fullmatch(rest):
            return _whole(draft, who)  # "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
        if _begins_with(rest, "verbs"):
            return _split(draft, who.cut(0, runs[0][1]))
        return _split(draft, who)
    if (sure or asked) and names_someone(who.text):
        return _split(draft, who)
    return ()


def responsibility(title: Passage) -> Passage | None:
    """Return whom a heading such as "Trách nhiệm của Sở Y tế", "Đối với các trường học" speaks of, None for any other."""
    match = OF_WHOM.match(title.text)
    return title.cut(match.end()) if match else None


def lead_of(draft: Draft, passage: Passage) -> tuple[Agencies, Passage] | None:
    """Divide "Sở Y tế: Hằng năm ..." into the bodies before the colon and the words behind it."""
    text = passage.text
    at = text.find(":", 0, LONGEST_LEAD)
    if at >= 0 and LIST_LEAD.match(text):  # "Các Sở: Y tế, Xây dựng: Phối hợp ..."
        after = text.find(":", at + 1, LONGEST_LEAD)
        if after < 0 and _lists_bodies(draft, text, 0):
            return None  # "Các Sở: Y tế, Xây dựng phối hợp ..." is a sentence
        at = after if after >= 0 else at
    if at <= 0 or regex.search(r"[.!?]\s", text[:at]):
        return None
    lead, rest = passage.cut(0, at), passage.cut(at + 1)
    agencies = heading_agencies(draft, lead, sure=True) if rest else ()
    return (agencies, rest) if agencies else None


def subject_of(draft: Draft, passage: Passage) -> Agencies:
    """Return the bodies that a sentence begins with, or that it gives a task to ("Giao phòng ... tổ chức ...")."""
    text = passage.text
    asked = ASKED.match(text)
    if asked and text[asked.end() : asked.end() + 1].isdecimal():
        return ()  # "Phân công 01 giáo viên làm đầu mối" gives one of its own a task
    opening = OPENING.match(text)
    start = asked.end() if asked else opening.end() if opening else 0
    stop = up_to_verb(text, start) if asked else None
    if stop is not None:
        return _split(draft, passage.cut(start, stop))
    given = CLASS_GIVEN.match(text, start)
    if given:  # "Các đơn vị được giao nhiệm vụ tại Phụ lục, có trách nhiệm ..."
        return _whole(draft, passage.cut(start, given.end()))
    runs = runs_of(text, agency_mentions(draft, text))
    listing = _lists_bodies(draft, text, start)
    if not runs or not (listing or _opens(text[start:], runs[0][0] - start)):
        stop = subject_end(text, start)
        if stop is not None:  # no gazetteer has "Tổ trưởng chuyên môn"
            return _split(draft, passage.cut(start, stop))
        by = BY.search(text)
        return _split(draft, passage.cut(*by.span("who"))) if by and names_someone(by["who"]) else ()
    rest = REMARK.sub(" ", text[runs[0][1] :]).lstrip(" ,")
    if not rest[:1].isalpha():
        return ()
    more = _more_of_class(draft, text, start, runs[0][1])
    return _whole(draft, passage.cut(start, more)) if more else _split(draft, passage.cut(start, runs[0][1]))


def _more_of_class(draft: Draft, text: str, start: int, stop: int) -> int | None:
    """Return where the words end that say which body of no gazetteer is meant: "Tổ công tác liên ngành do ..."."""
    named = [one for one in agency_mentions(draft, text) if start <= one.start < stop]
    if len(named) != 1 or named[0].value.id is not None or text[stop : stop + 1] != " ":
        return None
    by = text.find(" do ", stop)
    verb = up_to_verb(text, start)
    ends = [at for at in (by, verb) if at is not None and at > stop]
    end = min(ends, default=stop)
    words = text[stop:end]
    return end if end > stop and regex.fullmatch(r"(?:\s\p{Ll}+){1,8}", words) else None


def _lists_bodies(draft: Draft, text: str, start: int) -> bool:
    """Does the text begin with one head word and, behind its colon, the bodies that share it: "Các Sở: Y tế, Xây dựng"?"""
    lead = LIST_LEAD.match(text, start)
    runs = runs_of(text, agency_mentions(draft, text)) if lead else []
    if lead is None or not runs or runs[0][0] < lead.end():
        return False
    return not text[lead.end() : runs[0][0]].strip()


def _opens(text: str, at: int) -> bool:
    """Does a list that begins here open the text, with nothing before it but the office of its head?"""
    before = fold(text[: max(at, 0)]).strip()
    return not before or before in _words("offices") or before.removesuffix(" cac") in _words("offices")


def _begins_with(text: str, key: str) -> bool:
    words = fold(text[:60])
    return any(words.startswith(f"{word} ") for word in _words(key))


def _split(draft: Draft, who: Passage) -> Agencies:
    """Return the bodies of a list; the head of a body ("Giám đốc Sở Y tế") is named with his office."""
    text = who.text
    lead = LIST_LEAD.match(text)
    found: dict[str, plan.Agency] = {}
    mentions = bodies_in(draft, text)
    if _is_cut_short(text, mentions) or _is_one_class(mentions):
        return _whole(draft, who)
    for mention in mentions:
        loose = "unresolved" in mention.flags
        if _in_remark(text, mention.start) or (loose and lead is not None and mention.end < lead.end()):
            continue
        agency = _agency(draft, who, mention)
        found.setdefault(agency.id or agency.name, agency)
    return tuple(found.values())


def _is_one_class(mentions: Sequence[Mention[Agency]]) -> bool:
    """Is it "Các doanh nghiệp, cá nhân sản xuất ...": words that no gazetteer has, not each a name of its own?"""
    if not mentions or any("unresolved" not in one.flags for one in mentions):
        return False
    own = [one.text[:1].isupper() or fold(one.text).startswith("cac ") for one in mentions[1:]]
    named = all(names_someone(one.text) for one in mentions)
    return not named or (bool(own) and not any(own) and fold(mentions[0].text).startswith("cac "))


def _is_cut_short(text: str, mentions: Sequence[Mention[Agency]]) -> bool:
    """Was only the first word of a name known ("phòng" of "phòng Quản lý công nghiệp")?"""
    return len(mentions) == 1 and " " not in mentions[0].text.strip() and len(text.split()) > 1


def _whole(draft: Draft, who: Passage) -> Agencies:
    """Return a class of people as one, with all that says who they are ("Doanh nghiệp, cá nhân sản xuất ...")."""
    remark = REMARK.search(who.text)
    named = who.cut(0, remark.start()) if remark and not who.text[remark.end() :].strip() else who
    place = {"name": evidence_of(draft.document, named)}
    level: AgencyLevel = "commune" if VILLAGE.match(named.text) else "other"
    return (plan.Agency(text=named.text, name=named.text, level=level, evidence=place),)


def _agency(draft: Draft, who: Passage, mention: Mention[Agency]) -> plan.Agency:
    value = mention.value
    office = _office_before(who.text, mention.start)
    start = mention.start - len(office)
    return plan.Agency(
        text=who.text[start : mention.end],
        name=office + value.name,
        id=None if office or is_own_office(draft, value) else value.id,
        current_id=None if office or is_own_office(draft, value) else value.current_id,
        level=level_of(draft, value),
        evidence={"name": evidence_of(draft.document, who, start, mention.end)},
    )


def _office_before(text: str, at: int) -> str:
    """Return "Giám đốc " where that stands right before a body."""
    before = text[max(at - 24, 0) : at]
    match = _offices().search(before)
    return match.group() if match else ""


def _in_remark(text: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in REMARK.finditer(text))


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(fold(word).strip() for word in listed("duties", key))


@cache
def _offices() -> regex.Pattern[str]:
    offices = sorted(listed("duties", "offices"), key=len, reverse=True)
    return regex.compile(rf"\b(?:{'|'.join(offices)})\s\Z", regex.IGNORECASE)
