"""Mends what OCR unmistakably confused; each mended word keeps a confidence that says so. A value is never invented."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.7  # highest confidence of a mended word
UNREAD = 0.45  # confidence below which a number or a day in the header counts as handwriting
# A lone wrong character among digits; three digits must vouch for it.
YEAR = re.compile(r"^(?P<digits>(?:19|20)\d)(?P<wrong>[\]|lI!])(?P<rest>[.,;:)]?)$")
SYMBOL = re.compile(r"^/?[0-9]*/?[A-ZĐ][A-Za-zĐđ]{1,4}-[A-ZĐ][A-Za-zĐđ&]*")
NUMBER_LABEL = re.compile(r"^[Ss][^\s\d]{1,2}[:.;].*|^S[oôốóòồ]\S{0,2}$")
DAY = re.compile(r"^(ngày)\W*\S{1,3}$")


def mend(words: Sequence[Word]) -> list[Word]:
    """Return the words with sure repairs made, in the same order.

    A handwritten number before a printed symbol, and a handwritten day, are left out rather than guessed.
    """
    mended = [_year(word) for word in words]
    return _day(_number(mended))


def _year(word: Word) -> Word:
    """Read 202] as 2021."""
    match = YEAR.match(word.text)
    if match is None:
        return word
    return replace(word, text=f"{match['digits']}1{match['rest']}", confidence=min(word.confidence, MENDED))


def _number(words: list[Word]) -> list[Word]:
    """Leave out what OCR made of a handwritten number: "sắ:Â on /KH-SYT" says only "Số: /KH-SYT"."""
    for at, word in enumerate(words):
        if not (word.text.startswith("/") and SYMBOL.match(word.text)):
            continue
        begin = at
        while (
            begin > 0
            and at - begin < 3
            and words[begin - 1].confidence < UNREAD
            and _same_line(words[begin - 1], word)
        ):
            begin -= 1
        first = words[begin] if begin < at else None
        if first is not None and NUMBER_LABEL.match(first.text):
            label = replace(first, text="Số:", confidence=MENDED)
            return [*words[:begin], label, *words[at:]]
        label_before = begin > 0 and words[begin - 1].text.lower().startswith("số")
        if label_before and begin < at:
            return [*words[:begin], *words[at:]]
    return words


def _day(words: list[Word]) -> list[Word]:
    """Leave out a day that could not be read: "ngày(Ä tháng 02" says only "ngày tháng 02"."""
    kept: list[Word] = []
    for at, word in enumerate(words):
        match = DAY.match(word.text)
        if match and word.confidence < UNREAD:
            kept.append(replace(word, text=match[1], confidence=MENDED))
            continue
        previous, following = (
            (words[at - 1].text.lower() if at else ""),
            (words[at + 1].text.lower() if at + 1 < len(words) else ""),
        )
        if previous.startswith("ngày") and following == "tháng" and word.confidence < UNREAD:
            continue
        kept.append(word)
    return kept


def _same_line(word: Word, other: Word) -> bool:
    return min(word.bottom, other.bottom) - max(word.top, other.top) > 0.4 * min(
        word.bottom - word.top, other.bottom - other.top
    )
