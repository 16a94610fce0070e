"""Documents at addresses, without a cluster; and places that are no files."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from folders import content, document, folder_of

from servers import web_server
from vnplan_extract.batch import Batch, Limits, Settings
from vnplan_extract.batch.remote import fetch, name_of
from vnplan_extract.errors import LimitError, MissingPartError
from vnplan_extract.options import Options

QUICK = Settings(jobs=2, limits=Limits(seconds=20, megabytes=1500), work="poison:work")


def ran(places: list[str], to: Path, settings: Settings = QUICK) -> tuple[Batch, dict[str, str | None]]:
    run = Batch(places, to=f"sqlite:///{to}", settings=settings)
    return run, {Path(result.file).name: result.error for result in run.run()}


def test_documents_of_a_web_server_into_a_database(tmp_path, monkeypatch) -> None:
    pytest.importorskip("aiohttp")
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(waiting))
    folder = folder_of(tmp_path / "web", 3)
    (folder / "copy.txt").write_bytes((folder / "ke-hoach-001.txt").read_bytes())
    database = tmp_path / "plans.db"
    with web_server(folder) as address:
        names = ("ke-hoach-001.txt", "ke-hoach-002.txt", "copy.txt", "none.txt")
        urls = [f"{address}/{name}" for name in names]
        run, found = ran(urls, database)
        assert found == {"ke-hoach-001.txt": None, "ke-hoach-002.txt": None, "none.txt": "NotFoundError"}
        assert (run.summary.done, run.summary.skipped, run.summary.failed) == (2, 1, 1)
        again, _ = ran(urls[:3], database)
        assert (again.summary.done, again.summary.skipped) == (0, 3)
        (folder / "ke-hoach-001.txt").write_text(document(9), encoding="utf-8")
        changed, _ = ran(urls[:3], database)
        assert (changed.summary.done, changed.summary.skipped) == (1, 2)
    plans = content(database)["plan"]
    assert sorted(row[1] for row in plans) == sorted(
        [*urls[:2], urls[0]]
    )  # the copy holds what was at the first
    assert not any(waiting.iterdir())


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gs://bucket/a.pdf", "gcsfs"),
        ("hdfs://host/a.pdf", "libhdfs"),
        ("abfs://box/a.pdf", "adlfs"),
        ("smb://host/share/a.pdf", "smbprotocol"),
    ],
)
def test_what_is_missing_is_named(address: str, words: str, monkeypatch) -> None:
    for module in ("gcsfs", "adlfs", "smbclient", "smbprotocol", "pyarrow.fs", "pyarrow"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPartError, match=words):
        fetch(address)


def test_too_large(tmp_path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(LimitError, match="1,000 bytes"):
        fetch(f"file://{path}", 1000)
    settings = Settings(options=Options(max_bytes=1000), work="poison:work")
    run, found = ran([str(path)], tmp_path / "plans.db", settings)
    assert (found, run.summary.failed) == ({"a.txt": "LimitError"}, 1)


def test_names_of_addresses() -> None:
    assert name_of("https://host/ke-hoach.pdf?key=1#2") == "ke-hoach.pdf"
    assert name_of("/srv/kế hoạch?.pdf") == "kế hoạch?.pdf"


def test_a_pipe_does_not_hold_up_the_batch(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 1)
    os.mkfifo(folder / "pipe.txt")
    run, found = ran([str(folder)], tmp_path / "plans.db")
    assert found == {"pipe.txt": "NotFoundError", "ke-hoach-001.txt": None}
    assert (run.summary.done, run.summary.failed) == (1, 1)


def test_copies_of_a_file_that_failed_have_failed(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 1)
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_bytes(b"POISON exit\n")
    for _ in range(2):
        run, found = ran([str(folder), str(folder / "a.txt")], tmp_path / "plans.db")
        assert {name for name, error in found.items() if error} == {"a.txt", "b.txt", "c.txt"}
        assert (run.summary.done + run.summary.skipped, run.summary.failed) in {(2, 3), (1, 4)}
