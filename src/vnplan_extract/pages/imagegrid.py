"""Finds printed lines and the cells between them on the image of a page. Needs numpy and OpenCV (extra `ocr`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.bent import straightened
from vnplan_extract.pages.bridged import bridged
from vnplan_extract.pages.clean import DARK, PAPER
from vnplan_extract.pages.imagestrokes import (
    dotted,
    open_tables,
    overrunning,
    pieces_of,
    turned,
    without_faint,
)
from vnplan_extract.pages.morphology import Bits
from vnplan_extract.pages.opentables import read_open
from vnplan_extract.pages.palelines import pale_lines, trace
from vnplan_extract.pages.walls import with_walls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vnplan_extract.document import Box
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.opentables import OpenTable

# Lengths are in inches of paper: no stroke of a letter is so long, no cell so small.
LINE = 0.35
UPRIGHT = 0.28
LONG = 1.5  # a line that is thicker in places may be trusted
GAP = 0.06  # a broken line is joined over such a gap
THICK = 0.045
DOUBLE = 0.08  # in a table, where double lines run together
REACH = 0.6  # how far a line is carried on to the next across
FADED = 190  # grey level up to which there is a trace of a line
TRACED = 0.75  # of the way that must have one
SHADED = 0.7  # of a way that has ink on both sides: it is a shade
NEAR = 5  # pixels at the ends of the way: there letters have paper
CELL = 0.1
FEWEST_CROSSINGS = 6  # of two cells side by side
FEWEST_OF_BENT = 8  # on a page that is straightened: stamps and strokes of pens cross a few times, too
TOUCHING = np.ones((5, 5), np.uint8)  # pixels around a stroke
OPEN = 0.06  # lines that end so near the edge of a table without outer rules end there
BESIDE = (2, 3, 4)  # pixels from a stroke where a printed line has paper
ALONG = 0.3  # inches along a line in which it must go on to be one
MOSTLY = 0.45  # of that; the height of a figure is less
EDGE = 215  # grey level up to which a pixel belongs to the soft edge of a line
PAPER_EDGE, CROSSED = (
    0.1,
    3,
)  # inches from the edge of the image; lines that cross the rule of a table that ends there
PAPER_WIDE, PAPER_IN = 0.3, 0.08  # of the image: how long an edge of the paper is, and how far in it may lie
PALE_WIDE, FEWEST_PALE = 2.5, 6  # a table of pale lines: how wide, and how many cells
CROWDED = 0.2  # share of ink there from which it is the foot of letters
CROWDED_UPRIGHT = (
    0.35  # beside an upright one: lines of tables had 0.3 at most, letters that run up 0.4 and more
)


@dataclass(frozen=True, slots=True)
class ImageGrid:
    """Lines and cells in pixels; `without` is the image without the tables' lines."""

    lines: tuple[Box, ...]
    tables: tuple[Box, ...]
    cells: tuple[Box, ...]
    without: Bytes
    open_tables: tuple[Box, ...] = ()  # with level lines alone
    pale: bool = False  # lines are rows of dots or hairlines, which an engine takes for letters
    level: Bytes | None = (
        None  # the whole page straightened, where its lines were bent; all else is of that image
    )

    def apart_from(self, boxes: Sequence[Box]) -> ImageGrid:
        """Return the grid without what lies in some boxes."""
        if not boxes:
            return self
        lines, tables, cells = (
            tuple(one for one in many if not any(_inside(one, box) for box in boxes))
            for many in (self.lines, self.tables, self.cells)
        )
        return replace(self, lines=lines, tables=tables, cells=cells)

    def with_tables(self, found: Sequence[OpenTable]) -> ImageGrid:
        """Return the grid with tables that have no upright lines, as if they had."""
        if not found:
            return self
        lines = (*self.lines, *(line for table in found for line in table.uprights))
        tables = sorted((*self.tables, *(table.box for table in found)), key=itemgetter(1))
        cells = (*self.cells, *(cell for table in found for cell in table.cells))
        left = tuple(box for box in self.open_tables if box not in tables)
        return replace(self, lines=lines, tables=tuple(tables), cells=cells, open_tables=left)


def _inside(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def find_grid(grey: Bytes, *, dpi: int) -> ImageGrid:
    """Return the straight lines of a page, the tables they make and the cells of these, row by row.

    Where the lines are bent, the page is straightened first (`ImageGrid.level`).
    """
    across, down, soft = _found(grey, dpi)
    bent = _crossed(across, down) >= FEWEST_OF_BENT
    level = straightened(grey, across, down, dpi=dpi) if bent else None
    if level is not None:
        straight = _grid(level, *_found(level, dpi), dpi)
        # Without a table the lines were a stamp's and a pen's, and straightening them has bent the text.
        if straight.tables or straight.open_tables:
            return replace(straight, level=level)
    return _grid(grey, across, down, soft, dpi)


def _found(grey: Bytes, dpi: int) -> tuple[Bytes, Bytes, Bytes]:
    """Return level and upright strokes, and where there is ink, pale ink too."""
    ink = (grey < DARK + 20).astype(np.uint8)
    bits = Bits.of(ink)
    across = _strokes(bits, length=int(LINE * dpi), gap=int(GAP * dpi), level=True)
    across = _without_text(across, ink, most=CROWDED)
    down = _strokes(bits, length=int(UPRIGHT * dpi), gap=int(GAP * dpi), level=False)
    if down.any():  # print that runs up
        down = turned(_without_text(turned(down), ink.T, most=CROWDED_UPRIGHT))
    return across, without_faint(down, grey, dpi=dpi), (grey < FADED).astype(np.uint8)


def _grid(grey: Bytes, across: Bytes, down: Bytes, soft: Bytes, dpi: int) -> ImageGrid:
    """Return the grid that strokes make, or, where these make none, rows of dots and hairlines paler than print."""
    dots = dotted(Bits.of(soft), soft, *_edgeless(across, down, dpi), dpi=dpi)
    solid = _of_strokes(grey, (across, down), (dots, np.zeros_like(down)), soft, dpi)
    if solid.tables or solid.open_tables:
        return solid
    both = pale_lines(grey, dpi=dpi)
    # Of a cell in a row its left and its upper line cross; of what a seal and a pen left hardly any do.
    if _crossed(*both) < FEWEST_PALE:
        return solid
    soft = np.asarray(cv2.bitwise_or(soft, trace(grey, dpi=dpi)), np.uint8)
    pale = _of_strokes(grey, (across, down), both, soft, dpi)
    wide = any(box[2] - box[0] >= PALE_WIDE * dpi for box in pale.tables)  # a stamp's frame is not
    return replace(pale, pale=True) if wide and len(pale.cells) >= FEWEST_PALE else solid


def _of_strokes(
    grey: Bytes, strokes: tuple[Bytes, Bytes], dots: tuple[Bytes, Bytes], soft: Bytes, dpi: int
) -> ImageGrid:
    """Return the grid that strokes and rows of dots make, both level and upright."""
    across, down = (np.asarray(cv2.bitwise_or(*pair), np.uint8) for pair in zip(strokes, dots, strict=True))
    if not across.any() and not down.any():
        return ImageGrid((), (), (), grey)
    streaks = np.zeros_like(down)
    if across.any() and down.any():
        across, down = _edgeless(across, down, dpi)
    if _crossed(across, down) >= FEWEST_CROSSINGS:  # elsewhere there are no gaps to close
        aside = turned(soft)
        down = turned(bridged(turned(down), turned(across), aside, dpi=dpi))
        across = bridged(across, down, soft, dpi=dpi)
        streaks = overrunning(down, across, dpi=dpi)
        down = _carried_on(down & ~streaks, across, soft, dpi)
        across = turned(_carried_on(turned(across), turned(down), aside, dpi))
        down = with_walls(down, across, soft, dpi=dpi)
        across = turned(with_walls(turned(across), turned(down), aside, dpi=dpi))
    ruled = _tables(across, down, dpi)
    tables = tuple(table for table, _ in ruled)
    level = _boxes(across, tables, dpi, horizontal=True)
    lines = (*level, *_boxes(down, tables, dpi, horizontal=False))
    cells = tuple(cell for table, drawn in ruled for cell in _cells(drawn, table, dpi))
    # Only lines of tables: elsewhere they are mostly underlines, and letters hang into those.
    open_ones = tuple(open_tables(level, tables, dpi=dpi))
    drawn_on = (*tables, *open_ones) if cells else open_ones
    without = _painted(grey, (across, down | streaks), dots, drawn_on, dpi) if drawn_on else grey
    found = [read_open(without, box, lines, dpi=dpi) for box in open_ones]
    grid = ImageGrid(lines, tables, cells, without, open_ones)
    return grid.with_tables([table for table in found if table is not None])


def _edgeless(across: Bytes, down: Bytes, dpi: int) -> tuple[Bytes, Bytes]:
    """Return level and upright strokes without the edges of the paper."""
    return _without_edges(across, down, dpi), turned(_without_edges(turned(down), turned(across), dpi))


def _without_edges(strokes: Bytes, others: Bytes, dpi: int) -> Bytes:
    """Return level strokes without the edge of the paper on a photograph, which hardly any line crosses.

    Where the paper does not fill the photograph, its edge lies further in, but it is long.
    """
    margin, kept = int(PAPER_EDGE * dpi), strokes.copy()
    for (x, y, wide, high, _), piece in pieces_of(strokes):
        far = margin if wide < PAPER_WIDE * strokes.shape[1] else max(margin, int(PAPER_IN * len(strokes)))
        if far <= y and y + high <= len(strokes) - far:
            continue
        beside = others[max(y - margin, 0) : y + high + margin, x : x + wide]
        if len(list(pieces_of(beside))) < CROSSED:
            kept[y : y + high, x : x + wide][piece] = 0
    return kept


def _painted(
    grey: Bytes, strokes: tuple[Bytes, Bytes], dots: tuple[Bytes, Bytes], tables: Sequence[Box], dpi: int
) -> Bytes:
    """Return the image with the lines of tables gone, and what is printed across them still there.

    In the place of a level line stands the lighter of what is on its two sides: paper, unless a stroke crosses it; in that
    of an upright one what lies between them: a figure that ends in the line keeps its end.
    """
    across, down = strokes
    without = grey.copy()
    along = int(ALONG * dpi)
    for x0, top, x1, bottom in ([max(int(value), 0) for value in table] for table in tables):
        place = np.s_[top:bottom, x0:x1]
        part = without[place]
        level = _line(part, across[place], (along, 1))
        level |= cv2.dilate(dots[0][place], np.ones((3, 1), np.uint8)) > 0
        upright = _line(part, down[place], (1, along))
        upright |= cv2.dilate(dots[1][place], np.ones((1, 3), np.uint8)) > 0
        (left, right), (over, under) = _beside(part, upright), _beside(part.T, level.T)
        beside, above = cv2.addWeighted(left, 0.5, right, 0.5, 0), cv2.max(over, under).T
        part[upright], part[level] = beside[upright], above[level]
        part[level & upright] = PAPER
    return without


def _line(grey: Bytes, strokes: NDArray[np.uint8], along: tuple[int, int]) -> NDArray[np.bool_]:
    """Return where lines are: near the strokes found, what goes on along them longer than a figure is high."""
    near = cv2.dilate(strokes, np.ones((3, 3), np.uint8)) > 0
    dark = cv2.blur((grey < EDGE).astype(np.float32), along)
    return np.asarray(near & (dark > MOSTLY))


def _beside(grey: Bytes, gone: NDArray[np.bool_]) -> tuple[Bytes, Bytes]:
    """Return for each pixel that is gone the nearest in its row that is not, to the left and to the right."""
    at = np.arange(gone.shape[1], dtype=np.int32)
    left = np.maximum.accumulate(np.where(gone, -1, at), axis=1)
    right = np.minimum.accumulate(np.where(gone, gone.shape[1], at)[:, ::-1], axis=1)[:, ::-1]
    edged = np.pad(grey, ((0, 0), (1, 1)), constant_values=PAPER)
    first, second = (np.take_along_axis(edged, side + 1, axis=1) for side in (left, right))
    return np.asarray(first, np.uint8), np.asarray(second, np.uint8)


def _strokes(ink: Bits, *, length: int, gap: int, level: bool) -> Bytes:
    """Return the ink that belongs to lines of at least some length, small gaps closed.

    Pieces are found first and joined then: closing gaps first would make lines of words.
    """
    # A skewed or thin line wanders by a pixel: thicken it across.
    pieces = ink.thickened(level=level).opened(length // 2, level=level)
    return pieces.closed(gap, level=level).opened(length, level=level).page()


def _carried_on(
    strokes: NDArray[np.uint8], others: NDArray[np.uint8], soft: NDArray[np.uint8], dpi: int
) -> NDArray[np.uint8]:
    """Return upright strokes carried on, where there is a trace of them, from their ends to the next line across or two.

    Worn copies break lines between two rows, in pieces too short to be found alone. A letter's stem does not reach the lines.
    """
    carried = strokes.copy()
    reach = int(REACH * dpi)
    for (x, top, wide, high, _), _ in pieces_of(strokes):
        left, middle = max(x - 1, 0), x + wide // 2
        trace = np.asarray(soft[:, left : x + wide + 1].max(axis=1), np.bool_)
        crossed = np.asarray(others[:, middle], np.bool_)
        for begin, step in ((top, -1), (top + high - 1, 1)):
            rows = np.arange(begin, min(max(begin + step * reach, -1), len(soft)), step)
            for at, way in enumerate(_ways(rows, crossed)):
                low = at == 0 or len(way) < UPRIGHT * dpi
                if low and _is_traced(trace[way]) and not _is_shaded(soft, way, x, wide):
                    carried[min(way) : max(way) + 1, max(middle - 1, 0) : middle + 2] = 1
    return carried


def _ways(rows: NDArray[np.intp], crossed: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the way to the next line across, and that from there to the one behind: below a head may lie a row in one cell."""
    edges = np.flatnonzero(np.diff(crossed[rows].astype(np.int8)))
    bounds = [0, *(edges + 1)] if len(rows) and not crossed[rows[0]] else [*(edges + 1)]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))[:2]  # the last one ends at no line
    return [rows[first:last] for first, last in pairs if last - first > 1]


def _is_shaded(soft: NDArray[np.uint8], way: NDArray[np.intp], x: int, wide: int) -> bool:
    """Is the way no darker than what lies on both sides of it: the colour of a table's head?"""
    far = max(BESIDE)
    sides = (max(x - far, 0), min(x + wide + far - 1, soft.shape[1] - 1))
    return all(float(soft[way, side].mean()) > SHADED for side in sides)


def _is_traced(trace: NDArray[np.bool_]) -> bool:
    """Is there ink on most of a way, and at both ends of it?"""
    ends = trace[:NEAR].mean() >= 0.5 and trace[-NEAR:].mean() >= 0.5
    return bool(ends and trace.mean() >= TRACED)


def _without_text(strokes: NDArray[np.uint8], ink: NDArray[np.uint8], *, most: float) -> NDArray[np.uint8]:
    """Return the level strokes without the feet of bold letters that run together: along those, letters stand on one side."""
    for (x, y, wide, high, _), piece in pieces_of(strokes):
        if _is_crowded(piece, x, y, ink, most):
            strokes[y : y + high, x : x + wide][piece] = 0
    return strokes


def _is_crowded(piece: NDArray[np.bool_], x: int, y: int, ink: NDArray[np.uint8], most: float) -> bool:
    """Is there ink over or under much of a piece, whose corner is given?"""
    padded = np.pad(piece, ((1, 1), (0, 0)))
    for up, others in ((-1, padded[:-2]), (1, padded[2:])):
        ys, xs = np.nonzero(piece & ~others)
        rows = (np.clip(y + ys + up * far, 0, len(ink) - 1) for far in BESIDE)
        inked = sum(int(np.count_nonzero(ink[row, x + xs])) for row in rows)
        if inked > most * len(BESIDE) * len(xs):
            return True
    return False


def _boxes(strokes: NDArray[np.uint8], tables: Sequence[Box], dpi: int, *, horizontal: bool) -> list[Box]:
    boxes: list[Box] = []
    for (x, y, width, height, area), piece in pieces_of(strokes):
        long, thick = (width, height) if horizontal else (height, width)
        mean = area / long
        # A long line may wander within its box (skew), but its strokes are thin; a bar of ink is no ruling.
        box = (x, y, x + width, y + height)
        most = (DOUBLE if any(_inside(box, table) for table in tables) else THICK) * dpi
        if mean <= most + 2 and thick <= max(0.02 * long, most) + 4:
            boxes.append(_middle(x, y, width, height, horizontal=horizontal))
        elif (core := _core(piece if horizontal else piece.T, dpi)) is not None:
            first, thick = core
            place = (x, y + first, width, thick) if horizontal else (x + first, y, thick, height)
            boxes.append(_middle(*place, horizontal=horizontal))
    return boxes


def _core(piece: NDArray[np.bool_], dpi: int) -> tuple[int, int] | None:
    """Return where a level line begins and how thick it is along most of its length; None where it is no line there.

    What hangs on a line makes it thicker in places: the strokes of a seal, a picture, a shade.
    """
    thick = float(np.median(piece.sum(axis=0)))
    if piece.shape[1] < LONG * dpi or thick > THICK * dpi + 2:
        return None
    tops = piece.argmax(axis=0)
    first, slant = int(np.median(tops)), np.ptp(np.percentile(tops, (10, 90)))
    return (first, round(thick)) if slant <= max(0.02 * piece.shape[1], THICK * dpi) + 4 else None


def _middle(x: int, y: int, width: int, height: int, *, horizontal: bool) -> Box:
    """Return the line through the middle of a box, one pixel thick."""
    if horizontal:
        at = y + height / 2
        return (float(x), at - 0.5, float(x + width), at + 0.5)
    at = x + width / 2
    return (at - 0.5, float(y), at + 0.5, float(y + height))


def _tables(across: NDArray[np.uint8], down: NDArray[np.uint8], dpi: int) -> list[tuple[Box, Bytes]]:
    """Return the boxes of connected lines that cross often enough to be a table, top to bottom, and where these lines are.

    In the box of a corner of the paper, on a photograph, lies half a table, whose lines are not of that corner.
    """
    if not (across.any() and down.any()):
        return []
    crossings, drawn = _crossings(across, down), np.asarray(cv2.bitwise_or(across, down), np.uint8)
    joined = np.asarray(cv2.dilate(drawn, TOUCHING), np.uint8)
    tables: list[tuple[Box, Bytes]] = []
    for (x, y, width, height, _), piece in pieces_of(joined):
        if width < LINE * 2 * dpi or height < UPRIGHT * dpi:
            continue
        place = np.s_[y : y + height, x : x + width]
        corners, _ = cv2.connectedComponents(crossings[place] * piece)
        if corners - 1 >= FEWEST_CROSSINGS:
            tables.append(((float(x), float(y), float(x + width), float(y + height)), drawn[place] * piece))
    return sorted(tables, key=lambda table: table[0][1])


def _crossed(across: Bytes, down: Bytes) -> int:
    """Return how often level and upright strokes cross."""
    if not (across.any() and down.any()):
        return 0
    return sum(1 for _ in pieces_of(_crossings(across, down)))


def _crossings(across: Bytes, down: Bytes) -> Bytes:
    """Return where level and upright strokes cross, or nearly touch."""
    return np.asarray(cv2.bitwise_and(cv2.dilate(across, TOUCHING), cv2.dilate(down, TOUCHING)), np.uint8)


def _cells(drawn: Bytes, table: Box, dpi: int) -> list[Box]:
    """Return the boxes between the lines drawn in the box of a table, by rows."""
    x0, y0 = int(table[0]), int(table[1])
    lines = np.asarray(cv2.dilate(drawn, np.ones((3, 3), np.uint8)), np.uint8)
    _to_the_edges(lines, int(OPEN * dpi))
    free = cv2.copyMakeBorder((lines == 0).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count, _, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=4)
    cells: list[Box] = []
    for at in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[at][:5])
        if width < CELL * dpi or height < CELL * dpi or area < 0.5 * width * height:
            continue
        left, top = x0 + x - 1, y0 + y - 1
        cells.append((float(left), float(top), float(left + width), float(top + height)))
    return sorted(cells, key=lambda box: (box[1], box[0]))


def _to_the_edges(lines: Bytes, reach: int) -> None:
    """Draw lines that end near an edge on to it: a table without outer rules is closed there."""
    for side in (lines, lines[:, ::-1], lines.T, lines.T[:, ::-1]):
        inward = side[:, :reach][:, ::-1]
        inward[:] = np.maximum.accumulate(inward, axis=1)
