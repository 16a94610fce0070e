"""Whether a table part goes on the table before it, and whether its first row goes on that table's last row."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.layout.around import is_attached, unit_of_line
from vnplan_extract.layout.cuts import CUT, CUT_INSIDE, Habits, cut_score, is_blank_half
from vnplan_extract.layout.heads import CERTAIN, LIKELY, head_of
from vnplan_extract.layout.knowledge import folded, words
from vnplan_extract.layout.sheet import Verdict, row_key, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Line
    from vnplan_extract.layout.joined import Joined
    from vnplan_extract.layout.sheet import Draft, Sheet

JOIN = 0.5  # a part is joined from this score on
ALIKE = 0.9  # similarity from which two heads are the same (OCR)
MISREAD = 0.34  # share of the cells of a head that OCR may have read otherwise where it is printed again ...
MISREAD_ALIKE = 0.6  # ... and how alike they are at least
LONGEST_HEAD = 120  # letters of a cell that are compared
SMALL = 0.92  # of the size of a table's text: footnotes
NEAR = 0.012  # of the table's width: how far column edges may be apart
SAME_PLACE = 4.0  # points: the same for edges on pages of one size


def judge(table: Joined, sheet: Sheet, before: Sequence[Line], *, inner: bool = False) -> Verdict:
    """Judge whether a part goes on the table; `inner` for a stretch of one and the same part."""
    count, sure = head_of(sheet)
    columns, fit = map_columns(table, sheet)
    finer = () if columns else finer_columns(table, sheet)
    tail, habits = table.tail, table.habits
    if finer:
        columns, fit = tuple(range(sheet.cols + 1)), 0.25
        tail, habits = spread(tail, finer), habits.spread(finer)
    same = _same_head(table, sheet, count)
    score = (0.5 if same else 0.0) + fit
    if count and not same:
        if not _only_index(table, sheet, count) and (
            sure >= CERTAIN or not table.header_rows or sure >= LIKELY + 0.5
        ):
            return Verdict(0.0)
        count = count if _only_index(table, sheet, count) else 0
    score += _between(table, before, footnotes=same and sheet.page == table.last_page + 1)
    score += 0.0 if inner else _place(table, sheet)
    if not columns:
        return Verdict(0.0)
    dropped = count if same or _only_index(table, sheet, count) else 0
    cut = CUT_INSIDE if inner and not same else CUT
    joined = dropped < sheet.rows and (
        cut_score(tail, sheet, dropped, columns, habits) >= cut
        or (not inner and not sheet.flowing and is_blank_half(tail, sheet, dropped, habits))
    )
    score += 0.2 if joined else _numbering(table, sheet, dropped)
    return Verdict(1.0 if inner else round(min(max(score, 0.0), 1.0), 3), dropped, columns, joined, finer)


def map_columns(table: Joined, sheet: Sheet) -> tuple[tuple[int, ...], float]:
    """Return the part's column edges as the table's, and how well they fit (0 to 0.35); () when they do not.

    Columns may be wider or narrower than on the page before; edges may be missing where all rows span them.
    """
    equal = table.cols == sheet.cols
    if not table.xs or not sheet.xs:
        return (tuple(range(sheet.cols + 1)), 0.3) if equal else ((), 0.0)
    if equal:
        return tuple(range(sheet.cols + 1)), 0.35 if _edges_agree(table.xs, sheet.xs) else 0.2
    found = tuple(_edge_at(table.xs, x) for x in sheet.xs)
    if -1 not in found and found[0] == 0 and found[-1] == table.cols and len(set(found)) == len(found):
        return found, 0.25 if sheet.cols >= 2 else 0.0
    return (), 0.0


def finer_columns(table: Joined, sheet: Sheet) -> tuple[int, ...]:
    """Return for each edge of the table the part's where the part divides columns that all rows before span; else ()."""
    if table.cols < 2 or not table.xs or sheet.cols <= table.cols:
        return ()
    found = tuple(_edge_at(sheet.xs, x) for x in table.xs)
    whole = found[0] == 0 and found[-1] == sheet.cols and len(set(found)) == len(found)
    return found if whole and -1 not in found else ()


def _edges_agree(one: Sequence[float], other: Sequence[float]) -> bool:
    if all(abs(a - b) <= SAME_PLACE for a, b in zip(one, other, strict=True)):
        return True
    wide, narrow = one[-1] - one[0], other[-1] - other[0]
    return all(
        abs((a - one[0]) / wide - (b - other[0]) / narrow) <= NEAR for a, b in zip(one, other, strict=True)
    )


def _edge_at(edges: Sequence[float], x: float) -> int:
    near = min(range(len(edges)), key=lambda at: abs(edges[at] - x))
    return near if abs(edges[near] - x) <= SAME_PLACE else -1


def _same_head(table: Joined, sheet: Sheet, count: int) -> bool:
    """Tell whether the part repeats the table's head, blanks aside ("STT" here, "ST T" there)."""
    if not count or not table.head_key:
        return False
    key = row_key(cell for cell in sheet.cells if cell.row < count)
    if key == table.head_key or _is_clipped(key, table.head_key):
        return True
    if _is_misread(table, sheet, count):
        return True
    one, other = "|".join(key), "|".join(table.head_key)
    if len(one) > 2000 or not other or abs(len(one) - len(other)) > 0.2 * len(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _is_misread(table: Joined, sheet: Sheet, count: int) -> bool:
    """Tell whether OCR read a few cells of the table's head otherwise, or not at all: under a seal, among specks."""
    if count != table.header_rows or sheet.cols != table.cols or not sheet.scanned:
        return False
    heads = [
        {(cell.row, cell.col): folded(cell.text)[:LONGEST_HEAD] for cell in cells if cell.row < count}
        for cells in (table.cells, sheet.cells)
    ]
    if heads[0].keys() != heads[1].keys():
        return False
    pairs = [(one, heads[1][place]) for place, one in heads[0].items()]
    others = [(one, other) for one, other in pairs if one != other]
    return len(others) <= MISREAD * len(pairs) and all(
        not (one and other) or SequenceMatcher(None, one, other, autojunk=False).ratio() >= MISREAD_ALIKE
        for one, other in others
    )


def _is_clipped(key: Sequence[str], whole: Sequence[str]) -> bool:
    """Tell whether a head is the table's, some of its cells cut short (merged heads are clipped where they repeat)."""
    if len(key) != len(whole):
        return False
    equal = sum(one == other for one, other in zip(key, whole, strict=True))
    begun = all(
        other.startswith(one) and 2 * len(one) >= len(other) for one, other in zip(key, whole, strict=True)
    )
    return begun and equal >= 0.7 * len(whole)


def _only_index(table: Joined, sheet: Sheet, count: int) -> bool:
    """Tell whether the part repeats only the last row of the table's head: (1) (2) (3)."""
    if count != 1 or not table.head_key:
        return False
    key = row_key(cell for cell in sheet.cells if cell.row == 0)
    return 0 < len(key) < len(table.head_key) and key == table.head_key[-len(key) :]


def _between(table: Joined, before: Sequence[Line], *, footnotes: bool = False) -> float:
    """Score the lines of content between two parts: none is the rule, a unit or caption repeated does no harm.

    Before a head printed again on the next page small print at the foot is a footnote, though its mark was not read.
    """
    left = [line for line in before if not _is_harmless(table, line)]
    if footnotes and left and all(line.page == table.last_page for line in left):
        size = median([line.size for cell in table.tail if cell is not None for line in cell.lines] or [0.0])
        left = [line for line in left if not 0 < line.size <= SMALL * size]
    if not left:
        return 0.25
    return -0.35 * min(len(left), 3)


def _is_harmless(table: Joined, line: Line) -> bool:
    text = line.text.strip()
    if len(text) <= 4 and (line.read_by == "ocr" or not any(char.isalpha() for char in text)):
        return True  # a speck in the margin of a scan
    folding = folded(text)
    if any(word in folding for word in words("continued")) and len(text) < 80:
        return True
    return bool(unit_of_line(line)) or (folding in table.around) or (is_attached(line) and bool(table.around))


def _place(table: Joined, sheet: Sheet) -> float:
    """Score where the parts stand: the next page is where a table goes on, a page farther is not."""
    step = sheet.page - table.last_page
    if sheet.flowing:
        return 0.0 if step <= 1 else -0.3
    if step == 1:
        return 0.05
    if step == 0 and table.last_box is not None and sheet.box is not None:
        gap = sheet.box[1] - table.last_box[3]
        return -0.15 if 0 <= gap < 30 else -0.4
    return -0.6


def _numbering(table: Joined, sheet: Sheet, dropped: int) -> float:
    """Score the ordinals: going on speaks for one table, beginning anew against it."""
    marks = [
        mark
        for cell in sheet.cells
        if cell.row >= dropped and cell.col == 0 and (mark := row_mark(cell.text)) is not None
    ]
    if not marks or not table.marks:
        return 0.0
    first = marks[0]
    if any(first.follows(mark) for mark in table.marks.values()):
        return 0.15
    top = table.first_mark
    if top is None or not first.opens() or (first.kind, first.capital) != (top.kind, top.capital):
        return 0.0
    # The outermost numbering begins anew. Flowing tables are parted by their source, printed ones by pages too.
    if sheet.flowing:
        return -0.6
    return -0.15 if dropped else -0.3


def repeated_heads(sheet: Sheet) -> list[Sheet]:
    """Cut a flowing part where its head is repeated; text input has a whole table in one part."""
    count, _ = head_of(sheet)
    if not sheet.flowing or not count or sheet.rows < 2 * count + 1:
        return [sheet]
    rows = sheet.by_row()
    keys = [row_key(cells) for cells in rows]
    head = keys[:count]
    starts = [
        at
        for at in range(count, sheet.rows - count + 1)
        if keys[at] == head[0] and keys[at : at + count] == head
    ]
    if not any(head[0]):
        return [sheet]
    slices = [sheet.slice(first, last) for first, last in pairwise([0, *starts, sheet.rows]) if last > first]
    for again in slices[1:]:
        again.declared_header = count
    return slices


def own_continuations(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Cut flowing parts where a row goes on the row above: text input shows the rows as the page breaks cut them.

    Tables whose borders the source knows (DOCX, HTML) have no cut rows.
    """
    result: list[Sheet] = []
    for sheet in sheets:
        if (
            not sheet.flowing
            or sheet.ruled >= 1.0
            or any(cell.row_span > 1 and cell.row > 3 for cell in sheet.cells)
        ):
            result.append(sheet)
            continue
        result.extend(_cut_at_continuations(sheet))
    return result


def _cut_at_continuations(sheet: Sheet) -> list[Sheet]:
    count, _ = head_of(sheet)
    columns = tuple(range(sheet.cols + 1))
    rows = sheet.by_row()
    starts = []
    habits = _habits_of(sheet, count)
    for at in range(count + 1, sheet.rows):
        below = [cell for cell in rows[at] if cell.text.strip()]
        if (
            not below
            or rows[at][0].text.strip()
            or not any(cell.text.strip()[:1].islower() for cell in below)
        ):
            continue
        above = _covers(rows[at - 1], sheet.cols)
        if cut_score(above, sheet, at, columns, habits) >= CUT_INSIDE:
            starts.append(at)
    edges = [0, *starts, sheet.rows]
    return [sheet.slice(first, last) for first, last in pairwise(edges)]


def _covers(row: Sequence[Draft], cols: int) -> list[Draft | None]:
    found: list[Draft | None] = [None] * cols
    for cell in row:
        found[cell.col : cell.col + cell.col_span] = [cell] * cell.col_span
    return found


def _habits_of(sheet: Sheet, first: int) -> Habits:
    habits = Habits()
    for cells in sheet.by_row()[first:]:
        habits.add(cells)
    return habits
