"""One cell that says both who leads and who helps: "- Chủ trì: Sở A - Phối hợp: Sở B", "Sở A chủ trì, phối hợp với Sở B"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from vnplan_extract.reading.properties import split_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.document import Passage

BOTH = regex.compile(
    r"(?P<lead>.+?)\s+(?:là\s+(?:cơ quan|đơn vị)\s+)?chủ trì\b[\s,;:.]*(?:và\s+)?phối hợp(?:\s+(?:cùng với|với|cùng))?\s*:?\s*"
    r"(?P<partner>\S.*)\Z",
    regex.IGNORECASE | regex.DOTALL,
)
BEHIND = regex.compile(
    r"(?P<lead>.+?)\s+chủ trì\b[\s,;.]*(?P<partner>\S.*?)\s+(?:cùng\s+)?phối hợp(?:\s+thực hiện)?[.;\s]*\Z",
    regex.IGNORECASE | regex.DOTALL,
)
# "Phòng Kinh tế phối hợp với Hội Nông dân xã": who stands first leads.
WITH = regex.compile(
    r"(?P<lead>\p{Lu}[^;:()]+?),?\s+(?:chủ động\s+)?phối hợp(?:\s+(?:cùng với|với|cùng))?\s+(?P<partner>\S.*)\Z",
    regex.DOTALL,
)
IN_BRACKETS = regex.compile(
    r"(?P<who>[^()]+)\((?:cơ quan |đơn vị )?(?P<role>chủ trì|phối hợp)(?: thực hiện)?\)[\s,;]*",
    regex.IGNORECASE,
)
HELPS = regex.compile(
    r"[-–+•*\s]*(?:và\s+)?phối hợp(?:\s+(?:cùng với|với|cùng|có))?\s*:?\s+", regex.IGNORECASE
)
LEADS = regex.compile(r"[-–+•*\s]*chủ trì\s*:?\s+", regex.IGNORECASE)
DONE = regex.compile(r"\s+(?:thực hiện|chủ trì)(?:\s+thực hiện)?[.;\s]*\Z", regex.IGNORECASE)
# "Chủ trì: Ban Quản lý thuế cá nhân Phối hợp: Thuế các tỉnh": a cell of a page does not keep its paragraphs apart.
RUN_ON = regex.compile(
    r"(?<=[^\s:])\s+(?=(?:(?:Cơ quan|Đơn vị)\s)?(?:Chủ trì|Phối hợp)(?:\s\p{Ll}+){0,2}\s?:)"
)
LONGEST = 1000  # letters of a paragraph that is looked at; a longer one names no list


@dataclass(slots=True)
class Who:
    """The words of a cell that name who leads and who helps, in order."""

    leads: list[Passage] = field(default_factory=list)
    partners: list[Passage] = field(default_factory=list)


def who_does(parts: Iterable[Passage]) -> Who:
    """Divide the paragraphs of a cell about who does a task; what has no word of its own goes on with the one before.

    A cell without such words has leads alone.
    """
    who = Who()
    into = who.leads
    for part in (piece for whole in parts for piece in _apart(whole)):
        rest, found = split_properties(part)
        known = [one for one in found if one.kind in ("lead", "partner")]
        if not known:
            into = _sentence(part, who, into)
            continue
        for piece in rest:
            into = _sentence(piece, who, into)
        for one in known:
            into = who.leads if one.kind == "lead" else who.partners
            if one.value.text:
                into.append(one.value)
    return who


def _apart(part: Passage) -> Iterator[Passage]:
    """Yield the paragraphs of a cell that run on in one line, each behind its label."""
    at = 0
    for match in RUN_ON.finditer(part.text):
        yield part.cut(at, match.start())
        at = match.end()
    yield part.cut(at)


def _sentence(part: Passage, who: Who, into: list[Passage]) -> list[Passage]:
    """Divide a paragraph without labels; return the list that a next one without words of its own belongs to."""
    if len(part.text) > LONGEST:
        into.append(part)
        return into
    both = BOTH.match(part.text) or BEHIND.match(part.text) or WITH.match(part.text)
    if both:
        who.leads.append(_done(part.cut(*both.span("lead"))))
        who.partners.append(_done(part.cut(*both.span("partner"))))
        return who.partners
    at = 0
    for match in IN_BRACKETS.finditer(part.text):
        (who.leads if match["role"].lower() == "chủ trì" else who.partners).append(
            part.cut(*match.span("who"))
        )
        at = match.end()
    rest = part.cut(at)
    helps, leads = HELPS.match(rest.text), LEADS.match(rest.text)
    if helps:
        into, rest = who.partners, rest.cut(helps.end())
    elif leads:
        into, rest = who.leads, rest.cut(leads.end())
    if rest.text.strip(" ,;."):
        into.append(_done(rest))
    return into


def _done(part: Passage) -> Passage:
    """Leave off "chủ trì", "thực hiện" behind the names."""
    match = DONE.search(part.text)
    return part.cut(0, match.start()) if match else part
