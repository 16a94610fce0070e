"""Targets in the body against the rows of the annex that carry them out: "30 doanh nghiệp" here, 28 there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding
from vnplan_extract.reading.columns import fold_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding

CLAUSE = re.compile(r"[^;.\n]+")
ALIKE = 0.75  # share of the words of the shorter text that both must have to speak of the same
COVERED = 0.4  # and of the longer one
FEWEST_WORDS = 2
SILENT = re.compile(
    r"(?:cac|cho|co|cua|duoc|den|dat|de|ho|tro|it|nhat|la|mot|nam|phan|dau|thuc|hien|toi|thieu|tai|tinh|tren|trong|va|ve|voi"
    r"|dia|ban|so|luong|xay|dung|giai|doan)\Z"
)
WITHIN_A_YEAR = re.compile(r"(\d{4})-\d\d(?:-\d\d)?(?:/\1-\d\d(?:-\d\d)?)?\Z")
MOST_ROWS = 500  # rows that each target is held against, so that a long plan takes linear time
UNCOUNTED = frozenset({"percent", "VND", "year", "month", "day", "person"})


@dataclass(frozen=True, slots=True)
class _Row:
    """A number of a task's row with the words that say what it counts."""

    task: plan.Task
    words: frozenset[str]
    quantity: plan.Quantity


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of a target with the words of its clause; `path` is its JSON pointer."""

    path: str
    clause: str
    words: frozenset[str]
    quantity: plan.Quantity
    when: str | None = None


def check_targets(document: plan.Plan) -> Iterator[Finding]:
    """A number of a target that the row with the same words has otherwise."""
    rows = list(islice(_rows(document), MOST_ROWS))
    numbers = list(_numbers(document)) if rows else []
    agreed = {
        (at, other)
        for at, number in enumerate(numbers)
        for other, row in enumerate(rows)
        if row.quantity.low == number.quantity.low and _speak_of_the_same(number, row)
    }
    settled = {numbers[at].clause for at, _ in agreed}
    taken = {other for _, other in agreed}
    free = [row for other, row in enumerate(rows) if other not in taken]
    for number in numbers:
        row = _other(number, free) if number.clause not in settled else None
        if row is not None:
            yield _finding(number, row)


def _finding(number: _Number, row: _Row) -> Finding:
    places = {
        "found": number.quantity.evidence.get("low", ()),
        "expected": row.quantity.evidence.get("low", ()),
    }
    return finding(
        "target-differs",
        path=number.path,
        expected=row.quantity.text,
        found=number.quantity.text,
        evidence={side: place for side, place in places.items() if place},
        task=row.task.text[:80],
    )


def _numbers(document: plan.Plan) -> Iterator[_Number]:
    for at, target in enumerate(document.targets):
        for number, quantity in enumerate(target.quantities):
            clause = _clause(target.text, quantity)
            if target.status == "planned" and _counts(quantity) and "trong đó" not in clause.casefold():
                path = f"/targets/{at}/quantities/{number}"
                when = target.when.edtf if target.when else None
                yield _Number(path, f"{at} {clause}", _words(clause, quantity), quantity, when)


def _rows(document: plan.Plan) -> Iterator[_Row]:
    for task in document.tasks:
        if task.origin != "table":
            continue
        for quantity in task.quantities:
            if _counts(quantity):
                yield _Row(task, _words(task.text, quantity), quantity)


def _counts(quantity: plan.Quantity) -> bool:
    exact = quantity.low == quantity.high and quantity.bound in ("exact", "at_least")
    return exact and quantity.unit is not None and quantity.unit not in UNCOUNTED and quantity.per is None


def _words(text: str, quantity: plan.Quantity) -> frozenset[str]:
    """Return the words of a text that say what is counted, without the number, its unit and what every task says."""
    unit = set(fold_head(quantity.unit_text or "").split()) | set(fold_head(quantity.text).split())
    return frozenset(
        word
        for word in fold_head(text).split()
        if SILENT.match(word) is None and word not in unit and not word[0].isdigit()
    )


def _clause(text: str, quantity: plan.Quantity) -> str:
    return next((match.group() for match in CLAUSE.finditer(text) if quantity.text in match.group()), text)


def _other(number: _Number, rows: Sequence[_Row]) -> _Row | None:
    """Return the row that speaks of the same with another number; None where several might, or make it together."""
    same = [row for row in rows if _speak_of_the_same(number, row)]
    values = {row.quantity.low for row in same}
    if (
        len(values) != 1
        or _is_part(number, same[0])
        or number.quantity.low == sum(row.quantity.low for row in same)
    ):
        return None
    return same[0]


def _is_part(number: _Number, row: _Row) -> bool:
    """Does the row only do some of it, in a month or quarter of the time that the target has?"""
    when = row.task.when.edtf if row.task.when else None
    less = None not in (row.quantity.low, number.quantity.low) and row.quantity.low < number.quantity.low
    return less and when is not None and when != number.when and WITHIN_A_YEAR.match(when) is not None


def _speak_of_the_same(number: _Number, row: _Row) -> bool:
    if row.quantity.unit != number.quantity.unit:
        return False
    shorter, longer = sorted((len(number.words), len(row.words)))
    shared = len(number.words & row.words)
    return shorter >= FEWEST_WORDS and shared >= ALIKE * shorter and shared >= COVERED * longer
