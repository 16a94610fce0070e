"""Reads Word 97-2003 (.doc), RTF and OpenDocument through LibreOffice, which turns texts into DOCX and sheets into XLSX.

It runs with a profile of its own that vanishes afterwards, within a time limit, without macros and without network:
what a document links to is not fetched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.errors import DamagedInputError, LimitError, MissingPartError
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.workbook import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.document import Page
    from vnplan_extract.pages.images import Improve

SECONDS = 120
COMMANDS = ("soffice", "libreoffice")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that LibreOffice turns into another: what it is called, and what it becomes.

    Attributes:
        filter: What LibreOffice calls the form that is written.
        part: The package of Debian that reads it.
        program: What people have it open in.
    """

    said: str
    becomes: str = ".docx"
    filter: str = "docx:MS Word 2007 XML"
    part: str = "writer"
    program: str = "Word"


KINDS = {
    ".doc": Kind("Word 97-2003 documents"),
    ".rtf": Kind("RTF documents"),
    ".odt": Kind("OpenDocument text documents"),
    ".ods": Kind("OpenDocument spreadsheets", ".xlsx", "xlsx:Calc MS Excel 2007 XML", "calc", "Excel"),
}

# Settings of the profile (LibreOffice: registrymodifications.xcu): links are not followed, macros not run, and what asks
# for the network all the same meets a proxy that is not there (port 9, "discard").
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetFTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetFTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def read_doc(
    data: bytes, *, name: str, suffix: str = ".doc", improve: Improve | None = None
) -> Iterator[Page]:
    """Yield the pages of a document of a kind that LibreOffice reads, `suffix` being what such files are called by.

    Raises:
        MissingPartError: LibreOffice is not installed.
        LimitError: The conversion takes too long.
        DamagedInputError: LibreOffice cannot open the document.
    """
    return read_docx(converted(data, name=name, suffix=suffix), name=name, improve=improve)


def read_ods(data: bytes, *, name: str) -> Iterator[Page]:
    """Yield the pages of an OpenDocument spreadsheet.

    Raises:
        MissingPartError: LibreOffice is not installed.
        LimitError: The conversion takes too long.
        DamagedInputError: LibreOffice cannot open it.
        EmptyInputError: No cell of it can be seen.
    """
    return read_xlsx(converted(data, name=name, suffix=".ods"), name=name)


def converted(data: bytes, *, name: str, suffix: str = ".doc", seconds: float = SECONDS) -> bytes:
    """Return the document as DOCX or XLSX, converted by LibreOffice in a folder that vanishes afterwards."""
    kind = KINDS[suffix]
    command = next(filter(None, map(shutil.which, COMMANDS)), None)
    if command is None:
        raise MissingPartError(
            f"{kind.said} ({suffix}) are read through LibreOffice, which is not installed",
            where=name,
            remedy=f"Install it (Debian, Ubuntu: apt install libreoffice-{kind.part}-nogui), "
            f"or save the document as {kind.becomes}.",
        )
    with tempfile.TemporaryDirectory(prefix="vnplan-doc-", ignore_cleanup_errors=True) as home:
        folder = Path(home)
        source = folder / f"document{suffix}"
        source.write_bytes(data)
        said = _run([command, *_arguments(folder, kind), str(source)], name=name, seconds=seconds)
        result = source.with_suffix(kind.becomes)
        if not result.is_file():
            raise DamagedInputError(
                "LibreOffice cannot open the document",
                where=name,
                why=said[:200],
                remedy=f"Open it in {kind.program} and save it as {kind.becomes}.",
            )
        return result.read_bytes()


def _arguments(folder: Path, kind: Kind) -> list[str]:
    """Make the profile in the folder, and return the options that use it."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE, encoding="utf-8")
    return [
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        kind.filter,
        "--outdir",
        str(folder),
    ]


def _run(command: list[str], *, name: str, seconds: float) -> str:
    """Run a command to its end or to the limit, its children too, and return what it says on standard error."""
    with subprocess.Popen(  # noqa: S603 - our own arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise LimitError(
                f"LibreOffice did not finish within {seconds:g} seconds",
                where=name,
                remedy="Save the document as .docx or .xlsx.",
            ) from error
        except BaseException:
            _end(process)
            raise
    return said.decode("utf-8", "replace").strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the command: `soffice` is a script, and the office itself its child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
