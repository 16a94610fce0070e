"""How often syllables, and pairs of them, stand in administrative text: counts are data (`data/syllable_pairs.txt`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from vnplan_extract.pages.syllables import skeleton

Counts = tuple[dict[str, int], dict[tuple[str, str], int], dict[str, tuple[str, ...]]]


@cache
def syllable_counts() -> Counts:
    """Return counts of syllables and of pairs, and skeleton -> syllables that have it."""
    text = (files("vnplan_extract") / "data" / "syllable_pairs.txt").read_text(encoding="utf-8")
    alone: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    alike: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        first, count, *others = line.split()
        alone[first] = int(count)
        alike.setdefault(skeleton(first), []).append(first)
        for second, times in zip(others[::2], others[1::2], strict=True):
            pairs[first, second] = int(times)
    return alone, pairs, {key: tuple(found) for key, found in alike.items()}
