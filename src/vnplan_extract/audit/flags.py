"""Marks the quantities that were read from repaired cells: `flags: ["repaired"]`."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import open_ledger

if TYPE_CHECKING:
    from decimal import Decimal

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence

FLAG = "repaired"


@dataclass(frozen=True, slots=True)
class _Places:
    """The places of repaired cells in page order, with what OCR read there and the value that was proved."""

    starts: list[tuple[int, int]]  # page, offset
    ends: list[int]
    values: list[tuple[str, Decimal | None]]

    def at(self, place: Evidence) -> tuple[str, Decimal | None] | None:
        """Return what is known of the repaired cell that holds a place; None outside of all."""
        index = bisect_right(self.starts, (place.page, place.start)) - 1
        if index < 0 or self.starts[index][0] != place.page or place.start >= self.ends[index]:
            return None
        return self.values[index]


def flagged(whole: plan.Plan) -> plan.Plan:
    """Return a Plan whose quantities from repaired cells say so, with the proved value where they held the one misread."""
    places = _places(whole)
    if not places.starts:
        return whole
    update: dict[str, object] = {"tasks": tuple(_task(task, places) for task in whole.tasks)}
    if whole.budget is not None:
        lines = tuple(_line(line, places) for line in whole.budget.lines)
        total = _quantity(whole.budget.total, places) if whole.budget.total else None
        update["budget"] = whole.budget.model_copy(update={"lines": lines, "total": total})
    return whole.model_copy(update=update)


def _places(whole: plan.Plan) -> _Places:
    found: list[tuple[tuple[int, int], int, tuple[str, Decimal | None]]] = []
    for at, table in enumerate(whole.tables):
        if all(cell.repaired_from is None for cell in table.cells):
            continue
        ledger = open_ledger(table, f"/tables/{at}")
        figures = {} if ledger is None else {figure.cell: figure for figure in ledger.figures.values()}
        for number, cell in enumerate(table.cells):
            if cell.repaired_from is None:
                continue
            figure = figures.get(number)
            value = ledger.term(figure).value if ledger is not None and figure is not None else None
            found += [
                ((place.page, place.start), place.end, (cell.repaired_from, value))
                for place in cell.evidence.get("text", ())
            ]
    found.sort(key=lambda one: one[:2])
    return _Places([one[0] for one in found], [one[1] for one in found], [one[2] for one in found])


def _task(task: plan.Task, places: _Places) -> plan.Task:
    return task.model_copy(
        update={
            "quantities": tuple(_quantity(one, places) for one in task.quantities),
            "by_year": {year: _quantity(one, places) for year, one in task.by_year.items()},
            "amounts": tuple(_line(line, places) for line in task.amounts),
            "items": tuple(_task(item, places) for item in task.items),
        }
    )


def _line(line: plan.BudgetLine, places: _Places) -> plan.BudgetLine:
    return line.model_copy(update={"amount": _quantity(line.amount, places)})


def _quantity(quantity: plan.Quantity, places: _Places) -> plan.Quantity:
    known = next(
        (found for place in quantity.evidence.get("low", ()) if (found := places.at(place)) is not None), None
    )
    if known is None or FLAG in quantity.flags:
        return quantity
    misread, value = known
    update: dict[str, object] = {"flags": (*quantity.flags, FLAG)}
    if value is not None and quantity.text.strip() == misread.strip():
        update |= {"low": value, "high": value}
    return quantity.model_copy(update=update)
