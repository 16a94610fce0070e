"""Money in exact đồng: "18.450 triệu đồng", "1 tỷ 200 triệu", "Ba mươi lăm tỷ đồng chẵn", "2,5-3 tỷ đồng", "100 USD"."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.lang.amounts import scan
from vnplan_extract.lang.figures import times
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.numerals import trimmed
from vnplan_extract.lang.quantities import as_header, first_mention, mention
from vnplan_extract.lang.units import UnitHeader

if TYPE_CHECKING:
    from vnplan_extract.lang.values import Mention, Quantity

_ACCOUNTING = re.compile(r"\s*\(\s*\d[\d.,]*\s*\)\s*")
_A_RATE = re.compile(r" (?:một|mỗi)(?: [^\W\d_]+){1,3}")  # "5 triệu một tháng"


def find_money(text: str, *, unit: UnitHeader | str | None = None) -> list[Mention[Quantity]]:
    """Return the amounts of money of a normalised text; `low` and `high` are in đồng, other currencies as they stand.

    Args:
        text: Normalised text.
        unit: What bare numbers count, as "Đơn vị: triệu đồng" over their table says.
    """
    header = as_header(unit)
    if header is not None and header.unit is not None and _ACCOUNTING.fullmatch(text):
        cell = parse_money(text, unit=header)
        return [cell] if cell else []
    return [mention(amount, text) for amount in scan(text, header) if amount.kind == "money"]


def parse_money(text: str, *, unit: UnitHeader | str | None = None) -> Mention[Quantity] | None:
    """Read the first amount of money in a piece of Vietnamese text.

    Args:
        text: Any Vietnamese text, normalised or not.
        unit: What a bare number counts, for example a table's "Đơn vị: triệu đồng"; then "(1.050)" is negative, as
            accounts print it.

    Returns:
        A mention of kind "money" with offsets into `text`, in đồng (unit "VND") or the currency named; None where no
        money is written or it cannot be read for certain.

    >>> parse_money("1 tỷ 200 triệu").value.low, parse_money("1.050", unit="Đơn vị: triệu đồng").value.low
    (Decimal('1200000000'), Decimal('1050000000'))
    """
    header = as_header(unit)
    if header is not None and _ACCOUNTING.fullmatch(normalize(text).text):
        return _accounting(text, header)
    found = first_mention(text, header, ("money",))
    return found if found is not None or header is not None else _scaled(text)


def _accounting(text: str, header: UnitHeader) -> Mention[Quantity] | None:
    found = first_mention(text, header, ("money",))
    if found is None:
        return None
    value = replace(found.value, low=times(found.value.low, -1), high=times(found.value.high, -1))
    return replace(found, value=value, flags=(*found.flags, "accounting_negative"))


def _scaled(text: str) -> Mention[Quantity] | None:
    """Read "3 triệu", "1tr2", "2-3 tỷ" as đồng: scales without a noun are how money is written short."""
    clean = normalize(text)
    start, end = trimmed(clean.text)
    body = clean.text[start:end]
    if body.endswith("K"):
        body = body[:-1] + "k"  # "20K"; alone it would be a name, as in "5K"
    amounts = scan(body, UnitHeader(Decimal(1), "VND", ""), whole=True)
    if not amounts or amounts[0].kind != "money" or not amounts[0].scaled or amounts[0].context_start:
        return None
    alone = len(amounts) == 1 and amounts[0].end == len(body)
    if not (alone or (amounts[0].per and _A_RATE.fullmatch(body, amounts[0].end))):
        return None
    flags = tuple(flag for flag in amounts[0].flags if flag != "inherited_unit")
    found = mention(amounts[0]._replace(unit_text=None, flags=flags), body)
    first, last = clean.span(found.start + start, found.end + start)
    return replace(found, start=first, end=last, text=clean.original[first:last])
