"""Numbers as others hold them: text without exponent and idle zeros, decimals of a fixed size."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.sinks.flatten import Value

PLACES = Decimal("1e-9")
LARGEST = Decimal(10) ** 29


def plain_number(value: float | Decimal) -> str:
    """Return a number as its plain digits.

    >>> plain_number(Decimal("1.845E+10"))
    '18450000000'
    """
    if isinstance(value, int):
        return str(value)
    text = format(value, "f") if isinstance(value, Decimal) else repr(value)
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text


def fitting(value: Value) -> Decimal | None:
    """Return a number as DECIMAL(38, 9) holds it, or None where it does not fit exactly: no value beats a wrong one."""
    if not isinstance(value, Decimal) or abs(value) >= LARGEST:
        return None
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    return rounded if rounded == value else None
