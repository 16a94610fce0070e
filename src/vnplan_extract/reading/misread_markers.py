"""Repairs Roman numerals that lost a stroke to OCR ("II" for "III"), where the numerals around them leave one reading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.lang.markers import to_roman
from vnplan_extract.lang.numbering import parse_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block
    from vnplan_extract.lang.numbering import Marker


def misread_romans(blocks: Sequence[Block]) -> dict[int, Marker]:
    """Return the true marker of each scanned heading whose numeral repeats the one before, by the block's index.

    "I, II, II, IV" is "I, II, III, IV": the second "II" has one stroke less than what must stand there. What is digital
    stays as printed, for people repeat numbers too.
    """
    found = [
        (at, marker)
        for at, block in enumerate(blocks)
        if block.lines
        and (marker := parse_marker(block.text)) is not None
        and marker.kind == "roman"
        and marker.ordinal.isupper()
    ]
    repaired: dict[int, Marker] = {}
    before = 0
    for place, (at, marker) in enumerate(found):
        value = marker.value or 0
        after = found[place + 1][1].value if place + 1 < len(found) else None
        if value == before and blocks[at].lines[0].read_by == "ocr" and _lost_a_stroke(value, after):
            value += 1
            repaired[at] = replace(marker, ordinal=to_roman(value), numbers=(value,), alternatives=(marker,))
        before = value
    return repaired


def _lost_a_stroke(value: int, after: int | None) -> bool:
    """May `value` be the next numeral less its last stroke? At the end of the list, only after a run of two or more."""
    stroke = to_roman(value + 1) == to_roman(value) + "I"
    return stroke and (after == value + 2 or (after is None and value >= 2))
