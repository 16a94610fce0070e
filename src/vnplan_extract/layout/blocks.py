"""Lines to paragraphs: by first-line indents, short last lines, white between lines and centring; over page breaks too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import Block, Passage
from vnplan_extract.lang.inner_dashes import is_inner_dash
from vnplan_extract.lang.numbering import parse_marker
from vnplan_extract.layout.lines import Margins, margins_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import FurnitureKind, Line

INDENT = 10.0  # points: a line that begins this far right of the margin begins a paragraph
SHORT = 0.07  # of the text's width: a line that ends this far left of the right margin is the last of its paragraph
WHITE = 3.4  # points more than the usual pitch between two lines: they are two paragraphs
ENDS = (".", ";", ":", "!", "?", "./.", "”.", ").")
ENDED = (";", "./.", ";”")
SAME_SIZE = 0.6  # points
SCANNED_SIZE = 0.2  # of the size: lines of one size on a scan
FILLED = 6  # lines: a scanned page with fewer does not show how wide its text is
Extent = tuple[float, float, float, float]
CUT = re.compile(r"\S*[/\d]\S*[^\s-]-$|\S+/$")  # a line that ends inside a document number or a period


@dataclass(frozen=True, slots=True)
class PageStyle:
    """How a page sets its paragraphs: margins, pitch from line to line in points, and whether first lines are indented."""

    margins: Margins
    pitch: float
    indents: bool


def styles_of(pages: Sequence[tuple[Sequence[Line], float]]) -> list[PageStyle]:
    """Measure how each page sets its paragraphs; `pages` are their content lines and widths.

    Pages of one width share their margins and their habit of indenting: a page of short list items alone shows neither.
    Scanned pages lie to one side or the other, so that they share the width of their text alone.
    """
    measured = [_measured(lines, width) for lines, width in pages]
    by_width: dict[int, list[_Measured]] = {}
    for page in measured:
        by_width.setdefault(round(page.width / 4), []).append(page)
    margins = {key: _shared(group, key * 4.0) for key, group in by_width.items()}
    indents = {
        key: _indents([(box, page.moved(margins[key])) for page in group for box in page.boxes])
        for key, group in by_width.items()
    }
    return [
        _style_of(page, margins[round(page.width / 4)], indents=indents[round(page.width / 4)])
        for page in measured
    ]


@dataclass(frozen=True, slots=True)
class _Measured:
    """The boxes of a page's full lines, and the margins that they show by themselves."""

    boxes: list[Extent]
    width: float
    own: Margins
    scanned: bool

    def moved(self, shared: Margins) -> Margins:
        """Return the page's margins: its own where its text is as wide as elsewhere, for a scan may lie to the side."""
        return self.own if abs(self.own.width - shared.width) < INDENT else shared


def _measured(lines: Sequence[Line], width: float) -> _Measured:
    full = [line for line in lines if line.box and line.column == "full"]
    boxes = [line.box for line in full if line.box]
    own = margins_of(((box[0], box[2]) for box in boxes), width)
    return _Measured(boxes, width, own, any(line.read_by == "ocr" for line in full))


def _shared(pages: Sequence[_Measured], width: float) -> Margins:
    """Return the margins of pages of one width: those of all lines, or, of scans, the middle one of the pages' own."""
    own = [page.own for page in pages if page.scanned and len(page.boxes) >= FILLED]
    if len(own) < 2:
        return margins_of(((box[0], box[2]) for page in pages for box in page.boxes), width)
    return sorted(own, key=lambda margins: margins.width)[len(own) // 2]


def _style_of(page: _Measured, shared: Margins, *, indents: bool) -> PageStyle:
    # One whose text is not as wide as elsewhere has too few long lines.
    pitches = Counter(
        round(below[3] - above[3]) for above, below in pairwise(page.boxes) if 6 < below[3] - above[3] < 40
    )
    return PageStyle(page.moved(shared), _usual(pitches), indents)


def _indents(boxes: Sequence[tuple[Extent, Margins]]) -> bool:
    """Are first lines indented in this document?"""
    indented = sum(1 for box, margins in boxes if INDENT < box[0] - margins.left < 0.25 * margins.width)
    return indented >= max(2, 0.1 * len(boxes))


def _usual(pitches: Counter[int]) -> float:
    """Return the most common pitch; neighbours count together, for typesetters round baselines."""
    if not pitches:
        return 16.0
    return float(
        max(pitches, key=lambda pitch: (pitches[pitch] + pitches[pitch - 1] + pitches[pitch + 1], -pitch))
    )


def continues(above: Line, below: Line, style: PageStyle) -> bool:
    """Does `below` go on the paragraph that `above` belongs to, both on the same page?"""
    if above.box is None or below.box is None or above.column != below.column:
        return False
    if above.column != "full":
        return _continues_in_column(above, below)
    gap = below.box[3] - above.box[3]
    if gap > style.pitch + max(WHITE, 0.3 * style.pitch) + max(above.size, below.size):
        return False
    marked = parse_marker(below.text) is not None and not _goes_on_dashed(above, below, style)
    flush = style.indents and below.box[0] - style.margins.left < 4.0 and not _short(above, style)
    if marked and above.text.endswith(ENDS) and not flush:
        return False  # flush under a full line, "(2) ..." only counts inside its sentence
    if above.centred and below.centred and not _left_aligned(above, below, style):
        ended = above.text.endswith(ENDED)  # "...;" as wide as the indent leaves it looks centred and is not
        return not marked and not ended and _same_face(above, below) and gap < 2.2 * max(above.size, 8.0)
    if below.centred:
        # The short last line of a centred title or note that fills the line above.
        return (
            not _short(above, style)
            and not marked
            and not above.text.endswith(ENDS)
            and _same_face(above, below)
        )
    if below.box[0] - style.margins.left > INDENT and not _hangs(above, below, style):
        return False
    if _is_title_over(above, below):
        return False
    if _short(above, style) and not (style.indents and _is_full_for(above, below, style)):
        return False
    if gap > style.pitch + WHITE and (above.text.endswith(ENDS) or marked):
        return False
    return style.indents or not marked


def _goes_on_dashed(above: Line, below: Line, style: PageStyle) -> bool:
    """Was a full line broken before a dash inside a name, so that the dash begins no item?"""
    return above.bold == below.bold and not _short(above, style) and is_inner_dash(above.text, below.text)


def _is_title_over(above: Line, below: Line) -> bool:
    """Is a centred line in bold the end of a title, and the line below the beginning of upright text?"""
    titled = above.centred and above.bold and above.bold_until >= len(above.text)
    upright = not below.bold and not below.bold_until and below.text[:1].isupper()
    return titled and upright and parse_marker(above.text) is None


def _left_aligned(above: Line, below: Line, style: PageStyle) -> bool:
    """Do two lines that lie in the middle begin at the same place, as the first lines of paragraphs do?"""
    if above.box is None or below.box is None:
        return False
    same = abs(above.box[0] - below.box[0]) < 1.5
    return same and abs(above.box[2] - below.box[2]) > 4.0 and above.box[0] - style.margins.left < 60.0


def _continues_in_column(above: Line, below: Line) -> bool:
    """In a column, a line goes on the one above when it is set deeper and begins no item of its own."""
    if above.box is None or below.box is None or not _same_face(above, below):
        return False
    if parse_marker(below.text) is not None or (
        below.text[:1].isupper() and not above.text.rstrip().endswith(",")
    ):
        return False
    listed = (
        parse_marker(above.text) is not None or above.text[:1].islower() or above.text.rstrip().endswith(",")
    )
    return listed and below.box[3] - above.box[3] < 2.0 * max(above.size, 8.0)


def continues_over(above: Line, below: Line, style: PageStyle, below_style: PageStyle) -> bool:
    """Does the first line of a page go on the paragraph that the page before was cut in?"""
    if above.box is None or below.box is None or above.column != "full" or below.column != "full":
        return False
    if _short(above, style) or above.centred or below.centred:
        return False
    if below.box[0] - below_style.margins.left > INDENT:
        return False
    if style.indents and below_style.indents:
        return True
    if parse_marker(below.text) is not None:
        return _goes_on_dashed(above, below, style)
    return not above.text.endswith(ENDS) or (above.text.endswith(";") and below.text[:1].islower())


def _short(line: Line, style: PageStyle) -> bool:
    return line.box is not None and style.margins.right - line.box[2] > SHORT * style.margins.width


def _is_full_for(above: Line, below: Line, style: PageStyle) -> bool:
    """Is a line full, though ragged: would the first word of the next one not have found room on it?"""
    if above.box is None or below.box is None or not below.text:
        return False
    letter = (below.box[2] - below.box[0]) / len(below.text)
    word = below.text.split(" ", 1)[0]
    return above.box[2] + (len(word) + 1) * letter > style.margins.right


def _hangs(above: Line, below: Line, style: PageStyle) -> bool:
    """Is `below` the indented second line of a list item, or the next line of one?"""
    if above.box is None or below.box is None or _short(above, style) or parse_marker(below.text) is not None:
        return False
    deeper = below.box[0] - above.box[0]
    if parse_marker(above.text) is not None:
        return 3.0 < deeper < 60.0
    return abs(deeper) <= 2.0 and not style.indents


def _same_face(above: Line, below: Line) -> bool:
    if above.text.isupper() != below.text.isupper():
        return False
    if "ocr" not in (above.read_by, below.read_by):
        return above.bold == below.bold and abs(above.size - below.size) <= SAME_SIZE
    # OCR measures a line without ascenders smaller, and sees the weight of a short line badly.
    if abs(above.size - below.size) > SCANNED_SIZE * above.size:
        return False
    return above.bold == below.bold or below.text[:1].islower()


def block_of(lines: Sequence[Line], furniture: FurnitureKind | None = None) -> Block:
    """Join lines to a block; a symbol or period cut behind its hyphen ("NĐ-" / "CP", "2021-" / "2025") is whole again."""
    first = lines[0]
    passage = first.passage()
    for above, line in pairwise(lines):
        cut = not above.spaced and CUT.search(above.text)
        passage = Passage.join([passage, line.passage()], "" if cut else " ")
    bold_until = 0
    for line in lines:
        bold_until += line.bold_until
        if not line.bold:
            break
        bold_until += 1
    return Block(
        passage,
        tuple(lines),
        column=first.column,
        furniture=furniture,
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        bold_until=min(bold_until, len(passage.text)),
        centred=all(line.centred for line in lines),
        size=first.size,
        indent=first.indent,
    )
