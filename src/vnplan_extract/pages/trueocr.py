"""TrueOCR as an engine: reads noisy pages well and is not of Tesseract's mind, but misses one mark in twenty.

The package `trueocr` (Apache-2.0, its models come with it; extra `trueocr`) finds lines and reads each; a line is
parted into words where its ink leaves the widest gaps.
"""

from __future__ import annotations

import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypedDict

import numpy as np

from vnplan_extract.document import Word
from vnplan_extract.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PIL.Image import Image

    from vnplan_extract.document import Box
    from vnplan_extract.pages.engines import Layout

DARK = 160  # grey level below which a pixel is ink
SIZE_PER_HEIGHT = 0.75  # type size as a share of a line's height, which has room for marks above and below


class _Line(TypedDict):
    text: str
    confidence: float
    bbox: list[int]


class _Result(Protocol):
    @property
    def lines(self) -> list[_Line]: ...


class _Model(Protocol):
    def predict(self, source: Image, *, mode: str) -> _Result: ...


class TrueOcr:
    """Reads by `trueocr`, on one thread; the page must be upright and level, as ours are.

    Raises:
        MissingPartError: The package is not installed.
    """

    def __init__(self) -> None:
        try:
            trueocr = import_module("trueocr")
        except ImportError as error:
            raise MissingPartError(
                "the OCR engine trueocr is not installed",
                why=str(error),
                remedy='Install it with: pip install "vnplan_extract[trueocr]"',
            ) from error
        self._model: _Model = trueocr.load_model(threads=1, auto_rotate=False)

    def read(self, image: Image, *, dpi: int, layout: Layout = "page", area: Box | None = None) -> list[Word]:  # noqa: ARG002 - its models scale the image themselves
        """Return the words of the image, or of one area of it, in reading order."""
        left, top = (round(area[0]), round(area[1])) if area else (0, 0)
        part = image.crop((left, top, round(area[2]), round(area[3]))) if area else image
        grey = part.convert("L")
        lines = self._model.predict(grey, mode="line" if layout == "line" else "page").lines
        ink = np.asarray(grey) < DARK
        return [word for line in lines for word in _words(line, ink, left, top)]


def _words(line: _Line, ink: NDArray[np.bool_], left: int, top: int) -> Iterator[Word]:
    """Part a line into its words."""
    x0, y0, x1, y1 = line["bbox"]
    texts = unicodedata.normalize("NFC", line["text"]).split()
    if not texts:
        return
    columns = np.asarray(ink[max(y0, 0) : y1, max(x0, 0) : x1].any(axis=0), dtype=np.bool_)
    edges = _edges(columns, [len(text) for text in texts])
    for text, (begin, end) in zip(texts, edges, strict=True):
        yield Word(
            text,
            float(left + max(x0, 0) + begin),
            float(top + y0),
            float(left + max(x0, 0) + end),
            float(top + y1),
            size=SIZE_PER_HEIGHT * (y1 - y0),
            read_by="ocr",
            confidence=max(0.0, min(float(line["confidence"]), 1.0)),
        )


def _edges(columns: NDArray[np.bool_], lengths: list[int]) -> list[tuple[int, int]]:
    """Return where the words of a line begin and end: between its widest gaps, by their letters where those are too few.

    Args:
        columns: Which pixel columns of the line have ink.
        lengths: How many characters each word has.
    """
    inked = np.flatnonzero(columns)
    if len(inked) == 0:
        inked = np.array([0, max(len(columns) - 1, 0)])
    first, last = int(inked[0]), int(inked[-1]) + 1
    steps = np.diff(inked)
    widest = np.sort(np.argsort(steps, kind="stable")[::-1][: len(lengths) - 1])
    if len(widest) == len(lengths) - 1 and (not len(widest) or steps[widest].min() > 1):
        begins = [first, *(int(inked[at + 1]) for at in widest)]
        ends = [*(int(inked[at]) + 1 for at in widest), last]
        return list(zip(begins, ends, strict=True))
    return _by_letters(first, last, lengths)


def _by_letters(first: int, last: int, lengths: list[int]) -> list[tuple[int, int]]:
    """Return edges as if all characters and the blanks between words were as wide."""
    wide = (last - first) / (sum(lengths) + len(lengths) - 1)
    found, at = [], 0
    for length in lengths:
        found.append((round(first + wide * at), round(first + wide * (at + length))))
        at += length + 1
    return found
