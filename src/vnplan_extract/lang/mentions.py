"""Everything the recognisers find in a text, together, each stretch of it read once.

Where readings overlap, one is kept, by this order: citation; date, period, deadline or frequency; money; quantity or
percent; agency; place; number or ordinal. What lies inside a citation belongs to it: its number, date and issuer are
its value and no mentions of their own; agencies and places outside of citations are. A frequency inside an amount
("1,2 tỷ đồng hằng năm") is the amount's rate.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, TypeAlias

from vnplan_extract.lang.agency_scan import find_agencies
from vnplan_extract.lang.amounts import scan_untaken
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.date_grammar import find_dates
from vnplan_extract.lang.line_breaks import part_lines
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.openings import openings
from vnplan_extract.lang.places import find_places
from vnplan_extract.lang.quantities import mention as amount_mention
from vnplan_extract.lang.quantities import numbers_of
from vnplan_extract.lang.trie import fold
from vnplan_extract.lang.values import Agency, Citation, Mention, Number, Place, Quantity, When, move

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from vnplan_extract.lang.normalize import Normalized
    from vnplan_extract.lang.openings import Openings
    from vnplan_extract.lang.values import AnyMention, Value

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def find_mentions(text: str, *, on: dt.date | None = None) -> list[AnyMention]:
    """Find all that the recognisers know in a text, in order and without overlap.

    Args:
        text: Any text, normalised or not; offsets are into it: `text[m.start:m.end] == m.text`.
        on: The document's date; agencies and places get the ids valid on it.

    >>> [(m.kind, m.text) for m in find_mentions("Đến năm 2025, hỗ trợ 05 DN với 1,2 tỷ đồng")]
    [('deadline', 'Đến năm 2025'), ('quantity', '05 DN'), ('money', '1,2 tỷ đồng')]
    """
    if not text or text.isspace():
        return []
    if not ("\n" in text or "  " in text or "*" in text or "<" in text):  # as most lines are
        low = fold(text)
        opened = openings(text, low, normal=False)
        if opened is not None:
            return _find(text, low, opened, on)
    clean = normalize(part_lines(text))
    low = fold(clean.text)
    opened = openings(clean.text, low)
    found = _find(clean.text, low, opened, on) if opened else []
    return _printed(found, clean, text) if found else []


def _find(text: str, low: str, opened: Openings, on: dt.date | None) -> list[AnyMention]:
    """Find all mentions of normalised text; offsets are into it."""
    bodies, times_at, amounts_at, provinces = opened[:4]
    agencies = find_agencies(text, on=on, low=low, places=bodies) if bodies else []
    citations = find_citations(text, agencies=agencies, opened=opened)
    places: list[Mention[Place]] = []
    if provinces:
        places = find_places(text, on=on, taken=agencies, low=low, places=provinces)
    times = find_dates(text, low=low, places=times_at) if times_at else []
    if not amounts_at:  # most lines
        return _together(citations, times, agencies, places)
    amounts = scan_untaken(text, low, _stretches(citations, times, agencies), amounts_at)
    if not amounts:
        return _together(citations, times, agencies, places, numbers_of(text, ()))
    counted = [amount_mention(amount, text) for amount in amounts if amount.kind not in _NUMBERS]
    money = [one for one in counted if one.kind == "money"]
    return _together(
        citations,
        _without_rates(times, counted),
        money,
        counted if len(money) < len(counted) else (),
        agencies,
        places,
        numbers_of(text, amounts),
    )


def _together(*readings: Sequence[AnyMention]) -> list[AnyMention]:
    """All of the mentions in order; of those that overlap the first reading's."""
    found: list[AnyMention] = []
    for candidates in filter(None, readings):
        found = _merged(found, candidates) if found else list(candidates)
    return found


def _stretches(
    citations: list[Mention[Citation]], times: list[Mention[When]], agencies: list[Mention[Agency]]
) -> list[tuple[int, int]]:
    """Where citations, times and numbers of names are, in order; not frequencies, which may be the rates of amounts."""
    spans = [(one.start, one.end) for one in citations] if citations else []
    if agencies:
        spans += [(one.start, one.end) for one in agencies if _DIGIT.search(one.text)]
    if times:
        spans += [(one.start, one.end) for one in times if one.kind != "frequency"]
    spans.sort()
    return spans


_NUMBERS = ("number", "ordinal")
_DIGIT = re.compile("[0-9]")


def _without_rates(times: list[Mention[When]], amounts: list[Mention[Quantity]]) -> list[Mention[When]]:
    """The times but for the frequencies that are part of an amount, and less than all of it."""
    if not times:
        return times
    rates = [(amount.start, amount.end) for amount in amounts if amount.value.per]
    if not rates:
        return times
    starts = [start for start, _ in rates]

    def part_of_rate(time: Mention[When]) -> bool:
        at = bisect_right(starts, time.start) - 1
        return at >= 0 and time.end <= rates[at][1] and (time.start, time.end) != rates[at]

    return [time for time in times if time.kind != "frequency" or not part_of_rate(time)]


def _merged(kept: list[AnyMention], candidates: Sequence[AnyMention]) -> list[AnyMention]:
    """Both in order, without the candidates that overlap what is kept already."""
    if kept[-1].end <= candidates[0].start:
        return [*kept, *candidates]
    ends = [one.end for one in kept]
    both: list[AnyMention] = []
    at = 0
    for candidate in candidates:
        before = bisect_right(ends, candidate.start, at)
        both += kept[at:before]
        at = before
        if at == len(kept) or candidate.end <= kept[at].start:
            both.append(candidate)
    both += kept[at:]
    return both


def _printed(found: list[AnyMention], clean: Normalized, text: str) -> list[AnyMention]:
    """The mentions of the normalised text, moved to where they were printed in the text that was given."""
    span = clean.span
    for one in found:
        start, end = span(one.start, one.end)
        move(one, start, end, text[start:end])
    return found


def mentions_json(line_no: int, text: str, *, on: dt.date | None = None) -> dict[str, Json]:
    """One line of `vnplan mentions`: the line's number (from 1), its text and its mentions.

    Values are as the contract writes them: numbers as decimal strings, times as EDTF or ISO 8601 repeats. What does
    not go into a plain value (`vision`, `by`, `bound`, `open_end`, a citation's `symbol` ...) is in `details`.
    """
    mentions: list[Json] = [mention_json(mention) for mention in find_mentions(text, on=on)]
    return {"line": line_no, "text": text, "mentions": mentions}


def mention_json(mention: AnyMention) -> dict[str, Json]:
    """A mention as JSON."""
    return {
        "kind": mention.kind,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": value_json(mention.value),
        "flags": list(mention.flags),
        "alternatives": [value_json(other) for other in mention.alternatives],
        "confidence": mention.confidence,
        "details": _details(mention.value),
    }


def value_json(value: Value) -> Json:
    """A value as JSON: a decimal string, an EDTF string, or an object of its fields."""
    match value:
        case Number():
            return _plain(value.value)
        case Quantity():
            return {
                "low": _plain(value.low),
                "high": _plain(value.high),
                "bound": value.bound,
                "unit": value.unit,
                "unit_text": value.unit_text,
                "per": value.per,
                "direction": value.direction,
            }
        case When():
            return value.edtf
        case Citation():
            return {
                "kind": value.kind,
                "number": value.number,
                "issued": value.issued,
                "issuer": value.issuer.name if value.issuer else None,
                "article": value.article,
            }
        case Agency() | Place():
            return {
                "name": value.name,
                "id": value.id,
                "current_id": value.current_id,
                "level": value.level,
            }


def _details(value: Value) -> dict[str, Json]:
    details: dict[str, Json] = {}
    if isinstance(value, When):
        details = {
            "by": value.by,
            "bound": value.bound,
            "vision": value.vision,
            "ordinal": value.ordinal,
            "open_end": value.open_end or None,
        }
    elif isinstance(value, Citation):
        details = {
            "symbol": value.symbol,
            "title": value.title,
            "repaired_from": value.repaired_from,
            "issuer_id": value.issuer.id if value.issuer else None,
        }
    return {name: detail for name, detail in details.items() if detail is not None}


def _plain(value: Decimal) -> str:
    return format(value, "f")
