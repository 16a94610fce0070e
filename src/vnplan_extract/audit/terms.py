"""Terms and equations: what must equal what, and where each side is printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.evidence import Evidence

ZERO = Decimal(0)
MOST_SHOWN = 8  # terms of a long sum that a message spells out


@dataclass(frozen=True, slots=True)
class Term:
    """A printed number: `pointer` is its place in the Plan, `value` None where it cannot be read.

    `factor` is what one of its printed units counts in đồng ("triệu đồng": 1,000,000), 1 for anything else; `value` is
    already multiplied by it. `step` is the value of its last printed digit.
    """

    pointer: str
    value: Decimal | None
    text: str
    evidence: tuple[Evidence, ...] = ()
    factor: Decimal = Decimal(1)
    step: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` should be the sum of `right`, or with `product` their product.

    Equations of one `family` are printed under one rule ("the columns of funds make the total"): that some of them
    close proves the rule, and only then is a broken one an error. `certain` where words of the document state the rule
    ("Tổng cộng"), `guessed` where nothing printed does but the numbers themselves. `label` and `label_vi` name the place for a reader.
    """

    code: str
    family: str
    left: Term
    right: tuple[Term, ...]
    label: str
    label_vi: str
    certain: bool = False
    product: bool = False
    guessed: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """Both sides."""
        return (self.left, *self.right)

    @property
    def readable(self) -> bool:
        """Whether every number of it was read."""
        return all(term.value is not None for term in self.terms)

    @property
    def difference(self) -> Decimal:
        """Left side less right side; unreadable numbers count nothing."""
        return (self.left.value or ZERO) - self.result

    @property
    def result(self) -> Decimal:
        """What the right side makes."""
        values = [term.value or ZERO for term in self.right]
        return math.prod(values, start=Decimal(1)) if self.product else sum(values, ZERO)

    @property
    def closes(self) -> bool:
        """Whether both sides are equal."""
        return self.readable and self.difference == 0

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding of fractions can make: half a last digit for each term; 0 for whole numbers."""
        if all(term.step == term.factor for term in self.terms):
            return ZERO
        if self.product:
            return self.left.step / 2
        return sum((term.step for term in self.terms), ZERO) / 2

    def needed(self, term: Term) -> Decimal | None:
        """Return the value of one of its terms that would close it; None where no number does."""
        if term is self.left:
            return self.result
        if self.product:
            others = math.prod((one.value or ZERO for one in self.right if one is not term), start=Decimal(1))
            return (self.left.value or ZERO) / others if others else None
        return (term.value or ZERO) + self.difference

    def shown(self) -> str:
        """Print it: "7.050 = 1.250 + 550 + ... = 7.060"."""
        parts = [term.text for term in self.right[:MOST_SHOWN]]
        if len(self.right) > MOST_SHOWN:
            parts.append("...")
        sign = " x " if self.product else " + "
        return f"{self.left.text} = {sign.join(parts)} = {printed(self.result / self.left.factor)}"


def printed(value: Decimal) -> str:
    """Print a number as Vietnamese documents do: "18.450", "120,5".

    >>> printed(Decimal("18450.5"))
    '18.450,5'
    """
    plain = format(value, ",f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,"))
