"""The numbers of the scorer: thresholds, weights, headlines, from `data/scoring.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of the first page: what it adds up, and the goal on digital files where one is set."""

    id: str
    title: str
    of: Literal["f1", "accuracy", "measure"]
    fields: tuple[str, ...]
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that `data/scoring.toml` says."""

    text: float
    row: float
    table: float
    length: float
    box: float
    weights: dict[str, dict[str, float]]
    keys: dict[str, str]
    reading_findings: frozenset[str]
    headlines: tuple[Headline, ...]


@cache
def settings() -> Settings:
    """Return the settings, read once."""
    raw = tomllib.loads((files("vnplan_extract") / "data" / "scoring.toml").read_text(encoding="utf-8"))
    headlines = tuple(Headline(**{**entry, "fields": tuple(entry["fields"])}) for entry in raw["headline"])
    return Settings(
        **raw["thresholds"],
        weights=raw["weights"],
        keys=raw["keys"],
        reading_findings=frozenset(raw["findings"]["reading"]),
        headlines=headlines,
    )
