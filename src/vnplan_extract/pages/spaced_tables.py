"""Tables typed with blanks: columns set below one another under a head that begins with "STT" or "TT".

So terminals, mail and PDF-to-text programs (`pdftotext -layout`) print them. A column is what a corridor of blanks, the
same in nearly all lines, sets apart; cells run over several lines, a line without an ordinal goes on the row above. A head
over several columns stands on a line above theirs.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.pages.spaced_columns import (
    MARK,
    TOTAL,
    bounds_of,
    columns_of,
    cut_at,
    cut_under_heads,
    is_crossed,
    is_crowded,
    lowest_heads,
    with_blank_column,
    with_heads,
)
from vnplan_extract.pages.spaced_heads import Piece, head_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = re.compile(r"\s*(?:STT|ST|TT|Stt|Số TT|S\.TT)\s{2,}\S")
_HEAD_CUT = (re.compile(r"\s*Số\s{2,}\S"), re.compile(r"\s*TT(?:\s{2,}|\s*\Z)"))  # "Số" over "TT"
_LONG_HEAD = 40  # characters
_PIECE = re.compile(r"\S+(?: \S+)*")
_MARKED = re.compile(r"(\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐ])[.)]?) (?=\S)")
_BULLET = re.compile(r"[-+•–] ?\S")
_INDEX = re.compile(r"\(\d{1,2}\)")
_FIGURE = re.compile(r"( *(\d{1,3})(?:\.\d{1,3})*[.)]?) +\S")
_LOOKED = 40  # lines in which an ordinal stands
_DEEP = 10  # characters: no ordinal stands further right
_FEWEST = 3  # columns
_MOST = 60
_MOST_LINES = 400
_MOST_HEAD = 9  # lines of a head
_LONE = 3  # lines of one long piece after one another are prose


@cache
def _begins_with(listed: str) -> re.Pattern[str]:
    """Return what matches a line that begins with one of a list of `data/tables.toml`."""
    text = (files("vnplan_extract") / "data" / "tables.toml").read_text(encoding="utf-8")
    words = cast("list[str]", tomllib.loads(text)[listed]["values"])
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


class SpacedTable(NamedTuple):
    """The rows of a table typed with blanks, all as long as the first, and the line behind it."""

    rows: list[list[str]]
    end: int


def spaced_table(lines: Sequence[str], at: int) -> SpacedTable | None:
    """Return the table typed with blanks whose head begins on line `at`, or None where there is none."""
    named = _head_line(lines, at)
    if (
        named is None
        or len(_PIECE.findall(lines[named])) > _MOST
        or any("\t" in line for line in lines[at : named + 1])
    ):
        return None
    below = lines[named + 1 : named + _MOST_LINES]
    numbered = _is_head(lines, named)
    edge = _edge(lines[named], below) if numbered else _first_column(lines[named], below)
    body = _body(lines, named, edge)
    end = _end(lines, body, edge)
    if body >= end:
        return None
    parted = [_pieces(line, edge) for line in lines[body:end]]
    heads = [_pieces(line, 0) for line in lines[at:body]]
    columns = with_blank_column(columns_of(parted, edge), heads)
    cut = cut_under_heads(columns, heads, parted)
    close = len(cut) > len(columns)
    seen = [*heads, lowest_heads(heads)] if close else heads
    columns = with_heads(cut, heads)
    parted = [cut_at(pieces, columns) for pieces in parted]
    if len(columns) < _FEWEST or any(is_crowded(line, columns) for line in seen):
        return None
    if any(is_crossed(line, below, columns, close=close) for line, below in pairwise([*parted, []])):
        return None
    rows = _rows(parted, columns, edge, numbered=numbered)
    if not rows or (numbered and not _numbered(rows)) or (not numbered and len(rows) < _FEWEST):
        return None
    return SpacedTable([*head_rows(heads, columns, named - at), *rows], end)


def named_head(lines: Sequence[str], at: int) -> str | None:
    """Return the heads of a table typed with blanks where "STT" and others stand on line `at`, though no table was made of it."""
    heads = _PIECE.findall(lines[at]) if _is_head(lines, at) and "\t" not in lines[at] else []
    return " | ".join(heads) if _FEWEST < len(heads) <= _MOST and _are_heads(heads) else None


def unread_table(lines: Sequence[str], at: int) -> SpacedTable | None:
    """Return the lines of a table whose columns cannot be told apart as rows of an ordinal and all the rest, the head first.

    What its columns print beside one another is no sentence, and its figures are no number.
    """
    below = lines[at + 1 : at + _MOST_LINES]
    edge = _edge(lines[at], below)
    body = _body(lines, at, edge)
    end = _end(lines, body, edge)
    if body >= end:
        return None
    rows = [["", " ".join(" ".join(lines[at:body]).split())]]
    for line in lines[body:end]:
        pieces = _pieces(line, edge)
        mark = pieces[0].text if pieces and pieces[0].start <= edge and MARK.fullmatch(pieces[0].text) else ""
        text = " ".join(piece.text for piece in pieces[bool(mark) :])
        if mark or (pieces and TOTAL.match(pieces[0].text)):
            rows.append([mark, text])
        elif text:
            rows[-1][1] = f"{rows[-1][1]} {text}"
    return SpacedTable(rows, end)


def _is_head(lines: Sequence[str], at: int) -> bool:
    """Does a line begin a head with the column of ordinals, "STT", or "Số" over "TT"?"""
    if _HEAD.match(lines[at]):
        return True
    above, below = _HEAD_CUT
    return bool(above.match(lines[at])) and at + 1 < len(lines) and bool(below.match(lines[at + 1]))


def continued_table(lines: Sequence[str], at: int, columns: int) -> SpacedTable | None:
    """Return the rest of a table that the page before began, without its head; it must have as many columns."""
    first = next((line for line in lines[at:] if line.strip()), "")
    mark = _PIECE.search(first)
    if mark is None or _HEAD.match(first):
        return None
    edge = _edge("", lines[at : at + _MOST_LINES], last=None) or -1
    end = _end(lines, at, edge)
    parted = [_pieces(line, edge) for line in lines[at:end]]
    found = columns_of(parted, edge)
    if len(found) == columns - 1 and not any(MARK.fullmatch(pieces[0].text) for pieces in parted if pieces):
        found, edge = [(-2, -1), *found], -1  # no row begins on this page, or none has an ordinal
    if len(found) != columns or columns < _FEWEST:
        return None
    rows = _rows(parted, found, edge)
    blank = all(not row[0] for row in rows)
    return SpacedTable(rows, end) if rows and (blank or _numbered(rows[1:])) else None


# ---------------------------------------------------------------------------------------------------------------
# Where the table stands.


def _head_line(lines: Sequence[str], at: int) -> int | None:
    """Return the line that holds "STT" of a head beginning on line `at`; heads over several columns may stand above."""
    for line in range(at, min(at + 3, len(lines))):
        pieces = _PIECE.findall(lines[line])
        if _is_head(lines, line):
            return line if len(pieces) >= _FEWEST - (line > at) else None
        if (
            line == at
            and len(pieces) >= _FEWEST
            and _begins_with("typed_heads").match(lines[line])
            and _are_heads(pieces)
        ):
            return line
        if (
            len(pieces) < 2
            or len(lines[line]) - len(lines[line].lstrip()) < 12
            or lines[line].lstrip()[0] in "-+("
        ):
            return None
    return None


def _are_heads(pieces: Sequence[str]) -> bool:
    return all(piece[0].isupper() and len(piece) < _LONG_HEAD and piece[-1] not in ".;:," for piece in pieces)


def _first_column(head: str, below: Sequence[str]) -> int:
    """Return where the first column of a table without ordinals ends: behind what stands under its head."""
    mark = _PIECE.search(head)
    edge = mark.end() if mark is not None else 0
    for line in below[:_LOOKED]:
        pieces = list(_PIECE.finditer(line))
        if len(pieces) >= _FEWEST and pieces[0].start() < edge:
            edge = max(edge, pieces[0].end())
    return edge


def _edge(head: str, below: Sequence[str], *, last: int | None = 0) -> int:
    """Return where the column of ordinals ends at the latest: behind its head, and behind ordinals set under it."""
    mark = _PIECE.search(head)
    edge = mark.end() + 1 if mark is not None else 0
    for line in below[:_LOOKED]:
        found = _FIGURE.match(line)
        if found is not None and found.end(1) <= _DEEP and (last is None or int(found[2]) in {1, last + 1}):
            last = int(found[2])
            edge = max(edge, found.end(1))
    return edge


def _body(lines: Sequence[str], named: int, edge: int) -> int:
    """Return the first line behind the head: it has an ordinal, or a group's name, where ordinals stand."""
    for at in range(named + 1, min(named + _MOST_HEAD, len(lines))):
        pieces = _pieces(lines[at], edge)
        if pieces and pieces[0].start <= edge and not (pieces[0].text in {"T", "TT"} and at == named + 1):
            return at
        if (
            len(pieces) > 1
            and TOTAL.match(pieces[0].text)
            and any(piece.text[-1].isdigit() for piece in pieces)
        ):
            return at
    return len(lines)


def _end(lines: Sequence[str], body: int, edge: int) -> int:
    """Return the line behind the table: the last of several pieces, and the lines of its cells that follow it."""
    last, lone, blanks = body - 1, 0, 0
    stop = min(len(lines), body + _MOST_LINES)
    at = body
    while at < stop:
        line = lines[at]
        pieces = _pieces(line, edge)
        if "\t" in line or _HEAD.match(line) or _begins_with("typed_ends").match(line) or blanks > 3:
            break
        if not pieces:
            blanks += 1
        elif len(pieces) >= _FEWEST or (len(pieces) == 2 and _reaches_over(line, blanks)):
            last, lone, blanks = at, 0, 0
        elif pieces[0].start > edge:
            if blanks and len(pieces) == 1:
                lone += 1
            elif last == at - 1:
                last = at
            blanks = 0
        else:
            lone += 1
            blanks = 0
        if lone >= _LONE:
            break
        at += 1
    return last + 1


def _reaches_over(line: str, blanks: int) -> bool:
    """Is a line of two pieces the table's? Wide white parts them, and a blank line does not stand before it."""
    pieces = _PIECE.findall(line)
    return len(pieces) == 2 and (not blanks or MARK.fullmatch(pieces[0]) is not None)


# ---------------------------------------------------------------------------------------------------------------
# Its columns.


def _pieces(line: str, edge: int) -> list[Piece]:
    """Return a line's pieces; an ordinal that one blank parts from its text is a piece of its own."""
    found = [Piece(piece.start(), piece.end(), piece[0]) for piece in _PIECE.finditer(line)]
    if found and found[0].start < edge:
        mark = _MARKED.match(found[0].text)
        if mark is not None and found[0].start + mark.end(1) <= edge + 1:
            start, end, text = found[0]
            cut = mark.end()
            found[:1] = [Piece(start, start + mark.end(1), mark[1]), Piece(start + cut, end, text[cut:])]
    return found


def _rows(
    parted: Sequence[Sequence[Piece]],
    columns: Sequence[tuple[int, int]],
    edge: int,
    *,
    numbered: bool = True,
) -> list[list[str]]:
    rows: list[list[str]] = []
    bounds = bounds_of(columns)
    for pieces in parted:
        if not pieces:
            continue
        cells = _cells(pieces, columns, bounds)
        begins = _begins(cells, pieces, edge) or (not numbered and _begins_unnumbered(cells))
        if not rows or begins or all(map(_INDEX.fullmatch, filter(None, rows[-1]))):
            rows.append(cells)
        else:
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], cells, strict=True)]
    return rows


def _begins(cells: Sequence[str], pieces: Sequence[Piece], edge: int) -> bool:
    """Does a line begin a row: by its ordinal, as a total or group, or as an item with figures of its own?"""
    if pieces[0].start <= edge and (cells[0] or len(pieces) == 1):
        return True
    text = next(filter(None, cells), "")
    return TOTAL.match(text) is not None or (bool(_BULLET.match(text)) and len(pieces) > 1)


def _begins_unnumbered(cells: Sequence[str]) -> bool:
    """Does a line under a blank first cell begin a row? All its cells begin as sentences do, and most are filled."""
    filled = [cell for cell in cells if cell]
    return bool(cells[1]) and len(filled) > 1 and not any(cell[0].islower() for cell in filled)


def _cells(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]], bounds: Sequence[int]) -> list[str]:
    """Divide a line at the columns; a line of one piece from the left belongs to the column where it begins."""
    cells = [""] * len(columns)
    for piece in pieces:
        wide = piece.end - piece.start > columns[-1][1] // 2
        at = piece.start if len(pieces) == 1 or wide else (piece.start + piece.end) // 2
        col = bisect_right(bounds, at)
        cells[col] = f"{cells[col]} {piece.text}".strip()
    return cells


def _numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Do ordinals open the rows? Names of groups, totals and items of lists stand between them."""
    marked = sum(MARK.fullmatch(row[0]) is not None for row in rows)
    named = sum(not row[0] or sum(map(bool, row)) == 1 for row in rows)
    return (marked > 0 and marked + named == len(rows)) or not rows
