"""Reads a list of bodies in a cell, a property or a heading: names whole where commas and dashes stand inside them.

`split_agencies` parts a list at every comma. What it leaves in pieces is joined here: "Viện Nghiên cứu rau" + "hoa" +
"quả" are one name, and so are classes that share one "các" ("các tổ chức" + "cá nhân có liên quan").
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from vnplan_extract.lang.agencies import split_agencies
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.values import Agency
from vnplan_extract.lang.wordlists import either, words
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from vnplan_extract.lang.normalize import Normalized
    from vnplan_extract.lang.values import AgencyLevel, Mention
    from vnplan_extract.reading.draft import Draft

# Small words right behind a name, up to the end of the entry, are more of the name.
REST = regex.compile(
    rf"[ ](?!(?:{either('actors', 'name_ends')}|các(?! (?:{either('actors', 'villages')})\b))\b)"
    r"\p{Ll}[^,;.:()/\n\d–-]{1,60}?(?=\s*(?:[,;.\n]|(?:và\s*)?\Z))"
)
COMMA = regex.compile(r"\s?,\s?(?:và )?|\s+và\s+")
DASH = regex.compile(r"[ ]?[–-][ ]")
BEFORE_AND = regex.compile(r"\s\p{Ll}[^,;.:()\n]{1,40}\svà\s")  # "báo chí trong nước và quốc tế"
MEMBERS = regex.compile(r"tổ chức (?!các\b|những\b)")  # "các tổ chức thành viên", not "Tổ chức các lớp"
NAMED_BY_WORK = regex.compile(rf"(?:các\s+)?(?:{either('actors', 'named_by_work')})", regex.IGNORECASE)
ATTRIBUTE = regex.compile(rf"\s(?:{either('actors', 'attributes')})\b")
# "Thủ trưởng cơ quan chủ trì nhiệm vụ chịu trách nhiệm ...": whoever is responsible is named by all words before.
RESPONSIBLE = regex.compile(r"(?<!\bvà)\s(?:có|chịu) trách nhiệm\b")
BARE_CLASS = 4  # words of a class that what it does may name further: "các đơn vị tham gia ..."
STOPS = either("actors", "clause_openings")  # what else ends the words that name somebody
MANY = regex.compile(rf"(?:(?:{either('actors', 'plurals')})\s+)+", regex.IGNORECASE)
PLURAL = regex.compile(r"các\s+", regex.IGNORECASE)
# "Thủ trưởng các Vụ" + "Cục" + "đơn vị thuộc Bộ": kinds of bodies under one head share one "các", capitals or not.
HEADS_OF_MANY = regex.compile(
    rf"(?:{either('actors', 'heads_of_bodies')})\s+(?:tất cả )?các\s+",
    regex.IGNORECASE,
)
KIND = regex.compile(
    rf"(?:{either('actors', 'kinds')})"
    r"(?:\s(?:trực thuộc|thuộc|(?:có )?liên quan|chức năng|sự nghiệp)\b[^,;]*)?\Z",
    regex.IGNORECASE,
)
LEVELS: dict[str, AgencyLevel] = {
    **dict.fromkeys(words("actors", "kinds_central"), "central"),
    **dict.fromkeys(words("actors", "kinds_province"), "province"),
}
FIRST_KIND = regex.compile(rf"{HEADS_OF_MANY.pattern}({'|'.join(LEVELS)})\b", regex.IGNORECASE)
# A unit is named by its fields of work, some of which begin as bodies do; they are capitalised there.
UNIT = regex.compile(rf"(?:{either('actors', 'units')})\s\p{{Lu}}")
FIELD = regex.compile(
    rf"(?:{either('actors', 'fields_like_bodies')})(?! (?:các|tỉnh|thành phố|huyện|xã|phường)\b)"
    r"(?:\s\p{Ll}+){0,6}\Z"
)
OWNED = regex.compile(r"\s(?:trực thuộc|thuộc|của)\s")
DEGREE = regex.compile(rf"(?:(?:{either('actors', 'degrees')})\.?)+")
# "Phòng Nghiệp vụ 3", "Tổ Nghệ thuật 4, 5"
NUMBERED = regex.compile(r"\s\d{1,2}(?:\s?(?:,|và|-)\s?\d{1,2}\b(?!\s*\p{L}))*+(?=\s*(?:[,;.)\n]|\Z))")
NUMBERS = regex.compile(r"(?<=\d)(?:\s?(?:,|và|-)\s?\d{1,2}\b(?!\s*\p{L}))+")  # "khối 1, 2"


def bodies_in(draft: Draft, text: str) -> tuple[Mention[Agency], ...]:
    """Read a list of bodies as `split_agencies` does, names whole, with offsets into the text as printed."""
    return _bodies(text, draft.on, draft.province)


@lru_cache(maxsize=2048)
def _bodies(text: str, on: dt.date | None, province: str | None) -> tuple[Mention[Agency], ...]:
    """Read a list of bodies; the cells of a table say the same again and again."""
    clean = normalize(text)
    found = split_agencies(clean.text, on=on, province=province)
    found = _completed(clean.text, _joined(clean.text, found))
    return tuple(found if clean.text == text else (_as_printed(mention, clean) for mention in found))


def begins_entry(text: str) -> bool:
    """Tell whether words name a body or people by how they begin ("nghệ nhân gốm", not "chữa bệnh")."""
    return MANY.match(text) is not None or _opening("entries").match(text) is not None


def names_someone(text: str) -> bool:
    """Tell whether a heading or sentence begins with a body or people, known or not, and with no verb that looks like one.

    >>> names_someone("Các trường học trên địa bàn"), names_someone("Tổ chức hội thi"), names_someone("Ban hành quy chế")
    (True, False, False)
    """
    plural = MANY.match(text)
    start = plural.end() if plural else 0
    entry = _opening("entries").match(text, start)
    if plural and MEMBERS.match(text, start):
        return True
    return entry is not None and not _looks_alike(text, start)


def _looks_alike(text: str, start: int) -> bool:
    return (
        _opening("look_alikes").match(text, start) is not None
        and _opening("after_all").match(text, start) is None
    )


def subject_end(text: str, start: int = 0) -> int | None:
    """Return where the people that a sentence begins with end, before what they do; None where it names nobody first.

    >>> subject_end("Các trường học chủ động mở lớp.")
    14
    """
    return up_to_verb(text, start) if names_someone(text[start:]) else None


def up_to_verb(text: str, start: int) -> int | None:
    """Return where the words that name somebody end: before the first verb, within the clause."""
    answers = RESPONSIBLE.search(text, start, start + 120)
    if answers and not regex.search(r"[,.;:]", text[start : answers.start()]):
        return answers.start() if answers.start() > start else None
    found = list(_verbs().finditer(text, start, start + 120))
    match = next(iter(found), None)
    if match is None or regex.search(r"[.;:]", text[start : match.start()]):
        return None
    if len(found) > 1 and NAMED_BY_WORK.fullmatch(text, start, match.start()):
        return int(found[1].start())  # "Đoàn kiểm tra báo cáo ..."
    bare = len(text[start : match.start()].split()) <= BARE_CLASS
    if (
        bare
        and len(found) > 1
        and ATTRIBUTE.match(match.group())
        and "," not in text[match.end() : found[1].start()]
    ):
        match = found[1]  # "Các đơn vị duy trì thoát nước xây dựng kế hoạch"
    return match.start() if match.start() > start else None


def _joined(text: str, found: Sequence[Mention[Agency]]) -> list[Mention[Agency]]:
    result: list[Mention[Agency]] = []
    for mention in found:
        if result and _belongs(text, result[-1], mention):
            result.append(_one(text, result.pop(), mention))
        else:
            result.append(mention)
    return result


def _one(text: str, before: Mention[Agency], mention: Mention[Agency]) -> Mention[Agency]:
    gap = DASH.sub(" - ", text[before.end : mention.start])
    level = before.value.level
    if level == "other" and (first := FIRST_KIND.match(before.text)):
        level = LEVELS.get(first[1].casefold(), level)
    value = Agency(f"{before.value.name}{gap}{mention.value.name}", level=level)
    return replace(before, end=mention.end, text=text[before.start : mention.end], value=value)


def _belongs(text: str, before: Mention[Agency], mention: Mention[Agency]) -> bool:
    """Is an entry only more of the name before it?"""
    gap = text[before.end : mention.start]
    if gap == ". ":  # "PGS.TS" + "Trần Lực"
        return DEGREE.fullmatch(before.text) is not None
    if before.value.id is None and OWNED.fullmatch(gap):  # "các phòng thuộc UBND huyện"
        return True
    if gap == " ":  # "Chi nhánh" + "Ngân hàng Chính sách xã hội tỉnh"
        return "unresolved" in before.flags
    classes = before.value.id is None and mention.value.id is None and mention.text[:1].islower()
    if classes and COMMA.fullmatch(gap) and _shares_plural(before.value.name, mention.text):
        return True  # "các bộ, cơ quan ngang bộ"
    if COMMA.fullmatch(gap) and HEADS_OF_MANY.match(before.text) and KIND.match(mention.text):
        return True
    if "unresolved" not in mention.flags:
        return False
    if DASH.fullmatch(gap):  # "Văn Miếu - Quốc Tử Giám"
        return begins_entry(before.text) and not begins_entry(mention.text)
    named = FIELD.match(mention.text) or mention.text == "sinh viên"  # "... và Học sinh, sinh viên"
    if COMMA.fullmatch(gap) and UNIT.match(before.text) and named:
        return True  # "Vụ Kinh tế và Xã hội số"
    if before.value.id is not None or (mention.text[:1].isupper() and not mention.text.isupper()):
        return False
    if COMMA.fullmatch(gap) and _shares_plural(before.value.name, mention.text):
        return True
    joined = COMMA.fullmatch(gap) or BEFORE_AND.fullmatch(gap)
    return joined is not None and not mention.text[:1].isupper() and not begins_entry(mention.text)


def _shares_plural(before: str, text: str) -> bool:
    """Do two nouns of classes share one "các": "các tổ chức, cá nhân"?"""
    led = PLURAL.match(before)
    nouns = _opening("classes")
    return led is not None and nouns.match(before, led.end()) is not None and nouns.match(text) is not None


def _completed(text: str, found: Sequence[Mention[Agency]]) -> list[Mention[Agency]]:
    """Give a body of a list the words up to the next comma: "UBND các xã" of "UBND các xã ven biển, ..." is not all of it."""
    result = []
    for at, mention in enumerate(found):
        stop = found[at + 1].start if at + 1 < len(found) else len(text)
        known = "unresolved" not in mention.flags
        numbered = not known or (mention.value.id is None and mention.text[-1].isdigit())
        rest = (NUMBERS if numbered else REST).match(text, mention.end, stop)
        if not numbered and mention.value.id is None:
            rest = NUMBERED.match(text, mention.end, stop) or rest
        if rest is None:
            result.append(mention)
            continue
        value = replace(mention.value, name=f"{mention.value.name}{rest.group()}")
        printed = text[mention.start : rest.end()]
        result.append(replace(mention, end=rest.end(), text=printed, value=value))
    return result


def _as_printed(mention: Mention[Agency], clean: Normalized) -> Mention[Agency]:
    start, end = clean.span(mention.start, mention.end)
    return replace(mention, start=start, end=end, text=clean.original[start:end])


@cache
def _opening(key: str) -> regex.Pattern[str]:
    """Return what matches one of the words at the beginning of a text, accents counting: "hộ" is not "hồ"."""
    words = "|".join(regex.escape(word) for word in sorted(listed("lists", key), key=len, reverse=True))
    return regex.compile(rf"(?:{words})\b", regex.IGNORECASE)


@cache
def _verbs() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?<!các|những|Các|Những|ban|Ban|được)\s+(?:{'|'.join(listed('duties', 'verbs'))}|{STOPS})\b"
    )
