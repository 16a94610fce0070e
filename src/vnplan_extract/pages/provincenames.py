"""Puts marks right in the names of provinces: behind "tỉnh", "Quàng Ngãi" is Quảng Ngãi. The names are the gazetteer's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang.places import province_by_letters
from vnplan_extract.lang.tones import place_tones
from vnplan_extract.pages.ocrwords import taken_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.8  # highest confidence of a word put right so
LENGTHS = (5, 3, 2)  # words of a name: "Bà Rịa - Vũng Tàu", "Thừa Thiên Huế", "Hà Giang"
KINDS = frozenset({"tỉnh", "tp", "tp."})
CITY = ("thành", "phố")
GOES_ON = frozenset({"và", "với", "đến"})  # between provinces of one list, as commas
ENDED = re.compile(r"[,;.:!?)\]”\"]+$")
SPELT_SO = re.compile(r"đ[ăaắ]k\b", re.IGNORECASE)  # "Đăk Lăk" is printed as often as Đắk Lắk
DASHES = frozenset("-–")


def mend_provinces(words: Sequence[Word]) -> list[Word]:
    """Return the words, in reading order, with the marks of provinces put right where the word before says that they are one."""
    mended = list(words)
    at = 0
    while at < len(mended):
        start = at + 1
        while _calls(mended, at, start) and (end := _put(mended, start)) > start:
            follows = end < len(mended) and mended[end].text.lower() in GOES_ON
            if not (follows or mended[end - 1].text.endswith(",")):
                break
            start = end + follows
        at += 1
    return mended


def _calls(words: Sequence[Word], at: int, start: int) -> bool:
    """Does the word here call for the name of a province, or one behind others?"""
    text = words[at].text.lower()
    city = text == CITY[1] and at > 0 and words[at - 1].text.lower() == CITY[0]
    return start < len(words) and (text in KINDS or city)


def _put(words: list[Word], start: int) -> int:
    """Put right the name that begins here, and return where it ends; where it begins, when it has not the letters of one."""
    for length in LENGTHS:
        parts = words[start : start + length]
        if len(parts) < length or any(ENDED.search(part.text) for part in parts[:-1]):
            continue
        name = [ENDED.sub("", part.text) for part in parts]
        if not all(part.istitle() or part.isupper() or part in DASHES for part in name):
            continue
        right = province_by_letters(" ".join(name))
        if right is None or SPELT_SO.search(right):
            continue
        for place, (read, meant) in enumerate(zip(name, right.split(), strict=True), start):
            text = meant.upper() if read.isupper() and len(read) > 1 else meant
            if place_tones(read) != place_tones(text):
                whole = words[place].text
                words[place] = taken_for(words[place], text=text + whole[len(read) :], most=MENDED)
        return start + length
    return start
