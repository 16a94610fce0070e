"""What a batch does when nothing goes wrong: skips, follows renames and changes, walks, tells."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from folders import content, document, folder_of

from commands import vnplan
from timing import assert_linear
from vnplan_extract import Options, extract, extract_folder
from vnplan_extract.batch import Batch, Limits, Settings
from vnplan_extract.batch.failures import counts as states_of
from vnplan_extract.batch.failures import failures
from vnplan_extract.batch.files import Found, Lost, find, listed
from vnplan_extract.batch.manifest import Manifest
from vnplan_extract.batch.run import WORK
from vnplan_extract.cli import progress
from vnplan_extract.cli.progress import passed_over_line
from vnplan_extract.errors import ExitCode, OptionError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def batch(folder: Path, to: str, **values) -> Batch:
    run = Batch([folder], to=to, settings=Settings(**{"jobs": 1, "work": "poison:work", **values}))
    list(run.run())
    return run


def counts(run: Batch) -> tuple[int, int, int]:
    return run.summary.done, run.summary.failed, run.summary.skipped


def numbers(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return [row[0] for row in db.execute("SELECT number FROM plan ORDER BY number")]


def test_unchanged_renamed_copied_changed(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 3)
    to = f"{tmp_path}/plans.db"
    assert counts(batch(folder, to)) == (3, 0, 0)
    assert counts(batch(folder, to)) == (0, 0, 3)
    (folder / "ke-hoach-001.txt").rename(folder / "doi-ten.txt")
    (folder / "ban-sao.txt").write_bytes((folder / "ke-hoach-002.txt").read_bytes())
    assert counts(batch(folder, to)) == (0, 0, 4)
    (folder / "doi-ten.txt").write_text(document(8), encoding="utf-8")
    (folder / "ban-sao.txt").write_text(document(9), encoding="utf-8")
    assert counts(batch(folder, to)) == (2, 0, 2)
    # The first document is in no file any more; the second still is, in its first file.
    assert numbers(tmp_path / "plans.db") == [f"{number}/KH-UBND" for number in (2, 3, 8, 9)]


def test_other_options_read_again_in_place(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    to = f"{tmp_path}/plans.db"
    batch(folder, to)
    assert counts(batch(folder, to, options=Options(max_pages=7))) == (2, 0, 0)
    assert counts(batch(folder, to, resume=False)) == (2, 0, 0)
    rows = content(tmp_path / "plans.db")
    assert len(rows["plan"]) == 2
    assert counts(batch(folder, to, evidence=False, work=WORK)) == (2, 0, 0)
    assert content(tmp_path / "plans.db")["evidence"] == []


def test_the_library_yields_plans_as_they_finish(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 3)
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    results = {Path(result.file).name: result for result in extract_folder(folder, settings=Settings(jobs=2))}
    assert results["hong.pdf"].error == "DamagedInputError"
    assert results["hong.pdf"].plan is None
    assert results["ke-hoach-002.txt"].plan == extract(folder / "ke-hoach-002.txt")
    assert list(tmp_path.iterdir()) == [folder]


def test_command_status_errors_and_exit_codes(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 3)
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    to = ("--to", f"sqlite:///{tmp_path}/plans.db")
    first = vnplan("batch", str(folder), *to)
    assert first.returncode == ExitCode.SOME_FAILED
    assert b"DamagedInputError" in first.stderr
    assert not first.stdout
    status = vnplan("batch", "--status", *to)
    assert status.stdout.decode().splitlines() == ["done\t3", "failed\t1"]
    errors = vnplan("batch", "--errors", *to).stdout.decode().strip().split("\t")
    assert errors[0].endswith("hong.pdf")
    assert errors[1] == "DamagedInputError"
    assert vnplan("batch", str(folder), *to).returncode == ExitCode.SOME_FAILED
    (folder / "hong.pdf").unlink()
    assert vnplan("batch", str(folder), *to).returncode == ExitCode.OK


BAD = b"POISON exit" + b"\n" * 50


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        (("read nay",), "nay"),  # named, and not there
        (("read nay", "read nay"), "nay"),
        (("read nay", "read ."), ""),  # nobody misses it
        (("read nay", "read kia"), "kia"),
        (("read nay", "make nay", "read nay"), ""),
        (("read nay", "make nay", "read ."), ""),
        (("link nay", "read ."), "nay"),
        (("link nay", "read .", "read ."), "nay"),
        (("link nay", "read .", "drop nay", "read ."), ""),
        (("make nay", "read .", "away nay", "read nay"), "nay"),
        (
            ("make nay", "read .", "away nay", "read nay", "back nay", "read ."),
            "",
        ),  # as it was before, unchanged
        (("spoil nay", "read ."), "nay"),
        (("spoil nay", "read .", "read ."), "nay"),
        (("spoil nay", "read .", "make nay", "read ."), ""),
        (("make nay", "read .", "spoil nay", "read ."), "nay"),
        (("spoil nay", "read .", "drop nay", "read ."), ""),
        (("spoil nay", "read .", "drop nay", "read .", "spoil nay", "read ."), "nay"),
        (("spoil nay", "read .", "away nay", "read .", "back nay", "read ."), "nay"),
        (("spoil nay", "spoil kia", "read .", "drop nay", "read ."), "kia"),  # the same bytes in two files
        (("lost .", "read ."), ""),  # a folder that could not be entered before, and now can
        (("lost kia", "read ."), ""),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, tuple) else value,
)
def test_what_failed_is_what_the_last_run_over_it_says(tmp_path, steps: tuple[str, ...], left: str) -> None:
    folder, to = folder_of(tmp_path / "in", 1), f"sqlite:///{tmp_path}/plans.db"
    for step in steps:
        verb, _, name = step.partition(" ")
        path, away = folder if name == "." else folder / f"{name}.pdf", tmp_path / name
        match verb:
            case "read":
                batch(path, to)
            case "make":
                path.write_bytes(document(7).encode())
            case "spoil":
                path.write_bytes(BAD)
            case "link":
                path.symlink_to(tmp_path / "nowhere")
            case "drop":
                path.unlink()
            case "away":
                path.rename(away)
            case "back":
                away.rename(path)
            case "lost":
                noting(
                    tmp_path,
                    lambda record, path=path: record.lost(
                        os.fsencode(path), str(path), error="E", message="m"
                    ),
                )
    failed = noting(tmp_path, failures)
    assert [Path(failure.file).stem for failure in failed] == ([left] if left else [])
    states = noting(tmp_path, states_of)
    assert states.get("failed", 0) + states.get("unread", 0) == len(failed)


def noting(folder: Path, act: Callable[[Manifest], T]) -> T:
    """Do something with the batch's record."""
    record = Manifest(folder / "plans.db.manifest", version="", options="")
    try:
        return act(record)
    finally:
        record.close()


def test_a_failure_of_other_options_is_no_failure_once_the_document_is_read(tmp_path) -> None:
    folder, to = tmp_path / "in", f"sqlite:///{tmp_path}/plans.db"
    folder_of(folder, 1)
    (folder / "doc.txt").write_bytes(BAD)
    assert counts(batch(folder, to, work="poison:work")) == (1, 1, 0)
    assert noting(tmp_path, states_of) == {"done": 1, "failed": 1}
    assert counts(batch(folder, to, evidence=False, work=WORK)) == (2, 0, 0)
    assert noting(tmp_path, failures) == []
    assert noting(tmp_path, states_of) == {"done": 2}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["in"], ExitCode.USAGE),
        (["in", "--to", "plans.xyz"], ExitCode.USAGE),
        (["in", "--to", "nowhere:///x"], ExitCode.USAGE),
        (["in", "--to", "sqlite://plans.db"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--timeout", "0"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--timeout", "nan"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--timeout", "inf"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--jobs", "-1"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--memory", "10"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--ocr-engine", "none-such"], ExitCode.USAGE),
        (["in", "--to", "x.db", "--ocr", "maybe"], ExitCode.USAGE),
        (["empty", "--to", "x.db"], ExitCode.NOT_FOUND),
        (["--status", "--to", "x.db"], ExitCode.NOT_FOUND),
        (["no-such-folder", "--to", "x.db"], ExitCode.SOME_FAILED),
    ],
)
def test_exit_codes(tmp_path, monkeypatch, arguments: list[str], code: ExitCode) -> None:
    folder_of(tmp_path / "in", 1)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    said = vnplan("batch", *arguments)
    assert said.returncode == code, said.stderr.decode()
    assert said.stderr
    assert b"Traceback" not in said.stderr


def test_a_list_on_standard_input(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 3)
    paths = b"\x00".join(os.fsencode(folder / f"ke-hoach-00{number}.txt") for number in (1, 3)) + b"\x00"
    to = f"{tmp_path}/plans.jsonl"
    assert vnplan("batch", "-", "--to", to, stdin=paths).returncode == ExitCode.OK
    found = [json.loads(line)["number"] for line in Path(to).read_text(encoding="utf-8").splitlines()]
    assert sorted(found) == ["1/KH-UBND", "3/KH-UBND"]
    assert listed(b"a\r\nb c\n\n") == [b"a", b"b c"]
    assert listed(b"a\n  \r\n\t\n b\n") == [b"a", b" b"]  # a line without a name is none
    assert listed(b"\xef\xbb\xbfa\r\nb") == [b"a", b"b"]  # as Windows programs write it


@pytest.mark.parametrize(
    ("name", "hint"),
    [("in/*.txt", "--glob"), ("nix://bucket/a.pdf", "Protocol not known"), ("in/none.txt", "No such")],
)
def test_what_is_not_there_is_named_with_what_was_meant(tmp_path, name: str, hint: str) -> None:
    run = Batch([name], to=None)
    [result] = run.run()
    assert (result.file, result.error) == (name, "NotFoundError")
    assert hint in result.message


def test_a_record_that_is_somebody_else_s_database(tmp_path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE note (words TEXT)")
    before = other.read_bytes()
    with pytest.raises(OutputError, match="is no record of a batch"):
        list(extract_folder(tmp_path, to=f"{tmp_path}/x.db", settings=Settings(manifest=other)))
    assert other.read_bytes() == before


def test_names_that_are_hard(tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = [
        b"hai\ndong.txt",
        unicodedata.normalize("NFD", "kế hoạch.txt").encode(),
        "kế hoạch.txt".encode(),
        b"kh\xf4ng-utf8.txt",
        b"--to.txt",
        b"'; DROP TABLE plan; --.txt",
        b"[red]x[red].TXT",
    ]
    for number, name in enumerate(names, 1):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(document(number), encoding="utf-8")
    for target in ("plans.db", "plans.jsonl", "json:out"):
        to = target if ":" in target else f"{tmp_path}/{target}"
        to = to.replace("json:out", f"json:{tmp_path}/out")
        assert counts(batch(folder, to)) == (7, 0, 0), target
        assert counts(batch(folder, to)) == (0, 0, 7), target
    with sqlite3.connect(tmp_path / "plans.db") as db:
        files = {row[0] for row in db.execute("SELECT file FROM plan")}
    assert f"{folder}/hai\ndong.txt" in files
    assert f"{folder}/kh\\xf4ng-utf8.txt" in files


def test_what_is_said_at_the_end(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 1)
    (folder / "mất.txt").symlink_to("nowhere.txt")
    (folder / "một.xyz").write_bytes(b"x")
    to = ("--to", f"csv:{tmp_path}/out")
    said = vnplan("batch", str(folder), *to).stderr.decode()
    assert f"Writing csv:{tmp_path}/out" in said
    assert "What failed: vnplan batch --errors" in said
    assert "--retry-failed" not in said  # what could not be opened is tried by every run
    assert ": 1 file (.xyz 1);" in said
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    assert "--retry-failed tries it again" in vnplan("batch", str(folder), *to).stderr.decode()
    assert "--retry-failed" not in vnplan("batch", str(folder), *to, "--retry-failed").stderr.decode()
    again = vnplan("batch", str(folder), *to).stderr.decode()
    assert "Writing" not in again  # nothing has changed


def test_what_is_passed_over_is_counted_on_the_way(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.02)
    monkeypatch.setattr(progress, "TICK", 0.01)
    run = Batch([tmp_path], to=None)
    with progress.progress_shown(run, []):  # nothing has failed or was read: no result comes
        run.summary.skipped = 7
        time.sleep(0.2)
    said = capfd.readouterr().err
    assert "So far: 0 done, 0 failed, 7 already there" in said
    time.sleep(0.05)
    assert not capfd.readouterr().err


def test_files_that_no_pattern_asks_for_are_told(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 1)
    for name in ("a.jpg", "b.JPG", "ghi chú.xyz-dài-quá", "không đuôi", "c.zip", ".ẩn.jpg"):
        (folder / name).write_bytes(b"x")
    run = Batch([folder], to=None)
    assert [result.state for result in run.run()] == ["done"]
    assert run.summary.passed == {".jpg": 2, "": 2, ".zip": 1}
    said = passed_over_line(run.summary.passed)
    assert "5 files (.jpg 2, others 2, .zip 1)" in said
    assert "--glob" in said


def test_links_in_a_circle_and_folders_that_are_not_there(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    (folder / "sub").mkdir()
    (folder / "sub" / "round").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    found = list(find([folder, tmp_path / "khong-co"]))
    assert [Path(item.shown).name for item in found if isinstance(item, Found)] == [
        "ke-hoach-001.txt",
        "ke-hoach-002.txt",
    ]
    assert {Path(item.shown).name for item in found if isinstance(item, Lost)} == {
        "self.txt",
        "gone.txt",
        "khong-co",
    }


def test_a_folder_without_rights(tmp_path) -> None:
    if os.geteuid() != 0:
        closed = folder_of(tmp_path / "in" / "closed", 1)
        closed.chmod(0)
        found = list(find([tmp_path / "in"]))
        closed.chmod(0o700)
    else:  # root may enter any folder: look as somebody else
        closed = folder_of(Path(f"/tmp/vnplan-closed-{os.getpid()}") / "closed", 1)
        try:
            closed.chmod(0)
            pid_folder = closed.parent
            os.seteuid(65534)
            found = list(find([pid_folder]))
        finally:
            os.seteuid(0)
            closed.chmod(0o700)
            for path in (*closed.iterdir(), closed, closed.parent):
                path.unlink() if path.is_file() else path.rmdir()
    assert [type(item) for item in found] == [Lost]
    assert found[0].why == "Permission denied"


def test_a_hundred_thousand_files(tmp_path) -> None:
    for part in range(10):
        folder = tmp_path / f"{part}"
        folder.mkdir()
        for number in range(10_000):
            os.close(os.open(f"{folder}/{number}.txt", os.O_CREAT))
    found = [item.path for item in find([tmp_path])]
    assert len(found) == 100_000
    assert_linear(lambda parts: list(find([tmp_path / f"{part}" for part in range(parts)])), 1, 10)
    assert found[:2] == [os.fsencode(tmp_path / "0" / name) for name in ("0.txt", "1.txt")]


def test_children_are_replaced_and_memory_is_limited(tmp_path) -> None:
    folder = folder_of(tmp_path / "in", 5)
    limits = Limits(recycle=2)
    assert counts(batch(folder, f"{tmp_path}/plans.db", limits=limits)) == (5, 0, 0)


def test_settings_refuse_nonsense() -> None:
    for values in ({"jobs": -1}, {"limits": Limits(seconds=-1)}, {"limits": Limits(megabytes=5)}):
        with pytest.raises(OptionError):
            Settings(**values)
