"""Reads the short cells of a column once more, in one line, and decides between the two readings.

An engine reads "500" for itself as "00" and in the line "560 500 440" right: a column of figures is a context as words of
a sentence are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from vnplan_extract.pages import clean
from vnplan_extract.pages.cellink import MARGIN, Cell, is_leader
from vnplan_extract.pages.celllines import is_one_line
from vnplan_extract.pages.cellread import SURE
from vnplan_extract.pages.numberkinds import SAME_EDGE
from vnplan_extract.pages.ocrwords import AROUND, confidence, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.engines import Engine

# Lengths in inches of paper, unless pixels are said.
SHORT = 0.8  # of ink in a cell that are a number
APART = 0.12  # between the cells of a column in one line: wider than a blank, or digits run together
MOST_IN_LINE = 14  # cells read in one line
SURER = 0.1
BELIEVED = 0.7  # confidence from which a number is taken for what was no number before
NUMBER = re.compile(r"[-(]?\d[\d.,]*%?\)?")
DAY = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?")
WELL_FORMED = re.compile(r"[-(]?(?:\d{1,3}(?:\.\d{3})*|\d+)(?:,\d+)?%?\)?")
ROW_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")


def short_columns(cells: Sequence[Cell | None], texts: Sequence[Sequence[Word]], dpi: int) -> list[list[int]]:
    """Return the short cells that stand under one another, so many at a time as make a line."""
    columns: dict[int, list[int]] = {}
    for at, cell in enumerate(cells):
        if (
            cell is None
            or not is_one_line(cell.solid, dpi, cell.pieces)
            or is_leader(cell.rows, cell.columns, dpi)
        ):
            continue
        if cell.columns[-1] - cell.columns[0] < SHORT * dpi and not _is_words(texts[at]):
            columns.setdefault(round(cell.box[0] / SAME_EDGE), []).append(at)
    return [
        column[start : start + MOST_IN_LINE]
        for column in columns.values()
        for start in range(0, len(column), MOST_IN_LINE)
    ]


def _is_words(words: Sequence[Word]) -> bool:
    """Is a cell read as words without a figure, and surely? A second look would only lose their blanks."""
    text = "".join(word.text for word in words)
    return len(text) > 3 and text.isalpha() and confidence(words) >= SURE


def read_in_line(
    cells: Sequence[Cell | None], places: Sequence[int], engine: Engine, dpi: int
) -> dict[int, list[Word]]:
    """Read cells side by side in one line; what runs over two of them is left out."""
    gap = int(APART * dpi)
    pieces = [(place, cell) for place, cell in zip(places, cells, strict=True) if cell is not None]
    height = max(len(cell.cut) for _, cell in pieces)
    line: list[Bytes] = []
    spans: list[tuple[int, int]] = []
    x = AROUND
    for _, cell in pieces:
        cut = cell.cut
        spans.append((x, x + cut.shape[1]))
        line.append(np.pad(cut, ((height - len(cut), 0), (0, gap)), constant_values=clean.PAPER))
        x += cut.shape[1] + gap
    image = Image.fromarray(np.pad(np.concatenate(line, axis=1), AROUND, constant_values=clean.PAPER))
    found: dict[int, list[Word]] = {}
    broken: set[int] = set()
    for word in engine.read(image, dpi=dpi, layout="line"):
        hit = [at for at, (x0, x1) in enumerate(spans) if min(word.x1, x1) - max(word.x0, x0) > 0]
        if len(hit) != 1:
            broken.update(pieces[at][0] for at in hit)
            continue
        place, cell = pieces[hit[0]]
        left = cell.box[0] + MARGIN + max(int(cell.columns[0]) - 1, 0) - spans[hit[0]][0]
        above = cell.box[1] + MARGIN + max(int(cell.rows[0]) - 1, 0) - AROUND - (height - len(cell.cut))
        found.setdefault(place, []).append(placed(word, left, above))
    return {place: words for place, words in found.items() if place not in broken}


def better(alone: list[Word], in_line: list[Word]) -> list[Word]:
    """Return the reading of a short cell that is more of a number, or else the surer one."""
    first, second = (
        "".join(word.text for word in reading).replace("\u2044", "/") for reading in (alone, in_line)
    )
    if first == second or not second or (_figures(first) == _figures(second) and len(first) > len(second)):
        return alone  # engines leave signs out, they put none in
    if not first or (DAY.fullmatch(second) and second.replace("/", "") == first):
        return in_line
    if NUMBER.fullmatch(second):
        if not NUMBER.fullmatch(first):
            takes = confidence(in_line) >= BELIEVED and not any(map(str.isalpha, first[1:]))
            return in_line if takes else alone
        return in_line if _rank(in_line, second) > _rank(alone, first, surer=SURER) else alone
    return (
        in_line if confidence(in_line) > confidence(alone) + SURER and len(alone) == len(in_line) else alone
    )


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _rank(words: Sequence[Word], text: str, *, surer: float = 0.0) -> tuple[bool, int, int, float]:
    """Order numbers: well formed, with more of its dots, with more of its digits, the surer; engines leave out, not in."""
    formed = WELL_FORMED.fullmatch(text) or ROW_NUMBER.fullmatch(text)
    marks = sum(not char.isdigit() for char in text)
    return bool(formed), marks, len(text) - marks, confidence(words) + surer
