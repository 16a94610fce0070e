"""PostgreSQL (a real server) and DuckDB: the same tables and views as SQLite, and every plan comes back."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from making import plans

from vnplan_extract import extract
from vnplan_extract.errors import OutputError
from vnplan_extract.plan import Plan, Quantity, Section, Source, Target
from vnplan_extract.sinks.base import make_sink, pack, parse_target, shown
from vnplan_extract.sinks.dialects import VIEWS
from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    import sqlite3

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def a_plan(sha: str = "ab", **fields) -> Plan:
    source = Source(name="x.txt", sha256=sha * 32, media_type="text/plain")
    return Plan(**{"source": source, "status": "draft", **fields})


@pytest.fixture(params=["postgresql", "duckdb"])
def sink(request, tmp_path):
    if request.param == "postgresql":
        url = request.getfixturevalue("database")
    else:
        url = f"duckdb:///{tmp_path}/plans.duckdb"
    with make_sink(url) as opened:
        yield opened


def ask(sink, query: str) -> list[tuple]:
    return sink.db.execute(query).fetchall()


@given(plan=plans(nul=False))
@settings(max_examples=8, suppress_health_check=SLOW)
def test_a_plan_comes_back_equal(sink, plan: Plan) -> None:
    sink.write(pack(plan, "rows"))
    assert list(sink.plans()) == [plan]
    sink.drop(plan.source.sha256)
    for name in (*tables(), "search_text"):
        assert ask(sink, f'SELECT count(*) FROM "{name}"') == [(0,)], name


def test_the_corpus_as_in_sqlite(sink, corpus, tmp_path) -> None:
    read = [extract(path) for path in sorted(corpus.glob("0[1367]*.docx"))]
    with make_sink(f"{tmp_path}/same.db") as same:
        for plan in (*read, *read):
            for one in (sink, same):
                one.write(pack(plan, "rows", file=plan.source.name))
        assert list(sink.plans()) == sorted(read, key=lambda plan: plan.source.sha256)
        assert sink.held() == same.held()
        for view in VIEWS:
            names = ", ".join(name for name in columns(same.db, view) if name != "outputs")
            ours = {tuple(map(comparable, row)) for row in ask(sink, f"SELECT {names} FROM {view}")}
            theirs = {tuple(map(comparable, row)) for row in ask(same, f"SELECT {names} FROM {view}")}
            assert ours == theirs, view


@pytest.mark.parametrize("bad", [(), ("\ud800",)], ids=["all good", "one that no database takes"])
def test_documents_written_together_replace_and_stand_once(sink, bad: tuple[str, ...]) -> None:
    sink.write(pack(a_plan("ab", title="cũ"), "sql"))
    group = [a_plan("cd", title="khác"), a_plan("ab", title="mới"), a_plan("cd", title="khác nữa")]
    group += [a_plan("ef", title=title) for title in bad]
    errors = sink.write_all([pack(plan, "sql") for plan in group])
    assert [bool(error) for error in errors] == [False, False, False, *map(bool, bad)]
    assert [plan.title for plan in sink.plans()] == ["mới", "khác nữa"]
    assert ask(sink, "SELECT text FROM search_text ORDER BY plan") == [("mới",), ("khác nữa",)]


def columns(db: sqlite3.Connection, view: str) -> list[str]:
    return [entry[0] for entry in db.execute(f"SELECT * FROM {view} LIMIT 0").description]


def comparable(value: object) -> object:
    return float(value) if isinstance(value, int | Decimal) else value


def test_search_in_postgresql(database) -> None:
    with make_sink(database) as sink:
        sink.write(
            pack(
                a_plan(
                    title="Đào tạo nghề", sections=(Section(kind="roman", path="I", text="x" * 3_000_000),)
                ),
                "rows",
            )
        )
        for words in ("dao tao", "đào tạo"):
            query = "SELECT record_table FROM search_text WHERE words @@ plainto_tsquery('simple', %s)"
            assert sink.db.execute(query, (words,)).fetchall() == [("plan",)]


def test_postgresql_keeps_what_others_refer_to_and_replaces_the_rest(database) -> None:
    with make_sink(database) as sink:
        low = Decimal("0.12345678901234567890123")
        target = Target(text="t", section="I", quantities=(Quantity(low=low, high=low),))
        sink.write(pack(a_plan(targets=(target, target)), "rows"))
        sink.db.execute("CREATE TABLE notes (plan text REFERENCES plan (id))")
        sink.db.execute("INSERT INTO notes SELECT id FROM plan")
        sink.write(pack(a_plan(targets=(target,), title="mới"), "rows"))
        assert ask(sink, "SELECT count(*), min(low) FROM quantity") == [(1, low)]
        assert ask(sink, "SELECT title FROM plan JOIN notes ON notes.plan = plan.id") == [("mới",)]


def test_nul_is_shown_in_postgresql(database) -> None:
    with make_sink(database) as sink:
        sink.write(pack(a_plan(title="a\x00b"), "rows"))
        assert ask(sink, "SELECT title FROM plan") == [("a\u2400b",)]


def test_two_writers_of_one_document(database) -> None:
    parcels = [pack(a_plan(f"{number:02x}", title="x"), "rows") for number in range(12)]

    def write() -> None:
        with make_sink(database) as sink:
            for parcel in parcels:
                sink.write(parcel)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with make_sink(database) as sink:
        assert ask(sink, "SELECT count(*) FROM plan") == [(12,)]


def test_a_connection_that_is_cut_is_made_again(database) -> None:
    with make_sink(database) as sink:
        sink.write(pack(a_plan("aa"), "rows"))
        with psycopg.connect(database, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        sink.write(pack(a_plan("bb"), "rows"))
        assert ask(sink, "SELECT count(*) FROM plan") == [(2,)]


def test_tables_of_an_older_version_are_brought_up(database) -> None:
    with make_sink(database) as sink:
        sink.write(pack(a_plan("aa", title="cũ"), "rows"))
        for view in VIEWS:
            sink.db.execute(f"DROP VIEW {view}")
        sink.db.execute("ALTER TABLE target DROP COLUMN when_by")
        sink.db.execute("UPDATE vnplan_schema SET version = 0, digest = 'older'")
    with make_sink(database) as sink:
        assert [plan.title for plan in sink.plans()] == ["cũ"]
        ask(sink, "SELECT when_by FROM target")
        sink.db.execute("UPDATE vnplan_schema SET version = 99")
    with pytest.raises(OutputError, match="later version"):
        make_sink(database).open()


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(OutputError) as caught:
        make_sink("postgresql://vnplan:bi-mat@127.0.0.1:1/plans").open()
    assert "bi-mat" not in str(caught.value)
    assert "bi-mat" not in shown(parse_target("postgresql://vnplan:bi-mat@host/plans"))


def test_duckdb_leaves_out_numbers_that_do_not_fit(tmp_path) -> None:
    low = Decimal(10) ** 40
    with make_sink(f"{tmp_path}/x.duckdb") as sink:
        target = Target(text="t", section="I", quantities=(Quantity(low=low, high=low, text="rất nhiều"),))
        sink.write(pack(a_plan(targets=(target,)), "rows"))
        assert ask(sink, "SELECT low, text FROM quantity") == [(None, "rất nhiều")]
    with duckdb.connect(f"{tmp_path}/x.duckdb") as db:
        assert db.execute("SELECT count(*) FROM v_target").fetchall() == [(1,)]
