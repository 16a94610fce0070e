"""Puts the right marks on set phrases that OCR read with the right letters and a wrong mark. Phrases are data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.85  # highest confidence of a word whose mark was put right
CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@lru_cache(maxsize=1 << 14)
def skeleton(text: str) -> str:
    """Return the letters without their marks, small: what OCR gets right when it gets a mark wrong.

    >>> skeleton("Thành phố"), skeleton("ĐỔI")
    ('thanh pho', 'doi')
    """
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _phrases() -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Return skeleton -> words of the phrase, and first word's skeleton -> length of the longest phrase it begins."""
    text = (files("vnplan_extract") / "data" / "ocr_phrases.txt").read_text(encoding="utf-8")
    phrases: dict[str, tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    ambiguous: set[str] = set()
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words = tuple(part for part in re.split(r"[\s,-]+", line) if part)
        key = skeleton(" ".join(words))
        if key in phrases and list(map(_marks, phrases[key])) != list(map(_marks, words)):
            ambiguous.add(key)
        phrases[key] = words
        longest[skeleton(words[0])] = max(longest.get(skeleton(words[0]), 0), len(words))
    for key in ambiguous:
        del phrases[key]
    return phrases, longest


def mend_phrases(words: Sequence[Word]) -> list[Word]:
    """Return the words with the marks of set phrases put right; letters, case and punctuation stay as read."""
    phrases, longest = _phrases()
    solid = [at for at, word in enumerate(words) if any(map(str.isalpha, word.text))]
    cores = [_core(words[at].text) for at in solid]
    keys = [skeleton(core) for core in cores]
    mended = list(words)
    at = 0
    while at < len(solid):
        taken = 1
        for length in range(min(longest.get(keys[at], 0), len(solid) - at), 1, -1):
            phrase = phrases.get(" ".join(keys[at : at + length]))
            if phrase is not None and _together(words, solid[at : at + length]):
                for place, right in zip(range(at, at + length), phrase, strict=True):
                    mended[solid[place]] = _with_marks(words[solid[place]], cores[place], right)
                taken = length
                break
        at += taken
    return mended


def _core(text: str) -> str:
    match = CORE.match(text)
    return match[2] if match else text


def _together(words: Sequence[Word], places: Sequence[int]) -> bool:
    """Tell whether no full stop or colon parts the words."""
    return not any(words[at].text.endswith((".", ":", ";")) for at in places[:-1])


def _with_marks(word: Word, core: str, right: str) -> Word:
    letters = unicodedata.normalize("NFC", core)
    if len(letters) != len(right) or letters.lower() == right:
        return word
    # The place of the tone mark (hoà, hóa) is the writer's: only a different mark is wrong.
    if _marks(letters) == _marks(right):
        return word
    fixed = "".join(new.upper() if old.isupper() else new for old, new in zip(letters, right, strict=True))
    return replace(word, text=word.text.replace(core, fixed, 1), confidence=min(word.confidence, MENDED))


def _marks(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return sorted(letter for letter in decomposed if unicodedata.combining(letter) or letter == "đ")
