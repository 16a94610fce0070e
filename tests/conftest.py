"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from servers import BINARIES, Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine must not fail a property: time is the benchmarks' business.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

# Tests start hundreds of Pythons: each would compile the package anew where byte code may not be kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

ROOT = Path(__file__).resolve().parent.parent
MOST = 4  # processes: more gain little, and each starts servers and caches of its own


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole suite among processes; a file or a test that is named runs in this one, at once."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    return min(MOST, os.cpu_count() or 1)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests of one run share a cache of their own, so that no run lives on what an older one read."""
    before = os.environ.get("VNPLAN_CACHE")
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder in that of the run
        run = run.parent
    os.environ["VNPLAN_CACHE"] = str(run / "cache")
    yield
    if before is None:
        del os.environ["VNPLAN_CACHE"]
    else:
        os.environ["VNPLAN_CACHE"] = before


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
