"""The gold files of the repository: they load, label what they say, and those of outside documents quote no prose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vnplan_extract import load_gold

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "gold"
LONGEST_QUOTE = 40  # characters of running text that a file about an outside document may hold
NAMES = {
    "text",
    "name",
    "id",
    "path",
    "section",
    "parent",
    "note",
    "role",
}  # agencies, section paths, column heads


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string with the key it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)


def test_corpus_gold_loads() -> None:
    documents = {gold.document for gold in load_gold(GOLD)}
    sources = {path.stem for path in (ROOT / "corpus/build/sources").glob("*.yaml")}
    assert documents <= sources
    assert len(documents) >= 7


def test_external_gold_loads() -> None:
    assert len(load_gold(GOLD / "external")) >= 20


@pytest.mark.parametrize("path", sorted((GOLD / "external").glob("*.json")), ids=lambda path: path.stem)
def test_external_gold_is_keyed_by_hash_and_quotes_no_prose(path: Path) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))
    (digest,) = raw["sha256"].values()
    assert path.stem.startswith(digest[:12])
    long = [text for key, text in strings(raw["plan"]) if key not in NAMES and len(text) > LONGEST_QUOTE]
    assert long == []
