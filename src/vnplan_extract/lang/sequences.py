"""The order of markers among siblings, and the paths of sections: "II.2.1.a", a repeated "II" being "II~2"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import regex

from vnplan_extract.lang.markers import LETTERS, roman_value, to_roman

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnplan_extract.lang.markers import Marker


def successor(marker: Marker) -> str | None:
    """The ordinal that should come next among the siblings: "III" after "II", "2.2" after "2.1", "đ" after "d".

    Returns:
        The ordinal in the same style, or None for dashes and where nothing can be expected.
    """
    return _ordinal_at(marker, marker.value + 1) if marker.value is not None else None


def _ordinal_at(marker: Marker, value: int) -> str | None:
    last = regex.search(r"(?:\d+|\p{L}+)$", marker.ordinal)
    if not last:
        return None
    return marker.ordinal[: last.start()] + found if (found := _in_style(marker, last[0], value)) else None


def _in_style(marker: Marker, sample: str, value: int) -> str | None:
    if sample.isdigit():
        return str(value).zfill(len(sample)) if sample[0] == "0" else str(value)
    if marker.ordinal.lower().startswith("thứ") or not marker.numbers:
        return None
    if marker.value == roman_value(sample.lower()):
        numeral = to_roman(value) if value < 90 else None
        return numeral.lower() if numeral and sample.islower() else numeral
    if not 0 < value <= len(LETTERS):
        return None
    return LETTERS[value - 1].upper() if sample.isupper() else LETTERS[value - 1]


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Where the numbering of siblings departs from its order.

    `index` is the place of the odd marker among the siblings; `expected` the ordinal that should stand there, or
    None where a first one is missing its like; `found` what is printed.
    """

    index: int
    kind: Literal["gap", "repeat", "back"]
    expected: str | None
    found: str


def check_sequence(markers: tuple[Marker, ...] | list[Marker]) -> list[Irregularity]:
    """Find gaps, repeats and steps back in the numbering of siblings, in their order.

    Markers that count nothing (dashes, "f)") are passed over; a change of style starts a new sequence.

    Args:
        markers: The markers of siblings, all children of one parent, in the order they are printed.
    """
    found: list[Irregularity] = []
    before: Marker | None = None
    for index, marker in enumerate(markers):
        if marker.value is None:
            continue
        if before is None or before.kind != marker.kind or before.value is None:
            if marker.value != 1:
                found.append(Irregularity(index, "gap", _ordinal_at(marker, 1), marker.ordinal))
        elif marker.value != before.value + 1:
            found.append(
                Irregularity(index, _step(before.value, marker.value), successor(before), marker.ordinal)
            )
        before = marker
    return found


def _step(before: int, value: int) -> Literal["gap", "repeat", "back"]:
    if value == before:
        return "repeat"
    return "gap" if value > before else "back"


_SEGMENTS: dict[str, Callable[[Marker, int], str]] = {
    "dash": lambda _marker, position: f"-{position}",
    "plus": lambda _marker, position: f"+{position}",
    "arabic": lambda marker, _position: str(marker.value),
    "decimal": lambda marker, _position: str(marker.value),
    "annex": lambda marker, _position: f"PL-{marker.ordinal}" if marker.ordinal else "PL",
}


def path_segment(marker: Marker, position: int = 1) -> str:
    """What a marker adds to a section's path: "II", "1" for "2.1.", "a", "-3" for the third dash, "PL-I" for an annex.

    Args:
        marker: The section's marker.
        position: The place of the section among its siblings of the same kind, from 1; only dashes and pluses use it.
    """
    if marker.kind in _SEGMENTS:
        return _SEGMENTS[marker.kind](marker, position)
    return str(marker.value) if " " in marker.ordinal else marker.ordinal


def unique_path(parent: str, segment: str, taken: set[str]) -> str:
    """Join a segment to its parent's path and keep it unique: a repeated "II" becomes "II~2".

    Args:
        parent: The parent's path, empty at the root.
        segment: What `path_segment` gave.
        taken: The paths given so far; the new one is added to it.
    """
    path = f"{parent}.{segment}" if parent else segment
    unique, times = path, 1
    while unique in taken:
        times += 1
        unique = f"{path}~{times}"
    taken.add(unique)
    return unique
