"""docs/recipes.md, docs/batch.md and the README's first command do what they say."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from commands import vnplan
from vnplan_extract.batch import Settings, extract_folder
from vnplan_extract.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = ("01-lao-cai-2021.docx", "03-quang-ngai-2021.docx", "05-xa-ban-hien-2025.docx")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with documents, and what the recipes start from."""
    folder = tmp_path_factory.mktemp("recipes")
    (folder / "corpus").mkdir()
    for name in FILES:
        shutil.copy(ROOT / "corpus" / name, folder / "corpus" / name)
    (folder / "plans").symlink_to("corpus")
    with contextlib.chdir(folder):
        for target in ("plans.db", "parquet:parquet"):
            done = vnplan("batch", "corpus", "--to", target, "--jobs", "1")
            assert done.returncode == ExitCode.OK, done.stderr.decode()
    return folder


@pytest.mark.parametrize("query", blocks(RECIPES, "sql"))
def test_queries_run(place: Path, query: str) -> None:
    with sqlite3.connect(place / "plans.db") as db:
        rows = db.execute(query).fetchall()
    assert rows or "'error'" in query


@pytest.mark.parametrize("code", blocks(RECIPES, "python"))
def test_programs_run(place: Path, code: str) -> None:
    said = io.StringIO()
    with contextlib.chdir(place), contextlib.redirect_stdout(said):
        exec(compile(code, "recipes.md", "exec"), {})
    assert "Sở" in said.getvalue() or "Ủy ban" in said.getvalue()


def test_the_readme_shows_the_answer(place: Path) -> None:
    query = blocks(README, "sql")[0]
    answer = blocks(README, "text")[0].splitlines()
    with sqlite3.connect(place / "plans.db") as db:
        cursor = db.execute(query)
        rows = [[entry[0] for entry in cursor.description], *cursor.fetchall()]
    assert ["|".join("" if value is None else str(value) for value in row) for row in rows] == answer


def test_datasette_opens_the_database_as_it_is(place: Path) -> None:
    pytest.importorskip("datasette")
    metadata = vnplan("schema", "--of", "datasette").stdout.decode()
    (place / "metadata.json").write_text(metadata, encoding="utf-8")

    def get(path: str) -> str:
        command = [
            sys.executable,
            "-m",
            "datasette",
            "plans.db",
            "--metadata",
            "metadata.json",
            "--get",
            path,
        ]
        return subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stdout

    found = json.loads(get("/plans/search_text.json?_search=dao+tao&_shape=array"))
    assert found
    assert "Who does what by when" in get("/plans/v_task")


def test_the_library_form(place: Path) -> None:
    results = list(extract_folder(place / "corpus", settings=Settings(jobs=1)))
    assert {Path(result.file).name for result in results if result.plan} == set(FILES)


def test_every_night_into_postgresql(database: str, tmp_path: Path) -> None:
    """The line of the crontab by a shell that knows nothing else: twice, and once more when a file has changed."""
    psycopg = pytest.importorskip("psycopg")
    folder, record = tmp_path / "plans", tmp_path / "record.manifest"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(f"Số: {number}/KH-UBND\nKẾ HOẠCH\n", encoding="utf-8")
    line = next(block for block in blocks(RECIPES, "sh") if "$PLANS_URL" in block).strip()
    for shown, here in (("/srv/plans", folder), ("/var/lib/vnplan/plans.manifest", record)):
        assert shown in line
        line = line.replace(shown, str(here))
    command = line.replace("vnplan ", f"{sys.executable} -m vnplan_extract ", 1)
    path = os.pathsep.join(filter(None, sys.path))  # as the tests find the package

    def night() -> str:
        done = subprocess.run(
            ["flock", "-n", str(tmp_path / "lock"), "sh", "-c", command],
            env={"PATH": "/usr/bin:/bin", "PLANS_URL": database, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            cwd="/",
            check=True,
        )
        return done.stderr.splitlines()[-1].partition(";")[0]

    def held() -> list[str]:
        with psycopg.connect(database) as db:
            return [row[0] for row in db.execute("SELECT number FROM plan ORDER BY number")]

    assert [night(), night()] == ["2 done, 0 failed, 0 already there", "0 done, 0 failed, 2 already there"]
    assert held() == ["1/KH-UBND", "2/KH-UBND"]
    (folder / "2.txt").write_text("Số: 3/KH-UBND\nKẾ HOẠCH\n", encoding="utf-8")
    assert night() == "1 done, 0 failed, 1 already there"
    assert held() == ["1/KH-UBND", "3/KH-UBND"]
    status = vnplan("batch", "--status", "--to", database, "--manifest", str(record))
    assert status.stdout.decode() == "done\t2\n"  # as many as the database holds
