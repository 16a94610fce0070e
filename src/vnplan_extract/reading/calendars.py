"""Calendars of work: "Tháng 9/2024: ...", "Quý I/2025" on lines of their own head what is to be done then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.document import Block

_NUMBER = r"(?:\d{1,2}|[IVX]{1,4})"
_YEAR = r"(?:\s?/\s?\d{4}|\s+năm\s+\d{4}(?:\s?-\s?\d{4})?)?"
_POINT = rf"{_NUMBER}{_YEAR}"
LEAD = regex.compile(
    rf"(?:Từ )?(?i:tháng|quý|tuần(?: thứ)?|học kỳ)\s+{_POINT}(?:\s?(?:,|-|–|\+|và|đến)\s?(?i:tháng |quý |tuần )?{_POINT}){{0,3}}"
    r"\s?(?:\([^()]{1,60}\))?\s*(?P<end>:|\Z)"
)
FEWEST = 2


def calendar_lead(text: str) -> int | None:
    """Return where the month, quarter or week that opens a line and heads it ends, None for any other line.

    >>> calendar_lead("Tháng 9/2024: Mở lớp."), calendar_lead("Tháng 9/2024 mở lớp.")
    (13, None)
    """
    match = LEAD.match(text)
    return match.end() if match else None


def is_calendar(blocks: Iterable[Block]) -> bool:
    """Tell whether several lines of a document are headed by months, quarters or weeks."""
    found = 0
    for block in blocks:
        found += calendar_lead(block.text) is not None
        if found >= FEWEST:
            return True
    return False
