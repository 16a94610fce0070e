"""Tables typed with blanks: columns set below one another under a head that begins with "STT" or "TT".

So terminals, mail and PDF-to-text programs (`pdftotext -layout`) print them. A column is what a corridor of blanks, the
same in nearly all lines, sets apart; cells run over several lines, a line without an ordinal goes on the row above. A head
over several columns stands on a line above theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = re.compile(r"\s*(?:STT|ST|TT|Stt|Số TT|S\.TT)\s{2,}\S")
_UNNUMBERED = re.compile(
    r"\s*(?:Tháng|Thời gian|Thời điểm|Ngày|Nội dung|Nhiệm vụ|Chỉ tiêu|Hạng mục|Đơn vị)\b"
)
_LONG_HEAD = 40  # characters
_PIECE = re.compile(r"\S+(?: \S+)*")
_MARK = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐ]|[a-zđ])[.)]?")
_MARKED = re.compile(r"(\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐ])[.)]?) (?=\S)")
_TOTAL = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
_BULLET = re.compile(r"[-+•–] ?\S")
_FOOTER = re.compile(r"\s*(?:Nơi nhận|Ghi chú|\(?Bằng chữ)", re.IGNORECASE)
_INDEX = re.compile(r"\(\d{1,2}\)")
_FIGURE = re.compile(r"( *(\d{1,3})(?:\.\d{1,3})*[.)]?) +\S")
_LOOKED = 40  # lines in which an ordinal stands
_DEEP = 10  # characters: no ordinal stands further right
_FEWEST = 3  # columns
_CLOSE = 4  # characters between a head and the lower ones on its two sides that it covers
_MOST = 60
_MOST_LINES = 400
_MOST_HEAD = 9  # lines of a head
_LONE = 3  # lines of one long piece after one another are prose
_LEAK = 0.03  # of the lines: so many may print into a corridor


class SpacedTable(NamedTuple):
    """The rows of a table typed with blanks, all as long as the first, and the line behind it."""

    rows: list[list[str]]
    end: int


class _Piece(NamedTuple):
    """What stands between two wide gaps of a line: `text` from character `start` to `end`."""

    start: int
    end: int
    text: str


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
    numbered = _HEAD.match(lines[named]) is not None
    edge = _edge(lines[named], below) if numbered else _first_column(lines[named], below)
    body = _body(lines, named, edge)
    end = _end(lines, body, edge)
    if body >= end:
        return None
    parted = [_pieces(line, edge) for line in lines[body:end]]
    columns = _columns(parted, edge)
    heads = [_pieces(line, 0) for line in lines[at:body]]
    columns = _with_heads(columns, heads)
    if len(columns) < _FEWEST or any(_crowded(line, columns) for line in heads):
        return None
    rows = _rows(parted, columns, edge, numbered=numbered)
    if not rows or (numbered and not _numbered(rows)) or (not numbered and len(rows) < _FEWEST):
        return None
    return SpacedTable([*_head_rows(heads, columns, named - at), *rows], end)


def continued_table(lines: Sequence[str], at: int, columns: int) -> SpacedTable | None:
    """Return the rest of a table that the page before began, without its head; it must have as many columns."""
    first = next((line for line in lines[at:] if line.strip()), "")
    mark = _PIECE.search(first)
    if mark is None or _HEAD.match(first):
        return None
    edge = _edge("", lines[at : at + _MOST_LINES], last=None) or -1
    end = _end(lines, at, edge)
    parted = [_pieces(line, edge) for line in lines[at:end]]
    found = _columns(parted, edge)
    if len(found) == columns - 1 and not any(_MARK.fullmatch(pieces[0].text) for pieces in parted if pieces):
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
        if _HEAD.match(lines[line]):
            return line if len(pieces) >= _FEWEST - (line > at) else None
        if line == at and len(pieces) >= _FEWEST and _UNNUMBERED.match(lines[line]) and _are_heads(pieces):
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
        if pieces and pieces[0].start <= edge and not (pieces[0].text == "T" and at == named + 1):
            return at
        if (
            len(pieces) > 1
            and _TOTAL.match(pieces[0].text)
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
        if "\t" in line or _HEAD.match(line) or _FOOTER.match(line) or blanks > 3:
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
    return len(pieces) == 2 and (not blanks or _MARK.fullmatch(pieces[0]) is not None)


# ---------------------------------------------------------------------------------------------------------------
# Its columns.


def _pieces(line: str, edge: int) -> list[_Piece]:
    """Return a line's pieces; an ordinal that one blank parts from its text is a piece of its own."""
    found = [_Piece(piece.start(), piece.end(), piece[0]) for piece in _PIECE.finditer(line)]
    if found and found[0].start < edge:
        mark = _MARKED.match(found[0].text)
        if mark is not None and found[0].start + mark.end(1) <= edge + 1:
            start, end, text = found[0]
            cut = mark.end()
            found[:1] = [_Piece(start, start + mark.end(1), mark[1]), _Piece(start + cut, end, text[cut:])]
    return found


def _columns(parted: Sequence[Sequence[_Piece]], edge: int) -> list[tuple[int, int]]:
    """Return the columns, half-open: what corridors of two blanks or more part in nearly all lines."""
    full = [pieces for pieces in parted if len(pieces) >= 2]
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


def _ordinals_apart(
    runs: list[tuple[int, int]], full: Sequence[Sequence[_Piece]], edge: int
) -> list[tuple[int, int]]:
    """Part the ordinals from the text where only one blank stands between them."""
    start, end = runs[0]
    if end <= edge + 2:
        return runs
    marks = [pieces[0].end for pieces in full if pieces[0].start < edge and _MARK.fullmatch(pieces[0].text)]
    if not marks:
        return runs
    cut = max(marks)
    return [(start, cut), (cut, end), *runs[1:]]


def _with_heads(columns: list[tuple[int, int]], heads: Sequence[Sequence[_Piece]]) -> list[tuple[int, int]]:
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


def _covers(piece: _Piece, columns: Sequence[tuple[int, int]]) -> list[int]:
    """Return the columns over which a head stands: all that it reaches well into, else the nearest."""
    bounds = _bounds(columns)
    shares = [
        min(piece.end, right) - max(piece.start, left) for left, right in pairwise([-1, *bounds, 10**6])
    ]
    over = [at for at, share in enumerate(shares) if share >= 3]
    return over or [max(range(len(shares)), key=shares.__getitem__)] if columns else []


def _bounds(columns: Sequence[tuple[int, int]]) -> list[int]:
    """Return where one column's room ends and the next one's begins: the middle of the corridor."""
    return [(left[1] + right[0] + 1) // 2 for left, right in pairwise(columns)]


def _crowded(pieces: Sequence[_Piece], columns: Sequence[tuple[int, int]]) -> bool:
    """Tell whether two heads on one line stand over one column: then columns were not told apart."""
    own = [_nearest(piece, columns) for piece in pieces]
    return len(set(own)) < len(own)


def _nearest(piece: _Piece, columns: Sequence[tuple[int, int]]) -> int:
    middle = (piece.start + piece.end) / 2
    return min(range(len(columns)), key=lambda at: abs(middle - (columns[at][0] + columns[at][1]) / 2))


# ---------------------------------------------------------------------------------------------------------------
# Its rows.


def _head_rows(
    heads: Sequence[Sequence[_Piece]], columns: Sequence[tuple[int, int]], named: int
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
        first = min(col for col, head in under.items() if head == covered[0])
        upper[first] = f"{upper[first]} {text}".strip()
    for col, cell in enumerate(own):
        (lower if col in under else upper)[col] = " ".join(part for _, part in cell)
    return [upper, lower]


_Over = tuple[str, list[int], int]  # a head over several columns, those, and the line it stands on


def _head_cells(
    heads: Sequence[Sequence[_Piece]], columns: Sequence[tuple[int, int]]
) -> tuple[list[list[tuple[int, str]]], list[_Over]]:
    """Return each column's heads, line by line, and those over several columns.

    Pieces of one head stand below one another; from the lowest line up, what stands over two of them covers both.
    """
    stacks: list[list[tuple[int, _Piece]]] = []
    over: list[tuple[_Piece, list[list[tuple[int, _Piece]]], int]] = []
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
    piece: _Piece, at: int, stacks: Sequence[list[tuple[int, _Piece]]]
) -> list[list[tuple[int, _Piece]]]:
    """Return two heads of lower lines between which a piece stands close to both: it covers them."""
    wider = _Piece(piece.start - _CLOSE, piece.end + _CLOSE, piece.text)
    near = [stack for stack in stacks if stack[0][0] > at and _overlaps(wider, stack)]
    return near if len(near) == 2 else []


def _overlaps(piece: _Piece, stack: Sequence[tuple[int, _Piece]]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for _, other in stack)


def _place(stack: Sequence[tuple[int, _Piece]], columns: Sequence[tuple[int, int]]) -> int:
    start = min(piece.start for _, piece in stack)
    end = max(piece.end for _, piece in stack)
    return _nearest(_Piece(start, end, ""), columns)


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


def _rows(
    parted: Sequence[Sequence[_Piece]],
    columns: Sequence[tuple[int, int]],
    edge: int,
    *,
    numbered: bool = True,
) -> list[list[str]]:
    rows: list[list[str]] = []
    bounds = _bounds(columns)
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


def _begins(cells: Sequence[str], pieces: Sequence[_Piece], edge: int) -> bool:
    """Does a line begin a row: by its ordinal, as a total or group, or as an item with figures of its own?"""
    if pieces[0].start <= edge and (cells[0] or len(pieces) == 1):
        return True
    text = next(filter(None, cells), "")
    return _TOTAL.match(text) is not None or (bool(_BULLET.match(text)) and len(pieces) > 1)


def _begins_unnumbered(cells: Sequence[str]) -> bool:
    """Does a line under a blank first cell begin a row? All its cells begin as sentences do, and most are filled."""
    filled = [cell for cell in cells if cell]
    return bool(cells[1]) and len(filled) > 1 and not any(cell[0].islower() for cell in filled)


def _cells(pieces: Sequence[_Piece], columns: Sequence[tuple[int, int]], bounds: Sequence[int]) -> list[str]:
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
    marked = sum(_MARK.fullmatch(row[0]) is not None for row in rows)
    named = sum(not row[0] or sum(map(bool, row)) == 1 for row in rows)
    return (marked > 0 and marked + named == len(rows)) or not rows
