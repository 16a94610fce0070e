"""`vnplan` in this process: what it prints and the code it ends with, without the start of another Python."""

from __future__ import annotations

import io
import sys
import traceback
from subprocess import CompletedProcess
from unittest.mock import patch

from vnplan_extract.cli import main


def vnplan(*arguments: str, stdin: bytes = b"") -> CompletedProcess[bytes]:
    """Run the command as `python -m vnplan_extract` does, an error that nobody caught included."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")]
    code = 0
    with (
        patch.object(sys, "argv", ["vnplan", *arguments]),
        patch.multiple(sys, stdin=streams[0], stdout=streams[1], stderr=streams[2]),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        except Exception:  # noqa: BLE001 - what nobody caught is shown, as a process shows it
            traceback.print_exc()
            code = 1
    said = [_said(stream) for stream in streams[1:]]
    return CompletedProcess(arguments, code, *said)


def _said(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    stream.flush()
    return buffer.getvalue()
