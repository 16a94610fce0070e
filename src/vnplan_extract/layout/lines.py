"""Words to lines in reading order: rows by baseline, two-column bands (header and footer) read column by column.

By Nghị định 30/2020, Phụ lục I, the issuer stands left of the quốc hiệu and the recipients left of the signature; such a
band shows as rows that leave the same corridor white. Geometry only: no word is looked at for its meaning.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.document import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Column, ReadBy, Word

Row = list["Word"]

CORRIDOR = 9.0  # points: the least width of the white corridor between two columns
TIGHT, TIGHTER, HEAD = (
    4.5,
    1.6,
    6,
)  # points, times the row's blanks, first rows of a page: a letterhead's halves may be so near
FEWEST_BLANKS = 6  # of such a row
WIDE = 70.0  # points: no blank between two words of a sentence is as wide as this
MIDDLE = (0.12, 0.88)  # the corridor lies in this part of the page's width
SAME_LINE = 0.42  # of the smaller height: how far two centres may be apart on one line
CENTRE_TOLERANCE = 0.035  # of the page's width
SAME_FACE = 0.6  # points
CUT_FOOTER = 16  # rows: a list of recipients that goes on over a page's end is not longer
FIRST_LINE = 60.0  # points: no first line is indented further
LONG = 0.45  # of the page's width: a line at least this long tells where the margins are
RAISED = 0.8  # of the line's size: a lone number smaller than this is a footnote mark
_X0 = attrgetter("x0")
RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MARK = 32.0  # points: marks of lists are narrower, the columns of letterhead and footer wider
ROW_GAP = 12.0  # line heights: a white stripe wider than this ends a band; a signature and its seal need room
CENTRE = (0.45, 0.58)  # of the page's width: a lone row centred here is a title, not half of a band


@dataclass(frozen=True, slots=True)
class Band:
    """Consecutive rows that leave the corridor from `left` to `right` white."""

    first: int
    last: int
    left: float
    right: float


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Group words into rows from top to bottom, each from left to right."""
    ordered = sorted(words, key=lambda word: (word.top + word.bottom, word.x0))
    rows: list[Row] = []
    top = bottom = 0.0  # of the row's tallest word: footnote marks do not drag it along
    row: Row = []
    for word in ordered:
        tall, height = word.bottom - word.top, bottom - top
        low, high = (tall, height) if tall < height else (height, tall)
        apart = abs((word.top + word.bottom) - (top + bottom)) / 2
        if row and (
            apart <= SAME_LINE * 2.0
            or apart <= SAME_LINE * low
            or (apart < SAME_LINE * high and _one_in_other(word, top, bottom))
        ):
            row.append(word)
            if tall > height:
                top, bottom = word.top, word.bottom
        else:
            row = [word]
            rows.append(row)
            top, bottom = word.top, word.bottom
    for row in rows:
        row.sort(key=_X0)
    return rows


def _one_in_other(word: Word, top: float, bottom: float) -> bool:
    """Does the word lie within these heights, or they within its own?"""
    return (word.top >= top - 1 and word.bottom <= bottom + 1) or (
        word.top - 1 <= top and bottom <= word.bottom + 1
    )


def bands_of(rows: Sequence[Row], width: float) -> list[Band]:
    """Find the two-column bands of a page, from top to bottom, none overlapping."""
    bands: list[Band] = []
    at = 0
    while at < len(rows):
        band = _band_from(rows, at, width, floor=bands[-1].last + 1 if bands else 0)
        if band is None:
            at += 1
        else:
            bands.append(band)
            at = band.last + 1
    return bands


def _band_from(rows: Sequence[Row], at: int, width: float, *, floor: int) -> Band | None:
    """Grow a band from the best corridor of row `at`, downwards and upwards."""
    best: Band | None = None
    best_score = 1
    for left, right in _seeds(rows, at, width):
        low, high, last = left, right, at
        score = 0
        if _sides(rows[at], left, right) == 3:
            score = 2 if right - left > WIDE else 1  # "Nơi nhận:" and "GIÁM ĐỐC" may be the only level pair
        for below in range(at + 1, len(rows)):
            narrowed = _narrow(rows[below], low, high)
            if (
                narrowed is None
                or _stripe(rows[below - 1], rows[below])
                or _is_title(rows[below], narrowed, width)
            ):
                break
            low, high = narrowed
            score += _opposite(rows[below - 1], rows[below], low, high)
            last = below
        first = at
        while first > floor and _level(rows[first - 1], rows[first]):
            narrowed = _narrow(rows[first - 1], low, high)
            if narrowed is None:
                break
            low, high = narrowed
            first -= 1
        if floor == 0:
            first, low, high = _nearly_touching(rows, first, low, high)
            first, low, high = _from_top(rows, first, low, high)
        if last > first and score > best_score and _is_column(rows[first : last + 1], low, high):
            best, best_score = Band(first, last, low, high), score
    return best


def _is_column(rows: Sequence[Row], low: float, high: float) -> bool:
    """Is what stands left of the corridor more than the marks of a list, "I.", "a)", "-", set off by a tab?"""
    middle = (low + high) / 2
    lefts = ([word for word in row if (word.x0 + word.x1) / 2 < middle] for row in rows)
    return any(left and max(word.x1 for word in left) - left[0].x0 > MARK for left in lefts)


def _from_top(rows: Sequence[Row], first: int, low: float, high: float) -> tuple[int, float, float]:
    """Begin the band at the page's first row where all rows above stand on its left: a footer that a page's end cut."""
    at, left, right = first, low, high
    while at > 0 and first - at < CUT_FOOTER:
        narrowed = _narrow(rows[at - 1], left, right)
        if narrowed is None or not _lists_recipients(rows[at - 1], rows[first], narrowed[1]):
            break
        at, (left, right) = at - 1, narrowed
    lone = at == 1 and len(rows[0]) == 1 and rows[0][0].text.isdigit()  # the page number
    return (at, left, right) if at == 0 or lone else (first, low, high)


def _nearly_touching(rows: Sequence[Row], first: int, low: float, high: float) -> tuple[int, float, float]:
    """Begin the band a row higher where the halves of a letterhead nearly touch: "BỘ NÔNG NGHIỆP ... CỘNG HÒA ..."."""
    if not 0 < first < HEAD:
        return first, low, high
    gaps = sorted((after.x0 - word.x1, word.x1, after.x0) for word, after in pairwise(rows[first - 1]))
    if len(gaps) < FEWEST_BLANKS:
        return first, low, high
    widest, left, right = gaps[-1]
    left, right = max(left, low), min(right, high)
    tight = widest >= TIGHTER * gaps[len(gaps) // 2][0] and right - left >= TIGHT
    return (first - 1, left, right) if tight else (first, low, high)


def _lists_recipients(row: Row, below: Row, right: float) -> bool:
    """Does a row go on the list of recipients that `below` belongs to: left, as small, and not the body's end?"""
    end = max(row, key=lambda word: word.x1)
    return end.x1 < right and not end.text.endswith("/.") and abs(row[0].size - below[0].size) < SAME_FACE


def _seeds(rows: Sequence[Row], at: int, width: float) -> list[tuple[float, float]]:
    """Return the white gaps at a row that could be a corridor between columns, widest first.

    Also the white between a row and the next where they stand level but side by side.
    """
    row = rows[at]
    gaps = []
    reach = row[0].x1
    for word in row:
        if word.x0 - reach >= CORRIDOR:
            gaps.append((reach, word.x0))
        if word.x1 > reach:
            reach = word.x1
    if at + 1 < len(rows) and _level(row, rows[at + 1]):
        below = rows[at + 1]
        gaps.append((reach, below[0].x0))
        gaps.append((max(word.x1 for word in below), row[0].x0))
    if not gaps:
        return []
    fitting = [
        (left, right)
        for left, right in gaps
        if right - left >= CORRIDOR and MIDDLE[0] * width <= (left + right) / 2 <= MIDDLE[1] * width
    ]
    return sorted(fitting, key=lambda gap: gap[0] - gap[1])[:3]


def _sides(row: Row, low: float, high: float) -> int:
    """Return 1 for a row left of the corridor, 2 for right of it, 3 for both."""
    middle = (low + high) / 2
    left = any((word.x0 + word.x1) / 2 < middle for word in row)
    right = any((word.x0 + word.x1) / 2 >= middle for word in row)
    return left + 2 * right


def _opposite(above: Row, below: Row, low: float, high: float) -> bool:
    """Do these rows show two columns: both sides in one row, or level rows on opposite sides?"""
    sides = _sides(below, low, high)
    return sides == 3 or (_level(above, below) and sides + _sides(above, low, high) == 3)


def _is_title(row: Row, corridor: tuple[float, float], width: float) -> bool:
    """Is this a lone row in the middle of the page, which ends a band?"""
    if _sides(row, *corridor) == 3:
        return False
    return CENTRE[0] * width <= (row[0].x0 + max(word.x1 for word in row)) / 2 <= CENTRE[1] * width


def _narrow(row: Row, low: float, high: float) -> tuple[float, float] | None:
    """Narrow the corridor to the widest white that the row leaves in it; None when too little is left."""
    best = (low, low)
    reach = 0.0
    for start, end in (*((word.x0, word.x1) for word in row), (high, high)):
        left, right = max(low, reach), min(high, start)
        if right - left > best[1] - best[0]:
            best = (left, right)
        reach = max(reach, end)
    return best if best[1] - best[0] >= CORRIDOR else None


def _stripe(above: Row, below: Row) -> bool:
    """Is the white between two rows too wide for one band (a signature's room excepted by its size)?"""
    height = max(median(word.bottom - word.top for word in above), 8.0)
    return min(word.top for word in below) - max(word.bottom for word in above) > ROW_GAP * height


def _level(above: Row, below: Row) -> bool:
    """Do the rows overlap vertically? Both halves of a band start level, within a part of a line."""
    shared = max([word.bottom for word in above]) - min([word.top for word in below])
    return shared > 0.35 * min(above[0].bottom - above[0].top, below[0].bottom - below[0].top)


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of a page's full-width text, in points."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """Width of the text area."""
        return max(self.right - self.left, 1.0)


def margins_of(extents: Iterable[tuple[float, float]], width: float) -> Margins:
    """Estimate the text area from the edges that the long lines share; `extents` are the lines' x0 and x1."""
    every = list(extents)
    long = [(x0, x1) for x0, x1 in every if x1 - x0 > LONG * width]
    if len(long) < 3:
        return Margins(0.14 * width, 0.9 * width)
    lefts = Counter(round(x0 / 2) for x0, _ in long)
    rights = Counter(round(x1 / 2) for _, x1 in long)
    few = 0 if len(long) < 6 else max(2, 0.12 * len(long))
    # The smallest left edge and the largest right edge that more than a few lines share; a first-line indent is shared
    # by many lines too, but there are lines left of it.
    left = min((edge for edge, count in lefts.items() if count >= few), default=min(lefts))
    right = max((edge for edge, count in rights.items() if count >= few), default=max(rights))
    # Where most paragraphs are one line and a bit, only their short last lines stand at the margin.
    shared = Counter(round(x0 / 2) for x0, _ in every if 0.0 < left * 2.0 - x0 <= FIRST_LINE)
    left = min((edge for edge, count in shared.items() if count >= max(3, few)), default=left)
    return Margins(left * 2.0, right * 2.0)


def _extent(row: Row) -> tuple[float, float]:
    return row[0].x0, max([word.x1 for word in row])


def line_of(
    words: Sequence[Word],
    *,
    page: int,
    margins: Margins | None = None,
    width: float = 0.0,
    column: Column = "full",
) -> Line:
    """Make a line of words that stand side by side; its `start` is set when the page's text is put together."""
    starts: list[int] = []
    edges: list[float] = []
    x0 = top = 1e9
    x1 = bottom = -1e9
    at = 0
    for word in words:
        starts.append(at)
        edges += (word.x0, word.x1)
        at += len(word.text) + 1
        if word.x0 < x0:
            x0 = word.x0
        if word.x1 > x1:
            x1 = word.x1
        if word.top < top:
            top = word.top
        if word.bottom > bottom:
            bottom = word.bottom
    boxed = x1 > x0 or bottom > top
    box = (x0, top, x1, bottom)
    look = _look_of(words)
    return Line(
        page,
        0,
        look.text,
        box if boxed else None,
        array("I", starts if boxed else ()),
        array("f", edges if boxed else ()),
        look.size,
        look.bold,
        look.italic,
        look.bold_until,
        boxed and column == "full" and _is_centred(box, margins, width),
        column,
        max(x0 - margins.left, 0.0) if margins and boxed else 0.0,
        read_by=look.read_by,
        confidence=look.confidence,
        spaced=bool(words) and words[-1].spaced,
        mended=_mended(words, starts) if look.read_by == "ocr" else (),
    )


def _mended(words: Sequence[Word], starts: Sequence[int]) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (start, start + len(word.text), word.read_as)
        for start, word in zip(starts, words, strict=True)
        if word.read_as is not None and word.read_as != word.text
    )


class _Look(NamedTuple):
    """Text of a line and how it is printed and read."""

    text: str
    size: float
    bold: bool
    italic: bool
    bold_until: int
    read_by: ReadBy
    confidence: float


def _look_of(words: Sequence[Word]) -> _Look:
    """Return how a line looks: most lines are in one face from end to end, and then their first word tells."""
    first = words[0]
    looks = {(word.size, word.bold, word.italic, word.read_by, word.confidence) for word in words}
    if len(looks) == 1:
        text = " ".join([word.text for word in words])
        until = len(text) if first.bold else 0
        return _Look(text, first.size, first.bold, first.italic, until, first.read_by, first.confidence)
    largest = max(word.size for word in words)
    text = " ".join(
        word.text.translate(RAISED_DIGITS)
        if word.size < RAISED * largest and _is_mark(word, words)
        else word.text
        for word in words
    )
    return _Look(text, _usual_size(words), *_faces(words), _bold_until(words), *_reading(words))


def _usual_size(words: Sequence[Word]) -> float:
    """Return the font size of the line: that of most of its words."""
    first = words[0].size
    if all(word.size == first for word in words):
        return first
    return median(word.size for word in words)


def _faces(words: Sequence[Word]) -> tuple[bool, bool]:
    """Is the line bold, is it italic? Lone punctuation does not count."""
    bold = italic = True
    for word in words:
        if not (word.bold and word.italic) and (len(word.text) > 1 or word.text.isalnum()):
            bold, italic = bold and word.bold, italic and word.italic
            if not (bold or italic):
                return False, False
    if all(not word.text.isalnum() and len(word.text) == 1 for word in words):
        return words[0].bold, words[0].italic
    return bold, italic


def _is_mark(word: Word, line: Sequence[Word]) -> bool:
    """Is this a footnote mark: a short number, smaller than its line and raised above its foot?"""
    if not (word.text.isdecimal() and len(word.text) <= 2 and word.size):
        return False
    size = max(other.size for other in line)
    return word.size < RAISED * size and word.bottom < max(other.bottom for other in line) - 0.08 * size


def _bold_until(words: Sequence[Word]) -> int:
    end = at = 0
    for word in words:
        if not word.bold:
            break
        end = at + len(word.text)
        at = end + 1
    return end


def _reading(words: Sequence[Word]) -> tuple[ReadBy, float]:
    """Return how the line was read and how surely: its worst word decides."""
    read_by: ReadBy = "text"
    confidence = 1.0
    for word in words:
        if word.read_by != "text" and read_by != "ocr":
            read_by = "ocr" if word.read_by == "ocr" else "form"
        if word.confidence < confidence:
            confidence = word.confidence
    return read_by, confidence


def _is_centred(box: tuple[float, float, float, float], margins: Margins | None, width: float) -> bool:
    if margins is None or not width:
        return False
    middle = (margins.left + margins.right) / 2
    off = abs((box[0] + box[2]) / 2 - middle)
    room = min(box[0] - margins.left, margins.right - box[2])
    return off <= CENTRE_TOLERANCE * width and room > 0.03 * width


def lines_of(rows: Sequence[Row], *, page: int, width: float) -> list[Line]:
    """Return the page's lines in reading order: rows from top to bottom, bands column by column."""
    bands = bands_of(rows, width)
    inside = {at for band in bands for at in range(band.first, band.last + 1)}
    margins = margins_of((_extent(row) for at, row in enumerate(rows) if at not in inside), width)
    lines: list[Line] = []
    at = 0
    for band in bands:
        lines.extend(line_of(row, page=page, margins=margins, width=width) for row in rows[at : band.first])
        lines.extend(
            _band_lines(rows[band.first : band.last + 1], band, page=page, margins=margins, width=width)
        )
        at = band.last + 1
    lines.extend(line_of(row, page=page, margins=margins, width=width) for row in rows[at:])
    return lines


def _band_lines(rows: Sequence[Row], band: Band, *, page: int, margins: Margins, width: float) -> list[Line]:
    middle = (band.left + band.right) / 2
    words = [word for row in rows for word in row]
    result: list[Line] = []
    for column, half in (
        ("left", [word for word in words if (word.x0 + word.x1) / 2 < middle]),
        ("right", [word for word in words if (word.x0 + word.x1) / 2 >= middle]),
    ):
        result.extend(
            line_of(row, page=page, margins=margins, width=width, column=column)  # type: ignore[arg-type]
            for row in rows_of(half)
        )
    return result


def placed(line: Line, start: int) -> Line:
    """Return the line placed at offset `start` of its page's text (spelt out: it is done for every line)."""
    return Line(
        line.page,
        start,
        line.text,
        line.box,
        line.starts,
        line.edges,
        line.size,
        line.bold,
        line.italic,
        line.bold_until,
        line.centred,
        line.column,
        line.indent,
        line.level,
        line.marker_end,
        line.read_by,
        line.confidence,
        line.spaced,
        line.mended,
    )
