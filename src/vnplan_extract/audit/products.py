"""Amounts that are quantities times a price: "số lượng x đơn giá = thành tiền"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import prices
from vnplan_extract.audit.terms import Equation

if TYPE_CHECKING:
    from vnplan_extract.audit.ledger import Figure, Ledger


def product_equations(ledger: Ledger) -> list[Equation]:
    """Return for each row with a unit price that its quantities times the price are its amount.

    Between quantity and price may stand what multiplies too ("Số ngày", "Số lần"); with it or without it, the numbers
    decide.
    """
    roles = [column.role for column in ledger.table.columns]
    if roles.count("unit_price") != 1 or roles.count("amount") != 1 or "quantity" not in roles:
        return []
    quantities = [col for col, role in enumerate(roles) if role == "quantity"]
    between = range(min(quantities), roles.index("unit_price"))
    times = [col for col in between if col not in quantities and ledger.kinds[col] == "count"]
    tries = [_equations(ledger, roles.index("amount"), quantities, more) for more in ([], times)]
    return max(tries, key=lambda found: sum(one.closes for one in found))


def _equations(ledger: Ledger, amount: int, quantities: list[int], times: list[int]) -> list[Equation]:
    """Return the products of the rows; a blank among `times` is once."""
    found = []
    for (row, _), price in prices(ledger.table).items():
        left = ledger.figures.get((row, amount))
        known = [figure for col in quantities if (figure := ledger.figures.get((row, col))) is not None]
        more = [figure for col in times if (figure := ledger.figures.get((row, col))) is not None]
        if left is not None and len(known) == len(quantities):
            found.append(_equation(ledger, left, [*known, *more, price]))
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
