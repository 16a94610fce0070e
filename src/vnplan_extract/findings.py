"""Findings: what is odd in a document that could be read. Same shape as an error, but returned, never raised.

The catalogue of codes, with their severity and their sentences in English and Vietnamese, is `data/findings.toml`;
`docs/findings.md` explains each.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import Field

from vnplan_extract.evidence import Evidence, Record

if TYPE_CHECKING:
    from pydantic.config import JsonDict

_EXACT: JsonDict = {"metric": "exact"}
_NONE: JsonDict = {"metric": "none"}


class Severity(StrEnum):
    """How much a finding matters to someone who uses the values."""

    ERROR = "error"  # a value is wrong or cannot be trusted
    WARNING = "warning"  # something a plan should have is missing or doubtful
    NOTE = "note"  # worth knowing


class Finding(Record):
    """Something odd: `path` is a JSON pointer into the Plan ("" for the whole), `page` the page it was seen on.

    `evidence` has the places of every side: "found" what stands there, "expected" what it was held against.
    """

    code: str = Field(
        description="Code of the catalogue, for example 'number-blank'", json_schema_extra=_EXACT
    )
    severity: Severity = Field(description="error, warning or note", json_schema_extra=_NONE)
    message: str = Field(description="What was found, in English", json_schema_extra=_NONE)
    message_vi: str = Field(default="", description="The same in Vietnamese", json_schema_extra=_NONE)
    path: str = Field(default="", description="JSON pointer into the Plan", json_schema_extra=_EXACT)
    page: int | None = Field(default=None, description="Page it was seen on, from 1", json_schema_extra=_NONE)
    expected: str | None = Field(default=None, description="What should stand there", json_schema_extra=_NONE)
    found: str | None = Field(default=None, description="What stands there", json_schema_extra=_NONE)


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
    evidence: dict[str, tuple[Evidence, ...]] | None = None,
    **values: object,
) -> Finding:
    """Make the finding `code` with its sentences filled in from `values`, `expected`, `found` and `page`.

    `evidence` names the places of each side, "found" and "expected"; `page` is by default the first of them.

    Raises:
        KeyError: The catalogue has no such code.
    """
    entry = catalogue()[code]
    sides = evidence or {}
    if page is None:
        page = next((places[0].page for places in sides.values() if places), None)
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
        evidence=sides,
    )
