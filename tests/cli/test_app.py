"""The command: data on standard output, talk on standard error, an exit code that says what happened."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands import vnplan as run
from pdfs import lines_pdf
from vnplan_extract.errors import ExitCode

PLAN = """Số: 12/KH-UBND

Hà Giang, ngày 05 tháng 3 năm 2026

**KẾ HOẠCH**

**Trồng rừng năm 2026**

**I. MỤC TIÊU**

- Trồng 250 ha rừng.
"""
README = Path(__file__).resolve().parents[2] / "README.md"


def process(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, where what is tested is the process."""
    return subprocess.run(
        [sys.executable, "-m", "vnplan_extract", *arguments], input=stdin, capture_output=True, check=False
    )


@pytest.fixture
def plan_file(tmp_path) -> Path:
    path = tmp_path / "kế hoạch số 1.md"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_extract_prints_the_plan(plan_file) -> None:
    done = run("extract", str(plan_file))
    assert done.returncode == ExitCode.OK, done.stderr.decode()
    plan = json.loads(done.stdout)
    assert (plan["number"], plan["issued"], plan["title"]) == (
        "12/KH-UBND",
        "2026-03-05",
        "Trồng rừng năm 2026",
    )
    assert plan["evidence"]["number"][0]["text"] == "Số: 12/KH-UBND"
    assert plan["source"]["name"] == plan_file.name
    assert not done.stderr


def test_extract_from_stdin_and_without_evidence() -> None:
    done = process("extract", "-", "--no-evidence", stdin=PLAN.encode())
    plan = json.loads(done.stdout)
    assert plan["evidence"] == {}
    assert plan["symbol"] == "KH-UBND"


def test_several_files_jsonl_and_one_bad_one(plan_file, tmp_path) -> None:
    bad = tmp_path / "junk.pdf"
    bad.write_bytes(bytes(range(256)) * 9)
    out = tmp_path / "plans.jsonl"
    done = run("extract", str(plan_file), str(bad), str(plan_file), "--format", "jsonl", "-o", str(out))
    assert done.returncode == ExitCode.SOME_FAILED
    assert [json.loads(line)["number"] for line in out.read_text(encoding="utf-8").splitlines()] == [
        "12/KH-UBND"
    ] * 2
    assert b"junk.pdf" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["extract", "khong-co.pdf"], ExitCode.NOT_FOUND),
        (["extract", "-"], ExitCode.EMPTY),
        (["extract", "x.md", "--format", "xml"], ExitCode.USAGE),
        (["khong-co-lenh"], ExitCode.USAGE),
        (["text", "khong-co.pdf"], ExitCode.NOT_FOUND),
        *(
            ([command, "x.md", "--ocr", "maybe"], ExitCode.USAGE)
            for command in ("extract", "text", "tables", "audit")
        ),
        *(
            ([command, "x.md", "--ocr-engine", "none-such"], ExitCode.USAGE)
            for command in ("extract", "text", "audit")
        ),
        (["ocr", "x.pdf", "-o", "y.pdf", "--ocr", "never"], ExitCode.USAGE),
        (["tables", "x.md", "--format", "xml"], ExitCode.USAGE),
        (["schema", "--of", "xml"], ExitCode.USAGE),
        (["schema", "-o", "/proc/khong/duoc.json"], ExitCode.OUTPUT),
        (["score", "khong-co"], ExitCode.NOT_FOUND),
        (["score", "khong-co", "--format", "xml"], ExitCode.USAGE),
        (["score", "khong-co", "-o", "/proc/khong/duoc.json"], ExitCode.OUTPUT),
        (["score", "khong-co", "--fail-under", "nhiều"], ExitCode.USAGE),
        (["score", "khong-co", "--baseline", "khong-co.json"], ExitCode.NOT_FOUND),
        (["mentions", "khong-co.txt"], ExitCode.NOT_FOUND),
    ],
)
def test_exit_codes(arguments: list[str], code: ExitCode) -> None:
    done = run(*arguments)
    assert done.returncode == code
    said = done.stderr.decode()
    assert said.strip().endswith((".", "╯")), "what, where, why, and the remedy as a sentence"
    assert "Traceback" not in said
    assert "error of vnplan_extract" not in said


def test_debug_shows_the_traceback() -> None:
    done = process("extract", "khong-co.pdf", "--debug")
    assert done.returncode == ExitCode.FAILED
    assert b"Traceback" in done.stderr


def test_a_process_ends_as_the_command_says() -> None:
    done = process("extract", "khong-co.pdf")
    assert (done.returncode, done.stdout) == (ExitCode.NOT_FOUND, b"")
    assert done.stderr == run("extract", "khong-co.pdf").stderr


def test_encrypted_pdf(tmp_path) -> None:
    path = tmp_path / "mat.pdf"
    path.write_bytes(lines_pdf(["KE HOACH"], password="hm"))
    assert run("text", str(path)).returncode == ExitCode.PASSWORD
    assert run("text", str(path), "--password", "hm").stdout == b"KE HOACH\n"


def test_text_by_page(tmp_path) -> None:
    path = tmp_path / "hai-trang.pdf"
    path.write_bytes(lines_pdf(["trang mot"], ["trang hai"]))
    assert run("text", str(path)).stdout == b"trang mot\ftrang hai\n"
    assert run("text", str(path), "--page", "2").stdout == b"trang hai\n"
    assert run("text", str(path), "--page", "3").returncode == ExitCode.USAGE


def test_output_that_cannot_be_written(plan_file) -> None:
    done = run("extract", str(plan_file), "-o", "/proc/khong/duoc.json")
    assert done.returncode == ExitCode.OUTPUT


def test_mentions_gives_one_line_for_each_line() -> None:
    done = run("mentions", stdin="Hỗ trợ 05 DN\n\nkinh phí 18.450 triệu đồng\n".encode())
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["line"] for line in lines] == [1, 2, 3]
    assert lines[0]["mentions"][0]["value"]["unit"] == "enterprise"
    assert lines[1]["mentions"] == []
    assert lines[2]["mentions"][0]["value"]["low"] == "18450000000"


def test_tables_as_csv() -> None:
    text = (
        PLAN
        + "\nTT\tNội dung\tĐơn vị chủ trì\n1\tTrồng rừng\tSở Nông nghiệp và Môi trường\n2\tChăm sóc\tUBND xã\n"
    )
    done = run("tables", "-", "--format", "csv", stdin=text.encode())
    assert done.returncode == ExitCode.OK, done.stderr.decode()
    rows = done.stdout.decode().strip().splitlines()
    assert rows[1] == "1,Trồng rừng,Sở Nông nghiệp và Môi trường"


def test_a_dash_is_standard_output() -> None:
    done = run("extract", "-", "-o", "-", stdin=PLAN.encode())
    assert json.loads(done.stdout)["number"] == "12/KH-UBND"


def test_pages_that_no_engine_reads_are_not_passed_over_in_silence(tmp_path, monkeypatch, corpus) -> None:
    scan = str(corpus / "scans" / "05-xa-ban-hien-2025.libreoffice.clean.pdf")
    monkeypatch.setattr("vnplan_extract.pages.engines.engine", lambda name: None)
    for command in ("text", "tables"):
        done = run(command, scan, "--no-cache")
        assert done.returncode == ExitCode.OK
        assert b"Page 1 is an image and no OCR engine is installed: pip install" in done.stderr
    copy = tmp_path / "copy.pdf"
    done = run("ocr", scan, "-o", str(copy), "--no-cache")
    assert done.returncode == ExitCode.MISSING_PART
    assert b"pip install" in done.stderr
    assert not copy.exists()


def test_schema_and_doctor() -> None:
    assert json.loads(run("schema").stdout)["title"] == "Plan"
    doctor = run("doctor").stdout.decode()
    assert "pypdfium2" in doctor


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    overview = run("--help").stdout.decode()
    readme = README.read_text(encoding="utf-8")
    commands = re.findall(r"^│ ([a-z]+) ", overview, re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        assert run(command, "--help").returncode == ExitCode.OK
        assert f"vnplan {command}" in readme, command
