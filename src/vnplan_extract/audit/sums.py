"""The arithmetic of a Plan: every equation its tables and its budget state, judged together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.audit.across import across_equations
from vnplan_extract.audit.balance import balance
from vnplan_extract.audit.budget import budget_equations
from vnplan_extract.audit.down import down_equations
from vnplan_extract.audit.items import item_equations
from vnplan_extract.audit.ledger import open_ledger
from vnplan_extract.audit.products import product_equations

if TYPE_CHECKING:
    from vnplan_extract import plan
    from vnplan_extract.audit.ledger import Ledger
    from vnplan_extract.audit.terms import Equation
    from vnplan_extract.findings import Finding


def check_sums(document: plan.Plan) -> list[Finding]:
    """Rows against columns, groups and totals against their rows, years, items, and the budget in words and prose."""
    ledgers = ledgers_of(document)
    equations = [equation for ledger in ledgers for equation in table_equations(ledger)]
    return balance([*equations, *budget_equations(document, ledgers)])


def ledgers_of(document: plan.Plan) -> list[Ledger]:
    """Return the tables that hold numbers."""
    opened = (open_ledger(table, f"/tables/{at}") for at, table in enumerate(document.tables))
    return [ledger for ledger in opened if ledger is not None]


def table_equations(ledger: Ledger) -> list[Equation]:
    """Return what must add up within one table."""
    return [
        *across_equations(ledger),
        *down_equations(ledger),
        *item_equations(ledger),
        *product_equations(ledger),
    ]
