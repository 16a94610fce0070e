"""Typesets a source as HTML, from which WeasyPrint makes the second PDF."""

from __future__ import annotations

from html import escape
from typing import Any

from markup import STATE, Grid, Line, Source, Span, Step, inline

CSS = """
@page { size: A4; margin: 20mm 20mm 20mm 30mm; @top-center { content: counter(page); font: 13pt 'Liberation Serif' } }
@page :first { @top-center { content: none } }
@page wide { size: A4 landscape; @top-center { content: counter(page) } }
body { font: 13pt 'Liberation Serif', 'Times New Roman', serif; margin: 0 }
p { margin: 0 0 6pt; text-align: justify; text-indent: 10mm }
.c { text-align: center; text-indent: 0 } .r { text-align: right; text-indent: 0 } .l { text-align: left; text-indent: 0 }
.t { font-size: 14pt } .s { font-size: 12pt }
h1, h2, h3 { font-size: 13pt; font-weight: bold; margin: 0 0 6pt; text-indent: 10mm; break-after: avoid }
h3 { font-style: italic }
table { border-collapse: collapse; width: 100%; margin-bottom: 8pt } td, th { vertical-align: top; padding: 2pt 3pt }
table.ruled { font-size: 11pt; table-layout: fixed } table.ruled td, table.ruled th { border: 0.6pt solid black }
table p { text-indent: 0; margin-bottom: 2pt; text-align: left } table p.c, th p { text-align: center }
table.whole tr { break-inside: avoid }
thead { display: table-header-group }
.page { break-before: page } .wide { page: wide }
.note { float: footnote; font-size: 10pt }
"""
OPEN = "table.open { font-size: 11pt; table-layout: fixed }\n"


def write(source: Source, *, floating: bool = False) -> str:
    """Return a source as an HTML page; `floating` leaves the footnotes where they float to the foot of a printed page."""
    parts: list[str] = []
    notes = [
        span.note for block in source.blocks if isinstance(block, Line) for span in block.spans if span.note
    ]
    for block in source.blocks:
        if isinstance(block, Line):
            parts.append(_line(block))
        elif isinstance(block, Grid):
            parts.append(_grid(block))
        elif block.kind in {"landscape", "portrait"}:
            parts.append(
                f'</div><div class="{"wide" if block.kind == "landscape" else ""}" style="page-break-before:always">'
            )
        else:
            parts.append(_step(block))
    page = "\n".join(parts)
    for number, note in enumerate(notes if not floating else [], 1):
        inline_note = f'<span class="note">{escape(note)}</span>'
        page = page.replace(inline_note, f"<sup>{number}</sup>", 1)
        page += (
            f'\n<div style="mso-element:footnote"><p class="l"><sup>{number}</sup> {escape(note)}</p></div>'
        )
    css = CSS
    if any(isinstance(block, Grid) and not block.ruled for block in source.blocks):
        css += OPEN
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{escape(source.about)}</title>\n'
        f"<style>{css}</style>\n</head>\n<body>\n<div>\n" + page + "\n</div>\n</body>\n</html>\n"
    )


def _spans(spans: list[Span]) -> str:
    text = ""
    for span in spans:
        if span.note is not None:
            text += f'<span class="note">{escape(span.note)}</span>'
            continue
        piece = escape(span.text).replace("  ", "\u00a0 ")
        piece = f"<i>{piece}</i>" if span.italic else piece
        text += f"<b>{piece}</b>" if span.bold else piece
    return text


def _line(line: Line) -> str:
    style = {
        "center": ' class="c" style="text-align:center"',
        "right": ' class="r" style="text-align:right"',
    }.get(line.align, "")
    first = line.spans[0] if line.spans else Span("")
    marker = _spans([Span(line.marker + " ", first.bold, first.italic)]) if line.marker else ""
    tag = f"h{line.level}" if line.level else "p"
    return f"<{tag}{style}>{marker}{_spans(line.spans)}</{tag}>"


def _grid(grid: Grid) -> str:
    total = sum(grid.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.2f}%">' for width in grid.widths)
    rows = [
        "".join(_cell(grid, cell, row) for cell in grid.cells if cell.row == row) for row in range(grid.rows)
    ]
    head = grid.header_rows if grid.repeat else 0
    lines = [f"<tr>{row}</tr>" for row in rows]
    thead = f"<thead>{''.join(lines[:head])}</thead>" if head else ""
    body = "\n".join(lines[head:])
    whole = "" if grid.split else " whole"
    look = "ruled" if grid.ruled else "open"
    return (
        f'<table class="{look}{whole}"><colgroup>{columns}</colgroup>{thead}\n<tbody>{body}</tbody></table>'
    )


def _cell(grid: Grid, cell: Any, row: int) -> str:
    header = row < grid.header_rows
    tag = "th" if header else "td"
    spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
        f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    )
    narrow = grid.widths[cell.col] < 24 and cell.col_span == 1
    style = ' class="c"' if narrow or header else ""
    inside = "".join(
        f"<p{style}>{_spans(inline(part, bold=header))}</p>" for part in cell.text.split("\n") if part
    )
    return f"<{tag}{spans}>{inside}</{tag}>"


def _step(step: Step) -> str:
    if step.kind == "header":
        return _header(step.value)
    if step.kind == "sign":
        return _sign(step.value)
    return '<div class="page" style="page-break-before:always"></div>'


def _styled(text: str, style: str) -> str:
    """Return a paragraph in classes: c centred, b bold, i italic, t and s sizes."""
    look = style.split()
    inside = _spans(inline(text, bold="b" in look, italic="i" in look))
    classes = " ".join(name for name in look if name in {"c", "l", "r", "t", "s"})
    align = ' style="text-align:center"' if "c" in look else ""
    return f'<p class="{classes}"{align}>{inside}</p>'


def _rows(lines: list[tuple[str, str]]) -> str:
    return "".join(_styled(text, style) for text, style in lines)


def _pair(left: list[tuple[str, str]], right: list[tuple[str, str]], share: int) -> str:
    return f'<tr><td style="width:{share}%">{_rows(left)}</td><td>{_rows(right)}</td></tr>'


def _header(value: dict[str, Any]) -> str:
    text = ""
    if "issuer" in value:
        issuer = [(line, "c b" if line == value["issuer"][-1] else "c") for line in value["issuer"]]
        state = list(zip(value.get("state", STATE), ("c b s", "c b"), strict=False))
        number = [(value["number"], "c"), *((line, "c") for line in value.get("about", []))]
        text = f'<table style="border:none">{_pair(issuer, state, 36)}{_pair(number, [(value["date"], "c i")], 36)}</table>'
    for key, style in (("kind", "c b t"), ("title", "c b t"), ("attached", "c i t")):
        lines = value.get(key, [])
        for line in [lines] if isinstance(lines, str) else lines:
            text += _styled(line, style)
    return text


def _sign(value: dict[str, Any]) -> str:
    blocks = value["by"] if isinstance(value["by"], list) else [value["by"]]
    signed = [_signature(block) for block in blocks]
    to = [("Nơi nhận:", "l i b"), *((f"- {line}", "l") for line in value["to"])]
    if value.get("side_by_side"):
        first = f'<table style="border:none">{_pair(signed[0], signed[1], 50)}</table>'
        return first + f'<table style="border:none">{_pair(to, [], 50)}</table>'
    return f'<table style="border:none">{_pair(to, [line for block in signed for line in block], 50)}</table>'


def _signature(block: dict[str, Any]) -> list[tuple[str, str]]:
    gap = [("\u00a0", "c")] * 3
    return [*((line, "c b") for line in block["authority"]), *gap, (block["name"], "c b")]
