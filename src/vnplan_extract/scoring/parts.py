"""The optional packages of the scorer, loaded when first used: rapidfuzz (distances) and scipy (assignment)."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from vnplan_extract.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class Distance(Protocol):
    """A module of `rapidfuzz.distance`."""

    def distance(self, one: Sequence[object], other: Sequence[object]) -> int:
        """Return the distance of two sequences."""

    def similarity(self, one: Sequence[object], other: Sequence[object]) -> int:
        """Return the similarity of two sequences."""


@cache
def load(name: str) -> ModuleType:
    """Return a module of an optional package.

    Raises:
        MissingPartError: It is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPartError(
            f"scoring needs {name.split('.', 1)[0]}, which is not installed",
            remedy="Install it: pip install 'vnplan_extract[score]'.",
        ) from error


@cache
def _distance(name: str) -> Distance:
    return cast("Distance", getattr(load("rapidfuzz.distance"), name))


def levenshtein(one: Sequence[object], other: Sequence[object]) -> int:
    """Return the least number of insertions, deletions and substitutions between two sequences."""
    return _distance("Levenshtein").distance(one, other)


def common_length(one: str, other: str) -> int:
    """Return the length of the longest common subsequence."""
    return _distance("LCSseq").similarity(one, other)


def best_pairs(likeness: list[list[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of an assignment with the greatest sum, in order of rows."""
    if not likeness or not likeness[0]:
        return []
    if len(likeness) == 1:
        return [(0, max(range(len(likeness[0])), key=likeness[0].__getitem__))]
    rows, columns = load("scipy.optimize").linear_sum_assignment(likeness, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]
