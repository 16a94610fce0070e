"""Writes a source as the Markdown that page-wise OCR and conversion leave: tables by tabs, cut where pages end.

Merged cells leave blanks, bold cells tags; the rest of a row that a page's end cut stands behind a blank line, under a
repeated header where the table repeats its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markup import STATE, Grid, Line, Source, Span, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS_ON_A_PAGE = 8
WRAPPED_AT = 40  # characters of a cell that still stood on the page before the cut


def write(source: Source) -> str:
    """Return a source as Markdown."""
    parts: list[str] = []
    notes = [
        span.note for block in source.blocks if isinstance(block, Line) for span in block.spans if span.note
    ]
    for block in source.blocks:
        if isinstance(block, Line):
            parts.append(_line(block, notes))
        elif isinstance(block, Grid):
            parts.append("\n".join(_grid(block)))
        elif block.kind in {"header", "sign"}:
            parts.extend(_header(block.value) if block.kind == "header" else _sign(block.value))
    parts.extend(f"[^{number}]: {note}" for number, note in enumerate(notes, 1))
    return "\n\n".join(part for part in parts if part) + "\n"


def _spans(spans: list[Span], notes: list[str]) -> str:
    text = ""
    for span in spans:
        if span.note is not None:
            text += f"[^{notes.index(span.note) + 1}]"
            continue
        marks = "**" * span.bold + "*" * span.italic
        inner = span.text.strip()
        before = span.text[: len(span.text) - len(span.text.lstrip())]
        after = span.text[len(span.text.rstrip()) :] if inner else ""
        text += f"{before}{marks}{inner}{marks[::-1]}{after}" if inner else span.text
    return text


def _line(line: Line, notes: list[str]) -> str:
    first = line.spans[0] if line.spans else Span("")
    marker = [Span(line.marker + " ", first.bold, first.italic)] if line.marker else []
    if line.marker and line.marker not in {"-", "+"} and first.text:
        spans = [Span(marker[0].text + first.text, first.bold, first.italic), *line.spans[1:]]
        text = _spans(spans, notes)
    else:
        text = "".join(
            [
                f"{line.marker} " if line.marker == "-" else f"- {line.marker} " if line.marker else "",
                _spans(line.spans, notes),
            ]
        )
    return f"{'#' * (line.level + 1)} {text}" if line.level else text


def _grid(grid: Grid) -> Iterator[str]:
    rows = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    head, body = rows[: grid.header_rows], rows[grid.header_rows :]
    yield from map(_tabs, head)
    for index, row in enumerate(body):
        if index and index % ROWS_ON_A_PAGE == 0:
            first, rest = _cut(row) if grid.split else ([], row)
            if first:
                yield _tabs(first)
            yield ""
            yield from map(_tabs, head if grid.repeat else [])
            yield _tabs(rest)
        else:
            yield _tabs(row)


def _cut(row: list[str]) -> tuple[list[str], list[str]]:
    """Cut a row where a page ends: long cells go on behind it, short ones stay whole before it."""
    cut = [
        len(text) if len(text) <= WRAPPED_AT or "**" in text else text.rfind(" ", 0, WRAPPED_AT)
        for text in row
    ]
    if all(at == len(text) for at, text in zip(cut, row, strict=True)):
        return [], row
    first = [text[:at] for at, text in zip(cut, row, strict=True)]
    return first, [text[at:].strip() for at, text in zip(cut, row, strict=True)]


def _tabs(row: list[str]) -> str:
    return "\t".join(_cell(text) for text in row)


def _cell(text: str) -> str:
    spans = inline(text.replace("\n", " "))
    return "".join(f"<b>{span.text}</b>" if span.bold else span.text for span in spans)


def _header(value: dict[str, Any]) -> Iterator[str]:
    if "issuer" in value:
        yield "  \n".join(value["issuer"])
        yield "  \n".join(f"**{line}**" for line in value.get("state", STATE))
        yield " ".join(value["number"].split())
        yield from value.get("about", [])
        yield f"*{' '.join(value['date'].split())}*"
    if "kind" in value:
        yield f"## **{value['kind']}**"
    for key, mark in (("title", "**"), ("attached", "*")):
        texts = value.get(key, [])
        if texts:
            yield mark + "  \n".join([texts] if isinstance(texts, str) else texts) + mark


def _sign(value: dict[str, Any]) -> Iterator[str]:
    to = ["**Nơi nhận:**", "\n".join(f"- {text}" for text in value["to"])]
    by: list[str] = []
    for block in value["by"] if isinstance(value["by"], list) else [value["by"]]:
        by += ["**" + "  \n".join(block["authority"]) + "**", f"**{block['name']}**"]
    yield from by + to if value.get("side_by_side") else to + by
