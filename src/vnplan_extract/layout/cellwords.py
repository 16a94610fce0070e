"""Words of a cell to its lines, in reading order; turned text in heads is read along its own direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.layout.lines import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

TURNED = 1.4  # a word of several letters this much taller than wide is turned


def cell_lines(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """Return the words line by line, from top to bottom and left to right."""
    if not words:
        return ()
    if len(words) == 1:
        return (tuple(words),)
    if is_turned(words):
        return _turned_lines(words)
    return tuple(tuple(row) for row in rows_of(words))


def is_turned(words: Sequence[Word]) -> bool:
    """Tell whether most of the words stand on end, as in the heads of narrow columns."""
    long = [word for word in words if len(word.text) > 2] or [
        word
        for word in words
        if len(word.text.strip(".,;:")) > 1  # "1," is narrow, not turned
    ]
    tall = sum(word.bottom - word.top > TURNED * (word.x1 - word.x0) for word in long)
    return len(long) > 0 and tall > len(long) / 2


def _turned_lines(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """Read upright columns of words: turned a quarter left, bottom to top from the left; a quarter right, top to bottom from the right."""
    down = 2 * sum(word.down for word in words) > len(words)
    ordered = sorted(words, key=lambda word: word.x0 + word.x1, reverse=down)
    columns: list[list[Word]] = []
    middle = width = 0.0
    for word in ordered:
        centre = (word.x0 + word.x1) / 2
        if columns and abs(centre - middle) <= 0.5 * width:
            columns[-1].append(word)
        else:
            columns.append([word])
            middle, width = centre, word.x1 - word.x0
    first = (lambda word: word.top) if down else (lambda word: -word.bottom)
    return tuple(tuple(sorted(column, key=first)) for column in columns)
