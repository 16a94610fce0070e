"""Ruled tables: rulings to cells with explicit spans, words into cells.

Lines that touch make a drawing; a drawing's lines cut the plane into a lattice; lattice squares with no line between
them are one cell (union-find). Every cell must come out a rectangle. A drawing in which that fails is a chart, a flow
diagram or a broken grid, and gives no table rather than invented cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from vnplan_extract.layout.cellwords import cell_lines
from vnplan_extract.layout.edges import SNAP, Track, covered, tracks_of
from vnplan_extract.layout.grid import Grid, GridCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Box, Page, Word
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
HANGING = 0.4  # line heights: text that goes on a cell below its rules is this near
PAGE_SHARE = 0.8  # a box of this share of the page with two or three cells in it frames the page


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines that touch one another: position -> spans, horizontal and vertical."""

    across: dict[float, list[Span]]
    down: dict[float, list[Span]]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Column edges, row edges, for each square (row-major) the cell it belongs to, and what is drawn of top and bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Shape, ...]
    owner: tuple[int, ...]
    drawn: float
    top: tuple[Span, ...] = ()
    bottom: tuple[Span, ...] = ()


def find_ruled(page: Page) -> list[Grid]:
    """Return the ruled tables of a page, from top to bottom.

    A page with more than `MAX_STEPS` possible crossings (maps, drawings) gives none.
    """
    if len(page.rulings) < 3 or not page.words:
        return []
    lattices = [lattice for drawing in drawings_of(page) if (lattice := lattice_of(drawing)) is not None]
    lattices.sort(key=lambda lattice: -_area(lattice))
    grids: list[Grid] = []
    for lattice in lattices:
        if not any(_inside(lattice, grid) for grid in grids):
            grid = _grid(page, lattice)
            if _is_table(grid, page):
                grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


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
    """Return the drawing's cells, or None where its lines make no table."""
    across, down = dict(drawing.across), dict(drawing.down)
    _close(across, down)
    _close(down, across)
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


def _close(across: dict[float, list[Span]], down: dict[float, list[Span]]) -> None:
    """Add the outer lines that were left out (open sides; a row cut at the page's end): where the others all end."""
    ends = [(min(lo for lo, _ in spans), max(hi for _, hi in spans)) for spans in across.values()]
    if len(ends) < 2 or not down:
        return
    top, bottom = min(across), max(across)
    for inner, reached in ((min(down), [lo for lo, _ in ends]), (max(down), [hi for _, hi in ends])):
        far = [
            end for end in reached if abs(end - inner) > OVERHANG and (end < inner) == (inner == min(down))
        ]
        if len(far) >= 2 and len(far) >= 0.6 * len(reached) and max(far) - min(far) < OVERHANG:
            down[sum(far) / len(far)] = [(top, bottom)]


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
    shapes = _rectangles(groups.values(), rows, cols)
    if shapes is None:
        return None
    columns, cells = without_slack(xs, sorted(shapes))
    cols = len(columns) - 1
    owner = [0] * (rows * cols)
    for at, (row, col, row_span, col_span) in enumerate(cells):
        for line in range(row, row + row_span):
            owner[line * cols + col : line * cols + col + col_span] = [at] * col_span
    drawn = _share_drawn(walls, floors)
    return Lattice(columns, tuple(ys), tuple(cells), tuple(owner), drawn)


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


def _rectangles(groups: Iterable[list[int]], rows: int, cols: int) -> list[Shape] | None:
    """Return row, col, row_span, col_span of each group, or None when too many squares are in other shapes."""
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
        if odd > max(ODD_SHARE * rows * cols, 1.0):
            return None
        shapes.extend((square // cols, square % cols, 1, 1) for square in squares)
    return shapes


def _grid(page: Page, lattice: Lattice) -> Grid:
    xs, ys = lattice.xs, lattice.ys
    held: list[list[Word]] = [[] for _ in lattice.cells]
    cols = len(xs) - 1
    for word in page.words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]:
            col = min(bisect_right(xs, x) - 1, cols - 1)
            row = min(bisect_right(ys, y) - 1, len(ys) - 2)
            held[lattice.owner[row * cols + col]].append(word)
    cells = []
    for (row, col, row_span, col_span), words in zip(lattice.cells, held, strict=True):
        box = (xs[col], ys[row], xs[col + col_span], ys[row + row_span])
        is_open = row + row_span == len(ys) - 1 and covered(lattice.bottom, box[0], box[2]) < DRAWN
        if is_open and words:
            words.extend(_hanging(page, words, box))
        cells.append(GridCell(row, col, row_span, col_span, box, cell_lines(words), open_below=is_open))
    framed = covered(lattice.top, xs[0], xs[-1]) >= DRAWN
    whole: Box = (xs[0], ys[0], xs[-1], ys[-1])
    return Grid(page.number, whole, len(ys) - 1, cols, tuple(cells), xs, ys, lattice.drawn, framed=framed)


def _hanging(page: Page, words: Sequence[Word], box: Box) -> list[Word]:
    """Return the words under a cell that no rule closes which go on its text line by line: the rules ended before it."""
    height = max(word.bottom - word.top for word in words)
    below = sorted(
        (word for word in page.words if (word.top + word.bottom) / 2 > box[3]), key=lambda word: word.top
    )
    last = max(word.bottom for word in words)
    found: list[Word] = []
    for word in below:
        if word.top - last > HANGING * height:
            break
        if word.x1 <= box[0] or word.x0 >= box[2]:
            continue
        if word.x0 < box[0] - 1 or word.x1 > box[2] + 1:
            return []  # a line over several columns is no cell's
        found.append(word)
        last = max(last, word.bottom)
    return found


def _is_table(grid: Grid, page: Page) -> bool:
    """Tell a table from a frame: a box around one paragraph, a border of the page, a partitioned but empty box."""
    if len(grid.cells) < 2 or grid.cols < 2:
        return False
    filled = sum(bool(cell.lines) for cell in grid.cells)
    if filled == 0 or (filled == 1 and grid.cols < 3):
        return False
    x0, top, x1, bottom = grid.box or (0.0, 0.0, 0.0, 0.0)
    share = (x1 - x0) * (bottom - top) / max(page.width * page.height, 1.0)
    return not (share > PAGE_SHARE and len(grid.cells) <= 3)


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _inside(lattice: Lattice, grid: Grid) -> bool:
    """Tell whether the drawing lies in a table already found: a table in a cell is that cell's text."""
    return (
        lattice.xs[0] >= grid.xs[0] - SNAP
        and lattice.xs[-1] <= grid.xs[-1] + SNAP
        and lattice.ys[0] >= grid.ys[0] - SNAP
        and lattice.ys[-1] <= grid.ys[-1] + SNAP
    )
