"""Laws, codes and ordinances by name, and resolutions of congresses: citations that need no number."""

from __future__ import annotations

import re as plain_re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_parts import BLANK
from vnplan_extract.lang.doctypes import law_numbers, laws
from vnplan_extract.lang.patterns import compiled
from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class LawName:
    """A law by name in [start, end): "Luật Ngân sách nhà nước" has kind "Luật" and title "Ngân sách nhà nước".

    `known` is True for the names of `data/laws.csv`, `amending` for "Luật sửa đổi, bổ sung một số điều của ...".
    """

    kind: str
    title: str
    start: int
    end: int
    known: bool
    amending: bool = False


DEPTH = 2  # laws that amend a law that amends a law are read that deep

# Plain `re`, and the first letter before what is looked back for: it passes over the rest of the text at once.
_HEAD = compiled(
    rf"(?P<kind>[BbLlP](?<![\w-].)(?<!pháp[ ].)(?<!PHÁP[ ].)(?:(?<=[Bb])[ộỘ]{BLANK}(?:luật|Luật|LUẬT)|(?<=[Ll])uật|(?<=L)UẬT|(?<=P)háp{BLANK}lệnh"
    rf"|(?<=P)HÁP{BLANK}LỆNH))(?!\w){BLANK}(?=\w|:)",
    plain_re.DOTALL,
)
_COLON = re.compile(rf":{BLANK}")
_NOT_NAMES = re.compile(
    r"(?:sư|gia|pháp|này|số|đó|trên|định|lệ|từ|năm|ngày|và|của|tại|cho|theo|đến)(?!\w)(?![ ]Quốc)",
    re.IGNORECASE,
)
_CONSTITUTION = re.compile(
    rf"(?<!\w)Hiến{BLANK}pháp(?P<title>{BLANK}nước{BLANK}(?:Cộng{BLANK}hòa{BLANK}xã{BLANK}hội{BLANK}chủ{BLANK}nghĩa{BLANK}|CHXHCN{BLANK})Việt{BLANK}Nam)?(?!\w)"
)
_AMENDING = re.compile(
    rf"[Ss]ửa{BLANK}đổi(?:{BLANK},?{BLANK}bổ{BLANK}sung)?{BLANK}(?:một{BLANK}số{BLANK})?(?:[Đđ]iều{BLANK})?(?:của{BLANK})?(?:(?:các|\d{{1,2}}){BLANK})?(?={BLANK}(?:Bộ{BLANK}luật|[Ll]uật|Pháp{BLANK}lệnh))"
)
_STOP = either("citations", "law_name_ends").replace(" ", BLANK)
_WORD = r"[\p{L}&]++"
# The name of a law that the table does not have: capital first, then words up to a sign or a word that goes on.
_UNLISTED = re.compile(
    rf"\p{{Lu}}[\p{{L}}&]*+(?:(?<=Phòng|lý),{BLANK}(?:chống|sử{BLANK}dụng))?(?:{BLANK}(?<=[ \n])(?!(?:{_STOP})(?!\w)){_WORD}){{0,12}}+"
)
_LEADS_ON = re.compile(rf"(?:{BLANK}(?:và|các|về))+\Z")
_UNNAMED = re.compile(
    rf"[Ll]uật(?:{BLANK}(?:có{BLANK})?liên{BLANK}quan{BLANK}(?:đến|tới))?+(?:{BLANK}(?<=[ \n])(?!(?:{_STOP})(?!\w)){_WORD}){{0,8}}+"
)
_BETWEEN = re.compile(rf"{BLANK}(?:[,;]{BLANK}(?:và{BLANK})?|và{BLANK})")
_NUMBER = re.compile(rf"{BLANK}(?:số{BLANK})?(?P<number>\d{{1,3}}/\d{{4}}/(?:QH|UBTVQH|PL-UBTVQH)\d\d)")


@cache
def _names() -> dict[str, re.Pattern[str]]:
    """Return kind -> the pattern of its known names, long names first."""
    table: dict[str, list[str]] = {}
    for kind, name in laws():
        table.setdefault(kind, []).append(BLANK.join(word.replace(",", ",?") for word in name.split()))
    return {kind: re.compile(rf"(?:{'|'.join(names)})(?!\w)", re.IGNORECASE) for kind, names in table.items()}


def law_names(text: str, places: Sequence[int] | None = None) -> Iterator[LawName]:
    """Yield the laws that normalised text names, in order; an amending law's name includes the laws it amends.

    `places` is where words stand that one may begin with, if that is known.
    """
    position = 0
    for start in _starts(text) if places is None else places:
        if start < position or (match := _HEAD.match(text, start)) is None:
            continue
        position = match.end()
        found = _law_at(text, match)
        if found is not None:
            yield found
            position = found.end
        elif text[match.end() : match.end() + 1] == ":":
            for found in _listed(text, match):
                yield found
                position = found.end


def _starts(text: str) -> list[int]:
    return [match.start() for match in _HEAD.finditer(text)]


def _listed(text: str, head: plain_re.Match[str]) -> Iterator[LawName]:
    """Yield the known names of a list under one word: "các Luật: Đầu tư công, Xây dựng và Đấu thầu"."""
    start, position = head.start(), _COLON.match(text, head.end()).end()
    while (known := _names()["Luật"].match(text, position)) is not None:
        yield LawName("Luật", " ".join(known.group().split()), start, known.end(), known=True)
        between = _BETWEEN.match(text, known.end())
        if between is None:
            return
        start = position = between.end()


def constitutions(text: str) -> Iterator[LawName]:
    """Yield the places where the Constitution is named."""
    for match in _CONSTITUTION.finditer(text):
        title = " ".join((match["title"] or "").split())
        yield LawName("Hiến pháp", title, match.start(), match.end(), known=True)


def _law_at(text: str, head: plain_re.Match[str], depth: int = 0) -> LawName | None:
    kind = " ".join(head["kind"].lower().split()).capitalize()
    start, position = head.start(), head.end()
    amending = _AMENDING.match(text, position) if kind != "Pháp lệnh" and depth < DEPTH else None
    if amending is not None:
        end = _amended(text, amending.end(), depth + 1)
        if end == amending.end():  # "của các Luật về thuế": no law's name, but the amending law's
            unnamed = _UNNAMED.match(text, end)
            end = unnamed.end() if unnamed else end
        return LawName(kind, " ".join(text[position:end].split()), start, end, known=True, amending=True)
    known = _names()[kind].match(text, position)
    small = text[start].islower()
    if known is not None and not (small and " " not in known.group().strip()):
        return LawName(kind, " ".join(known.group().split()), start, known.end(), known=True)
    unlisted = _UNLISTED.match(text, position)
    if unlisted is None or small or _NOT_NAMES.match(text, position):
        return None
    title = _LEADS_ON.sub("", unlisted.group())
    return LawName(kind, " ".join(title.split()), start, position + len(title), known=False)


def _amended(text: str, position: int, depth: int) -> int:
    """Return where the list of amended laws that begins at the place ends, their numbers included but the last."""
    end = position
    while (head := _HEAD.match(text, position)) is not None and head.start() - end <= 6:
        law = _law_at(text, head, depth)
        if law is None:
            break
        end = law.end
        number = _NUMBER.match(text, end)
        after = _BETWEEN.match(text, number.end() if number else end)
        following = _HEAD.match(text, after.end()) if after else None
        if after is None or following is None or ";" in after.group() or text[following.start()].islower():
            return end if number is None or not _own(law.title, number["number"]) else number.end()
        if number is not None:
            end = number.end()
        position = following.start()
    return end


def _own(title: str, number: str) -> bool:
    """Say whether the number is known to be that of the amended law itself, not of the law that amends it."""
    return number in law_numbers().get(title.lower(), "")


_CONGRESS = re.compile(
    rf"""(?<!\w)Nghị{BLANK}quyết{BLANK}(?P<title>
        (?:Đại{BLANK}hội{BLANK}(?:(?:lần{BLANK}thứ{BLANK})?[IVX]+{BLANK}(?:của{BLANK})?Đảng(?:{BLANK}bộ)?(?!\w)|đại{BLANK}biểu|Đại{BLANK}biểu|Đảng)|Hội{BLANK}nghị{BLANK}(?:lần{BLANK}thứ|Trung{BLANK}ương|Ban{BLANK}Chấp)|Trung{BLANK}ương{BLANK}\d)
        (?:{BLANK}(?<=[ \n])(?!(?:{_STOP.replace("lần|", "").replace("của|", "")}|về|và)(?!\w))[\p{{L}}\d]++){{0,16}}+
        (?:{BLANK},?{BLANK}nhiệm{BLANK}kỳ{BLANK}\d{{4}}{BLANK}-{BLANK}\d{{4}}|{BLANK}\(?[Kk]h[óo]a{BLANK}[IVX]+\)?)?
    )""",
    re.VERBOSE,
)


def congress_resolutions(text: str) -> Iterator[LawName]:
    """Yield the resolutions that are cited by their congress or plenum: "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII"."""
    for match in _CONGRESS.finditer(text):
        yield LawName("Nghị quyết", " ".join(match["title"].split()), match.start(), match.end(), known=False)
