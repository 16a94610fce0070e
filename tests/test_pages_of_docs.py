"""The pages for readers hold: their commands, options, files and links exist, and their programs run."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from vnplan_extract import errors
from vnplan_extract.cli.app import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PLACES = (ROOT, ROOT / "docs", ROOT / "src" / "vnplan_extract")
COMMANDS = get_command(app).commands
"""Name of a command -> the command, as click knows it."""
SAID = re.compile(r"\bvnplan (?!vnplan)([a-z]+)((?: +[^\s`|#']+)*)")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
NAMED = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|toml|csv|txt|json|md))`")


def of_pages(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Page and text of what a pattern finds, each once."""
    found = {
        (page.name, match.group()): None
        for page in PAGES
        for match in pattern.finditer(page.read_text(encoding="utf-8"))
    }
    return list(found)


@pytest.mark.parametrize(("page", "said"), of_pages(SAID))
def test_commands_and_their_options_exist(page: str, said: str) -> None:
    name, options = SAID.fullmatch(said).groups()
    assert name in COMMANDS, page
    known = {
        option
        for parameter in COMMANDS[name].params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    known.add("--help")
    for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", options):
        assert option in known, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = page.parent / match[1] if match[1] else page
        assert target.exists(), match.group()
        assert match[2] is None or match[2] in anchors(target), match.group()


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    for match in NAMED.finditer(page.read_text(encoding="utf-8")):
        assert any((place / match[1]).exists() for place in PLACES), match[1]


def test_every_exit_code_and_error_stands_on_its_page_and_in_the_help() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    rows = {int(row[0]): row[1] for row in re.findall(r"^\| (\d+) \| (.*?) \|", page, re.MULTILINE)}
    assert set(rows) == {int(code) for code in errors.ExitCode}
    assert {int(code) for code in re.findall(r"(\d+) [a-z]", app.info.epilog or "")} == set(rows)
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.VnplanError)
    ]
    for kind in kinds:
        assert kind is errors.VnplanError or f"`{kind.__name__}`" in rows[int(kind.exit_code)]


@pytest.mark.parametrize("name", ["README.md", "docs/batch.md", "docs/scans.md"])
def test_programs_run(name: str, tmp_path: Path) -> None:
    """In a folder with what they start from: `plan.pdf`, `scan.pdf`, and `archive` with two documents."""
    for copy in ("plan.pdf", "scan.pdf"):
        shutil.copy(ROOT / "corpus" / "13-ca-mau-sai-so-2023.libreoffice.pdf", tmp_path / copy)
    (tmp_path / "archive").mkdir()
    for document in ("05-xa-ban-hien-2025.md", "07-cong-van-2025.docx"):
        shutil.copy(ROOT / "corpus" / document, tmp_path / "archive" / document)
    page = (ROOT / name).read_text(encoding="utf-8")
    programs = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert programs
    said = io.StringIO()
    with contextlib.chdir(tmp_path), contextlib.redirect_stdout(said):
        for program in programs:
            exec(compile(program, name, "exec"), {})
    assert said.getvalue() or (tmp_path / "searchable.pdf").exists()
