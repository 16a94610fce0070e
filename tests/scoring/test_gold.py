"""Gold files: the shorthands of gold/FORMAT.md, and every break of the format named with file, path and reason."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from scoring.gold_making import TEXT, gold_and_plan, gold_json, write
from vnplan_extract import load_gold
from vnplan_extract.errors import ExitCode, GoldError, NotFoundError
from vnplan_extract.scoring.gold import files_of

if TYPE_CHECKING:
    from pathlib import Path


def _at(raw: dict, pointer: str, value: object) -> dict:
    """Set one place of a gold file."""
    raw = json.loads(json.dumps(raw))
    *parents, last = pointer.strip("/").split("/")
    place = raw
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    place[int(last) if isinstance(place, list) else last] = value
    return raw


def test_shorthands(tmp_path: Path) -> None:
    gold, plan = gold_and_plan(tmp_path)
    assert plan.tasks[0].leads[0].name == "Sở Nội vụ"
    assert plan.tasks[0].leads[0].model_fields_set == {"text", "name"}
    assert plan.targets[0].when.edtf == "../2026"
    assert plan.targets[1].quantities[0].high == Decimal(12)
    table = plan.tables[0]
    assert (table.rows, table.cols) == (4, 3)
    assert [cell.text for cell in table.cells if cell.header] == ["STT", "Nhiệm vụ", "Kinh phí"]
    assert [cell.col_span for cell in table.cells if cell.row == 3] == [2, 1]
    assert plan.findings[0].severity == "note"
    assert gold.paged == {"mau.md"}, "the only rendition is the paged one"


def test_places_and_starts_are_set_aside(tmp_path: Path) -> None:
    raw = gold_json()
    raw["plan"]["title"] = {"start": "Triển khai", "length": 120}
    raw["plan"]["targets"][0] |= {"page": 2, "quote": "ít nhất 60%"}
    raw["plan"]["places"] = {"number": {"page": {"md": 1}, "quote": "12/KH-UBND", "box": [1, 2, 3, 4]}}
    gold = load_gold(write(tmp_path, raw))[0]
    assert gold.plan.title == "Triển khai"
    assert gold.lengths == {"/title": 120}
    assert gold.page_of(gold.places["/targets/0"], "mau.md") == 2
    assert gold.page_of(gold.places["/number"], "mau.md") == 1
    assert gold.page_of(gold.places["/number"], "mau.pdf") is None


BREAKS = {
    "unknown field of the file": ("/labeled", ["kind"], "/labeled: is no field"),
    "unknown field of the plan": ("/plan/numbr", "1", "/plan/numbr"),
    "unknown field of a record": ("/plan/targets/0/txt", "1", "/plan/targets/0/txt"),
    "wrong type": ("/plan/targets/0/when", {"edtf": 2026}, "/plan/targets/0/when/edtf"),
    "number as float": ("/plan/tables/0/header_rows", 1.5, "/plan/tables/0/header_rows"),
    "value not allowed": ("/plan/tasks/0/origin", "annex", "/plan/tasks/0/origin"),
    "other document": ("/document", "khac", "/document: is 'khac'"),
    "no hash": ("/sha256", {"mau.md": "abc"}, "/sha256/mau.md: is no SHA-256"),
    "no files": ("/sha256", {}, "/sha256: names no file"),
    "labelled unknown": ("/labelled", ["kind", "colour"], "/labelled: 'colour'"),
    "unlabelled unknown": ("/unlabelled", ["tables.colour"], "/unlabelled: 'tables.colour'"),
    "paged unknown": ("/paged", ["khac.pdf"], "/paged: 'khac.pdf'"),
    "field not listed": ("/labelled", ["kind"], "/plan/number: is not listed in /labelled"),
    "evidence": ("/plan/evidence", {}, "/plan/evidence: is not labelled in gold"),
    "source": ("/plan/source", {"name": "x"}, "/plan/source: is not labelled in gold"),
    "unknown finding": ("/plan/findings", ["khong-co"], "/plan/findings/0/code: 'khong-co'"),
    "doubled section": ("/plan/sections/1/path", "I.1", "/plan/sections/1/path: 'I.1' stands twice"),
    "no such section": ("/plan/targets/0/section", "IX", "/plan/targets/0/section: there is no section 'IX'"),
    "page zero": ("/plan/targets/0/page", 0, "/plan/targets/0/page"),
    "page of no file": ("/plan/targets/0/page", {"pdf": 1}, "/plan/targets/0/page/pdf"),
    "empty quote": ("/plan/targets/0/quote", " ", "/plan/targets/0/quote"),
    "box turned over": ("/plan/targets/0/box", [3, 2, 1, 4], "/plan/targets/0/box"),
    "place of an absent field": ("/plan/places", {"vision": {"page": 1}}, "/plan/places/vision"),
    "place with more": ("/plan/places", {"number": {"sheet": 1}}, "/plan/places/number"),
    "start too long": ("/plan/title", {"start": "x" * 41, "length": 99}, "/plan/title/start"),
    "start longer than the whole": ("/plan/title", {"start": "abc", "length": 2}, "/plan/title/length"),
    "ragged grid": ("/plan/tables/0/grid/1", ["1"], "/plan/tables/0/grid: has rows of different lengths"),
    "grid and rows": ("/plan/tables/0/rows", 4, "/plan/tables/0/grid: stands beside rows"),
    "grid no rectangle": ("/plan/tables/0/grid/1", ["<", "b", "c"], "/plan/tables/0/grid/1/0"),
    "no such day": ("/plan/issued", "2026-02-30", "/plan/issued: '2026-02-30' is no time"),
    "no such month": ("/plan/tasks/0/when", "2026-13", "/plan/tasks/0/when: '2026-13' is no time"),
    "time in words": (
        "/plan/targets/0/when",
        {"text": "sớm", "edtf": "sớm"},
        "/plan/targets/0/when/edtf: 'sớm' is no time",
    ),
    "number that is no string": (
        "/plan/targets/0/quantities/0/low",
        60,
        "/plan/targets/0/quantities/0/low: numbers are written as strings",
    ),
    "unit nobody knows": (
        "/plan/targets/0/quantities/0/unit",
        "banana",
        "/plan/targets/0/quantities/0/unit: 'banana' is no unit",
    ),
    "rate nobody knows": (
        "/plan/targets/1/quantities/1/per",
        "class/P1X",
        "/plan/targets/1/quantities/1/per: 'P1X' is no unit",
    ),
    "no object": ("/plan", [], "/plan: is list, not dict"),
}


@pytest.mark.parametrize(("pointer", "value", "said"), BREAKS.values(), ids=BREAKS)
def test_a_break_of_the_format_is_named(tmp_path: Path, pointer: str, value: object, said: str) -> None:
    file = write(tmp_path, _at(gold_json(), pointer, value))
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path)
    assert f"{file}: {said}" in str(caught.value)
    assert caught.value.exit_code == ExitCode.DAMAGED


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, _at(gold_json(), "/plan/numbr", "1"))
    (tmp_path / "khac.json").write_text('{"a": 1, "a": 2}', encoding="utf-8")
    (tmp_path / "hong.json").write_text("{", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path)
    message = str(caught.value)
    assert "3 problems" in message
    for part in ("/plan/numbr", "'a' stands twice", "hong.json: /: is not JSON"):
        assert part in message


def test_documents_are_labelled_once(tmp_path: Path) -> None:
    write(tmp_path, gold_json())
    write(tmp_path, gold_json(document="khac"), "khac.json")
    with pytest.raises(GoldError, match=r"/sha256/mau\.md: this file is labelled in .*khac\.json already"):
        load_gold(tmp_path)


def test_missing_and_other_files_are_named(tmp_path: Path) -> None:
    golds = load_gold(write(tmp_path / "gold", gold_json()))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with pytest.raises(GoldError, match="there is no such document"):
        files_of(golds, corpus)
    (corpus / "mau.md").write_text("anders", encoding="utf-8")
    with pytest.raises(GoldError, match=r"/sha256/mau\.md: is .* but .* has"):
        files_of(golds, corpus)
    (corpus / "mau.md").unlink()
    (corpus / "ten khac.md").write_text(TEXT, encoding="utf-8")
    assert files_of(golds, corpus) == {"mau": {"mau.md": corpus / "ten khac.md"}}, "found by its hash"


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_gold(tmp_path)
    with pytest.raises(NotFoundError):
        load_gold(tmp_path / "khong-co.json")


def test_committed_gold_loads_and_fits_the_corpus(corpus: Path) -> None:
    golds = load_gold(corpus.parent / "gold")
    files = files_of(golds, corpus)
    assert {gold.document for gold in golds} == set(files)


def test_committed_external_gold_loads(corpus: Path) -> None:
    folder = corpus.parent / "gold" / "external"
    if any(folder.glob("*.json")):
        assert load_gold(folder)


def test_external_gold_quotes_no_more_than_allowed(corpus: Path) -> None:
    """Prose of documents that are not ours is not copied: no long string but a value."""
    folder = corpus.parent / "gold" / "external"
    for file in folder.glob("*.json"):
        for pointer, text in _strings(json.loads(file.read_text(encoding="utf-8"))["plan"]):
            assert len(text) <= 200, f"{file.name} {pointer}: {text[:60]}"


def _strings(value: object, at: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _strings(item, f"{at}/{key}")]
    if isinstance(value, list):
        return [pair for index, item in enumerate(value) for pair in _strings(item, f"{at}/{index}")]
    return [(at, value)] if isinstance(value, str) else []


def test_the_documented_example_is_gold(corpus: Path, tmp_path: Path) -> None:
    """gold/FORMAT.md names every key that is allowed, and no other."""
    page = (corpus.parent / "gold" / "FORMAT.md").read_text(encoding="utf-8")
    for key in ("document", "sha256", "tags", "labelled", "unlabelled", "paged", "plan"):
        assert f"| `{key}` |" in page
    shutil.rmtree(tmp_path)
