"""Puts right what the cells around leave no choice for: row numbers, index rows, decimals of a column, products."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from vnplan_extract.document import Word
from vnplan_extract.pages import clean
from vnplan_extract.pages.cellread import LARGER, SURE, larger, text_of, told
from vnplan_extract.pages.numberkinds import (
    ONE_DECIMAL,
    SAME_EDGE,
    marked_otherwise,
    odd_numbers,
    strokes_in_numbers,
)
from vnplan_extract.pages.ocrfix import MENDED
from vnplan_extract.pages.ocrwords import AROUND, as_read, confidence, taken_for
from vnplan_extract.pages.ordinals import mend_index_row, mend_ordinals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vnplan_extract.document import Box
    from vnplan_extract.pages.cellink import Cell
    from vnplan_extract.pages.engines import Engine

# Lengths in inches of paper, unless pixels are said.
LONE, TIGHT = 0.115, 0.03  # how wide a lone figure is at most, and how far apart figures of one number stand
FEWEST_FIGURES = 3
FEWEST_CROSSES, ALIKE = 4, 0.13  # of their size, by which they differ
NO_CROSS = re.compile(r"[MKNYVHWA*%#]|[^\W\d_]{2}")
CROSSES, CAPITAL = (
    frozenset("xX"),
    0.85,
)  # of the height of figures: a capital is as high, an x has two thirds
# Bare strokes, beside the height of the column's figures: specks, strokes, a full stop; how wide they are, and how full.
LEAST_STROKE, MOSTLY_HIGH, STOP_HIGH = 0.12, 0.85, 0.35
FLAGGED = 0.45  # how wide a 1 with its flag is
SLIM, FULL, EVEN_WIDE = (0.1, 0.32), 0.75, 1.4
LONGEST_NUMBER = 3  # signs of a row's number, with a stroke beside it
PRODUCTS, MISREAD_PRODUCTS = re.compile(r"\d+SP"), re.compile(r"\d+5P")


def put_signs(
    texts: list[list[Word]],
    cells: Sequence[Cell | None],
    boxes: Sequence[Box],
    engine: Engine,
    dpi: int,
    *,
    ordinals: frozenset[int] = frozenset(),
) -> None:
    """Put right what sets numbers apart from those around them: "850." is 850, "245P" 24SP, "955" read larger is "95,5"."""
    read = {at: (boxes[at], text[0].text) for at, text in enumerate(texts) if len(text) == 1}
    if any(PRODUCTS.fullmatch(text) for _, text in read.values()):
        for at in [at for at, (_, text) in read.items() if MISREAD_PRODUCTS.fullmatch(text)]:
            mended = taken_for(texts[at][0], text=f"{texts[at][0].text[:-2]}SP", most=MENDED)
            texts[at], read[at] = [mended], (boxes[at], mended.text)
    for at, text in strokes_in_numbers(read).items():
        texts[at] = [taken_for(texts[at][0], text=text, most=MENDED)]
        read[at] = (boxes[at], text)
    for at, text in marked_otherwise(read, ordinals).items():
        texts[at] = [taken_for(texts[at][0], text=text, most=MENDED)]
        read[at] = (boxes[at], text)
    ended, whole = odd_numbers(read)
    for at in ended:
        texts[at] = told([replace(texts[at][0], text=texts[at][0].text[:-1])], texts[at])
    for at in whole:
        cell, text = cells[at], texts[at][0].text
        again = [larger(cell, engine, dpi, times=times) for times in (LARGER, 2.0)] if cell else []
        right = [words for words in again if len(words) == 1 and words[0].text.replace(",", "") == text]
        right = [words for words in right if ONE_DECIMAL.fullmatch(words[0].text)]
        if right:
            texts[at] = told(right[0], texts[at])


def tell_crosses(texts: list[list[Word]], cells: Sequence[Cell | None]) -> None:
    """Read the crosses that stand alone in cells as x or X by their height beside that of the figures.

    Among some, a letter or two, with ink as large as theirs, are one, too.
    """
    crosses = [at for at, text in enumerate(texts) if len(text) == 1 and text[0].text in CROSSES]
    figures = [
        _high(cell)
        for text, cell in zip(texts, cells, strict=True)
        if crosses and cell and len(text) == 1 and text[0].text.isdigit()
    ]
    if len(figures) < FEWEST_FIGURES:
        return
    if len(crosses) >= FEWEST_CROSSES:
        sizes = [_size(cell) for at in crosses if (cell := cells[at])]
        wide, high = (float(np.median(side)) for side in zip(*sizes, strict=True))
        for at, text in enumerate(texts):
            cell = cells[at]
            if cell is None or len(text) != 1 or not NO_CROSS.fullmatch(text[0].text):
                continue
            width, height = _size(cell)
            if abs(width - wide) <= ALIKE * wide and abs(height - high) <= ALIKE * high:
                texts[at] = [taken_for(text[0], text="x", most=MENDED)]
                crosses.append(at)
    least = CAPITAL * float(np.median(figures))
    for at in crosses:
        cell = cells[at]
        cross = "X" if cell and _high(cell) >= least else "x"
        if cross != texts[at][0].text:
            texts[at] = [taken_for(texts[at][0], text=cross, most=SURE)]


def tell_bare_numerals(
    texts: list[list[Word]], cells: Sequence[Cell | None], column: Sequence[int]
) -> frozenset[int]:
    """Read row numbers that are one, two or three bare strokes as I, II, III, and return which they are.

    In a face without serifs an I has nothing but its stroke, and engines read 1. A 1 has its flag there: where no 1 of
    the column shows it, the face has serifs, and a 1 that lost them is a bare stroke, too.
    """
    sizes = [
        (_size(cell), texts[at][0].text)
        for at in column
        if (cell := cells[at]) and len(texts[at]) == 1 and texts[at][0].text.isdigit()
    ]
    figures = [high for (_, high), _ in sizes]
    flagged = any(text == "1" and wide >= FLAGGED * high for (wide, high), text in sizes)
    if len(figures) < FEWEST_FIGURES or not flagged:
        return frozenset()
    high, found = float(np.median(figures)), set()
    for at in column:
        cell = cells[at]
        numeral = _strokes(cell, high) if cell and len(texts[at]) <= 1 else None
        if cell is None or numeral is None:
            continue
        found.add(at)
        if not texts[at]:
            texts[at] = [Word(numeral, *cell.box, read_by="ocr", confidence=MENDED, read_as="")]
        elif text_of(texts[at]) != numeral:
            texts[at] = [taken_for(texts[at][0], text=numeral, most=MENDED)]
    return frozenset(found)


def _strokes(cell: Cell, high: float) -> str | None:
    """Return the numeral of a cell whose ink is bare upright strokes as high as figures, a full stop behind them or not."""
    pieces = sorted(piece for piece in cell.pieces if max(piece[2:4]) > LEAST_STROKE * high)
    tall = [piece for piece in pieces if piece[3] > MOSTLY_HIGH * high]
    stop = len(pieces) == len(tall) + 1 and pieces[-1] not in tall and max(pieces[-1][2:4]) < STOP_HIGH * high
    if not 1 <= len(tall) <= 3 or len(pieces) != len(tall) + stop:
        return None
    widths = [wide for _, _, wide, _, _ in tall]
    bare = all(
        SLIM[0] * tallness <= wide <= SLIM[1] * tallness
        and tallness <= (2 - MOSTLY_HIGH) * high
        and area >= FULL * wide * tallness
        for _, _, wide, tallness, area in tall
    )
    return "I" * len(tall) + "." * stop if bare and max(widths) <= EVEN_WIDE * min(widths) else None


def _size(cell: Cell) -> tuple[int, int]:
    """Return how wide and high the ink of a cell is."""
    return int(cell.columns[-1] - cell.columns[0]) + 1, int(cell.rows[-1] - cell.rows[0]) + 1


def _high(cell: Cell) -> int:
    return max(high for _, _, _, high, _ in cell.pieces)


def first_column(cells: Sequence[Cell | None], boxes: Sequence[Box], table: Box) -> list[int]:
    """Return the cells of a table's first column that have ink, from above."""
    return [
        at
        for at, box in enumerate(boxes)
        if box[0] - table[0] < SAME_EDGE and table[1] <= box[1] < table[3] and cells[at]
    ]


def read_together(
    places: Sequence[int],
    texts: Sequence[list[Word]],
    cells: Sequence[Cell | None],
    engine: Engine,
    dpi: int,
) -> dict[int, str]:
    """Read the lone figures of a column a third time, as the figures of one number, where one of them is in doubt.

    For an engine a lone figure is as good as any stroke; among others it is a figure.
    """
    lone = [(at, cell) for at in places if (cell := cells[at]) and cell.cut.shape[1] < LONE * dpi]
    doubt = any(not text_of(texts[at]).isdigit() or confidence(texts[at]) < SURE for at, _ in lone)
    if len(lone) < FEWEST_FIGURES or not doubt:
        return {}
    high, gap = max(len(cell.cut) for _, cell in lone), int(TIGHT * dpi)
    cuts = [
        np.pad(cell.cut, ((high - len(cell.cut), 0), (0, gap)), constant_values=clean.PAPER)
        for _, cell in lone
    ]
    image = Image.fromarray(np.pad(np.concatenate(cuts, axis=1), AROUND, constant_values=clean.PAPER))
    run = "".join(word.text for word in engine.read(image, dpi=dpi, layout="line"))
    if len(run) != len(lone):
        return {}
    return {at: sign for (at, _), sign in zip(lone, run, strict=True) if sign.isdigit()}


def mend_first_column(
    texts: list[list[Word]],
    again: tuple[Mapping[int, str], Mapping[int, str]],
    column: Sequence[int],
    boxes: Sequence[Box],
) -> None:
    """Put row numbers right that the numbers above and below leave no choice for."""
    others, together = again
    # A stroke of the line beside a figure makes two words of it; left out, its row would not be counted.
    first = [
        at
        for at in column
        if len(texts[at]) <= 1 or at in together or len(text_of(texts[at])) <= LONGEST_NUMBER
    ]
    read = [text_of(texts[at]) for at in first]
    for place, at in enumerate(first):
        # A figure that was read so twice of three times, or the only one that is any.
        figure = together.get(at)
        if figure and (others.get(at) == figure or not read[place].isdigit()):
            read[place] = figure
    for place, (before, at) in enumerate(zip(read, first[1:], strict=False), 1):
        # Read as two numbers, it is the one that follows the row above.
        follows = str(int(before) + 1) if before.isdigit() else None
        if follows and read[place].isdigit() and follows in {others.get(at), together.get(at)}:
            read[place] = follows
    _put(texts, boxes, first, mend_ordinals(read))


def mend_index_rows(
    texts: list[list[Word]], cells: Sequence[Cell | None], boxes: Sequence[Box], table: Box
) -> None:
    """Put the row right that numbers the columns: (1) (2) (3)."""
    inside = [
        at for at, box in enumerate(boxes) if table[1] <= box[1] < table[3] and table[0] <= box[0] < table[2]
    ]
    rows: list[list[int]] = []
    for at in sorted(inside, key=lambda at: boxes[at][1]):
        if rows and boxes[at][1] - boxes[rows[-1][-1]][1] < SAME_EDGE / 2:
            rows[-1].append(at)
        else:
            rows.append([at])
    for row in rows:
        row.sort(key=lambda at: boxes[at][0])
    for row in (row for row in rows if all(cells[at] for at in row)):
        _put(texts, boxes, row, mend_index_row([text_of(texts[at]) for at in row]))


def _put(texts: list[list[Word]], boxes: Sequence[Box], places: Sequence[int], mended: Sequence[str]) -> None:
    for at, text in zip(places, mended, strict=True):
        if text == text_of(texts[at]):
            continue
        if texts[at]:
            first, last = texts[at][0], texts[at][-1]
            texts[at] = [replace(first, text=text, x1=last.x1, confidence=MENDED, read_as=as_read(texts[at]))]
        else:
            x0, top, x1, bottom = boxes[at]
            texts[at] = [Word(text, x0, top, x1, bottom, read_by="ocr", confidence=MENDED, read_as="")]
