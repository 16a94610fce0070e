"""From a body read in a text to the value: its full name, level, id on the document's day and id today."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.bodies import Reading
from vnplan_extract.lang.gazetteer import DISTRICTS_ENDED, current, valid_on
from vnplan_extract.lang.localities import Locality
from vnplan_extract.lang.made import new_mention
from vnplan_extract.lang.values import Agency, Mention

if TYPE_CHECKING:
    from vnplan_extract.lang.gazetteer import Area, Body
    from vnplan_extract.lang.values import AgencyLevel

    # Name, level, the table's body, and what the locality says but for its end.
    _Where = tuple[str, AgencyLevel, tuple[Area, ...], bool, bool]
    _Who = tuple[str, AgencyLevel, Body | None, _Where | None]


_MERGED = dt.date(2025, 3, 1)  # ministries, and the names of their offices in the provinces


def mention(text: str, reading: Reading, *, on: dt.date | None, own: tuple[Area, ...]) -> Mention[Agency]:
    """Make the mention of a body read: name written out, ids by date, alternatives where a province is two.

    A body or area that did not stand on the day keeps its name, has no id, the id that followed it as `current_id`, and
    the flag "outdated_name".
    """
    start, end, name, level, body, place, its, confidence = reading[:8]
    value, others, flags = _identity((name, level, body, place and place[1:]), on, own)
    return new_mention(
        "agency", start, end, text[start:end], value, (*its, *flags) if its else flags, others, confidence
    )


@lru_cache(maxsize=4096)
def _identity(
    who: _Who, on: dt.date | None, own: tuple[Area, ...]
) -> tuple[Agency, tuple[Agency, ...], tuple[str, ...]]:
    """Return who is meant, who else may be, and the flags; a plan names the same few bodies over and over."""
    name, level, body, place = who
    alone = body.alone if body is not None and place is None else None
    if alone is not None and _is_whose(alone, on, own):
        level, body = alone, None
    reading = Reading(0, 0, name, level, body, place and Locality(0, *place))
    ids = _ids(reading, own)
    valid = [one for one in ids if on is None or valid_on(one, on)]
    today = {current(one) for one in ids}
    only = today.pop() if len(today) == 1 else None
    name, level = full_name(reading, own), _level(reading, own)
    if level == "district" and body is None and place is None and _two_tiers(on):
        level = "commune"  # "Phòng Kinh tế": there are no districts any more
    value = Agency(name, valid[0] if len(valid) == 1 else None, only, level)
    others = tuple(Agency(name, one, current(one), level) for one in valid) if len(valid) > 1 else ()
    flags = ("outdated_name",) if _outdated(reading, ids, valid, on) else ()
    return value, others, (*flags, "undated") if others else flags


def _is_whose(alone: AgencyLevel, on: dt.date | None, own: tuple[Area, ...]) -> bool:
    """Whether a body without a place is, on the day and in the province, that of the level which the table tells."""
    if alone == "central":
        return on is not None and on >= _MERGED
    return _two_tiers(on) if alone == "commune" else _of_a_town(own)


def _of_a_town(own: tuple[Area, ...]) -> bool:
    """Whether a city named in a document is a town of its province: the province is none itself."""
    return bool(own) and all(area.kind == "tỉnh" for area in own)


def _two_tiers(on: dt.date | None) -> bool:
    return on is not None and on >= DISTRICTS_ENDED


def full_name(reading: Reading, own: tuple[Area, ...]) -> str:
    """Return the name with its locality, "tỉnh" completed by the document's province where that is known."""
    place = reading.place
    if place is None:
        return reading.name
    name = f"{reading.name} {place.name}"
    its = own and not place.named and not place.many and place.name in {area.kind for area in own}
    return f"{name} {own[0].name}" if its else name


def _level(reading: Reading, own: tuple[Area, ...]) -> AgencyLevel:
    place = reading.place
    if place is None:
        return reading.level
    if place.level == "other" and not place.named and not place.many and place.name == "thành phố" and own:
        return "province" if any(area.kind == "thành phố" for area in own) else "district"
    return reading.level if place.level == "other" else place.level


def _ids(reading: Reading, own: tuple[Area, ...]) -> list[str]:
    """Return the ids the name can have: several where a province's name does not say which of its areas."""
    body = reading.body
    if body is None:
        return []
    return [f"{at}/{body.id}" for at in _places(reading, own)]


def _places(reading: Reading, own: tuple[Area, ...]) -> list[str]:
    body, place = reading.body, reading.place
    assert body is not None
    its = [area.id for area in own] or ["province"]
    if place is None:
        if body.scope == "VN" or reading.level == "central":
            return ["VN"]
        if body.level == "district":
            return ["district"]
        return its if body.level == "province" else []
    if place.provinces:
        return [area.id for area in place.provinces]
    level = _level(reading, own)
    if level == "province":
        return [] if place.named else ["province"] if place.many else its
    return [level] if not place.named and level in ("district", "commune") else []


def _outdated(reading: Reading, ids: list[str], valid: list[str], on: dt.date | None) -> bool:
    if on is None:
        return False
    if ids and not valid:
        return True
    return reading.place is not None and reading.place.level == "district" and on >= DISTRICTS_ENDED
