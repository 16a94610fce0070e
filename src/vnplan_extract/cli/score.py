"""`vnplan score`: documents or Plans against gold."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from vnplan_extract.cli.arguments import Debug  # noqa: TC001 - typer reads the annotations
from vnplan_extract.cli.talk import check_choice, errors_reported, say, write
from vnplan_extract.errors import ExitCode, OutputError

if TYPE_CHECKING:
    from vnplan_extract.scoring.report import Report

EPILOG = (
    "Examples:  vnplan score gold   |   vnplan score gold corpus --include '*.docx'   |   "
    "vnplan score gold plans.jsonl --format html -o report.html   |   "
    "vnplan score gold --fail-under targets=0.93 --baseline bench/accuracy.json"
)


def score(
    gold: Annotated[Path, typer.Argument(help="A gold file, or a folder of them.")],
    predictions: Annotated[
        Path | None,
        typer.Argument(
            metavar="[CORPUS|PREDICTIONS]",
            help="A folder of the documents, extracted on the spot, or Plans (a folder of *.json, a .json or .jsonl "
            "file); by default the folder 'corpus' beside the gold.",
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, json or html.")] = "table",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here and not to standard output.")
    ] = None,
    include: Annotated[
        str, typer.Option("--include", help="Only files whose names match this pattern.")
    ] = "*",
    fields: Annotated[bool, typer.Option("--fields", help="Show every field in the table.")] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", help="An earlier JSON report: exit 12 when a headline fell by more than its noise."
        ),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under", help="Exit 12 below this: 0.95 for all fields, or a headline: targets=0.93."
        ),
    ] = None,
    debug: Debug = False,
) -> None:
    """Score documents, or Plans made before, against gold files."""
    with errors_reported(debug=debug):
        check_choice("--format", form, ("table", "json", "html"))
        _check_place(output)
        from vnplan_extract.scoring.baseline import falls, limits_of, load_baseline, unmet
        from vnplan_extract.scoring.run import score as score_all

        # What can be wrong with these is told before hours of reading, not after.
        limits = limits_of(fail_under or [])
        earlier = load_baseline(baseline) if baseline else None
        report = score_all(gold, predictions, include=include)
        write(_rendered(report, form, fields=fields), output)
        problems = unmet(report, limits) + ([*map(str, falls(report, earlier))] if earlier else [])
    for problem in problems:
        say(problem)
    if problems:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _rendered(report: Report, form: str, *, fields: bool) -> str:
    if form == "json":
        return report.to_json()
    if form == "html":
        from vnplan_extract.scoring.page import html_page

        return html_page(report)
    from vnplan_extract.scoring.text import table_text

    return table_text(report, all_fields=fields)


def _check_place(output: Path | None) -> None:
    """Refuse a place that cannot be written before hours of reading, not after."""
    if output is None or str(output) == "-":
        return
    if output.is_dir() or not output.parent.is_dir():
        why = "is a folder" if output.is_dir() else "the folder is not there"
        raise OutputError("cannot be written", where=str(output), why=why, remedy="Choose another place.")
