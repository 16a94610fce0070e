"""Puts marks right by the syllables on both sides: "tống hợp" is tổng hợp. At 150 dpi the hook and the acute look alike.

What was printed is the likeliest of the syllables with the same letters, as a noisy channel has it (Kernighan, Church and
Gale 1990): how often it stands between these two, times how easily it is misread so. Counts are data
(`data/syllable_pairs.txt`). No letter and no figure is touched, and without a count that speaks for it no mark.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from vnplan_extract.pages.ocrwords import taken_for
from vnplan_extract.pages.pairs import syllable_counts
from vnplan_extract.pages.syllables import is_syllable, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word


MENDED = 0.8  # highest confidence of a word put right so
CORE = re.compile(r"^(\W*)([^\W\d_]+)(\W*)$")
TONE = re.compile(r"([ou])([aey])([\u0300\u0301\u0303\u0309\u0323])(?!\w)")
_CIRCUMFLEX = "\u0302"
# Acute and tilde, hook and tilde: over a circumflex a scan shows them alike, and engines take the commoner for the rarer.
TAKEN, MEANT = frozenset("\u0301\u0303"), frozenset("\u0302\u0303\u0309")
TILDE = frozenset("\u0303")  # what two marks over one another run together to: "hãng" is hằng
STACKED = frozenset(map(frozenset, ("\u0306\u0300", "\u0306\u0309", "\u0302\u0309", "\u0302\u0303")))
DOT = frozenset({"\u0300", "\u0301", "\u0309"})  # what the dot of an i is taken for: "chỉ bộ" is chi bộ
ALIKE, UNLIKE = 3.5, 6.0  # what it costs (as a logarithm) that one mark was read for another
STRANGE = 1.5  # the same for the dot of an i, in a syllable that no plan has
UNSURE, CHEAPER = 0.85, 1.5  # confidence of a word below which that costs less, and how much
MARGIN = 1.0  # by how much another syllable must be likelier
SEEN = 2  # times that it stood beside this neighbour
COMMON = 5  # times that a syllable stood anywhere, to be taken for one that never did
PLAIN = 50  # times, from which it is what nearly every such reading was
PRIOR = 3.0  # weight of a syllable's own count beside those of its neighbours
NEAR = 2.5  # heights of a line between words that belong together


def mend_marks(words: Sequence[Word]) -> list[Word]:
    """Return the words, in reading order, with marks put right that the words beside them prove wrong."""
    mended = list(words)
    cores = [_core(word.text) for word in words]
    joined = [False, *(_together(*pair) for pair in pairwise(words)), False]
    for at, core in enumerate(cores):
        if core is None:
            continue
        before = cores[at - 1] if joined[at] else None
        after = cores[at + 1] if joined[at + 1] else None
        word = words[at]
        named = not word.text.islower()
        beside = (words[at - 1] if joined[at] else None, words[at + 1] if joined[at + 1] else None)
        followed = named and any(other is not None and other.text.istitle() for other in beside)
        right = likeliest(core, before, after, sure=word.confidence >= UNSURE, named=named, followed=followed)
        if right != core:
            text = words[at].text
            match = CORE.match(text)
            if match is not None:
                fixed = _in_case(match[2], right)
                mended[at] = taken_for(words[at], text=f"{match[1]}{fixed}{match[3]}", most=MENDED)
                cores[at] = right
    return mended


@lru_cache(maxsize=1 << 15)
def likeliest(
    core: str,
    before: str | None,
    after: str | None,
    *,
    sure: bool = True,
    named: bool = False,
    followed: bool = False,
) -> str:
    """Return the syllable that stands here: the one given, or one with other marks where its neighbours leave no doubt.

    Args:
        core: A syllable in small letters, NFC.
        before: The syllable before it; None where none belongs to it.
        after: The one behind it.
        sure: Whether the engine was sure of what it read.
        named: It has a capital, and may be a name.
        followed: So has a word beside it, and both may be one: "Bính Ngọ".

    >>> likeliest("tống", None, "hợp"), likeliest("biến", "chế", None), likeliest("biến", "bờ", None)
    ('tổng', 'biến', 'biển')
    """
    alone, pairs, alike = syllable_counts()
    best, least = core, likelihood(core, before, after) + MARGIN
    for other in alike.get(skeleton(core), ()):
        if other == core or len(other) != len(core):
            continue
        seen = max(pairs.get((before or "", other), 0), pairs.get((other, after or ""), 0)) >= SEEN
        easy = _is_easy(core, other)
        said = (before, core) in pairs or (core, after) in pairs  # "tống đạt", rare as "tống" is
        strange = not said and core not in alone and not named and not (sure and is_syllable(core))
        # What never stands anywhere ("tống", "buối", "điếm") is no word of a plan, unless a name follows.
        never = easy and not said and core not in alone and (not named or not followed)
        if not (seen or ((strange or never) and alone[other] >= COMMON)) or not (easy or strange):
            continue
        dotted = never and any(now == "i" != was for was, now in zip(core, other, strict=True))
        common = never and alone[other] >= PLAIN
        cost = (STRANGE if dotted or common else ALIKE if easy else UNLIKE) - (0.0 if sure else CHEAPER)
        likely = likelihood(other, before, after) - cost
        if likely > least:
            best, least = other, likely
    return best


def most_likely(core: str, before: str | None, after: str | None) -> tuple[str, float]:
    """Return the syllable with these letters, whatever its marks, that most likely stands between two others, and how likely."""
    _, _, alike = syllable_counts()
    found = (core, *alike.get(skeleton(core), ()))
    return max(((other, likelihood(other, before, after)) for other in found), key=itemgetter(1))


def likelihood(syllable: str, before: str | None, after: str | None) -> float:
    """Return the natural logarithm of how likely a syllable, in small letters, stands between two others."""
    alone, pairs, _ = syllable_counts()
    total = 1e5
    own = (alone.get(syllable, 0) + 0.1) / total
    score = math.log(own)
    if before is not None and before in alone:
        score = math.log((pairs.get((before, syllable), 0) + PRIOR * own) / (alone[before] + PRIOR))
    if after is not None and after in alone:
        prior = PRIOR * alone[after] / total
        score += math.log((pairs.get((syllable, after), 0) + prior) / (alone.get(syllable, 0) + PRIOR))
    return score


@lru_cache(maxsize=1 << 14)
def _is_easy(read: str, printed: str) -> bool:
    """Is it one of the confusions that a scan makes over and over?

    No more than a hook or a tilde, and the circumflex under it, read for an acute; two marks over one another for a tilde;
    the dot of an i for a mark; đ for d.
    """
    differ = [(one, other) for one, other in zip(read, printed, strict=True) if one != other]
    if len(differ) != 1:
        return False
    one, other = differ[0]
    was, now = _marks(one), _marks(other)
    if other == "i":
        return len(was) == 1 and was <= DOT
    if (one, other) == ("đ", "d"):
        return True
    if was == TILDE and now in STACKED:
        return True
    gone, come = was - now, now - was
    return bool(gone and come) and gone <= TAKEN and come <= MEANT and _CIRCUMFLEX in was & now


@lru_cache(maxsize=1 << 9)
def _marks(letter: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFD", letter)[1:])


def _core(text: str) -> str | None:
    """Return a word's syllable, small, its tone mark on the first vowel of oa, oe, uy; None where it is none."""
    match = CORE.match(text)
    if match is None:
        return None
    letters = unicodedata.normalize("NFD", match[2].lower())
    return unicodedata.normalize("NFC", TONE.sub(r"\1\3\2", letters))


def _in_case(read: str, right: str) -> str:
    letters = unicodedata.normalize("NFC", read)
    return "".join(new.upper() if old.isupper() else new for old, new in zip(letters, right, strict=True))


def _together(word: Word, following: Word) -> bool:
    """Do two words in reading order belong together: no mark between them, not in cells side by side?"""
    if not word.text[-1:].isalpha() or not following.text[:1].isalpha():
        return False
    height = max(word.bottom - word.top, 1.0)
    level = min(word.bottom, following.bottom) - max(word.top, following.top) > 0
    if level:
        return -height < following.x0 - word.x1 < NEAR * height
    return 0 <= following.top - word.top < NEAR * height and following.x0 <= word.x0
