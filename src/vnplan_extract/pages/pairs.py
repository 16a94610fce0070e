"""How often syllables, and pairs of them, stand in administrative text: counts are data (`data/syllable_pairs.txt`).

Words that the texts counted do not have, but plans of other topics do, are data too (`data/known_words.txt`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise

from vnplan_extract.pages.syllables import skeleton

KNOWN = 3  # times that a word counts which was not counted
SAID = 6  # times that a pair counts more which plans say and the counted texts hardly do: "bến đò", which is no "dò"
Counts = tuple[dict[str, int], dict[tuple[str, str], int], dict[str, tuple[str, ...]]]


@cache
def syllable_counts() -> Counts:
    """Return counts of syllables and of pairs, and skeleton -> syllables that have it."""
    alone: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for line in _lines("syllable_pairs.txt"):
        first, count, *others = line.split()
        alone[first] = int(count)
        for second, times in zip(others[::2], others[1::2], strict=True):
            pairs[first, second] = int(times)
    for line in _lines("known_words.txt"):
        syllables = line.split()
        if len(syllables) == 1:
            alone.setdefault(line, KNOWN)
        for pair in pairwise(syllables):
            pairs[pair] = max(pairs.get(pair, 0), KNOWN)
    for line in _lines("said_pairs.txt"):
        for first, second in pairwise(line.split()):
            pairs[first, second] = pairs.get((first, second), 0) + SAID
            for syllable in (first, second):
                alone[syllable] = alone.get(syllable, 0) + SAID
    alike: dict[str, list[str]] = {}
    for syllable in alone:
        alike.setdefault(skeleton(syllable), []).append(syllable)
    return alone, pairs, {key: tuple(found) for key, found in alike.items()}


def _lines(name: str) -> list[str]:
    text = (files("vnplan_extract") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
