"""The columns of a table typed with blanks: corridors that nearly no line prints into, cut further under the heads.

A line is its pieces (`Piece`: text between two blanks and more, with its place in letters); a column is where it begins
and ends.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.pages.spaced_heads import Piece, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐ]|[a-zđ])[.)]?")
TOTAL = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
_CELLS = 2  # columns that begin behind a blank within one piece: no group's name meets them by chance
_LEAK = 0.03  # of the lines: so many may print into a corridor


def columns_of(parted: Sequence[Sequence[Piece]], edge: int) -> list[tuple[int, int]]:
    """Return the columns, half-open: what corridors of two blanks or more part in nearly all lines."""
    full = [pieces for pieces in parted if len(pieces) >= 2 and not _is_group(pieces)]
    width = max((pieces[-1].end for pieces in full), default=0)
    covered = [0] * (width + 2)
    for pieces in full:
        for start, end, _ in pieces:
            for at in range(start, end):
                covered[at] += 1
    most = int(_LEAK * len(full))
    taken = "".join("x" if count > (most if at > edge else 0) else " " for at, count in enumerate(covered))
    runs = [(run.start(), run.end()) for run in re.finditer(r"x+(?: x+)*", taken)]
    if edge < 0:  # there are no ordinals
        return runs
    if not runs or runs[0][0] > edge:
        return []
    return _ordinals_apart(runs, full, edge)


def _is_group(pieces: Sequence[Piece]) -> bool:
    """Has a line an ordinal and nothing but one text, as the names of groups that run over all columns?"""
    return len(pieces) == 2 and MARK.fullmatch(pieces[0].text) is not None


def _ordinals_apart(
    runs: list[tuple[int, int]], full: Sequence[Sequence[Piece]], edge: int
) -> list[tuple[int, int]]:
    """Part the ordinals from the text where only one blank stands between them."""
    start, end = runs[0]
    if end <= edge + 2:
        return runs
    marks = [pieces[0].end for pieces in full if pieces[0].start < edge and MARK.fullmatch(pieces[0].text)]
    if not marks:
        return runs
    cut = max(marks)
    return [(start, cut), (cut, end), *runs[1:]]


def cut_under_heads(
    columns: list[tuple[int, int]], heads: Sequence[Sequence[Piece]], parted: Sequence[Sequence[Piece]]
) -> list[tuple[int, int]]:
    """Part what stands under two heads side by side where no line prints, and most of those that print on both sides have a wide gap."""
    if not columns:
        return []
    covered, gaps, begun = _filled(parted, columns[-1][1])
    cuts: set[int] = set()
    for left, right in pairwise(lowest_heads(heads)):
        start, end = columns[nearest(left, columns)]
        if left.end < right.start and (start, end) == columns[nearest(right, columns)]:
            inside = range(max(left.start, start) + 1, min(right.end, end - 1))
            free = [at for at in inside if not covered[at]]
            best = max(free, key=lambda at: (gaps[at], sum(begun[at + 1 : at + 4]), at), default=None)
            if best is not None and gaps[best] > 0:
                cuts.add(best)
    found: list[tuple[int, int]] = []
    for start, end in columns:
        inner = sorted(cut for cut in cuts if start < cut < end - 1)
        edges = [start - 1, *inner, end]
        found.extend((left + 1, right) for left, right in pairwise(edges))
    return found


def with_blank_column(
    columns: list[tuple[int, int]], heads: Sequence[Sequence[Piece]]
) -> list[tuple[int, int]]:
    """Add the columns in which nothing is printed: heads beside all others that stand over no column, "Ghi chú" most often."""
    if not columns:
        return columns
    stacked = _stacks(heads)
    alone = [
        (start, end)
        for start, end in stacked
        if all(end <= left or right <= start for left, right in columns)
        and any(
            _over(other, columns) == nearest(Piece(start, end, ""), columns)
            for other in stacked
            if other != (start, end)
        )
    ]
    return sorted([*columns, *alone])


def _over(span: tuple[int, int], columns: Sequence[tuple[int, int]]) -> int | None:
    """Return the column that a head stands over in part, the first of several."""
    return next((at for at, (left, right) in enumerate(columns) if span[0] < right and left < span[1]), None)


def _stacks(heads: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """Return from where to where the lowest heads reach, with what stands over each alone."""
    lowest = [(piece.start, piece.end) for piece in lowest_heads(heads)]
    for line in heads:
        for piece in line:
            under = [at for at, (start, end) in enumerate(lowest) if piece.start < end and start < piece.end]
            if len(under) == 1:
                start, end = lowest[under[0]]
                lowest[under[0]] = (min(start, piece.start), max(end, piece.end))
    return lowest


def lowest_heads(heads: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the heads under which no other stands, from left to right."""
    lowest: list[Piece] = []
    for line in reversed(heads):
        lowest += [
            piece
            for piece in line
            if not any(piece.start < low.end and low.start < piece.end for low in lowest)
        ]
    return sorted(lowest)


def _filled(parted: Sequence[Sequence[Piece]], width: int) -> tuple[list[int], list[int], list[int]]:
    """Return for each character's place how many lines print there, how many more have a gap there than one blank, and how many words begin."""
    covered, gaps, begun = ([0] * (width + 4) for _ in range(3))
    for pieces in parted:
        if not pieces or _is_group(pieces):
            continue
        for start, _, text in pieces:
            for at, (before, char) in enumerate(
                zip(f" {text}", text[: max(width - start, 0)], strict=False), start
            ):
                if char == " ":
                    gaps[at] -= 1
                else:
                    covered[at] += 1
                    begun[at] += before == " "
        ends = [piece.end for piece in pieces[:-1]] or [
            0
        ]  # a lone piece goes on with a cell: all before it is blank
        for end, right in zip(ends, pieces[1:] or pieces, strict=True):
            for at in range(end, min(right.start, width)):
                gaps[at] += 1
    return covered, gaps, begun


def cut_at(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[Piece]:
    """Cut pieces where a column begins and only one blank stands before it."""
    if _is_group(pieces):
        _, (first, last, text) = pieces
        begun = [left for left, _ in columns if first < left - 1 and left < last]
        if len(begun) < _CELLS or not all(" " in text[left - 2 - first : left - first] for left in begun):
            return list(pieces)
    found = []
    for start, end, text in pieces:
        begin = start
        for left, _ in columns:
            cut = text.rfind(" ", max(left - 2, begin) - start, left - start) + start
            if begin < left - 1 and left < end and cut >= start:
                found.append(Piece(begin, cut, text[begin - start : cut - start]))
                begin = cut + 1
        found.append(Piece(begin, end, text[begin - start :]))
    return found


def _straddles(piece: Piece, columns: Sequence[tuple[int, int]]) -> bool:
    """Does a piece print well into two columns?"""
    return sum(min(piece.end, end) - max(piece.start, start) > 1 for start, end in columns) > 1


def is_crossed(
    pieces: Sequence[Piece], below: Sequence[Piece], columns: Sequence[tuple[int, int]], *, close: bool
) -> bool:
    """Does a line print over the border of columns that stand close? A group's name may, unless the next line goes on with a cell."""
    if pieces and TOTAL.match(pieces[0].text):
        pieces = pieces[1:]  # in a merged cell
    if _is_group(pieces):
        goes_on = bool(below) and columns[1][0] < below[0].start - 1
        return goes_on and _straddles(pieces[1], columns)
    return close and any(_straddles(piece, columns) for piece in pieces)


def with_heads(columns: list[tuple[int, int]], heads: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """Return the columns, those without any head joined with the one on their left."""
    headed: set[int] = set()
    for pieces in heads:
        for piece in pieces:
            headed.update(_covers(piece, columns))
    found: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(columns):
        if found and at not in headed:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _covers(piece: Piece, columns: Sequence[tuple[int, int]]) -> list[int]:
    """Return the columns over which a head stands: all that it reaches well into, else the nearest."""
    bounds = bounds_of(columns)
    shares = [
        min(piece.end, right) - max(piece.start, left) for left, right in pairwise([-1, *bounds, 10**6])
    ]
    over = [at for at, share in enumerate(shares) if share >= 3]
    return over or [max(range(len(shares)), key=shares.__getitem__)] if columns else []


def bounds_of(columns: Sequence[tuple[int, int]]) -> list[int]:
    """Return where one column's room ends and the next one's begins: the middle of the corridor."""
    return [(left[1] + right[0] + 1) // 2 for left, right in pairwise(columns)]


def is_crowded(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> bool:
    """Tell whether two heads side by side stand over one column: then columns were not told apart."""
    own = [nearest(piece, columns) for piece in pieces]
    return len(set(own)) < len(own)


# ---------------------------------------------------------------------------------------------------------------
# Its rows.
