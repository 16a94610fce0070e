"""Finds marks between the figures of a cell that an engine passed over: "1520" where "15 - 20" is printed, "15" where "1,5" is.

Engines lose the comma of small print and take it for a figure ("7740" is 77,0). Each piece of ink is a figure, a mark at the
foot of the line or a dash at its middle; where the pieces say another row of these than the text, the text is put right when
its figures are as many as those on the image, and doubted otherwise.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import groupby, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vnplan_extract.pages.ocrwords import as_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.cellink import Cell

    Piece = tuple[int, int, int, int]  # x, y, width, height

FIGURES = re.compile(r"(?P<sign>[+≥≤<>]?)(?P<number>[-–—]?\d[\d.,–—-]*%?)")
FORMED = re.compile(
    r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?%?(?:-(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?%?)?|\d{1,2}(?:\.\d{1,2}){1,4}"
)
VULGAR = re.compile(r"(?P<sign>[+≥≤<>]?)[\d.,–—-]*(?<!\d)(?:1⁄[24]|3⁄4)(?!\d)[\d.,%–—-]*")
HIGH = 0.045  # inches: the least height of a figure
# Beside the height of a figure.
TALL = 0.75  # what is so high is a figure
SPECK = 0.1  # what is less, both ways, is dirt
LOW, FOOT, DEEP = (
    0.5,
    0.38,
    0.4,
)  # how high a mark is, how far over the foot it begins, how far under it it ends
FLAT, LONG = 0.24, 0.2  # how high a dash is, and how long at least
MIDDLE = (0.2, 0.7)  # over the foot, where a dash lies
BESIDE = 0.6  # how far a mark stands from the figures beside it; a dash between blanks more
APART = 1.3
ROOM = 0.3  # between the figures on both sides of a mark: more than between figures
WIDEST = 0.95  # a figure; two that touch are wider
PITCH, GAP, THIN = 0.76, 0.19, 0.12  # from one figure to the next, paper between two, and more beside a 1
PASSED_OVER = 1.5  # figures for which there is ink beside those that were read
UNCLEAR = 0.35  # of a figure, by which a run may be wider or narrower
TAIL = 0.13  # how far a comma hangs under the foot
BROAD = 0.8  # a figure is no broader
OVERLAP = 0.5  # of the narrower, that pieces of a broken figure share
SEEN, DOUBTED = 0.75, 0.4  # highest confidence of a text put right, and of one that the image speaks against
FIGURE, MARK, DASH = "0", ".", "-"


class Seen(NamedTuple):
    """A number on the image: its marks from the left, and the runs of figures before, between and behind them."""

    marks: list[str]  # MARK or DASH
    hangs: list[bool]  # which of them hang under the line, as commas do
    figures: list[int]  # pieces of each run
    widths: list[int]  # of each run
    widest: int  # piece
    tall: int


def look_for_marks(words: list[Word], cell: Cell | None, *, dpi: int, ordinal: bool = False) -> list[Word]:
    """Return what was read in a cell of figures with the marks and dashes that the image shows.

    Args:
        words: What was read.
        cell: The ink it was read of.
        dpi: The image's resolution.
        ordinal: A number of a row has full stops and no comma.
    """
    words = _without_fraction(words, cell, dpi)
    match = FIGURES.fullmatch("".join(word.text for word in words))
    if cell is None or match is None:
        return words
    text = match["number"]
    seen = _seen(cell.pieces, dpi, signs=len(match["sign"]))
    said = sum(not (sign.isdigit() or sign == "%") for sign in text)
    if seen is None:
        return words
    if len(seen.marks) <= said:
        return _doubted(words) if _is_wider(text, seen) else words
    mended = _mended(text, seen, ordinal=ordinal)
    if mended is None or not FORMED.fullmatch(mended):
        return _doubted(words)
    first, last = words[0], words[-1]
    confidence = min(SEEN, *(word.confidence for word in words))
    return [
        replace(first, text=match["sign"] + mended, x1=last.x1, confidence=confidence, read_as=as_read(words))
    ]


def _doubted(words: Sequence[Word]) -> list[Word]:
    return [replace(word, confidence=min(word.confidence, DOUBTED)) for word in words]


def _is_wider(text: str, seen: Seen) -> bool:
    """Is there ink of two figures more than were read: "20/3" was read as 0?"""
    read = sum(sign.isdigit() for sign in text) + 2 * text.count("%")
    return sum(seen.widths) / seen.tall / PITCH > read + PASSED_OVER


def _without_fraction(words: list[Word], cell: Cell | None, dpi: int) -> list[Word]:
    """Read "3⁄4" as 34 where the image has no more high pieces than figures: engines know the sign ¾."""
    text = "".join(word.text for word in words)
    match = VULGAR.fullmatch(text)
    if cell is None or match is None:
        return words
    boxes = _joined([(x, y, wide, high) for x, y, wide, high, _ in cell.pieces if max(wide, high) > 1])
    tall = max(high for *_, high in boxes)
    high = sum(box[3] >= TALL * tall for box in boxes[len(match["sign"]) :])
    if tall < HIGH * dpi or high != sum(sign.isdigit() or sign == "%" for sign in text):
        return words
    return [
        replace(
            word,
            text=word.text.replace("⁄", ""),
            confidence=min(word.confidence, SEEN),
            read_as=as_read([word]),
        )
        if "⁄" in word.text
        else word
        for word in words
    ]


def _mended(text: str, seen: Seen, *, ordinal: bool) -> str | None:
    """Return the text with the marks of the image; None where its figures are not those of the image."""
    figures = "".join(sign for sign in text if sign.isdigit() or sign == "%")
    runs = _split(figures, seen)
    if runs is None:
        return None
    mended = runs[0]
    for at, (mark, run) in enumerate(zip(seen.marks, runs[1:], strict=True)):
        stands = ("." if ordinal else _mark(runs, at, seen)) if mark == MARK else mark
        mended += stands + run
    return mended


def _split(figures: str, seen: Seen) -> list[str] | None:
    """Return the figures of each run, each mark having been lost or read as a figure; None where no way fits the image."""
    taken = 1 if len(figures) == sum(seen.figures) + len(seen.marks) else 0
    if len(figures) == sum(seen.figures) + taken * len(seen.marks) and seen.widest <= WIDEST * seen.tall:
        runs = _cut(figures, seen.figures, taken)
        if _misfit(runs, seen) < UNCLEAR:
            return runs
    # Broken figures are more pieces than figures, those that touch are less: their width tells.
    counts = [
        {math.floor(count), math.ceil(count)}
        for count in (width / seen.tall / PITCH for width in seen.widths)
    ]
    ways = [
        (_misfit(runs, seen), runs)
        for taken in (0, 1)
        for way in product(*counts)
        if sum(way) + taken * len(seen.marks) == len(figures)
        for runs in [_cut(figures, way, taken)]
    ]
    misfit, runs = min(ways, default=(1.0, []))
    return runs if misfit < UNCLEAR else None


def _cut(figures: str, counts: Sequence[int], taken: int) -> list[str]:
    """Return so many figures each, leaving out those that were read of a mark between."""
    runs, at = [], 0
    for count in counts:
        runs.append(figures[at : at + count])
        at += count + taken
    return runs


def _misfit(runs: Sequence[str], seen: Seen) -> float:
    """Return by how many figures the run that fits worst is wider or narrower than printed; a 1 has paper on both sides."""
    misfit = 0.0
    for run, width in zip(runs, seen.widths, strict=True):
        ones = run.startswith("1") + run.endswith("1")
        wide = width / seen.tall + (GAP + ones * THIN if run else 0)
        misfit = max(misfit, abs(wide / PITCH - len(run)))
    return misfit


def _mark(runs: Sequence[str], at: int, seen: Seen) -> str:
    """Return a full stop before three figures, unless the mark hangs like a comma behind others, or else a comma."""
    if len(runs[at + 1].rstrip("%")) != 3:
        return ","
    last = MARK not in seen.marks[at + 1 :]
    return "," if seen.hangs[at] and last and MARK in seen.marks[:at] else "."


def _seen(pieces: Sequence[tuple[int, ...]], dpi: int, *, signs: int = 0) -> Seen | None:
    """Return what the pieces of ink make, behind so many signs; None where one is neither a figure nor a mark."""
    boxes = _joined([(x, y, wide, high) for x, y, wide, high, _ in pieces if max(wide, high) > 1])[signs:]
    tall = max((high for *_, high in boxes), default=0)
    if tall < HIGH * dpi:
        return None
    foot = float(np.median([y + high for _, y, _, high in boxes if high >= TALL * tall]))
    found = [(box, _kind(box, tall, foot)) for box in boxes if min(box[2:]) >= SPECK * tall]
    while found and found[-1][1] != FIGURE:
        found.pop()
    while found and found[0][1] == MARK:
        found.pop(0)
    kinds = "".join(kind or "?" for _, kind in found)
    if "?" in kinds or FIGURE not in kinds or re.search(rf"[{MARK}{DASH}]{{2}}", kinds):
        return None
    runs = [list(group) for _, group in groupby(found, key=lambda one: one[1] == FIGURE)]
    figures, marks = (
        [run for run in runs if run[0][1] == FIGURE],
        [run[0] for run in runs if run[0][1] != FIGURE],
    )
    spans = [(run[0][0][0], max(x + wide for (x, _, wide, _), _ in run)) for run in figures]
    if kinds[0] == DASH:
        figures.insert(0, [])
        spans.insert(0, (marks[0][0][0], marks[0][0][0]))
    for (box, kind), before, after in zip(marks, spans, spans[1:], strict=False):
        most = (BESIDE if kind == MARK else APART) * tall
        near = box[0] - before[1] <= most and after[0] - box[0] - box[2] <= most
        room = after[0] - before[1] >= ROOM * tall or before[0] == before[1]
        if not (near and room):
            return None
    return Seen(
        [kind or "" for _, kind in marks],
        [y + high > foot + TAIL * tall for (_, y, _, high), _ in marks],
        [len(run) for run in figures],
        [right - left for left, right in spans],
        max(wide for run in figures for (_, _, wide, _), _ in run),
        tall,
    )


def _kind(box: Piece, tall: int, foot: float) -> str | None:
    _, y, wide, high = box
    if high >= TALL * tall:
        return FIGURE
    if high <= FLAT * tall and wide >= max(LONG * tall, 1.2 * high):
        middle = (foot - y - high / 2) / tall
        if MIDDLE[0] <= middle <= MIDDLE[1]:
            return DASH
    low = high <= LOW * tall and wide <= LOW * tall
    return MARK if low and y >= foot - FOOT * tall and y + high <= foot + DEEP * tall else None


def _joined(boxes: Sequence[Piece]) -> list[Piece]:
    """Return the pieces from the left, those that stand over one another as one."""
    joined: list[Piece] = []
    tall = max((high for *_, high in boxes), default=0)
    for x, y, wide, high in sorted(boxes):
        if joined:
            left, top, width, height = joined[-1]
            shared = min(left + width, x + wide) - x
            broken = shared > 0 and max(left + width, x + wide) - left <= BROAD * tall
            if broken or shared >= OVERLAP * min(width, wide):
                right, bottom = max(left + width, x + wide), max(top + height, y + high)
                joined[-1] = (left, min(top, y), right - left, bottom - min(top, y))
                continue
        joined.append((x, y, wide, high))
    return joined
