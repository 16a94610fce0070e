"""The data dictionary in docs/ is the one that the models give."""

from __future__ import annotations

import json
from pathlib import Path

from vnplan_extract.sinks.dialects import VIEWS
from vnplan_extract.sinks.dictionary import datapackage, datasette_metadata, fields_page
from vnplan_extract.sinks.schema import tables

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_fields_page_is_current() -> None:
    page = (DOCS / "fields.md").read_text(encoding="utf-8")
    assert page == fields_page() + "\n", "run: vnplan schema --of tables -o docs/fields.md"


def test_datapackage_is_current() -> None:
    package = json.loads((DOCS / "datapackage.json").read_text(encoding="utf-8"))
    assert package == datapackage(), "run: vnplan schema --of datapackage -o docs/datapackage.json"


def test_datasette_describes_every_table_and_view() -> None:
    described = datasette_metadata("plans")["databases"]["plans"]["tables"]
    assert set(described) >= {*tables(), *VIEWS}
    for name, table in tables().items():
        assert set(described[name]["columns"]) == set(table.names)
