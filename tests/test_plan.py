"""The contract: frozen, described, scored, and its JSON Schema is the one in the repository."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from vnplan_extract import plan as contract
from vnplan_extract.evidence import Evidence, Record
from vnplan_extract.plan import Agency, Metric, Plan, Quantity, Section, Source

SCHEMA = Path(__file__).resolve().parent.parent / "docs" / "plan.schema.json"
RECORDS = [
    value for value in vars(contract).values() if isinstance(value, type) and issubclass(value, Record)
]


def a_plan(**fields) -> Plan:
    source = Source(name="x.txt", sha256="0" * 64, media_type="text/plain")
    return Plan(**{"source": source, "status": "draft", **fields})


def test_schema_in_the_repository_is_current() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == Plan.model_json_schema(), (
        "run: vnplan schema -o docs/plan.schema.json"
    )


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_field_has_a_description_and_a_metric(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert field.description, name
        if name != "evidence":
            assert Metric(field.json_schema_extra["metric"]), name


def test_records_are_frozen_and_refuse_unknown_fields() -> None:
    plan = a_plan()
    with pytest.raises(ValidationError):
        plan.number = "1/KH"
    with pytest.raises(ValidationError):
        a_plan(nummer="1/KH")


def test_numbers_are_written_plain() -> None:
    quantity = Quantity(low=Decimal("1.845E+10"), high=Decimal("18450000000.00"), unit="VND")
    assert json.loads(quantity.model_dump_json()) | {"evidence": {}} == {
        **quantity.model_dump(mode="json"),
        "low": "18450000000",
        "high": "18450000000",
    }


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_numbers_round_trip(number: Decimal) -> None:
    quantity = Quantity(low=number, high=number)
    text = json.loads(quantity.model_dump_json())["low"]
    assert "E" not in text.upper()
    assert Decimal(text) == number


def test_without_evidence_is_the_gold_form() -> None:
    place = Evidence(page=1, start=0, end=3, text="abc")
    plan = a_plan(
        number="1/KH-UBND",
        sections=(Section(kind="roman", path="I", marker="I", evidence={"title": (place,)}),),
        issuer=Agency(text="UBND", name="Ủy ban nhân dân", evidence={"name": (place,)}),
        evidence={"number": (place,)},
    )
    gold = plan.without_evidence()
    assert '"page":1' not in gold.model_dump_json()
    assert gold.number == plan.number
    assert gold.sections[0].path == "I"
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_repr_and_html_name_the_plan_and_escape() -> None:
    plan = a_plan(number="1/KH-UBND", title="<b>Trích yếu</b>")
    assert "1/KH-UBND" in repr(plan)
    assert "&lt;b&gt;" in plan._repr_html_()


def spanning_table():
    from vnplan_extract.plan import Cell, Column, Table

    return Table(
        index=0,
        header_rows=1,
        rows=3,
        cols=3,
        columns=(Column(text="STT"), Column(text="Kinh phí"), Column(text="Kinh phí")),
        cells=(
            Cell(row=0, col=0, text="STT", header=True),
            Cell(row=0, col=1, col_span=2, text="Kinh phí", header=True),
            Cell(row=1, col=0, text="1"),
            Cell(row=1, col=1, row_span=2, text="Sở Y tế"),
            Cell(row=1, col=2, text="5"),
            Cell(row=2, col=0, text="2"),
            Cell(row=2, col=2, text=""),
        ),
    )


def test_a_table_becomes_a_data_frame():
    pytest.importorskip("pandas")
    frame = spanning_table().to_dataframe(library="pandas")
    assert list(frame.columns) == ["STT", "Kinh phí", "Kinh phí [3]"]
    assert frame.to_numpy().tolist() == [["1", "Sở Y tế", "5"], ["2", "Sở Y tế", ""]]


def test_a_missing_data_frame_library_is_named(monkeypatch):
    import sys

    from vnplan_extract.errors import MissingPartError

    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPartError, match="pandas or polars is not installed"):
        spanning_table().to_dataframe()
