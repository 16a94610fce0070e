"""Which rows of a table part are its head, and how sure that is."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.lang.rowmarks import row_mark
from vnplan_extract.layout.knowledge import folded, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.layout.sheet import Draft, Sheet

CERTAIN = 3.0  # a head this sure belongs to no table before it, unless that has the same head
LIKELY = 2.0
MOST_LEVELS = 6
LONG = 150  # characters: no head is longer
SHORT = 70
MOSTLY_BOLD = 0.8  # of the cells of a row
YEAR = re.compile(r"(?:năm\s+)?(?:19|20)\d\d\b", re.IGNORECASE)
AMOUNT = re.compile(r"[\d.,]+%?\Z")
FORMULA = re.compile(r"\(?\s*(?:\d{1,2}|[A-ZĐ])\s*\)?(?:\s*=\s*[\d()+\-–x*/:.,\s]+)?\Z")
MARKER = re.compile(r"[-+*•–]\s")


def head_of(sheet: Sheet) -> tuple[int, float]:
    """Return how many rows the head has (0: none) and how sure that is (LIKELY, CERTAIN or more)."""
    rows = sheet.by_row()
    if sheet.declared_header:
        levels = _through_spans(rows, min(sheet.declared_header, sheet.rows))
        return _with_index(rows, levels, sheet.cols), CERTAIN
    first = _title_rows(rows, sheet.cols)
    if first >= sheet.rows:
        return 0, 0.0
    if first == 0 and is_index_row(rows[0], sheet.cols):
        return 1, LIKELY
    score = _score(rows, first, sheet.cols)
    if score < LIKELY:
        return 0, score
    levels = _with_sub_heads(rows, _through_spans(rows, first + 1))
    return _with_index(rows, levels, sheet.cols), score


def is_index_row(row: Sequence[Draft], cols: int) -> bool:
    """Tell whether a row only counts the columns: (1) (2) (3), 1 2 3, A B 1 2, (5)=(3)+(4)."""
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    if len(texts) < max(3, 0.6 * cols) or not all(FORMULA.match(text) for text in texts):
        return False
    numbers = [int(match.group()) for text in texts if (match := re.search(r"\d+", text))]
    rising = sum(after == before + 1 for before, after in pairwise(numbers))
    return (
        len(numbers) >= 2 and rising >= 0.7 * (len(numbers) - 1) and (len(texts) >= 4 or len(texts) == cols)
    )


def is_ordinal_head(text: str) -> bool:
    """Tell whether a head says that its column holds ordinals ("STT", "TT", cut as "ST T" too)."""
    return folded(text).replace(" ", "").rstrip(".") in {
        entry.replace(" ", "") for entry in words("ordinal_heads")
    }


def _title_rows(rows: Sequence[Sequence[Draft]], cols: int) -> int:
    """Return how many rows at the top are one cell over all columns (a caption inside the table)."""
    count = 0
    while count < min(2, len(rows) - 1) and len(rows[count]) == 1 and rows[count][0].col_span == cols > 1:
        count += 1
    return count if count < len(rows) and len(rows[count]) > 1 and _score(rows, count, cols) >= LIKELY else 0


def _score(rows: Sequence[Sequence[Draft]], at: int, cols: int) -> float:
    """Return how much row `at` looks like the first row of a head."""
    row = rows[at]
    filled = [cell for cell in row if cell.text.strip()]
    reach = sum(cell.col_span for cell in filled)
    if len(filled) < 2 or (reach < 0.5 * cols and not is_ordinal_head(row[0].text)):
        return 0.0
    texts = [" ".join(cell.text.split()) for cell in filled]
    score = 0.0
    if row[0].col == 0:
        score += _first_column(texts[0] if filled[0] is row[0] else "")
    known = sum(is_head_text(text) for text in texts) / len(texts)
    score += 2.0 if known >= 0.5 else 1.0 if known >= 0.3 else 0.0
    score += _look(rows, at, filled)
    if any(len(text) > LONG for text in texts):
        score -= 2.0
    score -= sum(bool(AMOUNT.match(text)) and not YEAR.match(text) for text in texts) / len(texts) * 3
    score -= sum(bool(MARKER.match(text)) for text in texts) / len(texts) * 3
    score -= sum(text[:1].islower() for text in texts) / len(texts) * 3
    if at + 1 < len(rows) and is_index_row(rows[at + 1], cols):
        score += 3.0
    return score


def _first_column(text: str) -> float:
    if is_ordinal_head(text):
        return 3.0
    if not text:
        return -1.5
    return -3.0 if row_mark(text) else 0.0


def _look(rows: Sequence[Sequence[Draft]], at: int, filled: Sequence[Draft]) -> float:
    """Score what is seen without reading: bold over plain rows, short cells, heads that divide."""
    score = 0.0
    body = [cell for row in rows[at + 1 : at + 6] for cell in row if cell.text.strip()]
    bold = sum(cell.bold for cell in filled) / len(filled)
    # On a scan one of six heads may not look bold; then the rows below must look plain.
    if (bold == 1 and not all(cell.bold for cell in body)) or (
        bold >= MOSTLY_BOLD and not any(cell.bold for cell in body)
    ):
        score += 1.5
    if all(len(cell.text) <= SHORT for cell in filled) and len(rows) - at >= 2:
        score += 0.5
    if any(cell.col_span > 1 for cell in filled) and any(cell.row_span > 1 for cell in filled):
        score += 1.0
    return score


def is_head_text(text: str) -> bool:
    """Tell whether a head begins with a word that heads of plans begin with, or names a year."""
    if YEAR.match(text):
        return True
    begin = folded(text[:40]).split()
    return any(" ".join(begin[:count]) in _head_words() for count in (1, 2, 3))


@cache
def _head_words() -> frozenset[str]:
    return frozenset(words("head_words"))


def _through_spans(rows: Sequence[Sequence[Draft]], levels: int) -> int:
    """Return the head's rows when those that its cells reach down to are counted in."""
    at = 0
    while at < levels <= len(rows):
        reach = max((cell.row + cell.row_span for cell in rows[at]), default=0)
        if levels < reach <= MOST_LEVELS:
            levels = reach
        at += 1
    return min(levels, len(rows))


def _with_sub_heads(rows: Sequence[Sequence[Draft]], levels: int) -> int:
    """Add rows that divide the heads above without being merged with them."""
    while levels < min(len(rows), MOST_LEVELS) and _is_sub_head(rows, levels):
        levels = _through_spans(rows, levels + 1)
    return levels


def _is_sub_head(rows: Sequence[Sequence[Draft]], at: int) -> bool:
    """Tell whether row `at` fills only columns under a spanning head, with short texts or years."""
    wide = [cell for cell in rows[at - 1] if cell.col_span > 1 and cell.text.strip()]
    filled = [cell for cell in rows[at] if cell.text.strip()]
    if not wide or len(filled) < 2:
        return False
    under = all(any(head.col <= cell.col < head.col + head.col_span for head in wide) for cell in filled)
    if not under or not all(len(cell.text) <= SHORT for cell in filled):
        return False
    return not any(AMOUNT.match(cell.text.strip()) and not YEAR.match(cell.text.strip()) for cell in filled)


def _with_index(rows: Sequence[Sequence[Draft]], levels: int, cols: int) -> int:
    if 0 < levels < len(rows) and is_index_row(rows[levels], cols):
        return levels + 1
    return levels
