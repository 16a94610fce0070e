"""Values as text: numbers without exponent and without idle zeros."""

from __future__ import annotations

from decimal import Decimal


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
