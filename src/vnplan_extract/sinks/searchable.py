"""What full-text search looks in: titles, sections, targets, tasks, duties and tables, with and without accents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.sinks.flatten import Rows, Value

SEARCHED: dict[str, tuple[str, ...]] = {
    "plan": ("title", "preamble"),
    "section": ("title", "text"),
    "target": ("text",),
    "task": ("text", "outputs"),
    "duty": ("items",),
    "plan_table": ("caption",),
}
"""Table -> columns searched; a table of the plan is searched in its cells too."""

Searched = tuple[str, str, str, str, str]
COLUMNS = ("plan", "record", "record_table", "text", "folded")


def searchable(rows: Rows) -> Iterator[Searched]:
    """Yield (plan, record, its table, text, text without accents) of what a plan is found by."""
    plan = str(rows["plan"][0][0])
    cells = _cells(rows)
    for table, columns in SEARCHED.items():
        places = [tables()[table].names.index(name) for name in columns]
        for row in rows[table]:
            record = str(row[0])
            text = "\n".join(filter(None, (*(_text(row[place]) for place in places), cells.get(record, ""))))
            if text:
                yield plan, record, table, text, fold_accents(text)


def _cells(rows: Rows) -> dict[str, str]:
    names = tables()["table_cell"].names
    owner, text = names.index("plan_table"), names.index("text")
    found: dict[str, list[str]] = {}
    for row in rows["table_cell"]:
        if row[text]:
            found.setdefault(str(row[owner]), []).append(str(row[text]))
    return {record: "\n".join(texts) for record, texts in found.items()}


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
