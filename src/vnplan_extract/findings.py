"""Findings: what is odd in a document that could be read. Same shape as an error, but returned, never raised.

The catalogue of codes, with their severity and their sentences in English and Vietnamese, is `data/findings.toml`;
`docs/findings.md` explains each.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field


class Severity(StrEnum):
    """How much a finding matters to someone who uses the values."""

    ERROR = "error"  # a value is wrong or cannot be trusted
    WARNING = "warning"  # something a plan should have is missing or doubtful
    NOTE = "note"  # worth knowing


class Finding(BaseModel):
    """Something odd: `path` is a JSON pointer into the Plan ("" for the whole), `page` the page it was seen on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="Code of the catalogue, for example 'number-blank'")
    severity: Severity = Field(description="error, warning or note")
    message: str = Field(description="What was found, in English")
    message_vi: str = Field(default="", description="The same in Vietnamese")
    path: str = Field(default="", description="JSON pointer into the Plan")
    page: int | None = Field(default=None, description="Page it was seen on, from 1")
    expected: str | None = Field(default=None, description="What should stand there")
    found: str | None = Field(default=None, description="What stands there")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return code -> {severity, en, vi, why} of every finding there is."""
    text = (files("vnplan_extract") / "data" / "findings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def finding(
    code: str,
    *,
    path: str = "",
    page: int | None = None,
    expected: str | None = None,
    found: str | None = None,
    **values: object,
) -> Finding:
    """Make the finding `code` with its sentences filled in from `values`, `expected`, `found` and `page`.

    Raises:
        KeyError: The catalogue has no such code.
    """
    entry = catalogue()[code]
    filled = {"expected": expected, "found": found, "page": page, **values}
    return Finding(
        code=code,
        severity=Severity(entry["severity"]),
        message=entry["en"].format(**filled),
        message_vi=entry["vi"].format(**filled),
        path=path,
        page=page,
        expected=expected,
        found=found,
    )
