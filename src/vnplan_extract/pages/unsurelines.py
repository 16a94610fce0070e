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

from vnplan_extract.pages.clean import PAPER
from vnplan_extract.pages.ocrwords import AROUND, confidence, placed
from vnplan_extract.pages.syllables import plausibility, skeleton

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
    if len(unsure) > MOST:
        return list(words)
    for at in unsure:
        again = _read(lines[at], grey, engine, dpi)
        if again and _is_better(again, lines[at]):
            lines[at] = again
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
