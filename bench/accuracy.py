"""How good the Plans are, against the gold of the corpus and of documents that are not in the repository.

    python bench/accuracy.py                       print the scores of the corpus
    python bench/accuracy.py --record              ... and add a line to bench/accuracy.json where a headline moved
    python bench/accuracy.py --docs [--external FOLDER]
                                                   ... and write them into docs/accuracy.md and README.md

FOLDER holds the documents of gold/external, which are found by their SHA-256. bench/accuracy.json is what the tests
hold every commit against; it is scored on the PDFs of one producer (FILES), so that the tests stay quick.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract import score
from vnplan_extract.scoring.metrics import METRIC_VERSION
from vnplan_extract.scoring.text import FORMS, headlines_markdown, interval, markdown, percent, table_text

if TYPE_CHECKING:
    from vnplan_extract.scoring.report import Report

ROOT = Path(__file__).resolve().parent.parent
HISTORY = ROOT / "bench" / "accuracy.json"
FILES = "*.libreoffice.pdf"
ERROR_RATES = {
    "text_cer": "CER",
    "text_cer_folded": "CER, tones folded",
    "text_cer_plain": "CER, no marks",
    "text_wer": "WER",
}
README_LINES = (
    "header",
    "sections",
    "citations",
    "targets",
    "tasks",
    "money",
    "exact_tables",
    "evidence_page",
)


def corpus_report(include: str = "*") -> Report:
    """Score the corpus."""
    return score(ROOT / "gold", ROOT / "corpus", include=include)


def line_of(report: Report) -> dict[str, object]:
    """Return a report as a line of the history."""
    return {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "after": _commit(),
        "metric_version": METRIC_VERSION,
        "files": FILES,
        "documents": sorted({one.document for one in report.documents}),
        "headlines": {one.id: round(one.value or 0.0, 5) for one in report.headlines},
        "fields": {one.field: round(one.f1, 5) for one in report.fields},
    }


def _commit() -> str:
    run = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip()


def history() -> list[dict[str, object]]:
    """Return the lines recorded so far, oldest first."""
    return json.loads(HISTORY.read_text(encoding="utf-8")) if HISTORY.exists() else []


def record(report: Report) -> bool:
    """Add a line when a headline moved; tell whether one was added."""
    lines, new = history(), line_of(report)
    if lines and all(lines[-1][name] == new[name] for name in ("headlines", "documents", "metric_version")):
        return False
    lines.append(new)
    written = ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    HISTORY.write_text(f"[\n{written}\n]\n", encoding="utf-8")
    return True


def put(path: Path, name: str, text: str, *, by: str = "bench/accuracy.py") -> None:
    """Write text between the marks of a generated part of a Markdown file."""
    begin, end = f"<!-- {name}: begin, by {by} --docs -->", f"<!-- {name}: end -->"
    whole = path.read_text(encoding="utf-8")
    before, _, rest = whole.partition(begin)
    _, _, after = rest.partition(end)
    if not rest:
        raise SystemExit(f"{path.name} has no part {begin}")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def corpus_part(report: Report) -> str:
    """Return the part of docs/accuracy.md about the corpus."""
    forms = [form for form in FORMS if form in report.tags]
    return "\n\n".join(
        [
            (
                f"{report.documents_scored} documents in {report.renditions_scored} files, vnplan_extract {report.version}, metrics "
                f"{report.metric_version}. Percent; intervals: 95 %, bootstrap over documents. The columns on the right are the same "
                "scores by the form of the file."
            ),
            headlines_markdown(report, forms),
            _measures(report),
            "### Every field\n\n" + _fields(report),
            "### Every file, worst first\n\n" + _documents(report),
        ]
    )


def external_part(report: Report) -> str:
    """Return the part of docs/accuracy.md about documents that are not in the repository."""
    forms = [form for form in FORMS if form in report.tags]
    return "\n\n".join(
        [
            f"{report.documents_scored} documents in {report.renditions_scored} files.",
            headlines_markdown(report, forms),
            _documents(report),
        ]
    )


def _measures(report: Report) -> str:
    chosen = [one for one in report.measures if one.id in ERROR_RATES]
    rows = [(ERROR_RATES[one.id], percent(one.value), interval(one)) for one in chosen]
    others = [
        one
        for one in report.measures
        if one.id in {"f1_per_file", "text_numbers", "teds", "teds_s", "exact_cells", "anls_star"}
    ]
    names = {
        "f1_per_file": "F1 of all fields, mean over files",
        "text_numbers": "number tokens exact",
        "teds": "TEDS",
        "teds_s": "TEDS-S",
        "exact_cells": "exact cells",
        "anls_star": "ANLS* (task rows left out)",
    }
    rows += [(names[one.id], percent(one.value), interval(one)) for one in others]
    return "Error rates of the running text (lower is better), and measures that papers use:\n\n" + markdown(
        ("measure", "percent", "95 % interval"), rows
    )


def _fields(report: Report) -> str:
    rows = [
        (
            f"`{one.field}`",
            percent(one.f1),
            percent(one.precision),
            percent(one.recall),
            percent(one.aligned),
            *map(str, (one.right, one.wrong, one.missing, one.invented)),
        )
        for one in report.fields
    ]
    head = ("field", "F1", "precision", "recall", "aligned", "right", "wrong", "missing", "invented")
    return markdown(head, rows)


def _documents(report: Report) -> str:
    rows = [
        (one.rendition, percent(one.f1), str(one.edits), "no output" if one.failed else "")
        for one in report.documents
    ]
    return markdown(("file", "F1 of all fields", "edits", ""), rows)


def readme_part(report: Report) -> str:
    """Return the short table of README.md."""
    digital = {one.id: one for one in report.tags.get("digital", ())}
    rows = [
        (one.title, percent(one.value), interval(one), percent(one.goal))
        for name in README_LINES
        if (one := digital.get(name))
    ]
    return markdown(("on the corpus' digital PDFs", "score", "95 % interval", "goal"), rows)


def main() -> None:
    """Score, print, and record or write what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--external", type=Path, help="folder of the documents of gold/external")
    options = parser.parse_args()
    if options.record or not options.docs:
        report = corpus_report(FILES)
        print(table_text(report))
        if options.record:
            print("\nrecorded" if record(report) else "\nno headline moved")
    if options.docs:
        report = corpus_report()
        put(ROOT / "docs" / "accuracy.md", "corpus", corpus_part(report))
        put(ROOT / "README.md", "scores", readme_part(report))
    if options.external:
        report = score(ROOT / "gold" / "external", options.external)
        print(table_text(report))
        if options.docs:
            put(ROOT / "docs" / "accuracy.md", "external", external_part(report))


if __name__ == "__main__":
    main()
