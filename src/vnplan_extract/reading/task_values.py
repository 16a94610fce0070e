"""The values of a task's cells: who, with what result, how much, for how much money."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from vnplan_extract.document import Passage
from vnplan_extract.lang.money import parse_money
from vnplan_extract.lang.numerals import parse_number
from vnplan_extract.lang.quantities import parse_quantity
from vnplan_extract.lang.values import Quantity
from vnplan_extract.reading.bodies import bodies_in
from vnplan_extract.reading.counts import counted
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.records import agency_records, quantity_record
from vnplan_extract.reading.task_times import fold, is_nothing
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract import plan
    from vnplan_extract.document import Cell
    from vnplan_extract.evidence import Evidence, Record
    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.lang.values import Mention
    from vnplan_extract.reading.draft import Draft

BULLET = re.compile(r"\s*(?:[-–+•*·]|[a-zđ]\))\s+|\s*[-–+•*·](?=[^\W\d_])")
# In "- 2025 - 2027" the second dash parts no items, in "- năm 2027 - 140 kho" it does.
INNER_BULLET = re.compile(
    r"(?<=[^\d\s])\s+[-–+]\s+(?=[^\W\d_a-zà-ỹđ]|\d)|(?<=\b\d{4})\s+[-–+]\s+(?=\d{1,3}\s+[^\W\d_])"
)
ENDING = " ;.,"


def parts_of(cell: Cell) -> tuple[Passage, ...]:
    """Return the paragraphs and list items of a cell; items that run on in one line ("- A - B") are taken apart."""
    parts = cell.parts or ((cell.passage,) if cell.text else ())
    result: list[Passage] = []
    for part in parts:
        if not BULLET.match(part.text):
            result.append(part)
            continue
        at = 0
        for match in INNER_BULLET.finditer(part.text):
            result.append(part.cut(at, match.start()))
            at = match.start()
        result.append(part.cut(at))
    return tuple(part for part in result if not is_nothing(part.text))


def bare(passage: Passage) -> Passage:
    """Return an item without its list mark and the semicolon or stop that closes it."""
    match = BULLET.match(passage.text)
    start = match.end() if match else 0
    end = len(passage.text)
    while end > start and passage.text[end - 1] in ENDING and not passage.text[:end].endswith(".."):
        end -= 1
    return passage.cut(start, end)


def agencies_in(draft: Draft, parts: Iterable[Passage]) -> tuple[plan.Agency, ...]:
    """Return the agencies that the parts of a cell, or a property, list, each once."""
    found: dict[str, plan.Agency] = {}
    for part in parts:
        for agency in agency_records(draft, bodies_in(draft, part.text), part):
            found.setdefault(agency.id or agency.name, agency)
    return tuple(found.values())


def is_ditto(text: str) -> bool:
    """Tell whether a cell says "như trên"."""
    words = fold(text)
    return len(words) < 12 and words in {fold(word) for word in listed("ditto", "exact")}


def outputs_in(parts: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the items of an output cell; one that opens with a lead-in ending in ":" is one output with all its lines."""
    if len(parts) > 1 and parts[0].text.rstrip().endswith(":"):
        return (bare(Passage.join(parts, "\n")),)
    return tuple(item for part in parts if (item := bare(part)).text)


def quantities_in(draft: Draft, passages: Iterable[Passage]) -> list[plan.Quantity]:
    """Return the quantities of running text, in order."""
    return [
        quantity_record(draft, mention, passage)
        for passage in passages
        for mention in counted(draft, passage.text)
    ]


def once(quantities: Iterable[plan.Quantity]) -> tuple[plan.Quantity, ...]:
    """Return the quantities without those that repeat value, unit and bound of one before."""
    found: dict[tuple[object, ...], plan.Quantity] = {}
    for one in quantities:
        found.setdefault((one.low, one.high, one.bound, one.unit, one.unit or one.unit_text), one)
    return tuple(found.values())


def cell_quantity(draft: Draft, passage: Passage, *, unit: str | None) -> plan.Quantity | None:
    """Read a cell of a quantity column: "05 cuộc", "12SP", or a bare number counted in `unit`."""
    text = passage.text
    if is_nothing(text):
        return None
    mention = parse_quantity(text, unit=unit)
    if mention is None:
        mention = _bare_number(text, unit)
    return quantity_record(draft, mention, passage) if mention else None


def unit_word(text: str) -> str | None:
    """Return the noun of a quantity cell that has no number ("Hội nghị"), else None."""
    words = text.strip(" .;")
    if is_nothing(words) or len(words) > 40 or any(char.isdecimal() for char in words):
        return None
    return words if len(words) > 1 else None


def cell_money(draft: Draft, passage: Passage, *, unit: UnitHeader | str | None) -> plan.Quantity | None:
    """Read a cell of money by its own unit or its column's; words such as "Lồng ghép" give none."""
    if is_nothing(passage.text):
        return None
    mention = parse_money(passage.text, unit=unit)
    if mention is None or mention.value.unit is None or mention.kind != "money":
        return None
    return quantity_record(draft, mention, passage)


def _bare_number(text: str, unit: str | None) -> Mention[Quantity] | None:
    number = parse_number(text)
    if number is None or number.value.ordinal or not any(char.isdecimal() for char in text):
        return None
    value = Quantity(number.value.value, number.value.value, unit_text=unit)
    return replace(cast("Mention[Quantity]", number), kind="quantity", value=value)


def with_evidence(draft: Draft, **places: Iterable[Passage]) -> dict[str, tuple[Evidence, ...]]:
    """Return evidence for each field that has passages."""
    found = {
        name: tuple(place for passage in passages for place in evidence_of(draft.document, passage))
        for name, passages in places.items()
    }
    return {name: evidence for name, evidence in found.items() if evidence}


def evidence_of_records(**records: Iterable[Record | None]) -> dict[str, tuple[Evidence, ...]]:
    """Return for each field the evidence that its records carry, as the field's own."""
    found = {
        name: tuple(
            place
            for record in field
            if record is not None
            for places in record.evidence.values()
            for place in places
        )
        for name, field in records.items()
    }
    return {name: evidence for name, evidence in found.items() if evidence}
