"""Vietnamese as pure functions on `str`: numbers, money, dates, citations, agencies; linear in time.

The names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.lang.agencies import parse_agency as parse_agency
    from vnplan_extract.lang.citations import parse_citation as parse_citation
    from vnplan_extract.lang.dates import parse_date as parse_date
    from vnplan_extract.lang.mentions import find_mentions as find_mentions
    from vnplan_extract.lang.mentions import mentions_json as mentions_json
    from vnplan_extract.lang.money import parse_money as parse_money
    from vnplan_extract.lang.normalize import normalize as normalize
    from vnplan_extract.lang.numbering import parse_marker as parse_marker
    from vnplan_extract.lang.numerals import parse_number as parse_number
    from vnplan_extract.lang.quantities import parse_quantity as parse_quantity
    from vnplan_extract.lang.values import Mention as Mention

_HOMES = {
    "Mention": "values",
    "find_mentions": "mentions",
    "mentions_json": "mentions",
    "normalize": "normalize",
    "parse_agency": "agencies",
    "parse_citation": "citations",
    "parse_date": "dates",
    "parse_marker": "numbering",
    "parse_money": "money",
    "parse_number": "numerals",
    "parse_quantity": "quantities",
}
__all__ = [
    "Mention",
    "find_mentions",
    "mentions_json",
    "normalize",
    "parse_agency",
    "parse_citation",
    "parse_date",
    "parse_marker",
    "parse_money",
    "parse_number",
    "parse_quantity",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
