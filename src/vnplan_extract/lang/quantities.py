"""Quantities and shares: "12SP", "tối thiểu 60%", "mỗi năm có từ 1-2 doanh nghiệp"; and the numbers beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.lang.amounts import Amount, scan
from vnplan_extract.lang.made import new_mention, new_number, new_quantity
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.number_words import vocabulary
from vnplan_extract.lang.numerals import parse_number, trimmed
from vnplan_extract.lang.units import UnitHeader, parse_unit_header, unit_by_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.lang.normalize import Normalized
    from vnplan_extract.lang.values import Mention, Number, Quantity

_ONE = Decimal(1)
_QUANTITIES = ("quantity", "percent")
_ONE_THING = re.compile(
    r"(?:một|năm (?=cái|chiếc|quyển|cuốn|quả|bức|tờ))", re.IGNORECASE
)  # "năm con gà" is a year
_NO_THINGS = frozenset([None, "time_count"])  # "một lần nữa" counts nothing
_REST = re.compile(r"[^\W\d_]{1,12}(?: [^\W\d_]{1,12}){0,2}")
_LONGEST_NUMBER = 160
_MAY_BE_NUMBER = re.compile(
    r"\s{0,9}[-+]?\s?[.,]?\d[\d.,' ]*(?:[^\W\d_]|$|/)|\s{0,9}(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|không|trăm|nghìn|ngàn|triệu|tỷ|tỉ|vạn|"
    r"nửa|âm|trừ|thứ|lần|đầu|hăm|băm)\b",
    re.IGNORECASE,
)
_ORDINALS = frozenset(["thứ", "lần", "đầu"])
_NO_LONE_WORDS = frozenset(["năm", "không", "tư", "nửa", "thứ"])


def find_numbers(text: str) -> list[Mention[Number]]:
    """Return the numbers of a normalised text that count nothing named, and its ordinals; offsets are into `text`."""
    return numbers_of(text, scan(text))


def numbers_of(text: str, amounts: Iterable[Amount]) -> list[Mention[Number]]:
    """Return the numbers and ordinals among the amounts that were scanned in a text."""
    whole = _whole_number(text) if len(text) <= _LONGEST_NUMBER else None
    if whole is not None:
        return [whole]
    return [_number(amount, text) for amount in amounts if amount.kind in ("number", "ordinal")]


def _number(amount: Amount, text: str) -> Mention[Number]:
    kind, start, end, low, *_, flags, alternatives, sure, _, _ = amount
    others: tuple[Number, ...] = ()
    if alternatives:  # of few
        others = tuple(map(new_number, alternatives))
    value = new_number(low, kind == "ordinal")
    return new_mention(kind, start, end, text[start:end], value, flags, others, sure)


def _whole_number(text: str) -> Mention[Number] | None:
    """Return the number that a short text is: "1.050", "hai mươi mốt", but not "Năm", "1." or "(1)", "II"."""
    if not _MAY_BE_NUMBER.match(text):
        return None
    body = text.strip()
    words = body.lower().replace("-", " ").split(None, 3)[:3]
    if words[0] not in _ORDINALS and any(
        len(word) > 2 and word.isalpha() and word not in vocabulary() for word in words
    ):
        return None
    if body.lower() in _NO_LONE_WORDS:
        return None
    marked = body.endswith((".", ")")) and (body[:-1].isdigit() or body[0] == "(")
    found = None if marked else parse_number(text)
    return None if found is None or "roman" in found.flags else found


def find_quantities(text: str, *, unit: UnitHeader | str | None = None) -> list[Mention[Quantity]]:
    """Return the quantities and percentages of a normalised text; offsets are into `text`.

    Args:
        text: Normalised text.
        unit: What numbers without a unit of their own count, as the head of their table or column says.
    """
    return [mention(amount, text) for amount in scan(text, as_header(unit)) if amount.kind in _QUANTITIES]


def parse_quantity(text: str, *, unit: UnitHeader | str | None = None) -> Mention[Quantity] | None:
    """Read the first quantity in a piece of Vietnamese text, with its bound, unit, rate and direction.

    Args:
        text: Any Vietnamese text, normalised or not.
        unit: What to assume where no unit is written, for example a table's "Đơn vị: ha".

    Returns:
        A mention of kind "quantity" or "percent" with offsets into `text`; None where no quantity is written.

    >>> parse_quantity("tối thiểu 02 chương trình truyền hình/năm").value.bound
    'at_least'
    """
    return first_mention(text, as_header(unit), _QUANTITIES)


def as_header(unit: UnitHeader | str | None) -> UnitHeader | None:
    """Return what a table's head says numbers count, from its text or as read before."""
    if not isinstance(unit, str):
        return unit
    known = unit_by_id(unit)
    return UnitHeader(_ONE, known.id, unit) if known else parse_unit_header(unit)


def first_mention(text: str, unit: UnitHeader | None, kinds: tuple[str, ...]) -> Mention[Quantity] | None:
    """Return the amount that a text is, else the first of these kinds in it."""
    clean = normalize(text)
    start, end = trimmed(clean.text)
    body = clean.text[start:end]
    for amount in scan(body, unit, whole=True):
        if amount.kind in kinds and amount.context_start == 0 and _is_all(amount, body):
            return _printed(clean, mention(amount, body), start)
    for amount in scan(clean.text, unit):
        if amount.kind in kinds:
            return _printed(clean, mention(amount, clean.text), 0)
    return None


def _is_all(amount: Amount, body: str) -> bool:
    """Whether nothing stands behind an amount, or only the rest of the noun of one thing: "một con mèo"."""
    rest = body[amount.end :].strip(" .;")
    return not rest or (
        amount.unit not in _NO_THINGS
        and _ONE_THING.match(body) is not None
        and _REST.fullmatch(rest) is not None
    )


def mention(amount: Amount, text: str) -> Mention[Quantity]:
    """Return an amount of a text as the mention of a quantity."""
    kind, start, end, low, high, bound, unit, noun, per, direction, flags, alternatives, sure, *_ = amount
    value = new_quantity(low, high, bound, unit, noun, per, direction)
    others: tuple[Quantity, ...] = ()
    if alternatives:  # of few
        others = tuple(replace(value, low=other, high=other) for other in alternatives)
    return new_mention(kind, start, end, text[start:end], value, flags, others, sure)


def _printed(clean: Normalized, found: Mention[Quantity], offset: int) -> Mention[Quantity]:
    """Move a mention from the normalised body to the text as given."""
    start, end = clean.span(found.start + offset, found.end + offset)
    return replace(found, start=start, end=end, text=clean.original[start:end])
