"""The commands of `vnplan`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vnplan_extract._version import __version__
from vnplan_extract.cli import audit as audit_command
from vnplan_extract.cli import batch as batch_command
from vnplan_extract.cli import ocr as ocr_command
from vnplan_extract.cli import score as score_command
from vnplan_extract.cli.arguments import Cache, Debug, Engine, Ocr, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.cli.talk import check_choice, errors_reported, finish, for_each, options_of, say, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vnplan_extract.document import PageText
    from vnplan_extract.findings import Finding
    from vnplan_extract.options import Options
    from vnplan_extract.plan import PageInfo

app = typer.Typer(
    name="vnplan",
    help="Turns Vietnamese government plans (PDF, DOCX, XLSX, HTML, Markdown, text) into structured, evidence-linked data.",
    epilog="Exit codes: 0 done, 1 our error, 2 usage, 3 not found, 4 empty, 5 unsupported type, 6 damaged, 7 password, "
    "8 limit, 9 missing part, 10 cannot write, 11 some of several files failed, 12 a check asked for was not met, "
    "130 a batch was stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


@app.command(
    epilog="Examples:  vnplan extract plan.pdf   |   vnplan extract *.docx --format jsonl -o plans.jsonl"
)
def extract(
    files: Annotated[list[str], typer.Argument(help="Files to read; '-' is standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here and not to standard output.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="json (an array for several files) or jsonl (a line a file).")
    ] = "json",
    password: Password = None,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Keep the places values were read from.")
    ] = True,
    debug: Debug = False,
) -> None:
    """Read plans and print each as a Plan in JSON."""
    from vnplan_extract.pipeline import extract as extract_plan

    with errors_reported(debug=debug):
        check_choice("--format", form, ("json", "jsonl"))
        options = options_of(password, ocr, engine, cache=cache)

    def one(name: str) -> str:
        plan = extract_plan(*_source(name), options=options)
        chosen = plan if evidence else plan.without_evidence()
        return chosen.model_dump_json(indent=2 if form == "json" else None)

    results, failed = for_each(files, one, debug=debug)
    if results or len(files) > 1:
        with errors_reported(debug=debug):
            write(_joined([made for _, made in results], form, several=len(files) > 1), output)
    finish(len(files), failed)


@app.command(epilog="Example:  vnplan text plan.pdf --page 2")
def text(
    file: Annotated[str, typer.Argument(help="File to read; '-' is standard input.")],
    page: Annotated[int | None, typer.Option("--page", min=1, help="Only this page.")] = None,
    password: Password = None,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    debug: Debug = False,
) -> None:
    """Print the text as read, in reading order; pages are separated by form feeds."""
    with errors_reported(debug=debug):
        options = options_of(password, ocr, engine, cache=cache)
    _print_one(file, lambda name: _text_of(name, page, options), debug=debug)


def _print_one(file: str, one: Callable[[str], str], *, debug: bool) -> None:
    """Print what `one` makes of a file, if it makes anything."""
    results, failed = for_each([file], one, debug=debug)
    for _, result in results:
        if result:
            write(result, None)
    finish(1, failed)


def _text_of(name: str, page: int | None, options: Options) -> str:
    from vnplan_extract.errors import OptionError
    from vnplan_extract.pipeline import read

    document = read(*_source(name), options=options)
    _tell_unread(document.pages, document.findings)
    if page is None:
        return "\f".join(each.text for each in document.pages)
    if page > len(document.pages):
        last = len(document.pages)
        raise OptionError(
            f"there is no page {page}", where=name, why=f"it has {last}", remedy=f"Name one from 1 to {last}."
        )
    return document.page(page).text


@app.command(epilog="Example:  echo 'hỗ trợ 05 DN, kinh phí 18.450 triệu đồng' | vnplan mentions -")
def mentions(
    file: Annotated[str, typer.Argument(help="Text file to read; '-' is standard input.")] = "-",
    debug: Debug = False,
) -> None:
    """Find numbers, money, dates, citations, agencies in text: one JSON line for each input line."""
    from vnplan_extract.lang.mentions import mentions_json

    def one(name: str) -> str:
        lines = _text_in(name).splitlines()
        return "\n".join(
            json.dumps(mentions_json(number, line), ensure_ascii=False)
            for number, line in enumerate(lines, 1)
        )

    _print_one(file, one, debug=debug)


def _text_in(name: str) -> str:
    from vnplan_extract.errors import DamagedInputError, NotFoundError

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise NotFoundError(
            "cannot be read", where=name, why=error.strerror or "", remedy="Check the path."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedInputError(
            "is not UTF-8 text",
            where=name,
            why=str(error),
            remedy="Convert it: iconv -f ENCODING -t utf-8 FILE.",
        ) from error


@app.command(epilog="Example:  vnplan tables plan.pdf --format csv > tables.csv")
def tables(
    file: Annotated[str, typer.Argument(help="File to read; '-' is standard input.")],
    form: Annotated[str, typer.Option("--format", help="json, csv, html or markdown.")] = "json",
    page: Annotated[
        int | None, typer.Option("--page", min=1, help="Only tables printed on this page.")
    ] = None,
    password: Password = None,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    debug: Debug = False,
) -> None:
    """Print the tables of a document, each joined over its pages."""
    from vnplan_extract.pipeline import extract as extract_plan
    from vnplan_extract.sinks.tables import to_csv, to_html, to_markdown

    writers = {"csv": to_csv, "html": to_html, "markdown": to_markdown}
    with errors_reported(debug=debug):
        check_choice("--format", form, ("json", *writers))
        options = options_of(password, ocr, engine, cache=cache)

    def one(name: str) -> str:
        plan = extract_plan(*_source(name), options=options)
        _tell_unread(plan.source.pages, plan.findings)
        chosen = [table for table in plan.tables if page is None or page in table.pages]
        if form == "json":
            return "[\n" + ",\n".join(table.model_dump_json(indent=2) for table in chosen) + "\n]"
        return "\n".join(writers[form](table) for table in chosen)

    _print_one(file, one, debug=debug)


app.command(epilog=batch_command.EPILOG)(batch_command.batch)
app.command(epilog=audit_command.EPILOG)(audit_command.audit)
app.command(epilog=score_command.EPILOG)(score_command.score)
app.command(epilog=ocr_command.EPILOG)(ocr_command.ocr)


@app.command()
def schema(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here and not to standard output.")
    ] = None,
    of: Annotated[
        str,
        typer.Option(
            "--of", help="plan (JSON Schema), tables (Markdown), datapackage, datasette (both JSON)."
        ),
    ] = "plan",
) -> None:
    """Print the JSON Schema of the Plan, or the data dictionary of the tables."""
    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks import dictionary

    writers: dict[str, Callable[[], object]] = {
        "plan": Plan.model_json_schema,
        "tables": dictionary.fields_page,
        "datapackage": dictionary.datapackage,
        "datasette": dictionary.datasette_metadata,
    }
    with errors_reported(debug=False):
        check_choice("--of", of, writers)
        content = writers[of]()
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2)
        write(text, output)


@app.command()
def doctor() -> None:
    """Say what is installed, what each missing part would enable, and how to install it."""
    from rich.console import Console
    from rich.table import Table

    from vnplan_extract.cli.doctor import engines, parts

    table = Table(title=f"vnplan_extract {__version__}, Python {sys.version.split()[0]}")
    for head in ("Part", "Installed", "For", "Extra to install"):
        table.add_column(head, overflow="fold", no_wrap=head in ("Part", "Installed"))
    for part in parts():
        missing = "" if part.version else part.extra or "the core"
        table.add_row(part.name, part.version or "–", part.purpose, missing)
    Console().print(table)
    typer.echo("An extra is installed by its name, for example: pip install 'vnplan_extract[xlsx]'")
    typer.echo(f"OCR engines: {', '.join(engines()) or 'none'}")


def _tell_unread(pages: Iterable[PageText | PageInfo], findings: Iterable[Finding]) -> None:
    """Say why pages are missing from what is printed; a Plan has its findings, text and tables have none."""
    unread = {page.number for page in pages if page.read_by == "none"}
    for finding in findings:
        if finding.page in unread and finding.severity != "note":
            say(finding.message)


def _source(name: str) -> tuple[str | bytes]:
    return (sys.stdin.buffer.read(),) if name == "-" else (name,)


def _joined(results: list[str], form: str, *, several: bool) -> str:
    if form == "jsonl":
        return "\n".join(results)
    return "[\n" + ",\n".join(results) + "\n]" if several else "".join(results)


def main() -> None:
    """Run the command."""
    app()
