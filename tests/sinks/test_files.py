"""CSV, Excel, Parquet, JSON, JSON Lines: every value as it is, formulas harmless, whole or not at all."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from making import HARD, texts

from vnplan_extract import extract
from vnplan_extract.errors import OptionError, OutputError
from vnplan_extract.evidence import Evidence
from vnplan_extract.plan import Budget, BudgetLine, Citation, Plan, Quantity, Section, Source, Task
from vnplan_extract.sinks.base import Parcel, make_sink, pack, parse_target, schemes
from vnplan_extract.sinks.csvfolder import guarded_text, unguarded_text
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.schema import plan_id, tables
from vnplan_extract.sinks.xlsx import VIEWED

BILLION = Decimal(18450000000)


def a_plan(sha: str = "ab", **fields) -> Plan:
    source = Source(name="kế hoạch.pdf", sha256=sha * 32, media_type="text/plain")
    return Plan(**{"source": source, "status": "draft", **fields})


def hard_plan() -> Plan:
    place = Evidence(page=3, start=0, end=1, text="x")
    money = Quantity(low=BILLION, high=BILLION, unit="VND", text="18.450 triệu đồng")
    return a_plan(
        issued="2021-04-15",
        citations=tuple(Citation(text=text, title=text) for text in HARD),
        sections=(Section(kind="roman", path="I", text="rất dài " * 9000, evidence={"text": (place,)}),),
        tasks=(
            Task(path="1", text="=1+1", origin="body", outputs=("=a", "b;c"), evidence={"text": (place,)}),
        ),
        budget=Budget(lines=(BudgetLine(amount=money, fund="state_budget"),)),
    )


def read_csv(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv(tmp_path) -> None:
    plan = hard_plan()
    with make_sink(f"csv:{tmp_path}/out") as sink:
        sink.write(pack(plan, "rows", file="a/kế hoạch.pdf"))
    out = tmp_path / "out"
    assert (out / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    texts_read = [unguarded_text(row["text"]) for row in read_csv(out / "citation.csv")]
    assert texts_read == list(HARD)
    for row in read_csv(out / "citation.csv"):
        assert not row["text"].startswith(("=", "+", "-", "@"))
    assert read_csv(out / "budget_line.csv")[0]["amount_low"] == "18450000000"
    assert json.loads(read_csv(out / "task.csv")[0]["outputs"]) == ["=a", "b;c"]
    assert {path.stem for path in out.glob("*.csv")} == set(tables())


@given(texts())
def test_guarding_is_undone(text: str) -> None:
    assert unguarded_text(guarded_text(text)) == text
    assert not guarded_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_datapackage_is_valid(tmp_path, corpus, monkeypatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    with make_sink(f"csv:{tmp_path}/out") as sink:
        sink.write(pack(extract(corpus / "03-quang-ngai-2021.docx"), "rows"))
        sink.write(pack(hard_plan(), "rows"))
    monkeypatch.chdir(tmp_path / "out")
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]


def test_excel(tmp_path) -> None:
    with make_sink(f"{tmp_path}/plans.xlsx") as sink:
        sink.write(pack(hard_plan(), "rows", file="a/kế hoạch.pdf"))
    book = openpyxl.load_workbook(tmp_path / "plans.xlsx")
    assert set(book.sheetnames) == {*tables(), *VIEWED} - {"evidence"}
    assert book.sheetnames[: len(VIEWED)] == list(VIEWED)
    head = [cell.value for cell in book["plan"][1]]
    first = dict(zip(head, book["plan"][2], strict=True))
    assert first["issued"].value == datetime(2021, 4, 15)
    assert book["plan"].freeze_panes == "A2"
    line = dict(zip([cell.value for cell in book["budget_line"][1]], book["budget_line"][2], strict=True))
    assert line["amount_low"].value == 18450000000
    task = dict(zip([cell.value for cell in book["task"][1]], book["task"][2], strict=True))
    assert (task["text"].data_type, task["text"].value) == ("s", "=1+1")
    assert task["open"].hyperlink.location == "page=3"
    assert not task["open"].hyperlink.target.startswith(("/", "file:"))
    section = dict(zip([cell.value for cell in book["section"][1]], book["section"][2], strict=True))
    assert len(section["text"].value) == 32767
    texts_read = [row[4].value or "" for row in book["citation"].iter_rows(min_row=2)]
    for text, read in zip(HARD, texts_read, strict=True):
        if text.isprintable():
            assert read == text
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_excel_goes_on_on_further_sheets(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("vnplan_extract.sinks.xlsx.MOST_ROWS", 4)
    with make_sink(f"{tmp_path}/plans.xlsx") as sink:
        for number in range(9):
            sink.write(pack(a_plan(f"{number:02}"), "rows"))
    book = openpyxl.load_workbook(tmp_path / "plans.xlsx")
    sheets = [book[name] for name in ("plan", "plan 2", "plan 3")]
    assert [sheet.max_row for sheet in sheets] == [5, 5, 2]
    assert {tuple(cell.value for cell in sheet[1]) for sheet in sheets} == {(*tables()["plan"].names, "open")}
    assert len({row[0].value for sheet in sheets for row in sheet.iter_rows(min_row=2)}) == 9
    assert "task 2" not in book.sheetnames


def test_parquet(tmp_path, corpus) -> None:
    read = [extract(corpus / "01-lao-cai-2021.docx"), hard_plan()]
    with make_sink(f"parquet:{tmp_path}/out") as sink:
        for plan in read:
            sink.write(pack(plan, "rows"))
    for plan in read:
        rows = {}
        for name in tables():
            found = pq.read_table(tmp_path / "out" / f"{name}.parquet")
            key = "id" if name == "plan" else "plan"
            rows[name] = [
                tuple(tuple(value) if isinstance(value, list) else value for value in row.values())
                for row in found.to_pylist()
                if row[key] == plan_id(plan.source.sha256)
            ]
        assert rebuild(rows) == plan
    schema = pq.read_schema(tmp_path / "out" / "budget_line.parquet")
    assert str(schema.field("amount_low").type) == "decimal128(38, 9)"
    assert schema.field("amount_low").metadata[b"description"]


@pytest.mark.parametrize(
    "target", ["csv:{}/out", "parquet:{}/out", "{}/plans.xlsx", "{}/plans.jsonl", "json:{}/out"]
)
def test_written_again_replaced_and_dropped(tmp_path, target: str) -> None:
    url = target.format(tmp_path)
    with make_sink(url) as sink:
        for sha in ("aa", "bb", "cc"):
            sink.write(pack(a_plan(sha), sink.form))
    with make_sink(url) as sink:
        assert {held[0][:2] for held in sink.held()} == {"aa", "bb", "cc"}
        sink.write(pack(a_plan("aa", title="mới"), sink.form))
        sink.drop("bb" * 32)
    with make_sink(url) as sink:
        assert {held[0][:2] for held in sink.held()} == {"aa", "cc"}
    titles = sorted(titles_in(tmp_path))
    assert titles == ["", "mới"]


@pytest.mark.parametrize(
    ("target", "step"),
    [
        ("{}/plans.xlsx", "vnplan_extract.sinks.xlsx.XlsxSink._sheets"),
        ("csv:{}/out", "vnplan_extract.sinks.csvfolder.CsvSink.write_table"),
        ("parquet:{}/out", "vnplan_extract.sinks.parquet.ParquetSink.write_table"),
        ("{}/plans.jsonl", "vnplan_extract.sinks.jsonfiles._held"),
        ("json:{}/out", "vnplan_extract.sinks.base.os.fsync"),
    ],
)
def test_an_interrupted_export_leaves_no_part_behind(tmp_path, monkeypatch, target: str, step: str) -> None:
    def interrupted(*_) -> None:
        raise KeyboardInterrupt

    url = target.format(tmp_path)
    with make_sink(url) as sink:
        for sha in ("aa", "bb"):
            sink.write(pack(a_plan(sha), sink.form))

    def change() -> None:
        with make_sink(url) as sink:
            sink.drop("bb" * 32)
            sink.write(pack(a_plan("cc"), sink.form))

    monkeypatch.setattr(step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        change()
    assert not list(tmp_path.rglob("*.part"))
    monkeypatch.undo()
    change()
    assert len(titles_in(tmp_path)) == 2


def titles_in(folder) -> list[str]:
    if (folder / "plans.jsonl").exists():
        lines = (folder / "plans.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["title"] or "" for line in lines]
    if (folder / "plans.xlsx").exists():
        sheet = openpyxl.load_workbook(folder / "plans.xlsx")["plan"]
        place = [cell.value for cell in sheet[1]].index("title")
        return [row[place].value or "" for row in sheet.iter_rows(min_row=2)]
    if (folder / "out" / "plan.csv").exists():
        return [row["title"] for row in read_csv(folder / "out" / "plan.csv")]
    if (folder / "out" / "plan.parquet").exists():
        return [title or "" for title in pq.read_table(folder / "out" / "plan.parquet")["title"].to_pylist()]
    return [json.loads(path.read_bytes())["title"] or "" for path in (folder / "out").glob("*.json")]


def test_json_lines_come_back_and_a_cut_line_is_taken_off(tmp_path) -> None:
    path = tmp_path / "plans.jsonl"
    plans = [hard_plan(), a_plan("cd", title="a\x00b")]
    with make_sink(str(path)) as sink:
        for plan in plans:
            sink.write(pack(plan, "json"))
    with path.open("ab") as out:
        out.write(b'{"source": {"sha2')
    with make_sink(str(path)) as sink:
        assert len(sink.held()) == 2
        sink.write(pack(a_plan("ef"), "json"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [Plan.model_validate_json(line) for line in lines[:2]] == plans
    assert len(lines) == 3


@pytest.mark.parametrize(("target", "file"), [("plans.jsonl", "plans.jsonl"), ("csv:out", ".out.store.db")])
def test_a_target_that_could_not_be_opened_is_free_again(
    tmp_path, monkeypatch, target: str, file: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(file).write_text("no plans here, nor any database " * 200 + "\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(OutputError, match=r"no file of plans|not a database"):
            make_sink(target).open()
    Path(file).unlink()
    with make_sink(target) as sink:
        sink.write(pack(a_plan(), sink.form))


def test_a_crash_before_the_export_is_made_good(tmp_path) -> None:
    url = f"csv:{tmp_path}/out"
    sink = make_sink(url)
    sink.open()
    sink.write(pack(a_plan("aa"), "rows"))
    sink._unlock()  # as when the process is gone
    sink.store.close()
    assert not (tmp_path / "out" / "plan.csv").exists()
    with make_sink(url):
        pass
    assert len(read_csv(tmp_path / "out" / "plan.csv")) == 1


def test_a_parcel_is_a_plan_in_either_form() -> None:
    plan = hard_plan()
    for form in ("json", "rows"):
        assert pack(plan, form).plan == plan
    assert Parcel("ab" * 32, "x", rows=flatten(plan)).plan == plan


@pytest.mark.parametrize("target", ["", "plans", "nope:///x", "sqlite://host/plans.db", "sqlite:///", "csv:"])
def test_targets_that_make_no_sense(target: str) -> None:
    with pytest.raises(OptionError):
        make_sink(target)


@pytest.mark.parametrize(
    ("url", "scheme", "path"),
    [
        ("sqlite:///plans.db", "sqlite", "plans.db"),
        ("sqlite:////data/plans.db", "sqlite", "/data/plans.db"),
        ("out/plans.db", "sqlite", "out/plans.db"),
        ("csv:out", "csv", "out"),
        ("csv:/data/out", "csv", "/data/out"),
        ("PLANS.XLSX", "xlsx", "PLANS.XLSX"),
    ],
)
def test_targets(url: str, scheme: str, path: str) -> None:
    target = parse_target(url)
    assert (target.scheme, str(target.path)) == (scheme, path)


def test_every_sink_is_found_by_its_entry_point() -> None:
    assert set(schemes()) >= {"sqlite", "postgresql", "duckdb", "json", "jsonl", "csv", "xlsx", "parquet"}


def test_an_outside_package_adds_a_sink(tmp_path, monkeypatch) -> None:
    package = tmp_path / "site"
    info = package / "outside-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[vnplan_extract.sinks]\ntitles = outside:Titles\n", encoding="utf-8"
    )
    (package / "outside.py").write_text(
        "from vnplan_extract.sinks.base import Sink\n\n\n"
        "class Titles(Sink):\n"
        "    def open(self): self.out = self.target.path.open('w', encoding='utf-8')\n"
        "    def write(self, parcel): self.out.write(f'{parcel.plan.title}\\n')\n"
        "    def drop(self, sha256): pass\n"
        "    def close(self): self.out.close()\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(package))
    with make_sink(f"titles:{tmp_path}/titles.txt") as sink:
        sink.write(pack(a_plan(title="Trồng rừng"), sink.form))
    assert (tmp_path / "titles.txt").read_text(encoding="utf-8") == "Trồng rừng\n"


def test_file_names_in_a_folder_of_json(tmp_path) -> None:
    with make_sink(f"json:{tmp_path}/out") as sink:
        sink.write(pack(a_plan(), "json"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ke-hoach--pabababababababab.json"]
