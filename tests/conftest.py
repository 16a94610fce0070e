"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

from servers import BINARIES, Postgres
from vnplan_extract import Plan, extract

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

# A busy machine must not fail a property: time is the benchmarks' business.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

# Tests start hundreds of Pythons: each would compile the package anew where byte code may not be kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)
ROOT = Path(__file__).resolve().parent.parent
MAY_NOT = "this machine may not"  # how the reason of a skip begins where nothing could be installed
MOST = 4  # processes: more gain little, and each starts servers and caches of its own


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole suite among processes; a file or a test that is named runs in this one, at once."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    return min(MOST, os.cpu_count() or 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See that CI runs each test."""
    return _never_skipped((yield), item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """See that CI runs each file of tests."""
    return _never_skipped((yield), collector.nodeid)


def _never_skipped(report: R, name: str) -> R:
    """Have CI fail where something is skipped, so that no test goes missing quietly.

    What a machine does not allow (`MAY_NOT`) cannot be installed: there a skip stays one.
    """
    if report.skipped and os.environ.get("CI") and isinstance(report.longrepr, tuple):
        why = str(report.longrepr[2])
        if MAY_NOT not in why:
            report.outcome, report.longrepr = "failed", f"{name}: CI skips no test: {why}"
    return report


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of this run share, and no other run."""
    folder = tmp_path_factory.getbasetemp()
    # Each process of xdist has a folder in that of the run.
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(run_folder: Path) -> Iterator[None]:
    """Tests of one run share a cache of their own, so that no run lives on what an older one read."""
    before = os.environ.get("VNPLAN_CACHE")
    os.environ["VNPLAN_CACHE"] = str(run_folder / "cache")
    yield
    if before is None:
        del os.environ["VNPLAN_CACHE"]
    else:
        os.environ["VNPLAN_CACHE"] = before


@pytest.fixture(scope="session")
def extracted(run_folder: Path) -> Callable[[Path], Plan]:
    """`extract` of a file with default options, done once in a run: what one test had extracted, others read as JSON."""
    folder = run_folder / "plans"
    folder.mkdir(exist_ok=True)

    def plan_of(path: Path) -> Plan:
        kept = folder / f"{sha256(str(path).encode()).hexdigest()}.json"
        if kept.exists():
            return Plan.model_validate_json(kept.read_bytes())
        plan = extract(path)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(plan.model_dump_json(), encoding="utf-8")
        unfinished.replace(kept)  # whole or not there, whoever looks
        return plan

    return plan_of


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; CI has it, and there a skip is a failure."""
    folder = Path(os.environ.get("VNPLAN_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        message = f"the real documents are not here ({folder}); set VNPLAN_SHARED to their folder"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of documents composed for the project."""
    return ROOT / "corpus"


@contextmanager
def _running() -> Iterator[Postgres]:
    made = _made()
    try:
        made.start()
        yield made
    finally:
        with suppress(subprocess.CalledProcessError):  # it may be stopped already
            made.stop()
        made.remove()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server of our own."""
    with _running() as made:
        yield made.url


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that a test may stop and start."""
    with _running() as made:
        yield made


def _made() -> Postgres:
    """Make a server; CI must have it."""
    if not BINARIES:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return Postgres()


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """URL of a fresh database on the server."""
    import psycopg

    name = f"t{os.urandom(4).hex()}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")
