"""Holds the words of one engine beside those of another, word by word, on a page that is hard to read.

On worn copies Tesseract keeps the marks and loses letters and figures; TrueOCR keeps those and loses marks. So a word of
the second engine is taken only where the first was not sure and what it read can hardly stand there; what it read is kept.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from vnplan_extract.pages.neighbours import likelihood, most_likely
from vnplan_extract.pages.ocrwords import taken_for
from vnplan_extract.pages.syllables import is_syllable, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

TAKEN = 0.7  # highest confidence of a word that the second engine read
AGREED = 0.88  # least confidence of what both engines read
SURE = 0.93  # confidence of the first engine from which it is believed
SECOND = 0.85  # that of the second engine from which it may be
LIKELIER = 2.0  # (natural logarithm) how much likelier a syllable must be than the one read first
COVERED = 0.65  # of both words that lies over the other
INSIDE = 0.8  # of a word that lies in one of the second engine, which reads "Số:87/QĐ-UBND"
LEVEL = 0.5  # of the lower line's height that lies beside the other
EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
FIGURES = re.compile(r"\d+(?:[.,/-]\d+)*%?|\d{1,6}(?:/\d{4})?/[A-ZĐ]{2,}(?:-[A-ZĐ][A-ZĐa-zđ]*)*")
DIGIT = re.compile(r"\d")


def compared(words: Sequence[Word], others: Sequence[Word]) -> list[Word]:
    """Return the words, with those that another engine read better.

    Args:
        words: What the first engine read, in reading order.
        others: What the second read on the same image, in any order.
    """
    seen = _Seen(others)
    taken = list(words)
    for at, word in enumerate(words):
        if word.confidence >= SURE:
            continue
        beside = seen.beside(word)
        if beside is None:
            continue
        if beside.text.endswith(word.text):
            taken[at] = replace(word, confidence=max(word.confidence, AGREED))
        elif _covers(word, beside):
            before = _core(taken[at - 1]) if at else None
            after = _core(words[at + 1]) if at + 1 < len(words) else None
            taken[at] = _better(word, beside, before, after)
    return taken


class _Seen:
    """What the other engine is sure of, sorted from the top."""

    def __init__(self, others: Sequence[Word]) -> None:
        self.words = sorted((word for word in others if word.confidence >= SECOND), key=lambda word: word.top)
        self.tops = [word.top for word in self.words]
        self.tallest = max((word.bottom - word.top for word in self.words), default=0.0)

    def beside(self, word: Word) -> Word | None:
        """Return the word that stands in the same place."""
        first, end = bisect_left(self.tops, word.top - self.tallest), bisect_right(self.tops, word.bottom)
        return next((other for other in self.words[first:end] if _level(word, other)), None)


def _level(word: Word, other: Word) -> bool:
    high = min(word.bottom, other.bottom) - max(word.top, other.top)
    level = high >= LEVEL * min(word.bottom - word.top, other.bottom - other.top)
    return level and _shared(word, other) >= INSIDE * (word.x1 - word.x0)


def _shared(word: Word, other: Word) -> float:
    return min(word.x1, other.x1) - max(word.x0, other.x0)


def _covers(word: Word, other: Word) -> bool:
    return _shared(word, other) >= COVERED * max(word.x1 - word.x0, other.x1 - other.x0)


def _better(word: Word, other: Word, before: str | None, after: str | None) -> Word:
    """Return the word, or one with the other's letters or figures between its own stops."""
    first, second = EDGES.fullmatch(word.text), EDGES.fullmatch(other.text)
    if first is None or second is None or not second[2]:
        return word
    if first[2] == second[2]:
        return replace(word, confidence=max(word.confidence, AGREED))
    if DIGIT.search(word.text) and DIGIT.search(other.text):
        return _figures(word, first, second[2])
    if DIGIT.search(word.text) or DIGIT.search(other.text):
        return word
    text = _letters(first[2], second[2], before, after)
    return taken_for(word, text=f"{first[1]}{text}{first[3]}", most=TAKEN) if text else word


def _figures(word: Word, first: re.Match[str], second: str) -> Word:
    """Return the other's number where the first engine read none; of two numbers the first, the other beside it."""
    if not FIGURES.fullmatch(second):
        return word
    if not FIGURES.fullmatch(first[2]):
        return taken_for(word, text=second + first[3], most=TAKEN)
    return word if word.alternative else replace(word, alternative=second)


def _letters(first: str, second: str, before: str | None, after: str | None) -> str | None:
    """Return what stands there by the letters of the second engine; None where the first may be right.

    Of marks alone the first engine is the better judge.
    """
    if second in _known() and first not in _known() and first.isupper():
        return second
    if (
        skeleton(first) == skeleton(second)
        or not is_syllable(second)
        or first[:1].isupper() != second[:1].isupper()
    ):
        return None
    if first.isupper() and not second.isupper():
        return None
    likely, gain = most_likely(second.lower(), before, after)
    if is_syllable(first):
        gain -= likelihood(first.lower(), before, after)
    elif abs(len(first) - len(second)) <= 1:
        gain = LIKELIER + 1
    if gain <= LIKELIER:
        return None
    return likely.upper() if second.isupper() else likely.capitalize() if second[0].isupper() else likely


def _core(word: Word) -> str | None:
    match = EDGES.fullmatch(word.text)
    return match[2].lower() if match and match[2].isalpha() else None


@cache
def _known() -> frozenset[str]:
    """Abbreviations that no syllable check knows."""
    path = files("vnplan_extract") / "data" / "ocr_confusions.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["abbreviations"]["words"])
