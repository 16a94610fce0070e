"""`vnplan doctor` names every package that an extra brings, and the command that installs it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from vnplan_extract.cli.doctor import PARTS, parts

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
FOR_DEVELOPERS = {"bench", "test"}
TALK = {"rich", "typer"}  # without them there is no doctor to ask


def name_of(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    assert match is not None
    return match.group()


def test_every_package_is_named() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = {name_of(entry) for entry in PROJECT["dependencies"]} - TALK
    wanted |= {
        name_of(entry)
        for extra, entries in extras.items()
        if extra not in FOR_DEVELOPERS
        for entry in entries
    }
    assert {name for name, _, _ in PARTS} == wanted


def test_the_extra_of_a_part_brings_its_package() -> None:
    extras = PROJECT["optional-dependencies"]
    for part in parts():
        assert part.version is None or part.version[:1].isdigit()
        named = [extras[name] for name in part.extra.split(",")] if part.extra else [PROJECT["dependencies"]]
        assert all(part.name in {name_of(entry) for entry in entries} for entries in named), part
