"""A story of a DOCX (body, header, note, text box, cell): its blocks in order, with the page breaks between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Paragraph, ParagraphRole
from vnplan_extract.pages.docx_package import W
from vnplan_extract.pages.docx_styles import (
    ParagraphFormat,
    Styles,
    TextFormat,
    as_style,
    flag,
    number,
    over,
    points,
    value,
)
from vnplan_extract.pages.docx_text import MC, NoteReference, Notes, Tally, TextReader, V, holds_text
from vnplan_extract.pages.flow import BreakKind, ParagraphBuilder, ParagraphLook
from vnplan_extract.pages.flow_table import RawCell, flatten, make_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from vnplan_extract.pages.docx_numbering import Marker, Numbering

# Elements that hold blocks or rows and print nothing themselves.
_WRAPPERS = frozenset(
    W + name for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo", "sdt", "subDoc")
)
_SIDES = ("top", "left", "bottom", "right")
_MOST_COLUMNS = 4096


@dataclass(slots=True)
class Piece:
    """A block, or an empty paragraph, with the page breaks around it.

    `before` are the breaks in front of it; `inside` counts those within or behind a table's or paragraph's text after
    which more of it follows; `after` are those at its end. `section` is the section that ends with it.
    """

    block: Paragraph | FlowTable | None = None
    before: tuple[BreakKind, ...] = ()
    inside: int = 0
    after: tuple[BreakKind, ...] = ()
    section: _Element | None = None
    notes: tuple[NoteReference, ...] = ()
    tabs: tuple[int, ...] = ()


@dataclass(slots=True)
class Story:
    """Reads blocks; everything that counts on through the document is shared by its stories."""

    styles: Styles
    numbering: Numbering
    tally: Tally
    notes: Notes
    role: ParagraphRole = "body"
    note_mark: str = ""
    _text: TextReader = field(init=False)
    _joined: ParagraphBuilder | None = None  # a paragraph whose mark was deleted goes on in the next
    _blank: bool = False

    def __post_init__(self) -> None:
        self._text = TextReader(self.styles, self.tally, self.notes, note_mark=self.note_mark)

    def read(self, parent: _Element) -> Iterator[Piece]:
        """Yield the pieces that `parent` holds, in order; text boxes follow the paragraph they hang on."""
        for child in parent:
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
            elif tag == MC + "AlternateContent":
                yield from self.read(next((choice for choice in child if holds_text(choice)), child))
            elif tag in _WRAPPERS:
                yield from self.read(child)

    def blocks(self, parent: _Element) -> Iterator[Piece]:
        """Yield the pieces of a whole body, cell, note or box."""
        self._blank = False
        yield from self.read(parent)
        if self._joined is not None:
            builder, self._joined = self._joined, None
            yield self._piece(builder, ParagraphFormat(), None, TextFormat(), None)

    def _paragraph(self, element: _Element) -> Iterator[Piece]:
        properties = element.find(W + "pPr")
        format_, style_text, style = self.styles.paragraph(properties)
        mark = properties.find(W + "rPr") if properties is not None else None
        builder = self._joined or ParagraphBuilder()
        self._joined = None
        if format_.page_break_before and not builder.has_text:
            builder.page_break("page")
        self._text.read(element, builder, style_text)
        self._text.end_paragraph()
        boxes, self._text.boxes = self._text.boxes, []
        section = properties.find(W + "sectPr") if properties is not None else None
        if mark is not None and mark.find(W + "del") is not None and section is None:
            self._joined = builder
        else:
            marker = self._marker(format_, style)
            look = over(self.styles.text(style_text, mark), marker.look) if marker else TextFormat()
            yield self._piece(builder, format_, marker, look, section)
        for watermark in element.iter(V + "textpath"):
            yield self._watermark(watermark)
        for box in boxes:
            yield from self._box(box)

    def _marker(self, format_: ParagraphFormat, style: str | None) -> Marker | None:
        level = format_.num_level
        if level is None and format_.num_id is not None:
            level = self.numbering.level_of_style(format_.num_id, style)
        return self.numbering.next(format_.num_id, level or 0)

    def _piece(
        self,
        builder: ParagraphBuilder,
        format_: ParagraphFormat,
        marker: Marker | None,
        look: TextFormat,
        section: _Element | None,
    ) -> Piece:
        if marker:  # the list's indents hold where the paragraph has none of its own
            format_ = replace(
                format_,
                left=marker.place.left if format_.left is None else format_.left,
                first=marker.place.first if format_.first is None else format_.first,
            )
        level = format_.outline + 1 if format_.outline is not None and 0 <= format_.outline < 9 else None
        paragraph = builder.build(
            ParagraphLook(level, format_.align, round(points(format_), 2), self.role),
            marker=marker.text if marker else "",
            marker_style=as_style(look),
            glued=bool(marker and marker.glued),
            blank_before=self._blank,
        )
        self._blank = paragraph is None
        notes, self._text.references = tuple(self._text.references), []
        piece = _with_breaks(paragraph, builder.breaks, section, notes)
        piece.tabs = tuple(builder.tabs)
        return piece

    def _watermark(self, element: _Element) -> Piece:
        builder = ParagraphBuilder()
        builder.add(element.get("string", ""))
        role: ParagraphRole = "furniture" if self.role == "body" else self.role
        return Piece(builder.build(ParagraphLook(role=role)))

    def _box(self, box: _Element) -> Iterator[Piece]:
        inner = Story(self.styles, self.numbering, self.tally, self.notes, self.role, self.note_mark)
        for piece in inner.blocks(box):
            if piece.block is not None:  # a box moves with the page it hangs on
                yield Piece(piece.block, notes=piece.notes)

    def _table(self, element: _Element) -> Iterator[Piece]:
        frame = _frame(element)
        if frame is not None:
            yield from self.blocks(frame)
        else:
            yield _TableReader(self).read(element)
        self._blank = False


def _with_breaks(
    paragraph: Paragraph | None,
    breaks: list[tuple[int, BreakKind]],
    section: _Element | None,
    notes: tuple[NoteReference, ...],
) -> Piece:
    length = len(paragraph.text) if paragraph else 0
    before = tuple(kind for offset, kind in breaks if offset == 0)
    after = tuple(kind for offset, kind in breaks if 0 < offset == length)
    inner: list[int] = []
    last: BreakKind | None = None
    for offset, kind in breaks:
        if 0 < offset < length:
            # Word notes where the page fell also behind a break that was asked for: the same break.
            if not (kind == "rendered" and inner and inner[-1] == offset and last == "page"):
                inner.append(offset)
            last = kind
    if paragraph is not None and inner:
        paragraph = replace(paragraph, page_breaks=tuple(inner))
    return Piece(paragraph, before, len(inner), after, section, notes)


@dataclass(slots=True)
class _TableReader:
    """Reads one table: rows and cells with their spans, then the grid."""

    story: Story
    cells: list[RawCell] = field(default_factory=list)
    open_merges: dict[int, RawCell] = field(default_factory=dict)  # column -> cell that goes on downwards
    drawn: int = 0
    notes: list[NoteReference] = field(default_factory=list)
    page_breaks: list[int] = field(default_factory=list)
    starts_page: bool = False

    def read(self, element: _Element) -> Piece:
        """Return the table, or an empty piece when nothing is printed in it."""
        borders = _table_borders(element, self.story.styles)
        headers: list[bool] = []
        rows = 0
        for row in _rows(element):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.story.tally.deleted += 1
                continue
            header = bool(flag(properties, "tblHeader"))
            self._row(row, rows, header=header, borders=borders)
            headers.append(header)
            rows += 1
        leading = next((index for index, header in enumerate(headers) if not header), rows)
        table = make_table(
            self.cells,
            rows,
            bordered=self.drawn * 2 >= len(self.cells) if self.cells else None,
            header_rows=leading or None,
            page_breaks=tuple(self.page_breaks),
        )
        before: tuple[BreakKind, ...] = ("rendered",) if self.starts_page else ()
        return Piece(table, before, len(self.page_breaks), notes=tuple(self.notes))

    def _row(self, row: _Element, index: int, *, header: bool, borders: frozenset[str]) -> None:
        properties = row.find(W + "trPr")
        col = _count(properties, "gridBefore")
        merged_left: RawCell | None = None
        leading, inner, seen = False, 0, False
        for cell in _cells(row):
            about = cell.find(W + "tcPr")
            span = max(1, min(_count(about, "gridSpan") or 1, _MOST_COLUMNS))
            paragraphs, begins, breaks = self._content(cell)
            leading, inner = leading or (begins and not seen), max(inner, breaks)
            seen = seen or bool(paragraphs)
            self.drawn += _has_borders(about, borders)
            merged_left = self._place(RawCell(index, col, 1, span, paragraphs, header), about, merged_left)
            col += span
        if leading and index == 0:
            self.starts_page = True
        elif leading:
            self.page_breaks.append(index)
        self.page_breaks.extend([index + 1] * inner)

    def _place(self, cell: RawCell, about: _Element | None, left: RawCell | None) -> RawCell:
        """Put a cell on the grid, or add it to the one that it is merged with; return the cell it became."""
        across = about.find(W + "hMerge") if about is not None else None
        if across is not None and across.get(W + "val", "continue") == "continue" and left is not None:
            left.col_span += cell.col_span
            left.paragraphs += cell.paragraphs
            return left
        down = about.find(W + "vMerge") if about is not None else None
        above = self.open_merges.get(cell.col)
        if down is not None and down.get(W + "val", "continue") == "continue":
            fits = above is not None and above.row + above.row_span == cell.row
            if above is not None and fits and above.col_span == cell.col_span:
                above.row_span += 1
                above.paragraphs += cell.paragraphs
                return above
        for col in range(cell.col, cell.col + cell.col_span):
            self.open_merges.pop(col, None)
        if down is not None:
            self.open_merges[cell.col] = cell
        self.cells.append(cell)
        return cell

    def _content(self, cell: _Element) -> tuple[tuple[Paragraph, ...], bool, int]:
        """Return a cell's paragraphs, whether a page begins before its text, and how many begin within it."""
        blocks: list[Paragraph | FlowTable] = []
        begins, inner = False, 0
        story = self.story
        for piece in story.blocks(cell):
            self.notes.extend(piece.notes)
            broken = bool(piece.before) and any(kind == "rendered" for kind in piece.before)
            block = piece.block
            if not blocks:
                begins = begins or broken or _page_break_before(piece)
            elif broken:
                inner += 1
                if isinstance(block, Paragraph):
                    block = replace(block, page_breaks=(0, *block.page_breaks))
            inner += piece.inside
            if block is not None:
                blocks.append(block)
        paragraphs, nested = flatten(blocks)
        story.tally.nested += nested
        return paragraphs, begins, inner


def _frame(table: _Element) -> _Element | None:
    """Return the cell of a table that is only a frame around other tables."""
    rows = list(_rows(table))
    cells = list(_cells(rows[0])) if len(rows) == 1 else []
    return cells[0] if len(cells) == 1 and cells[0].find(W + "tbl") is not None else None


def _page_break_before(piece: Piece) -> bool:
    return "page" in piece.before and isinstance(piece.block, Paragraph)


def _rows(element: _Element) -> Iterator[_Element]:
    for child in element:
        if child.tag == W + "tr":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _count(properties: _Element | None, name: str) -> int:
    return min(max(int(number(value(properties, name)) or 0), 0), _MOST_COLUMNS)


def _table_borders(element: _Element, styles: Styles) -> frozenset[str]:
    """Return the sides of an ordinary cell at which the table draws a line."""
    own = element.find(W + "tblPr")
    sources = [own] if own is not None else []
    sources += styles.table_properties(value(own, "tblStyle"))
    said: dict[str, bool] = {}
    for source in sources:
        borders = source.find(W + "tblBorders")
        for border in borders if borders is not None else ():
            said.setdefault(_side(border), _is_drawn(border))
    across = said.get("insideH", False)
    along = said.get("insideV", False)
    drawn = {side for side in _SIDES if said.get(side, False)}
    drawn |= {"top", "bottom"} if across else set()
    drawn |= {"left", "right"} if along else set()
    return frozenset(drawn)


def _has_borders(about: _Element | None, borders: frozenset[str]) -> bool:
    """True for a cell with lines on at least two sides; one line alone underlines the text above it."""
    own = about.find(W + "tcBorders") if about is not None else None
    drawn = set(borders)
    for border in own if own is not None else ():
        side = _side(border)
        if side in _SIDES:
            drawn = drawn | {side} if _is_drawn(border) else drawn - {side}
    return len(drawn) >= 2


def _side(border: _Element) -> str:
    name = str(border.tag).rpartition("}")[2]
    return {"start": "left", "end": "right"}.get(name, name)


def _is_drawn(border: _Element) -> bool:
    return border.get(W + "val", "nil") not in {"nil", "none"}
