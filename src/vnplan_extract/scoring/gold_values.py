"""Values of gold that have the right type and are none: dates that cannot be, units that nobody knows, numbers that are no strings."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from vnplan_extract.lang.units import unit_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.scoring.forms import Json

_POINT = re.compile(r"(\d{4}|XXXX)(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_REPEAT = re.compile(r"R/P[1-9]\d{0,2}[YMWD]\Z")
_DURATION = re.compile(r"P[1-9]\d{0,2}[YMWD]\Z|PT[1-9]\d{0,2}[HM]\Z")
_QUARTERS_AND_HALVES = range(33, 42)
_LEAP_YEAR = 2000
_TIMES = frozenset({"edtf", "issued", "period"})


def value_problems(value: Json, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (JSON pointer, reason) for each value in a gold file's plan, as written, that can be no value of a Plan."""
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from value_problems(item, f"{path}/{at}")
    elif isinstance(value, dict):
        if "low" in value:
            yield from _quantity_problems(value, path)
        for name, item in value.items():
            if isinstance(item, str) and (name in _TIMES or name == "when") and not is_time(item):
                yield f"{path}/{name}", f"{item!r} is no time: write 2021-04-15, 2021/2025, ../2025 or R/P1Y"
            yield from value_problems(item, f"{path}/{name}")


def is_time(text: str) -> bool:
    """Tell whether this is a time as gold writes it: a point, a period open or closed, or a repetition.

    >>> [is_time(text) for text in ("2021-04", "../2021-12-31", "2021-34", "R/P6M")]
    [True, True, True, True]
    >>> [is_time(text) for text in ("2021-13", "2023-02-29", "2025/2021", "15/4/2021", "../..")]
    [False, False, False, False, False]
    """
    if "/" not in text:
        return _is_point(text)
    if text.startswith("R"):
        return _REPEAT.match(text) is not None
    first, last = text.split("/", 1)
    if ".." in (first, last):
        return _is_point(last if first == ".." else first)
    shared = min(len(first), len(last))
    return _is_point(first) and _is_point(last) and first[:shared] <= last[:shared]


def _is_point(text: str) -> bool:
    found = _POINT.match(text)
    if found is None:
        return False
    year, month, day = found.groups()
    if month is not None and day is None and int(month) in _QUARTERS_AND_HALVES:
        return True
    try:
        dt.date(_LEAP_YEAR if year == "XXXX" else int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _quantity_problems(value: dict[str, Json], path: str) -> Iterator[tuple[str, str]]:
    for name in ("low", "high"):
        if isinstance(number := value.get(name), int | float):
            yield f"{path}/{name}", f"numbers are written as strings: {str(number)!r}"
    unit, rate = value.get("unit"), value.get("per")
    if isinstance(unit, str) and unit_by_id(unit) is None:
        yield (
            f"{path}/unit",
            f"{unit!r} is no unit of data/units.toml; write null for a noun that is not there",
        )
    if isinstance(rate, str):
        for part in rate.split("/"):
            if unit_by_id(part) is None and not _DURATION.match(part):
                yield f"{path}/per", f"{part!r} is no unit of data/units.toml and no duration (P1Y)"
