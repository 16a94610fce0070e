"""Heads of tables typed with blanks: of several lines, and over several columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOSE = 4  # characters between a head and the lower ones on its two sides that it covers


class Piece(NamedTuple):
    """What stands between two wide gaps of a line: `text` from character `start` to `end`."""

    start: int
    end: int
    text: str


def head_rows(
    heads: Sequence[Sequence[Piece]], columns: Sequence[tuple[int, int]], named: int
) -> list[list[str]]:
    """Return the head as one row, or as two where heads stand over several columns."""
    own, over = _head_cells(heads, columns)
    over += _centred(own, over, named)
    if not over:
        return [[" ".join(text for _, text in cell) for cell in own]]
    upper = [""] * len(columns)
    lower = [""] * len(columns)
    under = _under(over, own, named)
    for text, covered, _ in over:
        first = min((col for col, head in under.items() if head == covered[0]), default=covered[0])
        upper[first] = f"{upper[first]} {text}".strip()
    for col, cell in enumerate(own):
        (lower if col in under else upper)[col] = " ".join(part for _, part in cell)
    return [upper, lower]


_Over = tuple[str, list[int], int]  # a head over several columns, those, and the line it stands on


def _head_cells(
    heads: Sequence[Sequence[Piece]], columns: Sequence[tuple[int, int]]
) -> tuple[list[list[tuple[int, str]]], list[_Over]]:
    """Return each column's heads, line by line, and those over several columns.

    Pieces of one head stand below one another; from the lowest line up, what stands over two of them covers both.
    """
    stacks: list[list[tuple[int, Piece]]] = []
    over: list[tuple[Piece, list[list[tuple[int, Piece]]], int]] = []
    for at in range(len(heads) - 1, -1, -1):
        for piece in heads[at]:
            below = [stack for stack in stacks if _overlaps(piece, stack)]
            below = below or _both_sides(piece, at, stacks)
            if len(below) > 1:
                over.append((piece, below, at))
            elif below:
                below[0].insert(0, (at, piece))
            else:
                stacks.append([(at, piece)])
    stacks.sort(key=lambda stack: min(piece.start for _, piece in stack))
    places = [
        at if len(stacks) == len(columns) else _place(stack, columns) for at, stack in enumerate(stacks)
    ]
    own: list[list[tuple[int, str]]] = [[] for _ in columns]
    for place, stack in zip(places, stacks, strict=True):
        own[place] = sorted(
            [*own[place], *((at, piece.text) for at, piece in stack)], key=lambda entry: entry[0]
        )
    found = [
        (piece.text, sorted({places[stacks.index(stack)] for stack in below}), at)
        for piece, below, at in reversed(over)
    ]
    return own, found


def _both_sides(
    piece: Piece, at: int, stacks: Sequence[list[tuple[int, Piece]]]
) -> list[list[tuple[int, Piece]]]:
    """Return two heads of lower lines between which a piece stands close to both: it covers them."""
    wider = Piece(piece.start - _CLOSE, piece.end + _CLOSE, piece.text)
    near = [stack for stack in stacks if stack[0][0] > at and _overlaps(wider, stack)]
    return near if len(near) == 2 else []


def _overlaps(piece: Piece, stack: Sequence[tuple[int, Piece]]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for _, other in stack)


def _place(stack: Sequence[tuple[int, Piece]], columns: Sequence[tuple[int, int]]) -> int:
    start = min(piece.start for _, piece in stack)
    end = max(piece.end for _, piece in stack)
    return nearest(Piece(start, end, ""), columns)


def _centred(own: list[list[tuple[int, str]]], over: Sequence[_Over], named: int) -> list[_Over]:
    """Take the heads out that are centred over one of several columns they cover: its neighbours have low heads alone."""
    covered = {col for _, cols, _ in over for col in cols}
    low = [bool(cell) and cell[0][0] > named and at not in covered for at, cell in enumerate(own)]
    found: list[_Over] = []
    for col in range(1, len(own) - 1):
        cell = own[col]
        if not (cell and low[col - 1] and low[col + 1]) or cell[0][0] > named or _joins(col, low, covered):
            continue
        begun = min(own[col - 1][0][0], own[col + 1][0][0])
        upper = [entry for entry in cell if entry[0] < begun]
        if upper and len(upper) < len(cell):
            found.append((" ".join(text for _, text in upper), [col], upper[0][0]))
            own[col] = cell[len(upper) :]
    return found


def _joins(col: int, low: Sequence[bool], covered: set[int]) -> bool:
    """Tell whether the low heads around a column go up to one that another head covers: they are that one's."""
    left, right = col - 1, col + 1
    while left >= 0 and low[left]:
        left -= 1
    while right < len(low) and low[right]:
        right += 1
    return left in covered or right in covered


def _under(over: Sequence[_Over], own: Sequence[Sequence[tuple[int, str]]], named: int) -> dict[int, int]:
    """Return for each column under a head the first column that head covers; neighbours with low heads alone join it."""
    under = {col: covered[0] for _, covered, _ in over for col in covered}
    for step in (1, -1):
        for col in range(len(own))[::step]:
            beside = col - step
            if col not in under and beside in under and own[col] and own[col][0][0] > named:
                under[col] = under[beside]
    return under


def nearest(piece: Piece, columns: Sequence[tuple[int, int]]) -> int:
    """Return the column over which most of a piece stands, the one whose middle is nearest to it where several do or none."""
    middle = (piece.start + piece.end) / 2
    return min(
        range(len(columns)),
        key=lambda at: (
            -max(0, min(piece.end, columns[at][1]) - max(piece.start, columns[at][0])),
            abs(middle - (columns[at][0] + columns[at][1]) / 2),
        ),
    )
