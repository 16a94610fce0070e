"""Sums down the columns of a table: a group is the sum of its rows, a total that of the groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import children_of
from vnplan_extract.audit.terms import Equation
from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.reading.columns import fold_head, row_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vnplan_extract.audit.ledger import Figure, Ledger, Nesting

OF_GROUP = re.compile(r"(?:tong )?cong (?:muc |phan |nhom )?(?:[ivx]{1,5}|[a-h]|\d{1,2})\Z")  # "Cộng mục II"
Tree = dict[int | None, list[int]]
NESTINGS: tuple[Nesting, ...] = ("child", "sibling", "dashes")


def down_equations(ledger: Ledger) -> list[Equation]:
    """Return what must add up down the columns, under the reading of the rows that lets most of it close.

    How rows without an ordinal nest is not printed. Each way is tried; the numbers decide.
    """
    tries = [_equations(ledger, children_of(ledger, nesting)) for nesting in NESTINGS]
    return max(tries, key=score)


def score(equations: Sequence[Equation]) -> tuple[int, int]:
    """Rank a reading of the rows: by how many of its equations close, then by how few do not.

    Where none closes, that one reading has fewer equations says nothing for it.
    """
    readable = [equation for equation in equations if equation.readable]
    closed = sum(equation.closes for equation in readable)
    return closed, closed - len(readable) if closed else 0


def _equations(ledger: Ledger, tree: Tree) -> list[Equation]:
    return [*_groups(ledger, tree), *_totals(ledger, tree)]


def _groups(ledger: Ledger, tree: Tree) -> Iterator[Equation]:
    for parent, children in tree.items():
        if parent is None:
            continue
        levels = [ledger.levels[row - ledger.table.header_rows] for row in (parent, children[0])]
        for col in _counting(ledger):
            left = ledger.figures.get((parent, col))
            right = expanded(ledger, tree, children, col)
            if left is None or not right or not _additive(ledger, [left, *right]):
                continue
            family = f"{ledger.pointer} group {levels[0]}>{levels[1]} {ledger.kinds[col]}"
            equation = _equation(ledger, "group-sum", family, left, right)
            if _names_a_part(ledger, children[0]) and not equation.closes:
                continue
            yield replace(equation, guessed=levels[1] is None or ledger.table.columns[col].role == "unknown")


def _names_a_part(ledger: Ledger, row: int) -> bool:
    """Tell whether a row says that it is only a part: "Trong đó: thiết bị"."""
    return (
        fold_head(ledger.labels[row - ledger.table.header_rows])
        .lstrip("- ")
        .startswith(("trong do", "rieng"))
    )


def _counting(ledger: Ledger) -> list[int]:
    return [col for col, kind in enumerate(ledger.kinds) if kind != "none"]


def expanded(ledger: Ledger, tree: Tree, rows: Sequence[int], col: int) -> list[Figure]:
    """Return the figures of rows in a column; a group that leaves its sum blank is replaced by its rows."""
    found: list[Figure] = []
    pending = list(reversed(rows))
    while pending:
        row = pending.pop()
        figure = ledger.figures.get((row, col))
        if figure is not None:
            found.append(figure)
        else:
            pending.extend(reversed(tree.get(row, ())))
    return found


def _additive(ledger: Ledger, figures: Sequence[Figure]) -> bool:
    """Tell whether numbers count the same thing; shares of a whole never add up."""
    units = {figure.unit for figure in figures if figure.unit}
    return len(units) <= 1 and "%" not in units and all(figure.col < len(ledger.kinds) for figure in figures)


def _totals(ledger: Ledger, tree: Tree) -> Iterator[Equation]:
    totals = [row.row for row in ledger.rows if row.kind == "total"]
    for at, row in enumerate(totals):
        tries = [_total(ledger, row, members) for members in _readings_of_total(ledger, tree, totals, at)]
        yield from max(filter(None, tries), key=score, default=[])


def _readings_of_total(
    ledger: Ledger, tree: Tree, totals: Sequence[int], at: int
) -> list[Callable[[int], list[Figure]]]:
    """Return what a total can sum, each as a function of the column, the most usual first."""
    row = totals[at]
    roots = tree[None]
    before = totals[at - 1] if at else -1
    after = totals[at + 1] if at + 1 < len(totals) else ledger.table.rows
    since = [root for root in roots if before < root < row]
    until = [root for root in roots if row < root < after]
    leaves = [one for one in _all_rows(tree) if one not in tree]
    ends = at in (0, len(totals) - 1)

    def everything(col: int) -> list[Figure]:
        return expanded(ledger, tree, roots, col)

    choices: list[Callable[[int], list[Figure]]] = [
        lambda col: expanded(ledger, tree, since, col),
        lambda col: expanded(ledger, tree, until, col),
    ]
    if ends:
        choices.insert(0, everything)
    others = [other for other in totals if other != row]
    return [
        *choices,
        lambda col: [figure for other in others if (figure := ledger.figures.get((other, col)))],
        lambda col: [figure for leaf in leaves if (figure := ledger.figures.get((leaf, col)))],
        lambda col: expanded(ledger, tree, _last_group(tree, since), col),
    ]


def _all_rows(tree: Tree) -> list[int]:
    return sorted(row for rows in tree.values() for row in rows)


def _last_group(tree: Tree, since: Sequence[int]) -> list[int]:
    """Return the rows of the group that a "Cộng" under it closes."""
    return tree.get(since[-1], []) if since else []


def _total(ledger: Ledger, row: int, members: Callable[[int], list[Figure]]) -> list[Equation]:
    found = []
    certain = _is_plain_total(ledger, row)
    for col in _counting(ledger):
        left = ledger.figures.get((row, col))
        right = members(col)
        if left is None or not right or left in right or not _additive(ledger, [left, *right]):
            continue
        known = ledger.kinds[col] == "money" or ledger.table.columns[col].role == "quantity"
        sure = certain and known and ledger.table.complete
        family = f"{ledger.pointer} total {row} {ledger.kinds[col]}"
        equation = _equation(ledger, "total-sum", family, left, right)
        found.append(replace(equation, certain=sure, guessed=not certain))
    return found


def _is_plain_total(ledger: Ledger, row: int) -> bool:
    """Tell "Tổng cộng" is the sum of the table, "Tổng số hộ nghèo" a row of its own."""
    label = ledger.labels[row - ledger.table.header_rows]
    if row_mark(label) is not None:
        return False
    words = fold_head(label.split("(")[0].split(":")[0])
    return words in row_words("totals") or OF_GROUP.match(words) is not None


def _equation(ledger: Ledger, code: str, family: str, left: Figure, right: Sequence[Figure]) -> Equation:
    row, head = ledger.label(left.row), ledger.head(left.col)
    return Equation(
        code,
        family,
        ledger.term(left),
        tuple(ledger.term(figure) for figure in right),
        f"row '{row}', column '{head}'",
        f"hàng '{row}', cột '{head}'",
    )
