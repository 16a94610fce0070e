"""Options that several commands have, in the same words."""

from __future__ import annotations

from typing import Annotated

import typer

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Ocr = Annotated[
    str,
    typer.Option("--ocr", help="auto: pages whose text layer is missing or lies; always; never."),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--ocr-engine", help="tesseract, trueocr, or one that is installed; 'vnplan doctor' names them."
    ),
]
Cache = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep what OCR reads in the user's cache directory.")
]
Password = Annotated[
    str | None, typer.Option("--password", help="Password of an encrypted PDF.", envvar="VNPLAN_PASSWORD")
]
