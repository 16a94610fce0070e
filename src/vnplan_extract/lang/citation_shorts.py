"""Documents by a number without letters: "Chỉ thị 11", "Nghị quyết 57, 59, 66 và 68"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_parts import BLANK
from vnplan_extract.lang.patterns import compiled
from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class ShortNumber:
    """A kind word with a number that has no letters, in [start, end).

    `said` is True when "số" stands before the number, `listed` where the kind word stands before another one.
    """

    kind: str
    number: str
    start: int
    end: int
    said: bool
    listed: bool = False


_SHORT_KINDS = f"{either('citations', 'short_kinds')}|{either('citations', 'short_kinds_in_capitals')}"
SHORT_FIRSTS = tuple(dict.fromkeys(kind.split()[0] for kind in _SHORT_KINDS.split("|")))
_SHORT_END = (
    rf"(?![\w/%]|{BLANK}\p{{Lu}}{{2}}\p{{L}}*[/-]|[.,-]?\d|{BLANK}[/-]|[ ]?(?:tháng|năm|ngày{BLANK}(?!\d)))"
)
_SHORT_NEXT = re.compile(rf"{BLANK}(?:[,;]|và(?!\w)){BLANK}(?:số{BLANK})?(?P<number>\d{{1,4}}+){_SHORT_END}")
_SHORT = re.compile(
    rf"""
    (?<!\w) (?P<kind>{_SHORT_KINDS.replace(" ", BLANK)}) {BLANK}
    (?: (?P<said>số|SỐ){BLANK}:?{BLANK} | (?<=(?i:quyết|thị|luận|định|tư){BLANK}) )
    (?P<number>\d{{1,4}}+) {_SHORT_END}
    """,
    re.VERBOSE,
)
# Kind word and digit: seen at once by `re`, as it begins with one class of capitals.
_MAY_BE_SHORT = compiled(
    rf"(?:{_SHORT_KINDS.replace(' ', BLANK)}){BLANK}(?:(?:số|SỐ){BLANK}:?{BLANK})?\d{{1,4}}+(?![\w/%]|[ ]?[-/]|[.,-]\d)"
)
AFTER_SHORT = re.compile(
    rf"{BLANK}(?:[,;.)“”\"]|\Z|(?i:về|và|của|với|trong|trên|tại|theo|đã|được|ngày)(?!\w))"
)


def may_have_short(text: str, places: Sequence[int] | None = None) -> bool:
    """Whether a text may have such a document, if it is known, at these places; most have none, which is seen at once."""
    if places is not None:
        return any(_MAY_BE_SHORT.match(text, place) for place in places)
    return any(first in text for first in SHORT_FIRSTS) and _MAY_BE_SHORT.search(text) is not None


def short_numbers(text: str, places: Sequence[int] | None = None) -> Iterator[ShortNumber]:
    """Yield what may be such documents in normalised text; what stands behind decides (`AFTER_SHORT`).

    `places` is where words stand that one may begin with, if that is known.
    """
    end = 0
    for start in _starts(text) if places is None else places:
        if start >= end and (maybe := _MAY_BE_SHORT.match(text, start)):
            end = maybe.end()
            if short := _SHORT.match(text, start):
                said = short["said"] is not None
                yield ShortNumber(short["kind"], short["number"], short.start(), short.end(), said=said)
                yield from _more(text, short["kind"], short.end())


def _starts(text: str) -> list[int]:
    return [maybe.start() for maybe in _MAY_BE_SHORT.finditer(text)]


def _more(text: str, kind: str, position: int) -> list[ShortNumber]:
    """Read the numbers that go on after one: "Nghị quyết 57, 59 và 68"; none where the last one counts something."""
    found: list[ShortNumber] = []
    while following := _SHORT_NEXT.match(text, position):
        start, position = following.start("number"), following.end()
        found.append(ShortNumber(kind, following["number"], start, position, said=False, listed=True))
    return found if AFTER_SHORT.match(text, position) else []
