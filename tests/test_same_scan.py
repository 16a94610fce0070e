"""A clean scan gives the Plan that its digital PDF gives (contract, invariant 5). Needs the extra `ocr`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("tesserocr")
pytest.importorskip("cv2")

from vnplan_extract import Options, extract

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
LEADER = re.compile(r"[.…]{3,}|…")
OF_THE_READING = {"source", "produced_by", "findings", "pages", "fragments", "evidence"}


def values(path: Path) -> dict[str, object]:
    """Return the Plan without what depends on how it was read."""
    plan = json.loads(extract(path, options=Options(cache=False)).without_evidence().model_dump_json())
    return {key: _plain(value) for key, value in plan.items() if key not in OF_THE_READING}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in OF_THE_READING}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return _folded(value) if isinstance(value, str) else value


def _folded(text: str) -> str:
    """Fold blanks around dashes and the length of dotted lines to write on."""
    return LEADER.sub("…", text.replace(" -", "-").replace("- ", "-"))


@pytest.mark.parametrize(
    "stem", ["06-chuong-trinh-phoi-hop-2024", "10-phuong-an-huyen-2023", "13-ca-mau-sai-so-2023"]
)
def test_a_clean_scan_gives_the_same_values(stem: str) -> None:
    digital = values(CORPUS / f"{stem}.libreoffice.pdf")
    scan = values(CORPUS / "scans" / f"{stem}.libreoffice.clean.pdf")
    for field, value in digital.items():
        assert scan[field] == value, field
