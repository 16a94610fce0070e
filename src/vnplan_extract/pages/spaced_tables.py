"""Tables typed with blanks: columns set below one another under a head that begins with "STT" or "TT".

So terminals, mail and PDF-to-text programs print them. A column is what a corridor of blanks, the same in all rows, sets
apart; a line without an ordinal goes on the row above.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = re.compile(r"\s*(?:STT|TT|Stt|Số TT|S\.TT)\s{2,}\S")
_PIECE = re.compile(r"\S+(?: \S+)*")
_MARK = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Z])[.)]?")
_TOTAL = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
_FEWEST = 3  # columns
_MOST_LINES = 400


class SpacedTable(NamedTuple):
    """The rows of a table typed with blanks, all as long as the first, and the line behind it."""

    rows: list[list[str]]
    end: int


def spaced_table(lines: Sequence[str], at: int) -> SpacedTable | None:
    """Return the table typed with blanks whose head is line `at`, or None where there is none."""
    if not _HEAD.match(lines[at]) or "\t" in lines[at] or len(_PIECE.findall(lines[at])) < _FEWEST:
        return None
    end = _end(lines, at)
    run = [line for line in lines[at:end] if line.strip()]
    starts = _columns(run)
    if len(starts) != len(_PIECE.findall(run[0])):
        return None
    rows: list[list[str]] = []
    for line in run:
        cells = _cells(line, starts)
        if not rows or cells[0] or _TOTAL.match(next(filter(None, cells), "")):
            rows.append(cells)
        else:
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], cells, strict=True)]
    return SpacedTable(rows, end) if len(rows) > _FEWEST - 1 and _numbered(rows[1:]) else None


def _numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Do ordinals open the rows?"""
    return all(_MARK.fullmatch(row[0]) or _TOTAL.match(next(filter(None, row), "")) for row in rows)


def _end(lines: Sequence[str], at: int) -> int:
    """Return the line behind a table: a blank line ends it, unless a row with its ordinal follows."""
    end = at + 1
    last = min(len(lines), at + _MOST_LINES)
    while end < last:
        line = lines[end]
        if not line.strip():
            following = lines[end + 1] if end + 1 < last else ""
            pieces = _PIECE.findall(following)
            if len(pieces) < _FEWEST or not _MARK.fullmatch(pieces[0]):
                break
        elif "\t" in line or _HEAD.match(line):
            break
        end += 1
    return end


def _columns(run: Sequence[str]) -> list[int]:
    """Return where the columns begin: after each corridor of two blanks or more that all full rows leave."""
    full = [line for line in run if len(_PIECE.findall(line)) >= _FEWEST]
    taken = bytearray(max(len(line) for line in run) + 2)
    for line in full:
        for piece in _PIECE.finditer(line):
            taken[piece.start() : piece.end()] = b"\x01" * (piece.end() - piece.start())
    return [match.start() for match in re.finditer(rb"\x01+(?:\x00\x01+)*", bytes(taken))]


def _cells(line: str, starts: Sequence[int]) -> list[str]:
    """Divide a line at the columns; what begins in one belongs to it."""
    cells = [""] * len(starts)
    for piece in _PIECE.finditer(line):
        col = max(bisect_right(starts, piece.start()) - 1, 0)
        cells[col] = f"{cells[col]} {piece[0]}".strip()
    return cells
