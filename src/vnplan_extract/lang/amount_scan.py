"""One pass over a text for its amounts: what it has found, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.lang.values import Bound, Direction, MentionKind


# A tuple: one is made for every number of a text, and it is three times as fast to make as a frozen dataclass.
class Amount(NamedTuple):
    """A number of the text with all that is said of it; `text[start:end]` is the number with its unit and rate."""

    kind: MentionKind
    start: int
    end: int
    low: Decimal
    high: Decimal
    bound: Bound = "exact"
    unit: str | None = None
    unit_text: str | None = None
    per: str | None = None
    direction: Direction | None = None
    flags: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()
    confidence: float = 1.0
    scaled: bool = False  # a scale stands in it ("18 tỷ")
    context_start: int = 0  # where the words that bound it begin


made = cast("Callable[[tuple[object, ...]], Amount]", partial(tuple.__new__, Amount))
"""Make an amount of its fields in their order, at a third of the time of a call with names."""


@dataclass(slots=True)
class Scan:
    """A text on its way: `done` is where the last amount ended, `chain` where the last number that was passed over did.

    `low` is the text in lower case, of the same length; `unit` what bare numbers count, as the head of their table says;
    `whole` is True where the text is one expression; `places` is what `openings` finds in it for amounts, if that is known.
    """

    text: str
    low: str
    unit: UnitHeader | None = None
    whole: bool = False
    done: int = 0
    chain: int = -1
    places: Sequence[int] | None = None
    found: list[Amount] = field(default_factory=list)

    def passed(self, end: int) -> int:
        """Pass a number over; return where to go on."""
        self.chain = end
        return end

    def add(self, amount: Amount) -> None:
        """Keep an amount."""
        self.found.append(amount)
        self.done = amount.end
