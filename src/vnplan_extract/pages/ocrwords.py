"""What all readers of images do with the words of an engine: place them, mend them, weigh how sure they are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

AROUND = 12  # pixels of white that the engine wants around what it reads


def placed(word: Word, x0: float, top: float, *, times: float = 1) -> Word:
    """Return a word of a piece of the page in the pixels of the page.

    Args:
        word: As the engine gave it, in pixels of the piece.
        x0: Where the piece begins on the page.
        top: Where it begins from above.
        times: How much larger than the page the piece was read.
    """
    return replace(
        word,
        x0=x0 + word.x0 / times,
        top=top + word.top / times,
        x1=x0 + word.x1 / times,
        bottom=top + word.bottom / times,
        size=word.size / times,
    )


def as_read(words: Sequence[Word]) -> str:
    """Return what the engine read where these words stand now, whatever was mended since."""
    return " ".join(word.text if word.read_as is None else word.read_as for word in words).strip()


def taken_for(*words: Word, text: str, most: float) -> Word:
    """Return one word for these, with a text that was not read so: what was read is kept, and the doubt of it.

    Args:
        words: Words side by side, mostly one.
        text: What they are taken for.
        most: Highest confidence of the word; less where one of them was less sure.
    """
    sure = min(most, *(word.confidence for word in words))
    return replace(words[0], text=text, x1=words[-1].x1, confidence=sure, read_as=as_read(words))


def confidence(words: Sequence[Word]) -> float:
    """Return the mean confidence, each word counting by its letters and digits; 0.0 where there are none."""
    weights = [sum(map(str.isalnum, word.text)) for word in words]
    total = sum(weights)
    if not total:
        return 0.0
    return sum(word.confidence * weight for word, weight in zip(words, weights, strict=True)) / total


def in_order(words: list[Word]) -> list[Word]:
    """Return the words of one line one behind the other, as they were read, where an engine's boxes say otherwise."""
    if all(before.x0 < after.x0 for before, after in pairwise(words)):
        return words
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    left = min(word.x0 for word in words)
    each = (max(word.x1 for word in words) - left) / sum(len(word.text) + 1 for word in words)
    ordered: list[Word] = []
    for word in words:
        x1 = left + each * len(word.text)
        ordered.append(replace(word, x0=left, x1=x1, top=top, bottom=bottom))
        left = x1 + each
    return ordered


def same_line(word: Word, other: Word) -> bool:
    """Do two words stand on one line: does 0.4 of the lower one's height lie beside the other?"""
    return min(word.bottom, other.bottom) - max(word.top, other.top) > 0.4 * min(
        word.bottom - word.top, other.bottom - other.top
    )
