"""The score sheet of one document: counts by field, measures, and the mistakes with what gold and output say."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from vnplan_extract.evidence import Record
from vnplan_extract.plan import (
    Agency,
    BudgetLine,
    Citation,
    Column,
    Duty,
    Quantity,
    Section,
    Signature,
    Table,
    Target,
    Task,
    When,
)
from vnplan_extract.scoring.metrics import Counts, Ratio

if TYPE_CHECKING:
    from vnplan_extract.evidence import Evidence

Verdict = Literal["right", "wrong", "missing", "invented"]
_ONE: dict[Verdict, Counts] = {
    "right": Counts(right=1),
    "wrong": Counts(wrong=1),
    "missing": Counts(missing=1),
    "invented": Counts(invented=1),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One field that is not as gold says.

    Attributes:
        field: Dotted name: "tasks.leads".
        verdict: wrong, missing (gold has it) or invented (gold has it not).
        path: JSON pointer into the gold plan; of what was invented, into the output.
        gold: What gold says.
        found: What was found.
        similarity: Of running text, 0 to 1.
        page: Page that the found value quotes.
        quote: The text that the found value quotes.
    """

    field: str
    verdict: Verdict
    path: str
    gold: str = ""
    found: str = ""
    similarity: float | None = None
    page: int | None = None
    quote: str = ""


@dataclass(slots=True)
class Sheet:
    """What was counted in one document."""

    counts: dict[str, Counts] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    measures: dict[str, Ratio] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    edits: int = 0

    def count(self, name: str, verdict: Verdict, *, unit: bool = False) -> None:
        """Count a verdict; a `unit` is one entry a clerk would look at, and counts for "all" fields too."""
        self.counts[name] = self.counts.get(name, Counts()) + _ONE[verdict]
        if unit:
            self.units.add(name)
            self.counts["all"] = self.counts.get("all", Counts()) + _ONE[verdict]
            self.edits += verdict != "right"

    def measure(self, name: str, ratio: Ratio) -> None:
        """Add to a measure."""
        self.measures[name] = self.measures.get(name, Ratio()) + ratio


def empty(value: object) -> bool:
    """Tell whether a field holds nothing."""
    return value is None or value in ("", (), {})


def shown(value: object) -> str:
    """Return a value as a reader of the report sees it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return "; ".join(map(shown, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    if isinstance(value, Record):
        return _record(value)
    return str(value)


def _record(record: Record) -> str:
    match record:
        case Agency():
            return record.name
        case When():
            return " ".join(filter(None, (record.edtf or record.text, record.by, record.bound)))
        case Quantity():
            return _quantity(record)
        case Citation():
            parts = (record.kind, record.number or record.symbol, record.issued, record.article, record.title)
            return " ".join(filter(None, parts))
        case Section():
            return f"{record.path} {record.title or ''}".strip()
        case Target():
            return record.text
        case Task():
            return f"{record.path} {record.text}"
        case BudgetLine():
            return " · ".join(filter(None, (record.label, shown(record.amount), record.fund, record.period)))
        case Duty():
            return f"{shown(record.agencies)}: {shown(record.items)}"
        case Signature():
            return f"{shown(record.authority)} {record.name or ''}".strip()
        case Table():
            return f"{record.rows} × {record.cols} {record.caption or ''}".strip()
        case Column():
            return f"{record.role} {record.text}".strip()
        case _:
            return repr(record)


def _quantity(quantity: Quantity) -> str:
    value = shown(quantity.low)
    if quantity.high != quantity.low:
        value += f"-{shown(quantity.high)}"
    bound = "" if quantity.bound in {"exact", "range"} else f"{quantity.bound} "
    per = f" per {quantity.per}" if quantity.per else ""
    direction = f" ({quantity.direction})" if quantity.direction else ""
    return f"{bound}{value} {quantity.unit or quantity.unit_text or ''}{per}{direction}".strip()


def places_of(record: Record, name: str | None = None) -> tuple[Evidence, ...]:
    """Return where a record, or one field of it, was read: its own evidence, else that of the records in it."""
    if name is not None:
        own = record.evidence.get(name, ())
        return own or _nested(getattr(record, name, None))
    own = tuple(place for places in record.evidence.values() for place in places)
    return own or tuple(
        place for field_name in type(record).model_fields for place in _nested(getattr(record, field_name))
    )


def _nested(value: object) -> tuple[Evidence, ...]:
    if isinstance(value, Record):
        return tuple(place for places in value.evidence.values() for place in places)
    if isinstance(value, tuple):
        return tuple(place for item in value for place in _nested(item))
    return ()
