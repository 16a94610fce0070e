"""Every number of a normalised text with its unit, bound, rate and direction, in one pass.

`find_numbers`, `find_quantities` and `find_money` are three views of what this pass finds. A number that names
("Điều 7", "ISO 9001", "5S", "năm 2021", "125/KH-UBND") is passed over; what cannot be read whole is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.amount_scan import Amount, Scan
from vnplan_extract.lang.amount_walk import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.units import UnitHeader

__all__ = ["Amount", "lower", "scan", "scan_untaken"]

_BEGINS_WITH_WORD = re.compile(
    r"(?:một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|nửa|năm (?!năm|tháng|học|ngày|tuần|quý)) ?", re.IGNORECASE
)
_EXPRESSION = 60
_SHORT = 20_000


def scan(text: str, unit: UnitHeader | None = None, *, whole: bool = False) -> tuple[Amount, ...]:
    """Return every amount of a normalised text, in order.

    Args:
        text: Normalised text.
        unit: What numbers without a unit of their own count, as the head of their table says.
        whole: Whether the text is one expression: then nothing is taken for a year, a list mark or a reference.
    """
    if whole or len(text) > _EXPRESSION:
        return (_cached if len(text) <= _SHORT else _cached_long)(text, unit, whole=whole)
    return _cached(text, unit, whole=False) or _expression(text, unit)


def _expression(text: str, unit: UnitHeader | None) -> tuple[Amount, ...]:
    """Return the amount that a short text is when it begins with a number word: "năm mô hình" counts, "năm học" does not."""
    if not _BEGINS_WITH_WORD.match(text):
        return ()
    amounts = _cached(text, unit, whole=True)
    if len(amounts) != 1 or amounts[0].context_start or text[amounts[0].end :].strip(" .;"):
        return ()
    return () if amounts[0].kind in ("number", "ordinal") else amounts


def scan_untaken(
    text: str, low: str, taken: Sequence[tuple[int, int]], places: Sequence[int]
) -> Sequence[Amount]:
    """Return the amounts of a normalised text that begin outside of what is read as something else already.

    Args:
        text: Normalised text.
        low: The same in lower case, of the same length.
        taken: Stretches of dates and citations, in order: the numbers in them are theirs.
        places: What `openings` finds in the text for amounts.
    """
    found = walk(Scan(text, low, places=places), taken)
    return found or (_expression(text, None) if len(text) <= _EXPRESSION else found)


@lru_cache(maxsize=8)
def _cached(text: str, unit: UnitHeader | None, *, whole: bool) -> tuple[Amount, ...]:
    return tuple(walk(Scan(text, lower(text), unit, whole)))


@lru_cache(maxsize=1)
def _cached_long(text: str, unit: UnitHeader | None, *, whole: bool) -> tuple[Amount, ...]:
    return tuple(walk(Scan(text, lower(text), unit, whole)))


def lower(text: str) -> str:
    """Return the text in lower case, of the same length."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
