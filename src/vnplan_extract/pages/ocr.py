"""Tesseract as an engine, through `tesserocr` (extra `ocr`), with the Vietnamese models that are package data."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from vnplan_extract.document import Word
from vnplan_extract.errors import MissingPartError
from vnplan_extract.pages.loading import need_memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from vnplan_extract.document import Box
    from vnplan_extract.pages.engines import Layout

MODELS = "vie+Vietnamese"
PIXELS_PER_SIZE = (
    0.82  # type size as a share of Tesseract's row height (x-height with ascenders and descenders)
)

COLUMNS_APART, ASKEW = 3.0, 0.25  # of the type's size: least gap between columns; of a line's height
SURE = (
    0.6  # confidence of one word at least in each column: what is less sure is a pen's stroke beside a line
)
UPPER, LOWER = 0.25, 0.75  # of a line's letters: more stand as high and as low as these


class Tesseract:
    """Tesseract's LSTM reader with the models for Vietnamese."""

    def __init__(self) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads only fight with other worker processes
        try:
            tesserocr = import_module("tesserocr")
        except ImportError as error:
            need_memory(error)
            raise MissingPartError(
                "no OCR engine is installed",
                why=str(error),
                remedy='Install it with: pip install "vnplan_extract[ocr]"',
            ) from error
        self._tesserocr = tesserocr
        folder = str(files("vnplan_extract") / "data" / "tessdata")
        self._api = tesserocr.PyTessBaseAPI(
            path=folder, lang=MODELS, oem=tesserocr.OEM.LSTM_ONLY, psm=tesserocr.PSM.AUTO
        )
        # Plans are set in type: no row is tried for letters of one width, as typewriters have.
        self._api.SetVariable("textord_all_prop", "1")
        self._image: object = None

    def read(self, image: Image, *, dpi: int, layout: Layout = "page", area: Box | None = None) -> list[Word]:
        """Return the words of the image, or of one area of it, in reading order."""
        modes = {"page": "AUTO", "block": "SINGLE_BLOCK", "line": "SINGLE_LINE"}
        api = self._api
        api.SetPageSegMode(getattr(self._tesserocr.PSM, modes[layout]))
        if image is not self._image:
            api.SetImage(image)
            api.SetSourceResolution(dpi)
            self._image = image
        if area is None:
            api.SetRectangle(0, 0, *image.size)
        else:
            x0, top, x1, bottom = (round(value) for value in area)
            api.SetRectangle(x0, top, max(x1 - x0, 1), max(bottom - top, 1))
        if not api.Recognize():
            return []
        return list(self._words())

    def _words(self) -> Iterator[Word]:
        """Give the words of one text line after another, all of a line as high as its usual word."""
        riltypes = self._tesserocr.RIL
        pages = self._api.GetIterator()
        if pages is None:
            return
        line: list[Word] = []
        for found in self._tesserocr.iterate_level(pages, riltypes.WORD):
            if line and found.IsAtBeginningOf(riltypes.TEXTLINE):
                yield from _level(line)
                line = []
            if found.Empty(riltypes.WORD):
                continue
            text = unicodedata.normalize("NFC", found.GetUTF8Text(riltypes.WORD)).strip()
            box = found.BoundingBox(riltypes.WORD)
            if not text or box is None:
                continue
            size = found.RowAttributes()["row_height"] * PIXELS_PER_SIZE
            confidence = max(0.0, min(found.Confidence(riltypes.WORD) / 100, 1.0))
            x0, top, x1, bottom = (float(value) for value in box)
            line.append(
                Word(
                    "".join(text.split()),
                    x0,
                    top,
                    x1,
                    bottom,
                    size=size,
                    read_by="ocr",
                    confidence=confidence,
                )
            )
        yield from _level(line)


def _level(line: Sequence[Word]) -> list[Word]:
    """Give the words of a line its height; columns side by side that do not stand level have their own.

    The engine takes "- UBND tỉnh;" and "PHÓ GIÁM ĐỐC", half a line below in the column beside it, for one line.
    """
    parts = _columns(line)
    if len(parts) > 1 and all(max(word.confidence for word in part) >= SURE for part in parts):
        heights = [_height(part) for part in parts]
        middles = [(top + bottom) / 2 for top, bottom in heights]
        if max(middles) - min(middles) > ASKEW * min(bottom - top for top, bottom in heights):
            return [word for part in parts for word in _levelled(part)]
    return _levelled(line)


def _columns(line: Sequence[Word]) -> list[list[Word]]:
    """Part a line where it has a gap that no blank is as wide as."""
    parts: list[list[Word]] = []
    for word in line:
        last = parts[-1][-1] if parts else None
        if last is not None and word.x0 - last.x1 <= COLUMNS_APART * word.size:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _height(line: Sequence[Word]) -> tuple[float, float]:
    """Return the top and the bottom of most letters of a line."""
    return (
        _weighted(sorted((word.top, len(word.text)) for word in line), UPPER),
        _weighted(sorted((word.bottom, len(word.text)) for word in line), LOWER),
    )


def _levelled(line: Sequence[Word]) -> list[Word]:
    """Give the words of a line its height, as in digital text: a dash is no line of its own.

    A word that lies off the others (a stamp beside the title, read as one line with it) keeps its own box and so do all
    words of a line that is no line: the height is that of most of its letters.
    """
    if not line:
        return []
    top, bottom = _height(line)
    if bottom <= top:
        return list(line)
    levelled = []
    for word in line:
        inside = top <= (word.top + word.bottom) / 2 <= bottom
        levelled.append(replace(word, top=top, bottom=bottom) if inside else word)
    return levelled


def _weighted(values: Sequence[tuple[float, int]], share: float) -> float:
    """Return the value under which `share` of the weight lies."""
    left = share * sum(weight for _, weight in values)
    for value, weight in values:
        left -= weight
        if left <= 0:
            return value
    return values[-1][0]
