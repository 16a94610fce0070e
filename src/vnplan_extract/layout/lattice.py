"""Rulings to lattices: lines that touch make a drawing, a drawing's lines cut the plane into squares, squares make cells.

Squares with no line between them are one cell (union-find), and a cell is a rectangle. Where squares come out in other
shapes, the lines contradict one another; `odd` says how much of the lattice that is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from vnplan_extract.layout.edges import Track, covered, tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Page
    from vnplan_extract.layout.edges import Span

Shape = tuple[int, int, int, int]
"""row, col, row_span, col_span"""
Node = TypeVar("Node", int, tuple[str, int, int])

TOUCH = 3.6  # points: a line that ends this near another touches it
DRAWN = 0.8  # share of a lattice edge that must be drawn
OVERHANG = (
    9.0  # points: lines reaching this far beyond the last crossing line mean that the outer rule is left out
)
ODD_SHARE = 0.04  # share of lattice squares that may stand in cells which are no rectangles
SLACK = 0.5  # share of the narrower neighbour: a column thinner than this may be a moved border
MAX_STEPS = 600_000  # crossings looked at on one page; a page beyond that is a map or a drawing
MAX_SQUARES = 60_000  # lattice squares of one drawing
FEWEST = 3  # rows and columns: a smaller drawing that makes no cells is no broken table
CLEAR = 0.5  # share of the squares: with fewer in clear cells a drawing is a chart


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines that touch one another: position -> spans, horizontal and vertical."""

    across: dict[float, list[Span]]
    down: dict[float, list[Span]]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Column edges, row edges, for each square (row-major) the cell it belongs to, and what is drawn of top and bottom.

    `odd` is the share of squares that stand in no rectangle. Where it is large there are no cells at all.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Shape, ...]
    owner: tuple[int, ...]
    drawn: float
    top: tuple[Span, ...] = ()
    bottom: tuple[Span, ...] = ()
    odd: float = 0.0


def drawings_of(page: Page) -> list[Drawing]:
    """Group the page's tracks into drawings whose lines touch; [] where the page has too many lines."""
    across, down = tracks_of(page.rulings)
    rows = [track.at for track in across]
    parent: dict[tuple[str, int, int], tuple[str, int, int]] = {}
    steps = 0
    for x_at, track in enumerate(down):
        for span_at, (low, high) in enumerate(track.spans):
            first, last = bisect_left(rows, low - TOUCH), bisect_right(rows, high + TOUCH)
            steps += last - first + 1
            if steps > MAX_STEPS:
                return []
            me = ("v", x_at, span_at)
            for y_at in range(first, last):
                other = _span_at(across[y_at], track.at)
                if other >= 0:
                    _union(parent, me, ("h", y_at, other))
    return _collect(parent, across, down)


def _span_at(track: Track, position: float) -> int:
    """Return the index of the track's span that reaches `position`, or -1."""
    at = bisect_right(track.spans, (position + TOUCH, 0.0)) - 1
    if at >= 0 and track.spans[at][1] >= position - TOUCH:
        return at
    return -1


def _find(parent: dict[Node, Node], node: Node) -> Node:
    root = node
    while (above := parent.setdefault(root, root)) != root:
        root = above
    while parent[node] != root:
        parent[node], node = root, parent[node]
    return root


def _union(parent: dict[Node, Node], one: Node, other: Node) -> None:
    first, second = _find(parent, one), _find(parent, other)
    if first != second:
        parent[second] = first


def _collect(
    parent: dict[tuple[str, int, int], tuple[str, int, int]], across: Sequence[Track], down: Sequence[Track]
) -> list[Drawing]:
    drawings: dict[tuple[str, int, int], Drawing] = {}
    for node in list(parent):
        root = _find(parent, node)
        drawing = drawings.setdefault(root, Drawing(defaultdict(list), defaultdict(list)))
        kind, at, span = node
        track, lines = (across[at], drawing.across) if kind == "h" else (down[at], drawing.down)
        lines[track.at].append(track.spans[span])
    return list(drawings.values())


def lattice_of(drawing: Drawing) -> Lattice | None:
    """Return the drawing's cells, or None where its lines make no table; no cells where they contradict one another."""
    across, down = dict(drawing.across), dict(drawing.down)
    _close(across, down, drawing.across)
    _close(down, across, drawing.down)
    for _ in range(4):
        xs, ys = sorted(down), sorted(across)
        if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MAX_SQUARES:
            return None
        walls = {x: [covered(down[x], *pair) >= DRAWN for pair in _pairs(ys)] for x in xs}
        floors = {y: [covered(across[y], *pair) >= DRAWN for pair in _pairs(xs)] for y in ys}
        idle = [x for x in xs if not any(walls[x])], [y for y in ys if not any(floors[y])]
        if not any(idle):
            lattice = _cells(xs, ys, walls, floors)
            ends = tuple(tuple(drawing.across.get(y, ())) for y in (ys[0], ys[-1]))
            return lattice and replace(lattice, top=ends[0], bottom=ends[1])
        # A line that bounds no square is a stub or an underline that happens to touch; without it the squares change.
        for x in idle[0]:
            del down[x]
        for y in idle[1]:
            del across[y]
    return None


def _pairs(edges: Sequence[float]) -> list[tuple[float, float]]:
    return list(pairwise(edges))


def _close(
    across: dict[float, list[Span]], down: dict[float, list[Span]], drawn: dict[float, list[Span]]
) -> None:
    """Add to `down` the outer lines that were left out (open sides; a row cut by the page): where those `drawn` across end.

    Most of them reach so far; or the others end at a line that is drawn, as beside a cell over several rows.
    """
    ends = [(min(lo for lo, _ in spans), max(hi for _, hi in spans)) for spans in drawn.values()]
    if len(ends) < 2 or not down:
        return
    top, bottom, lines = min(across), max(across), sorted(down)
    for before, inner, reached in (
        (True, lines[0], [lo for lo, _ in ends]),
        (False, lines[-1], [hi for _, hi in ends]),
    ):
        far = [end for end in reached if abs(end - inner) > OVERHANG and (end < inner) == before]
        if len(far) < 2 or max(far) - min(far) >= OVERHANG:
            continue
        if len(far) >= 0.6 * len(reached) or all(end in far or _is_at(end, lines) for end in reached):
            down[sum(far) / len(far)] = [(top, bottom)]


def _is_at(end: float, lines: Sequence[float]) -> bool:
    """Does a line end at another, these being sorted?"""
    at = bisect_left(lines, end - TOUCH)
    return at < len(lines) and lines[at] <= end + TOUCH


def _cells(
    xs: Sequence[float], ys: Sequence[float], walls: dict[float, list[bool]], floors: dict[float, list[bool]]
) -> Lattice | None:
    cols, rows = len(xs) - 1, len(ys) - 1
    parent: dict[int, int] = {}
    for row in range(rows):
        for col in range(cols):
            square = row * cols + col
            if col + 1 < cols and not walls[xs[col + 1]][row]:
                _union(parent, square, square + 1)
            if row + 1 < rows and not floors[ys[row + 1]][col]:
                _union(parent, square, square + cols)
    groups: dict[int, list[int]] = {}
    for square in range(rows * cols):
        groups.setdefault(_find(parent, square), []).append(square)
    shapes, odd = _rectangles(groups.values(), cols)
    share = round(odd / (rows * cols), 3)
    if odd > max(ODD_SHARE * rows * cols, 1.0):
        broken = min(rows, cols) >= FEWEST and share <= 1 - CLEAR
        return Lattice(tuple(xs), tuple(ys), (), (), 0.0, odd=share) if broken else None
    columns, cells = without_slack(xs, sorted(shapes))
    cols = len(columns) - 1
    owner = [0] * (rows * cols)
    for at, (row, col, row_span, col_span) in enumerate(cells):
        for line in range(row, row + row_span):
            owner[line * cols + col : line * cols + col + col_span] = [at] * col_span
    drawn = _share_drawn(walls, floors)
    return Lattice(columns, tuple(ys), tuple(cells), tuple(owner), drawn, odd=share)


def without_slack(xs: Sequence[float], cells: Sequence[Shape]) -> tuple[tuple[float, ...], list[Shape]]:
    """Leave out columns that are no columns: a border was moved from some row on, and no cell stands in between.

    The rows above and below keep as many cells as they had; a grid whose two edges are used side by side is left alone.
    """
    edges, shapes = list(xs), list(cells)
    at = 0
    while at < len(edges) - 1:
        if len(edges) > 3 and _is_slack(edges, shapes, at):
            starts = sum(shape[1] == at for shape in shapes)
            ends = sum(shape[1] + shape[3] == at + 1 for shape in shapes)
            del edges[at if ends > starts else at + 1]
            shapes = [_narrowed(shape, at) for shape in shapes]
        else:
            at += 1
    return tuple(edges), shapes


def _is_slack(edges: Sequence[float], shapes: Sequence[Shape], at: int) -> bool:
    """Tell whether no cell stands in column `at` alone and its two edges are used in different parts of the table."""
    if any(col == at and col_span == 1 for _, col, _, col_span in shapes):
        return False
    left = [row for row, col, _, _ in shapes if col == at]
    right = [row + row_span - 1 for row, col, row_span, col_span in shapes if col + col_span == at + 1]
    if not left or not right or at == 0 or at == len(edges) - 2:
        return False
    spans = [row for row, col, _, col_span in shapes if col < at and col + col_span > at + 1]
    above, below = (max(left), min(right)) if max(left) < min(right) else (max(right), min(left))
    if above >= below:
        return False
    neighbours = min(edges[at] - edges[at - 1], edges[at + 2] - edges[at + 1])
    return edges[at + 1] - edges[at] < SLACK * neighbours or any(above < row < below for row in spans)


def _narrowed(shape: Shape, at: int) -> Shape:
    row, col, row_span, col_span = shape
    if col <= at < col + col_span:
        return (row, col, row_span, col_span - 1)
    return (row, col - (col > at), row_span, col_span)


def _share_drawn(walls: dict[float, list[bool]], floors: dict[float, list[bool]]) -> float:
    """Return the share of the outline that is drawn; inner edges left out are spans, not faults."""
    outline = [walls[min(walls)], walls[max(walls)], floors[min(floors)], floors[max(floors)]]
    edges = [edge for side in outline for edge in side]
    return round(sum(edges) / len(edges), 3)


def _rectangles(groups: Iterable[list[int]], cols: int) -> tuple[list[Shape], int]:
    """Return row, col, row_span, col_span of each group, and how many squares are in groups of other shapes.

    Those are cells of their own: their lines are drawn on one side only, and text shows which square it stands in.
    """
    shapes: list[Shape] = []
    odd = 0
    for squares in groups:
        top, bottom = squares[0] // cols, squares[-1] // cols
        columns = [square % cols for square in squares]
        left, right = min(columns), max(columns)
        if len(squares) == (bottom - top + 1) * (right - left + 1):
            shapes.append((top, left, bottom - top + 1, right - left + 1))
            continue
        odd += len(squares)
        shapes.extend((square // cols, square % cols, 1, 1) for square in squares)
    return shapes, odd
