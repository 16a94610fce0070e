"""The report: documents that fail, predictions of every kind, JSON, text, the HTML page, limits and baselines, the command."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import vnplan_extract
from scoring.gold_making import TEXT, changed, gold_and_plan, gold_json, write
from vnplan_extract import score
from vnplan_extract.cli.app import app
from vnplan_extract.errors import DamagedInputError, ExitCode, GoldError, NotFoundError, OptionError
from vnplan_extract.scoring.baseline import falls, limits_of, load_baseline, unmet
from vnplan_extract.scoring.metrics import Ratio
from vnplan_extract.scoring.page import html_page
from vnplan_extract.scoring.run import tags_of
from vnplan_extract.scoring.stats import intervals
from vnplan_extract.scoring.text import headlines_markdown, table_text

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.plan import Plan
    from vnplan_extract.scoring.report import Report

NASTY = "</script><img src=x onerror=alert(1)>&\"'"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Plan]:
    """A folder of gold, one of documents, and the Plan that answers the gold."""
    _, plan = gold_and_plan(tmp_path / "gold")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mau.md").write_text(TEXT, encoding="utf-8")
    return tmp_path / "gold", tmp_path / "corpus", plan


def _named(plan: Plan, digest: str = "") -> Plan:
    return changed(plan, source={"name": "mau.md", "sha256": digest, "media_type": "text/markdown"})


def test_documents_are_extracted_on_the_spot(folders) -> None:
    gold, corpus, _ = folders
    report = score(gold, corpus)
    assert report.documents_scored == report.renditions_scored == 1
    assert 0 < report.headline("all") < 1
    assert score(gold).headlines == report.headlines, "the folder 'corpus' beside the gold is the default"
    assert {"text", "plan"} == set(report.tags)


def test_predictions_may_be_objects_files_and_lines(folders, tmp_path: Path) -> None:
    gold, _, plan = folders
    digest = gold_json()["sha256"]["mau.md"]
    assert score(gold, [_named(plan, digest)]).headline("all") == 1
    made = tmp_path / "made"
    made.mkdir()
    (made / "mau.md.json").write_text(plan.model_dump_json(), encoding="utf-8")
    assert score(gold, made).headline("all") == 1, "found by its name"
    lines = tmp_path / "plans.jsonl"
    lines.write_text(_named(plan, digest).model_dump_json() + "\n\n", encoding="utf-8")
    assert score(gold, lines).headline("all") == 1
    array = tmp_path / "plans.json"
    array.write_text(f"[{_named(plan, digest).model_dump_json()}]", encoding="utf-8")
    assert score(gold, array).headline("all") == 1


def test_an_output_that_is_no_plan_scores_nothing_and_is_told(folders, tmp_path: Path) -> None:
    gold, _, plan = folders
    made = tmp_path / "made"
    made.mkdir()
    (made / "mau.md.json").write_text('{"status": 1}', encoding="utf-8")
    (made / "khac.json").write_text(plan.model_dump_json(), encoding="utf-8")
    report = score(gold, made)
    assert report.headline("all") == 0
    assert "is no Plan: /source" in (report.documents[0].failed or "")
    assert report.notes == ("khac: is no output for any document of the gold",)


def test_a_document_without_output_scores_nothing(folders) -> None:
    gold, _, _ = folders
    report = score(gold, [])
    assert report.headline("all") == 0
    assert report.documents[0].failed == "there is no output for this document"


def test_a_document_that_cannot_be_read_costs_only_its_own_score(tmp_path: Path, folders) -> None:
    gold, corpus, _ = folders
    broken = b"%PDF-1.7 broken"
    (corpus / "hong.pdf").write_bytes(broken)
    import hashlib

    digest = hashlib.sha256(broken).hexdigest()
    write(gold, gold_json(document="hong", sha256={"hong.pdf": digest}), "hong.json")
    report = score(gold, corpus)
    assert report.documents[0].rendition == "hong.pdf", "worst first"
    assert report.documents[0].f1 == 0
    assert "hong.pdf" in (report.documents[0].failed or "")
    assert report.documents[1].f1 > 0
    assert "hong.pdf: no output" in table_text(report)


def test_a_crash_is_a_score_of_nothing_and_a_line(folders, monkeypatch) -> None:
    gold, corpus, _ = folders

    def crash(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("vnplan_extract.scoring.run.extract", crash)
    report = score(gold, corpus)
    assert report.headline("all") == 0
    assert report.documents[0].failed == "ZeroDivisionError: boom"


def test_nothing_is_scored_before_gold_is_right(folders) -> None:
    gold, corpus, _ = folders
    (corpus / "mau.md").write_text("anders", encoding="utf-8")
    with pytest.raises(GoldError):
        score(gold, corpus)
    with pytest.raises(NotFoundError):
        score(gold, corpus.parent / "khong-co")
    with pytest.raises(NotFoundError, match="nothing to score"):
        score(gold, corpus, include="*.pdf")


TAGS = [
    ("a.docx", (), "docx"),
    ("a.libreoffice.pdf", (), "digital"),
    ("a.weasyprint.heavy.pdf", (), "heavy"),
    ("a.light.pdf", (), "light"),
    ("a.md", (), "text"),
    ("a.html", (), "html"),
    ("a.jpg", (), "scan"),
    ("a.pdf", ("scan",), "scan"),
]


@pytest.mark.parametrize(("name", "tags", "form"), TAGS)
def test_tags_of_a_rendition(tmp_path: Path, name: str, tags: tuple[str, ...], form: str) -> None:
    gold, _ = gold_and_plan(tmp_path, tags=list(tags))
    assert tags_of(gold, name)[0] == form


class _Checker(HTMLParser):
    """Collects what a browser would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def _nasty_report(folders) -> Report:
    gold, _, plan = folders
    digest = gold_json()["sha256"]["mau.md"]
    return score(gold, [_named(changed(plan, title=NASTY, place=NASTY), digest)])


def test_the_page_stands_alone_and_escapes_everything(folders) -> None:
    page = html_page(_nasty_report(folders))
    checker = _Checker()
    checker.feed(page)
    assert not {"script", "img", "link", "iframe"} & checker.tags
    assert not {name for name in checker.attributes if name.startswith("on") or name in {"src", "href"}}
    assert "&lt;/script&gt;" in page
    assert "prefers-color-scheme: dark" in page
    assert "mau.md" in page


def test_json_has_every_mistake(folders) -> None:
    raw = json.loads(_nasty_report(folders).to_json())
    assert raw["metric_version"]
    mistakes = raw["documents"][0]["mistakes"]
    assert {"title", "place"} <= {mistake["field"] for mistake in mistakes}
    title = next(mistake for mistake in mistakes if mistake["field"] == "title")
    assert (title["gold"], title["found"]) == ("Triển khai chuyển đổi số năm 2026", NASTY)


def test_text_and_markdown(folders) -> None:
    report = _nasty_report(folders)
    assert "Header fields exact" in table_text(report, all_fields=True)
    assert headlines_markdown(report, ("text",)).startswith("|  | score |")


def test_baseline_and_limits(folders, tmp_path: Path) -> None:
    gold, corpus, plan = folders
    digest = gold_json()["sha256"]["mau.md"]
    perfect = score(gold, [_named(plan, digest)])
    before = tmp_path / "before.json"
    before.write_text(perfect.to_json(), encoding="utf-8")
    assert falls(perfect, load_baseline(before)) == []
    worse = score(gold, [_named(changed(plan, tasks=[], number=None, place=None), digest)])
    fallen = {fall.headline: fall for fall in falls(worse, load_baseline(before))}
    assert {"header", "tasks", "all"} <= set(fallen)
    assert any(name.startswith("tasks") for name in fallen["tasks"].fields)
    assert unmet(perfect, limits_of(["0.99", "targets=1"])) == []
    assert unmet(worse, limits_of(["tasks=0.5"])) == ["tasks is 0.0, below 0.5"]
    assert unmet(perfect, [("evidence_page", 0.5)]) == ["evidence_page was not scored, the limit is 0.5"]
    for limit in ("x", "khong=0.5", "nan", "2", "targets=-1"):
        with pytest.raises(OptionError):
            limits_of([limit])
    before.write_text(json.dumps({**json.loads(perfect.to_json()), "metric_version": "0"}), encoding="utf-8")
    with pytest.raises(OptionError, match="metric version"):
        load_baseline(before)
    for broken in (
        '{"metric_version": "0", "headlines": 3, "fields": {}}',
        "[]",
        '[{"headlines": [1], "fields": []}]',
        "3",
    ):
        before.write_text(broken, encoding="utf-8")
        with pytest.raises(DamagedInputError):
            load_baseline(before)
    del corpus


COMMANDS = [
    ([], ExitCode.OK, "Header fields exact"),
    (["--fields"], ExitCode.OK, "targets.quantities"),
    (["--format", "json"], ExitCode.OK, '"metric_version"'),
    (["--format", "html"], ExitCode.OK, "<!doctype html>"),
    (["--format", "xml"], ExitCode.USAGE, "Use one of: table, json, html"),
    (["--fail-under", "0.999"], ExitCode.CHECK_FAILED, "all is"),
    (["--fail-under", "0.0001"], ExitCode.OK, ""),
    (["--include", "*.pdf"], ExitCode.NOT_FOUND, "nothing to score"),
    (["--baseline", "khong-co.json"], ExitCode.NOT_FOUND, "cannot be read"),
    (["--fail-under", "nan"], ExitCode.USAGE, "no limit from 0 to 1"),
    (["-o", "/khong/co/x.html"], ExitCode.OUTPUT, "cannot be written"),
    (["-o", "/"], ExitCode.OUTPUT, "is a folder"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), COMMANDS)
def test_the_command(folders, arguments: list[str], code: ExitCode, said: str) -> None:
    gold, corpus, _ = folders
    result = CliRunner().invoke(app, ["score", str(gold), str(corpus), *arguments])
    assert result.exit_code == code, result.output
    assert said in result.output
    if code in {ExitCode.USAGE, ExitCode.OUTPUT}:
        assert "Header fields exact" not in result.output, "told before anything is scored"


def test_the_command_names_what_is_wrong_with_gold(folders) -> None:
    gold, corpus, _ = folders
    write(gold, gold_json(document="anders"))
    result = CliRunner().invoke(app, ["score", str(gold), str(corpus)])
    assert result.exit_code == ExitCode.DAMAGED
    assert "mau.json: /document: is 'anders'" in result.output


def test_intervals_are_the_same_in_each_run_and_hold_the_value() -> None:
    table = [[Ratio(right, 10)] for right in (10, 9, 10, 5, 8, 10)]
    first, second = intervals(table), intervals(table)
    assert first == second
    assert first[0] is not None
    assert first[0].low < 52 / 60 < first[0].high
    assert intervals(table[:2]) == [None]


def test_the_face_of_the_library() -> None:
    assert callable(vnplan_extract.score)
    assert callable(vnplan_extract.load_gold)
