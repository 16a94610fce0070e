"""Amounts spelt out in words, against the figures before them, and their spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import open_ledger
from vnplan_extract.audit.places import narrowed, texts
from vnplan_extract.findings import finding
from vnplan_extract.lang.money import find_money
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding
    from vnplan_extract.lang.values import Mention, Quantity

SPELT = re.compile(
    r"(?:\(\s*(?:(?:viết\s+)?b[ằả]ng\s+chữ|số tiền bằng chữ|ghi bằng chữ)?\s*:?|b[ằả]ng\s+chữ\s*:)\s*(?P<words>[^\W\d_][^()\d;:]{6,200}?đồng)",
    re.IGNORECASE,
)
ANNOUNCED = re.compile(r"b[ằả]ng\s+chữ", re.IGNORECASE)
WRONG_FIVE = re.compile(r"\bmươi (năm)\b", re.IGNORECASE)
BEFORE = 60  # characters between the figures and the bracket with the words


def check_words(document: plan.Plan) -> Iterator[Finding]:
    """Every amount in words against the figures it stands beside, or else against the totals of the plan."""
    for pointer, text, places in texts(document):
        if "đồng" not in text.casefold():
            continue
        clean = normalize(text).text
        for match in SPELT.finditer(clean):
            words = next(iter(find_money(match["words"])), None)
            if words is not None and not any(char.isdigit() for char in words.text):
                at = _pointer(document, words.value.low, pointer)
                where = narrowed(places, match["words"])
                yield from _spelling(match["words"], at, where)
                yield from _value(document, clean, match, words, (at, where))


def _pointer(document: plan.Plan, value: Decimal, pointer: str) -> str:
    budget = document.budget
    spelt = budget.in_words if budget is not None else None
    return "/budget/in_words" if spelt is not None and spelt.low == value else pointer


def _spelling(words: str, pointer: str, places: tuple[Evidence, ...]) -> Iterator[Finding]:
    """After "mươi" a five is "lăm"."""
    for match in WRONG_FIVE.finditer(words):
        yield finding(
            "amount-words-spelling",
            path=pointer,
            expected="lăm",
            found=match.group(1).lower(),
            evidence={"found": places} if places else None,
        )


def _value(
    document: plan.Plan,
    text: str,
    match: re.Match[str],
    words: Mention[Quantity],
    place: tuple[str, tuple[Evidence, ...]],
) -> Iterator[Finding]:
    if place[0] == "/budget/in_words" and document.budget is not None and document.budget.total is not None:
        return  # an equation of the budget
    before = text[max(0, match.start() - BEFORE) : match.start()]
    figures = find_money(before)
    if figures and not before[figures[-1].end :].strip(" ,;:*_-–("):
        known, shown = {figures[-1].value.low}, figures[-1].text
    elif ANNOUNCED.search(match.group()):
        known, shown = _totals(document)
    else:
        return
    if not known or words.value.low in known:
        return
    pointer, where = place
    yield finding(
        "words-differ",
        path=pointer,
        expected=shown,
        found=words.text,
        evidence={"found": where} if where else None,
        label="figures and words",
        label_vi="số và chữ",
        equation=f"{shown} = {words.text}",
    )


def _totals(document: plan.Plan) -> tuple[set[Decimal], str]:
    """Return the totals that an amount in words may spell out: the budget's and those of the tables."""
    budget = document.budget
    if budget is not None and budget.total is not None:
        return {budget.total.low}, budget.total.text
    found: set[Decimal] = set()
    shown = ""
    for at, table in enumerate(document.tables):
        ledger = open_ledger(table, f"/tables/{at}")
        if ledger is None:
            continue
        for row in ledger.rows:
            for col, kind in enumerate(ledger.kinds):
                figure = ledger.figures.get((row.row, col))
                if (
                    row.kind == "total"
                    and kind == "money"
                    and figure is not None
                    and figure.value is not None
                ):
                    found.add(figure.value * ledger.factors[col])
                    shown = shown or figure.text
    return found, shown
