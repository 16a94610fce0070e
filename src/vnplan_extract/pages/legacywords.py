"""Tells word by word which encoding a text is in, where old ones and Unicode stand in one paragraph, cell or line.

What a word is in is told by whether it makes syllables; words that make them in two encodings go with their neighbours. The
cheapest way through the words is found (Viterbi), so that time grows with their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.pages.legacy import FIRM, Encoding, guess_encoding, to_unicode
from vnplan_extract.pages.letters import COMMON
from vnplan_extract.pages.syllables import is_syllable, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OLD: tuple[Encoding, ...] = ("tcvn3", "vni")
EXCLUSIVE = 4  # different words that make syllables in one old encoding only: then it is met in the document
UNLIKE, STRANGE, IMPOSSIBLE = (
    1.0,
    1.5,
    4.0,
)  # what a word costs that makes no syllables; has strange signs; has letters of Unicode
CHANGE = 0.7  # what it costs that a word is in another encoding than the one before
OTHER = 0.3  # what it costs to begin in another encoding than most of the document
AS_IT_STANDS = 0.01  # what it costs not to take a word as it stands, where nothing else tells
WORD = re.compile(r"\S+")
UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9]")  # no old encoding gives these, however it was read


def met(texts: Sequence[str]) -> tuple[Encoding, ...]:
    """Return the encodings that a document's texts are in, that of most first; old ones only where they are met for certain."""
    whole = guess_encoding(" ".join(texts)).encoding
    found = {whole}
    exclusive: dict[Encoding, set[str]] = defaultdict(set)
    for text in texts:
        if text.isascii():
            continue
        words = WORD.findall(text)
        guess = guess_encoding(" ".join(word for word in words if not UNICODE_ONLY.search(word)))
        if guess.encoding is not None and guess.evidence >= FIRM:
            found.add(guess.encoding)
        for word in words:
            if (only := _only_in(word)) is not None:
                exclusive[only].add(word)
    found |= {encoding for encoding, seen in exclusive.items() if len(seen) >= EXCLUSIVE}
    kinds: tuple[Encoding, ...] = ("unicode", *(encoding for encoding in OLD if encoding in found))
    return tuple(sorted(kinds, key=lambda encoding: encoding != whole))


@lru_cache(maxsize=1 << 13)
def _only_in(word: str) -> Encoding | None:
    """Return the old encoding in which a word makes syllables that it makes in no other, and not in Unicode."""
    if word.isascii() or (not COMMON.search(word) and _cost(word, "unicode") == 0):
        return None
    good = [encoding for encoding in ("unicode", *OLD) if _makes_syllables(word, encoding)]
    return good[0] if len(good) == 1 and good[0] != "unicode" else None


def _makes_syllables(word: str, encoding: Encoding) -> bool:
    parts = [part for part in tokens(to_unicode(word, encoding)) if len(part) > 1]
    return bool(parts) and all(map(is_syllable, parts))


@lru_cache(maxsize=1 << 14)
def _cost(word: str, encoding: Encoding) -> float:
    if word.isascii():
        return 0.0
    if encoding != "unicode" and UNICODE_ONLY.search(word):
        return IMPOSSIBLE
    text = to_unicode(word, encoding)
    parts = [part for part in tokens(text) if len(part) > 1]
    cost = UNLIKE * (not all(map(is_syllable, parts))) + STRANGE * bool(COMMON.search(text))
    return cost + AS_IT_STANDS * (encoding != "unicode")


def stretches(text: str, encodings: Sequence[Encoding]) -> list[tuple[int, int, Encoding]]:
    """Return the text cut where its encoding changes: start, end and encoding of each stretch, which together are the text."""
    if len(encodings) == 1 or text.isascii():
        return [(0, len(text), encodings[0])]
    words = list(WORD.finditer(text))
    chosen = by_words([word.group() for word in words], encodings)
    cuts: list[tuple[int, Encoding]] = [(0, chosen[0] if chosen else encodings[0])]
    for (_, before), (word, after) in pairwise(zip(words, chosen, strict=True)):
        if before != after:
            cuts.append((word.start(), after))
    ends = [*(start for start, _ in cuts[1:]), len(text)]
    return [(start, end, encoding) for (start, encoding), end in zip(cuts, ends, strict=True)]


def lines_to_unicode(text: str) -> tuple[str, tuple[Encoding, ...]]:
    """Return a whole text in Unicode, and the old encodings that it was converted from."""
    if not COMMON.search(text):
        return text, ()
    lines = text.split("\n")
    encodings = met(lines)
    if encodings == ("unicode",):
        return text, ()
    changed: set[Encoding] = set()
    for at, line in enumerate(lines):
        lines[at] = mended(line, encodings, changed)
    return "\n".join(lines), tuple(sorted(changed))


def mended(text: str, encodings: Sequence[Encoding], changed: set[Encoding]) -> str:
    """Return a text with its stretches in old encodings in Unicode; what they were in is put to `changed`."""
    parts = []
    for start, end, encoding in stretches(text, encodings):
        piece = text[start:end]
        if encoding != "unicode" and (read := to_unicode(piece, encoding)) != piece:
            changed.add(encoding)
            piece = read
        parts.append(piece)
    return "".join(parts)


def by_words(words: Iterable[str], encodings: Sequence[Encoding]) -> list[Encoding]:
    """Return what each word is in, among encodings of which the first is that of most."""
    costs = [0.0] + [OTHER] * (len(encodings) - 1)
    steps: list[list[int]] = []
    for word in words:
        before = min(range(len(encodings)), key=costs.__getitem__)
        step, new = [], []
        for at, encoding in enumerate(encodings):
            stay, change = costs[at], costs[before] + CHANGE
            step.append(at if stay <= change else before)
            new.append(min(stay, change) + _cost(word, encoding))
        steps.append(step)
        costs = new
    at = min(range(len(encodings)), key=costs.__getitem__)
    chosen: list[Encoding] = []
    for step in reversed(steps):
        chosen.append(encodings[at])
        at = step[at]
    return chosen[::-1]
