"""A PostgreSQL server that is stopped in the middle of a batch."""

from __future__ import annotations

import threading

import psycopg
import pytest
from folders import folder_of

from vnplan_extract.batch import Settings, extract_folder
from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.schema import tables


def settings(tmp_path, name: str = "m") -> Settings:
    return Settings(jobs=2, work="poison:slow", manifest=tmp_path / name)


def content(url: str) -> dict[str, list[tuple]]:
    """Every row of the database, and what is searched."""
    with psycopg.connect(url) as db:
        found = {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables()}
        found["search"] = sorted(
            db.execute("SELECT plan, record, record_table, text, folded FROM search_text")
        )
        return found


@pytest.fixture
def calm(postgres, tmp_path) -> dict[str, list[tuple]]:
    """What an undisturbed run writes."""
    folder_of(tmp_path / "in", 30)
    with psycopg.connect(postgres.url, autocommit=True) as db:
        db.execute("CREATE DATABASE calm")
    url = postgres.url.replace("/postgres", "/calm")
    list(
        extract_folder(
            tmp_path / "in", to=url, settings=Settings(work="poison:work", manifest=tmp_path / "c")
        )
    )
    return content(url)


def test_a_server_that_is_stopped_is_named_and_a_second_run_goes_on(
    postgres, calm, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("vnplan_extract.sinks.postgresql.PAUSES", (0.1,))
    run = extract_folder(tmp_path / "in", to=postgres.url, settings=settings(tmp_path))
    next(run)
    postgres.stop()
    with pytest.raises(
        OutputError, match=r"cannot be written.*(refused|terminat|closed).*goes on where it stopped"
    ):
        list(run)
    with pytest.raises(OutputError, match="refused"):
        list(extract_folder(tmp_path / "in", to=postgres.url, settings=settings(tmp_path)))
    postgres.start()
    written = len(content(postgres.url)["plan"])
    assert 0 < written < 30
    again = list(extract_folder(tmp_path / "in", to=postgres.url, settings=settings(tmp_path)))
    assert 30 - written <= len(again) < 30
    assert content(postgres.url) == calm


def test_a_server_that_comes_back_soon_is_waited_for(postgres, calm, tmp_path) -> None:
    run = extract_folder(tmp_path / "in", to=postgres.url, settings=settings(tmp_path))
    next(run)
    postgres.stop()
    threading.Timer(1.0, postgres.start).start()
    assert {result.state for result in run} == {"done"}
    assert content(postgres.url) == calm
