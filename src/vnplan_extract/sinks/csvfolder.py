"""CSV: a folder with one file a table, for Excel (UTF-8 with BOM), and a Frictionless `datapackage.json`."""

from __future__ import annotations

import csv
import json
import os
import shutil
from typing import TYPE_CHECKING

from vnplan_extract.sinks.dictionary import datapackage
from vnplan_extract.sinks.schema import tables
from vnplan_extract.sinks.staged import StagedSink
from vnplan_extract.sinks.written import plain_number

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.sinks.flatten import Value
    from vnplan_extract.sinks.schema import Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"
BLOCK = 1 << 20


class CsvSink(StagedSink):
    """Writes `TABLE.csv` for each table into a folder."""

    def check(self) -> None:
        """Raise OSError if the folder cannot be made."""
        self.target.path.mkdir(parents=True, exist_ok=True)

    def export(self) -> None:
        """Write all tables beside the files that are there, then put them in their place."""
        part = self.target.path / ".part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            for table in tables().values():
                self._write(table, part / f"{table.name}.csv")
            package = json.dumps(datapackage(), ensure_ascii=False, indent=2) + "\n"
            (part / "datapackage.json").write_text(package, encoding="utf-8")
            for path in sorted(part.iterdir()):
                path.replace(self.target.path / path.name)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _write(self, table: Table, path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(table.names)
            guarded = [column.type == "text" for column in table.columns]
            for row in self.rows_of(table):
                writer.writerow(
                    [_cell(value, guard=guard) for value, guard in zip(row, guarded, strict=True)]
                )
            out.flush()
            os.fsync(out.fileno())


def _cell(value: Value, *, guard: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded_text(value) if guard else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return plain_number(value)


def guarded_text(text: str) -> str:
    """Return a text as a spreadsheet takes it for a text, never for a formula.

    A text that a spreadsheet would calculate gets an apostrophe before it, and so does one that begins with an
    apostrophe: taking one off gives the text back. NUL, which no spreadsheet reads, is written as U+2400.
    """
    shown = text.replace("\x00", "\u2400")
    return GUARD + shown if shown.lstrip(" \n").startswith((*FORMULA, GUARD)) else shown


def unguarded_text(text: str) -> str:
    """Return the text that `guarded_text` was given."""
    return text[1:] if text.startswith(GUARD) else text
