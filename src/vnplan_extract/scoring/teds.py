"""TEDS: similarity of two tables as HTML trees (Zhong et al., arXiv 1911.10683), by Zhang and Shasha's tree edit distance.

Inserting or deleting a node costs 1; renaming a node costs 1 when tag or spans differ, else, for cells, the normalised
Levenshtein distance of their texts. TEDS is 1 - distance / size of the larger tree; TEDS-S leaves the texts out.
Agrees with the package table-recognition-metric, which the tests run beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract.scoring.parts import levenshtein

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Node:
    """A node of the tree; cells ("td") have spans and text."""

    tag: str
    row_span: int = 1
    col_span: int = 1
    text: str = ""
    children: list[Node] = field(default_factory=list)


def teds(gold: Node, found: Node, *, structure: bool = False) -> float:
    """Return the similarity of two table trees, 0 to 1.

    Args:
        gold: The tree of the gold table.
        found: The tree of the table found.
        structure: Whether texts are left out (TEDS-S).
    """
    cost = _rename_cost(structure=structure)
    one, other = _Order(gold), _Order(found)
    if one.left == other.left and not any(map(cost, one.nodes, other.nodes)):
        return 1.0
    return 1.0 - _distance(one, other, cost) / max(len(one.nodes), len(other.nodes))


def _rename_cost(*, structure: bool) -> Callable[[Node, Node], float]:
    known: dict[tuple[str, str], float] = {}

    def cost(one: Node, other: Node) -> float:
        if (one.tag, one.row_span, one.col_span) != (other.tag, other.row_span, other.col_span):
            return 1.0
        if structure or one.text == other.text:
            return 0.0
        pair = one.text, other.text
        if pair not in known:
            known[pair] = levenshtein(*pair) / max(map(len, pair))
        return known[pair]

    return cost


class _Order:
    """A tree in post-order: its nodes, the leftmost leaf under each, and the key roots."""

    def __init__(self, root: Node) -> None:
        self.nodes: list[Node] = []
        self.left: list[int] = []
        self._walk(root)
        last: dict[int, int] = {leaf: index for index, leaf in enumerate(self.left)}
        # Leaves are compared with everything at once, and so are no key roots here.
        self.key_roots = sorted(
            index for leaf, index in last.items() if leaf != index or index == len(self.nodes) - 1
        )

    def _walk(self, node: Node) -> int:
        leftmost = -1
        for child in node.children:
            leaf = self._walk(child)
            leftmost = leaf if leftmost < 0 else leftmost
        self.left.append(leftmost if leftmost >= 0 else len(self.nodes))
        self.nodes.append(node)
        return self.left[-1]


def _distance(one: _Order, other: _Order, cost: Callable[[Node, Node], float]) -> float:
    trees = [[0.0] * len(other.nodes) for _ in one.nodes]
    for i, node in enumerate(one.nodes):
        if one.left[i] == i:
            trees[i] = _leaf_row(node, other, cost)
    for j, node in enumerate(other.nodes):
        if other.left[j] == j:
            for i, value in enumerate(_leaf_row(node, one, cost)):
                trees[i][j] = value
    for first in one.key_roots:
        for second in other.key_roots:
            _forests(one, other, (first, second), trees, cost)
    return trees[-1][-1]


def _leaf_row(leaf: Node, tree: _Order, cost: Callable[[Node, Node], float]) -> list[float]:
    """Return the distance of a leaf to each subtree: it takes the place of the likest node, the others are inserted."""
    row: list[float] = []
    best: list[float] = []
    for j, node in enumerate(tree.nodes):
        least = cost(leaf, node)
        child = j - 1
        while child >= tree.left[j]:
            least = min(least, best[child])
            child = tree.left[child] - 1
        best.append(least)
        row.append(j - tree.left[j] + least)
    return row


def _forests(
    one: _Order,
    other: _Order,
    roots: tuple[int, int],
    trees: list[list[float]],
    cost: Callable[[Node, Node], float],
) -> None:
    """Fill in the distances of the subtrees under two key roots (Zhang and Shasha 1989, figure 5)."""
    first, second = roots
    from_one, from_other = one.left[first], other.left[second]
    width = second - from_other + 2
    above = [float(col) for col in range(width)]
    rows = [above]
    for i in range(from_one, first + 1):
        here = [above[0] + 1.0]
        whole = one.left[i] == from_one
        start = rows[one.left[i] - from_one]
        for col, j in enumerate(range(from_other, second + 1), 1):
            best = min(above[col], here[col - 1]) + 1.0
            if whole and other.left[j] == from_other:
                best = min(best, above[col - 1] + cost(one.nodes[i], other.nodes[j]))
                trees[i][j] = best
            else:
                best = min(best, start[other.left[j] - from_other] + trees[i][j])
            here.append(best)
        rows.append(here)
        above = here
