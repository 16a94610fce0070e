"""Leaves out what a pen or a stamp wrote into a printed header: the number before its symbol, the day and the month.

An engine makes confident nonsense of handwriting (4033 of 1039), so its word is not enough: printed digits are as high as
the capitals of the symbol beside them, or as the year on their line, and all alike. What is not surely print is left
out, as if it were blank; the printed symbol, "tháng" and "năm" stay. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import DARK
from vnplan_extract.pages.ocrwords import as_read, same_line, taken_for
from vnplan_extract.pages.strokes import leaning_stroke
from vnplan_extract.pages.syllables import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes

TAKEN = 0.7  # confidence of a label or a symbol that was told from what is written beside it
SURELY = 0.85  # confidence from which digits are print when their heights cannot be told
PERHAPS = 0.6  # confidence under which they are not, however even they are
UNREAD = 0.45  # the same for a day or a month
APART = 1.2  # of a line's height: what is so far to the right stands in another column
NEAR = 4  # words before a symbol that may be its number and label
LEVEL = 0.2  # by how much print may differ in height from the print beside it, and among itself
UNEVEN = 0.3  # from which it is written or stamped
LEAST_HEIGHT = 0.35  # of the line, under which ink is no digit
DUST = 0.6  # of the height of the signs beside it, under which ink is no stroke of a pen that was not read
PIECE, OVER, PARTED = (
    0.15,
    0.5,
    0.2,
)  # of the line: least piece of a broken sign, and the gap in it; of its width that lies over the other
REACH = 0.5  # of the line's height: so far handwriting goes over and under its line
LETTERS = "A-ZĐÐ"
SYMBOL = re.compile(
    rf"(?:/\s?(?P<year>(?:19|20)\d\d/)?[{LETTERS}][{LETTERS}a-zđ]{{0,6}}[-–][{LETTERS}][^\W\d_&]*\S*"
    rf"|/[{LETTERS}]{{2,8}}[-–]$|[-–][{LETTERS}]{{1,5}}/[{LETTERS}]{{2,8}}\S*)$"
)
LABEL = re.compile(r"[sS5][^\s\d]?[^\s\d]{0,2}[:;.]*")
GLUED = re.compile(r"(?P<label>[sS][óòôốồổỗõáàéêöơấ0oO][:;.]?|[Ss]\S[:;]?)(?P<rest>.*)")
SERIAL = re.compile(r"\d{1,6}[a-zđ]?")
STROKES = str.maketrans(dict.fromkeys("]|lI!ÌÏ", "1"))
DATED = re.compile(r"(?P<say>ngày|tháng)(?P<rest>\S*)")
MONTH_GLUED = re.compile(r"(?P<rest>\S{1,6}?)(?P<say>tháng|háng|năm)")
MOST = {"ngày": 31, "tháng": 12}
YEAR = re.compile(r"(?:19|20)\d\S")
AFTER = {"ngày": "tháng", "tháng": "năm"}
MOST_PIECES = 3  # that a day is read in


def leave_out_hand(words: Sequence[Word], grey: Bytes | None = None) -> list[Word]:
    """Return the words without the number, day and month that are not surely printed.

    Args:
        words: Words in reading order, those of a line together.
        grey: The page they were read from, where they are in its pixels; without it confidence alone decides.
    """
    return _dates(_numbers(list(words), grey), grey)


# ---------------------------------------------------------------------------------------------------------------
# "Số: ... /KH-UBND"


def _numbers(words: list[Word], grey: Bytes | None) -> list[Word]:
    at = 0
    while at < len(words):
        match = SYMBOL.search(words[at].text)
        begin = _label(words, at, match.start()) if match and _ends_line(words, at) else None
        if match is None or begin is None:
            at += 1
            continue
        told = _told(words[begin : at + 1], match.start(), grey)
        words[begin : at + 1] = told
        at = begin + len(told)
    return words


def _label(words: Sequence[Word], at: int, split: int) -> int | None:
    """Return which word begins "Số:", the first of its line or column; None where the symbol is that of a citation."""
    if split and _opens_line(words, at) and GLUED.match(words[at].text[:split]):
        return at
    for begin in range(at - 1, max(at - NEAR, 0) - 1, -1):
        if not same_line(words[begin], words[begin + 1]) or words[begin + 1].x0 < words[begin].x0:
            return None
        if _opens_line(words, begin):
            text = words[begin].text
            return begin if LABEL.fullmatch(text) or _says_number(text) else None
    return None


def _says_number(text: str) -> bool:
    """Is it "Số:", with whatever a pen made of its end?"""
    match = GLUED.match(text)
    return match is not None and (text[0] == "S" or not text.isalpha())


def _told(words: Sequence[Word], split: int, grey: Bytes | None) -> list[Word]:
    """Return label, printed number if any, and symbol; what was written by hand is left out."""
    first, last = words[0], words[-1]
    label = GLUED.match(last.text[:split] if len(words) == 1 else first.text)
    inside = label["rest"] if label and len(words) == 1 else last.text[:split]
    if label and len(words) > 1 and label["rest"]:
        return _blanked(words, split)
    serial = "".join([*(word.text for word in words[1:-1]), inside]).translate(STROKES)
    if (
        serial.strip(".…_-")
        and not (
            SERIAL.fullmatch(serial)
            and not any(word.alternative for word in words[1:])  # two engines read two numbers
            and _printed([*words[1:-1], *_parts(last, split, inside)], last, grey, PERHAPS)
            and not _more_ink(words, split, len(serial), grey)
        )
    ):
        return _blanked(words, split)
    if label and skeleton(label["label"].rstrip(":.;")) == "so" and label["label"][1] not in "ốỐ":
        right = f"Số:{first.text[len(label['label']) :]}"
        return [taken_for(first, text=right, most=TAKEN), *words[1:]]
    return list(words)


def _more_ink(words: Sequence[Word], split: int, read: int, grey: Bytes | None) -> bool:
    """Are there more strokes between label and symbol than figures were read? A pen's 71 was read as 7."""
    first, last = words[0], words[-1]
    if grey is None or len(words) == 1 or not last.text.startswith("/", split):
        return False  # in "47-KH/ĐU" letters stand before the stroke
    line = last.bottom - last.top
    left, top = max(int(first.x1) + 1, 0), max(int(last.top - REACH * line), 0)
    ink = (grey[top : int(last.bottom + REACH * line), left : int(last.x1) + 1] < DARK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    beside = _heights([last], grey)
    least = max(LEAST_HEIGHT * line, DUST * float(np.median(beside)) if beside else 0.0)
    found = 0
    for x, y, wide, high, at in sorted((*stat[:4], at) for at, stat in enumerate(stats.tolist()) if at):
        if high < least:
            continue
        if leaning_stroke(labels[y : y + high, x : x + wide] == at):
            return found > read
        found += 1
    return False  # the stroke of the symbol was not found


def _parts(last: Word, split: int, inside: str) -> list[Word]:
    return [_part(last, split - len(inside), split)] if inside else []


def _blanked(words: Sequence[Word], split: int) -> list[Word]:
    first, last = words[0], words[-1]
    inside = last.text[:split]
    read = as_read([*words[:-1], replace(last, text=inside, read_as=None)] if inside else words[:-1])
    label = first if len(words) > 1 else _part(last, 0, min(3, split))
    said = replace(label, text="Số:", confidence=TAKEN, read_as=read)
    symbol = _part(last, split, len(last.text))
    return [said, replace(symbol, confidence=max(last.confidence, TAKEN)) if inside else last]


def _part(word: Word, start: int, stop: int) -> Word:
    """Return some characters of a word as a word, its box in proportion."""
    wide = (word.x1 - word.x0) / max(len(word.text), 1)
    return replace(
        word, text=word.text[start:stop], x0=word.x0 + wide * start, x1=word.x0 + wide * stop, read_as=None
    )


# ---------------------------------------------------------------------------------------------------------------
# "ngày ... tháng ... năm 2021"


def _dates(words: list[Word], grey: Bytes | None) -> list[Word]:
    kept: list[Word] = []
    at = 0
    while at < len(words):
        match = DATED.fullmatch(words[at].text)
        pieces = _pieces(words, at, match["say"]) if match else None
        if match is None or pieces is None:
            kept.append(words[at])
            at += 1
            continue
        kept += _said(words[at], match, words[at + 1 : at + 1 + pieces], words[at + 1 + pieces :], grey)
        at += 1 + pieces
    return kept


def _pieces(words: list[Word], at: int, say: str) -> int | None:
    """Return how many words stand between "ngày" and "tháng", or "tháng" and "năm"; None where that does not follow.

    A pen's last stroke may be one word with what follows: "0Trtháng" is parted.
    """
    for count in range(MOST_PIECES + 1):
        place = at + 1 + count
        if place >= len(words) or not same_line(words[at], words[place]):
            return None
        if words[place].text == AFTER[say]:
            return count
        glued = MONTH_GLUED.fullmatch(words[place].text)
        if glued and AFTER[say].endswith(glued["say"]) and not glued["rest"].isalpha():
            words[place : place + 1] = _parted(words[place], len(glued["rest"]), AFTER[say])
            return count + 1
    return None


def _parted(word: Word, split: int, following: str) -> list[Word]:
    first, second = _part(word, 0, split), _part(word, split, len(word.text))
    return [first, replace(second, text=following, confidence=max(word.confidence, TAKEN))]


def _said(
    word: Word, match: re.Match[str], pieces: Sequence[Word], following: Sequence[Word], grey: Bytes | None
) -> list[Word]:
    """Return "ngày" or "tháng" with its number where that is surely printed, alone otherwise."""
    number = [*([_part(word, len(match["say"]), len(word.text))] if match["rest"] else []), *pieces]
    read = "".join(piece.text for piece in number).strip(".,…_/ ")
    year = next((other for other in following[:6] if YEAR.match(other.text)), None)
    if not read or not _is_doubtful(number, read):
        return [word, *pieces]
    text = read.translate(STROKES)
    if text.isdecimal() and 1 <= int(text) <= MOST[match["say"]]:
        least = 0.0 if read != text else UNREAD  # strokes are ones, however unsure the engine is of them
        if _printed(number, year, grey, least):
            return [_part(word, 0, len(match["say"])), *number]
    elif read.isalnum() and _unsure(number) >= UNREAD and (year is None or _is_even(number, year, grey)):
        return [word, *pieces]  # print that was misread
    said = _part(word, 0, len(match["say"]))
    return [replace(said, confidence=min(word.confidence, TAKEN), read_as=as_read([word, *pieces]))]


def _is_doubtful(number: Sequence[Word], read: str) -> bool:
    """May it be a number or what a pen wrote, and no word: "tháng đầu năm"?"""
    return not read.isalpha() or _unsure(number) < UNREAD


def _unsure(words: Sequence[Word]) -> float:
    return min(word.confidence for word in words)


# ---------------------------------------------------------------------------------------------------------------
# Print or hand


def _printed(digits: Sequence[Word], beside: Word | None, grey: Bytes | None, least: float) -> bool:
    """Are the digits print? Sure of themselves, and as even and as high as the print beside them."""
    sure = _unsure(digits)
    if grey is None or beside is None:
        return sure >= least
    count = sum(len(word.text) for word in digits)
    heights, others = _heights(digits, grey)[:count], _heights([beside], grey)
    if not heights or not others:
        return sure >= SURELY
    off = _off(heights, others)
    return off <= UNEVEN and (sure >= SURELY or (sure >= least and off <= LEVEL))


def _is_even(words: Sequence[Word], beside: Word, grey: Bytes | None) -> bool:
    if grey is None:
        return True
    heights, others = _heights(words, grey), _heights([beside], grey)
    return bool(heights and others) and _off(heights, others) <= LEVEL


def _off(heights: Sequence[int], others: Sequence[int]) -> float:
    """Return by how much heights differ most from the usual one beside them, and from one another."""
    usual = float(np.median(others))
    return max(*(abs(height / usual - 1) for height in heights), (max(heights) - min(heights)) / usual)


def _heights(words: Sequence[Word], grey: Bytes) -> list[int]:
    """Return the heights of the signs in some words from the left, marks and dots left out."""
    found: list[int] = []
    for word in words:
        line = word.bottom - word.top
        left, top = max(int(word.x0 - line), 0), max(int(word.top - REACH * line), 0)
        part = grey[top : int(word.bottom + REACH * line), left : int(word.x1 + line)] < DARK
        _, _, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
        middle = (word.top + word.bottom) / 2 - top
        pieces = [
            (x, x + wide, y, y + high)
            for x, y, wide, high, _ in stats[1:].tolist()
            if high >= PIECE * line
            and abs(y + high / 2 - middle) < REACH * line
            and word.x0 <= left + x + wide / 2 <= word.x1
        ]
        found += [high for high in _whole(pieces, line) if high >= LEAST_HEIGHT * line]
    return found


def _whole(pieces: list[tuple[int, int, int, int]], line: float) -> list[int]:
    """Return the heights of signs, those put together again that a worn copy broke: pieces over one another."""
    signs: list[tuple[int, int, int, int]] = []
    for x0, x1, top, bottom in sorted(pieces):
        for at, (left, right, high, low) in enumerate(signs):
            over = min(x1, right) - max(x0, left) >= OVER * min(x1 - x0, right - left)
            if over and max(top, high) - min(bottom, low) <= PARTED * line:
                signs[at] = (min(left, x0), max(right, x1), min(high, top), max(low, bottom))
                break
        else:
            signs.append((x0, x1, top, bottom))
    return [low - high for _, _, high, low in signs]


def _ends_line(words: Sequence[Word], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or not same_line(words[at], after):
        return True
    gap = after.x0 - words[at].x1
    # "UBND- KSTTHC": the symbol goes on after a blank.
    return gap < 0 or gap > APART * (words[at].bottom - words[at].top) or words[at].text.endswith(("-", "–"))


def _opens_line(words: Sequence[Word], at: int) -> bool:
    if at == 0 or not same_line(words[at - 1], words[at]):
        return True
    gap = words[at].x0 - words[at - 1].x1
    return gap < 0 or gap > 2 * APART * (words[at].bottom - words[at].top)
