"""Evidence that the first row after a break goes on the last row before it, weighed cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.lang.wordlists import either
from vnplan_extract.layout.knowledge import equal_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.lang.rowmarks import RowMark
    from vnplan_extract.layout.sheet import Draft, Sheet

CUT = 2.0  # a row is one with the row before from this much evidence on
CUT_INSIDE = 3.0  # the same where no page break is known
LEFT_OPEN = 2.0  # evidence of a rule left out under all cells: browsers do so where they cut a row
FEW = 3  # rows: with fewer a table has no habits
SLIVER = 10.0  # points: no line of text is as low
FULL = 0.86  # a line that fills this share of its cell was wrapped, not ended
CLOSED = re.compile(r"[.;:!?…][\"”')\]]*\Z")
OPEN_END = re.compile(rf"(?:[,(\[“/]|\s[-–]|\b(?:{either('lines', 'open_words_of_cells')}))\Z")
ENUMERATED = re.compile(r"(?:[a-zđ]|\d{1,2})[.)]\s?")
LISTED = re.compile(r"[-+*•–]\s?\S")
FIGURE = re.compile(r"[\d.,%\-–/\s]+\Z")


@dataclass(slots=True)
class Habits:
    """How a table's rows are filled: how many have an ordinal, and how many cells each fills."""

    rows: int = 0
    numbered: int = 0
    filled: list[int] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)  # columns in which cells are merged downwards
    last: RowMark | None = None  # the last ordinal
    columns: Counter[int] = field(default_factory=Counter)  # how often each column is filled
    framed: bool = (
        False  # the rule over the table is drawn, so that one left out at a page's end says something
    )

    def add(self, cells: Sequence[Draft]) -> None:
        """Count a body row by the cells that begin in it."""
        texts = [cell for cell in cells if cell.text.strip()]
        if not cells or not texts:
            return
        self.rows += 1
        mark = row_mark(cells[0].text) if cells[0].col == 0 else None
        self.last = mark or self.last
        self.numbered += bool(cells[0].col == 0 and cells[0].text.strip())
        self.filled.append(len(texts))
        self.merged.update(cell.col for cell in cells if cell.row_span > 1)
        self.columns.update(cell.col for cell in texts)

    def spread(self, edges: Sequence[int]) -> Habits:
        """Return the habits over a finer grid; `edges` are this one's edges in it."""
        return replace(
            self,
            merged={edges[col] for col in self.merged},
            columns=Counter({edges[col]: count for col, count in self.columns.items()}),
        )

    @property
    def always_numbered(self) -> bool:
        """True when every row so far has an ordinal."""
        return self.rows >= 1 and self.numbered >= 0.9 * self.rows

    @property
    def required(self) -> set[int]:
        """The columns that every row fills, one row perhaps excepted (it may be the one that was cut)."""
        if self.rows < FEW:
            return set()
        least = self.rows - max(1.0, 0.15 * self.rows)
        return {col for col, count in self.columns.items() if count >= least and col not in self.merged}

    @property
    def usual(self) -> float:
        """The usual number of filled cells in a row."""
        return float(sorted(self.filled)[len(self.filled) // 2]) if self.filled else 0.0


def cut_score(
    above: Sequence[Draft | None], sheet: Sheet, row: int, columns: Sequence[int], habits: Habits
) -> float:
    """Return the evidence that row `row` of the part goes on the row whose cells are `above` (one for each column).

    Args:
        above: For each column of the table the cell that covers it in its last row.
        sheet: The part.
        row: The part's first row that is not head.
        columns: For each column edge of the part the table's.
        habits: How the table's rows look so far.
    """
    left = left_open(above, habits)
    if left == "some":
        return 0.0
    lower_row = [cell for cell in sheet.cells if cell.row == row]
    # Where cells are merged downwards, text that goes on in them says nothing about the row.
    apart = {cell.col for cell in lower_row if columns[cell.col] not in habits.merged and cell.text.strip()}
    halves = _halves(above, lower_row, columns, habits)
    merged = any(cell.row_span > 1 for cell in lower_row)
    score = LEFT_OPEN if left == "all" else 0.0
    filled = blanks = 0
    for cell in lower_row:
        upper = above[columns[cell.col]] if columns[cell.col] < len(above) else None
        if not cell.text.strip():
            blanks += bool(upper is not None and upper.text.strip())
            continue
        filled += 1
        alone = cell.col_span == sheet.cols and sheet.cols > 1
        tells = cell.col in apart or not apart
        # One by one: a sum of floats depends on its order.
        for part in _of_cell(cell, upper, habits, halves, alone=alone, tells=tells, merged=merged):
            score += part
    if not filled:
        return 0.0
    numbered = habits.always_numbered and not (apart and 0 in habits.merged)
    if blanks and numbered and not _first_text(sheet, row):
        score += 1.0
    if filled < 0.6 * habits.usual:
        score += 0.7
    return score + min(0.2 * blanks, 0.8) + halves.score


def _of_cell(
    cell: Draft,
    upper: Draft | None,
    habits: Habits,
    halves: _Halves,
    *,
    alone: bool,
    tells: bool,
    merged: bool,
) -> Iterator[float]:
    """Yield what a cell with text says for or against one row with the cell above it.

    Args:
        cell: A cell of the row below the break.
        upper: The cell above it, if there is one.
        habits: How the table's rows look so far.
        halves: What the rows lack of the columns that every row fills.
        alone: The cell is its whole row.
        tells: Its column says something about the row.
        merged: Another cell of its row is merged downwards.
    """
    lower = " ".join(cell.text.split())
    if cell.col == 0:
        yield _ordinal(upper, cell, habits)
        if not _reads_on(lower):
            return
    if alone:
        yield -1.0
    yield _weighed(_evidence(upper, lower), upper, halves, tells=tells)
    closed = upper is not None and CLOSED.search(upper.text)
    if merged and cell.row_span == 1 and closed and not _reads_on(lower):
        yield -1.0  # beside a merged cell that goes on, a row of its own begins


def left_open(above: Sequence[Draft | None], habits: Habits) -> Literal["none", "some", "all"]:
    """Tell under which cells of the last row the closing rule was left out, in a table that is ruled otherwise."""
    upper = [cell for cell in above if cell is not None]
    count = sum(cell.open_below for cell in upper)
    if not habits.framed or not count:
        return "none"
    return "all" if count == len(upper) else "some"


def _weighed(evidence: float, upper: Draft | None, halves: _Halves, *, tells: bool) -> float:
    """Leave out evidence that says nothing about the row: blanks of half a row, text in cells merged downwards."""
    if halves.above and (upper is None or not upper.text.strip()):
        return max(evidence, 0.0)
    return evidence if tells else min(evidence, 0.0)


@dataclass(frozen=True, slots=True)
class _Halves:
    """What the rows above and below a break lack of the columns that every row fills."""

    above: bool  # the row above lacks one that the row below has
    below: int  # how many of those above the row below lacks
    apart: bool = False  # no column is filled on both sides

    @property
    def score(self) -> float:
        """The evidence for one row."""
        return min(1.2 * self.below, 2.4) + (1.5 if self.above else 0.0) + (1.0 if self.apart else 0.0)


def _halves(
    above: Sequence[Draft | None], below: Sequence[Draft], columns: Sequence[int], habits: Habits
) -> _Halves:
    """Compare both sides of a break: two halves of a row complete one another."""
    filled = {
        col
        for cell in below
        if cell.text.strip()
        for col in range(columns[cell.col], columns[cell.col + cell.col_span])
    }
    upper = {col for col, cell in enumerate(above) if cell is not None and cell.text.strip()}
    lacks_above, lacks_below = habits.required & filled - upper, (habits.required & upper) - filled
    if upper and filled and not upper & filled and 0 not in filled:
        return _Halves(above=True, below=len(lacks_below), apart=True)
    if habits.rows <= FEW and not (lacks_above and lacks_below):
        return _Halves(above=False, below=0)
    return _Halves(bool(lacks_above), len(lacks_below))


def is_blank_half(above: Sequence[Draft | None], sheet: Sheet, row: int, habits: Habits) -> bool:
    """Tell whether one side of a break is the blank edge of the row on the other side.

    A low strip always is; a blank row of any height is in a table that has no blank rows otherwise.
    """
    below = [cell for cell in sheet.cells if cell.row == row]
    upper = [cell for cell in above if cell is not None]
    filled_before = habits.rows >= 2
    return any(
        bool(cells)
        and all(not cell.text.strip() and (filled_before or _height(cell) < SLIVER) for cell in cells)
        for cells in (below, upper)
    )


def _height(cell: Draft) -> float:
    box = cell.pieces[-1][1] if cell.pieces else None
    return box[3] - box[1] if box is not None else SLIVER


def _first_text(sheet: Sheet, row: int) -> str:
    return next(
        (
            cell.text.strip()
            for cell in sheet.cells
            if cell.row <= row < cell.row + cell.row_span and cell.col == 0
        ),
        "",
    )


def _ordinal(upper: Draft | None, cell: Draft, habits: Habits) -> float:
    """An ordinal of its own makes a row of its own, unless the ordinal stood centred in a row that was cut."""
    if _reads_on(cell.text.strip()):
        return 0.0
    if habits.numbered != habits.rows - 1 or (upper is not None and upper.text.strip()):
        return -6.0
    mark = row_mark(cell.text)
    expected = mark is not None and (mark.opens() if habits.last is None else mark.follows(habits.last))
    return -0.5 if expected else -6.0


def _reads_on(text: str) -> bool:
    """Tell whether a text begins in mid-sentence: with a small letter that is no ordinal."""
    return (text[:1].islower() or text[:1] in ",;.)”") and not ENUMERATED.match(text)


def goes_on_in(upper: Draft, cell: Draft, *, merged: bool) -> bool:
    """Tell whether a merged cell's text goes on below the break in mid-sentence, though its row does not."""
    text = " ".join(cell.text.split())
    merged = merged or cell.row_span > 1
    return bool(text) and merged and _reads_on(text) and not CLOSED.search(upper.text)


def _evidence(upper: Draft | None, lower: str) -> float:
    """Weigh a cell's text against the cell above it."""
    text = " ".join(upper.text.split()) if upper is not None else ""
    if not text:
        return -0.7 if not _reads_on(lower) else 0.3
    if FIGURE.match(text) and FIGURE.match(lower):
        return 0.5 if text[-1] in "-–/," else -3.0
    if equal_key(text) == equal_key(lower):
        return -1.5
    if _reads_on(lower):
        return 2.0 if not CLOSED.search(text) else 0.5
    if lower[0] == "(" and not CLOSED.search(text):
        return 1.5
    if OPEN_END.search(text) or text.count("(") > text.count(")") or text.count("“") > text.count("”"):
        return 1.5
    if CLOSED.search(text):
        return 0.0 if LISTED.match(lower) else -0.7
    if upper is not None and _was_full(upper) and not LISTED.match(lower):
        return 1.0 if lower[0].isdigit() else 0.7  # an item of its own seldom begins with a figure
    return -0.3


def _was_full(cell: Draft) -> bool:
    """Tell whether the cell's last line fills its width, so that more text was to come."""
    page_lines = [(box, lines) for _, box, lines in cell.pieces if lines]
    if not page_lines or page_lines[-1][0] is None:
        return False
    box, lines = page_lines[-1]
    line = lines[-1]
    return (
        line.box is not None
        and box is not None
        and len(lines) > 1
        and line.box[2] - line.box[0] >= FULL * (box[2] - box[0] - 8)
    )
