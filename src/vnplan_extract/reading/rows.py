"""The rows of a table: leaves, groups over them, totals; each row's ordinal with those of its groups."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vnplan_extract.lang.rowmarks import LETTERS, RowMark, row_mark
from vnplan_extract.reading.columns import INDEX, column_roles, fold_head, row_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Cell, Table

RowSort = Literal["leaf", "group", "total", "index", "note"]

GROUP_MARK = re.compile(r"(?:[ivx]{1,5}|[a-h]|\d{1,2})\Z")  # "Cộng II", "Tổng (A + B)"
HEADING = re.compile(r"((?:[IVXL]{1,6}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2}){0,2}))\s?[.)\-:/]\s*(?=[^\W\d_])")
FEWEST_BANNERS = 2
FEWEST_SPANNED = 3  # columns
VALUE_ROLES = frozenset({"lead", "partner", "when", "output"})


@dataclass(frozen=True, slots=True)
class RowKind:
    """What a body row is: `parent` is the row number (in the table) of its group row, `path` its ordinals ("I.2").

    `row` counts from 0 with the head's rows, as in `Cell.row`. `path` is "" for a row without an ordinal of its own
    and without a group; a leaf without ordinal under "I.2" has `path` "I.2" and `ordinal` None.
    """

    row: int
    kind: RowSort
    parent: int | None = None
    ordinal: str | None = None
    path: str = ""


def row_kinds(table: Table) -> tuple[RowKind, ...]:
    """Return what each body row is, from top to bottom.

    A group row has rows under it of a lower level of numbering (I over 1 over 1.1), or rows without ordinal whose
    cells it leaves blank. A total is told by its words.
    """
    rows = body_rows(table)
    roles = [column.role for column in column_roles(table)]
    kinds = [_plain_kind(cells) for cells in rows]
    marks = _as_letters([_mark(cells) for cells in rows])
    levels = [None if mark is None else _level(mark) for mark in marks]
    banners = _banners(table, rows, kinds, levels)
    result: list[RowKind] = []
    open_groups: list[tuple[int, int, str]] = []  # level, row, path
    for at, _cells in enumerate(rows):
        row = table.header_rows + at
        if kinds[at] != "leaf":
            result.append(RowKind(row, kinds[at]))
            if kinds[at] == "total":
                open_groups = []
            continue
        if at in banners:
            path = f"-{1 + sum(before < at for before in banners)}"
            result.append(RowKind(row, "group", path=path))
            open_groups = [(-1, row, path)]
            continue
        level = levels[at]
        mark = marks[at]
        while (
            open_groups
            and level is not None
            and (open_groups[-1][0] >= level or _is_past(marks[open_groups[-1][1] - table.header_rows], mark))
        ):
            open_groups.pop()
        parent = open_groups[-1] if open_groups else None
        path = _path(parent[2] if parent else "", mark)
        kind: RowSort = "group" if _is_group(rows, kinds, levels, at, roles) else "leaf"
        result.append(RowKind(row, kind, parent[1] if parent else None, mark.text if mark else None, path))
        if kind == "group" and level is not None:
            open_groups.append((level, row, path))
    return tuple(result)


def _banners(
    table: Table, rows: Sequence[Sequence[Cell]], kinds: Sequence[RowSort], levels: Sequence[int | None]
) -> frozenset[int]:
    """Return the rows of words over the whole width that part a list with one style of numbers, or none: "THÁNG 01", "THÁNG 02".

    In text, where a cell spans nothing, they are words alone in the column of numbers.
    """
    styles = {level for level in levels if level is not None}
    if len(styles) > 1:
        return frozenset()
    if not styles:
        found = [at for at in range(len(rows) - 1) if _is_whole(table, rows, kinds, at)]
        own = [at for at in found if not _is_whole(table, rows, kinds, at + 1)]
        return frozenset(own) if len(own) >= FEWEST_BANNERS and own == found else frozenset()
    found = [
        at
        for at, cells in enumerate(rows)
        if kinds[at] == "leaf"
        and levels[at] is None
        and len(filled := [cell for cell in cells if cell.text]) == 1
        and filled[0].col == 0
        and (filled[0].col_span >= max(table.cols - 1, FEWEST_SPANNED) or len(filled[0].text.split()) > 1)
        and at + 1 < len(rows)
        and levels[at + 1] is not None
    ]
    return frozenset(found) if len(found) >= FEWEST_BANNERS else frozenset()


def _is_whole(table: Table, rows: Sequence[Sequence[Cell]], kinds: Sequence[RowSort], at: int) -> bool:
    """Is the row one cell over the whole width?"""
    filled = [cell for cell in rows[at] if cell.text]
    wide = (
        len(filled) == 1 and filled[0].col == 0 and filled[0].col_span >= max(table.cols - 1, FEWEST_SPANNED)
    )
    return wide and kinds[at] == "leaf"


def row_levels(table: Table) -> tuple[int | None, ...]:
    """Return for each body row the rank of its ordinal (A over I over 1 over 1.1 over a), None where it has none.

    A row whose ordinal cell is merged with the row above has none of its own.
    """
    marks = _as_letters(
        [
            _mark(cells) if cells and cells[0].row == table.header_rows + at else None
            for at, cells in enumerate(body_rows(table))
        ]
    )
    return tuple(None if mark is None else _level(mark) for mark in marks)


def body_rows(table: Table) -> list[list[Cell]]:
    """Return for each body row its cells, those merged from above too (filled down by reference), left to right."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows - table.header_rows)]
    for cell in table.cells:
        for row in range(max(cell.row, table.header_rows), min(cell.row + cell.row_span, table.rows)):
            rows[row - table.header_rows].append(cell)
    for cells in rows:
        cells.sort(key=lambda cell: cell.col)
    return rows


def cell_at(cells: Sequence[Cell], col: int) -> Cell | None:
    """Return the cell of a row (as `body_rows` gives it) that covers column `col`."""
    return next((cell for cell in cells if cell.col <= col < cell.col + cell.col_span), None)


def _plain_kind(cells: Sequence[Cell]) -> RowSort:
    texts = [cell.text for cell in cells if cell.text]
    if not texts:
        return "note"
    if len(texts) >= 3 and len(texts) >= len(cells) - 1 and all(INDEX.match(text) for text in texts):
        numbers = [
            int(digits) for text in texts if (digits := "".join(char for char in text if char.isdigit())[:2])
        ]
        if len(numbers) >= 3 and all(after > before for before, after in itertools.pairwise(numbers)):
            return "index"
    numbered = (
        len(texts) > 1 and (mark := row_mark(texts[0])) is not None and mark.kind in ("arabic", "decimal")
    )
    first = fold_head(texts[0] if row_mark(texts[0]) is None or len(texts) == 1 else texts[1])
    if any(
        # "1 | Tổng số hộ" is an indicator of its own
        first == word or (not numbered and first.startswith(word + " ") and _is_short_total(first, word))
        for word in row_words("totals")
    ):
        return "total"
    if len(texts) == 1 and any(first.startswith(word) for word in row_words("notes")):
        return "note"
    return "leaf"


def _is_short_total(first: str, word: str) -> bool:
    """Tell "Tổng cộng (A + B)" is a total, "Tổng kết kế hoạch" is work to be done."""
    rest = first[len(word) + 1 :].split()
    if first.startswith("tong cong ty "):  # a corporation is no "Tổng cộng"
        return False
    if word in ("tong", "cong"):
        return (
            bool(rest)
            and (
                rest[0] in {"so", "cong", "nhu", "kinh", "von", "muc", "chung", "hop"}
                or GROUP_MARK.match(rest[0]) is not None
            )
            and len(rest) <= 6
        )
    return len(rest) <= 8


def _mark(cells: Sequence[Cell]) -> RowMark | None:
    if not cells or cells[0].col != 0 or not cells[0].text:
        return None
    mark = row_mark(cells[0].text)
    if mark is None and len(cells) == 1 and cells[0].col_span > 2:
        heading = HEADING.match(cells[0].text)  # "A. Tuyên truyền" over the whole width
        return row_mark(heading.group(1)) if heading else None
    return mark


def _as_letters(marks: Sequence[RowMark | None]) -> list[RowMark | None]:
    """Read C after B, and I after H, as the letters they are there, not as Roman numerals."""
    result: list[RowMark | None] = []
    last: RowMark | None = None
    for mark in marks:
        chosen = mark
        if mark is not None and mark.kind == "roman" and len(mark.text) == 1 and last is not None:
            letter = RowMark("letter", (LETTERS.index(mark.text.lower()) + 1,), mark.text, capital=True)
            chosen = letter if letter.follows(last) else mark
        if chosen is not None and chosen.kind == "letter" and chosen.capital:
            last = chosen
        result.append(chosen)
    return result


def _level(mark: RowMark) -> int:
    """Rank an ordinal's style as Nghị định 30/2020 nests them: A over I over 1 over 1.1 over a."""
    natural = {
        ("letter", True): 0,
        ("roman", True): 1,
        ("arabic", False): 2,
        ("decimal", False): 3,
        ("letter", False): 4,
    }
    return 10 * natural.get((mark.kind, mark.capital), 5) + len(mark.numbers)


def _is_past(group: RowMark | None, mark: RowMark | None) -> bool:
    """Is a number that of a later group, whose own row was not read: 5.2.1 below 5.1?"""
    if group is None or mark is None or group.kind != "decimal" or mark.kind != "decimal":
        return False
    *over, last = group.numbers
    depth = len(over)
    return mark.numbers[:depth] == tuple(over) and len(mark.numbers) > depth and mark.numbers[depth] > last


def _path(parent: str, mark: RowMark | None) -> str:
    """Join a row's ordinal to its group's path; a decimal repeats its group's number and gives what is behind it."""
    if mark is None:
        return parent
    if not parent:
        return mark.text
    if mark.kind == "decimal":
        for depth in range(len(mark.numbers) - 1, 0, -1):
            begin = ".".join(map(str, mark.numbers[:depth]))
            if parent == begin or parent.endswith(f".{begin}"):
                return f"{parent}.{'.'.join(map(str, mark.numbers[depth:]))}"
    return f"{parent}.{mark.text}"


def _is_group(
    rows: Sequence[Sequence[Cell]],
    kinds: Sequence[RowSort],
    levels: Sequence[int | None],
    at: int,
    roles: Sequence[str],
) -> bool:
    """Tell whether the rows under row `at` belong to it."""
    level = levels[at]
    if level is None:
        return False
    below = at + 1
    if below >= len(rows) or kinds[below] in ("total", "note"):
        return _says_nothing(rows[at], roles) and _spans(rows[at])
    under = levels[below]
    if under is not None:
        return under > level
    return _says_nothing(rows[at], roles) and not _says_nothing(rows[below], roles)


def _says_nothing(cells: Sequence[Cell], roles: Sequence[str]) -> bool:
    """Tell whether a row leaves blank who does it, when and with what result (its sums may be given)."""
    known = [col for col, role in enumerate(roles) if role in VALUE_ROLES]
    columns = known or range(2, len(roles))
    return not any(
        (cell := cell_at(cells, col)) is not None and cell.text and cell.col >= col for col in columns
    )


def _spans(cells: Sequence[Cell]) -> bool:
    return sum(bool(cell.text) for cell in cells) <= 2
