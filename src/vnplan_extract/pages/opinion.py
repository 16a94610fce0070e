"""A second opinion: on numbers that the first engine is not sure of, and on the whole of a page that is hard to read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.pages.compared import compared
from vnplan_extract.pages.ocrwords import confidence

if TYPE_CHECKING:
    from PIL.Image import Image

    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.engines import Engine, Layout

HARD = 0.93  # mean confidence of a page below which the second engine reads all of it; clean scans have 0.95 and more
LEAST = 0.6  # under which it stands on its head, or is a picture
UNSURE = 0.8  # confidence below which a number is read again
SURE = 0.6  # confidence from which the second reading is worth to be told
AROUND = 0.35  # of a word's height: white around what the second engine is given
DIGIT = re.compile(r"\d")
PLAIN = re.compile(r"[^\d.,/%-]")


class TwoEngines:
    """Reads by one engine, and asks another for its opinion on doubtful numbers: it stands in `Word.alternative`."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self.first = first
        self.second = second

    def read(self, image: Image, *, dpi: int, layout: Layout = "page", area: Box | None = None) -> list[Word]:
        """Return the words of the image, or of one area of it, in reading order."""
        words = self.first.read(image, dpi=dpi, layout=layout, area=area)
        if layout == "page" and area is None and LEAST <= confidence(words) < HARD:
            words = compared(words, self.second.read(image, dpi=dpi))
        return [self._asked(word, image, dpi) if _is_doubtful(word) else word for word in words]

    def _asked(self, word: Word, image: Image, dpi: int) -> Word:
        white = AROUND * (word.bottom - word.top)
        area = (
            max(word.x0 - white, 0.0),
            max(word.top - white, 0.0),
            min(word.x1 + white, float(image.width)),
            min(word.bottom + white, float(image.height)),
        )
        read = self.second.read(image, dpi=dpi, layout="line", area=area)
        text = "".join(other.text for other in read)
        if not DIGIT.search(text) or min(other.confidence for other in read) < SURE:
            return word
        return replace(word, alternative=text) if PLAIN.sub("", text) != PLAIN.sub("", word.text) else word


def _is_doubtful(word: Word) -> bool:
    return word.confidence < UNSURE and DIGIT.search(word.text) is not None
