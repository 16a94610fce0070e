"""The small markup in which the documents of this corpus are written: YAML around lines of text.

A source has `headers` (issuer, number, place and date, kind, title), `tables`, `signatures` and a `body`. Each line of
the body is a paragraph:

    # I. MỤC TIÊU          heading, bold; "##" and "###" below it ("###" in bold italics)
    1. / 1.1. / a) / - / + numbered by the word processor itself, not typed
    = text                 centred; "=!" centred bold, "=~" centred italic, ">>" right, "~" italic
    **bold**, *italic*, text[^a note]   inside a line
    @header main, @table plan, @sign main, @page, @landscape, @portrait   what its name says

`words` are abbreviations: "§KHCN" is replaced by what stands there. In a table's rows "<" merges a cell with the one on its left and "^" with the one above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

MARKER = re.compile(
    r"(?P<prefix>(?:\d{1,2}\.)*|Điều |Phần |Chương |\()(?P<number>\d{1,3}|[IVXLC]+|[a-zđ])(?P<suffix>[.)]) |(?P<bullet>[-+]) "
)
STATE = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
)  # `state` in a header replaces it
INLINE = re.compile(r"(\*\*|\*|\[\^[^\]]*\])")


@dataclass
class Span:
    """A stretch of a line in one style; a footnote has `note` and no text."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str | None = None


@dataclass
class Line:
    """A paragraph: its marker ("II.", "-"), its text in spans, and its look."""

    spans: list[Span]
    marker: str = ""
    level: int = 0
    align: str = "justify"
    indent: bool = True

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(span.text for span in self.spans)


@dataclass
class Cell:
    """A cell with its place and spans."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1


@dataclass
class Grid:
    """A table: its header may repeat on each page, its rows be split by a page's end, its first column number itself; `ruled` or laid out without lines."""

    cells: list[Cell]
    rows: int
    cols: int
    header_rows: int
    widths: list[float]
    repeat: bool = True
    numbered: bool = False
    split: bool = False
    ruled: bool = True


@dataclass
class Step:
    """Something that is no line: "header", "sign", "page", "landscape", "portrait"."""

    kind: str
    value: dict[str, Any] = field(default_factory=dict)


@dataclass
class Source:
    """A document as written."""

    name: str
    about: str
    tags: list[str]
    made_from: str
    blocks: list[Line | Grid | Step]


def _parsed(text: str) -> Any:
    """Parse YAML, by libyaml where it is there: ten times as fast."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def load(path: Path) -> Source:
    """Read a source."""
    text = path.read_text(encoding="utf-8")
    for name, words in _parsed(text).get("words", {}).items():
        text = text.replace(f"§{name}", words)
    data = _parsed(text)
    blocks: list[Line | Grid | Step] = []
    for raw in data["body"].splitlines():
        line = raw.strip()
        if line.startswith("@"):
            kind, _, name = line[1:].partition(" ")
            if kind == "table":
                blocks.append(grid(data["tables"][name]))
            else:
                values = {"header": "headers", "sign": "signatures"}.get(kind)
                blocks.append(Step(kind, data[values][name] if values else {}))
        elif line:
            blocks.append(parse_line(line))
    return Source(path.stem, data["about"], data["tags"], data["made_from"], blocks)


def parse_line(line: str) -> Line:
    """Read a line of the body."""
    level, align, indent = 0, "justify", True
    bold = italic = False
    if heading := re.match(r"(#{1,3}) ", line):
        level, line = len(heading[1]), line[heading.end() :]
        bold, italic = True, level == 3
    elif look := re.match(r"(=!|=~|=|>>|~) ", line):
        sign, line = look[1], line[look.end() :]
        bold, italic = sign == "=!", sign in {"=~", "~", ">>"}
        align = {"~": "justify", ">>": "right"}.get(sign, "center")
        indent = sign == "~"
    marker = MARKER.match(line)
    text = line[marker.end() :] if marker else line
    return Line(
        inline(text, bold=bold, italic=italic), marker[0].strip() if marker else "", level, align, indent
    )


def inline(text: str, *, bold: bool = False, italic: bool = False) -> list[Span]:
    """Split a line into spans."""
    if text == "*":  # under the name of a Party body
        return [Span(text, bold, italic)]
    spans: list[Span] = []
    for part in INLINE.split(text):
        if part == "**":
            bold = not bold
        elif part == "*":
            italic = not italic
        elif part.startswith("[^"):
            spans.append(Span("", bold, italic, part[2:-1].strip()))
        elif part:
            spans.append(Span(part, bold, italic))
    return spans


def grid(data: dict[str, Any]) -> Grid:
    """Build a table from its matrix; rows are lists, or strings with cells parted by "|"."""
    matrix = [_row(row) for row in data["header"] + data["rows"]]
    cols = len(matrix[0])
    owner: dict[tuple[int, int], Cell] = {}
    cells: list[Cell] = []
    for row, values in enumerate(matrix):
        if len(values) != cols:
            raise ValueError(f"row {row} has {len(values)} cells, not {cols}: {values}")
        for col, text in enumerate(values):
            if text in {"<", "^"}:
                cell = owner[row, col - 1] if text == "<" else owner[row - 1, col]
                cell.row_span = row - cell.row + 1
                cell.col_span = max(cell.col_span, col - cell.col + 1)
            else:
                cell = Cell(row, col, text)
                cells.append(cell)
            owner[row, col] = cell
    return Grid(
        cells,
        len(matrix),
        cols,
        data.get("header_rows", len(data["header"])),
        data["widths"],
        data.get("repeat", True),
        data.get("numbered", False),
        data.get("split", False),
        data.get("ruled", True),
    )


def _row(row: str | list[Any]) -> list[str]:
    values = row.split("|") if isinstance(row, str) else row
    return ["" if value is None else str(value).strip() for value in values]
