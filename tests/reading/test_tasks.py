"""Tasks: tables and bodies with what is to be read of them; what must hold of any table as properties."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.plans import plan_of
from table_making import flow_document, flow_table
from timing import assert_linear
from vnplan_extract import extract
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.task_tables import tasks_of_table

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "tasks.yaml").read_text(encoding="utf-8"))
COMPARED = ("section", "parent", "ordinal")


def read_of(task) -> dict:
    """What a case says of a task."""
    return {
        "leads": [agency.name for agency in task.leads],
        "partners": [agency.name for agency in task.partners],
        "when": task.when.edtf if task.when else None,
        "by": task.when.by if task.when else None,
        "outputs": list(task.outputs),
        "by_year": {year: (one.low, one.unit) for year, one in task.by_year.items()},
        "amounts": [(line.amount.low, line.fund, line.period) for line in task.amounts],
        "items": [(item.path, item.when.edtf if item.when else None) for item in task.items],
    }


def wanted_of(case: dict) -> dict:
    """The same, as the case states it."""
    return {
        "leads": case.get("leads", []),
        "partners": case.get("partners", []),
        "when": case.get("when"),
        "by": case.get("by"),
        "outputs": case.get("outputs", []),
        "by_year": {year: (Decimal(low), unit) for year, (low, unit) in case.get("by_year", {}).items()},
        "amounts": [(Decimal(low), fund, period) for low, fund, period in case.get("amounts", [])],
        "items": [tuple(item) for item in case.get("items", [])],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict) -> None:
    tasks = plan_of(case["body"]).tasks
    assert [task.path for task in tasks] == [wanted["path"] for wanted in case["tasks"]]
    for task, wanted in zip(tasks, case["tasks"], strict=True):
        assert task.text.startswith(wanted["text"])
        assert not wanted.get("whole") or task.text == wanted["text"]
        assert read_of(task) == wanted_of(wanted), task.text
        counted = [(one.low, one.unit, one.bound, one.per) for one in task.quantities]
        stated = [
            (Decimal(str(one[0])), *one[1:], *("exact", None)[len(one) - 2 :])
            for one in wanted.get("quantities", [])
        ]
        assert counted == stated, task.text
        for name in COMPARED:
            if name in wanted:
                assert getattr(task, name) == wanted[name], (task.text, name)
        if "when_text" in wanted:
            assert task.when is not None
            assert task.when.text == wanted["when_text"]


def test_every_value_has_its_place() -> None:
    for case in CASES:
        plan = plan_of(case["body"])
        for task in plan.tasks:
            for name in ("text", "leads", "partners", "outputs", "amounts"):
                assert not getattr(task, name) or task.evidence.get(name), (task.path, name)
            assert task.when is None or task.when.evidence["edtf"]


def test_a_merged_lead_counts_for_every_row(shared: Path) -> None:
    (path,) = (shared / "real").glob("33_*.pdf")
    plan = extract(path)
    assert plan.status == "not_a_plan"
    assert plan.tasks == ()


def test_seed_of_lao_cai(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("001_*.txt")))
    rows = [task for task in plan.tasks if task.origin == "table"]
    assert len(rows) == 34
    assert {task.parent for task in rows} == {"I.1", "I.2", "I.3", "II.1", "II.2"}
    sums = [sum(task.amounts[at].amount.low for task in rows) for at in range(3)]
    assert sums == [35_100_000_000, 15_100_000_000, 20_000_000_000]
    assert all(task.when and task.when.edtf == "R/P1Y" for task in rows)
    assert {line.period for task in rows for line in task.amounts} == {"2021/2025", "2026/2030"}


def test_seed_of_thanh_hoa(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("002_*.txt")))
    rows = {task.path: task for task in plan.tasks}
    assert list(rows) == ["1", "2", "3", "4", "5.1", "5.2", "6"]
    assert rows["5.1"].parent == rows["5.2"].parent == "5"
    assert [(item.path, item.when.edtf) for item in rows["5.1"].items if item.when] == [
        ("5.1.-1", "../2021-12-31"),
        ("5.1.-2", "../2023"),
    ]
    assert [task.section for task in plan.tasks] == ["3.1", "3.2", "3.3", "3.4", "3.5.-1", "3.5.-2", "3.6"]


def test_seed_of_ha_giang(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("000_*.txt")))
    rows = [task for task in plan.tasks if task.origin == "table"]
    assert [task.path for task in rows] == ["3", "4", *(f"III.{number}" for number in range(1, 10))]
    assert {year: int(one.low) for year, one in rows[4].by_year.items()} == {
        2021: 5, 2022: 12, 2023: 12, 2024: 11, 2025: 10,
    }  # fmt: skip
    assert rows[1].by_year[2025].unit == "conference"


def test_plan_of_a_department(shared: Path) -> None:
    (path,) = (shared / "real").glob("22_*.docx")
    plan = extract(path)
    assert [len(task.leads) for task in plan.tasks] == [2, 2, 3, 1, 1, 1, 1, 1, 1]


CELLS = st.sampled_from(
    [
        "",
        "-",
        "…",
        "nt",
        "Sở Y tế",
        "1",
        "2",
        "1.1",
        "I",
        "10/2027",
        "Hằng năm",
        "1.500",
        "05 lớp",
        "Tổng cộng",
    ]
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12))
def test_any_rows_give_unique_paths_and_stated_cells(rows: list[list[str]]) -> None:
    text = "TT | Nội dung | Chủ trì | Thời gian | Kinh phí (đồng)\n" + "\n".join(
        " | ".join(row) for row in rows
    )
    document = flow_document(flow_table(text))
    for table in document.tables:
        tasks = tasks_of_table(Draft(document), 0, table).tasks
        paths = [task.path for task in tasks]
        assert len(paths) == len(set(paths))
        for task in tasks:
            assert task.row is not None
            assert all(agency.name.strip(" -…") for agency in task.leads)
            printed = {cell.text for cell in table.cells if cell.row >= task.row}
            # A cell that only says "…" may be joined with the one under it.
            assert task.text in {one.strip().removeprefix("- ").removeprefix("… ") for one in printed}


def test_time_is_linear_in_rows() -> None:
    def run(count: int) -> None:
        rows = [f"{number} | Việc số {number} của xã | Sở Y tế | 2022 | 1.500" for number in range(1, count)]
        document = flow_document(
            flow_table("TT | Nội dung | Chủ trì | Thời gian | Kinh phí (đồng)\n" + "\n".join(rows))
        )
        assert len(tasks_of_table(Draft(document), 0, document.tables[0]).tasks) == count - 1

    assert_linear(run, 150, 1200)
