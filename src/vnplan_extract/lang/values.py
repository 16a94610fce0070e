"""The values that the recognisers of Vietnamese return, and the mention that carries them.

Everything here is frozen and knows nothing of pages or pydantic: offsets are into the string that was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from decimal import Decimal

MentionKind = Literal[
    "number",
    "ordinal",
    "quantity",
    "money",
    "percent",
    "date",
    "period",
    "deadline",
    "frequency",
    "citation",
    "agency",
    "place",
]
Bound = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "range"]
Direction = Literal["increase", "decrease"]
AgencyLevel = Literal["central", "province", "district", "commune", "other"]

V_co = TypeVar("V_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; `ordinal` when the text says which one ("lần thứ tư") and not how many."""

    value: Decimal
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of what: `low` and `high` are equal for one value; money is in đồng with unit "VND".

    `unit` is an id of `data/units.toml` or None when the counted noun is not listed there; `unit_text` is the noun
    as printed. `per` is an ISO 8601 duration ("P1Y") or a unit id ("mỗi lớp khoảng 50 người" is per "class"),
    with its count where that is not one ("10000 person").
    """

    low: Decimal
    high: Decimal
    bound: Bound = "exact"
    unit: str | None = None
    unit_text: str | None = None
    per: str | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A point, stretch or repetition of time as EDTF (ISO 8601-2) or an ISO 8601 repeat.

    `by` is the yearly day or month of a repetition ("--12-15"), `bound` "before" for "trước ngày ...", `vision` the
    year of "tầm nhìn đến năm 2030", `ordinal` the number of a phase ("Giai đoạn 1"), `open_end` True where the text
    goes on beyond what EDTF says ("đến 2025 và những năm tiếp theo").
    """

    edtf: str
    by: str | None = None
    bound: Literal["before"] | None = None
    vision: str | None = None
    ordinal: int | None = None
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation of the state, the Party or society, or a class of them ("các sở, ngành").

    `name` is the full, normalised name as of the document's own time; `id` is the gazetteer's id valid on that date,
    `current_id` the one that holds today, after the mergers of 2025.
    """

    name: str
    id: str | None = None
    current_id: str | None = None
    level: AgencyLevel = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """A province, or a district or commune where the gazetteer has it."""

    name: str
    id: str | None = None
    current_id: str | None = None
    level: AgencyLevel = "province"


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that is referred to: `number` "1322/QĐ-TTg", or None with `symbol` "KH-UBND" when it is blank.

    `issued` is EDTF. `article` is as printed in short ("Điều 7", "khoản 2 Điều 5"). `repaired_from` is the number as
    printed where it was damaged beyond doubt ("70/KD-UBND" for "70/KH-UBND").
    """

    kind: str | None
    number: str | None = None
    symbol: str | None = None
    issued: str | None = None
    issuer: Agency | None = None
    title: str | None = None
    article: str | None = None
    repaired_from: str | None = None


@dataclass(frozen=True, slots=True)
class Mention(Generic[V_co]):
    """A value with its place: `source[start:end] == text` always, whatever was normalised to read it.

    `alternatives` are the other readings of an ambiguous text, best first; `flags` say how the text departs from the
    rule ("zero_padded", "nonstandard_spelling", "blank_day" ...); `confidence` is 0 to 1.
    """

    kind: MentionKind
    start: int
    end: int
    text: str
    value: V_co
    flags: tuple[str, ...] = ()
    alternatives: tuple[V_co, ...] = ()
    confidence: float = 1.0


_set_start, _set_end, _set_text = (getattr(Mention, name).__set__ for name in ("start", "end", "text"))


def move(mention: Mention[V_co], start: int, end: int, text: str) -> None:
    """Move a mention that nobody else has seen yet: on a document, copies took a part in twenty of all time."""
    _set_start(mention, start)
    _set_end(mention, end)
    _set_text(mention, text)


Value = Number | Quantity | When | Agency | Place | Citation
AnyMention = Mention[Value]
