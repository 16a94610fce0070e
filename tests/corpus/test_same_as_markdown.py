"""The Markdown that page-wise conversion leaves, rows cut where pages end, gives the values of the DOCX."""

from __future__ import annotations

import json

import pytest

LAYOUT = {"source", "produced_by", "findings", "pages", "fragments", "evidence"}  # what depends on pages
# Text cannot say that cells are merged, and signatures beside each other stand below each other.
ONLY_HEADER = {"06-chuong-trinh-phoi-hop-2024"}
HEADER = (
    "status",
    "kind",
    "number",
    "symbol",
    "issuer",
    "place",
    "issued",
    "period",
    "legal_basis",
    "recipients",
)
STEMS = [
    "01-lao-cai-2021",
    "02-ha-giang-2021",
    "03-quang-ngai-2021",
    "04-thanh-hoa-2021",
    "05-xa-ban-hien-2025",
    "06-chuong-trinh-phoi-hop-2024",
    "07-cong-van-2025",
]


def values_of(plan):
    return _flat(json.loads(plan.without_evidence().model_dump_json()))


def _flat(value):
    """Values without what depends on pages, and text without the blanks that line ends leave beside dashes."""
    if isinstance(value, dict):
        return {key: _flat(item) for key, item in value.items() if key not in LAYOUT}
    if isinstance(value, list):
        return [_flat(item) for item in value]
    return value.replace(" -", "-").replace("- ", "-") if isinstance(value, str) else value


@pytest.mark.parametrize("stem", STEMS)
def test_same_values(corpus, extracted, stem):
    word, text = (values_of(extracted(corpus / f"{stem}.{form}")) for form in ("docx", "md"))
    for field in HEADER if stem in ONLY_HEADER else word:
        assert text[field] == word[field], field
