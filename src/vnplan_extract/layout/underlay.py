"""Watermarks of printed pages: words drawn across the page, and large ones that other words are printed over.

They are part of no line and no cell ("DỰ THẢO", "BẢN SAO", a website's name).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
    small = _Band([word for word in words if word.size <= LARGE])
    over = _Band([word for word in large if any(_lies_over(other, word) for other in small.near(word))])
    return [word for word in large if any(_of_one_line(one, word) for one in over.near(word))]


class _Band:
    """Words sorted from the top, to be asked for those at the height of another."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = sorted(words, key=lambda word: word.top)
        self.tops = [word.top for word in self.words]
        self.tallest = max((word.bottom - word.top for word in words), default=0.0)

    def near(self, word: Word) -> Sequence[Word]:
        first = bisect_left(self.tops, word.top - self.tallest)
        return self.words[first : bisect_right(self.tops, word.bottom)]


def _of_one_line(one: Word, other: Word) -> bool:
    return abs(one.top - other.top) < 2 and abs(one.size - other.size) < 1


def _lies_over(small: Word, word: Word) -> bool:
    if word.size < TIMES * small.size:
        return False
    across = min(small.x1, word.x1) - max(small.x0, word.x0)
    down = min(small.bottom, word.bottom) - max(small.top, word.top)
    area = (small.x1 - small.x0) * (small.bottom - small.top)
    return across > 0 and down > 0 and across * down >= COVERED * area
