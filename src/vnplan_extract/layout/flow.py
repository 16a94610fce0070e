"""Flowing documents (DOCX, HTML, Markdown, plain text): paragraphs to blocks, tables to grids, layout tables to columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.document import Block, FlowTable, Line, Paragraph, Passage
from vnplan_extract.layout.flowgrid import flow_grid, is_layout_table, with_raised_digits
from vnplan_extract.layout.page import Composer, Item, LaidPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.document import Column, FurnitureKind, Page

FURNITURE: dict[str, FurnitureKind] = {
    "page_header": "running_head",
    "page_footer": "running_foot",
    "footnote": "footnote",
    "furniture": "navigation",
}


def lay_out_flow(page: Page) -> LaidPage:
    """Put the text of a flowing page together; its paragraphs are blocks already."""
    composer = Composer()
    items: list[Item] = []
    for item in page.flow or ():
        if isinstance(item, Paragraph):
            items.extend(_block(item, composer, page=page.number))
        elif is_layout_table(item):
            items.extend(_columns(item, composer, page=page.number))
        else:
            items.append(composer.table(flow_grid(item, page=page.number)))
    return LaidPage(composer.page_text(page), tuple(items), findings=page.findings)


def _columns(table: FlowTable, composer: Composer, *, page: int) -> Iterator[Block]:
    """Read a layout table column by column: the issuer before the quốc hiệu, the recipients before the signature."""
    for cell in sorted(table.cells, key=lambda cell: (cell.col, cell.row)):
        column: Column = "full"
        if table.cols > 1 and cell.col_span < table.cols:
            column = "left" if cell.col < table.cols / 2 else "right"
        for paragraph in cell.paragraphs:
            yield from _block(paragraph, composer, page=page, column=column)


def _block(
    paragraph: Paragraph, composer: Composer, *, page: int, column: Column = "full"
) -> Iterator[Block]:
    text = with_raised_digits(paragraph)
    if not text.strip():
        return
    lines: list[Line] = []
    at = 0
    for part in text.split("\n"):
        if part.strip():
            lead = len(part) - len(part.lstrip())
            lines.append(composer.line(_line(paragraph, part.strip(), at + lead, page=page, column=column)))
        at += len(part) + 1
    bold_until = 0
    for line in lines:
        bold_until += line.bold_until
        if not line.bold:
            break
        bold_until += 1
    passage = Passage.join(line.passage() for line in lines)
    yield Block(
        passage,
        tuple(lines),
        column=column,
        furniture=FURNITURE.get(paragraph.role),
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        bold_until=min(bold_until, len(passage.text)),
        centred=paragraph.align == "center",
        size=max((run.size for run in paragraph.runs), default=0.0),
        indent=paragraph.indent,
        level=paragraph.level,
        marker_end=paragraph.marker_end,
    )


def _line(paragraph: Paragraph, text: str, offset: int, *, page: int, column: Column) -> Line:
    bold_until = _styled_until(paragraph, text, offset, style="bold")
    return Line(
        page,
        0,
        text,
        size=max((run.size for run in paragraph.runs), default=0.0),
        bold=bold_until == len(text),
        italic=_styled_until(paragraph, text, offset, style="italic") == len(text),
        bold_until=bold_until,
        centred=paragraph.align == "center",
        column=column,
        indent=paragraph.indent,
        level=paragraph.level,
        marker_end=max(paragraph.marker_end - offset, 0),
    )


def _styled_until(paragraph: Paragraph, text: str, offset: int, *, style: str) -> int:
    """Return up to where `text`, which stands at `offset` of the paragraph, is in the style from its start on.

    An automatic number has no run of its own: it takes the style of what follows.
    """
    end = max(offset, paragraph.marker_end)
    for run in sorted(paragraph.runs, key=lambda run: run.start):
        if run.end <= end:
            continue
        if not getattr(run, style) or paragraph.text[end : run.start].strip():
            break
        end = run.end
    if end == max(offset, paragraph.marker_end):
        return 0
    end = min(end - offset, len(text))
    return len(text) if not any(char.isalnum() for char in text[end:]) else end
