"""Two tables compared: GriTS, TEDS, exact cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.scoring.grits import Span, align, overlap
from vnplan_extract.scoring.metrics import Ratio, folded
from vnplan_extract.scoring.parts import common_length
from vnplan_extract.scoring.teds import Node, teds

if TYPE_CHECKING:
    from vnplan_extract.plan import Cell, Table

LARGEST_GRITS = 4_000_000
"""Products of cell counts up to which GriTS is computed; larger pairs of tables are told, not scored."""
LARGEST_TEDS = 250_000
"""Products of tree sizes up to which TEDS is computed."""


@dataclass(frozen=True, slots=True)
class Text:
    """A cell's text; `length` is that of the whole where only its start is known."""

    start: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Grits:
    """GriTS of topology and content as ratios that add up over tables."""

    top: Ratio
    con: Ratio


def grits_of(gold: Table, found: Table, *, lengths: dict[int, int] | None = None) -> Grits:
    """Return GriTS of two tables.

    Args:
        gold: The gold table.
        found: The table found.
        lengths: Index of a gold cell -> length of its whole text, where gold gives only the start.
    """
    spans = _spans(gold), _spans(found)
    texts = _texts(gold, lengths or {}), _texts(found, {})
    cells = gold.rows * gold.cols + found.rows * found.cols
    top = align(*spans, overlap).common
    con = align(*texts, _alike()).common
    return Grits(Ratio(2 * top, cells), Ratio(2 * con, cells))


def _spans(table: Table) -> list[list[Span]]:
    """Return for each place the cell it belongs to, relative to the place."""
    grid: list[list[Span]] = [[(0, 0, 1, 1)] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        for row, col in _covered(cell, table):
            across, down = cell.col - col, cell.row - row
            grid[row][col] = (across, down, across + cell.col_span, down + cell.row_span)
    return grid


def _texts(table: Table, lengths: dict[int, int]) -> list[list[Text]]:
    grid = [[Text("")] * table.cols for _ in range(table.rows)]
    for index, cell in enumerate(table.cells):
        text = Text(cell.text, lengths.get(index))
        for row, col in _covered(cell, table):
            grid[row][col] = text
    return grid


def _covered(cell: Cell, table: Table) -> list[tuple[int, int]]:
    return [
        (row, col)
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows))
        for col in range(cell.col, min(cell.col + cell.col_span, table.cols))
    ]


class _alike:  # noqa: N801 - used as a function that remembers
    """The similarity of two cell texts by their longest common subsequence; pairs met before are remembered."""

    def __init__(self) -> None:
        self.known: dict[tuple[Text, Text], float] = {}

    def __call__(self, gold: Text, found: Text) -> float:
        if gold.start == found.start and gold.length is None:
            return 1.0
        pair = gold, found
        if pair not in self.known:
            self.known[pair] = _common(gold, found.start)
        return self.known[pair]


def _common(gold: Text, found: str) -> float:
    start, length = gold.start, gold.length
    if length is not None:
        start, found = folded(start), folded(found)
        share = min(length, len(found)) / max(length, len(found), 1)
        return share * _common(Text(start), found[: len(start)])
    if start == found:
        return 1.0
    return 2 * common_length(start, found) / (len(start) + len(found))


def same_cell(gold: Text, found: str) -> bool:
    """Tell whether a cell's text is exact, blanks folded; of a start, whether start and length are."""
    one, other = folded(gold.start), folded(found)
    if gold.length is None:
        return one == other
    return other.startswith(one) and len(other) == gold.length


def teds_of(gold: Table, found: Table, *, structure: bool = False) -> float:
    """Return TEDS of two tables, or TEDS-S, which leaves the texts out."""
    return teds(tree_of(gold), tree_of(found), structure=structure)


def tree_of(table: Table) -> Node:
    """Return the table as a tree: head and body, rows, cells."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    root = Node("table")
    for tag, chosen in (("thead", rows[: table.header_rows]), ("tbody", rows[table.header_rows :])):
        if chosen:
            root.children.append(Node(tag, children=[_row_of(cells) for cells in chosen]))
    return root


def _row_of(cells: list[Cell]) -> Node:
    ordered = sorted(cells, key=lambda cell: cell.col)
    return Node("tr", children=[Node("td", cell.row_span, cell.col_span, cell.text) for cell in ordered])
