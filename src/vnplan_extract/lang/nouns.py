"""What a number counts: a unit of the table with the nouns coordinated to it, or a noun that the table does not know."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.lang.context import word_list
from vnplan_extract.lang.units import match_noun, match_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnplan_extract.lang.units import Unit
    from vnplan_extract.lang.values import MentionKind

_WORD = re.compile(r"[^\W\d_]{2,}")
# The short name of what is counted; bodies and kinds of documents are named by numbers and not counted so.
_SHORT = re.compile(
    r"(?!(?:UBND|HĐND|UBMTTQ|MTTQ|BCH|BTV|NQ|QĐ|KH|CT|TT|TW|CP|BC|TB|CV|NĐ)(?!\w))[A-ZĐ]{2,7}(?![\w&]|[-/.]\w| [A-ZÀ-ỸĐ]{2})"
)
_PADDED = re.compile(r"(?:^|[ (:])0[1-9] $")
_COORDINATED = re.compile(r", ?| và |/")
_RANGE_GOES_ON = re.compile(r" (?:dưới |gần |hơn |khoảng )?\d")
_SINGLE = frozenset(["measure", "time", "share", "money", "rank", "age", "times"])
_PLACES = frozenset(["place"])
_MAY_COORDINATE = frozenset([",", " ", "/"])
_COUNTS_OTHERS = frozenset(["turn"])
_OF_TEXT = re.compile(r"từ(?= ?(?:[,.;)]|$))")  # "bài viết không quá 1.500 từ"
_OF_MEETINGS = frozenset(["class", "course", "campaign", "delegation"])
_CARED_FOR, _CARING = frozenset(["student", "person", "patient"]), frozenset(["teacher", "health_worker"])


class Noun(NamedTuple):
    """What is counted, from `start` to `end`: the unit's id or None, the noun as printed, its group."""

    start: int
    end: int
    unit: str | None
    text: str | None
    group: str = ""
    per: str | None = None  # where it is a part of the noun: "42/100.000 trẻ"

    @property
    def kind(self) -> MentionKind:
        """Kind of mention that a number with this noun is."""
        if self.group == "money":
            return "money"
        return "percent" if self.unit in ("percent", "percentage_point") else "quantity"


# As there is one for most numbers: in half the time of a call with names.
_made = cast("Callable[[tuple[object, ...]], Noun]", partial(tuple.__new__, Noun))


def noun_at(text: str, low: str, end: int, *, unlisted: bool) -> Noun | None:
    """Return what a number that ends at `end` counts, or None.

    Args:
        text: Normalised text.
        low: The same in lower case.
        end: Where the number ends.
        unlisted: Whether a noun that the table does not know will do.
    """
    gap = low[end : end + 1] == " "
    start = end + gap
    found = match_noun(text, low, start, glued=not gap)
    if found is None:
        return _unlisted(text, low, start) if gap and unlisted else None
    unit, stop = found
    if not unit.id and _RANGE_GOES_ON.match(low, stop) and low.endswith(" đến", start, stop):
        unit, stop = (
            match_noun(low[: stop - 4], low[: stop - 4], start) or found
        )  # "80 điểm đến dưới 90 điểm"
    if not unit.id:
        return Noun(start, stop, None, text[start:stop], unit.group) if unit.group else None
    if not gap and unit.group == "document" and text[start].isupper() and " " in text[start:stop]:
        return None  # the mark of a footnote: "3Quyết định 468/QĐ-TTg"
    if unit.group not in _SINGLE and low[stop : stop + 1] in _MAY_COORDINATE:
        stop = _coordinated(text, low, unit, start, stop)
    return _made((start, stop, unit.id, text[start:stop], unit.group, None))


def _coordinated(text: str, low: str, unit: Unit, start: int, stop: int) -> int:
    """Return where "doanh nghiệp, HTX", "lượt doanh nghiệp, chủ thể OCOP" ends."""
    group = unit.group
    if group in _COUNTS_OTHERS:  # "lượt doanh nghiệp": what the turns are of is what is coordinated
        blank = low.find(" ", start, stop + 1)
        counted = match_unit(text, low, blank + 1) if blank >= 0 else None
        if counted and counted[0].group not in _SINGLE:
            group, stop = counted[0].group, max(stop, counted[1])
    while match := _COORDINATED.match(low, stop):
        if match.group() == "/" and group in _PLACES:
            break
        more = match_unit(text, low, match.end())
        if more is None or more[0].group != group:
            break
        if match.group() == "/" and (
            unit.id == "session"
            or (unit.id in _CARED_FOR and more[0].id in _CARING)
            or (unit.id == "meeting" and more[0].id in _OF_MEETINGS)
        ):
            break  # "18 học sinh/giáo viên", "4 tiết/buổi", "3 buổi/lớp" are rates
        stop = more[1]
    return stop


def _unlisted(text: str, low: str, start: int) -> Noun | None:
    """Return a noun of one or two syllables that the table does not know ("7 lãng phí"), never a function word."""
    stop_words = word_list("nouns", "stop")
    first = _WORD.match(low, start)
    if first is None or (first.group() in stop_words and not _OF_TEXT.match(low, start)):
        return None
    if text[start].isupper():
        return _abbreviation(text, start)
    end = first.end()
    second = _WORD.match(low, end + 1) if low[end : end + 1] == " " else None
    if second and second.group() not in stop_words and text[end + 1].islower():
        end = second.end()
    return Noun(start, end, None, text[start:end])


def _abbreviation(text: str, start: int) -> Noun | None:
    """Return the short name of what a padded number counts, though the table does not know it: "05 CSCN"."""
    short = _SHORT.match(text, start)
    if short is None or not _PADDED.search(text, max(0, start - 4), start):
        return None
    return Noun(start, short.end(), None, short.group())
