"""CSV: a folder with one file a table, for Excel (UTF-8 with BOM), and a Frictionless `datapackage.json`."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING, ClassVar

from vnplan_extract.sinks.dictionary import datapackage
from vnplan_extract.sinks.staged import StagedFolderSink
from vnplan_extract.sinks.written import plain_number

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.sinks.flatten import Value
    from vnplan_extract.sinks.schema import Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"


class CsvSink(StagedFolderSink):
    """Writes `TABLE.csv` for each table into a folder."""

    suffix: ClassVar[str] = ".csv"

    def describe(self, folder: Path) -> None:
        """Write `datapackage.json` beside the tables."""
        package = json.dumps(datapackage(), ensure_ascii=False, indent=2) + "\n"
        (folder / "datapackage.json").write_text(package, encoding="utf-8")

    def write_table(self, table: Table, path: Path) -> None:
        """Write one table."""
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
