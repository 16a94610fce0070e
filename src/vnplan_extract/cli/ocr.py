"""`vnplan ocr`: a searchable copy of a scan, a PDF with what was read as an invisible text layer over it."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer looks at it when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from vnplan_extract.cli.arguments import Cache, Debug, Engine, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.cli.talk import check_choice, errors_reported, options_of

if TYPE_CHECKING:
    from vnplan_extract.searchable import SearchableCopy

EPILOG = "Examples:  vnplan ocr scan.pdf -o searchable.pdf   |   vnplan ocr photo.jpg -o photo.pdf"


def ocr(
    file: Annotated[str, typer.Argument(help="PDF or image to read.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PDF to write; one there is replaced.")],
    which: Annotated[
        str,
        typer.Option("--ocr", help="auto: pages whose text layer is missing or lies; always: every page."),
    ] = "auto",
    engine: Engine = None,
    password: Password = None,
    cache: Cache = True,
    debug: Debug = False,
) -> None:
    """Write a copy whose text can be searched and copied; pages with a true text layer stay as they are."""
    from vnplan_extract.searchable import write_searchable

    with errors_reported(debug=debug):
        check_choice("--ocr", which, ("auto", "always"))
        made = write_searchable(file, output, options=options_of(password, which, engine, cache=cache))
    typer.echo(f"{output}: {_summary(made)}", err=True)
    for finding in made.findings:
        if finding.severity == "error":
            typer.echo(finding.message, err=True)


def _summary(made: SearchableCopy) -> str:
    """Say what was done with the pages."""
    kept = made.pages - len(made.layered) - len(made.unread)
    unread = f", nothing read on {', '.join(map(str, made.unread))}" if made.unread else ""
    return f"{made.pages} pages: {len(made.layered)} with a new text layer, {kept} as they were{unread}"
