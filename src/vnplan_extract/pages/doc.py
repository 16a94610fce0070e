"""Reads Word 97-2003 documents (.doc) through LibreOffice, which turns them into DOCX: time limit, profile of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.errors import DamagedInputError, LimitError, MissingPartError
from vnplan_extract.pages.docx import read_docx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.document import Page

SECONDS = 120
COMMANDS = ("soffice", "libreoffice")


def read_doc(data: bytes, *, name: str) -> Iterator[Page]:
    """Yield the pages of a Word 97-2003 document.

    Raises:
        MissingPartError: LibreOffice is not installed.
        LimitError: The conversion takes too long.
        DamagedInputError: LibreOffice cannot open the document.
    """
    return read_docx(to_docx(data, name=name), name=name)


def to_docx(data: bytes, *, name: str) -> bytes:
    """Return the document as DOCX, converted by LibreOffice in a folder and with a profile that vanish afterwards."""
    command = next(filter(None, map(shutil.which, COMMANDS)), None)
    if command is None:
        raise MissingPartError(
            "Word 97-2003 documents (.doc) are read through LibreOffice, which is not installed",
            where=name,
            remedy="Install it (Debian, Ubuntu: apt install libreoffice-writer-nogui), or save the document as .docx.",
        )
    with tempfile.TemporaryDirectory(prefix="vnplan-doc-") as folder:
        source = Path(folder) / "document.doc"
        source.write_bytes(data)
        arguments = [
            command,
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            done = subprocess.run(arguments, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own arguments
        except subprocess.TimeoutExpired as error:
            raise LimitError(
                f"LibreOffice did not finish within {SECONDS} seconds",
                where=name,
                remedy="Save the document as .docx.",
            ) from error
        result = source.with_suffix(".docx")
        if not result.is_file():
            raise DamagedInputError(
                "LibreOffice cannot open the document",
                where=name,
                why=done.stderr.decode("utf-8", "replace").strip()[:200],
                remedy="Open it in Word and save it as .docx.",
            )
        return result.read_bytes()
