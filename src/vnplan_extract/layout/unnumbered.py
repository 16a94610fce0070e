"""Tables without rules and without ordinals: heads in bold that heads of plans begin with, and lines that keep their columns.

    **Nội dung chi**            **Số tiền**
    Tập huấn cho cán bộ xã            1.250
    Sơ kết, tổng kết                    300

Precision first: every head must be known and bold, the rows under it must not be, and a table of two columns must end in
figures. Rows are told apart by the white between them, or by the figures where all lines stand equally near.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.layout.alignment import chunks_of, columns_of, edges_of, grid_of, line_height, with_heads
from vnplan_extract.layout.heads import is_head_text
from vnplan_extract.layout.lines import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Page, Word
    from vnplan_extract.layout.alignment import Span
    from vnplan_extract.layout.grid import Grid

Row = list["Word"]

STRIPE = 2.6  # line heights: white wider than this ends a table
NEXT = 0.75  # line heights: a line of one piece that goes on a row is nearer than this
WHITE = 0.15  # line heights: white wider than between the lines of a cell by this much begins a row
OVERLAP = 0.1  # line heights
WIDER = 1.18  # times the least pitch: a last line of one piece farther than this is text again
FILLED = 0.6  # share of the rows that fill a second column, or end in a figure where there are two columns


def find_unnumbered(page: Page) -> list[Grid]:
    """Return the tables without rules whose first column holds no ordinals."""
    if page.read_by != "text" or not has_bold_heads(page.words):
        return []
    lines = rows_of(page.words)
    grids: list[Grid] = []
    at = 0
    while at < len(lines):
        grid, after = _from_head(page, lines, at) if _is_bold(lines[at]) else (None, at + 1)
        if grid is not None:
            grids.append(grid)
        at = max(after, at + 1)
    return grids


def has_bold_heads(words: Sequence[Word]) -> bool:
    """Tell quickly whether two bold words that begin heads stand side by side with white between them."""
    bold = [word for word in words if word.bold]
    if len(bold) == len(words):
        return False
    tops = sorted(word.top for word in bold if word.text[:1].isupper() and not word.text.isupper())
    return any(after - before < 1.5 for before, after in pairwise(tops))


def _from_head(page: Page, lines: Sequence[Row], at: int) -> tuple[Grid | None, int]:
    """Read the table whose head begins in line `at`; also return the line after it."""
    height = line_height(lines[at : at + 10])
    first = at + 1
    while first < len(lines) and _is_bold(lines[first]) and _gap(lines, first) < NEXT * height:
        first += 1
    head = list(lines[at:first])
    heads = columns_of(head)
    if not _are_heads(head, heads):
        return None, at + 1
    body = _body(lines, first, head, height, len(heads))
    columns = with_heads(columns_of([*head, *body]), [word for row in head for word in row])
    if len(body) < 2 or len(columns) < len(heads):
        return None, at + 1
    xs = edges_of(columns)
    ys = [min(word.top for row in head for word in row) - 1]
    for start in white_starts(body, xs):
        above = body[start - 1] if start else head[-1]
        ys.append((max(word.bottom for word in above) + min(word.top for word in body[start])) / 2)
    ys.append(max(word.bottom for row in body for word in row) + 1)
    grid = grid_of(page.number, [word for row in (*head, *body) for word in row], xs, ys, ruled=0.0)
    return (grid, first + len(body)) if is_filled(grid) else (None, at + 1)


def _is_bold(line: Row) -> bool:
    return all(word.bold for word in line)


def _are_heads(lines: Sequence[Row], columns: Sequence[Span]) -> bool:
    """Tell whether bold lines are heads side by side, each of which begins as heads of plans do."""
    if len(columns) < 2 or not any(len(chunks_of(line)) > 1 for line in lines):
        return False
    texts = (
        " ".join(word.text for line in lines for word in line if x0 - 1 <= word.x0 <= x1)
        for x0, x1 in columns
    )
    return all(is_head_text(text) for text in texts)


def _gap(lines: Sequence[Row], at: int) -> float:
    """Return the white between a line and the one above it, in points."""
    return min(word.top for word in lines[at]) - max(word.bottom for word in lines[at - 1])


def _body(lines: Sequence[Row], first: int, head: Sequence[Row], height: float, wanted: int) -> list[Row]:
    """Return the lines from `first` on that leave the head's columns apart."""
    body: list[Row] = []
    for at in range(first, len(lines)):
        row = lines[at]
        reach = STRIPE if len(chunks_of(row)) > 1 or not body else NEXT
        if _gap(lines, at) > reach * height or len(columns_of([*head, *body, row])) < wanted:
            break
        body.append(row)
    while body and len(chunks_of(body[-1])) == 1 and _gap(lines, first + len(body) - 1) > _least(body):
        body.pop()
    return body


def _least(body: Sequence[Row]) -> float:
    """Return the white that lines of one row have at most: a little more than the least between two lines."""
    steps = _steps(body)
    size = body[0][0].bottom - body[0][0].top
    return WIDER * min(steps) - size if steps else 0.0


def _steps(body: Sequence[Row]) -> list[float]:
    tops = [min(word.top for word in row) for row in body]
    return [after - before for before, after in pairwise(tops)]


def white_starts(body: Sequence[Row], xs: Sequence[float]) -> list[int]:
    """Return which lines begin a row: those after wider white; where all stand alike, those with two columns filled.

    Lines that overlap (a figure in the middle of a cell of two lines) are of one row.
    """
    height = line_height(body)
    gaps = _gaps(body)
    apart = [gap for gap in gaps if gap > -OVERLAP * height]
    least = 0.0 if len(apart) < len(gaps) else min(apart, default=0.0)
    wide = [at for at, gap in enumerate(gaps, 1) if gap > least + WHITE * height]
    if wide and (len(apart) < len(gaps) or any(len(chunks_of(row)) == 1 for row in body)):
        return [0, *wide]
    return [0, *(at for at in range(1, len(body)) if _fills(body[at], xs) > 1)]


def _gaps(body: Sequence[Row]) -> list[float]:
    """Return the white above each line but the first, below all lines before it; negative where they overlap."""
    gaps: list[float] = []
    reach = max(word.bottom for word in body[0]) if body else 0.0
    for row in body[1:]:
        gaps.append(min(word.top for word in row) - reach)
        reach = max(reach, *(word.bottom for word in row))
    return gaps


def _fills(row: Row, xs: Sequence[float]) -> int:
    """Count the columns that a line fills."""
    middles = [(word.x0 + word.x1) / 2 for word in row]
    return sum(any(low <= x < high for x in middles) for low, high in pairwise(xs))


def is_filled(grid: Grid) -> bool:
    """Tell whether rows enough are filled as a table's: two columns and more, figures at the end of two."""
    rows: dict[int, dict[int, str]] = {}
    for cell in grid.cells:
        if cell.row and cell.lines:
            rows.setdefault(cell.row, {})[cell.col] = cell.lines[-1][-1].text
    if grid.rows < 3 or len(rows) < 2:
        return False
    last = grid.cols - 1
    good = sum(
        len(texts) > 1 and (grid.cols > 2 or texts.get(last, "")[:1].isdigit()) for texts in rows.values()
    )
    return good >= FILLED * len(rows)
