"""Tables with few rules or none: only horizontal rules, only an outer box, or nothing but alignment.

Precision first: a table must begin with a head that says so ("STT", "TT" and further heads beside it). The letterhead,
the signatures and "Nơi nhận" stand in two columns as well and never pass.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from vnplan_extract.layout.alignment import (
    chunks_of,
    columns_of,
    edges_of,
    grid_of,
    head_score,
    line_height,
    row_starts,
    with_heads,
)
from vnplan_extract.layout.edges import tracks_of
from vnplan_extract.layout.heads import CERTAIN, is_ordinal_head
from vnplan_extract.layout.lines import rows_of
from vnplan_extract.layout.unnumbered import has_bold_heads, is_filled, white_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Page, Word
    from vnplan_extract.layout.grid import Grid

HEADS = frozenset({"STT", "TT", "Stt", "STT.", "TT."})
LONG = 0.35  # of the page's width: a shorter rule underlines
ENDS = 8.0  # points: rules of one table begin and end this near to each other
STRIPE = 2.6  # line heights: white wider than this ends a table
NEXT = 0.6  # line heights: a line of one piece that goes on a cell is nearer than this
FEWEST_COLUMNS = 3
MOST_RULES = 400


def find_half_ruled(page: Page) -> list[Grid]:
    """Return the tables that have horizontal rules only."""
    numbered = any(word.text in HEADS for word in page.words)
    if len(page.rulings) < 3 or not (numbered or has_bold_heads(page.words)):
        return []
    across, down = tracks_of(page.rulings)
    rules = [
        (track.at, *span)
        for track in across
        for span in track.spans
        if span[1] - span[0] >= LONG * page.width
    ][:MOST_RULES]
    if any(span[1] - span[0] > 20 for track in down for span in track.spans):
        return []
    grids: list[Grid] = []
    while len(rules) >= 3:
        first = rules[0]
        alike = [
            rule for rule in rules if abs(rule[1] - first[1]) <= ENDS and abs(rule[2] - first[2]) <= ENDS
        ]
        rules = [rule for rule in rules if rule not in alike]
        grid = _between_rules(page, alike) if len(alike) >= 3 else None
        if grid is not None:
            grids.append(grid)
    return grids


def _between_rules(page: Page, rules: Sequence[tuple[float, float, float]]) -> Grid | None:
    left, right = rules[0][1], rules[0][2]
    ys = [rule[0] for rule in rules]
    words = [
        word
        for word in page.words
        if ys[0] <= (word.top + word.bottom) / 2 <= ys[-1]
        and left - 4 <= (word.x0 + word.x1) / 2 <= right + 4
    ]
    lines = rows_of(words)
    most = max((len(chunks_of(row)) for row in lines), default=0)
    fewest = min(most, FEWEST_COLUMNS)
    columns = columns_of(row for row in lines if len(chunks_of(row)) >= fewest)
    if len(columns) < max(fewest, 2):
        return None
    xs = edges_of(columns, left, right)
    if len(ys) <= 4:
        ys = _with_row_starts(lines, xs, ys)
    ys = _without_empty(words, ys)
    grid = grid_of(page.number, words, xs, ys, ruled=0.5)
    if grid.rows < 2 or head_score(grid)[1] < CERTAIN:
        return None
    return grid if grid.cols >= FEWEST_COLUMNS or is_filled(grid) else None


def _with_row_starts(lines: Sequence[list[Word]], xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    """Cut the space under the head at the lines that begin rows: rules stand only above, under the head and below."""
    edges = list(ys)
    body = [row for row in lines if min(word.top for word in row) >= ys[1] - 2]
    head = [word for row in lines for word in row if word.bottom <= ys[1] + 2 and word.x0 < xs[1]]
    numbered = is_ordinal_head(" ".join(word.text for word in head))
    for at in (row_starts(body, xs) if numbered else white_starts(body, xs))[1:]:
        above = max(word.bottom for word in body[at - 1])
        edges.append((above + min(word.top for word in body[at])) / 2)
    return sorted(edges)


def _without_empty(words: Sequence[Word], ys: Sequence[float]) -> list[float]:
    edges = [ys[0]]
    for low, high in itertools.pairwise(ys):
        if any(low <= (word.top + word.bottom) / 2 < high for word in words):
            edges.append(high)
        elif len(edges) > 1:
            edges[-1] = high
    return edges


def find_unruled(page: Page) -> list[Grid]:
    """Return the tables that have no rules: a head with "STT" or "TT", and lines that keep its columns."""
    if not any(word.text in HEADS for word in page.words):
        return []
    lines = rows_of(page.words)
    grids: list[Grid] = []
    at = 0
    while at < len(lines):
        grid, after = _from_head(page, lines, at) if _is_head_line(lines[at]) else (None, at + 1)
        if grid is not None:
            grids.append(grid)
        at = max(after, at + 1)
    return grids


def _is_head_line(line: Sequence[Word]) -> bool:
    chunks = chunks_of(line)
    return len(chunks) >= FEWEST_COLUMNS and is_ordinal_head(" ".join(word.text for word in chunks[0]))


def _from_head(page: Page, lines: Sequence[list[Word]], at: int) -> tuple[Grid | None, int]:
    """Read the table whose head's line is `at`; also return the line after it."""
    height = line_height(lines[at : at + 10])
    wanted = len(chunks_of(lines[at]))
    taken = [lines[at]]
    wide: list[list[Word]] = []
    last = at
    for below in range(at + 1, len(lines)):
        row = lines[below]
        gap = min(word.top for word in row) - max(word.bottom for word in lines[last])
        if gap > (STRIPE if len(chunks_of(row)) > 1 else NEXT) * height:
            break
        if len(columns_of([*taken, row])) >= wanted:
            taken.append(row)
        elif len(taken) > 1 and _is_group_line(row, taken):
            wide.append(row)
        else:
            break
        last = below
    columns = with_heads(columns_of(taken), taken[0])
    if len(columns) < max(wanted, FEWEST_COLUMNS) or last - at < 2:
        return None, at + 1
    xs = edges_of(columns)
    head = _head_lines(lines, at, last, xs, height)
    body = list(lines[at + 1 + len(head) : last + 1])
    starts = row_starts(body, xs)
    if len(starts) < 2:
        return None, at + 1
    above = _lines_above(lines, at, xs, height)
    everything = [*above, *lines[at : last + 1]]
    ys = [min(word.top for word in everything[0]) - 1]
    for start in starts:
        upper = body[start - 1] if start else [*lines[at], *(word for row in head for word in row)]
        ys.append((max(word.bottom for word in upper) + min(word.top for word in body[start])) / 2)
    ys.append(max(word.bottom for row in everything for word in row) + 1)
    words = [word for row in everything for word in row]
    grid = grid_of(page.number, words, xs, ys, ruled=0.0)
    sure = _has_ordinals(grid) and head_score(grid)[1] >= CERTAIN
    return (grid, last + 1) if sure else (None, at + 1)


def _has_ordinals(grid: Grid) -> bool:
    """Tell whether the first column holds the ordinals alone: where it runs into the next, rows and columns are guesses."""
    first = [cell for cell in grid.cells if cell.col == 0 and cell.lines]
    return bool(first) and is_ordinal_head(" ".join(word.text for line in first[0].lines for word in line))


def _is_group_line(row: Sequence[Word], taken: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a line that runs over the corridors is a group row: an ordinal, then its title."""
    columns = columns_of(taken)
    chunks = chunks_of(row)
    if len(chunks) < 2 or not chunks[0][-1].x1 <= columns[0][1] + 4:
        return False
    return len(chunks) == 2 and len(chunks[0]) == 1


def _head_lines(
    lines: Sequence[list[Word]], at: int, last: int, xs: Sequence[float], height: float
) -> list[list[Word]]:
    """Return the lines under the head's first that still belong to it: close, without ordinal, before the first row."""
    head: list[list[Word]] = []
    for below in range(at + 1, min(at + 4, last + 1)):
        row = lines[below]
        gap = min(word.top for word in row) - max(word.bottom for word in lines[below - 1])
        if gap > 0.7 * height or any((word.x0 + word.x1) / 2 < xs[1] for word in row):
            break
        head.append(row)
    return head


def _lines_above(
    lines: Sequence[list[Word]], at: int, xs: Sequence[float], height: float
) -> list[list[Word]]:
    """Return the lines over the one with "STT" that belong to the head: it stands in the middle of taller heads."""
    above: list[list[Word]] = []
    for before in range(at - 1, max(at - 3, -1), -1):
        row = lines[before]
        gap = min(word.top for word in lines[before + 1]) - max(word.bottom for word in row)
        chunks = chunks_of(row)
        if gap > 0.35 * height or len(chunks) < 2 or row[0].x0 < xs[1] - 1 or row[-1].x1 > xs[-1] + 2:
            break
        above.insert(0, row)
    return above
