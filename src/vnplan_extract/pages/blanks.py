"""Puts back the blanks of a cell that an engine leaves out beside figures: "02lớp", "Tổ 1,2, 3", "17-19/3", "ysĩ".

Nothing is guessed: the white between two letters or figures of one word is narrower than any blank, and the image shows
which it is. Needs numpy (extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vnplan_extract.pages.clean import DARK
from vnplan_extract.pages.ocrwords import as_read
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes

BLANK = 0.17  # of the type's size: narrower is no blank between words, wider no white inside one
DECIMAL = re.compile(r"\d,\d")
AWAY = 0.6  # of a letter's mean width: how far from where a blank is looked for the white may lie
# Where a blank may have been: behind a number, behind a comma or sign, before and behind a dash.
PLACES = re.compile(
    r"(?<=\d)(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})(?=\d)|(?<=[,;≥≤<>])(?=\w)|(?<=[\w.%)])(?=[-–])|(?<=[-–])(?=\w)"
)


def with_blanks(words: Sequence[Word], grey: Bytes) -> list[Word]:
    """Return the words of a cell, in pixels of the image, parted where it shows a blank in them."""
    listed = any(word.text.endswith((",", ";")) for word in words[:-1])
    return [part for word in words for part in _parted(word, grey, listed=listed)]


def _parted(word: Word, grey: Bytes, *, listed: bool) -> list[Word]:
    """Part a word; a figure behind a comma is a decimal unless the cell is a list of figures ("Tổ 1, 2, 3")."""
    several = listed or word.text.count(",") > 1
    places = [
        match.start()
        for match in PLACES.finditer(word.text)
        if several or not DECIMAL.fullmatch(word.text[match.start() - 2 : match.start() + 1])
    ] or _syllables(word.text)
    return parted_at(word, grey, places)


def parted_at(word: Word, grey: Bytes, places: Sequence[int]) -> list[Word]:
    """Return a word parted before those of its signs, given by their places, where the image shows a blank."""
    gaps = _gaps(word, grey) if places else []
    if not gaps:
        return [word]
    each = (word.x1 - word.x0) / len(word.text)
    cuts = sorted(
        {at[0]: at for gap in gaps if (at := _nearest(gap, places, word, each)) is not None}.values()
    )
    if not cuts:
        return [word]
    edges = [0, *(place for place, _ in cuts), len(word.text)]
    sides = [(word.x0, word.x0), *(gap for _, gap in cuts), (word.x1, word.x1)]
    parts = [
        replace(word, text=word.text[begin:end], x0=left[1], x1=right[0], read_as="")
        for begin, end, left, right in zip(edges, edges[1:], sides, sides[1:], strict=False)
    ]
    return [replace(parts[0], read_as=as_read([word])), *parts[1:]]


def _nearest(
    gap: tuple[float, float], places: Sequence[int], word: Word, each: float
) -> tuple[int, tuple[float, float]] | None:
    middle = (gap[0] + gap[1]) / 2
    place = min(places, key=lambda at: abs(word.x0 + at * each - middle))
    return (place, gap) if abs(word.x0 + place * each - middle) < AWAY * each + (gap[1] - gap[0]) else None


def _syllables(text: str) -> list[int]:
    """Return where a word that is no syllable is two."""
    if not text.isalpha() or text.isupper() or is_syllable(text):
        return []
    return [at for at in range(1, len(text)) if is_syllable(text[:at]) and is_syllable(text[at:])]


def _gaps(word: Word, grey: Bytes) -> list[tuple[float, float]]:
    """Return where a word's box has white from top to bottom as wide as a blank."""
    left, right = max(int(word.x0), 0), int(word.x1) + 1
    ink = (grey[max(int(word.top), 0) : int(word.bottom) + 1, left:right] < DARK).sum(axis=0) > 1
    inked = np.flatnonzero(ink)
    wide = np.flatnonzero(np.diff(inked) > BLANK * max(word.size, word.bottom - word.top) + 1)
    return [(float(left + inked[at] + 1), float(left + inked[at + 1])) for at in wide]
