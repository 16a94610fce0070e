"""GriTS: how alike two tables are as matrices (Smock et al., arXiv 2203.12555).

A table is a matrix of its cells' features: of spans for topology, of texts for content. The most similar substructures
of two matrices are found by aligning rows, then columns, by dynamic programming (the paper's factored heuristic); the
score is the F-measure of what they have in common. Agrees with the package grits-metric, which the tests run beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Span = tuple[int, int, int, int]
Feature = TypeVar("Feature")


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two matrices have in common: the sum of cell rewards, and the rows and columns that were aligned."""

    common: float
    rows: tuple[tuple[int, int], ...]
    cols: tuple[tuple[int, int], ...]


def align(
    gold: Sequence[Sequence[Feature]],
    found: Sequence[Sequence[Feature]],
    reward: Callable[[Feature, Feature], float],
) -> Alignment:
    """Return the most similar substructures of two matrices.

    Time is proportional to the product of the numbers of cells.
    """
    shapes = _shape(gold), _shape(found)
    if not all(shapes[0]) or not all(shapes[1]):
        return Alignment(0.0, (), ())
    if shapes[0] == shapes[1]:
        common = sum(
            reward(one, other)
            for row, beside in zip(gold, found, strict=True)
            for one, other in zip(row, beside, strict=True)
        )
        # More than any smaller substructure could have: nothing better can be found.
        if common >= (max(shapes[0]) - 1) * min(shapes[0]):
            return Alignment(common, _same(shapes[0][0]), _same(shapes[0][1]))
    return _align(gold, found, reward)


def _align(
    gold: Sequence[Sequence[Feature]],
    found: Sequence[Sequence[Feature]],
    reward: Callable[[Feature, Feature], float],
) -> Alignment:
    rewards = [
        [[[reward(one, other) for other in beside] for one in row] for beside in found] for row in gold
    ]
    rows = _best([[_best(cells)[0] for cells in beside] for beside in rewards])[1]
    cols_gold, cols_found = len(gold[0]), len(found[0])
    if cols_gold == cols_found:
        common = sum(rewards[row][beside][col][col] for row, beside in rows for col in range(cols_gold))
        if common >= len(rows) * cols_gold - 1:
            return Alignment(common, rows, _same(cols_gold))
    columns = [
        [
            _best(
                [
                    [rewards[row][beside][one][other] for beside in range(len(found))]
                    for row in range(len(gold))
                ]
            )[0]
            for other in range(cols_found)
        ]
        for one in range(cols_gold)
    ]
    cols = _best(columns)[1]
    common = sum(rewards[row][beside][one][other] for row, beside in rows for one, other in cols)
    return Alignment(common, rows, cols)


def _best(rewards: list[list[float]]) -> tuple[float, tuple[tuple[int, int], ...]]:
    """Align two sequences so that the sum of the rewards of aligned places is greatest."""
    height, width = len(rewards), len(rewards[0]) if rewards else 0
    sums = [[0.0] * (width + 1) for _ in range(height + 1)]
    for one, row in enumerate(rewards, 1):
        above, here, left = sums[one - 1], sums[one], 0.0
        for other, reward in enumerate(row, 1):
            left = max(above[other - 1] + reward, above[other], left)
            here[other] = left
    return sums[height][width], _trace(sums, rewards)


def _trace(sums: list[list[float]], rewards: list[list[float]]) -> tuple[tuple[int, int], ...]:
    pairs = []
    one, other = len(sums) - 1, len(sums[0]) - 1
    while one and other:
        if sums[one][other] == sums[one - 1][other - 1] + rewards[one - 1][other - 1]:
            one, other = one - 1, other - 1
            pairs.append((one, other))
        elif sums[one][other] == sums[one - 1][other]:
            one -= 1
        else:
            other -= 1
    return tuple(reversed(pairs))


def _shape(matrix: Sequence[Sequence[Feature]]) -> tuple[int, int]:
    return len(matrix), len(matrix[0]) if matrix else 0


def _same(count: int) -> tuple[tuple[int, int], ...]:
    return tuple((index, index) for index in range(count))


def overlap(one: Span, other: Span) -> float:
    """Return the intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _area(box: Span) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
