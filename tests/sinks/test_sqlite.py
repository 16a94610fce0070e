"""SQLite: round trip, keys, views, search, replacing, and databases that are not ours."""

from __future__ import annotations

import contextlib
import sqlite3
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from making import plans

from vnplan_extract import extract
from vnplan_extract.errors import OutputError
from vnplan_extract.plan import Budget, BudgetLine, Plan, Quantity, Source
from vnplan_extract.sinks.base import make_sink, pack
from vnplan_extract.sinks.dialects import VIEWS
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.sqlite import SqliteSink


def a_plan(sha: str = "ab", **fields) -> Plan:
    source = Source(name="x.txt", sha256=sha * 32, media_type="text/plain")
    return Plan(**{"source": source, "status": "draft", **fields})


@pytest.fixture
def sink(tmp_path):
    with make_sink(f"sqlite:///{tmp_path}/plans.db") as opened:
        assert isinstance(opened, SqliteSink)
        yield opened


@given(plan=plans(nul=True))
@settings(
    max_examples=8,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
def test_a_plan_comes_back_equal(sink, plan: Plan) -> None:
    sink.write(pack(plan, "rows"))
    assert list(sink.plans()) == [plan]
    sink.drop(plan.source.sha256)
    for name in (*tables(), "search_text"):
        assert sink.db.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (0,), name


def test_the_corpus_comes_back_and_writing_again_changes_nothing(sink, corpus) -> None:
    read = [extract(path) for path in sorted(corpus.glob("*.docx"))]
    for plan in read:
        sink.write(pack(plan, "rows"))
    before = content(sink.db)
    for plan in read:
        sink.write(pack(plan, "rows"))
    assert content(sink.db) == before
    assert sink.db.execute("PRAGMA foreign_key_check").fetchall() == []
    by_hash = {plan.source.sha256: plan for plan in read}
    assert {plan.source.sha256: plan for plan in sink.plans()} == by_hash
    assert sink.held() == {
        (plan.source.sha256, plan.produced_by.version, plan.produced_by.options) for plan in read
    }
    for view in VIEWS:
        sink.db.execute(f"SELECT * FROM {view}").fetchall()
    assert sink.db.execute("SELECT count(*) FROM v_target").fetchone()[0] > 0


def content(db: sqlite3.Connection) -> dict[str, list[tuple]]:
    found = {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in tables()}
    found["search_text"] = sorted(
        map(repr, db.execute("SELECT plan, record, record_table, text, folded FROM search_text"))
    )
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [("dao tao", 1), ('"đào tạo"', 1), ("DAO TAO", 1), ("ĐÀO", 1), ("đao", 0), ("nghe", 1), ("lop", 0)],
)
def test_search_with_and_without_accents(sink, query: str, found: int) -> None:
    sink.write(pack(a_plan(title="Đào tạo nghề"), "rows"))
    query_sql = "SELECT count(*) FROM search WHERE search MATCH ?"
    assert sink.db.execute(query_sql, (query,)).fetchone() == (found,)


@pytest.mark.parametrize(
    "number", ["0.1", "18450000000", "123456789012345678901234567890", "0.12345678901234567890123", "-1.5"]
)
def test_numbers_are_exact_and_add_up(sink, number: str) -> None:
    amount = Quantity(low=Decimal(number), high=Decimal(number), unit="VND")
    plan = a_plan(
        budget=Budget(
            lines=(BudgetLine(amount=amount, fund="other"), BudgetLine(amount=amount, fund="other"))
        )
    )
    sink.write(pack(plan, "rows"))
    assert next(sink.plans()) == plan
    total = sink.db.execute("SELECT amount_low FROM v_budget_by_fund").fetchone()[0]
    assert float(total) == pytest.approx(2 * float(number))


def test_a_closed_database_is_one_file(tmp_path) -> None:
    path = tmp_path / "folder" / "plans.db"
    with make_sink(str(path)) as sink:
        sink.write(pack(a_plan(), "rows"))
    assert [found.name for found in path.parent.iterdir()] == ["plans.db"]


def test_columns_that_an_older_version_lacks_are_added(tmp_path) -> None:
    path = tmp_path / "plans.db"
    with make_sink(str(path)):
        pass
    db = sqlite3.connect(path)
    for view in VIEWS:
        db.execute(f"DROP VIEW {view}")
    db.execute("ALTER TABLE target DROP COLUMN when_by")
    db.close()
    with make_sink(str(path)) as sink:
        sink.write(pack(a_plan(), "rows"))
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert "when_by" in {row[1] for row in db.execute("PRAGMA table_info(target)")}
        views = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
        assert views >= set(VIEWS)


@pytest.mark.parametrize(
    ("statement", "said"),
    [("PRAGMA application_id = 77", "another program"), ("PRAGMA user_version = 99", "later version")],
)
def test_databases_that_are_not_ours_are_left_alone(tmp_path, statement: str, said: str) -> None:
    path = tmp_path / "other.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE mine (x)")
    db.execute(statement)
    db.commit()
    db.close()
    with pytest.raises(OutputError, match=said):
        make_sink(str(path)).open()


def test_a_file_that_is_no_database(tmp_path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("xin chào " * 100, encoding="utf-8")
    with pytest.raises(OutputError, match="not a database"):
        make_sink(str(path)).open()
    assert path.read_text(encoding="utf-8").startswith("xin chào")
