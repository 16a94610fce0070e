"""When two values are the same, and how alike two records are: the base of every pairing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from vnplan_extract.plan import Agency, Citation, Quantity, When
from vnplan_extract.scoring.metrics import folded, similarity
from vnplan_extract.scoring.settings import settings
from vnplan_extract.scoring.sheet import empty

if TYPE_CHECKING:
    from vnplan_extract.evidence import Record


def same_exact(gold: object, found: object) -> bool:
    """Tell whether two values are equal; of strings the folded forms are compared."""
    if isinstance(gold, str) and isinstance(found, str):
        return folded(gold) == folded(found)
    if isinstance(gold, tuple) and isinstance(found, tuple):
        return len(gold) == len(found) and all(map(same_exact, gold, found))
    return gold == found


def same_agency(gold: Agency, found: Agency) -> bool:
    """Tell whether two agencies are the same: by id when both have one, else by name."""
    if gold.id is not None and found.id is not None:
        return gold.id == found.id
    return agency_name(gold.name) == agency_name(found.name)


def agency_name(name: str) -> str:
    """Return a name as it is compared: folded, without case, without marks at its ends."""
    return folded(name).casefold().strip(" .,;:-")


def same_number(gold: str | None, found: str | None) -> bool:
    """Tell whether two document numbers are the same, blanks and case aside."""
    if gold is None or found is None:
        return gold is found
    return _number(gold) == _number(found)


def _number(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split()).casefold()


def same_citation(gold: Citation, found: Citation, *, length: int | None = None) -> bool:
    """Tell whether two citations mean the same document: by number and date, else by kind and title."""
    if not same_exact(gold.article, found.article):
        return False
    if gold.number is not None or found.number is not None:
        return same_number(gold.number, found.number) and gold.issued == found.issued
    if not (same_exact(gold.kind, found.kind) and same_exact(gold.symbol, found.symbol)):
        return False
    return gold.title is None or similarity(gold.title, found.title or "", length=length) >= settings().text


def same_value(gold: Quantity, found: Quantity) -> bool:
    """Tell whether two quantities have the same value."""
    return gold.low == found.low and gold.high == found.high


def same_quantity(gold: Quantity, found: Quantity) -> bool:
    """Tell whether value, bound, unit and rate are the same."""
    return (
        same_value(gold, found)
        and gold.bound == found.bound
        and gold.unit == found.unit
        and gold.per == found.per
    )


def same_when(gold: When, found: When) -> bool:
    """Tell whether two times are the same."""
    return (gold.edtf, gold.by, gold.bound) == (found.edtf, found.by, found.bound)


def alike(gold: object, found: object, *, length: int | None = None) -> float:
    """Return how alike two values are, 0 to 1: what the pairing of rows makes as great as it can."""
    if isinstance(gold, str) and isinstance(found, str):
        return similarity(gold, found, length=length)
    if isinstance(gold, Agency) and isinstance(found, Agency):
        return 1.0 if same_agency(gold, found) else 0.9 * similarity(gold.name, found.name)
    if isinstance(gold, When) and isinstance(found, When):
        return float(same_when(gold, found))
    if isinstance(gold, tuple) and isinstance(found, tuple):
        return _alike_lists(gold, found)
    if type(gold) is type(found) and type(gold).__name__ in settings().weights:
        return alike_records(gold, found, length=length)  # type: ignore[arg-type]
    return float(same_exact(gold, found))


def alike_records(gold: Record, found: Record, *, length: int | None = None) -> float:
    """Return how alike two records are by the weights of their fields; what both leave empty has no say.

    Args:
        gold: The gold record.
        found: The record found.
        length: Length of the whole of gold's `text`, where gold gives only its start.
    """
    score = total = 0.0
    for name, weight in settings().weights[type(gold).__name__].items():
        one, other = getattr(gold, name), getattr(found, name)
        if empty(one) and empty(other):
            continue
        total += weight
        score += weight * alike(one, other, length=length if name == "text" else None)
    return score / total if total else 1.0


def _alike_lists(gold: tuple[object, ...], found: tuple[object, ...]) -> float:
    """Return the share of items that have a like one on the other side, each used once, in order of finding."""
    if not gold or not found:
        return 0.0
    rest = list(found)
    score = 0.0
    for one in gold:
        likeness = [alike(one, other) for other in rest]
        if not likeness:
            break
        best = max(range(len(rest)), key=likeness.__getitem__)
        score += likeness[best]
        del rest[best]
    return 2 * score / (len(gold) + len(found))
