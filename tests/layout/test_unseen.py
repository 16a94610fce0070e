"""A table on a scan whose lines are lost is told, though its rows are read as text."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Page, Word
from vnplan_extract.layout.page import lay_out

COLUMNS = (90.0, 150.0, 300.0, 420.0)


def page_of(rows: int, columns: int, *, read_by="ocr", step: float = 40.0) -> Page:
    """Return a page with so many lines, each of so many words with white between them, under three lines of text."""
    words = [
        Word("chữ", 90.0 + 30 * at, 60.0 + 16 * line, 112.0 + 30 * at, 72.0 + 16 * line, read_by=read_by)
        for line in range(3)
        for at in range(14)
    ]
    words += [
        Word(f"Ô{row}", x, 140.0 + step * row, x + 35, 152.0 + step * row, read_by=read_by)
        for row in range(rows)
        for x in COLUMNS[:columns]
    ]
    return Page(1, 595.0, 842.0, words=tuple(words), read_by=read_by)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (page_of(8, 4), "Ô0 Ô0 Ô0 Ô0"),
        (page_of(5, 3, step=16.0), "Ô0 Ô0 Ô0"),
        (page_of(12, 2), None),  # recipients beside a signature, questions beside answers
        (page_of(4, 3), None),  # three that sign
        (page_of(0, 3), None),
        (page_of(8, 4, read_by="text"), None),
    ],
)
def test_words_in_columns_without_lines_are_told(page, told):
    found = [item.found for item in lay_out(page).findings if item.code == "table-unread"]
    assert found == ([told] if told else [])
