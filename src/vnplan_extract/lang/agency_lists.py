"""Coordinated lists of bodies, taken apart: "Các Sở: Công Thương, Y tế", "Sở Tài chính, Kế hoạch và Đầu tư".

The "và" inside a field ("Nông nghiệp và Phát triển nông thôn") is the field's own: fields are read longest first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang import trie, wordlists
from vnplan_extract.lang.bodies import Reading, read_body
from vnplan_extract.lang.gazetteer import body_names, divisions, head_names, starts
from vnplan_extract.lang.localities import locality, units_named
from vnplan_extract.lang.name_runs import run

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from vnplan_extract.lang.classes import ClassMatch
    from vnplan_extract.lang.values import AgencyLevel

_HEADS = wordlists.words("names", "heads_of_lists")
_PLURAL = re.compile(rf"(?:các|những) ({'|'.join(_HEADS)})[ ]?:")
_COLON = re.compile(r"[ ]?:[ \t\r\n]*")
_BREAK = re.compile(r"[ \t\r\n]{0,3}(?:[,;][ \t\r\n]{0,3}(?:-[ ])?(?:và[ ])?|và[ ]|\n[ ]?-[ ]|-[ ])")
_COMMA = re.compile(r"[ ]?,[ ](?:và[ ])?|[ ]và[ ]")
_ENDS = re.compile(
    r"[ ]?(?:[,;.:)\n]|và[ ]|$|-[ ]|tỉnh|thành phố|huyện|quận|xã|phường|chủ trì|phối hợp|có|\()"
)
# A field that is a verb too: after a comma it may begin the task ("Sở Tài chính, xây dựng dự toán").
_VERBS = frozenset(("xây dựng",))
_LEVELS: dict[str, AgencyLevel] = {
    "sở": "province",
    "bộ": "central",
    "chi cục": "province",
    "phòng": "district",
    "cục": "central",
    "vụ": "central",
}


def opened(text: str, lower: str, at: int, found: ClassMatch | None, on: dt.date | None) -> list[Reading]:
    """Return the members of a list that a class with a colon opens here ("Các sở, ngành: ..."); none if it does not."""
    plural = _PLURAL.match(lower, at)
    if plural is not None:
        head, end = plural[1], plural.end(1)
    elif found is not None and found.first in ("sở", "bộ"):
        head, end = found.first, found.end
    else:
        return []
    colon = _COLON.match(lower, end)
    return list(_members(text, lower, colon.end(), head, on)) if colon else []


def offices(text: str, lower: str, at: int, on: dt.date | None) -> list[Reading]:
    """Return the offices of a list of whose they are: "Văn phòng: Tỉnh ủy, HĐND tỉnh" is two offices."""
    head = "văn phòng"
    colon = _COLON.match(lower, at + len(head)) if lower.startswith(head, at) else None
    first = field_of(text, lower, colon.end(), head, on) if colon else None
    return list(_members(text, lower, first.start, head, on)) if first else []


def _members(text: str, lower: str, at: int, head: str, on: dt.date | None) -> Iterator[Reading]:
    dashed = False
    while True:
        member = field_of(text, lower, at, head, on) or read_body(text, lower, at, on)
        # After a dash the next paragraph may begin; only a name that is known goes on with the list.
        member = member or (None if dashed else _unlisted(text, lower, at, head))
        if member is None:
            return
        yield member
        gap = _BREAK.match(lower, member.end)
        if gap is None:
            return
        at, dashed = gap.end(), "-" in gap[0]


def field_of(text: str, lower: str, at: int, head: str, on: dt.date | None) -> Reading | None:
    """Read the field of a body of this head ("Y tế" after "Các Sở:") as that body."""
    root = trie.descend(body_names(), *head.split())
    found = trie.longest(root, lower, at) if root else None
    if found is None:
        return None
    entry = found.entry
    placed = locality(text, lower, found.end, on=on) if entry.body.scope != "VN" else None
    flags = ("nonstandard_spelling",) if entry.wrong or (found.loose and not entry.short) else ()
    end = placed.end if placed else found.end
    return Reading(at, end, entry.name, entry.body.level, entry.body, placed, flags, 0.95)


def _unlisted(text: str, lower: str, at: int, head: str) -> Reading | None:
    """A field no table has: a run of capitals up to the next separator."""
    if (
        not text[at : at + 1].isupper()
        or text[at + 1 : at + 2].isupper()
        or trie.longest(head_names(), lower, at)
        or starts().match(lower, at)  # "Các Sở: Y tế, Xây dựng; Trưởng Ban Dân tộc"
    ):
        return None
    end, words = run(text, lower, at - 1)
    if not words or not _ENDS.match(lower, end):
        return None
    return Reading(at, end, f"{head.capitalize()} {words}", _LEVELS.get(head, "other"), None, None, (), 0.7)


def placed(text: str, lower: str, reading: Reading, on: dt.date | None) -> list[Reading]:
    """Return a body once for each place listed after it ("UBND các huyện: Bắc Hà, Si Ma Cai"), or once as it is."""
    place = reading.place
    named = units_named(text, lower, place, on=on) if place is not None and reading.body is not None else []
    if not named or place is None:
        return [reading]
    if not place.many:
        named.insert(0, (reading.start, place))
    starts = [reading.start, *(start for start, _ in named[1:])]
    return [
        reading._replace(start=start, end=one.end, place=one)
        for start, (_, one) in zip(starts, named, strict=True)
    ]


def following(text: str, lower: str, reading: Reading, on: dt.date | None) -> list[Reading]:
    """Return the bodies that share the head of the one before: "Sở Tài chính, Kế hoạch và Đầu tư"."""
    head = reading.name.split(" ", 1)[0].lower()
    found: list[Reading] = []
    if head == "phòng":
        return _divisions(text, lower, reading, on)
    if reading.body is None or head not in ("sở", "bộ") or reading.place is not None:
        return found
    at = reading.end
    while (gap := _COMMA.match(lower, at)) is not None:
        member = field_of(text, lower, gap.end(), head, on)
        if member is None or not _plain(text, lower, member):
            break
        found.append(member)
        at = member.end
    return found


def _divisions(text: str, lower: str, first: Reading, on: dt.date | None) -> list[Reading]:
    """Return the divisions that share the head of the one before: "Phòng Kinh tế, Văn hóa - Xã hội"."""
    found: list[Reading] = []
    start = first.start + len("phòng ")
    own = trie.longest(divisions(), lower, start)
    if own is None or own.end != first.end:
        return found
    at = first.end
    while (gap := _COMMA.match(lower, at)) is not None and text[gap.end() : gap.end() + 1].isupper():
        also = trie.longest(divisions(), lower, gap.end())
        if also is None or not _ENDS.match(lower, also.end):
            break
        placed = locality(text, lower, also.end, on=on)
        end = placed.end if placed else also.end
        name = f"Phòng {also.entry.name}"
        found.append(Reading(gap.end(), end, name, first.level, None, placed, (), 0.8))
        at = end
    return found


def _plain(text: str, lower: str, member: Reading) -> bool:
    """Whether a field after a comma is one: with its capital, and not a verb with its object."""
    if not text[member.start].isupper():
        return False
    return lower[member.start : member.end] not in _VERBS or _ENDS.match(lower, member.end) is not None
