"""Letterheads and footers whose table a website's copy left as bars between cells.

What is copied or saved from a law collection often keeps of the two-column table at the head and at the foot only "|":
on a line of its own, or behind each cell. Only these two blocks are taken apart here (Nghị định 30/2020, Phụ lục I,
ô 1 to 4, 7 and 9); of any other table the number of columns is lost, so its text stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATE = re.compile(r"cộng\s+h\w{2}\s+xã\s+hội|đảng\s+cộng\s+sản\s+việt\s+nam", re.IGNORECASE)
_DATED = re.compile(r"\bngày\b.{0,40}?\btháng\b.{0,12}?\bnăm\b.{0,6}", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"^\s*số\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"\s*\|?\s*nơi nhận\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"\s*\|?\s*(?:TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s?\.?(?:\s|$)")
_RULE = re.compile(r"[-_*–—=\s]*")
_OPEN = re.compile(r"\S+|.*(?:[,–-]|\b(?:ngày|tháng|năm|VÀ|CHÍNH))")  # a line that the cell's width cut
_STATE_CUT = re.compile(r"xã hội|h(?:òa|oà)", re.IGNORECASE)
_SIDES = re.compile(r"(\S.{3,80}?)\s+((?:CỘNG H\w{2} XÃ HỘI|Độc lập ?[-–] ?Tự do).*)")
_NUMBERED = re.compile(r"(Số\s*:?\s*\S+(?:\s?[-/]\s?\S+)*)\s+(\S.*\bngày\b.*\bnăm\b.*)")
_LONG = 90  # characters; a longer line is running text
_ABOVE = 8  # lines of the left cell over the bar
_BELOW = 16  # lines down to the end of the date


class BarredBlock(NamedTuple):
    """A letterhead or footer: the lines of its left and of its right column, and the line behind it."""

    left: list[str]
    right: list[str]
    end: int


def barred_block(lines: Sequence[str], at: int) -> BarredBlock | None:
    """Return the letterhead or footer in barred cells that begins with line `at`, or None."""
    text = lines[at]
    if not text.strip() or len(text) > _LONG * 2:
        return None
    if _RECIPIENTS.match(text) or _AUTHORITY.match(text) or text.strip() == "|":
        return _footer(lines, at) or _letterhead(lines, at)
    return _letterhead(lines, at)


def _letterhead(lines: Sequence[str], at: int) -> BarredBlock | None:
    """Take the cells from line `at` to the one with the date; the state's name must stand in one of the first."""
    if not (lines[at].isupper() or lines[at].strip() == "|"):
        return None
    end = _head_end(lines, at)
    if end is None:
        return None
    left: list[str] = []
    right: list[str] = []
    for cell in "\n".join(lines[at:end]).split("|"):
        found = _lines_of(cell)
        on_right = _STATE.search(cell) or _DATED.search(cell)
        (right if on_right else left).extend(found)
    return BarredBlock(left, right, end) if left and right else None


def _head_end(lines: Sequence[str], at: int) -> int | None:
    """Return the line behind a letterhead's date and its bar, or None where there is no barred letterhead."""
    state = bars = False
    text = ""
    for index in range(at, min(len(lines), at + _ABOVE + _BELOW)):
        line = lines[index]
        if len(line) > _LONG * 2 or (not line.strip() and not state):
            return None
        text += line + "\n"
        bars = bars or "|" in line
        if not state and index - at > _ABOVE:
            return None
        state = state or _STATE.search(text) is not None
        if state and _DATED.search(text):
            following = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if not bars and following != "|":
                return None  # a bar further down is of a table
            closed = line.rstrip().endswith("|")
            return index + 1 if closed or following != "|" else index + 2
    return None


def squeezed_block(lines: Sequence[str], at: int) -> BarredBlock | None:
    """Return a letterhead whose two columns a copy has set line beside line with one blank between, or None.

    "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" / "HUYỆN X Độc lập - Tự do - Hạnh phúc" / "Số: 5/KH-UBND X, ngày ...".
    """
    left: list[str] = []
    right: list[str] = []
    for index in range(at, min(len(lines), at + _BELOW)):
        text = lines[index].strip()
        if len(text) > _LONG * 2:
            return None
        if not text or _RULE.fullmatch(text):
            continue
        sides = _SIDES.fullmatch(text) or _NUMBERED.fullmatch(text)
        if index == at and (sides is None or not _STATE.search(text)):
            return None
        left.append(sides[1] if sides else text)
        if sides:
            right.append(sides[2])
        if sides and _DATED.search(sides[2]):
            return BarredBlock(left, right, index + 1)
        if sides is None and not text.isupper():
            return None
    return None


def _footer(lines: Sequence[str], at: int) -> BarredBlock | None:
    """Take recipients and signature apart: "Nơi nhận: ..." | "TM. ỦY BAN NHÂN DÂN ..." |."""
    text, end, closed = "", at, False
    for index in range(at, min(len(lines), at + 50)):
        line = lines[index]
        if len(line) > _LONG * 2 or (closed and not line.strip()):
            break
        text += line + "\n"
        end = index + 1
        cells = text.split("|")
        signed = any(_AUTHORITY.match(cell) for cell in cells[:-1])
        closed = signed and (line.rstrip().endswith("|"))
        if closed:
            break
    if not closed:
        return None
    left: list[str] = []
    right: list[str] = []
    for cell in text.split("|"):
        if _AUTHORITY.match(cell):
            right.extend(_lines_of(cell))
        elif _RECIPIENTS.match(cell) or not cell.strip():
            left.extend(_lines_of(cell))
        else:
            return None
    return BarredBlock(left, right, end)


def _lines_of(cell: str) -> list[str]:
    """Return a cell's lines, those put together that only the copy's line width parted."""
    found: list[str] = []
    for line in cell.split("\n"):
        text = line.strip()
        if not text or _RULE.fullmatch(text):
            continue
        if found and _cut(found[-1], text):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def _cut(before: str, text: str) -> bool:
    if before.startswith(("-", "+")) or _RECIPIENTS.match(before):
        return text[:1].islower()
    if text[:1].islower() or _OPEN.fullmatch(before):
        return not _NUMBER.match(text)
    return _STATE_CUT.search(before) is not None and text.upper().startswith(("CHỦ NGHĨA", "XÃ HỘI"))
