"""What a text of the plan counts: the quantities among its mentions, with rates, without names of methods.

"7 công cụ kiểm soát chất lượng" and "loại trừ 7 lãng phí" name methods, "mức độ 2" a grade; "02 lần/năm" counts and
is no time of its own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

import regex

from vnplan_extract.lang.quantities import find_quantities
from vnplan_extract.lang.values import Quantity
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from vnplan_extract.lang.values import AnyMention, Mention
    from vnplan_extract.reading.draft import Draft

COUNTED = frozenset({"quantity", "percent", "money"})
TIMES = regex.compile(r"\d+\s+lần\s*/", regex.IGNORECASE)
BEFORE = 24  # letters before "02 lần/năm" in which its bound stands


def counted(draft: Draft, text: str) -> list[Mention[Quantity]]:
    """Return what a text counts, in order, with offsets into it."""
    found = []
    for mention in draft.mentions(text):
        if mention.kind == "frequency" and TIMES.match(mention.text):
            found.extend(_rate(text, mention))
        elif (
            mention.kind in COUNTED and isinstance(mention.value, Quantity) and not _is_method(text, mention)
        ):
            found.append(cast("Mention[Quantity]", mention))
    return found


def _rate(text: str, mention: AnyMention) -> list[Mention[Quantity]]:
    """Read "ít nhất 02 lần/năm" as the quantity it is."""
    start = max(mention.start - BEFORE, 0)
    return [
        replace(one, start=one.start + start, end=one.end + start)
        for one in find_quantities(text[start : mention.end])
        if one.end + start == mention.end
    ]


def _is_method(text: str, mention: AnyMention) -> bool:
    return _methods().match(text, mention.start) is not None


@cache
def _methods() -> regex.Pattern[str]:
    names = "|".join(regex.escape(name).replace(r"\ ", r"\s+") for name in listed("methods", "counted"))
    return regex.compile(rf"\d+\s+(?:{names})\b", regex.IGNORECASE)
