"""Plans as data frames, in pandas and in polars."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vnplan_extract import extract
from vnplan_extract.plan import Budget, BudgetLine, Plan, Quantity, Source, Task
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.frames import to_frames
from vnplan_extract.sinks.schema import tables


@pytest.fixture(scope="module")
def plan(corpus) -> Plan:
    return extract(corpus / "01-lao-cai-2021.docx")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_every_table_with_its_columns_and_rows(plan, library: str) -> None:
    pytest.importorskip(library)
    frames = to_frames([plan, plan], library=library)
    rows = flatten(plan)
    assert set(frames) == set(tables())
    for name, frame in frames.items():
        assert tuple(frame.columns) == tables()[name].names
        assert len(frame) == 2 * len(rows[name])


def test_polars_has_types_also_where_there_is_no_row(plan) -> None:
    pl = pytest.importorskip("polars")
    empty = to_frames([], library="polars")
    full = to_frames([plan], library="polars")
    assert {name: frame.schema for name, frame in empty.items()} == {
        name: frame.schema for name, frame in full.items()
    }
    money = full["budget_line"].filter(pl.col("fund") == "state_budget")["amount_low"]
    assert money.sum() > 10**9
    assert full["task"].schema["outputs"] == pl.List(pl.String())


def test_numbers_that_do_not_fit_are_null_in_polars() -> None:
    pytest.importorskip("polars")
    low = Decimal(10) ** 40
    plan = Plan(
        source=Source(name="x.txt", sha256="ab" * 32, media_type="text/plain"),
        status="draft",
        tasks=(Task(text="t", path="1", origin="body", outputs=("a", "b")),),
        budget=Budget(lines=(BudgetLine(amount=Quantity(low=low, high=low)),)),
    )
    frames = to_frames([plan], library="polars")
    assert frames["budget_line"]["amount_low"].to_list() == [None]
    assert frames["task"]["outputs"].to_list() == [["a", "b"]]
    assert to_frames([plan])["budget_line"]["amount_low"].tolist() == [low]
