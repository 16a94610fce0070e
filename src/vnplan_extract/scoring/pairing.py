"""Which row of the output is which row of gold: optimal assignment, so that order and gaps cost nothing by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from vnplan_extract.scoring.parts import best_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

Item = TypeVar("Item")
LARGEST = 250_000
"""Products of lengths up to which every pair is looked at."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs of (gold index, found index), and the indices that have no partner."""

    pairs: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    invented: tuple[int, ...]


def pair(
    gold: Sequence[Item],
    found: Sequence[Item],
    likeness: Callable[[int, int], float],
    *,
    cutoff: float,
    key: Callable[[Item], Hashable] | None = None,
) -> Pairing:
    """Pair two lists so that the sum of likenesses is greatest; pairs less alike than the cutoff are not made.

    Args:
        gold: Items of gold.
        found: Items of the output.
        likeness: How alike gold[i] and found[j] are, 0 to 1.
        cutoff: Least likeness of a pair.
        key: What identical items have in common: a key that stands once on either side pairs at once, which keeps
            tables of thousands of rows quick.
    """
    pairs = _by_key([key(item) for item in gold], [key(item) for item in found]) if key else []
    rest_gold = sorted(set(range(len(gold))) - {one for one, _ in pairs})
    rest_found = sorted(set(range(len(found))) - {other for _, other in pairs})
    worth = _worth(rest_gold, rest_found, likeness, cutoff)
    for one, other in best_pairs(worth):
        if worth[one][other] >= cutoff:
            pairs.append((rest_gold[one], rest_found[other]))
    pairs.sort()
    return Pairing(
        tuple(pairs),
        tuple(sorted(set(range(len(gold))) - {one for one, _ in pairs})),
        tuple(sorted(set(range(len(found))) - {other for _, other in pairs})),
    )


def _worth(
    gold: list[int], found: list[int], likeness: Callable[[int, int], float], cutoff: float
) -> list[list[float]]:
    """Return what each pair is worth; below the cutoff nothing, so that it cannot push a good pair aside.

    In very long lists only pairs at about the same place are looked at: the time stays linear in their length.
    """
    window = max(len(gold), len(found))
    if len(gold) * len(found) > LARGEST:
        window = LARGEST // max(len(gold), len(found))
    slope = len(found) / max(len(gold), 1)
    table = []
    for row, one in enumerate(gold):
        values = [0.0] * len(found)
        middle = round(row * slope)
        for column in range(max(0, middle - window), min(len(found), middle + window + 1)):
            value = likeness(one, found[column])
            values[column] = value if value >= cutoff else 0.0
        table.append(values)
    return table


def _by_key(gold: list[Hashable], found: list[Hashable]) -> list[tuple[int, int]]:
    once = _once(found)
    return [(index, once[key]) for key, index in _once(gold).items() if key in once]


def _once(keys: list[Hashable]) -> dict[Hashable, int]:
    """Return key -> index of the keys that stand once."""
    places: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return {key: indices[0] for key, indices in places.items() if len(indices) == 1}
