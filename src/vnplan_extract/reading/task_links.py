"""The same task in body and table, told by its words: it is kept once, as the table's row.

Two texts say the same when both begin with the same word, four fifths of the syllables of the shorter stand in the longer
in the same order, which is at most three times as long, and their quantities do not contradict. Rare syllables are looked up first, so that each text is
compared with few others and not with all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.tones import strip_accents
from vnplan_extract.reading.task_words import abbreviations, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from vnplan_extract import plan

SHARE = 0.8
LONGER = 3
FEWEST = 4  # syllables: shorter texts are headings such as "Đào tạo", which say too little
MOST_COMPARED = 12  # other texts that one text is compared with
MOST_LISTED = 200  # texts that are looked at for one syllable
BRACKET = re.compile(r"\([^()]{0,300}\)")
SYLLABLE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is compared: its syllables in order, and its quantities by unit."""

    syllables: tuple[str, ...]
    counts: dict[str, frozenset[Decimal]]
    own: frozenset[str]
    first: str = ""


def words_of(text: str, quantities: Iterable[plan.Quantity] = ()) -> Words:
    """Return a text as it is compared: abbreviations written out, brackets, marks and case dropped."""
    plain = BRACKET.sub(" ", text)
    syllables = SYLLABLE.findall(strip_accents(plain).casefold())
    printed = SYLLABLE.findall(plain)
    known = _abbreviations()
    if len(printed) == len(syllables) and not known.keys().isdisjoint(printed):
        pairs = zip(printed, syllables, strict=True)
        syllables = [one for word, folded in pairs for one in known.get(word, (folded,))]
    by_unit: dict[str, set[Decimal]] = {}
    for quantity in quantities:
        unit = quantity.unit or (quantity.unit_text or "").lower()
        by_unit.setdefault(unit, set()).add(quantity.low)
    counts = {unit: frozenset(values) for unit, values in by_unit.items()}
    return Words(tuple(syllables), counts, frozenset(syllables), _first(syllables))


def likeness(first: Words, second: Words) -> float:
    """Return how alike two texts are, up to 1: how much stands in the same order, of the shorter and of both.

    It is 0 where they begin otherwise, where less than four fifths of the shorter text's syllables are shared in order, where the
    longer is far longer, and where their quantities contradict.
    """
    short, long = sorted((first, second), key=lambda words: len(words.syllables))
    if len(short.syllables) < FEWEST or len(long.syllables) > LONGER * len(short.syllables):
        return 0.0
    if (
        short.first != long.first
        or len(short.own - long.own) > (1 - SHARE) * len(short.syllables)
        or _contradict(first, second)
    ):
        return 0.0
    ordered = _common_length(short.syllables, long.syllables)
    if ordered < SHARE * len(short.syllables):
        return 0.0
    of_both = 2 * ordered / (len(short.syllables) + len(long.syllables))
    return (2 * ordered / len(short.syllables) + of_both) / 3


def matches(items: Sequence[Words], rows: Sequence[Words]) -> list[tuple[int, int, float]]:
    """Return the places of each item and row that say the same and how alike they are, in the order of the items."""
    pairs = ((item, row, likeness(items[item], rows[row])) for item, row in sorted(_candidates(items, rows)))
    return [pair for pair in pairs if pair[2]]


def _common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, by bits (Hyyrö 2004: one addition for each syllable)."""
    places: dict[str, int] = {}
    for at, syllable in enumerate(first):
        places[syllable] = places.get(syllable, 0) | 1 << at
    full = (1 << len(first)) - 1
    row = full
    for syllable in second:
        hits = row & places.get(syllable, 0)
        row = ((row + hits) | (row - hits)) & full
    return len(first) - row.bit_count()


def _candidates(items: Sequence[Words], rows: Sequence[Words]) -> set[tuple[int, int]]:
    """Return the pairs worth comparing: of the rarest fifth of the shorter text, and one more, the longer has one."""
    frequency: dict[str, int] = {}
    for words in (*items, *rows):
        for syllable in words.own:
            frequency[syllable] = frequency.get(syllable, 0) + 1
    found = {(item, row) for item, row in _lookup(items, rows, frequency)}
    return found | {(item, row) for row, item in _lookup(rows, items, frequency)}


def _lookup(
    shorter: Sequence[Words], longer: Sequence[Words], frequency: dict[str, int]
) -> Iterable[tuple[int, int]]:
    index: dict[str, list[int]] = {}
    for place, words in enumerate(longer):
        for syllable in words.own:
            index.setdefault(syllable, []).append(place)
    for place, words in enumerate(shorter):
        rare = sorted(words.own, key=lambda one: (frequency[one], one))
        needed = len(words.syllables) - int(SHARE * len(words.syllables)) + 1
        shared = Counter(
            other for syllable in rare[:needed] for other in index.get(syllable, [])[:MOST_LISTED]
        )
        for other, _ in shared.most_common(MOST_COMPARED):
            yield place, other


def _contradict(first: Words, second: Words) -> bool:
    """Do both count the same thing, and differently?"""
    return any(
        not first.counts[unit] & second.counts[unit] for unit in first.counts.keys() & second.counts.keys()
    )


def _first(syllables: Sequence[str]) -> str:
    """Return the first syllable behind words that say only that something is done ("Tổ chức", "Triển khai")."""
    for words in _openings():
        if tuple(syllables[: len(words)]) == words and len(syllables) > len(words):
            return syllables[len(words)]
    return syllables[0] if syllables else ""


@cache
def _openings() -> tuple[tuple[str, ...], ...]:
    words = (tuple(SYLLABLE.findall(strip_accents(word).casefold())) for word in listed("links", "openings"))
    return tuple(sorted(words, key=len, reverse=True))


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {
        short: tuple(strip_accents(word).casefold() for word in SYLLABLE.findall(full))
        for short, full in abbreviations().items()
    }
