"""Pages to a Document: furniture aside, tables joined over pages, lines joined to paragraphs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.document import Block, Document, Line, Passage
from vnplan_extract.findings import finding
from vnplan_extract.lang.numbering import parse_marker
from vnplan_extract.layout.blocks import PageStyle, block_of, continues, continues_over, styles_of
from vnplan_extract.layout.flow import lay_out_flow
from vnplan_extract.layout.furniture import furniture_of
from vnplan_extract.layout.grid import TablePart
from vnplan_extract.layout.page import LaidPage, lay_out
from vnplan_extract.layout.stitch import stitch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import FurnitureKind, Page, SourceFile, Table
    from vnplan_extract.findings import Finding
    from vnplan_extract.layout.furniture import Where

TOLD_ONCE = frozenset({"text-legacy"})  # findings of pages in a row that are one
CONTEXT = 6  # lines around a table part that may say its caption or unit


def assemble(source: SourceFile, pages: Iterable[Page]) -> Document:
    """Lay out the pages one by one and put the document together."""
    laid = [lay_out(page) if page.flow is None else lay_out_flow(page) for page in pages]
    furniture = furniture_of(laid)
    parts = _with_context(laid, furniture)
    tables, owner = stitch(parts)
    tables = tuple(_with_repeats(table, parts, owner) for table in tables)
    blocks = _Joiner(laid, furniture, owner).blocks()
    tables = tuple(_with_whole_notes(table, blocks) for table in tables)
    return Document(source, tuple(page.text for page in laid), tuple(blocks), tables, tuple(_findings(laid)))


def _findings(laid: Sequence[LaidPage]) -> list[Finding]:
    found: list[Finding] = []
    for page in laid:
        found.extend(page.findings)
        if page.text.read_by == "none" and not any(item.code.startswith("page") for item in page.findings):
            found.append(finding("page-without-text", page=page.text.number))
    return _once_for_a_run(found)


def _once_for_a_run(found: Sequence[Finding]) -> list[Finding]:
    """Tell of pages in a row that were put right in the same way once, where the first of them stands."""
    kept: list[Finding] = []
    runs: dict[tuple[str, str | None], tuple[int, int, int]] = {}  # place in `kept`, first and last page
    for item in found:
        if item.code not in TOLD_ONCE or item.page is None:
            kept.append(item)
            continue
        place, first, last = runs.get((item.code, item.found), (len(kept), item.page, item.page))
        if item.page - last > 1 or place == len(kept):
            place, first = len(kept), item.page
            kept.append(item)
        elif item.page > first:
            kept[place] = finding(item.code, page=first, found=item.found, pages=f"{first}–{item.page}")
        runs[item.code, item.found] = (place, first, item.page)
    return kept


def _content_lines(item: object, furniture: dict[Where, FurnitureKind]) -> list[Line]:
    if isinstance(item, Line):
        return [] if (item.page, item.start) in furniture else [item]
    if isinstance(item, Block):
        return [] if item.furniture else list(item.lines)
    return []


def _with_context(laid: Sequence[LaidPage], furniture: dict[Where, FurnitureKind]) -> list[TablePart]:
    """Give every table part the lines of content around it, over page breaks too."""
    flat = [item for page in laid for item in page.items]
    parts: list[TablePart] = []
    before: list[Line] = []
    for at, item in enumerate(flat):
        if not isinstance(item, TablePart):
            before.extend(_content_lines(item, furniture))
            continue
        after: list[Line] = []
        for following in flat[at + 1 : at + 4 * CONTEXT]:
            if isinstance(following, TablePart) or len(after) >= CONTEXT:
                break
            after.extend(_content_lines(following, furniture))
        parts.append(replace(item, before=tuple(before), after=tuple(after)))
        before = []
    return parts


def _with_whole_notes(table: Table, blocks: Sequence[Block]) -> Table:
    """Take the notes under a table by the paragraph, as they were joined, not by the printed line.

    Under a note in italics the first upright paragraph is text again.
    """
    if not table.notes or not table.notes[0].pieces:
        return table
    first = table.notes[0].pieces[0]
    at = next(
        (
            at
            for at, block in enumerate(blocks)
            if any(
                piece.page == first.page and piece.offset == first.offset for piece in block.passage.pieces
            )
        ),
        None,
    )
    if at is None:
        return table
    notes = [blocks[at].passage]
    for block in blocks[at + 1 :]:
        if block.furniture:
            continue
        if (
            block.table is not None
            or block.bold
            or block.centred
            or block.column != "full"
            or (blocks[at].italic and not block.italic)
            or parse_marker(block.text)
        ):
            break
        notes.append(block.passage)
    return replace(table, notes=tuple(notes))


def _with_repeats(table: Table, parts: Sequence[TablePart], owner: Sequence[int]) -> Table:
    """Record what of the table's parts stands in none of its cells: heads printed again on the next page."""
    mine = [part for part, index in zip(parts, owner, strict=True) if index == table.index]
    lines = [line for part in mine for cell in part.lines for line in cell]
    kept = {page: bytearray(end) for page, end in _ends(lines).items()}  # 1: the character stands in a cell
    for cell in table.cells:
        for piece in cell.passage.pieces:
            kept[piece.page][piece.offset : piece.offset + piece.length] = b"\1" * piece.length
    repeated = []
    for line in lines:
        marks = kept[line.page][line.start : line.end]
        if 0 not in marks:
            continue
        rest = [at for at, char in enumerate(line.text) if not char.isspace() and not marks[at]]
        if rest:
            repeated.append(line.passage().cut(rest[0], rest[-1] + 1))
    return replace(table, repeated=tuple(repeated)) if repeated else table


def _ends(lines: Iterable[Line]) -> dict[int, int]:
    """Return for each page where the last of these lines ends in its text."""
    ends: dict[int, int] = {}
    for line in lines:
        ends[line.page] = max(ends.get(line.page, 0), line.end)
    return ends


class _Joiner:
    """Walks the pages and joins lines to blocks; one block is open at a time."""

    def __init__(
        self, laid: Sequence[LaidPage], furniture: dict[Where, FurnitureKind], owner: Sequence[int]
    ) -> None:
        self.laid = laid
        self.furniture = furniture
        self.owner = list(owner)
        self.done: list[Block] = []
        self.placed: set[int] = set()  # tables that have their block
        self.open: list[Line] = []
        self.style: PageStyle | None = None  # of the page the open block's last line stands on
        self.aside: list[Block] = []  # furniture met while a block is open

    def blocks(self) -> list[Block]:
        """Return the document's blocks in reading order."""
        part = 0
        styles = styles_of([(self._content(page), page.text.width) for page in self.laid])
        for page, style in zip(self.laid, styles, strict=True):
            for item in page.items:
                if isinstance(item, Line):
                    self._line(item, style)
                elif isinstance(item, Block):
                    self._close()
                    self.done.append(item)
                else:
                    self._close()
                    self._table(self.owner[part])
                    part += 1
        self._close()
        return self.done

    def _content(self, page: LaidPage) -> list[Line]:
        lines = [item for item in page.items if isinstance(item, Line)]
        return [line for line in lines if (line.page, line.start) not in self.furniture]

    def _line(self, line: Line, style: PageStyle) -> None:
        kind = self.furniture.get((line.page, line.start))
        if kind is not None:
            self.aside.append(block_of([line], kind))
            return
        if self.open and not self._goes_on(line, style):
            self._close()
        self.open.append(line)
        self.style = style

    def _goes_on(self, line: Line, style: PageStyle) -> bool:
        last = self.open[-1]
        if last.page == line.page:
            return continues(last, line, style)
        return self.style is not None and continues_over(last, line, self.style, style)

    def _close(self) -> None:
        if self.open:
            self.done.append(block_of(self.open))
            self.open = []
        self.done.extend(self.aside)
        self.aside = []

    def _table(self, index: int) -> None:
        if index not in self.placed:
            self.placed.add(index)
            self.done.append(Block(Passage(""), (), table=index))
