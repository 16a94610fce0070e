"""Lengths and weights said short: "1m65", "1 mét 65", "một tạ hai", "2kg5"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.lang.figures import Figure, read_figure
from vnplan_extract.lang.nouns import Noun
from vnplan_extract.lang.units import match_unit

if TYPE_CHECKING:
    from vnplan_extract.lang.amount_scan import Scan

_UNITS = frozenset(["metre", "kilometre", "kilogram", "quintal", "tonne", "litre"])
_ENDS = re.compile(r" ?(?:[,;:)]|\.(?!\d)|$)")
_GLUED = re.compile(r"(m|km|kg|l)(\d{1,2})(?![\w²³]|[.,/:\-+]\w)")
_POWERS = frozenset(["m2", "m3", "km2", "km3"])
_FIRST_LETTERS = "mkl"
_LONGEST = 3  # digits before the unit


def glued(scan: Scan, figure: Figure) -> tuple[Figure, Noun] | None:
    """Read "1m65" as 1.65 m; "10m2" is an area."""
    if scan.text[figure.end : figure.end + 1] not in _FIRST_LETTERS:  # "" is in it: the end of the text
        return None
    if not figure.digits.isdigit() or len(figure.digits) > _LONGEST:
        return None
    match = _GLUED.match(scan.text, figure.end)
    if match is None or match.group() in _POWERS:
        return None
    unit = match_unit(match[1], match[1], 0)
    if unit is None or not int(match[2]):
        return None
    noun = Noun(match.start(), match.end(), unit[0].id, match[1], unit[0].group)
    return with_part(figure, match[2]), noun


def with_tail(scan: Scan, figure: Figure, noun: Noun, end: int) -> tuple[Figure, int]:
    """Add the tail of "1 mét 65", "một tạ hai": tenths or hundredths of the unit, where nothing follows that it counts."""
    if noun.group != "measure" or noun.unit not in _UNITS or scan.low[end : end + 1] != " ":
        return figure, end
    tail = read_figure(scan.text, scan.low, end + 1)
    if (
        not isinstance(tail, Figure)
        or tail.named
        or "." in tail.digits
        or not _ENDS.match(scan.low, tail.end)
        or not 0 < tail.value < 100
        or tail.value % 1
        or figure.value % 1
        or figure.named
    ):
        return figure, end
    return with_part(figure, tail.digits or str(tail.value)), tail.end


def with_part(figure: Figure, digits: str) -> Figure:
    """Return the figure with as many tenths or hundredths as the digits say."""
    part = Decimal(f"0.{digits}")
    return figure._replace(value=figure.value + part, digits="", flags=(*figure.flags, "clipped"))
