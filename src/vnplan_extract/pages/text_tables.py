"""Tables in plain text: runs of lines with tabs, and Markdown's tables with bars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.pages.flow import ParagraphBuilder, ParagraphLook
from vnplan_extract.pages.flow_table import RawCell, make_table
from vnplan_extract.pages.markup import add_inline

if TYPE_CHECKING:
    from vnplan_extract.document import Align, FlowTable, Paragraph

_ENUMERATED = re.compile(r"\s*(?:[-+*•–]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[a-zđ])[.)])\t[^\t]*")
_DELIMITER_CELL = re.compile(r"\s*:?-+:?\s*")


def end_of_tabs(lines: list[str], at: int) -> int:
    """Return the line after a run of lines with tabs."""
    while at < len(lines) and "\t" in lines[at]:
        at += 1
    return at


def is_tabular(run: list[str]) -> bool:
    """True when a run of lines with tabs is a table.

    A lone marker before a single tab ("1.<tab>Mục tiêu") is a numbered paragraph, and a tab at the start of a line
    an indent, unless the lines around it are a table's.
    """
    columns = any("\t" in line.strip("\t ") or line.count("\t") > 1 for line in run)
    return columns and not all(_ENUMERATED.fullmatch(line) for line in run)


def read_tabs(run: list[str], *, markdown: bool) -> FlowTable | None:
    """Read a run of lines with tabs as one table; short rows are filled up."""
    cells = [
        RawCell(row, col, paragraphs=_cell(text, markdown=markdown))
        for row, line in enumerate(run)
        for col, text in enumerate(line.split("\t"))
    ]
    return make_table(cells, len(run))


def _cell(text: str, *, markdown: bool, align: Align | None = None) -> tuple[Paragraph, ...]:
    builder = ParagraphBuilder()
    # Tags stand in the cells of plain text too: whoever made the tabs made them.
    if markdown or "<" in text:
        add_inline(builder, text)
    else:
        builder.add(text)
    paragraph = builder.build(ParagraphLook(align=align))
    return (paragraph,) if paragraph is not None else ()


def is_bar_start(lines: list[str], at: int) -> bool:
    """True when a table with bars begins at a line: a row with a delimiter row under it, or rows of bars only."""
    line = lines[at].strip()
    if "|" not in line:
        return False
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if "|" in following and _is_delimiter(following):
        return True
    return _is_boxed(line) and (_is_boxed(following) or line.count("|") > 2)


def _is_boxed(line: str) -> bool:
    return len(line) > 2 and line.startswith("|") and line.endswith("|")


def _is_delimiter(line: str) -> bool:
    parts = _split(line)
    return bool(parts) and all(_DELIMITER_CELL.fullmatch(part) for part in parts)


def _split(line: str) -> list[str]:
    """Return the cells of a row; an escaped bar is a letter."""
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [part.replace("\0", "|") for part in line.replace("\\|", "\0").split("|")]


def _alignment(part: str) -> Align | None:
    part = part.strip()
    if part.startswith(":"):
        return "center" if part.endswith(":") else "left"
    return "right" if part.endswith(":") else None


def read_bars(lines: list[str], at: int) -> tuple[FlowTable | None, int]:
    """Read the table with bars at a line; return it and the line after it."""
    end = at
    while end < len(lines) and "|" in lines[end]:
        end += 1
    cells: list[RawCell] = []
    aligns: list[Align | None] = []
    header_rows: int | None = None
    row = 0
    for line in lines[at:end]:
        if _is_delimiter(line):
            if header_rows is None and row:
                header_rows = row
                aligns = [_alignment(part) for part in _split(line)]
            continue
        for col, part in enumerate(_split(line)):
            align = aligns[col] if col < len(aligns) else None
            cells.append(RawCell(row, col, paragraphs=_cell(part, markdown=True, align=align)))
        row += 1
    for cell in cells:
        cell.header = header_rows is not None and cell.row < header_rows
    return make_table(cells, row, bordered=True, header_rows=header_rows), end
