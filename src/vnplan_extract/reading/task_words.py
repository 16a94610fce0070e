"""The words by which tasks are read, from `data/tasks.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypedDict, cast

LabelKind = Literal["lead", "partner", "when", "deadline", "output", "funding", "theme", "checked", "other"]


class _Label(TypedDict):
    kind: LabelKind
    tail: int
    starts: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a property, as the data has it ("đơn vị chủ trì"); `tail` is how many words may follow it."""

    kind: LabelKind
    text: str
    tail: int


@cache
def labels() -> tuple[Label, ...]:
    """Return all labels, longest first."""
    found = [
        Label(entry["kind"], text, entry["tail"])
        for entry in cast("list[_Label]", _data()["label"])
        for text in entry["starts"]
    ]
    return tuple(sorted(found, key=lambda label: -len(label.text)))


@cache
def listed(table: str, key: str) -> tuple[str, ...]:
    """Return the words of a key of a table of the data file."""
    return tuple(cast("dict[str, list[str]]", _data()[table])[key])


@cache
def _data() -> dict[str, object]:
    text = (files("vnplan_extract") / "data" / "tasks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def abbreviations() -> dict[str, str]:
    """Return the abbreviations that texts of tasks may write out ("DN": "doanh nghiệp")."""
    table = cast("dict[str, str]", _data()["abbreviations"])
    return {short: full for short, full in table.items() if short != "source"}
