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
    stays as printed, for people repeat numbers too. An "L" before "II" is an I. "H" where nothing counts A, B, C is the two strokes of II run together.
    """
    marked = [
        (at, marker)
        for at, block in enumerate(blocks)
        if block.lines and (marker := parse_marker(block.text)) is not None and marker.ordinal.isupper()
    ]
    joined = _run_together([marker for _, marker in marked])
    found = [(at, marker) for at, marker in marked if marker.kind == "roman" or marker in joined]
    repaired: dict[int, Marker] = {}
    before = 0
    for place, (at, marker) in enumerate(found):
        scanned = blocks[at].lines[0].read_by == "ocr"
        if marker.kind == "letter":
            if scanned and before == 1:
                repaired[at] = replace(
                    marker, kind="roman", ordinal="II", numbers=(2,), alternatives=(marker,)
                )
                before = 2
            continue
        value = marker.value or 0
        after = found[place + 1][1].value if place + 1 < len(found) else None
        if scanned and _is_foot(marker.ordinal, before, after):
            value = before + 1
            repaired[at] = replace(marker, ordinal=to_roman(value), numbers=(value,), alternatives=(marker,))
        elif value == before and scanned and _lost_a_stroke(value, after):
            value += 1
            repaired[at] = replace(marker, ordinal=to_roman(value), numbers=(value,), alternatives=(marker,))
        before = value
    return repaired


def _is_foot(ordinal: str, before: int, after: int | None) -> bool:
    """Is an L the I that must stand here, its serif read as a foot: "L" before "II", "LI" between "I" and "III"?"""
    strokes = "L" in ordinal and ordinal.replace("L", "I") == to_roman(before + 1)
    return strokes and (after == before + 2 or (after is None and before > 0))


def _run_together(markers: Sequence[Marker]) -> list[Marker]:
    """Return the capital letters that are no letters: an H, where there is no other."""
    letters = [marker for marker in markers if marker.kind == "letter"]
    return letters if [marker.ordinal for marker in letters] == ["H"] else []


def _lost_a_stroke(value: int, after: int | None) -> bool:
    """May `value` be the next numeral less its last stroke? At the end of the list, only after a run of two or more."""
    stroke = to_roman(value + 1) == to_roman(value) + "I"
    return stroke and (after == value + 2 or (after is None and value >= 2))
