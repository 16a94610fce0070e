"""The invisible layer of one page as a PDF content stream: each word over its ink, in reading order."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.layout.page import lay_out
from vnplan_extract.searchable.font import NAME, WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from vnplan_extract.document import Box, Line, Page, Word
    from vnplan_extract.searchable.font import Codes

    Point = tuple[float, float]

START = b"q\nBT\n3 Tr\n"
NARROWEST = 0.05  # points: a blank between words that touch, which keeps them two words


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps the page as read (turned upright, its lines level, origin top left) to the user space of the PDF page.

    `box` is the visible part of the page in user space (left, bottom, right, top), `rotation` how the page is turned
    for display in degrees clockwise, `skew` by how many degrees clockwise more it was turned about its centre.
    """

    box: Box
    rotation: int = 0
    skew: float = 0.0

    def point(self, x: float, y: float) -> Point:
        """Return where a point of the page as read lies in user space."""
        left, bottom, right, top = self.box
        width, height = right - left, top - bottom
        if self.rotation in (90, 270):
            width, height = height, width
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        across, down = x - width / 2, y - height / 2
        x, y = width / 2 + across * cosine + down * sine, height / 2 - across * sine + down * cosine
        if self.rotation == 90:
            return (left + y, bottom + x)
        if self.rotation == 180:
            return (right - x, bottom + y)
        if self.rotation == 270:
            return (right - y, top - x)
        return (left + x, top - y)

    def matrix(self, x: float, y: float) -> str:
        """Return the text matrix for writing from a point of the page as read, to the right along its lines."""
        start, along, up = self.point(x, y), self.point(x + 1, y), self.point(x, y - 1)
        values = (along[0] - start[0], along[1] - start[1], up[0] - start[0], up[1] - start[1], *start)
        return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)


def layer(page: Page, words: Collection[Word], frame: Frame, codes: Codes) -> bytes:
    """Return the content stream that writes some of a page's words invisibly; empty when there are none."""
    written = [
        part for line in reading_order(page, words) for part in _line(line, frame=frame, encode=codes.encode)
    ]
    if not written:
        return b""
    return START + "\n".join((*written, "ET", "Q", "")).encode("ascii")


def reading_order(page: Page, words: Collection[Word]) -> Iterator[list[Word]]:
    """Yield the words of one line after another, cells of tables too, in the order in which the page is read."""
    wanted = {id(word) for word in words}
    places: dict[bytes, list[Word]] = {}
    for word in page.words:
        places.setdefault(_place(word.x0, word.x1), []).append(word)
    for line in lay_out(page).text.lines:
        found = [word for word in _words(line, places) if id(word) in wanted]
        if found:
            yield found


def _place(x0: float, x1: float) -> bytes:
    """Return a word's edges as a line keeps them, in single precision."""
    return array("f", (x0, x1)).tobytes()


def _words(line: Line, places: dict[bytes, list[Word]]) -> Iterator[Word]:
    """Yield the words a line was made of; two of equal edges are told apart by their height on the page."""
    if line.box is None:
        return
    middle = (line.box[1] + line.box[3]) / 2
    for at in range(0, len(line.edges), 2):
        same = places.get(line.edges[at : at + 2].tobytes())
        if same:
            nearest = min(same, key=lambda word: abs((word.top + word.bottom) / 2 - middle))
            same.remove(nearest)
            yield nearest


def _line(words: Sequence[Word], *, frame: Frame, encode: Callable[[str], str]) -> Iterator[str]:
    """Yield the operators for one line: word, blank, word; each as wide as its box, the blanks as the gaps."""
    for at, word in enumerate(words):
        height = word.bottom - word.top
        width = word.x1 - word.x0
        if height <= 0 or width <= 0 or not word.text:
            continue
        yield f"/{NAME} {height:.3f} Tf"
        yield f"{_stretch(width, len(word.text), height)} Tz"
        yield f"{frame.matrix(word.x0, word.bottom)} Tm"
        yield f"<{encode(word.text)}> Tj"
        gap = words[at + 1].x0 - word.x1 if at + 1 < len(words) else NARROWEST
        yield f"{_stretch(max(gap, NARROWEST), 1, height)} Tz"
        yield f"<{encode(' ')}> Tj"


def _stretch(width: float, characters: int, height: float) -> str:
    """Return the horizontal scaling, in percent, that gives so many glyphs a width."""
    return f"{100 * width / (characters * WIDTH * height):.3f}"
