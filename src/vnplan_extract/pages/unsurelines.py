"""Reads once more, alone, the lines in which the engine was unsure of a word: alone they are often read without a fault.

On a page the engine fits a base line to many lines and cuts them where a seal, a pen or a speck stands; cut out, with white
around it, the line has only itself. The second reading is taken where it is surer and tells no other number. Needs numpy
(extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from vnplan_extract.pages.clean import DARK, PAPER
from vnplan_extract.pages.ocrwords import AROUND, confidence, placed
from vnplan_extract.pages.syllables import is_syllable, plausibility, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.engines import Engine

UNSURE = 0.5  # confidence of a word for which its line is read again
FEWEST = 4  # words of a line
REST = 0.8  # mean confidence of the other words: what is below is a seal or a drawing
MOST = 8  # lines of one page; one with more is not helped so
REACH = 0.35  # of the line's height, above and below it
APART = 2.5  # of the line's height: what is so far to the right stands in another column
SURER, CLEARLY = 0.005, 0.02  # by how much the line must be surer
GAINED, LOST = (
    0.15,
    0.1,
)  # by how much its least sure word must be surer; or less sure, where the line is clearly surer
ALIKE = 0.75  # of its letters that both readings share
NUMBER = re.compile(r"\d+")
SHORT, SHAKY, SURE = (
    3,
    0.72,
    0.8,
)  # words of an office or a document number; confidence of them, and of what is taken for them
MOST_SHORT = 5  # such lines of one page
TALL, TWO_ROWS = 1.6, 4  # times the usual height of a line from which it may be two; such lines of one page
OF_TWO_ROWS = 6  # letters; fewer are a pen's or a picture's strokes
ROW_UNSURE, ROW_READS = 0.6, 0.8  # confidence of a word of such a line; mean confidence of each row in it
READS = 0.6  # mean confidence of a page below which it may stand on its head
BLANK = 0.7  # of the line's height: white as wide ends it
DAY = re.compile(r"ngày|tháng|năm")  # a pen's figures make the lines of number and day tall
LABEL = re.compile(r"S[ốóôòồổ]\b", re.IGNORECASE)
SERIAL = re.compile(r"Số\s?:?\s?\d{1,5}[a-zđ]?\s?[/-]\s?[A-ZĐ][A-ZĐa-zđ-]*(?:/[A-ZĐ]+)?(?:-[\w-]+)*")


def read_again(words: Sequence[Word], grey: Bytes, engine: Engine, *, dpi: int) -> list[Word]:
    """Return the words, in pixels and in the same order, with the lines that were read better alone.

    Args:
        words: Words in reading order, those of a line together.
        grey: The image they were read from.
        engine: Reads the lines.
        dpi: The image's resolution.
    """
    lines = _lines(words)
    unsure = [at for at, line in enumerate(lines) if _is_unsure(line)]
    for at in unsure if len(unsure) <= MOST else ():
        again = _read(lines[at], grey, engine, dpi)
        if again and _is_better(again, lines[at]):
            lines[at] = again
    shaky = [at for at, line in enumerate(lines) if _is_shaky(line)] if confidence(words) >= READS else []
    for at in shaky[:MOST_SHORT]:
        if lines[at]:  # not taken into another one
            _read_whole(lines, at, grey, engine, dpi)
    if confidence(words) >= READS:
        _part_rows(lines, grey, engine, dpi)
    return [word for line in lines for word in line]


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words of each line, those of columns side by side apart."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is not None and _goes_on(last, word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _goes_on(word: Word, following: Word) -> bool:
    level = (word.top, word.bottom) == (following.top, following.bottom)
    return level and following.x1 > word.x1 and following.x0 - word.x1 < APART * (word.bottom - word.top)


def _is_unsure(line: Sequence[Word]) -> bool:
    """Has the line a word that was hardly read, beside enough that were? A number there is a pen's, and is left alone."""
    doubtful = [word for word in line if word.confidence < UNSURE and sum(map(str.isalnum, word.text)) > 1]
    if not doubtful or len(line) < FEWEST or any(NUMBER.search(word.text) for word in doubtful):
        return False
    return confidence([word for word in line if word.confidence >= UNSURE]) >= REST


def _read(line: Sequence[Word], grey: Bytes, engine: Engine, dpi: int) -> list[Word]:
    """Read a line cut out of the page; its words get the line's height, as all words of one have."""
    top, bottom = line[0].top, line[0].bottom
    reach = int(REACH * (bottom - top))
    left, above = max(int(line[0].x0) - reach, 0), max(int(top) - reach, 0)
    part = grey[above : int(bottom) + reach, left : int(line[-1].x1) + reach]
    read = engine.read(Image.fromarray(np.pad(part, AROUND, constant_values=PAPER)), dpi=dpi, layout="line")
    size = line[0].size
    return [
        replace(placed(word, left - AROUND, above - AROUND), top=top, bottom=bottom, size=size)
        for word in read
    ]


def _is_shaky(line: Sequence[Word]) -> bool:
    """Is this a short line of capitals, or one that begins "Số:", with a word that was hardly read?"""
    if len(line) > SHORT or min(word.confidence for word in line) >= SHAKY:
        return False
    text = " ".join(word.text for word in line)
    if LABEL.match(text):
        return SERIAL.fullmatch(text) is None
    return text.isupper() and any(is_syllable(word.text) and len(word.text) > 2 for word in line)


def _read_whole(lines: list[list[Word]], at: int, grey: Bytes, engine: Engine, dpi: int) -> None:
    """Read a short line once more, with the print that stands level beside it: of "CHỦ TỊCH" over a seal only "TICH" was read."""
    line = lines[at]
    top, bottom = line[0].top, line[0].bottom
    left, right = _reach(line, grey)
    whole = (
        [replace(line[0], x0=left), *line[1:-1], replace(line[-1], x1=right)]
        if len(line) > 1
        else [replace(line[0], x0=left, x1=right)]
    )
    again = _read(whole, grey, engine, dpi)
    text = " ".join(word.text for word in again)
    if not again or min(word.confidence for word in again) < SURE:
        return
    if LABEL.match(line[0].text):
        if SERIAL.fullmatch(text) is None:
            return
    elif (
        not text.isupper()
        or NUMBER.search(text)
        or not all(is_syllable(word.text.strip(".,;:")) for word in again)
    ):
        return
    for other in lines:
        if other is not line:
            other[:] = [
                word
                for word in other
                if not (
                    left <= (word.x0 + word.x1) / 2 <= right and top <= (word.top + word.bottom) / 2 <= bottom
                )
            ]
    lines[at] = again


def _part_rows(lines: list[list[Word]], grey: Bytes, engine: Engine, dpi: int) -> None:
    """Read as a block what the engine took for one line and may be two: "Nơi nhận:" ran into the recipient under it."""
    heights = sorted(line[0].bottom - line[0].top for line in lines if len(line) > 1)
    usual = heights[len(heights) // 2] if heights else 0.0
    tall = [line for line in lines if line and _is_tall(line, usual)]
    for line in tall[:TWO_ROWS]:
        if not line:  # it was read with the one before
            continue
        level = [other for other in lines if other and (other is line or _is_inside(other, line))]
        old = [word for other in level for word in other]
        rows = _rows_in(old, grey, engine, dpi)
        if _are_better(rows, old):
            for other in level:
                other[:] = []
            line[:] = [word for row in rows for word in row]


def _is_tall(line: Sequence[Word], usual: float) -> bool:
    doubtful = min(word.confidence for word in line) < ROW_UNSURE
    letters = sum(sum(map(str.isalnum, word.text)) for word in line)
    if letters < OF_TWO_ROWS or LABEL.match(line[0].text) or any(DAY.search(word.text) for word in line):
        return False
    return doubtful and line[0].bottom - line[0].top > TALL * usual > 0


def _is_inside(line: Sequence[Word], tall: Sequence[Word]) -> bool:
    """Does a line lie level with a tall one, and beside it?"""
    down, height = (line[0].top + line[0].bottom) / 2, tall[0].bottom - tall[0].top
    apart = max(line[0].x0 - tall[-1].x1, tall[0].x0 - line[-1].x1)
    return tall[0].top <= down <= tall[0].bottom and apart < height


def _rows_in(words: Sequence[Word], grey: Bytes, engine: Engine, dpi: int) -> list[list[Word]]:
    """Read a piece of the page as a block, and return its rows."""
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    reach = int(REACH * (bottom - top) / 2)
    left, above = max(int(min(word.x0 for word in words)) - reach, 0), max(int(top) - reach, 0)
    part = grey[above : int(bottom) + reach, left : int(max(word.x1 for word in words)) + reach]
    read = engine.read(Image.fromarray(np.pad(part, AROUND, constant_values=PAPER)), dpi=dpi, layout="block")
    return _lines([placed(word, left - AROUND, above - AROUND) for word in read])


def _are_better(rows: Sequence[Sequence[Word]], old: Sequence[Word]) -> bool:
    """Are these two rows and more, each surely read, that say the numbers of what was read before?"""
    if len(rows) < 2 or min(map(confidence, rows)) < ROW_READS:
        return False
    again = [word for row in rows for word in row]
    numbers = {word.text for word in old if word.confidence >= ROW_READS and NUMBER.search(word.text)}
    kept = numbers <= {word.text for word in again}
    return kept and confidence(again) >= confidence(old) + CLEARLY


def _reach(line: Sequence[Word], grey: Bytes) -> tuple[float, float]:
    """Return where the print begins and ends that this line is part of."""
    top, bottom = int(line[0].top), max(int(line[0].bottom), int(line[0].top) + 1)
    ink = np.asarray((grey[top:bottom] < DARK).any(axis=0))
    white = BLANK * (bottom - top)
    far = len(ink) - 1
    return (
        min(_end(ink, min(int(line[0].x0), far), -1, white), line[0].x0),
        max(_end(ink, min(int(line[-1].x1), far), 1, white), line[-1].x1),
    )


def _end(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], begin: int, step: int, white: float) -> float:
    """Return where the ink ends that goes on from a column to one side, no more than so much white between."""
    last = at = begin
    while abs(at - last) < white and 0 <= at + step < len(ink):
        at += step
        if ink[at]:
            last = at
    return float(last + step)


def _is_better(again: Sequence[Word], line: Sequence[Word]) -> bool:
    """Is a second reading surer, as Vietnamese, and of the same numbers, with most letters as before?"""
    least, was = (min(word.confidence for word in words) for words in (again, line))
    texts = [" ".join(word.text for word in words) for words in (again, line)]
    gain = confidence(again) - confidence(line)
    if not ((least >= was + GAINED and gain >= SURER) or (least >= was - LOST and gain >= CLEARLY)):
        return False
    if NUMBER.findall(texts[0]) != NUMBER.findall(texts[1]):
        return False
    good, before = (plausibility(word.text for word in words) for words in (again, line))
    one, other = ("".join(skeleton(text).split()) for text in texts)
    return good >= before and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
