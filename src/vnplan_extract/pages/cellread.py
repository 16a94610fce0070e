"""Reads one cell of a table on an image for itself, larger where it read badly, and leaves out what is dirt."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image

from vnplan_extract.document import Word
from vnplan_extract.pages import clean
from vnplan_extract.pages.cellink import MARGIN, Cell, is_dash, is_leader
from vnplan_extract.pages.celllines import LINE, is_one_line, line_images, lines_of
from vnplan_extract.pages.ocrfix import MENDED
from vnplan_extract.pages.ocrwords import AROUND, as_read, confidence, in_order, placed
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.pages.engines import Engine

# Lengths in inches of paper, unless pixels are said.
LEADER = 0.9  # confidence that ink as low as full stops is a dotted line
LARGER = 1.5  # a cell with a word that is none is read once more so many times as large
SURE = 0.85  # confidence of words that need no second look
TALL, STEEP, LINE_WIDE = (
    0.2,
    1.5,
    0.2,
)  # print that runs up: how high, beside its width; how wide one line of it is
NARROW = 3.2  # times: how long such a word is beside half its height
DOUBTED = 0.5  # confidence below which a word is looked at once more
JUNK = re.compile(r"[~`‹›_=|¬«»\\^¡]")  # no plan prints them in a cell
STRAY = re.compile(r"[-–—_:;“‘'`~.,=|‹›^¬]{1,3}")
STRAY_FIRST = re.compile(r"[_:;”‘’'`~.,=|‹›^¬]{1,3}")
QUOTES, CLOSING = ("“", '"', "‘", "'", "„"), "”\"’'“"
STOP = 0.45  # of a word's height: a full stop is smaller, with what touches it too
NO_SIGN = re.compile(r"[~¬_]")


def read_cell(cell: Cell, engine: Engine, dpi: int) -> list[Word]:
    """Read one cell, with white around it."""
    left, above = int(cell.box[0]) + MARGIN, int(cell.box[1]) + MARGIN
    rows, columns = cell.rows, cell.columns
    if is_leader(rows, columns, dpi):
        return [_whole(cell, "……", LEADER)]
    if is_dash(cell, dpi):
        return [_whole(cell, "-", LEADER)]
    image = Image.fromarray(np.pad(cell.inside, AROUND, constant_values=clean.PAPER))
    layout: Literal["line", "block"] = "line" if is_one_line(cell.solid, dpi, cell.pieces) else "block"
    words = engine.read(image, dpi=dpi, layout=layout)
    unsure = confidence(words) < SURE
    if unsure or not all(map(_is_good, words)):
        upright = _upright(cell, engine, dpi)
        # Letters that lie on their side come out as signs and figures, of which none is sure.
        if upright and (
            unsure or len(text_of(upright)) > len(text_of([word for word in words if _is_good(word)]))
        ):
            return upright
    if not all(map(_is_good, words)):
        again = larger(cell, engine, dpi, times=LARGER)
        if _share(again) > _share(words) and (len(again) == len(words) or all(map(_is_good, again))):
            return _boxed(again, cell)
    found = [placed(word, left - AROUND, above - AROUND) for word in words]
    if layout == "block" and not (all(map(_is_good, found)) and not _passed_over(found, cell, dpi)):
        each = _line_by_line(cell, engine, dpi)
        whole = len(text_of(each)) >= len(text_of([word for word in found if _is_good(word)]))
        if each and whole and all(map(_is_good, each)) and confidence(each) >= SURE:
            return each
    if layout == "block" and _passed_over(found, cell, dpi):
        again = larger(cell, engine, dpi, times=LARGER)
        found = found if _passed_over(again, cell, dpi) else again
    return _boxed(in_order(found) if layout == "line" else _line_after_line(found, cell, dpi), cell)


def _upright(cell: Cell, engine: Engine, dpi: int) -> list[Word]:
    """Read a cell whose print runs up or down, as heads of narrow columns do; none where it does not.

    Boxes are those of print that runs up, which is how upright words are put in order.
    """
    top, left = int(cell.rows[0]), int(cell.columns[0])
    high, wide = int(cell.rows[-1]) + 1 - top, int(cell.columns[-1]) + 1 - left
    if high < TALL * dpi or high < STEEP * wide:
        return []
    for quarters in (-1, 1):  # mostly it runs up
        turned = np.pad(np.rot90(cell.cut, quarters), AROUND, constant_values=clean.PAPER)
        image = Image.fromarray(np.ascontiguousarray(turned))
        words = engine.read(image, dpi=dpi, layout="line" if wide < LINE_WIDE * dpi else "block")
        if words and all(map(_is_good, words)) and confidence(words) >= SURE:
            x, y = cell.box[0] + MARGIN + left - AROUND, cell.box[1] + MARGIN + top + high + AROUND
            return [_turned_up(word, x, y) for word in words]
    return []


def _turned_up(word: Word, x: float, y: float) -> Word:
    """Return a word of a turned cell where it stands; short ones are made narrow, for they are told by that they are tall."""
    middle, half = x + (word.top + word.bottom) / 2, (word.bottom - word.top) / 2
    half = min(half, (word.x1 - word.x0) / NARROW)
    return replace(word, x0=middle - half, x1=middle + half, top=y - word.x1, bottom=y - word.x0)


def _line_after_line(words: list[Word], cell: Cell, dpi: int) -> list[Word]:
    """Return the words of a block with those of a lower line behind those of a higher one; engines mix narrow ones up."""
    above = int(cell.box[1]) + MARGIN
    lines = [(above + (first + last) / 2) for first, last in lines_of(cell.solid, dpi)]
    if not lines:
        return words
    return sorted(
        words,
        key=lambda word: min(range(len(lines)), key=lambda at: abs(lines[at] - (word.top + word.bottom) / 2)),
    )


def _passed_over(words: Sequence[Word], cell: Cell, dpi: int) -> bool:
    """Is there ink as high as a line of the cell over or under the words, which the engine passed over?"""
    rows = cell.solid + int(cell.box[1]) + MARGIN
    for word in words:
        rows = rows[(rows < word.top - MARGIN) | (rows > word.bottom + MARGIN)]
    return len(rows) > LINE * dpi


def _line_by_line(cell: Cell, engine: Engine, dpi: int) -> list[Word]:
    """Read each line of a cell for itself, as far as each has letters; an engine may part two short lines in a block wrongly."""
    left, above = int(cell.box[0]) + MARGIN - AROUND, int(cell.box[1]) + MARGIN - AROUND
    found: list[Word] = []
    apart = [
        (max(top - MARGIN, 0), cell.inside[max(top - MARGIN, 0) : bottom + MARGIN + 1])
        for top, bottom in lines_of(cell.solid, dpi)
    ]
    for first, line_image in apart or line_images(cell.inside, cell.pieces, dpi):
        image = np.pad(line_image, AROUND, constant_values=clean.PAPER)
        line = engine.read(Image.fromarray(image), dpi=dpi, layout="line")
        if not line:
            return []
        found += [placed(word, left, above + first) for word in in_order(line)]
    return found


def larger(cell: Cell, engine: Engine, dpi: int, *, times: float) -> list[Word]:
    """Read a cell so many times as large."""
    image = Image.fromarray(np.pad(cell.inside, AROUND, constant_values=clean.PAPER))
    size = (round(image.width * times), round(image.height * times))
    layout: Literal["line", "block"] = "line" if is_one_line(cell.solid, dpi, cell.pieces) else "block"
    larger = image.resize(size, Image.Resampling.BICUBIC)
    left, above = int(cell.box[0]) + MARGIN - AROUND, int(cell.box[1]) + MARGIN - AROUND
    words = engine.read(larger, dpi=round(dpi * times), layout=layout)
    return [placed(word, left, above, times=times) for word in words]


def _boxed(words: list[Word], cell: Cell) -> list[Word]:
    """Return the words, one that stands alone with the ink's box where the engine gave it that of a speck."""
    ink = float(cell.rows[-1] - cell.rows[0])
    if len(words) != 1 or words[0].bottom - words[0].top > ink / 2:
        return words
    whole = _whole(cell, words[0].text, words[0].confidence)
    return [replace(whole, size=words[0].size, alternative=words[0].alternative)]


def _whole(cell: Cell, text: str, confidence: float) -> Word:
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


def without_dirt(words: list[Word]) -> list[Word]:
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


def without_quote(words: list[Word]) -> list[Word]:
    """Leave out a quote that opens a cell and is never closed: the corner of two lines of the table."""
    if not words or not words[0].text.startswith(QUOTES) or len(words[0].text) < 2:
        return words
    rest = text_of(words)[1:]
    if any(sign in rest for sign in CLOSING):
        return words
    return [replace(words[0], text=words[0].text[1:], read_as=as_read(words[:1])), *words[1:]]


def without_unseen_stops(words: list[Word], cell: Cell | None) -> list[Word]:
    """Leave out full stops behind words at the end of a line of which the image shows none: engines end lines with one."""
    if cell is None or len(words) < 2:
        return words
    left, above = cell.box[0] + MARGIN, cell.box[1] + MARGIN
    dots = [
        (left + x + wide / 2, above + y + high / 2, max(wide, high)) for x, y, wide, high, _ in cell.pieces
    ]
    kept: list[Word] = []
    for word, after in zip(words, [*words[1:], None], strict=True):
        ends = after is None or after.x0 < word.x1
        tall = word.bottom - word.top
        seen = any(
            size <= STOP * tall and abs(x - word.x1) < tall / 2 and y > word.top + tall / 2
            for x, y, size in dots
        )
        code = word.text[-3:-1].isupper() and word.text.endswith(".")
        unseen = code and ends and not seen
        kept.append(replace(word, text=word.text[:-1], read_as=as_read([word])) if unseen else word)
    return kept


def without_sign(words: list[Word]) -> list[Word]:
    """Leave out a sign that no plan prints before a number: a speck, which a second look would take for a dash."""
    if len(words) < 2 or not NO_SIGN.fullmatch(words[0].text) or not words[1].text[:1].isdigit():
        return words
    return [replace(words[1], read_as=as_read(words[:2])), *words[2:]]


def told(taken: list[Word], first: Sequence[Word]) -> list[Word]:
    """Return the reading that was taken, with what was read at first where that is another."""
    if text_of(taken) == text_of(first) or not taken:
        return taken
    return [replace(taken[0], read_as=as_read(first)), *taken[1:]]


def text_of(words: Sequence[Word]) -> str:
    """Return the words of a cell with blanks between them."""
    return " ".join(word.text for word in words)


def heading(words: list[Word]) -> list[Word]:
    """Read the last letter of a narrow column's heading: "ST" over "I" is STT."""
    if len(words) == 2 and words[0].text == "ST" and words[1].text in {"I", "1", "J", "l", "J1"}:
        return [words[0], replace(words[1], text="T", confidence=MENDED, read_as=as_read(words[1:]))]
    return words
