"""The last day of an EDTF value, as the views tell it."""

from __future__ import annotations

import sqlite3

import duckdb
import psycopg
import pytest

from vnplan_extract.sinks.dialects import DUE, UNTIL

DAYS = {
    "2025": "2025-12-31",
    "2021/2025": "2025-12-31",
    "../2025": "2025-12-31",
    "../2025-06": "2025-06-30",
    "2024-02": "2024-02-29",
    "2025-02": "2025-02-28",
    "2026-34": "2026-06-30",
    "../2025-36": "2025-12-31",
    "2024-40": "2024-06-30",
    "2026-07/2026-09": "2026-09-30",
    "../2024-04-18": "2024-04-18",
    "2026-34/..": None,
    "R/P1Y": None,
    None: None,
}


@pytest.mark.parametrize("database", ["sqlite", "duckdb", "postgresql"])
def test_due(request, database: str) -> None:
    if database == "postgresql":
        db = psycopg.connect(request.getfixturevalue("server"))
    else:
        db = {"sqlite": sqlite3, "duckdb": duckdb}[database].connect(":memory:")
    values = ", ".join(f"('{edtf}')" if edtf else "(NULL)" for edtf in DAYS)
    source = UNTIL.format(
        table=f"(SELECT CAST(column1 AS text) AS when_edtf FROM (VALUES {values}) AS v) AS d"
    )
    source = source.replace("column1", "col0") if database == "duckdb" else source
    found = dict(db.execute(f"SELECT when_edtf, {DUE} FROM {source}").fetchall())
    db.close()
    assert found == DAYS
