"""Reads a cell that is a number."""

from __future__ import annotations

import re
from decimal import Decimal

from vnplan_extract.lang.digits import read_digits
from vnplan_extract.reading.columns import fold_head

NUMBER = re.compile(
    r"(?P<open>\()?(?P<minus>[-–−]\s?)?(?P<digits>\d(?:[\d.,]|[  ’'](?=\d{3}(?!\d)))*(?<=\d))(?(open)\))\s?(?P<unit>%|[^\W\d_][^\d(;:]{0,30})?\Z"
)


def read_figure(
    text: str, *, commas: bool = False, whole: bool = False
) -> tuple[Decimal, str, Decimal] | None:
    """Read a cell that is a number, perhaps with a unit: its value, the unit folded, the value of its last digit.

    Args:
        text: The cell's text.
        commas: Whether the table groups thousands by commas, as in English.
        whole: Whether what is counted comes in whole pieces.

    >>> read_figure("05 DN")[:2]
    (Decimal('5'), 'dn')
    """
    match = NUMBER.match(text.strip())
    if match is None:
        return None
    digits = match["digits"]
    if commas:
        digits = digits.translate(str.maketrans(",.", ".,"))
    reading = read_digits(digits, whole=whole)
    if reading is None:
        return None
    value = -reading.value if match["minus"] or match["open"] else reading.value
    exponent = reading.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    unit = match["unit"] or ""
    return value, unit if unit in ("", "%") else fold_head(unit), step
