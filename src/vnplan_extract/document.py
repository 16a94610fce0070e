"""What flows through the house: pages as read, lines, blocks and tables, each knowing its place.

Boxes are `(x0, top, x1, bottom)` in PDF points, origin top left. Pages count from 1, everything else from 0. All text
is NFC. The readers (`pages`) make `Page`s; `layout` turns them into a `Document`; `reading` turns that into a `Plan`.
Every piece of text that reading works on is a `Passage`: derived text (lines joined, words de-wrapped) that still knows
which characters of which page it came from, so evidence is never guessed.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.findings import Finding

Box = tuple[float, float, float, float]
ReadBy = Literal["text", "ocr", "form", "none"]
Align = Literal["left", "center", "right", "justify"]

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[_T]) -> type[_T]:
    """Make a slotted class of frozen values: the type checker forbids to change one, at run time nothing is spent on it.

    For what is made by the hundred on every page: `@dataclass(frozen=True)` takes five times as long to make one.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


# ---------------------------------------------------------------------------------------------------------------
# What the readers give: printed pages (words, rulings, images) or flowing text (paragraphs, tables).


@value
class Word:
    """A run of characters without white space, with its box; `text` is NFC.

    `spaced` says of a word that ends in a hyphen that a blank is printed behind it, at a line's end too. `alternative` is
    what a second OCR engine read, where it read another number. `read_as` is what OCR read where `text` was mended since,
    "" where it read nothing; None: `text` is as read. `slanted` says of a word that it is printed across the page, neither
    level nor upright, as watermarks are; `down` that it is turned a quarter clockwise and runs down the page; `unseen` that
    it is drawn invisibly.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    font: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    read_by: ReadBy = "text"
    confidence: float = 1.0
    spaced: bool = False
    alternative: str = ""
    read_as: str | None = None
    slanted: bool = False
    down: bool = False
    unseen: bool = False


@value
class Ruling:
    """A straight printed line, horizontal or vertical, drawn as a stroke or as a thin filled rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """True for a line that runs across the page."""
        return (self.x1 - self.x0) >= (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on the page: its place, and how many of its pixels make an inch across (0.0: unknown)."""

    x0: float
    top: float
    x1: float
    bottom: float
    dpi: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph's text in one style: `text[start:end]`."""

    start: int
    end: int
    bold: bool = False
    italic: bool = False
    size: float = 0.0
    superscript: bool = False


ParagraphRole = Literal["body", "page_header", "page_footer", "footnote", "furniture"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    r"""A paragraph of flowing text (DOCX, HTML, Markdown, plain text).

    `text` is NFC with runs of blanks folded to one; soft line breaks stay as "\n". An automatic number is resolved and
    stands at the start of `text`, its length in `marker_end`. `level` is the heading level (1 to 9) where the source
    declares one. `page_breaks` are offsets in `text` at which a new page begins (0: the paragraph starts a page).
    """

    text: str
    runs: tuple[Run, ...] = ()
    marker_end: int = 0
    level: int | None = None
    align: Align | None = None
    indent: float = 0.0
    role: ParagraphRole = "body"
    page_breaks: tuple[int, ...] = ()
    blank_before: bool = False


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A cell of a flowing table; spans count grid rows and columns."""

    row: int
    col: int
    row_span: int
    col_span: int
    paragraphs: tuple[Paragraph, ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table of flowing text. `bordered` is False when no cell border is drawn, None when the source cannot say."""

    rows: int
    cols: int
    cells: tuple[FlowCell, ...]
    bordered: bool | None = None
    header_rows: int | None = None
    page_breaks: tuple[int, ...] = ()  # rows at which a new page begins


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader gives it.

    Printed pages have `words` (in the order of the content stream, not yet in reading order), `rulings` and `pictures`;
    flowing documents have `flow` (in reading order) and no geometry: `width` and `height` are 0 where unknown.
    `rotation` is how the page is turned for display, in degrees clockwise; boxes are in the turned page. `skew` is by how
    many degrees clockwise more a scan was turned about its centre to make its lines level: boxes of its words are level.
    `left_out` is what OCR read and was not taken: specks, strokes of seals and pens, stamps in a frame. `at_first` is the
    confidence of a first reading that was given up for one of the page cleaned more. `covered` are the boxes of black
    seals beside which nothing could be read; `unread_cells` counts the cells of tables with print of which nothing was read.
    `name` is that of a workbook's sheet. `veiled` says that the words lie unseen over or under a picture of the page,
    `shapes` of how many segments the paths drawn on it are that are no rulings.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    rotation: int = 0
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    pictures: tuple[Picture, ...] = ()
    flow: tuple[Paragraph | FlowTable, ...] | None = None
    read_by: ReadBy = "text"
    confidence: float = 1.0
    findings: tuple[Finding, ...] = ()
    skew: float = 0.0
    left_out: tuple[Word, ...] = ()
    at_first: float | None = None
    covered: tuple[Box, ...] = ()
    name: str | None = None
    unread_cells: int = 0
    veiled: bool = False
    shapes: int = 0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What was opened: a name for messages, the identity, and the type that the content shows."""

    name: str
    sha256: str
    media_type: str


# ---------------------------------------------------------------------------------------------------------------
# Places: from derived text back to the page.


@value
class Place:
    """A stretch of one page's text: `page_text[start:end]`."""

    page: int
    start: int
    end: int


@value
class Piece:
    """`passage.text[start:start + length]` is `page_text[offset:offset + length]` of `page`."""

    start: int
    length: int
    page: int
    offset: int


_START = attrgetter("start")
FEW_PIECES = 4  # so many are looked through as fast as searched


@value
class Passage:
    """Text put together from pieces of pages, for example a paragraph of three lines.

    Characters that belong to no piece (the blank that joins two lines) were printed as a line break.
    """

    text: str
    pieces: tuple[Piece, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def places(self, start: int = 0, end: int | None = None) -> tuple[Place, ...]:
        """Return where `text[start:end]` was printed, one place for each page, in reading order."""
        stop = len(self.text) if end is None else end
        found: dict[int, tuple[int, int]] = {}
        for piece in self._pieces_from(start):
            shift = piece.start
            if shift >= stop:
                break
            low = max(shift, start)
            high = min(stop, shift + piece.length)
            if low >= high:
                continue
            begin, finish = piece.offset + low - shift, piece.offset + high - shift
            if piece.page in found:
                begin, finish = min(begin, found[piece.page][0]), max(finish, found[piece.page][1])
            found[piece.page] = (begin, finish)
        return tuple(Place(page, begin, finish) for page, (begin, finish) in found.items())

    def _pieces_from(self, start: int) -> Sequence[Piece]:
        """Return the pieces from the one on that holds the character at `start`."""
        pieces = self.pieces
        if len(pieces) <= FEW_PIECES:
            return pieces
        return pieces[max(bisect_right(pieces, start, key=_START) - 1, 0) :]

    def cut(self, start: int, end: int | None = None) -> Passage:
        """Return the passage of `text[start:end]`, blanks at its ends left out."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        pieces = []
        for piece in self._pieces_from(start):
            if piece.start >= stop:
                break
            low, high = max(start, piece.start), min(stop, piece.start + piece.length)
            if low < high:
                pieces.append(Piece(low - start, high - low, piece.page, piece.offset + low - piece.start))
        return Passage(self.text[start:stop], tuple(pieces))

    @staticmethod
    def join(parts: Iterable[Passage], separator: str = " ") -> Passage:
        """Return the parts one after another, `separator` between them; empty parts are left out."""
        texts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for part in parts:
            if not part.text:
                continue
            if texts:
                texts.append(separator)
                at += len(separator)
            pieces.extend(
                Piece(piece.start + at, piece.length, piece.page, piece.offset) for piece in part.pieces
            )
            texts.append(part.text)
            at += len(part.text)
        return Passage("".join(texts), tuple(pieces))


# ---------------------------------------------------------------------------------------------------------------
# What layout makes of the pages.

Column = Literal["full", "left", "right"]
FurnitureKind = Literal[
    "page_number",
    "running_head",
    "running_foot",
    "signature_block",
    "copy_stamp",
    "watermark",
    "footnote",
    "navigation",
]


@value
class Line:
    """One printed line, or one line of a cell: `page_text[start:start + len(text)] == text`.

    `starts` are the offsets of its words in `text`, `edges` the words' x0 and x1 in turn; both are empty for flowing
    text, whose `box` is None. `mended` are the words that were mended after OCR: start and end in `text`, and what was
    read. `column` says whether the line stands in one half of a two-column block (the header of
    issuer and quốc hiệu, the footer of recipients and signature). `block` numbers the printed group it belongs to.
    """

    page: int
    start: int
    text: str
    box: Box | None = None
    starts: array[int] = field(default_factory=lambda: array("I"))
    edges: array[float] = field(default_factory=lambda: array("f"))
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    bold_until: int = 0  # the line is bold from its start up to this offset
    centred: bool = False
    column: Column = "full"
    indent: float = 0.0
    level: int | None = None
    marker_end: int = 0
    read_by: ReadBy = "text"
    confidence: float = 1.0
    spaced: bool = False  # its last word ends in a hyphen with a blank printed behind it
    mended: tuple[tuple[int, int, str], ...] = ()

    @property
    def end(self) -> int:
        """Offset in the page's text just after the line."""
        return self.start + len(self.text)

    def passage(self) -> Passage:
        """The line as a passage of one piece."""
        return Passage(self.text, (Piece(0, len(self.text), self.page, self.start),))

    def box_of(self, start: int, end: int) -> Box | None:
        """Return the box of the words that `text[start:end]` touches; either end may lie outside the line."""
        if self.box is None or not self.starts:
            return self.box
        first = bisect_right(self.starts, start) - 1 if start > 0 else 0
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, 0)
        return (self.edges[2 * first], self.box[1], self.edges[2 * last + 1], self.box[3])


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: lines that belong together, perhaps over a page break, joined to one passage.

    `furniture` names what kind of page furniture it is and is None for content. `table` is the index of the table that
    stands here, and then the block has no text of its own.
    """

    passage: Passage
    lines: tuple[Line, ...]
    column: Column = "full"
    furniture: FurnitureKind | None = None
    table: int | None = None
    bold: bool = False
    italic: bool = False
    bold_until: int = 0  # the passage is bold from its start up to this offset
    centred: bool = False
    size: float = 0.0
    indent: float = 0.0
    level: int | None = None
    marker_end: int = 0

    @property
    def page(self) -> int:
        """The page on which the block begins."""
        return self.lines[0].page if self.lines else 0

    @property
    def text(self) -> str:
        """The block's text, one line."""
        return self.passage.text


@value
class Cell:
    """A cell of the joined grid; half-open: rows `row` to `row + row_span`, columns likewise.

    `boxes` are (page, box) on every page the cell is printed on, empty for flowing text. `parts` are the paragraphs or
    list items inside the cell, which together make `passage`.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    passage: Passage
    parts: tuple[Passage, ...] = ()
    header: bool = False
    bold: bool = False
    italic: bool = False
    boxes: tuple[tuple[int, Box], ...] = ()
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The cell's text, de-wrapped, items joined by a blank."""
        return self.passage.text


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a table on one page: rows `first_row` to `last_row` inclusive; `score` is how sure the join is.

    `split_row` is True when the fragment's first row goes on a row that the page break cut.
    """

    page: int
    box: Box | None
    first_row: int
    last_row: int
    score: float = 1.0
    split_row: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A logical table, joined over pages; the grid is computed from the cells, never stored."""

    index: int
    rows: int
    cols: int
    header_rows: int
    cells: tuple[Cell, ...]
    fragments: tuple[Fragment, ...]
    caption: Passage | None = None
    unit: Passage | None = None
    notes: tuple[Passage, ...] = ()
    complete: bool = True
    repeated: tuple[
        Passage, ...
    ] = ()  # printed again on a later page: heads, and the end of a cell that was cut

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages the table is printed on."""
        return tuple(dict.fromkeys(fragment.page for fragment in self.fragments))


@dataclass(frozen=True, slots=True)
class PageText:
    """A page after layout: its text in reading order, each line exactly once, and where the lines stand."""

    number: int
    width: float
    height: float
    rotation: int
    text: str
    lines: tuple[Line, ...]  # ordered by `start`; lines inside cells included
    read_by: ReadBy = "text"
    confidence: float = 1.0
    name: str | None = None  # of a workbook's sheet

    def lines_of(self, start: int, end: int) -> Sequence[Line]:
        """Return the lines that `text[start:end]` touches."""
        first = max(bisect_right(self.lines, start, key=_START) - 1, 0)
        last = bisect_right(self.lines, max(end - 1, start), lo=first, key=_START)
        if first < last and self.lines[first].end <= start:
            first += 1  # it ends before the stretch begins
        return self.lines[first:last]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document after layout: what `reading` turns into a Plan."""

    source: SourceFile
    pages: tuple[PageText, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()

    def page(self, number: int) -> PageText:
        """Return page `number` (from 1)."""
        return self.pages[number - 1]
