"""`vnplan audit`: what does not add up in a document, or in a Plan made before, as a readable report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vnplan_extract.cli.arguments import Cache, Debug, Engine, Ocr, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.cli.talk import check_choice, errors_reported, finish, for_each, options_of, write
from vnplan_extract.errors import DamagedInputError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding
    from vnplan_extract.options import Options
    from vnplan_extract.plan import Plan

EPILOG = (
    "Examples:  vnplan audit plan.pdf   |   vnplan audit plan.json --lang vi   |   "
    "vnplan audit *.docx --format json --fail-on error   (exit 12 when there is one)"
)
ORDER = ("error", "warning", "note")
COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
LONGEST_QUOTE = 160
MOST_QUOTES = 6  # of one side of a finding


def audit(
    files: Annotated[
        list[str],
        typer.Argument(help="Documents, or Plans as JSON ('vnplan extract'); '-' is standard input."),
    ],
    form: Annotated[
        str, typer.Option("--format", help="text (a report) or json (an object a file).")
    ] = "text",
    lang: Annotated[str, typer.Option("--lang", help="Language of the report: en or vi.")] = "en",
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on", help="Exit 12 when a finding is this bad or worse: error, warning or note."
        ),
    ] = None,
    password: Password = None,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    debug: Debug = False,
) -> None:
    """Check documents as an auditor would: sums, words, dates, periods, numbering, agencies, citations."""
    with errors_reported(debug=debug):
        check_choice("--format", form, ("text", "json"))
        check_choice("--lang", lang, ("en", "vi"))
        check_choice("--fail-on", fail_on or "error", ORDER)
        options = options_of(password, ocr, engine, cache=cache)
    reports, failed = for_each(files, lambda name: _plan_of(name, options), debug=debug)
    _print(reports, form, lang, several=len(files) > 1)
    finish(len(files), failed)
    if fail_on is not None and _found(reports, ORDER[: ORDER.index(fail_on) + 1]):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _plan_of(name: str, options: Options) -> Plan:
    """Read a document, or a Plan that was made before, and audit it."""
    from vnplan_extract.audit import audited
    from vnplan_extract.pipeline import extract

    data = sys.stdin.buffer.read() if name == "-" else None
    stored = _stored(name, data)
    if stored is not None:
        return audited(stored)
    return extract(data if data is not None else name, options=options)


def _stored(name: str, data: bytes | None) -> Plan | None:
    """Return the Plan in a JSON file; None for anything that is no JSON by name and look."""
    from pydantic import ValidationError

    from vnplan_extract.plan import Plan

    if data is None:
        path = Path(name)
        if path.suffix.lower() != ".json" or not path.is_file():
            return None
        data = path.read_bytes()
    if data.lstrip()[:1] != b"{":
        return None
    try:
        return Plan.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise DamagedInputError(
            "is no Plan in JSON",
            where=name,
            why=f"/{where}: {first['msg']}",
            remedy="Make it by: vnplan extract FILE.",
        ) from error


def _found(reports: Iterable[tuple[str, Plan]], severities: Sequence[str]) -> bool:
    return any(finding.severity in severities for _, plan in reports for finding in plan.findings)


def _print(reports: Sequence[tuple[str, Plan]], form: str, lang: str, *, several: bool) -> None:
    if form == "json":
        if reports or several:
            whole = [_as_json(name, plan) for name, plan in reports]
            write(json.dumps(whole if several else whole[0], ensure_ascii=False, indent=2), None)
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for name, plan in reports:
        for part in _report(name, plan, lang):
            console.print(part)


def _as_json(name: str, plan: Plan) -> dict[str, object]:
    return {
        "file": name,
        "number": plan.number,
        "status": plan.status,
        "counts": _counts(plan),
        "findings": [finding.model_dump(mode="json") for finding in _sorted(plan.findings)],
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {severity: sum(finding.severity == severity for finding in plan.findings) for severity in ORDER}


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (ORDER.index(finding.severity), finding.page or 0))


def _report(name: str, plan: Plan, lang: str) -> list[RenderableType]:
    from rich.rule import Rule
    from rich.text import Text

    counts = ", ".join(f"{count} {severity}{'s' * (count != 1)}" for severity, count in _counts(plan).items())
    head = " · ".join(filter(None, (plan.number or plan.symbol, plan.issued, plan.title)))
    parts: list[RenderableType] = [Rule(Text(name)), Text(head), Text(counts, style="bold"), Text()]
    for finding in _sorted(plan.findings):
        parts += [*_entry(finding, lang), Text()]
    return parts


def _entry(finding: Finding, lang: str) -> list[Text]:
    from rich.text import Text

    place = ("trang " if lang == "vi" else "page ") + str(finding.page) if finding.page else ""
    head = Text.assemble(
        (f"{finding.severity:7} ", COLOURS[finding.severity]),
        (finding.code, "bold"),
        ("  " + "  ".join(filter(None, (place, finding.path))), "dim"),
    )
    lines = [head, Text("        " + (finding.message_vi if lang == "vi" else finding.message))]
    for side, places in finding.evidence.items():
        lines += [_quote(side, place, lang) for place in places[:MOST_QUOTES]]
        if len(places) > MOST_QUOTES:
            lines.append(Text(f"          … +{len(places) - MOST_QUOTES}", style="dim"))
    return lines


def _quote(side: str, place: Evidence, lang: str) -> Text:
    """Print one side as it stands on the page: "found  p. 9  “18.450”"."""
    from rich.text import Text

    names = {"found": "in" if lang == "vi" else "found", "expected": "so với" if lang == "vi" else "against"}
    words = " ".join(place.text.split())
    short = words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
    page = "tr." if lang == "vi" else "p."
    return Text.assemble((f"          {names.get(side, side):8} {page} {place.page}  ", "dim"), f"“{short}”")
