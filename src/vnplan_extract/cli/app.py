"""The commands of `vnplan`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from vnplan_extract._version import __version__
from vnplan_extract.cli import audit as audit_command
from vnplan_extract.cli import batch as batch_command
from vnplan_extract.cli import ocr as ocr_command
from vnplan_extract.cli import score as score_command
from vnplan_extract.cli.arguments import Cache, Debug, Engine, Ocr, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.errors import ExitCode, OutputError, VnplanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vnplan_extract.options import Options

app = typer.Typer(
    name="vnplan",
    help="Turns Vietnamese government plans (PDF, DOCX, HTML, Markdown, text) into structured, evidence-linked data.",
    epilog="Exit codes: 0 done, 1 our error, 2 usage, 3 not found, 4 empty, 5 unsupported type, 6 damaged, 7 password, "
    "8 limit, 9 missing part, 10 cannot write, 11 some of several files failed, 12 a check asked for was not met.",
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

    if form not in ("json", "jsonl"):
        _stop(f"--format is {form!r}; use json or jsonl", ExitCode.USAGE)
    options = _options(password, ocr, engine, cache=cache)

    def one(name: str) -> str:
        plan = extract_plan(*_source(name), options=options)
        chosen = plan if evidence else plan.without_evidence()
        return chosen.model_dump_json(indent=2 if form == "json" else None)

    results, failed = _each(files, one, debug=debug)
    if results or len(files) > 1:
        _write(_joined(results, form, several=len(files) > 1), output)
    _finish(files, failed)


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

    def one(name: str) -> str:
        return _text_of(name, page, _options(password, ocr, engine, cache=cache))

    results, failed = _each([file], one, debug=debug)
    for result in results:
        _write(result, None)
    _finish([file], failed)


def _options(password: str | None, ocr: str, engine: str | None, *, cache: bool) -> Options:
    from vnplan_extract.options import Options

    try:
        return Options(password=password, ocr=ocr, ocr_engine=engine, cache=cache)  # type: ignore[arg-type]  # Options checks it
    except VnplanError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None


def _text_of(name: str, page: int | None, options: Options) -> str:
    from vnplan_extract.errors import OptionError
    from vnplan_extract.pipeline import read

    document = read(*_source(name), options=options)
    if page is None:
        return "\f".join(each.text for each in document.pages)
    if page > len(document.pages):
        raise OptionError(f"there is no page {page}", where=name, why=f"it has {len(document.pages)}")
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

    results, failed = _each([file], one, debug=debug)
    for result in results:
        if result:
            _write(result, None)
    _finish([file], failed)


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
            "is not UTF-8 text", where=name, why=str(error), remedy="Convert it: iconv -t utf-8 FILE."
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
    if form != "json" and form not in writers:
        _stop(f"--format is {form!r}; use json, csv, html or markdown", ExitCode.USAGE)

    def one(name: str) -> str:
        plan = extract_plan(*_source(name), options=_options(password, ocr, engine, cache=cache))
        chosen = [table for table in plan.tables if page is None or page in table.pages]
        if form == "json":
            return "[\n" + ",\n".join(table.model_dump_json(indent=2) for table in chosen) + "\n]"
        return "\n".join(writers[form](table) for table in chosen)

    results, failed = _each([file], one, debug=debug)
    for result in results:
        _write(result, None)
    _finish([file], failed)


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
    if of not in writers:
        _stop(f"--of is {of!r}; use plan, tables, datapackage or datasette", ExitCode.USAGE)
    content = writers[of]()
    _write(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2), output)


@app.command()
def doctor() -> None:
    """Say what is installed, what each missing part would enable, and how to install it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from vnplan_extract.cli.doctor import engines, parts

    table = Table(title=f"vnplan_extract {__version__}, Python {sys.version.split()[0]}")
    for head in ("Part", "Installed", "For", "To install"):
        table.add_column(head, overflow="fold")
    for part in parts():
        table.add_row(
            part.name, part.version or "–", part.purpose, "" if part.version else escape(part.remedy)
        )
    Console().print(table)
    typer.echo(f"OCR engines: {', '.join(engines()) or 'none'}")


def _source(name: str) -> tuple[str | bytes]:
    return (sys.stdin.buffer.read(),) if name == "-" else (name,)


def _each(
    files: Iterable[str], one: Callable[[str], str], *, debug: bool
) -> tuple[list[str], list[ExitCode]]:
    """Do `one` for each file; an error is told and does not stop the rest."""
    results: list[str] = []
    failed: list[ExitCode] = []
    for name in files:
        try:
            results.append(one(name))
        except VnplanError as error:
            if debug:
                raise
            _say(str(error))
            failed.append(error.exit_code)
        except Exception as error:
            if debug:
                raise
            _say(
                f"{name}: {type(error).__name__}: {error}. This is an error of vnplan_extract: run again with --debug and report it."
            )
            failed.append(ExitCode.FAILED)
    return results, failed


def _joined(results: list[str], form: str, *, several: bool) -> str:
    if form == "jsonl":
        return "\n".join(results)
    return "[\n" + ",\n".join(results) + "\n]" if several else "".join(results)


def _write(content: str, output: Path | None) -> None:
    if output is None or str(output) == "-":
        _stdout(content)
        return
    try:
        output.write_text(content + "\n", encoding="utf-8")
    except OSError as error:
        where = OutputError(
            "cannot be written", where=str(output), why=error.strerror or "", remedy="Choose another place."
        )
        _stop(str(where), where.exit_code)


def _stdout(content: str) -> None:
    """Print in UTF-8 whatever the terminal says, and end quietly when the reader closes the pipe."""
    try:
        sys.stdout.buffer.write(content.encode("utf-8", "surrogatepass") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(ExitCode.OK) from None


def _say(message: str) -> None:
    typer.secho(message, err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)


def _stop(message: str, code: ExitCode) -> NoReturn:
    _say(message)
    raise typer.Exit(code)


def _finish(files: list[str], failed: list[ExitCode]) -> None:
    if not failed:
        return
    if len(failed) == len(files) and len(set(failed)) == 1:
        raise typer.Exit(failed[0])
    raise typer.Exit(ExitCode.SOME_FAILED)


def main() -> None:
    """Run the command."""
    app()
