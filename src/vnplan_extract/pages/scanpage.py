"""Reads the image of a page: upright, clean, table cells one by one. Needs numpy, OpenCV and an engine (extra `ocr`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from vnplan_extract.document import Picture, Ruling, Word
from vnplan_extract.pages import clean
from vnplan_extract.pages.cells import read_cells
from vnplan_extract.pages.darkgrounds import with_light_grounds
from vnplan_extract.pages.fading import evened
from vnplan_extract.pages.handwriting import leave_out_hand
from vnplan_extract.pages.imagegrid import find_grid
from vnplan_extract.pages.imagestyle import mark_bold
from vnplan_extract.pages.ocrfix import mend
from vnplan_extract.pages.ocrwords import AROUND, confidence, placed
from vnplan_extract.pages.raised import raise_marks, raise_powers
from vnplan_extract.pages.resolution import LEAST_DPI, resolution
from vnplan_extract.pages.sameshape import tell_small
from vnplan_extract.pages.seals import black_seals, covering
from vnplan_extract.pages.signers import read_beside_seals
from vnplan_extract.pages.stamps import frames, is_stamp
from vnplan_extract.pages.streaks import without_streaks
from vnplan_extract.pages.strokes import look_again
from vnplan_extract.pages.syllables import is_syllable, plausibility
from vnplan_extract.pages.unread import unread
from vnplan_extract.pages.unsurelines import read_again
from vnplan_extract.pages.watermark import without_watermarks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnplan_extract.document import Box, Page
    from vnplan_extract.pages.clean import Bytes, Dots
    from vnplan_extract.pages.engines import Engine
    from vnplan_extract.pages.imagegrid import ImageGrid
    from vnplan_extract.pages.seals import Circle


FULL = 0.5  # share of the page from which a picture on it is the page
CLEAN_ENOUGH = 0.88  # mean confidence from which no second reading is made
DOUBTFUL = 0.6  # mean confidence below which the page may stand on its head
HOPELESS = 0.35  # mean confidence below which a page is a photograph, or as good as one
TURNED = 0.15  # by how much a turned reading must be better
LETTERS_TELL = 2  # a word of more letters is wider than tall
COLOURED_INK = 0.3  # share of a word's ink from which it is a pen's or a stamp's
PEN_CONFIDENCE = 0.4
PEN_STROKES = 0.3  # the same for figures and letters mixed: "E2" is a signature's stroke
SURE = 0.8  # confidence of a line that only a second look found
FEWEST_OF_LINE = 4  # words
OVER_LINE = 0.3  # of a line's height that lies beside a word
LARGER = 2.0  # times, for what is not sure at its size
BLANK = 0.0001  # share of ink in a page with nothing on it
UNSURE = 0.35  # confidence below which one or two letters that are no syllable are strokes of a seal or a pen
DIRT = frozenset("_`ˆ¡^˜\\⁄¦")  # alone they are specks, or the streak of a scanner
STOPS = frozenset(".,:;'\"’‘")  # stand behind a word; alone on a line they are specks
MARKERS = frozenset("ABCDĐEGHIKLMNOPQRSTVXYabcdđeghiklmnopqrstuvxy")  # letters that may stand for themselves
MAY_STAND_ALONE = MARKERS | frozenset(
    "ìíỉĩịïÌÍỈĨỊÏ"
)  # those, and what engines make of a 1 in a column of row numbers
DASHES, NARROWEST_DASH = {"-", "–", "—"}, 1.5  # points
LOWEST = (
    3.0  # points: no letter is as low, raised ones neither; a dot under a letter that was read for itself is
)
LONGEST_LEVEL, UPRIGHT = 4, 2.0  # letters, and how much taller than wide: no level word is
NOISE = 0.1  # confidence below which a word without two letters or digits is dirt


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a page in pixels, the lines on it, how sure the words are, and how far the page was turned to be level."""

    words: tuple[Word, ...]
    grid: ImageGrid
    confidence: float
    skew: float = 0.0
    stamps: tuple[Word, ...] = ()  # what is said in stamps
    at_first: float | None = None  # confidence of the reading that was given up for this one
    unread: int = 0  # cells of tables
    seals: tuple[Circle, ...] = ()  # black ones

    @property
    def quality(self) -> float:
        """Confidence weighed with how Vietnamese the words are: what two readings of a page are compared by."""
        return (
            self.confidence * (0.5 + plausibility(word.text for word in self.words) / 2)
            if self.words and not _sideways(self.words)
            else 0.0
        )


def scanned_at(page: Page) -> int:
    """Return the dpi to render a page at: that of the picture that fills it where that is less than OCR reads at."""
    most = resolution(page)
    dpi = max(
        (picture.dpi for picture in page.pictures if _fills(picture, page) and picture.dpi >= LEAST_DPI),
        default=0,
    )
    return min(round(dpi), most) if dpi else most


def _fills(picture: Picture, page: Page) -> bool:
    area = (picture.x1 - picture.x0) * (picture.bottom - picture.top)
    return area > FULL * page.width * page.height


def read_scan(
    page: Page, render: Callable[[float], Image.Image], engine: Engine, *, keep_text: bool = False
) -> Page:
    """Return the page with the words and rulings of its image, read by OCR; words of form fields stay.

    Args:
        page: The page as its reader gave it.
        render: Renders it at a resolution in dpi.
        engine: Reads the words.
        keep_text: The words of the text layer are true, only too few: they stay too.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # a second one gains less than it waits, and fights with other worker processes
    try:
        return _read_scan(page, render, engine, keep_text=keep_text)
    finally:
        cv2.setNumThreads(threads)


def _read_scan(
    page: Page, render: Callable[[float], Image.Image], engine: Engine, *, keep_text: bool
) -> Page:
    dpi, native = resolution(page), scanned_at(page)
    image = render(native)
    image = image if image.mode == "RGB" else image.convert("RGB")
    rgb = clean.colourless(clean.neutral(np.asarray(image)))
    rgb = with_light_grounds(rgb, dpi=native)
    # Specks are told by their size before anything is made larger.
    grey = without_streaks(clean.grey_without_marks(rgb, dpi=native), dpi=native)
    grey = without_watermarks(clean.flatten(clean.whiten_borders(grey)), dpi=native)
    grey = clean.without_lone_specks(clean.without_specks(grey, dpi=native), dpi=native)
    grey = clean.enlarge(grey, dpi / native)
    quarter, reading = _upright(grey, engine, dpi)
    if reading.confidence < HOPELESS:
        quarter, reading = 0, replace(reading, words=(), skew=0.0)
    pens = clean.enlarge(_turned(clean.coloured(rgb).astype(np.uint8), quarter), dpi / native) > 0
    height, width = _turned(grey, quarter).shape
    scale = 72 / dpi
    kept = () if quarter else tuple(word for word in page.words if keep_text or word.read_by == "form")
    read = leave_out_hand([_doubt_pens(word, pens) for word in reading.words], reading.grid.without)
    found = [_in_points(word, scale) for word in read]
    tables = [_scaled(table, scale) for table in reading.grid.tables]
    clear = _without_dirt(found, tables)
    clear = [word for word in clear if not (_noise(word) or _is_upright(word, tables))]
    clear = [word for word in clear if not _is_of_form(word, kept)]
    words = mend([word for word in clear if not any(_covered(word, form) for form in kept)])
    taken = set(map(id, clear))
    left_out = [word for word in found if id(word) not in taken]
    left_out += [_in_points(word, scale) for word in reading.stamps]
    return replace(
        page,
        width=width * scale if quarter % 2 else page.width,
        height=height * scale if quarter % 2 else page.height,
        rotation=(page.rotation + 90 * quarter) % 360,
        skew=reading.skew,
        words=(*words, *kept),
        rulings=tuple(Ruling(*_scaled(line, scale)) for line in reading.grid.lines),
        pictures=(Picture(0, 0, width * scale, height * scale),) if quarter else page.pictures,
        read_by="ocr" if words else "none",
        confidence=round(reading.confidence, 3) if words else 0.0,
        left_out=tuple(left_out),
        at_first=reading.at_first if words else None,
        unread_cells=reading.unread if words else 0,
        covered=tuple(_scaled(box, scale) for box in covering(reading.seals, read)) if words else (),
    )


# ---------------------------------------------------------------------------------------------------------------
# The image: upright and clean


def _upright(grey: Bytes, engine: Engine, dpi: int) -> tuple[int, Reading]:
    """Return by how many quarters clockwise the page must be turned, and its reading then."""
    if clean.ink_share(grey) < BLANK:
        return 0, Reading((), find_grid(grey, dpi=dpi), 0.0)
    faint = clean.is_faint(grey)
    ink, readings = clean.dots(_shown(grey, dpi) if faint else grey), dict[int, Reading]()

    def read(quarter: int) -> Reading:
        if quarter not in readings:
            turned = _turned(grey, quarter)
            seen = _shown(turned, dpi) if quarter and faint else turned
            readings[quarter] = _read(turned, clean.dots(seen) if quarter else ink, engine, dpi, faint=faint)
        return readings[quarter]

    lies = clean.lies_on_side(ink)
    if _sideways(read(int(lies)).words):
        lies = not lies
    # A page whose lines run up and down may be turned either way; an upright one is believed when it reads well.
    quarters, believed, better = ((1, 3, 0), CLEAN_ENOUGH, 0.0) if lies else ((0, 2), DOUBTFUL, TURNED)
    best = quarters[0]
    for quarter in quarters[1:]:
        if read(best).confidence >= believed:
            break
        if read(quarter).quality > read(best).quality + better:
            best = quarter
    return best, read(best)


def _sideways(words: Sequence[Word]) -> bool:
    """Tell whether most words are taller than wide: the engine reads lines that run up and down, too, without a word."""
    long = [word for word in words if len(word.text) > LETTERS_TELL]
    return 2 * sum(word.bottom - word.top > word.x1 - word.x0 for word in long) > len(long)


def _turned(image: Bytes, quarters: int) -> Bytes:
    return np.ascontiguousarray(np.rot90(image, -quarters))


def _shown(grey: Bytes, dpi: int) -> Bytes:
    """Return a faint page with its print dark, as dark everywhere."""
    return clean.stretch(evened(grey, dpi=dpi))


def _read(grey: Bytes, ink: Dots, engine: Engine, dpi: int, *, faint: bool) -> Reading:
    """Read an upright page; once more, cleaned, when that reads badly."""
    angle = clean.skew(ink)
    # On a copy of a copy the streaks of the first copier slant with the lines.
    level = without_streaks(clean.turn(grey, angle), dpi=dpi, levelled=True)
    first = _words(_shown(level, dpi) if faint else level, engine, dpi)
    if first.confidence >= CLEAN_ENOUGH:
        return replace(first, skew=angle)
    level = clean.turn(clean.despeckle(grey), angle)
    again = _words(_shown(level, dpi) if faint else clean.stretch(level), engine, dpi)
    if again.quality <= first.quality:
        return replace(first, skew=angle)
    return replace(again, skew=angle, at_first=round(first.confidence, 3))


def _words(grey: Bytes, engine: Engine, dpi: int) -> Reading:
    found = find_grid(grey, dpi=dpi)
    grey = grey if found.level is None else found.level
    grid, framed, stamps = _without_stamps(grey, found, engine, dpi)
    # Lines between the rows of an open table run into its letters; elsewhere they are underlines, which do not matter.
    outside = grid.without if grid.open_tables or (grid.pale and grid.cells) else grey
    if grid.cells or framed:
        outside = outside.copy()
        for x0, top, x1, bottom in (*grid.cells, *framed):
            outside[int(top) : int(bottom), int(x0) : int(x1)] = clean.PAPER
    words = read_again(engine.read(Image.fromarray(outside), dpi=dpi), outside, engine, dpi=dpi)
    seals = black_seals(grey, dpi=dpi)
    # A page that reads badly may stand on its head, and all of it is passed over.
    if confidence(words) >= DOUBTFUL or (grid.cells and not words):
        words += _left_out(outside, words, grid, engine, dpi)
        beside = [seal for seal in seals if not any(_holds(cell, *seal[:2]) for cell in grid.cells)]
        words = read_beside_seals(words, outside, beside, engine, dpi=dpi)
    words = [word for word in words if not _is_line_of(grid, word)]
    words = raise_marks(look_again(tell_small(words, grey), grey), grey, engine, dpi=dpi)
    words = raise_powers(words, grey, engine, dpi=dpi)
    cells = read_cells(grid, engine, dpi=dpi)
    words += [word for cell in cells.words for word in cell]
    return Reading(
        tuple(mark_bold(words, grey)),
        grid,
        confidence(words),
        stamps=stamps,
        unread=cells.unread,
        seals=tuple(seals),
    )


def _is_line_of(grid: ImageGrid, word: Word) -> bool:
    """Was a word read in a cell, which was white then, or is it a mark between cells: a piece of a line?"""
    if any(_inside(word, cell) for cell in grid.cells):
        return True
    return not any(map(str.isalnum, word.text)) and any(_inside(word, table) for table in grid.tables)


def _without_stamps(
    grey: Bytes, grid: ImageGrid, engine: Engine, dpi: int
) -> tuple[ImageGrid, list[Box], tuple[Word, ...]]:
    """Return the grid without the stamps in it, the boxes of stamps, and what they say."""
    boxes: list[Box] = []
    said: list[Word] = []
    for box in frames(grey, grid, dpi=dpi):
        left, top, right, bottom = (int(value) for value in box)
        read = engine.read(Image.fromarray(grey[top:bottom, left:right]), dpi=dpi, layout="block")
        if is_stamp(read):
            boxes.append(box)
            said += [placed(word, left, top) for word in read]
    return grid.apart_from(boxes), boxes, tuple(said)


def _left_out(grey: Bytes, words: Sequence[Word], grid: ImageGrid, engine: Engine, dpi: int) -> list[Word]:
    """Read the lines that the engine passed over; what is no sure word or number is a stroke of a seal or a pen."""
    found: list[Word] = []
    for x0, top, x1, bottom in unread(grey, words, grid.tables, grid.lines, dpi=dpi):
        left, above = max(int(x0) - AROUND, 0), max(int(top) - AROUND, 0)
        image = Image.fromarray(
            np.pad(
                grey[above : int(bottom) + AROUND, left : int(x1) + AROUND],
                AROUND,
                constant_values=clean.PAPER,
            )
        )
        for times in (1.0, LARGER):  # lone figures are read better larger
            read = _line(image, engine, dpi, times=times)
            if read and confidence(read) >= SURE and _is_line(read):
                found += [placed(word, left - AROUND, above - AROUND, times=times) for word in read]
                break
    return found


def _line(image: Image.Image, engine: Engine, dpi: int, *, times: float) -> list[Word]:
    """Read a line, so many times as large."""
    if times != 1:
        size = (round(image.width * times), round(image.height * times))
        image = image.resize(size, Image.Resampling.BICUBIC)
    return engine.read(image, dpi=round(dpi * times), layout="line")


def _is_line(words: Sequence[Word]) -> bool:
    """Are all of these words, or half of more than a few? "TT. HĐND tỉnh" is a line, letters alone are strokes."""
    known = sum(map(_is_word, words))
    return known == len(words) or (len(words) >= FEWEST_OF_LINE and 2 * known >= len(words))


def _is_word(word: Word) -> bool:
    core = word.text.strip(".,;:()/-")
    return not core or core.isdigit() or is_syllable(core) or (core.islower() and core.isalpha())


# ---------------------------------------------------------------------------------------------------------------
# The words: back to points, doubts kept


def _doubt_pens(word: Word, pens: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Word:
    """Lower the confidence of digits drawn in coloured ink: a clerk's pen or a stamp, not print."""
    if not any(map(str.isdigit, word.text)):
        return word
    part = pens[int(word.top) : int(word.bottom) + 1, int(word.x0) : int(word.x1) + 1]
    if part.size and float(part.mean()) > COLOURED_INK * 0.2:
        most = PEN_STROKES if any(map(str.isalpha, word.text)) else PEN_CONFIDENCE
        return replace(word, confidence=min(word.confidence, most))
    return word


def _in_points(word: Word, scale: float) -> Word:
    x0, top, x1, bottom = _scaled((word.x0, word.top, word.x1, word.bottom), scale)
    return replace(
        word,
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
        size=round(word.size * scale, 1),
        confidence=round(word.confidence, 3),
    )


def _scaled(box: Box, scale: float) -> Box:
    x0, top, x1, bottom = (value * scale for value in box)
    return (x0, top, x1, bottom)


def _noise(word: Word) -> bool:
    if word.text in DIRT or (word.read_as is None and (_is_dot(word) or _is_upright_dash(word))):
        return True
    solid = sum(map(str.isalnum, word.text))
    if solid <= 2 and word.confidence < UNSURE:
        return not word.text.isdigit() and not is_syllable(word.text.lower().rstrip(".,;:)"))
    return word.confidence < NOISE and solid < 2


def _is_upright(word: Word, tables: Sequence[Box]) -> bool:
    """Does a word run up the margin: the name and the time that a register prints beside the text? Not in a table."""
    upright = len(word.text) > LONGEST_LEVEL and word.bottom - word.top > UPRIGHT * (word.x1 - word.x0)
    return upright and not any(_inside(word, table) for table in tables)


def _is_dot(word: Word) -> bool:
    """Is a letter lower than any is? Of a lone figure engines give wrong boxes."""
    return word.bottom - word.top < LOWEST and word.text.isalpha()


def _is_upright_dash(word: Word) -> bool:
    """Is a dash narrower than any is? Of 5,700 dashes on scans the real ones were 2.2 points wide and more (1.8 on a fax), specks 1.4 at most."""
    return word.text in DASHES and word.x1 - word.x0 < NARROWEST_DASH


def _without_dirt(words: Sequence[Word], tables: Sequence[Box]) -> list[Word]:
    """Leave out doubtful single letters that stand alone outside tables: strokes of a seal, of a pen, of dirt."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        near = last is not None and last.top == word.top and 0 <= word.x0 - last.x1 < word.bottom - word.top
        if near:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        word
        for group in groups
        if not all(map(_is_dirt, group)) or any(_inside(group[0], table) for table in tables)
        for word in group
    ]


def _is_dirt(word: Word) -> bool:
    lone = len(word.text) == 1 and word.text.isalpha()
    if word.text in STOPS or (lone and word.text not in MAY_STAND_ALONE):
        return True
    return word.confidence < DOUBTFUL and sum(map(str.isalnum, word.text)) <= 1 and not word.text.isdigit()


def _inside(word: Word, table: Box) -> bool:
    return _holds(table, (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_of_form(word: Word, form: Sequence[Word]) -> bool:
    """Is a letter or two as high as two lines of a signature's form: its picture, which would draw them together?"""
    if sum(map(str.isalnum, word.text)) > LETTERS_TELL:
        return False
    beside = {
        round(other.top)
        for other in form
        if min(word.bottom, other.bottom) - max(word.top, other.top) > OVER_LINE * (other.bottom - other.top)
    }
    return len(beside) > 1


def _covered(word: Word, form: Word) -> bool:
    across = min(word.x1, form.x1) - max(word.x0, form.x0)
    down = min(word.bottom, form.bottom) - max(word.top, form.top)
    return across > 0 and down > 0 and across * down > 0.3 * (word.x1 - word.x0) * (word.bottom - word.top)
