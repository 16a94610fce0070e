"""Amounts that are quantities times a price: "số lượng x đơn giá = thành tiền"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import prices
from vnplan_extract.audit.terms import Equation

if TYPE_CHECKING:
    from vnplan_extract.audit.ledger import Figure, Ledger


def product_equations(ledger: Ledger) -> list[Equation]:
    """Return for each row with a unit price that its quantities times the price are its amount."""
    roles = [column.role for column in ledger.table.columns]
    if roles.count("unit_price") != 1 or roles.count("amount") != 1 or "quantity" not in roles:
        return []
    amount = roles.index("amount")
    quantities = [col for col, role in enumerate(roles) if role == "quantity"]
    found = []
    for (row, _), price in prices(ledger.table).items():
        left = ledger.figures.get((row, amount))
        right = [ledger.figures.get((row, col)) for col in quantities]
        known = [figure for figure in right if figure is not None]
        if left is not None and len(known) == len(quantities):
            found.append(_equation(ledger, left, [*known, price]))
    return found


def _equation(ledger: Ledger, left: Figure, right: list[Figure]) -> Equation:
    row, head = ledger.label(left.row), ledger.head(left.col)
    return Equation(
        "product-differs",
        f"{ledger.pointer} product",
        ledger.term(left),
        tuple(ledger.term(figure) for figure in right),
        f"row '{row}', column '{head}'",
        f"hàng '{row}', cột '{head}'",
        product=True,
    )
