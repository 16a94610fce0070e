"""Reads the cells of a table on an image, one by one; short ones twice, the second time in one line with their column.

An engine reads "500" for itself as "00" and in the line "560 500 440" right: a column of figures is a context as words of
a sentence are. Needs numpy, OpenCV and an engine (extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from PIL import Image

from vnplan_extract.document import Word
from vnplan_extract.pages import clean
from vnplan_extract.pages.blanks import with_blanks
from vnplan_extract.pages.celllines import LINE, is_one_line, lines_of
from vnplan_extract.pages.numberkinds import ONE_DECIMAL, odd_numbers
from vnplan_extract.pages.ocrfix import MENDED
from vnplan_extract.pages.ocrwords import AROUND, as_read, confidence, in_order, placed, taken_for
from vnplan_extract.pages.ordinals import mend_index_row, mend_ordinals
from vnplan_extract.pages.strokes import look_again
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vnplan_extract.document import Box
    from vnplan_extract.pages.celllines import Marks
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.engines import Engine
    from vnplan_extract.pages.imagegrid import ImageGrid


# Lengths in inches of paper, unless pixels are said.
DOT = 0.035  # no letter is as low
FEWEST_DOTS = 3
DASH, FLAT = (0.025, 0.16), 1.3  # how wide a dash is, how much wider than high
BESIDE = 0.5  # of its ink that specks beside it have
LEADER = 0.9  # confidence that ink as low as full stops is a dotted line
SHORT = 0.8  # of ink in a cell that are a number
APART = 0.12  # between the cells of a column in one line: wider than a blank, or digits run together
MOST_IN_LINE = 14  # cells read in one line
SPECK = 5  # pixels; a piece of ink in a cell that is larger is no speck
EMPTY_CELL = 12  # pixels of ink that are dirt
MARGIN = 2  # pixels inside a cell that still belong to its lines
OVER = 22  # pixels beside a cell in which a figure that begins in it ends
SAME_EDGE = 12  # pixels between the left edges of the cells of a column
LARGER = 1.5  # a cell with a word that is none is read once more so many times as large
LONE, TIGHT = 0.115, 0.03  # how wide a lone figure is at most, and how far apart figures of one number stand
FEWEST_FIGURES = 3
LONGEST_NUMBER = 3  # signs of a row's number, with a stroke beside it
SURER = 0.1
SURE = 0.85  # confidence of words that need no second look
BELIEVED = 0.7  # confidence from which a number is taken for what was no number before
DOUBTED = 0.5  # confidence below which a word is looked at once more
JUNK = re.compile(r"[~`‹›_=|¬«»\\^¡]")  # no plan prints them in a cell
STRAY = re.compile(r"[-–—_:;“‘'`~.,=|‹›^¬]{1,3}")
STRAY_FIRST = re.compile(r"[_:;”‘’'`~.,=|‹›^¬]{1,3}")
NO_SIGN = re.compile(r"[~¬_]")
NUMBER = re.compile(r"[-(]?\d[\d.,]*%?\)?")
DAY = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?")
PRODUCTS, MISREAD_PRODUCTS = re.compile(r"\d+SP"), re.compile(r"\d+5P")
WELL_FORMED = re.compile(r"[-(]?(?:\d{1,3}(?:\.\d{3})*|\d+)(?:,\d+)?%?\)?")
ROW_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")


@dataclass(frozen=True, slots=True)
class _Cell:
    """The ink of one cell: the image inside its lines, the rows and columns that have ink, and the pieces it is in.

    A piece is x, y, width, height and area; `solid` are the rows that have more than specks.
    """

    box: Box
    inside: Bytes
    rows: Marks
    columns: Marks
    solid: Marks
    pieces: tuple[tuple[int, ...], ...]

    @property
    def cut(self) -> Bytes:
        """The ink alone, a pixel of paper around it."""
        return self.inside[
            max(self.rows[0] - 1, 0) : self.rows[-1] + 2, max(self.columns[0] - 1, 0) : self.columns[-1] + 2
        ]


def read_cells(grid: ImageGrid, engine: Engine, *, dpi: int) -> list[list[Word]]:
    """Return the words of each cell of the page's tables, in its pixels; one without ink has none."""
    cells = [_cell(grid.without, box) for box in grid.cells]
    texts = [_read(cell, engine, dpi) if cell else [] for cell in cells]
    others: dict[int, str] = {}
    for column in _columns(cells, texts, dpi):
        for at, again in _read_in_line([cells[at] for at in column], column, engine, dpi).items():
            texts[at], others[at] = _told(better(texts[at], again), texts[at]), _text(again)
    texts = [_without_dirt(look_again(_without_sign(text), grid.without)) for text in texts]
    texts = [_heading(with_blanks(text, grid.without)) for text in texts]
    _put_signs(texts, cells, grid.cells, engine, dpi)
    for table in grid.tables:
        first = _first_column(cells, grid.cells, table)
        together = _read_together(first, texts, cells, engine, dpi)
        _mend_first_column(texts, (others, together), first, grid.cells)
        _mend_index_rows(texts, cells, grid.cells, table)
    return [[_held(word, box) for word in text] for text, box in zip(texts, grid.cells, strict=True)]


def _held(word: Word, box: Box) -> Word:
    """Return a word that stands across a line with its middle in its own cell."""
    if box[0] <= (word.x0 + word.x1) / 2 <= box[2]:
        return word
    x0 = min(max(word.x0, box[0]), box[2] - 1)
    return replace(word, x0=x0, x1=max(min(word.x1, box[2]), x0 + 1))


def _cell(grey: Bytes, box: Box) -> _Cell | None:
    """Cut a cell out; None where it has no ink, whatever an engine may see in it."""
    box, inside = _inside(grey, box)
    ink = inside < clean.DARK
    if int(ink.sum()) < EMPTY_CELL:
        return None
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    stats = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)[2][1:].tolist()
    solid = [range(y, y + high) for _, y, wide, high, _ in stats if max(wide, high) > SPECK]
    kept = np.array(sorted({row for piece in solid for row in piece})) if solid else rows
    return _Cell(box, inside, rows, columns, kept, tuple(tuple(piece) for piece in stats))


def _inside(grey: Bytes, box: Box) -> tuple[Box, Bytes]:
    """Return the image inside the lines of a cell; figures that stand across a line beside it, as a whole or not at all.

    Row numbers set to the right run over the line where their column is narrow.
    """
    x0, top, x1, bottom = (int(value) for value in box)
    plain = grey[top + MARGIN : bottom - MARGIN, x0 + MARGIN : x1 - MARGIN]
    across = [bool((edge < clean.DARK).any()) for edge in (plain[:, :1], plain[:, -1:])]
    if not any(across):
        return box, plain
    left = max(x0 - OVER * across[0], 0)
    right = min(x1 + OVER * across[1], grey.shape[1])
    wide = grey[top + MARGIN : bottom - MARGIN, left + MARGIN : right - MARGIN].copy()
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        (wide < clean.DARK).astype(np.uint8), connectivity=8
    )
    # What begins in a line belongs to the cell on its left, what begins behind it to that on its right.
    begins = stats[:, 0] + left + MARGIN
    ends = begins + stats[:, 2]
    far = ends - x0 < OVER
    others = np.flatnonzero(
        (across[0] & (begins < x0) & (far | (centres[:, 0] + left + MARGIN < x0)))
        | (across[1] & ((begins > x1 + MARGIN) | (ends >= right - MARGIN)))
    )
    others = others[others > 0]
    wide[cv2.dilate(np.isin(labels, others).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = clean.PAPER
    return (float(left), box[1], float(right), box[3]), wide


def _read(cell: _Cell, engine: Engine, dpi: int) -> list[Word]:
    """Read one cell, with white around it."""
    left, above = int(cell.box[0]) + MARGIN, int(cell.box[1]) + MARGIN
    rows, columns = cell.rows, cell.columns
    if _is_leader(rows, columns, dpi):
        return [_whole(cell, "……", LEADER)]
    if _is_dash(cell, dpi):
        return [_whole(cell, "-", LEADER)]
    image = Image.fromarray(np.pad(cell.inside, AROUND, constant_values=clean.PAPER))
    layout: Literal["line", "block"] = "line" if is_one_line(cell.solid, dpi) else "block"
    words = engine.read(image, dpi=dpi, layout=layout)
    if not all(map(_is_good, words)):
        again = _larger(cell, engine, dpi, times=LARGER)
        if _share(again) > _share(words) and (len(again) == len(words) or all(map(_is_good, again))):
            return _boxed(again, cell)
    found = [placed(word, left - AROUND, above - AROUND) for word in words]
    if layout == "block" and not (all(map(_is_good, found)) and not _passed_over(found, cell, dpi)):
        each = _line_by_line(cell, engine, dpi)
        if each and all(map(_is_good, each)) and confidence(each) >= SURE:
            return each
    if layout == "block" and _passed_over(found, cell, dpi):
        again = _larger(cell, engine, dpi, times=LARGER)
        found = found if _passed_over(again, cell, dpi) else again
    return _boxed(in_order(found) if layout == "line" else found, cell)


def _passed_over(words: Sequence[Word], cell: _Cell, dpi: int) -> bool:
    """Is there ink as high as a line of the cell over or under the words, which the engine passed over?"""
    rows = cell.solid + int(cell.box[1]) + MARGIN
    for word in words:
        rows = rows[(rows < word.top - MARGIN) | (rows > word.bottom + MARGIN)]
    return len(rows) > LINE * dpi


def _line_by_line(cell: _Cell, engine: Engine, dpi: int) -> list[Word]:
    """Read each line of a cell for itself, as far as each has letters; an engine may part two short lines in a block wrongly."""
    left, above = int(cell.box[0]) + MARGIN - AROUND, int(cell.box[1]) + MARGIN - AROUND
    found: list[Word] = []
    for top, bottom in lines_of(cell.solid, dpi):
        first = max(top - MARGIN, 0)
        image = np.pad(cell.inside[first : bottom + MARGIN + 1], AROUND, constant_values=clean.PAPER)
        line = engine.read(Image.fromarray(image), dpi=dpi, layout="line")
        if not line:
            return []
        found += [placed(word, left, above + first) for word in in_order(line)]
    return found


def _larger(cell: _Cell, engine: Engine, dpi: int, *, times: float) -> list[Word]:
    """Read a cell so many times as large."""
    image = Image.fromarray(np.pad(cell.inside, AROUND, constant_values=clean.PAPER))
    size = (round(image.width * times), round(image.height * times))
    layout: Literal["line", "block"] = "line" if is_one_line(cell.solid, dpi) else "block"
    larger = image.resize(size, Image.Resampling.BICUBIC)
    left, above = int(cell.box[0]) + MARGIN - AROUND, int(cell.box[1]) + MARGIN - AROUND
    words = engine.read(larger, dpi=round(dpi * times), layout=layout)
    return [placed(word, left, above, times=times) for word in words]


def _boxed(words: list[Word], cell: _Cell) -> list[Word]:
    """Return the words, one that stands alone with the ink's box where the engine gave it that of a speck."""
    ink = float(cell.rows[-1] - cell.rows[0])
    if len(words) != 1 or words[0].bottom - words[0].top > ink / 2:
        return words
    whole = _whole(cell, words[0].text, words[0].confidence)
    return [replace(whole, size=words[0].size, alternative=words[0].alternative)]


def _whole(cell: _Cell, text: str, confidence: float) -> Word:
    """Return a word that is all the ink of its cell."""
    left, above = cell.box[0] + MARGIN, cell.box[1] + MARGIN
    x0, x1 = left + float(cell.columns[0]), left + float(cell.columns[-1] + 1)
    top, bottom = above + float(cell.rows[0]), above + float(cell.rows[-1] + 1)
    return Word(text, x0, top, x1, bottom, read_by="ocr", confidence=confidence)


def _is_good(word: Word) -> bool:
    """Is the word what a plan may print: a syllable, figures, an abbreviation in capitals?"""
    if word.confidence < DOUBTED or JUNK.search(word.text):
        return False
    core = word.text.strip(".,;:()/-–…")
    return not core.isalpha() or core.isupper() or is_syllable(core)


def _share(words: Sequence[Word]) -> float:
    """Return how many of the words are good; nothing read is no good word."""
    return sum(map(_is_good, words)) / max(len(words), 1)


def _without_dirt(words: list[Word]) -> list[Word]:
    """Leave out marks that stand alone at the ends of a cell: specks. A dash may open a list, a sign a number.

    What is left out is kept with the word beside it (`Word.read_as`).
    """
    first, last = 0, len(words)
    while last - first > 1 and STRAY.fullmatch(words[last - 1].text):
        last -= 1
    while last - first > 1 and STRAY_FIRST.fullmatch(words[first].text):
        first += 1
    if last - first == len(words) or not any(map(str.isalnum, "".join(word.text for word in words))):
        return words
    kept = words[first:last]
    if first:
        kept[0] = replace(kept[0], read_as=as_read(words[: first + 1]))
    if last < len(words):
        kept[-1] = replace(kept[-1], read_as=as_read([kept[-1], *words[last:]]))
    return kept


def _without_sign(words: list[Word]) -> list[Word]:
    """Leave out a sign that no plan prints before a number: a speck, which a second look would take for a dash."""
    if len(words) < 2 or not NO_SIGN.fullmatch(words[0].text) or not words[1].text[:1].isdigit():
        return words
    return [replace(words[1], read_as=as_read(words[:2])), *words[2:]]


def _is_leader(rows: Marks, columns: Marks, dpi: int) -> bool:
    """Is the ink a dotted line to write on: as low as a full stop, in three pieces or more?"""
    pieces = 1 + int((np.diff(columns) > 1).sum())
    return bool(rows[-1] - rows[0] < DOT * dpi) and pieces >= FEWEST_DOTS


def _is_dash(cell: _Cell, dpi: int) -> bool:
    """Is the ink of a cell one flat stroke, specks left out, which says that there is nothing to say?"""
    *others, (_, _, wide, high, area) = sorted(cell.pieces, key=lambda piece: piece[-1])
    alone = sum(piece[-1] for piece in others) < BESIDE * area
    return bool(alone and high < DOT * dpi and DASH[0] * dpi < wide < DASH[1] * dpi and wide > FLAT * high)


# ---------------------------------------------------------------------------------------------------------------
# Short cells, a second time


def _columns(cells: Sequence[_Cell | None], texts: Sequence[Sequence[Word]], dpi: int) -> list[list[int]]:
    """Return the short cells that stand under one another, so many at a time as make a line."""
    columns: dict[int, list[int]] = {}
    for at, cell in enumerate(cells):
        if cell is None or not is_one_line(cell.solid, dpi) or _is_leader(cell.rows, cell.columns, dpi):
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


def _read_in_line(
    cells: Sequence[_Cell | None], places: Sequence[int], engine: Engine, dpi: int
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


def _told(taken: list[Word], first: Sequence[Word]) -> list[Word]:
    """Return the reading that was taken, with what was read at first where that is another."""
    if _text(taken) == _text(first) or not taken:
        return taken
    return [replace(taken[0], read_as=as_read(first)), *taken[1:]]


def _rank(words: Sequence[Word], text: str, *, surer: float = 0.0) -> tuple[bool, int, int, float]:
    """Order numbers: well formed, with more of its dots, with more of its digits, the surer; engines leave out, not in."""
    formed = WELL_FORMED.fullmatch(text) or ROW_NUMBER.fullmatch(text)
    marks = sum(not char.isdigit() for char in text)
    return bool(formed), marks, len(text) - marks, confidence(words) + surer


# ---------------------------------------------------------------------------------------------------------------
# What the cells around prove


def _put_signs(
    texts: list[list[Word]], cells: Sequence[_Cell | None], boxes: Sequence[Box], engine: Engine, dpi: int
) -> None:
    """Put right what sets numbers apart from those around them: "850." is 850, "245P" 24SP, "955" read larger is "95,5"."""
    read = {at: (boxes[at], text[0].text) for at, text in enumerate(texts) if len(text) == 1}
    if any(PRODUCTS.fullmatch(text) for _, text in read.values()):
        for at in [at for at, (_, text) in read.items() if MISREAD_PRODUCTS.fullmatch(text)]:
            mended = taken_for(texts[at][0], text=f"{texts[at][0].text[:-2]}SP", most=MENDED)
            texts[at], read[at] = [mended], (boxes[at], mended.text)
    ended, whole = odd_numbers(read)
    for at in ended:
        texts[at] = _told([replace(texts[at][0], text=texts[at][0].text[:-1])], texts[at])
    for at in whole:
        cell, text = cells[at], texts[at][0].text
        again = [_larger(cell, engine, dpi, times=times) for times in (LARGER, 2.0)] if cell else []
        right = [words for words in again if len(words) == 1 and words[0].text.replace(",", "") == text]
        right = [words for words in right if ONE_DECIMAL.fullmatch(words[0].text)]
        if right:
            texts[at] = _told(right[0], texts[at])


def _first_column(cells: Sequence[_Cell | None], boxes: Sequence[Box], table: Box) -> list[int]:
    """Return the cells of a table's first column that have ink, from above."""
    return [
        at
        for at, box in enumerate(boxes)
        if box[0] - table[0] < SAME_EDGE and table[1] <= box[1] < table[3] and cells[at]
    ]


def _read_together(
    places: Sequence[int],
    texts: Sequence[list[Word]],
    cells: Sequence[_Cell | None],
    engine: Engine,
    dpi: int,
) -> dict[int, str]:
    """Read the lone figures of a column a third time, as the figures of one number, where one of them is in doubt.

    For an engine a lone figure is as good as any stroke; among others it is a figure.
    """
    lone = [(at, cell) for at in places if (cell := cells[at]) and cell.cut.shape[1] < LONE * dpi]
    doubt = any(not _text(texts[at]).isdigit() or confidence(texts[at]) < SURE for at, _ in lone)
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


def _mend_first_column(
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
        if len(texts[at]) <= 1 or at in together or len(_text(texts[at])) <= LONGEST_NUMBER
    ]
    read = [_text(texts[at]) for at in first]
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


def _mend_index_rows(
    texts: list[list[Word]], cells: Sequence[_Cell | None], boxes: Sequence[Box], table: Box
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
        _put(texts, boxes, row, mend_index_row([_text(texts[at]) for at in row]))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _heading(words: list[Word]) -> list[Word]:
    """Read the last letter of a narrow column's heading: "ST" over "I" is STT."""
    if len(words) == 2 and words[0].text == "ST" and words[1].text in {"I", "1", "J", "l", "J1"}:
        return [words[0], replace(words[1], text="T", confidence=MENDED, read_as=as_read(words[1:]))]
    return words


def _one_number(words: list[Word]) -> list[Word]:
    """Join "11," and "0", all that is in a cell."""
    if len(words) != 2 or words[0].text[-1:] not in {",", "."}:
        return words
    text = "".join(word.text for word in words)
    side_by_side = min(words[0].bottom, words[1].bottom) > max(words[0].top, words[1].top)
    return [taken_for(*words, text=text, most=MENDED)] if side_by_side and NUMBER.fullmatch(text) else words


def _put(texts: list[list[Word]], boxes: Sequence[Box], places: Sequence[int], mended: Sequence[str]) -> None:
    for at, text in zip(places, mended, strict=True):
        if text == _text(texts[at]):
            continue
        if texts[at]:
            first, last = texts[at][0], texts[at][-1]
            texts[at] = [replace(first, text=text, x1=last.x1, confidence=MENDED, read_as=as_read(texts[at]))]
        else:
            x0, top, x1, bottom = boxes[at]
            texts[at] = [Word(text, x0, top, x1, bottom, read_by="ocr", confidence=MENDED, read_as="")]
