"""Tells small letters from capitals of the same shape by their height: "cộng đồng SỐ" is số, "cơ SỞ" is cơ sở.

C, S, V and X look like c, s, v and x, and an engine that lost its measure of a line guesses. Beside other small letters the
image tells: measured on six real scans, small ones are 0.9 to 1.1 times as high as these, capitals 1.3 times and more.
Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK
from vnplan_extract.pages.ocrwords import taken_for
from vnplan_extract.pages.syllables import SAME_SHAPE, is_syllable, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes

ALIKE = frozenset("CSVX")
LOW = frozenset("aceimnorsuvwxz")  # small letters without an ascender, of which a line has its measure
FEWEST = 3  # words of a line that begin with one
AS_LOW = 1.15  # of the height of small letters, under which a letter is one
UY = frozenset({"Ủy", "Uỷ"})  # of a committee: "Tỉnh ủy"
COMMITTEES = frozenset(
    {"đảng", "đẳng", "chi", "cấp", "tỉnh", "thành", "huyện", "quận", "thị", "xã", "phường", "khu"}
)  # and not "đồng chí Ủy viên"
LOWER = 0.92  # of a capital's height, under which a letter is none: small ones have 0.7, with the hook that touches them 0.8 to 0.9
LETTER = 0.25  # of the line's height, from which ink is a letter and no mark or stop
REACH = 0.2  # of the line's height above and below it
SEEN = 0.85  # highest confidence of a word told so
KINDS = frozenset(
    {("Công", "văn"), ("Công", "điện"), ("Sắc", "lệnh")}
)  # of documents, which a capital begins
STOPS = ".,;:()\"'“”"


def tell_small(words: Sequence[Word], grey: Bytes) -> list[Word]:
    """Return the words, in pixels of the image, with capitals that are as low as small letters written small."""
    told: list[Word] = []
    for _, group in groupby(words, key=lambda word: (word.top, word.bottom)):
        line = list(group)
        doubted = [
            at
            for at in range(1, len(line))
            if _goes_on(line[at - 1]) and _may_be_small(line[at]) and not _is_named(line, at)
        ]
        measure = _measure(line, grey) if doubted else None
        for at in range(1, len(line)):
            if _names_committee(line[at - 1 : at + 2]) and _is_small_uy(line[at - 1], line[at], grey):
                line[at] = taken_for(line[at], text=line[at].text.lower(), most=SEEN)
        for at in doubted if measure is not None else ():
            height = _height(line[at], grey)
            if height is not None and measure is not None and height <= AS_LOW * measure:
                line[at] = taken_for(line[at], text=line[at].text.lower(), most=SEEN)
        told += line
    return told


def _goes_on(before: Word) -> bool:
    """May a small letter follow? Behind a full stop the capital is the writer's, whatever a worn copy left of it."""
    return not before.text.endswith((".", ":", ";", "!", "?"))


def _may_be_small(word: Word) -> bool:
    """Has the word one capital, its first letter, that looks like a small one; or only letters of which all do?"""
    core = word.text.rstrip(STOPS)  # a quotation mark before it would be measured in its place
    if len(core) < 2 or core[0] not in ALIKE or not is_syllable(core):
        return False
    return core[1:].islower() or set(skeleton(core)) <= SAME_SHAPE


def _is_named(line: Sequence[Word], at: int) -> bool:
    """Has the word one capital, and so has one beside it, or is it the kind of a document: "xã Lấp Vò", "và Công văn số"?"""
    word, after = line[at], line[at + 1] if at + 1 < len(line) else None
    if not word.text.strip(STOPS).istitle():
        return False
    if after is not None and (word.text, after.text) in KINDS:
        return True
    before = line[at - 1].text
    beside = after is not None and word.text[-1:].isalpha() and after.text.strip(STOPS).istitle()
    return beside or (before[-1:].isalpha() and before.istitle())


def _names_committee(words: Sequence[Word]) -> bool:
    """Are these "Huyện Ủy", and no "Ủy ban"?"""
    before, word, *behind = words
    return (
        word.text.strip(STOPS) in UY
        and not before.text.isupper()
        and before.text.lower() in COMMITTEES
        and not any(one.text.lower().startswith("ban") for one in behind)
    )


def _is_small_uy(before: Word, word: Word, grey: Bytes) -> bool:
    """Is the U of "Huyện Ủy" lower than the capital before it, which tells where few small letters stand on the line?"""
    if before.text.islower():
        return True  # "đảng Ủy" is not printed
    capital, height = _height(before, grey), _height(word, grey)
    return capital is not None and height is not None and height <= LOWER * capital


def _measure(line: Sequence[Word], grey: Bytes) -> float | None:
    """Return how high small letters are in a line; None where too few words begin with one that tells."""
    heights = list(_small_heights(line, grey))
    return float(np.median(heights)) if len(heights) >= FEWEST else None


def _small_heights(line: Sequence[Word], grey: Bytes) -> Iterator[int]:
    for word in line:
        core = word.text.rstrip(STOPS)
        if core.islower() and skeleton(core)[:1] in LOW and (height := _height(word, grey)) is not None:
            yield height


def _height(word: Word, grey: Bytes) -> int | None:
    """Return the height of a word's first letter without its marks."""
    line = word.bottom - word.top
    left, top = max(int(word.x0) - 1, 0), max(int(word.top - REACH * line), 0)
    part = grey[top : int(word.bottom + REACH * line) + 1, left : int(word.x1) + 2] < DARK
    _, _, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
    pieces = [(int(x), int(high)) for x, _, _, high, _ in stats[1:].tolist() if high >= LETTER * line]
    return min(pieces)[1] if pieces else None
