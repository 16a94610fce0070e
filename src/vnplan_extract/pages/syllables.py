"""Tells whether text looks Vietnamese: the grammar of the syllable, as a set looked up once per word.

The grammar (onset, rhyme, tone against coda) is data: `data/syllables.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
SHARP_OR_HEAVY = {"\u0301", "\u0323"}
LETTERS = re.compile(r"[^\W\d_]+")
SAME_SHAPE = frozenset("cosuvxzw")  # letters, without their marks, whose capitals look like small ones
TOKEN = re.compile(r"[^\s\d.,;:!?()\[\]{}\"'“”‘’/\\_+*=<>|…-]+")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("vnplan_extract") / "data" / "syllables.toml").read_text(encoding="utf-8"))


@cache
def foreign_words() -> frozenset[str]:
    """Return small words of English and French, none of which is a Vietnamese syllable."""
    return frozenset(_data()["foreign"])


@cache
def _grammar() -> tuple[frozenset[str], tuple[str, ...]]:
    data = _data()
    front = tuple(data["front_vowels"])
    forms = {
        onset + rhyme
        for onset in data["onsets"]
        for rhyme in data["rhymes"]
        if onset not in (data["only_back"] if rhyme.startswith(front) else data["only_front"])
    }
    return frozenset(forms | set(data["extra"])), tuple(data["stops"])


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Tell whether a word could be one Vietnamese syllable; tone placement and NFC or NFD do not matter.

    It stands in small letters, in capitals, or with a capital first.

    >>> is_syllable("Thương"), is_syllable("Hoà"), is_syllable("hóa"), is_syllable("kÕ"), is_syllable("plan")
    (True, True, True, False, False)
    """
    if len(word) > 16 or not (word[1:].islower() or word.isupper() or len(word) == 1):
        return False
    forms, stops = _grammar()
    plain: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word.lower()):
        (tones if letter in TONES else plain).append(letter)
    if len(tones) > 1:
        return False
    form = unicodedata.normalize("NFC", "".join(plain))
    if form not in forms:
        return False
    return not tones or tones[0] in SHARP_OR_HEAVY or not form.endswith(stops)


@lru_cache(maxsize=1 << 14)
def skeleton(text: str) -> str:
    """Return the letters without their marks, small: what OCR gets right when it gets a mark wrong.

    >>> skeleton("Thành phố"), skeleton("ĐỔI")
    ('thanh pho', 'doi')
    """
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """Return the runs of characters between blanks, digits and punctuation."""
    return TOKEN.findall(text)


def plausibility(words: Iterable[str]) -> float:
    """Return the share of syllables among the tokens of two letters and more; 1.0 when there is none."""
    good = total = 0
    for word in words:
        for token in TOKEN.findall(word):
            if len(token) > 1:
                total += 1
                good += is_syllable(token)
    return good / total if total else 1.0
