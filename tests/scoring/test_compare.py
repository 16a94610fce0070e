"""Comparison: a perfect output scores 1, an empty one 0, and each thing that goes wrong shows at its own field."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.gold_making import PLAN, changed, gold_and_plan, gold_json, write
from vnplan_extract import extract, load_gold
from vnplan_extract.evidence import Evidence
from vnplan_extract.plan import Agency, Citation, Plan, Quantity
from vnplan_extract.scoring.gold import Gold
from vnplan_extract.scoring.metrics import Counts, similarity
from vnplan_extract.scoring.pairing import pair
from vnplan_extract.scoring.plans import compare_plans
from vnplan_extract.scoring.sameness import same_agency, same_citation, same_quantity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "mau.md"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Gold, Plan]:
    return gold_and_plan(tmp_path)


def test_a_perfect_output_is_right_everywhere(made) -> None:
    gold, plan = made
    sheet = compare_plans(gold, plan, NAME)
    assert sheet.edits == 0
    assert not sheet.mistakes
    for name, counts in sheet.counts.items():
        assert counts.edits == 0, name
    assert sheet.measures["grits_con"].value == sheet.measures["exact_tables"].value == 1
    assert sheet.measures["teds"].value == sheet.measures["anls_star"].value == 1
    assert sheet.measures["text_cer"].value == 0


def test_no_output_scores_nothing(made) -> None:
    gold, _ = made
    sheet = compare_plans(gold, None, NAME)
    for name, counts in sheet.counts.items():
        assert counts.right == 0, name
        assert counts.recall == 0, name
        assert counts.f1 == 0, name
    assert sheet.measures["exact_tables"].value == sheet.measures["grits_top"].value == 0
    assert sheet.measures["text_cer"].value == 1


def test_what_gold_does_not_label_is_not_scored(tmp_path: Path) -> None:
    plan = {name: PLAN[name] for name in ("status", "number")}
    gold = load_gold(write(tmp_path, gold_json(plan)))[0]
    found = gold_and_plan(tmp_path / "whole")[1]
    assert set(compare_plans(gold, found, NAME).counts) == {"status", "number", "all"}


def test_parts_that_are_not_labelled_are_not_scored(tmp_path: Path) -> None:
    gold, plan = gold_and_plan(tmp_path, unlabelled=["tables.cells", "tasks.when", "sections.text"])
    counted = compare_plans(gold, _drop_rows(plan, "tasks", when=None), NAME)
    assert not {"tasks.when", "sections.text"} & set(counted.counts)
    assert "grits_top" not in counted.measures


def test_a_labelled_field_that_is_absent_is_labelled_as_absent(tmp_path: Path) -> None:
    plan = {"status": "issued"}
    gold = load_gold(write(tmp_path, gold_json(plan, labelled=["status", "vision", "targets"])))[0]
    found = changed(gold_and_plan(tmp_path / "whole")[1], vision="2030")
    sheet = compare_plans(gold, found, NAME)
    assert sheet.counts["vision"] == Counts(invented=1)
    assert sheet.counts["targets"].invented == 2
    assert sheet.counts["targets.quantities"].invented == 3


def _drop_rows(plan: Plan, name: str, **changes: object) -> Plan:
    """Change a field of every row of a list."""
    return changed(plan, **{name: [{**row.model_dump(), **changes} for row in getattr(plan, name)]})


def _first(plan: Plan, field: str, /, **changes: object) -> Plan:
    rows = [row.model_dump() for row in getattr(plan, field)]
    rows[0] |= changes
    return changed(plan, **{field: rows})


def _quantity(plan: Plan, **changes: object) -> Plan:
    rows = [row.model_dump() for row in plan.targets]
    rows[0]["quantities"] = [{**rows[0]["quantities"][0], **changes}]
    return changed(plan, targets=rows)


def _money(plan: Plan) -> Plan:
    rows = [row.model_dump() for row in plan.tasks]
    for row in rows:
        for line in row["amounts"]:
            line["amount"] |= {"low": line["amount"]["low"] / 1000, "high": line["amount"]["high"] / 1000}
    return changed(plan, tasks=rows)


def _cut_table(plan: Plan) -> Plan:
    """The table comes apart where the page ends."""
    table = plan.tables[0].model_dump()
    upper = {**table, "rows": 2, "cells": [cell for cell in table["cells"] if cell["row"] < 2]}
    lower = [{**cell, "row": cell["row"] - 2} for cell in table["cells"] if cell["row"] >= 2]
    return changed(plan, tables=[upper, {**table, "index": 1, "rows": 2, "header_rows": 0, "cells": lower}])


def _cell(plan: Plan, text: str) -> Plan:
    table = plan.tables[0].model_dump()
    table["cells"][5]["text"] = text
    return changed(plan, tables=[table])


# What a bug of a reader does to the output, and the fields where it must show.
BUGS: dict[str, tuple[Callable[[Plan], Plan], set[str]]] = {
    "number not read": (lambda plan: changed(plan, number=None), {"number"}),
    "date a day off": (lambda plan: changed(plan, issued="2026-01-16"), {"issued"}),
    "title cut": (lambda plan: changed(plan, title="Triển khai"), {"title"}),
    "vision invented": (lambda plan: changed(plan, vision="2030"), {"vision"}),
    "level guessed": (lambda plan: changed(plan, issuer={**plan.issuer.model_dump(), "level": "commune"}), {"issuer.level"}),
    "other issuer": (
        lambda plan: changed(plan, issuer={**plan.issuer.model_dump(), "name": "Ủy ban nhân dân tỉnh Lai Châu"}),
        {"issuer"},
    ),
    "citation without date": (lambda plan: _first(plan, "citations", issued=None), {"citations", "citations.issued"}),
    "basis taken for a citation": (lambda plan: _first(plan, "citations", role="cited"), {"citations.role"}),
    "unit lost": (lambda plan: _quantity(plan, unit=None), {"targets.quantities", "targets.quantities.unit"}),
    "bound lost": (lambda plan: _quantity(plan, bound="exact"), {"targets.quantities", "targets.quantities.bound"}),
    "value wrong": (
        lambda plan: _quantity(plan, low=Decimal(6), high=Decimal(6)),
        {"targets.quantities", "targets.quantities.value"},
    ),
    "achieved taken for planned": (lambda plan: _first(plan, "targets", status="achieved"), {"targets.status"}),
    "deadline not read": (
        lambda plan: _drop_rows(plan, "tasks", when=None),
        {"tasks.when"},
    ),
    "lead among the partners": (
        lambda plan: _first(plan, "tasks", leads=(), partners=[*plan.tasks[0].leads, *plan.tasks[0].partners]),
        {"tasks.leads", "tasks.partners"},
    ),
    "million read as thousand": (
        _money,
        {"money", "tasks.amounts", "tasks.amounts.amount", "tasks.amounts.amount.value"},
    ),
    "row lost": (lambda plan: changed(plan, tasks=plan.tasks[:1]), {"tasks"}),
    "row twice": (lambda plan: changed(plan, tasks=[*plan.tasks, plan.tasks[1]]), {"tasks"}),
    "budget not found": (lambda plan: changed(plan, budget=None), {"budget.total", "budget.lines"}),
    "duty of another": (
        lambda plan: _first(plan, "duties", agencies=[{"text": "Sở Y tế", "name": "Sở Y tế"}]),
        {"duties", "duties.agencies"},
    ),
    "signer not read": (lambda plan: _first(plan, "signatures", name=None), {"signatures", "signatures.name"}),
    "table not joined": (_cut_table, {"tables", "tables.rows", "tables.header_rows"}),
    "blank inside a number": (lambda plan: _cell(plan, "1.2 50"), {"tables.cells"}),
    "finding lost": (lambda plan: changed(plan, findings=()), {"findings"}),
}  # fmt: skip


@pytest.mark.parametrize(("bug", "fields"), BUGS.values(), ids=BUGS)
def test_a_bug_shows_at_the_field_it_broke_and_only_there(made, bug, fields: set[str]) -> None:
    gold, plan = made
    sheet = compare_plans(gold, bug(plan), NAME)
    named = {mistake.field for mistake in sheet.mistakes}
    counted = {name for name, counts in sheet.counts.items() if counts.edits}
    assert fields <= named | counted
    heads = {field.split(".")[0] for field in fields} | {"all", "evidence", "money"}
    assert {name.split(".")[0] for name in counted} <= heads
    assert sheet.edits or not fields & {"number", "issued", "tasks", "money"}


def test_a_table_that_was_not_joined_is_told(made) -> None:
    gold, plan = made
    sheet = compare_plans(gold, _cut_table(plan), NAME)
    assert sheet.measures["joined_tables"].value == 0
    assert sheet.measures["exact_tables"].value == 0
    assert sheet.measures["grits_con"].value < 1


def test_sections_are_scored_by_path_and_title(made) -> None:
    gold, plan = made
    tree = [section.model_dump() for section in plan.sections]
    tree[0]["children"][1]["path"] = "I.3"
    sheet = compare_plans(gold, changed(plan, sections=tree), NAME)
    assert sheet.counts["sections"] == Counts(right=3, missing=1, invented=1)
    assert sheet.counts["sections.heading"].edits == 0, "the heading is there, in the wrong place"


def test_figures_of_tables_are_exact_but_for_blanks(made) -> None:
    gold, plan = made
    assert compare_plans(gold, plan, NAME).measures["numeric_cells"].value == 1
    table = plan.tables[0].model_dump()
    figures = [
        at
        for at, cell in enumerate(table["cells"])
        if cell["text"].replace(".", "").isdigit() and cell["col"] and not cell["header"]
    ]
    spaced, broken = figures[:2]
    table["cells"][spaced]["text"] = " ".join(table["cells"][spaced]["text"])
    sheet = compare_plans(gold, changed(plan, tables=[table, *plan.tables[1:]]), NAME)
    assert sheet.measures["numeric_cells"].value == 1
    table["cells"][broken]["text"] += "0"
    sheet = compare_plans(gold, changed(plan, tables=[table, *plan.tables[1:]]), NAME)
    whole = compare_plans(gold, plan, NAME).measures["numeric_cells"].bottom
    assert sheet.measures["numeric_cells"].value == (whole - 1) / whole


@pytest.mark.parametrize("reverse", [False, True])
def test_order_of_rows_does_not_matter(made, reverse) -> None:
    gold, plan = made
    rows = list(reversed(plan.tasks)) if reverse else plan.tasks
    assert compare_plans(gold, changed(plan, tasks=rows), NAME).edits == 0


def test_evidence_is_scored_by_page_quote_and_box(tmp_path: Path) -> None:
    raw = gold_json()
    raw["plan"]["targets"][0] |= {"page": 2, "quote": "ít nhất 60% hồ sơ", "box": [100, 100, 200, 112]}
    raw["plan"]["places"] = {"number": {"page": 1, "quote": "12/KH-UBND"}}
    gold = load_gold(write(tmp_path, raw))[0]
    place = Evidence(page=2, box=(100, 100, 210, 113), start=0, end=5, text="ít nhất\n60% hồ sơ nộp")
    row = {**gold.plan.targets[0].model_dump(), "evidence": {"text": [place.model_dump()]}}
    plan = changed(gold.plan, targets=[row, gold.plan.targets[1]])
    counts = compare_plans(gold, plan, NAME).counts
    assert counts["evidence.page"] == Counts(right=1, missing=1)
    assert counts["evidence.quote"] == Counts(right=1, missing=1)
    assert counts["evidence.box"] == Counts(right=1)
    moved = {**row, "evidence": {"text": [{**place.model_dump(), "page": 3}]}}
    counts = compare_plans(gold, changed(gold.plan, targets=[moved]), NAME).counts
    assert counts["evidence.page"] == Counts(wrong=1, missing=1)


def test_starts_of_text_are_compared_with_their_length(tmp_path: Path) -> None:
    raw = gold_json()
    whole = raw["plan"]["targets"][0]["text"]
    raw["plan"]["targets"][0]["text"] = {"start": whole[:20], "length": len(whole)}
    gold = load_gold(write(tmp_path, raw))[0]
    _, plan = gold_and_plan(tmp_path / "whole")
    assert compare_plans(gold, plan, NAME).counts["targets.text"].edits == 0
    longer = _first(plan, "targets", text=whole + " và nhiều việc khác nữa trong năm tới")
    assert compare_plans(gold, longer, NAME).counts["targets.text"].wrong == 1


@pytest.mark.parametrize("name", ["01-lao-cai-2021.docx", "06-chuong-trinh-phoi-hop-2024.libreoffice.pdf"])
def test_an_output_is_its_own_gold(tmp_path: Path, corpus: Path, name: str) -> None:
    """Whatever the library returns, scored against itself, is right everywhere."""
    plan = extract(corpus / name)
    labelled = set(Plan.model_fields) - {"source", "produced_by", "schema_version", "evidence"}
    gold = Gold(
        document="x",
        file=tmp_path,
        renditions={name: plan.source.sha256},
        tags=(),
        labelled=frozenset(labelled),
        unlabelled=frozenset(),
        paged=frozenset(),
        plan=plan,
    )
    sheet = compare_plans(gold, plan, name)
    assert not sheet.mistakes
    assert sheet.edits == 0


AGENCIES = [
    ({"name": "Sở Tài chính"}, {"name": "sở Tài chính"}, True),
    ({"name": "Ủy ban nhân dân xã"}, {"name": "Uỷ ban nhân dân xã"}, True),
    ({"name": "Sở Tài chính"}, {"name": "Sở Tư pháp"}, False),
    ({"name": "Sở KH&CN", "id": "a"}, {"name": "Sở Khoa học và Công nghệ", "id": "a"}, True),
    ({"name": "Sở Tài chính", "id": "a"}, {"name": "Sở Tài chính", "id": "b"}, False),
    ({"name": "Sở Tài chính", "id": "a"}, {"name": "Sở Tài chính"}, True),
]


@pytest.mark.parametrize(("one", "other", "same"), AGENCIES)
def test_same_agency(one: dict, other: dict, same) -> None:
    assert same_agency(Agency(text="", **one), Agency(text="", **other)) is same


CITATIONS = [
    ({"number": "125/KH-UBND"}, {"number": "125 /KH-UBND"}, True),
    ({"number": "125/KH-UBND"}, {"number": "126/KH-UBND"}, False),
    ({"number": "125/KH-UBND", "issued": "2021-04-15"}, {"number": "125/KH-UBND"}, False),
    ({"kind": "Luật", "title": "Đất đai"}, {"kind": "Luật", "title": "Đất đai"}, True),
    ({"kind": "Luật", "title": "Đất đai"}, {"kind": "Luật", "title": "Đầu tư công"}, False),
    ({"kind": "Luật", "title": "Đất đai", "article": "Điều 5"}, {"kind": "Luật", "title": "Đất đai"}, False),
]


@pytest.mark.parametrize(("one", "other", "same"), CITATIONS)
def test_same_citation(one: dict, other: dict, same) -> None:
    assert same_citation(Citation(**one), Citation(**other)) is same


def test_a_budget_is_never_similar() -> None:
    """1.250 against 1250: half right by ANLS*, wrong here."""
    assert not same_quantity(
        Quantity(low=Decimal("1.250"), high=Decimal("1.250"), unit="VND"),
        Quantity(low=Decimal(1250), high=Decimal(1250), unit="VND"),
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_one_for_equal_text_and_within_bounds(one: str, other: str) -> None:
    assert similarity(one, one) == 1
    assert 0 <= similarity(one, other) <= 1


@given(
    st.lists(st.sampled_from("abcde"), max_size=6),
    st.lists(st.sampled_from("abcde"), max_size=6),
)
@settings(max_examples=200)
def test_pairing_is_a_matching_and_finds_every_equal_item(gold: list[str], found: list[str]) -> None:
    pairing = pair(gold, found, lambda i, j: float(gold[i] == found[j]), cutoff=0.5, key=str)
    assert (
        len({one for one, _ in pairing.pairs})
        == len(pairing.pairs)
        == len({other for _, other in pairing.pairs})
    )
    assert len(pairing.pairs) == sum(min(gold.count(x), found.count(x)) for x in set(gold))
    assert len(pairing.pairs) + len(pairing.missing) == len(gold)
    assert len(pairing.pairs) + len(pairing.invented) == len(found)


def test_long_lists_take_time_in_proportion() -> None:
    """Three thousand rows of which no two are equal: only pairs at about the same place are looked at."""
    looked = 0

    def likeness(one: int, other: int) -> float:
        nonlocal looked
        looked += 1
        return float(one == other)

    pairing = pair(range(3000), range(3000), likeness, cutoff=0.5)
    assert len(pairing.pairs) == 3000
    assert looked < 600_000


COUNTS = [
    (Counts(8, 1, 1, 2), 8 / 11, 8 / 10, 16 / 21, 8 / 12),
    (Counts(0, 0, 3, 0), 0, 0, 0, 0),
    (Counts(0, 0, 0, 3), 0, 1, 0, 0),
    (Counts(), 1, 1, 1, 1),
]


@pytest.mark.parametrize(("counts", "precision", "recall", "f1", "aligned"), COUNTS)
def test_counts(counts: Counts, precision, recall, f1, aligned) -> None:
    assert (counts.precision, counts.recall, counts.f1, counts.aligned) == pytest.approx(
        (precision, recall, f1, aligned)
    )
