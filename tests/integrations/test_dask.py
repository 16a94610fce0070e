"""A real Dask cluster: two workers, one killed in mid-run; poisoned documents; Parquet and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "batch")]

import psycopg  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from distributed import Client, LocalCluster  # noqa: E402
from poison import plan_of, suffer  # noqa: E402

from servers import s3_server, web_server  # noqa: E402
from vnplan_extract.batch.many import Answer, Request, extract_many, fetch  # noqa: E402
from vnplan_extract.batch.pool import Limits  # noqa: E402
from vnplan_extract.batch.run import Settings, Summary  # noqa: E402
from vnplan_extract.cli.batch import _urls  # noqa: E402
from vnplan_extract.errors import NotFoundError, OptionError, OutputError  # noqa: E402
from vnplan_extract.integrations.dask import Part, _report, _size, run  # noqa: E402
from vnplan_extract.options import Options  # noqa: E402
from vnplan_extract.sinks.base import Parcel, pack  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


def work(request: Request) -> Parcel:
    """What the children run: a light plan, or what the poison says."""
    time.sleep(0.05)
    data = fetch(request.url)
    if data.startswith(b"POISON "):
        suffer(data.split()[1].decode())
    return pack(plan_of(data, "x.txt", request.options.digest()), request.form, file=request.url)


WORK = "test_dask:work"
QUICK = Limits(seconds=5, megabytes=1500)
SLOW = Limits(seconds=60, megabytes=1500)  # s3fs takes a moment to load


@pytest.fixture
def documents(tmp_path, monkeypatch) -> list[str]:
    here = Path(__file__).resolve().parent
    paths = (here, here.parent / "batch", here.parent, os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, paths)))
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"Số: {number}/KH-UBND\n", encoding="utf-8")
    (folder / "13.txt").write_bytes(b"POISON segfault\n")
    return [str(path) for path in sorted(folder.iterdir())]


@pytest.fixture
def cluster(documents):  # the workers take over the environment that `documents` sets
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def test_a_worker_is_killed_in_mid_run(cluster, documents, tmp_path) -> None:
    address = cluster.scheduler_address
    with Client(address) as client:
        pids = list(client.run(os.getpid).values())
    threading.Timer(1.0, lambda: os.kill(pids[0], signal.SIGKILL)).start()
    reports = list(
        run(documents, scheduler=address, to=f"parquet:{tmp_path}/out", part=4, limits=QUICK, work=WORK)
    )
    assert sum(report.done for report in reports) == 39
    failed = [failure for report in reports for failure in report.failed]
    assert [(Path(url).name, error) for url, error, _ in failed] == [("13.txt", "CrashError")]
    numbers = sorted(
        pq.read_table(tmp_path / "out" / "plan")["number"].to_pylist(),
        key=lambda text: int(text.split("/")[0]),
    )
    assert numbers == [f"{number}/KH-UBND" for number in range(40) if number != 13]
    assert pq.read_table(tmp_path / "out" / "failure").num_rows == 1
    again = list(
        run(documents, scheduler=address, to=f"parquet:{tmp_path}/out", part=4, limits=QUICK, work=WORK)
    )
    assert sum(report.done for report in again) == 0
    assert sum(report.skipped for report in again) == 39
    assert [error for report in again for _, error, _ in report.failed] == ["CrashError"]


def test_into_postgresql_by_parts_with_a_worker_killed(cluster, documents, database) -> None:
    address = cluster.scheduler_address
    with Client(address) as client:
        pids = list(client.run(os.getpid).values())
    threading.Timer(1.0, lambda: os.kill(pids[0], signal.SIGKILL)).start()

    def go() -> tuple[int, int, list[str]]:
        reports = list(run(documents, scheduler=address, to=database, part=5, limits=QUICK, work=WORK))
        failed = [error for report in reports for _, error, _ in report.failed]
        return sum(report.done for report in reports), sum(report.skipped for report in reports), failed

    done, skipped, failed = go()
    assert done + skipped == 39  # a part that was begun before is not written twice
    assert failed == ["CrashError"]
    with psycopg.connect(database) as db:
        numbers = {row[0] for row in db.execute("SELECT number FROM plan")}
        failures = db.execute("SELECT url, error FROM failure").fetchall()
    assert numbers == {f"{number}/KH-UBND" for number in range(40) if number != 13}
    assert [(Path(url).name, error) for url, error in failures] == [("13.txt", "CrashError")]
    Path(documents[13]).write_text("Số: 13/KH-UBND\n", encoding="utf-8")
    Path(documents[7]).write_text(
        "Số: 700/KH-UBND\n", encoding="utf-8"
    )  # another document at the same address
    assert go() == (2, 38, [])
    assert go() == (0, 40, [])
    with psycopg.connect(database) as db:
        numbers = {row[0] for row in db.execute("SELECT number FROM plan")}
        assert numbers == {f"{700 if number == 7 else number}/KH-UBND" for number in range(40)}
        assert db.execute("SELECT count(*) FROM plan").fetchone() == (40,)
        assert db.execute("SELECT count(*) FROM failure").fetchone() == (0,)


def test_a_parquet_folder_takes_what_is_new_and_doubles_nothing(cluster, documents, tmp_path) -> None:
    def go(urls: list[str], **more) -> tuple[int, int, list[str]]:
        target = {"scheduler": cluster.scheduler_address, "to": f"parquet:{tmp_path}/out", "part": 5}
        reports = list(run(urls, limits=QUICK, work=WORK, **target, **more))
        failed = [error for report in reports for _, error, _ in report.failed]
        return sum(report.done for report in reports), sum(report.skipped for report in reports), failed

    some = documents[8:20:2] + documents[13:14]
    assert go(some) == (6, 0, ["CrashError"])
    assert go(documents[8:20]) == (5, 6, ["CrashError"])  # a longer list is cut at other places
    assert go(documents[8:20], retry_failed=True) == (0, 11, ["CrashError"])
    Path(documents[13]).write_text("Số: 13/KH-UBND\n", encoding="utf-8")
    assert go(documents[8:20]) == (0, 11, ["CrashError"])
    assert go(documents[8:20], retry_failed=True) == (1, 11, [])
    assert go(documents[8:20]) == (0, 12, [])
    numbers = pq.read_table(tmp_path / "out" / "plan")["number"].to_pylist()
    assert sorted(numbers) == sorted(f"{number}/KH-UBND" for number in range(8, 20))
    assert pq.read_table(tmp_path / "out" / "failure").num_rows == 0
    Path(documents[9]).write_text(
        "Số: 900/KH-UBND\n", encoding="utf-8"
    )  # another document at the same address
    assert go(documents[8:20]) == (1, 11, [])
    assert go(documents[8:20]) == (0, 12, [])
    numbers = pq.read_table(tmp_path / "out" / "plan")["number"].to_pylist()
    assert sorted(numbers) == sorted(f"{900 if number == 9 else number}/KH-UBND" for number in range(8, 20))
    with pytest.raises(OutputError, match=r"12 of these documents already.*other options"):
        go(documents, options=Options(max_pages=7))
    with pytest.raises(OutputError, match="--no-resume"):
        go(documents, resume=False)
    assert len(pq.read_table(tmp_path / "out" / "plan")) == 12


@pytest.mark.parametrize("kind", ["parquet", "postgresql"])
def test_a_path_that_is_not_there_is_a_failure_until_it_is(
    cluster, documents, tmp_path, request, kind
) -> None:
    to = f"parquet:{tmp_path}/out" if kind == "parquet" else request.getfixturevalue("database")
    missing = tmp_path / "chua-co.txt"

    def go() -> tuple[int, int, int]:
        summary = Summary()
        urls, lost = _urls([*documents[:2], str(missing)], Settings(), summary)
        reports = list(
            run(urls, scheduler=cluster.scheduler_address, to=to, lost=lost, limits=QUICK, work=WORK)
        )
        return tuple(
            sum(some) for some in zip(*((it.done, it.skipped, len(it.failed)) for it in reports), strict=True)
        )

    def failures() -> list[tuple[str, str]]:
        if kind == "parquet":
            rows = pq.read_table(tmp_path / "out" / "failure").to_pylist()
            return [(row["url"], row["error"]) for row in rows]
        with psycopg.connect(to) as db:
            return db.execute("SELECT url, error FROM failure").fetchall()

    assert go() == (2, 0, 1)
    assert go() == (0, 2, 1)
    assert failures() == [(str(missing), "NotFoundError")]
    missing.write_text("Số: 99/KH-UBND\n", encoding="utf-8")
    assert go() == (1, 2, 0)
    assert failures() == []


@pytest.mark.parametrize(
    ("count", "threads", "size"), [(3, 8, 20), (1000, 2, 125), (10_000, 4, 200), (0, 0, 20), (401, 5, 21)]
)
def test_size_of_a_part(count: int, threads: int, size: int) -> None:
    assert _size(count, threads) == size


def test_no_scheduler_there() -> None:
    with pytest.raises(NotFoundError, match="no Dask scheduler answers"):
        next(run([], scheduler="nowhere", to="parquet:x"))


def test_no_worker_there(monkeypatch) -> None:
    monkeypatch.setattr("vnplan_extract.integrations.dask.CONNECT", 5)
    with (
        LocalCluster(n_workers=0, dashboard_address=None) as made,
        pytest.raises(NotFoundError, match="has no worker"),
    ):
        next(run([], scheduler=made.scheduler_address, to="parquet:x"))


def test_a_part_that_kills_its_workers_comes_back_as_failures(cluster, documents, tmp_path) -> None:
    cluster.scheduler.allowed_failures = 0
    with Client(cluster.scheduler_address) as client:
        future = client.submit(os._exit, 1, pure=False)
        part = Part(("a.pdf", "b.pdf"), f"parquet:{tmp_path}", Options(), QUICK)
        report = _report(future, part)
    assert [(url, error) for url, error, _ in report.failed] == [
        ("a.pdf", "KilledWorker"),
        ("b.pdf", "KilledWorker"),
    ]
    assert report.done == 0


def test_targets_that_one_machine_writes() -> None:
    with pytest.raises(OptionError):
        next(run([], scheduler="tcp://127.0.0.1:1", to="sqlite:///x.db"))


def test_records_in_and_out(documents) -> None:
    answers = {
        Path(answer.url).name: answer
        for answer in extract_many(
            [Request(url, form="json") for url in documents[10:16]], limits=QUICK, work=WORK
        )
    }
    assert len(answers) == 6
    assert isinstance(answers["13.txt"], Answer)
    assert answers["13.txt"].error == "CrashError"
    assert answers["14.txt"].parcel.plan.number == "14/KH-UBND"


def test_documents_of_a_web_server(documents) -> None:
    pytest.importorskip("aiohttp")
    with web_server(Path(documents[0]).parent) as address:
        urls = [f"{address}/{name}" for name in ("01.txt", "13.txt", "khong-co.txt", "02.txt")]
        answers = {
            answer.url: answer
            for answer in extract_many([Request(url) for url in urls], limits=QUICK, work=WORK)
        }
    assert [answers[url].error for url in urls] == [None, "CrashError", "NotFoundError", None]
    assert answers[urls[3]].parcel.plan.number == "2/KH-UBND"
    assert answers[urls[3]].parcel.file == urls[3]


def test_documents_of_an_s3_service(documents, tmp_path, monkeypatch) -> None:
    """Through fsspec and s3fs, configured as their users do it: by the environment, which the children have too."""
    bucket = tmp_path / "plans" / "năm 2026"
    bucket.mkdir(parents=True)
    for path in map(Path, documents[:2]):
        shutil.copy(path, bucket / path.name)
    urls = [f"s3://plans/năm 2026/{Path(path).name}" for path in documents[:2]] + ["s3://plans/khong-co.txt"]
    with s3_server(tmp_path, key="reader") as address:
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "reader"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_ENDPOINT_URL", address),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ):
            monkeypatch.setenv(name, value)
        answers = {a.url: a for a in extract_many([Request(url) for url in urls], limits=SLOW, work=WORK)}
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "stranger")
        [refused] = extract_many([Request(urls[0])], limits=SLOW, work=WORK)
    assert [answers[url].error for url in urls] == [None, None, "NotFoundError"]
    assert [answers[url].parcel.file for url in urls[:2]] == urls[:2]
    assert answers[urls[1]].parcel.plan.number == "1/KH-UBND"
    assert refused.error == "NotFoundError"
    assert urls[0] in refused.message


def test_urls(tmp_path) -> None:
    path = tmp_path / "kế hoạch.txt"
    path.write_bytes(b"xin")
    assert fetch(f"file://{path}") == fetch(str(path)) == b"xin"
    with pytest.raises(NotFoundError):
        fetch(f"file://{tmp_path}/khong-co.txt")
