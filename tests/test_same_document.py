"""The same document as DOCX, HTML and digital PDF of two typesetters gives the same values (contract, invariant 5)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnplan_extract import Plan

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
STEMS = sorted({path.name.split(".")[0] for path in CORPUS.glob("*.docx")})
LAYOUT = {"source", "produced_by", "findings", "pages", "fragments", "evidence"}  # what depends on pages


@pytest.fixture(scope="module", params=STEMS)
def stem(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def word(stem: str, extracted: Callable[[Path], Plan]) -> dict[str, object]:
    """What the DOCX says: every other form is held against it."""
    return values_of(extracted(CORPUS / f"{stem}.docx"))


def values_of(made: Plan) -> dict[str, object]:
    plan = json.loads(made.without_evidence().model_dump_json())
    plan["findings"] = sorted((finding["code"], finding["path"]) for finding in plan["findings"])
    return {key: _flat(value) for key, value in plan.items() if key not in LAYOUT - {"findings"}}


def _flat(value: object) -> object:
    """Values without what depends on pages, and text without the blanks that line ends leave beside dashes."""
    if isinstance(value, dict):
        return {key: _flat(item) for key, item in value.items() if key not in LAYOUT}
    if isinstance(value, list):
        return [_flat(item) for item in value]
    if isinstance(value, str):
        return value.replace(" -", "-").replace("- ", "-")
    return value


@pytest.mark.parametrize("form", ["html", "libreoffice.pdf", "weasyprint.pdf"])
def test_same_values(stem: str, word: dict[str, object], form: str, extracted) -> None:
    other = CORPUS / f"{stem}.{form}"
    if not other.exists():
        pytest.fail(f"the corpus has no {other.name}")
    values = values_of(extracted(other))
    for field, value in word.items():
        assert values[field] == value, field


def test_same_targets_and_money_in_markdown(stem: str, word: dict[str, object], extracted) -> None:
    """Markdown of page-wise conversion cuts tables at page ends; targets and budget do not depend on that."""
    values = values_of(extracted(CORPUS / f"{stem}.md"))
    assert values["targets"] == word["targets"]
    assert values["budget"] == word["budget"]
