"""Terms and equations: what must equal what, and where each side is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.evidence import Evidence

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
    """`left` should be the sum of `right`.

    Equations of one `family` are printed under one rule ("the columns of funds make the total"): that some of them
    close proves the rule, and only then is a broken one an error. `certain` where words of the document state the rule
    ("Tổng cộng"). `label` and `label_vi` name the place for a reader.
    """

    code: str
    family: str
    left: Term
    right: tuple[Term, ...]
    label: str
    label_vi: str
    certain: bool = False

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
        return (self.left.value or Decimal(0)) - sum(
            (term.value or Decimal(0) for term in self.right), Decimal(0)
        )

    @property
    def closes(self) -> bool:
        """Whether both sides are equal."""
        return self.readable and self.difference == 0

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding of fractions can make: half a last digit for each term; 0 for whole numbers."""
        if all(term.step == term.factor for term in self.terms):
            return Decimal(0)
        return sum((term.step for term in self.terms), Decimal(0)) / 2

    def needed(self, term: Term) -> Decimal:
        """Return the value of one of its terms that would close it."""
        value = term.value or Decimal(0)
        return value - self.difference if term is self.left else value + self.difference

    def shown(self) -> str:
        """Print it: "7.050 = 1.250 + 550 + ... = 7.060"."""
        factor = self.left.factor
        parts = [term.text for term in self.right[:MOST_SHOWN]]
        if len(self.right) > MOST_SHOWN:
            parts.append("...")
        result = sum((term.value or Decimal(0) for term in self.right), Decimal(0))
        return f"{self.left.text} = {' + '.join(parts)} = {printed(result / factor)}"


def printed(value: Decimal) -> str:
    """Print a number as Vietnamese documents do: "18.450", "120,5".

    >>> printed(Decimal("18450.5"))
    '18.450,5'
    """
    plain = format(value, ",f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,"))
