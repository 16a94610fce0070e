"""Has anything fallen: a report against an earlier one, or against the last line of `bench/accuracy.json`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.errors import DamagedInputError, NotFoundError, OptionError
from vnplan_extract.scoring.metrics import METRIC_VERSION
from vnplan_extract.scoring.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.scoring.report import Report

MADE_BY = "Make one: vnplan score GOLD --format json > FILE."
LEAST_NOISE = 0.003
"""A fall of a headline up to this, or of a single value, is noise."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Headlines and field scores of an earlier run."""

    metric_version: str
    headlines: dict[str, float]
    fields: dict[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A headline that fell by more than its noise, and the fields that fell most."""

    headline: str
    before: float
    after: float
    noise: float
    fields: tuple[str, ...]

    def __str__(self) -> str:
        named = f"; fields: {', '.join(self.fields)}" if self.fields else ""
        return (
            f"{self.headline} fell from {self.before:.4f} to {self.after:.4f} (noise {self.noise:.4f}){named}"
        )


def load_baseline(path: Path) -> Baseline:
    """Read a JSON report of `vnplan score`, or a list of lines of which the last counts.

    Raises:
        NotFoundError: It cannot be read.
        DamagedInputError: It is neither.
        OptionError: It was scored by another version of the metrics.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFoundError(
            "cannot be read", where=str(path), why=error.strerror or "", remedy="Check the path."
        ) from error
    except ValueError as error:
        raise DamagedInputError("is not JSON", where=str(path), why=str(error), remedy=MADE_BY) from error
    try:
        last = raw[-1] if isinstance(raw, list) else raw
        headlines, fields = last["headlines"], last["fields"]
        if isinstance(headlines, list):
            headlines = {figure["id"]: figure["value"] for figure in headlines}
            fields = {one["field"]: one["f1"] for one in fields}
        version = str(last["metric_version"])
        headlines = {str(name): float(value) for name, value in headlines.items() if value is not None}
        fields = {str(name): float(value) for name, value in fields.items()}
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise DamagedInputError(
            "is no report of vnplan score and no list of its lines",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            remedy=MADE_BY,
        ) from error
    if version != METRIC_VERSION:
        raise OptionError(
            f"the baseline has metric version {version}, this is {METRIC_VERSION}",
            where=str(path),
            remedy="Score the older version again with these metrics.",
        )
    return Baseline(version, headlines, fields)


def falls(report: Report, baseline: Baseline) -> list[Fall]:
    """Return the headlines that fell by more than their noise.

    The same documents are read each time, so the noise is not that of the intervals: one value, or 0.3 points.
    """
    fallen = []
    for figure in report.headlines:
        before = baseline.headlines.get(figure.id)
        if before is None or figure.value is None:
            continue
        noise = max(LEAST_NOISE, 1.01 / max(figure.n, 1))
        if figure.value < before - noise:
            fallen.append(Fall(figure.id, before, figure.value, noise, _fields(report, baseline)))
    return fallen


def _fields(report: Report, baseline: Baseline) -> tuple[str, ...]:
    """Return the fields that fell most, worst first."""
    lost = [
        (baseline.fields[one.field] - one.f1, one.field)
        for one in report.fields
        if one.field in baseline.fields and one.f1 < baseline.fields[one.field] - 1e-9
    ]
    return tuple(f"{name} -{fall:.3f}" for fall, name in sorted(lost, reverse=True)[:8])


def limits_of(limits: list[str]) -> list[tuple[str, float]]:
    """Return what limits say as (headline, least share); a limit is "0.95" (all fields) or "targets=0.93".

    Raises:
        OptionError: A limit is no share from 0 to 1, or names no headline.
    """
    names = [headline.id for headline in settings().headlines]
    read = []
    for limit in limits:
        name, _, number = limit.rpartition("=")
        name = name or "all"
        try:
            least = float(number)
        except ValueError:
            least = math.nan
        if not 0 <= least <= 1:
            raise OptionError(f"{limit!r} is no limit from 0 to 1", remedy="Write 0.95, or targets=0.93.")
        if name not in names:
            raise OptionError(f"there is no headline {name!r}", remedy=f"There are: {', '.join(names)}.")
        read.append((name, least))
    return read


def unmet(report: Report, limits: list[tuple[str, float]]) -> list[str]:
    """Return what is below its limit; a headline of which there was nothing to score is."""
    values = {figure.id: figure.value for figure in report.headlines}
    below = []
    for name, least in limits:
        value = values.get(name)
        if value is None:
            below.append(f"{name} was not scored, the limit is {least}")
        elif value < least:
            below.append(f"{name} is {round(value, 4)}, below {least}")
    return below
