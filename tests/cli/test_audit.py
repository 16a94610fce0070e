"""`vnplan audit`: the report, JSON, stored Plans, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands import vnplan
from vnplan_extract.errors import ExitCode

if TYPE_CHECKING:
    import subprocess

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
WRONG = str(CORPUS / "13-ca-mau-sai-so-2023.md")
SOUND = str(CORPUS / "05-xa-ban-hien-2025.md")


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return vnplan("audit", *arguments)


def test_the_report_shows_page_sum_and_quotes() -> None:
    done = run(WRONG)
    text = done.stdout.decode()
    assert done.returncode == ExitCode.OK, done.stderr.decode()
    assert "71/KH-UBND" in text
    assert "row-sum" in text
    assert "1.650 = 1.200 + 400 = 1.600" in text
    assert "“1.650”" in text
    assert "page 1" in text


def test_the_report_in_vietnamese() -> None:
    text = run(WRONG, "--lang", "vi").stdout.decode()
    assert "Các cột không khớp với cột tổng" in text
    assert "trang 1" in text


@pytest.mark.parametrize(
    ("file", "level", "code"),
    [
        (WRONG, "error", ExitCode.CHECK_FAILED),
        (WRONG, "warning", ExitCode.CHECK_FAILED),
        (SOUND, "error", ExitCode.OK),
        (SOUND, "note", ExitCode.OK),
    ],
)
def test_fail_on(file, level, code) -> None:
    assert run(file, "--fail-on", level, "--format", "json").returncode == code


def test_json_and_a_stored_plan(tmp_path) -> None:
    from vnplan_extract import extract

    stored = tmp_path / "plan.json"
    stored.write_text(extract(WRONG).model_dump_json(), encoding="utf-8")
    fresh, again = (
        json.loads(run(WRONG, "--format", "json").stdout),
        json.loads(run(str(stored), "--format", "json").stdout),
    )
    assert fresh["findings"] == again["findings"]
    assert fresh["counts"]["error"] >= 4
    assert {"code", "severity", "message", "message_vi", "path", "page", "evidence"} <= set(
        fresh["findings"][0]
    )
    several = json.loads(run(WRONG, SOUND, "--format", "json").stdout)
    assert [entry["file"] for entry in several] == [WRONG, SOUND]


def test_bad_input(tmp_path) -> None:
    broken = tmp_path / "plan.json"
    broken.write_text('{"status": "issued"}', encoding="utf-8")
    done = run(str(broken))
    assert done.returncode == ExitCode.DAMAGED
    assert "is no Plan in JSON" in done.stderr.decode()
    assert run(str(tmp_path / "none.pdf")).returncode == ExitCode.NOT_FOUND
    assert run(str(tmp_path / "none.pdf"), SOUND).returncode == ExitCode.SOME_FAILED
    assert run(SOUND, "--format", "xml").returncode == ExitCode.USAGE
    assert run(SOUND, "--fail-on", "always").returncode == ExitCode.USAGE
