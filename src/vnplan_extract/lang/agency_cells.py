"""A table cell or a line of recipients as a list of bodies: whoever is named becomes one entry, and nothing is lost."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from vnplan_extract.lang.agency_scan import find_agencies
from vnplan_extract.lang.gazetteer import field_names, verbs
from vnplan_extract.lang.offices import before_a_body, listed
from vnplan_extract.lang.trie import fold, longest
from vnplan_extract.lang.values import Agency, AgencyLevel, Mention

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

# Between entries: ";", ",", line breaks, bullets; "và" only where it joins what no name holds.
_SEPARATOR = re.compile(
    r"[ ]?[;,][ ]?|[ ]*[\r\n]+[ ]*|(?:^|(?<=[ ]))[-+•*–][ ]|(?<=[.])[ ]|(?<![^\W_])và(?![^\W_])|[ ]*/[ ]+|\t"
)
# "các huyện, thị xã, thành phố" is one entry, its commas are inside.
_UNIT = r"(?:thành phố|thị xã|thị trấn|đặc khu|tỉnh|huyện|quận|xã|phường|thị)"
_UNITS = re.compile(
    rf"(?i)(?<![^\W_])(?:các )?{_UNIT}(?:(?:[ ]?,[ ]?| và |[ ])(?:các )?{_UNIT}){{1,6}}(?![^\W_])"
)
_TIERS: dict[str, AgencyLevel] = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_PLACES = re.compile(
    rf"(?i:(?:các )?(?P<tier>{'|'.join(_TIERS)}))(?=\Z|,? ?(?i:(?:và |các )*{_UNIT})(?![^\W_])|[ ](?P<place>[^\W\d_]))"
)
_ROLE = re.compile(
    r"(?i)^[ ]*(?:[-+•*][ ]*)?(?:(?:cơ quan|đơn vị|sở|ngành)?[ ]?(?:chủ trì|phối hợp|thực hiện|tham mưu|chủ đầu tư|tham gia)"
    r"(?: thực hiện)?[ ]?(?::|với)|chủ trì|phối hợp(?: với)?|và|cùng|với)[ ]*"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Words that name nobody by themselves, and openings of what belongs to the name before ("trên địa bàn tỉnh").
_NOBODY = frozenset(
    (
        "nếu có",
        "khác",
        "v v",
        "vv",
        "chủ trì",
        "phối hợp",
        "thực hiện",
        "theo",
        "các",
        "nt",
        "như trên",
        "để b c",
        "b c",
    )
)
_ATTACHED = (
    "trên", "theo", "thuộc", "của", "tại", "có", "được", "và các đơn vị", "nêu", "để", "trong", "chủ trì", "phối hợp", "thực hiện", "liên quan", "khác", "ở"
)  # fmt: skip
_SEVERAL = re.compile(r"(?:^|(?<=[;\n]))[\s+•*-]*(?P<several>[Cc]ác|[Nn]hững)[ ]\Z")
_MARK_AND_WORD = 12  # letters of a bullet and of "những"
_ENTRY_ENDS = re.compile(
    r"(?:[ ](?:trên|trong|thuộc|tại|của|ở)[ ][^,;.\n]{1,60})?[ ]?(?:[;.\n]|, (?:các|những) |\Z)"
)
_LEAD = re.compile(r"(?i)(?:các|những) [^;:]{1,60}")
_RELATED = re.compile(
    r"(?i)(?<![^\W_])(?:các )?(?:cơ quan|tổ chức|đơn vị|doanh nghiệp)(?:[ ]?,[ ]?(?:các )?(?:tổ chức|đơn vị|cá nhân|doanh nghiệp|hộ gia đình)"
    r"| và (?:tổ chức|cá nhân|đơn vị)){1,4}(?: có)? liên quan"
)
_NOTE = re.compile(r"\([^()]{0,200}\)")
# A body's own body in brackets is a remark: "Cục Thống kê (Bộ Tài chính)".
_PART = ("Phòng ", "Đội ", "Chi cục ", "Cục ", "Vụ ")
_INSIDE = re.compile(r"[ ]?\([ ]?$")
_CLOSES = re.compile(r"[ ]?\)")
# The words in lower case that end a name nobody has listed: "Cục Quản lý" + "tài nguyên nước".
_REST = re.compile(r"(?:[ ][^\W\d_]{1,12}){1,6}(?=[ ]?(?:[;,\r\n(]|[.:]?[ ]*$))")
_BRANCH = re.compile(r"[ ]?[-–,]?[ ](?i:chi nhánh)(?:[ ][^\W\d_]{1,12}){1,4}(?=[ ]?(?:[;,\r\n(]|$))")
_UNIVERSITY = re.compile(r"[ ]?[-–][ ](?:Đại học|ĐH)(?:[ ][^\W\d_]{1,12}){1,4}(?=[ ]?(?:[;,\r\n(]|$))")


# "Trung tâm Giám định BHXH, BHYT": the comma is inside the name.
_INSURANCES = re.compile(r"(?<=BHXH)[ ]?(?:,|và)[ ]?BHYT(?:[ ][^\W\d_]{1,12}){0,3}(?=[ ]?(?:[;,\r\n(:]|$))")


def split_agencies(
    text: str, *, on: dt.date | None = None, province: str | None = None
) -> list[Mention[Agency]]:
    """Read a cell or a list as entries, in order: bodies found, and what names someone else as printed.

    Line breaks are blanks unless a capital or a bullet follows. An entry that is no body of the gazetteer or its rules
    ("Doanh nghiệp", "Hộ gia đình") keeps its text as name, without an id, with the flag "unresolved".

    Args:
        text: Normalised text, or a cell's text with its line breaks.
        on: The document's date.
        province: The document's province, by id or name.
    """
    found = find_agencies(_unwrapped(text), on=on, province=province)
    entries: list[Mention[Agency]] = []
    at = 0
    for mention in found:
        if mention.start < at or (entries and _is_remark(text, entries[-1], mention)):
            continue
        entry = _as_a_kind(text, at, _completed(text, mention))
        stop = before_a_body().sub("", text[at : entry.start])
        entries.extend(_others(text, at, at + len(stop), after=bool(entries)))
        entries.append(entry)
        at = entry.end
    entries.extend(_others(text, at, len(text), after=bool(entries)))
    return entries


def _as_a_kind(text: str, at: int, entry: Mention[Agency]) -> Mention[Agency]:
    """Return bodies of one kind with their "các" where no list follows: "Các Câu lạc bộ Thư pháp"."""
    before = max(at, entry.start - _MARK_AND_WORD)
    several = _SEVERAL.search(text, before, entry.start) if entry.value.id is None else None
    if several is None or entry.value.current_id or not _ENTRY_ENDS.match(text, entry.end):
        return entry
    start = several.start("several")
    value = dataclasses.replace(entry.value, name=f"{several['several']} {entry.value.name}")
    return dataclasses.replace(entry, start=start, text=text[start : entry.end], value=value)


def _is_remark(text: str, before: Mention[Agency], mention: Mention[Agency]) -> bool:
    """Whether a body stands alone in the brackets after another, and is no better known than that or the one it is part of."""
    return (
        (before.value.id is not None or mention.value.id is None or before.value.name.startswith(_PART))
        and _INSIDE.fullmatch(text, before.end, mention.start) is not None
        and _CLOSES.match(text, mention.end) is not None
    )


def _completed(text: str, mention: Mention[Agency]) -> Mention[Agency]:
    """Return a body with the rest of its entry where that is the rest of its name: a list has nothing else there."""
    start, end, value = mention.start, mention.end, mention.value
    school = value.name.startswith(("Trường ", "Viện "))
    branch = (
        _INSURANCES.match(text, end)
        or _BRANCH.match(text, end)
        or (_UNIVERSITY.match(text, end) if school else None)
    )
    rest = branch or (_REST.match(text, end) if value.id is None and value.current_id is None else None)
    if rest is None or (not branch and not _names_on(value, rest[0])):
        return dataclasses.replace(mention, text=text[start:end])
    stop = rest.end()
    gap = "" if text[end:stop].lstrip().startswith(",") else " "
    name = f"{value.name}{gap}{' '.join(text[end:stop].split())}"
    whole = dataclasses.replace(value, name=name, id=None, current_id=None)
    return dataclasses.replace(mention, end=stop, text=text[start:stop], value=whole)


def _names_on(value: Agency, rest: str) -> bool:
    """Whether words after a body are its name's: in lower case, and neither what it does nor who else is meant."""
    words = fold(rest).strip()
    if not rest[1].islower() or words in _NOBODY or words in _ATTACHED or value.name[:1].islower():
        return False
    if words.startswith(tuple(f"{word} " for word in (*_ATTACHED, "và", "các", "những", "với", "cùng"))):
        return False
    return not any(verbs().match(words, at) for at in _starts(words))


def _starts(words: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(r"[^ ]+", words))


def _unwrapped(text: str) -> str:
    """The text with each line break a blank, a bullet's a semicolon: offsets stay."""
    text = re.sub(r"[\r\n](?=[ ]?[-+•*][ ])", ";", text)
    return text.translate({10: " ", 13: " ", 9: ";"})


def _others(text: str, start: int, end: int, *, after: bool) -> Iterator[Mention[Agency]]:
    """Yield what stands between the bodies found: each piece that names someone."""
    glued = after
    at = start
    for piece_start, piece_end in _pieces(text, start, end):
        if piece_start > at or piece_start != start:
            glued = False
        at = piece_end
        mention = _other(text, piece_start, piece_end, glued=glued)
        if mention is not None:
            yield mention


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    whole = _joined(
        match.span() for pattern in (_UNITS, _NOTE, _RELATED) for match in pattern.finditer(text, start, end)
    )
    begins = [begin for begin, _ in whole]
    at = start
    for match in _SEPARATOR.finditer(text, start, end):
        last = bisect_right(begins, match.start()) - 1
        if (last >= 0 and match.start() < whole[last][1]) or _mid_line(text, match):
            continue
        if match[0][0] == "-" and in_a_field(text, at, match):
            continue
        yield at, match.start()
        at = match.end()
    yield at, end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def in_a_field(text: str, start: int, dash: re.Match[str]) -> bool:
    """Whether a dash stands in a field that is known: "công chức Văn hóa - Xã hội"."""
    near = max(start, dash.start() - _FIELD_LETTERS)
    lower = fold(text[near : dash.end() + _FIELD_LETTERS])
    begins = [match.start() for match in _WORD_BEGINS.finditer(lower, 0, dash.start() - near)][-_FIELD_WORDS:]
    known = (longest(field_names(), lower, begin) for begin in begins)
    return any(found is not None and found.end > dash.end() - near for found in known)


_WORD_BEGINS = re.compile(r"(?<![^\W_])[^\W_]")
_FIELD_WORDS, _FIELD_LETTERS = 4, 60  # words before the dash, letters on each side of it


def _mid_line(text: str, match: re.Match[str]) -> bool:
    """Whether a line break is only where the line was full: a small letter follows."""
    return "\n" in match[0] and not match[0].strip() and text[match.end() : match.end() + 1].islower()


def _level_of_places(name: str) -> AgencyLevel:
    """Return the level of places that act by their name alone: "các tỉnh, thành phố", "xã Tân Lập"; "other" for all else."""
    found = _PLACES.match(name)
    named = found is not None and (found["place"] is None or found["place"].isupper())
    return _TIERS[found["tier"].lower()] if found is not None and named else "other"


def _other(text: str, start: int, end: int, *, glued: bool) -> Mention[Agency] | None:
    piece = _NOTE.sub(lambda note: " " * len(note[0]), text[start:end])
    while (role := _ROLE.match(piece)) is not None and role.end():
        start, piece = start + role.end(), piece[role.end() :]
        glued = glued and not role[0].rstrip().endswith((":", "với", "và", "cùng"))
    words = piece.strip(' \t\r\n.;:,-+*•()/…"”“')
    if not _LETTERS.search(words) or fold(words.replace("/", " ").replace(".", " ").strip()) in _NOBODY:
        return None
    # A post is no body, its body follows ("Thủ trưởng các sở"); nor is the lead of a list ("Các sở, ngành:").
    if listed().fullmatch(words) or (_LEAD.fullmatch(words) and text[start:end].rstrip().endswith(":")):
        return None
    if glued or fold(words).startswith(tuple(f"{word} " for word in _ATTACHED)) or fold(words) in _ATTACHED:
        return None
    begin = start + piece.index(words)
    name = " ".join(words.split())
    return Mention(
        "agency",
        begin,
        begin + len(words),
        text[begin : begin + len(words)],
        Agency(name, level=_level_of_places(name)),
        ("unresolved",),
        (),
        0.5,
    )
