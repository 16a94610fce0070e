"""Reads the money of a plan: its total, the total in words, lines by source and phase, and sources only named.

Prose goes before tables: what a table repeats is left out, and its total counts where the prose gives none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.reading.budget_prose import read_prose
from vnplan_extract.reading.budget_tables import read_sums
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.funds import is_same_source, named_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.reading.budget_tables import Sums
    from vnplan_extract.reading.draft import Draft


def read_budget(draft: Draft) -> None:
    """Fill `draft.budget`; None where nothing is said of money, and for a document that is no plan."""
    draft.budget = None
    if draft.status == "not_a_plan":
        return
    prose = read_prose(draft)
    sums = read_sums(draft)
    total = prose.total or _total_of(sums)
    lines = [*prose.lines, *_new_lines(sums, prose.lines)]
    funds = _funds(prose.read, lines)
    if total is None and not lines and not funds and prose.in_words is None:
        return
    draft.budget = plan.Budget(
        total=total,
        in_words=prose.in_words,
        lines=tuple(lines),
        funds=tuple(fund.text for fund in funds),
        evidence=_evidence(draft, total, prose.in_words, funds),
    )


def _evidence(
    draft: Draft, total: plan.Quantity | None, in_words: plan.Quantity | None, funds: Sequence[Passage]
) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, tuple[Evidence, ...]] = {}
    for name, amount in (("total", total), ("in_words", in_words)):
        if amount is not None:
            found[name] = amount.evidence["low"]
    if funds:
        found["funds"] = tuple(place for fund in funds for place in evidence_of(draft.document, fund))
    return found


def _total_of(sums: Sequence[Sums]) -> plan.Quantity | None:
    """Return the total that the tables agree on, or the one that is the sum of the others."""
    totals = [each.total for each in sums if each.total is not None]
    values = {total.low for total in totals}
    if len(values) == 1:
        return totals[0]
    whole = sum(values)
    return next((total for total in totals if 2 * total.low == whole), None)


def _new_lines(sums: Sequence[Sums], known: Sequence[plan.BudgetLine]) -> list[plan.BudgetLine]:
    """Return the lines of tables that no line before says: same source and amount, and phase where the table names one."""
    seen = {(line.fund, period, line.amount.low) for line in known for period in {line.period, None}}
    found = []
    for line in (line for each in sums for line in each.lines):
        key = (line.fund, line.period, line.amount.low)
        if key not in seen:
            seen.add(key)
            found.append(line)
    return found


def _funds(read: Sequence[Passage], lines: Sequence[plan.BudgetLine]) -> list[Passage]:
    """Return the sources that are named without an amount, each once."""
    labels = {line.fund_text or line.label for line in lines if line.fund is not None}
    found: dict[str, Passage | None] = {}
    for passage in read:
        for start, end in named_sources(passage.text):
            name = passage.cut(start, end)
            key = name.text.casefold()
            if key not in found:
                known = any(name.text in label or is_same_source(name.text, label) for label in labels)
                found[key] = None if known else name
    return [name for name in found.values() if name is not None]
