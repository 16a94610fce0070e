"""Targets that belong to somebody else, or that this user may not write: refused, and left as they are."""

from __future__ import annotations

import sqlite3

import duckdb
import psycopg
import pytest

from vnplan_extract.errors import OutputError
from vnplan_extract.plan import Plan, Source
from vnplan_extract.sinks.base import make_sink, pack

THEIRS = "CREATE TABLE task (id integer, title varchar)"
PARCEL = pack(
    Plan(source=Source(name="x.txt", sha256="ab" * 32, media_type="text/plain"), status="draft"), "sql"
)


def test_an_sqlite_file_with_a_table_of_our_name(tmp_path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as db:
        db.execute(THEIRS)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=r"theirs\.db: has a table of its own called 'task'"):
        make_sink(str(path)).open()
    assert path.read_bytes() == before


def test_an_sqlite_file_with_other_tables_takes_ours_beside_them(tmp_path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE note (words TEXT)")
    for _ in range(2):
        with make_sink(str(path)) as sink:
            sink.write(PARCEL)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM plan").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM note").fetchone() == (0,)


def test_a_duckdb_file_with_a_table_of_our_name(tmp_path) -> None:
    path = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute(THEIRS)
    with pytest.raises(OutputError, match="has a table of its own called 'task'"):
        make_sink(str(path)).open()
    with duckdb.connect(str(path)) as db:
        assert db.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (1,)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("file/plans.db", "file is no folder"),
        ("csv:file/out", "file is no folder"),
        ("csv:file", "A file stands where a folder is to be"),
        ("sqlite:///folder", "it is a folder"),
        ("sqlite:///file", "It is a file of another kind"),
        ("jsonl:folder", "Is a directory"),
    ],
)
def test_what_stands_in_the_way_is_named(tmp_path, monkeypatch, path: str, why: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("not a database, only words\n" * 20)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=why):
        make_sink(path).open()


def test_a_server_s_database_with_a_table_of_our_name(database) -> None:
    with psycopg.connect(database, autocommit=True) as db:
        db.execute(THEIRS)
        with pytest.raises(OutputError, match=r"has a table of its own called public\.task"):
            make_sink(database).open()
        assert db.execute("SELECT count(*) FROM pg_class WHERE relname = 'plan'").fetchone() == (0,)
        # In a schema of its own there is room; two schemas of one database do not meet.
        db.execute("CREATE SCHEMA plans")
        with make_sink(f"{database}?options=-csearch_path%3Dplans") as sink:
            sink.write(PARCEL)
            assert sink.held()
        assert db.execute("SELECT count(*) FROM plans.plan").fetchone() == (1,)


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        ((), "permission denied for schema public.*Give this user the right"),
        (
            ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}",),
            "permission denied.*Give this user the right",
        ),
    ],
)
def test_a_user_who_may_only_read(database, grants: tuple[str, ...], said: str) -> None:
    if grants:
        make_sink(database).__enter__().close()
    user = f"reader{database.rpartition('/')[2]}"
    with psycopg.connect(database, autocommit=True) as db:
        db.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        db.execute(f"CREATE USER {user}")
        for grant in grants:
            db.execute(grant.format(user=user))
    sink = make_sink(database.replace("vnplan@", f"{user}@"))
    with pytest.raises(OutputError, match=f"(?s){said}"), sink:
        sink.write(PARCEL)


def test_a_schema_that_is_not_there(database) -> None:
    with pytest.raises(OutputError, match="Create the schema that search_path names"):
        make_sink(f"{database}?options=-csearch_path%3Dnowhere").open()


@pytest.mark.parametrize(
    ("target", "file"),
    [("plans.xlsx", "plans.xlsx"), ("csv:out", "out/task.csv"), ("parquet:out", "out/plan.parquet")],
)
def test_a_file_that_would_be_written_over(tmp_path, monkeypatch, target: str, file: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / file).write_text("somebody's own")
    for _ in range(2):  # the second time, too: nothing was left that makes it look like ours
        with pytest.raises(OutputError, match="is there and was not written by this batch"):
            make_sink(target).open()
    assert (tmp_path / file).read_text() == "somebody's own"
    (tmp_path / file).unlink()
    with make_sink(target) as sink:
        sink.write(PARCEL)
    assert (tmp_path / file).exists()


@pytest.mark.parametrize("words", ["my notes", "my notes\n", '{"id": 1}', '{"id": 1}\n{"id": 2}', "[1, 2]"])
def test_lines_that_are_no_plans_stay(tmp_path, words: str) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text(words)
    with pytest.raises(OutputError, match="is no file of plans"):
        make_sink(str(path)).open()
    assert path.read_text() == words
