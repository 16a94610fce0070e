"""Puts the right marks on set phrases that OCR read with the right letters and a wrong mark. Phrases are data."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.pages.neighbours import likelihood
from vnplan_extract.pages.ocrwords import taken_for
from vnplan_extract.pages.pairs import syllable_counts
from vnplan_extract.pages.syllables import is_syllable, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.85  # highest confidence of a word whose mark was put right
LONG = 5  # words of a phrase that may have a letter wrong
DOUBTFUL = 0.85  # confidence of a word under which it may
LIKELIER = (
    2.5  # (natural logarithm) how much likelier what was read must be than the phrase, to be no part of it
)
SHORT, OFTEN = 2, 2  # words of a phrase that others may say too; times they do so
NAMED = 3  # words: longer phrases are no one's name
KEPT = frozenset({"mỗi"})  # engines lose a tilde, they add none: "Mỗi trường có ..." is no environment
CORE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@cache
def _phrases() -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Return skeleton -> words of the phrase, and first word's skeleton -> length of the longest phrase it begins."""
    phrases: dict[str, tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    ambiguous: set[str] = set()
    for line in (line for line in _lines() if " > " not in line):
        words = _words(line)
        key = skeleton(" ".join(words))
        if key in phrases and list(map(_marks, phrases[key])) != list(map(_marks, words)):
            ambiguous.add(key)
        phrases[key] = words
        longest[skeleton(words[0])] = max(longest.get(skeleton(words[0]), 0), len(words))
    for key in ambiguous:
        del phrases[key]
    return phrases, longest


@cache
def _rare() -> dict[str, str]:
    """Return syllables that hardly ever stand in administrative text -> what was printed: "tiếu" is tiểu."""
    return dict(pair.split(" > ") for pair in _lines() if " > " in pair)


def _lines() -> list[str]:
    text = (files("vnplan_extract") / "data" / "ocr_phrases.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _words(line: str) -> tuple[str, ...]:
    """Return the words of a phrase, small."""
    return tuple(part for part in re.split(r"[\s,-]+", line.lower()) if part)


def mend_phrases(words: Sequence[Word]) -> list[Word]:
    """Return the words with the marks of set phrases put right; letters, case and punctuation stay as read."""
    phrases, longest = _phrases()
    solid = [at for at, word in enumerate(words) if any(map(str.isalpha, word.text))]
    cores = [_core(words[at].text) for at in solid]
    keys = [_key(core) for core in cores]
    mended = list(words)
    at = 0
    while at < len(solid):
        taken = 1
        for length in range(min(longest.get(keys[at], 0), len(solid) - at), 1, -1):
            phrase = phrases.get(" ".join(keys[at : at + length]))
            if phrase is not None and _is_printed(words, solid, cores, at, phrase):
                for place, right in zip(range(at, at + length), phrase, strict=True):
                    mended[solid[place]] = _with_marks(words[solid[place]], cores[place], right)
                taken = length
                break
        near = _nearly(words, solid, keys, at)
        if near is not None and len(near) > taken:
            for place, right in zip(range(at, at + len(near)), near, strict=True):
                same = keys[place] == skeleton(right)
                put = _with_marks if same else _with_letters
                mended[solid[place]] = put(words[solid[place]], cores[place], right)
            taken = len(near)
        lone = _rare().get(cores[at].lower()) if taken == 1 else None
        if lone is not None:
            mended[solid[at]] = _with_marks(words[solid[at]], cores[at], lone)
        at += taken
    return mended


@cache
def _long() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Return first word's skeleton -> the phrases of five words and more that it begins, as skeletons and as words."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for key, words in _phrases()[0].items():
        if len(words) >= LONG:
            found.setdefault(skeleton(words[0]), []).append((tuple(key.split()), words))
    return {first: tuple(phrases) for first, phrases in found.items()}


def _nearly(
    words: Sequence[Word], solid: Sequence[int], keys: Sequence[str], at: int
) -> tuple[str, ...] | None:
    """Return the long phrase that begins at a word, of which one doubtful word has one letter wrong: "Thành phố Hà Chí Minh"."""
    for phrase, right in _long().get(keys[at], ()):
        read = keys[at : at + len(phrase)]
        wrong = [place for place, (key, due) in enumerate(zip(read, phrase, strict=False)) if key != due]
        if len(read) < len(phrase) or len(wrong) != 1 or not _together(words, solid[at : at + len(phrase)]):
            continue
        (place,) = wrong
        key, due, word = read[place], phrase[place], words[solid[at + place]]
        one = len(key) == len(due) and sum(was != meant for was, meant in zip(key, due, strict=True)) == 1
        if one and word.confidence < DOUBTFUL and len(_core(word.text)) == len(right[place]):
            return right
    return None


def _with_letters(word: Word, core: str, right: str) -> Word:
    fixed = "".join(new.upper() if old.isupper() else new for old, new in zip(core, right, strict=True))
    return taken_for(word, text=word.text.replace(core, fixed, 1), most=MENDED)


def _is_printed(
    words: Sequence[Word], solid: Sequence[int], cores: Sequence[str], at: int, phrase: Sequence[str]
) -> bool:
    """Is a phrase what is printed where its letters were read: nothing parts it, and nothing else is said there?"""
    length = len(phrase)
    places, read = solid[at : at + length], cores[at : at + length]
    if not _together(words, places) or (_comma_parts(words, places) and not _has_comma(phrase)):
        return False
    if all(core.lower() == right for core, right in zip(read, phrase, strict=True)):
        return True
    if length == SHORT and _is_said(words, places, read, phrase):
        return False
    if length < LONG - 1 and _is_bound(words, solid, cores, at, phrase):
        return False
    named = length <= NAMED and _is_named(words, solid, cores, at, length)
    return not named and _is_meant(read, phrase)


def _is_meant(cores: Sequence[str], phrase: Sequence[str]) -> bool:
    """Tell whether a phrase may have been misread so: of two good syllables one is right, or "tin dùng" were tín dụng."""
    return len(phrase) > 2 or any(
        _marks(core) == _marks(right) or not is_syllable(core)
        for core, right in zip(cores, phrase, strict=True)
    )


def _is_named(
    words: Sequence[Word], solid: Sequence[int], cores: Sequence[str], at: int, length: int
) -> bool:
    """Is this part of somebody's name, "Nguyễn Văn Hòa", "Đỗ Thị Lan", and no phrase? A phrase has one capital, or nothing else."""
    end = at + length
    if not all(core.istitle() for core in cores[at:end]):
        return False
    before = at > 0 and cores[at - 1].istitle() and _together(words, solid[at - 1 : at + 1])
    return before or (
        end < len(solid) and cores[end].istitle() and _together(words, solid[end - 1 : end + 1])
    )


def _has_comma(phrase: Sequence[str]) -> bool:
    """Is it written with a comma, "biển, đảo"?"""
    return tuple(phrase) in _with_commas()


@cache
def _with_commas() -> frozenset[tuple[str, ...]]:
    return frozenset(_words(line) for line in _lines() if "," in line)


@cache
def _with_capitals() -> frozenset[tuple[str, ...]]:
    """Return the phrases in which a word is printed with a capital, "trong Đảng", where it is no name."""
    return frozenset(_words(line) for line in _lines() if not line.islower())


def _comma_parts(words: Sequence[Word], places: Sequence[int]) -> bool:
    """Does a comma part the words? "Quyết định, Chỉ thị" has no "đình chỉ" in it."""
    return any(words[at].text.endswith(",") for at in places[:-1])


def _is_said(
    words: Sequence[Word], places: Sequence[int], cores: Sequence[str], phrase: Sequence[str]
) -> bool:
    """Are two words, surely read, often said as they were read: "do Bộ", which is no "đổ bộ"?"""
    said = (cores[0].lower(), cores[1].lower())
    sure = all(words[at].confidence >= DOUBTFUL for at in places)
    return sure and said != phrase and syllable_counts()[1].get(said, 0) >= OFTEN


def _is_bound(
    words: Sequence[Word], solid: Sequence[int], cores: Sequence[str], at: int, phrase: Sequence[str]
) -> bool:
    """Does a word at an end, as it was read, belong to the one beyond? "tổ chức đăng ký" is no tổ chức đảng."""
    end = at + len(phrase)
    named = len(phrase) == SHORT and cores[at].islower() and cores[at + 1].istitle()
    if named and tuple(phrase) not in _with_capitals():
        return True  # "xây mới Trường Mầm non" is no môi trường
    read = [core.lower() for core in cores[at:end]]
    before = cores[at - 1].lower() if at > 0 and _together(words, solid[at - 1 : at + 1]) else None
    after = cores[end].lower() if end < len(solid) and _together(words, solid[end - 1 : end + 1]) else None
    begins = before is not None and _likelier(read[0], phrase[0], before, phrase[1])
    return begins or (after is not None and _likelier(read[-1], phrase[-1], phrase[-2], after))


def _likelier(read: str, meant: str, before: str, after: str) -> bool:
    """Does a word rather stand between two others as it was read, or does it make a set phrase with one of them?"""
    if _marks(read) != _marks(meant) and (_is_set(before, read) or _is_set(read, after)):
        return True
    seen = syllable_counts()[1]
    said = max(seen.get((before, read), 0), seen.get((read, after), 0)) >= OFTEN
    return said and likelihood(read, before, after) > likelihood(meant, before, after) + LIKELIER


def _is_set(first: str, second: str) -> bool:
    """Are two words, as they were read, a set phrase: "đánh đổi môi trường" is no đổi mới?"""
    phrase = _phrases()[0].get(f"{skeleton(first)} {skeleton(second)}", ())
    return list(map(_marks, phrase)) == [_marks(first), _marks(second)]


def _key(core: str) -> str:
    """Return a word's skeleton; in one in capitals that is no syllable, L is I: "GLAM ĐỌC"."""
    if core.isupper() and "L" in core and not is_syllable(core):
        return skeleton(core.replace("L", "I"))
    return skeleton(core)


def _core(text: str) -> str:
    match = CORE.match(text)
    return match[2] if match else text


def _together(words: Sequence[Word], places: Sequence[int]) -> bool:
    """Tell whether no full stop, colon or number parts the words; a lone dash may."""
    between = (words[at].text for one, other in pairwise(places) for at in range(one + 1, other))
    return not any(words[at].text.endswith((".", ":", ";")) for at in places[:-1]) and not any(
        map(str.isdigit, "".join(between))
    )


def _with_marks(word: Word, core: str, right: str) -> Word:
    letters = unicodedata.normalize("NFC", core)
    if letters.lower() in KEPT or len(letters) != len(right) or letters.lower() == right:
        return word
    # The place of the tone mark (hoà, hóa) is the writer's: only a different mark is wrong.
    if _marks(letters) == _marks(right):
        return word
    fixed = "".join(new.upper() if old.isupper() else new for old, new in zip(letters, right, strict=True))
    return taken_for(word, text=word.text.replace(core, fixed, 1), most=MENDED)


def _marks(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return sorted(letter for letter in decomposed if unicodedata.combining(letter) or letter == "đ")
