"""Watermarks of printed pages: words drawn across the page, and large ones that other words are printed over.

They are part of no line and no cell ("DỰ THẢO", "BẢN SAO", a website's name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

LARGE = 26.0  # points: print of the text and of titles is smaller
TIMES = 1.8  # so much larger than a word printed over it
COVERED = 0.25  # share of a word's box that must lie in a larger one's


def watermarks(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page that are printed across it or under others, in the order they are drawn."""
    large = [word for word in words if word.size > LARGE and word.read_by == "text" and not word.slanted]
    under = {id(word) for word in _underlaid(large, words)} if large else set()
    return [word for word in words if word.slanted or id(word) in under]


def _underlaid(large: Sequence[Word], words: Sequence[Word]) -> list[Word]:
    """Return the large words that small ones are printed over, with the rest of their lines."""
    small = [word for word in words if word.size <= LARGE]
    over = [word for word in large if any(_lies_over(other, word) for other in small)]
    return [
        word
        for word in large
        if any(abs(word.top - one.top) < 2 and abs(word.size - one.size) < 1 for one in over)
    ]


def _lies_over(small: Word, word: Word) -> bool:
    if word.size < TIMES * small.size:
        return False
    across = min(small.x1, word.x1) - max(small.x0, word.x0)
    down = min(small.bottom, word.bottom) - max(small.top, word.top)
    area = (small.x1 - small.x0) * (small.bottom - small.top)
    return across > 0 and down > 0 and across * down >= COVERED * area
