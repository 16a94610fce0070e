"""Faults, each with the real thing: documents that kill their reader, a parent that is killed, targets that refuse."""

from __future__ import annotations

import gc
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from folders import content, document, folder_of
from poison import POISON

import commands
from vnplan_extract import extract
from vnplan_extract.batch import Batch, Limits, Settings, extract_folder
from vnplan_extract.errors import ExitCode, OutputError
from vnplan_extract.sinks.base import make_sink, pack

QUICK = Limits(seconds=5, megabytes=600)


def settings(**values) -> Settings:
    return Settings(**{"jobs": 2, "limits": QUICK, "work": "poison:work", **values})


def vnplan(*arguments: str, **kwargs) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vnplan_extract", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)


def test_five_poisoned_documents_of_forty(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 40)
    for place, how in enumerate(POISON):
        (folder / f"ke-hoach-{5 + 7 * place:03}.txt").write_bytes(b"POISON " + how.encode() + b"\n" * 50)
    run = Batch([folder], to=f"sqlite:///{tmp_path}/plans.db", settings=settings())
    results = list(run.run())
    failed = {Path(result.file).name: result for result in results if result.state == "failed"}
    assert (run.summary.done, run.summary.failed, len(results)) == (35, 5, 40)
    said = [(failed[f"ke-hoach-{5 + 7 * place:03}.txt"]) for place in range(5)]
    assert [result.error for result in said] == [
        "CrashError",
        "TimeoutError",
        "MemoryError",
        "ExitError",
        "TimeoutError",
    ]
    assert [
        word in result.message
        for word, result in zip(("SIGSEGV", "5 s", "600 MB", "status 3", "5 s"), said, strict=True)
    ] == [True] * 5
    assert all(result.file in result.message for result in said)
    assert len(content(tmp_path / "plans.db")["plan"]) == 35
    again = Batch([folder], to=f"sqlite:///{tmp_path}/plans.db", settings=settings())
    list(again.run())
    assert (again.summary.done, again.summary.failed, again.summary.skipped) == (0, 5, 35)
    (folder / "ke-hoach-005.txt").write_text(document(5), encoding="utf-8")
    mended = Batch([folder], to=f"sqlite:///{tmp_path}/plans.db", settings=settings())
    list(mended.run())
    assert (mended.summary.done, mended.summary.failed) == (1, 4)


RUN = """
import sys
import vnplan_extract.batch.run as steps
from vnplan_extract.batch import Batch, Settings
steps.PATIENCE = 0.2
run = Batch([sys.argv[1]], to=sys.argv[2], settings=Settings(jobs=2, work="poison:slow"))
for result in run.run():
    print(result.file, flush=True)
"""


def test_twenty_kills_of_the_parent_change_nothing(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 120)  # so many that no run is done before it is killed
    list(extract_folder(folder, to=f"sqlite:///{tmp_path}/calm.db", settings=settings()))
    target = f"sqlite:///{tmp_path}/killed.db"
    chance = random.Random(7)
    kills, children = 0, set()
    for _ in range(60):
        run = subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder), target], stdout=subprocess.PIPE, text=True
        )
        if kills < 20:
            # Somewhere between the start of the interpreter and the third document.
            for _ in range(chance.randrange(3)):
                run.stdout.readline()
            time.sleep(chance.random() * 0.5)
            children |= descendants(run.pid)
            run.kill()
            kills += run.wait() == -signal.SIGKILL
            run.stdout.close()
            continue
        run.communicate()
        if run.returncode == 0:
            break
    assert kills == 20
    assert content(tmp_path / "killed.db") == content(tmp_path / "calm.db")
    assert not [pid for pid in children if alive(pid)], "children outlived their parent"


def descendants(parent: int) -> set[int]:
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except OSError:
        return set()
    return {int(word) for word in text.split()}


def alive(pid: int) -> bool:
    try:
        return "vnplan_extract.batch.worker" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_ctrl_c_finishes_what_is_begun_and_the_next_run_goes_on(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 150)
    command = [
        sys.executable,
        "-m",
        "vnplan_extract",
        "batch",
        str(folder),
        "--to",
        f"{tmp_path}/plans.db",
        "-j",
        "1",
    ]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "plans.db.manifest").exists() or not done(tmp_path / "plans.db.manifest"):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1]
    assert run.returncode == 130, said
    assert "goes on from here" in said
    first = done(tmp_path / "plans.db.manifest")
    assert 0 < first < 150
    assert len(content(tmp_path / "plans.db")["plan"]) == first
    again = vnplan(*command[3:])
    assert again.returncode == ExitCode.OK
    assert f"{150 - first} done, 0 failed, {first} already there" in again.stderr


def done(manifest: Path) -> int:
    try:
        with sqlite3.connect(f"file:{manifest}?mode=ro", uri=True, timeout=5) as db:
            return db.execute("SELECT count(*) FROM document WHERE state = 'done'").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def test_two_batches_on_one_target(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 24)
    list(extract_folder(folder, to=f"sqlite:///{tmp_path}/calm.db", settings=settings()))
    command = [sys.executable, "-c", RUN, str(folder), f"{tmp_path}/plans.db"]
    runs = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for run in runs:
        said = run.communicate(timeout=120)[1]
        assert run.returncode == ExitCode.OK, said
    assert content(tmp_path / "plans.db") == content(tmp_path / "calm.db")


@pytest.mark.parametrize(
    "target", ["{}/plans.jsonl", "csv:///{}/plans", "json:///{}/plans", "akn:///{}/plans"]
)
def test_a_second_batch_on_files_is_refused(tmp_path, target: str) -> None:
    folder = folder_of(tmp_path / "in", 3)
    to = target.format(tmp_path)
    first = extract_folder(folder, to=to, settings=settings())
    next(first)
    with pytest.raises(OutputError, match="another batch"):
        next(extract_folder(folder, to=to, settings=settings()))
    assert len(list(first)) == 2


def limited(size: int):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return limit


@pytest.mark.parametrize("target", ["plans.db", "plans.jsonl", "plans.duckdb"])
def test_a_full_disk_stops_the_batch_and_loses_nothing(tmp_path, target: str) -> None:
    folder = folder_of(tmp_path / "in", 30)
    to = f"{tmp_path}/{target}"
    arguments = ("batch", str(folder), "--to", to, "-j", "1", "--manifest", f"{tmp_path}/record.manifest")
    size = 60_000 if target.endswith("jsonl") else 600_000
    full = vnplan(*arguments, preexec_fn=limited(size))
    assert full.returncode == ExitCode.OUTPUT, full.stderr
    assert "Make room" in full.stderr
    assert "Traceback" not in full.stderr
    after = vnplan(*arguments)
    assert after.returncode == ExitCode.OK, after.stderr
    calm = f"{tmp_path}/calm-{target}"
    list(extract_folder(folder, to=calm, settings=Settings(jobs=1)))
    if target.endswith("duckdb"):
        with make_sink(to) as one, make_sink(calm) as other:
            assert list(one.plans()) == list(other.plans())
    elif target.endswith("db"):
        assert content(Path(to)) == content(Path(calm))
    else:
        assert sorted(Path(to).read_bytes().splitlines()) == sorted(Path(calm).read_bytes().splitlines())


def test_a_locked_database_is_waited_for(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 4)
    list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings()))
    (folder / "moi.txt").write_text(document(99), encoding="utf-8")
    other = sqlite3.connect(tmp_path / "plans.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    threading.Timer(1.5, lambda: other.execute("ROLLBACK")).start()
    assert [
        result.state for result in extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings())
    ] == ["done"]
    other.close()


def test_a_database_that_stays_locked(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("vnplan_extract.sinks.sqlite.WAIT", 0.3)
    folder = folder_of(tmp_path / "in", 4)
    list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings()))
    other = sqlite3.connect(tmp_path / "plans.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OutputError, match="locked"):
        list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings()))
    other.close()


def test_a_database_that_goes_away_is_filled_again(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 5)
    list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings()))
    before = content(tmp_path / "plans.db")
    (tmp_path / "plans.db").unlink()
    run = Batch([folder], to=f"{tmp_path}/plans.db", settings=settings())
    list(run.run())
    assert run.summary.done == 5
    assert content(tmp_path / "plans.db") == before


@pytest.mark.parametrize("target", ["plans.db", "plans.jsonl"])
def test_a_target_that_goes_away_in_mid_run_is_noticed(tmp_path, target: str) -> None:
    folder = folder_of(tmp_path / "in", 60)
    run = extract_folder(folder, to=f"{tmp_path}/{target}", settings=settings(work="poison:slow"))
    next(run)
    (tmp_path / target).unlink()
    with pytest.raises(OutputError, match="removed"):
        list(run)
    again = Batch([folder], to=f"{tmp_path}/{target}", settings=settings())
    list(again.run())
    assert (again.summary.done, again.summary.failed) == (60, 0)
    if target.endswith("db"):
        list(extract_folder(folder, to=f"{tmp_path}/calm.db", settings=settings()))
        assert content(tmp_path / "plans.db") == content(tmp_path / "calm.db")
    else:
        assert len((tmp_path / target).read_bytes().splitlines()) == 60


@pytest.fixture
def disk(tmp_path):
    """A disk of its own, two megabytes large; skipped where one may not mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "vnplan", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this machine may not mount a disk: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> None:
    """Leave 16 KB of a disk."""
    with (place / "filler").open("wb", buffering=0) as filler:
        with suppress(OSError):
            while True:
                filler.write(bytes(4096))
        filler.truncate(filler.tell() - (16 << 10))


def remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)


@pytest.mark.parametrize(
    "target", ["sqlite:///{}/plans.db", "jsonl:{}/plans.jsonl", "csv:{}/out", "json:{}/out"]
)
def test_a_disk_that_is_really_full(disk, tmp_path, target: str) -> None:
    folder = folder_of(tmp_path / "in", 12)
    fill(disk)
    to = target.format(disk)
    with pytest.raises(OutputError, match="Make room"):
        list(extract_folder(folder, to=to, settings=settings(manifest=tmp_path / "m")))
    (disk / "filler").unlink()
    run = Batch([folder], to=to, settings=settings(manifest=tmp_path / "m"))
    list(run.run())
    assert run.summary.failed == 0
    assert run.summary.done + run.summary.skipped == 12
    if target.startswith("sqlite"):
        assert len(content(disk / "plans.db")["plan"]) == 12


@pytest.mark.parametrize("target", ["{}/plans.db", "{}/plans.duckdb"])
def test_a_disk_that_is_full_when_a_group_is_written(disk, tmp_path, target: str) -> None:
    parcels = [pack(extract(path), "sql") for path in sorted(folder_of(tmp_path / "in", 3).iterdir())]
    with make_sink(target.format(disk)) as sink:
        fill(disk)
        with pytest.raises(OutputError, match="Make room"):
            sink.write_all(parcels)
        (disk / "filler").unlink()
        assert sink.write_all(parcels) == [None] * 3
        assert len(list(sink.plans())) == 3


@pytest.mark.parametrize("target", ["csv:{}/out", "parquet:{}/out", "{}/plans.xlsx"])
def test_a_disk_that_is_full_when_all_is_read(disk, tmp_path, capfd, target: str) -> None:
    folder, to = folder_of(tmp_path / "in", 3), target.format(disk)
    sink = make_sink(to)
    sink.open()
    sink.write_all([pack(extract(path), sink.form) for path in sorted(folder.iterdir())])
    fill(disk)
    with pytest.raises(OutputError, match="Make room"):
        sink.close()
    gc.collect()  # what is left of the writer may complain then
    assert capfd.readouterr().err == ""
    (disk / "filler").unlink()
    with make_sink(to):
        pass
    assert sink.target.path.exists()
    assert not list(tmp_path.glob("**/*.part"))


@pytest.mark.parametrize(
    "target", ["sqlite:///{}/plans.db", "jsonl:{}/plans.jsonl", "csv:{}/out", "json:{}/out"]
)
def test_a_disk_that_is_read_only(disk, tmp_path, target: str) -> None:
    folder = folder_of(tmp_path / "in", 3)
    to = target.format(disk)
    list(extract_folder(folder, to=to, settings=settings(manifest=tmp_path / "m")))
    (folder / "moi.txt").write_text(document(9), encoding="utf-8")
    remount(disk, "ro")
    with pytest.raises(OutputError, match=r"(?i)read-?only"):
        list(extract_folder(folder, to=to, settings=settings(manifest=tmp_path / "m")))
    remount(disk, "rw")
    run = Batch([folder], to=to, settings=settings(manifest=tmp_path / "m"))
    list(run.run())
    assert (run.summary.done, run.summary.skipped) == (1, 3)


def test_who_may_not_write_may_ask(disk, tmp_path) -> None:
    folder, to = folder_of(tmp_path / "in", 2), f"{disk}/plans.db"
    (folder / "hong.txt").write_bytes(b"POISON exit" + b"\n" * 50)
    list(extract_folder(folder, to=to, settings=settings()))
    remount(disk, "ro")
    asked = {ask: vnplan("batch", ask, "--to", to) for ask in ("--status", "--errors")}
    remount(disk, "rw")
    assert [said.returncode for said in asked.values()] == [ExitCode.OK] * 2, asked
    assert asked["--status"].stdout.splitlines() == ["done\t2", "failed\t1"]
    assert "hong.txt\tExitError" in asked["--errors"].stdout


@pytest.mark.parametrize(
    "to", ["sqlite:////proc/plans.db", "/proc/plans.jsonl", "json:/proc/out", "csv:/proc/out", "/proc/x.xlsx"]
)
def test_a_target_that_may_not_be_written(tmp_path, to: str) -> None:
    pytest.importorskip("xlsxwriter")
    folder = folder_of(tmp_path / "in", 1)
    said = commands.vnplan("batch", str(folder), "--to", to, "--manifest", f"{tmp_path}/m")
    assert said.returncode == ExitCode.OUTPUT, said.stderr
    assert b"Traceback" not in said.stderr
    assert b"/proc" in said.stderr


def test_a_file_that_changes_while_it_is_read(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    changing = folder / "ke-hoach-001.txt"
    stop = threading.Event()

    def change() -> None:
        number = 1000
        while not stop.is_set():
            changing.write_text(document(number) * 200, encoding="utf-8")
            number += 1

    thread = threading.Thread(target=change)
    thread.start()
    try:
        results = list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings()))
    finally:
        stop.set()
        thread.join()
    assert {Path(result.file).name for result in results} == {"ke-hoach-001.txt", "ke-hoach-002.txt"}
    # What was read was a whole state of the file or is named as failed; once it holds still, the target follows.
    changing.write_text(document(7), encoding="utf-8")
    list(extract_folder(folder, to=f"{tmp_path}/plans.db", settings=settings(retry_failed=True)))
    numbers = (
        sqlite3.connect(tmp_path / "plans.db").execute("SELECT number FROM plan ORDER BY number").fetchall()
    )
    assert numbers == [("2/KH-UBND",), ("7/KH-UBND",)]


def test_no_child_is_left_behind(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 6)
    results = extract_folder(folder, settings=settings(work="poison:slow"))
    next(results)
    children = descendants(os.getpid())
    results.close()
    time.sleep(0.2)
    assert not [pid for pid in children if alive(pid)]
