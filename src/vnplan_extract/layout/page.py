"""One printed page: tables found, the rest read as lines, and the page's text put together, each line exactly once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnplan_extract.document import Block, Line, PageText
from vnplan_extract.findings import finding
from vnplan_extract.layout.finders import find_grids
from vnplan_extract.layout.grid import Grid, TablePart
from vnplan_extract.layout.lines import line_of, lines_of, placed, rows_of
from vnplan_extract.layout.underlay import watermarks
from vnplan_extract.layout.unseen import unseen_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Page, Word
    from vnplan_extract.findings import Finding

Item = Line | Block | TablePart
"""A line still to be joined into a paragraph, a paragraph of flowing text, or the part of a table on this page."""

LONGEST_QUOTE = 60  # characters of a grid's text in a finding
UPRIGHT = 1.8  # a word this much taller than wide is turned: a watermark or a note in the margin


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page whose lines have their place in its text; `turned` are the lines printed sideways."""

    text: PageText
    items: tuple[Item, ...]
    turned: frozenset[int] = frozenset()  # offsets of lines printed sideways
    findings: tuple[Finding, ...] = ()


class Composer:
    """Puts a page's text together and gives every line its offset."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.at = 0
        self.lines: list[Line] = []

    def line(self, line: Line, *, separator: str = "\n") -> Line:
        """Add a line, `separator` before it unless it is the first of the page."""
        if self.parts:
            self.parts.append(separator)
            self.at += len(separator)
        line = placed(line, self.at)
        self.parts.append(line.text)
        self.at += len(line.text)
        self.lines.append(line)
        return line

    def table(self, grid: Grid) -> TablePart:
        """Add a grid: a line for each row, a tab between columns, a blank between the lines of a cell."""
        cells: list[tuple[Line, ...]] = [()] * len(grid.cells)
        by_row: dict[int, list[int]] = {}
        for index, cell in enumerate(grid.cells):
            by_row.setdefault(cell.row, []).append(index)
        for row in sorted(by_row):
            fresh, column = True, 0
            for index in sorted(by_row[row], key=lambda index: grid.cells[index].col):
                cell = grid.cells[index]
                lines: list[Line] = []
                for words in cell.lines:
                    gap = " " if lines else "\t" * (cell.col - column)
                    if fresh:
                        gap = "\n" + "\t" * cell.col if self.parts else "\t" * cell.col
                    lines.append(self._cell_line(words, gap, page=grid.page))
                    fresh, column = False, cell.col
                cells[index] = tuple(lines)
        return TablePart(grid, tuple(cells))

    def _cell_line(self, words: Sequence[Word], gap: str, *, page: int) -> Line:
        if gap and not self.parts:
            self.parts.append(gap)
            self.at += len(gap)
            return self.line(line_of(words, page=page), separator="")
        return self.line(line_of(words, page=page), separator=gap)

    def page_text(self, page: Page) -> PageText:
        """Return `page` with the text put together so far and its lines."""
        return PageText(
            page.number,
            page.width,
            page.height,
            page.rotation,
            "".join(self.parts),
            tuple(self.lines),
            page.read_by,
            page.confidence,
            page.name,
        )


def lay_out(page: Page) -> LaidPage:
    """Find the tables of a printed page, read the rest as lines, and put its text together."""
    across = watermarks(page.words)
    if across:
        apart = {id(word) for word in across}
        page = replace(page, words=tuple(word for word in page.words if id(word) not in apart))
    found = sorted(find_grids(page), key=lambda grid: grid.box[1] if grid.box else 0.0)
    grids = [grid for grid in found if grid.cells]
    claimed = {id(word) for grid in grids for cell in grid.cells for line in cell.lines for word in line}
    free = [word for word in page.words if id(word) not in claimed]
    turned = [word for word in free if _turned(word)]
    upright = [word for word in free if not _turned(word)] if turned else free
    composer = Composer()
    items: list[Item] = []
    for slab, grid in _slabs(upright, grids):
        items.extend(
            composer.line(line) for line in lines_of(rows_of(slab), page=page.number, width=page.width)
        )
        if grid is not None:
            items.append(composer.table(grid))
    sideways = [composer.line(line_of([word], page=page.number)) for word in (*turned, *across)]
    items.extend(sideways)
    findings = (*page.findings, *_findings(page, found), *_unseen(page, upright))
    return LaidPage(
        composer.page_text(page), tuple(items), frozenset(line.start for line in sideways), findings
    )


def _unseen(page: Page, words: Sequence[Word]) -> list[Finding]:
    """Tell of a table of which no grid was made."""
    first = unseen_table(page, words)
    return [finding("table-unread", page=page.number, found=first)] if first else []


def _findings(page: Page, grids: Sequence[Grid]) -> list[Finding]:
    """Tell of rulings that contradict one another, and of tables inside cells."""
    found = [
        finding(
            "grid-inconsistent",
            page=page.number,
            found=_begin_of(page, grid),
            share=max(round(100 * grid.odd), 1),
        )
        for grid in grids
        if grid.odd
    ]
    nested = sum(grid.nested for grid in grids)
    if nested:
        found.append(finding("table-nested", page=page.number, count=nested))
    return found


def _begin_of(page: Page, grid: Grid) -> str:
    """Return the first words in a grid's box, so that its place is found."""
    x0, top, x1, bottom = grid.box or (0.0, 0.0, 0.0, 0.0)
    words = [word for word in page.words if x0 <= word.x0 <= x1 and top <= word.top <= bottom]
    first = [word.text for row in rows_of(words)[:2] for word in row]
    return " ".join(first)[:LONGEST_QUOTE].rstrip()


def _turned(word: Word) -> bool:
    return word.bottom - word.top > UPRIGHT * (word.x1 - word.x0) and len(word.text) > 2


def _slabs(words: Sequence[Word], grids: Sequence[Grid]) -> list[tuple[list[Word], Grid | None]]:
    """Cut the page at its tables: words above the first table, the table, the words below it, and so on."""
    if not grids:
        return [(list(words), None)]
    tops = [grid.box[1] if grid.box else 0.0 for grid in grids]  # sorted, as the grids are
    slabs: list[list[Word]] = [[] for _ in range(len(grids) + 1)]
    for word in words:
        slabs[bisect_right(tops, (word.top + word.bottom) / 2)].append(word)
    return list(zip(slabs, [*grids, None], strict=True))
