"""A table while it is being joined: parts are appended, and in the end it becomes a `Table`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vnplan_extract.document import Cell, Fragment, Table
from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.layout.around import caption_and_unit, notes_of
from vnplan_extract.layout.celltext import Room, cell_text, padding_of, spaced_words
from vnplan_extract.layout.cuts import Habits, goes_on_in, left_open
from vnplan_extract.layout.heads import head_of, is_ordinal_head
from vnplan_extract.layout.knowledge import folded
from vnplan_extract.layout.sheet import row_key, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Box, Line
    from vnplan_extract.lang.rowmarks import RowMark
    from vnplan_extract.layout.sheet import Draft, Sheet, Verdict


class Joined:
    """The open table; `tail` is for each column the cell that covers it in the last row."""

    def __init__(self, sheet: Sheet, before: Sequence[Line]) -> None:
        self.header_rows, _ = head_of(sheet)
        self.rows, self.cols, self.xs = 0, sheet.cols, sheet.xs
        self.cells: list[Draft] = []
        self.head_key = row_key(cell for cell in sheet.cells if cell.row < self.header_rows)
        self.before = tuple(before)
        self.after: tuple[Line, ...] = ()
        self.around = {folded(line.text) for line in before[-8:]}
        self.fragments: list[Fragment] = []
        self.habits = Habits(framed=sheet.framed)
        self.marks: dict[tuple[str, int, bool], RowMark] = {}  # style and depth -> the last ordinal seen
        self.first_mark: RowMark | None = None
        self.tail: list[Draft | None] = [None] * sheet.cols
        self.last_page, self.last_box = sheet.page, sheet.box
        self.padding: dict[int, float] = {}
        self.twins: dict[tuple[int, int], list[Draft]] = {}  # where OCR read a head's cell again
        self._add_rows(sheet, 0, tuple(range(sheet.cols + 1)), at=0)
        self._count(sheet, self.header_rows)
        self._note_part(sheet, first=0, score=1.0, cut=False)

    def append(self, sheet: Sheet, verdict: Verdict) -> None:
        """Go on with a part."""
        if verdict.finer:
            self._refine(verdict.finer, sheet.xs)
        self._show_head_again(sheet, verdict.dropped)
        first = self.rows
        if verdict.dropped < sheet.rows:
            if verdict.cut:
                first -= 1
                self._go_on(sheet, verdict)
            self._add_rows(sheet, verdict.dropped, verdict.columns, at=first, skip_first=verdict.cut)
            self._count(sheet, verdict.dropped + verdict.cut)
        self._note_part(sheet, first=min(first, self.rows - 1), score=verdict.score, cut=verdict.cut)

    def _refine(self, edges: Sequence[int], xs: tuple[float, ...]) -> None:
        """Take a finer grid, in which the table's edges are `edges`."""
        for cell in self.cells:
            start, end = edges[cell.col], edges[cell.col + cell.col_span]
            cell.col, cell.col_span = start, end - start
        self.tail = spread(self.tail, edges)
        self.habits = self.habits.spread(edges)
        self.cols, self.xs = len(xs) - 1, xs

    def _show_head_again(self, sheet: Sheet, dropped: int) -> None:
        """Remember where the head is printed once more."""
        again = {(cell.row, cell.col): cell for cell in sheet.cells if cell.row < dropped}
        if dropped != self.header_rows:
            return
        for cell in self.cells:
            if cell.row >= self.header_rows:
                break
            twin = again.get((cell.row, cell.col))
            if twin is not None:
                if sheet.scanned:
                    self.twins.setdefault((cell.row, cell.col), []).append(twin)
                cell.pieces.extend((page, box, ()) for page, box, _ in twin.pieces)

    def _go_on(self, sheet: Sheet, verdict: Verdict) -> None:
        """Give the cells of the part's first row to the cells above them."""
        for cell in sheet.cells:
            if cell.row != verdict.dropped:
                continue
            start, end = verdict.columns[cell.col], verdict.columns[cell.col + cell.col_span]
            upper = self.tail[start]
            if upper is None:
                upper = cell.moved(self.rows - 1, start, end - start)
                upper.pieces, upper.row_span = [], 1
                self.cells.append(upper)
            upper.pieces.extend(cell.pieces)
            upper.open_below = cell.open_below
            if cell.row_span > 1:
                upper.row_span += cell.row_span - 1
            self.tail[start:end] = [upper] * (end - start)

    def _add_rows(
        self, sheet: Sheet, dropped: int, columns: Sequence[int], *, at: int, skip_first: bool = False
    ) -> None:
        """Add the part's rows from `dropped` on as the table's rows from `at` on."""
        offset, known = at - dropped, len(self.cells)
        merged = set() if skip_first else self._merges_on(sheet, dropped, columns)
        for cell in sheet.cells:
            if cell.row < dropped or (skip_first and cell.row == dropped):
                continue
            start, end = columns[cell.col], columns[cell.col + cell.col_span]
            if cell.row == dropped and start in merged:
                upper = self.tail[start]
                assert upper is not None
                upper.row_span = cell.row + cell.row_span + offset - upper.row
                upper.pieces.extend(cell.pieces)
                upper.open_below = cell.open_below
                continue
            self.cells.append(cell.moved(cell.row + offset, start, end - start))
        self.rows = sheet.rows + offset
        for cell in self.cells[known:]:
            if cell.row + cell.row_span >= self.rows:
                self.tail[cell.col : cell.col + cell.col_span] = [cell] * cell.col_span

    def _merges_on(self, sheet: Sheet, dropped: int, columns: Sequence[int]) -> set[int]:
        """Return the columns in which a merged cell goes on over the break.

        Where the rule under some cells of the last row is left out, those; else leading ones, blank below, filled above.
        """
        found: set[int] = set()
        if not self.rows or sheet.flowing:
            return found
        row = [cell for cell in sheet.cells if cell.row == dropped]
        if left_open(self.tail, self.habits) == "some":
            return {columns[cell.col] for cell in row if self._is_open(cell, columns)}
        if not any(cell.text.strip() for cell in row):
            return found
        leader, lone = 0, False
        for cell in sorted(row, key=lambda cell: cell.col):
            start, width = columns[cell.col], columns[cell.col + cell.col_span] - columns[cell.col]
            upper = self.tail[start]
            if upper is None or upper.row < self.header_rows:
                break
            if not upper.text.strip():
                # A merged cell whose text did not fit above the break stands below it whole.
                if not (
                    found and cell.text.strip() and start in self.habits.merged and cell.row_span >= leader
                ):
                    break
                found.add(start)
                continue
            going_on = goes_on_in(upper, cell, merged=upper.row_span > 1 or start in self.habits.merged)
            if (cell.text.strip() and not going_on) or (upper.col, upper.col_span) != (start, width):
                break
            known = going_on or upper.row_span > 1 or cell.row_span > 1 or start in self.habits.merged
            if found:
                # Beside a merged cell a blank one is merged too, unless blank cells of their own go on below it.
                known = cell.row_span >= leader or not _blank_below(sheet, cell)
            leader = leader or cell.row_span
            guessed = not known and start == 0 and self.habits.always_numbered
            if not known and not guessed:
                break
            lone = lone or guessed
            found.add(start)
        # An ordinal may be left out; it is merged with the one above only if the text beside it is.
        return set() if lone and len(found) < 2 else found

    def _is_open(self, cell: Draft, columns: Sequence[int]) -> bool:
        """Tell whether the cell above a part's cell has the same columns and no rule below it."""
        start, end = columns[cell.col], columns[cell.col + cell.col_span]
        upper = self.tail[start]
        return (
            upper is not None and upper.open_below and (upper.col, upper.col + upper.col_span) == (start, end)
        )

    def _count(self, sheet: Sheet, first: int) -> None:
        """Learn the table's habits and ordinals from the part's body rows."""
        for cells in sheet.by_row()[first:]:
            self.habits.add(cells)
            mark = row_mark(cells[0].text) if cells and cells[0].col == 0 else None
            if mark is not None:
                self.first_mark = self.first_mark or mark
                self.marks[mark.kind, len(mark.numbers), mark.capital] = mark

    def _note_part(self, sheet: Sheet, *, first: int, score: float, cut: bool) -> None:
        self.last_page, self.last_box = sheet.page, sheet.box
        self.fragments.append(Fragment(sheet.page, sheet.box, first, self.rows - 1, score, cut))
        if sheet.page not in self.padding:
            self.padding[sheet.page] = padding_of(
                [(box, lines) for cell in sheet.cells for _, box, lines in cell.pieces if box is not None]
            )

    def finished(self, index: int) -> Table:
        """Return the joined table."""
        caption, unit = caption_and_unit(self.before)
        self._choose_heads()
        cells = sorted(self.cells, key=lambda cell: (cell.row, cell.col))
        spaced = spaced_words(line for cell in cells for line in cell.lines)
        return Table(
            index,
            self.rows,
            self.cols,
            min(self.header_rows, self.rows),
            tuple(self._cell(cell, spaced) for cell in cells),
            tuple(_united(self.fragments)),
            caption,
            unit,
            notes_of(self.after),
            complete=self._is_complete(),
        )

    def _choose_heads(self) -> None:
        """Take each cell of a scanned head as it was read on most pages, where the first of them stands alone with its reading."""
        for cell in self.cells:
            twins = self.twins.get((cell.row, cell.col), ())
            read = Counter(folded(twin.text) for twin in twins if twin.text)
            most, count = max(read.items(), key=lambda item: item[1], default=("", 0))
            own = folded(cell.text)
            if count and most != own and not read[own] and (count > 1 or not own):
                best = next(twin for twin in twins if folded(twin.text) == most)
                page, _, lines = best.pieces[0]
                cell.pieces = [(at, box, lines if at == page else ()) for at, box, _ in cell.pieces]

    def _cell(self, draft: Draft, spaced: frozenset[str]) -> Cell:
        pieces = [(self._room(page, box), lines) for page, box, lines in draft.pieces]
        passage, parts = cell_text(pieces, spaced=spaced)
        lines = draft.lines
        return Cell(
            draft.row,
            draft.col,
            draft.row_span,
            draft.col_span,
            passage,
            parts,
            header=draft.row < self.header_rows,
            bold=draft.bold,
            italic=bool(lines) and all(line.italic for line in lines),
            boxes=tuple((page, box) for page, box, _ in draft.pieces if box is not None),
            confidence=min((line.confidence for line in lines), default=1.0),
        )

    def _room(self, page: int, box: Box | None) -> Room:
        if box is None:
            return Room()
        return Room(max(box[2] - box[0] - 2 * self.padding.get(page, 0.0), 1.0))

    def _is_complete(self) -> bool:
        """False when the ordinals begin in the middle: the first rows were lost (on a page that was not copied)."""
        first = self.first_mark
        if first is None or first.opens() or first.kind == "letter" or not self.header_rows:
            return True
        heads = [cell for cell in self.cells if cell.row < self.header_rows and cell.col == 0]
        return not any(is_ordinal_head(cell.text) for cell in heads) or first.numbers[-1] == 0


def _blank_below(sheet: Sheet, cell: Draft) -> bool:
    """Tell whether the cell under `cell` is blank as well."""
    row = cell.row + cell.row_span
    return any(
        other.row == row and other.col == cell.col and not other.text.strip()
        for other in sheet.cells
        if other.row <= row
    )


def _united(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Unite stretches of one and the same part: text input has no fragments inside a page."""
    result: list[Fragment] = []
    for fragment in fragments:
        last = result[-1] if result else None
        if last is not None and last.page == fragment.page and last.box is None:
            result[-1] = Fragment(
                last.page, None, last.first_row, fragment.last_row, last.score, last.split_row
            )
        else:
            result.append(fragment)
    return result
