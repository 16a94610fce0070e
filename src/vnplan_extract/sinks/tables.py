"""One table as CSV, HTML or Markdown: pure functions from a `Table` of the Plan to text."""

from __future__ import annotations

import csv
import html
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.plan import Cell, Table


def filled_rows(table: Table, *, repeat: bool = False) -> list[list[str]]:
    """Return the grid as rows of strings.

    Args:
        table: The table.
        repeat: Whether a cell that spans rows or columns is written in all of them; by default its text stands in its
            first row and column only.
    """
    grid = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        rows = range(cell.row, cell.row + (cell.row_span if repeat else 1))
        cols = range(cell.col, cell.col + (cell.col_span if repeat else 1))
        for row in rows:
            for col in cols:
                if row < table.rows and col < table.cols:
                    grid[row][col] = cell.text
    return grid


def to_csv(table: Table, *, delimiter: str = ",", repeat: bool = False) -> str:
    """Return the table as CSV (RFC 4180, lines end with CR LF)."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(filled_rows(table, repeat=repeat))
    return out.getvalue()


def to_html(table: Table) -> str:
    """Return the table as an HTML `table` with its spans, head, caption and notes; every text escaped."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    lines = ["<table>"]
    if table.caption:
        lines.append(f"<caption>{html.escape(table.caption)}</caption>")
    for name, chosen in (("thead", rows[: table.header_rows]), ("tbody", rows[table.header_rows :])):
        if chosen:
            lines.append(f"<{name}>")
            lines.extend(_html_row(cells) for cells in chosen)
            lines.append(f"</{name}>")
    if table.notes:
        notes = "<br>".join(html.escape(note) for note in table.notes)
        lines.append(f'<tfoot><tr><td colspan="{table.cols}">{notes}</td></tr></tfoot>')
    lines.append("</table>")
    return "\n".join(lines) + "\n"


def _html_row(cells: list[Cell]) -> str:
    parts = []
    for cell in sorted(cells, key=lambda cell: cell.col):
        tag = "th" if cell.header else "td"
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
        parts.append(f"<{tag}{spans}>{html.escape(cell.text)}</{tag}>")
    return f"<tr>{''.join(parts)}</tr>"


def to_markdown(table: Table) -> str:
    """Return the table as a Markdown pipe table; the levels of its head become one row, joined by " > "."""
    head = [_escaped(text) for text in _one_head(table)]
    lines = [_pipe(head), _pipe(["---"] * table.cols)]
    lines.extend(_pipe([_escaped(text) for text in row]) for row in filled_rows(table)[table.header_rows :])
    parts = [f"**{_escaped(table.caption)}**\n"] if table.caption else []
    parts.append("\n".join(lines))
    parts.extend(f"\n{note}" for note in table.notes)
    return "\n".join(parts) + "\n"


def _one_head(table: Table) -> list[str]:
    heads: list[list[str]] = [[] for _ in range(table.cols)]
    for cell in table.cells:
        if cell.row >= table.header_rows or not cell.text:
            continue
        for col in range(cell.col, min(cell.col + cell.col_span, table.cols)):
            if not heads[col] or heads[col][-1] != cell.text:
                heads[col].append(cell.text)
    return [" > ".join(levels) for levels in heads]


def _pipe(texts: list[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
