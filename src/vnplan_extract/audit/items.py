"""Lists inside a cell against the number of the row: "Sản phẩm chè (20SP); sản phẩm gạo (05SP)" beside "25 SP"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.audit.numbers import read_figure
from vnplan_extract.audit.places import narrowed
from vnplan_extract.audit.terms import Equation, Term
from vnplan_extract.reading.columns import fold_head

if TYPE_CHECKING:
    from vnplan_extract import plan
    from vnplan_extract.audit.ledger import Figure, Ledger

ITEM = re.compile(r"\((?P<words>[^()\d]{0,60})(?P<number>\d{1,6}(?:\.\d{3})*) ?(?P<unit>[^\W\d_]{1,15})\)")
OPEN_END = re.compile(r"(?:\.\.\.|…|\bv\.?v\b)[\s.]*\Z")


def item_equations(ledger: Ledger) -> list[Equation]:
    """Return for each row whose cell lists numbered items that they make the row's quantity."""
    quantity = [
        col
        for col, column in enumerate(ledger.table.columns)
        if ledger.kinds[col] == "count" and column.year is None
    ]
    found = []
    for at, cell in enumerate(ledger.table.cells):
        if cell.row < ledger.table.header_rows or cell.text.count("(") < 2:
            continue
        for col in quantity:
            left = ledger.figures.get((cell.row, col))
            if left is not None and (equation := _equation(ledger, left, cell, at)) is not None:
                found.append(equation)
                break
    return found


def _equation(ledger: Ledger, left: Figure, cell: plan.Cell, at: int) -> Equation | None:
    items = list(ITEM.finditer(cell.text))
    units = {fold_head(item["unit"]) for item in items}
    if len(items) < 2 or len(units) != 1 or (left.unit and left.unit not in units):
        return None
    kind = "open" if OPEN_END.search(cell.text) else "closed"
    row = ledger.label(cell.row)
    return Equation(
        "item-sum",
        f"{ledger.pointer} items {kind}",
        ledger.term(left),
        tuple(_term(ledger, item, cell, at) for item in items),
        f"row '{row}', the items listed in its cell",
        f"hàng '{row}', các mục liệt kê trong ô",
    )


def _term(ledger: Ledger, item: re.Match[str], cell: plan.Cell, at: int) -> Term:
    read = read_figure(item["number"])
    return Term(
        pointer=f"{ledger.pointer}/cells/{at}",
        value=None if read is None else read[0],
        text=f"{item['number']}{item['unit']}",
        evidence=narrowed(cell.evidence.get("text", ()), item.group()),
    )
