"""Reads the cells of a table on an image, one by one; short ones twice, the second time in one line with their column.

Needs numpy, OpenCV and an engine (extra `ocr`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.pages.blanks import with_blanks
from vnplan_extract.pages.cellcolumns import better, read_in_line, short_columns
from vnplan_extract.pages.cellink import cell_at, has_print
from vnplan_extract.pages.cellproofs import (
    first_column,
    mend_first_column,
    mend_index_rows,
    put_signs,
    read_together,
    tell_bare_numerals,
    tell_crosses,
)
from vnplan_extract.pages.cellread import (
    heading,
    read_cell,
    text_of,
    told,
    without_dirt,
    without_quote,
    without_sign,
    without_unseen_stops,
)
from vnplan_extract.pages.figuremarks import look_for_marks
from vnplan_extract.pages.raised import raise_powers
from vnplan_extract.pages.strokes import look_again

if TYPE_CHECKING:
    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.engines import Engine
    from vnplan_extract.pages.imagegrid import ImageGrid


DASH = 0.03  # inches; no dash is narrower
DASHES = frozenset("-–—")


class CellsRead(NamedTuple):
    """The words of each cell, in the order of the grid's, and how many cells have print of which nothing was read."""

    words: list[list[Word]]
    unread: int


def read_cells(grid: ImageGrid, engine: Engine, *, dpi: int) -> CellsRead:
    """Read each cell of the page's tables, in its pixels; one without ink has no words."""
    cells = [cell_at(grid.without, box) for box in grid.cells]
    texts = [read_cell(cell, engine, dpi) if cell else [] for cell in cells]
    others: dict[int, str] = {}
    for column in short_columns(cells, texts, dpi):
        for at, again in read_in_line([cells[at] for at in column], column, engine, dpi).items():
            texts[at], others[at] = told(better(texts[at], again), texts[at]), text_of(again)
    firsts = frozenset(at for table in grid.tables for at in first_column(cells, grid.cells, table))
    texts = [look_for_marks(text, cells[at], dpi=dpi, ordinal=at in firsts) for at, text in enumerate(texts)]
    texts = [without_dirt(look_again(without_sign(text), grid.without)) for text in texts]
    texts = [without_unseen_stops(without_quote(text), cell) for text, cell in zip(texts, cells, strict=True)]
    texts = [raise_powers(text, grid.without, engine, dpi=dpi) for text in texts]
    texts = [heading(with_blanks(text, grid.without)) for text in texts]
    tell_crosses(texts, cells)
    put_signs(texts, cells, grid.cells, engine, dpi, ordinals=firsts)
    for table in grid.tables:
        first = first_column(cells, grid.cells, table)
        bare = tell_bare_numerals(texts, cells, first)
        together = read_together(first, texts, cells, engine, dpi)
        for at in bare:
            others.pop(at, None)
            together.pop(at, None)
        mend_first_column(texts, (others, together), first, grid.cells)
        mend_index_rows(texts, cells, grid.cells, table)
    texts = [_with_wide_dashes(text, dpi) for text in texts]
    held = [[_held(word, box) for word in text] for text, box in zip(texts, grid.cells, strict=True)]
    unread = [
        cell for cell, text in zip(cells, texts, strict=True) if cell and not text and has_print(cell, dpi)
    ]
    return CellsRead(held, len(unread))


def _with_wide_dashes(words: list[Word], dpi: int) -> list[Word]:
    """Return the words, dashes between figures no narrower than those of any print: narrow ones pass for specks."""
    least, kept = DASH * dpi, list(words)
    for at, word in enumerate(words[1:-1], 1):
        near = words[at - 1].text[-1:].isdigit() and words[at + 1].text[:1].isdigit()
        if near and word.text in DASHES and word.x1 - word.x0 < least:
            middle = (word.x0 + word.x1) / 2
            kept[at] = replace(word, x0=middle - least / 2, x1=middle + least / 2)
    return kept


def _held(word: Word, box: Box) -> Word:
    """Return a word that stands across a line with its middle in its own cell."""
    if box[0] <= (word.x0 + word.x1) / 2 <= box[2]:
        return word
    x0 = min(max(word.x0, box[0]), box[2] - 1)
    return replace(word, x0=x0, x1=max(min(word.x1, box[2]), x0 + 1))
