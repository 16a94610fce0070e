"""Sheets added up, and how far a figure could move by the luck of which documents were labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.scoring.metrics import Counts, Ratio
from vnplan_extract.scoring.parts import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.scoring.settings import Headline
    from vnplan_extract.scoring.sheet import Sheet

SEED = 7
RESAMPLES = 2000
LEAST_DOCUMENTS = 3
"""Fewer documents that have a value give no interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval by bootstrap over documents; None where there are fewer than three."""

    low: float
    high: float


def counts_of(sheet: Sheet, names: Iterable[str]) -> Counts:
    """Add up the counts of fields; "tasks.*" stands for all entries of task rows."""
    total = Counts()
    for name in names:
        if name.endswith(".*"):
            for unit in sheet.units:
                if unit.startswith(name[:-1]):
                    total += sheet.counts[unit]
        else:
            total += sheet.counts.get(name, Counts())
    return total


def ratio_of(sheet: Sheet, headline: Headline) -> Ratio:
    """Return a headline of one sheet as a ratio that adds up over sheets."""
    if headline.of == "measure":
        return sheet.measures.get(headline.fields[0], Ratio())
    counts = counts_of(sheet, headline.fields)
    return f1_ratio(counts) if headline.of == "f1" else Ratio(counts.right, counts.right + counts.edits)


def f1_ratio(counts: Counts) -> Ratio:
    """Return F1 as a ratio of sums: twice the right ones over all of both sides."""
    return Ratio(2 * counts.right, counts.gold + counts.found)


def total(ratios: Iterable[Ratio]) -> Ratio:
    """Add up ratios."""
    return sum(ratios, Ratio())


def intervals(table: Sequence[Sequence[Ratio]]) -> list[Interval | None]:
    """Return an interval for each column of a table with one row per document.

    Documents are drawn with replacement, whole, with all their renditions: what errs in one PDF of a plan errs in the
    other too. The draws are the same in each run (seed 7).
    """
    if len(table) < LEAST_DOCUMENTS:
        return [None] * (len(table[0]) if table else 0)
    np = load("numpy")
    tops = np.array([[ratio.top for ratio in row] for row in table])
    bottoms = np.array([[ratio.bottom for ratio in row] for row in table])
    draws = np.random.default_rng(SEED).multinomial(len(table), [1 / len(table)] * len(table), RESAMPLES)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (draws @ tops) / (draws @ bottoms)
    known = (bottoms > 0).sum(axis=0)
    columns = ([float(value) for value in column if np.isfinite(value)] for column in values.T)
    return [
        _interval(sorted(column)) if count >= LEAST_DOCUMENTS else None
        for column, count in zip(columns, known, strict=True)
    ]


def _interval(values: list[float]) -> Interval | None:
    """Return the 2.5th and the 97.5th percentile of sorted values."""
    if not values:
        return None
    last = len(values) - 1
    return Interval(values[round(0.025 * last)], values[round(0.975 * last)])
