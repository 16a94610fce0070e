"""Puts marks right in the name of a signer: under a seal "Trịnh Mình Tâm" is Trịnh Minh Tâm. Syllables of names are data.

Names stand alone on their line and begin with the name of a family. A syllable that no name has is taken for the only
one with the same letters that names have, of more than one for the only one with a tone where a tone was read; where that
leaves none, or more than one, it stays as it was read.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from vnplan_extract.lang.tones import place_tones
from vnplan_extract.pages.ocrwords import taken_for
from vnplan_extract.pages.syllables import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.7  # highest confidence of a word put right so
FEWEST, MOST = 3, 5  # syllables of a name; of two are names of places, too
CERTAIN = frozenset(
    {"Nguyễn", "Trần", "Phạm", "Huỳnh"}
)  # with other marks these begin neither a place nor a title
MIDDLE = frozenset({"A", "Thị", "Văn"})  # behind a family's name; places and titles have them not
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
APART = 2.5  # heights of a line: the name of another signer stands further off


@cache
def _syllables(part: str) -> dict[str, frozenset[str]]:
    """Return skeleton -> syllables of family names, or of all names, that have it."""
    text = (files("vnplan_extract") / "data" / "name_syllables.csv").read_text(encoding="utf-8")
    known: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if part == "given" or row["part"] == "family":
            known.setdefault(skeleton(row["syllable"]), set()).add(place_tones(row["syllable"]))
    return {key: frozenset(found) for key, found in known.items()}


def is_family(text: str) -> bool:
    """Is a word the name of a family, "Nguyễn"?"""
    return place_tones(text) in _syllables("family").get(skeleton(text), frozenset())


def mend_names(words: Sequence[Word]) -> list[Word]:
    """Return the words, in reading order, with the marks of names of signers put right."""
    mended: list[Word] = []
    for _, line in groupby(words, key=lambda word: word.top):
        for piece in _pieces(list(line)):
            mended += _named(piece) if FEWEST <= len(piece) <= MOST else piece
    return mended


def _pieces(line: list[Word]) -> list[list[Word]]:
    pieces: list[list[Word]] = []
    for word in line:
        near = pieces and 0 <= word.x0 - pieces[-1][-1].x1 < APART * (word.bottom - word.top)
        if near:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return pieces


def _named(words: list[Word]) -> list[Word]:
    if not all(word.text.isalpha() and word.text.istitle() for word in words):
        return words
    first = _right(words[0].text, "family")
    if first != words[0].text and first not in CERTAIN and words[1].text not in MIDDLE:
        return words  # "Xã Bình Châu"
    others = [_right(word.text, "given") for word in words[1:]]
    known = sum(other is not None for other in others)
    surely = first == words[0].text or words[1].text in MIDDLE
    if first is None or known < len(others) - surely - (words[1].text in MIDDLE):
        return words  # too much of it is no name
    return [
        word if right is None or right == word.text else taken_for(word, text=right, most=MENDED)
        for word, right in zip(words, [first, *others], strict=True)
    ]


def _right(text: str, part: str) -> str | None:
    """Return a syllable as names have it; None where none has it, or more than one may be meant."""
    known = _syllables(part).get(skeleton(text), frozenset())
    if place_tones(text) in known:
        return text
    if part == "given" and text.isascii():
        return None  # engines take marks for others more than they lose all: a name that the list has not
    meant = known if len(known) == 1 else {one for one in known if _toned(one) == _toned(text)}
    return next(iter(meant)) if len(meant) == 1 else None


@lru_cache(maxsize=1 << 9)
def _toned(syllable: str) -> bool:
    """Has it a mark of tone? Engines take one tone for another, "Mãy" for Mẩy, more than they see one where none is."""
    return not TONES.isdisjoint(unicodedata.normalize("NFD", syllable))
