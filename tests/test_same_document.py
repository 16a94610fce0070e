"""The same document as DOCX, HTML and digital PDF of two typesetters gives the same values (contract, invariant 5)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from vnplan_extract import extract

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
STEMS = sorted({path.name.split(".")[0] for path in CORPUS.glob("*.docx")})
LAYOUT = {"source", "produced_by", "findings", "pages", "fragments", "evidence"}  # what depends on pages


@cache
def values_of(path: Path) -> dict[str, object]:
    plan = json.loads(extract(path).without_evidence().model_dump_json())
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


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("form", ["html", "libreoffice.pdf", "weasyprint.pdf"])
def test_same_values(stem: str, form: str) -> None:
    other = CORPUS / f"{stem}.{form}"
    if not other.exists():
        pytest.fail(f"the corpus has no {other.name}")
    first, second = values_of(CORPUS / f"{stem}.docx"), values_of(other)
    for field in first:
        assert second[field] == first[field], field


@pytest.mark.parametrize("stem", STEMS)
def test_same_targets_and_money_in_markdown(stem: str) -> None:
    """Markdown of page-wise conversion cuts tables at page ends; targets and budget do not depend on that."""
    first, second = values_of(CORPUS / f"{stem}.docx"), values_of(CORPUS / f"{stem}.md")
    assert second["targets"] == first["targets"]
    assert second["budget"] == first["budget"]
