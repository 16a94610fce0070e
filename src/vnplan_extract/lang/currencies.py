"""Currencies beside a number: before it ("$5", "VND 500.000"), and the hundredths after it ("2 đô la và 30 xu")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang.figures import Figure, read_figure
from vnplan_extract.lang.nouns import Noun
from vnplan_extract.lang.units import match_unit

if TYPE_CHECKING:
    from vnplan_extract.lang.amount_scan import Scan

_AND = re.compile(r"(?: và)? (?=\w)")
_ENDS = re.compile(r" ?(?:[.,;:)]\s|[.;)]?$)")  # "20 đô 43"
_CENTS = re.compile(r" ?(?:xen|xu|cents?)(?!\w)")
_CURRENCY_BEFORE = re.compile(
    r"(?<!\w)((?:US|VN|S|A|C|HK|NT)\$|[$€£¥₫₹₩]|USD|EUR|GBP|JPY|VNĐ|VND|CNY|RMB|KRW|THB|SGD|AUD|CAD|HKD|CHF|INR|AED|Rs\.?) ?$"
)
_COUNTED = re.compile(r"(?:\d|tỷ|tỉ|triệu|nghìn|ngàn) ?$")
_CURRENCY_ENDS = frozenset("$€£¥₫₹₩DRPYĐBWFs.")


def opens_with_currency(scan: Scan, start: int) -> bool:
    """Whether a currency is glued to the digits ("USD1,23"), and is not that of a number before ("1 tỷ USD4")."""
    sign = _CURRENCY_BEFORE.search(scan.text, max(0, start - 5), start)
    return sign is not None and _COUNTED.search(scan.low, max(0, sign.start() - 8), sign.start()) is None


def currency_before(scan: Scan, figure: Figure) -> Noun | None:
    """Return the currency that stands before the number: "$5", "VND 500.000"."""
    start = figure.start
    sign_before = scan.text[start - 1 : start] if start else ""
    if sign_before == " ":
        sign_before = scan.text[start - 2 : start - 1]
    if sign_before not in _CURRENCY_ENDS:
        return None
    left = max(scan.done, figure.start - 5)
    sign = _CURRENCY_BEFORE.search(scan.text[left : figure.start])
    if sign is None:
        return None
    found = match_unit(sign.group(1), sign.group(1).lower(), 0)
    return Noun(left + sign.start(1), figure.end, found[0].id, sign.group(1), "money") if found else None


def with_cents(scan: Scan, figure: Figure, noun: Noun) -> tuple[Figure, Noun]:
    """Add the hundredths of "2 đô la và 30 xu"."""
    joined = _AND.match(scan.low, noun.end)
    cents = read_figure(scan.text, scan.low, joined.end()) if joined else None
    if not isinstance(cents, Figure) or not 0 < cents.value < 100:
        return figure, noun
    name = _CENTS.match(scan.low, cents.end)
    if name is None and not (len(cents.digits) == 2 and _ENDS.match(scan.low, cents.end)):
        return figure, noun
    value = figure.value + cents.value / 100
    end = name.end() if name else cents.end
    return figure._replace(value=value, digits="", alternatives=()), noun._replace(end=end)
