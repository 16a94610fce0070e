"""Excel: what people ask for first, then one sheet a table; heads frozen, real numbers and dates, links from rows to pages."""

from __future__ import annotations

import io
import os
import re
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from vnplan_extract.sinks.ready import back
from vnplan_extract.sinks.schema import Column, Table, tables
from vnplan_extract.sinks.staged import StagedSink
from vnplan_extract.sinks.written import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _typeshed import ReadableBuffer
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from vnplan_extract.sinks.flatten import Row, Value
    from vnplan_extract.sinks.schema import Type

MOST_ROWS = 1_048_575  # of a sheet, its head left out; what is more goes to further sheets
LONGEST = 32_767  # characters of a cell
EXACT = 15  # digits a number keeps in Excel
LONGEST_LINK = 2079
LINKS = 60_000  # a sheet takes 65,530 links
WIDTHS = {"text": 14, "integer": 9, "number": 16, "float": 8, "boolean": 9}
WIDE = {
    "text": 70,
    "title": 60,
    "message": 60,
    "message_vi": 60,
    "preamble": 60,
    "name": 36,
    "file": 36,
    "description": 60,
    "plan_title": 40,
    "label": 36,
    "leads": 30,
    "partners": 30,
}
DATES = ("issued", "issued_date", "due")
IN_ORDER = "SELECT v.* FROM {view} v JOIN {table} o ON o.id = v.id ORDER BY v.file, v.plan, o.rowid"
VIEWED = {
    "v_task": IN_ORDER.format(view="v_task", table="task"),
    "v_target": IN_ORDER.format(view="v_target", table="target"),
    "v_budget_by_fund": "SELECT * FROM v_budget_by_fund ORDER BY file, plan, period, fund",
}
"""View that has a sheet -> its rows, as they stand in the documents."""

KINDS: dict[str, Type] = {
    **dict.fromkeys(("amount", "amount_low", "amount_high", "low", "high"), "number"),
    **dict.fromkeys(("page", "lines", "parts"), "integer"),
    "outputs": "texts",
}
"""Column of a view -> its type, where that is not text."""

LEFT_OUT = ("evidence",)  # one row a word would bury the rest; each row links to its page instead
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class XlsxSink(StagedSink):
    """Writes an Excel workbook."""

    def check(self) -> None:
        """Raise OSError if the workbook cannot be made."""
        probe = self.target.path.with_name(f".{self.target.path.name}.part")
        probe.touch()
        probe.unlink()

    def export(self) -> None:
        """Write the workbook beside its place, then put it there."""
        part = self.target.path.with_name(f".{self.target.path.name}.part")
        try:
            with TemporaryDirectory(prefix="vnplan-xlsx-") as folder, _Out(part, "w") as out:
                self._write(out, folder)
                os.fsync(out.fileno())
            part.replace(self.target.path)
        except BaseException:  # a second Ctrl-C too
            part.unlink(missing_ok=True)
            raise

    def _write(self, out: _Out, folder: str) -> None:
        """Write the workbook; its sheets are gathered in a folder of ours, which goes whatever happens."""
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        more = {"strings_to_numbers": False, "nan_inf_to_errors": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(out, {**options, **more})
        sheets = _Book(book, self.target.path.parent, self._pages())
        for table, rows in self._sheets():
            sheets.add(table, rows)
        refusal: OSError | None = None
        try:
            book.close()
        except FileCreateError as error:
            refusal = OSError(*error.args[0].args)
        if refusal:  # not from `error`, which holds the archive: that is to end while the file is open
            raise refusal

    def _sheets(self) -> Iterator[tuple[Table, Iterator[Row]]]:
        """Yield what goes on a sheet, and its rows."""
        for name, query in VIEWED.items():
            found = self.store.db.execute(query)
            columns = (Column(told[0], KINDS.get(told[0], "text"), "") for told in found.description)
            view = Table(name, "", tuple(columns))
            yield view, map(partial(back, view), found)
        for table in tables().values():
            if table.name not in LEFT_OUT:
                yield table, self.rows_of(table)

    def _pages(self) -> dict[str, tuple[str, int]]:
        """Return for each row the file and the page it was printed on."""
        query = (
            "SELECT e.record, p.file, min(e.page) FROM evidence e JOIN plan p ON p.id = e.plan "
            "WHERE p.file IS NOT NULL GROUP BY e.record"
        )
        return {record: (file, page) for record, file, page in self.store.db.execute(query)}


class _Out(io.FileIO):
    """A file that refuses once: `zipfile` writes its end also after that, when nobody can catch what it raises."""

    refused = False

    def write(self, data: ReadableBuffer) -> int:
        """Write all of it."""
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while left and not self.refused:
                left = left[super().write(left) :]
        except OSError:
            self.refused = True
            raise
        return size


class _Book:
    """The workbook and its styles."""

    def __init__(self, book: Workbook, folder: Path, pages: dict[str, tuple[str, int]]) -> None:
        self.book = book
        self.folder = folder
        self.pages = pages
        self.head: Format = book.add_format(
            {"bold": True, "bg_color": "#DDE6F0", "bottom": 1, "valign": "top"}
        )
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.number: Format = book.add_format({"num_format": "#,##0.######", "valign": "top"})
        # "#,##0.######" alone would show a whole number with a point behind it.
        self.large: Format = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.whole: Format = book.add_format({"num_format": "0", "valign": "top"})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.link: Format = book.add_format({"font_color": "blue", "underline": 1, "valign": "top"})

    def add(self, table: Table, rows: Iterator[Row]) -> None:
        """Write a table row by row, on as many sheets as it needs; one without rows has a sheet with its head."""
        row = next(rows, None)
        for number in count(1):
            sheet = self.book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
            self._head(sheet, table)
            line = 0
            while row is not None and line < MOST_ROWS:
                line += 1
                self._row(sheet, line, table, row)
                row = next(rows, None)
            sheet.autofilter(0, 0, max(line, 1), len(table.columns))
            if row is None:
                return

    def _row(self, sheet: Worksheet, line: int, table: Table, row: Row) -> None:
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            self._cell(sheet, line, place, column, value)
        self._link(sheet, line, len(table.columns), str(row[0]))

    def _head(self, sheet: Worksheet, table: Table) -> None:
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, WIDE.get(column.name, WIDTHS.get(column.type, 20)))
            sheet.write_string(0, place, column.name, self.head)
        sheet.write_string(0, len(table.columns), "open", self.head)

    def _cell(self, sheet: Worksheet, line: int, place: int, column: Column, value: Value) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, place, value)
        elif isinstance(value, int | float | Decimal):
            self._number(sheet, line, place, value)
        elif isinstance(value, str) and column.name in DATES and (day := _day(value)):
            sheet.write_datetime(line, place, datetime(day.year, day.month, day.day), self.date)  # noqa: DTZ001 - a day
        else:
            text = value if isinstance(value, str) else "; ".join(map(str, value))
            if text:
                sheet.write_string(line, place, cell_text(text), self.text)

    def _number(self, sheet: Worksheet, line: int, place: int, value: float | Decimal) -> None:
        digits = plain_number(value)
        if len(digits.strip("-").replace(".", "")) > EXACT:
            sheet.write_string(line, place, digits, self.text)
        else:
            parted = self.number if "." in digits else self.large
            style = self.whole if isinstance(value, int) else parted
            sheet.write_number(line, place, float(value), style)

    def _link(self, sheet: Worksheet, line: int, place: int, record: str) -> None:
        found = self.pages.get(record)
        if found is None or line > LINKS:
            return
        file, page = found
        way = os.path.relpath(file, self.folder)  # so that folder and workbook can move together
        url = f"external:{way}#page={page}"
        if "#" not in way and len(url) <= LONGEST_LINK:
            sheet.write_url(line, place, url, self.link, f"p. {page}")


def cell_text(text: str) -> str:
    """Return a text as a cell takes it: what XML has no letter for is written as U+2400 and its like."""
    clean = _CONTROL.sub(lambda match: chr(0x2400 + ord(match[0])) if ord(match[0]) < 32 else "\ufffd", text)
    # "_x0041_" would be read as "A".
    clean = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", clean)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
    return day if day and day.year >= 1900 else None
