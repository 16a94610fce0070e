"""Counts the strokes of Roman numerals and looks at single signs on the image, where engines guess.

"III." set in bold comes out as "II.", "HI." or "IL."; a dash among specks as "~". The image tells. Needs numpy and OpenCV
(extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.blanks import parted_at
from vnplan_extract.pages.clean import DARK
from vnplan_extract.pages.ocrwords import taken_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes

STEMS = frozenset("IHl1|")
DOUBTED = 0.4  # confidence of a numeral that has more ink than was read of it
STROKE_WIDE, SLACK = (
    0.6,
    0.35,
)  # width of an I of bold type, and of a stop behind it, as a share of its height
SEEN = 0.8  # highest confidence of a word that was read from its strokes
NUMERAL = re.compile(r"(?P<core>V?[IHLl1|!\]J]{1,4}|IV|[INMHÌÏÍ]{1,4}(?=[.,:-]))(?P<end>[.,:)-]?)")
NUMBERED = re.compile(r"(?:V?[IHLl1|!\]J]{1,4}|IV)[.,](?=[^\W\d_]{2,}\Z)")  # "L.MỤC" is I. MỤC
QUARTER = re.compile(r"(?P<core>[IHLl1|!\]JÌÏÍ]{1,4})(?P<tail>[/⁄](?:\d{4}[.,:;)]*)?|[.,:;)]*)")
THIN, EVEN = (
    0.45,
    0.15,
)  # of the box of a leaning stroke that is ink; by how much its rows may differ, of its height
NARROW, LEANING = (
    0.45,
    0.12,
)  # of its height: a stem is no wider, and leans no more; the stroke before a year does
RANGE = re.compile(r"(?P<first>[\d/.]*\d)-(?P<second>\d[\d/.]*[,;:)]?)?")
BLANK, LONGEST_DASH = (
    0.3,
    0.7,
)  # of a figure's height: a blank between it and a dash, and the dash, which is no rule
TALL = 0.5  # of a word's height: figures and capitals are higher, marks and stops lower
UPPER, LOWER = (
    0.3,
    0.62,
)  # of a capital's height: below its serifs, above the foot of an L; a full stop is lower
WIDER = 1.8  # how much wider than another a stem may look
SERIF_PART, SERIF = 0.12, 0.07  # of a capital's height: how high its serifs are, and how far they reach
FEWEST_ROWS = 8  # pixels of height under which strokes run together
PARTS = {
    "lục",
    "phần",
    "chương",
    "mục",
    "cấp",
    "loại",
    "hạng",
    "vùng",
    "đợt",
}  # "PHỤ LỤC H", "cháy rừng cấp II"
MARKER = re.compile(r"\d{1,2}-")  # of a section, in documents of the Party
COUNTED_STEMS = 0.6  # least confidence of a numeral whose stems are as many as were read
COUNTED = frozenset({"2.", "3.", "4."})
DASHES = frozenset("—–=+»«_")
NO_SIGNS = frozenset("~¬")  # no plan prints them alone: what engines make of a dash
FLAT = 0.3  # height of a dash as a share of its width, and of its line
LEAST_INK = 3  # pixels
HALF = 0.5  # of a sign's box: a flat stroke is as wide
LOWEST, BAR = 0.25, 0.72  # of a sign's height, where its bar lies; of its width that the bar takes
GREATER = {">": "≥", "<": "≤"}


def look_again(words: Sequence[Word], grey: Bytes) -> list[Word]:
    """Return the words, in pixels of the image, with numerals, dashes and signs that the image shows to be others.

    Args:
        words: Words in reading order, those of a line or of a cell together.
        grey: The page, without the lines of its tables.
    """
    seen = []
    words = [
        part for at, word in enumerate(words) for part in _numbered(words[at - 1] if at else None, word, grey)
    ]
    counted = any(
        word.text in COUNTED and after.text.isupper() and len(after.text) > 1 and after.x0 > word.x1
        for word, after in pairwise(words)
    )
    for at, word in enumerate(words):
        text = None
        if word.text == "1." and counted:
            pass  # headings in capitals count 1, 2, 3 on this page
        elif NUMERAL.fullmatch(word.text) and _may_be_numeral(words, at):
            text = _numeral(word, grey)
        elif at and words[at - 1].text.lower() == "quý" and (quarter := QUARTER.fullmatch(word.text)):
            text = _quarter(word, quarter, grey)
        elif word.text in NO_SIGNS or (word.text in DASHES and _is_dash(word, grey)):
            text = "-"
        elif (sign := word.text.lstrip("(")[:1]) in GREATER and _has_bar_below(word, grey):
            text = word.text.replace(sign, GREATER[sign], 1)
        taken = word if text is None or text == word.text else taken_for(word, text=text, most=SEEN)
        if text == word.text and text[0] in "IV":
            taken = replace(word, confidence=max(word.confidence, COUNTED_STEMS))
        if taken is word and _is_doubtful_quarter(words, at, grey):
            taken = replace(word, confidence=min(word.confidence, DOUBTED))
        marks = MARKER.fullmatch(taken.text) and _opens_line(words, at)
        seen += _parted(taken, grey) if RANGE.fullmatch(taken.text) and not marks else [taken]
    return seen


def _numbered(before: Word | None, word: Word, grey: Bytes) -> list[Word]:
    """Part a numeral from the heading in capitals behind it, where it opens a line and a blank is printed between them."""
    match = NUMBERED.match(word.text)
    opens = before is None or _opens_line((before, word), 1)
    if match is None or not opens or not word.text[match.end() :].isupper():
        return [word]
    return parted_at(word, grey, [match.end()])


def _may_be_numeral(words: Sequence[Word], at: int) -> bool:
    """Does the word open its line before a word in capitals, or stand alone? "1" and "l" alone may be a number."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else None
    if not _opens_line(words, at):
        before = words[at - 1]
        return (before.text.lower() in PARTS or before.text == "+") and word.text[0] in "IHV"
    if after is None or after.top != word.top or after.x0 < word.x1:
        return len(word.text.rstrip(".")) > 1 or word.text.startswith("H")
    return after.text.isupper() and len(after.text) > 1


def _opens_line(words: Sequence[Word], at: int) -> bool:
    before, word = words[at - 1] if at else None, words[at]
    return before is None or before.top != word.top or before.x1 > word.x0


def _numeral(word: Word, grey: Bytes) -> str | None:
    """Return the numeral that the stems of a word make; None where they are no row of even strokes."""
    match = NUMERAL.fullmatch(word.text)
    ink = _ink(word, grey)
    if match is None or ink is None or ink.shape[0] < FEWEST_ROWS or match["core"] == "IV":
        return None
    five = match["core"].startswith("V")
    stems = _stems(ink)
    if five:
        stems = stems[2:] if len(stems) > 2 else []
    if not 1 <= len(stems) <= 3 or max(stems) > WIDER * min(stems) or max(stems) > 0.4 * ink.shape[0]:
        return None
    if len(stems) > 1 and set(match["core"]) in ({"1"}, {"I"}):
        head, foot = _serifs(ink)
        if match["core"][0] == "1" and not head:
            return None
        if match["core"][0] == "I" and foot and not head and not match["end"]:
            return "1" * len(stems)
    return "V" * five + "I" * len(stems) + match["end"]


def _serifs(ink: Bytes) -> tuple[bool, bool]:
    """Tell whether the last stem has a serif to the right at its head and at its foot: an I has both, a 1 has none at its head."""
    part = max(round(SERIF_PART * len(ink)), 2)
    middle = np.flatnonzero(ink[part * 2 : -part * 2].mean(axis=0) > 0.5)
    if not len(middle):
        return False, False
    reach = int(middle[-1]) + max(round(SERIF * len(ink)), 1)
    return bool(ink[:part, reach:].any()), bool(ink[-part:, reach:].any())


def _quarter(word: Word, match: re.Match[str], grey: Bytes) -> str | None:
    """Return a quarter's numeral by its stems, with what stands behind it: "1/2026" is III/2026 where there are three."""
    if not match["tail"]:
        return _numeral(word, grey)
    part = grey[max(int(word.top), 0) : int(word.bottom) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
    ink = (part < DARK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = [
        (int(x), int(wide), labels[y : y + high, x : x + wide] == at)
        for at, (x, y, wide, high, _) in enumerate(stats.tolist())
        if at and high > TALL * len(part)
    ]
    pieces.sort(key=itemgetter(0))
    shapes = [
        wide <= NARROW * len(piece) and _lean(piece) <= LEANING * len(piece) for _, wide, piece in pieces
    ]
    stems = shapes.index(False) if False in shapes else len(shapes)
    if not 1 <= stems <= 3 or (stems == len(pieces)) is bool(match["tail"].strip(".,:;)")):
        return None
    if stems < len(pieces) and pieces[stems][1] > NARROW * len(pieces[stems][2]):
        return None  # a stem that touches the stroke before the year is not counted
    if stems == 1 and match["core"] == "1":
        return None  # printed so, or not: it is the same
    return "I" * stems + match["tail"].replace("⁄", "/")


def _is_doubtful_quarter(words: Sequence[Word], at: int, grey: Bytes) -> bool:
    """Has a quarter more ink than the numeral that was read? Under a seal "II" comes out as "I", its strokes in one piece."""
    core = words[at].text.rstrip(".,:;)")
    if not at or words[at - 1].text.lower() != "quý" or not core or not STEMS.issuperset(core):
        return False
    ink = _ink(words[at], grey)
    if ink is None:
        return False
    columns = np.flatnonzero(ink.any(axis=0))
    strokes = len(core) + core.count("H")
    return bool(columns[-1] - columns[0] + 1 > (STROKE_WIDE * strokes + SLACK) * len(ink))


def _parted(word: Word, grey: Bytes) -> list[Word]:
    """Part "2024-2026" where blanks are printed around the dash, which the engine passed over."""
    match = RANGE.fullmatch(word.text)
    x0, top = max(int(word.x0), 0), max(int(word.top), 0)
    ink = (grey[top : int(word.bottom) + 1, x0 : int(word.x1) + 1] < DARK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = sorted(
        (int(x), int(wide), int(high)) for x, _, wide, high, area in stats[1:] if area > LEAST_INK
    )
    height = max((high for _, _, high in pieces), default=0)
    for at, (x, wide, high) in enumerate(pieces[1:], 1):
        if high > FLAT * height or not high < wide < LONGEST_DASH * height or match is None:
            continue
        before, _, after = match.group().partition("-")
        behind = pieces[at + 1][0] if at + 1 < len(pieces) else None
        left, right = x - sum(pieces[at - 1][:2]), None if behind is None else behind - x - wide
        if left < BLANK * height or (right is None) is bool(after) or (right or height) < BLANK * height:
            continue
        parts = [
            replace(word, text=before, x1=x0 + float(x - left)),
            replace(word, text="-", x0=x0 + float(x), x1=x0 + float(x + wide), read_as=None),
        ]
        if behind is not None:
            parts.append(replace(word, text=after, x0=x0 + float(behind), read_as=None))
        return parts
    return [word]


def leaning_stroke(piece: NDArray[np.bool_]) -> bool:
    """Is a piece of ink one thin stroke that leans to the right, as the one between number and symbol?"""
    thin = piece.mean() < THIN and piece.shape[1] <= NARROW * len(piece)
    return bool(
        thin and _lean(piece) > LEANING * len(piece) and np.ptp(piece.sum(axis=1)) <= EVEN * len(piece)
    )


def _lean(piece: NDArray[np.bool_]) -> float:
    """Return by how many pixels the upper third of a stroke stands to the right of the lower."""
    third = len(piece) // 3
    upper, lower = np.flatnonzero(piece[:third].any(axis=0)), np.flatnonzero(piece[-third:].any(axis=0))
    return float(upper.mean() - lower.mean())


def _ink(word: Word, grey: Bytes) -> Bytes | None:
    """Return where a word's box has ink, cut to the tallest piece in it."""
    part = grey[max(int(word.top), 0) : int(word.bottom) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
    ink = (part < DARK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if len(stats) < 2:
        return None
    tall = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_HEIGHT]))]
    return ink[tall[cv2.CC_STAT_TOP] : tall[cv2.CC_STAT_TOP] + tall[cv2.CC_STAT_HEIGHT]]


def _stems(ink: Bytes) -> list[int]:
    """Return the widths of the strokes that cross the middle of the ink; none where a bar joins them, as in H."""
    rows = ink[round(UPPER * len(ink)) : round(LOWER * len(ink))]
    across = np.flatnonzero(rows.mean(axis=0) > 0.5)
    if (
        len(across)
        and rows[:, across[0] : across[-1] + 1].all(axis=1).any()
        and np.diff(across).max(initial=1) > 1
    ):
        return []
    edges = np.diff(np.concatenate(([0], (rows.mean(axis=0) > 0.5).astype(np.int8), [0])))
    return [int(width) for width in np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0)]


def _is_dash(word: Word, grey: Bytes) -> bool:
    """Is the word's ink one flat stroke at the middle of its line? "=" has two, one over the other."""
    ink = _ink(word, grey)
    if ink is None or (word.text == "=" and _bars(word, grey) > 1):
        return False
    columns = np.flatnonzero(ink.any(axis=0))
    height = len(ink)
    return bool(height <= FLAT * (word.bottom - word.top) and height <= 0.7 * (columns[-1] - columns[0] + 1))


def _bars(word: Word, grey: Bytes) -> int:
    """Return how many flat strokes lie over one another in a word's box."""
    part = grey[max(int(word.top), 0) : int(word.bottom) + 1, max(int(word.x0), 0) : int(word.x1) + 1]
    rows = (part < DARK).mean(axis=1) > HALF
    return int(np.count_nonzero(np.diff(rows.astype(np.int8), prepend=0) > 0))


def _has_bar_below(word: Word, grey: Bytes) -> bool:
    """Does a bar lie under the first sign of a word, as under "≥" or "(≥"? It may touch the sign where the scan is soft."""
    height = int(word.bottom - word.top)
    top, bottom = max(int(word.top), 0), int(word.bottom) + max(height // 4, 3)
    before = len(word.text) - len(word.text.lstrip("("))  # brackets stand before the sign
    part = grey[top:bottom, max(int(word.x0) - 1, 0) : int(word.x0) + (1 + before) * height] < DARK
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
    begun = [at for at, (_, y, _, _, area) in enumerate(stats) if at and area > LEAST_INK and y < height]
    if len(begun) <= before:
        return False
    left, _, width = sorted(stats[begun, :3].tolist())[before]
    # What begins under the line are marks of the next one.
    rows = np.isin(labels[:, left : left + width], begun).mean(axis=1)
    inked = np.flatnonzero(rows)
    low = inked[-1] - max(round(LOWEST * (inked[-1] - inked[0])), 2)
    return bool((rows[low:] > BAR).any() and not (rows[:low] > BAR).any())
