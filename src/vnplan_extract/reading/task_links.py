"""The same task in body and table, told by its words: it is kept once, as the table's row.

Two texts say the same when four fifths of the syllables of the shorter stand in the longer, which is at most three
times as long, and their quantities do not contradict. Rare syllables are looked up first, so that each text is
compared with few others and not with all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.tones import strip_accents
from vnplan_extract.reading.task_words import abbreviations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from vnplan_extract import plan

SHARE = 0.8
LONGER = 3
FEWEST = 4  # syllables: shorter texts are headings such as "Đào tạo", which say too little
MOST_COMPARED = 200  # other texts that one text is compared with
BRACKET = re.compile(r"\([^()]{0,300}\)")
SYLLABLE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is compared: its syllables in order, and its quantities by unit."""

    syllables: tuple[str, ...]
    counts: dict[str, frozenset[Decimal]]


def words_of(text: str, quantities: Iterable[plan.Quantity] = ()) -> Words:
    """Return a text as it is compared: abbreviations written out, brackets, marks and case dropped."""
    plain = BRACKET.sub(" ", text)
    syllables: list[str] = []
    for match in SYLLABLE.finditer(plain):
        syllables.extend(_written_out(match.group()))
    by_unit: dict[str, set[Decimal]] = {}
    for quantity in quantities:
        unit = quantity.unit or (quantity.unit_text or "").lower()
        by_unit.setdefault(unit, set()).add(quantity.low)
    return Words(tuple(syllables), {unit: frozenset(values) for unit, values in by_unit.items()})


def same(first: Words, second: Words) -> bool:
    """Tell whether two texts name the same task."""
    short, long = sorted((first, second), key=lambda words: len(words.syllables))
    if len(short.syllables) < FEWEST or len(long.syllables) > LONGER * len(short.syllables):
        return False
    inside = set(long.syllables)
    shared = sum(syllable in inside for syllable in short.syllables)
    return shared >= SHARE * len(short.syllables) and not _contradict(first, second)


def match_rows(items: Sequence[Words], rows: Sequence[Words]) -> dict[int, int]:
    """Return for each row that has one the first item that says the same, by their places."""
    pairs: dict[int, int] = {}
    for item, row in sorted(_candidates(items, rows)):
        if row not in pairs and same(items[item], rows[row]):
            pairs[row] = item
    return pairs


def _candidates(items: Sequence[Words], rows: Sequence[Words]) -> set[tuple[int, int]]:
    """Return the pairs worth comparing: of the rarest fifth of the shorter text, and one more, the longer has one."""
    frequency: dict[str, int] = {}
    for words in (*items, *rows):
        for syllable in set(words.syllables):
            frequency[syllable] = frequency.get(syllable, 0) + 1
    found = {(item, row) for item, row in _lookup(items, rows, frequency)}
    return found | {(item, row) for row, item in _lookup(rows, items, frequency)}


def _lookup(
    shorter: Sequence[Words], longer: Sequence[Words], frequency: dict[str, int]
) -> Iterable[tuple[int, int]]:
    index: dict[str, list[int]] = {}
    for place, words in enumerate(longer):
        for syllable in set(words.syllables):
            index.setdefault(syllable, []).append(place)
    for place, words in enumerate(shorter):
        rare = sorted(set(words.syllables), key=lambda one: (frequency[one], one))
        needed = len(words.syllables) - int(SHARE * len(words.syllables)) + 1
        seen: set[int] = set()
        for syllable in rare[:needed]:
            seen.update(index.get(syllable, [])[:MOST_COMPARED])
        for other in sorted(seen)[:MOST_COMPARED]:
            yield place, other


def _contradict(first: Words, second: Words) -> bool:
    """Do both count the same thing, and differently?"""
    return any(
        not first.counts[unit] & second.counts[unit] for unit in first.counts.keys() & second.counts.keys()
    )


def _written_out(word: str) -> tuple[str, ...]:
    known = _abbreviations().get(word) if word.isupper() else None
    return known or (strip_accents(word).casefold(),)


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {
        short: tuple(strip_accents(word).casefold() for word in SYLLABLE.findall(full))
        for short, full in abbreviations().items()
    }
