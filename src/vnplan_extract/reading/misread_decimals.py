"""Repairs decimal markers that lost a dot to OCR ("22.1" for "2.2.1"), where the markers on both sides prove which."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.lang.numbering import parse_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block
    from vnplan_extract.lang.numbering import Marker

Numbers = tuple[int, ...]
COUNTED = ("arabic", "decimal")


def misread_decimals(blocks: Sequence[Block]) -> dict[int, Marker]:
    """Return the true marker of each scanned heading that lost a dot, by the block's index.

    "2.2, 22.1, 2.2.2" is "2.2, 2.2.1, 2.2.2": the figures are those of the one number that can follow what stands before,
    and what stands behind can follow it. Where either is missing, the marker stays as it was read.
    """
    found = [
        (at, marker)
        for at, block in enumerate(blocks)
        if block.lines and (marker := parse_marker(block.text)) is not None and marker.kind in COUNTED
    ]
    repaired: dict[int, Marker] = {}
    before: Numbers | None = None
    for place, (at, marker) in enumerate(found):
        numbers = tuple(marker.numbers)
        after = found[place + 1][1] if place + 1 < len(found) else None
        if before is not None and blocks[at].lines[0].read_by == "ocr":
            right = _with_dots(numbers, before)
            if right is not None and after is not None and _may_follow(tuple(after.numbers), right):
                numbers = right
                ordinal = ".".join(map(str, right))
                repaired[at] = replace(
                    marker, kind="decimal", ordinal=ordinal, numbers=right, alternatives=(marker,)
                )
        before = numbers
    return repaired


def _followers(before: Numbers) -> set[Numbers]:
    """Return what may stand behind a number: its first part, or the next at its depth or above, which is decimal."""
    nexts = {(*before[:depth], before[depth] + 1) for depth in range(len(before))}
    return {(*before, 1), *nexts}


def _with_dots(numbers: Numbers, before: Numbers) -> Numbers | None:
    """Return the decimal with the same figures that may stand behind `before`; None where the number itself may, or two may."""
    if numbers in _followers(before):
        return None
    figures = "".join(map(str, numbers))
    found = [
        other
        for other in _followers(before)
        if len(other) > len(numbers) and "".join(map(str, other)) == figures
    ]
    return found[0] if len(found) == 1 else None


def _may_follow(numbers: Numbers, before: Numbers) -> bool:
    """May a number stand behind another, itself or with dots that it lost?"""
    followers = _followers(before)
    return numbers in followers or any(
        "".join(map(str, numbers)) == "".join(map(str, other))
        for other in followers
        if len(other) > len(numbers) > 1
    )
