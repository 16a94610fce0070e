"""A small renderer of flowing pages to plain text, to look at and to compare in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Page, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def render(pages: Iterable[Page]) -> str:
    """Return the pages as text: one line per paragraph, its role, level and style in front."""
    return "\n".join(line for page in pages for line in _page(page))


def _page(page: Page) -> Iterator[str]:
    yield f"=== page {page.number} {page.width:g}x{page.height:g}"
    for item in page.findings:
        yield f"!!! {item.code}: {item.message}"
    for block in page.flow or ():
        yield from _table(block) if isinstance(block, FlowTable) else [show(block)]


def _table(table: FlowTable) -> Iterator[str]:
    about = f"bordered={table.bordered} header={table.header_rows} breaks={table.page_breaks}"
    yield f"--- table {table.rows}x{table.cols} {about}"
    for cell in table.cells:
        span = f"+{cell.row_span}x{cell.col_span}" if (cell.row_span, cell.col_span) != (1, 1) else ""
        yield f"  [{cell.row},{cell.col}{span}]{'H' if cell.header else ''} " + " ¶ ".join(
            map(show, cell.paragraphs)
        )
    yield "---"


def show(paragraph: Paragraph) -> str:
    """Return one paragraph: {marks} text, bold between **, italic between //, superscript between ^^."""
    marks = [paragraph.role] if paragraph.role != "body" else []
    marks += [f"h{paragraph.level}"] if paragraph.level else []
    marks += [paragraph.align[0]] if paragraph.align else []
    marks += [f"m{paragraph.marker_end}"] if paragraph.marker_end else []
    marks += [f"breaks{paragraph.page_breaks}"] if paragraph.page_breaks else []
    text = ""
    for run in paragraph.runs:
        sign = "**" * run.bold + "//" * run.italic + "^^" * run.superscript
        text += sign + paragraph.text[run.start : run.end] + sign[::-1]
    return ("{" + " ".join(marks) + "} " if marks else "") + text.replace("\n", "⏎")


def texts(pages: Iterable[Page]) -> list[str]:
    """Return the text of every paragraph in order, cells included."""
    found: list[str] = []
    for page in pages:
        for block in page.flow or ():
            inside = (
                [block]
                if isinstance(block, Paragraph)
                else [p for cell in block.cells for p in cell.paragraphs]
            )
            found.extend(paragraph.text for paragraph in inside)
    return found
