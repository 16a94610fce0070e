"""The flattening: derived from the models, every row with its key, and nothing lost on the way there and back."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from making import plans

from vnplan_extract import extract
from vnplan_extract.plan import Agency, Budget, BudgetLine, Plan, Quantity, Section, Source, Task, When
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import plan_id, tables

EXPECTED = {
    "plan", "page", "citation", "section", "target", "quantity", "task", "task_agency", "budget", "budget_line",
    "duty", "plan_table", "table_cell", "recipient", "signature", "finding", "evidence", "agency",
}  # fmt: skip
SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def a_plan(**fields) -> Plan:
    source = Source(name="x.txt", sha256="ab" * 32, media_type="text/plain")
    return Plan(**{"source": source, "status": "draft", **fields})


def named(rows, table: str) -> list[dict]:
    return [dict(zip(tables()[table].names, row, strict=True)) for row in rows[table]]


def test_the_tables_that_people_are_promised_are_there() -> None:
    assert set(tables()) >= EXPECTED


def test_columns_are_described_and_named_once() -> None:
    for table in tables().values():
        assert table.description, table.name
        assert len(set(table.names)) == len(table.names), table.name
        for column in table.columns:
            assert column.description, (table.name, column.name)
            assert column.references is None or column.references in tables()


def test_owners_come_before_what_refers_to_them() -> None:
    seen: set[str] = set()
    for table in tables().values():
        seen.add(table.name)
        assert {column.references for column in table.columns if column.references} <= seen


@given(plans(nul=True))
@SLOW
def test_rows_give_the_plan_again(plan: Plan) -> None:
    rows = flatten(plan)
    for name, table in tables().items():
        places = [table.names.index(key) for key in table.key]
        keys = [tuple(row[place] for place in places) for row in rows[name]]
        assert len(set(keys)) == len(keys), name
        random.shuffle(rows[name])
    assert rebuild(rows) == plan


def test_every_document_of_the_corpus_comes_back(corpus) -> None:
    for path in sorted(corpus.glob("*.docx")):
        plan = extract(path)
        assert rebuild(flatten(plan)) == plan, path.name


def test_rows_know_their_owner_and_their_place_in_the_json() -> None:
    low = Decimal(5)
    task = Task(
        path="1",
        text="Việc",
        origin="body",
        leads=(Agency(text="Sở X", name="Sở X"),),
        when=When(text="2025", edtf="2025"),
        by_year={2021: Quantity(low=low, high=low)},
        amounts=(BudgetLine(amount=Quantity(low=low, high=low, unit="VND"), fund="other"),),
        items=(Task(path="1.1", text="Phần", origin="body"),),
    )
    plan = a_plan(
        tasks=(task,),
        sections=(Section(kind="roman", path="I", children=(Section(kind="arabic", path="I.1"),)),),
    )
    rows = flatten(plan, file="a/b.txt")
    me = plan_id(plan.source.sha256)
    assert named(rows, "plan")[0] | {"id": me, "file": "a/b.txt"} == named(rows, "plan")[0]
    first, part = named(rows, "task")
    assert (first["id"], first["when_edtf"], part["within"]) == (f"{me}/tasks/0", "2025", first["id"])
    agency = named(rows, "task_agency")[0]
    assert (agency["id"], agency["task"], agency["field"]) == (f"{me}/tasks/0/leads/0", first["id"], "leads")
    year = named(rows, "quantity")[0]
    assert (year["id"], year["field"], year["year"]) == (f"{me}/tasks/0/by_year/2021", "by_year", 2021)
    assert named(rows, "budget_line")[0]["amount_low"] == low
    assert named(rows, "section")[1]["within"] == f"{me}/sections/0"


def test_an_absent_record_and_an_empty_one_are_told_apart() -> None:
    for plan in (a_plan(), a_plan(budget=Budget())):
        assert rebuild(flatten(plan)) == plan
