"""Puts parts of words together that a PDF draws apart: where the font changes, and where a second font helps out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.document import Word

NO_WHITE = 0.04  # of a line's height: words closer than this are one


def glued(words: Sequence[Word], is_parted: Callable[[int], bool]) -> list[Word]:
    """Put together what stands side by side without any white: PDFium parts a word where its font subset changes.

    Measured on real files, a blank is at least 0.08 of a line's height wide and a false one at most 0.02.

    Args:
        words: The words in the order of the content stream.
        is_parted: Tells by a word's index that there is a blank before it all the same.
    """
    result: list[Word] = []
    end, reach = (
        0.0,
        -1.0,
    )  # of the last word: its x1, and how near to it the next begins if it is one with it
    for at, word in enumerate(words):
        if abs(word.x0 - end) <= reach and _touches(result[-1], word) and not is_parted(at):
            word = _joined(result.pop(), word)  # noqa: PLW2901
        result.append(word)
        end, reach = word.x1, NO_WHITE * (word.bottom - word.top)
    return result


LONE = 0.02  # share of a page's words that are a letter with a mark, in a font that no long word has
LONG = 4  # letters of a word, more than a second font helps out with side by side ("ươ")
# Of the size: what lies between them, as their own fonts measure them. Measured, a letter's is from -0.15 to 0.04, a blank's from 0.06.
SEAM = (-0.2, 0.055)
HOLE = 0.15  # of the size: a hole in a word that another letter fills
MOST = 8  # words that are looked at in one place: more are printed over one another


def is_woven(words: Sequence[Word]) -> bool:
    """Tell whether letters with marks stand apart from their words all over a page."""
    lone = [word for word in words if len(word.text) == 1 and word.text > "\x7f" and word.text.isalpha()]
    if len(lone) <= LONE * len(words):
        return False
    fonts = {word.font for word in words if len(word.text) >= LONG}
    return sum(word.font not in fonts for word in lone) > LONE * len(words)


def woven(words: list[Word]) -> list[Word]:
    """Put words together whose letters stand in two fonts, one behind the other in the content stream.

    Where a font lacks "ạ" and "ế", LibreOffice draws all of a line that it has and then the rest in another font: "K HO CH" and "Ế Ạ".
    """
    begins: dict[tuple[int, int], list[int]] = {}
    for at, word in enumerate(words):
        begins.setdefault((round(word.x0), round(word.bottom / 4)), []).append(at)
    follows: dict[int, int] = {}
    inner: set[int] = set()
    for at, word in enumerate(words):
        after = _goes_on(words, word, begins)
        if after is not None and after not in inner:
            follows[at] = after
            inner.add(after)
    result: list[Word] = []
    for at, word in enumerate(words):
        if at in inner:
            continue
        parts = [word]
        here: int | None = at
        while (here := follows.get(here)) is not None:  # type: ignore[arg-type]
            parts.append(words[here])
        result.append(word if len(parts) == 1 else _of_parts(parts))
    return result


def _goes_on(words: Sequence[Word], word: Word, begins: dict[tuple[int, int], list[int]]) -> int | None:
    """Return which word, in another font, goes on where this one ends."""
    column, row = round(word.x1), round(word.bottom / 4)
    near = [
        at
        for dx in range(-4, 3)
        for dy in (-1, 0, 1)
        for at in begins.get((column + dx, row + dy), ())[:MOST]
        if _belong(word, words[at])
    ]
    return min(near, key=lambda at: abs(words[at].x0 - word.x1), default=None)


def _belong(word: Word, other: Word) -> bool:
    """Do two words in different fonts make one, a letter with a mark at the seam?"""
    low, high = SEAM
    return (
        other.font != word.font
        and low * word.size <= other.x0 - word.x1 <= high * word.size
        and other.x1 > word.x1
        and any(char > "\x7f" and char.isalpha() for char in (word.text[-1], other.text[0]))
        and _touches(word, other)
    )


def _of_parts(parts: Sequence[Word]) -> Word:
    """Return the word of these parts in the look of its longest one."""
    look = max(parts, key=lambda part: len(part.text))
    return replace(
        look,
        text="".join(part.text for part in parts),
        x0=parts[0].x0,
        top=min(part.top for part in parts),
        x1=parts[-1].x1,
        bottom=max(part.bottom for part in parts),
        spaced=parts[-1].spaced,
    )


def _joined(last: Word, word: Word) -> Word:
    return replace(
        last,
        text=last.text + word.text,
        top=min(last.top, word.top),
        x1=word.x1,
        spaced=word.spaced,
        bottom=max(last.bottom, word.bottom),
    )


def _touches(last: Word, word: Word) -> bool:
    height = last.bottom - last.top
    return (
        abs(word.bottom - last.bottom) <= 0.1 * height
        and abs(word.size - last.size) <= 0.1 * last.size
        and last.x1 - last.x0 < 60 * height
    )
