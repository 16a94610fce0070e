"""Finds footnote marks behind words on an image: small figures over the line that engines read as quotes or as figures.

"liên tục¹" comes out as "liên tục'", "2022-2023²" as "2022-20232" or with a closing quote. A raised figure is half as high
as a capital and more, and ends well over the foot of the line; a quote is lower. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from vnplan_extract.pages.clean import DARK, PAPER
from vnplan_extract.pages.ocrwords import AROUND, taken_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.engines import Engine

    Piece = tuple[int, int, int, int]  # x, y, width, height

# A figure behind a letter or a year only: behind other figures it is mostly one of them.
MARKED = re.compile(
    r"(?P<word>.*[^\W_].*?)"
    r"(?P<mark>['’‘`´”“\"*°º^?!¹²³⁴⁵⁶⁷⁸⁹›»)]{1,2}|(?<=[^\W\d]|[%)])\d|(?<=(?<![\d/.:])(?:19|20)\d\d)\d)"
    r"(?P<end>[.,;:)]{0,2})"
)
# The powers of a metre: "m2" is printed both ways, and only the image tells.
UNIT = re.compile(
    r"(?P<word>\(?(?:\d[\d.,]*(?:-\d[\d.,]*)?|[^\W\d_]{2,}/)?[kcd]?m)(?P<mark>[23?¿!*ˆ^°º”“\"'’‘`ŸÝŶỶỸỲ¬Ẻỉíìĩịẻ]?)"
    r"(?P<end>(?:/[^\W\d_]+)?[.,;:)]{0,2})"
)
BEYOND = 0.4  # of a word's height behind an m, where a power stands that was not read
STOP = 0.45  # of a word's height: commas are lower, and begin as far under its top
FLATTEST, TALLEST = 0.2, 1.5  # of a word's height: signs are higher than stops, and no higher
POWERS = frozenset("23")
NO_UNIT = frozenset("?¿*ˆ^°ºŸÝŶỶỸỲ¬Ẻ")  # behind an m: what engines make of a power
DOUBTED = 0.4  # highest confidence of a unit whose power could not be read
PER_MILLE = re.compile(r"%[oọ](?=\W*\Z)")
WHOLE = 0.7  # of the height of the m: less is a piece of a power that broke, and a 2 looks like a 3
LIFTED = 0.25  # of the height of the m, by which a power ends over its foot
FIGURES = dict(zip("123456789", "¹²³⁴⁵⁶⁷⁸⁹", strict=True))
STROKES = str.maketrans("lI|!]iÏÌ", "11111111")
SMALLEST, LARGEST = 0.45, 0.78  # of the height of the figures and capitals beside it
OVER = 0.22  # of that height, by which it ends over the foot of the line
NARROW = 0.5  # width as a share of height: a figure so narrow is 1
LARGER = 3  # times, to be read
SEEN = 0.75  # highest confidence of a word with a mark read so
READ = 0.5  # least confidence of the figure
REACH = 0.35  # of the line's height, over and under it
QUOTED = 16  # words of a quotation, at most, for its closing sign to be known
MOST = 12  # of one page; where more is raised the geometry is wrong


def raise_marks(words: Sequence[Word], grey: Bytes, engine: Engine, *, dpi: int) -> list[Word]:
    """Return the words, in pixels, with raised figures at their ends written as such."""
    found = {
        at: piece
        for at, word in enumerate(words)
        if (piece := _raised(word, grey)) is not None and not _closes_quotation(words, at)
    }
    if not found or len(found) > MOST:
        return list(words)
    raised = list(words)
    for at, piece in found.items():
        match = MARKED.fullmatch(words[at].text)
        figure = _figure(piece, engine, dpi)
        if match is not None and figure is not None:
            text = f"{match['word']}{FIGURES[figure]}{match['end']}"
            if text != words[at].text:
                raised[at] = taken_for(words[at], text=text, most=SEEN)
    return raised


def _closes_quotation(words: Sequence[Word], at: int) -> bool:
    """Is the sign at a word's end the one that closes a quotation opened a few words before it?"""
    if not words[at].text.rstrip(".,;:)").endswith(("”", '"')):
        return False
    for word in reversed(words[max(at - QUOTED, 0) : at]):
        if word.text.endswith(("”", "”,", "”;", "”.", "”)")):
            return False
        if word.text.startswith(("“", '"', "(“")):
            return True
    return words[at].text.startswith(("“", '"'))


def raise_powers(words: Sequence[Word], grey: Bytes, engine: Engine, *, dpi: int) -> list[Word]:
    """Return the words of a text, or of a cell, with the raised figures of m² and km³ written as such."""
    raised = [
        taken_for(word, text=PER_MILLE.sub("‰", word.text), most=SEEN)
        if PER_MILLE.search(word.text)
        else word
        for word in words
    ]
    for at, word in enumerate(raised):
        match = UNIT.fullmatch(word.text)
        if match is None:
            continue
        piece, mark = _power(word, match, grey), match["mark"]
        figure = mark if mark in POWERS or piece is None else _figure(piece, engine, dpi)
        if piece is not None and figure in POWERS:
            text = f"{match['word']}{FIGURES[figure]}{match['end']}"
            raised[at] = taken_for(word, text=text, most=SEEN)
        elif mark in NO_UNIT or (piece is not None and mark):
            raised[at] = replace(word, confidence=min(word.confidence, DOUBTED))
    return raised


def _power(word: Word, match: re.Match[str], grey: Bytes) -> Bytes | None:
    """Return the image of a raised figure behind an m; None where it stands on the line, or does not stand alone."""
    high = word.bottom - word.top
    left, top = max(int(word.x0) - 1, 0), max(int(word.top - REACH * high), 0)
    # Letters may touch before the power, none do behind it.
    behind = sum(sign not in ".,;:" for sign in match["end"])
    beyond = 3 if match["mark"] or behind else int(BEYOND * high)
    part = grey[top : int(word.bottom + REACH * high), left : int(word.x1) + beyond]
    stats = cv2.connectedComponentsWithStats((part < DARK).astype(np.uint8), connectivity=8)[2][1:].tolist()
    pieces = sorted((int(x), int(y), int(wide), int(tall)) for x, y, wide, tall, _ in stats)
    pieces = [piece for piece in pieces if FLATTEST * high <= piece[3] < TALLEST * high]
    pieces = _without_accents([piece for piece in pieces if not _is_stop(piece, high)])
    if len(pieces) < behind + 2:
        return None
    (_, foot, _, tall), (x, y, wide, size) = pieces[-behind - 2], pieces[-behind - 1]
    if foot + tall - (y + size) < LIFTED * tall or size < WHOLE * tall:
        return None
    return np.asarray(part[y : y + size, x : x + wide].copy(), np.uint8)


def _is_stop(piece: Piece, high: float) -> bool:
    """Is a piece a comma: low, and begun in the lower half of the line? The image begins REACH above it."""
    return piece[3] < STOP * high and piece[1] > (REACH + STOP) * high


def _without_accents(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what stands over a letter: "m³/ngày" has one piece for each sign."""
    return [
        (x, y, wide, high)
        for x, y, wide, high in pieces
        if not any(left <= x + wide / 2 <= left + width and y + high <= top for left, top, width, _ in pieces)
    ]


def _raised(word: Word, grey: Bytes) -> Bytes | None:
    """Return the image of the raised figure at a word's end; None where there is none."""
    match = MARKED.fullmatch(word.text)
    if match is None or len(match["word"]) < 2:
        return None
    line = word.bottom - word.top
    left, top = max(int(word.x0), 0), max(int(word.top - REACH * line), 0)
    part = grey[top : int(word.bottom + REACH * line), left : int(word.x1) + 2]
    _, labels, stats, _ = cv2.connectedComponentsWithStats((part < DARK).astype(np.uint8), connectivity=8)
    # Letters and figures from the left; dots and marks are lower than half a letter.
    pieces = sorted(
        (int(x), int(y), int(wide), int(high), at)
        for at, (x, y, wide, high, _) in enumerate(stats.tolist())
        if at and high >= 0.2 * line
    )
    if len(pieces) < 3:
        return None
    foot = float(np.median([y + high for _, y, _, high, _ in pieces]))
    tall = max((high for _, _, _, high, _ in pieces if high <= line), default=line)
    ends = sorted(pieces, key=lambda piece: piece[0] + piece[2])[-1 - len(match["end"]) :]
    for x, y, wide, high, at in ends:
        small = SMALLEST * tall <= high <= LARGEST * tall and y + high <= foot - OVER * tall and wide <= high
        below = part[y + high + 1 : int(foot), x : x + wide] < DARK
        if small and not below.any():  # a figure on the line that broke has its foot under it
            piece = part[y : y + high, x : x + wide].copy()
            piece[labels[y : y + high, x : x + wide] != at] = PAPER
            return piece
    return None


def _figure(piece: Bytes, engine: Engine, dpi: int) -> str | None:
    """Read a raised figure."""
    if piece.shape[1] <= NARROW * piece.shape[0]:
        return "1"
    large = cv2.resize(piece, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    image = Image.fromarray(np.pad(np.asarray(large, np.uint8), 2 * AROUND, constant_values=PAPER))
    read = engine.read(image, dpi=dpi * 2, layout="line")
    text = "".join(word.text for word in read).translate(STROKES)
    return text if text in FIGURES and min(word.confidence for word in read) >= READ else None
